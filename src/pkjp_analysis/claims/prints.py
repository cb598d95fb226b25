"""Prints: the same figure of one origin as it was published at several times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis import codebook

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.store import Store

# Columns that make a row another print of a figure, not another figure.
OF_THE_PRINT = {
    "observations": codebook.OF_THE_PRINT,
    "grants": ("amount", "precision", "qualifier", "source", "vintage", "evidence", "confidence", "title", "place"),
    "events": ("date", "until", "title", "source", "vintage", "evidence", "confidence"),
}


def prints(store: Store, newest: bool) -> Store:
    """The tables with one print of each figure: the newest or the oldest that one origin gave of it."""

    def make() -> Store:
        return store.with_tables(**{name: _one_print(getattr(store, name), name, newest) for name in OF_THE_PRINT})

    return store.derived(("prints", newest), make)


def _one_print(frame: pd.DataFrame, table: str, newest: bool) -> pd.DataFrame:
    """The newest or the oldest print of each figure; one without a vintage sorts oldest, as in the rule.

    Rows with low confidence, which never vote, neither displace another print nor are displaced.
    """
    usable = frame[frame["confidence"] != "low"]
    columns = [usable[name] for name in frame.columns if name not in (*OF_THE_PRINT[table], "raw")]
    figures = list(zip(*(column.tolist() for column in columns), strict=True))
    vintages = usable["vintage"].tolist()
    wanted: dict[tuple[str, ...], str] = {}
    for figure, vintage in zip(figures, vintages, strict=True):
        wanted[figure] = (max if newest else min)(wanted.get(figure, vintage), vintage)
    other = [wanted[figure] != vintage for figure, vintage in zip(figures, vintages, strict=True)]
    return frame.drop(index=usable.index[other])
