"""Periods as sources print them, as first and last day."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

CALENDARS = ("CY", "FY-JUL", "FY-APR", "month", "point", "unknown")
# First month of the fiscal years: Pakistan July-June, Japan April-March.
FISCAL_START = {"FY-JUL": 7, "FY-APR": 4}


@dataclass(frozen=True)
class Period:
    """First and last day, and whether the calendar's whole unit is covered."""

    start: date
    end: date
    full: bool


@lru_cache(maxsize=4096)
def parse_period(text: str, calendar: str) -> Period | None:
    """First and last day of a printed period.

    Accepts ``2024``, ``2024-12``, ``2024-12-17``, ``2023-24`` (fiscal calendars) and ``A/B`` ranges of
    these. A flow is `full` when it covers whole units of its calendar: calendar years, fiscal years
    (July-June for ``FY-JUL``, April-March for ``FY-APR``) or months; a date always is.

    Returns
    -------
    Period or None
        None where the source gives no period (empty text, calendar ``unknown``).

    Raises
    ------
    ValueError
        The text is no period of that calendar.
    """
    if not text:
        if calendar != "unknown":
            raise ValueError(f"no period, though the calendar is {calendar}")
        return None
    first, between, last = text.partition("/")
    # Inside a range 2010-11 is a month; only alone does it name a fiscal year.
    start = _bounds(first, calendar, alone=not between)[0]
    end = _bounds(last or first, calendar, alone=not between)[1]
    if end < start:
        raise ValueError(f"period {text!r} ends before it starts")
    return Period(start, end, _is_full(start, end, calendar))


def _bounds(text: str, calendar: str, *, alone: bool) -> tuple[date, date]:
    if alone and calendar in FISCAL_START and re.fullmatch(r"\d{4}-\d{2}", text) and _names_fiscal_year(text):
        year, month = int(text[:4]), FISCAL_START[calendar]
        last_month = month - 1
        return date(year, month, 1), date(year + 1, last_month, months.monthrange(year + 1, last_month)[1])
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if re.fullmatch(r"\d{4}-\d{2}", text):
        year, month = int(text[:4]), int(text[5:])
        if 1 <= month <= 12:
            return date(year, month, 1), date(year, month, months.monthrange(year, month)[1])
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        day = date.fromisoformat(text)
        return day, day
    raise ValueError(f"{text!r} is no period")


def _names_fiscal_year(text: str) -> bool:
    return int(text[5:]) == (int(text[2:4]) + 1) % 100


def _is_full(start: date, end: date, calendar: str) -> bool:
    if calendar in ("point", "unknown"):
        return True
    starts_month = start.day == 1
    ends_month = end.day == months.monthrange(end.year, end.month)[1]
    if calendar == "month":
        return starts_month and ends_month
    first = FISCAL_START.get(calendar, 1)
    return starts_month and ends_month and start.month == first and end.month == (first - 2) % 12 + 1


def period_label(start: date, end: date, calendar: str) -> str:
    """Short label of a period: ``2024``, ``2023-24``, ``2024-12``, a date, or ``first to last``."""
    if calendar in FISCAL_START and _is_full(start, end, calendar) and (end - start).days < 366:
        return f"{start.year}-{end.year % 100:02d}"
    if start == end:
        return start.isoformat()
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.year}-{start.month:02d}"
    return f"{start.year}-{start.month:02d} to {end.year}-{end.month:02d}"


def spans(periods: Sequence[str]) -> str:
    """Years, or months as ``202401``, in words: ``2000, 2003 to 2005``."""
    runs: list[list[str]] = []
    for period in periods:
        if runs and int(period) == int(runs[-1][-1]) + 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
