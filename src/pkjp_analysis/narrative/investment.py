"""Sentences on investment and on vehicles sent from one side to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pkjp_analysis.narrative.words import count, held_until, names, percent, span, usd
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study import Study

_BOUNDS = {"at least": "more than ", "at most": "up to "}


def investment(study: Study) -> list[str]:
    """4.1: companies, direct investment, intentions, assemblers."""
    return [*_companies(study), *_flows(study), *_origins(study), *_intentions(study), *_assemblers(study)]


def _companies(study: Study) -> list[str]:
    sentences = []
    for (direction, concept), part in study.companies().groupby(["direction", "concept"], sort=False):
        last = part.sort_values("period_end", kind="stable").iloc[-1]
        exact = part[part["bound"] == ""]
        bounds = f", bounds and no counts: {len(part) - len(exact)}" if len(exact) < len(part) else ""
        counted = f" Those that are no bounds run from {span(exact['value'], count)}." if len(exact) > 1 else ""
        thing = "Business bases" if concept == "bases" else "Companies"
        sentences.append(
            f"**{thing}, {direction}**. Figures held: {len(part)}, origins: {part['origin'].nunique()}{bounds}. "
            f"The latest, {last['period']}{held_until(int(last['year']), study.year)}: "
            f"{_BOUNDS.get(last['bound'], '')}{count(last['value'])} ({last['origin']}).{counted}"
        )
    return sentences


def _flows(study: Study) -> list[str]:
    frame = study.direct_investment()
    full = frame[(frame["coverage"] == "full") & (frame["calendar"] != "CY")]
    sentences = []
    for direction, part in full.groupby("direction", sort=False):
        last = part[part["year"] == part["year"].max()].drop_duplicates(["origin", "value"])
        told = names([f"{usd(row['value'])} ({row['origin']})" for row in rows_of(last)])
        year = int(last["year"].iloc[0])
        sentences.append(
            f"Net direct investment, {direction}, {last['period'].iloc[0]}{held_until(year, study.year)}: {told}."
        )
        sentences += _disagreements(part)
    if frame.empty:
        sentences.append("Direct investment between the two: not held.")
    return sentences + _dyads(frame)


def _disagreements(part: pd.DataFrame) -> list[str]:
    """Periods in which origins print different figures, newest first."""
    apart = []
    for period, rows in part.groupby("period", sort=False):
        several = rows.drop_duplicates(["origin", "value"])
        if several["value"].nunique() > 1:
            told = names([f"{usd(row['value'])} ({row['origin']})" for row in rows_of(several)])
            apart.append(f"{period}: {told}")
    return [f"Origins disagree on {'; '.join(sorted(apart, reverse=True))}."] if apart else []


def _dyads(frame: pd.DataFrame) -> list[str]:
    calendar = frame[frame["calendar"] == "CY"]
    return [
        f"In calendar years {int(part['year'].min())} to {int(part['year'].max())} it runs from "
        f"{span(part['value'], usd)} a year, {direction} ({part['origin'].iloc[0]}); these are not joined to fiscal "
        "years."
        for direction, part in calendar.groupby("direction", sort=False)
    ]


def _origins(study: Study) -> list[str]:
    frame = study.investment_origins()
    if frame.empty:
        return []
    first, own = frame.iloc[0], frame[frame["highlighted"]].iloc[0]
    share = f", {percent(own['share'])} of the total on the same page" if own["share"] == own["share"] else ""
    return [
        f"In {own['period']} {own['partner_name']} is number {int(own['rank'])} of the {len(frame)} origins held for "
        f"{own['reporter_name']}{share}; the first is {first['partner_name']} with {usd(first['value'])}. Origins "
        "that are not named could rank between them."
    ]


def _intentions(study: Study) -> list[str]:
    frame = study.intentions()
    own = frame[frame["highlighted"]] if len(frame) else frame
    if own.empty:
        return []
    years = sorted(set(range(int(own["year"].min()), int(own["year"].max()) + 1)) - set(own["year"]))
    missing = f"; not held: {names([str(year) for year in years])}" if years else ""
    told = names([f"{percent(row['value'])} in {row['year']}" for row in rows_of(own.sort_values("year"))])
    asked = own["respondents"].notna().any()
    return [
        f"Companies of {own['reporter_name'].iloc[0]} in {own['partner_name'].iloc[0]} that mean to expand: {told}"
        f"{missing}.{'' if asked else ' How many were asked in these years is not printed.'}"
    ]


def _assemblers(study: Study) -> list[str]:
    frame = study.assemblers()
    sentences = []
    for counted, part in frame[frame["share"].notna()].groupby("counted", sort=False):
        last = part[part["period_end"] == part["period_end"].max()].sort_values("share", ascending=False)
        told = names([f"{row['maker']} {percent(row['share'])}" for row in rows_of(last)])
        sentences.append(
            f"Sales by maker in {last['reporter_name'].iloc[0]}, {last['period'].iloc[0]} ({counted}), of "
            f"{count(last['market'].iloc[0])}: {told}; together {percent(last['share'].sum())}."
        )
    return sentences


def shipment(study: Study) -> list[str]:
    """4.2: the shipment of vehicles in proportion."""
    sent = study.shipments()
    if sent.empty:
        return [f"No shipment of vehicles by local makers from one to the other is held up to {study.year}."]
    first = sent.iloc[0]
    frame = study.shipment_in_proportion()
    beside = frame[frame["kind"] == "beside"]
    told = [f"{row['label']}: {_about(row)}{count(row['value'])} ({_times(row['times'])})" for row in rows_of(beside)]
    return [
        f"The first shipment held left in {first['period']}: {count(first['value'])} vehicles of {first['maker']}, "
        f"{first['direction']} ({first['origin']}, evidence level {first['evidence']}).",
        *_later(sent),
        *([f"Beside it: {'; '.join(told)}."] if told else []),
    ]


def _later(sent: pd.DataFrame) -> list[str]:
    more = sent.iloc[1:]
    told = names([f"{count(row['value'])} in {row['period']} ({row['origin']})" for row in rows_of(more)])
    return (
        [f"Also reported: {told}. Whether such a report adds to the first is open; nothing is added."] if told else []
    )


def _times(times: float) -> str:
    return f"{times:.1f} times" if times < 100 else f"{count(times)} times"


def _about(row: dict[str, Any]) -> str:
    return {"about": "about ", "more_than": "more than ", "up_to": "up to "}.get(row["qualifier"], "")
