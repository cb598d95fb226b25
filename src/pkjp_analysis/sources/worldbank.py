"""World Development Indicators: product, population and official exchange rates; consumer prices of the United States.

The API is asked by `requests`, not by `wbgapi`: that package asks each address once and without a limit of time, and
reads fractions as binary floats, while the shipped figures keep the digits as they are stored.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pycountry
from babel.numbers import get_territory_currencies

from pkjp_analysis.cleaning.numbers import as_text, plain
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.periods import spans
from pkjp_analysis.plain import rows_of
from pkjp_analysis.sources import _countries
from pkjp_analysis.sources.comtrade import PEERS
from pkjp_analysis.vintages.folder import Vintage
from pkjp_analysis.vintages.service import Damaged, Service, parsed
from pkjp_analysis.vintages.source import Part, Request, Source
from pkjp_analysis.vintages.tables import OWN

# The database of the World Development Indicators, as the service numbers its sources.
DATABASE = "2"
# Rows of one page; the service documents 32,500 as the most.
PAGE = "1000"
MONEY_OF_PRICES = "USA"
_COLUMNS = ("indicator", "indicator_name", "country", "country_name", "countryiso3code", "date", "value")
_YEAR, _NUMBER = re.compile(r"\d{4}"), re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")


@dataclass(frozen=True)
class Indicator:
    """An indicator, the file that holds it, and the words of its observations."""

    code: str
    file: str
    words: Mapping[str, str]


INDICATORS = (
    Indicator(
        *("NY.GDP.MKTP.CD", "gdp.csv"), {"series": "gdp", "measure": "flow", "unit": "USD", "price_basis": "current"}
    ),
    Indicator("SP.POP.TOTL", "population.csv", {"series": "population", "measure": "stock", "unit": "persons"}),
    Indicator(
        *("FP.CPI.TOTL.ZG", "consumer_prices.csv"),
        {"series": "consumer_price_change", "measure": "rate", "unit": "percent"},
    ),
    Indicator(
        *("PA.NUS.FCRF", "exchange_rates.csv"), {"series": "exchange_rate", "measure": "average", "partner": "USA"}
    ),
)
_BY_FILE = {indicator.file: indicator for indicator in INDICATORS}
_RATES = "exchange_rates.csv"


class WorldBank(Source):
    """Product, population and exchange rates of both countries and of peers, and the prices that deflate dollars."""

    name = "worldbank"
    title = "World Development Indicators (Indicators API v2)"
    publisher = "World Bank"
    home = "https://datatopics.worldbank.org/world-development-indicators/"
    terms = "World Bank: CC BY 4.0"
    address = "https://api.worldbank.org/v2"
    takes = frozenset({"reporter", "partner", "years", "peers"})
    needs = frozenset({"reporter", "partner", "years"})
    pace = 0.5

    def settle(self, request: Request, has_key: bool) -> Request:
        """The peers of goods trade where none are named, and every year from the first to the last."""
        pair = (request.reporter, request.partner)
        peers = tuple(code for code in PEERS if code not in pair) if request.peers is None else request.peers
        years = tuple(range(min(request.years), max(request.years) + 1))
        return replace(request, peers=peers, years=years)

    def plan(self, request: Request, service: Service) -> list[Part]:
        """A file per indicator, in the version that the service names; an indicator without rows is left out."""
        for option in ("reporter", "partner"):
            _countries.known(option, [getattr(request, option)])
        _countries.known("peers", request.peers or ())
        parts = [self._part(indicator, request, service) for indicator in INDICATORS]
        whole = [part for part in parts if part and part.version]
        if not whole:
            raise PkjpError(f"worldbank holds nothing of {_span(request)}; check countries and years")
        return whole

    def _part(self, indicator: Indicator, request: Request, service: Service) -> Part | None:
        """The question for one indicator, None where it is about nobody; without a version where nothing is held."""
        who = _who(indicator, request, service)
        if not who:
            return None
        date = f"{request.years[0]}:{request.years[-1]}"
        parameters = {"format": "json", "source": DATABASE, "date": date, "per_page": PAGE}
        part = Part(indicator.file, f"country/{';'.join(who)}/indicator/{indicator.code}", parameters)
        head, _ = _ask(part, service, 1, per_page="1")
        if not int(head["total"]):
            service.note(f"{indicator.code} has no rows of {_span(request)}")
            return part
        return replace(part, version=_version(head))

    def fetch(self, part: Part, service: Service, target: Path) -> None:
        """Ask page by page; all pages have to be of one version and as many rows as they say."""
        rows: list[dict[str, Any]] = []
        page, pages, total = 1, 1, 0
        while page <= pages:
            head, more = _ask(part, service, page)
            if _version(head) != part.version:
                raise PkjpError(
                    f"worldbank published {_version(head)} while {part.name} was fetched in {part.version}; "
                    "run the same command again"
                )
            pages, total = int(head["pages"]), int(head["total"])
            rows += more
            # A page past the end is empty, whatever the head says.
            page = page + 1 if more else pages + 1
        if len(rows) != total:
            raise PkjpError(f"worldbank gave {len(rows):,} rows of {part.name} where it says {total:,}; fetch again")
        target.write_text(_as_csv(rows), encoding="utf-8", newline="")
        _note_missing(part, _read(target, part.name), service)

    def validate(self, part: Part, path: Path) -> int:
        """The columns that are needed, what was asked and nothing else, plain numbers, no country and year twice."""
        frame = _read(path, part.name)
        who, indicator = part.path.split("/")[1].split(";"), part.path.split("/")[-1]
        first, last = part.parameters["date"].split(":")
        for number, row in enumerate(rows_of(frame), 1):
            place = f"{part.name} row {number}"
            year = row["date"]
            for column, known in (
                ("indicator", row["indicator"] == indicator),
                ("countryiso3code", row["countryiso3code"] in who),
                ("date", _YEAR.fullmatch(year) and first <= year <= last),
            ):
                if not known:
                    raise PkjpError(f"{place}, column {column}: {row[column]!r} was not asked for; fetch again")
            if row["value"] and not _NUMBER.fullmatch(row["value"]):
                raise PkjpError(f"{place}, column value: {row['value']!r} is no plain number; fetch again")
        twice = frame.duplicated(["countryiso3code", "date"])
        if twice.any():
            raise PkjpError(
                f"{part.name} row {int(twice.argmax()) + 1}: that country and year stood before; fetch again"
            )
        return len(frame)

    def write(self, vintage: Vintage) -> Iterator[pd.DataFrame]:
        """A row per country and year that has a value; exchange rates where the currency is known."""
        for name, path in vintage.files():
            frame = _read(path, name)
            frame = frame.assign(file=name, row=range(1, len(frame) + 1))
            yield _observations(frame[frame["value"] != ""], _BY_FILE[name])


def _who(indicator: Indicator, request: Request, service: Service) -> list[str]:
    """Countries that are asked about an indicator."""
    everyone = list(dict.fromkeys([request.reporter, request.partner, *(request.peers or ())]))
    if indicator.words["series"] == "consumer_price_change":
        return [MONEY_OF_PRICES]
    if indicator.file != _RATES:
        return everyone
    own = [code for code in everyone if code != "USA" and any(currency(code, year) for year in request.years)]
    left = [code for code in everyone if code not in (*own, "USA")]
    if left:
        service.note(f"exchange rates of {', '.join(left)} left out: no one currency, other than the euro, is known")
    return own


@cache
def currency(code: str, year: int) -> str:
    """ISO 4217 code of a country's money in a year; empty where it had no, another or a second one, or the euro.

    The service counts in "local currency units" and names none. Money is known by CLDR's dates: where today's was
    not the only one all through the year, and in members of the euro area, the reply leaves open in which it counts.
    """
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return ""
    today = get_territory_currencies(country.alpha_2)
    before = get_territory_currencies(country.alpha_2, date(year, 1, 1), date(year, 12, 31))
    first = get_territory_currencies(country.alpha_2, date(year, 1, 1))
    one = len(today) == 1 and today == before == first and today != ["EUR"]
    return str(today[0]) if one else ""


def _span(request: Request) -> str:
    return spans([str(year) for year in request.years])


def _ask(part: Part, service: Service, page: int, **parameters: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Head and rows of a page."""

    def read(content: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        # A refusal can come as XML, though JSON is asked for; all of them come with status 200.
        if b"<wb:error" in content[:200]:
            told = re.sub(r"<[^>]*>", " ", content.decode("utf-8-sig", "replace"))
            raise PkjpError(_refused(part, service.clean(told)))
        reply = parsed(content)
        head = reply[0] if isinstance(reply, list) and reply and isinstance(reply[0], dict) else {}
        if "message" in head:
            told = "; ".join(f"{one.get('key')}: {one.get('value')}" for one in head["message"])
            raise PkjpError(_refused(part, service.clean(told)))
        rows = (reply[1] or []) if len(head) and len(reply) == 2 else None
        if not {"page", "pages", "total", "sourceid", "lastupdated"} <= head.keys() or not isinstance(rows, list):
            raise Damaged("JSON of another shape than the documented one")
        if any(not isinstance(row, dict) or row.keys() != rows[0].keys() for row in rows):
            raise Damaged("rows that have different columns")
        if rows and int(head["page"]) != page:
            raise Damaged(f"page {head['page']} in the place of page {page}")
        return head, rows

    return service.whole(part, read, page=str(page), **parameters)


def _refused(part: Part, told: str) -> str:
    return f"worldbank has no answer to {part.path} ({told}); it does not know one of these codes, or the years"


def _version(head: Mapping[str, Any]) -> str:
    return f"sourceid {head['sourceid']}, lastupdated {head['lastupdated']}"


def _as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows of a reply as they came, with the names inside of indicator and country beside their codes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    flat = [_flat(row) for row in rows]
    header = list(flat[0]) if flat else list(_COLUMNS)
    writer.writerow(header)
    writer.writerows(["" if row.get(name) is None else str(row[name]) for name in header] for row in flat)
    return text.getvalue()


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, cell in row.items():
        found |= {name: cell["id"], f"{name}_name": cell["value"]} if isinstance(cell, dict) else {name: cell}
    return found


def _read(path: Path, name: str) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    for column in _COLUMNS:
        if column not in frame:
            raise PkjpError(f"{name}: no column {column}; the reply is not of the documented form, report it")
    return frame


def _note_missing(part: Part, frame: pd.DataFrame, service: Service) -> None:
    """Say which years have no value, and which are left out since their currency is not known."""
    first, last = map(int, part.parameters["date"].split(":"))
    values = frame[frame["value"] != ""]
    held = set(zip(values["countryiso3code"], values["date"].astype(int), strict=True))
    everyone = [(code, year) for code in part.path.split("/")[1].split(";") for year in range(first, last + 1)]
    _note(part, "no value", [one for one in everyone if one not in held], service)
    if part.name == _RATES:
        unknown = [one for one in everyone if one in held and not currency(*one)]
        _note(part, "left out, not in today's currency alone", unknown, service)


def _note(part: Part, what: str, which: Sequence[tuple[str, int]], service: Service) -> None:
    years: dict[str, list[str]] = {}
    for code, year in which:
        years.setdefault(code, []).append(str(year))
    same: dict[str, list[str]] = {}
    for code, ones in years.items():
        same.setdefault(spans(ones), []).append(code)
    if same:
        told = "; ".join(f"{', '.join(codes)} {when}" for when, codes in same.items())
        service.note(f"{part.name}, {what}: {told}")


def _observations(frame: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    same = dict.fromkeys(OWN, "") | {"calendar": "CY", "coverage": "full", "recording": "administrative"}
    same |= {"precision": "0", "qualifier": "exact", "origin": "World Bank WDI", **indicator.words}
    rows = pd.DataFrame(same, index=frame.index, columns=OWN)
    rows["reporter"] = frame["countryiso3code"]
    rows["period_start"], rows["period_end"] = frame["date"] + "-01-01", frame["date"] + "-12-31"
    rows["value"] = frame["value"].map(lambda text: as_text(plain(Decimal(text))))
    rows["file"], rows["row"] = frame["file"], frame["row"]
    if indicator.file == _RATES:
        known = [currency(code, int(year)) for code, year in zip(rows["reporter"], frame["date"], strict=True)]
        rows["unit"] = [f"{money} per USD" for money in known]
        rows = rows[[bool(money) for money in known]]
    return rows


SOURCE = WorldBank()
