"""Constant market share: what of a change in exports the markets explain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from pkjp_analysis.errors import UsageError
from pkjp_analysis.indicators.basis import BASIS, require_one_basis
from pkjp_analysis.indicators.inputs import names_in, prepare, require_frames, require_same_types, separated_by
from pkjp_analysis.indicators.periods import columns_of, side_by_side, two_periods
from pkjp_analysis.indicators.shares import refuse_totals

if TYPE_CHECKING:
    import pandas as pd

LINES = ("product", "partner")


@dataclass(frozen=True)
class ConstantMarketShare:
    """A change in exports and its four terms, in the unit of the values.

    Floats, or Series indexed by the `by` columns. world_growth + commodity + market + competitiveness = change =
    last - first, over the lines that both tables hold. `left_out` lists the lines that they do not: `by` columns,
    product and partner as given, first, last (the exports), reason.
    """

    first: float | pd.Series
    last: float | pd.Series
    change: float | pd.Series
    world_growth: float | pd.Series
    commodity: float | pd.Series
    market: float | pd.Series
    competitiveness: float | pd.Series
    left_out: pd.DataFrame


TERMS = [field.name for field in fields(ConstantMarketShare)][:-1]


def constant_market_share(
    frame: pd.DataFrame,
    world: pd.DataFrame,
    *,
    period: str = "year",
    by: str | Iterable[str] = (),
    across: str | Iterable[str] = (),
) -> ConstantMarketShare:
    r"""A change in exports, decomposed at constant shares in each product and market.

    .. math:: X_1 - X_0 = g X_0 + \sum_i (g_i - g) X_{i0} + \sum_i \sum_j (g_{ij} - g_i) X_{ij0}
              + \sum_i \sum_j (X_{ij1} - (1 + g_{ij}) X_{ij0})

    `X_ij` are the exports of product `i` to market `j`; `g_ij`, `g_i` and `g` the growth of the markets' imports from
    everyone: of the line, of the product over its markets, of all lines. The terms, in this order: growth of the
    world, commodity composition, market distribution, and competitiveness, the residual: what the exports gained
    or lost against keeping every share.

    Several versions are in use. This one weighs by the first period's exports throughout (Laspeyres), so the
    residual also holds what moved towards growing lines. It takes commodities before markets: the other order
    splits the same sum of both otherwise (Richardson 1971). Without a product column the commodity term is 0, without
    a partner column the market term is 0. The finer the lines, the more of a change is composition.

    A row absent from `frame` where it has others in that period is no trade (0). A line is left out of every sum, also
    of the world's growth, and named in `left_out`, where its exports or the world's imports are NaN, where `world`
    has no row of it at all, or where the market imported nothing in the first period although exports are
    reported (no growth rate exists). Exports above the market's imports are kept: only growth rates of `world` are
    used, and two reporters' figures may disagree. Where no line is left, each term is NaN.

    Parameters
    ----------
    frame
        One exporter's exports: value, the period, and product, partner (the market) or both.
    world
        Imports from everyone, with the same line columns: here too partner is the market.
    period
        Column that holds the same two periods in both tables.
    by
        Columns that separate computations, e.g. ``"reporter"`` for several exporters, ``"product"`` for a
        decomposition of each. Those that `world` lacks, and reporter always, do not separate `world`: each exporter
        meets the same markets.
    across
        Basis columns that are meant to differ, e.g. ``"valuation"`` for exports FOB beside imports CIF; without it
        that is refused. In `world` the reporter always differs, a market each.

    Raises
    ------
    UsageError
        No line column, different ones in the two tables, or not exactly the same two periods in both.
    BasisError
        A group mixes bases, within a table or between the two.
    InputError
        A value is negative, infinite or no number, or a line is twice in a period or a total (product ``TOTAL``,
        partner ``WLD``); the row is named.

    References
    ----------
    Leamer, E. E. and Stern, R. M. (1970). Quantitative International Economics, chapter 7. Allyn and Bacon.

    Richardson, J. D. (1971). Constant-market-shares analysis of export growth. Journal of International Economics
    1(2), 227-239.

    Examples
    --------
    >>> import pandas as pd
    >>> lines = {"year": [2019, 2019, 2024, 2024], "product": ["rice", "yarn"] * 2}
    >>> exports = pd.DataFrame({**lines, "value": [10.0, 30.0, 18.0, 30.0]})
    >>> imports = pd.DataFrame({**lines, "value": [100.0, 100.0, 150.0, 90.0]})
    >>> found = constant_market_share(exports, imports)
    >>> [round(x, 9) for x in (found.change, found.world_growth, found.commodity, found.market, found.competitiveness)]
    [8.0, 8.0, -6.0, 0.0, 6.0]
    """
    require_frames(frame, world)
    separating, meant = list(separated_by(frame, names_in(by, "by"))), list(names_in(across, "across"))
    if period in separating:
        raise UsageError(f"by={period!r} would separate the two periods that are compared; leave it out")
    keys = _line_columns(frame, world, separating)
    shared = [name for name in separating if name in world.columns and name != "reporter"]
    ours = prepare(frame, [period, *keys], by=separating, across=meant).frame
    theirs = prepare(world, [period, *keys], by=shared, across=("reporter", *meant)).frame
    for table in (ours, theirs):
        refuse_totals(table, keys)
    require_same_types([period, *shared, *keys], frame=ours, world=theirs)
    _same_basis(ours, theirs, shared, meant)
    periods = _periods(ours, theirs, period)
    exports = side_by_side(ours, keys, period, periods, separating)
    markets = side_by_side(theirs, keys, period, periods, shared)
    return _terms(_lines(exports, markets, keys, separating, shared), keys, separating)


def _line_columns(frame: pd.DataFrame, world: pd.DataFrame, by: Sequence[str]) -> list[str]:
    keys, of_world = ([name for name in LINES if name in table and name not in by] for table in (frame, world))
    if not keys or keys != of_world:
        told = [" and ".join(names) or "nothing" for names in (keys, of_world)]
        raise UsageError(
            f"lines are told by {told[0]} in frame and by {told[1]} in world; "
            "give product, partner (the market) or both, the same in both tables"
        )
    return keys


def _same_basis(ours: pd.DataFrame, theirs: pd.DataFrame, shared: Sequence[str], meant: Sequence[str]) -> None:
    """Refuse what differs between the tables; a column that one of them lacks is not guarded."""
    import pandas as pd

    names = [name for name in (*BASIS, "product", *shared) if name in ours.columns and name in theirs.columns]
    both = pd.concat([table[list(dict.fromkeys(names))].drop_duplicates() for table in (ours, theirs)])
    require_one_basis(both, across={"reporter", *meant}, by=shared)


def _periods(ours: pd.DataFrame, theirs: pd.DataFrame, period: str) -> tuple[Any, Any]:
    found = list(dict.fromkeys(two_periods(table, period) for table in (ours, theirs) if len(table)))
    if len(found) > 1:
        told = " and ".join(f"{first} and {last}" for first, last in found)
        raise UsageError(f"{period} differs between frame and world ({told}); give the same two periods")
    return found[0] if found else (None, None)


def _lines(
    exports: pd.DataFrame, markets: pd.DataFrame, keys: list[str], separating: list[str], shared: list[str]
) -> pd.DataFrame:
    """Every line of either table with exports, imports and the reason why it is left out, if any."""
    import numpy as np

    markets = markets.rename(columns={"first": "world_first", "last": "world_last", "status": "world_status"})
    if separating:
        groups = exports[separating].drop_duplicates()
        markets = groups.merge(markets, on=shared) if shared else groups.merge(markets, how="cross")
    lines = markets.merge(exports, on=[*separating, *keys], how="outer", sort=False)
    # A line without a row is no trade only for an exporter of whom something is held in both periods.
    held = (
        lines["status"]
        .isin(["both", "new", "gone"])
        .groupby(columns_of(lines, separating), observed=True)
        .transform("any")
    )
    absent = lines["status"].isna() & held
    lines[["first", "last"]] = lines[["first", "last"]].mask(absent, 0.0)
    reasons = {
        "exports not held": lines["first"].isna() | lines["last"].isna(),
        "not in world": lines["world_status"].isna(),
        "imports of the world not held": lines["world_status"] == "not held",
        "no imports in the first period": (lines["world_first"] == 0) & (lines["first"] > 0),
    }
    lines["reason"] = np.select(list(reasons.values()), list(reasons), default="")
    return lines


def _terms(lines: pd.DataFrame, keys: list[str], separating: list[str]) -> ConstantMarketShare:
    """Terms as steps between levels: each level lets more of the composition grow at its own rate."""
    import pandas as pd

    held = lines[lines["reason"] == ""]
    products = [name for name in keys if name == "product"]
    finer: dict[str, list[str]] = {"world_growth": [], "commodity": products, "market": keys}
    levels = {name: _expected(held, [*separating, *columns]) for name, columns in finer.items()}
    table = held[["first", "last"]].assign(**levels).groupby(columns_of(held, separating), observed=True).sum()
    table["change"] = table["last"] - table["first"]
    table["competitiveness"] = table["last"] - table["market"]
    table[list(finer)] -= table[["first", "world_growth", "commodity"]].to_numpy()
    left_out = lines.loc[lines["reason"] != "", [*separating, *keys, "first", "last", "reason"]]
    left_out = left_out.reset_index(drop=True)
    if not separating:
        return ConstantMarketShare(**{name: float(table[name].sum(min_count=1)) for name in TERMS}, left_out=left_out)
    groups = lines[separating].drop_duplicates()
    index = pd.Index(groups[separating[0]]) if len(separating) == 1 else pd.MultiIndex.from_frame(groups)
    table = table.reindex(index)
    return ConstantMarketShare(**{name: table[name] for name in TERMS}, left_out=left_out)


def _expected(held: pd.DataFrame, names: list[str]) -> pd.Series:
    """First exports grown as the world's imports of all lines alike in `names`."""
    sums = held[["world_first", "world_last"]].groupby(columns_of(held, names), observed=True).transform("sum")
    grown = held["first"] * (sums["world_last"] / sums["world_first"])
    # Where nothing was exported nothing is expected, whatever the market's growth (0 / 0 among them).
    return grown.where(held["first"] > 0, 0.0)
