"""The raw snapshot: every table read, held against its contract, corrected where a correction is declared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pkjp_analysis.cleaning.breach import validate
from pkjp_analysis.cleaning.contracts import CONTRACTS, RawFigures, contract_of
from pkjp_analysis.cleaning.read import read_table
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

RAW = Path("data", "raw")
# What makes a figure the same figure: a second row with all of these equal is a duplicate.
FIGURE_KEY = [
    *("series", "reporter", "partner", "flow", "nomenclature", "edition", "product", "breakdown", "measure"),
    *("period", "calendar", "unit", "qualifier", "valuation", "recording", "regime", "price_basis"),
    *("source", "origin", "location"),
]


@dataclass(frozen=True)
class Snapshot:
    """All raw tables as text, by file name below data/raw."""

    root: Path
    tables: dict[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def figure_files(self) -> list[str]:
        """Names of the tables of figures, sorted."""
        return [name for name in sorted(self.tables) if contract_of(name) is RawFigures]


def shown(name: str) -> str:
    """How messages name a raw file."""
    return (RAW / name).as_posix()


def file_names(root: Path) -> list[str]:
    """Raw files named by the manifest, with those found that it does not name; data/raw/local is not part."""
    listed = [resource["path"] for resource in manifest(root)["resources"]]
    found = {path.relative_to(root / RAW).as_posix() for path in (root / RAW).glob("**/*.csv")}
    extra = sorted(name for name in found - set(listed) if not name.startswith("local/"))
    return sorted(listed) + extra


def manifest(root: Path) -> dict[str, Any]:
    """The manifest data/raw/datapackage.json."""
    path = root / RAW / "datapackage.json"
    try:
        described: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PkjpError(f"{shown('datapackage.json')}: {type(error).__name__}; restore the manifest") from None
    return described


def read_snapshot(root: Path, names: list[str] | None = None) -> Snapshot:
    """Read and check every raw table.

    Raises
    ------
    PkjpError
        At the first breach: file, row, column and what to do.
    """
    tables = {name: _checked(root, name) for name in names or file_names(root)}
    missing = sorted(set(CONTRACTS) - set(tables))
    if missing:
        raise PkjpError(f"{shown(missing[0])}: the file is missing; restore it")
    snapshot = Snapshot(root, tables)
    _apply_corrections(snapshot)
    _check_keys(snapshot)
    return snapshot


def _checked(root: Path, name: str) -> pd.DataFrame:
    frame = read_table(root / RAW / name, shown(name))
    breach = validate(frame, name)
    if breach:
        row, column, value, wrong = breach
        what = f"{value!r} {wrong}" if value or row else wrong
        raise PkjpError(f"{shown(name)} row {row}, column {column}: {what}; correct it")
    return frame


def _apply_corrections(snapshot: Snapshot) -> None:
    """Replace declared cells; a raw value other than the expected one stops the run."""
    for number, one in enumerate(rows_of(snapshot["corrections.csv"]), start=1):
        at = f"{shown('corrections.csv')} row {number}, column"
        frame = snapshot.tables.get(one["file"])
        if frame is None:
            raise PkjpError(f"{at} file: {one['file']!r} is no raw file; correct it")
        if one["column"] not in frame.columns:
            raise PkjpError(f"{at} column: {one['column']!r} is no column of {one['file']}; correct it")
        rows = frame.index[frame["row"] == one["row"]]
        if len(rows) != 1:
            raise PkjpError(f"{at} row: {one['file']} has no row {one['row']}; correct it")
        found = frame.at[rows[0], one["column"]]
        if found != one["expected"]:
            raise PkjpError(
                f"{at} expected: {one['file']} row {one['row']} holds {found!r}, not {one['expected']!r}; "
                "the source changed, review the correction"
            )
        frame.at[rows[0], one["column"]] = one["corrected"]


def _check_keys(snapshot: Snapshot) -> None:
    """Every code is known, every source exists, no figure stands twice."""
    sources = set(snapshot["sources.csv"]["source"])
    countries = set(snapshot["reference/countries.csv"]["printed"])
    units = set(snapshot["reference/units.csv"]["printed"])
    for name, frame in snapshot.tables.items():
        if "source" in frame.columns and name != "sources.csv":
            _known(name, frame, "source", sources, "sources.csv")
        for column in ("reporter", "partner", "donor", "recipient", "exporter", "importer"):
            if column in frame.columns:
                _known(name, frame, column, countries | {""}, "reference/countries.csv")
        if contract_of(name) is RawFigures:
            _check_products(snapshot, name, frame)
            _check_values(name, frame)
        if "unit" in frame.columns and name not in (
            "claims.csv",
            "press/findings.csv",
            "reference/units.csv",
        ):
            _known(name, frame, "unit", units, "reference/units.csv")


def _known(name: str, frame: pd.DataFrame, column: str, known: set[str], where: str) -> None:
    unknown = frame.index[~frame[column].isin(known)]
    if len(unknown):
        value = frame.at[unknown[0], column]
        raise PkjpError(
            f"{shown(name)} row {unknown[0] + 1}, column {column}: {value!r} is not in {where}; "
            "correct it or add it there"
        )


def _check_products(snapshot: Snapshot, name: str, frame: pd.DataFrame) -> None:
    groups = snapshot["reference/product_groups.csv"]
    known = set(zip(groups["nomenclature"], groups["product"], strict=True))
    known |= {("HS", code) for code in snapshot["reference/hs_chapters.csv"]["product"]}
    known |= {("TOTAL", ""), ("", "")}
    for index, pair in enumerate(zip(frame["nomenclature"], frame["product"], strict=True)):
        if (pair[0], _chapter_of(*pair)) not in known:
            raise PkjpError(
                f"{shown(name)} row {index + 1}, column product: {pair[1]!r} is no code of "
                f"{pair[0] or 'no nomenclature'}; correct it or add it to the reference tables"
            )


def _chapter_of(nomenclature: str, product: str) -> str:
    """The chapter of a 6-digit code of the Harmonized System; any other code as it is."""
    return product[:2] if nomenclature == "HS" and product.isdigit() and len(product) == 6 else product


def _check_values(name: str, frame: pd.DataFrame) -> None:
    blank = frame["value"] == ""
    may_be_blank = frame["qualifier"].isin(["suppressed", "not_applicable"])
    wrong = frame.index[blank != may_be_blank]
    if len(wrong):
        raise PkjpError(
            f"{shown(name)} row {wrong[0] + 1}, column value: a figure is empty only where the qualifier is "
            "suppressed or not_applicable; correct it"
        )
    twice = frame.index[frame.duplicated(FIGURE_KEY)]
    if len(twice):
        raise PkjpError(
            f"{shown(name)} row {twice[0] + 1}, column row: the same figure stands twice (duplicate key); remove one"
        )
