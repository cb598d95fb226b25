"""The paper's internal contradictions, worked out from the ledger's asserted values and the figures held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pkjp_analysis.claims import select
from pkjp_analysis.claims.evidence import days
from pkjp_analysis.claims.ledger import Statement, statements
from pkjp_analysis.indicators.chapters import class_bounds
from pkjp_analysis.indicators.exchange import daily_cross_rates, in_dollars, month_average_rate, rate_of_day

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.store import Store

MILLION = Decimal(10**6)
_QUALIFIED = {"about": "about ", "more_than": "more than ", "up_to": "up to "}
_TOTALS = "observations series=goods_trade reporter=PAK partner=JPN nomenclature=TOTAL calendar=FY-JUL recording=customs"


@dataclass(frozen=True)
class Arithmetic:
    """What a contradiction comes to: whether it stands, and the lines that show it."""

    stands: bool
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """What the paper asserts (base units), beside the figures held."""

    store: Store
    ledger: dict[str, Statement]

    def low(self, claim: str) -> Decimal:
        """Low end that a statement prints, base units."""
        statement = self.ledger[claim]
        return (statement.asserted_low or Decimal(0)) * statement.scale

    def high(self, claim: str) -> Decimal:
        """High end that a statement prints, base units."""
        statement = self.ledger[claim]
        return (statement.asserted_high or Decimal(0)) * statement.scale

    def fiscal_year(self, flow: str) -> Decimal:
        """The ministry's figure for July 2023 to June 2024."""
        frame = select.rows(self.store, f"{_TOTALS} flow={flow}")
        return Decimal(frame[frame["period_start"] == "2023-07-01"]["value"].iloc[0])

    def grants(self, currency: str, **terms: str) -> pd.DataFrame:
        """Stated amounts of the two grants of the package."""
        frame = self.store.grants
        frame = frame[frame["grant"].isin(["mch_equipment_kp_2024", "indus_flood_2024"])]
        frame = frame[(frame["currency"] == currency) & (frame["confidence"] != "low")]
        for column, value in terms.items():
            frame = frame[frame[column] == value]
        return frame


def _m(value: Decimal) -> str:
    return f"{value / MILLION:,.2f}m"


