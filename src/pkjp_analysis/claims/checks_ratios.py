"""Checks of ratios and thresholds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pkjp_analysis.claims import select
from pkjp_analysis.claims.evidence import Evidence, bounds, from_row, same_report
from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.indicators.exchange import year_average_rate
from pkjp_analysis.lineage import watched

if TYPE_CHECKING:
    from pkjp_analysis.store import Store


def ratio_compared(statement: Statement, store: Store) -> list[Evidence]:
    """A ratio in percent of two sums from one origin and one period, against the threshold.

    A part-year ratio votes only for an origin that holds no full year; of overlapping part-years the
    longest does.
    """
    tops = select.in_window(statement, select.rows(store, statement.about))
    bottoms = select.in_window(statement, select.rows(store, statement.against))
    full = {row["origin"] for row in tops if row["coverage"] == "full"}
    flows = set(select.parse(statement.against).must.get("flow", [""]))
    pieces: list[tuple[dict[str, Any], Evidence]] = []
    for key in dict.fromkeys(same_report(row) for row in tops):
        above = [row for row in tops if same_report(row) == key]
        below = [row for row in bottoms if same_report(row) == key]
        if not below or {row["flow"] for row in below} != flows:
            continue
        first = above[0]
        low, high = _ratio(above, below)
        partial = first["coverage"] == "partial"
        pieces.append(
            (
                first,
                from_row(
                    statement,
                    first,
                    f"{float(low + high) / 2:.2f}",
                    "percent",
                    threshold_vote(statement, low, high),
                    admissible=first["admissible"] and not (partial and first["origin"] in full),
                    low=low,
                    high=high,
                    raw=";".join(dict.fromkeys(row["raw"] for row in above + below)),
                    note="part of a year" if partial else "",
                ),
            )
        )
    return _longest(pieces)


def _ratio(above: list[dict[str, Any]], below: list[dict[str, Any]]) -> tuple[Decimal, Decimal]:
    """Interval of a ratio in percent; a numerator inside its own denominator moves with it."""
    top = (
        sum((bounds(row)[0] for row in above), Decimal(0)),
        sum((bounds(row)[1] for row in above), Decimal(0)),
    )
    inside = {row["raw"] for row in above} <= {row["raw"] for row in below}
    rest = [row for row in below if not inside or row["raw"] not in {r["raw"] for r in above}]
    others = (
        sum((bounds(row)[0] for row in rest), Decimal(0)),
        sum((bounds(row)[1] for row in rest), Decimal(0)),
    )
    if inside:
        return 100 * top[0] / (top[0] + others[1]), 100 * top[1] / (top[1] + others[0])
    return 100 * top[0] / others[1], 100 * top[1] / others[0]


def threshold_vote(statement: Statement, low: Decimal, high: Decimal) -> str:
    """Precise where the whole interval satisfies the rule, no where none of it does, else none."""
    threshold = statement.needs_threshold()
    if statement.comparator == "below":
        return "precise" if high < threshold else "no" if low >= threshold else "none"
    if statement.comparator == "above":
        return "precise" if low > threshold else "no" if high <= threshold else "none"
    return "precise" if low >= threshold else "no" if high < threshold else "none"


def _longest(pieces: list[tuple[dict[str, Any], Evidence]]) -> list[Evidence]:
    """Of part-years of one origin that overlap, only the longest keeps its vote."""
    result = []
    for row, piece in pieces:
        longer = any(
            other["origin"] == row["origin"]
            and other["coverage"] == "partial"
            and other["period_start"] <= row["period_end"]
            and row["period_start"] <= other["period_end"]
            and _length(other) > _length(row)
            for other, _ in pieces
        )
        result.append(piece.without_vote("a longer part of the year is held") if longer and piece.note else piece)
    return result


def _length(row: dict[str, Any]) -> int:
    return (date.fromisoformat(row["period_end"]) - date.fromisoformat(row["period_start"])).days


def value_compared(statement: Statement, store: Store) -> list[Evidence]:
    """Each figure against the threshold, with the rounding of its print."""
    return [
        from_row(
            statement,
            row,
            row["value"],
            row["unit"],
            threshold_vote(statement, *bounds(row)),
            admissible=row["admissible"],
            note=row["why"],
        )
        for row in select.in_window(statement, select.rows(store, statement.about))
    ]


def share_in_imports(statement: Statement, store: Store) -> list[Evidence]:
    """The exporter's figure over the importer's total in its own currency, at the average rate of the year."""
    tops = select.in_window(statement, select.rows(store, statement.about))
    totals = select.in_window(statement, select.rows(store, statement.against))
    pieces = []
    for total in totals:
        rate = year_average_rate(watched(store.observations), total["period_start"][:4])
        for top in tops:
            if top["regime"] == "without re-exports" or rate is None or total["unit"] != "JPY":
                continue
            low, high = bounds(total)
            dollars = (low / rate.rate, high / rate.rate)
            share = (100 * bounds(top)[0] / dollars[1], 100 * bounds(top)[1] / dollars[0])
            pieces.append(
                from_row(
                    statement,
                    top,
                    f"{float(sum(share)) / 2:.4f}",
                    "percent",
                    threshold_vote(statement, *share),
                    admissible=top["admissible"] and total["admissible"],
                    low=share[0],
                    high=share[1],
                    raw=f"{top['raw']};{total['raw']};{rate.raw}",
                    note=f"total {total['value']} yen at {rate.rate:.2f} yen per dollar ({rate.kind} {rate.period})",
                )
            )
    return pieces
