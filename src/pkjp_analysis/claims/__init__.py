"""The claims ledger: statements, checks, evidence, the verdict rule, and the verdicts under alternatives."""

from __future__ import annotations

from pkjp_analysis.claims.alternatives import ALTERNATIVES
from pkjp_analysis.claims.judge import CHECKS, Judgement, judge_all
from pkjp_analysis.claims.records import evidence_table, records, table
from pkjp_analysis.claims.robustness import RESULTS, robustness, robustness_rests_on, threshold_verdicts
from pkjp_analysis.claims.trial import judge_row, ledger_row
from pkjp_analysis.claims.verdict import VERDICTS

__all__ = [
    "ALTERNATIVES",
    "CHECKS",
    "RESULTS",
    "VERDICTS",
    "Judgement",
    "evidence_table",
    "judge_all",
    "judge_row",
    "ledger_row",
    "records",
    "robustness",
    "robustness_rests_on",
    "table",
    "threshold_verdicts",
]
