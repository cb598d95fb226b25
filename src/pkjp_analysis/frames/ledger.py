"""The ledger in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once

if TYPE_CHECKING:
    from pkjp_analysis.claims import Judgement
    from pkjp_analysis.study.paper import Paper

_THEN = ["verdict_then", "reason"]
_COUNTS = ["holds", "own_basis", "weakens", "flips", "not_possible"]


def _judged(study: Paper) -> list[Judgement]:
    return study.judgements if study.is_papers_pair else []


@once
def verdicts_by_section(study: Paper) -> pd.DataFrame:
    """Number of statements by section and verdict: section, verdict, count."""
    pairs = [(one.statement.section, one.verdict) for one in _judged(study)]
    frame = pd.DataFrame(pairs, columns=["section", "verdict"])
    return frame.groupby(["section", "verdict"], sort=False).size().rename("count").reset_index()


@once
def evidence_levels(study: Paper) -> pd.DataFrame:
    """Number of pieces of evidence by level and vote: evidence, vote, count."""
    pairs = [(piece.evidence, piece.vote) for one in _judged(study) for piece in one.evidence]
    frame = pd.DataFrame(pairs, columns=["evidence", "vote"])
    return frame.groupby(["evidence", "vote"], sort=False).size().rename("count").reset_index()


@once
def asserted_and_found(study: Paper) -> pd.DataFrame:
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


@once
def robustness(study: Paper) -> pd.DataFrame:
    """Every quantitative statement under every alternative.

    Columns claim_id, section, label (the statement), alternative, varies, result (holds, weakens, flips, not
    possible), own_basis, verdict, verdict_then, reason. Empty for another pair than the paper's.
    """
    from pkjp_analysis.claims import robustness as under_alternatives

    columns = ["claim_id", "section", "label", "alternative", "varies", "result", "own_basis", "verdict"]
    said = {one.statement.claim_id: one.statement.paraphrase for one in _judged(study)}
    rows = under_alternatives(study.store) if said else []
    frame = pd.DataFrame([{**row, "label": said[row["claim_id"]]} for row in rows], columns=[*columns, *_THEN])
    return frame.astype({"own_basis": bool})


@once
def robustness_by_alternative(study: Paper) -> pd.DataFrame:
    """Number of quantitative statements by alternative.

    Columns varies, alternative, holds, own_basis (of those that hold, how many on the figures that they rest on
    anyway), weakens, flips, not_possible.
    """
    from pkjp_analysis.claims import RESULTS

    frame = study.robustness()
    counts = {word.replace(" ", "_"): frame["result"].eq(word) for word in RESULTS}
    table = frame[["varies", "alternative", "own_basis"]].assign(**counts)
    return table.groupby(["varies", "alternative"], sort=False)[_COUNTS].sum().reset_index()


@once
def verdicts_that_move(study: Paper) -> pd.DataFrame:
    """Verdicts that weaken or flip: claim_id, alternative, result, verdict, verdict_then, reason."""
    frame = study.robustness()
    columns = ["claim_id", "alternative", "result", "verdict", *_THEN]
    return frame[frame["result"].isin(["weakens", "flips"])][columns].reset_index(drop=True)
