"""UN Comtrade's API v1, as documented, on a made-up world: availability, counts, rows, limits, refusals.

Shapes and texts are those of the service's own replies (data/v1/get, public/v1/preview, getDA) and of its documented
errors. No figure is anybody's.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from replay.server import Answer, Question, Service

KEY = "0123456789abcdef0123456789abcdef"
# ISO code: Comtrade's number, name, size.
ECONOMIES: dict[str, tuple[int, str, float]] = {
    **{"PAK": (586, "Pakistan", 1.0), "JPN": (392, "Japan", 9.0), "KOR": (410, "Rep. of Korea", 5.0)},
    **{"BGD": (50, "Bangladesh", 0.8), "IND": (699, "India", 6.0), "LKA": (144, "Sri Lanka", 0.3)},
    **{"VNM": (704, "Viet Nam", 3.0), "CHN": (156, "China", 14.0), "USA": (842, "USA", 20.0)},
    **{"DEU": (276, "Germany", 8.0), "ARE": (784, "United Arab Emirates", 2.0), "AUS": (36, "Australia", 3.0)},
    **{"IDN": (360, "Indonesia", 2.0), "THA": (764, "Thailand", 2.5), "BRA": (76, "Brazil", 2.2)},
}
# First year of each edition of the Harmonized System.
EDITIONS = {"H6": 2022, "H5": 2017, "H4": 2012, "H3": 2007, "H2": 2002, "H1": 1996, "H0": 1988}
CHAPTERS = [chapter for chapter in range(1, 98) if chapter != 77]


@dataclass(frozen=True)
class World:
    """Made-up trade of all economies with each other.

    `products` is the number of 6-digit codes of an edition; `factors` multiplies single cells, by (exporter, importer,
    year, code): a revision, as the exporter and the importer would report it; `absent` reporter-years are not
    reported; `released` is the day of the latest release of a reporter-year that `factors` does not touch.
    """

    seed: int = 1951
    products: int = 300
    factors: Mapping[tuple[str, str, int, str], float] = field(default_factory=dict)
    absent: frozenset[tuple[str, int]] = frozenset()
    last_year: int = 2024
    released: str = "2026-04-01T08:00:00.1"

    def __hash__(self) -> int:
        return hash((self.seed, self.products, tuple(self.factors.items()), self.absent, self.last_year))

    def edition(self, year: int) -> str:
        """The edition in force."""
        return next(name for name, first in EDITIONS.items() if year >= first)

    def codes(self, year: int) -> list[str]:
        """Six-digit codes of the edition in force; a tenth of them is its own."""
        each, more = divmod(self.products, len(CHAPTERS))
        found = []
        for place, chapter in enumerate(CHAPTERS):
            for number in range(each + (place < more)):
                own = int(self.edition(year)[1:]) if number % 10 == 9 else 0
                found.append(f"{chapter:02}{1 + number // 9:02}{1 + number % 9}{own}")
        return found

    @lru_cache(maxsize=4096)  # noqa: B019
    def flow(self, exporter: str, importer: str, year: int) -> np.ndarray:
        """What an exporter reports of each code, FOB, whole dollars."""
        if exporter == importer:
            return np.zeros(self.products)
        makes, wants = self._taste(exporter, 0), self._taste(importer, 1)
        random = np.random.default_rng(zlib.crc32(f"{self.seed} {exporter} {importer} {year}".encode()))
        size = ECONOMIES[exporter][2] * ECONOMIES[importer][2] * 2e8 / self.products
        values = size * makes * wants * random.lognormal(0.04 * (year - 2000), 0.3, self.products)
        values[random.random(self.products) < 0.4 / ECONOMIES[exporter][2]] = 0
        values = np.floor(values)
        for (one, other, when, code), factor in self.factors.items():
            if (one, other, when) == (exporter, importer, year):
                values[self.codes(year).index(code)] *= factor
        return values

    @lru_cache(maxsize=256)  # noqa: B019
    def _taste(self, economy: str, of: int) -> np.ndarray:
        random = np.random.default_rng(zlib.crc32(f"{self.seed} {economy} {of}".encode()))
        return random.lognormal(0, 1.2, self.products)

    def value(self, reporter: str, partner: str, flow: str, year: int) -> np.ndarray:
        """What a reporter reports of each code; imports CIF, a tenth above what the exporter reports."""
        partners = [code for code in ECONOMIES if code != reporter] if partner == "WLD" else [partner]
        if flow == "X":
            return np.sum([self.flow(reporter, other, year) for other in partners], axis=0)
        return np.sum([np.floor(self.flow(other, reporter, year) * 1.1) for other in partners], axis=0)

    def reported(self, reporter: str, year: int) -> bool:
        """Whether there is a data set."""
        return (reporter, year) not in self.absent and 1988 <= year <= self.last_year

    def release(self, reporter: str, year: int) -> tuple[str, int]:
        """Day and checksum of the data set's latest release."""
        touched = sorted(key for key in self.factors if reporter in key[:2] and key[2] == year)
        day = "2026-10-05T09:30:00.2533333" if touched else self.released
        return day, zlib.crc32(f"{self.seed} {reporter} {year} {touched}".encode()) - 2**31


