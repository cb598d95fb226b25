"""What is traded between the two: HS products, WTO groups and stages of processing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.products import flow_by_chapter, flow_by_product, rows_of_year
from pkjp_analysis.frames.rows import between, said_up_to
from pkjp_analysis.indicators.chapters import class_bounds
from pkjp_analysis.indicators.trade import shares_of_total

if TYPE_CHECKING:
    from pkjp_analysis.indicators.chapters import ChapterYear
    from pkjp_analysis.study.pair import Pair

STAGES = {"raw": "Raw materials", "intermediate": "Intermediate goods", "consumer": "Consumer goods"}
STAGES["capital"] = "Capital goods"


@once
def composition(study: Pair) -> pd.DataFrame:
    """Products of both directions in the latest nearly complete year, at the finest level held (see `products`).

    Shares are of the sum of the products; `attrs` names the chapters that are missing.
    """
    parts = []
    missing: dict[str, str] = {}
    for flow in ("export", "import"):
        year = latest_nearly_complete(flow_by_product(study, flow))
        if year is None:
            continue
        rows = rows_of_year(study, year).copy()
        rows["share"] = 100 * rows["value"] / year.total
        rows["rank"] = rows["value"].rank(ascending=False, method="min").astype(int)
        missing[str(rows["direction"].iloc[0])] = ", ".join(year.missing)
        parts.append(rows.sort_values("rank"))
    result = said_up_to(pd.concat(parts) if parts else _no_chapters(study), study)
    result.attrs["missing_by_direction"] = missing
    result.attrs["missing"] = "; ".join(f"{direction}: {codes}" for direction, codes in missing.items() if codes)
    return result


def latest_nearly_complete(years: list[ChapterYear]) -> ChapterYear | None:
    """The latest year in which at most three chapters are missing; its codes, where these are held as well."""
    held = [year for year in years if year.nearly_complete]
    return max(held, key=lambda year: (year.year, year.level)) if held else None


@once
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


@once
def chapter_shares(study: Pair, flow: str) -> pd.DataFrame:
    """Shares over time of the chapters that are largest in the latest nearly complete year."""
    latest = latest_nearly_complete(flow_by_chapter(study, flow))
    if latest is None:
        return said_up_to(_no_chapters(study), study)
    largest = list(latest.rows["product"].head(5))
    held = flow_by_chapter(study, flow)
    first, last = held[0].year, held[-1].year
    for one in held:
        # Also of one that is not complete: that there is a gap.
        one.note_it()
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


@once
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


@once
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


@once
def stage_bounds(study: Pair) -> pd.DataFrame:
    """Bounds of each stage in both directions: direction, stage, low, high (percent)."""
    parts = []
    for flow in ("export", "import"):
        year = latest_nearly_complete(flow_by_product(study, flow))
        if year is None:
            continue
        bounds = class_bounds(year.rows, study.store.products, "stages").frame
        example = rows_of_year(study, replace(year, held=year.rows.iloc[:1])).iloc[0]
        bounds = bounds.assign(stage=bounds["class"].map(STAGES), year=year.year, direction=example["direction"])
        for column in ("reporter_name", "publisher", "vintage", "valuation", "recording", "calendar"):
            bounds[column] = example[column]
        order = {stage: place for place, stage in enumerate(STAGES.values())}
        parts.append(bounds.sort_values("stage", key=lambda column: column.map(order)).drop(columns="class"))
    columns = ["direction", "stage", "low", "high", "year", "publisher", "vintage"]
    return said_up_to(pd.concat(parts) if parts else pd.DataFrame(columns=columns), study)
