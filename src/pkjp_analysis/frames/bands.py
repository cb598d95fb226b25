"""A band: the lowest and the highest value of a parameter, and what arithmetic makes of its ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pandas as pd

HELD, ASSUMPTION = "figures held", "assumption"
PARAMETERS = ["topic", "parameter", "low", "high", "unit", "qualifier", "period", "basis", "publisher", "vintage"]
RESULTS = ["topic", "result", "case", "low", "high", "unit", "kind", "publisher", "vintage"]


@dataclass(frozen=True)
class Band:
    """A parameter with both ends, or a result of some; where it comes from."""

    name: str
    low: float
    high: float
    unit: str
    period: str = ""
    basis: str = HELD
    qualifier: str = ""
    publisher: str = ""
    vintage: str = ""

    def of(self, low: float, high: float) -> Band:
        """The same origin with other ends."""
        return replace(self, low=low, high=high)

    def times(self, factor: float) -> Band:
        """Both ends times a positive number."""
        return self.of(self.low * factor, self.high * factor)

    def by(self, other: Band) -> Band:
        """Lowest times lowest, highest times highest: neither band reaches below zero."""
        return self._with(other).of(self.low * other.low, self.high * other.high)

    def over(self, other: Band) -> Band:
        """Lowest over highest, highest over lowest: the other band lies above zero."""
        return self._with(other).of(self.low / other.high, self.high / other.low)

    def _with(self, other: Band) -> Band:
        publishers = _joined([self.publisher, other.publisher])
        return replace(self, publisher=publishers, vintage=max(self.vintage, other.vintage))


def assumed(name: str, low: float, high: float, unit: str) -> Band:
    """A parameter that no source gives."""
    return Band(name, float(low), float(high), unit, basis=ASSUMPTION)


def band_of(name: str, rows: pd.DataFrame) -> Band | None:
    """The lowest and the highest of the figures held, with their first and last period; None where none is held."""
    rows = rows[rows["value"].notna()].sort_values("period_end", kind="stable")
    if rows.empty:
        return None
    first, last = rows["period"].iloc[0], rows["period"].iloc[-1]
    unit, priced = str(rows["unit"].iloc[0]), str(rows["price_basis"].iloc[0])
    return Band(
        name,
        float(rows["value"].min()),
        float(rows["value"].max()),
        priced if priced.startswith("USD ") else unit,
        str(first) if first == last else f"{first} to {last}",
        qualifier=", ".join(rows.loc[rows["qualifier"] != "exact", "qualifier"].unique()).replace("_", " "),
        publisher=_joined(rows["publisher"]),
        vintage=str(rows["vintage"].max()),
    )


def _joined(publishers: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(one for text in publishers for one in str(text).split("; ") if one))


@dataclass
class Scenario:
    """Parameters and results of one topic, in order."""

    held: list[Band | None]
    _results: list[tuple[str, str, Band, str, bool]] = field(default_factory=list)

    def use(self, *bands: Band) -> None:
        """Take parameters, each once."""
        self.held += [band for band in bands if band not in self.held]

    def add(self, result: str, case: str, band: Band, unit: str, *, printed: bool = False) -> None:
        """Take a result."""
        self._results.append((result, case, band, unit, printed))

    def parameters(self, topic: str) -> list[dict[str, object]]:
        """Rows of `PARAMETERS`."""
        return [
            {"topic": topic, "parameter": band.name, **{name: getattr(band, name) for name in PARAMETERS[2:]}}
            for band in self.held
            if band is not None
        ]

    def results(self, topic: str) -> list[dict[str, object]]:
        """Rows of `RESULTS`, those of one result together."""
        order = {result: None for result, *_ in self._results}
        return [
            {
                **{"topic": topic, "result": result, "case": case, "low": band.low, "high": band.high, "unit": unit},
                **{"kind": "as printed" if printed else "scenario", "publisher": band.publisher},
                "vintage": band.vintage,
            }
            for wanted in order
            for result, case, band, unit, printed in self._results
            if result == wanted
        ]
