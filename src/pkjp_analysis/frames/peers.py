"""Exporters that sell to one importing side: growth beside the market's, and its terms.

All figures are the importer's own (CIF), so that exporters are counted alike. An exporter without a figure in a
group is missing there, not zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.products import chained, held
from pkjp_analysis.frames.rows import said_up_to
from pkjp_analysis.indicators import constant_market_share
from pkjp_analysis.lineage import watched
from pkjp_analysis.plain import each_once, mapping

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
    *("groups", "left_out", "kind", "years_left_out", "year", *SOURCED),
]
TERMS = {
    "world_growth": "growth of the whole market",
    "commodity": "which {} it sells",
    "competitiveness": "shares gained or lost within {}",
}
WTO = "WTO groups"
# By code so many of the largest origins are peers where the WTO groups name none.
_PEERS = 5
ALL_GROUPS = "All groups held in both years"


def markets(study: Pair, nomenclatures: Sequence[str]) -> pd.DataFrame:
    """Imports of a side by product from the other side and from peers, with the imports from everyone beside them.

    Columns of the rows and world (USD, all origins), highlighted (the other side of the pair). An importer counts in
    a nomenclature where figures on the other side and on at least one peer are held.
    """
    # Imports from everyone in every print: a share is of the print that holds the part.
    rows = pd.concat(
        [study.rows[study.rows["partner"] != "WLD"], study.prints[study.prints["partner"] == "WLD"]], ignore_index=True
    )
    rows = rows[(rows["series"] == "goods_trade") & (rows["flow"] == "import") & rows["reporter"].isin(study.pair)]
    rows = rows[rows["nomenclature"].isin(nomenclatures) & (rows["unit"] == "USD") & (rows["coverage"] == "full")]
    # A chapter holds its codes: of the Harmonized System chapters alone.
    rows = rows[(rows["nomenclature"] != "HS") | (rows["product"].str.len() == 2)]
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
    # Of several vintages of one origin the newest counts.
    newest = held.sort_values("vintage", kind="stable").drop_duplicates([*keys, "year"], keep="last")
    held = held[held.index.isin(newest.index)]
    ends = held[held["year"].eq(held["first_year"]) | held["year"].eq(held["last_year"])]
    frame = ends.drop_duplicates(keys, keep="last").drop(columns=["value", "world"])
    for end in ("first", "last"):
        one = ends[ends["year"] == ends[f"{end}_year"]]
        frame = frame.merge(one[[*keys, "value"]].rename(columns={"value": end}), on=keys, how="left")
        market = one.drop_duplicates([*group, "product"])[[*group, "product", "world"]]
        frame = frame.merge(market.rename(columns={"world": f"market_{end}"}), on=[*group, "product"], how="left")
    return frame.assign(year=frame["last_year"])


@once
def peer_growth(study: Pair) -> pd.DataFrame:
    """Growth of each exporter's sales in the importing side's market beside the growth of that market.

    Columns first and last (USD of `first_year` and `last_year`), growth (percent a year, current dollars), the
    same of the market (imports from all origins), lead (growth less that of the market, percentage points), beyond
    (USD in the last year more than at the share of the first), groups (number added up). Rows by WTO group, then all
    groups held in both years with the market of the same groups, then single HS chapters. Growth is missing where
    one of the two years is not held.
    """
    ends = _spans(_one_market(study, markets(study, [GROUPS, "HS"]))).assign(groups=1)
    parts = []
    for nomenclature in (GROUPS, "HS"):
        own = ends[ends["nomenclature"] == nomenclature].sort_values(["product", "partner"], kind="stable")
        parts.append(own)
        if nomenclature == GROUPS:
            parts.append(_all_groups(own))
    return said_up_to(_grown(pd.concat(parts))[_GROWTH], study)


def importer_of(study: Pair, held: pd.DataFrame) -> str:
    """The side whose market is looked at: that of the WTO groups, else `partner` where anything is held of it."""
    importers = [*held[held["nomenclature"] == GROUPS]["reporter"], study.partner]
    return str(importers[0]) if importers[0] in set(held["reporter"]) else study.reporter


def _one_market(study: Pair, held: pd.DataFrame) -> pd.DataFrame:
    """The rows without chapters of the other side's market, and of origins that are no peers."""
    importer = importer_of(study, held)
    own = held[held["reporter"] == importer]
    known = own["partner"].isin([*study.pair, *_origins(study, own)])
    return held[(held["nomenclature"] == GROUPS) | (held.index.isin(own.index[known]))]


def _origins(study: Pair, sales: pd.DataFrame) -> list[str]:
    """Peers among one market's origins: those that the WTO groups name, else the largest of the last year."""
    others = sales[~sales["partner"].isin([*study.pair, "WLD"])]
    named = sorted(others[others["nomenclature"] == GROUPS]["partner"].unique())
    last = others[others["year"] == others["year"].max()]
    return named or list(last.groupby("partner")["value"].sum().nlargest(_PEERS).index)


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


