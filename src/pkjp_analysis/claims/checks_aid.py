"""Checks on aid: weight among donors, grants, conversions, announcements."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pkjp_analysis.claims import select
from pkjp_analysis.claims.checks_ratios import threshold_vote
from pkjp_analysis.claims.evidence import Evidence, bounds, dated_inside, days, from_row, interval_vote
from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.indicators.exchange import daily_cross_rates, in_dollars, month_average_rate, rate_of_day
from pkjp_analysis.lineage import watched
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.store import Store

# Members of the Development Assistance Committee among the donors that are held.
_FIGURE = ("series", "reporter", "origin", "price_basis")
DAC = frozenset(["AUS", "CAN", "FRA", "DEU", "ITA", "JPN", "KOR", "NLD", "NOR", "SWE", "CHE", "GBR", "USA"])


def donor_weight(statement: Statement, store: Store) -> list[Evidence]:
    """Japan's weight among DAC donors, year by year: share of DAC net aid, or rank in gross aid.

    The rule holds where the share reaches the threshold or the rank is within `rank_within`. The donors
    held are not all of DAC, so a rank among them is a lower bound of the rank: it refutes, but it does not
    confirm. Where the share fails and the rank is only possible, the year has no vote.
    """
    frame = select.rows(store, statement.about)
    found = select.in_window(statement, frame[frame["measure"] == "flow"])
    pieces = []
    for year in sorted({row["period_start"][:4] for row in found}):
        rows = _comparable([row for row in found if row["period_start"][:4] == year])
        share, rank = _net_share(rows), _gross_rank(rows)
        ours = [row for row in rows if row["reporter"] == "JPN" and (row["origin"] == "OECD DAC (WDI)" or rank)]
        if not ours:
            continue
        vote = _weight_vote(statement, share, rank)
        said = [f"{share:.1f} percent of DAC net aid"] if share is not None else []
        said += [f"rank {rank} or lower in gross aid among the donors held"] if rank else []
        pieces.append(
            from_row(
                statement,
                max(ours, key=lambda row: row["origin"]),
                f"{share:.2f}" if share is not None else "",
                "percent",
                vote,
                raw=";".join(row["raw"] for row in ours),
                note="; ".join(said) + ("; all of DAC is not held" if vote == "none" else ""),
            )
        )
    return pieces


def _comparable(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest print of each figure, and gross aid at the prices at which most donors are held."""
    newest = {tuple(row[name] for name in _FIGURE): row for row in sorted(rows, key=lambda row: str(row["vintage"]))}
    rows = [row for row in rows if row in newest.values()]
    donors = Counter(row["price_basis"] for row in rows if row["series"] == "aid_gross")
    prices = max(donors, key=lambda basis: (donors[basis], basis), default="")
    return [row for row in rows if row["origin"] == "OECD DAC (WDI)" or row["price_basis"] in (prices, "")]


def _net_share(rows: list[dict[str, Any]]) -> float | None:
    """Japan's part of all DAC donors' net aid on one basis, percent."""
    net = {row["reporter"]: Decimal(row["value"]) for row in rows if row["origin"] == "OECD DAC (WDI)"}
    return float(100 * net["JPN"] / net["DAC"]) if "JPN" in net and net.get("DAC", Decimal(0)) > 0 else None


def _gross_rank(rows: list[dict[str, Any]]) -> int | None:
    gross = {r["reporter"]: Decimal(r["value"]) for r in rows if r["series"] == "aid_gross" and r["reporter"] in DAC}
    return 1 + sum(value > gross["JPN"] for value in gross.values()) if "JPN" in gross else None


def _weight_vote(statement: Statement, share: float | None, rank: int | None) -> str:
    if share is not None and share >= float(statement.needs_threshold()):
        return "precise"
    if share is not None and rank is not None and rank > (statement.rank_within or 0):
        return "no"
    return "none"


def sum_in_range(statement: Statement, store: Store) -> list[Evidence]:
    """The sum of the amounts that sources state for each grant, against the asserted range."""
    rows = [row for row in rows_of(select.rows(store, statement.about)) if dated_inside(statement, row["period"])]
    grants = select.parse(statement.about).must["grant"]
    pieces = []
    for source in dict.fromkeys(row["source"] for row in rows):
        parts = {row["grant"]: row for row in rows if row["source"] == source}
        if set(parts) != set(grants):
            continue
        spans = [bounds({**row, "value": row["amount"]}) for row in parts.values()]
        low, high = sum((span[0] for span in spans), Decimal(0)), sum((span[1] for span in spans), Decimal(0))
        first = parts[grants[0]]
        pieces.append(
            from_row(
                statement,
                first,
                str(sum(Decimal(row["amount"]) for row in parts.values())),
                first["currency"],
                interval_vote(statement, (low, high)),
                low=low,
                high=high,
                raw=";".join(row["raw"] for row in parts.values()),
                note="sum of both amounts as one source states them",
            )
        )
    return pieces


def conversion(statement: Statement, store: Store) -> list[Evidence]:
    """The dollars that a release states for a yen amount, against the asserted dollars.

    The implied rate must lie in the daily range of the month, else precise becomes near. Conversions at
    the rate of the day and of the month are context.
    """
    rows = rows_of(select.rows(store, statement.about))
    yen = next(row for row in rows if row["currency"] == "JPY" and row["qualifier"] == "exact")
    stated = [row for row in rows if row["currency"] == "USD"]
    pieces = []
    for row in stated:
        amount = {**row, "value": row["amount"]}
        implied = Decimal(yen["amount"]) / Decimal(row["amount"])
        month = row["period"][:7]
        daily = [rate.rate for rate in daily_cross_rates(watched(store.rates(month)), month)]
        fits = bool(daily) and min(daily) <= implied <= max(daily)
        vote = interval_vote(statement, bounds(amount))
        inside = dated_inside(statement, row["period"])
        said = f"implied rate {implied:.2f} yen per dollar"
        said += f", days of the month {min(daily):.2f}-{max(daily):.2f}" if daily else ", no daily rates held"
        pieces.append(
            from_row(
                statement,
                row,
                row["amount"],
                "USD",
                "near" if vote == "precise" and not fits else vote,
                admissible=inside,
                low=bounds(amount)[0],
                high=bounds(amount)[1],
                note=said if inside else f"stated outside the window; {said}",
            )
        )
    return pieces + _alternatives(statement, store, yen)


