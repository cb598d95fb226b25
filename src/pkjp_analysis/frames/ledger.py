"""The ledger in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pkjp_analysis.claims import Judgement
    from pkjp_analysis.study import Study


def _judged(study: Study) -> list[Judgement]:
    return study.judgements if study.is_papers_pair else []


def verdicts_by_section(study: Study) -> pd.DataFrame:
    """Number of statements by section and verdict: section, verdict, count."""
    pairs = [(one.statement.section, one.verdict) for one in _judged(study)]
    frame = pd.DataFrame(pairs, columns=["section", "verdict"])
    return frame.groupby(["section", "verdict"], sort=False).size().rename("count").reset_index()


def evidence_levels(study: Study) -> pd.DataFrame:
    """Number of pieces of evidence by level and vote: evidence, vote, count."""
    pairs = [(piece.evidence, piece.vote) for one in _judged(study) for piece in one.evidence]
    frame = pd.DataFrame(pairs, columns=["evidence", "vote"])
    return frame.groupby(["evidence", "vote"], sort=False).size().rename("count").reset_index()


def asserted_and_found(study: Study) -> pd.DataFrame:
    """Figures that vote on asserted figures, both relative to the middle of what is asserted.

    Columns claim_id, label, vote, ratio_low, ratio_high, asserted_ratio_low, asserted_ratio_high, origin,
    unit, publisher, vintage.
    """
    publishers = study.store.sources.set_index("source")["publisher"]
    rows = []
    for one in _judged(study):
        statement = one.statement
        if statement.asserted_low is None or statement.asserted_high is None:
            continue
        low, high = statement.asserted()
        middle = (low + high) / 2
        for piece in one.evidence:
            # A bound has no second end to draw.
            if piece.vote == "none" or piece.low is None or piece.high is None or not piece.high.is_finite():
                continue
            rows.append(
                {
                    "claim_id": statement.claim_id,
                    "label": statement.paraphrase,
                    "vote": piece.vote,
                    "ratio_low": float(piece.low / middle),
                    "ratio_high": float(piece.high / middle),
                    "asserted_ratio_low": float(low / middle),
                    "asserted_ratio_high": float(high / middle),
                    "origin": piece.origin,
                    "publisher": publishers[piece.source],
                    "vintage": piece.vintage,
                }
            )
    columns = [
        *(
            "claim_id",
            "label",
            "vote",
            "ratio_low",
            "ratio_high",
            "asserted_ratio_low",
            "asserted_ratio_high",
        ),
        *("origin", "publisher", "vintage"),
    ]
    return pd.DataFrame(rows, columns=columns)
