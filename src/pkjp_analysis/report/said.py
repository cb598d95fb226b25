"""What is asserted and what the figures say, in words: amounts in a statement's unit, days, periods, one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from pkjp_analysis.claims.evidence import Evidence, period_of
from pkjp_analysis.claims.judge import Judgement
from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.narrative.words import few, names
from pkjp_analysis.plain import shortened

Row = dict[str, Any]
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MONEY = {"USD": "dollars", "JPY": "yen", "PKR": "rupees", "EUR": "euros"}
_SIZES = ((Decimal(10**9), "billion"), (Decimal(10**6), "million"))
_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_RANGE = re.compile(r"(-?[\d.]+)-(-?[\d.]+)")
_LONG = re.compile(r"\b\d{7,}\b")
# Checks with one vote on all rows, which the last of them carries; and those whose values are changes.
_ON_ALL = ("median_age", "distinct_counts", "reports_in_years", "count_at_least", "announced_in_years")
_CHANGES = ("grows", "both_grow")
# More different values than this are told as a range.
_MOST_VALUES = 3
_MOST_WORDS = 6
_ALL_DECIMALS = 28
_COMPARATORS = {"below": "below", "above": "above", "at_least": "at least"}


def unit_words(unit: str) -> str:
    """A statement's unit as it is read: ``million dollars`` for ``USD million``."""
    money, _, size = unit.partition(" ")
    return f"{size} {MONEY[money]}".strip() if money in MONEY else unit


def asserted(statement: Statement) -> str:
    """What the paper asserts, as printed, with its unit; empty where the check has no value."""
    low, high = statement.asserted_low, statement.asserted_high
    if low is not None and high is not None:
        number = f"{low:,}" if low == high else f"{low:,} to {high:,}"
        return f"{number} {unit_words(statement.unit)}".strip()
    ends = [day(end) for end in statement.asserted_value.split("/")]
    return shortened(" to ".join(ends).replace(";", ", ").replace("_", " ").replace("=", " "))


def day(text: str) -> str:
    """A date as far as it is known: ``28 April 1952``, ``March 2025``; other text as it is."""
    found = _DAY.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= len(_MONTHS):
        return text
    return f"{f'{int(found[3])} ' if found[3] else ''}{_MONTHS[int(found[2]) - 1]} {found[1]}"


def period(piece: Evidence, rows: Sequence[Row]) -> str:
    """A piece's period in words: a fiscal year is named as such, months and days are spelt out."""
    fiscal = [row for row in rows if str(row.get("calendar", "")).startswith("FY") and period_of(row) == piece.period]
    if fiscal and re.fullmatch(r"\d{4}-\d\d", piece.period):
        return f"fiscal year {piece.period}"
    if piece.period.startswith("JFY"):
        return f"Japanese fiscal year {piece.period.removeprefix('JFY')}"
    # A block of years, such as 2005-09, is no month: only what the row itself says is one.
    own = any(period_of(row) == piece.period for row in rows) or not re.fullmatch(r"\d{4}-\d\d", piece.period)
    return " to ".join(map(day, piece.period.split(" to "))) if own else piece.period


def amount(text: str, unit: str, statement: Statement) -> str:
    """A piece's value in the statement's unit where it has one for it, else in its own; words and dates as they are."""
    found = _RANGE.fullmatch(text) if unit not in ("date", "words") else None
    try:
        values = [Decimal(value) for value in (found.groups() if found else (text,))]
    except InvalidOperation:
        return day(text)
    if unit in ("date", "words") or not all(value.is_finite() for value in values):
        return day(text)
    scale, words = unit_for(values[-1], unit, statement)
    shown = [number(value / scale, _decimals(statement, scale)) for value in values]
    return f"{' to '.join(shown)} {_singular(words) if shown == ['1'] else words}".strip()


def unit_for(value: Decimal, unit: str, statement: Statement) -> tuple[Decimal, str]:
    """By what an amount in base units is divided to be read, and the unit then."""
    if unit not in MONEY:
        return Decimal(1), unit
    if statement.unit.startswith(unit):
        return statement.scale, unit_words(statement.unit)
    size, word = next(((size, word) for size, word in _SIZES if abs(value) >= size), (Decimal(1), ""))
    return size, f"{word} {MONEY[unit]}".strip()


def number(value: Decimal, most: int) -> str:
    """A number with thousands apart, and at most so many decimals."""
    own = max(0, -int(value.normalize().as_tuple().exponent))
    return f"{value:,.{min(own, most)}f}".replace("-", "−")


def note(text: str) -> str:
    """A note with the thousands of its long numbers apart, and ids as words."""
    return _LONG.sub(lambda found: f"{int(found[0]):,}", text).replace("_", " ")


def threshold(statement: Statement, unit: str) -> str:
    """The rule on a threshold: ``below 25 percent``; empty without one."""
    if statement.threshold is None or statement.comparator not in _COMPARATORS:
        return ""
    words = _singular(unit) if statement.threshold == 1 else unit
    return f"{_COMPARATORS[statement.comparator]} {statement.threshold:,} {words}".strip()


