"""Contradictions about the grants of December 2024."""

from __future__ import annotations

from decimal import Decimal

from pkjp_analysis.claims.evidence import days
from pkjp_analysis.claims.paper import MILLION, Arithmetic, Paper, millions
from pkjp_analysis.indicators.exchange import daily_cross_rates, in_dollars, month_average_rate, rate_of_day
from pkjp_analysis.indicators.grants import dates_of_grants
from pkjp_analysis.plain import rows_of


def implied_rates(paper: Paper) -> Arithmetic:
    """Yen rates that the two conversions imply, with the rounding of the dollars."""
    spans, lines = [], []
    for yen, dollars in (("S5.1-03", "S5.1-04"), ("S5.1-05", "S5.1-06")):
        amount, (low, high) = paper.low(yen), paper.ledger[dollars].asserted()
        spans.append((amount / high, amount / low))
        lines.append(
            f"{millions(amount)} yen / {millions(paper.low(dollars))} dollars = {amount / paper.low(dollars):.2f}, "
            f"with rounding {amount / high:.2f} to {amount / low:.2f}"
        )
    meet = spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]
    lines.append("the intervals overlap: rounding explains the difference" if meet else "the intervals do not overlap")
    return Arithmetic(not meet, tuple(lines))


def rate_of_the_day(paper: Paper) -> Arithmetic:
    """The implied rate against the market's rate on the day of signature and its month."""
    day = paper.grants("USD")["agreement_date"].max()
    observations = paper.store.rates(day[:7])
    lines, apart = [], []
    for rate in (rate_of_day(observations, day), month_average_rate(observations, day[:7])):
        if rate is None:
            continue
        sums = [in_dollars(paper.low(claim), rate) for claim in ("S5.1-03", "S5.1-05")]
        lines.append(
            f"{rate.kind} {rate.period}, {rate.rate:.2f} yen per dollar: {millions(sums[0])}"
            f" + {millions(sums[1])} = {millions(sums[0] + sums[1])}"
        )
        apart.append(abs(sums[0] - paper.low("S5.1-04")) > paper.ledger["S5.1-04"].precision_low * MILLION)
    daily = [rate.rate for rate in daily_cross_rates(observations, day[:7])]
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
            f"sum of the printed parts {millions(total)}, printed interval {millions(low)} to {millions(high)}",
            f"{millions(yen)} yen / interval = {yen / high:.1f} to {yen / low:.1f} yen per dollar",
        ),
    )


def announcement_dates(paper: Paper) -> Arithmetic:
    """Share of the package's yen that was announced outside the stated month."""
    month = days(paper.ledger["S5.1-08"].asserted_value)
    amounts: dict[str, Decimal] = {}
    outside, lines = Decimal(0), []
    dates = dates_of_grants(paper.grants("JPY"))["announced_date"]
    for row in rows_of(paper.grants("JPY").drop_duplicates("grant")):
        amount = amounts[row["grant"]] = Decimal(row["amount"])
        first = days(dates[row["grant"]])
        lines.append(f"{row['title']}: first announced {dates[row['grant']]}, {millions(amount)} yen")
        if month and first and not month[0] <= first[0] <= month[1]:
            outside += amount
    lines.append(f"announced outside the month: {100 * outside / sum(amounts.values()):.1f} percent of the yen")
    return Arithmetic(outside > 0, tuple(lines))


def signature_dates(paper: Paper) -> Arithmetic:
    """Signatures on each of the two days that the paper gives."""
    frame = dates_of_grants(paper.grants("JPY"))
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
    for row in rows_of(frame[(frame["kind"] == "grant") & (frame["currency"] == "USD")]):
        day = days(row["announced_date"])
        if day and month and month[0] <= day[0] <= month[1] and row["grant"] not in listed:
            rows.append(row)
    stated = sum(
        Decimal(amount) for amount in paper.grants("USD", period="2024-12-17").drop_duplicates("grant")["amount"]
    )
    left_out = sum((Decimal(row["amount"]) for row in rows), Decimal(0))
    lines = [
        f"{row['title']}: {millions(Decimal(row['amount']))} dollars, announced {row['announced_date']}" for row in rows
    ]
    lines.append(
        f"{millions(Decimal(stated))} + {millions(left_out)} = {millions(stated + left_out)}, "
        f"above {millions(paper.high('S0-05'))}"
    )
    return Arithmetic(stated + left_out > paper.high("S0-05"), tuple(lines))
