"""Sentences on the scenarios: their parameters, and the bands that follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pkjp_analysis.frames.bands import ASSUMPTION
from pkjp_analysis.frames.scenarios import FLOODS, SCHOLARSHIPS, VEHICLES
from pkjp_analysis.narrative.words import count, names, usd
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study import Study

_LIMITS = {
    VEHICLES: "The value of local parts in a vehicle is not held: they are counted in vehicles, and imported kits at "
    "the average of all vehicles assembled, whose class is not said.",
    FLOODS: "Only a flood in dollars of the same year as the aid is set against it; aid is not given for floods alone.",
    SCHOLARSHIPS: "Places are offers; who came back, and to which work, is not held.",
}


def scenario(topic: str) -> Callable[[Study], list[str]]:
    """Sentences on one scenario: one with its parameters, one with what follows."""

    def told(study: Study) -> list[str]:
        results = study.scenarios(topic)
        if results.empty:
            return []
        held = study.scenario_parameters(topic).sort_values("basis", ascending=False, kind="stable")
        follows = "; ".join(_result(str(name), part) for name, part in results.groupby("result", sort=False))
        return [
            f"Parameters: {names([_parameter(row) for row in rows_of(held)])}.",
            f"Over all cases: {follows}. {_LIMITS[topic]} Nothing is forecast.",
        ]

    return told


def _parameter(row: dict[str, object]) -> str:
    where = "assumption" if row["basis"] == ASSUMPTION else row["period"]
    said = f"{row['qualifier']}, " if row["qualifier"] else ""
    return f"{row['parameter']} {_ends(row)} ({said}{where})"


def _result(name: str, part: pd.DataFrame) -> str:
    """The result from its lowest to its highest case, and what is printed beside it."""
    cases = part[part["kind"] == "scenario"]
    span = {"low": cases["low"].min(), "high": cases["high"].max(), "unit": part["unit"].iloc[0]}
    printed = [f"{row['case']}: {_ends(row)}" for row in rows_of(part[part["kind"] == "as printed"])]
    beside = f" (as printed: {', '.join(printed)})" if printed else ""
    return f"{name[:1].lower()}{name[1:]} {_ends(span)}{beside}"


def _ends(row: dict[str, object]) -> str:
    """Both ends with their unit: ``18 to 22 places``, ``43.1 million to 365.2 million dollars (USD 2022)``."""
    unit = str(row["unit"])
    low, high = (_number(float(str(row[end])), unit) for end in ("low", "high"))
    shared = low if low == high else f"{_start(low, high)} to {high}"
    return shared if unit == "USD" else f"{shared} of {unit[4:]}" if unit.startswith("USD ") else f"{shared} {unit}"


def _start(low: str, high: str) -> str:
    """The lower end without the words that both ends share."""
    return low.removesuffix(" dollars") if high.endswith(" dollars") else low


def _number(value: float, unit: str) -> str:
    if unit.startswith("USD"):
        return usd(value) if value >= 1e6 else f"{count(value)} dollars"
    return count(value) if value == int(value) or value >= 100 else f"{value:.2g}"
