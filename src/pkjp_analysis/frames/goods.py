"""Goods trade of a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.rows import between, outward_first, said_up_to
from pkjp_analysis.indicators.chapters import ALL_CHAPTERS, NEARLY_COMPLETE, ChapterYear, class_bounds
from pkjp_analysis.indicators.trade import (
    calendar_mixes,
    rank_partners,
    share_in_world_trade,
    shares_of_total,
    two_way_totals,
)

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

STAGES = {"raw": "Raw materials", "intermediate": "Intermediate goods", "consumer": "Consumer goods"}
STAGES["capital"] = "Capital goods"


# Sources that compile or estimate what others measured: context for the long view, not a count of their own.
COMPILED = ("aggregator",)


def pair_totals(study: Pair) -> pd.DataFrame:
    """Exports and imports between the two in dollars, low-confidence figures and single months left out."""
    rows = _printed_totals(study)
    return said_up_to(outward_first(rows[rows["flow"].isin(["export", "import"])], study), study)


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


def summed_totals(study: Pair) -> pd.DataFrame:
    """Sums of HS chapters or WTO groups between the two, in years in which these are nearly complete, USD."""
    sums = summed_over_products(_customs_years(study))
    sums = sums[sums["partner"].isin(study.pair) & (sums["nomenclature"] != "TOTAL")]
    parts = sums["nomenclature"].map({"HS": "chapters"}).fillna("groups")
    return sums.assign(origin=sums["origin"] + ", sum of " + parts, coverage="full")


def _printed_totals(study: Pair) -> pd.DataFrame:
    rows = between(study, "goods_trade")
    rows = rows[(rows["nomenclature"] == "TOTAL") & (rows["measure"] == "flow") & (rows["unit"] == "USD")]
    rows = rows[(rows["confidence"] != "low") & (rows["calendar"] != "month")]
    return rows.sort_values(["origin", "period_start"])


def two_way(study: Pair) -> pd.DataFrame:
    """Two-way totals by report, part-years included; exports are goods from `reporter`, whoever counts them."""
    rows = _printed_totals(study)
    totals = two_way_totals(rows[rows["flow"] != "balance"], study.reporter)
    exporter, importer = study.names
    totals["direction"] = f"{exporter} to {importer}"
    return said_up_to(totals, study)


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


def ranks(study: Pair) -> pd.DataFrame:
    """Exports by partner in the latest year for which partner rows of both sides are held."""
    rows = study.rows
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
    rows = study.rows
    totals = rows[(rows["series"] == "goods_trade") & (rows["nomenclature"] == "TOTAL") & (rows["flow"] == "export")]
    counts = totals.groupby(["source", "reporter", "year"])["partner"].nunique()
    many = counts[counts >= 20].reset_index()
    return sorted(many["source"].unique())


def world_shares(study: Pair) -> pd.DataFrame:
    """The other side's share in each side's trade with the world, from totals and from sums of product groups.

    A sum of chapters or groups counts the same ones for the partner and for the world, in years in which at
    most three HS chapters are missing.
    """
    sums = summed_over_products(_customs_years(study))
    shares = share_in_world_trade(sums[sums["partner"] != "WLD"], sums[sums["partner"] == "WLD"])
    return said_up_to(shares, study)


def printed_shares(study: Pair) -> pd.DataFrame:
    """The other side's share in each side's trade with the world as the source prints it, percent."""
    rows = between(study, "goods_trade_share")
    return said_up_to(rows.sort_values(["reporter", "flow", "year"], kind="stable"), study)


def _customs_years(study: Pair) -> pd.DataFrame:
    """Calendar years of each side with the other and with the world: totals, HS chapters, WTO groups."""
    rows = study.rows
    return rows[
        (rows["series"] == "goods_trade")
        & rows["nomenclature"].isin(["TOTAL", "HS", "WTO-MTN"])
        & (rows["calendar"] == "CY")
        & (rows["coverage"] == "full")
        & (rows["measure"] == "flow")
        & (rows["unit"] == "USD")
        & rows["reporter"].isin(study.pair)
        & (rows["partner"].isin(study.pair) | (rows["partner"] == "WLD"))
        & (rows["regime"] != "without re-exports")
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
    needed = sums["nomenclature"].map({"TOTAL": 1, "HS": len(ALL_CHAPTERS) - NEARLY_COMPLETE, "WTO-MTN": 22})
    return sums[sums["held"] >= needed]


def composition(study: Pair) -> pd.DataFrame:
    """Chapters of both directions in the latest nearly complete year."""
    parts = []
    missing: dict[str, str] = {}
    for flow in ("export", "import"):
        year = latest_nearly_complete(study, flow)
        if year is None:
            continue
        rows = study.rows[study.rows["observation"].isin(year.rows["observation"])].copy()
        rows["share"] = 100 * rows["value"] / year.total
        rows["rank"] = rows["value"].rank(ascending=False, method="min").astype(int)
        missing[str(rows["direction"].iloc[0])] = ", ".join(year.missing)
        parts.append(rows.sort_values("rank"))
    result = said_up_to(pd.concat(parts) if parts else _no_chapters(study), study)
    result.attrs["missing_by_direction"] = missing
    result.attrs["missing"] = "; ".join(f"{direction}: {codes}" for direction, codes in missing.items() if codes)
    return result


def latest_nearly_complete(study: Pair, flow: str) -> ChapterYear | None:
    """The latest year, up to the one asked for, in which at most three chapters are missing."""
    held = [year for year in flow_by_chapter(study, flow) if year.nearly_complete]
    return held[-1] if held else None


def flow_by_chapter(study: Pair, flow: str) -> list[ChapterYear]:
    """Years of a flow of the reporter by HS chapter, up to the year asked for.

    As the reporter counts it; where the reporter's chapters are not held, as the partner counts the
    mirror flow.
    """
    mirror = {"export": "import", "import": "export"}[flow]
    own = study.store.chapter_years(study.reporter, study.partner, flow)
    years = (
        own
        if any(not y.from_printed_total for y in own)
        else study.store.chapter_years(study.partner, study.reporter, mirror)
    )
    return [year for year in years if year.year <= study.year and not year.from_printed_total]


def composition_by_group(study: Pair) -> pd.DataFrame:
    """Goods between the two by WTO group, as the importing side reports them, latest year held."""
    rows = between(study, "goods_trade")
    rows = rows[rows["nomenclature"] == "WTO-MTN"]
    rows = rows[rows["year"] == rows["year"].max()]
    if rows.empty:
        return said_up_to(_no_chapters(study), study)
    shares = shares_of_total(rows, by=("direction", "year"))
    shares["rank"] = shares.groupby("direction")["value"].rank(ascending=False, method="min").astype(int)
    return said_up_to(shares.sort_values(["direction", "rank"]), study)


def _no_chapters(study: Pair) -> pd.DataFrame:
    return study.rows.iloc[0:0].assign(share=pd.Series(dtype=float), rank=pd.Series(dtype=int))


def chapter_shares(study: Pair, flow: str) -> pd.DataFrame:
    """Shares over time of the chapters that are largest in the latest nearly complete year."""
    latest = latest_nearly_complete(study, flow)
    if latest is None:
        return said_up_to(_no_chapters(study), study)
    largest = list(latest.rows["product"].head(5))
    held = flow_by_chapter(study, flow)
    first, last = held[0].year, held[-1].year
    by_year = {year.year: year for year in held}
    rows = []
    for year in range(first, last + 1):
        complete = by_year.get(year)
        for product in largest:
            usable = complete is not None and complete.nearly_complete
            share = (complete.share([product]) or 0.0) if complete is not None and usable else float("nan")
            rows.append({"year": year, "product": product, "share": share})
    frame = pd.DataFrame(rows)
    example = study.rows[study.rows["observation"] == latest.rows["observation"].iloc[0]].iloc[0]
    for column in (
        "direction",
        "reporter",
        "reporter_name",
        "valuation",
        "recording",
        "calendar",
        "publisher",
        "vintage",
    ):
        frame[column] = example[column]
    labels = study.rows[study.rows["nomenclature"] == "HS"].drop_duplicates("product").set_index("product")
    frame["product_label"] = frame["product"].map(labels["product_label"])
    return said_up_to(frame, study)


def chapter(study: Pair, product: str) -> pd.DataFrame:
    """Exports of the reporter in one chapter: its own figure and the partner's mirror, newest source each."""
    rows = between(study, "goods_trade")
    rows = rows[(rows["nomenclature"] == "HS") & (rows["product"] == product)]
    rows = rows[
        ((rows["reporter"] == study.reporter) & (rows["flow"] == "export"))
        | ((rows["reporter"] == study.partner) & (rows["flow"] == "import"))
    ]
    newest = rows.sort_values("vintage", kind="stable").drop_duplicates(["reporter", "flow", "year"], keep="last")
    both = newest.groupby("year")["reporter"].transform("nunique") == 2
    return said_up_to(newest[both].sort_values(["year", "reporter"]), study)


