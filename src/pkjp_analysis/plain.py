"""Frames as plain Python."""

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
