"""One line among others: the pair's own strong and named in bold, the rest grey, as a panel of a figure."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.sheet import Sheet
from pkjp_analysis.figures.style import CONTEXT, LINES, MARKERS, MUTED, VERMILLION, Mark
from pkjp_analysis.figures.text import wrap

HEIGHT = 190.0
_NAME_ROOM = 82.0
_STRONG = Mark(VERMILLION, "s")


def lines(
    sheet: Sheet,
    index: int,
    rows: pd.DataFrame,
    name: str,
    *,
    unit: str,
    divisor: float = 1.0,
    log: bool = False,
    most: int = 99,
) -> list[str]:
    """Draw a line per value of the column `name`; returns them in words, the highlighted ones first.

    Parameters
    ----------
    sheet, index
        The figure and the number of the panel, `HEIGHT` points high.
    rows
        `name`, `year` (and `calendar`, `period_end` where the place on the axis is a date), `value`,
        `highlighted` (bool); rows with a `bound` are hollow and not joined.
    unit, divisor
        What the axis says, and what the values are divided by.
    log, most
        A logarithmic scale; how many of the others, from the largest latest value down, are named at their ends.
    """
    axes = sheet.axes[index]
    parts = sorted((part for _, part in words.grouped(rows, [name])), key=_order)
    for place, part in enumerate(parts):
        _line(axes, part, place, divisor)
    # The names at the ends of the lines need room of their own.
    scales.year_axis(axes, scales.positions(rows), sheet.panel_width - _NAME_ROOM)
    (scales.log_axis if log else scales.value_axis)(axes.yaxis, rows["value"] / divisor)
    if rows["value"].min() < 0:
        axes.axhline(0, color=MUTED, linewidth=0.6)
    marks.light_grid(axes)
    sheet.y_label(index, unit)
    others = [part for part in parts if not part["highlighted"].any()]
    named = others[-most:] + [part for part in parts if part["highlighted"].any()]
    marks.end_labels(axes, [_end(part, name, divisor) for part in named], HEIGHT)
    return [
        words.told(str(p[name].iloc[0]), list(p["year"]), list(p["value"] / divisor), unit) for p in reversed(parts)
    ]


def _order(part: pd.DataFrame) -> tuple[bool, float]:
    """The highlighted last, so that they lie on top; before them by the latest value."""
    return bool(part["highlighted"].any()), float(part.sort_values("year", kind="stable")["value"].iloc[-1])


def _line(axes: Axes, part: pd.DataFrame, place: int, divisor: float) -> None:
    faint = Mark(CONTEXT, MARKERS[place % len(MARKERS)], LINES[place % len(LINES)])
    look, weight, size = (_STRONG, 2.0, 4.0) if part["highlighted"].any() else (faint, 0.9, 2.8)
    bound = part["bound"].ne("") if "bound" in part else pd.Series(False, index=part.index)
    # Counts of two origins are never joined.
    for _, one in words.grouped(part[~bound], ["origin"]):
        marks.line(axes, scales.positions(one), one["value"] / divisor, look, weight=weight, size=size)
    marks.hollow(axes, scales.positions(part[bound]), part[bound]["value"] / divisor, look)


def _end(part: pd.DataFrame, name: str, divisor: float) -> marks.EndLabel:
    last = part.sort_values("year", kind="stable").iloc[[-1]]
    place = float(scales.positions(last).iloc[0])
    text = wrap(last[name].iloc[0], _NAME_ROOM + 4, lines=1)
    return marks.EndLabel(text, place, float(last["value"].iloc[0]) / divisor, bool(part["highlighted"].any()))
