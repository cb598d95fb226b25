"""Frames of a study as tables to read: fewer columns, plain headings, newest first."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.plain import rows_of


def two_way_totals(frame: pd.DataFrame) -> pd.DataFrame:
    """Reports of two-way trade, newest first, in USD million, with the export share in percent.

    Parameters
    ----------
    frame
        `Study.two_way_totals`.
    """
    newest = frame.sort_values("period_end", ascending=False, kind="stable")
    table = newest[["period", "reporter", "origin", "recording", "coverage"]].copy()
    for column in ("exports", "imports", "total", "balance"):
        table[f"{column}, USD million"] = newest[column] / 1e6
    table["export share, percent"] = newest["export_share"]
    return table


def world_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares in world trade, percent: a row per year, a column per reporter and flow (`Study.world_shares`)."""
    if frame.empty:
        return frame[["year"]]
    named = [f"{row['partner_name']} in {row['flow']}s of {row['reporter_name']}" for row in rows_of(frame)]
    wide = frame.assign(column=named).pivot(index="year", columns="column", values="share")
    return wide.rename_axis(columns=None).reset_index()


def principal_chapters(frame: pd.DataFrame) -> pd.DataFrame:
    """The five largest chapters in each direction with rank, share and value (`Study.composition`)."""
    top = frame[frame["rank"] <= 5]
    table = top[["direction", "year", "rank", "product", "product_label"]].copy()
    table["share, percent"] = top["share"]
    table["USD million"] = top["value"] / 1e6
    return table.rename(columns={"product": "HS chapter", "product_label": "goods"})


def stage_bounds(frame: pd.DataFrame) -> pd.DataFrame:
    """Bounds of each stage of processing, percent (`Study.stage_bounds`)."""
    return frame[["direction", "year", "stage", "low", "high"]]


def grants(frame: pd.DataFrame) -> pd.DataFrame:
    """Grants newest first, amounts in millions (`Study.grants`)."""
    table = frame[["date", "title", "announced_date"]].rename(columns={"announced_date": "announced"})
    table["JPY million"] = frame["amount_jpy"] / 1e6
    table["USD million, stated"] = frame["usd_stated"] / 1e6
    table["USD million, day rate"] = frame["usd_at_day_rate"] / 1e6
    table["USD million, month average"] = frame["usd_at_month_rate"] / 1e6
    table["publisher"] = frame["publisher"]
    return table.iloc[::-1]


def conversions(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per grant: million dollars by kind of rate, and the rate that the statement implies."""
    if frame.empty:
        return frame[["date", "title"]]
    table = frame.pivot(index=["date", "title"], columns="kind", values="usd_million").rename_axis(columns=None)
    stated = frame[frame["kind"] == "stated by the release"].set_index(["date", "title"])
    table["implied JPY per USD"] = stated["rate"]
    return table.reset_index()


def scholarships(frame: pd.DataFrame) -> pd.DataFrame:
    """Scholarship grants by year, amounts in millions (`Study.scholarships`)."""
    table = frame[["year", "date"]].copy()
    table["JPY million"] = frame["amount_jpy"] / 1e6
    table["USD million, stated"] = frame["usd_stated"] / 1e6
    table["places"] = frame["places"]
    table["publisher"] = frame["publisher"]
    return table


def residents(frame: pd.DataFrame) -> pd.DataFrame:
    """Head counts newest first: direction, date, persons, origin, publisher, evidence level."""
    newest = frame.sort_values(["period_end", "direction"], ascending=False, kind="stable")
    columns = ["direction", "period", "value", "origin", "publisher", "evidence"]
    return newest[columns].rename(columns={"period": "date", "value": "persons"})
