"""The World Bank's Indicators API v2, as documented, on made-up figures: pages, years without a value, refusals.

Shapes and texts are those of the service's own replies. No figure is anybody's.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any

import pycountry

from replay.server import Answer, Question, Service

INDICATORS = {
    "NY.GDP.MKTP.CD": ("GDP (current US$)", 0),
    "SP.POP.TOTL": ("Population, total", 0),
    "FP.CPI.TOTL.ZG": ("Inflation, consumer prices (annual %)", 1),
    "PA.NUS.FCRF": ("Official exchange rate (LCU per US$, period average)", 2),
}
# It has no figures of Taiwan under any code.
COUNTRIES = {one.alpha_3: one for one in pycountry.countries if one.alpha_3 != "TWN"}


@dataclass(frozen=True)
class World:
    """Made-up indicators; `absent` cells (country, indicator, year) have no value, as have all of the last year."""

    seed: int = 1951
    updated: str = "2026-07-13"
    absent: frozenset[tuple[str, str, int]] = frozenset()
    first_year: int = 1960
    last_year: int = 2025

    def value(self, country: str, indicator: str, year: int) -> float | int | None:
        """The figure of a country and year."""
        if (country, indicator, year) in self.absent or year == self.last_year:
            return None
        made = random.Random(f"{self.seed} {country} {indicator} {year}")
        if indicator == "SP.POP.TOTL":
            return made.randint(10**6, 10**9)
        low, high = {"N": (1e9, 1e13), "F": (-1.0, 9.0), "P": (0.4, 900.0)}[indicator[0]]
        return made.uniform(low, high)


def refusal(id: str, key: str, value: str) -> Answer:
    """How the service refuses: status 200 and a message."""
    return Answer.of([{"message": [{"id": id, "key": key, "value": value}]}])


def service(world: World | None = None, *, seed: int = 1951) -> Service:
    """Answers on a world."""
    made_up = world or World(seed=seed)

    def answer(question: Question) -> Answer:
        asked = question.parameters
        match question.path.split("/"):
            case ["country", countries, "indicator", indicator] if asked.get("format") == "json":
                codes = countries.upper().split(";")
                years = re.fullmatch(r"(\d{4}):(\d{4})", asked.get("date", ""))
                if not years or indicator not in INDICATORS or not set(codes) <= set(COUNTRIES):
                    return refusal("120", "Invalid value", "The provided parameter value is not valid")
                first, last = max(int(years[1]), made_up.first_year), min(int(years[2]), made_up.last_year)
                cells = [(code, year) for code in codes for year in range(last, first - 1, -1)]
                rows = [_row(made_up, indicator, *cell) for cell in cells]
                return _page(rows, made_up, int(asked.get("page", 1)), int(asked.get("per_page", 50)))
        return Answer(
            b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?><wb:error xmlns:wb="http://www.worldbank.org">'
            b'<wb:message id="112" key="Invalid format">The requested format is not supported</wb:message></wb:error>',
            200,
            {"Content-Type": "text/xml; charset=utf-8"},
        )

    return answer


def _page(rows: list[dict[str, Any]], world: World, page: int, size: int) -> Answer:
    if not rows:
        none = {"page": 0, "pages": 0, "per_page": 0, "total": 0, "sourceid": None, "lastupdated": None}
        return Answer.of([none, None])
    head = {"page": page, "pages": -(-len(rows) // size), "per_page": size, "total": len(rows)}
    head |= {"sourceid": "2", "lastupdated": world.updated}
    return Answer.of([head, rows[(page - 1) * size : page * size]])


def _row(world: World, indicator: str, country: str, year: int) -> dict[str, Any]:
    name, decimals = INDICATORS[indicator]
    return {
        "indicator": {"id": indicator, "value": name},
        "country": {"id": COUNTRIES[country].alpha_2, "value": COUNTRIES[country].name},
        **{"countryiso3code": country, "date": str(year), "value": world.value(country, indicator, year)},
        **{"unit": "", "obs_status": "", "decimal": decimals},
    }
