"""Frames of a study as tables to read: fewer columns, plain headings, newest first."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.frames.challenges import KINDS
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


def events(frame: pd.DataFrame) -> pd.DataFrame:
    """Events newest first: date, what, kind, number of sources, whether they agree, best source (`Study.events`)."""
    columns = ["date", "until", "title", "category", "sources", "agree", "publisher", "evidence"]
    names = {"title": "event", "category": "kind", "agree": "sources agree"}
    return frame[columns].rename(columns=names).iloc[::-1]


def aid_by_period(frame: pd.DataFrame) -> pd.DataFrame:
    """Net aid by period in USD million, with the years held (`Study.aid_by_period`)."""
    table = frame[["period", "donor", "years", "held"]].copy()
    for column in ("total", "mean", "lowest", "highest"):
        table[f"{column}, USD million"] = frame[column] / 1e6
    return table.assign(publisher=frame["publisher"])


def early_assistance(frame: pd.DataFrame) -> pd.DataFrame:
    """The first of each form of aid as each source dates it (`Study.early_assistance`)."""
    return frame.drop(columns="vintage").rename(columns={"agree": "sources agree"})


def visit_gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Times between visits of heads of state or government, longest first, in years (`Study.visit_gaps`)."""
    table = frame[["start", "end"]].copy()
    table["length, years"] = frame["length"].astype(float).round(1)
    return table.assign(first=frame["first"], second=frame["second"])


def sources(frame: pd.DataFrame) -> pd.DataFrame:
    """Sources, those with most rows first: publisher, title, date, evidence level, rows (`Study.sources`)."""
    return frame[["publisher", "title", "published", "evidence", "figures", "grants", "events", "findings"]]


def coverage(frame: pd.DataFrame) -> pd.DataFrame:
    """Series with first and last year, number of years and of figures (`Study.coverage`)."""
    groups = frame.groupby(["family", "label"], sort=False)
    table = groups.agg(first_year=("year", "min"), last_year=("year", "max"))
    # Not called years: the display would take it for a year.
    table["number of years"], table["figures"] = groups["year"].nunique(), groups["figures"].sum()
    return table.reset_index().rename(columns={"label": "series"})


def product_lines(frame: pd.DataFrame) -> pd.DataFrame:
    """Imports by group: size, growth, the exporter's share, the largest other origin (`Study.product_lines`)."""
    table = frame[["reporter_name", "product_label", "first_year", "last_year"]]
    table = table.rename(columns={"reporter_name": "importer", "product_label": "group"})
    table["imports, USD million"] = frame["world"] / 1e6
    table["growth, percent a year"] = frame["growth"]
    table["exporter"] = frame["partner_name"]
    table["share first year, percent"], table["share last year, percent"] = frame["share_first"], frame["share_last"]
    table["largest other origin"], table["its share, percent"] = frame["best_peer"], frame["best_share"]
    return table


