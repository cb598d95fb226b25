"""Checks on people: growth of head counts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pkjp_analysis.claims import select
from pkjp_analysis.claims.evidence import Evidence, from_row, period_of
from pkjp_analysis.claims.ledger import Statement

if TYPE_CHECKING:
    from pkjp_analysis.store import Store


def both_grow(statement: Statement, store: Store) -> list[Evidence]:
    """First and last count in the window of each direction, within one origin; precise where it grew.

    A printed change to the year before counts as the two levels that it compares.
    """
    frame = select.rows(store, statement.about)
    pieces = []
    for flow in ("in", "out"):
        part = f"residents {flow}"
        ours = frame[frame["flow"] == flow]
        for origin in dict.fromkeys(ours["origin"]):
            rows = [r for r in select.in_window(statement, ours[ours["origin"] == origin]) if r["confidence"] != "low"]
            levels = sorted((r for r in rows if r["series"] == "residents"), key=lambda r: r["period_end"])
            changes = [r for r in rows if r["series"] == "residents_change"]
            if len(levels) >= 2:
                first, last = levels[0], levels[-1]
                growth = 100 * (Decimal(last["value"]) / Decimal(first["value"]) - 1)
                said, raw = f"{period_of(first)} to {period_of(last)}", f"{first['raw']};{last['raw']}"
            elif changes:
                last, growth = changes[-1], Decimal(changes[-1]["value"])
                said, raw = f"change to {period_of(last)} as printed", last["raw"]
            else:
                continue
            pieces.append(
                from_row(
                    statement,
                    last,
                    f"{growth:.1f}",
                    "percent",
                    "precise" if growth > 0 else "no",
                    part=part,
                    raw=raw,
                    note=said,
                )
            )
    return pieces
