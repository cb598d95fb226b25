"""Judgements as records and tables: what `pkjp claims`, notebook 10 and build/claims.json hold."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from pkjp_analysis.claims.judge import Judgement

if TYPE_CHECKING:
    import pandas as pd

EVIDENCE_FIELDS = (
    *("value", "unit", "period", "source", "origin", "vintage", "evidence", "relation", "admissible", "vote", "raw"),
    *("part", "note"),
)


def records(judgements: list[Judgement]) -> list[dict[str, Any]]:
    """One JSON-ready record per statement, each with its evidence.

    Keys: claim_id, section, kind, paraphrase, asserted_low, asserted_high, unit, period, verdict, reason,
    evidence. Asserted numbers are in the unit that the paper prints, or None; evidence values are in base
    units.
    """
    return [
        {
            "claim_id": one.statement.claim_id,
            "section": one.statement.subsection,
            "kind": one.statement.kind,
            "paraphrase": one.statement.paraphrase,
            "asserted_low": _float(one.statement.asserted_low),
            "asserted_high": _float(one.statement.asserted_high),
            "unit": one.statement.unit,
            "period": one.statement.period,
            "verdict": one.verdict,
            "reason": one.reason,
            "evidence": [_evidence(piece) for piece in one.evidence],
        }
        for one in judgements
    ]


def _float(number: Any) -> float | None:
    return None if number is None else float(number)


def _evidence(piece: Any) -> dict[str, Any]:
    found = {name: getattr(piece, name) for name in EVIDENCE_FIELDS}
    with contextlib.suppress(ValueError):
        found["value"] = float(piece.value)
    return found


def table(judgements: list[Judgement]) -> pd.DataFrame:
    """One row per statement: claim_id, section, kind, statement, asserted, verdict, reason, votes, sources."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "claim_id": one.statement.claim_id,
                "section": one.statement.subsection,
                "kind": one.statement.kind,
                "statement": one.statement.paraphrase,
                "asserted": one.statement.asserted_value or _range(one),
                "unit": one.statement.unit,
                "verdict": one.verdict,
                "reason": one.reason,
                "votes": sum(piece.vote != "none" for piece in one.evidence),
                "sources": "; ".join(dict.fromkeys(p.source for p in one.evidence if p.vote != "none")),
            }
            for one in judgements
        ],
        columns=[
            "claim_id",
            "section",
            "kind",
            "statement",
            "asserted",
            "unit",
            "verdict",
            "reason",
            "votes",
            "sources",
        ],
    )


def evidence_table(judgement: Judgement) -> pd.DataFrame:
    """One row per piece of evidence.

    Columns value (base units), unit, period, source, origin, vintage, evidence (level), relation, admissible, vote, raw
    (file and row in data/raw), part, note.
    """
    import pandas as pd

    return pd.DataFrame([_evidence(piece) for piece in judgement.evidence], columns=list(EVIDENCE_FIELDS))


def _range(one: Judgement) -> str:
    low, high = one.statement.asserted_low, one.statement.asserted_high
    if low is None or high is None:
        return ""
    return str(low) if low == high else f"{low} to {high}"
