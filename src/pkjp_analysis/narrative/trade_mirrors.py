"""Sentences on one flow as both sides count it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.indicators.mirror import FREIGHT, LAG
from pkjp_analysis.narrative import reexports
from pkjp_analysis.narrative.words import count, few, kinds, label, most, names, percent, span, usd
from pkjp_analysis.plain import by_code, of_last_kind, rows_of, shortened

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study import Study

# Products of less than this in both counts are not told.
_TOLD = 1e5
# Counts of which one is so many times the other have no ratio worth telling.
_FAR = 100
# So many times the exporter's count, or more, and the goods hardly stand in its mirror.
_ONE_MIRROR = 5
# So many years are named one by one.
_NAMED = 8
_BAND = (
    f"freight and insurance of {100 * FREIGHT[0]:.0f} to {percent(100 * FREIGHT[1], 0)} and {LAG[0]} to {LAG[1]} days "
    "on the way"
)


def mirror(study: Study) -> list[str]:
    """Totals of each direction by both counts, and how few years allow it."""
    frame = study.mirror_totals()
    both = frame[frame["status"] == "both"]
    if both.empty:
        return [] if frame.empty else ["No year is held by both sides' official counts: no mirror can be drawn."]
    sentences = [_mirror(study, direction, part) for direction, part in both.groupby("direction", sort=False)]
    return [
        *sentences,
        f"Both official counts are held for {len(both)} of {len(frame)} yearly flows; in the others one side stands "
        "alone and nothing can be reconciled.",
    ]


def _mirror(study: Study, direction: object, part: pd.DataFrame) -> str:
    ratios = names([f"{row['ratio']:.2f} in {row['year']}" for row in rows_of(part)])
    if len(part) > _NAMED:
        years = f"{len(part)} years, {part['year'].min()} to {part['year'].max()}"
        ratios = f"{span(part['ratio'], lambda ratio: f'{ratio:.2f}')} in {years}"
    inside = int((part["unexplained"] == 0).sum())
    lying = f"{inside} of them lie" if inside > 1 else f"{'one' if inside else 'none'} of them lies"
    last = part.iloc[-1]
    return (
        f"**{direction} by both counts**: imports over exports {ratios}; {lying} within what "
        f"{_BAND} explain. In {last['year']} the exporter counts {usd(last['exported'])} ({last['exporter_origin']}), "
        f"the importer {usd(last['imported'])} ({last['importer_origin']}){_beyond(last['unexplained'])}."
        f"{_sent(study, last)}"
    )


def _sent(study: Study, row: pd.Series) -> str:
    """Foreign goods sent on in an exporter's count that has them in it."""
    whole = "net of re-exports" not in row["exporter_origin"]
    return reexports.of_total(study, str(row["direction"]), int(row["year"])) if whole else ""


def _beyond(unexplained: float) -> str:
    if unexplained == 0:
        return ""
    return f": {usd(abs(unexplained))} {'more' if unexplained > 0 else 'less'} than these explain"


def mirror_by_product(study: Study) -> list[str]:
    """What chapters and groups allow to say on where the two counts differ."""
    return [*_chapters(study.mirror_by_chapter()), *_groups(study)]


def _chapters(frame: pd.DataFrame) -> list[str]:
    sentences = []
    frame = of_last_kind(frame)
    large = frame[frame[["exported", "imported"]].max(axis=1) >= _TOLD]
    for direction, part in large.groupby("direction", sort=False):
        most_told = most(part)
        both = _in_order(part[part["status"] == "both"].drop_duplicates("product", keep="last"))
        apart = (both["ratio"] >= _FAR) | (both["ratio"] <= 1 / _FAR)
        told = [f"{label(row)} {row['ratio']:.2f} ({row['year']})" for row in rows_of(both[~apart])]
        hardly = [
            f"{label(row)} ({row['year']}: {_few(row['imported'])} by the importer's count, "
            f"{_few(row['exported'])} by the exporter's)"
            for row in rows_of(both[apart])
        ]
        alone = part[part["status"] != "both"]
        only = [
            f"{shortened(str(named))} in {names([str(year) for year in rows['year']])} ({status})"
            for (named, status), rows in alone.groupby(["product_label", "status"], sort=False)
        ]
        sentences.append(
            f"**{direction} by {_singular(part)}**, imports over exports in the latest year in which both count the "
            f"goods and one counts {usd(_TOLD)} or more: {few(told, most_told) or 'none'}."
            + (f" In one mirror, and hardly in the other: {few(hardly, most_told)}." if hardly else "")
            + (f" In one mirror only: {few(only, most_told)}." if only else "")
        )
    return sentences


