"""Investment of one side of a pair in the other: companies, flows, intentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import between, said_up_to
from pkjp_analysis.lineage import passed_on

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

# Qualifiers of a count that names an end and no value.
BOUNDS = {"more_than": "at least", "up_to": "at most"}
# One body's one statistic of a period: its origins can be set beside each other.
ONE_TABLE = ["reporter", "origin", "calendar", "period_start", "period_end"]
SEVERAL = 3
# Series of the survey of companies that are no intention.
OTHER_ANSWERS = {
    "survey_expand_rank": "rank by the share that means to expand",
    "survey_profit_share": "expect an operating profit, percent",
    "survey_profit_improve_share": "expect a better operating profit than the year before, percent",
}


@once
def companies(study: Pair) -> pd.DataFrame:
    """Companies of one side in the other by date, concept and publisher; `bound` where no exact count is given."""
    rows = _counted(between(study, "affiliated_companies"))
    return said_up_to(rows.sort_values(["concept", "period_start", "origin"]), study)


@once
def companies_compared(study: Pair) -> pd.DataFrame:
    """The same side's companies in every country held; the pair's other side highlighted."""
    return _beside_others(study, "affiliated_companies").pipe(_counted).pipe(said_up_to, study)


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows[rows["confidence"] != "low"]
    concept = rows["breakdown"].str.removeprefix("concept=").replace("", "not stated")
    return rows.assign(concept=concept, bound=rows["qualifier"].map(BOUNDS).fillna(""))


def _beside_others(study: Pair, series: str) -> pd.DataFrame:
    """Rows of a series by the side that reports on the other, about every country (the world left out)."""
    rows = study.rows
    held = rows[(rows["series"] == series) & (rows["partner"] != "WLD")]
    ours = held[held["reporter"].isin(study.pair) & held["partner"].isin(study.pair)]
    chosen = held[held["reporter"].isin(ours["reporter"].unique())]
    marked = chosen["partner"].isin(ours["partner"].unique())
    return chosen.assign(highlighted=marked).sort_values(["partner", "period_end", "origin"])


@once
def flows(study: Pair) -> pd.DataFrame:
    """Net direct investment from one side in the other, USD, by period and origin; part-years included."""
    rows = _net(study)
    return said_up_to(rows[rows["partner"].isin(study.pair)].sort_values(["calendar", "origin", "period_end"]), study)


def _net(study: Pair, series: str = "fdi_net", measure: str = "flow") -> pd.DataFrame:
    """Net direct investment in either side from everywhere."""
    rows = study.rows
    chosen = (rows["series"] == series) & (rows["measure"] == measure) & (rows["unit"] == "USD")
    chosen &= rows["reporter"].isin(study.pair) & (rows["confidence"] != "low") & (rows["breakdown"] == "")
    return rows[chosen]


def _tables(rows: pd.DataFrame, study: Pair) -> pd.DataFrame:
    """Full periods for which one origin of figures gives the pair's flow beside at least two others.

    Where an origin prints a country twice for a period, the newest print counts; all prints of its total stay.
    """
    rows = rows[rows["coverage"] == "full"].sort_values("vintage", kind="stable")
    again = rows.duplicated([*ONE_TABLE, "partner"], keep="last") & (rows["partner"] != "WLD")
    rows = rows[~again]
    rows = rows.assign(highlighted=rows["partner"].isin(study.pair))
    # Whether a table names enough is told by its own rows: those of the others are not rested on.
    groups = passed_on(rows[rows["partner"] != "WLD"]).groupby(ONE_TABLE)
    kept = groups.agg(many=("partner", "nunique"), ours=("highlighted", "any")).reset_index()
    kept = kept[(kept["many"] >= SEVERAL) & kept["ours"]]
    return rows.merge(kept[[*ONE_TABLE, "many"]], on=ONE_TABLE)


@once
def origins(study: Pair) -> pd.DataFrame:
    """Net direct investment by origin in the latest full period that names the pair's among several.

    Adds `rank` (1 = largest of those held) and `share` (percent of the same origin's total, missing where it
    gives none).
    """
    return said_up_to(_ranked(_tables(_net(study), study)), study)


@once
def origins_cumulative(study: Pair) -> pd.DataFrame:
    """As `origins`, for the latest span of several years over which a source adds up the flows itself."""
    return said_up_to(_ranked(_tables(_net(study, "fdi_cumulative", "cumulative"), study)), study)


def _ranked(tables: pd.DataFrame) -> pd.DataFrame:
    """The latest of the tables (the largest, where two end alike) by rank, with shares.

    The total is the one that stands on the page of the pair's own figure, else the newest print.
    """
    rows = tables.sort_values(["period_end", "many"], kind="stable")
    if len(rows):
        last = rows.iloc[-1]
        rows = rows[(rows[ONE_TABLE] == last[ONE_TABLE]).all(axis=1)]
    page = rows[rows["highlighted"]]["source"].unique()
    totals = rows[rows["partner"] == "WLD"]
    world = totals.sort_values("source", key=lambda column: column.isin(page), kind="stable")["value"]
    result = rows[rows["partner"] != "WLD"].copy()
    result["rank"] = result["value"].rank(ascending=False, method="min").astype(int)
    result["share"] = 100 * result["value"] / (world.iloc[-1] if len(world) else float("nan"))
    return result.sort_values("rank", kind="stable")


@once
def origins_over_time(study: Pair) -> pd.DataFrame:
    """Net direct investment by origin and calendar year from the origin of figures with the most of both."""
    rows = _tables(_net(study), study)
    rows = rows[(rows["calendar"] == "CY") & (rows["partner"] != "WLD")]
    if len(rows):
        rows = rows[rows["origin"] == rows["origin"].value_counts().idxmax()]
    return said_up_to(rows.sort_values(["partner", "year"]), study)


@once
def hosts_over_time(study: Pair) -> pd.DataFrame:
    """Net direct investment from the same origin in every host held, calendar years; the pair's host highlighted."""
    rows = study.rows
    chosen = (rows["series"] == "fdi_net") & (rows["measure"] == "flow") & (rows["calendar"] == "CY")
    rows = rows[chosen & (rows["confidence"] != "low") & (rows["unit"] == "USD")]
    ours = rows[rows["reporter"].isin(study.pair) & rows["partner"].isin(study.pair)]
    rows = rows[rows["partner"].isin(ours["partner"].unique()) & rows["source"].isin(ours["source"].unique())]
    rows = rows.assign(highlighted=rows["reporter"].isin(ours["reporter"].unique()))
    return said_up_to(rows.sort_values(["reporter", "year"]), study)


