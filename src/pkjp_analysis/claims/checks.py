"""Checks of quoted figures and ranges: small functions, statement and store in, evidence out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pkjp_analysis.claims import select
from pkjp_analysis.claims.evidence import (
    Evidence,
    bound_vote,
    bounds,
    dated_inside,
    from_row,
    interval_vote,
    overlap,
    same_report,
)
from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.store import Store

INFINITE = Decimal("Infinity")


def value_equals(statement: Statement, store: Store) -> list[Evidence]:
    """The asserted figure against each figure of the same thing.

    A bound (more than, up to, part of a year) can only refute. Where the rows are the parent of the thing
    (``about_is`` parent), equality at printed precision is near, and a larger parent abstains. Counts of
    a year that are only known by their change to the next are derived (`level_before_change`).
    """
    frame = select.rows(store, statement.about)
    if select.parse(statement.about).table == "grants":
        return [_grant_value(statement, row) for row in rows_of(frame)]
    levels = frame[~frame["series"].str.endswith("_change")]
    pieces = _totals_from_parts(statement, store)
    pieces += [
        from_row(
            statement,
            row,
            row["value"],
            row["unit"],
            _value_vote(statement, row),
            admissible=row["admissible"],
            note=row["why"] or _bound_note(row),
            low=bounds(row)[0],
            high=bounds(row)[1],
        )
        for row in select.in_window(statement, levels)
    ]
    return pieces + level_before_change(statement, store)


def _totals_from_parts(statement: Statement, store: Store) -> list[Evidence]:
    """Two-way totals as the sum of exports and imports of one source; over a part of a year a lower bound."""
    if "flow=total" not in statement.about:
        return []
    parts = select.in_window(statement, select.rows(store, statement.about.replace("flow=total", "flow=export,import")))
    pieces = []
    for key in dict.fromkeys(same_report(row) for row in parts if row["admissible"]):
        both = [row for row in parts if same_report(row) == key]
        if sorted(row["flow"] for row in both) != ["export", "import"]:
            continue
        low, high = (sum((bounds(row)[side] for row in both), Decimal(0)) for side in (0, 1))
        value = sum(Decimal(row["value"]) for row in both)
        partial = any(row["coverage"] == "partial" for row in both)
        allowed = (low, INFINITE if partial else high)
        note = " + ".join(f"{row['flow']}s {row['value']}" for row in sorted(both, key=lambda row: row["flow"]))
        pieces.append(
            from_row(
                statement,
                both[0],
                str(value),
                both[0]["unit"],
                bound_vote(statement, allowed) if partial else interval_vote(statement, allowed),
                low=low,
                high=allowed[1],
                raw=";".join(row["raw"] for row in both),
                note=f"sum of the parts: {note}" + ("; part of a year: a lower bound" if partial else ""),
            )
        )
    return pieces


def _value_vote(statement: Statement, row: dict[str, Any]) -> str:
    low, high = bounds(row)
    if statement.about_is == "parent":
        if overlap(statement.asserted(), (low, high)):
            return "near"
        return bound_vote(statement, (Decimal(0), high))
    found = allowed(row)
    return interval_vote(statement, found) if found == (low, high) else bound_vote(statement, found)


def allowed(row: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """What a row of observations allows the whole period to be: its printed interval, open where it is a bound."""
    low, high = bounds(row)
    if row["qualifier"] == "more_than" or row["coverage"] == "partial":
        return low, INFINITE
    return (-INFINITE, high) if row["qualifier"] == "up_to" else (low, high)


def _bound_note(row: dict[str, Any]) -> str:
    if row["coverage"] == "partial":
        return "part of a year: a lower bound"
    return {"more_than": "a lower bound", "up_to": "an upper bound"}.get(row["qualifier"], "")


def _grant_value(statement: Statement, row: dict[str, Any]) -> Evidence:
    amount = {**row, "value": row["amount"]}
    inside = dated_inside(statement, row["period"])
    vote = interval_vote(statement, bounds(amount))
    return from_row(
        statement,
        row,
        row["amount"],
        row["currency"],
        vote,
        admissible=inside,
        note="" if inside else "stated outside the window",
        low=bounds(amount)[0],
        high=bounds(amount)[1],
    )


def level_before_change(statement: Statement, store: Store) -> list[Evidence]:
    """The level a year earlier, from a level and its printed percentage change: level / (1 + change / 100).

    The interval carries the rounding of both: 738 at -23.4 gives 962.8 to 964.1.
    """
    frame = select.rows(store, statement.about)
    changes = rows_of(frame[frame["series"].str.endswith("_change")])
    levels = {(row["origin"], row["period_end"]): row for row in rows_of(frame) if row["series"] == "residents"}
    pieces = []
    for change in changes:
        level = levels.get((change["origin"], change["period_end"]))
        if level is None:
            continue
        day = date.fromisoformat(change["period_end"])
        earlier = day.replace(year=day.year - 1)
        if not statement.in_window(earlier, earlier):
            continue
        low, high = _before(level, change)
        pieces.append(
            from_row(
                statement,
                level,
                f"{float(low):.1f}-{float(high):.1f}",
                level["unit"],
                interval_vote(statement, (low, high)),
                period=earlier.isoformat(),
                low=low,
                high=high,
                raw=f"{level['raw']};{change['raw']}",
                note=f"derived from {level['value']} at {change['value']} percent",
            )
        )
    return pieces


def _before(level: dict[str, Any], change: dict[str, Any]) -> tuple[Decimal, Decimal]:
    low, high = bounds(level)
    down, up = bounds(change)
    return low / (1 + up / 100), high / (1 + down / 100)


def range_of_reports(statement: Statement, store: Store) -> list[Evidence]:
    """A range of reported figures, judged as a whole.

    Precise where the lowest and the highest report overlap the ends of the range, near where all lie
    inside, no where one lies outside. The vote is carried by every report, since it belongs to all. A part of a
    year is a lower bound: it can lie outside, it is no end of the range, and it carries no other vote.
    """
    found = select.in_window(statement, select.rows(store, statement.about))
    usable = [_report(row) for row in found if row["admissible"] and row["confidence"] != "low"]
    sums = [piece for piece in _totals_from_parts(statement, store) if piece.admissible]
    reports = usable + [(piece.low, piece.high) for piece in sums if piece.low and piece.high]
    vote = range_vote(statement, reports)
    whole = [piece.high is not None and piece.high.is_finite() for piece in sums]
    return [replace(piece, vote=vote) if all_year else piece for piece, all_year in zip(sums, whole, strict=True)] + [
        from_row(
            statement,
            row,
            row["value"],
            row["unit"],
            vote if _report(row)[1].is_finite() else bound_vote(statement, _report(row)),
            admissible=row["admissible"],
            note=row["why"] or _bound_note(row),
            low=_report(row)[0],
            high=_report(row)[1],
        )
        for row in found
    ]


def _report(row: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """What a report allows the whole period to be."""
    low, high = bounds(row)
    return low, INFINITE if row["coverage"] == "partial" else high


def range_vote(statement: Statement, reports: list[tuple[Decimal, Decimal]]) -> str:
    """The vote of all reports together on a range, as `range_of_reports` says."""
    whole = [report for report in reports if report[1].is_finite()]
    if not whole or statement.asserted_low is None or statement.asserted_high is None:
        return "none"
    low, high = statement.asserted()
    scale = statement.scale
    low_end = (low, (statement.asserted_low + statement.precision_low) * scale)
    high_end = ((statement.asserted_high - statement.precision_high) * scale, high)
    if not all(overlap((low, high), report) for report in reports):
        return "no"
    if overlap(low_end, min(whole)) and overlap(high_end, max(whole, key=lambda report: report[1])):
        return "precise"
    return "near"
