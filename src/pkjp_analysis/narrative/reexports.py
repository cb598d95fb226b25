"""Words on foreign goods that are sent on, where a figure rests on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.narrative.words import label, names, percent, usd
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from pkjp_analysis.study import Study

# From this part of a chapter's exports on it is said, percent.
_SAID = 50


def listed(study: Study, direction: str, year: int) -> pd.DataFrame:
    """Re-exports listed of a direction and year."""
    frame = study.reexports()
    return frame[(frame["direction"] == direction) & (frame["year"] == year)]


def of_products(study: Study, direction: str, year: int, products: Iterable[str]) -> str:
    """Which of these chapters are mostly foreign goods sent on; empty where none is."""
    rows = listed(study, direction, year)
    rows = rows[rows["product"].isin(list(products)) & (rows["share"] >= _SAID)]
    told = names([f"{percent(row['share'], 0)} of {label(row)}" for row in rows_of(rows)])
    return f" Re-exports, foreign goods sent on, are {told} in {year}." if told else ""


def of_total(study: Study, direction: str, year: int) -> str:
    """How much of all exports of a year is listed as sent on; empty where nothing is."""
    rows = listed(study, direction, year)
    if rows.empty:
        return ""
    return (
        f" Of the exporter's count at least {usd(rows['value'].sum())} are foreign goods sent on, which an importer "
        "credits to where they were made."
    )
