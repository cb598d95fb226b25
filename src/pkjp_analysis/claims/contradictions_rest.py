"""Contradictions about history, sources, investment and industry."""

from __future__ import annotations

from decimal import Decimal

from pkjp_analysis.claims import select
from pkjp_analysis.claims.checks_counts import months_between
from pkjp_analysis.claims.checks_events import figures_by_source
from pkjp_analysis.claims.evidence import days, period_of
from pkjp_analysis.claims.paper import Arithmetic, Paper, millions
from pkjp_analysis.plain import rows_of


def freeze_of_aid(paper: Paper) -> Arithmetic:
    """Months of frozen aid inside the span that is called steady."""
    lines = []
    longest = 0
    ends = {row["origin"]: row["date"] for row in rows_of(select.rows(paper.store, "events event=aid_freeze_lifted"))}
    for row in rows_of(select.rows(paper.store, "events event=aid_freeze")):
        first, last = days(row["date"]), days(ends.get(row["origin"], ""))
        if first and last:
            months = months_between(first[0], last[0])
            longest = max(longest, months)
            lines.append(f"{row['origin']}: {row['date']} to {ends[row['origin']]}, {months} months")
    return Arithmetic(longest >= 12, tuple(lines))


def figures_by_listed_source(paper: Paper) -> Arithmetic:
    """Figures that the paper credits to each source it lists."""
    counts = figures_by_source(paper.store)
    return Arithmetic(0 in counts.values(), tuple(f"{name}: {count} figures" for name, count in counts.items()))


def denominators(paper: Paper) -> Arithmetic:
    """The two totals against which the export figure is called low, and the shares that follow."""
    lines = []
    for words in ("calendar=CY recording=customs regime=unknown", "calendar=FY-JUL recording=customs"):
        query = f"observations series=goods_trade reporter=PAK partner=WLD flow=export nomenclature=TOTAL {words}"
        for row in rows_of(select.rows(paper.store, query)):
            if row["period_end"] >= "2024-06-30" and row["coverage"] == "full":
                top = paper.low("S3.1-01") if row["calendar"] == "CY" else paper.fiscal_year("export")
                share = 100 * top / Decimal(row["value"])
                lines.append(
                    f"{period_of(row)}: {millions(top)} / {millions(Decimal(row['value']))} = {share:.3f} percent"
                )
    printed = [paper.ledger[claim].asserted_low for claim in ("S8-01", "S8-02")]
    return Arithmetic(all(value is None for value in printed), tuple(lines))


def flow_beside_stock(paper: Paper) -> Arithmetic:
    """Japan's part of the net flow in one year, where its stock is called modest without a number."""
    query = "observations series=fdi_net reporter=PAK measure=flow calendar=FY-JUL"
    rows = rows_of(select.rows(paper.store, query))
    totals = {(row["period_start"], row["source"]): row for row in rows if row["partner"] == "WLD"}
    lines, shares = [], []
    for row in rows:
        total = totals.get((row["period_start"], row["source"]))
        if row["partner"] == "JPN" and total and row["coverage"] == "full":
            share = 100 * Decimal(row["value"]) / Decimal(total["value"])
            shares.append(share)
            lines.append(
                f"{period_of(row)}: {millions(Decimal(row['value']))} of {millions(Decimal(total['value']))} = "
                f"{share:.1f} percent"
            )
    return Arithmetic(any(share > 5 for share in shares), tuple(lines))


def shareholders(paper: Paper) -> Arithmetic:
    """Shares that Japanese parents hold in the three makers, where held."""
    rows = rows_of(select.rows(paper.store, "observations series=shareholding reporter=PAK partner=JPN measure=share"))
    lines = [f"{row['breakdown']} {period_of(row)}: {row['value']} percent" for row in rows]
    return Arithmetic(any(Decimal(row["value"]) > 50 for row in rows), tuple(lines))


def milestones(paper: Paper) -> Arithmetic:
    """The one shipment beside the firm's sales and the exports of all makers."""
    shipment = paper.low("S4.2-02")
    lines = []
    for query, words in (
        ("observations series=vehicle_sales reporter=PAK breakdown=maker=Honda Atlas,maker=Honda", "sold by the firm"),
        ("observations series=vehicle_exports reporter=PAK partner=WLD breakdown=", "exported by all makers"),
    ):
        for row in rows_of(select.rows(paper.store, query)):
            if (row["period_end"] >= "2025-01-01" and row["coverage"] == "full") or "exported" in words:
                value = Decimal(row["value"])
                share = 100 * shipment / value
                lines.append(f"{period_of(row)}: {value} {words}; {shipment:.0f} are {share:.2f} percent")
    return Arithmetic(bool(lines), tuple(lines))


def tariffs_beside_standards(paper: Paper) -> Arithmetic:
    """Average tariffs that officials name, where the paper names standards alone."""
    rows = rows_of(select.rows(paper.store, "observations series=tariff_average reporter=JPN partner=PAK"))
    lines = [f"{row['breakdown']} {period_of(row)}: {row['value']} percent" for row in rows]
    return Arithmetic(any(Decimal(row["value"]) > 0 for row in rows), tuple(lines))
