"""Sentences on people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.narrative.words import count, held_until, percent
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.study import Study


def people(study: Study) -> list[str]:
    """6: latest head counts, growth, ratio, entries."""
    return _latest(study) + _growth(study) + _ratio(study) + _entries(study)


def _latest(study: Study) -> list[str]:
    sentences = []
    for direction, part in study.residents().groupby("direction", sort=False):
        row = part.sort_values("period_end").iloc[-1]
        home, _, host = str(direction).partition(" to ")
        sentences.append(
            f"Nationals of {home} living in {host}: {count(row['value'])} at {row['period']}"
            f"{held_until(int(row['year']), study.year)} ({row['publisher']}, evidence level {row['evidence']}); "
            f"{len(part)} counts are held."
        )
    return sentences


def _growth(study: Study) -> list[str]:
    frame = study.resident_growth()
    frame = frame.sort_values("years").drop_duplicates("direction") if len(frame) else frame
    return [
        f"{row['direction']}: {percent(row['growth'])} a year over {row['label']} ({row['origin']})."
        for row in rows_of(frame)
    ]


def _ratio(study: Study) -> list[str]:
    frame = study.resident_ratio()
    if frame.empty:
        return ["The two head counts are not held for one and the same year, so no ratio is given."]
    row = frame.iloc[-1]
    return [
        f"In {int(row['year'])}, the latest year with both counts, there were {row['ratio']:.1f} of the larger group "
        "for each of the smaller; the counts differ in day and definition."
    ]


def _entries(study: Study) -> list[str]:
    frame = study.entries()
    totals = frame[(frame["status"] == "all") & frame["value"].notna()]
    sentences = []
    for _, part in totals.groupby("direction", sort=False):
        last = part.iloc[-1]
        low = part.sort_values("value", kind="stable").iloc[0]
        sentences.append(
            f"Entries of nationals of {last['partner_name']} into {last['reporter_name']}: {count(last['value'])} in "
            f"{last['year']}{held_until(int(last['year']), study.year)}, re-entries included; the fewest, "
            f"{count(low['value'])}, in {low['year']}."
        )
    if totals.empty and len(frame) == 0:
        sentences.append("Entries between the two: not held.")
    return sentences
