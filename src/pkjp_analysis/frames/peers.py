"""Exporters that sell to one importing side: growth beside the market's, and its terms.

All figures are the importer's own (CIF), so that exporters are counted alike. An exporter without a figure in a
group is missing there, not zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.rows import said_up_to
from pkjp_analysis.indicators import constant_market_share
from pkjp_analysis.plain import mapping

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

GROUPS = "WTO-MTN"
_WHO = ["reporter", "reporter_name", "partner", "partner_name", "highlighted"]
SOURCED = ["publisher", "vintage", "origin", "valuation", "recording", "regime", "calendar"]
_GROWTH = [
    *(*_WHO, "nomenclature", "product", "product_label", "first_year", "last_year", "first", "last", "growth"),
    *("market_first", "market_last", "market_growth", "lead", "beyond", "groups", "year", *SOURCED),
]
_TERMS = [
    *(*_WHO, "first_year", "last_year", "first", "last", "change", "term", "term_label", "value", "percent"),
    *("groups", "left_out", "year", *SOURCED),
]
TERMS = {
    "world_growth": "growth of the whole market",
    "commodity": "which groups it sells",
    "competitiveness": "shares gained or lost within groups",
}
ALL_GROUPS = "All groups held in both years"


def markets(study: Pair, nomenclatures: Sequence[str]) -> pd.DataFrame:
    """Imports of a side by product from the other side and from peers, with the imports from everyone beside them.

    Columns of the rows and world (USD, all origins), highlighted (the other side of the pair). An importer counts in
    a nomenclature where figures on the other side and on at least one peer are held.
    """
    rows = study.rows
    rows = rows[(rows["series"] == "goods_trade") & (rows["flow"] == "import") & rows["reporter"].isin(study.pair)]
    rows = rows[rows["nomenclature"].isin(nomenclatures) & (rows["unit"] == "USD") & (rows["coverage"] == "full")]
    keys = ["reporter", "nomenclature", "product", "year", "source"]
    world = rows[rows["partner"] == "WLD"][[*keys, "value"]].rename(columns={"value": "world"})
    held = rows[rows["partner"] != "WLD"].merge(world, on=keys)
    held["highlighted"] = held["partner"].isin(study.pair)
    sides = held.groupby(["reporter", "nomenclature"])["highlighted"].transform("nunique")
    return held[sides == 2].sort_values(["reporter", "nomenclature", "product", "partner", "year"], kind="stable")


def _spans(held: pd.DataFrame) -> pd.DataFrame:
    """First and last year of each importer, nomenclature and origin side by side: a row per product and exporter."""
    group = ["reporter", "nomenclature", "origin"]
    years = held.groupby(group)["year"]
    held = held.assign(first_year=years.transform("min"), last_year=years.transform("max"))
    held = held[held["first_year"] < held["last_year"]]
    keys = [*group, "product", "partner"]
    ends = held[held["year"].eq(held["first_year"]) | held["year"].eq(held["last_year"])]
    frame = ends.drop_duplicates(keys, keep="last").drop(columns=["value", "world"])
    for end in ("first", "last"):
        one = ends[ends["year"] == ends[f"{end}_year"]]
        frame = frame.merge(one[[*keys, "value"]].rename(columns={"value": end}), on=keys, how="left")
        market = one.drop_duplicates([*group, "product"])[[*group, "product", "world"]]
        frame = frame.merge(market.rename(columns={"world": f"market_{end}"}), on=[*group, "product"], how="left")
    return frame.assign(year=frame["last_year"])


def peer_growth(study: Pair) -> pd.DataFrame:
    """Growth of each exporter's sales in the importing side's market beside the growth of that market.

    Columns first and last (USD of `first_year` and `last_year`), growth (percent a year, current dollars), the
    same of the market (imports from all origins), lead (growth less that of the market, percentage points), beyond
    (USD in the last year more than at the share of the first), groups (number added up). Rows by WTO group, then all
    groups held in both years with the market of the same groups, then single HS chapters. Growth is missing where
    one of the two years is not held.
    """
    ends = _spans(markets(study, [GROUPS, "HS"])).assign(groups=1)
    parts = []
    for nomenclature in (GROUPS, "HS"):
        own = ends[ends["nomenclature"] == nomenclature].sort_values(["product", "partner"], kind="stable")
        parts.append(own)
        if nomenclature == GROUPS:
            parts.append(_all_groups(own))
    return said_up_to(_grown(pd.concat(parts))[_GROWTH], study)


def _all_groups(ends: pd.DataFrame) -> pd.DataFrame:
    """A row per exporter: the sum of the groups of which both years are held."""
    sums = ["first", "last", "market_first", "market_last", "groups"]
    both = ends.dropna(subset=sums)
    if both.empty:
        return both
    keys = ["reporter", "partner"]
    added = both.groupby(keys, sort=False)[sums].sum()
    named = both.drop_duplicates(keys).set_index(keys).drop(columns=sums)
    return named.join(added).reset_index().assign(product="", product_label=ALL_GROUPS)


def _grown(ends: pd.DataFrame) -> pd.DataFrame:
    years = ends["last_year"] - ends["first_year"]
    for name, first, last in (("growth", "first", "last"), ("market_growth", "market_first", "market_last")):
        begun = ends[first].where(ends[first] > 0)
        ends[name] = 100 * ((ends[last] / begun) ** (1 / years) - 1)
    ends["lead"] = ends["growth"] - ends["market_growth"]
    ends["beyond"] = ends["last"] - ends["first"] * ends["market_last"] / ends["market_first"]
    return ends


def peer_terms(study: Pair) -> pd.DataFrame:
    """Terms of the change of each exporter's sales to the importing side, by constant market shares over WTO groups.

    A row per exporter and term (`TERMS`): value (USD), percent (of the exports of the first year), first, last and
    change (USD), groups (how many are compared), left_out (groups of which one of the two years is not held). See
    `indicators.constant_market_share`; with one market there is no term for the choice of markets.
    """
    held = markets(study, [GROUPS])
    rows: list[dict[str, object]] = []
    for _, market in held.groupby(["reporter", "origin"], sort=False):
        ends = market[market["year"].isin([market["year"].min(), market["year"].max()])]
        if ends["year"].nunique() == 2:
            for _, own in ends.groupby("partner", sort=True):
                rows += _terms_of(own, ends)
    frame = pd.DataFrame(rows, columns=_TERMS)
    return said_up_to(frame.astype({"highlighted": bool}), study)


def _terms_of(own: pd.DataFrame, market: pd.DataFrame) -> list[dict[str, object]]:
    """One exporter's terms; a group without a figure of it in one of the years is not held, and left out by name."""
    world = market.drop_duplicates(["product", "year"])
    world = world[["product", "year", "product_label"]].assign(value=world["world"])
    mine = world.drop(columns="value").merge(own[["product", "year", "value"]], on=["product", "year"], how="left")
    found = constant_market_share(mine, world)
    last = own.sort_values("year").iloc[-1]
    labels = mapping(world, "product", "product_label")
    common = {
        **{name: last[name] for name in (*_WHO, *SOURCED)},
        **{"first_year": int(market["year"].min()), "last_year": int(market["year"].max())},
        **{"first": found.first, "last": found.last, "change": found.change},
        "groups": world["product"].nunique() - len(found.left_out),
        "left_out": ", ".join(labels[code] for code in found.left_out["product"]),
        "year": int(market["year"].max()),
    }
    terms = [(term, label, float(getattr(found, term))) for term, label in TERMS.items()]
    return [
        {**common, "term": term, "term_label": label, "value": value, "percent": 100 * value / float(found.first)}
        for term, label, value in terms
    ]
