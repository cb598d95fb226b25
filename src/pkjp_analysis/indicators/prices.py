"""Prices of one year: levels from yearly changes, and the factor that brings a period's money to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from pkjp_analysis.indicators.grants import best_source_first

if TYPE_CHECKING:
    import pandas as pd

# Consumer prices of the United States deflate dollars: dollars are what the figures are printed in.
SERIES, MONEY_OF = "consumer_price_change", "USA"


def levels_held(observations: pd.DataFrame) -> dict[int, float]:
    """Levels of United States consumer prices by year, 1 in the last year held; empty where none is held.

    Of several prints of a year's change the one from the best evidence level, then the newest, is taken.
    """
    rows = observations[(observations["series"] == SERIES) & (observations["reporter"] == MONEY_OF)]
    if rows.empty:
        return {}
    rows = best_source_first(rows).drop_duplicates("period_start")
    years = rows["period_start"].str[:4].astype(int)
    return price_levels(dict(zip(years, rows["value"].astype(float), strict=True)))


def price_levels(changes: Mapping[int, float]) -> dict[int, float]:
    r"""Price levels from yearly changes, 1 in the last year; a gap in the years ends the chain there.

    .. math:: P_{t-1} = P_t / (1 + c_t / 100)

    Parameters
    ----------
    changes
        Change on the year before in percent, by year. The year before the first one is reached as well.

    Returns
    -------
    dict
        Level by year, in the unit of the last year's prices.

    Examples
    --------
    >>> price_levels({2023: 25.0, 2024: 0.0})
    {2024: 1.0, 2023: 1.0, 2022: 0.8}
    """
    if not changes:
        return {}
    year = max(changes)
    levels = {year: 1.0}
    while year in changes:
        levels[year - 1] = levels[year] / (1 + changes[year] / 100)
        year -= 1
    return levels


def deflator(levels: Mapping[int, float], first: date, last: date) -> float | None:
    r"""Factor that brings money of a period to the prices of the year in which the level is 1.

    .. math:: \mathrm{factor} = 1 / \bar P, \qquad \bar P = \frac{1}{n} \sum_m P_{y(m)}

    Each of the `n` months of the period counts at the level of its calendar year: yearly levels are all that is
    known, and a fiscal year lies in two of them. None where a level is not held.

    Examples
    --------
    >>> round(deflator({2023: 0.8, 2024: 1.0}, date(2023, 7, 1), date(2024, 6, 30)), 4)
    1.1111
    """
    months = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    years = [month // 12 for month in months]
    if not years or any(year not in levels for year in years):
        return None
    return len(years) / sum(levels[year] for year in years)
