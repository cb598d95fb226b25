"""Current dollars in the prices of one year, by the consumer prices of the United States."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.indicators.prices import SERIES, deflator, levels_held
from pkjp_analysis.lineage import watched

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.store import Store


def deflated(statement: Statement, store: Store, series: tuple[str, ...]) -> Store | str:
    """The tables with current dollars of some series in prices of the last year whose prices are held.

    Rows of periods without a price level are left out. Amounts in another money, and series that are no money,
    stay. In words, why not: an asserted amount is in money of its own year, or nothing is in current dollars.
    """
    if statement.asserted_low is not None and statement.unit.startswith(("USD", "JPY")):
        return "it asserts an amount in money of its own year"
    prices = levels_held(watched(store.observations))
    rows = store.observations
    money = rows["series"].isin(series) & (rows["unit"] == "USD") & (rows["price_basis"] == "current")
    if not prices or not money.any():
        return "no figure of it is in current dollars" if prices else "no price index is held"
    return store.derived((series, SERIES), lambda: store.with_tables(observations=_in_prices(rows, money, prices)))


def _in_prices(rows: pd.DataFrame, money: pd.Series, prices: dict[int, float]) -> pd.DataFrame:
    """The rows with those of `money` in the prices of the last year."""
    ours = rows[money & (rows["period_start"] != "")].copy()
    periods = list(zip(ours["period_start"], ours["period_end"], strict=True))
    by_period = {
        period: deflator(prices, date.fromisoformat(period[0]), date.fromisoformat(period[1]))
        for period in set(periods)
    }
    factors = [by_period[period] for period in periods]
    for column in ("value", "precision"):
        ours[column] = [
            str(Decimal(text) * Decimal(str(factor))) if text and factor else ""
            for text, factor in zip(ours[column], factors, strict=True)
        ]
    ours["price_basis"] = f"USD {max(prices)}"
    held = [factor is not None for factor in factors]
    out = rows.copy()
    out.loc[ours.index] = ours
    return out.drop(index=ours.index[[not one for one in held]])
