"""Tables of many rows, kept short: what is the same in every row is told once, long repeated cells by number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from pkjp_analysis.report.text import cells

# A column is told by number where that many rows share a cell on average, and cells are that long on average.
_SHARED, _LONG = 4, 16
# Of more cells than the first a reader would lose the thread; of very long ones so many may be told apart.
_MOST_KEYS, _VERY_LONG, _MOST_LONG_KEYS = 30, 60, 80
# From this many signs on, a beginning that all cells share is told once.
_START = 12
# Tables of fewer rows are shown as they are.
_FEW = 12
_BY_NUMBER = ("text", "source")


@dataclass(frozen=True)
class Column:
    """A column of a table.

    `kind` says how a cell is shown, `keys` are its cells by number, if it is told so, and `start` is what every cell
    begins with and the table leaves out.
    """

    name: str
    kind: str
    keys: dict[str, int] = field(default_factory=dict)
    start: str = ""


@dataclass(frozen=True)
class Told:
    """A table: what is the same in every row, the other columns, and the rows with their names.

    A cell of a column with keys is its number.
    """

    same: list[tuple[Column, str]]
    columns: list[Column]
    rows: list[tuple[str, list[str]]]

    def body(self, shown: Callable[[str, str], Markup]) -> Iterator[tuple[str, Markup]]:
        """Each row's name and cells; `shown` gives a cell that is no plain text, by kind and text."""
        ways: dict[tuple[str, str], Markup] = {}
        plain = [column.kind in ("text", "number") or bool(column.keys) for column in self.columns]
        classes = ["n" if column.kind == "number" else "" for column in self.columns]
        for name, row in self.rows:
            told = list(row)
            for place, is_plain in enumerate(plain):
                if is_plain:
                    continue
                key = (self.columns[place].kind, row[place])
                if key not in ways:
                    ways[key] = shown(*key)
                told[place] = ways[key]
            yield name, cells(told, classes)

    @property
    def begun(self) -> list[Column]:
        """Columns whose cells leave out what all of them begin with."""
        return [column for column in self.columns if column.start]

    @property
    def listed(self) -> list[Column]:
        """Columns whose cells are told by number."""
        return [column for column in self.columns if column.keys]


def told(
    header: Sequence[str], rows: Sequence[Sequence[str]], names: Sequence[str], kinds: dict[str, str], key: str = ""
) -> Told:
    """A table told shortly.

    Parameters
    ----------
    header, rows
        Names of the columns, and the cells.
    names
        What each row is called: ``FILE#ROW``.
    kinds
        How cells of a column are shown, by its name; as text where it is not named.
    key
        A column that the rows' names already tell.
    """
    same: list[tuple[Column, str]] = []
    columns: list[Column] = []
    columns_of_cells: list[list[str]] = []
    for name, column in zip(header, zip(*rows, strict=True) if rows else [()] * len(header), strict=True):
        kind = kinds.get(name, "text")
        different = list(dict.fromkeys(column))
        if name == key or different == [""]:
            continue
        if len(different) == 1 and len(rows) > 1:
            same.append((Column(name, kind), _cell(kind, different[0])))
            continue
        keys = _keys(different, column) if kind in _BY_NUMBER else {}
        numbers = {cell: str(number) for cell, number in keys.items()}
        start = _start(column) if kind == "text" and not keys else ""
        columns.append(Column(name, kind, keys, start))
        columns_of_cells.append(
            [numbers.get(cell, "") if keys else _cell(kind, cell.removeprefix(start)) for cell in column]
        )
    cells_of_rows = map(list, zip(*columns_of_cells, strict=True)) if columns else ([] for _ in rows)
    return Told(same, columns, list(zip(names, cells_of_rows, strict=True)))


def _start(column: Sequence[str]) -> str:
    """What every cell begins with, up to the end of a word; nothing where it is short."""
    if len(column) <= _FEW:
        return ""
    # What the first and the last in order share, all share.
    first, last = min(column), max(column)
    length = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    whole = re.sub(r"\w+$", "", first[:length])
    return whole if len(whole) >= _START else ""


def _cell(kind: str, cell: str) -> str:
    return grouped(cell) if kind == "number" else cell


def _keys(different: list[str], column: Sequence[str]) -> dict[str, int]:
    """Numbers of long cells that many rows share; none where the column is better shown as it is."""
    filled = [cell for cell in column if cell]
    held = [cell for cell in different if cell]
    length = sum(map(len, filled)) / max(1, len(filled))
    most = _MOST_KEYS if length < _VERY_LONG else _MOST_LONG_KEYS
    if len(column) <= _FEW or len(held) > most or length < _LONG or len(filled) < _SHARED * len(held):
        return {}
    return {cell: number for number, cell in enumerate(held, start=1)}


def grouped(value: str) -> str:
    """A number with its thousands apart, all digits kept; any other text as it is."""
    whole, point, rest = value.partition(".")
    digits = whole.removeprefix("-")
    if not digits.isdigit() or (rest and not rest.isdigit()):
        return value
    return ("-" if whole.startswith("-") else "") + f"{int(digits):,}" + point + rest
