"""Screening of the candidate lines: the ranking of each list, its sensitivity, and the duties on what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames import duties
from pkjp_analysis.frames.candidates import CHAPTERS, GROUPS, candidates
from pkjp_analysis.frames.rows import said_up_to
from pkjp_analysis.indicators.screening import SEED, Screening, screen_products

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

# At most so many lines make the short list.
SHORT = 6
DRAWS = 10_000
# The finest line held that holds each example that the paper names, in each list: its parent, not the example itself.
EXAMPLES = {
    (GROUPS, "16"): "value-added textiles",
    (GROUPS, "17"): "value-added textiles",
    (GROUPS, "05"): "processed rice",
    (GROUPS, "11"): "seafood",
    (CHAPTERS, "03"): "seafood",
    (CHAPTERS, "10"): "processed rice",
    **{(CHAPTERS, str(code)): "value-added textiles" for code in range(50, 64)},
}
_KEYS = ["list", "product", "product_label", "reporter_name", "partner_name"]
_BASIS = ["nomenclature", "valuation", "recording", "calendar"]
_RANKED = ["score", "rank", "top_4", "top_5", "top_6", "rank_low", "rank_high"]


@dataclass(frozen=True)
class Variant:
    """One way to screen a list: which criteria, in which direction, with which weights."""

    name: str
    criteria: tuple[str, ...] = ("size", "growth", "share")
    directions: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, float] | None = None


_AS_RANKED = Variant("as ranked")
_VARIANTS = (
    _AS_RANKED,
    Variant("a small share counts for a line", directions={"share": "down"}),
    Variant("without the share", ("size", "growth")),
    Variant("size counts half", weights={"size": 2, "growth": 1, "share": 1}),
    Variant("growth counts half", weights={"size": 1, "growth": 2, "share": 1}),
    Variant("share counts half", weights={"size": 1, "growth": 1, "share": 2}),
)
VARIANTS = {
    GROUPS: _VARIANTS,
    CHAPTERS: (
        *_VARIANTS,
        Variant("with the sector's advantage", (*_AS_RANKED.criteria, "advantage")),
        Variant("with tariff and laws, where held", (*_AS_RANKED.criteria, "tariff", "standards")),
    ),
}


def screened(rows: pd.DataFrame, variant: Variant, draws: int = DRAWS) -> Screening | None:
    """The candidates of one list that have every criterion of the variant, ranked; None where they are too few."""
    complete = rows[rows[list(variant.criteria)].notna().all(axis=1)]
    if len(complete) < SHORT:
        return None
    given = complete[["product", *variant.criteria, *_BASIS]]
    return screen_products(
        given, weights=variant.weights, directions=variant.directions, draws=draws, seed=SEED, top=(4, 5, SHORT)
    )


def screening(study: Pair) -> pd.DataFrame:
    """The ranking of each list by size, growth and share, at equal weights; candidates that lack one are unranked.

    Columns of `candidates` but tariffs and laws, score (0-1), rank, top_4, top_5, top_6 (percent of the draws of
    weights in which the line is among the first so many), rank_low and rank_high (5 and 95 percent of its ranks),
    candidates (how many are ranked), lacks (criteria not held, in words), example (what the paper names, where the
    line is its parent; empty for other pairs), draws, seed. Best first, the unranked last.
    """
    parts = []
    for name, rows in candidates(study).groupby("list", sort=False):
        found = screened(rows, _AS_RANKED)
        if found is not None:
            ranked = rows.join(found.ranking[_RANKED]).assign(candidates=len(found.ranking), draws=found.draws)
            parts.append(ranked.assign(seed=found.seed, example=_examples(study, str(name), rows)))
    columns = [*_KEYS, "first_year", "last_year", "size", "growth", "share", "sector", "rsca"]
    columns += [
        "advantage_year",
        *_RANKED,
        "candidates",
        "lacks",
        "example",
        "draws",
        "seed",
        *_BASIS,
        "publisher",
        "vintage",
    ]
    if not parts:
        return said_up_to(pd.DataFrame(columns=columns), study)
    frame = pd.concat(parts, ignore_index=True)
    frame[["top_4", "top_5", "top_6"]] *= 100
    frame["lacks"] = _lacking(frame)
    return said_up_to(frame.sort_values(["list", "rank"], ascending=[False, True], kind="stable")[columns], study)


def _examples(study: Pair, name: str, rows: pd.DataFrame) -> list[str]:
    return [EXAMPLES.get((name, code), "") if study.is_papers_pair else "" for code in rows["product"]]


def _lacking(frame: pd.DataFrame) -> list[str]:
    held = frame[list(_AS_RANKED.criteria)].notna().to_numpy()
    return [", ".join(name for name, there in zip(_AS_RANKED.criteria, row, strict=True) if not there) for row in held]


def sensitivity(study: Pair) -> pd.DataFrame:
    """Rank of every line of both lists under each variant of the screening.

    Columns list, product, product_label, reporter_name, partner_name, variant, criteria (in words), candidates, rank
    (missing where the line lacks a criterion), example.
    """
    parts = []
    for name, rows in candidates(study).groupby("list", sort=False):
        told = rows[_KEYS].assign(example=_examples(study, str(name), rows))
        for variant in VARIANTS[str(name)]:
            found = screened(rows, variant, draws=1)
            if found is None:
                continue
            ranks = told.join(found.ranking["rank"]).assign(variant=variant.name)
            parts.append(ranks.assign(criteria=_in_words(found), candidates=len(found.ranking)))
    columns = [*_KEYS, "variant", "criteria", "candidates", "rank", "example"]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return said_up_to(frame[columns], study)


def _in_words(found: Screening) -> str:
    """``size 0.50, growth 0.25, share 0.25 (less is better)``."""
    low = {name: " (less is better)" for name, direction in found.directions.items() if direction == "down"}
    return ", ".join(f"{name} {weight:.2f}{low.get(name, '')}" for name, weight in found.weights.items())


def screened_duties(study: Pair) -> pd.DataFrame:
    """Tariffs and other laws on the chapters of the short list, and on those of the paper's examples with a line held.

    Columns product, product_label, reporter_name, partner_name, rank, example, and those of `duties.by_chapter` for
    the lines held; a chapter of the short list without a line held says so by lines = 0. In order of rank. The WTO
    groups have none: no list of the headings that make them is held.
    """
    ranked = screening(study)
    ranked = ranked[ranked["list"] == CHAPTERS]
    columns = ["product", "product_label", "reporter_name", "partner_name", "rank", "example"]
    schedule = duties.tariffs(study)
    sides = dict(zip(study.names, (study.reporter, study.partner), strict=True))
    parts = [
        part[columns].merge(
            duties.by_chapter(study, sides[str(importer)], sides[str(exporter)]).rename(columns={"chapter": "product"}),
            on="product",
            how="left",
        )
        for (exporter, importer), part in ranked.groupby(["reporter_name", "partner_name"], sort=False)
    ]
    empty = pd.DataFrame(columns=[*columns, *duties.COLUMNS[1:]])
    frame = pd.concat(parts, ignore_index=True) if parts else empty
    frame["lines"] = frame["lines"].fillna(0).astype(int)
    frame = frame[(frame["rank"] <= SHORT) | ((frame["example"] != "") & (frame["lines"] > 0))]
    for name in ("publisher", "vintage"):
        frame[name] = schedule[name].iloc[0] if len(schedule) else ""
    return said_up_to(frame, study)
