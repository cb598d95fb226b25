"""Frames as plain Python, and how tables hold text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd


_EDITION = " (edition "


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


def each_once(column: pd.Series, function: Callable[[Any], Any], kind: type) -> pd.Series:
    """The cells through a function that is asked once for each different cell, as a column of that kind."""
    return column.map({cell: function(cell) for cell in column.unique()}).astype(kind)


def mapping(frame: pd.DataFrame, key: str, value: str) -> dict[str, Any]:
    """Two columns as a dictionary."""
    return dict(zip(frame[key], frame[value], strict=True))


def by_code(frame: pd.DataFrame) -> bool:
    """Whether the products of the rows are HS 6-digit codes, not chapters or groups."""
    return bool(frame["product"].str.fullmatch(r"\d{6}").any())


def shortened(label: str, most: int = 60) -> str:
    """A product's label of at most `most` letters: whole words and an ellipsis, with the code that it ends with.

    ``Fabrics, woven; of cotton, containing 85% or more … (HS 520812)``.
    """
    if len(label) <= most:
        return label
    text, bracket, code = label.rpartition(" (HS ")
    text, code = (text, bracket + code) if bracket and code.endswith(")") else (label, "")
    room = most - len(code) - 2
    if len(text) > room:
        words = text[: room + 1].rsplit(" ", 1)[0][:room]
        text = f"{words.rstrip(' ,;:-–(')} …"
    return text + code


def kinds_in(kinds: Iterable[str]) -> list[str]:
    """What products are, each kind once, the editions of one kind together.

    ``HS chapters``, ``HS 6-digit products (edition H6)``, ``HS 6-digit products (editions H5 and H6)``.
    """
    editions: dict[str, list[str]] = {}
    for kind in dict.fromkeys(kinds):
        edition = edition_of(kind)
        editions.setdefault(level_of(kind), []).extend([edition] if edition else [])
    return [level + (f" (edition{_of(names)})" if names else "") for level, names in editions.items()]


def of_last_kind(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the kind of products that is held of the latest year: codes of two editions are not the same."""
    if "kind" not in frame or frame["kind"].nunique() < 2:
        return frame
    last = frame.loc[frame["year"] == frame["year"].max(), "kind"].iloc[-1]
    kept: pd.DataFrame = frame[frame["kind"] == last]
    return kept


def level_of(kind: str) -> str:
    """A kind of products without its edition."""
    return kind.partition(_EDITION)[0]


def edition_of(kind: str) -> str:
    """The edition that a kind of products names, if it does."""
    return kind.rstrip(")").partition(_EDITION)[2]


def _of(names: list[str]) -> str:
    return f" {names[0]}" if len(names) == 1 else f"s {', '.join(names[:-1])} and {names[-1]}"


def text_type() -> Any:
    """How a table that is read holds text: the same whether pyarrow is installed or not, and whatever a session says.

    Without it pandas 3 takes Arrow's strings where it finds them, whose regular expressions and empty columns differ.
    """
    import pandas as pd

    return pd.StringDtype("python", na_value=float("nan")) if int(pd.__version__.split(".")[0]) >= 3 else str
