"""What stands between the two: peers in the same market, tariffs, standards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.goods import summed_over_products
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.product_lines import import_shares
from pkjp_analysis.frames.rows import between, said_up_to
from pkjp_analysis.indicators.grants import best_source_first
from pkjp_analysis.indicators.trade import share_in_world_trade
from pkjp_analysis.plain import mapping

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

# The columns of a tariff schedule in the order in which they are read, and what each means.
TARIFF_COLUMNS = {
    "general": "general rate",
    "temporary": "temporary rate",
    "WTO": "WTO rate",
    "GSP": "general preferences (GSP)",
    "LDC": "least developed countries",
    "VNM": "agreement with Viet Nam",
    "IND": "agreement with India",
}
KINDS = ("free", "ad valorem", "other rule", "in brackets", "no rate of its own")


def _groups(study: Pair) -> pd.DataFrame:
    """Imports by WTO group of the side that reports them from the other, from every exporter held."""
    rows = study.rows
    rows = rows[(rows["series"] == "goods_trade") & (rows["nomenclature"] == "WTO-MTN") & (rows["flow"] == "import")]
    rows = rows[(rows["coverage"] == "full") & (rows["unit"] == "USD")]
    ours = rows[rows["reporter"].isin(study.pair) & rows["partner"].isin(study.pair)]
    return rows[rows["reporter"].isin(ours["reporter"].unique())]


@once
def market_shares(study: Pair) -> pd.DataFrame:
    """Each exporter's share in all imports of the side that reports them by group, percent by year.

    The same groups are added for the exporter and for the world; the pair's exporter is highlighted.
    """
    sums = summed_over_products(_groups(study))
    world = sums[sums["partner"] == "WLD"]
    parts = [share_in_world_trade(part, world) for who, part in sums.groupby("partner") if who != "WLD"]
    shares = pd.concat(parts or [share_in_world_trade(world, world)])
    shares = shares.assign(highlighted=shares["partner"].isin(study.pair))
    return said_up_to(shares.sort_values(["partner", "year"]), study)


@once
def latest_by_group(study: Pair) -> pd.DataFrame:
    """Each exporter's share in the imports of every group, latest year held (see `import_shares`)."""
    rows = import_shares(study)
    return said_up_to(rows[rows["year"] == rows["year"].max()], study)


@once
def tariffs(study: Pair) -> pd.DataFrame:
    """Every printed rate of a side whose schedule is held: line, heading, chapter, column, rate, rule, kind, laws.

    One schedule is held, of the day that its source line gives, whatever year is asked for.
    """
    rows = study.stated("tariffs")
    rows = rows[rows["reporter"].isin(study.pair)].copy()
    rows["publisher"] = rows["source"].map(study.store.sources.set_index("source")["publisher"])
    rows["reporter_name"] = rows["reporter"].map(mapping(study.store.countries, "code", "name"))
    rows["ad_valorem"] = pd.to_numeric(rows["ad_valorem"])
    rows["chapter"], rows["heading"] = rows["line"].str[:2], rows["line"].str[:4]
    rows["kind"] = _kinds(rows)
    return said_up_to(rows, study)


def _kinds(rows: pd.DataFrame) -> pd.Series:
    """Free, a percentage, another printed rule (specific, compound, conditional), or bound and not applied."""
    kind = pd.Series("other rule", index=rows.index).where(rows["ad_valorem"].isna(), "ad valorem")
    kind = kind.where(~rows["rule"].str.contains("in brackets"), "in brackets")
    return kind.where(~(rows["ad_valorem"].eq(0) | rows["rule"].str.startswith("free, marked")), "free")


