"""Sentences on exporters in the same market: growth, the terms of a change, the gap to a peer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pkjp_analysis.frames.peers import ALL_GROUPS, GROUPS, WTO
from pkjp_analysis.narrative.words import few, label, names, percent, usd
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study import Study


def growth(study: Study) -> list[str]:
    """8 growth: sales beside the market's growth, and constant market shares."""
    frame = study.peer_growth()
    return [*_growth(frame), *_chapters(frame), *_terms(study, frame)]


def gaps(study: Study) -> list[str]:
    """8 gaps: what closing the gap to a peer would mean."""
    return _gap(study) + _by_peer(study)


def _growth(growth: pd.DataFrame) -> list[str]:
    frame = growth[(growth["product_label"] == ALL_GROUPS) & growth["growth"].notna()]
    own = frame[frame["highlighted"]]
    if own.empty:
        return []
    row = own.iloc[0]
    others = [f"{peer['partner_name']} {percent(peer['growth'])}" for peer in rows_of(frame[~frame["highlighted"]])]
    beside = f" Its peers, each over its own groups: {names(others)}." if others else ""
    return [
        f"From {row['first_year']} to {row['last_year']} the sales of {row['partner_name']} in {row['reporter_name']}, "
        f"as the importer counts them (CIF, current dollars), grew {percent(row['growth'])} a year over the "
        f"{row['groups']} groups held in both years, imports of the same groups from everyone "
        f"{percent(row['market_growth'])}.{beside}"
    ]


def _chapters(growth: pd.DataFrame) -> list[str]:
    frame = growth[(growth["nomenclature"] != GROUPS) & growth["highlighted"] & growth["growth"].notna()]
    if frame.empty:
        return []
    told = [
        f"{label(row)} {percent(row['growth'])} (the market {percent(row['market_growth'])})" for row in rows_of(frame)
    ]
    row = frame.iloc[0]
    return [
        f"Single HS chapters, growth a year in current dollars from {row['first_year']} to {row['last_year']}: "
        f"{few(told)}."
    ]


def _terms(study: Study, growth: pd.DataFrame) -> list[str]:
    terms = study.peer_terms()
    own = terms[terms["highlighted"] & terms["value"].notna()]
    if own.empty:
        return []
    row = own.iloc[0]
    told = names([f"{usd(term['value'])} from {term['term_label']}" for term in rows_of(own)])
    left = f" Not held in one of the years and left out: {row['left_out']}." if row["left_out"] else ""
    return [
        f"At constant shares of {row['first_year']}, the change by {row['last_year']} of {usd(row['change'])} is made "
        f"up of {told}{_over(row)}.{_most(growth)}{left}"
    ]


def _over(row: Any) -> str:
    """What the terms are over, where it is no group, and the years that are not chained."""
    if row["kind"] == WTO:
        return ""
    left = f"; not chained: {row['years_left_out']}" if row["years_left_out"] else ""
    return f", over {row['groups']} {row['kind']}{left}"


def _most(growth: pd.DataFrame) -> str:
    """The groups in which most was gained and lost beyond growth with the market."""
    own = growth[growth["highlighted"] & (growth["nomenclature"] == GROUPS) & (growth["product_label"] != ALL_GROUPS)]
    gained = own[own["beyond"] > 0].nlargest(2, "beyond")
    lost = own[own["beyond"] < 0].nsmallest(2, "beyond")
    parts = []
    for verb, part in (("gained", gained), ("lost", lost)):
        told = names([f"{label(row)} ({usd(abs(row['beyond']))})" for row in rows_of(part)])
        parts += [f"{verb} in {told}"] if told else []
    return f" Within groups most was {names(parts)}." if parts else ""


def _gap(study: Study) -> list[str]:
    frame = study.gaps_by_group()
    held = frame[frame["more_high"].notna()]
    if held.empty:
        return []
    row = held.iloc[0]
    above = names(list(held[held["place"] == "above every peer"]["product_label"]))
    largest = held["high_peer"].value_counts()
    without = names(list(frame[frame["own"].isna()]["product_label"]))
    return [
        f"A scenario, no forecast: with the smallest share that a peer has in each group, {row['partner_name']} would "
        f"have sold {usd(held['more_low'].sum())} more in {row['reporter_name']} in {row['year']} than the "
        f"{usd(held['own'].sum())} it did, with the largest {usd(held['more_high'].sum())} more; the largest share is "
        f"that of {largest.index[0]} in {largest.iloc[0]} of {len(held)} groups."
        + (f" {row['partner_name']} is above every peer in {above}, which is not netted." if above else "")
        + (f" Own sales in {without} are not held and left out." if without else "")
    ]


def _by_peer(study: Study) -> list[str]:
    frame = study.gaps_by_peer()
    if frame.empty:
        return []
    told = names([f"{row['peer_name']} {usd(row['more_by_group'])}" for row in rows_of(frame)])
    like = frame.sort_values("similarity", ascending=False, kind="stable").iloc[0]
    return [
        f"By group, {like['partner_name']} sells most alike to {like['peer_name']} there (export similarity "
        f"{like['similarity']:.0f} of 100). More at the share of one peer in each group: {told}.{_oriented(frame)} "
        "None of this says that so much could be made, or sold at the same prices, nor what others would lose; peers "
        "differ in size."
    ]


def _oriented(frame: pd.DataFrame) -> str:
    """What the peers' parts of their own exports would mean."""
    held = frame[frame["more_oriented"].notna()]
    if held.empty:
        return ""
    row = held.iloc[0]
    told = names(
        [
            f"{usd(one['more_oriented'])} more as {one['peer_name']} ({percent(one['orientation'])})"
            if one["more_oriented"] > 0
            else f"nothing more as {one['peer_name']} ({percent(one['orientation'])})"
            for one in rows_of(held)
        ]
    )
    others = names(list(frame[frame["more_oriented"].isna()]["peer_name"]))
    left = f" Exports to the world of {others} are not held for {row['year']}." if others else ""
    return (
        f" With as large a part of its exports to the world going there as a peer's ({row['partner_name']}: "
        f"{percent(row['own_orientation'])}), it would sell {told}.{left}"
    )