def totals_by_year(paper: Paper) -> Arithmetic:
    """The abstract's range for one fiscal year against the total of that year."""
    low, high = paper.low("S0-03"), paper.high("S0-03")
    total = paper.fiscal_year("export") + paper.fiscal_year("import")
    return Arithmetic(
        not (low == high == total),
        (
            f"abstract, FY2023-24: {_m(low)} to {_m(high)}",
            f"section 3.1, recent fiscal years: {_m(paper.low('S3.1-02'))} to {_m(paper.high('S3.1-02'))}",
            f"held for FY2023-24: exports {_m(paper.fiscal_year('export'))} + imports {_m(paper.fiscal_year('import'))}"
            f" = {_m(total)}",
            f"low end is {_m(total - low)} below the year's total",
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
        lines.append(f"{_m(end)} - {_m(exports)} = {_m(implied)}; held {_m(held)}, gap {_m(held - implied)}")
    return Arithmetic(all(gap > 0 for gap in gaps), tuple(lines))


def imports_against_total(paper: Paper) -> Arithmetic:
    """A two-way total below imports alone cannot be."""
    total, held = paper.low("S3.1-03"), paper.fiscal_year("import")
    return Arithmetic(
        total < held,
        (
            f"asserted total {_m(total)}, imports alone {_m(held)}",
            f"imports plus asserted exports: {_m(held + paper.low('S3.1-01'))}",
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
        (f"calendar 2024 {_m(calendar)}, FY2023-24 {_m(fiscal)}: {_m(gap)} or {100 * gap / fiscal:.1f} percent apart",),
    )


def implied_rates(paper: Paper) -> Arithmetic:
    """Yen rates that the two conversions imply, with the rounding of the dollars."""
    spans, lines = [], []
    for yen, dollars in (("S5.1-03", "S5.1-04"), ("S5.1-05", "S5.1-06")):
        amount, (low, high) = paper.low(yen), paper.ledger[dollars].asserted()
        spans.append((amount / high, amount / low))
        lines.append(
            f"{_m(amount)} yen / {_m(paper.low(dollars))} dollars = {amount / paper.low(dollars):.2f}, "
            f"with rounding {amount / high:.2f} to {amount / low:.2f}"
        )
    meet = spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]
    lines.append("the intervals overlap: rounding explains the difference" if meet else "the intervals do not overlap")
    return Arithmetic(not meet, tuple(lines))


def rate_of_the_day(paper: Paper) -> Arithmetic:
    """The implied rate against the market's rate on the day of signature and its month."""
    day = paper.grants("USD")["agreement_date"].max()
    lines, apart = [], []
    for rate in (rate_of_day(paper.store.observations, day), month_average_rate(paper.store.observations, day[:7])):
        if rate is None:
            continue
        sums = [in_dollars(paper.low(claim), rate) for claim in ("S5.1-03", "S5.1-05")]
        lines.append(
            f"{rate.kind} {rate.period}, {rate.rate:.2f} yen per dollar: {_m(sums[0])} + {_m(sums[1])} = {_m(sum(sums))}"
        )
        apart.append(abs(sums[0] - paper.low("S5.1-04")) > paper.ledger["S5.1-04"].precision_low * MILLION)
    daily = [rate.rate for rate in daily_cross_rates(paper.store.observations, day[:7])]
    lines.append(f"days of the month: {min(daily):.2f} to {max(daily):.2f}")
    return Arithmetic(any(apart), tuple(lines))


def interval_for_a_sum(paper: Paper) -> Arithmetic:
    """An interval printed for a sum whose parts are printed to one decimal."""
    total = paper.low("S5.1-04") + paper.low("S5.1-06")
    yen = paper.low("S5.1-03") + paper.low("S5.1-05")
    low, high = paper.low("S5.1-07"), paper.high("S5.1-07")
    return Arithmetic(
        low < total < high,
        (
            f"sum of the printed parts {_m(total)}, printed interval {_m(low)} to {_m(high)}",
            f"{_m(yen)} yen / interval = {yen / high:.1f} to {yen / low:.1f} yen per dollar",
        ),
    )


def announcement_dates(paper: Paper) -> Arithmetic:
    """Share of the package's yen that was announced outside the stated month."""
    month = days(paper.ledger["S5.1-08"].asserted_value)
    amounts: dict[str, Decimal] = {}
    outside, lines = Decimal(0), []
    for row in paper.grants("JPY").drop_duplicates("grant").to_dict("records"):
        amount = amounts[row["grant"]] = Decimal(row["amount"])
        first = days(row["announced_date"])
        lines.append(f"{row['title']}: first announced {row['announced_date']}, {_m(amount)} yen")
        if month and first and not month[0] <= first[0] <= month[1]:
            outside += amount
    lines.append(f"announced outside the month: {100 * outside / sum(amounts.values()):.1f} percent of the yen")
    return Arithmetic(outside > 0, tuple(lines))


def signature_dates(paper: Paper) -> Arithmetic:
    """Signatures on each of the two days that the paper gives."""
    frame = paper.grants("JPY").drop_duplicates("grant")
    signed = sorted(day for column in ("notes_date", "agreement_date") for day in frame[column] if day)
    stated = paper.ledger["S5.1-02"].asserted_value.split("/")
    lines = [f"{day}: {signed.count(day)} signatures held" for day in stated]
    others = sorted(set(signed) - set(stated))
    lines += [f"{day}: {signed.count(day)} signatures held, outside the stated days" for day in others]
    return Arithmetic(any(signed.count(day) == 0 for day in stated) or bool(others), tuple(lines))


def grants_of_the_month(paper: Paper) -> Arithmetic:
    """Grants of the month that the sum leaves out."""
    frame = paper.store.grants
    listed = set(paper.grants("USD")["grant"])
    month = days(paper.ledger["S0-05"].period)
    rows = []
    for row in frame[(frame["kind"] == "grant") & (frame["currency"] == "USD")].to_dict("records"):
        day = days(row["announced_date"])
        if day and month and month[0] <= day[0] <= month[1] and row["grant"] not in listed:
            rows.append(row)
    stated = sum(Decimal(amount) for amount in paper.grants("USD", period="2024-12-17").drop_duplicates("grant")["amount"])
    left_out = sum((Decimal(row["amount"]) for row in rows), Decimal(0))
    lines = [f"{row['title']}: {_m(Decimal(row['amount']))} dollars, announced {row['announced_date']}" for row in rows]
    lines.append(f"{_m(Decimal(stated))} + {_m(left_out)} = {_m(stated + left_out)}, above {_m(paper.high('S0-05'))}")
    return Arithmetic(stated + left_out > paper.high("S0-05"), tuple(lines))


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
            f"{_m(paper.low('S3.2-11'))} / {_m(paper.low('S3.1-01'))} = {share:.2f} percent",
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
            f"capital and intermediate goods: {low:.1f} percent without the mixed chapters 84, 85, 87, "
            f"{high:.1f} with all of them",
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
            f"{year.year}: labour-intensive manufactures {labour[0]:.1f} percent, primary goods {primary[0]:.1f} percent",
        ),
    )


