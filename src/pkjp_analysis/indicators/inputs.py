"""What every measure asks of its rows before it computes.

One convention for all measures: a row that is absent says that no trade was reported; a missing value (NaN) says
that the figure is not held. Missing is never counted as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.indicators.basis import require_one_basis

if TYPE_CHECKING:
    import pandas as pd


# What pandas finds in a column, as far as its own word would not be understood.
TYPES = {
    "string": "text",
    "mixed-integer": "mixed",
    **dict.fromkeys(("integer", "floating", "decimal", "mixed-integer-float"), "numbers"),
}


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

    Returns
    -------
    Prepared
        Its index has the caller's labels, without a name that is also a column's: pandas cannot tell the two apart.

    Raises
    ------
    UsageError
        No DataFrame, a column is absent, there twice or of several types, or `by` names a key or an amount.
    BasisError
        A group mixes bases.
    InputError
        A key is missing or given twice in a group, or an amount is negative, infinite or no number; the row is named.
    """
    separating = separated_by(frame, by)
    _refuse_columns(frame, separating, keys, amounts)
    copy = frame.copy()
    copy.index = copy.index.set_names([None if name in copy.columns else name for name in copy.index.names])
    require_one_basis(copy, across=across, by=separating)
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
    require_frames(frame)
    if by is None:
        return ("year",) if "year" in frame.columns else ()
    return tuple(dict.fromkeys(names_in(by, "by")))


def names_in(given: str | Iterable[str] | None, what: str) -> tuple[str, ...]:
    """Names of columns as given: none, one or several.

    Raises
    ------
    UsageError
        Something else than names was given for `what`.
    """
    if given is None:
        return ()
    names = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
    if not all(isinstance(name, str) for name in names):
        raise UsageError(f"{what}={given!r} names no columns; give a name or a list of names")
    return names


def require_frames(*frames: pd.DataFrame) -> None:
    """Refuse what is no table of pandas, and a column name that is there twice."""
    import pandas as pd

    for frame in frames:
        if not isinstance(frame, pd.DataFrame):
            raise UsageError(f"{type(frame).__name__} given where a pandas DataFrame is needed; convert it first")
        twice = frame.columns[frame.columns.duplicated()]
        if len(twice):
            raise UsageError(f"column {twice[0]} is there twice; keep one of the two")


def require_same_types(names: Iterable[str], **tables: pd.DataFrame) -> None:
    """Refuse keys that never meet because one table holds them as text and the other as numbers.

    Raises
    ------
    UsageError
        A column that two tables share differs in type; column and tables are named.
    """
    for name in names:
        types = {told: _type_of(table[name]) for told, table in tables.items() if name in table.columns and len(table)}
        if len(set(types.values())) > 1:
            told = " and ".join(f"{kind} in {table}" for table, kind in types.items())
            raise UsageError(f"{name} is {told}; give one type in both")


def finite(frame: pd.DataFrame, names: Sequence[str], column: str) -> pd.Series:
    """A column as floats, NaN where missing; a row with text or infinity is refused by its label and `names`."""
    import numpy as np

    numbers = _numbers(frame[column])
    unread = numbers.isna() & frame[column].notna()
    if unread.any():
        unread &= frame[column].astype(str) != ""
    _refuse(frame, names, unread, f"has a {column} that is no number; correct it", column)
    _refuse(frame, names, numbers.abs() == np.inf, f"has an infinite {column}; correct it or leave it missing", column)
    return numbers


def _numbers(column: pd.Series) -> pd.Series:
    """Floats, NaN for what is no number: dates, spans of time and complex numbers among it."""
    import pandas as pd

    try:
        numbers = pd.to_numeric(column, errors="coerce")
    except OverflowError:
        numbers = column
    # pandas counts nanoseconds of dates, and keeps complex numbers and whole ones that no float holds.
    if column.dtype.kind in "mM" or numbers.dtype.kind in "cO":
        numbers = column.map(_number)
    return numbers.astype(float)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return float("nan")


def _type_of(column: pd.Series) -> str:
    """What the values of a column are; several types are ``mixed``."""
    import pandas as pd

    values = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column
    found = pd.api.types.infer_dtype(values, skipna=True)
    return TYPES.get(found, found)


def _refuse_columns(
    frame: pd.DataFrame, separating: Sequence[str], keys: Sequence[str], amounts: Sequence[str]
) -> None:
    """Refuse columns that are absent, that are both in `by` and used inside a group, or keys of several types."""
    wanted = list(dict.fromkeys([*separating, *keys, *amounts]))
    absent = [name for name in wanted if name not in frame.columns]
    if absent:
        raise UsageError(f"no column {', '.join(map(str, absent))}; give {', '.join(map(str, wanted))}")
    both = [name for name in separating if name in (*keys, *amounts)]
    if both:
        raise UsageError(f"by= names {', '.join(both)}, which is used within each computation; leave it out")
    for name in (*separating, *keys):
        if _type_of(frame[name]) == "mixed":
            types = sorted({type(value).__name__ for value in frame[name].dropna()})
            raise UsageError(f"column {name} holds {' and '.join(types)}; give text alone or numbers alone")


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
