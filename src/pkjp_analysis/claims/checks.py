"""Checks of quoted figures, ranges, dates and ratios: small functions, statement and store in, evidence out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pkjp_analysis.claims import select
from pkjp_analysis.claims.evidence import (
    Evidence,
    bound_vote,
    bounds,
    days,
    from_row,
    interval_vote,
    overlap,
    period_of,
)
from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.periods import parse_period

if TYPE_CHECKING:
    from pkjp_analysis.store import Store

INFINITE = Decimal("Infinity")


def value_equals(statement: Statement, store: Store) -> list[Evidence]:
    """The asserted figure against each figure of the same thing.

    A bound (more than, up to, part of a year) can only refute. Where the rows are the parent of the thing
    (``about_is`` parent), equality at printed precision is near, and a larger parent abstains. Counts of
    a year that are only known by their change to the next are derived (`level_before_change`).
    """
    frame = select.rows(store, statement.about)
    if select.parse(statement.about).table == "grants":
        return [_grant_value(statement, row) for row in frame.to_dict("records")]
    levels = frame[~frame["series"].str.endswith("_change")]
    pieces = _totals_from_parts(statement, store)
    pieces += [
        from_row(
            statement, row, row["value"], row["unit"], _value_vote(statement, row), admissible=row["admissible"],
            note=row["why"] or _bound_note(row), low=bounds(row)[0], high=bounds(row)[1],
        )
        for row in select.in_window(statement, levels)
    ]
    return pieces + level_before_change(statement, store)


def _totals_from_parts(statement: Statement, store: Store) -> list[Evidence]:
    """Two-way totals as the sum of exports and imports of one source, where the statement is about totals."""
    if "flow=total" not in statement.about:
        return []
    parts = select.in_window(statement, select.rows(store, statement.about.replace("flow=total", "flow=export,import")))
    pieces = []
    for key in dict.fromkeys(_same_basis(row) for row in parts if row["admissible"]):
        both = [row for row in parts if _same_basis(row) == key]
        if sorted(row["flow"] for row in both) != ["export", "import"]:
            continue
        low, high = (sum((bounds(row)[side] for row in both), Decimal(0)) for side in (0, 1))
        value = sum(Decimal(row["value"]) for row in both)
        note = " + ".join(f"{row['flow']}s {row['value']}" for row in sorted(both, key=lambda row: row["flow"]))
        pieces.append(from_row(
            statement, both[0], str(value), both[0]["unit"], interval_vote(statement, (low, high)),
            low=low, high=high, raw=";".join(row["raw"] for row in both), note=f"sum of the parts: {note}",
        ))
    return pieces


def _value_vote(statement: Statement, row: dict[str, Any]) -> str:
    low, high = bounds(row)
    if statement.about_is == "parent":
        if overlap(statement.asserted(), (low, high)):
            return "near"
        return bound_vote(statement, (Decimal(0), high))
    if row["qualifier"] == "more_than" or row["coverage"] == "partial":
        return bound_vote(statement, (low, INFINITE))
    if row["qualifier"] == "up_to":
        return bound_vote(statement, (-INFINITE, high))
    return interval_vote(statement, (low, high))


def _bound_note(row: dict[str, Any]) -> str:
    if row["coverage"] == "partial":
        return "part of a year: a lower bound"
    return {"more_than": "a lower bound", "up_to": "an upper bound"}.get(row["qualifier"], "")


def _grant_value(statement: Statement, row: dict[str, Any]) -> Evidence:
    amount = {**row, "value": row["amount"]}
    inside = _dated_inside(statement, row["period"])
    vote = interval_vote(statement, bounds(amount))
    return from_row(
        statement, row, row["amount"], row["currency"], vote, admissible=inside,
        note="" if inside else "stated outside the window", low=bounds(amount)[0], high=bounds(amount)[1],
    )


def _dated_inside(statement: Statement, text: str) -> bool:
    found = days(text)
    return found is not None and statement.in_window(*found)


def level_before_change(statement: Statement, store: Store) -> list[Evidence]:
    """The level a year earlier, from a level and its printed percentage change: level / (1 + change / 100).

    The interval carries the rounding of both: 738 at -23.4 gives 962.8 to 964.1.
    """
    frame = select.rows(store, statement.about)
    changes = frame[frame["series"].str.endswith("_change")].to_dict("records")
    levels = {(row["origin"], row["period_end"]): row for row in frame.to_dict("records") if row["series"] == "residents"}
    pieces = []
    for change in changes:
        level = levels.get((change["origin"], change["period_end"]))
        if level is None:
            continue
        day = date.fromisoformat(change["period_end"])
        earlier = day.replace(year=day.year - 1)
        if not statement.in_window(earlier, earlier):
            continue
        low, high = _before(level, change)
        pieces.append(
            from_row(
                statement, level, f"{float(low):.1f}-{float(high):.1f}", level["unit"],
                interval_vote(statement, (low, high)), period=earlier.isoformat(), low=low, high=high,
                raw=f"{level['raw']};{change['raw']}", note=f"derived from {level['value']} at {change['value']} percent",
            )
        )
    return pieces


def _before(level: dict[str, Any], change: dict[str, Any]) -> tuple[Decimal, Decimal]:
    low, high = bounds(level)
    down, up = bounds(change)
    return low / (1 + up / 100), high / (1 + down / 100)


def range_of_reports(statement: Statement, store: Store) -> list[Evidence]:
    """A range of reported figures, judged as a whole.

    Precise where the lowest and the highest report overlap the ends of the range, near where all lie
    inside, no where one lies outside. The vote is carried by every report, since it belongs to all.
    """
    found = select.in_window(statement, select.rows(store, statement.about))
    usable = [bounds(row) for row in found if row["admissible"] and row["confidence"] != "low"]
    sums = _totals_from_parts(statement, store)
    vote = _range_vote(statement, usable + [(piece.low, piece.high) for piece in sums if piece.low and piece.high])
    return [replace(piece, vote=vote) for piece in sums if piece.admissible] + [
        from_row(
            statement, row, row["value"], row["unit"], vote, admissible=row["admissible"], note=row["why"],
            low=bounds(row)[0], high=bounds(row)[1],
        )
        for row in found
    ]


def _range_vote(statement: Statement, reports: list[tuple[Decimal, Decimal]]) -> str:
    if not reports or statement.asserted_low is None or statement.asserted_high is None:
        return "none"
    low, high = statement.asserted()
    scale = statement.scale
    low_end = (low, (statement.asserted_low + statement.precision_low) * scale)
    high_end = ((statement.asserted_high - statement.precision_high) * scale, high)
    if not all(overlap((low, high), report) for report in reports):
        return "no"
    if overlap(low_end, min(reports)) and overlap(high_end, max(reports, key=lambda report: report[1])):
        return "precise"
    return "near"


def ratio_compared(statement: Statement, store: Store) -> list[Evidence]:
    """A ratio in percent of two sums from one origin and one period, against the threshold.

    A part-year ratio votes only for an origin that holds no full year; of overlapping part-years the
    longest does.
    """
    tops = select.in_window(statement, select.rows(store, statement.about))
    bottoms = select.in_window(statement, select.rows(store, statement.against))
    full = {row["origin"] for row in tops if row["coverage"] == "full"}
    pieces: list[tuple[dict[str, Any], Evidence]] = []
    for key in dict.fromkeys(_same_basis(row) for row in tops):
        above = [row for row in tops if _same_basis(row) == key]
        below = [row for row in bottoms if _same_basis(row) == key]
        if {row["flow"] for row in below} != set(select.parse(statement.against).must["flow"]):
            continue
        first = above[0]
        low, high = _ratio(above, below)
        partial = first["coverage"] == "partial"
        pieces.append((first, from_row(
            statement, first, f"{float(low + high) / 2:.2f}", "percent", _threshold_vote(statement, low, high),
            admissible=first["admissible"] and not (partial and first["origin"] in full),
            low=low, high=high, raw=";".join(dict.fromkeys(row["raw"] for row in above + below)),
            note="part of a year" if partial else "",
        )))
    return _longest(pieces)


def _same_basis(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row[name] for name in ("origin", "recording", "period_start", "period_end", "source"))


def _ratio(above: list[dict[str, Any]], below: list[dict[str, Any]]) -> tuple[Decimal, Decimal]:
    """Interval of a ratio in percent; a numerator inside its own denominator moves with it."""
    top = (sum((bounds(row)[0] for row in above), Decimal(0)), sum((bounds(row)[1] for row in above), Decimal(0)))
    inside = {row["raw"] for row in above} <= {row["raw"] for row in below}
    rest = [row for row in below if not inside or row["raw"] not in {r["raw"] for r in above}]
    others = (sum((bounds(row)[0] for row in rest), Decimal(0)), sum((bounds(row)[1] for row in rest), Decimal(0)))
    if inside:
        return 100 * top[0] / (top[0] + others[1]), 100 * top[1] / (top[1] + others[0])
    return 100 * top[0] / others[1], 100 * top[1] / others[0]


def _threshold_vote(statement: Statement, low: Decimal, high: Decimal) -> str:
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


def date_equals(statement: Statement, store: Store) -> list[Evidence]:
    """The asserted date against each dated record, equal at the coarser of the two granularities."""
    asserted = days(statement.asserted_value)
    pieces = []
    for row in select.rows(store, statement.about).to_dict("records"):
        found = days(row["date"])
        agrees = asserted is not None and found is not None and asserted[0] <= found[1] and found[0] <= asserted[1]
        pieces.append(from_row(statement, row, row["date"], "date", "precise" if agrees else "no", period=row["date"]))
    return pieces


def dates_within(statement: Statement, store: Store) -> list[Evidence]:
    """Each date of each grant against the asserted span; every date is a part of its own.

    `about` names the date columns; of one grant's rows the best source speaks.
    """
    span = parse_period(statement.asserted_value, "point")
    frame = select.rows(store, statement.about)
    pieces = []
    for column in select.parse(statement.about).option("column"):
        for row in frame.drop_duplicates(["grant", column]).to_dict("records"):
            found = days(row[column])
            if found is None or span is None:
                continue
            inside = span.start <= found[0] and found[1] <= span.end
            pieces.append(from_row(
                statement, row, row[column], "date", "precise" if inside else "no", period=row[column],
                part=f"{row['grant']} {column}", note=column.replace("_", " "),
            ))
    return pieces


def counts_dated(statement: Statement, store: Store) -> list[Evidence]:
    """Each head count must be dated in the year that the paper gives it (``2023/2024``: in, out)."""
    asserted = dict(zip(("in", "out"), statement.asserted_value.split("/"), strict=True))
    frame = select.rows(store, statement.about)
    pieces = []
    for flow, year in asserted.items():
        counts = [row for row in frame[frame["flow"] == flow].to_dict("records") if row["series"] == "residents"]
        for row in counts:
            if row["period_start"][:4] == row["period_end"][:4] == year:
                pieces.append(from_row(statement, row, period_of(row), "date", "precise", part=f"residents {flow}"))
        changes = frame[(frame["flow"] == flow) & frame["series"].str.endswith("_change")]
        for row in changes.to_dict("records"):
            earlier = int(row["period_end"][:4]) - 1
            if str(earlier) == year:
                pieces.append(from_row(
                    statement, row, f"{earlier}{row['period_end'][4:]}", "date", "precise", part=f"residents {flow}",
                    period=f"{earlier}{row['period_end'][4:]}",
                    note="the year before the survey that prints the change",
                ))
    return pieces
