"""Dated events between the two, visits among them, and what they come to by period."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import said_up_to
from pkjp_analysis.indicators.grants import LEVELS, best_source_first, earliest
from pkjp_analysis.periods import parse_period
from pkjp_analysis.plain import mapping, rows_of

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

EVENTS = [
    *("date", "until", "title", "category", "event", "year", "moment", "sources", "dates", "agree"),
    *("publisher", "vintage", "evidence", "reporter_name", "partner_name"),
]
# The first year that a study shows: earlier events stand in the timeline and are not counted.
SINCE = 1947
# Events that stand under two ids, since ids never change: the first is told with the second.
SAME = {"event_001": "founding_sojitz", "event_013": "founding_bank_of_tokyo", "event_081": "indus_first_export"}
SAME |= {"event_085": "honda_first_export", "event_086": "honda_first_export"}
# The first of each form of assistance, by the id of its event.
FIRSTS = {"first_aid": "aid of any form", "first_yen_loan": "yen loan", "first_grant_aid": "grant aid"}
# Who came, read from how the title begins; the list holds no column of ranks.
LEADER = "head of state or government"
RANKS = {LEADER: r"(President|Prime Minister) ", "foreign minister": r"Foreign Minister "}
OTHER_RANK = "others"
IT = "IT interest"


@once
def stated(study: Pair) -> pd.DataFrame:
    """One row per event and source between the two, up to the study's year; best source of each event first."""
    rows = study.stated("events")
    rows = rows[rows["reporter"].isin(study.pair) & rows["partner"].isin(study.pair)]
    rows = rows[(rows["date"].str[:4] <= str(study.year)) & (rows["confidence"] != "low")].copy()
    rows["id"], rows["event"] = rows["event"], rows["event"].replace(SAME)
    rows["category"] = rows["category"].replace({"it_interest": IT})
    rows["publisher"] = rows["source"].map(study.store.sources.set_index("source")["publisher"])
    names = mapping(study.store.countries, "code", "name")
    rows["reporter_name"], rows["partner_name"] = rows["reporter"].map(names), rows["partner"].map(names)
    return best_source_first(rows)


@once
def events(study: Pair) -> pd.DataFrame:
    """One row per event, oldest first.

    Columns date (as its best source gives it, the day where another source knows it), until, title, category
    (``visit/aid`` is both), event (id), year, moment (year with the fraction that passed before the date's first
    day), sources (how many), dates (all that are stated), agree (whether they are the same at the coarser
    granularity), publisher, vintage and evidence of the best source, reporter_name, partner_name.
    """
    records = [_one(part) for _, part in stated(study).groupby("event", sort=False)]
    frame = pd.DataFrame(records, columns=EVENTS)
    return said_up_to(frame.sort_values(["moment", "event"], kind="stable"), study)


def _one(part: pd.DataFrame) -> dict[str, object]:
    best = part.iloc[0]
    dates = list(dict.fromkeys(part["date"]))
    day = earliest([one for one in dates if one.startswith(best["date"])])
    kept = {name: best[name] for name in EVENTS if name in best}
    return kept | {
        "date": day,
        "category": "/".join(dict.fromkeys(part.drop_duplicates("id")["category"])),
        "year": int(day[:4]),
        "moment": _moment(first_day(day)),
        "sources": part["source"].nunique(),
        "dates": ", ".join(sorted(dates)),
        "agree": all(one.startswith(other) or other.startswith(one) for one in dates for other in dates),
    }


@once
def by_kind(study: Pair) -> pd.DataFrame:
    """`events` with a row per kind of event: an event of two kinds has two rows. Adds kind."""
    frame = events(study)
    kinds = frame.assign(kind=frame["category"].str.split("/")).explode("kind", ignore_index=True)
    return said_up_to(kinds, study)


