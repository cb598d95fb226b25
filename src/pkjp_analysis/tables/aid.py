"""Tables of aid, grants and scholarships."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.tables.wide import side_by_side


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


def aid_by_period(frame: pd.DataFrame) -> pd.DataFrame:
    """Net aid by period in USD million, with the years held (`Study.aid_by_period`)."""
    table = frame[["period", "donor", "years", "held"]].copy()
    for column in ("total", "mean", "lowest", "highest"):
        table[f"{column}, USD million"] = frame[column] / 1e6
    return table.assign(publisher=frame["publisher"])


def early_assistance(frame: pd.DataFrame) -> pd.DataFrame:
    """The first of each form of aid as each source dates it (`Study.early_assistance`)."""
    return frame.drop(columns="vintage").rename(columns={"agree": "sources agree"})


def grants_by_theme(frame: pd.DataFrame) -> pd.DataFrame:
    """Number of grants and stated yen by theme (`Study.grants_by_theme`)."""
    table = frame[["theme", "grants", "with_yen", "first_year", "last_year"]].copy()
    table["JPY million, stated"] = frame["amount_jpy"] / 1e6
    return table


def floods_and_grants(frame: pd.DataFrame) -> pd.DataFrame:
    """Damage and grants by year, each in its own unit, newest first (`Study.floods_and_grants`)."""
    newest = frame.sort_values("year", ascending=False, kind="stable")
    table = newest[["year", "panel", "what", "title"]].copy()
    for unit in ("USD", "JPY"):
        table[f"{unit} million"] = newest["value"].where(newest["unit"] == unit).astype(float) / 1e6
    return table.assign(publisher=newest["publisher"]).rename(columns={"panel": "kind"})


def aid_by_instrument(frame: pd.DataFrame) -> pd.DataFrame:
    """Million constant USD, a row per year, a column per kind (`Study.aid_by_instrument`)."""
    return side_by_side(frame.assign(cell=[f"{value / 1e6:.2f}" for value in frame["value"]]), ["year"], "instrument")
