"""Sentences on goods trade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.frames.rows import coded
from pkjp_analysis.narrative import reexports
from pkjp_analysis.narrative.words import held_until, label, names, percent, span, usd
from pkjp_analysis.plain import rows_of, shortened

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study import Study

_TEXTILES = [f"{number}" for number in range(50, 64)]


def two_way_trade(study: Study) -> list[str]:
    """3.1: latest totals, the export share, the effect of mixed calendars, rank and long view."""
    sentences = _latest_totals(study) + _share(study) + _mixed(study) + _rank(study)
    return sentences + _long_view(study)


def _latest_totals(study: Study) -> list[str]:
    frame = study.goods_trade()
    frame = frame[(frame["coverage"] == "full") & (frame["calendar"] == "CY")]
    sentences = []
    for direction, part in frame.groupby("direction"):
        last = part[part["year"] == part["year"].max()]
        told = [
            f"{usd(row['value'])} by {row['reporter_name']}'s count ({row['publisher']}{_valued(row['valuation'])})"
            for row in rows_of(last.sort_values("origin"))
        ]
        year = int(last["year"].iloc[0])
        sentences.append(f"**{direction}, {year}**{held_until(year, study.year)}: {names(told)}.")
    return sentences


def _valued(valuation: str) -> str:
    return f", {valuation}" if valuation in ("FOB", "CIF") else ""


def _share(study: Study) -> list[str]:
    totals = study.two_way_totals()
    shares = totals[totals["export_share"].notna()]
    shares = shares[shares["period_end"] >= f"{study.year - 5}-01-01"]
    if shares.empty:
        return []
    periods = names(list(dict.fromkeys(f"{row['period']} ({row['publisher']})" for row in rows_of(shares))))
    return [
        f"Exports of {study.names[0]} are {span(shares['export_share'], percent)} of two-way trade, and imports "
        f"{span(shares['imports_to_exports'], lambda x: f'{x:.1f}')} times exports, where one source gives both for "
        f"one period: {periods}."
    ]


def _mixed(study: Study) -> list[str]:
    mixes = study.calendar_mixes()
    if mixes.empty or not mixes["mixed"].any() or mixes["mixed"].all():
        return []
    own, mixed = mixes[~mixes["mixed"]], mixes[mixes["mixed"]]
    return [
        f"Set beside a fiscal-year total, the exports of a calendar year give a share of "
        f"{span(mixed['export_share'], lambda x: percent(x, 2))}; the fiscal year's own exports give "
        f"{span(own['export_share'], lambda x: percent(x, 2))}. Months of different years are compared, not trade."
    ]


def _rank(study: Study) -> list[str]:
    ranks = study.partner_ranks()
    marked = ranks[ranks["highlighted"]] if len(ranks) else ranks
    sentences = []
    for row in rows_of(marked):
        share = f", {percent(row['share'], 2)} of its exports" if row["share"] == row["share"] else ""
        sentences.append(
            f"In {row['year']} {row['partner_name']} was number {row['rank']} among the destinations of "
            f"{row['reporter_name']}{share} ({row['publisher']}, as the exporter reports it)."
        )
    return sentences


def _long_view(study: Study) -> list[str]:
    frame = study.goods_trade()
    frame = frame[(frame["calendar"] == "CY") & (frame["coverage"] == "full")]
    if frame.empty:
        return []
    first, last = int(frame["year"].min()), int(frame["year"].max())
    origins = sorted(frame["origin"].unique())
    return [
        f"Calendar-year figures are held for {first} to {last} from {len(origins)} origins; they differ in reporter, "
        "valuation and the treatment of re-exports and are shown beside each other, never joined."
    ]


def composition(study: Study) -> list[str]:
    """3.2: the largest chapters of both directions, what is missing, and cereals as the parent of rice."""
    frame = study.composition()
    if frame.empty:
        return _by_group(study)
    sentences = []
    for direction, part in frame.groupby("direction", sort=False):
        top = part.nsmallest(5, "rank")
        told = names(
            [
                f"{shortened(coded(row['product_label'], row['product']))} {percent(row['share'])}"
                for row in rows_of(top)
            ]
        )
        year = int(part["year"].iloc[0])
        missing = frame.attrs["missing_by_direction"].get(direction)
        gap = f" Chapters {missing} are missing from that year's files." if missing else _whole(part)
        sent = reexports.of_products(study, str(direction), year, top["product"])
        sentences.append(f"**{direction}, {year}**, the latest nearly complete year held: {told}.{gap}{sent}")
    return sentences + _groups(study, frame) + _cereals(study, frame) + _by_group(study)


def _whole(part: pd.DataFrame) -> str:
    digits = len(part["product"].iloc[0])
    if digits < 6:
        return " All chapters are held."
    return f" By HS 6-digit product (edition {part['edition'].iloc[0]}), {len(part)} of them."


def _by_group(study: Study) -> list[str]:
    sentences = []
    for direction, part in study.composition_by_group().groupby("direction", sort=False):
        top = part.nsmallest(5, "rank")
        told = names([f"{label(row)} {percent(row['share'])}" for row in rows_of(top)])
        row = top.iloc[0]
        sentences.append(
            f"**{direction}, {row['year']}**{held_until(int(row['year']), study.year)}, by {row['publisher']} group as "
            f"{row['reporter_name']} reports its imports: {told}."
        )
    return sentences


def _groups(study: Study, frame: pd.DataFrame) -> list[str]:
    textiles = _TEXTILES
    sentences = []
    for direction, part in frame.groupby("direction", sort=False):
        chapters = part["product"].str[:2]
        share = part[chapters.isin(textiles)]["share"].sum()
        steel = part[chapters.isin(["72", "73"])]["share"].sum()
        sentences.append(
            f"{direction}: textiles and clothing (HS 50-63) {percent(share)}, "
            f"iron and steel (HS 72-73) {percent(steel)}.{_without(study, str(direction), part)}"
        )
    return sentences


def _without(study: Study, direction: str, part: pd.DataFrame) -> str:
    """The share of textiles without the foreign goods sent on that are listed."""
    sent = reexports.listed(study, direction, int(part["year"].iloc[0]))
    if sent.empty:
        return ""
    own = part.set_index("product")["value"].sub(sent.set_index("product")["value"], fill_value=0)
    share = 100 * own[own.index.isin(_TEXTILES)].sum() / own.sum()
    return f" Without the {usd(sent['value'].sum())} listed as foreign goods sent on, textiles are {percent(share)}."


def _cereals(study: Study, frame: pd.DataFrame) -> list[str]:
    direction = f"{study.names[0]} to {study.names[1]}"
    cereals = frame[(frame["product"] == "10") & (frame["direction"] == direction)]
    sentences = _rice(frame[frame["direction"] == direction])
    for row in rows_of(cereals):
        chapters = (frame["direction"] == direction).sum()
        sentences.append(
            f"Rice is not held by itself. Its parent, cereals (HS 10), ranks {row['rank']} of {chapters} chapters in "
            f"{row['year']} with {percent(row['share'], 2)}: an upper bound for rice."
        )
    chapter = study.chapter("10")
    if len(chapter):
        last = chapter[chapter["year"] == chapter["year"].max()]
        told = names([f"{usd(row['value'])} as {row['reporter_name']} reports it" for row in rows_of(last)])
        sentences.append(f"Cereals in {int(last['year'].iloc[0])}: {told}.")
    return sentences


def _rice(part: pd.DataFrame) -> list[str]:
    """Rice itself, where 6-digit products are held: a code without a row is no trade."""
    if part.empty or len(part["product"].iloc[0]) != 6:
        return []
    rice = part[part["product"].str.startswith("1006")]
    return [
        f"Rice (HS 1006) is {percent(rice['share'].sum(), 2)} in {part['year'].iloc[0]}, {len(rice)} products of it."
    ]


def stages(study: Study) -> list[str]:
    """3.3: stages of processing of each side's world trade, and bounds for the pair."""
    sentences = []
    frame = study.stages()
    for (reporter, flow), part in frame.groupby(["reporter_name", "flow"], sort=False):
        last = part[part["year"] == part["year"].max()].sort_values("share", ascending=False)
        told = names([f"{row['stage'].lower()} {percent(row['share'])}" for row in rows_of(last)])
        year = int(last["year"].iloc[0])
        world = "exports to the world" if flow == "export" else "imports from the world"
        sentences.append(f"{reporter}, {world}, {year}{held_until(year, study.year)}: {told}.")
    for direction, part in study.stage_bounds().groupby("direction", sort=False):
        told = names([f"{row['stage'].lower()} {_bounds(row['low'], row['high'])}" for row in rows_of(part)])
        sentences.append(
            f"**{direction}, {int(part['year'].iloc[0])}**, by HS chapter: {told}. A chapter that can hold "
            "goods of several stages enters as a bound."
        )
    return sentences


def _bounds(low: float, high: float) -> str:
    return percent(low) if high - low < 0.05 else f"{low:.1f} to {percent(high)}"
