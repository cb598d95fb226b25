"""Vehicles of a pair: what assemblers sell, and the shipment from one side to the other in proportion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import between, said_up_to
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

CARS, WIDE = "class=passenger cars", "class=cars and light commercial vehicles"
MODELS, TOTALS = "sum of its passenger car models", "its total"
_BEST = {name: place for place, name in enumerate(("high", "medium", "primary", "official", "press", "aggregator"))}
# What a shipment is set beside: series, whether by the pair's other side or the world, breakdown, words.
BESIDE = (
    ("vehicle_exports", "WLD", "", "vehicles exported by all makers"),
    ("vehicle_sales", "", "maker", "sold by the same maker"),
    ("vehicle_sales", "", CARS, "passenger cars sold by all makers"),
    ("vehicle_sales", "", WIDE, "cars and light commercial vehicles sold"),
    ("vehicle_production", "", CARS, "passenger cars produced"),
    ("used_vehicle_imports", "other", "", "used vehicles imported from the other side"),
    ("used_vehicle_imports", "WLD", "", "used vehicles imported from everywhere"),
)


def _held(study: Pair, series: str) -> pd.DataFrame:
    """Numbers of vehicles that either side reports, low-confidence figures left out."""
    rows = study.rows
    rows = rows[(rows["series"] == series) & rows["reporter"].isin(study.pair) & (rows["unit"] == "vehicles")]
    return rows[(rows["confidence"] != "low") & (rows["measure"] == "flow")]


@once
def assemblers(study: Pair) -> pd.DataFrame:
    """Vehicles sold by maker in whole years, with the share in the sales of all makers.

    Adds maker, counted (``its total`` as printed, or ``sum of its passenger car models`` printed on one page),
    market (sales of all makers: passenger cars of the same page, or cars and light commercial vehicles of the
    same origin and year), share (percent; missing where no such market is held), models (how many are added).
    """
    rows = _held(study, "vehicle_sales")
    rows = rows[(rows["coverage"] == "full") & rows["calendar"].isin(["CY", "FY-JUL", "FY-APR"])]
    both = pd.concat([_by_model(rows), _by_maker(rows)], ignore_index=True)
    both["share"] = 100 * both["value"] / both["market"]
    return said_up_to(both.sort_values(["counted", "maker", "calendar", "period_end"]), study)


def _by_model(rows: pd.DataFrame) -> pd.DataFrame:
    """The models of a maker that one page prints for a year, added up, beside the page's own total."""
    keys = ["source", "origin", "reporter", "calendar", "period_end"]
    parts = rows[rows["breakdown"].str.startswith("model=")]
    parts = parts.assign(maker=parts["breakdown"].str.removeprefix("model=").str.split(" ").str[0])
    groups = parts.groupby([*keys, "maker"])
    first = groups.head(1).drop(columns="value").set_index([*keys, "maker"])
    sums = first.join(groups.agg(value=("value", "sum"), models=("value", "size"))).reset_index()
    market = rows[rows["breakdown"] == CARS].drop_duplicates(keys)
    sums = sums.merge(market[[*keys, "value"]].rename(columns={"value": "market"}), on=keys, how="left")
    return sums.assign(counted=MODELS, breakdown="maker=" + sums["maker"], observation="")


def _by_maker(rows: pd.DataFrame) -> pd.DataFrame:
    """Totals that are printed for a maker, beside the same origin's sales of all makers."""
    keys = ["origin", "reporter", "calendar", "period_end"]
    makers = rows[rows["breakdown"].str.startswith("maker=")]
    makers = makers.assign(maker=makers["breakdown"].str.removeprefix("maker="), models=0, counted=TOTALS)
    market = rows[rows["breakdown"] == WIDE].sort_values("vintage", kind="stable").drop_duplicates(keys, keep="last")
    return makers.merge(market[[*keys, "value"]].rename(columns={"value": "market"}), on=keys, how="left")


@once
def shipments(study: Pair) -> pd.DataFrame:
    """Vehicles that one side's makers sent to the other, one row per period: the best report of each."""
    rows = between(study, "vehicle_exports")
    rows = rows[(rows["confidence"] != "low") & (rows["unit"] == "vehicles")]
    rows = rows.assign(maker=rows["breakdown"].str.removeprefix("maker="))
    best = rows.sort_values(["confidence", "evidence"], key=lambda column: column.map(_BEST), kind="stable")
    return said_up_to(best.drop_duplicates(["reporter", "period"]).sort_values("period_end", kind="stable"), study)


@once
def in_proportion(study: Pair) -> pd.DataFrame:
    """The first shipment beside sales, production, exports of all makers and imports of used vehicles.

    Columns of an observation, with `label` (what is counted, and when), `kind` (shipment or beside) and
    `times` (how many times the first shipment it is). Each figure is the latest held on its basis; totals of
    several years are told by their period.
    """
    sent = shipments(study)
    if sent.empty:
        return said_up_to(sent.assign(label="", kind="", times=pd.Series(dtype=float)), study)
    first = sent.iloc[0]
    parts = [sent.assign(what=f"sent to {first['partner_name']} by " + sent["maker"], kind="shipment")]
    for series, whom, breakdown, what in BESIDE:
        rows = _held(study, series)
        partner = first["partner"] if whom == "other" else whom
        wanted = f"maker={first['maker']}" if breakdown == "maker" else breakdown
        rows = rows[(rows["reporter"] == first["reporter"]) & (rows["partner"] == partner)]
        parts.append(_latest(rows[rows["breakdown"] == wanted]).assign(what=what, kind="beside"))
    both = pd.concat(parts, ignore_index=True)
    both["what"] = both["what"].str.replace("the other side", str(first["partner_name"]))
    both["label"] = [_label(row) for row in rows_of(both)]
    both["times"] = both["value"] / first["value"]
    return said_up_to(both.drop(columns="what"), study)


def _label(row: dict[str, str]) -> str:
    """``passenger cars produced, 2019-20 (July to June)``."""
    months = {"FY-JUL": " (July to June)", "FY-APR": " (April to March)"}.get(row["calendar"], "")
    return f"{row['what']}, {row['period']}{months if row['coverage'] == 'full' else ''}"


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """The latest whole year of each calendar, none of them more than a year behind another; the latest longer span."""
    whole = rows[(rows["coverage"] == "full") & rows["calendar"].isin(["CY", "FY-JUL", "FY-APR"])]
    whole = whole[whole["year"] >= whole["year"].max() - 1]
    longer = rows[(rows["year"] - rows["period_start"].str[:4].astype(int)) > 1]
    parts = [longer, *(part for _, part in whole.groupby("calendar"))]
    newest: list[pd.DataFrame] = [part.sort_values(["period_end", "vintage"], kind="stable").tail(1) for part in parts]
    return pd.DataFrame(pd.concat(newest)).drop_duplicates("observation")
