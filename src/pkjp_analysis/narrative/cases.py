"""Sentences on the case studies: vehicles, floods, ICT services."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pkjp_analysis.narrative.words import count, held_until, names, percent, span, usd, yen
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study import Study


def vehicles(study: Study) -> list[str]:
    """7.1: sales, makers' shares, local parts, used vehicles, what was shipped to the other side."""
    told = _sales(study) + _makers(study) + _parts(study) + _used(study) + _shipped(study)
    return told or ["Vehicles: not held."]


def _sales(study: Study) -> list[str]:
    frame = study.vehicle_sales()
    sold = frame[frame["series"] == "vehicle_sales"]
    sentences = []
    for (scope, calendar), part in sold.groupby(["scope", "calendar"], sort=False):
        if part["year"].nunique() < 2:
            continue
        last = part[part["year"] == part["year"].max()]
        most = part.sort_values("value", kind="stable").iloc[-1]
        sentences.append(
            f"{_start(str(scope))}, {last['period'].iloc[0]}{held_until(int(last['year'].iloc[0]), study.year)}: "
            f"{span(last['value'], count)}{_prints(last)}; the most in a whole year held, {count(most['value'])}, in "
            f"{most['period']} ({'fiscal' if str(calendar).startswith('FY') else 'calendar'} years)."
        )
    return sentences


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


def _prints(rows: pd.DataFrame) -> str:
    publishers = list(dict.fromkeys(rows["publisher"]))
    return f" ({names(publishers)}{': prints differ' if rows['value'].nunique() > 1 else ''})"


def _makers(study: Study) -> list[str]:
    frame = study.assemblers()
    frame = frame[frame["share"].notna()]
    sentences = []
    for (counted, calendar), part in frame.groupby(["counted", "calendar"], sort=False):
        last = part[part["year"] == part["year"].max()].sort_values("share", ascending=False)
        if len(last) < 2:
            continue
        told = names([f"{row['maker']} {percent(row['share'])}" for row in rows_of(last)])
        sentences.append(
            f"Makers' shares in {last['period'].iloc[0]} ({calendar}; of each: {counted}): {told}; together "
            f"{percent(last['share'].sum())} of the sales of all makers on the same basis."
        )
    return sentences


def _parts(study: Study) -> list[str]:
    frame = study.localisation()
    told = [
        f"{maker} {span(part['value'], lambda x: f'{x:.0f}')} percent for {len(part)} models"
        for maker, part in frame.groupby("maker", sort=False)
    ]
    years = names(sorted({str(year) for year in frame["year"]}))
    return [f"Local parts as the makers say, {years}: {names(told)}."] if told else []


def _used(study: Study) -> list[str]:
    frame = study.used_vehicles()
    whole = frame[frame["coverage"] == "full"]
    sentences = []
    for what, part in whole.groupby("count", sort=False):
        last = part.sort_values("year", kind="stable").iloc[-1]
        sentences.append(
            f"Used vehicles, {what} ({last['publisher']}): {count(last['value'])} in {last['period']}"
            f"{held_until(int(last['year']), study.year)}."
        )
    return sentences


def _shipped(study: Study) -> list[str]:
    later = study.following()
    sent = later.shipments()
    if sent.empty:
        return ["Vehicles sent from one side's makers to the other: not held."]
    told = [f"{count(row['value'])} by {row['maker']} in {row['period']} ({row['publisher']})" for row in rows_of(sent)]
    sentences = [
        f"Vehicles sent, as reported up to {later.year}: {names(told)}. A later report can tell the same shipment: "
        "reports are never added."
    ]
    beside = later.shipment_in_proportion()
    beside = beside[beside["kind"] == "beside"]
    if len(beside):
        first = sent.iloc[0]
        parts = [
            f"{row['label']}: {100 * first['value'] / row['value']:.3g} percent of {count(row['value'])}"
            for row in rows_of(beside)
        ]
        sentences.append(f"The first shipment, {count(first['value'])} vehicles, in proportion: {'; '.join(parts)}.")
    return sentences


def floods(study: Study) -> list[str]:
    """7.2: how often, how large, what an assessment asked for, what was given."""
    told = _often(study) + _largest(study) + _assessed(study) + _given(study)
    return told or ["Floods: not held."]


