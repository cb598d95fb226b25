"""The IMF's SDMX 2.1 API on made-up figures: goods trade (IMTS) and direct investment positions (DIP).

Paths, attributes and refusals are those of the service, which answers a code that it does not know with nothing. No
figure is anybody's.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from replay import _sdmx
from replay.server import Answer, Question, Service

ECONOMIES = ("PAK", "JPN", "KOR", "LAO", "VNM")
# Economies that answer the survey of direct investment.
SURVEYED = ("PAK", "JPN", "KOR")
KEYS = {
    "IMTS": ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY"),
    "DIP": ("COUNTRY", "DV_TYPE", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY"),
}
INDICATORS = {
    "IMTS": ("XG_FOB_USD", "MG_CIF_USD", "MG_FOB_USD", "TBG_USD"),
    "DIP": ("INWD_D_NETLA_FALL_ALL", "OTWD_D_NETAL_FALL_ALL", "INWD_D_NETLA_F51_ALL"),
}
FIRST = {"IMTS": 1948, "DIP": 2009}


@dataclass(frozen=True)
class Figures:
    """Made-up figures in whole dollars.

    `derived` gives single cells, by (flow, reporter, counterpart, year), another derivation type than O; `hidden` cells
    are confidential. `changed` renames a dimension or an attribute everywhere.
    """

    seed: int = 1951
    last_year: int = 2024
    updated: str = "2026-08-31T16:29:47.313617200Z"
    factor: float = 1.0
    derived: Mapping[tuple[str, str, str, int], str] = field(default_factory=dict)
    hidden: frozenset[tuple[str, str, str, int]] = frozenset()
    changed: Mapping[str, str] = field(default_factory=dict)

    def dollars(self, indicator: str, reporter: str, other: str, year: int) -> int:
        """A figure; of the world the sum over all others."""
        if other == "G001":
            return sum(self.dollars(indicator, reporter, one, year) for one in ECONOMIES if one != reporter)
        random = np.random.default_rng(zlib.crc32(f"{self.seed} {indicator} {reporter} {other} {year}".encode()))
        return int(random.lognormal(19, 1) * self.factor)


def service(figures: Figures | None = None, *, seed: int = 1951) -> Service:
    """Answers on made-up figures."""
    made_up = figures or Figures(seed=seed)

    def answer(question: Question) -> Answer:
        if "genericdata" in question.headers.get("Accept", ""):
            return Answer(b"", 500)
        flow, key = _sdmx.asked(question.path)
        agency, id, *_ = flow.split(",")
        if not question.path.startswith("data/") or agency != "IMF.STA" or id not in KEYS:
            return _refused(404, 40400, f"No such dataflow found: Dataflow={flow}")
        if len(key) > len(KEYS[id]):
            return _refused(400, 40000, f"key {question.path} has more than expected {len(KEYS[id])} dimension(s)")
        return Answer(_message(made_up, id, key, question.parameters), 200, {"Content-Type": "application/xml"})

    return answer


def _refused(status: int, code: int, message: str) -> Answer:
    return Answer.of({"status": status, "code": code, "message": message, "devMessage": None}, status)


def _message(figures: Figures, flow: str, key: list[list[str]], asked: Mapping[str, str]) -> bytes:
    series = [
        (
            {figures.changed.get(name, name): cell for name, cell in cells.items()},
            [{figures.changed.get(name, name): cell for name, cell in one.items()} for one in observations],
        )
        for cells, observations in _series(figures, flow, key, asked)
    ]
    groups = [{"INDICATOR": one, "UNIT": "USD", "SERIES_NAME": f"{one}, US dollar & more"} for one in INDICATORS[flow]]
    about = {"LANGUAGE": "EN", "PUBLISHER": "IMF", "UPDATE_DATE": figures.updated}
    version = {"IMTS": "1.0.0", "DIP": "12.0.1"}[flow]
    return _sdmx.message(
        *("IMF.STA", flow, version, series), prepared="2026-09-02T10:40:57Z", data_set=about, groups=groups
    )


def _series(figures: Figures, flow: str, key: list[list[str]], asked: Mapping[str, str]) -> Iterator[_sdmx.Series]:
    whole = [*key, *[[] for _ in range(len(KEYS[flow]) - len(key))]]
    codes = dict(zip(KEYS[flow], whole, strict=True))
    reporters = [one for one in (ECONOMIES if flow == "IMTS" else SURVEYED) if _wanted(one, codes["COUNTRY"])]
    others = [one for one in (*ECONOMIES, "G001") if _wanted(one, codes["COUNTERPART_COUNTRY"])]
    indicators = [one for one in INDICATORS[flow] if _wanted(one, codes["INDICATOR"])]
    types = [one for one in ("O", "SCC") if _wanted(one, codes.get("DV_TYPE", []))] if flow == "DIP" else [""]
    for reporter, other, indicator, kind in product(reporters, others, indicators, types):
        if reporter == other or not _wanted("A", codes["FREQUENCY"]):
            continue
        cells = {"COUNTRY": reporter, "INDICATOR": indicator, "COUNTERPART_COUNTRY": other, "FREQUENCY": "A"}
        cells |= {"DV_TYPE": kind} if kind else {}
        years = range(
            max(FIRST[flow], int(asked.get("startperiod", 0))),
            min(figures.last_year, int(asked.get("endperiod", 9999))) + 1,
        )
        yield (
            cells | {"OVERLAP": "OL", "SCALE": "6", "METHODOLOGY": flow},
            [_observation(figures, flow, indicator, reporter, other, year) for year in years],
        )


def _wanted(code: str, codes: list[str]) -> bool:
    return not codes or code in codes


def _observation(figures: Figures, flow: str, indicator: str, reporter: str, other: str, year: int) -> dict[str, str]:
    cell = (flow, reporter, other, year)
    if cell in figures.hidden:
        return {"TIME_PERIOD": str(year), "STATUS": "C"}
    value = str(figures.dollars(indicator, reporter, other, year))
    return {"TIME_PERIOD": str(year), "OBS_VALUE": value, "DERIVATION_TYPE": figures.derived.get(cell, "O")}
