"""Rows split into the series of a figure: a label that says what sets each apart, and a look of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pkjp_analysis.figures.scales import positions
from pkjp_analysis.figures.style import COLOURS, MARKERS, Mark
from pkjp_analysis.figures.text import legible
from pkjp_analysis.figures.words import distinct, grouped

COUNTS = ("reporter", "valuation", "calendar", "recording", "regime", "nomenclature")
"""Bases in which two counts of the same trade may differ; the series say in which."""
BASES = ("reporter_name", "calendar", "valuation", "recording", "regime", "origin")
_SHORT = {
    "CY": "calendar year",
    "FY-JUL": "fiscal year July–June",
    "FY-APR": "fiscal year April–March",
    "month": "monthly",
    "point": "by date",
}
_LINES = {"CY": "-", "FY-JUL": "--", "FY-APR": "-."}


@dataclass(frozen=True)
class Series:
    """One line of a figure."""

    label: str
    rows: pd.DataFrame
    mark: Mark

    @property
    def whole(self) -> pd.DataFrame:
        """The rows for whole periods, in order."""
        return self.rows[~self._partial].sort_values("year", kind="stable")

    @property
    def partial(self) -> pd.DataFrame:
        """The rows for parts of a period."""
        return self.rows[self._partial].sort_values("year", kind="stable")

    @property
    def joined(self) -> bool:
        """Whether any two of its whole periods follow each other."""
        years = positions(self.whole).sort_values()
        return bool(years.diff().between(0.01, 1.01).any())

    @property
    def _partial(self) -> pd.Series:
        if "coverage" not in self.rows:
            return pd.Series(False, index=self.rows.index)
        return self.rows["coverage"].eq("partial")


def series(rows: pd.DataFrame, among: pd.DataFrame, columns: Sequence[str] = BASES) -> list[Series]:
    """The series of one panel.

    Parameters
    ----------
    rows
        The panel's rows.
    among
        The whole figure's rows: an origin keeps its colour in every panel, and what is the same in all series
        is left to the notes.
    columns
        What makes two series two.
    """
    apart = [c for c in columns if len(distinct(among, c)) > 1] or [c for c in columns if c in rows][-1:]
    # A total printed and a total of chapters are two counts; the origin's name says which is which.
    counts = [*columns, "nomenclature"]
    colours = _colours(among)
    found = []
    for number, (_, part) in enumerate(grouped(rows, counts)):
        first = part.iloc[0]
        look = Mark(
            colours.get(first.get("origin"), COLOURS[number % len(COLOURS)]),
            MARKERS[number % len(MARKERS)],
            _LINES.get(str(first.get("calendar", "CY")), ":"),
        )
        found.append(Series(label(first, apart), part, look))
    return found


def label(row: pd.Series, columns: Sequence[str]) -> str:
    """`Pakistan, fiscal year July–June, FOB, ministry's totals`: what the columns say of the row."""
    words = [plain(row[c]) for c in columns if c in row and pd.notna(row[c]) and row[c] not in ("", "unknown")]
    return ", ".join(words) or "not described"


def plain(value: object) -> str:
    """A value of a basis column in words."""
    text = _SHORT.get(str(value), str(value))
    return legible(re.sub(r"[_:]+", " ", text))


def _colours(among: pd.DataFrame) -> dict[object, str]:
    """A colour per origin; the origins with most rows come first."""
    if "origin" not in among:
        return {}
    counts = among["origin"].dropna().value_counts(sort=False)
    ordered = sorted(counts.index, key=lambda origin: (-counts[origin], str(origin)))
    return {origin: COLOURS[i % len(COLOURS)] for i, origin in enumerate(ordered)}
