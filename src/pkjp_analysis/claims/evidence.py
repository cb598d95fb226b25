"""Pieces of evidence: a figure or date, where it stands, and how it votes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.indicators.grants import LEVELS
from pkjp_analysis.periods import parse_period, period_label

VOTES = ("precise", "near", "no", "none")


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence for one part of a statement.

    `value` is text in base units (number, date or words); `low` and `high` bound it where it is a number;
    `period` orders and names it; `relation` is cited_source or independent; `vote` is precise, near, no
    or none; `note` says why it has no vote, or what it shows.
    """

    value: str
    unit: str
    period: str
    source: str
    origin: str
    vintage: str
    evidence: str
    relation: str
    admissible: bool
    vote: str
    raw: str
    part: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    note: str = ""

    def without_vote(self, why: str) -> Evidence:
        """The same piece as context."""
        return replace(self, vote="none", note=f"{self.note}; {why}" if self.note else why)


def from_row(statement: Statement, row: dict[str, Any], value: str, unit: str, vote: str, **more: Any) -> Evidence:
    """Evidence from a row of observations, grants or events.

    Rows with low confidence or from the paper itself are context, as are those that `more` marks with
    ``admissible=False``.
    """
    usable = row["confidence"] != "low" and row["evidence"] != "paper"
    inside = more.pop("admissible", True)
    admissible = usable and inside
    note = more.pop("note", "")
    if not usable:
        note = "low confidence" if row["confidence"] == "low" else "the paper itself"
    return Evidence(
        value=value,
        unit=unit,
        period=more.pop("period", None) or period_of(row),
        source=row["source"],
        origin=row["origin"],
        vintage=row["vintage"],
        evidence=row["evidence"],
        relation="cited_source" if row["origin"] in statement.cited_origin else "independent",
        admissible=admissible,
        vote=vote if admissible else "none",
        raw=more.pop("raw", None) or row["raw"],
        note=note,
        **more,
    )


def period_of(row: dict[str, Any]) -> str:
    """Label of a row's period."""
    if "period_start" not in row:
        return str(row.get("period") or row.get("date") or "")
    if not row["period_start"]:
        return "unknown"
    start, end = (date.fromisoformat(row[name]) for name in ("period_start", "period_end"))
    return period_label(start, end, row["calendar"])


def bounds(row: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """The printed interval of a row's value: half the last digit to each side."""
    value, precision = Decimal(row["value"]), Decimal(row["precision"])
    return value - precision, value + precision


def days(text: str) -> tuple[date, date] | None:
    """First and last day of a date as far as known, or None."""
    period = parse_period(text, "point") if text else None
    return (period.start, period.end) if period else None


def dated_inside(statement: Statement, text: str) -> bool:
    """Whether a date as far as known lies inside the evidence window."""
    found = days(text)
    return found is not None and statement.in_window(*found)


def same_report(row: dict[str, Any]) -> tuple[str, ...]:
    """What one source reports of one period: rows with equal keys can be set beside each other."""
    return tuple(row[name] for name in ("origin", "recording", "period_start", "period_end", "source"))


def overlap(a: tuple[Decimal, Decimal], b: tuple[Decimal, Decimal]) -> bool:
    """Whether two closed intervals meet."""
    return a[0] <= b[1] and b[0] <= a[1]


def interval_vote(statement: Statement, found: tuple[Decimal, Decimal]) -> str:
    """A figure against the asserted interval: overlap is precise, within the tolerance near, else no."""
    asserted = statement.asserted()
    if overlap(asserted, found):
        return "precise"
    tolerance = statement.tolerance_abs * statement.scale
    return "near" if overlap((asserted[0] - tolerance, asserted[1] + tolerance), found) else "no"


def bound_vote(statement: Statement, allowed: tuple[Decimal, Decimal]) -> str:
    """A bound votes no where every value that it allows fails; else it abstains, it never confirms."""
    return "none" if interval_vote(statement, allowed) != "no" else "no"


def one_vote_per_origin(pieces: list[Evidence]) -> list[Evidence]:
    """Keep one vote per origin, period and part: the best evidence level, then the newest vintage.

    A piece without vintage sorts oldest. The others stay as context.
    """
    best: dict[tuple[str, str, str], Evidence] = {}
    for piece in pieces:
        if piece.vote == "none":
            continue
        key = (piece.origin, piece.period, piece.part)
        if key not in best or _rank(piece) > _rank(best[key]):
            best[key] = piece
    kept = {id(piece) for piece in best.values()}
    return [
        piece
        if piece.vote == "none" or id(piece) in kept
        else piece.without_vote(f"another print of the same figure of {piece.origin}")
        for piece in pieces
    ]


def _rank(piece: Evidence) -> tuple[int, str]:
    return (-LEVELS.index(piece.evidence), piece.vintage)
