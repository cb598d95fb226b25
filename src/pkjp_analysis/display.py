"""How results appear in a notebook, and how a run writes them: figures by display, tables by `show`."""

from __future__ import annotations

import html
import os
import re
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType, ref

from pkjp_analysis.cells import formatter, is_number
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.plain import shortened
from pkjp_analysis.tex import as_tex

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from pkjp_analysis.figures.record import Record

NOTEBOOK_DPI = 150
_PIXELS_PER_INCH = 120
_WIDEST_CELL = 48
_ON_ONE_LINE = 16
# Columns of products' labels, as they are headed; the files have long ones whole.
_LABELS = ("goods", "line", "group", "product_label", "group or chapter", "product with most two-way trade")
_NAME = re.compile(r"[a-z0-9][a-z0-9_]*")
# What this process has written: the file's stem, and the figure that it came from.
_written: dict[tuple[str, str], ReferenceType[Any] | None] = {}


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """The first rows of a frame, as text and as HTML."""

    frame: pd.DataFrame
    name: str
    caption: str = ""
    rows: int = 20

    def __repr__(self) -> str:
        """Plain text: caption, header, at most `rows` rows, how many more there are."""
        if self.frame.empty:
            return self._not_held
        header, columns = self._cells()
        cut = [[_cut(cell) for cell in [name, *cells]] for name, cells in zip(header, columns, strict=True)]
        padded = [_padded(cells, right) for cells, right in zip(cut, self._numeric, strict=True)]
        lines = ["  ".join(cells).rstrip() for cells in zip(*padded, strict=True)]
        return "\n".join([*([self.caption] if self.caption else []), *lines, *([self._more] if self._more else [])])

    def _repr_html_(self) -> str:
        """A plain HTML table with the same cells, everything escaped."""
        if self.frame.empty:
            return f"<p>{html.escape(self._not_held)}</p>"
        header, columns = self._cells()
        styles = [_style(cells, numeric) for cells, numeric in zip(columns, self._numeric, strict=True)]
        sides = [style.partition(";")[0] for style in styles]
        head = "".join(f'<th style="{s}">{html.escape(n)}</th>' for n, s in zip(header, sides, strict=True))
        body = "".join(_html_row(cells, styles) for cells in zip(*columns, strict=True))
        caption = f'<caption style="text-align: left">{html.escape(self.caption)}</caption>' if self.caption else ""
        more = f"<p>{html.escape(self._more)}</p>" if self._more else ""
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    @property
    def _not_held(self) -> str:
        return f"not held: {self.caption or self.name}"

    @property
    def _more(self) -> str:
        """The notebook's number is left open: a front end need not tell it, and the text must not differ."""
        more = len(self.frame) - self.rows
        return f"… {more:,} more row{'s' if more > 1 else ''} in tables/*_{self.name}.csv" if more > 0 else ""

    @property
    def _numeric(self) -> list[bool]:
        return [is_number(self.frame.iloc[:, place]) for place in range(self.frame.shape[1])]

    def _cells(self) -> tuple[list[str], list[list[str]]]:
        """The header in words, and each column's shown cells, formatted by what the whole column holds."""
        header = [str(column).replace("_", " ") for column in self.frame.columns]
        columns = [self.frame.iloc[:, place] for place in range(self.frame.shape[1])]
        return header, [[*map(formatter(c), _shown(c.head(self.rows)))] for c in columns]


def show(frame: pd.DataFrame, name: str, caption: str = "", rows: int = 20) -> Table:
    """A table for a notebook; within a run its CSV and LaTeX too.

    Parameters
    ----------
    frame
        What to show. A named index becomes columns; an unnamed one is left out.
    name
        The table's name, part of the file's name: small letters, digits and underscores.
    caption
        A line above the table; of an empty frame only "not held" and the caption appear.
    rows
        At most this many rows are shown; the files have all.

    Raises
    ------
    PkjpError
        The name is no file name, has been used in this notebook before, or the file cannot be written.
    """
    check_name(name)
    plain = frame.reset_index() if any(level is not None for level in frame.index.names) else frame
    output = os.environ.get("PKJP_OUTPUT")
    if output:
        stem = _claim(output, f"tables/{name}", name, None)
        write_whole(Path(output, stem + ".csv"), plain.to_csv(index=False, lineterminator="\n").encode())
        write_whole(Path(output, stem + ".tex"), as_tex(plain, caption).encode())
    return Table(plain.reset_index(drop=True), name, caption, rows)


