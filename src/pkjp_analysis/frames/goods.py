"""Goods trade of a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once, selection
from pkjp_analysis.frames.products import BY_CODE, code_sums
from pkjp_analysis.frames.rows import between, outward_first, said_up_to
from pkjp_analysis.indicators.chapters import ALL_CHAPTERS, NEARLY_COMPLETE
from pkjp_analysis.indicators.trade import (
    calendar_mixes,
    rank_partners,
    share_in_world_trade,
    two_way_totals,
)

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair


# Sources that compile or estimate what others measured: context for the long view, not a count of their own.
COMPILED = ("aggregator",)


@selection
def pair_totals(study: Pair) -> pd.DataFrame:
    """Exports and imports between the two in dollars, low-confidence figures and single months left out."""
    rows = _printed_totals(study)
    return said_up_to(outward_first(rows[rows["flow"].isin(["export", "import"])], study), study)


@once
def recent_totals(study: Pair, years: int) -> pd.DataFrame:
    """The last years of `pair_totals` without compilations, with sums of chapters or groups beside them.

    A sum of HS chapters or WTO groups stands for a year in which they are nearly complete; its origin says
    that it is a sum.
    """
    printed = pair_totals(study)
    printed = printed[~printed["evidence"].isin(COMPILED)]
    rows = pd.concat([printed, summed_totals(study)], ignore_index=True)
    recent = rows[rows["year"] > study.year - years].sort_values(["origin", "year"])
    return said_up_to(outward_first(recent, study), study)


@once
def summed_totals(study: Pair) -> pd.DataFrame:
    """Sums of HS chapters or WTO groups between the two, in years in which these are nearly complete, USD.

    Of one print the total as printed, the sum of its chapters and that of its codes are one figure: the first that is
    held stands, and is a sum only where no total is printed.
    """
    sums = summed_over_products(_customs_years(study))
    sums = sums[sums["partner"].isin(study.pair)]
    order = sums["nomenclature"].map({"TOTAL": 0, "HS": 1, BY_CODE: 2})
    first = order.groupby([sums[name] for name in ("reporter", "flow", "year", "source")]).transform("min")
    sums = sums[(order == first) | order.isna()]
    sums = sums[sums["nomenclature"] != "TOTAL"]
    parts = sums["nomenclature"].map({"HS": "chapters", BY_CODE: "HS 6-digit products"}).fillna("groups")
    return sums.assign(origin=sums["origin"] + ", sum of " + parts, coverage="full")


def _printed_totals(study: Pair) -> pd.DataFrame:
    rows = between(study, "goods_trade")
    rows = rows[(rows["nomenclature"] == "TOTAL") & (rows["measure"] == "flow") & (rows["unit"] == "USD")]
    rows = rows[(rows["confidence"] != "low") & (rows["calendar"] != "month")]
    return rows.sort_values(["origin", "period_start"])


@once
def two_way(study: Pair) -> pd.DataFrame:
    """Two-way totals by report, part-years included; exports are goods from `reporter`, whoever counts them."""
    rows = _printed_totals(study)
    totals = two_way_totals(rows[rows["flow"] != "balance"], study.reporter)
    exporter, importer = study.names
    totals["direction"] = f"{exporter} to {importer}"
    return said_up_to(totals, study)


@once
def mixes(study: Pair) -> pd.DataFrame:
    """Calendar mixes of the reporter's exports and the fiscal two-way totals."""
    rows = pair_totals(study)
    exports = rows[
        (rows["reporter"] == study.reporter)
        & (rows["flow"] == "export")
        & (rows["calendar"] == "CY")
        & (rows["coverage"] == "full")
        & (rows["regime"] != "without re-exports")
    ]
    totals = two_way(study)
    fiscal = totals[totals["calendar"].str.startswith("FY") & (totals["coverage"] == "full")]
    mixed = calendar_mixes(exports, fiscal[fiscal["reporter"] == study.reporter])
    return said_up_to(mixed.assign(direction=" to ".join(study.names)), study)