def stages(study: Pair) -> pd.DataFrame:
    """Stages of processing in each side's exports to, and imports from, the world (WITS)."""
    rows = study.rows
    rows = rows[
        (rows["series"] == "goods_trade")
        & (rows["nomenclature"] == "WITS")
        & rows["product"].isin(STAGES.values())
        & rows["reporter"].isin(study.pair)
        & (rows["partner"] == "WLD")
    ]
    shares = shares_of_total(rows) if len(rows) else rows.assign(share=pd.Series(dtype=float))
    return said_up_to(shares.assign(stage=shares["product"]), study)


def stage_bounds(study: Pair) -> pd.DataFrame:
    """Bounds of each stage in both directions: direction, stage, low, high (percent)."""
    parts = []
    for flow in ("export", "import"):
        year = latest_nearly_complete(study, flow)
        if year is None:
            continue
        bounds = class_bounds(year.rows, study.store.products, "stages").frame
        example = study.rows[study.rows["observation"] == year.rows["observation"].iloc[0]].iloc[0]
        bounds = bounds.assign(stage=bounds["class"].map(STAGES), year=year.year, direction=example["direction"])
        for column in ("reporter_name", "publisher", "vintage", "valuation", "recording", "calendar"):
            bounds[column] = example[column]
        order = {stage: place for place, stage in enumerate(STAGES.values())}
        parts.append(bounds.sort_values("stage", key=lambda column: column.map(order)).drop(columns="class"))
    columns = ["direction", "stage", "low", "high", "year", "publisher", "vintage"]
    return said_up_to(pd.concat(parts) if parts else pd.DataFrame(columns=columns), study)