@once
def shares(study: Pair) -> pd.DataFrame:
    """The pair's part in net direct investment from everywhere, percent, where one origin gives both for a period.

    Both figures of one page come first, so that a first print is not set beside a revised total; else the newest
    prints. Periods with a total of zero or less have no share.
    """
    rows = _net(study)
    world = rows[rows["partner"] == "WLD"]
    world = world[world["value"] > 0]
    named = {"value": "world", "publisher": "world_publisher", "source": "world_source", "vintage": "world_vintage"}
    world = world[[*ONE_TABLE, "coverage", *named]].rename(columns=named)
    joined = rows[rows["partner"].isin(study.pair)].merge(world, on=[*ONE_TABLE, "coverage"])
    joined["one_page"] = joined["source"] == joined["world_source"]
    joined = joined.sort_values(["one_page", "vintage", "world_vintage"], kind="stable")
    joined = joined.drop_duplicates([*ONE_TABLE, "partner"], keep="last")
    joined["share"] = 100 * joined["value"] / joined["world"]
    apart = joined["publisher"] != joined["world_publisher"]
    joined.loc[apart, "publisher"] += "; " + joined.loc[apart, "world_publisher"]
    return said_up_to(joined.sort_values(["origin", "period_end"]), study)


@once
def intentions(study: Pair) -> pd.DataFrame:
    """Percent of surveyed companies that mean to expand, by host country and year; with `respondents` where held."""
    rows = _beside_others(study, "survey_expand_share")
    asked = study.rows[study.rows["series"] == "survey_respondents"]
    asked = asked.drop_duplicates(["reporter", "partner", "year"])[["reporter", "partner", "year", "value"]]
    rows = rows[rows["confidence"] != "low"]
    joined = rows.merge(asked.rename(columns={"value": "respondents"}), on=["reporter", "partner", "year"], how="left")
    return said_up_to(joined, study)


@once
def survey_answers(study: Pair) -> pd.DataFrame:
    """What the survey's pages print beside the intentions: rank, and profits expected, by host country and year."""
    rows = pd.concat([_beside_others(study, series) for series in OTHER_ANSWERS])
    return said_up_to(rows.assign(answer=rows["series"].map(OTHER_ANSWERS)), study)
