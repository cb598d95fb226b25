"""Tables of what stands between the two sides."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.frames.challenges import KINDS
from pkjp_analysis.tables.wide import side_by_side


def economies(frame: pd.DataFrame) -> pd.DataFrame:
    """Product in USD billion, population in million persons, and the ratio of the two sides (`Study.economies`)."""
    divisors = {"gdp, USD": 1e9, "population, persons": 1e6}
    units = {"gdp, USD": "gross domestic product, USD billion", "population, persons": "population, million"}
    table = frame.copy()
    for name in frame.columns.difference(["what", "year", "ratio", "publisher"]):
        table[name] = frame[name] / frame["what"].map(divisors).astype(float)
    return table.assign(what=frame["what"].map(units))


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
    return wide.rename(columns={"product_label": "group"})


def standards(frame: pd.DataFrame) -> pd.DataFrame:
    """Dated measures on standards (`Study.standards`)."""
    return frame[["date", "title", "publisher", "evidence"]].rename(columns={"title": "measure"})


def food_cases(frame: pd.DataFrame) -> pd.DataFrame:
    """Food at the border: a row per goods and period, a column per kind of case (`Study.food_cases`)."""
    told = frame.assign(cell=[f"{value:,.0f}" for value in frame["value"]])
    return side_by_side(told, ["goods", "period", "publisher"], "case")


def gravity_benchmark(frame: pd.DataFrame) -> pd.DataFrame:
    """Actual and predicted flows, USD million, with the range that rounding leaves (`Study.gravity_benchmark`).

    A row per direction: the first estimate, the ratio by the others, and the flows of years without an estimate.
    """
    held = frame[frame["predicted"].notna()]
    first = held[held["estimate"] == held["estimate"].iloc[0]] if len(held) else held
    table = first[["direction", "year", "estimator"]].rename(columns={"estimator": "estimate"})
    for name in ("actual", "predicted", "predicted_low", "predicted_high"):
        table[f"{name.replace('_', ', ')}, USD million"] = first[name] / 1e6
    table["actual to predicted"] = first["ratio"]
    for estimator, part in held.groupby("estimator", sort=False):
        if estimator not in set(first["estimator"]):
            table[f"by {estimator}"] = first["direction"].map(part.set_index("direction")["ratio"])
    for year, part in frame[frame["predicted"].isna()].groupby("year"):
        actual = first["direction"].map(part.set_index("direction")["actual"]).astype(float)
        table[f"actual {year}, USD million"] = actual / 1e6
    return table
