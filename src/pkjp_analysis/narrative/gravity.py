"""Sentences on trade beside what a gravity equation predicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.narrative.words import count, held_until, names, percent, usd
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study import Study


def gravity(study: Study) -> list[str]:
    """8: actual to predicted flows of the pair and its peers, and flows of years without an equation."""
    frame = study.gravity_benchmark()
    held = frame[frame["predicted"].notna()]
    if held.empty:
        return []
    first = held[held["estimate"] == held["estimate"].iloc[0]]
    return [_pair(study, first, held), *_peers(first), *_later(frame[frame["predicted"].isna()])]


def _pair(study: Study, first: pd.DataFrame, held: pd.DataFrame) -> str:
    told = []
    for row in rows_of(first[first["highlighted"]]):
        others = held[(held["direction"] == row["direction"]) & (held["estimate"] != row["estimate"])]
        also = [f"; {_part(one['ratio'])} by {one['estimator']}" for one in rows_of(others)]
        told.append(
            f"{row['direction']} {usd(row['actual'])}, {_part(row['ratio'])} of the {usd(row['predicted'])} predicted "
            f"({_part(row['ratio_low'])} to {_part(row['ratio_high'])} as the coefficients are rounded{''.join(also)})"
        )
    one = first.iloc[0]
    return (
        f"Beside the gravity equation of {one['estimated_by']} ({one['estimator']}, {count(one['observations'])} of "
        f"them), {one['year']}{held_until(one['year'], study.year)}: {names(told)}. It predicts what the average pair "
        "of such sizes at such a distance traded; it does not say why a pair traded less."
    )


def _part(ratio: float) -> str:
    return percent(100 * ratio, 0)


def _peers(first: pd.DataFrame) -> list[str]:
    peers = first[~first["highlighted"]]
    told = []
    for side, part in peers.groupby("side", sort=False):
        ratios = [f"{row['other_name']} {_part(row['ratio'])}" for row in rows_of(part)]
        told.append(f"{side}: {names(ratios)}")
    return [f"Actual to predicted of the peers held, {'; '.join(told)}."] if told else []


def _later(frame: pd.DataFrame) -> list[str]:
    """Flows of years that no equation held was estimated on."""
    sentences = []
    for year, part in frame[frame["highlighted"]].groupby("year"):
        told = names([f"{row['direction']} {usd(row['actual'])}" for row in rows_of(part)])
        notes = "; ".join(dict.fromkeys(note for note in part["notes"] if note))
        sentences.append(
            f"Flows of {year}, of a compilation, are held without a prediction: {told}. Coefficients of another year "
            f"do not carry over, and the rows lack regressors{f' ({notes})' if notes else ''}."
        )
    return sentences