@once
def tariff_lines(study: Pair, by: str = "column") -> pd.DataFrame:
    """Number of tariff lines by kind of rate: in each column, or in each chapter or heading and column.

    Columns column, column_label, kind, count, lines (of the schedule, or of the chapter or heading), reporter_name,
    publisher, vintage; and chapter or heading where asked for. A line without an entry in a column has no rate of
    its own there: a more general one applies to it.
    """
    rows = tariffs(study)
    group = [] if by == "column" else [by]
    lines = rows.assign(all="").groupby(group or ["all"])["line"].nunique()
    counts = rows.drop_duplicates(["line", "column"]).groupby([*group, "column", "kind"])["line"].size()
    frame = counts.rename("count").reset_index()
    frame["lines"] = frame[by].map(lines) if group else int(rows["line"].nunique())
    without = frame.groupby([*group, "column"]).agg(count=("count", "sum"), lines=("lines", "first")).reset_index()
    without = without.assign(count=without["lines"] - without["count"], kind=KINDS[-1])
    both = pd.concat([frame, without[without["count"] > 0]], ignore_index=True)
    return said_up_to(_in_order(both, group, rows), study)


def _in_order(frame: pd.DataFrame, group: list[str], rows: pd.DataFrame) -> pd.DataFrame:
    """Columns as a schedule has them, kinds from free to no rate; with the schedule's publisher."""
    frame["column_label"] = frame["column"].map(TARIFF_COLUMNS).fillna(frame["column"])
    for name in ("reporter_name", "publisher", "vintage"):
        frame[name] = rows[name].iloc[0] if len(rows) else ""
    columns = [*TARIFF_COLUMNS, *sorted(set(frame["column"]) - set(TARIFF_COLUMNS))]
    places = [frame["column"].map(columns.index), frame["kind"].map(KINDS.index)]
    ordered = frame.assign(first=places[0], then=places[1]).sort_values([*group, "first", "then"], kind="stable")
    return ordered.drop(columns=["first", "then"])


@once
def standards(study: Pair) -> pd.DataFrame:
    """Measures on standards between the two, as sources date them: date, title, publisher, evidence."""
    events = study.stated("events")
    rows = events[events["reporter"].isin(study.pair) & events["partner"].isin(study.pair)]
    rows = rows[(rows["category"] == "standards") & (rows["date"].str[:4] <= str(study.year))]
    publishers = mapping(study.store.sources, "source", "publisher")
    rows = rows.assign(publisher=rows["source"].map(publishers)).sort_values("date", kind="stable")
    return said_up_to(rows, study)


@once
def food_cases(study: Pair) -> pd.DataFrame:
    """Import notifications, inspections and violations of food from the other side, as printed, by period."""
    parts = []
    for series in ("food_notifications", "food_inspections", "food_violations"):
        parts.append(between(study, series).assign(case=series.removeprefix("food_")))
    rows = pd.concat(parts)
    rows = rows.assign(goods=rows["breakdown"].str.removeprefix("product=").replace("", "all foods"))
    return said_up_to(rows.sort_values(["goods", "period_end"], kind="stable"), study)


@once
def economies(study: Pair) -> pd.DataFrame:
    """Gross domestic product (current USD) and population of both sides by year, newest first.

    Columns what, year, one per country, ratio (larger by smaller), publisher; years that both have. Of several prints
    of one origin the one from the best evidence level, then the newest, that has both.
    """
    rows = study.prints
    columns = ["what", "year", *study.names, "ratio", "publisher"]
    rows = rows[
        rows["series"].isin(["gdp", "population"]) & (rows["confidence"] != "low") & (rows["measure"] != "rate")
    ]
    keys = ["series", "year", "origin", "publisher", "unit", "vintage", "evidence"]
    wide = rows[rows["reporter"].isin(study.pair)].drop_duplicates([*keys, "reporter"])
    wide = wide.pivot(index=keys, columns="reporter_name", values="value").reindex(columns=list(study.names)).dropna()
    wide["ratio"] = wide.max(axis=1) / wide.min(axis=1)
    wide = best_source_first(wide.rename_axis(columns=None).reset_index())
    wide = wide.drop_duplicates(["series", "year", "origin", "unit"])
    wide = wide.sort_values(["series", "year"], ascending=[True, False], kind="stable")
    return said_up_to(wide.assign(what=wide["series"] + ", " + wide["unit"])[columns], study)
