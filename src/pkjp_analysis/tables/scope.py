"""Tables of events, people, sources and coverage."""

from __future__ import annotations

import pandas as pd


def residents(frame: pd.DataFrame) -> pd.DataFrame:
    """Head counts newest first: direction, date, persons, origin, publisher, evidence level."""
    newest = frame.sort_values(["period_end", "direction"], ascending=False, kind="stable")
    columns = ["direction", "period", "value", "origin", "publisher", "evidence"]
    return newest[columns].rename(columns={"period": "date", "value": "persons"})


def events(frame: pd.DataFrame) -> pd.DataFrame:
    """Events newest first: date, what, kind, number of sources, whether they agree, best source (`Study.events`)."""
    columns = ["date", "until", "title", "category", "sources", "agree", "publisher", "evidence"]
    names = {"title": "event", "category": "kind", "agree": "sources agree"}
    return frame[columns].rename(columns=names).iloc[::-1]


def visit_gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Times between visits of heads of state or government, longest first, in years (`Study.visit_gaps`)."""
    table = frame[["start", "end"]].copy()
    table["length, years"] = frame["length"].astype(float).round(1)
    return table.assign(first=frame["first"], second=frame["second"])


def sources(frame: pd.DataFrame) -> pd.DataFrame:
    """Sources, those with most rows first: publisher, title, date, evidence level, rows (`Study.sources`)."""
    return frame[["publisher", "title", "published", "evidence", "figures", "grants", "events", "findings"]]


def coverage(frame: pd.DataFrame) -> pd.DataFrame:
    """Series with first and last year, number of years and of figures (`Study.coverage`)."""
    groups = frame.groupby(["family", "label"], sort=False)
    table = groups.agg(first_year=("year", "min"), last_year=("year", "max"))
    # Not called years: the display would take it for a year.
    table["number of years"], table["figures"] = groups["year"].nunique(), groups["figures"].sum()
    return table.reset_index().rename(columns={"label": "series"})
