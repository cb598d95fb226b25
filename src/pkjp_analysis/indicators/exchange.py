"""Yen per dollar by named rates, and yen amounts in dollars at each of them.

Of several prints of a rate the one from the best evidence level, then the newest, is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pkjp_analysis.indicators.grants import best_source_first
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

ECB, FEDERAL_RESERVE = "ECB reference rates", "US Federal Reserve H.10"
# The origins of the rates by day and by month.
PUBLISHERS = (ECB, FEDERAL_RESERVE)


@dataclass(frozen=True)
class NamedRate:
    """Yen per dollar with the kind and the rows that it comes from."""

    kind: str
    period: str
    rate: Decimal
    source: str
    raw: str


def daily_cross_rates(observations: pd.DataFrame, month: str) -> list[NamedRate]:
    """Yen per dollar of each day of a month: ECB yen per euro over dollars per euro of the same day and print.

    Parameters
    ----------
    observations
        Observations with text cells.
    month
        ``2024-12``; or one day of it.

    Returns
    -------
    list of NamedRate
        In order of days; empty where the month is not held.
    """
    ecb = observations[(observations["origin"] == ECB) & observations["period_start"].str.startswith(month)]
    rows = rows_of(best_source_first(ecb))
    dollars = {(row["period_start"], row["source"]): row for row in rows if row["unit"] == "USD per EUR"}
    found: dict[str, NamedRate] = {}
    for row in rows:
        day, source = row["period_start"], row["source"]
        if row["unit"] == "JPY per EUR" and (day, source) in dollars and day not in found:
            dollar = dollars[day, source]
            rate = Decimal(row["value"]) / Decimal(dollar["value"])
            # A row of a published file has both.
            raw = ";".join(dict.fromkeys((row["raw"], dollar["raw"])))
            found[day] = NamedRate("day", day, rate, source, raw)
    return [found[day] for day in sorted(found)]


def month_average_rate(observations: pd.DataFrame, month: str) -> NamedRate | None:
    """Yen per dollar, average of a month as the Federal Reserve prints it (H.10), or None."""
    found = observations[
        (observations["origin"] == FEDERAL_RESERVE)
        & (observations["calendar"] == "month")
        & (observations["period_start"] == f"{month}-01")
    ]
    if found.empty:
        return None
    row = best_source_first(found).iloc[0]
    return NamedRate("month average", month, Decimal(row["value"]), row["source"], row["raw"])


def year_average_rate(observations: pd.DataFrame, year: str) -> NamedRate | None:
    """Yen per dollar, average of a year as the Federal Reserve prints it (H.10), or None."""
    found = observations[
        (observations["origin"] == FEDERAL_RESERVE)
        & (observations["calendar"] == "CY")
        & (observations["period_start"] == f"{year}-01-01")
    ]
    if found.empty:
        return None
    row = best_source_first(found).iloc[0]
    return NamedRate("year average", year, Decimal(row["value"]), row["source"], row["raw"])


def rate_of_day(observations: pd.DataFrame, day: str) -> NamedRate | None:
    """Cross rate of a day; None on a day without a fixing (no neighbouring day is taken)."""
    return next((rate for rate in daily_cross_rates(observations, day) if rate.period == day), None)


def in_dollars(yen: Decimal, rate: NamedRate) -> Decimal:
    """Dollars for a yen amount at a named rate (yen / yen per dollar)."""
    return yen / rate.rate
