"""Trade Statistics of Japan: the published CSV files "commodity by country", by Japan's own nine-digit codes.

A file has one direction and one year: a row a code and country, with the year and its twelve months in thousand yen.
Months that are not published yet are written 0, and no column says which they are.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache, reduce
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.periods import Period, parse_period
from pkjp_analysis.sources import _blocks, _countries
from pkjp_analysis.vintages.folder import Vintage
from pkjp_analysis.vintages.service import Service
from pkjp_analysis.vintages.source import Part, Request, Source, take
from pkjp_analysis.vintages.tables import repeated

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR = "year"
_KEY = ("exp or imp", "year", "hs", "country")
_AMOUNTS = ("value", "quantity1", "quantity2")
_NUMBERS = tuple(f"{amount}-{period}" for period in (YEAR, *MONTHS) for amount in _AMOUNTS)
_FLOWS = {"1": "export", "2": "import"}
# Values are thousands of yen, rounded down.
_UNIT = 1000
# Bytes of a file that are looked at together.
_BLOCK = 1 << 22
_KIND = 'the columns of "commodity by country"'


class JapanCustoms(Source):
    """Japan's goods trade by nine-digit code and partner, as its customs publish it."""

    name = "japan-customs"
    title = "Trade Statistics of Japan, commodity by country"
    publisher = "Ministry of Finance, Japan"
    home = "https://www.customs.go.jp/toukei/info/tsdl_e.htm"
    terms = "Trade Statistics of Japan: reuse with attribution, by the terms of use of e-Stat"
    takes = frozenset({"partner", "years", "monthly", "files"})
    needs = frozenset({"files"})

    def plan(self, request: Request, service: Service) -> list[Part]:
        """The files that are given; codes that are no country of ISO 3166 are counted."""
        _countries.known("partner", [request.partner] if request.partner else [])
        if request.partner and request.partner not in countries().values():
            raise UsageError(f"--partner {request.partner}: Japan's customs have no code for it alone; leave it out")
        for path in request.files:
            columns(path, path.name)
            if not request.partner:
                _say_what_is_left_out(path, service)
        return [Part(path.name, file=path) for path in request.files]

    def fetch(self, part: Part, service: Service, target: Path) -> None:
        """Copy the file."""
        assert part.file is not None
        take(part.file, target)

    def validate(self, part: Part, path: Path) -> int:
        """The columns, codes of the known forms, whole numbers, years that are their months, no row twice."""
        count, keys = 0, []
        for table in _rows(path, part.name):
            _check(table, part.name)
            count += len(table)
            keys.append(table.select(list(_KEY)))
        if keys:
            counts = pa.concat_tables(keys).group_by(list(_KEY)).aggregate([([], "count_all")])
            for row in counts.filter(pc.greater(counts["count_all"], 1)).slice(0, 1).to_pylist():
                told = f"code {row['hs']} with country {row['country']} stands twice"
                raise PkjpError(f"{part.name}: {told}; download it again and keep it as it comes")
        return count

    def write(self, vintage: Vintage) -> Iterator[pa.Table]:
        """Years, or months, of all rows in which something was traded, up to the last month with any trade."""
        asked = vintage.manifest["request"]
        wanted = [code for code, iso3 in countries().items() if asked.get("partner", iso3) == iso3]
        held: dict[tuple[str, str, str], str] = {}
        for name, path in vintage.files():
            ends = _last_months(path, name, held)
            for table in _rows(path, name):
                table = table.filter(pc.is_in(table["country"], pa.array(wanted)))
                for (direction, year), last in ends.items():
                    if last and int(year) in asked.get("years", [int(year)]):
                        own = table.filter(_is(table, direction, year))
                        for period, span in _spans(year, last, bool(asked.get("monthly"))):
                            yield _observations(own, name, period, span, vintage.date)


@cache
def countries() -> Mapping[str, str]:
    """ISO codes by Japan's own codes, as far as one territory is the other."""
    path = Path(__file__).with_name("_japan_customs_countries.csv")
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {row["code"]: row["iso3"] for row in csv.DictReader(lines)}


def columns(path: Path, name: str) -> dict[str, str]:
    """The columns that are read, by their names in the file.

    Names differ in capitals and blanks, and in some years April is ``Apl``.

    Raises
    ------
    PkjpError
        A column is missing or there twice, or the file is another of the published tables.
    """
    said = {given: " ".join(given.split()).lower().replace("-apl", "-apr") for given in _blocks.names(path, name)}
    if "custom" in said.values():
        raise PkjpError(f'{name} has a column Custom: it is by customs office; give the CSV of "commodity by country"')
    found = {given: ours for given, ours in said.items() if ours in (*_KEY, *_NUMBERS)}
    missing = [ours for ours in (*_KEY, *_NUMBERS) if ours not in found.values()]
    if missing or len(set(found.values())) < len(found):
        what = f"no column {missing[0].title()}" if missing else "a column twice"
        raise PkjpError(f'{name} has {what}; give the CSV of "commodity by country" as it was published')
    return found


def _rows(path: Path, name: str) -> Iterator[pa.Table]:
    for table, first in _blocks.blocks(path, name, columns(path, name), _KIND, block=_BLOCK):
        yield _blocks.numbered(_blocks.trimmed(table, [*_KEY, *_NUMBERS], " \t'"), first)


def _whole(table: pa.Table, column: str) -> Any:
    return table[column].cast(pa.int64())


