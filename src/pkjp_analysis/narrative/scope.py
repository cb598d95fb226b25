"""Sentences on what is held and what became of the key findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.claims import VERDICTS
from pkjp_analysis.indicators.grants import LEVELS
from pkjp_analysis.narrative.words import count, names

if TYPE_CHECKING:
    from pkjp_analysis.study import Study


def scope(study: Study) -> list[str]:
    """1: figures, series and sources held; series that end early; verdicts on the abstract."""
    coverage = study.coverage()
    if coverage.empty:
        return []
    return [*_held(study), *_ends(study), *_key_findings(study)]


def _held(study: Study) -> list[str]:
    coverage, sources = study.coverage(), study.sources()
    levels = [level for level in LEVELS if level in set(sources["evidence"])]
    told = names([f"{(sources['evidence'] == level).sum()} {level}" for level in levels])
    first, last = coverage["year"].min(), coverage["year"].max()
    return [
        f"{count(coverage['figures'].sum())} figures of {coverage['series'].nunique()} series are held on the pair, "
        f"each side with the world included, for years from {first} to {last}. Figures, grants, events and findings "
        f"come from {len(sources)} sources: {told}."
    ]


def _ends(study: Study) -> list[str]:
    last = study.coverage().groupby("label", sort=False)["year"].max()
    late = int((last >= study.year - 1).sum())
    return [
        f"With goods trade split by kind of product, {late} of {len(last)} series reach {study.year - 1} or "
        f"{study.year}; the others end earlier, and what is shown of them is their latest value."
    ]


def _key_findings(study: Study) -> list[str]:
    found = study.key_findings()
    abstract = list(found[found["section"] == "abstract"]["verdict"])
    if not abstract:
        return ["The ledger judges the paper's own pair; it does not apply to this one."]
    told = names([f"{abstract.count(word)} {word}" for word in VERDICTS if word in abstract])
    return [f"Of the {len(abstract)} statements of the abstract: {told}."]
