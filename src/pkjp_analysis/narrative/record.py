"""Sentences on what became of the paper's statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.claims import VERDICTS
from pkjp_analysis.narrative.words import names
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.study import Study


def verdicts(study: Study) -> list[str]:
    """10: statements by verdict, evidence that votes, contradictions."""
    if not study.is_papers_pair:
        return ["The ledger judges the paper's own pair; it does not apply to this one."]
    judged = study.judgements
    words = [one.verdict for one in judged]
    told = names([f"{words.count(word)} {word}" for word in VERDICTS if word in words])
    votes = [piece for one in judged for piece in one.evidence if piece.vote != "none"]
    cited = sum(piece.relation == "cited_source" for piece in votes)
    outcomes = study.inconsistencies()["outcome"]
    counted = [f"{outcome} {number}" for outcome, number in outcomes.value_counts().items()]
    return [
        f"Of {len(judged)} statements: {told}.",
        _under_alternatives(study),
        f"{len(votes)} pieces of evidence vote; {cited} of them come from the source that the paper itself names, so "
        "agreement with them shows a right transcription and no more.",
        f"{len(outcomes)} contradictions inside the paper, by outcome: {names(counted)}. Explained: the arithmetic "
        "does not bear the contradiction out.",
    ]


def _under_alternatives(study: Study) -> str:
    """How many verdicts flip or weaken under an alternative, and which flip at the threshold that is fixed."""
    frame = study.robustness()
    moves = {word: frame[frame["result"].eq(word)] for word in ("flips", "weakens")}
    counted = [f"{rows['claim_id'].nunique()} {word[:-1]}" for word, rows in moves.items()]
    basis = moves["flips"][moves["flips"]["varies"].ne("threshold")]
    told = [f"{row['claim_id']} ({row['alternative']})" for row in rows_of(basis)]
    return (
        f"{frame['claim_id'].nunique()} statements weigh figures and are judged again under "
        f"{frame['alternative'].nunique()} alternatives: {names(counted)} under at least one; "
        f"on other figures, at the threshold as fixed, {f'these flip: {names(told)}' if told else 'none flips'}."
    )
