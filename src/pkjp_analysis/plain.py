"""Frames as plain Python, and how tables hold text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas as pd


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries by column name."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


def mapping(frame: pd.DataFrame, key: str, value: str) -> dict[str, Any]:
    """Two columns as a dictionary."""
    return dict(zip(frame[key], frame[value], strict=True))


def text_type() -> Any:
    """How a table that is read holds text: the same whether pyarrow is installed or not, and whatever a session says.

    Without it pandas 3 takes Arrow's strings where it finds them, whose regular expressions and empty columns differ.
    """
    import pandas as pd

    return pd.StringDtype("python", na_value=float("nan")) if int(pd.__version__.split(".")[0]) >= 3 else str
