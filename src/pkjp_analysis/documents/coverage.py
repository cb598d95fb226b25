"""docs/coverage.md: which series are held for which years, by evidence level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.codebook import SERIES
from pkjp_analysis.documents.markdown import document, ranges, table
from pkjp_analysis.frames.scope import ALONE
from pkjp_analysis.indicators.grants import LEVELS
from pkjp_analysis.study.pair import PAPER_PAIR

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.store import Store


def page(store: Store) -> str:
    """Years by series and evidence level: for the paper's pair, then for everything."""
    frame = store.observations
    pair = frame[frame["reporter"].isin(PAPER_PAIR) & frame["partner"].isin([*PAPER_PAIR, *ALONE])]
    what = "The years (of the period's end) for which each series has a figure, by evidence level of its source."
    return document(
        "Coverage",
        what,
        "## The paper's pair",
        "Between the two, or of one of them with the world or alone.",
        _matrix(pair),
        "## Everything held",
        _matrix(frame),
    )


def _matrix(frame: pd.DataFrame) -> str:
    held = [level for level in LEVELS if level in set(frame["evidence"])]
    rows = []
    for name in (name for name in SERIES if name in set(frame["series"])):
        part = frame[frame["series"] == name]
        by_level = [_years(part[part["evidence"] == level]) for level in held]
        rows.append([f"`{name}`", len(part), *by_level, int((part["period_end"] == "").sum()) or ""])
    return table(("series", "rows", *held, "undated"), rows)


def _years(rows: pd.DataFrame) -> str:
    return ranges(int(end[:4]) for end in rows["period_end"] if end)
