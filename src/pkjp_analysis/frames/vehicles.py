"""Vehicles: sales and production of all makers, local parts, used vehicles the other way, exports as reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import said_up_to

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

YEARS = ("CY", "FY-JUL", "FY-APR")
COUNTED = {"vehicle_sales": "sold", "vehicle_production": "produced"}


def _held(study: Pair, *series: str) -> pd.DataFrame:
    """Rows of the series that either side reports, low-confidence figures left out."""
    rows = study.rows
    rows = rows[rows["series"].isin(series) & rows["reporter"].isin(study.pair)]
    return rows[rows["confidence"] != "low"].sort_values(["period_end", "source"], kind="stable")


@once
def all_makers(study: Pair) -> pd.DataFrame:
    """Vehicles sold and produced by class in whole years, every source's figure a row.

    Adds scope: ``passenger cars, sold``, ``passenger cars, produced``, ...
    """
    rows = _held(study, *COUNTED)
    rows = rows[rows["breakdown"].str.startswith("class=") & (rows["unit"] == "vehicles") & (rows["measure"] == "flow")]
    rows = rows[(rows["coverage"] == "full") & rows["calendar"].isin(YEARS)]
    scope = rows["breakdown"].str.removeprefix("class=") + ", " + rows["series"].map(COUNTED)
    return said_up_to(rows.assign(scope=scope), study)


@once
def exports(study: Pair) -> pd.DataFrame:
    """Vehicles exported by either side's makers as every source reports them, low confidence included.

    Several rows can tell one shipment; they are never added.
    """
    rows = study.rows
    rows = rows[(rows["series"] == "vehicle_exports") & rows["reporter"].isin(study.pair)]
    rows = rows[rows["unit"] == "vehicles"].assign(maker=rows["breakdown"].str.removeprefix("maker="))
    return said_up_to(rows.sort_values(["period_end", "value", "source"], kind="stable"), study)


@once
def localisation(study: Pair) -> pd.DataFrame:
    """Local parts by model or maker, percent as the makers say: adds model, maker."""
    rows = _held(study, "localisation")
    rows = rows[rows["unit"] == "percent"]
    rows = rows.assign(model=rows["breakdown"].str.split("=", n=1).str[-1])
    rows = rows.assign(maker=rows["model"].str.split(" ").str[0])
    rows = rows.sort_values(["maker", "value"], ascending=[True, False], kind="stable")
    return said_up_to(rows, study)


@once
def used_vehicles(study: Pair) -> pd.DataFrame:
    """Used vehicles that one side imports and the other exports to it, as every source counts them.

    Adds count: who counts which vehicles. Averages, shares and the exports to all the world are left out;
    sums over several years too.
    """
    rows = _held(study, "used_vehicle_imports", "used_vehicle_exports")
    rows = rows[(rows["measure"] == "flow") & (rows["unit"] == "vehicles") & rows["calendar"].isin(YEARS)]
    rows = rows[rows["partner"].isin(study.pair) | (rows["flow"] == "import")]
    rows = rows[rows["period_start"].str[:4].astype(int) >= rows["year"] - 1]
    way = rows["flow"].map({"import": "imports of ", "export": "exports of "}) + rows["reporter_name"]
    whom = rows["flow"].map({"import": " from ", "export": " to "}) + rows["partner_name"].replace(
        "World", "all origins"
    )
    return said_up_to(rows.assign(count=way + whom), study)
