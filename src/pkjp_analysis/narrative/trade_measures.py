"""Sentences on the measures of goods trade: intensity, decline, concentration, growth, advantage, fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pkjp_analysis.frames.advantage import WITS
from pkjp_analysis.frames.products import CHAPTERS
from pkjp_analysis.narrative import reexports
from pkjp_analysis.narrative.words import few, kinds, label, most, names, percent, span, usd
from pkjp_analysis.plain import by_code, edition_of, kinds_in, level_of, rows_of, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from pkjp_analysis.study import Study

# Two-way trade of less than so many percent says that exports and imports are different goods.
_DIFFERENT = 10


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
        f"Trade intensity, the other side's share in a side's trade over its share in the world's: {names(told)}. "
        f"{_world(frame)} years in which a side's chapters are incomplete are gaps."
    ]


def _world(frame: pd.DataFrame) -> str:
    """Up to when the world's totals are held, or what stands for them."""
    summed = [year for _, year in frame.attrs.get("world_of_reporters", [])]
    if not summed:
        return f"World totals are held to {frame['year'].max()};"
    before = ", before that its own total" if frame["year"].min() < min(summed) else ""
    return f"From {min(summed)} on the sum of the countries held by HS code stands for the world{before};"


def _years(part: pd.DataFrame) -> str:
    first, last = int(part["year"].min()), int(part["year"].max())
    return str(last) if first == last else f"{part['year'].nunique()} years, {first} to {last}"


def decline(study: Study) -> list[str]:
    """Exports since their peak, decomposed, by origin; what the data do not allow."""
    frame = study.export_decline()
    sentences = [_fall(part.iloc[-1]) for _, part in frame.groupby(["direction", "origin"], sort=False)]
    if not sentences:
        return []
    by_product = [] if frame["commodity"].notna().any() else [_by_product(study)]
    return [*sentences, *_higher(study, frame), *by_product]


def _fall(row: Any) -> str:
    direction, way = row["direction"], "lower" if row["change"] < 0 else "higher"
    kept = "added" if row["market_growth"] >= 0 else "taken"
    took = "took" if row["share_change"] < 0 else "added"
    return (
        f"**{direction} since {row['peak_year']}**, the peak of the years held ({row['origin']}, evidence: "
        f"{row['evidence']}): {usd(row['peak'])} then, {usd(row['value'])} in {row['year']}, "
        f"{usd(abs(row['change']))} {way} in current dollars{_real(row)}. At the "
        f"share then, {percent(row['peak_share'], 3)} of the importer's imports{_valued(row)}, their growth would have "
        f"{kept} {usd(abs(row['market_growth']))}{_goods(row)}; the change of the share to {percent(row['share'], 3)} "
        f"{took} {usd(abs(row['share_change']))}."
    )


def _goods(row: Any) -> str:
    """What the choice of goods made of it, where both flows are held by product."""
    if row["commodity"] != row["commodity"]:
        return ""
    verb = "added" if row["commodity"] >= 0 else "taken"
    return f", and the goods sold, {row['kind']}, {verb} {usd(abs(row['commodity']))}"


def _valued(row: Any) -> str:
    """Said where exports FOB are set beside imports CIF."""
    return " (exports FOB over imports CIF)" if row["valuation"] == "FOB" else ""


def _real(row: Any) -> str:
    """The change in prices of one year; empty where its prices are not held."""
    change = 100 * (row["real_value"] / row["real_peak"] - 1)
    if change != change:
        return ""
    way = "lower" if change < 0 else "higher"
    return f", {percent(abs(change), 0)} {way} in prices of {row['prices_of']} (consumer prices of the United States)"


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
    if chapters["kind"].ne(CHAPTERS).any():
        return "By product the fall cannot be decomposed: no peak is held by products of one edition with a later year."
    begins = f"begin in {chapters['first_year'].min()}" if len(chapters) else "are not held"
    return f"By product the fall cannot be decomposed: HS chapters of the flow {begins}."


def concentration(study: Study) -> list[str]:
    """Concentration over chapters and over partners."""
    sentences = []
    for direction, kind, part, earlier in _by_level(study.chapter_concentration()):
        first, last = part.iloc[0], part.iloc[-1]
        one = "chapter" if kind == CHAPTERS else "product"
        sentences.append(
            f"**{direction}, concentration{_over(kind)}**: as concentrated as {first['effective_number']:.1f} "
            f"equal {one}s in {first['year']} and {last['effective_number']:.1f} in {last['year']} (HHI "
            f"{first['hhi']:.3f} and {last['hhi']:.3f}); the largest {one} had {percent(first['top_share'])} and "
            f"{percent(last['top_share'])}. {len(part)} nearly complete years are held.{earlier}"
        )
    for row in rows_of(study.partner_concentration()):
        sentences.append(
            f"Exports of {row['reporter_name']} in {row['year']} are as concentrated as {row['effective_number']:.1f} "
            f"equal partners; {row['top_partner']} is the largest. The {row['partners']} partners held take "
            f"{percent(row['covered'])} of its exports."
        )
    return sentences


def _by_level(frame: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame, str]]:
    """Direction, kind and rows of the last edition at each level, and the earlier editions in a sentence."""
    levels = frame["kind"].map(level_of)
    for (direction, _), rows in frame.groupby(["direction", levels], sort=False):
        *others, (kind, last) = rows.groupby("kind", sort=False)
        told = names([f"{edition_of(str(kind))} {_ran(part)}" for kind, part in others])
        earlier = f" By the codes of earlier editions, which make no one series with it, equal products are {told}."
        yield str(direction), str(kind), last, earlier if told else ""


