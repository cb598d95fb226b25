"""Sentences on the figures that bear on each recommendation; none of them says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.codebook import TRAINING, VEHICLES
from pkjp_analysis.narrative.words import count, few, kinds, label, most, names, percent, yen
from pkjp_analysis.plain import by_code, rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study import Study

# Themes of grants that have to do with water or disasters.
_WATER = ("floods", "water", "disaster relief", "disaster preparedness")


def vehicles(study: Study) -> list[str]:
    """9.2: the series on vehicles."""
    return _family(study, VEHICLES)


def training(study: Study) -> list[str]:
    """9.4: the series on training and study."""
    return _family(study, TRAINING)


def lines(study: Study) -> list[str]:
    """9.1: what the importing side buys, and the other side's share in it."""
    sentences = []
    for (importer, exporter), part in study.product_lines().groupby(["reporter_name", "partner_name"], sort=False):
        first, last = part["first_year"].min(), part["last_year"].max()
        both = part[part["share_first"].notna() & part["share_last"].notna()]
        rose = int((both["share_last"] > both["share_first"]).sum())
        sentences.append(
            f"{importer}'s imports by WTO group are held for {first} to {last}. They grew in current dollars in "
            f"{int((part['growth'] > 0).sum())} of {len(part)} groups, fastest in {_top(part, 'growth', ' a year')}. "
            f"{exporter}'s share rose in {rose} of the {len(both)} groups in which both years are held; it is "
            f"largest in {_top(part, 'share_last', '')}."
        )
    return sentences


def _top(part: pd.DataFrame, column: str, more: str) -> str:
    """The three groups with the largest value, in words."""
    return names([f"{label(row)} ({percent(row[column], 2)}{more})" for row in rows_of(part.nlargest(3, column))])


def advantage(study: Study) -> list[str]:
    """9.1 advantage: groups that weigh more than in the world's exports."""
    frame = study.advantage()
    ours = frame[frame["highlighted"] & (frame["rca"] > 1)] if len(frame) else frame
    sentences = []
    for reporter, part in ours.groupby("reporter_name", sort=False):
        largest = part.sort_values("rca", ascending=False)
        told = few([f"{label(row)} ({row['rca']:.1f})" for row in rows_of(largest)], most(part))
        kind = kinds(part).replace("groups", "group").replace("products", "product")
        sentences.append(
            f"{'Products' if by_code(part) else 'Groups'} that weighed more in the exports of {reporter} than in the "
            f"world's in {part['year'].iloc[0]}, by {kind}, with the ratio: {told}."
        )
    return sentences


def grants(study: Study) -> list[str]:
    """9.3: grants for floods and water."""
    frame = study.grants_by_theme()
    if frame.empty:
        return []
    water = frame[frame["theme"].isin(_WATER)]
    stated = f"; those that state yen come to {yen(water['amount_jpy'].sum())}" if water["with_yen"].sum() else ""
    return [
        f"{water['grants'].sum()} of the {frame['grants'].sum()} grants held are for floods, water or disasters"
        f"{stated}. The list is what was met, not all that was given."
    ]


def _family(study: Study, family: str) -> list[str]:
    """The series of a family that are held, with their latest periods; how many figures are later."""
    frame = study.latest_figures(family)
    later = study.later_figures(family)
    beyond = f" Figures held for later than {study.year}: {count(later)}." if later else ""
    if frame.empty:
        return [f"{family.capitalize()}: not held up to {study.year}.{beyond}"] if later else []
    last = frame.groupby("series", sort=False)["year"].max()
    told = names([f"{series} (latest held: {year})" for series, year in last.items()])
    return [f"{family.capitalize()}: {told}.{beyond}"]
