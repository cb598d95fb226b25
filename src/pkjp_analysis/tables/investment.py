"""Tables of investment and companies."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.tables.wide import side_by_side


def companies(frame: pd.DataFrame) -> pd.DataFrame:
    """Companies newest first: direction, date, concept, count, bound, origin (`Study.companies`)."""
    newest = frame.sort_values(["period_end", "direction"], ascending=False, kind="stable")
    columns = ["direction", "period", "concept", "bound", "value", "origin", "publisher", "evidence"]
    return newest[columns].rename(columns={"period": "date", "value": "companies"})


def direct_investment(frame: pd.DataFrame) -> pd.DataFrame:
    """Net direct investment in USD million, newest first, a column per origin (`Study.direct_investment`)."""
    told = frame.assign(cell=[f"{value / 1e6:,.1f}" for value in frame["value"]])
    wide = side_by_side(told, ["direction", "calendar", "period_end", "period"], "origin")
    newest = wide.sort_values(["calendar", "period_end"], ascending=[False, False], kind="stable")
    return newest.drop(columns="period_end")


def intentions(frame: pd.DataFrame) -> pd.DataFrame:
    """Percent that mean to expand, a row per year, a column per host (`Study.intentions`)."""
    return side_by_side(frame.assign(cell=[f"{value:.1f}" for value in frame["value"]]), ["year"], "partner_name")


def survey_answers(frame: pd.DataFrame) -> pd.DataFrame:
    """The other answers, newest year first (`Study.survey_answers`)."""
    newest = frame.sort_values(["answer", "year", "value"], ascending=[True, False, False], kind="stable")
    columns = ["answer", "year", "partner_name", "qualifier", "value", "publisher"]
    return newest[columns].rename(columns={"partner_name": "host country"})


def assemblers(frame: pd.DataFrame) -> pd.DataFrame:
    """Sales by maker, newest first, with what is counted and of what (`Study.assemblers`)."""
    newest = frame.sort_values(["period_end", "share"], ascending=False, kind="stable")
    columns = ["period", "calendar", "maker", "counted", "models", "value", "market", "share", "publisher"]
    names = {"value": "vehicles", "market": "all makers", "share": "share, percent", "models": "models added"}
    return newest[columns].rename(columns=names)


def investment_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The pair's part in net direct investment, newest first (`Study.investment_shares`)."""
    newest = frame.sort_values("period_end", ascending=False, kind="stable")
    table = newest[["direction", "period", "coverage", "origin"]].copy()
    table["USD million"], table["all countries, USD million"] = newest["value"] / 1e6, newest["world"] / 1e6
    table["share, percent"] = newest["share"]
    return table.assign(publisher=newest["publisher"])
