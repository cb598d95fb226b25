"""Floods: yearly sums, counts of single floods by source, the assessment by province, damage beside grants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.grants import listed
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import said_up_to

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

YEARLY = {
    "flood_events": "Flood records",
    "flood_deaths": "Deaths",
    "flood_affected": "People affected",
    "flood_damage": "Damage",
}
ASSESSED = {"flood_damage": "damage", "flood_loss": "loss", "flood_needs": "needs for recovery"}
THEMES = ("floods", "health")


def _held(study: Pair, *series: str) -> pd.DataFrame:
    rows = study.rows
    rows = rows[rows["series"].isin(series) & rows["reporter"].isin(study.pair) & (rows["confidence"] != "low")]
    return rows.sort_values(["year", "source"], kind="stable")


@once
def yearly(study: Pair) -> pd.DataFrame:
    """Flood records of a year with their deaths, people affected and damage (current USD): long, adds what.

    Yearly sums over the records that carry the figure; a year without a row has no flood record, or none that
    carries the figure.
    """
    rows = _held(study, *YEARLY)
    rows = rows[(rows["breakdown"] == "") & (rows["measure"] == "flow") & (rows["calendar"] == "CY")]
    return said_up_to(rows.assign(what=rows["series"].map(YEARLY)), study)


@once
def by_source(study: Pair) -> pd.DataFrame:
    """Deaths, people affected, damage, loss and needs of single floods as each source says; adds what."""
    words = YEARLY | {series: word.capitalize() for series, word in ASSESSED.items()}
    words.pop("flood_events")
    rows = _held(study, *words)
    single = rows["breakdown"].str.startswith("event=") & (rows["measure"] == "flow")
    years = rows[single]["year"].unique()
    rows = rows[single | ((rows["breakdown"] == "") & rows["year"].isin(years))]
    rows = rows.assign(what=rows["series"].map(words)).sort_values(["year", "what", "origin"], kind="stable")
    return said_up_to(rows, study)


@once
def assessment(study: Pair) -> pd.DataFrame:
    """Damage, loss and needs of the latest flood that was assessed by province (current USD): adds province, what."""
    rows = _held(study, *ASSESSED)
    rows = rows[rows["breakdown"].str.startswith("province=") & (rows["unit"] == "USD")]
    rows = rows[rows["year"] == rows["year"].max()]
    rows = rows.assign(province=rows["breakdown"].str.removeprefix("province="), what=rows["series"].map(ASSESSED))
    order = rows.groupby("province")["value"].transform("max")
    ranked = rows.assign(order=order).sort_values(["order", "province"], ascending=[False, True], kind="stable")
    return said_up_to(ranked.drop(columns="order"), study)


@once
def beside_grants(study: Pair) -> pd.DataFrame:
    """Damage by year from the first such grant on, and grants for floods and health, in the currency stated.

    A row per figure of damage and per grant. Columns year, what (who counts the damage, or the grant's theme),
    panel, title, value, unit, country, publisher, vintage. A grant stated in dollars is in the dollars, else in the
    yen: in one of them alone. Damage and grants are different things and are never set off against each other.
    """
    rows = _held(study, "flood_damage")
    whole = (rows["breakdown"] == "") | rows["breakdown"].str.startswith("event=")
    damage = rows[whole & (rows["measure"] == "flow") & (rows["unit"] == "USD")]
    # Two prints of one statement: the one with more digits.
    damage = damage.sort_values("precision", kind="stable").drop_duplicates(["origin", "year"]).sort_values("year")
    damage = damage.assign(what=damage["origin"], panel="Damage by floods", title="", country=damage["reporter_name"])
    columns = ["year", "what", "panel", "title", "value", "unit", "country", "publisher", "vintage"]
    given = [part for theme in THEMES if len(part := _given(study, theme, columns))]
    if not given or damage.empty:
        return said_up_to(pd.DataFrame(columns=columns), study)
    first = min(part["year"].min() for part in given)
    return said_up_to(pd.concat([damage[damage["year"] >= first][columns], *given], ignore_index=True), study)


def _given(study: Pair, theme: str, columns: list[str]) -> pd.DataFrame:
    """The grants of a theme, each in one currency."""
    grants = listed(study)
    grants = grants[grants["theme"] == theme]
    dollars = grants["usd_stated"].notna()
    grants = grants[dollars | grants["amount_jpy"].notna()]
    return grants.assign(
        year=grants["date"].str[:4].astype(int),
        what=theme,
        panel="Grants stated in " + dollars.map({True: "dollars", False: "yen alone"}),
        value=grants["usd_stated"].fillna(grants["amount_jpy"]),
        unit=dollars.map({True: "USD", False: "JPY"}),
        country=grants["partner_name"],
    )[columns]
