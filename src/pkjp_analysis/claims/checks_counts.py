"""Checks that count: years, months, reports, different figures, spans between events."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from pkjp_analysis.claims import select
from pkjp_analysis.claims.checks_ratios import threshold_vote
from pkjp_analysis.claims.evidence import Evidence, dated_inside, days, from_row, period_of
from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.store import Store

# Flood years are counted in blocks of five calendar years, the first of which is 1970-74.
BLOCK = 5


def suspended_months(statement: Statement, store: Store) -> list[Evidence]:
    """Calendar months from a freeze to its end, as each source dates both, against the threshold."""
    ends = {row["origin"]: row for row in rows_of(select.rows(store, statement.against))}
    pieces = []
    for start in rows_of(select.rows(store, statement.about)):
        end = ends.get(start["origin"])
        first, last = days(start["date"]), days(end["date"]) if end else None
        if end is None or first is None or last is None:
            continue
        months = Decimal(months_between(first[0], last[0]))
        pieces.append(
            from_row(
                statement,
                start,
                str(months),
                "months",
                threshold_vote(statement, months, months),
                period=f"{start['date']} to {end['date']}",
                raw=f"{start['raw']};{end['raw']}",
            )
        )
    return pieces


def months_between(first: date, last: date) -> int:
    """Calendar months from one day to another: May 1998 to October 2001 is 41."""
    return (last.year - first.year) * 12 + last.month - first.month


def years_positive(statement: Statement, store: Store) -> list[Evidence]:
    """Share of years with a positive figure, percent, by series and origin, against the threshold."""
    frame = select.rows(store, statement.about)
    pieces = []
    for series, origin in dict.fromkeys(zip(frame["series"], frame["origin"], strict=True)):
        ours = frame[(frame["series"] == series) & (frame["origin"] == origin)]
        rows = [row for row in select.in_window(statement, ours) if row["admissible"]]
        if not rows:
            continue
        span = (min(row["period_start"][:4] for row in rows), max(row["period_start"][:4] for row in rows))
        years = int(span[1]) - int(span[0]) + 1
        # A year that is printed anew, or at other prices too, is one year.
        newest = {row["period_start"]: row for row in sorted(rows, key=lambda row: str(row["vintage"]))}
        positive = sum(Decimal(row["value"]) > 0 for row in newest.values())
        share = 100 * Decimal(positive) / years
        # A positive net figure shows a positive gross one; a net figure that is not positive shows nothing.
        high = Decimal(100) if series == "aid_net" else share
        pieces.append(
            from_row(
                statement,
                rows[0],
                f"{share:.1f}",
                "percent",
                threshold_vote(statement, share, high),
                period=f"{span[0]} to {span[1]}",
                note=f"{series}: positive in {positive} of {years} years",
            )
        )
    return pieces


def grows(statement: Statement, store: Store) -> list[Evidence]:
    """First and last figure of each series and origin inside the window; precise where the last is higher."""
    frame = select.rows(store, statement.about)
    pieces = []
    for series, origin in dict.fromkeys(zip(frame["series"], frame["origin"], strict=True)):
        ours = frame[(frame["series"] == series) & (frame["origin"] == origin) & (frame["coverage"] == "full")]
        rows = [row for row in select.in_window(statement, ours) if row["admissible"] and row["confidence"] != "low"]
        rows.sort(key=lambda row: (row["period_end"], row["vintage"]))
        if len(rows) < 2 or rows[0]["period_end"] == rows[-1]["period_end"]:
            continue
        first, last = rows[0], rows[-1]
        rise = 100 * (Decimal(last["value"]) / Decimal(first["value"]) - 1)
        pieces.append(
            from_row(
                statement,
                last,
                f"{rise:.1f}",
                "percent",
                "precise" if rise > 0 else "no",
                raw=f"{first['raw']};{last['raw']}",
                note=f"{series}: {period_of(first)} to {period_of(last)}",
            )
        )
    return pieces


def _one_vote_on_all(
    statement: Statement, rows: list[dict[str, Any]], count: int, unit: str, said: str
) -> list[Evidence]:
    """Every row as context, the last of them with the one vote on the count."""
    if not rows:
        return []
    pieces = [from_row(statement, row, row.get("date") or row.get("value") or "", unit, "none") for row in rows]
    vote = threshold_vote(statement, Decimal(count), Decimal(count))
    return [*pieces[:-1], replace(pieces[-1], value=str(count), vote=vote, note=said)]


def median_age(statement: Statement, store: Store) -> list[Evidence]:
    """Median age in years, at the end of the window, of the foundings listed."""
    rows = [row for row in rows_of(select.rows(store, statement.about)) if dated_inside(statement, row["date"])]
    until = statement.evidence_to.year if statement.evidence_to else 0
    ages = {row["event"]: until - int(row["date"][:4]) for row in rows}
    if not ages:
        return []
    middle = int(median(ages.values()))
    said = f"median of {len(ages)} foundings, {min(ages.values())} to {max(ages.values())} years"
    return _one_vote_on_all(statement, rows, middle, "years", said)


def distinct_counts(statement: Statement, store: Store) -> list[Evidence]:
    """How many different figures the sources give."""
    rows = [row for row in select.in_window(statement, select.rows(store, statement.about)) if row["admissible"]]
    values = sorted({Decimal(row["value"]) for row in rows})
    said = f"different counts: {', '.join(str(value) for value in values)}"
    return _one_vote_on_all(statement, rows, len(values), "counts", said)


def reports_in_years(statement: Statement, store: Store) -> list[Evidence]:
    """In how many different years there is a dated report."""
    rows = [row for row in rows_of(select.rows(store, statement.about)) if dated_inside(statement, row["date"])]
    years = sorted({row["date"][:4] for row in rows})
    return _one_vote_on_all(statement, rows, len(years), "years", f"reports in {', '.join(years)}")


def count_at_least(statement: Statement, store: Store) -> list[Evidence]:
    """How many different grants of a kind were announced inside the window."""
    rows = [
        row for row in rows_of(select.rows(store, statement.about)) if dated_inside(statement, row["announced_date"])
    ]
    names = sorted({row["grant"] for row in rows})
    return _one_vote_on_all(statement, rows, len(names), "grants", f"{len(names)} grants: {', '.join(names)}")


def event_in_every_block(statement: Statement, store: Store) -> list[Evidence]:
    """At least one event in every block of five years, from the window's first year to the last whole block held."""
    rows = [row for row in select.in_window(statement, select.rows(store, statement.about)) if row["admissible"]]
    yearly = {int(row["period_start"][:4]): row for row in rows}
    if not yearly or statement.evidence_from is None:
        return []
    pieces = []
    for first in range(statement.evidence_from.year, max(yearly) - BLOCK + 2, BLOCK):
        block = [yearly[year] for year in range(first, first + BLOCK) if year in yearly]
        count = sum((Decimal(row["value"]) for row in block), Decimal(0))
        row = block[-1] if block else rows[-1]
        label = f"{first}-{(first + BLOCK - 1) % 100:02d}"
        vote = threshold_vote(statement, count, count)
        pieces.append(from_row(statement, row, str(count), "events", vote, period=label, note=f"events in {label}"))
    return pieces
