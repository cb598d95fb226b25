"""What every measure asks of its rows before it computes.

One convention for all measures: a row that is absent says that no trade was reported; a missing value (NaN) says
that the figure is not held. Missing is never counted as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.indicators.basis import require_one_basis

if TYPE_CHECKING:
    import pandas as pd


class InputError(PkjpError, ValueError):
    """A row that no measure can use: negative, infinite or no number, a key missing or given twice."""


@dataclass(frozen=True)
class Prepared:
    """Rows that a measure can use, and the columns that separate its computations.

    `frame` holds a copy of the rows with float amounts and the caller's index; `by` the separating columns.
    """

    frame: pd.DataFrame
    by: tuple[str, ...]


def prepare(
    frame: pd.DataFrame,
    keys: Sequence[str],
    amounts: Sequence[str] = ("value",),
    *,
    by: str | Iterable[str] | None = None,
    across: str | Iterable[str] = (),
) -> Prepared:
    """Rows of a measure after its questions.

    Parameters
    ----------
    frame
        Tidy rows; columns beyond those named are kept.
    keys
        Columns that tell rows apart inside a group, e.g. ``reporter`` and ``product``.
    amounts
        Columns of values: numbers, zero or more, NaN where a figure is not held.
    by
        Columns that separate computations; ``year`` where the frame has it, unless given.
    across
        Basis columns that the measure spans by definition (see `require_one_basis`).

    Raises
    ------
    UsageError
        A column is absent.
    BasisError
        A group mixes bases.
    InputError
        A key is missing or given twice in a group, or an amount is negative, infinite or no number; the row is named.
    """
    separating = separated_by(frame, by)
    wanted = [*separating, *keys, *amounts]
    absent = [name for name in dict.fromkeys(wanted) if name not in frame.columns]
    if absent:
        raise UsageError(f"no column {', '.join(absent)}; give {', '.join(dict.fromkeys(wanted))}")
    require_one_basis(frame, across=across, by=separating)
    copy = frame.copy()
    names = [*separating, *keys]
    for name in names:
        _refuse(copy, names, copy[name].isna(), f"has no {name}; give one or leave the row out")
    for name in amounts:
        copy[name] = _amounts(copy, names, name)
    if names:
        twice = copy.duplicated(names)
        _refuse(copy, names, twice, "is there twice; add the rows up first, or name in by= what differs")
    return Prepared(copy, separating)


def separated_by(frame: pd.DataFrame, by: str | Iterable[str] | None) -> tuple[str, ...]:
    """Columns that separate computations: those given, else ``year`` where the frame has it."""
    if by is None:
        return ("year",) if "year" in frame.columns else ()
    return (by,) if isinstance(by, str) else tuple(by)


def finite(frame: pd.DataFrame, names: Sequence[str], column: str) -> pd.Series:
    """A column as floats, NaN where missing; a row with text or infinity is refused by its label and `names`."""
    import numpy as np
    import pandas as pd

    numbers = pd.to_numeric(frame[column], errors="coerce").astype(float)
    unread = numbers.isna() & frame[column].notna()
    if unread.any():
        unread &= frame[column].astype(str) != ""
    _refuse(frame, names, unread, f"has a {column} that is no number; correct it", column)
    _refuse(frame, names, numbers.abs() == np.inf, f"has an infinite {column}; correct it or leave it missing", column)
    return numbers


def _amounts(frame: pd.DataFrame, names: Sequence[str], column: str) -> pd.Series:
    numbers = finite(frame, names, column)
    _refuse(frame, names, numbers < 0, f"has a negative {column}; correct it or leave it missing", column)
    return numbers


def _refuse(frame: pd.DataFrame, names: Sequence[str], bad: pd.Series, why: str, column: str = "") -> None:
    """Refuse the first bad row by its index label and keys."""
    if not bad.any():
        return
    row = frame[bad].iloc[0]
    told = ", ".join(f"{name} {row[name]}" for name in names)
    value = f" ({column} {row[column]})" if column else ""
    raise InputError(f"row {frame.index[bad][0]}{f' ({told})' if told else ''} {why}{value}")
