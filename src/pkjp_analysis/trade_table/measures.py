"""The measures over a trade table by year: which of them are separable by year, and those a year at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pkjp_analysis import indicators
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.indicators.inputs import names_in, require_frames
from pkjp_analysis.indicators.shares import WORLD
from pkjp_analysis.trade_table.files import files_of, no_rows, require_extra, rows_of

if TYPE_CHECKING:
    import pandas as pd

    Rows = Callable[[pd.DataFrame], pd.DataFrame]

# Measures of which each result rests on rows of one year alone, and their tables, the table by year first.
SEPARABLE = {
    "revealed_comparative_advantage": ("frame", "world"),
    "trade_intensity": ("frame",),
    "trade_complementarity": ("exports", "imports"),
    "grubel_lloyd": ("frame",),
    "concentration": ("frame",),
    "economic_complexity": ("frame",),
}
# The others, and what a year by itself would get wrong.
WHOLE = {
    "constant_market_share": "compares two periods",
    "mirror_comparison": "sets goods under way at the turn of the year against the exports of the year before",
    "growth_contributions": "compares two periods",
    "gravity_ppml": "estimates one equation from all rows",
    "gravity_benchmark": "asks one basis of all rows, whatever their year",
    "screen_products": "ranks each candidate among all of them",
}


def over_years(folder: str | os.PathLike[str], measure: Callable[..., Any], **arguments: Any) -> Any:
    """A measure over a trade table by year, a year at a time, exactly as the measure gives it for the whole table.

    No row is read before the result is computed, by the scheduler of Dask that is in use: threads of this process,
    or the workers of a ``distributed.Client``, who have to see the folder. A thread holds one year. Only measures
    that are separable by year are taken (`SEPARABLE`); the others need all rows at once (`WHOLE`) and are refused.

    Parameters
    ----------
    folder
        What `write_years` wrote.
    measure
        A function of `pkjp_analysis.indicators`.
    arguments
        Those of the measure. A table may be a function that makes the rows which the measure takes out of the rows
        of one year (first it is tried on no rows); the first table is the rows as they are, unless given. Other
        tables may be DataFrames of all years. `by` has to begin with ``year``, and `of` has to be said. Sums that
        such a function takes are its own: those of pandas may differ from those over all years in the last digit
        where a value is missing in some years alone.

    Returns
    -------
    dask.dataframe.DataFrame, or the dataclass of the measure
        Where the measure returns a DataFrame: a Dask one, a partition per year in their order, each with its own
        index. Else its dataclass with Dask's frames and series as fields; ``dask.compute(result)[0]`` computes all of
        them at once. Fields of `economic_complexity` are delayed, since its columns differ between the years.
        ``compute()`` gives each as pandas.

    Raises
    ------
    UsageError
        The extra ``sweep`` is not installed, the measure is not separable by year, an argument is not its own, or
        the folder holds no table by year.
    PkjpError
        The years differ in columns or types, or a file cannot be read. What a measure refuses it refuses when
        computed, with the name of the file (of several, any); `trade_intensity` also rows of ``WLD`` in some years
        alone.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from pkjp_analysis.indicators import concentration
    >>> from pkjp_analysis.trade_table import over_years, write_years
    >>> fish = pd.DataFrame({"year": 2001, "reporter": "PER", "product": ["cod", "tuna"], "value": [50.0, 50.0]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = write_years([fish, fish.assign(year=2002, value=[90.0, 10.0])], folder)
    ...     found = over_years(folder, concentration, of="product")
    ...     found.hhi.compute().round(2).to_dict()
    {2001: 0.5, 2002: 0.82}
    """
    require_extra()
    import dask

    tables, others = _arguments(measure, arguments)
    files = files_of(Path(folder))
    meta = measure(**_made(tables, no_rows(files)), **others)
    agreed = _margins_agree(files, tables["frame"]) if measure.__name__ == "trade_intensity" else None
    common = {name: dask.delayed(value) for name, value in others.items()}
    return _lazy([dask.delayed(_measured)(measure, tables, common, path, agreed) for path in files], meta)


def _arguments(measure: Callable[..., Any], given: Mapping[str, Any]) -> tuple[dict[str, Rows], dict[str, Any]]:
    """The measure's tables that are made of a year's rows, and its other arguments, after their questions."""
    name = _separable(measure)
    first = SEPARABLE[name][0]
    arguments = {first: _as_they_are, **given}
    try:
        signature(measure).bind(**arguments)
    except TypeError as error:
        raise UsageError(f"{name}: {error}; docs/measures.md lists its arguments") from None
    if not callable(arguments[first]):
        raise UsageError(f"{first}= is the table by year; leave it out, or give a function of a year's rows")
    if arguments.get("by") is not None:
        arguments["by"] = names_in(arguments["by"], "by")
        if arguments["by"][:1] != ("year",):
            raise UsageError(f"by={given['by']!r} does not begin with year; years are computed one by one, in order")
    if name == "concentration" and arguments.get("of") is None:
        raise UsageError("say of='product' or of='partner': which of them varies is known when all years are read")
    tables = {table: arguments.pop(table) for table in SEPARABLE[name] if callable(arguments.get(table))}
    return tables, arguments


def _separable(measure: Callable[..., Any]) -> str:
    """The measure's name, if it is one that is separable by year."""
    name = getattr(measure, "__name__", repr(measure))
    if name not in indicators.MEASURES or getattr(indicators, name) is not measure:
        raise UsageError(f"{name} is no measure; give a function of pkjp_analysis.indicators")
    if name in WHOLE:
        raise UsageError(f"{name} is not separable by year: it {WHOLE[name]}; give it all rows in one DataFrame")
    return name


def _as_they_are(rows: pd.DataFrame) -> pd.DataFrame:
    return rows


def _made(tables: Mapping[str, Rows], rows: pd.DataFrame, year: int | None = None) -> dict[str, pd.DataFrame]:
    """The tables of the measure out of the rows of a year, which they have to be of."""
    made = {name: make(rows) for name, make in tables.items()}
    for name, table in made.items():
        require_frames(table)
        if "year" not in table.columns:
            raise UsageError(f"{name}= gives rows without the column year; keep it")
        if year is not None and not (table["year"] == year).all():
            raise PkjpError(f"{name} has rows of another year than the file is named after; write each year by itself")
    return made


def _measured(
    measure: Callable[..., Any], tables: Mapping[str, Rows], others: Mapping[str, Any], path: Path, agreed: None
) -> Any:
    """The measure of one year. `agreed` makes a task wait for what is asked of all years, which leaves nothing."""
    return _of_a_year(path, lambda rows: measure(**_made(tables, rows, int(path.stem)), **others))


def _of_a_year(path: Path, use: Callable[[pd.DataFrame], Any]) -> Any:
    """What is made of the rows of a file; a refusal names it."""
    rows = rows_of(path)
    try:
        return use(rows)
    except PkjpError as error:
        raise type(error)(f"{path.name}: {error}") from None


def _margins_agree(files: Sequence[Path], make: Rows) -> Any:
    """Delayed: refuse rows of the world in some years alone, by which `trade_intensity` takes the margins of all.

    Each year is read once more for it: kept, the rows of all years would wait for the answer together.
    """
    import dask

    return dask.delayed(_same_in_all)(files, [dask.delayed(_has_world)(path, make) for path in files])


def _has_world(path: Path, make: Rows) -> bool:
    def asked(rows: pd.DataFrame) -> bool:
        made = make(rows)
        return bool(((made["reporter"] == WORLD) | (made["partner"] == WORLD)).any())

    return bool(_of_a_year(path, asked))


def _same_in_all(files: Sequence[Path], has: Sequence[bool]) -> None:
    if any(has) and not all(has):
        one, other = (files[has.index(held)].name for held in (True, False))
        raise UsageError(
            f"{one} has rows of {WORLD} and {other} has none, and margins are given or added up in all years alike; "
            "give these rows in every year, or leave them out"
        )


def _lazy(parts: list[Any], meta: Any) -> Any:
    """The results of the years under each other, as Dask's frames and series."""
    import dask
    import pandas as pd

    if not is_dataclass(meta):
        return _collection(parts, meta)
    names = [field.name for field in fields(meta)]
    columns = {name: [dask.delayed(getattr)(part, name) for part in parts] for name in names}
    none = {name: getattr(meta, name) for name in names}
    # Dask's frames want to know their columns before; columns that are products are known when a year is read.
    if any(isinstance(one, pd.DataFrame) and one.columns.empty for one in none.values()):
        return replace(meta, **{name: dask.delayed(pd.concat)(columns[name]) for name in names})  # type: ignore[type-var]
    return replace(meta, **{name: _collection(columns[name], none[name]) for name in names})  # type: ignore[type-var]


def _collection(parts: list[Any], meta: pd.DataFrame | pd.Series) -> Any:
    import dask
    import dask.dataframe

    # Text of the type that the measures give, not Dask's own.
    with dask.config.set({"dataframe.convert-string": False}):
        return dask.dataframe.from_delayed(parts, meta=meta, verify_meta=False)
