"""The claims ledger: statements, checks, evidence and the verdict rule."""

from __future__ import annotations

from pkjp_analysis.claims.judge import CHECKS, Judgement, judge_all, robustness
from pkjp_analysis.claims.records import records, table
from pkjp_analysis.claims.verdict import VERDICTS

__all__ = ["CHECKS", "VERDICTS", "Judgement", "judge_all", "records", "robustness", "table"]
