"""Frames as plain Python, and how tables hold text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas as pd


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries by column name, cells as plain Python."""
    if any(str(kind) == "object" for kind in frame.dtypes):
        return cast("list[dict[str, Any]]", frame.to_dict("records"))
    # The same, several times as fast: pandas makes a Series of every column of text and asks it cell by cell.
    names = list(frame.columns)
    return [dict(zip(names, cells, strict=True)) for cells in frame.to_numpy(dtype=object).tolist()]


def rows_with(frame: pd.DataFrame, **values: object) -> pd.DataFrame:
    """The rows with these values in these columns; a value is looked for where those before it were found."""
    places = None
    for column, value in values.items():
        cells = frame[column].to_numpy()
        found = ((cells if places is None else cells[places]) == value).nonzero()[0]
        places = found if places is None else places[found]
    return frame if places is None else frame.iloc[places]


def mapping(frame: pd.DataFrame, key: str, value: str) -> dict[str, Any]:
    """Two columns as a dictionary."""
    return dict(zip(frame[key], frame[value], strict=True))


def text_type() -> Any:
    """How a table that is read holds text: the same whether pyarrow is installed or not, and whatever a session says.

    Without it pandas 3 takes Arrow's strings where it finds them, whose regular expressions and empty columns differ.
    """
    import pandas as pd

    return pd.StringDtype("python", na_value=float("nan")) if int(pd.__version__.split(".")[0]) >= 3 else str
