"""Contradictions about goods trade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.claims.paper import Arithmetic, Paper, millions
from pkjp_analysis.indicators.chapters import class_bounds
from pkjp_analysis.plain import mapping

if TYPE_CHECKING:
    import pandas as pd


def totals_by_year(paper: Paper) -> Arithmetic:
    """The abstract's range for one fiscal year against the total of that year."""
    low, high = paper.low("S0-03"), paper.high("S0-03")
    total = paper.fiscal_year("export") + paper.fiscal_year("import")
    return Arithmetic(
        not (low == high == total),
        (
            f"abstract, FY2023-24: {millions(low)} to {millions(high)}",
            f"section 3.1, recent fiscal years: {millions(paper.low('S3.1-02'))} to {millions(paper.high('S3.1-02'))}",
            f"held for FY2023-24: exports {millions(paper.fiscal_year('export'))}"
            f" + imports {millions(paper.fiscal_year('import'))}"
            f" = {millions(total)}",
            f"low end is {millions(total - low)} below the year's total",
        ),
    )


def calendar_overlap(paper: Paper) -> Arithmetic:
    """Months that calendar 2024 and fiscal 2023-24 share."""
    exports, total = paper.ledger["S3.1-01"], paper.ledger["S3.1-04"]
    shared = _months(exports) & _months(total)
    return Arithmetic(
        shared != _months(exports),
        (
            f"exports are for {exports.period}, the total for {total.period}",
            f"{len(shared)} of {len(_months(exports))} months in common",
        ),
    )


def _months(statement: Statement) -> set[tuple[int, int]]:
    """Months of a statement's period."""
    first, last = statement.evidence_from, statement.evidence_to
    if first is None or last is None:
        return set()
    return {
        (year, month)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if (first.year, first.month) <= (year, month) <= (last.year, last.month)
    }


def implied_imports(paper: Paper) -> Arithmetic:
    """Imports that the paper's own totals and exports imply, against imports held."""
    exports, held = paper.low("S3.1-01"), paper.fiscal_year("import")
    lines = []
    gaps = []
    for end in (paper.low("S3.1-02"), paper.high("S3.1-02")):
        implied = end - exports
        gaps.append(held - implied)
        lines.append(
            f"{millions(end)} - {millions(exports)} = {millions(implied)}; "
            f"held {millions(held)}, gap {millions(held - implied)}"
        )
    return Arithmetic(all(gap > 0 for gap in gaps), tuple(lines))


def imports_against_total(paper: Paper) -> Arithmetic:
    """A two-way total below imports alone cannot be."""
    total, held = paper.low("S3.1-03"), paper.fiscal_year("import")
    return Arithmetic(
        total < held,
        (
            f"asserted total {millions(total)}, imports alone {millions(held)}",
            f"imports plus asserted exports: {millions(held + paper.low('S3.1-01'))}",
        ),
    )


def export_shares(paper: Paper) -> Arithmetic:
    """Export shares that the paper's figures imply, against one year's share."""
    exports = paper.low("S3.1-01")
    implied = [100 * exports / end for end in (paper.high("S3.1-02"), paper.low("S3.1-02"))]
    held = 100 * paper.fiscal_year("export") / (paper.fiscal_year("export") + paper.fiscal_year("import"))
    return Arithmetic(
        not implied[0] <= held <= implied[1],
        (
            f"implied by the paper: {implied[0]:.2f} to {implied[1]:.2f} percent",
            f"FY2023-24, both figures of one year: {held:.2f} percent",
        ),
    )


def calendar_and_fiscal_exports(paper: Paper) -> Arithmetic:
    """Exports of the calendar year against those of the fiscal year."""
    calendar, fiscal = paper.low("S3.1-01"), paper.fiscal_year("export")
    gap = calendar - fiscal
    return Arithmetic(
        gap != 0,
        (
            f"calendar 2024 {millions(calendar)}, FY2023-24 {millions(fiscal)}: "
            f"{millions(gap)} or {100 * gap / fiscal:.1f} percent apart",
        ),
    )


def share_of_the_example(paper: Paper) -> Arithmetic:
    """Share of the one export with a value, and what ranks above it in the latest nearly complete year."""
    share = 100 * paper.low("S3.2-11") / paper.low("S3.1-01")
    year = [y for y in paper.store.chapter_years("PAK", "JPN", "export") if y.nearly_complete][-1]
    labels = _labels(paper)
    first = [f"{labels[code]} {100 * amount / year.total:.1f}" for code, amount in _largest(year.rows)]
    rank = year.best_rank(["10"])
    return Arithmetic(
        rank is not None and rank > 5,
        (
            f"{millions(paper.low('S3.2-11'))} / {millions(paper.low('S3.1-01'))} = {share:.2f} percent",
            f"cereals in {year.year}: rank {rank} of {len(year.rows)} chapters",
            f"five largest in {year.year}, percent: {'; '.join(first)}",
        ),
    )


def cars_and_stages(paper: Paper) -> Arithmetic:
    """Vehicles in imports, and what stages of processing come to with the mixed chapters in and out."""
    year = [y for y in paper.store.chapter_years("PAK", "JPN", "import") if y.nearly_complete][-1]
    low, high = class_bounds(year.rows, paper.store.products, "stages").together(["intermediate", "capital"])
    vehicles = year.share(["87"]) or 0.0
    return Arithmetic(
        low < 50 < high,
        (
            f"vehicles (HS 87) in {year.year}: {vehicles:.1f} percent of imports, rank {year.best_rank(['87'])}",
            f"capital and intermediate goods: {low:.1f} percent in chapters that hold nothing else, "
            f"{high:.1f} with those that can hold them",
        ),
    )


def primary_and_manufactures(paper: Paper) -> Arithmetic:
    """Trade classes of exports: primary goods against labour-intensive manufactures."""
    year = [y for y in paper.store.chapter_years("PAK", "JPN", "export") if y.nearly_complete][-1]
    shares = class_bounds(year.rows, paper.store.products, "trade_classes").as_dict()
    primary, labour = shares["primary"], shares["labour_intensive"]
    return Arithmetic(
        labour[0] > primary[1],
        (
            f"{year.year}: labour-intensive manufactures {labour[0]:.1f} percent, "
            f"primary goods {primary[0]:.1f} percent",
        ),
    )


def _labels(paper: Paper) -> dict[str, str]:
    products = paper.store.products
    return mapping(products[products["nomenclature"] == "HS"], "product", "label")


def _largest(rows: pd.DataFrame) -> list[tuple[str, float]]:
    top = rows.head(5)
    return list(zip(top["product"], top["amount"], strict=True))
