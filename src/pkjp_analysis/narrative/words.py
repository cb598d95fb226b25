"""Numbers and names as sentences print them."""

from __future__ import annotations

from typing import Any

from pkjp_analysis.plain import by_code, kinds_in, shortened


def usd(value: float) -> str:
    """Dollars in millions or billions with sensible digits: ``202.3 million dollars``."""
    if abs(value) >= 1e9:
        return f"{value / 1e9:,.2f} billion dollars"
    return f"{value / 1e6:,.1f} million dollars"


def yen(value: float) -> str:
    """Yen in millions: ``1,503 million yen``."""
    return f"{value / 1e6:,.0f} million yen"


def percent(value: float, digits: int = 1) -> str:
    """A share or rate: ``14.6 percent``."""
    return f"{value:,.{digits}f} percent"


def count(value: float) -> str:
    """A whole number with separators."""
    return f"{value:,.0f}"


def names(items: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def most(frame: Any) -> int:
    """So many products are named in a sentence: of codes, whose labels are long, few."""
    return 6 if by_code(frame) else 16


def few(items: list[str], most: int = 16) -> str:
    """The first items in words, and how many more there are."""
    return names(items if len(items) <= most else [*items[:most], f"{len(items) - most} more"])


def label(row: Any) -> str:
    """What the row calls its product, where that is long cut at a word, with the code."""
    return shortened(row["product_label"])


def kinds(frame: Any, default: str = "HS chapters") -> str:
    """What the products of the rows are: ``HS chapters``, ``HS 6-digit products (edition H6)``, or both."""
    return names(kinds_in(frame["kind"])) if len(frame) else default


def held_until(year: int, asked: int) -> str:
    """A note where a series ends before the year asked for."""
    return f" (latest held: {year})" if year < asked else ""


def span(values: Any, how: Any) -> str:
    """Smallest to largest, or the one value where they print alike."""
    low, high = how(min(values)), how(max(values))
    return low if low == high else f"{low} to {high}"
