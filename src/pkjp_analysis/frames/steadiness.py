"""What bears on whether ties were steady: the length of a freeze, aid by period, years without an event."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.aid import net
from pkjp_analysis.frames.history import LEADER, SINCE, events, first_day, visit_gaps, visits
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import said_up_to
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair


@once
def freeze_lengths(study: Pair) -> pd.DataFrame:
    """Freezes of new aid by the most exact dates held: start, end, months (whole ones), days."""
    frame = events(study)
    starts = sorted(frame[frame["event"] == "aid_freeze"]["date"])
    ends = sorted(frame[frame["event"] == "aid_freeze_lifted"]["date"])
    records = [(start, end, *_length(start, end)) for start, end in zip(starts, ends, strict=False)]
    return said_up_to(pd.DataFrame(records, columns=["start", "end", "months", "days"]), study)


def _length(start: str, end: str) -> tuple[int, int]:
    """Whole months and days from the first day of one date to that of another."""
    first, last = first_day(start), first_day(end)
    months = 12 * (last.year - first.year) + last.month - first.month
    return months - (last.day < first.day), (last - first).days


@once
def aid_by_period(study: Pair) -> pd.DataFrame:
    """Net aid by decade and, where new aid was frozen, in the freeze's years and as many before and after.

    Columns period, kind (decade, freeze), donor, recipient, years (of the period), held (years with a figure),
    total, mean, lowest, highest (current USD), publisher, vintage. `mean` is total over held; nothing is filled in.
    """
    rows = net(study)
    columns = ["period", "kind", "donor", "recipient", "years", "held", "total", "mean", "lowest", "highest"]
    columns += ["year", "publisher", "vintage"]
    records = []
    for (donor, recipient), part in rows.groupby(["reporter_name", "partner_name"], sort=False):
        for kind, label, first, last in _spans(study, int(part["year"].min())):
            inside = part[part["year"].between(first, last)]
            if len(inside):
                records.append((label, kind, donor, recipient, last - first + 1, *_sums(inside), last, *_told(inside)))
    return said_up_to(pd.DataFrame(records, columns=columns), study)


def _sums(rows: pd.DataFrame) -> tuple[int, float, float, float, float]:
    values = rows["value"]
    return len(values), values.sum(), values.sum() / len(values), values.min(), values.max()


def _told(rows: pd.DataFrame) -> tuple[str, str]:
    return "; ".join(dict.fromkeys(rows["publisher"])), max(rows["vintage"])


def _spans(study: Pair, first: int) -> list[tuple[str, str, int, int]]:
    """Kind, label, first and last year of every period that is compared."""
    spans = [
        ("decade", f"{start}–{min(start + 9, study.year)}", start, min(start + 9, study.year))
        for start in range(first // 10 * 10, study.year + 1, 10)
    ]
    for freeze in rows_of(freeze_lengths(study)):
        start, end = int(freeze["start"][:4]), int(freeze["end"][:4])
        size = end - start + 1
        for label, low, high in (
            ("before the freeze", start - size, start - 1),
            ("years of the freeze", start, end),
            ("after the freeze", end + 1, end + size),
        ):
            spans.append(("freeze", f"{label}, {low}–{high}", low, high))
    return spans


@once
def steadiness(study: Pair) -> pd.DataFrame:
    """What bears on whether ties were steady: measure, value, unit, span, note."""
    records = _event_measures(events(study), study) + _visit_measures(study) + _freeze_measures(study)
    aid = net(study)
    for donor, part in aid.groupby("reporter_name", sort=False):
        span = f"{part['year'].min()}–{part['year'].max()}"
        above = int((part["value"] > 0).sum())
        records.append((f"years with net aid from {donor} above zero", above, f"of {len(part)} held", span, ""))
    return said_up_to(pd.DataFrame(records, columns=["measure", "value", "unit", "span", "note"]), study)


_Record = tuple[str, float, str, str, str]
INCOMPLETE = "the list is what was met; a gap is no proof"


def _event_measures(frame: pd.DataFrame, study: Pair) -> list[_Record]:
    held = sorted(set(frame[frame["year"] >= SINCE]["year"]))
    if not held:
        return []
    size = study.year - held[0] + 1
    start, end = max(pairwise([*held, study.year + 1]), key=lambda two: two[1] - two[0])
    empty = f"{start + 1}–{end - 1}" if end - start > 1 else ""
    return [
        ("years with an event held", len(held), f"of {size} years", f"{held[0]}–{study.year}", INCOMPLETE),
        ("longest run of years without an event held", end - start - 1, "years", empty, INCOMPLETE),
    ]


def _visit_measures(study: Pair) -> list[_Record]:
    frame = visits(study)
    if frame.empty:
        return []
    span = f"{frame['year'].min()}–{frame['year'].max()}"
    leaders = int((frame["rank"] == LEADER).sum())
    found: list[_Record] = [
        ("visits held", len(frame), "visits", span, INCOMPLETE),
        ("visits of a head of state or government held", leaders, "visits", span, INCOMPLETE),
    ]
    gaps = rows_of(visit_gaps(study).head(1))
    label = "longest time between two such visits held"
    return found + [
        (label, int(gap["length"]), "whole years", f"{gap['start']} to {gap['end']}", INCOMPLETE) for gap in gaps
    ]


def _freeze_measures(study: Pair) -> list[_Record]:
    return [
        ("new aid frozen", row["months"], "whole months", f"{row['start']} to {row['end']}", f"{row['days']} days")
        for row in rows_of(freeze_lengths(study))
    ]
