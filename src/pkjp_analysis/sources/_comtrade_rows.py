"""Comtrade's rows, as the API and the site's downloads have them, a block at a time; and the observations in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
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

# All procedures, all modes of transport, no second partner: one row a flow.
WHOLE = {"partner2Code": "0", "customsCode": "C00", "motCode": "0"}
_NEEDED = (
    *("typeCode", "freqCode", "period", "reporterCode", "flowCode", "partnerCode", "partner2Code"),
    *("classificationCode", "cmdCode", "customsCode", "motCode", "cifvalue", "fobvalue", "primaryValue"),
)
KEY = ["period", "reporterCode", "flowCode", "partnerCode", "partner2Code", "cmdCode", "customsCode", "motCode"]
_BLOCK = 1 << 23


def blocks(path: Path, name: str, more: Sequence[str] = ()) -> Iterator[tuple[pa.Table, int]]:
    """A file of Comtrade's columns, a block of rows at a time, every cell text, with the number of the first row."""
    needed = [*_NEEDED, *more]
    options = pa_csv.ConvertOptions(
        include_columns=needed, column_types=dict.fromkeys(needed, pa.string()), strings_can_be_null=False
    )
    row = 1
    try:
        # Names with accents come in Latin letters of other encodings from some downloads; none is in a needed column.
        with pa_csv.open_csv(path, pa_csv.ReadOptions(block_size=_BLOCK), None, options) as reader:
            for batch in reader:
                yield pa.Table.from_batches([batch]), row
                row += len(batch)
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeDecodeError) as error:
        told = " ".join(str(error).split())[:200]
        raise PkjpError(f"{name}, about row {row}: {told}; it is not of Comtrade's columns, or damaged") from None


def check_values(table: pa.Table, name: str, first: int) -> None:
    """Plain numbers in `primaryValue`, and an edition where there is a code."""
    for column, form in (("primaryValue", r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$"), ("period", r"^\d{4}(\d\d)?$")):
        good = pc.match_substring_regex(table[column], form)
        if not pc.all(good).as_py():
            place = pc.index(good, False).as_py()
            cell = table[column][place].as_py()
            raise PkjpError(f"{name} row {first + place}, column {column}: {cell!r} has the wrong form; fetch again")


def check_asked(table: pa.Table, part: Part, first: int) -> None:
    """No row of another country, period or flow than was asked for."""
    for column in ("reporterCode", "period", "flowCode", "partnerCode", *WHOLE):
        asked = part.parameters[column].split(",")
        good = pc.is_in(table[column], pa.array(asked))
        if not pc.all(good).as_py():
            place = pc.index(good, False).as_py()
            cell = table[column][place].as_py()
            raise PkjpError(
                f"{part.name} row {first + place}, column {column}: {cell!r} was not asked for; fetch again"
            )


def observations(table: pa.Table, name: str, first: int, names: Mapping[str, str]) -> pa.Table:
    """The rows of a block that are observations."""
    iso = {str(number): code for code, number in _countries.comtrade_codes().items()}
    table = table.append_column("row", pa.array(range(first, first + len(table))))
    wanted = pc.and_(pc.is_in(table["flowCode"], pa.array(["X", "M"])), pc.equal(table["typeCode"], "C"))
    for column, value in WHOLE.items():
        wanted = pc.and_(wanted, pc.equal(table[column], value))
    for column in ("reporterCode", "partnerCode"):
        wanted = pc.and_(wanted, pc.is_in(table[column], pa.array(list(iso))))
    table = table.filter(wanted).combine_chunks()
    total = pc.equal(table["cmdCode"], "TOTAL")
    exported = pc.equal(table["flowCode"], "X")
    reporter = _mapped(table["reporterCode"], iso)
    same = {
        **{"series": "goods_trade", "breakdown": "", "measure": "flow", "coverage": "full", "unit": "USD"},
        **{"price_basis": "current", "recording": "customs", "regime": "unknown", "precision": "0"},
        "qualifier": "exact",
    }
    columns = {column: pa.repeat(pa.scalar(text), len(table)).dictionary_encode() for column, text in same.items()}
    columns |= {
        "reporter": reporter,
        "partner": _mapped(table["partnerCode"], iso),
        "flow": pc.if_else(exported, "export", "import"),
        "nomenclature": pc.if_else(total, "TOTAL", "HS"),
        "edition": pc.if_else(total, "", table["classificationCode"]),
        "product": pc.if_else(total, "", table["cmdCode"]),
        **_times(table["period"]),
        "value": _values(table["primaryValue"]),
        "valuation": pc.if_else(exported, "FOB", _import_valuation(table)),
        "origin": _mapped(reporter, {code: f"Comtrade {names[code]}" for code in iso.values() if code in names}),
        "raw": pc.binary_join_element_wise(name, pc.cast(table["row"], pa.string()), "#"),
    }
    return pa.table(columns)


def _import_valuation(table: pa.Table) -> Any:
    """CIF as a rule; FOB where the value is the FOB one and no CIF value is given."""
    none = pc.is_in(table["cifvalue"], pa.array(["", "0", "0.0"]))
    fob = pc.and_(none, pc.equal(table["fobvalue"], table["primaryValue"]))
    return pc.if_else(fob, "FOB", "CIF")


def _times(periods: Any) -> dict[str, Any]:
    """First day, last day and calendar of years (``2024``) and months (``202401``)."""
    distinct = pc.unique(periods).to_pylist()
    spans = {
        p: parse_period(p if len(p) == 4 else f"{p[:4]}-{p[4:]}", "CY" if len(p) == 4 else "month") for p in distinct
    }
    return {
        "period_start": _mapped(periods, {p: span.start.isoformat() for p, span in spans.items() if span}),
        "period_end": _mapped(periods, {p: span.end.isoformat() for p, span in spans.items() if span}),
        "calendar": _mapped(periods, {p: "CY" if len(p) == 4 else "month" for p in distinct}),
    }


def _mapped(column: Any, words: Mapping[str, str]) -> Any:
    """The cells through a dictionary, which is asked once for each different cell."""
    coded = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    coded = coded if pa.types.is_dictionary(coded.type) else coded.dictionary_encode()
    told = pa.array([words[cell] for cell in coded.dictionary.to_pylist()], pa.string())
    return told.take(coded.indices).dictionary_encode()


def _values(column: Any) -> Any:
    """Plain decimals without trailing zeros."""
    if pc.any(pc.match_substring_regex(column, "[eE]")).as_py():
        column = pa.array([without_exponent(cell) for cell in column.to_pylist()], pa.string())
    return pc.replace_substring_regex(pc.replace_substring_regex(column, r"(\.\d*?)0+$", r"\1"), r"\.$", "")


def without_exponent(text: str) -> str:
    try:
        return as_text(plain(Decimal(text)))
    except InvalidOperation:
        return text
