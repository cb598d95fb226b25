"""The OECD's SDMX API on made-up aid: DAC2A by donor, recipient, measure and price base, limits and refusals.

Paths, attributes, statuses and texts are those of the service. No figure is anybody's.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from replay import _sdmx
from replay.server import Answer, Question, Service

DONORS = ("JPN", "USA", "DEU", "GBR", "KOR", "NOR")
RECIPIENTS = ("PAK", "BGD", "IND", "VNM")
# Net aid is grants and net loans; the others are parts or wholes of their own.
MEASURES = ("106", "201", "204", "206", "207", "212", "216", "218", "240")
XML = "application/vnd.sdmx.structurespecificdata+xml"
TOO_MUCH = (
    "You have exceeded the number of requests for data downloads or very large data ranges permitted in the OECD "
    "Data API. Please try again later."
)


@dataclass(frozen=True)
class Aid:
    """Made-up aid.

    `factors` multiplies single cells, by (donor, recipient, measure, year): a revision. `statuses` gives single cells
    another observation status; with one of K, L, M, O, Q, C the value is missing. `base` is the year of the constant
    prices; an empty one is not said. `extra` are more attributes of every observation.
    """

    seed: int = 1951
    version: str = "1.6"
    prepared: str = "2026-08-05T15:00:48"
    first_year: int = 1960
    last_year: int = 2024
    base: str = "2023"
    factors: Mapping[tuple[str, str, str, int], float] = field(default_factory=dict)
    statuses: Mapping[tuple[str, str, str, int], str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=lambda: {"FLOW_TYPE": "D", "UNIT_MULT": "6"})

    def millions(self, donor: str, recipient: str, measure: str, year: int, prices: str) -> float:
        """A figure in millions, with as many digits as the service gives."""
        if donor == "DAC":
            return round(sum(self.millions(one, recipient, measure, year, prices) for one in DONORS), 6)
        random = np.random.default_rng(zlib.crc32(f"{self.seed} {donor} {recipient} {year}".encode()))
        grants, lent, repaid, multilateral = random.lognormal(3, 1, 4)
        values = {
            **{"201": grants, "204": lent, "218": lent - repaid, "206": grants + lent - repaid, "240": grants + lent},
            **{"106": multilateral, "207": grants / 3, "212": grants / 50, "216": grants / 5},
        }
        deflator = 1 if prices == "V" else 1.02 ** (year - int(self.base or 2000))
        return round(float(values[measure]) * self.factors.get((donor, recipient, measure, year), 1) / deflator, 6)


def service(aid: Aid | None = None, *, seed: int = 1951, downloads: int = 60) -> Service:
    """Answers on made-up aid; `downloads` data questions are answered, then none."""
    made_up = aid or Aid(seed=seed)
    asked: list[str] = []

    def answer(question: Question) -> Answer:
        if not question.headers.get("Accept-Language"):
            return Answer(b"Object reference not set to an instance of an object. languageTag1", 500, _TEXT)
        if not question.path.startswith("data/"):
            return Answer(b"Invalid structure", 400, _TEXT)
        asked.append(question.path)
        if len(asked) > downloads:
            return Answer(TOO_MUCH.encode(), 429, {**_TEXT, "Retry-After": "0"})
        return _data(made_up, question)

    return answer


_TEXT = {"Content-Type": "text/plain; charset=utf-8"}


def _data(aid: Aid, question: Question) -> Answer:
    flow, key = _sdmx.asked(question.path)
    if flow not in (f"OECD.DCD.FSD,DSD_DAC2@DF_DAC2A,{version}" for version in ("", aid.version)):
        return Answer(b"Could not find Dataflow and/or DSD related with this data request", 404, _TEXT)
    if len(key) < 5:
        return Answer(f"Not enough key values in query, expecting 5 got {len(key)}".encode(), 422, _TEXT)
    series = [one for one in _series(aid, key, question.parameters) if one[1]] if len(key) == 5 else []
    if not series:
        return Answer(b"NoRecordsFound", 404, _TEXT)
    if XML not in question.headers.get("Accept", ""):
        return Answer(b"DATAFLOW,DONOR,RECIPIENT\n", 200, {"Content-Type": "application/vnd.sdmx.data+csv"})
    body = _sdmx.message("OECD.DCD.FSD", "DSD_DAC2@DF_DAC2A", aid.version, series, prepared=aid.prepared)
    return Answer(body, 200, {"Content-Type": f"{XML}; charset=utf-8; version=2.1"})


def _series(aid: Aid, key: list[list[str]], asked: Mapping[str, str]) -> Iterator[_sdmx.Series]:
    everything = ((*DONORS, "DAC"), RECIPIENTS, MEASURES, ("USD",), ("V", "Q"))
    held = [
        [code for code in known if not codes or code in codes] for codes, known in zip(key, everything, strict=True)
    ]
    first = max(aid.first_year, int(asked.get("startperiod", 0)))
    last = min(aid.last_year, int(asked.get("endperiod", 9999)))
    for donor, recipient, measure, unit, prices in product(*held):
        cells = {"DONOR": donor, "RECIPIENT": recipient, "MEASURE": measure, "UNIT_MEASURE": unit, "PRICE_BASE": prices}
        yield cells, [_observation(aid, donor, recipient, measure, year, prices) for year in range(first, last + 1)]


def _observation(aid: Aid, donor: str, recipient: str, measure: str, year: int, prices: str) -> dict[str, str]:
    status = aid.statuses.get((donor, recipient, measure, year), "A")
    value = {} if status in "KLMOQC" else {"OBS_VALUE": f"{aid.millions(donor, recipient, measure, year, prices):.6f}"}
    base = {"BASE_PER": aid.base} if prices == "Q" and aid.base else {}
    return {"TIME_PERIOD": str(year), **value, **base, **aid.extra, "OBS_STATUS": status}
