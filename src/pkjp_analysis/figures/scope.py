"""Figures of what is held: series by year and evidence level, sources by family, statements by kind."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.ledger import LEVELS, VERDICTS
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_labels
from pkjp_analysis.figures.stacks import Stacks, stacked
from pkjp_analysis.figures.style import BLACK, BLUE, CONTEXT, ORANGE, PALE, SKY, WHITE, Mark
from pkjp_analysis.figures.text import legible

_ROW = 9.2
# From dark to light as the evidence weakens: the order shows in grey too.
_STRIPS = {
    "primary": Mark(BLACK),
    "official": Mark(BLUE),
    "press": Mark(SKY),
    "aggregator": Mark(PALE),
    "paper": Mark(WHITE),
}
# Light enough for black counts on them, apart in grey by hatch.
_PIECES = {
    "primary": Mark(SKY, hatch="xxxx"),
    "official": Mark(SKY),
    "press": Mark(ORANGE, hatch="////"),
    "aggregator": Mark(PALE),
    "paper": Mark(WHITE),
}


@figure("What is held by year", needs=("family", "label", "evidence", "year"))
def coverage(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The years in which a series is held, by the best evidence level of each: a strip per series.

    Parameters
    ----------
    frame
        `family` (a line is drawn where it changes), `label`, `year`, `evidence` (primary, official, press,
        aggregator).
    """
    words.one_row_each(frame, ["label", "year"], "coverage")
    groups = words.grouped(frame, ["family", "label"])
    names = row_labels([key[1] for key, _ in groups], width, part=0.48, lines=1)
    sheet = Sheet(
        frame,
        title=words.dated(f"What is held, by series and year: {len(groups)} series", frame, frame),
        notes=["A mark: a figure is held for a period that ends in the year; its colour is the best evidence level."],
        width=width,
        height=_ROW * len(groups) + 6,
        source="Sources: see the table of sources",
    )
    axes = sheet.axes[0]
    for y, (_, part) in enumerate(groups):
        for level, first, last in _runs(part):
            look = _STRIPS.get(level, Mark(CONTEXT))
            edge = CONTEXT if look.colour in (PALE, WHITE) else look.colour
            marks.bars(axes, [y], [last - first + 1], look, left=first - 0.5, edge=edge)
    families = [key[0] for key, _ in groups]
    for y, (one, other) in enumerate(pairwise(families)):
        if one != other:
            axes.axhline(y + 0.5, color=PALE, linewidth=0.8, zorder=0.5)
    marks.row_labels(axes, names)
    scales.year_axis(axes, [frame["year"].min() - 0.5, frame["year"].max() + 0.5], sheet.panel_width * 0.64)
    held = [level for level in _STRIPS if level in set(frame["evidence"])]
    sheet.page_legend([marks.bar_handle(_STRIPS[level]) for level in held], held)
    sheet.tell("Strip chart", [_told(str(key[1]), part) for key, part in groups], most=60)
    return sheet


def _runs(part: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Evidence level, first and last year of each run of years on one level."""
    runs: list[tuple[str, int, int]] = []
    for row in words.each(part.sort_values("year")):
        year = round(row.year)
        if runs and runs[-1][0] == row.evidence and runs[-1][2] == year - 1:
            runs[-1] = (row.evidence, runs[-1][1], year)
        else:
            runs.append((row.evidence, year, year))
    return runs


def _told(label: str, part: pd.DataFrame) -> str:
    first, last = part["year"].min(), part["year"].max()
    return f"{legible(label)}: {len(part)} years from {first} to {last}." if len(part) > 1 else f"{label}: {first}."


@figure("Sources by family", needs=("family", "evidence", "count"))
def sources_by_family(frame: pd.DataFrame, *, width: float) -> Sheet:
    """How many sources each family of series has on which level of evidence: stacked bars.

    Parameters
    ----------
    frame
        `family`, `evidence` (primary, official, press, aggregator), `count`. A source counts in every family
        of which it holds something.
    """
    order = {level: place for place, level in enumerate(LEVELS)}
    rows = frame.sort_values("evidence", kind="stable", key=lambda e: e.map(order).astype(float).fillna(len(order)))
    families = {family: place for place, family in enumerate(words.distinct(frame, "family"))}
    rows = rows.sort_values("family", kind="stable", key=lambda f: f.map(families))
    note = "A source that holds several families counts in each."
    kinds = Stacks("family", "evidence", _PIECES, "Sources")
    named = "Source: this study's list of sources"
    return stacked(rows, kinds, "Sources by family and evidence level", width, [note], named)


@figure("Verdicts by kind of statement", needs=("kind", "verdict", "count"))
def verdicts_by_kind(frame: pd.DataFrame, *, width: float) -> Sheet:
    """How many statements of each kind have which verdict: stacked bars, the verdicts in a fixed order.

    Parameters
    ----------
    frame
        `kind`, `verdict` (as in `verdicts_by_section`), `count`.
    """
    title = f"Verdicts on {frame['count'].sum():.0f} statements, by kind of statement"
    return stacked(frame, Stacks("kind", "verdict", VERDICTS, "Statements"), title, width)
