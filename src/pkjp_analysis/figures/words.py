"""What a figure says of its rows, read from the frame: who, which years, on what basis, from whom."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import pandas as pd

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.figures.text import TIED, legible, listed, number
from pkjp_analysis.plain import kinds_in, shortened

Row = Any
"""A row of a frame with its columns as attributes: whatever the frame's columns are."""

CALENDARS = {
    "CY": "calendar years",
    "FY-JUL": "fiscal years July–June",
    "FY-APR": "fiscal years April–March",
    "month": "months",
}
RECORDINGS = {
    "customs": "customs records",
    "settlement": "bank settlement",
    "survey": "survey",
    "administrative": "administrative records",
    "market": "market rates",
    "estimate": "estimates",
}
_MAGNITUDES = ((2e10, 1e9, "billion"), (1e6, 1e6, "million"), (2e4, 1e3, "thousand"))


def distinct(rows: pd.DataFrame, column: str) -> list[Any]:
    """The different values of a column in order of appearance, without blanks; none without the column."""
    if column not in rows:
        return []
    values = rows[column].dropna()
    return [value for value in values.unique() if value != ""]


def years(rows: pd.DataFrame) -> tuple[int, int] | None:
    """First and last year of the rows: column `year`, else `date`, `period_end`, first and last period."""
    for columns in (("year",), ("date",), ("period_end",), ("first_period", "last_period")):
        found = [year_of(value) for column in columns for value in distinct(rows, column)]
        if found:
            return min(found), max(found)
    return None


def year_of(moment: Any) -> int:
    """The year of a number, a date or a text that begins with the year."""
    return int(moment.year) if hasattr(moment, "year") else int(str(moment)[:4])


def span(rows: pd.DataFrame) -> str:
    """`2024`, or `1962–2024`; empty without years."""
    found = years(rows)
    if found is None:
        return ""
    return str(found[0]) if found[0] == found[1] else f"{found[0]}–{found[1]}"


def dated(topic: str, rows: pd.DataFrame, frame: pd.DataFrame) -> str:
    """The topic with the rows' years; `latest held` where they end before `frame.attrs["asked_year"]`."""
    held, asked = years(rows), frame.attrs.get("asked_year")
    if held is None:
        return topic
    if asked is None or held[1] >= int(asked):
        return f"{topic}, {span(rows)}"
    late = f"latest held: {held[1]}".replace(" ", TIED)
    return f"{topic}, {late}" if held[0] == held[1] else f"{topic}, {span(rows)} ({late})"


def pair(rows: pd.DataFrame) -> str:
    """`Pakistan and Japan`, from the directions, else from reporter and partner; else empty."""
    names: list[str] = []
    for direction in distinct(rows, "direction"):
        names += [name for name in str(direction).split(" to ") if name not in names]
    if not names:
        names = [str(n) for c in ("reporter_name", "partner_name") for n in distinct(rows, c)]
        names = list(dict.fromkeys(names))
    return listed(names) if len(names) == 2 else ""


def between(rows: pd.DataFrame) -> str:
    """` between Pakistan and Japan`, or nothing."""
    return f" between {pair(rows)}" if pair(rows) else ""


def from_to(rows: pd.DataFrame) -> str:
    """` from Japan to Pakistan`, as far as the rows agree on who gives and who receives."""
    givers, receivers = distinct(rows, "reporter_name"), distinct(rows, "partner_name")
    giver = f" from {givers[0]}" if len(givers) == 1 else ""
    return giver + (f" to {receivers[0]}" if len(receivers) == 1 else "")


def within(rows: pd.DataFrame, column: str = "reporter_name") -> str:
    """` in Pakistan`, where the rows agree on the country."""
    found = distinct(rows, column)
    return f" in {found[0]}" if len(found) == 1 else ""


def source_line(rows: pd.DataFrame) -> str:
    """`Sources: State Bank of Pakistan (2024, 2026); UN Comtrade (2025)`: publishers with years."""
    found: dict[str, set[str]] = {}
    vintages = rows["vintage"] if "vintage" in rows else pd.Series("", index=rows.index)
    for publisher, vintage in zip(rows.get("publisher", ()), vintages, strict=False):
        if isinstance(publisher, str) and publisher:
            year = re.search(r"\d{4}", str(vintage))
            for name in publisher.split("; "):
                found.setdefault(name, set()).add(year.group() if year else "undated")
    if not found:
        return "Source: not given"
    named = [f"{name} ({_compact(found[name])})" for name in sorted(found)]
    return f"{'Source' if len(named) == 1 else 'Sources'}: {'; '.join(named)}"


def _compact(vintages: set[str]) -> str:
    """Years of publication, at most three of them in full."""
    ordered = sorted(vintages)
    dates = [v for v in ordered if v != "undated"]
    if len(dates) > 3:
        return ", ".join([f"{dates[0]}–{dates[-1]}", *ordered[len(dates) :]])
    return ", ".join(ordered)


def basis(rows: pd.DataFrame, *more: str) -> str:
    """One sentence on what the values rest on: `more`, then valuation, calendar, recording and regime."""
    held = [listed([names.get(v, v) for v in _known(rows, column)]) for column, names in _BASES]
    unsaid = [_UNSAID.get(column, column) for column, _ in _BASES if "unknown" in distinct(rows, column)]
    note = f"{listed(unsaid)} not stated for {'some' if any(held) else 'all'}" if unsaid else ""
    text = "; ".join(part for part in (*more, *held, note) if part)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _known(rows: pd.DataFrame, column: str) -> list[str]:
    return [str(value) for value in distinct(rows, column) if value not in ("unknown", "point")]