@once
def code_market(study: Pair, importer: str) -> pd.DataFrame:
    """The same market by HS 6-digit product: years of one edition, each origin's sales and the imports from everyone.

    Columns of `markets`, kind and left_out (years of other editions or levels). Peers are the origins that the WTO
    groups name, else the five largest. An origin without a row in a year bought from had no such trade. No rows where
    the importer's codes are not held for two years, or nothing of the other side.
    """
    world = chained(held(study, importer, "WLD", "import"))
    if world.empty or world["level"].iloc[0] != 6:
        return world.iloc[0:0]
    rows = study.rows[(study.rows["reporter"] == importer) & (study.rows["flow"] == "import")]
    rows = pd.concat([rows[rows["nomenclature"] == GROUPS], _by_origin(study, importer, world)])
    origins = sorted(study.pair - {importer}) + _origins(study, rows)
    parts = [held(study, importer, origin, "import") for origin in origins]
    keys = ["product", "year", "level", "edition"]
    sales = pd.concat(parts).merge(world[[*keys, "value", "left_out"]].rename(columns={"value": "world"}), on=keys)
    sales["highlighted"] = sales["partner"].isin(study.pair)
    whole = sales.groupby("partner")["year"].transform("nunique") == world["year"].nunique()
    sold: pd.DataFrame = sales[whole] if sales[whole]["highlighted"].any() else sales.iloc[0:0]
    return sold


def _by_origin(study: Pair, importer: str, world: pd.DataFrame) -> pd.DataFrame:
    """The importer's codes by origin, of the years, edition and products of its imports from everyone."""
    rows = watched(study.store.codes(importer, flow=["import"], edition=world["edition"].unique()))
    rows = rows[(rows["partner"] != "WLD") & rows["product"].isin(world["product"])]
    rows = rows.assign(year=each_once(rows["period_end"], lambda day: int(day[:4]), int))
    rows = rows[rows["year"].isin(world["year"])]
    return rows.assign(value=rows["value"].astype(float))


@once
def peer_terms(study: Pair) -> pd.DataFrame:
    """Terms of the change of each exporter's sales to the importing side, by constant market shares.

    Over HS 6-digit products where the importer's are held for two years of one edition (see `code_market`), else over
    WTO groups (kind). A row per exporter and term (`TERMS`): value (USD), percent (of the exports of the first year),
    first, last and change (USD), groups (how many products are compared), left_out (those of which one of the two
    years is not held), years_left_out (of other editions). See `indicators.constant_market_share`; with one market
    there is no term for the choice of markets.
    """
    groups = markets(study, [GROUPS]).assign(kind=WTO, left_out="")
    importers = [importer_of(study, groups)] if len(groups) else [study.partner, study.reporter]
    by_code = [market for market in (code_market(study, importer) for importer in importers) if len(market)]
    by_group = [market for _, market in groups.groupby(["reporter", "origin"], sort=False)]
    rows: list[dict[str, object]] = []
    for market in by_code[:1] or by_group:
        ends = market[market["year"].isin([market["year"].min(), market["year"].max()])]
        if ends["year"].nunique() == 2:
            for _, own in ends.groupby("partner", sort=True):
                rows += _terms_of(study, own, ends)
    frame = pd.DataFrame(rows, columns=_TERMS)
    return said_up_to(frame.astype({"highlighted": bool}), study)


def _terms_of(study: Pair, own: pd.DataFrame, market: pd.DataFrame) -> list[dict[str, object]]:
    """One exporter's terms.

    A group without a figure of it in one of the years is not held, and left out by name; a 6-digit product without a
    row is no trade.
    """
    last = own.sort_values("year").iloc[-1]
    world, mine = _by_group(own, market) if last["kind"] == WTO else _by_code(study, own)
    found = constant_market_share(mine, world)
    labels = mapping(world, "product", "product_label")
    common = {
        **{name: last[name] for name in (*_WHO, "kind", *SOURCED)},
        **{"first_year": int(market["year"].min()), "last_year": int(market["year"].max())},
        **{"first": found.first, "last": found.last, "change": found.change},
        "groups": world["product"].nunique() - len(found.left_out),
        "left_out": _listed([labels[code] for code in found.left_out["product"]]),
        **{"years_left_out": last["left_out"], "year": int(market["year"].max())},
    }
    goods = "groups" if last["kind"] == WTO else "products"
    terms = [(term, label.format(goods), float(getattr(found, term))) for term, label in TERMS.items()]
    return [
        {**common, "term": term, "term_label": label, "value": value, "percent": 100 * value / float(found.first)}
        for term, label, value in terms
    ]


def _by_group(own: pd.DataFrame, market: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The market's imports and an exporter's sales by group; a group without a figure of it is missing."""
    world = market.drop_duplicates(["product", "year"])
    world = world[["product", "year", "product_label"]].assign(value=world["world"])
    mine = world.drop(columns="value").merge(own[["product", "year", "value"]], on=["product", "year"], how="left")
    return world, mine


def _by_code(study: Pair, own: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same by 6-digit product: all that the market imports in these years, whoever sells it."""
    world = held(study, own["reporter"].iloc[0], "WLD", "import")
    world = world[world["edition"].isin(own["edition"]) & world["year"].isin(own["year"])]
    plain = ["product", "year", "product_label", "value"]
    return world[plain], own[plain]


def _listed(labels: list[str], most: int = 10) -> str:
    """The first labels, and how many more there are."""
    more = [f"and {len(labels) - most} more"] if len(labels) > most else []
    return ", ".join([*labels[:most], *more])
