"""Revealed advantage: by HS 6-digit product where enough countries report by code, else by WITS group.

By code the sum of the countries held stands for the world; by WITS group the world's rows are WITS'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.products import every_reporter
from pkjp_analysis.frames.rows import said_up_to
from pkjp_analysis.indicators.advantage import revealed_comparative_advantage
from pkjp_analysis.indicators.trade import shares_of_total
from pkjp_analysis.plain import mapping

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

WITS = "WITS groups"
_SOURCED = ["publisher", "vintage", "valuation", "recording", "regime", "calendar"]
_ROW = ["reporter", "reporter_name", "product", "product_label", "year", "value"]
_TOLD = ["kind", "reporters", "left_out", *_SOURCED]
# So many other countries are set beside the pair by code.
_PEERS = 4


@once
def over_time(study: Pair) -> pd.DataFrame:
    """Revealed advantage of each side, in every year that is held of it and of the world.

    Columns reporter, product, product_label, year, value (exports to the world, USD), rca, rsca (-1 to 1), kind (of
    products, in words), reporters (how many stand for the world; 0 where the world's own rows do), left_out (years of
    other editions, which are not chained) and what the figures rest on.
    """
    found, _ = _held(study)
    ours = found[found["reporter"].isin(study.pair)]
    own_first = ours.sort_values(["reporter", "product", "year"])
    own_first = own_first.sort_values("reporter", key=lambda codes: codes != study.reporter, kind="stable")
    return said_up_to(own_first[[*_ROW, "rca", "rsca", *_TOLD]], study)


@once
def latest(study: Pair) -> pd.DataFrame:
    """Revealed advantage of each side and of peers, latest year of the world's rows.

    Columns of `over_time` and own_share, world_share (percent), highlighted (the pair, which stands first). By code
    the peers are the four largest exporters beside the pair.
    """
    found, world = _held(study)
    found = _latest_shares(found, world)
    found["highlighted"] = found["reporter"].isin(study.pair)
    if not found["highlighted"].any():
        found = found.iloc[0:0]
    if found["reporters"].any():
        exports = found[~found["highlighted"]].groupby("reporter")["value"].sum()
        found = found[found["highlighted"] | found["reporter"].isin(exports.nlargest(_PEERS).index)]
    order = {study.reporter: 0, study.partner: 1}
    ordered = found.sort_values(["reporter", "product"])
    ordered = ordered.sort_values("reporter", key=lambda codes: codes.map(order).astype(float).fillna(2), kind="stable")
    return said_up_to(ordered[[*_ROW, "own_share", "world_share", "rca", "rsca", "highlighted", *_TOLD]], study)


@once
def by_code(study: Pair) -> pd.DataFrame:
    """RCA and RSCA of every reporter by 6-digit product, in the years of one edition; no rows without enough of them.

    A product without a row is not exported: its RCA is 0.
    """
    exports = every_reporter(study)
    plain = ["reporter", "product", "year", "value", "valuation", "calendar", "unit", "edition"]
    found = revealed_comparative_advantage(exports[plain])
    count = exports.groupby("year")["reporter"].transform("nunique")
    return exports.assign(rca=found["rca"], rsca=found["rsca"], reporters=count)


def _held(study: Pair) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Advantage of every reporter held, and the world's exports by the same products."""
    found = by_code(study)
    if len(found):
        # One row per product and year: what all reporters export.
        return found, found.groupby(["product", "year"])["value"].sum().reset_index()
    return _by_group(study)


def _by_group(study: Pair) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same by WITS group."""
    groups = mapping(study.store.products[study.store.products["nomenclature"] == "WITS"], "product", "kind")
    rows = study.rows
    rows = rows[
        (rows["series"] == "goods_trade")
        & (rows["nomenclature"] == "WITS")
        & (rows["flow"] == "export")
        & (rows["partner"] == "WLD")
        & (rows["product"].map(groups) == "group")
    ]
    world = rows[rows["reporter"] == "WLD"]
    ours = rows[(rows["reporter"] != "WLD") & rows["year"].isin(world["year"])]
    found = revealed_comparative_advantage(ours, world=world[world["year"].isin(ours["year"])])
    return found.assign(kind=WITS, reporters=0, left_out=""), world


def _latest_shares(found: pd.DataFrame, world: pd.DataFrame) -> pd.DataFrame:
    """The rows of the latest year that the world's rows hold too, with the two shares that are compared."""
    keys = ["year", "product"]
    of_world = shares_of_total(world, by=("year",)).rename(columns={"share": "world_share"})
    both = found.merge(of_world[[*keys, "world_share"]], on=keys)
    own = shares_of_total(both, by=("reporter", "year")).rename(columns={"share": "own_share"})
    last: pd.DataFrame = own[own["year"] == own["year"].max()]
    return last
