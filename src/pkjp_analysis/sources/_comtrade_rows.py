"""Comtrade's rows, as the API and the site's downloads have them, a block at a time; and the observations in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pa_csv

from pkjp_analysis.cleaning.numbers import as_text, plain
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.periods import parse_period
from pkjp_analysis.sources import _countries
from pkjp_analysis.vintages.source import Part
from pkjp_analysis.vintages.tables import repeated

# All procedures, all modes of transport, no second partner: one row a flow.
WHOLE = {"partner2Code": "0", "customsCode": "C00", "motCode": "0"}
_NEEDED = (
    *("typeCode", "freqCode", "period", "reporterCode", "flowCode", "partnerCode", "partner2Code"),
    *("classificationCode", "cmdCode", "cmdDesc", "customsCode", "motCode", "cifvalue", "fobvalue", "primaryValue"),
)
KEY = ["period", "reporterCode", "flowCode", "partnerCode", "partner2Code", "cmdCode", "customsCode", "motCode"]
_NUMBERS = ("cifvalue", "fobvalue", "primaryValue")
_CODED = pa.dictionary(pa.int32(), pa.string())
# Bytes of a file that are looked at together.
_BLOCK = 1 << 23


def blocks(path: Path, name: str) -> Iterator[tuple[pa.Table, int]]:
    """A file of Comtrade's columns, a block of rows at a time, with the number of the first row.

    Every cell is text; columns of few different cells are coded (Arrow's dictionaries), the numbers are not.
    """
    kinds = {column: pa.string() if column in _NUMBERS else _CODED for column in _NEEDED}
    options = pa_csv.ConvertOptions(include_columns=list(kinds), column_types=kinds, strings_can_be_null=False)
    row = 1
    try:
        with pa_csv.open_csv(path, pa_csv.ReadOptions(block_size=_BLOCK), None, options) as reader:
            for batch in reader:
                yield pa.Table.from_batches([batch]), row
                row += len(batch)
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeDecodeError) as error:
        told = " ".join(str(error).split())[:200]
        raise PkjpError(f"{name}, about row {row}: {told}; it is not of Comtrade's columns, or damaged") from None


def lines(path: Path, name: str) -> int:
    """Lines of a file below its header, whose columns have to be Comtrade's.

    Raises
    ------
    PkjpError
        It lacks a column, or its end.
    """
    with path.open("rb") as file:
        header = file.readline().decode("utf-8-sig", "replace").strip().replace('"', "").split(",")
        missing = [column for column in _NEEDED if column not in header]
        if missing:
            raise PkjpError(f"{name}: no column {missing[0]!r}; it is not of Comtrade's columns, or damaged")
        count, last = 0, b"\n"
        while piece := file.read(_BLOCK):
            count, last = count + piece.count(b"\n"), piece[-1:]
    if last != b"\n":
        raise PkjpError(
            f"{name} row {count + 1}: the last line has no line end, the file looks cut off; download again"
        )
    return count


def _where(column: Any, found: Callable[[Any], Any]) -> Any:
    """In which rows a test of the different cells of a coded column holds: each of them is tested once."""
    coded = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_dictionary(coded.type):
        return found(coded)
    return found(coded.dictionary).take(coded.indices)


def _is(column: Any, *cells: str) -> Any:
    return _where(column, lambda different: pc.is_in(different, pa.array(cells)))


def check_values(table: pa.Table, name: str, first: int) -> None:
    """Plain numbers in `primaryValue`, and years or months as periods."""
    for column, form in (("primaryValue", r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$"), ("period", r"^\d{4}(\d\d)?$")):
        good = _where(table[column], partial(pc.match_substring_regex, pattern=form))
        _refuse_first(table, column, good, name, first, "has the wrong form")


def check_asked(table: pa.Table, part: Part, first: int) -> None:
    """No row of another country, period or flow than was asked for."""
    for column in ("reporterCode", "period", "flowCode", "partnerCode", *WHOLE):
        good = _is(table[column], *part.parameters[column].split(","))
        _refuse_first(table, column, good, part.name, first, "was not asked for")


def _refuse_first(table: pa.Table, column: str, good: Any, name: str, first: int, what: str) -> None:
    """Stop at the first row that is not good."""
    if not pc.all(good).as_py():
        place = pc.index(good, False).as_py()
        cell = table[column][place].as_py()
        raise PkjpError(f"{name} row {first + place}, column {column}: {cell!r} {what}; fetch again")


def observations(table: pa.Table, name: str, first: int, names: Mapping[str, str]) -> pa.Table:
    """The rows of a block that are observations."""
    iso = {str(number): code for code, number in _countries.comtrade_codes().items()}
    table = table.append_column("row", pa.array(range(first, first + len(table)), pa.int32()))
    wanted = _is(table["typeCode"], "C")
    taken = {"flowCode": ("X", "M"), **{column: (cell,) for column, cell in WHOLE.items()}}
    for column, cells in {**taken, "reporterCode": (*iso,), "partnerCode": (*iso,)}.items():
        wanted = pc.and_(wanted, _is(table[column], *cells))
    table = table.filter(wanted)
    total = _is(table["cmdCode"], "TOTAL")
    exported = _is(table["flowCode"], "X")
    reporter = _mapped(table["reporterCode"], iso)
    same = {
        **{"series": "goods_trade", "breakdown": "", "measure": "flow", "coverage": "full", "unit": "USD"},
        **{"price_basis": "current", "recording": "customs", "regime": "unknown", "precision": "0"},
        "qualifier": "exact",
    }
    columns = {column: repeated(text, len(table)) for column, text in same.items()}
    columns |= {
        "reporter": reporter,
        "partner": _mapped(table["partnerCode"], iso),
        "flow": _mapped(table["flowCode"], {"X": "export", "M": "import"}),
        "nomenclature": _either(total, "TOTAL", "HS"),
        "edition": _none_where(total, table["classificationCode"]),
        "product": _mapped(table["cmdCode"], {"TOTAL": ""}),
        "label": _none_where(total, table["cmdDesc"]),
        **_times(table["period"]),
        "value": _values(table["primaryValue"]),
        "valuation": _either(pc.or_(exported, _imported_fob(table)), "FOB", "CIF"),
        "origin": _mapped(reporter, {code: f"Comtrade {names[code]}" for code in iso.values() if code in names}),
        "file": repeated(name, len(table)),
        "row": table["row"],
    }
    return pa.table(columns)


def _imported_fob(table: pa.Table) -> Any:
    """Where an import is valued FOB: no CIF value is given, and the value is the FOB one. Others are CIF."""
    same = pc.equal(table["fobvalue"], table["primaryValue"])
    return pc.and_(same, pc.is_in(table["cifvalue"], pa.array(["", "0", "0.0"])))


def _either(condition: Any, yes: str, no: str) -> pa.DictionaryArray:
    """One of two words."""
    return _coded(pc.if_else(condition, pa.scalar(0, pa.int32()), pa.scalar(1, pa.int32())), [yes, no])


def _none_where(condition: Any, column: Any) -> Any:
    """The cells of a coded column, and empty text where a condition holds."""
    coded = column.combine_chunks()
    words = [*coded.dictionary.to_pylist(), ""]
    return _coded(pc.if_else(condition, pa.scalar(len(words) - 1, pa.int32()), coded.indices), words)


def _times(periods: Any) -> dict[str, Any]:
    """First day, last day and calendar of years (``2024``) and months (``202401``)."""
    kinds = {p: "CY" if len(p) == 4 else "month" for p in pc.unique(periods.combine_chunks()).dictionary.to_pylist()}
    spans = {p: parse_period(p if kind == "CY" else f"{p[:4]}-{p[4:]}", kind) for p, kind in kinds.items()}
    return {
        "period_start": _mapped(periods, {p: span.start.isoformat() for p, span in spans.items() if span}),
        "period_end": _mapped(periods, {p: span.end.isoformat() for p, span in spans.items() if span}),
        "calendar": _mapped(periods, kinds),
    }


def _mapped(column: Any, words: Mapping[str, str]) -> pa.DictionaryArray:
    """The cells of a coded column in other words, where there are any for them."""
    coded = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return _coded(coded.indices, [words.get(cell, cell) for cell in coded.dictionary.to_pylist()])


def _coded(places: Any, words: Sequence[str]) -> pa.DictionaryArray:
    """A coded column; each word is in its dictionary once, as a file of Parquet takes for granted."""
    places = places.combine_chunks() if isinstance(places, pa.ChunkedArray) else places
    once = {word: place for place, word in enumerate(dict.fromkeys(words))}
    if len(once) < len(words):
        places = pa.array([once[word] for word in words], pa.int32()).take(places)
    return pa.DictionaryArray.from_arrays(places, pa.array(list(once), pa.string()))


def _values(column: Any) -> Any:
    """Plain decimals without trailing zeros."""
    if any(pc.any(pc.match_substring(column, sign)).as_py() for sign in "eE"):
        column = pa.array([without_exponent(cell) for cell in column.to_pylist()], pa.string())
    shorter = pc.ascii_rtrim(pc.ascii_rtrim(column, "0"), ".")
    return pc.if_else(pc.match_substring(column, "."), shorter, column)


def without_exponent(text: str) -> str:
    try:
        return as_text(plain(Decimal(text)))
    except InvalidOperation:
        return text
