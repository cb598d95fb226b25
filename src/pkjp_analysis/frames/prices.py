"""Current dollars of several years in the prices of one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pkjp_analysis.indicators.prices import deflator, levels_held

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study.pair import Pair


def real(frame: pd.DataFrame, study: Pair, **ends: str) -> pd.DataFrame:
    """The frame with `real_NAME` for each ``value=year``: the column in prices of `prices_of`, the last year held.

    By consumer prices of the United States, calendar years; missing where the year's prices are not held.
    """
    import pandas as pd

    levels = levels_held(study.rows)
    result = frame.assign(prices_of=max(levels, default=0))
    for value, year in ends.items():
        factors = {int(one): deflator(levels, date(int(one), 1, 1), date(int(one), 12, 31)) for one in set(frame[year])}
        result[f"real_{value}"] = frame[value].astype(float) * pd.to_numeric(frame[year].map(factors)).astype(float)
    return result
