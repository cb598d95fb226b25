"""Sentences on asymmetry, peers, tariffs, standards and the part in direct investment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.frames.challenges import KINDS
from pkjp_analysis.narrative.words import count, held_until, label, names, percent, span, usd
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study import Study


def challenges(study: Study) -> list[str]:
    """8: what each is to the other."""
    return _shares(study) + _balance(study)


def peers(study: Study) -> list[str]:
    """8 peers: shares of exporters in the same market."""
    return _market(study) + _groups(study)


def _shares(study: Study) -> list[str]:
    frame = study.world_shares()
    told = []
    for _, part in frame.groupby(["reporter_name", "flow"], sort=False):
        row = part.sort_values("year", kind="stable").iloc[-1]
        told.append(
            f"{row['partner_name']} is {percent(row['share'], 3)} of the {row['flow']}s of {row['reporter_name']} in "
            f"{row['year']}"
        )
    return [f"As each reports its own trade, latest year held: {names(told)}."] if told else []


def _balance(study: Study) -> list[str]:
    frame = study.two_way_totals()
    frame = frame[frame["imports_to_exports"].notna() & (frame["coverage"] == "full")]
    if frame.empty:
        return []
    last = frame[frame["period_end"] == frame["period_end"].max()]
    return [
        f"In whole years imports of {study.names[0]} were {_times(frame['imports_to_exports'])} times its exports to "
        f"{study.names[1]}, by every report held since {int(frame['year'].min())}; in {last['period'].iloc[0]} "
        f"{_times(last['imports_to_exports'])} times."
    ]


def _times(ratios: pd.Series) -> str:
    return span(ratios, lambda ratio: f"{ratio:.1f}")


def _market(study: Study) -> list[str]:
    frame = study.market_shares()
    own = frame[frame["highlighted"]]
    if own.empty:
        return []
    last = frame[frame["year"] == frame["year"].max()].sort_values("share", ascending=False)
    year = int(last["year"].iloc[0])
    told = names([f"{row['partner_name']} {percent(row['share'], 3)}" for row in rows_of(last)])
    return [
        f"Share in the imports of {last['reporter_name'].iloc[0]}, {year}{held_until(year, study.year)}, as the "
        f"importer counts: {told}. The share of {own['partner_name'].iloc[0]} ran from "
        f"{span(own['share'], lambda x: percent(x, 3))} in {int(own['year'].min())} to {int(own['year'].max())}."
    ]


def _groups(study: Study) -> list[str]:
    frame = study.market_shares_by_group()
    own = frame[frame["highlighted"]]
    if own.empty:
        return []
    best = own.nlargest(3, "share")
    told = names([f"{label(row)} {percent(row['share'], 2)}" for row in rows_of(best)])
    others = frame[~frame["highlighted"]]
    largest = own["product"].map(others.groupby("product")["share"].max()).astype(float).fillna(0)
    ahead = int((own["share"] > largest).sum())
    first = f" It is ahead of every peer held in {ahead} of {len(own)} groups." if len(others) else ""
    return [f"{own['partner_name'].iloc[0]} has its largest shares in: {told}.{first}"]


def tariffs(study: Study) -> list[str]:
    """8 tariffs: lines by kind of rate."""
    frame = study.tariff_lines()
    if frame.empty:
        return []
    wide = frame.pivot(index="column_label", columns="kind", values="count").fillna(0)
    wide = wide.reindex(index=frame["column_label"].unique(), columns=list(KINDS), fill_value=0)
    lines = int(frame["lines"].iloc[0])
    told = names([f"{label} {count(free)}" for label, free in zip(wide.index, wide["free"], strict=True)])
    other = wide["other rule"].max()
    return [
        f"Of {lines} lines held of the tariff of {frame['reporter_name'].iloc[0]} ({frame['vintage'].iloc[0]}), so "
        f"many are free in each column: {told}. Up to {count(other)} lines of a column carry another rule than a "
        "percentage; they are counted, not averaged. Which column an exporter falls under is not in the schedule."
    ]


def standards(study: Study) -> list[str]:
    """8 standards: measures dated, and food at the border."""
    sentences = [f"{row['date']}: {row['title']} ({row['publisher']})." for row in rows_of(study.standards())]
    cases = study.food_cases()
    for (goods, period), part in cases.groupby(["goods", "period"], sort=False):
        told = names([f"{row['case']} {count(row['value'])}" for row in rows_of(part)])
        sentences.append(
            f"{str(goods).capitalize()} from {part['partner_name'].iloc[0]} at the border, {period}: {told}."
        )
    return sentences


def investment(study: Study) -> list[str]:
    """8 investment: the part in direct investment."""
    frame = study.investment_shares()
    sentences = []
    for (origin, coverage), part in frame.groupby(["origin", "coverage"], sort=False):
        told = names([f"{percent(row['share'])} in {row['period']}" for row in rows_of(part)])
        kind = "parts of years" if coverage == "partial" else "whole years"
        sentences.append(
            f"Share of {part['partner_name'].iloc[0]} in net direct investment in {part['reporter_name'].iloc[0]}, "
            f"{kind} ({origin}): {told}."
        )
    table = study.investment_cumulative()
    for row in rows_of(table[table["highlighted"]]):
        sentences.append(
            f"Over {row['period']}, as the source adds it up: {usd(row['value'])}, {percent(row['share'])} of all, "
            f"number {row['rank']} of {len(table)} origins held."
        )
    return sentences