def company_counts(paper: Paper) -> Arithmetic:
    """The asserted count and the counts held, by publisher."""
    frame = select.rows(paper.store, "observations series=affiliated_companies reporter=JPN partner=PAK")
    recent = frame[frame["period_start"] >= "2017"].sort_values("period_start", kind="stable")
    asserted = paper.low("S4.1-02")
    lines = [f"asserted {asserted:.0f}; older papers {paper.low('S4.1-04'):.0f} to {paper.high('S4.1-04'):.0f}"]
    lines += [
        f"{row['period_start'][:7]}, {row['origin']}: {_QUALIFIED.get(row['qualifier'], '')}{row['value']}"
        for row in recent.to_dict("records")
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


def _labels(paper: Paper) -> dict[str, str]:
    products = paper.store.products
    return dict(products[products["nomenclature"] == "HS"][["product", "label"]].itertuples(index=False))


def _largest(rows: pd.DataFrame) -> list[tuple[str, float]]:
    return list(rows.head(5)[["product", "amount"]].itertuples(index=False))


CONTRADICTIONS: dict[str, Callable[[Paper], Arithmetic]] = {
    check.__name__: check
    for check in (
        *(totals_by_year, calendar_overlap, implied_imports, imports_against_total, export_shares),
        *(calendar_and_fiscal_exports, implied_rates, rate_of_the_day, interval_for_a_sum, announcement_dates),
        *(signature_dates, grants_of_the_month, share_of_the_example, cars_and_stages, primary_and_manufactures),
        *(company_counts, head_counts),
    )
}


def work_out(store: Store) -> pd.DataFrame:
    """Every contradiction with its arithmetic: id, claim_ids, contradiction, severity, outcome, arithmetic.

    `outcome` is ``stands``, ``explained`` (the arithmetic does not bear it out), or ``not written yet``.
    """
    import pandas as pd

    paper = Paper(store, {statement.claim_id: statement for statement in statements(store)})
    records = []
    for row in store.inconsistencies.to_dict("records"):
        outcome, lines = "not written yet", ""
        if row["check"]:
            found = CONTRADICTIONS[row["check"]](paper)
            outcome, lines = "stands" if found.stands else "explained", "; ".join(found.lines)
        kept = {name: row[name] for name in ("id", "claim_ids", "contradiction", "severity")}
        records.append({**kept, "outcome": outcome, "arithmetic": lines})
    return pd.DataFrame(records)
