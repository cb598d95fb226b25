"""Checks of dates: the day of an event, signatures, the reference dates of head counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.claims import select
from pkjp_analysis.claims.evidence import Evidence, days, from_row, period_of
from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.indicators.grants import dates_of_grants
from pkjp_analysis.periods import parse_period
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.store import Store


def date_equals(statement: Statement, store: Store) -> list[Evidence]:
    """The asserted date against each dated record, equal at the coarser of the two granularities."""
    asserted = days(statement.asserted_value)
    pieces = []
    for row in rows_of(select.rows(store, statement.about)):
        found = days(row["date"])
        agrees = asserted is not None and found is not None and asserted[0] <= found[1] and found[0] <= asserted[1]
        pieces.append(from_row(statement, row, row["date"], "date", "precise" if agrees else "no", period=row["date"]))
    return pieces


def dates_within(statement: Statement, store: Store) -> list[Evidence]:
    """Each date of each grant against the asserted span; every date is a part of its own.

    `about` names the date columns. A source votes on the dates that it gives; of announcements only the
    earliest of each grant counts, since a later one repeats it.
    """
    span = parse_period(statement.asserted_value, "point")
    frame = select.rows(store, statement.about)
    key = "grant" if "grant" in frame.columns else "event"
    pieces = []
    for column in select.parse(statement.about).option("column"):
        given = frame[frame[column] != ""]
        if column == "announced_date":
            given = given[given[column] == given["grant"].map(dates_of_grants(given)[column])]
        for row in rows_of(given):
            found = days(row[column])
            if found is None or span is None:
                continue
            inside = span.start <= found[0] and found[1] <= span.end
            pieces.append(
                from_row(
                    statement,
                    row,
                    row[column],
                    "date",
                    "precise" if inside else "no",
                    period=row[column],
                    part=f"{row[key]} {column}",
                    note=column.replace("_", " "),
                )
            )
    return pieces


def counts_dated(statement: Statement, store: Store) -> list[Evidence]:
    """Each head count must be dated in the year that the paper gives it (``2023/2024``: in, out)."""
    asserted = dict(zip(("in", "out"), statement.asserted_value.split("/"), strict=True))
    frame = select.rows(store, statement.about)
    pieces = []
    for flow, year in asserted.items():
        counts = [row for row in rows_of(frame[frame["flow"] == flow]) if row["series"] == "residents"]
        for row in counts:
            if row["period_start"][:4] == row["period_end"][:4] == year:
                pieces.append(from_row(statement, row, period_of(row), "date", "precise", part=f"residents {flow}"))
        changes = frame[(frame["flow"] == flow) & frame["series"].str.endswith("_change")]
        for row in rows_of(changes):
            earlier = int(row["period_end"][:4]) - 1
            if str(earlier) == year:
                pieces.append(
                    from_row(
                        statement,
                        row,
                        f"{earlier}{row['period_end'][4:]}",
                        "date",
                        "precise",
                        part=f"residents {flow}",
                        period=f"{earlier}{row['period_end'][4:]}",
                        note="the year before the survey that prints the change",
                    )
                )
    return pieces