def _often(study: Study) -> list[str]:
    frame = study.floods()
    records = frame[frame["series"] == "flood_events"]
    if records.empty:
        return []
    years = sorted(records["year"])
    gap = max((two - one - 1 for one, two in pairwise(years)), default=0)
    return [
        f"Floods of {records['reporter_name'].iloc[0]}: {count(records['value'].sum())} records in {len(years)} of the "
        f"{years[-1] - years[0] + 1} years {years[0]}–{years[-1]}{held_until(years[-1], study.year)} "
        f"({records['publisher'].iloc[0]}); the longest run of years without a record is {gap} years. Early floods are "
        "less likely to be recorded."
    ]


def _largest(study: Study) -> list[str]:
    frame = study.floods()
    printed = {"flood_deaths": count, "flood_affected": count, "flood_damage": usd}
    told = []
    for series, how in printed.items():
        part = frame[frame["series"] == series]
        if len(part):
            top = part.sort_values("value", kind="stable").iloc[-1]
            told.append(f"{str(top['what']).lower()} {how(top['value'])} in {top['year']}")
    return [f"The largest yearly sums: {names(told)}."] if told else []


def _assessed(study: Study) -> list[str]:
    frame = study.floods_by_source()
    frame = frame[(frame["breakdown"] != "") & (frame["unit"] == "USD")]
    sentences = []
    for year, part in frame.groupby("year"):
        told = [f"{str(what).lower()} {span(one['value'], usd)}" for what, one in part.groupby("what", sort=False)]
        sentences.append(f"Assessed for the floods of {year}: {names(told)} ({names(sorted(set(part['origin'])))}).")
    provinces = study.flood_assessment()
    needs = provinces[provinces["what"] == "needs for recovery"]
    if len(needs):
        first = needs.sort_values("value", ascending=False).iloc[0]
        share = percent(100 * first["value"] / needs["value"].sum())
        sentences.append(
            f"Of the needs of {int(first['year'])} by province, {usd(first['value'])} are in {first['province']}: "
            f"{share} of the sum of the {len(needs)} provinces held."
        )
    return sentences


def _given(study: Study) -> list[str]:
    frame = study.floods_and_grants()
    grants = frame[frame["what"].isin(["floods", "health"])]
    sentences = []
    for theme, part in grants.groupby("what", sort=False):
        dollars, alone = part[part["unit"] == "USD"], part[part["unit"] == "JPY"]
        told = [f"{len(dollars)} stated in dollars, {usd(dollars['value'].sum())} together"] if len(dollars) else []
        told += [f"{len(alone)} in yen alone, {yen(alone['value'].sum())} together"] if len(alone) else []
        sentences.append(f"Grants for {theme} that are held, {part['year'].min()}–{part['year'].max()}: {names(told)}.")
    if sentences:
        sentences.append("The list of grants is what was met; it is shown beside the damage, not set off against it.")
    return sentences


def services(study: Study) -> list[str]:
    """7.3: receipts by year, growth, what is known of the other side."""
    frame = study.ict_exports()
    whole = frame[frame["coverage"] == "full"]
    if frame.empty:
        return ["Exports of ICT services: not held."]
    sentences = []
    for (scope, who), part in whole.groupby(["scope", "reporter_name"], sort=False):
        last = part[part["year"] == part["year"].max()]
        sentences.append(
            f"{who}, {scope}, {last['period'].iloc[0]}{held_until(int(last['year'].iloc[0]), study.year)}: "
            f"{span(last['value'], usd)} ({names(list(dict.fromkeys(last['publisher'])))})."
        )
    return sentences + _growth(study) + _partner(study)


def _growth(study: Study) -> list[str]:
    frame = study.ict_growth()
    frame = frame[frame["coverage"] == "full"]
    if frame.empty:
        return []
    told = [f"{row['label']}, {row['scope']}: {percent(row['growth'])}" for row in rows_of(frame)]
    below = int((frame["high"] < 0).sum())
    return [
        f"Growth where one page prints both fiscal years: {'; '.join(told)}. It is negative in {below} of {len(frame)}."
    ]


def _partner(study: Study) -> list[str]:
    near, far = study.names
    held = study.ict_with_partner()
    exports = held[held["series"] == "ict_exports"]
    sentences = [f"Exports of ICT services between {near} and {far}: not held."] if exports.empty else []
    events = study.it_interest()
    if len(events):
        first, last = events["date"].iloc[0], events["date"].iloc[-1]
        sentences.append(
            f"Reports of interest in IT between the two: {len(events)}, from {first} to {last}, by "
            f"{names(list(dict.fromkeys(events['publisher'])))}. A report of interest is no contract."
        )
    return sentences
