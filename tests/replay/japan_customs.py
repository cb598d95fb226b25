"""Made-up files of Japan's customs, "commodity by country", in the published layout.

Header and rows as e-Stat's files of 2008 and 2026 have them; the values are made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def header(april: str = "Apr") -> str:
    """The 45 names; in some years April is ``Apl``."""
    periods = ["Year", *(april if month == "Apr" else month for month in MONTHS)]
    amounts = [f"{amount}-{period}" for period in periods for amount in ("Quantity1", "Quantity2", "Value")]
    return ",".join(["Exp or Imp", "Year", "HS", "Country", "Unit1", "Unit2", *amounts])


def row(
    direction: int, year: int, code: str, country: int | str, months: Mapping[str, tuple[int, int]], unit: str = "KG"
) -> str:
    """A row; `months` are quantity and value (thousand yen) by month, the others are 0."""
    cells = [months.get(month, (0, 0)) for month in MONTHS]
    whole = [(sum(cell[0] for cell in cells), sum(cell[1] for cell in cells)), *cells]
    numbers = ",".join(f"0,{quantity},{value}" for quantity, value in whole)
    return f"{direction},{year},'{code}',{country},  ,{unit},{numbers}"


def text(rows: Sequence[str], april: str = "Apr") -> str:
    """A file."""
    return "\r\n".join([header(april), *rows, ""])


def made_up(
    path: Path, direction: int = 1, year: int = 2023, *, codes: int = 40, published: int = 12, seed: int = 1951
) -> Path:
    """Write a seeded file: some codes with some countries, months after the last published one 0."""
    random = np.random.default_rng([seed, direction, year])
    countries = [103, 105, 106, 112, 124, 213, 302, 304, 701, 702]
    rows = []
    for place in range(codes):
        code = f"{1 + place % 97:02}{random.integers(0, 10**7):07}"
        for country in sorted(random.choice(countries, random.integers(1, len(countries)), replace=False)):
            values = np.floor(random.lognormal(8, 2, 12)) * (random.random(12) < 0.6)
            named = zip(MONTHS[:published], values, strict=False)
            months = {month: (int(value) // 7 + (value > 0), int(value)) for month, value in named}
            rows.append(row(direction, year, code, country, months))
    path.write_text(text(rows), encoding="utf-8", newline="")
    return path