@once
def ranks(study: Pair) -> pd.DataFrame:
    """Exports by partner in the latest year for which partner rows of both sides are held."""
    rows = study.prints
    rows = rows[
        (rows["series"] == "goods_trade")
        & (rows["nomenclature"] == "TOTAL")
        & rows["reporter"].isin(study.pair)
        & (rows["flow"] == "export")
        & rows["source"].isin(_matrix_sources(study))
    ]
    rows = rows[rows["year"] == rows["year"].max()]
    ranked = rank_partners(rows, tuple(study.pair))
    return said_up_to(ranked.sort_values("reporter", key=lambda column: column != study.reporter, kind="stable"), study)


def _matrix_sources(study: Pair) -> list[str]:
    """Sources that hold a reporter's exports to many partners in one year."""
    rows = study.prints
    totals = rows[(rows["series"] == "goods_trade") & (rows["nomenclature"] == "TOTAL") & (rows["flow"] == "export")]
    counts = totals.groupby(["source", "reporter", "year"])["partner"].nunique()
    many = counts[counts >= 20].reset_index()
    return sorted(many["source"].unique())


@once
def world_shares(study: Pair) -> pd.DataFrame:
    """The other side's share in each side's trade with the world, from totals and from sums of product groups.

    A sum of chapters or groups counts the same ones for the partner and for the world, in years in which at
    most three HS chapters are missing.
    """
    sums = summed_over_products(_customs_years(study))
    shares = share_in_world_trade(sums[sums["partner"] != "WLD"], sums[sums["partner"] == "WLD"])
    return said_up_to(shares, study)


@once
def printed_shares(study: Pair) -> pd.DataFrame:
    """The other side's share in each side's trade with the world as the source prints it, percent."""
    rows = between(study, "goods_trade_share")
    return said_up_to(rows.sort_values(["reporter", "flow", "year"], kind="stable"), study)


def _customs_years(study: Pair) -> pd.DataFrame:
    """Calendar years of each side with the other and with the world: totals, HS chapters or codes, WTO groups.

    As the two sides count them: compilations are left out. With the world in every print: a share is of the print that
    holds the part.
    """
    world = study.prints["partner"] == "WLD"
    rows = pd.concat([study.rows[study.rows["partner"] != "WLD"], study.prints[world], code_sums(study)])
    return rows[
        (rows["series"] == "goods_trade")
        & rows["nomenclature"].isin(["TOTAL", "HS", BY_CODE, "WTO-MTN"])
        & (rows["calendar"] == "CY")
        & (rows["coverage"] == "full")
        & (rows["measure"] == "flow")
        & (rows["unit"] == "USD")
        & rows["reporter"].isin(study.pair)
        & (rows["partner"].isin(study.pair) | (rows["partner"] == "WLD"))
        & (rows["regime"] != "without re-exports")
        & ~rows["evidence"].isin(COMPILED)
    ]


def summed_over_products(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per reporter, partner, flow, year and source: the total, or the sum of enough product groups."""
    keys = [
        *("reporter", "reporter_name", "partner", "partner_name", "flow", "direction", "year", "period"),
        "origin",
    ]
    keys += [
        "valuation",
        "recording",
        "regime",
        "calendar",
        "source",
        "publisher",
        "vintage",
        "nomenclature",
        "evidence",
    ]
    groups = rows.groupby(keys, sort=False)["value"]
    sums = groups.sum().reset_index()
    world = rows[rows["partner"] == "WLD"].groupby(["reporter", "flow", "year", "source", "nomenclature"])
    counted = world["product"].nunique().rename("held")
    sums = sums.merge(counted.reset_index(), on=["reporter", "flow", "year", "source", "nomenclature"])
    enough = {"TOTAL": 1, "HS": len(ALL_CHAPTERS) - NEARLY_COMPLETE, "WTO-MTN": 22, BY_CODE: 1}
    return sums[sums["held"] >= sums["nomenclature"].map(enough).astype(float)]
