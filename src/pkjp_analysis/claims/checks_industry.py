"""Checks on industry: makers' shares, exports beside sales, parents and shipments."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pkjp_analysis.claims import select
from pkjp_analysis.claims.checks_ratios import threshold_vote
from pkjp_analysis.claims.evidence import Evidence, bounds, from_row, same_report
from pkjp_analysis.claims.ledger import Statement

if TYPE_CHECKING:
    from pkjp_analysis.store import Store


def makers_share(statement: Statement, store: Store) -> list[Evidence]:
    """Share of the asserted makers in what one source counts as the market in one period, percent.

    A maker's sales are its own row or the sum of its models; the market is the sum of the classes that the
    source gives. Where a source leaves a maker out the share is a lower bound: it can satisfy a rule that asks
    for more, it cannot fail it. Part-years vote only for an origin without a full year.
    """
    makers = statement.asserted_value.split(";")
    rows = [row for row in select.in_window(statement, select.rows(store, statement.about)) if row["admissible"]]
    full = {row["origin"] for row in rows if row["coverage"] == "full" and _makers(row, makers)}
    pieces = []
    for report in dict.fromkeys(same_report(row) for row in rows):
        ours = [row for row in rows if same_report(row) == report]
        market = [row for row in ours if row["breakdown"].startswith("class=")]
        sold = [row for row in ours if _makers(row, makers)]
        if not market or not sold:
            continue
        share = 100 * sum(Decimal(row["value"]) for row in sold) / sum(Decimal(row["value"]) for row in market)
        missing = [name for name in makers if not any(_makers(row, [name]) for row in sold)]
        vote = threshold_vote(statement, Decimal(share), Decimal(100) if missing else Decimal(share))
        partial = sold[0]["coverage"] == "partial"
        pieces.append(
            from_row(
                statement,
                sold[0],
                f"{share:.1f}",
                "percent",
                vote,
                admissible=not (partial and sold[0]["origin"] in full),
                raw=";".join(row["raw"] for row in sold + market),
                note="; ".join(
                    [*(["part of a year"] if partial else []), *([f"without {', '.join(missing)}"] if missing else [])]
                ),
            )
        )
    return pieces


def _makers(row: dict[str, Any], names: list[str]) -> bool:
    """Whether a row counts one of the makers, by name or by model."""
    return any(row["breakdown"].startswith((f"maker={name}", f"model={name}")) for name in names)


def joint_ventures(statement: Statement, store: Store) -> list[Evidence]:
    """Share that a Japanese parent holds in each company: some and not all; above half it is a majority subsidiary."""
    pieces = []
    for row in select.in_window(statement, select.rows(store, statement.about)):
        low, high = bounds(row)
        vote = "precise" if low > 0 and high < 100 else "no"
        said = "a majority subsidiary" if low > 50 else "a minority holding"
        pieces.append(
            from_row(
                statement,
                row,
                row["value"],
                "percent",
                vote,
                admissible=row["admissible"],
                part=row["breakdown"],
                note=row["why"] or said,
            )
        )
    return pieces


def upper_bound_share(statement: Statement, store: Store) -> list[Evidence]:
    """Units exported over several years as an upper bound for each year inside them, over that year's sales.

    The rule holds for a year where even the whole number, over the year's sales, satisfies it; otherwise the
    bound abstains.
    """
    spans = [row for row in select.in_window(statement, select.rows(store, statement.about)) if row["coverage"]]
    pieces = []
    for year in select.in_window(statement, select.rows(store, statement.against)):
        if year["coverage"] != "full" or not year["admissible"]:
            continue
        for span in spans:
            if not (span["period_start"] <= year["period_end"] and year["period_start"] <= span["period_end"]):
                continue
            covered = span["period_start"] <= year["period_start"] and year["period_end"] <= span["period_end"]
            high = 100 * bounds(span)[1] / bounds(year)[0]
            holds = covered and high < statement.needs_threshold()
            pieces.append(
                from_row(
                    statement,
                    year,
                    f"{high:.3f}",
                    "percent",
                    "precise" if holds else "none",
                    raw=f"{span['raw']};{year['raw']}",
                    note=f"at most: {span['value']} exported {span['period_start']} to {span['period_end']}",
                )
            )
    return pieces


def repeat_and_rise(statement: Statement, store: Store) -> list[Evidence]:
    """A second shipment in the window is the repeat; the rise above earlier months needs monthly figures."""
    rows = [row for row in select.in_window(statement, select.rows(store, statement.about)) if row["admissible"]]
    usable = sorted((row for row in rows if row["confidence"] != "low"), key=lambda row: row["period_start"])
    first = usable[0]["period_start"] if usable else ""
    return [
        from_row(
            statement,
            row,
            row["value"],
            row["unit"],
            "precise" if row["period_start"] > first and row["confidence"] != "low" else "none",
            part="repeat",
        )
        for row in sorted(rows, key=lambda row: row["period_start"])
    ]