_UNSAID = {"regime": "re-exports"}
_BASES: tuple[tuple[str, dict[str, str]], ...] = (
    ("valuation", {}),
    ("calendar", CALENDARS),
    ("recording", RECORDINGS),
    ("regime", {}),
)


def scale(rows: pd.DataFrame, column: str = "value", unit: str = "") -> tuple[float, str]:
    """The divisor that makes the values readable, and the unit in words: `(1e6, "USD million")`.

    Raises
    ------
    PkjpError
        The rows have more than one unit or price basis: they cannot share an axis.
    """
    units = distinct(rows, "unit") or [unit]
    prices = distinct(rows, "price_basis") or [""]
    if len(units) > 1 or len(prices) > 1:
        several = ", ".join(map(str, units if len(units) > 1 else prices))
        raise PkjpError(f"a figure cannot show {several} on one axis; choose one unit and price basis")
    largest = rows[column].abs().max()
    divisor, magnitude = 1.0, ""
    if str(units[0]) in ("USD", "JPY", "PKR", "EUR"):
        divisor, magnitude = next(((d, m) for least, d, m in _MAGNITUDES if largest >= least), (1.0, ""))
    priced = re.fullmatch(r"\w+ (\d{4})", str(prices[0]))
    words = f"{units[0]} {magnitude}".strip()
    return divisor, f"{words}, {priced.group(1)} prices" if priced else words


def amount(value: float, unit: str) -> str:
    """`USD 298.1 million`: one value with its own magnitude."""
    for divisor, magnitude in ((1e9, "billion"), (1e6, "million"), (1e3, "thousand")):
        if abs(value) >= divisor:
            return f"{unit} {number(value / divisor)} {magnitude}"
    return f"{unit} {number(value)}"


def one_row_each(rows: pd.DataFrame, keys: Sequence[str], figure: str) -> None:
    """Refuse rows that would be drawn on top of each other.

    Raises
    ------
    PkjpError
        Two rows share all `keys`; the message names them and the columns in which they differ.
    """
    held = [key for key in keys if key in rows]
    twice = rows[rows.duplicated(held, keep=False)]
    if twice.empty:
        return
    first = twice.iloc[0]
    group = twice[(twice[held].eq(first[held]) | (twice[held].isna() & first[held].isna())).all(axis=1)]
    differ = [str(c) for c in group.columns if group[c].map(str).nunique() > 1]
    where = ", ".join(f"{key}={first[key]}" for key in held)
    raise PkjpError(
        f"figure {figure}: {len(group)} rows for {where}, which differ in {', '.join(differ) or 'nothing'}; keep one"
    )


def kinds(rows: pd.DataFrame, default: str) -> str:
    """What the products are, in the words of the column `kind`; `default` without it."""
    return listed(kinds_in(distinct(rows, "kind"))) or default


def left_out(rows: pd.DataFrame) -> str:
    """A sentence on the years of other editions or levels that are not compared; empty where there are none."""
    told = listed(distinct(rows, "left_out"))
    return f"Not compared, since their codes are others: {told}." if told else ""


def plain(label: str) -> str:
    """A product's label without the code that it ends with: the code is told beside it."""
    return str(label).partition(" (HS")[0]


def short(label: object, most: int = 60) -> str:
    """A product's label for drawing, where it is long cut at a word, with the code that it ends with."""
    return legible(shortened(str(label), most))


def tied(label: str) -> str:
    """The label with its code on one line, where it is wrapped."""
    return label.replace("(HS ", f"(HS{TIED}")


def largest(rows: pd.DataFrame, sizes: pd.Series, most: int) -> tuple[pd.DataFrame, str]:
    """The rows of the `most` products with the largest size, and how many products are left out, in words."""
    order = sizes.groupby(rows["product"]).max().sort_values(ascending=False, kind="stable").index
    kept = rows[rows["product"].isin(order[:most])]
    return kept, f" The {most} largest; {len(order) - most:,} others are not drawn." if len(order) > most else ""


def told(label: str, positions: Sequence[Any], values: Sequence[float], unit: str = "") -> str:
    """One series in a sentence for those who cannot see it: first, last and highest value."""
    points = sorted((p, v) for p, v in zip(positions, values, strict=True) if pd.notna(v))
    if not points:
        return f"{label}: no values."
    (first, begin), (last, end) = points[0], points[-1]
    named = f"{label}, {unit}" if unit else label
    if len(points) == 1:
        return f"{named}: {number(end)} in {last}."
    top, most = max(points, key=lambda point: point[1])
    high = "" if top in (first, last) else f", highest {number(most)} in {top}"
    return f"{named}: {number(begin)} in {first}, {number(end)} in {last}{high} ({len(points)} values)."


def some(sentences: Sequence[str], most: int = 12) -> str:
    """The sentences, the first `most` of them in full and the others counted."""
    more = len(sentences) - most
    return " ".join([*sentences[:most], *([f"{more} more are in the figure's data."] if more > 0 else [])])


def grouped(rows: pd.DataFrame, columns: Sequence[str]) -> list[tuple[tuple[Hashable, ...], pd.DataFrame]]:
    """The rows by those of the columns that the frame has, in order of appearance; a blank is a group too."""
    held = [column for column in columns if column in rows]
    if not held:
        return [((), rows)]
    return [(key, part) for key, part in rows.groupby(held, sort=False, dropna=False)]


def each(rows: pd.DataFrame) -> Iterator[Row]:
    """The rows one by one, their columns as attributes."""
    yield from rows.itertuples(index=False)
