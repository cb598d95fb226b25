"""Sentences on the history of the pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.narrative.words import count, names, usd
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.study import Study


def history(study: Study) -> list[str]:
    """2: events held, start of relations, early assistance, visits, the freeze, aid by period, people."""
    told = _events(study) or ["Dated events between the two: not held."]
    return told + _assistance(study) + _visits(study) + _freezes(study) + _decades(study) + _people(study)


def _events(study: Study) -> list[str]:
    frame = study.events()
    if frame.empty:
        return []
    official = int(frame["evidence"].isin(["primary", "official"]).sum())
    start = [
        f"Diplomatic relations: {row['date']}, {_agreement(row['sources'], row['agree'])}."
        for row in rows_of(frame[frame["event"] == "diplomatic_relations"])
    ]
    return [
        f"{len(frame)} dated events are held up to {study.year}, {official} of them from a public body. The list is "
        "what was met, not all that took place.",
        *start,
    ]


def _agreement(sources: int, agree: bool) -> str:
    if sources == 1:
        return "by one source"
    return f"{sources} sources agree" if agree else f"{sources} sources differ"


def _assistance(study: Study) -> list[str]:
    frame = study.early_assistance()
    told = [
        f"{form} in {names(sorted(set(part['date'])))} ({_agreement(len(part), bool(part['agree'].all()))}: "
        f"{names(list(dict.fromkeys(part['publisher'])))})"
        for form, part in frame.groupby("form", sort=False)
    ]
    return [f"First assistance: {'; '.join(told)}."] if told else []


def _visits(study: Study) -> list[str]:
    frame = study.visits()
    gaps = rows_of(study.visit_gaps())
    if frame.empty:
        return []
    none = study.visits_by_period().groupby("decade", sort=False)["count"].sum()
    empty = list(none[none == 0].index)
    told = f"; no visit is held for {names(empty)}" if empty else ""
    sentences = [f"{len(frame)} visits are held, {len(gaps)} of them by a head of state or government{told}."]
    if gaps:
        longest = gaps[0]
        sentences.append(
            f"The longest time without such a visit that is held: {longest['start']} to {longest['end']}, "
            f"{int(longest['length'])} whole years. Visits that were not met would shorten it."
        )
    return sentences


def _freezes(study: Study) -> list[str]:
    sentences = [
        f"New aid was frozen from {row['start']} to {row['end']}: {row['months']} whole months, or "
        f"{count(row['days'])} days."
        for row in rows_of(study.freeze_lengths())
    ]
    frame = study.aid_by_period()
    spans = [
        f"{row['period']}: {usd(row['mean'])} a year ({row['held']} of {row['years']} years held)"
        for row in rows_of(frame[frame["kind"] == "freeze"])
    ]
    if spans:
        sentences.append(
            f"Net aid, mean of the years held: {'; '.join(spans)}. Aid is paid out under earlier agreements too, so a "
            "freeze of new aid need not show in its years."
        )
    return sentences


def _decades(study: Study) -> list[str]:
    frame = study.aid_by_period()
    sentences = []
    for (donor, recipient), part in frame[frame["kind"] == "decade"].groupby(["donor", "recipient"], sort=False):
        told = [f"{row['period']} {usd(row['total'])} ({row['held']} of {row['years']} years)" for row in rows_of(part)]
        sentences.append(f"Net aid from {donor} to {recipient} by decade, current dollars: {'; '.join(told)}.")
    return sentences


def _people(study: Study) -> list[str]:
    sentences = []
    for direction, part in study.residents().groupby("direction", sort=False):
        ordered = part.sort_values("period_end", kind="stable")
        first, last = ordered.iloc[0], ordered.iloc[-1]
        home, _, host = str(direction).partition(" to ")
        if first["period"] != last["period"]:
            sentences.append(
                f"Nationals of {home} living in {host}: {count(first['value'])} at {first['period']} "
                f"({first['publisher']}), {count(last['value'])} at {last['period']} ({last['publisher']}); two "
                "counts, not one series."
            )
    return sentences
