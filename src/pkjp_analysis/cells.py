"""Cells of a table as text: thousands apart, sensible decimals, years as they are, missing as a dash."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

MISSING = "–"
# Below this a number is what is left of a difference of equal ones.
_NOISE = 1e-9
_YEAR = re.compile(r"(^|_)years?($|_)")
_POINTS = re.compile(r"\bpoints$")


def formatter(column: pd.Series) -> Callable[[Any], str]:
    """How to print the cells of a column: one way for the whole column, so that the digits line up."""
    if not is_number(column):
        return _text
    if _YEAR.search(str(column.name)):
        return lambda value: _whole(value, "d")
    # Percentage points are differences: more than two decimals would say nothing.
    places = min(2, decimals(column)) if _POINTS.search(str(column.name)) else decimals(column)
    return lambda value: _number(value, places)


def is_number(column: pd.Series) -> bool:
    """Whether the column holds numbers (truth values are words)."""
    return column.dtype.kind in "iuf"


def decimals(column: pd.Series) -> int:
    """Decimals for a column: fewer for large numbers, up to six for its smallest (three beside 10 or more)."""
    sizes = [abs(float(value)) for value in column.dropna() if math.isfinite(value) and value != 0]
    if not sizes or all(size.is_integer() for size in sizes):
        return 0
    largest, smallest = max(sizes), min(sizes)
    places = next(p for below, p in ((10, 3), (1000, 2), (100_000, 1), (math.inf, 0)) if largest < below)
    if largest < 1000 and smallest < 10**-places:
        places = min(6 if largest < 10 else 3, math.ceil(-math.log10(smallest)) + 1)
    return min(places, max(_printed(size) for size in sizes))


def _printed(size: float) -> int:
    """Decimals that the number itself has, up to six."""
    return len(f"{size:.6f}".rstrip("0").partition(".")[2])


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    if value is None or value != value or str(value) in ("NaT", "<NA>", ""):
        return MISSING
    if type(value).__name__ in ("bool", "bool_"):
        return "yes" if value else "no"
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)


def _whole(value: Any, spec: str) -> str:
    return MISSING if _missing(value) else format(int(value), spec)


def _number(value: Any, places: int) -> str:
    if _missing(value):
        return MISSING
    printed = f"{value:,.{places}f}"
    if printed.strip("-0."):
        return printed.replace("-", "−")
    # A small number is no zero; noise of a calculation is one.
    if abs(value) < _NOISE:
        return printed.removeprefix("-")
    least = f"{10**-places:.{places}f}"
    return f"<{least}" if value > 0 else f">−{least}"


def _missing(value: Any) -> bool:
    return value is None or str(value) == "<NA>" or not math.isfinite(value)
