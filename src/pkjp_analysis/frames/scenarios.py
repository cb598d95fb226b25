"""Scenarios with their parameters in the open: what follows from held figures and named assumptions, as bands.

Nothing is forecast. A parameter is the lowest and the highest figure held, or an assumption that is called one; a
result is the arithmetic of their ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames import assembly, vehicles
from pkjp_analysis.frames.aid import in_prices_of_one_year
from pkjp_analysis.frames.bands import PARAMETERS, RESULTS, Band, Scenario, assumed, band_of
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import between, said_up_to

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

VEHICLES, FLOODS, SCHOLARSHIPS = "vehicles", "floods", "scholarships"
# Percent of production exported, shipments a year, years ahead: assumptions, to be changed here.
EXPORTED = (1.0, 5.0, 10.0)
SHIPMENTS = (1.0, 12.0)
AHEAD = (5, 10, 20)
WIDENED = (1, 2)
# Percent of the aid that goes to the flood, of the scholars who finish.
ALL = 100.0
# Damage in USD from which a year counts as one of large floods.
LARGE = 1e9
_CARS = "class=passenger cars"
_AID = {"aid_gross": "gross aid in a year", "aid_grants": "grants in a year"}
_LOST = {"flood_damage": "damage", "flood_loss": "loss beside the damage", "flood_needs": "needs for recovery"}


@once
def parameters(study: Pair, topic: str = "") -> pd.DataFrame:
    """Parameters of the scenarios, or of one topic (vehicles, floods, scholarships).

    Columns topic, parameter, low, high, unit, qualifier (of figures that are not exact), period, basis (``figures
    held`` or ``assumption``), publisher, vintage.
    """
    rows = [row for name, one in _scenarios(study, topic) for row in one.parameters(name)]
    return said_up_to(pd.DataFrame(rows, columns=PARAMETERS), study)


@once
def scenarios(study: Pair, topic: str = "") -> pd.DataFrame:
    """Results of the scenarios, or of one topic: bands between the ends of their parameters.

    Columns topic, reporter_name, partner_name, result, case, low, high, unit, kind (``scenario``, or ``as printed`` for
    a figure set beside it), publisher, vintage; low and high are the lowest and the highest that the parameters allow.
    """
    rows = [row for name, one in _scenarios(study, topic) for row in one.results(name)]
    frame = pd.DataFrame(rows, columns=RESULTS)
    near, far = study.names
    frame.insert(1, "reporter_name", near)
    frame.insert(2, "partner_name", far)
    return said_up_to(frame, study)


def _scenarios(study: Pair, topic: str) -> list[tuple[str, Scenario]]:
    return [(name, make(study)) for name, make in _MAKERS.items() if topic in ("", name)]


def _vehicles(study: Pair) -> Scenario:
    """Exports as a part of production, the shipments held repeated, and what of the vehicles is local."""
    rows = vehicles.all_makers(study)
    produced = band_of(
        "passenger cars produced in a year",
        rows[(rows["series"] == "vehicle_production") & (rows["breakdown"] == _CARS)],
    )
    parts = vehicles.localisation(study)
    local = band_of(f"local parts of a model ({', '.join(parts['maker'].unique())})", parts)
    sent = band_of("vehicles in one shipment to the other side", assembly.shipments(study))
    kits = _kits(study)
    made = Scenario([produced, local, sent, kits])
    if produced is None:
        return made
    made.use(assumed("part of production that is exported", min(EXPORTED), max(EXPORTED), "percent"))
    exports = {f"{part:g} percent of production": produced.times(part / 100) for part in EXPORTED}
    if sent is not None:
        often = assumed("shipments a year", *SHIPMENTS, "shipments")
        made.use(often)
        case = f"{often.low:g} to {often.high:g} shipments of the size held"
        exports[case] = sent.by(often)
    for case, band in exports.items():
        made.add("Vehicles exported in a year", case, band, "vehicles")
        if local is not None:
            made.add("Local parts in them, in whole vehicles", case, band.by(local).times(0.01), "vehicles")
        if kits is not None:
            made.add("Kits imported for them, at the average of all vehicles", case, band.by(kits), "USD")
        if not case.endswith("production"):
            made.add("Part of production", case, band.over(produced).times(100), "percent")
    return made


def _kits(study: Pair) -> Band | None:
    """Kits imported per vehicle assembled, where one page gives both for a year; the ends by their last digits."""
    rows = study.rows
    keys = ["reporter", "period", "source"]
    kits = rows[(rows["series"] == "kit_imports") & rows["reporter"].isin(study.pair) & (rows["unit"] == "USD")]
    built = rows[(rows["series"] == "vehicle_production") & (rows["breakdown"] == "class=all vehicles")]
    both = kits.merge(built[[*keys, "value", "precision"]], on=keys, suffixes=("", "_built")).sort_values("period")
    if both.empty:
        return None
    last = both.iloc[-1]
    low = (last["value"] - last["precision"]) / (last["value_built"] + last["precision_built"])
    high = (last["value"] + last["precision"]) / (last["value_built"] - last["precision_built"])
    named = ("kits imported per vehicle assembled", low, high, "USD", str(last["period"]))
    return Band(*named, publisher=str(last["publisher"]), vintage=str(last["vintage"]))


def _floods(study: Pair) -> Scenario:
    """Aid of one year against a flood that was assessed in the prices of the aid; damage and aid of the same years."""
    made = Scenario([])
    priced = pd.concat([between(study, series) for series in _AID])
    priced = priced[(priced["measure"] == "flow") & priced["price_basis"].str.fullmatch(r"USD \d{4}")]
    lost = study.rows[study.rows["series"].isin(_LOST) & study.rows["breakdown"].str.startswith("event=")]
    lost = lost[lost["reporter"].isin(priced["partner"].unique()) & (lost["unit"] == "USD")]
    # Dollars of another year are not these dollars: only the flood of the year whose prices the aid is in.
    lost = lost[lost["price_basis"].isin(["current"]) & (lost["measure"] == "flow") & (lost["confidence"] != "low")]
    lost = lost[lost["year"].astype(str).isin(priced["price_basis"].str[-4:].unique())]
    priced = in_prices_of_one_year(priced[priced["price_basis"].str[-4:].isin(lost["year"].astype(str))], study)
    lost = lost[lost["year"].astype(str).isin(priced["price_basis"].str[-4:])]
    if len(lost):
        made.use(assumed("part of the aid that goes to the flood", ALL, ALL, "percent"))
    for series, aid in _AID.items():
        for kind, what in _LOST.items():
            given = band_of(aid, priced[priced["series"] == series])
            loss = band_of(f"{what}, the flood", lost[lost["series"] == kind])
            if given is None or loss is None:
                continue
            made.use(given, loss)
            given, year = given.times(ALL / 100), loss.period
            made.add(f"Years of aid that equal the flood of {year}", f"{aid}: {what}", loss.over(given), "years")
            made.add(
                f"One year of aid beside the flood of {year}", f"{aid}: {what}", given.over(loss).times(100), "percent"
            )
    return _same_years(study, made)


def _same_years(study: Pair, made: Scenario) -> Scenario:
    """Net aid beside the damage of the same years of large floods, both in current dollars."""
    net = between(study, "aid_net")
    net = net[(net["measure"] == "flow") & (net["price_basis"] == "current") & (net["calendar"] == "CY")]
    damage = study.rows[(study.rows["series"] == "flood_damage") & (study.rows["breakdown"] == "")]
    damage = damage[(damage["unit"] == "USD") & (damage["coverage"] == "full") & (damage["value"] >= LARGE)]
    both = damage.merge(net[["partner", "year", "value"]], left_on=["reporter", "year"], right_on=["partner", "year"])
    if both.empty:
        return made
    damaged = band_of("damage in a year of large floods", both.rename(columns={"value_x": "value"}))
    same = net[net["year"].isin(both["year"]) & net["partner"].isin(both["reporter"])]
    given = band_of("net aid in the same years", same)
    ratio = 100 * both["value_y"] / both["value_x"]
    assert damaged is not None and given is not None
    made.use(assumed("damage from which a year is one of large floods", LARGE, LARGE, "USD"), damaged, given)
    case = f"net aid: damage of the same year, {len(both)} years"
    band = damaged.of(float(ratio.min()), float(ratio.max()))
    made.add("Net aid beside the damage of a year of large floods", case, band, "percent")
    return made


def _scholarships(study: Pair) -> Scenario:
    """Places a year times years, beside the number of people trained as printed."""
    rows = between(study, "training_places")
    places = band_of("places in a year", rows[rows["unit"] == "places"])
    made = Scenario([places])
    if places is None:
        return made
    made.use(
        assumed("years", min(AHEAD), max(AHEAD), "years"),
        assumed("places multiplied by", min(WIDENED), max(WIDENED), "times"),
        assumed("part that finishes", ALL, ALL, "percent"),
    )
    for times in WIDENED:
        for years in AHEAD:
            case = f"{'places as held' if times == 1 else f'{times} times the places'}, {years} years"
            made.add("Alumni", case, places.times(times * years * ALL / 100), "persons")
    trained = between(study, "trained_in_japan")
    for programme, part in trained[trained["unit"] == "persons"].groupby("breakdown", sort=False):
        printed = band_of(f"trained, {str(programme).removeprefix('programme=')}", part)
        assert printed is not None
        made.use(printed)
        made.add("Alumni", f"{printed.name}, {printed.period}", printed, "persons", printed=True)
    return made


_MAKERS: dict[str, Callable[[Pair], Scenario]] = {
    VEHICLES: _vehicles,
    FLOODS: _floods,
    SCHOLARSHIPS: _scholarships,
}
