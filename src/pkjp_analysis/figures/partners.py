"""The figure of trade partners by rank."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet
from pkjp_analysis.figures.style import INK, MUTED, SKY, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, listed, percent, wrap

_TOP = 20
_ROW = 12.0
_ORDINARY = Mark(SKY)
_HIGHLIGHTED = Mark(VERMILLION, hatch="////")


@figure(
    "Trade partners by rank",
    needs=("reporter_name", "partner_name", "rank", "share", "highlighted", "value"),
    by=("reporter_name", "flow"),
)
def partner_rank(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The twenty first partners of each reporter, and the highlighted one wherever it stands.

    Parameters
    ----------
    frame
        `reporter_name`, `partner_name`, `value` (currency units), `rank`, `share` (percent), `highlighted`
        (bool), and `flow` where there are both. A panel per reporter and flow.
    """
    chosen = frame["rank"].le(_TOP) | (frame["highlighted"].astype(bool) & frame["rank"].notna())
    rows = frame[frame["value"].notna() & chosen].sort_values("rank", kind="stable")
    words.one_row_each(rows, ["reporter_name", "flow", "partner_name", "year"], "partner_rank")
    panels = words.grouped(rows, ["reporter_name", "flow"])
    reporters = listed(words.distinct(rows, "reporter_name"))
    most = max(len(part) for _, part in panels)
    sheet = Sheet(
        rows,
        title=words.dated(f"Partners of {reporters} in goods trade", rows, frame),
        notes=[f"{words.basis(rows)} Rank, partner, percent of the reporter's trade with all partners."],
        panels=[_heading(part) for _, part in panels],
        width=width,
        height=_ROW * (most + 1),
    )
    told = []
    for axes, (_, part) in zip(sheet.axes, panels, strict=True):
        _bars(axes, part)
        _names(axes, part, sheet.panel_width * 0.5, most)
        first = [row for row in words.each(part) if row.highlighted or row.rank <= 3]
        told += [f"{_heading(part)}: number {r.rank:.0f} {r.partner_name}, {percent(r.share)}." for r in first]
    sheet.tell("Bar chart", told)
    return sheet


def _heading(part: pd.DataFrame) -> str:
    reporter = legible(part["reporter_name"].iloc[0])
    flow = str(part["flow"].iloc[0]) if "flow" in part else ""
    return f"{reporter}: {flow}s by partner" if flow in ("export", "import") else reporter


def _places(part: pd.DataFrame) -> list[int]:
    """A row per partner from the top; one row is left free before a partner below the twentieth."""
    return [place + (rank > _TOP) for place, rank in enumerate(part["rank"])]


def _bars(axes: Axes, part: pd.DataFrame) -> None:
    divisor, unit = words.scale(part, unit="USD")
    for place, row in zip(_places(part), words.each(part), strict=True):
        marks.bars(axes, [place], [row.value / divisor], _HIGHLIGHTED if row.highlighted else _ORDINARY)
        marks.beside(axes, row.value / divisor, place, percent(row.share))
    scales.value_axis(axes.xaxis, part["value"] / divisor, longer=1.32, most=4)
    axes.set_xlabel(unit)


def _names(axes: Axes, part: pd.DataFrame, room: float, most: int) -> None:
    places = _places(part)
    names = [f"{row.rank:.0f}  {wrap(row.partner_name, room, lines=1)}" for row in words.each(part)]
    marks.row_labels(axes, names)
    axes.set_yticks(places, labels=names)
    for tick, chosen in zip(axes.get_yticklabels(), part["highlighted"], strict=True):
        tick.set(color=VERMILLION if chosen else INK, fontweight="bold" if chosen else "normal")
    for before, place in pairwise(places):
        if place > before + 1:
            axes.text(0, place - 1, " …", color=MUTED, va="center")
    axes.set_ylim(most + 0.55, -0.55)
