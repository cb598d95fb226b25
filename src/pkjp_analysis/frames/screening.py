"""Screening of the candidate lines: the ranking of each list, its sensitivity, and the duties on what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames import duties
from pkjp_analysis.frames.candidates import CHAPTERS, GROUPS, candidates
from pkjp_analysis.frames.code_lines import CODES
from pkjp_analysis.frames.once import once
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
# By code an example is in its chapter; processed rice in heading 1006 alone.
_RICE = "1006"
_KEYS = ["list", "product", "product_label", "reporter_name", "partner_name"]
_BASIS = ["nomenclature", "valuation", "recording", "calendar"]
_RANKED = ["score", "rank", "top_4", "top_5", "top_6", "rank_low", "rank_high"]


@dataclass(frozen=True)
class Variant:
    """One way to screen a list: which criteria, in which direction, with which weights."""

    name: str
    criteria: tuple[str, ...]
    directions: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, float] | None = None


# What each list is ranked by: by code also what the exporter is able to make.
_DEMAND = ("size", "growth", "share")
CRITERIA = {GROUPS: _DEMAND, CHAPTERS: _DEMAND, CODES: (*_DEMAND, "advantage", "density")}


def _as_ranked(name: str, rows: pd.DataFrame) -> Variant:
    """A list's own ranking; by code, without a criterion of which nothing is held."""
    criteria = CRITERIA[name]
    return Variant("as ranked", tuple(c for c in criteria if name != CODES or rows[c].notna().any()))


def variants(name: str, rows: pd.DataFrame) -> list[Variant]:
    """The ways in which a list is screened, as it is ranked first."""
    ranked = _as_ranked(name, rows)
    used = ranked.criteria
    half = {c: {other: len(used) - 1 if other == c else 1 for other in used} for c in _DEMAND}
    return [
        ranked,
        Variant("a small share counts for a line", used, directions={"share": "down"}),
        Variant("without the share", tuple(c for c in used if c != "share")),
        *(Variant(f"{c} is half the weight", used, weights=half[c]) for c in _DEMAND),
        *([Variant("with the sector's advantage", (*used, "advantage"))] if name == CHAPTERS else []),
        *([Variant("without advantage and density", _DEMAND)] if name == CODES and used != _DEMAND else []),
        *([Variant("with tariff and laws, where held", (*used, "tariff", "standards"))] if name != GROUPS else []),
    ]


def screened(rows: pd.DataFrame, variant: Variant, draws: int = DRAWS) -> Screening | None:
    """The candidates of one list that have every criterion of the variant, ranked; None where they are too few."""
    complete = rows[rows[list(variant.criteria)].notna().all(axis=1)]
    if len(complete) < SHORT:
        return None
    given = complete[["product", *variant.criteria, *_BASIS]]
    return screen_products(
        given, weights=variant.weights, directions=variant.directions, draws=draws, seed=SEED, top=(4, 5, SHORT)
    )


@once
def screening(study: Pair) -> pd.DataFrame:
    """The ranking of each list by its criteria, at equal weights; candidates that lack one are unranked.

    Size, growth and share; by HS 6-digit product also advantage and density, where they are held.

    Columns of `candidates` but tariffs and laws, score (0-1), rank, top_4, top_5, top_6 (percent of the draws of
    weights in which the line is among the first so many), rank_low and rank_high (5 and 95 percent of its ranks),
    candidates (how many are ranked), criteria (in words), lacks (criteria not held, in words), example (what the paper
    names, where the line is its parent; empty for other pairs), draws, seed. Best first, the unranked last. ``attrs``
    as of `candidates`.
    """
    parts = []
    for name, rows in candidates(study).groupby("list", sort=False):
        ranking = _as_ranked(str(name), rows)
        found = screened(rows, ranking)
        if found is not None:
            ranked = rows.join(found.ranking[_RANKED]).assign(candidates=len(found.ranking), draws=found.draws)
            told = {"criteria": ", ".join(ranking.criteria), "lacks": _lacking(rows, ranking.criteria)}
            parts.append(ranked.assign(seed=found.seed, example=_examples(study, str(name), rows), **told))
    columns = [*_KEYS, "first_year", "last_year", "size", "growth", "share", "sector", "rsca"]
    columns += [
        "advantage_year",
        *_RANKED,
        "candidates",
        "criteria",
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
    ranked = frame.sort_values(["list", "rank"], ascending=[False, True], kind="stable")[columns]
    ranked = said_up_to(ranked, study)
    ranked.attrs = {**candidates(study).attrs, **ranked.attrs}
    return ranked


def _examples(study: Pair, name: str, rows: pd.DataFrame) -> list[str]:
    return [_example(name, code) if study.is_papers_pair else "" for code in rows["product"]]


def _example(name: str, code: str) -> str:
    if name != CODES:
        return EXAMPLES.get((name, code), "")
    other_cereal = code[:2] == _RICE[:2] and not code.startswith(_RICE)
    return "" if other_cereal else EXAMPLES.get((CHAPTERS, code[:2]), "")


def _lacking(rows: pd.DataFrame, criteria: tuple[str, ...]) -> list[str]:
    held = rows[list(criteria)].notna().to_numpy()
    return [", ".join(name for name, there in zip(criteria, row, strict=True) if not there) for row in held]


@once
def sensitivity(study: Pair) -> pd.DataFrame:
    """Rank of every line of both lists under each variant of the screening.

    Columns list, product, product_label, reporter_name, partner_name, variant, criteria (in words), candidates, rank
    (missing where the line lacks a criterion), example.
    """
    parts = []
    for name, rows in candidates(study).groupby("list", sort=False):
        told = rows[_KEYS].assign(example=_examples(study, str(name), rows))
        for variant in variants(str(name), rows):
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


@once
def screened_duties(study: Pair) -> pd.DataFrame:
    """Tariffs and other laws on the HS lines of the short list, and on those of the paper's examples with a line held.

    Columns product, product_label, reporter_name, partner_name, rank, example, and those of `duties.by_chapter` for
    the lines held, of the 6-digit code where the list is by code; a chapter or code of the short list without a line
    held says so by lines = 0. In order of rank. The WTO groups have none: no list of the headings that make them is
    held.
    """
    ranked = screening(study)
    ranked = ranked[ranked["list"] != GROUPS]
    asked = duties.by_code if CODES in set(ranked["list"]) else duties.by_chapter
    columns = ["product", "product_label", "reporter_name", "partner_name", "rank", "example"]
    schedule = duties.tariffs(study)
    sides = dict(zip(study.names, (study.reporter, study.partner), strict=True))
    parts = [
        part[columns].merge(
            asked(study, sides[str(importer)], sides[str(exporter)]).rename(columns={"chapter": "product"}),
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
