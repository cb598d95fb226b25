"""One line among others: in one panel, the pair's own strong and the rest grey; or each in a panel of its own."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.sheet import Sheet
from pkjp_analysis.figures.style import BLUE, CONTEXT, LINES, MARKERS, MUTED, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, listed, number, wrap

HEIGHT = 190.0
_NAME_ROOM = 82.0
_STRONG = Mark(VERMILLION, "s")
# The square is the strong line's own: it is told apart in grey.
_MARKERS = [marker for marker in MARKERS if marker != _STRONG.marker]
_ALONE = Mark(BLUE, "o")
_PANEL_HEIGHT = 84.0
_NARROWEST = 110.0
_MOST_TICKS = 6
_UNNUMBERED = 16.0


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
    faint = Mark(CONTEXT, _MARKERS[place % len(_MARKERS)], LINES[place % len(LINES)])
    if part["highlighted"].any():
        _counts(axes, part, _STRONG, divisor, weight=2.0, size=4.0)
    else:
        _counts(axes, part, faint, divisor, weight=0.9, size=2.8)


def _counts(axes: Axes, part: pd.DataFrame, look: Mark, divisor: float, *, weight: float, size: float) -> None:
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


def apart(
    frame: pd.DataFrame,
    rows: pd.DataFrame,
    name: str,
    *,
    title: str,
    note: str,
    unit: str,
    width: float,
    divisor: float = 1.0,
    log: bool = False,
) -> Sheet:
    """A page with a small panel per value of the column `name`, all on one scale: for more lines than one panel holds.

    The highlighted come first; their line is thin behind every other one's. `frame` says which year was asked;
    the rest as for `lines`.
    """
    parts = sorted((part for _, part in words.grouped(rows, [name])), key=_order, reverse=True)
    own = [part for part in parts if part["highlighted"].any()]
    behind = listed([legible(part[name].iloc[0]) for part in own])
    scale = f"One {'logarithmic ' if log else ''}scale for all panels."
    sheet = Sheet(
        rows,
        title=words.dated(title, rows, frame),
        notes=[f"{note} {scale}{f' Thin line: {behind}.' if 0 < len(own) < len(parts) else ''}"],
        panels=[legible(part[name].iloc[0]) for part in parts],
        width=width,
        height=_PANEL_HEIGHT,
        most_columns=4,
        narrowest=_NARROWEST,
    )
    for index, part in enumerate(parts):
        _panel(sheet, index, part, own, divisor)
        _scale(sheet, index, rows, divisor, log)
        sheet.y_label(index, unit)
    told = [words.told(str(p[name].iloc[0]), list(p["year"]), list(p["value"] / divisor), unit) for p in parts]
    sheet.tell(f"Small line charts on one {'logarithmic ' if log else ''}scale", told, most=len(told))
    return sheet


def _panel(sheet: Sheet, index: int, part: pd.DataFrame, own: list[pd.DataFrame], divisor: float) -> None:
    """One line with its marks; behind it, thin and without marks, the highlighted ones."""
    axes = sheet.axes[index]
    if part["highlighted"].any():
        _counts(axes, part, _STRONG, divisor, weight=1.6, size=3.2)
        return
    for one in own:
        _counts(axes, one, Mark(VERMILLION, ""), divisor, weight=0.9, size=0.0)
    _counts(axes, part, _ALONE, divisor, weight=1.2, size=2.8)


def _scale(sheet: Sheet, index: int, rows: pd.DataFrame, divisor: float, log: bool) -> None:
    """The axes that all panels share; only the leftmost have numbers beside theirs."""
    axes = sheet.axes[index]
    # Only one panel of a row gives room to numbers.
    scales.year_axis(axes, scales.positions(rows), sheet.panel_width + _UNNUMBERED)
    if log:
        scales.log_axis(axes.yaxis, rows["value"] / divisor)
        if len(axes.get_yticks()) > _MOST_TICKS:
            powers = [tick for tick in axes.get_yticks() if math.log10(tick) % 1 == 0]
            axes.set_yticks(powers, labels=[number(tick) for tick in powers])
    else:
        scales.value_axis(axes.yaxis, rows["value"] / divisor, most=4)
    if rows["value"].min() < 0:
        axes.axhline(0, color=MUTED, linewidth=0.6)
    marks.light_grid(axes)
    axes.tick_params(axis="y", labelleft=index % sheet.columns == 0)
