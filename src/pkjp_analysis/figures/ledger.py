"""Figures of the claims ledger: verdicts by section, evidence by level."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet
from pkjp_analysis.figures.stacks import Stacks, stacked
from pkjp_analysis.figures.style import ORANGE, PALE, SKY, WHITE, YELLOW, Mark

# Light enough for black counts on them, apart in grey by hatch.
VERDICTS = {
    "confirmed": Mark(SKY),
    "close": Mark(SKY, hatch="////"),
    "mixed": Mark(YELLOW, hatch=".."),
    "conflicting": Mark(ORANGE, hatch="xxxx"),
    "unsupported": Mark(PALE),
    "judgement": Mark(PALE, hatch="\\\\\\\\"),
    "not written yet": Mark(WHITE),
}
VOTES = {
    "precise": Mark(SKY),
    "near": Mark(SKY, hatch="////"),
    "no": Mark(ORANGE, hatch="xxxx"),
    "none": Mark(PALE),
}
LEVELS = ("primary", "official", "press", "aggregator", "paper")


@figure("Verdicts by section", needs=("section", "verdict", "count"))
def verdicts_by_section(frame: pd.DataFrame, *, width: float) -> Sheet:
    """How many statements of each section have which verdict: stacked bars, the verdicts in a fixed order.

    Parameters
    ----------
    frame
        `section`, `verdict` (confirmed, close, mixed, conflicting, unsupported, judgement, not written yet),
        `count`. Sections stand in the frame's order.
    """
    title = f"Verdicts on {frame['count'].sum():.0f} statements, by section"
    return stacked(frame, Stacks("section", "verdict", VERDICTS, "Statements"), title, width)


@figure("Evidence by level and vote", needs=("evidence", "vote", "count"))
def evidence_levels(frame: pd.DataFrame, *, width: float) -> Sheet:
    """How many pieces of evidence of each level have which vote: stacked bars.

    Parameters
    ----------
    frame
        `evidence` (primary, official, press, aggregator, paper), `vote` (precise, near, no, none), `count`.
    """
    order = {level: place for place, level in enumerate(LEVELS)}
    rows = frame.sort_values("evidence", kind="stable", key=lambda e: e.map(order).astype(float).fillna(len(LEVELS)))
    title = f"{frame['count'].sum():.0f} pieces of evidence, by level and vote"
    return stacked(rows, Stacks("evidence", "vote", VOTES, "Pieces of evidence"), title, width)
