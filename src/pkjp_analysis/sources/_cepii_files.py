"""CEPII's files: which one a file is, by its columns, and its rows with codes and numbers of the known forms."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.sources import _blocks

BACI, CODES, PRODUCTS, GRAVITY = "BACI", "BACI's country codes", "BACI's product codes", "Gravity"
# The columns by which a file is recognised, and which are read of it.
_COLUMNS = {
    BACI: ("t", "i", "j", "k", "v"),
    CODES: ("country_code", "country_iso3"),
    PRODUCTS: ("code", "description"),
    GRAVITY: ("year", "iso3_o", "iso3_d", "country_exists_o", "country_exists_d"),
}
# Names up to V202301.
_BEFORE = {"iso_3digit_alpha": "country_iso3"}
EDITIONS = {"92": "H0", "96": "H1", "02": "H2", "07": "H3", "12": "H4", "17": "H5", "22": "H6"}
_NAME = re.compile(rf"BACI_HS({'|'.join(EDITIONS)})_Y(\d{{4}})_V\d{{6}}[a-z]?\.csv")
_NUMBER = r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$"
_MISSING = ("", "NA")
# Bytes of a block: larger ones take memory and no less time.
_BLOCK = 1 << 18
_AGAIN = "unpack it from the zip again"


def kind_of(path: Path, name: str) -> str:
    """Which of CEPII's files it is.

    Raises
    ------
    PkjpError
        It is none of them, or one without a column that is read.
    """
    held = _columns(path, name).values()
    missing = {kind: [column for column in columns if column not in held] for kind, columns in _COLUMNS.items()}
    near = min(missing, key=lambda kind: len(missing[kind]) / len(_COLUMNS[kind]))
    if 2 * len(missing[near]) >= len(_COLUMNS[near]):
        raise PkjpError(f"{name} has not the columns of a file of BACI or Gravity; give files as CEPII's zip has them")
    if missing[near]:
        raise PkjpError(f"{name} has no column {missing[near][0]}, as {near} has; {_AGAIN}")
    return near


def columns_of(path: Path, name: str) -> list[str]:
    """All its columns."""
    return list(_columns(path, name).values())


def _columns(path: Path, name: str) -> dict[str, str]:
    """The columns by their names in the file."""
    return {given: _BEFORE.get(given.strip(), given.strip()) for given in _blocks.names(path, name)}


def rows(path: Path, name: str, more: Collection[str] = ()) -> Iterator[pa.Table]:
    """The columns of a kind of file, and more, a block at a time, without blanks around cells; `row` counts from 1."""
    kind = kind_of(path, name)
    wanted = {*_COLUMNS[kind], *more}
    columns = {given: ours for given, ours in _columns(path, name).items() if ours in wanted}
    for table, first in _blocks.blocks(path, name, columns, f"the columns of {kind}", block=_BLOCK):
        yield _blocks.numbered(_blocks.trimmed(table, list(columns.values())), first)


def edition_and_year(name: str) -> tuple[str, str]:
    """Edition of the Harmonized System and year of a file of BACI: only its name says the edition."""
    said = _NAME.fullmatch(name)
    if not said:
        raise PkjpError(
            f"{name}: the edition is in the name alone; call the file BACI_HS.._Y...._V.......csv as CEPII does"
        )
    return EDITIONS[said[1]], said[2]


def check_flows(table: pa.Table, name: str) -> None:
    """Codes, year and value of BACI's rows; quantities are not read, and may be missing."""
    year = edition_and_year(name)[1]
    for column, form, what in (
        ("t", f"^{year}$", f"is not the year of the file's name; {_AGAIN}"),
        ("i", r"^\d{1,3}$", f"is no country's number; {_AGAIN}"),
        ("j", r"^\d{1,3}$", f"is no country's number; {_AGAIN}"),
        ("k", r"^(\d{5,6}|9999AA)$", f"is no HS code of six digits; {_AGAIN}"),
        ("v", r"^\d+(\.\d+)?([eE][-+]?\d+)?$", f"is no number; {_AGAIN}"),
    ):
        _blocks.require_form(table, column, form, name, what)


def check_known(table: pa.Table, codes: Mapping[str, str], name: str) -> None:
    """No number that the list of countries has not."""
    for column in ("i", "j"):
        good = pc.is_in(table[column], pa.array(list(codes)))
        _blocks.refuse(
            pc.invert(good), table, column, name, "is not among the country codes; take both from one release"
        )


def check_pairs(table: pa.Table, name: str, numeric: Collection[str]) -> None:
    """Years, codes and numbers of Gravity's rows."""
    for column, form, what in (
        ("year", r"^(19|20)\d\d$", f"is no year; {_AGAIN}"),
        *((f"iso3_{end}", r"^[A-Z]{3}$", f"is no code of three letters; {_AGAIN}") for end in "od"),
        *((f"country_exists_{end}", r"^[01]$", f"is neither 0 nor 1; {_AGAIN}") for end in "od"),
    ):
        _blocks.require_form(table, column, form, name, what)
    for column in numeric:
        numbers(table, column, name)


def numbers(table: pa.Table, column: str, name: str) -> Any:
    """A column as numbers, with none where the cell is empty."""
    held = pc.if_else(pc.is_in(table[column], pa.array(_MISSING)), pa.scalar(None, pa.string()), table[column])
    try:
        found = held.cast(pa.float64())
    except pa.ArrowInvalid:
        found = None
    if found is None or not pc.all(pc.is_finite(found), min_count=0).as_py():
        bad = pc.fill_null(pc.invert(pc.match_substring_regex(held, _NUMBER)), False)
        _blocks.refuse(
            bad, table, column, name, "is no number; variables are columns of numbers, or the file is damaged"
        )
    return found


def country_codes(path: Path, name: str) -> dict[str, str]:
    """BACI's countries: ISO code by number; several numbers can have one, and territories have none."""
    found: dict[str, str] = {}
    for table in rows(path, name):
        _blocks.require_form(table, "country_code", r"^\d{1,3}$", name, f"is no country's number; {_AGAIN}")
        found |= zip(table["country_code"].to_pylist(), table["country_iso3"].to_pylist(), strict=True)
    return found


def product_codes(codes: Any) -> Any:
    """HS codes with the leading zeros that some releases have lost."""
    return pc.utf8_lpad(codes, 6, "0")