def _in_order(both: pd.DataFrame) -> pd.DataFrame:
    """Chapters as they are; codes, of which there are many, the largest first."""
    if not by_code(both):
        return both
    return both.loc[both[["exported", "imported"]].max(axis=1).sort_values(ascending=False, kind="stable").index]


def _few(value: float) -> str:
    return usd(value) if value >= _TOLD else f"{count(value)} dollars"


def _singular(part: pd.DataFrame) -> str:
    """``HS chapter``, where these are the products."""
    return kinds(part).replace("chapters", "chapter").replace("products", "product")


def _groups(study: Study) -> list[str]:
    frame = study.mirror_by_group()
    sentences = []
    for direction, part in frame.groupby("direction", sort=False):
        unexplained = part.groupby("product")["unexplained"]
        more = part[unexplained.transform("min") > 0]
        sentences += _more(str(direction), more[more["imported"] >= _TOLD], study.mirror_totals())
        agree = part[(unexplained.transform(lambda values: values.eq(0).mean()) > 0.5) & (part["exported_low"] > 0)]
        open_ = part[(part["unexplained"] == 0) & (part["exported_low"] == 0) & (part["imported"] > 0)]
        sentences.append(
            f"The counts may agree in most years in: {_labels(agree) or 'no group'}. Bounds too wide to say anything: "
            f"{_labels(open_) or 'no group'}. The other WTO groups cut most of their chapters and are not compared. "
            "Which chapters can hold a group is the study's reading: the WTO's list by heading is not held. HS 6-digit "
            "figures of both sides, with that list, would compare all groups."
        )
    return sentences


def _labels(part: pd.DataFrame) -> str:
    return names(list(dict.fromkeys(part["product_label"])))


def _more(direction: str, more: pd.DataFrame, totals: pd.DataFrame) -> list[str]:
    """Groups of which the importer counts more in every year: far more, or somewhat."""
    times = (more["imported"] / more["exported_high"]).groupby(more["product"]).transform("min")
    hardly, somewhat = more[times > _ONE_MIRROR], more[times <= _ONE_MIRROR]
    sentences = []
    if len(hardly):
        sentences.append(
            f"**{direction} by WTO group**: in one mirror, and hardly in the other, stand {_against(hardly)}. "
            f"{_part_of_gap(hardly, totals[totals['direction'] == direction])}{_alcohol(hardly)}"
        )
    if len(somewhat):
        sentences.append(
            f"{direction}: in every year held the importer counts more than the exporter's chapters, however placed, "
            f"with {_BAND} in {_against(somewhat)}."
        )
    return sentences


def _against(part: pd.DataFrame) -> str:
    """Both counts of each group in its latest year."""
    return names(
        [
            f"{label(row)} ({row['year']}: {usd(row['imported'])} by the importer's count, "
            f"{_at_most(row['exported_high'])} by the exporter's)"
            for row in rows_of(part.drop_duplicates("product", keep="last"))
        ]
    )


def _at_most(bound: float) -> str:
    return f"at most {usd(bound)}" if bound > 0 else "nothing"


def _part_of_gap(groups: pd.DataFrame, totals: pd.DataFrame) -> str:
    """What these groups make of the gap in the totals, in the latest year of both."""
    gaps = totals[(totals["gap"] > 0) & totals["year"].isin(groups["year"])]
    if gaps.empty:
        return ""
    row = gaps.iloc[-1]
    beyond = groups[groups["year"] == row["year"]]["unexplained"].sum()
    return f"In {row['year']} they exceed by {usd(beyond)}, of a gap in the totals of {usd(row['gap'])}. "


def _alcohol(groups: pd.DataFrame) -> str:
    beverages = "Beverages and tobacco" in set(groups["product_label"])
    return "Ethyl alcohol (HS 2207) belongs to beverages and tobacco and is not held by itself." if beverages else ""
