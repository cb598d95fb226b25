"""Goods trade of one side and its peers with the other side, in one count each way; and the outlines of a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.challenges import market_shares
from pkjp_analysis.frames.goods import COMPILED, summed_over_products
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import said_up_to
from pkjp_analysis.plain import mapping

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

# Where no group of goods names peers, so many of the largest partners are.
_PEERS = 4
_COUNT = ["flow", "origin", "nomenclature", "valuation", "recording", "regime", "year"]
_COLUMNS = [
    *("reporter", "reporter_name", "flow", "partner", "partner_name", "highlighted", "direction", "year", "value"),
    *("unit", "nomenclature", "valuation", "recording", "regime", "calendar", "origin", "publisher", "vintage"),
]


@once
def peer_trade(study: Pair) -> pd.DataFrame:
    """Goods trade of one side and its peers with the other side, USD: a row per flow and country.

    All figures are the other side's own (`reporter`), those of a flow from one count and year: the latest in which most
    of the countries are held. A sum of WTO groups or HS chapters counts where they are nearly complete. Peers are the
    exporters that the importer's WTO groups name, else the largest partners of the count; a country that the count
    has not is kept, its value missing. Columns flow (the reporter's), partner, value, highlighted (of the pair).
    """
    for hub, own in ((study.partner, study.reporter), (study.reporter, study.partner)):
        rows = _counted(study, hub)
        flows = set(rows[rows["partner"] == own]["flow"])
        if flows:
            named = _named(study, hub)
            parts = [
                _one_count(rows[rows["flow"] == flow], own, named) for flow in ("import", "export") if flow in flows
            ]
            return said_up_to(_complete(study, pd.concat(parts), own), study)
    return said_up_to(pd.DataFrame(columns=_COLUMNS), study)


def _counted(study: Pair, hub: str) -> pd.DataFrame:
    """Calendar years of a country's trade with each partner as it counts it: totals, or sums of groups."""
    rows = pd.concat([study.rows[study.rows["partner"] != "WLD"], study.prints[study.prints["partner"] == "WLD"]])
    rows = rows[(rows["series"] == "goods_trade") & (rows["reporter"] == hub) & rows["flow"].isin(["export", "import"])]
    rows = rows[rows["nomenclature"].isin(["TOTAL", "WTO-MTN", "HS"]) & (rows["calendar"] == "CY")]
    # Of the Harmonized System chapters alone: a chapter holds its codes.
    rows = rows[(rows["nomenclature"] != "HS") | (rows["product"].str.len() == 2)]
    rows = rows[(rows["coverage"] == "full") & (rows["measure"] == "flow") & (rows["unit"] == "USD")]
    rows = rows[(rows["regime"] != "without re-exports") & ~rows["evidence"].isin(COMPILED)]
    sums = summed_over_products(rows)
    return sums[sums["partner"] != "WLD"].assign(unit="USD")


def _named(study: Pair, hub: str) -> list[str]:
    """The exporters that the WTO groups of a country's imports name."""
    shares = market_shares(study)
    return sorted(set(shares[shares["reporter"] == hub]["partner"]) - study.pair)


def _one_count(rows: pd.DataFrame, own: str, named: list[str]) -> pd.DataFrame:
    """The rows of the count and year that hold the country and most of its peers; of several the latest year."""
    counts = [part for _, part in rows.groupby(_COUNT, sort=True) if own in set(part["partner"])]
    wanted = {own, *named} if named else set(rows["partner"])
    best = max(counts, key=lambda part: (len(wanted & set(part["partner"])), part["year"].iloc[0]))
    best = best.sort_values("vintage", kind="stable").drop_duplicates("partner", keep="last")
    others = best[best["partner"] != own]
    peers = named or list(others.nlargest(_PEERS, "value")["partner"])
    return best[best["partner"].isin([own, *peers])]


def _complete(study: Pair, rows: pd.DataFrame, own: str) -> pd.DataFrame:
    """Every country in every flow, the country of the pair first; a value that the count has not is missing."""
    names = mapping(study.store.countries, "code", "name")
    countries = [own, *sorted(set(rows["partner"]) - {own}, key=lambda code: names[code])]
    parts = []
    for flow, part in rows.groupby("flow", sort=False):
        whole = part.set_index("partner").reindex(countries).rename_axis("partner").reset_index()
        told = [
            name for name in _COLUMNS if name not in ("partner", "partner_name", "highlighted", "direction", "value")
        ]
        whole = whole.assign(**{name: part[name].iloc[0] for name in told}, partner_name=whole["partner"].map(names))
        hub = whole["reporter_name"]
        whole["direction"] = (
            hub + " to " + whole["partner_name"] if flow == "export" else whole["partner_name"] + " to " + hub
        )
        parts.append(whole.assign(highlighted=whole["partner"] == own))
    return pd.concat(parts, ignore_index=True)[_COLUMNS]


@once
def outlines(study: Pair) -> pd.DataFrame:
    """Outlines of countries, a row per point: country (code), name, ring, longitude and latitude in degrees."""
    rows = study.store.outlines.astype({"ring": int, "longitude": float, "latitude": float})
    sources = study.store.sources.set_index("source")
    return rows.assign(publisher=rows["source"].map(sources["publisher"]), via=rows["source"].map(sources["via"]))
