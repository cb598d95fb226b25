"""The study on a whole made-up table: rows of the Comtrade shape as processed observations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd

import comtrade_like as made
from pkjp_analysis import Study
from pkjp_analysis.store import Store

ROOT = Path(__file__).resolve().parents[1]
PAIR = ("PAK", "JPN")
SOURCE = "made-up"
# What every row says beside what the table says.
_SAME = {
    **{"series": "goods_trade", "breakdown": "", "measure": "flow", "calendar": "CY", "coverage": "full"},
    **{"price_basis": "current", "recording": "customs", "regime": "unknown", "precision": "0", "qualifier": "exact"},
    **{"source": SOURCE, "vintage": "2026-04-01", "evidence": "official", "confidence": "high", "raw": ""},
}


@cache
def shipped() -> Store:
    return Store(ROOT)


@cache
def table() -> pd.DataFrame:
    """The made-up rows of every level in the project's columns."""
    whole = made.comtrade()
    return pd.concat([made.rows_of(whole, level) for level in (0, 2, 6)], ignore_index=True)


def observations(levels: Sequence[int] = (0, 2, 6), years: Sequence[int] = made.YEARS) -> pd.DataFrame:
    """The made-up rows in the columns of data/processed: every reporter with the world, the pair with everyone.

    Levels are digits of the code: 0 the total, 2 chapters, 6. `years` stand in the place of the table's own.
    """
    rows = table()
    rows = rows[rows["product"].str.len().isin(levels)]
    rows = rows[(rows["partner"] == "WLD") | rows["reporter"].isin(PAIR)].reset_index(drop=True)
    year = rows["year"].map(dict(zip(made.YEARS, years, strict=True))).astype(str)
    names = shipped().countries.set_index("code")["name"]
    rows = rows.assign(
        **_SAME,
        observation=[f"made.{number}" for number in rows.index],
        period_start=year + "-01-01",
        period_end=year + "-12-31",
        value=rows["value"].map("{:.0f}".format),
        origin="Comtrade " + rows["reporter"].map(names),
    )
    return rows[list(shipped().observations)]


def study(rows: pd.DataFrame, *, alone: bool = True, pair: tuple[str, str] = PAIR) -> Study:
    """The pair with these rows; `alone` in the place of all goods trade that is shipped, else beside it."""
    held = shipped().observations
    held = held[held["series"] != "goods_trade"] if alone else held
    made_up = Study(*pair, root=ROOT)
    sources = shipped().sources
    source = sources[sources["source"] == "un-comtrade-2026"].assign(source=SOURCE)
    made_up.store = shipped().with_tables(
        observations=pd.concat([held, rows], ignore_index=True),
        sources=pd.concat([sources, source], ignore_index=True),
    )
    return made_up