def _check(table: pa.Table, name: str) -> None:
    """Codes and numbers of the known forms, and a year that is the sum of its months."""
    again = "download it again and keep it as it comes"
    for column, form, what in (
        ("exp or imp", r"^[12]$", f"is neither 1 (export) nor 2 (import); {again}"),
        ("year", r"^(19|20)\d\d$", f"is no year; {again}"),
        ("hs", r"^\d{9}$", f"is no code of nine digits; {again}, leading zeros too"),
        ("country", r"^\d{3}$", "is no country's code of three digits, and sums are not taken for one; leave it out"),
        *((column, r"^\d{1,15}$", f"is no whole number; {again}") for column in _NUMBERS),
    ):
        _blocks.require_form(table, column, form, name, what)
    months = reduce(pc.add, (_whole(table, f"value-{month}") for month in MONTHS))
    bad = pc.not_equal(_whole(table, f"value-{YEAR}"), months)
    _blocks.refuse(bad, table, f"value-{YEAR}", name, f"is not the sum of the twelve months; {again}")


def _say_what_is_left_out(path: Path, service: Service) -> None:
    """Count the rows whose country is none, or is no territory of one code of ISO 3166."""
    found: dict[str, int] = {}
    for table, _ in _blocks.blocks(path, path.name, columns(path, path.name), _KIND, block=_BLOCK):
        for one in pc.value_counts(pc.utf8_trim_whitespace(table["country"])).to_pylist():
            if one["values"] not in countries():
                found[one["values"]] = found.get(one["values"], 0) + one["counts"]
    if found:
        codes = ", ".join(sorted(found))
        service.note(f"{path.name}: left out are {sum(found.values())} rows of codes without a country: {codes}")


def _last_months(path: Path, name: str, held: dict[tuple[str, str, str], str]) -> dict[tuple[str, str], int]:
    """The last month in which anything of a file was traded, by direction and year; 0 where nothing was.

    `held` are the codes that other files have, which no two may share: two releases of one file would count twice.
    """
    last: dict[tuple[str, str], int] = {}
    own: set[tuple[str, str, str]] = set()
    for table in _rows(path, name):
        own |= {(row["exp or imp"], row["year"], row["hs"]) for row in _different(table, "exp or imp", "year", "hs")}
        for row in _different(table, "exp or imp", "year"):
            ends = row["exp or imp"], row["year"]
            mine = table.filter(_is(table, *ends))
            months = [0, *(place for place, month in enumerate(MONTHS, 1) if pc.any(_traded(mine, month)).as_py())]
            last[ends] = max(last.get(ends, 0), months[-1])
    for key in sorted(own & held.keys()):
        raise PkjpError(f"{held[key]} and {name} both hold code {key[2]} of {key[1]}; give the newer release alone")
    held |= dict.fromkeys(own, name)
    return last


def _is(table: pa.Table, direction: str, year: str) -> Any:
    return pc.and_(pc.equal(table["exp or imp"], direction), pc.equal(table["year"], year))


def _different(table: pa.Table, *names: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = table.select(list(names)).group_by(list(names)).aggregate([]).to_pylist()
    return rows


def _traded(table: pa.Table, period: str) -> Any:
    """Whether there is a value, or a quantity of less than a thousand yen."""
    return reduce(pc.or_, (pc.not_equal(_whole(table, f"{amount}-{period}"), 0) for amount in _AMOUNTS))


def _spans(year: str, last: int, monthly: bool) -> list[tuple[str, Period]]:
    """What to read, and the time that it is about: the months up to the last with any trade, or the year up to it."""
    if monthly:
        told = [(month, f"{year}-{place:02}") for place, month in enumerate(MONTHS[:last], 1)]
    else:
        told = [(YEAR, f"{year}-01/{year}-{last:02}")]
    spans = [(period, parse_period(text, "month" if monthly else "CY")) for period, text in told]
    return [(period, span) for period, span in spans if span]


def _observations(table: pa.Table, name: str, period: str, span: Period, date: str) -> pa.Table:
    """The rows of one direction in which something was traded in a year or a month.

    A year that ends with months without any trade may not be published whole, and the current one never is.
    """
    table = table.filter(_traded(table, period)).combine_chunks()
    flow = _FLOWS[table["exp or imp"][0].as_py()] if len(table) else ""
    yearly = period == YEAR
    same = {
        **{"series": "goods_trade", "reporter": "JPN", "flow": flow, "nomenclature": "MOF", "edition": ""},
        **{"breakdown": "", "measure": "flow", "unit": "JPY", "price_basis": "current", "recording": "customs"},
        **{"valuation": "FOB" if flow == "export" else "CIF", "regime": "unknown", "origin": "Customs Japan"},
        **{"period_start": span.start.isoformat(), "period_end": span.end.isoformat(), "qualifier": "exact"},
        "calendar": "CY" if yearly else "month",
        "coverage": "full" if span.full and (not yearly or str(span.end.year) < date[:4]) else "partial",
        # Less than a thousand yen is cut off each month, and a year is the sum of its months.
        "precision": str(_UNIT * (span.end.month if yearly else 1)),
        "file": name,
    }
    columns = {column: repeated(text, len(table)) for column, text in same.items()}
    columns |= {
        "partner": _blocks.mapped(table["country"], countries()),
        **{"product": table["hs"], "row": table["row"]},
        "value": pc.multiply(_whole(table, f"value-{period}"), _UNIT).cast(pa.string()),
    }
    return pa.table(columns)


SOURCE = JapanCustoms()