def figures_say(judgement: Judgement, rows_of: Mapping[str, Sequence[Row]]) -> str:
    """What the figures say of a statement, in a sentence or two.

    Parameters
    ----------
    judgement
        The statement as it is judged.
    rows_of
        The rows of the study's tables by a piece's `raw`.
    """
    voting = [piece for piece in judgement.evidence if piece.vote != "none"]
    if judgement.verdict == "judgement":
        return f"A judgement of policy; {judgement.reason}."
    if not voting:
        return _context(judgement, rows_of)
    told = _on_all(judgement) if judgement.statement.check in _ON_ALL else _values(judgement.statement, voting, rows_of)
    units = dict.fromkeys(piece.unit for piece in voting)
    asked = threshold(judgement.statement, next(iter(units)) if len(units) == 1 else "")
    lacking = judgement.reason.partition("; would be")[0] if judgement.verdict == "unsupported" else ""
    asks, lacks = f"The rule asks for {asked}.", f"Not enough: {lacking}."
    return " ".join([f"{told[0].upper()}{told[1:]}.", *([asks] if asked else []), *([lacks] if lacking else [])])


def _values(statement: Statement, pieces: Sequence[Evidence], rows_of: Mapping[str, Sequence[Row]]) -> str:
    change = "a change of " if statement.check in _CHANGES else ""
    by_value: dict[str, list[Evidence]] = {}
    for piece in pieces:
        by_value.setdefault(change + amount(piece.value, piece.unit, statement), []).append(piece)
    if len(by_value) > _MOST_VALUES:
        return _many(statement, pieces, list(by_value))
    return "; ".join(f"{value} ({_whence(alike, rows_of)})" for value, alike in by_value.items())


def _on_all(judgement: Judgement) -> str:
    """A count with what it counts."""
    carrier = next(piece for piece in judgement.evidence if piece.vote != "none")
    origins = len({piece.origin for piece in judgement.evidence})
    value = amount(carrier.value, carrier.unit, judgement.statement)
    return f"{value} ({'; '.join(filter(None, [note(carrier.note), _of_origins(origins)]))})"


def _many(statement: Statement, pieces: Sequence[Evidence], values: list[str]) -> str:
    """The range of many numbers, or other values one after the other, and from how many origins."""
    whence = _of_origins(len({piece.origin for piece in pieces}))
    try:
        found = [Decimal(piece.value) for piece in pieces]
    except InvalidOperation:
        return f"{few(values, _MOST_WORDS)} ({len(pieces)} votes, {whence})"
    low, high = min(found), max(found)
    scale, words = unit_for(high, pieces[0].unit, statement)
    ends = " to ".join(number(end / scale, _decimals(statement, scale)) for end in (low, high))
    return f"{ends} {words} ({len(pieces)} figures, {whence})"


def _of_origins(count: int) -> str:
    return f"{count} origin{'' if count == 1 else 's'}"


def _whence(pieces: Sequence[Evidence], rows_of: Mapping[str, Sequence[Row]]) -> str:
    """Origins, periods where they are not the values themselves, and the note where there is one piece alone."""
    origins = list(dict.fromkeys(piece.origin for piece in pieces))
    told = [names(origins) if len(origins) <= _MOST_VALUES else _of_origins(len(origins))]
    periods = list(dict.fromkeys(period(piece, rows_of[piece.raw]) for piece in pieces))
    if any(piece.value != piece.period for piece in pieces) and len(periods) <= _MOST_VALUES:
        told += [names(periods)]
    return ", ".join(told) + (f"; {note(pieces[0].note)}" if len(pieces) == 1 and pieces[0].note else "")


def _context(judgement: Judgement, rows_of: Mapping[str, Sequence[Row]]) -> str:
    """What is held beside the votes that are wanting; else only what would settle it."""
    settled = f"It would be settled by: {judgement.statement.settle}."
    held = sorted((piece for piece in judgement.evidence if piece.value), key=lambda piece: not piece.admissible)
    if not held:
        return f"No figure of it is held. {settled}"
    first, more = held[:2], len(held) - 2
    told = _values(judgement.statement, first, rows_of) + (f"; and {more} more" if more > 0 else "")
    return f"No figure votes. Held as context: {told}. {settled}"


def _decimals(statement: Statement, scale: Decimal) -> int:
    """Of millions or billions one decimal more than the paper prints, at least three; else all that there are."""
    if scale == 1:
        return _ALL_DECIMALS
    ends = [end for end in (statement.asserted_low, statement.asserted_high) if end is not None]
    return max([2, *(-int(end.as_tuple().exponent) for end in ends)]) + 1


def _singular(unit: str) -> str:
    return f"{unit[:-3]}y" if unit.endswith("ies") else unit.removesuffix("s")
