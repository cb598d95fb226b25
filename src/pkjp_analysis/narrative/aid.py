"""Sentences on development cooperation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.narrative.words import count, held_until, names, percent, span, usd, yen
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.study import Study


def grants(study: Study) -> list[str]:
    """5.1: net and gross aid, grants held, the last package in yen and dollars."""
    return _net(study) + _donors(study) + _listed(study) + _package(study)


def _net(study: Study) -> list[str]:
    frame = study.net_aid()
    if frame.empty:
        return []
    first, last = int(frame["year"].min()), int(frame["year"].max())
    below = sorted(int(year) for year in frame[frame["value"] < 0]["year"])
    minus = f"; negative in {names([str(year) for year in below])}, when repayments exceeded new aid" if below else ""
    row = frame.iloc[-1]
    return [
        f"Net aid from {row['reporter_name']} to {row['partner_name']} is held for {first} to {last} "
        f"({row['publisher']}); it is positive in {len(frame) - len(below)} of {len(frame)} years{minus}."
    ]


def _donors(study: Study) -> list[str]:
    frame = study.aid_by_donor()
    if frame.empty:
        return []
    last = frame[frame["year"] == frame.loc[frame["highlighted"], "year"].max()]
    ours = last[last["highlighted"]].iloc[0]
    rank = int((last["value"] > ours["value"]).sum()) + 1
    year = int(ours["year"])
    return [
        f"Gross aid in {year}{held_until(year, study.year)}: {ours['reporter_name']} {usd(ours['value'])} in prices of "
        f"{ours['price_basis'].removeprefix('USD ')}, number {rank} of the {len(last)} donors held. Donors that are "
        "not held could rank above it."
    ]


def _listed(study: Study) -> list[str]:
    frame = study.grants()
    if frame.empty:
        return []
    both = frame[frame["amount_jpy"].notna() & frame["usd_stated"].notna()]
    return [
        f"{len(frame)} grants up to {study.year} are held from public statements; {len(both)} of them state both yen "
        "and dollars. The list is what was met, not all that was given."
    ]


def _package(study: Study) -> list[str]:
    frame = study.grants()
    both = frame[frame["amount_jpy"].notna() & frame["usd_stated"].notna()]
    if both.empty:
        return []
    last = both[both["date"] == both["date"].max()]
    total, dollars = last["amount_jpy"].sum(), last["usd_stated"].sum()
    sentences = [
        f"The latest of them, {last['date'].iloc[0]}: {names(list(last['title']))}; together {yen(total)}, stated as "
        f"{usd(dollars)} (implied rate {span(last['implied_rate'], lambda x: f'{x:.2f}')} yen per dollar)."
    ]
    if last["usd_at_day_rate"].notna().all():
        sentences.append(
            f"At the day's cross rate it is {usd(last['usd_at_day_rate'].sum())}, at the month's average "
            f"{usd(last['usd_at_month_rate'].sum())}."
        )
    early = last[last["announced_date"] < last["date"]]
    for row in rows_of(early):
        sentences.append(
            f"{row['title']}: announced on {row['announced_date']}, before the agreement of {row['agreement_date']}; "
            f"it is {percent(100 * row['amount_jpy'] / total)} of the yen."
        )
    return sentences


def training(study: Study) -> list[str]:
    """5.2: scholarship grants by year, places."""
    frame = study.scholarships()
    if frame.empty:
        return []
    years = [str(year) for year in frame["year"]]
    first, last = frame["year"].min(), frame["year"].max()
    gaps = sorted(set(range(first, last + 1)) - set(frame["year"]))
    missing = f"; not held: {names([str(year) for year in gaps])}" if gaps else ""
    places = frame[frame["places"].notna()]
    sentences = [
        f"Scholarship grants (JDS) are held for {names(years)}{missing}; {span(frame['amount_jpy'], yen)} a year."
    ]
    if len(places):
        sentences.append(
            f"Places are printed for {len(places)} of these years: {span(places['places'], count)} a year."
        )
    return sentences