def service(
    world: World | None = None, *, seed: int = 1951, key: str = KEY, limit: int = 100_000, preview_limit: int = 500
) -> Service:
    """Answers on a world; replies are cut at the limits, as the service does it: without a word."""
    made_up = world or World(seed=seed)

    def answer(question: Question) -> Answer:
        match question.path.split("/"):
            case [door, "v1", what, "C", frequency, "HS"] if door in ("data", "public"):
                keyed = door == "data"
                if keyed and _key(question) != key:
                    which = "invalid" if _key(question) else "missing"
                    return Answer.of(
                        {"statusCode": 401, "message": f"Access denied due to {which} subscription key."}, 401
                    )
                if what.lower() == "getda":
                    return _availability(made_up, question, frequency)
                if what == ("get" if keyed else "preview"):
                    most = (12, limit) if keyed else (1, preview_limit)
                    return _trade(made_up, question, frequency, *most)
        return Answer.of({"statusCode": 404, "message": "Resource not found"}, 404)

    return answer


def _key(question: Question) -> str:
    header = {name.lower(): value for name, value in question.headers.items()}
    return header.get("ocp-apim-subscription-key") or question.parameters.get("subscription-key", "")


def _availability(world: World, question: Question, frequency: str) -> Answer:
    rows = []
    for reporter in _economies(question, "reportercode"):
        for period in question.parameters.get("period", "").split(","):
            year = int(period[:4])
            if not world.reported(reporter, year):
                continue
            number, name, _ = ECONOMIES[reporter]
            day, checksum = world.release(reporter, year)
            rows.append(
                {
                    **{
                        "datasetCode": int(f"20{number:03}{period[:4]}01202100"),
                        "typeCode": "C",
                        "freqCode": frequency,
                    },
                    **{"period": int(period), "reporterCode": number, "reporterISO": reporter, "reporterDesc": name},
                    **{"classificationCode": world.edition(year), "classificationSearchCode": "HS"},
                    **{"isOriginalClassification": True, "isExtendedFlowCode": True, "isExtendedPartnerCode": True},
                    **{"isExtendedPartner2Code": False, "isExtendedCmdCode": True, "isExtendedCustomsCode": False},
                    **{"isExtendedMotCode": True, "totalRecords": 40 * world.products, "datasetChecksum": checksum},
                    **{"firstReleased": "2024-01-11T16:56:30.1866667", "lastReleased": day},
                }
            )
    return Answer.of({"elapsedTime": "0.09 secs", "count": len(rows), "data": rows, "error": ""})


def _trade(world: World, question: Question, frequency: str, periods: int, limit: int) -> Answer:
    asked = question.parameters
    if len(asked.get("period", "").split(",")) > periods:
        preview = " for preview" if periods == 1 else ""
        return Answer.of({"error": f"Maximum number of periods{preview} is {periods}", "details": None}, 400)
    numbers = ",".join(asked.get(name, "0") for name in ("reportercode", "partnercode", "period"))
    if not numbers.replace(",", "").isdigit():
        details = [{"memberNames": ["reporterCode"], "errorMessage": "The field reporterCode is invalid"}]
        return Answer.of({"error": "Invalid parameter value", "details": details}, 400)
    rows = list(_matching(world, question, frequency))
    if asked.get("countonly", "").lower() == "true":
        return Answer.of({"elapsedTime": "0.11 secs", "count": len(rows), "data": dict.fromkeys(_FIELDS), "error": ""})
    most = int(asked.get("maxrecords", limit)) if periods > 1 else limit
    rows = rows[: min(most, limit)]
    described = asked.get("includedesc", "").lower() == "true"
    data = [_row(world, frequency, described, *row) for row in rows]
    return Answer.of({"elapsedTime": "0.14 secs", "count": len(data), "data": data, "error": ""})


def _matching(world: World, question: Question, frequency: str) -> Iterator[tuple[Any, ...]]:
    """Reporter, partner, flow, period, code, value and mode of transport of every row that is asked for."""
    asked = question.parameters
    modes = (0,) if asked.get("motcode") == "0" or asked.get("breakdownmode") == "classic" else (0, 2100)
    world_too = "0" in asked.get("partnercode", "0").split(",")
    partners = [*(["WLD"] if world_too else []), *_economies(question, "partnercode")]
    flows = [flow for flow in asked.get("flowcode", "M,X").split(",") if flow in ("M", "X")]
    for period, reporter in product(asked["period"].split(","), _economies(question, "reportercode")):
        year = int(period[:4])
        if not world.reported(reporter, year) or len(period) != (6 if frequency == "M" else 4):
            continue
        for partner, flow in product(partners, flows):
            values = world.value(reporter, partner, flow, year) if partner != reporter else np.zeros(world.products)
            values = np.floor(values / 12) if frequency == "M" else values
            for (code, value), mode in product(_levels(world.codes(year), values, asked.get("cmdcode", "")), modes):
                yield reporter, partner, flow, period, code, value / (2 if mode else 1), mode


