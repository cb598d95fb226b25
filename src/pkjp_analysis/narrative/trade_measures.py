"""Sentences on the measures of goods trade: intensity, decline, concentration, growth, advantage, fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pkjp_analysis.narrative.words import names, percent, span, usd
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study import Study


def intensity(study: Study) -> list[str]:
    """Trade intensity of each direction, and where it ends."""
    frame = study.trade_intensity()
    if frame.empty:
        return []
    told = [
        f"{direction} {span(part['intensity'], lambda x: f'{x:.2f}')} by the {count} ({_years(part)})"
        for (direction, count), part in frame.groupby(["direction", "count"], sort=False)
    ]
    return [
        f"Trade intensity, 1 where each has the share in the other's trade that it has in the world's: {names(told)}. "
        f"World totals are held to {frame['year'].max()}; years in which a side's chapters are incomplete are gaps."
    ]


def _years(part: pd.DataFrame) -> str:
    first, last = int(part["year"].min()), int(part["year"].max())
    return str(last) if first == last else f"{part['year'].nunique()} years, {first} to {last}"


def decline(study: Study) -> list[str]:
    """Exports since their peak, decomposed, by origin; what the data do not allow."""
    frame = study.export_decline()
    sentences = [_fall(part.iloc[-1]) for _, part in frame.groupby(["direction", "origin"], sort=False)]
    if not sentences:
        return []
    return [*sentences, *_higher(study, frame), _by_product(study)]


def _fall(row: Any) -> str:
    direction, way = row["direction"], "lower" if row["change"] < 0 else "higher"
    kept = "added" if row["market_growth"] >= 0 else "taken"
    took = "took" if row["share_change"] < 0 else "added"
    return (
        f"**{direction} since the peak of {row['peak_year']}** ({row['origin']}, evidence: {row['evidence']}): "
        f"{usd(row['peak'])} then, {usd(row['value'])} in {row['year']}, {usd(abs(row['change']))} {way}. At the share "
        f"then, {percent(row['peak_share'], 3)} of the importer's imports, their growth would have {kept} "
        f"{usd(abs(row['market_growth']))}; the change of the share to {percent(row['share'], 3)} {took} "
        f"{usd(abs(row['share_change']))}."
    )


def _higher(study: Study, frame: pd.DataFrame) -> list[str]:
    """An official figure above the peaks that are decomposed, of an origin that is not held long enough."""
    rows = study.goods_trade()
    rows = rows[rows["evidence"].isin(["primary", "official"]) & rows["direction"].isin(frame["direction"])]
    rows = rows[(rows["unit"] == "USD") & ~rows["origin"].isin(frame["origin"]) & (rows["coverage"] == "full")]
    above = rows[rows["value"] > frame["peak"].max()].sort_values("value")
    return [
        f"The highest official figure is {usd(row['value'])} in {row['year']} ({row['origin']}); this origin is not "
        "held for long after it, and no other is put in its place."
        for row in rows_of(above.tail(1))
    ]


def _by_product(study: Study) -> str:
    chapters = study.contributions_by_chapter()
    begins = f"begin in {chapters['first_year'].min()}" if len(chapters) else "are not held"
    return f"By product the fall cannot be decomposed: HS chapters of the flow {begins}."


def concentration(study: Study) -> list[str]:
    """Concentration over chapters and over partners."""
    sentences = []
    for direction, part in study.chapter_concentration().groupby("direction", sort=False):
        first, last = part.iloc[0], part.iloc[-1]
        sentences.append(
            f"**{direction}, concentration**: as concentrated as {first['effective_number']:.1f} equal chapters in "
            f"{first['year']} and {last['effective_number']:.1f} in {last['year']} (HHI {first['hhi']:.3f} and "
            f"{last['hhi']:.3f}); the largest chapter had {percent(first['top_share'])} and "
            f"{percent(last['top_share'])}. {len(part)} nearly complete years are held."
        )
    for row in rows_of(study.partner_concentration()):
        sentences.append(
            f"Exports of {row['reporter_name']} in {row['year']} are as concentrated as {row['effective_number']:.1f} "
            f"equal partners; {row['top_partner']} is the largest. The {row['partners']} partners held take "
            f"{percent(row['covered'])} of its exports."
        )
    return sentences


def contributions(study: Study) -> list[str]:
    """What growth came from, by chapter and by group."""
    sentences = []
    for frame, kind in (
        (study.contributions_by_chapter(), "HS chapter"),
        (study.contributions_by_group(), "WTO group"),
    ):
        for direction, part in frame[frame["contribution"].notna()].groupby("direction", sort=False):
            first = part.iloc[0]
            up, down = part[part["contribution"] > 0].head(3), part[part["contribution"] < 0].tail(2).iloc[::-1]
            less = f"; downwards {_points(down)}" if len(down) else ""
            sentences.append(
                f"**{direction}, {first['first_year']} to {first['last_year']} by {kind}**: growth of "
                f"{percent(first['growth'])} in current dollars; most from {_points(up) or 'none'}{less}."
            )
    return sentences


def _points(part: pd.DataFrame) -> str:
    return names([f"{row['product_label']} {row['contribution']:+.1f} points" for row in rows_of(part)])


def advantage(study: Study) -> list[str]:
    """Groups in which each side's advantage changed sides over the years held."""
    frame = study.advantage_over_time()
    sentences = []
    for name, part in frame[frame["rsca"].notna()].groupby("reporter_name", sort=False):
        years = (int(part["year"].min()), int(part["year"].max()))
        first, last = (part[part["year"] == year].set_index("product_label")["rsca"] for year in years)
        then = first.reindex(last.index)
        risen, fallen = last.index[(last > 0) & (then <= 0)], last.index[(last <= 0) & (then > 0)]
        sentences.append(
            f"{name} had a revealed advantage in {int((first > 0).sum())} of {len(first)} WITS groups in {years[0]} "
            f"and in {int((last > 0).sum())} in {years[1]}; gained: {names(list(risen)) or 'none'}; lost: "
            f"{names(list(fallen)) or 'none'}. Groups are coarse, and world exports by group are held to {years[1]}."
        )
    return sentences


def intra_industry(study: Study) -> list[str]:
    """How little goes both ways in the same chapter."""
    frame = study.intra_industry()
    frame = frame[frame["gl"].notna()]
    if frame.empty:
        return []
    last = frame.iloc[-1]
    return [
        f"Trade in the same HS chapters both ways is {span(100 * frame['gl'].astype(float), percent)} of trade over "
        f"{len(frame)} years (Grubel-Lloyd, weighted), most of it in {last['year']} in {last['largest']}; exports and "
        "imports are in different goods. Finer products could only lower it."
    ]


def complementarity(study: Study) -> list[str]:
    """Fit of exports with imports over four stages, and how coarse that is."""
    told = []
    for direction, part in study.trade_complementarity().groupby("direction", sort=False):
        first, last = part.iloc[0], part.iloc[-1]
        told.append(
            f"{direction} {first['complementarity']:.1f} in {first['year']} and {last['complementarity']:.1f} in "
            f"{last['year']}"
        )
    if not told:
        return []
    return [
        f"Complementarity of one side's exports with the other's imports (0 to 100), over four stages of processing: "
        f"{names(told)}. Stages are coarse: what looks alike at this level may be other goods. Imports by product are "
        "not held; HS 6-digit figures would give the measure its meaning."
    ]
