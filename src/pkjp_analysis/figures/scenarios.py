"""The figure of a scenario: bands between the ends of its parameters."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLUE, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, measure, number

_BAND, _PRINTED = Mark(BLUE, "|"), Mark(VERMILLION, "D")
# From so many times the smallest on, an axis is logarithmic.
_WIDE = 30
_WHOLE = ("vehicles", "persons")


@figure("Scenario", needs=("topic", "result", "case", "unit", "kind", "low", "high"), by=("result",))
def scenario(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The results of one scenario as intervals, a panel per result; figures as printed are dots.

    Parameters
    ----------
    frame
        `Study.scenarios` of one topic: `topic`, `reporter_name`, `partner_name`, `result`, `case`, `low`,
        `high`, `unit`, `kind` (scenario, as printed).
    """
    words.one_row_each(frame, ["result", "case"], "scenario")
    panels = words.grouped(frame, ["result"])
    names = [row_labels(list(part["case"]), width, len(panels), part=0.42, lines=4) for _, part in panels]
    sheet = Sheet(
        frame,
        title=f"Scenario on {_topic(frame)}: what follows from its parameters",
        notes=["Bands from the lowest to the highest that the parameters allow; no forecast, and no end is likelier."],
        panels=[legible(key[0]) for key, _ in panels],
        width=width,
        height=[row_height(labels) * len(labels) + 6 for labels in names],
    )
    for axes, (_, part), labels in zip(sheet.axes, panels, names, strict=True):
        _bands(axes, part, labels, sheet.panel_width * 0.56)
    if (frame["kind"] == "as printed").any():
        looks = [marks.line_handle(_BAND), marks.line_handle(_PRINTED, joined=False)]
        sheet.page_legend(looks, ["scenario", "as printed"])
    told = [f"{legible(r.result)}, {legible(r.case)}: {_ends(r)} {r.unit}." for r in words.each(frame)]
    sheet.tell("Interval chart", told, most=30)
    return sheet


def _topic(frame: pd.DataFrame) -> str:
    """``floods, Pakistan and Japan``."""
    return ", ".join(text for text in (*words.distinct(frame, "topic"), words.pair(frame)) if text)


def _bands(axes: Axes, part: pd.DataFrame, labels: Sequence[str], points: float) -> None:
    part, unit = _scaled(part)
    ends = [_ends(row) for row in words.each(part)]
    for y, (row, end) in enumerate(zip(words.each(part), ends, strict=True)):
        if row.kind == "as printed":
            marks.point(axes, row.high, y, _PRINTED, clip=False)
        else:
            marks.interval(axes, y, row.low, row.high, BLUE, weight=2.2)
        marks.beside(axes, row.high, y, end, gap=6)
    marks.row_labels(axes, labels)
    _axis(axes, pd.concat([part["low"], part["high"]]), scales.room_for([f"{end}  " for end in ends], points), points)
    far_apart = ", logarithmic" if axes.get_xscale() == "log" else ""
    axes.set_xlabel(f"{unit[:1].upper()}{unit[1:]}{far_apart}")


def _axis(axes: Axes, values: pd.Series, longer: float, points: float) -> None:
    """Linear, or logarithmic where the values are far apart; ticks only as far as the values reach."""
    low, high = float(values.min()), float(values.max())
    if low <= 0 or high / low <= _WIDE:
        scales.value_axis(axes.xaxis, values, longer=longer, most=4)
        return
    scales.log_axis(axes.xaxis, [low, high * (high / low) ** (longer - 1)])
    ticks = [tick for tick in axes.get_xticks() if tick <= high]
    while len(ticks) > 2 and sum(measure(number(tick)) + 8 for tick in ticks) > points / longer:
        ticks = ticks[::2]
    axes.set_xticks(ticks, labels=[number(tick) for tick in ticks])


def _scaled(part: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Money in millions; the unit in words."""
    unit = legible(words.distinct(part, "unit")[0])
    if unit != "USD":
        return part, unit
    return part.assign(low=part["low"] / 1e6, high=part["high"] / 1e6), "USD million"


def _ends(row: words.Row) -> str:
    """``943–2,093``, or the one value where both ends print alike; vehicles and persons are whole."""
    low, high = (f"{end:,.0f}" if row.unit in _WHOLE else number(end) for end in (row.low, row.high))
    return low if low == high else f"{low}–{high}"