@once
def visits(study: Pair) -> pd.DataFrame:
    """Visits, oldest first: the columns of `events` and rank.

    rank is ``head of state or government`` or ``foreign minister`` where the title begins with such a name,
    else ``others``.
    """
    frame = by_kind(study)
    frame = frame[frame["kind"] == "visit"].drop(columns="kind")
    return said_up_to(frame.assign(rank=[_rank(title) for title in frame["title"]]), study)


def _rank(title: str) -> str:
    return next((rank for rank, begins in RANKS.items() if re.match(begins, title)), OTHER_RANK)


@once
def visits_by_period(study: Pair) -> pd.DataFrame:
    """Visits held by decade and rank, decades without one included.

    Columns decade, rank, count, reporter_name, partner_name.
    """
    return _counted(study, visits(study), "rank", [*RANKS, OTHER_RANK])


@once
def events_by_period(study: Pair) -> pd.DataFrame:
    """Events held by decade and the level of their best evidence.

    Columns decade, evidence, count, reporter_name, partner_name.
    """
    return _counted(study, events(study), "evidence", list(LEVELS))


def _counted(study: Pair, frame: pd.DataFrame, kind: str, kinds: list[str]) -> pd.DataFrame:
    """How many rows of each kind every decade has, from the first row's (1947 on) to the study's year's."""
    columns = ["decade", kind, "count", "reporter_name", "partner_name"]
    frame = frame[frame["year"] >= SINCE]
    if frame.empty:
        return said_up_to(pd.DataFrame(columns=columns), study)
    records = []
    for start in range(int(frame["year"].min()) // 10 * 10, study.year + 1, 10):
        last = min(start + 9, study.year)
        inside = frame[frame["year"].between(start, last)]
        label = f"{start}–{last}"
        for one in kinds:
            records.append((label, one, int((inside[kind] == one).sum()), *study.names))
    return said_up_to(pd.DataFrame(records, columns=columns), study)


@once
def visit_gaps(study: Pair) -> pd.DataFrame:
    """Times between two successive visits of a head of state or government that are held, longest first.

    Columns start, end (dates of the visits), length (years between them), first, second (titles). The last row without
    `second` runs to the end of the study's year. Between dates of which one is a year alone, whole years.
    """
    columns = ["start", "end", "length", "first", "second"]
    frame = visits(study)
    leaders = rows_of(frame[frame["rank"] == LEADER])
    if not leaders:
        return said_up_to(pd.DataFrame(columns=columns), study)
    now = {"date": f"{study.year}-12-31", "title": ""}
    records = [
        (one["date"], two["date"], _years(one["date"], two["date"]), one["title"], two["title"])
        for one, two in pairwise([*leaders, now])
    ]
    result = pd.DataFrame(records, columns=columns)
    return said_up_to(result.sort_values("length", ascending=False, kind="stable"), study)


def _years(first: str, last: str) -> float:
    """Years between two dates, no finer than the coarser of them."""
    if min(len(first), len(last)) == len("1961"):
        return float(int(last[:4]) - int(first[:4]))
    return (first_day(last) - first_day(first)).days / 365.25


def _moment(day: date) -> float:
    start = date(day.year, 1, 1)
    return day.year + (day - start).days / (date(day.year + 1, 1, 1) - start).days


def first_day(text: str) -> date:
    """The first day of a date, month or year."""
    period = parse_period(text, "point")
    assert period is not None
    return period.start


@once
def early_assistance(study: Pair) -> pd.DataFrame:
    """The first aid, loan and grant as each source dates them: form, date, title, publisher, vintage, evidence, agree.

    `agree` says whether all sources of that first give the same date, at the coarser granularity.
    """
    rows = stated(study)
    rows = rows[rows["event"].isin(FIRSTS)]
    rows = rows.assign(form=rows["event"].map(FIRSTS))
    agreed = mapping(events(study), "event", "agree")
    rows["agree"] = rows["event"].map(agreed)
    columns = ["form", "date", "title", "publisher", "vintage", "evidence", "agree"]
    return said_up_to(rows.sort_values(["date", "event"], kind="stable")[columns], study)