def _levels(codes: list[str], values: np.ndarray, asked: str) -> Iterator[tuple[str, float]]:
    """The codes that are asked for, with the sums of what they hold."""
    wanted = asked.upper().split(",")
    every = not asked
    traded = [(code, value) for code, value in zip(codes, values.tolist(), strict=True) if value]
    sums: dict[str, float] = {}
    for digits, name in ((0, "TOTAL"), (2, "AG2"), (4, "AG4"), (6, "AG6")):
        for code, value in traded:
            own = code[:digits] or "TOTAL"
            if every or name in wanted or own in wanted:
                sums[own] = sums.get(own, 0) + value
    yield from sums.items()


def _economies(question: Question, name: str) -> list[str]:
    """ISO codes of the numbers asked for, all where none is; numbers that are nobody's give nothing."""
    text = question.parameters.get(name, "")
    if not text:
        return list(ECONOMIES)
    of_number = {str(number): iso for iso, (number, *_) in ECONOMIES.items()}
    return [of_number[number] for number in text.split(",") if number in of_number]


_FIELDS = (
    *("typeCode", "freqCode", "refPeriodId", "refYear", "refMonth", "period", "reporterCode", "reporterISO"),
    *("reporterDesc", "flowCode", "flowDesc", "partnerCode", "partnerISO", "partnerDesc", "partner2Code"),
    *("partner2ISO", "partner2Desc", "classificationCode", "classificationSearchCode", "isOriginalClassification"),
    *("cmdCode", "cmdDesc", "aggrLevel", "isLeaf", "customsCode", "customsDesc", "mosCode", "motCode", "motDesc"),
    *("qtyUnitCode", "qtyUnitAbbr", "qty", "isQtyEstimated", "altQtyUnitCode", "altQtyUnitAbbr", "altQty"),
    *("isAltQtyEstimated", "netWgt", "isNetWgtEstimated", "grossWgt", "isGrossWgtEstimated", "cifvalue", "fobvalue"),
    *("primaryValue", "legacyEstimationFlag", "isReported", "isAggregate"),
)


# What descriptions are made of: the service's are up to some 250 letters long.
_PARTS = (
    *("whether or not cut to size or shape", "of a kind used in the manufacture of goods of other chapters"),
    *("containing 85% or more by weight of the material", "unbleached, weighing more than 200g/m2", "n.e.c."),
)


def _described(code: str) -> str:
    """A description as long as the service's: the same for some codes of a heading."""
    if code == "TOTAL":
        return "All Commodities"
    name = f"Goods of {code[:4]}{'' if code[4:5] in '78' else code[4:]}"
    parts = [_PARTS[(int(code[:2]) + place) % len(_PARTS)] for place in range(int(code[:2]) % 5)]
    return f"{name}; {', '.join(['made up', *parts])}, in heading no. {code[:4]}"


def _row(
    world: World,
    frequency: str,
    described: bool,
    reporter: str,
    partner: str,
    flow: str,
    period: str,
    code: str,
    value: float,
    mode: int,
) -> dict[str, Any]:
    number, name, _ = ECONOMIES[reporter]
    other, other_name = (0, "World") if partner == "WLD" else ECONOMIES[partner][:2]
    level = 0 if code == "TOTAL" else len(code)
    year, month = int(period[:4]), int(period[4:] or 52)
    cells = (
        *("C", frequency, int(f"{year}{1 if month == 52 else month:02}01"), year, month, period, number, reporter),
        *(name, flow, "Export" if flow == "X" else "Import", other, "W00" if partner == "WLD" else partner, other_name),
        *(0, "W00", "World", world.edition(year), "HS", True, code),
        *(
            _described(code),
            level,
        ),
        *(level == 6, "C00", "TOTAL CPC", "0", mode, "TOTAL MOT" if mode == 0 else "Sea", -1, "N/A", 0.0, False, -1),
        *("N/A", 0.0, False, 0.0, True, 0.0, False, value if flow == "M" else None, value if flow == "X" else None),
        *(value, 4, False, True),
    )
    row = dict(zip(_FIELDS, cells, strict=True))
    if not described:
        row |= {
            field: None
            for field in _FIELDS
            if field.endswith(("Desc", "ISO", "Abbr")) or field in ("aggrLevel", "isLeaf")
        }
    return row