def _ran(part: pd.DataFrame) -> str:
    """``82.1 in 2017 and 80.4 in 2021``."""
    ends = [part.iloc[0], part.iloc[-1]] if len(part) > 1 else [part.iloc[0]]
    return names([f"{row['effective_number']:.1f} in {row['year']}" for row in ends])


def _over(kind: str) -> str:
    """What products are counted, where they are no chapters."""
    return "" if kind == CHAPTERS else f" over {kind}"


def contributions(study: Study) -> list[str]:
    """What growth came from, by chapter and by group."""
    sentences = []
    for frame in (study.contributions_by_chapter(), study.contributions_by_group()):
        for direction, part in frame[frame["contribution"].notna()].groupby("direction", sort=False):
            first = part.iloc[0]
            ends = f"{first['first_year']} to {first['last_year']}"
            up, down = part[part["contribution"] > 0].head(3), part[part["contribution"] < 0].tail(2).iloc[::-1]
            less = f"; downwards {_points(down)}" if len(down) else ""
            kind = str(first["kind"]).replace("chapters", "chapter").replace("groups", "group")
            left = f" Not compared: {first['left_out']}." if first["left_out"] else ""
            sentences.append(
                f"**{direction}, {ends} by {kind}**, as {first['reporter_name']} counts: growth of "
                f"{percent(first['growth'])} in current dollars; most from {_points(up) or 'none'}{less}.{left}"
                f"{reexports.of_products(study, str(direction), int(first['last_year']), up['product'])}"
            )
    return sentences


def _points(part: pd.DataFrame) -> str:
    return names([f"{label(row)} {row['contribution']:+.1f} points" for row in rows_of(part)])


def advantage(study: Study) -> list[str]:
    """Groups in which each side's advantage changed sides over the years held."""
    frame = study.advantage_over_time()
    sentences = []
    for name, part in frame[frame["rsca"].notna()].groupby("reporter_name", sort=False):
        years = (int(part["year"].min()), int(part["year"].max()))
        first, last = (part[part["year"] == year].set_index("product_label")["rsca"] for year in years)
        then = first.reindex(last.index)
        gained = _largest(part, years[1], last.index[(last > 0) & (then <= 0)])
        lost = _largest(part, years[0], last.index[(last <= 0) & (then > 0)])
        sentences.append(
            f"{name} had a revealed advantage in {int((first > 0).sum())} of {len(first)} {kinds(part)} in {years[0]} "
            f"and in {int((last > 0).sum())} in {years[1]}; gained: {gained or 'none'}; lost: "
            f"{lost or 'none'}. {_reference(part.iloc[-1])}"
        )
    return sentences


def _largest(part: pd.DataFrame, year: int, labels: Any) -> str:
    """The labels as they are listed; of codes those first of which most was exported in a year."""
    if by_code(part):
        sold = part[part["year"] == year].set_index("product_label")["value"].reindex(labels)
        labels = sold.sort_values(ascending=False, kind="stable").index
    return few([shortened(str(label)) for label in labels], most(part))


def _reference(row: Any) -> str:
    """How far the groups and the world's rows go."""
    if row["kind"] == WITS:
        return f"Groups are coarse, and world exports by group are held to {row['year']}."
    left = f" Not chained: {row['left_out']}." if row["left_out"] else ""
    return f"The exports of the {row['reporters']} countries held stand for the world's.{left}"


def intra_industry(study: Study) -> list[str]:
    """How little goes both ways in the same chapter."""
    frame = study.intra_industry()
    sentences = []
    frame = frame[frame["gl"].notna()]
    for level, part in frame.groupby(frame["kind"].map(level_of), sort=False):
        last, gl = part.iloc[-1], 100 * part["gl"].astype(float)
        different = " most exports and imports are in different goods." if gl.max() < _DIFFERENT else ""
        finer = ""
        if level == CHAPTERS:
            sent = reexports.of_products(study, " to ".join(study.names), last["year"], [last["largest"][-3:-1]])
            finer = f" Finer products could only lower it.{sent}"
        sentences.append(
            f"Trade in the same {kinds(part)} both ways is {span(gl, percent)} of trade over {len(part)} years "
            f"(Grubel-Lloyd, weighted), in {last['year']} more of it in {shortened(last['largest'])} than in any other"
            f"{';' if different else '.'}{different}{finer}"
        )
    return sentences


def complementarity(study: Study) -> list[str]:
    """Fit of exports with imports, over what products, and how coarse they are."""
    told, shown = [], []
    for direction, part in study.trade_complementarity().groupby("direction", sort=False):
        part = part[part["kind"] == part["kind"].iloc[-1]]
        first, last = part.iloc[0], part.iloc[-1]
        shown.append(part)
        told.append(
            f"{direction} {first['complementarity']:.1f} in {first['year']} and {last['complementarity']:.1f} in "
            f"{last['year']}"
        )
    if not told:
        return []
    over = names(kinds_in(kind for part in shown for kind in part["kind"]))
    coarse = (
        " Stages are coarse: what looks alike at this level may be other goods. Imports by product are "
        "not held; HS 6-digit figures would give the measure its meaning."
    )
    return [
        f"Complementarity of one side's exports with the other's imports (0 to 100), over "
        f"{over}: {names(told)}.{coarse if 'stages' in over else ''}"
    ]
