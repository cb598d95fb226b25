"""Printed figures as exact decimals in base units, with the precision that their digits carry."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# Things that are counted: a whole number printed to the unit is exact, not rounded.
COUNTED = frozenset({"persons", "companies", "bases", "places", "pieces", "vehicles", "cases", "events", "rank"})


@dataclass(frozen=True)
class Figure:
    """A figure in its base unit; `precision` is half the last printed digit, 0 for stored or counted ones."""

    value: Decimal
    precision: Decimal


def parse_figure(text: str, unit: str, multiplier: Decimal, kind: str, qualifier: str) -> Figure:
    """A printed figure in base units.

    Parameters
    ----------
    text
        Plain decimal number as printed, e.g. ``1.137``.
    unit
        The base unit, e.g. ``USD``.
    multiplier
        Base units per printed unit, e.g. 1,000,000,000 for ``USD billion``.
    kind
        ``stored`` (read from a machine's file) or ``printed``.
    qualifier
        ``exact``, ``about``, ...; only exact whole counts have precision 0.

    Examples
    --------
    >>> parse_figure("1.137", "USD", Decimal(10**9), "printed", "exact")
    Figure(value=Decimal('1137000000'), precision=Decimal('500000'))
    """
    printed = Decimal(text)
    exponent = printed.as_tuple().exponent
    counted = unit in COUNTED and exponent == 0 and qualifier == "exact"
    precision = Decimal(0) if kind == "stored" or counted else Decimal((0, (5,), int(exponent) - 1)) * multiplier
    return Figure(plain(printed * multiplier), plain(precision))


def plain(number: Decimal) -> Decimal:
    """The same number without exponent and without trailing zeros."""
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if number == whole else number.normalize()


def as_text(number: Decimal) -> str:
    """Plain decimal text, never with an exponent."""
    return format(number, "f")