def check_name(name: str) -> str:
    """The name, if a file can be called so.

    Raises
    ------
    PkjpError
        It has other signs than small letters, digits and underscores.
    """
    if not _NAME.fullmatch(name):
        raise PkjpError(f"{name!r} is no name for a figure or table; use small letters, digits and underscores")
    return name


def register() -> None:
    """Teach IPython, where it runs, to show our figures; other Axes keep their own appearance."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or shell.display_formatter is None:
        return
    formatters = shell.display_formatter.formatters
    formatters["text/plain"].for_type_by_name("matplotlib.axes._axes", "Axes", _as_text)
    formatters["image/png"].for_type_by_name("matplotlib.axes._axes", "Axes", _as_picture)


def _as_text(axes: Axes, printer: Any, cycle: bool) -> None:
    from pkjp_analysis.figures.fingerprint import fingerprint
    from pkjp_analysis.figures.record import record_of

    record = record_of(axes)
    printer.text(f"figure {record.figure} {fingerprint(axes)}" if record else repr(axes))


def _as_picture(axes: Axes) -> tuple[bytes, dict[str, Any]] | None:
    """PNG with its alt text and size on the screen; within a run the figure's files are written too."""
    from pkjp_analysis.figures.fingerprint import figure_of
    from pkjp_analysis.figures.record import record_of
    from pkjp_analysis.figures.save import small_png

    record = record_of(axes)
    if record is None:
        return None
    _write_figure(axes, record)
    wide, high = figure_of(axes).get_size_inches()
    size = {"width": round(wide * _PIXELS_PER_INCH), "height": round(high * _PIXELS_PER_INCH)}
    return small_png(axes, record, NOTEBOOK_DPI), {"alt": record.alt, **size}


def _write_figure(axes: Axes, record: Record) -> None:
    from pkjp_analysis.figures.save import save

    output = os.environ.get("PKJP_OUTPUT")
    if output:
        stem = Path(_claim(output, f"figures/{record.figure}", record.figure, axes.figure))
        save(axes, Path(output, stem.parent), stem.name)


def _claim(output: str, place: str, name: str, thing: Any) -> str:
    """The file's stem below the output folder, numbered by notebook; the same thing may claim it again."""
    folder, _, last = place.rpartition("/")
    number = os.environ.get("PKJP_NOTEBOOK", "")
    stem = f"{folder}/{number}_{last}" if number else place
    holder = _written.get((output, stem))
    if (output, stem) in _written and (thing is None or holder is None or holder() is not thing):
        kind = "figure" if thing is not None else "table"
        other = "variant='...'" if thing is not None else "another name"
        raise PkjpError(f"{kind} {name} appears twice in notebook {number or '(no number)'}; give one {other}")
    _written[output, stem] = ref(thing) if thing is not None else None
    return stem


def write_whole(path: Path, data: bytes) -> Path:
    """Write the file beside its place, then move it there: it appears whole or not at all.

    Raises
    ------
    PkjpError
        The folder cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(aside, 0o644)
            os.replace(aside, path)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PkjpError(f"cannot write {path.name}: {error.strerror}; choose a folder that can be written") from error
    return path


def _style(cells: list[str], numeric: bool) -> str:
    """Numbers to the right; dates, codes and other short words on one line."""
    one_line = numeric or all(len(cell) <= _ON_ONE_LINE for cell in cells)
    return f"text-align: {'right' if numeric else 'left'}" + ("; white-space: nowrap" if one_line else "")


def _html_row(cells: Iterable[str], styles: Iterable[str]) -> str:
    made = [f'<td style="{style}">{html.escape(cell)}</td>' for cell, style in zip(cells, styles, strict=True)]
    return f"<tr>{''.join(made)}</tr>"


def _shown(column: pd.Series) -> pd.Series:
    """A column of labels with the long ones cut at a word; others as they are."""
    return column.map(shortened) if column.name in _LABELS else column


def _cut(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= _WIDEST_CELL else line[: _WIDEST_CELL - 1].rstrip() + "…"


def _padded(cells: list[str], right: bool) -> list[str]:
    width = max(map(len, cells))
    return [cell.rjust(width) if right else cell.ljust(width) for cell in cells]


register()
