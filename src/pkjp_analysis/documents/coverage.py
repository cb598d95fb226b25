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

_SAID = ("series", "evidence", "period_end")


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
    ends: dict[str, dict[str, list[str]]] = {}
    for name, level, end in zip(*(frame[column].tolist() for column in _SAID), strict=True):
        ends.setdefault(name, {}).setdefault(level, []).append(end)
    rows = []
    for name in (name for name in SERIES if name in ends):
        by_level = [ends[name].get(level, []) for level in held]
        every = [end for found in by_level for end in found]
        rows.append([f"`{name}`", len(every), *map(_years, by_level), every.count("") or ""])
    return table(("series", "rows", *held, "undated"), rows)


def _years(ends: list[str]) -> str:
    return ranges(int(end[:4]) for end in ends if end)
