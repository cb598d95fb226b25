"""Tables of totals and composition."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.plain import by_code, rows_of


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
    """Shares in world trade, percent: a row per year, a column per reporter and flow (`Study.world_shares`).

    Where two origins count the same years, a column for each; of one origin a printed total comes before a sum of
    products, and the newest before others.
    """
    if frame.empty:
        return frame[["year"]]
    counts = frame.groupby(["reporter_name", "flow", "year"])["origin"].nunique().gt(1)
    several = counts.groupby(["reporter_name", "flow"]).any()
    named = [
        f"{row['partner_name']} in {row['flow']}s of {row['reporter_name']}"
        + (f" ({row['origin']})" if several[row["reporter_name"], row["flow"]] else "")
        for row in rows_of(frame)
    ]
    ordered = frame.assign(column=named, summed=frame["nomenclature"] != "TOTAL")
    ordered = ordered.sort_values(["summed", "vintage"], ascending=[True, False], kind="stable")
    wide = ordered.drop_duplicates(["year", "column"]).pivot(index="year", columns="column", values="share")
    return wide.rename_axis(columns=None).reset_index()


def principal_chapters(frame: pd.DataFrame) -> pd.DataFrame:
    """The five largest products in each direction with rank, share and value (`Study.composition`)."""
    top = frame[frame["rank"] <= 5]
    table = top[["direction", "year", "rank", "product", "product_label"]].copy()
    table["share, percent"] = top["share"]
    table["USD million"] = top["value"] / 1e6
    codes = by_code(frame)
    table = table.assign(edition=top["edition"]) if codes else table
    return table.rename(columns={"product": "HS code" if codes else "HS chapter", "product_label": "goods"})


def stage_bounds(frame: pd.DataFrame) -> pd.DataFrame:
    """Bounds of each stage of processing, percent (`Study.stage_bounds`)."""
    return frame[["direction", "year", "stage", "low", "high"]]


def printed_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Percent as printed, newest first (`Study.printed_shares`)."""
    newest = frame.sort_values("year", ascending=False, kind="stable")
    columns = ["reporter_name", "partner_name", "flow", "year", "value", "publisher"]
    return newest[columns].rename(columns={"value": "percent"})
