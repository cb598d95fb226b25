"""Contradictions about counts of firms and people."""

from __future__ import annotations

from decimal import Decimal

from pkjp_analysis.claims import select
from pkjp_analysis.claims.paper import Arithmetic, Paper
from pkjp_analysis.plain import rows_of

_QUALIFIED = {"about": "about ", "more_than": "more than ", "up_to": "up to "}


def company_counts(paper: Paper) -> Arithmetic:
    """The asserted count and the counts held, by publisher."""
    frame = select.rows(paper.store, "observations series=affiliated_companies reporter=JPN partner=PAK")
    recent = frame[frame["period_start"] >= "2017"].sort_values("period_start", kind="stable")
    asserted = paper.low("S4.1-02")
    lines = [f"asserted {asserted:.0f}; older papers {paper.low('S4.1-04'):.0f} to {paper.high('S4.1-04'):.0f}"]
    lines += [
        f"{row['period_start'][:7]}, {row['origin']}: {_QUALIFIED.get(row['qualifier'], '')}{row['value']}"
        for row in rows_of(recent)
    ]
    lowest = min(Decimal(value) for value in recent["value"])
    lines.append(f"lowest count since 2017 over the asserted one: {100 * (lowest / asserted - 1):.1f} percent apart")
    return Arithmetic(lowest > paper.high("S4.1-04"), tuple(lines))


def head_counts(paper: Paper) -> Arithmetic:
    """Two head counts of different day and definition, and their ratio."""
    in_japan, in_pakistan = paper.low("S6-01"), paper.low("S6-02")
    periods = (paper.ledger["S6-01"].period, paper.ledger["S6-02"].period)
    return Arithmetic(
        periods[0][:4] != periods[1][:4],
        (
            f"{in_japan:.0f} at the end of {periods[0]} (registered foreign residents)",
            f"{in_pakistan:.0f} in {periods[1]} (consular registrations)",
            f"ratio {in_japan / in_pakistan:.1f} to one, of different years",
        ),
    )