def _alternatives(statement: Statement, store: Store, yen: dict[str, Any]) -> list[Evidence]:
    """The same yen amount at named rates, as context."""
    day = yen["agreement_date"]
    observations = watched(store.rates(day[:7]))
    rates = (rate_of_day(observations, day), month_average_rate(observations, day[:7]))
    return [
        Evidence(
            value=f"{in_dollars(Decimal(yen['amount']), rate):.0f}",
            unit="USD",
            period=rate.period,
            source=rate.source,
            origin=f"conversion at the {rate.kind} rate",
            vintage="",
            evidence="official",
            relation="independent",
            admissible=False,
            vote="none",
            raw=f"{yen['raw']};{rate.raw}",
            note=f"at {rate.rate:.2f} yen per dollar ({rate.kind})",
        )
        for rate in rates
        if rate is not None
    ]


def attributes_match(statement: Statement, store: Store) -> list[Evidence]:
    """Channel, theme and place of each grant against what the statement says of it.

    The asserted text is ``grant: column=words, ...; grant: ...``; a cell that holds the words agrees. A source
    that does not state one of them has no vote. Another grant announced on one of the same days makes a
    match near.
    """
    frame = select.rows(store, statement.about)
    others = _same_day_grants(store, frame)
    pieces = []
    for entry in statement.asserted_value.split(";"):
        grant, _, terms = entry.strip().partition(": ")
        wanted = dict(term.strip().split("=") for term in terms.split(","))
        for row in rows_of(frame[frame["grant"] == grant]):
            silent = [column for column in wanted if not row[column]]
            agrees = all(words in row[column] for column, words in wanted.items())
            vote = "none" if silent else "no" if not agrees else "near" if others else "precise"
            inside = dated_inside(statement, row["period"])
            why = [f"same day also: {', '.join(others)}"] if others else []
            why += [f"does not state {', '.join(silent)}"] if silent else []
            why += [] if inside else ["stated outside the window"]
            pieces.append(
                from_row(
                    statement,
                    row,
                    ", ".join(row[column] for column in wanted if row[column]),
                    "words",
                    vote,
                    part=grant,
                    admissible=inside,
                    note="; ".join(why),
                )
            )
    return pieces


def _same_day_grants(store: Store, ours: Any) -> list[str]:
    days_signed = set(ours["agreement_date"]) - {""}
    grants = watched(store.grants)
    theirs = grants[(grants["kind"] == "grant") & ~grants["grant"].isin(set(ours["grant"]))]
    same = theirs[theirs["announced_date"].isin(days_signed) | theirs["agreement_date"].isin(days_signed)]
    return sorted(set(same["grant"]))


def announced_in_years(statement: Statement, store: Store) -> list[Evidence]:
    """In how many Japanese fiscal years (April-March) of the window a grant was announced.

    One vote on the count, carried by the newest announcement; the other years are listed as context.
    """
    frame = select.rows(store, statement.about)
    first: dict[int, dict[str, Any]] = {}
    for row in rows_of(frame.sort_values("announced_date", kind="stable")):
        found = days(row["announced_date"])
        if found and statement.touches_window(*found):
            first.setdefault(_japanese_fiscal_year(found[1]), row)
    count = Decimal(len(first))
    vote = threshold_vote(statement, count, count)
    last = max(first, default=0)
    return [
        from_row(
            statement,
            row,
            str(len(first)) if year == last else row["announced_date"],
            "fiscal years" if year == last else "date",
            vote if year == last else "none",
            period=f"JFY{year}",
            note=f"fiscal years with an announcement: {', '.join(map(str, sorted(first)))}" if year == last else "",
        )
        for year, row in sorted(first.items())
    ]


def _japanese_fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def count_and_body(statement: Statement, store: Store) -> list[Evidence]:
    """A cumulative count that ends inside the window, and a named body of alumni in it."""
    counts = [row for row in rows_of(select.rows(store, statement.about)) if dated_inside(statement, row["period_end"])]
    bodies = [row for row in rows_of(select.rows(store, statement.against)) if dated_inside(statement, row["date"])]
    return [
        *(from_row(statement, row, row["value"], row["unit"], "precise", part="count") for row in counts),
        *(
            from_row(statement, row, row["title"], "words", "precise", part="body", period=row["date"])
            for row in bodies
        ),
    ]


def sector_priority(statement: Statement, store: Store) -> list[Evidence]:
    """Commitments by sector in the window; none are held, so there is nothing that could vote.

    The grants met in public sources are context: a list of what was met is not all that was given.
    """
    grants = watched(store.grants)
    listed = grants[(grants["kind"] == "grant") & (grants["currency"] == "JPY")]
    pieces = []
    for row in rows_of(listed.drop_duplicates("grant")):
        found = days(row["announced_date"])
        if found and statement.in_window(*found):
            pieces.append(
                from_row(
                    statement,
                    row,
                    row["amount"],
                    "JPY",
                    "none",
                    admissible=False,
                    note=f"theme {row['theme']}; one grant met",
                )
            )
    return pieces
