"""The files of a trade table: one in Parquet per year, named after it, all with the same columns and types."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pkjp_analysis.display import write_whole
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.indicators.basis import BASIS
from pkjp_analysis.indicators.inputs import names_in, prepare, require_frames

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# What tells the rows of a year apart, where a table has it.
KEYS = ("reporter", "partner", "flow", "product")
# Columns of codes and words: a CSV file does not say that 010121 is no number.
TEXT = tuple(dict.fromkeys((*KEYS, *BASIS)))


def write_years(
    years: Iterable[pd.DataFrame | str | os.PathLike[str]],
    folder: str | os.PathLike[str],
    *,
    by: str | Iterable[str] = (),
) -> list[Path]:
    """Write a trade table as one Parquet file per year; one year is in memory at a time.

    Text is written as text, each word once in a dictionary. A file appears whole or not at all; where a year is
    refused, those before it stay.

    Parameters
    ----------
    years
        The table year by year, each a DataFrame or the path of a CSV file: year (a whole number), and any other
        columns, the same in every year. In a CSV file the codes and basis columns are read as text, an empty cell is
        missing, and numbers other than the year are floats. A generator keeps memory at one year.
    folder
        Where ``2001.parquet`` and so on go; made where it is not there.
    by
        Columns that tell rows apart besides reporter, partner, flow and product, e.g. ``"regime"``.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    UsageError
        The extra ``sweep`` is not installed, something is neither a table nor a file, or a column of `by` is absent.
    PkjpError
        A table has no year, several or one that is in the folder, other columns or types than the years there, or a
        file cannot be read or written.
    InputError
        A key is missing, or a row is there twice; table and row are named.
    """
    require_extra()
    if hasattr(years, "columns") or isinstance(years, str | os.PathLike):
        raise UsageError(
            "one table given; give a list of tables, or a generator: (rows for _, rows in table.groupby('year'))"
        )
    written: list[Path] = []
    for given in years:
        try:
            rows = _of_csv(Path(given)) if isinstance(given, str | os.PathLike) else given
            written.append(_written(rows, Path(folder), by))
        except PkjpError as error:
            name = Path(given).name if isinstance(given, str | os.PathLike) else f"table {len(written) + 1}"
            raise type(error)(f"{name}: {error}") from None
        # The next year is made before these names would let go of this one.
        del given, rows
    return written


def require_extra() -> None:
    """Refuse in one line where Dask or pyarrow is not installed."""
    try:
        import dask.dataframe  # noqa: F401
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise UsageError("a trade table by year needs dask and pyarrow; pip install 'pkjp-analysis[sweep]'") from None


def files_of(folder: Path) -> list[Path]:
    """The files of a table, in order of the years.

    Raises
    ------
    UsageError
        There is none.
    PkjpError
        One is not named after a year.
    """
    found = list(folder.glob("*.parquet"))
    if not found:
        raise UsageError(f"{folder} holds no table by year; write one with write_years")
    for path in found:
        if not path.stem.isdecimal():
            raise PkjpError(f"{path.name} is named after no year; take it out of {folder}")
    return sorted(found, key=lambda path: int(path.stem))


def no_rows(files: list[Path]) -> pd.DataFrame:
    """No rows, with the columns and types that every year has.

    Raises
    ------
    PkjpError
        A year has others than the first, or a file cannot be read.
    """
    none = [_types(_schema(path)) for path in files]
    for path, types in zip(files, none, strict=True):
        _same_types(none[0], files[0].name, types, path.name)
    return none[0]


def rows_of(path: Path) -> pd.DataFrame:
    """The rows of a year, numbered from 0.

    Raises
    ------
    PkjpError
        The file cannot be read.
    """
    import pandas as pd

    rows: pd.DataFrame = _read(path, pd.read_parquet)
    return rows


def _schema(path: Path) -> pa.Schema:
    import pyarrow.parquet as parquet

    return _read(path, parquet.read_schema)


def _read(path: Path, reader: Callable[[Path], Any]) -> Any:
    import pyarrow as pa

    try:
        return reader(path)
    except (OSError, pa.ArrowException) as error:
        raise PkjpError(f"{path.name} cannot be read ({_in_short(error)}); write the year again") from None


def _types(schema: pa.Schema) -> pd.DataFrame:
    """No rows, with the columns and types of a schema."""
    none: pd.DataFrame = schema.empty_table().to_pandas()
    return none


def _same_types(first: pd.DataFrame, its_name: str, other: pd.DataFrame, other_name: str) -> None:
    """Refuse a year whose columns are others than those of the first, in name, order or type."""
    told, others = ([f"{column} ({kind})" for column, kind in one.dtypes.items()] for one in (first, other))
    for its, own in zip_longest(told, others, fillvalue="nothing"):
        if its != own:
            raise PkjpError(f"{other_name} has {own} where {its_name} has {its}; give every year the same columns")


def _written(rows: pd.DataFrame, into: Path, by: str | Iterable[str]) -> Path:
    """The file of a year, after the questions to its rows."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    require_frames(rows)
    path = into / f"{_year_of(rows)}.parquet"
    if path.exists():
        raise PkjpError(f"{path.name} is there already; remove it first, or leave the year out")
    _told_apart(rows, by)
    try:
        table = pa.Table.from_pandas(_without_categories(rows), preserve_index=False)
    except pa.ArrowException as error:
        raise PkjpError(f"a column is of no one type ({_in_short(error)}); correct it") from None
    for other in sorted(into.glob("*.parquet"))[:1]:
        _same_types(_types(_schema(other)), other.name, _types(table.schema), path.name)
    content = io.BytesIO()
    parquet.write_table(table, content)
    return write_whole(path, content.getvalue())


def _of_csv(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        rows = pd.read_csv(path, dtype=dict.fromkeys(TEXT, str), keep_default_na=False, na_values=[""])
    except (OSError, ValueError) as error:
        raise PkjpError(f"cannot be read ({_in_short(error)}); give a CSV file in UTF-8") from None
    # A missing value makes a column of whole numbers one of floats, and not every year has one.
    numbers = [name for name in rows.select_dtypes("number").columns if name != "year"]
    return rows.astype(dict.fromkeys(numbers, float))


def _year_of(rows: pd.DataFrame) -> int:
    """The one year of a table."""
    from pandas.api.types import is_integer_dtype

    if "year" not in rows.columns:
        raise PkjpError("has no column year; add it")
    if rows.empty:
        raise PkjpError("has no rows; leave it out")
    if rows["year"].isna().any() or not is_integer_dtype(rows["year"]):
        raise PkjpError("has years that are no whole numbers; correct them")
    found = sorted(int(year) for year in rows["year"].unique())
    if len(found) > 1:
        raise PkjpError(f"holds {len(found)} years ({found[0]} to {found[-1]}); give each year by itself")
    return found[0]


def _told_apart(rows: pd.DataFrame, by: str | Iterable[str]) -> None:
    """Refuse rows that are there twice. Rows of several bases may stand beside each other: measures ask for one."""
    apart = dict.fromkeys(("year", *names_in(by, "by")))
    prepare(rows, [key for key in KEYS if key in rows.columns and key not in apart], (), by=apart, across=BASIS)


def _without_categories(rows: pd.DataFrame) -> pd.DataFrame:
    """Categories as what they stand for: years with different ones would not meet."""
    import pandas as pd

    kinds = {name: kind for name, kind in rows.dtypes.items() if isinstance(kind, pd.CategoricalDtype)}
    return rows.astype({name: kind.categories.dtype for name, kind in kinds.items()})


def _in_short(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
