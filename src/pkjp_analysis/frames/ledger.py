"""The ledger in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.lineage import apart, note

if TYPE_CHECKING:
    from pkjp_analysis.claims import Judgement
    from pkjp_analysis.study.paper import Paper

_THEN = ["verdict_then", "reason"]
_COUNTS = ["holds", "own_basis", "weakens", "flips", "not_possible"]


def judged(study: Paper) -> list[Judgement]:
    """The statements with their verdicts, noted with their rows of the ledger and those of their evidence."""
    made = study.judgements if study.is_papers_pair else []
    _note(study, made)
    return made


def _note(study: Paper, judged: list[Judgement]) -> None:
    from pkjp_analysis.claims.ledger import rows_of_ledger

    if not judged:
        return
    rows = rows_of_ledger(study.store)
    note([rows[one.statement.claim_id] for one in judged], *(one.rests_on for one in judged))


@once
def verdicts_by_section(study: Paper) -> pd.DataFrame:
    """Number of statements by section and verdict: section, verdict, count."""
    pairs = [(one.statement.section, one.verdict) for one in judged(study)]
    frame = pd.DataFrame(pairs, columns=["section", "verdict"])
    return frame.groupby(["section", "verdict"], sort=False).size().rename("count").reset_index()


@once
def evidence_levels(study: Paper) -> pd.DataFrame:
    """Number of pieces of evidence by level and vote: evidence, vote, count."""
    pairs = [(piece.evidence, piece.vote) for one in judged(study) for piece in one.evidence]
    frame = pd.DataFrame(pairs, columns=["evidence", "vote"])
    return frame.groupby(["evidence", "vote"], sort=False).size().rename("count").reset_index()


@once
def asserted_and_found(study: Paper) -> pd.DataFrame:
    """Figures that vote on asserted figures, both relative to the middle of what is asserted.

    Columns claim_id, label, vote, ratio_low, ratio_high, asserted_ratio_low, asserted_ratio_high, origin,
    unit, publisher, vintage.
    """
    publishers = study.store.sources.set_index("source")["publisher"]
    rows, shown = [], {}
    for one in study.judgements if study.is_papers_pair else []:
        statement = one.statement
        if statement.asserted_low is None or statement.asserted_high is None:
            continue
        low, high = statement.asserted()
        middle = (low + high) / 2
        for piece in one.evidence:
            # A bound has no second end to draw.
            if piece.vote == "none" or piece.low is None or piece.high is None or not piece.high.is_finite():
                continue
            shown[statement.claim_id] = one
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
    _note(study, list(shown.values()))
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
    from pkjp_analysis.claims import robustness_rests_on

    columns = ["claim_id", "section", "label", "alternative", "varies", "result", "own_basis", "verdict"]
    said = {one.statement.claim_id: one.statement.paraphrase for one in judged(study)}
    with apart():
        rows, rests_on = (under_alternatives(study.store), robustness_rests_on(study.store)) if said else ([], ())
    note(rests_on)
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
