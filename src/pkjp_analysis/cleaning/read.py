"""Read a CSV of data/raw as text, refusing what is damaged before anything is computed."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.plain import text_type

if TYPE_CHECKING:
    import pandas as pd


def read_table(path: Path, shown: str) -> pd.DataFrame:
    """All cells of a CSV file as text; empty cells are empty strings.

    Parameters
    ----------
    path
        The file.
    shown
        How error messages name it (a path relative to the study's root).

    Raises
    ------
    PkjpError
        Missing file, wrong encoding, a row with too few or too many cells, or a file cut off in mid-row.
    """
    import pandas as pd

    rows = _rows(_text(path, shown), shown)
    header, body = rows[0], rows[1:]
    if len(set(header)) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise PkjpError(f"{shown} row 0, column {twice}: the header names it twice; name each column once")
    return pd.DataFrame(body, columns=header, dtype=text_type())


def _text(path: Path, shown: str) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise PkjpError(f"{shown}: the file is missing; restore it") from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n")
        column = _column_at(data, error.start)
        raise PkjpError(f"{shown} row {line}, column {column}: not UTF-8; save the file as UTF-8") from None
    if "\x00" in text:
        raise PkjpError(f"{shown} row {text[: text.index(chr(0))].count(chr(10))}: holds a null byte; restore the file")
    if not text.strip():
        raise PkjpError(f"{shown}: the file is empty; restore it")
    if not text.endswith("\n"):
        last = text.count("\n")
        raise PkjpError(f"{shown} row {last}: the last line has no line end, the file looks cut off; restore it")
    return text


def _column_at(data: bytes, position: int) -> str:
    """Name of the column that holds a byte position (counting commas; good enough for a message)."""
    header = data.split(b"\n", 1)[0].decode("utf-8", "replace").split(",")
    line = data[:position].rsplit(b"\n", 1)[-1].decode("utf-8", "replace")
    cells = len(next(csv.reader([line]), [""]))
    return header[min(cells, len(header)) - 1] if header else "?"


def _rows(text: str, shown: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise PkjpError(f"{shown}: {error}; the file looks cut off or badly quoted, restore it") from None
    header = rows[0]
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(header):
            at = header[min(len(row), len(header) - 1)]
            raise PkjpError(
                f"{shown} row {number}, column {at}: {len(row)} cells where the header has {len(header)}; "
                "restore the row or the file"
            )
    return rows
