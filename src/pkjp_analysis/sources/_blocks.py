"""Tables in files of any size: a block of rows at a time, every cell text, and a fault named by its row."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pa_csv

from pkjp_analysis.errors import PkjpError, UsageError

_CODED = pa.dictionary(pa.int32(), pa.string())
# The longest row of names.
_LINE = 1 << 16
_PACKED = {b"PK\x03\x04": "zip", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"7z\xbc\xaf": "7z", b"\xfd7zXZ": "xz"}


def names(path: Path, name: str) -> list[str]:
    """The names of a file's columns as they stand there, without a byte order mark.

    Raises
    ------
    UsageError
        The file cannot be read, or is packed.
    PkjpError
        Its first row is no text in UTF-8.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_LINE)
    except OSError as error:
        raise UsageError(f"--file {path}: {error.strerror}; name a file that can be read") from None
    packed = next((kind for sign, kind in _PACKED.items() if start.startswith(sign)), "")
    if packed:
        raise UsageError(f"--file {name}: it is packed ({packed}); unpack it first and give the CSV file inside")
    try:
        line = start.split(b"\n", 1)[0].decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PkjpError(f"{name}, row of names: it is no text in UTF-8; download the CSV file again") from None
    return next(csv.reader([line.rstrip("\r")]), [])


def blocks(
    path: Path,
    name: str,
    columns: Mapping[str, str],
    kind: str,
    *,
    block: int,
    coded: Collection[str] = (),
    threads: bool = False,
) -> Iterator[tuple[pa.Table, int]]:
    """A file's rows, a block at a time, every cell text, with the number of the first row.

    Parameters
    ----------
    path, name
        The file, and what it is called in a message.
    columns
        Names in the tables by names in the file; other columns are not looked at.
    kind
        What the columns are, for a message: ``Comtrade's columns``.
    block
        Bytes of a block; some thirty are read ahead.
    coded
        Columns of few different cells (Arrow's dictionaries).
    threads
        Whether several read: faster, and with more memory. One counts the rows up to a fault.

    Raises
    ------
    PkjpError
        A column or a cell is missing, a row is cut, or a cell is no text in UTF-8.
    """
    kinds = {column: _CODED if column in coded else pa.string() for column in columns}
    options = pa_csv.ConvertOptions(include_columns=list(kinds), column_types=kinds, strings_can_be_null=False)
    reading = pa_csv.ReadOptions(block_size=block, use_threads=threads)
    row = 1
    try:
        with pa_csv.open_csv(path, reading, None, options) as reader:
            for batch in reader:
                yield pa.Table.from_batches([batch]).rename_columns(list(columns.values())), row
                row += len(batch)
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeDecodeError) as error:
        told = " ".join(str(error).split())[:200]
        counted = re.search(r"Row #(\d+)", told)
        # Arrow counts the row of names too.
        place = int(counted[1]) - 1 if counted else row
        raise PkjpError(f"{name}, about row {place}: {told}; it is not of {kind}, or damaged") from None


def numbered(table: pa.Table, first: int) -> pa.Table:
    """The table with a column `row`."""
    return table.append_column("row", pa.array(range(first, first + len(table)), pa.int32()))


def refuse(bad: Any, table: pa.Table, column: str, name: str, what: str) -> None:
    """Refuse the first row of a `numbered` table that is bad.

    Raises
    ------
    PkjpError
        There is one; file, row, column and cell are named.
    """
    place = pc.index(bad, True).as_py()
    if place >= 0:
        row, cell = table["row"][place].as_py(), table[column][place].as_py()
        raise PkjpError(f"{name} row {row}, column {column}: {cell!r} {what}")


def require_form(table: pa.Table, column: str, form: str, name: str, what: str) -> None:
    """Refuse the first cell that has not the form of a regular expression (see `refuse`)."""
    refuse(pc.invert(pc.match_substring_regex(table[column], form)), table, column, name, what)


def trimmed(table: pa.Table, columns: Sequence[str], signs: str = " \t") -> pa.Table:
    """The table without blanks around the cells of some columns."""
    for column in columns:
        cells = pc.utf8_trim(table[column], signs)
        table = table.set_column(table.schema.get_field_index(column), column, cells)
    return table


def mapped(column: Any, words: Mapping[str, str]) -> pa.DictionaryArray:
    """The cells in other words, where there are any for them; each different cell is looked up once."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    whole = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    return coded(whole.indices, [words.get(cell, cell) for cell in whole.dictionary.to_pylist()])


def coded(places: Any, words: Sequence[str]) -> pa.DictionaryArray:
    """A coded column; each word is in its dictionary once, as a file of Parquet takes for granted."""
    places = places.combine_chunks() if isinstance(places, pa.ChunkedArray) else places
    once = {word: place for place, word in enumerate(dict.fromkeys(words))}
    if len(once) < len(words):
        places = pa.array([once[word] for word in words], pa.int32()).take(places)
    return pa.DictionaryArray.from_arrays(places, pa.array(list(once), pa.string()))