def shares_by_origin(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares in the importer's imports in the latest year, percent: a column per origin (`Study.import_shares`)."""
    latest = frame[frame["year"] == frame["year"].max()]
    return _by_country(latest, "partner_name", "share")


def advantage(frame: pd.DataFrame) -> pd.DataFrame:
    """Revealed advantage: a row per group, a column per country (`Study.advantage`)."""
    return _by_country(frame, "reporter_name", "advantage")


def _by_country(frame: pd.DataFrame, country: str, column: str) -> pd.DataFrame:
    if frame.empty:
        return frame[["product_label", "year"]]
    wide = frame.pivot(index=["product", "product_label", "year"], columns=country, values=column)
    pair = list(frame[frame["highlighted"]][country].unique())
    others = sorted(set(frame[country]) - set(pair))
    wide = wide[[*pair, *others]].rename_axis(columns=None).reset_index()
    return wide.drop(columns="product").rename(columns={"product_label": "group"})


def grants_by_theme(frame: pd.DataFrame) -> pd.DataFrame:
    """Number of grants and stated yen by theme (`Study.grants_by_theme`)."""
    table = frame[["theme", "grants", "with_yen", "first_year", "last_year"]].copy()
    table["JPY million, stated"] = frame["amount_jpy"] / 1e6
    return table


def vehicle_sales(frame: pd.DataFrame) -> pd.DataFrame:
    """Vehicles sold and produced, newest first (`Study.vehicle_sales`)."""
    newest = frame.sort_values(["period_end", "scope"], ascending=[False, True], kind="stable")
    columns = ["scope", "period", "calendar", "value", "qualifier", "origin", "publisher"]
    return newest[columns].rename(columns={"value": "vehicles", "scope": "class"})


def vehicle_exports(frame: pd.DataFrame) -> pd.DataFrame:
    """Reports of vehicles exported, every report a row, never to be added (`Study.vehicle_exports`)."""
    columns = ["maker", "partner_name", "period", "value", "origin", "publisher", "confidence"]
    return frame[columns].rename(columns={"partner_name": "to", "value": "vehicles"})


def used_vehicles(frame: pd.DataFrame) -> pd.DataFrame:
    """Used vehicles by count and period, newest first (`Study.used_vehicles`)."""
    newest = frame.sort_values("period_end", ascending=False, kind="stable")
    columns = ["count", "period", "coverage", "value", "qualifier", "origin", "publisher"]
    return newest[columns].rename(columns={"value": "vehicles"})


def floods_by_source(frame: pd.DataFrame) -> pd.DataFrame:
    """What sources say of single floods, newest first; damage, loss and needs in USD million."""
    newest = frame.sort_values(["year", "what"], ascending=[False, True], kind="stable")
    table = newest[["year", "what", "qualifier"]].copy()
    money = newest["unit"] == "USD"
    table["persons"] = newest["value"].where(newest["unit"] == "persons")
    table["USD million"] = newest["value"].where(money) / 1e6
    return table.assign(origin=newest["origin"], publisher=newest["publisher"])


def floods_and_grants(frame: pd.DataFrame) -> pd.DataFrame:
    """Damage and grants by year, each in its own unit, newest first (`Study.floods_and_grants`)."""
    newest = frame.sort_values("year", ascending=False, kind="stable")
    table = newest[["year", "panel", "what", "title"]].copy()
    for unit in ("USD", "JPY"):
        table[f"{unit} million"] = newest["value"].where(newest["unit"] == unit).astype(float) / 1e6
    return table.assign(publisher=newest["publisher"]).rename(columns={"panel": "kind"})


def ict_exports(frame: pd.DataFrame) -> pd.DataFrame:
    """Receipts from exports of ICT services, newest first, USD million (`Study.ict_exports`)."""
    newest = frame.sort_values(["period_end", "scope"], ascending=[False, True], kind="stable")
    table = newest[["scope", "period", "coverage", "qualifier"]].copy()
    table["USD million"] = newest["value"] / 1e6
    return table.assign(origin=newest["origin"], publisher=newest["publisher"])


def ict_with_partner(frame: pd.DataFrame) -> pd.DataFrame:
    """ICT services between the two: what, period, USD as printed (`Study.ict_with_partner`)."""
    table = frame[["direction", "series", "period", "qualifier", "value", "publisher"]]
    return table.rename(columns={"series": "what", "value": "USD"})


def companies(frame: pd.DataFrame) -> pd.DataFrame:
    """Companies newest first: direction, date, concept, count, bound, origin (`Study.companies`)."""
    newest = frame.sort_values(["period_end", "direction"], ascending=False, kind="stable")
    columns = ["direction", "period", "concept", "bound", "value", "origin", "publisher", "evidence"]
    return newest[columns].rename(columns={"period": "date", "value": "companies"})


def direct_investment(frame: pd.DataFrame) -> pd.DataFrame:
    """Net direct investment in USD million, newest first, a column per origin (`Study.direct_investment`)."""
    told = frame.assign(cell=[f"{value / 1e6:,.1f}" for value in frame["value"]])
    wide = _side_by_side(told, ["direction", "calendar", "period_end", "period"], "origin")
    newest = wide.sort_values(["calendar", "period_end"], ascending=[False, False], kind="stable")
    return newest.drop(columns="period_end")


def intentions(frame: pd.DataFrame) -> pd.DataFrame:
    """Percent that mean to expand, a row per year, a column per host (`Study.intentions`)."""
    return _side_by_side(frame.assign(cell=[f"{value:.1f}" for value in frame["value"]]), ["year"], "partner_name")


def survey_answers(frame: pd.DataFrame) -> pd.DataFrame:
    """The other answers, newest year first (`Study.survey_answers`)."""
    newest = frame.sort_values(["answer", "year", "value"], ascending=[True, False, False], kind="stable")
    columns = ["answer", "year", "partner_name", "qualifier", "value", "publisher"]
    return newest[columns].rename(columns={"partner_name": "host country"})


def aid_by_instrument(frame: pd.DataFrame) -> pd.DataFrame:
    """USD million of 2022, a row per year, a column per kind (`Study.aid_by_instrument`)."""
    return _side_by_side(frame.assign(cell=[f"{value / 1e6:.2f}" for value in frame["value"]]), ["year"], "instrument")


def printed_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Percent as printed, newest first (`Study.printed_shares`)."""
    newest = frame.sort_values("year", ascending=False, kind="stable")
    columns = ["reporter_name", "partner_name", "flow", "year", "value", "publisher"]
    return newest[columns].rename(columns={"value": "percent"})


def economies(frame: pd.DataFrame) -> pd.DataFrame:
    """Product in USD billion, population in million persons, and the ratio of the two sides (`Study.economies`)."""
    divisors = {"gdp, USD": 1e9, "population, persons": 1e6}
    units = {"gdp, USD": "gross domestic product, USD billion", "population, persons": "population, million"}
    table = frame.copy()
    for name in frame.columns.difference(["what", "year", "ratio", "publisher"]):
        table[name] = frame[name] / frame["what"].map(divisors)
    return table.assign(what=frame["what"].map(units))


def _side_by_side(frame: pd.DataFrame, keys: list[str], across: str) -> pd.DataFrame:
    """A row per `keys`, a column per value of `across`; where several figures are printed, all stand in the cell."""
    if frame.empty:
        return frame[keys]
    cells = frame.drop_duplicates([*keys, across, "cell"]).groupby([*keys, across], sort=False)["cell"]
    wide = cells.agg(" / ".join).unstack(across, fill_value="")
    return wide.rename_axis(columns=None).reset_index().sort_values(keys, kind="stable")


def assemblers(frame: pd.DataFrame) -> pd.DataFrame:
    """Sales by maker, newest first, with what is counted and of what (`Study.assemblers`)."""
    newest = frame.sort_values(["period_end", "share"], ascending=False, kind="stable")
    columns = ["period", "calendar", "maker", "counted", "models", "value", "market", "share", "publisher"]
    names = {"value": "vehicles", "market": "all makers", "share": "share, percent", "models": "models added"}
    return newest[columns].rename(columns=names)


def shipment(frame: pd.DataFrame) -> pd.DataFrame:
    """The shipment and what it is set beside (`Study.shipment_in_proportion`)."""
    table = frame[["label", "value", "qualifier", "times", "origin", "publisher", "evidence"]]
    return table.rename(columns={"label": "what", "value": "vehicles", "times": "times the first shipment"})


def tariff_lines(frame: pd.DataFrame) -> pd.DataFrame:
    """Tariff lines by kind of rate: a row per heading or chapter and column of the schedule (`Study.tariff_lines`)."""
    keys = [name for name in ("heading", "chapter", "column_label", "lines") if name in frame]
    if frame.empty:
        return frame[keys]
    kinds = [kind for kind in KINDS if kind in set(frame["kind"])]
    wide = frame.set_index([*keys, "kind"])["count"].unstack("kind", fill_value=0)[kinds]
    order = frame[keys].drop_duplicates()
    return order.merge(wide.rename_axis(columns=None).reset_index(), on=keys).rename(columns={"column_label": "column"})


def peers_by_group(frame: pd.DataFrame) -> pd.DataFrame:
    """Exports to the importer by group and year, USD million: a column per exporter (`Study.import_shares`)."""
    if frame.empty:
        return frame[["product_label", "year"]]
    wide = frame.pivot(index=["product", "product_label", "year"], columns="partner_name", values="value") / 1e6
    wide = wide.rename_axis(columns=None).reset_index().drop(columns="product")
    return wide.rename(columns={"product_label": "group, USD million"})


def standards(frame: pd.DataFrame) -> pd.DataFrame:
    """Dated measures on standards (`Study.standards`)."""
    return frame[["date", "title", "publisher", "evidence"]].rename(columns={"title": "measure"})


def food_cases(frame: pd.DataFrame) -> pd.DataFrame:
    """Food at the border: a row per goods and period, a column per kind of case (`Study.food_cases`)."""
    told = frame.assign(cell=[f"{value:,.0f}" for value in frame["value"]])
    return _side_by_side(told, ["goods", "period", "publisher"], "case")


def investment_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The pair's part in net direct investment, newest first (`Study.investment_shares`)."""
    newest = frame.sort_values("period_end", ascending=False, kind="stable")
    table = newest[["direction", "period", "coverage", "origin"]].copy()
    table["USD million"], table["all countries, USD million"] = newest["value"] / 1e6, newest["world"] / 1e6
    table["share, percent"] = newest["share"]
    return table.assign(publisher=newest["publisher"])
