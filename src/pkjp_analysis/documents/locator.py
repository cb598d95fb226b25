"""docs/locator.md: where in the paper each statement stands."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pkjp_analysis.claims import Judgement, judge_all
from pkjp_analysis.documents.markdown import document, table
from pkjp_analysis.plain import rows_of
from pkjp_analysis.store import RAW

if TYPE_CHECKING:
    from pkjp_analysis.store import Store

_HEADER = ("statement", "paragraph", "sentences", "what it says, in the study's words", "verdict", "sources that vote")


# What a statement's row says of its verdict: the verdict, and the sources that vote.
Judged = tuple[str, list[str]]


def page(store: Store, judged: Mapping[str, Judged] | None = None) -> str:
    """Every statement by section with paragraph, sentence, verdict and sources; then the other sentences.

    `judged` has verdict and voting sources by statement; without it statements are judged anew.
    """
    judged = judged if judged is not None else {one.statement.claim_id: _told(one) for one in judge_all(store)}
    sentences = sentences_of(store)
    claims = rows_of(store.claims)
    sections: list[str] = []
    for name in dict.fromkeys(row["subsection"] or row["section"] for row in claims):
        ours = [row for row in claims if (row["subsection"] or row["section"]) == name]
        title = "Abstract" if name == "abstract" else f"Section {name}"
        sections += [f"## {title}", table(_HEADER, [_row(row, judged[row["claim_id"]], sentences) for row in ours])]
    silent = [
        [row["section"], row["paragraph"], row["sentence"], row["note"]]
        for row in sentences
        if row["statements"] == "asserts nothing"
    ]
    sections += [
        "## Sentences without a statement",
        table(("section", "paragraph", "sentence", "why"), silent),
    ]
    what = (
        "Paragraph and sentences of every statement, both counted within the section or subsection. The paper's "
        "sentences are not carried; `data/raw/claims_coverage.csv` has the hash of each."
    )
    return document("Locator", what, *sections)


def _told(one: Judgement) -> Judged:
    return one.verdict, [piece.source for piece in one.evidence if piece.vote != "none"]


def _row(row: dict[str, Any], judged: Judged, sentences: list[dict[str, str]]) -> list[object]:
    verdict, voting = judged
    told = [line["sentence"] for line in sentences if row["claim_id"] in line["statements"].split(";")]
    where = [f"`{row['claim_id']}`", row["paragraph"], ", ".join(told)]
    return [*where, row["paraphrase"], verdict, ", ".join(f"`{source}`" for source in dict.fromkeys(voting))]


def sentences_of(store: Store) -> list[dict[str, str]]:
    """The paper's sentences by place, with the statements in each."""
    with (store.root / RAW / "claims_coverage.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
