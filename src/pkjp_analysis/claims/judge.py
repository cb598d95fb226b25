"""Judge every statement: check, one vote per origin, periods, verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pkjp_analysis.claims import (
    checks,
    checks_aid,
    checks_counts,
    checks_dates,
    checks_events,
    checks_industry,
    checks_people,
    checks_ratios,
    checks_trade,
)
from pkjp_analysis.claims.evidence import Evidence, one_vote_per_origin
from pkjp_analysis.claims.ledger import Statement, statements
from pkjp_analysis.claims.verdict import Verdict, combine_periods, decide
from pkjp_analysis.lineage import gathered
from pkjp_analysis.store import Store, while_tables_are_equal

Check = Callable[[Statement, Store], list[Evidence]]

CHECKS: dict[str, Check] = {
    "value_equals": checks.value_equals,
    "range_of_reports": checks.range_of_reports,
    "ratio_compared": checks_ratios.ratio_compared,
    "date_equals": checks_dates.date_equals,
    "dates_within": checks_dates.dates_within,
    "counts_dated": checks_dates.counts_dated,
    "principal_product": checks_trade.principal_product,
    "class_share": checks_trade.class_share,
    "donor_weight": checks_aid.donor_weight,
    "sum_in_range": checks_aid.sum_in_range,
    "conversion": checks_aid.conversion,
    "attributes_match": checks_aid.attributes_match,
    "announced_in_years": checks_aid.announced_in_years,
    "count_and_body": checks_aid.count_and_body,
    "sector_priority": checks_aid.sector_priority,
    "both_grow": checks_people.both_grow,
    "value_compared": checks_ratios.value_compared,
    "joint_ventures": checks_industry.joint_ventures,
    "upper_bound_share": checks_industry.upper_bound_share,
    "share_in_imports": checks_ratios.share_in_imports,
    "suspended_months": checks_counts.suspended_months,
    "years_positive": checks_counts.years_positive,
    "grows": checks_counts.grows,
    "median_age": checks_counts.median_age,
    "distinct_counts": checks_counts.distinct_counts,
    "reports_in_years": checks_counts.reports_in_years,
    "count_at_least": checks_counts.count_at_least,
    "event_in_every_block": checks_counts.event_in_every_block,
    "words_in_event": checks_events.words_in_event,
    "repeat_and_rise": checks_industry.repeat_and_rise,
    "makers_share": checks_industry.makers_share,
    "measures_active": checks_events.measures_active,
    "sources_carry_figures": checks_events.sources_carry_figures,
}


@dataclass(frozen=True)
class Judgement:
    """A statement with its verdict, the reason, the evidence behind it, and all rows of data/raw that it rests on."""

    statement: Statement
    verdict: str
    reason: str
    evidence: tuple[Evidence, ...]
    rests_on: frozenset[str] = frozenset()


def judge_all(root: Path | Store) -> list[Judgement]:
    """Judge every statement of the ledger on the paper's own pair and periods.

    Parameters
    ----------
    root
        The study's root, or its tables where they are open already.
    """
    store = root if isinstance(root, Store) else Store(root)
    return list(_all_judged(store.for_statements))


@while_tables_are_equal
def _all_judged(store: Store) -> list[Judgement]:
    ledger = statements(store)
    factual = {s.claim_id: judge(s, store) for s in ledger if s.kind != "policy_judgement"}
    return [factual[s.claim_id] if s.claim_id in factual else judge_opinion(s, factual, store) for s in ledger]


def judge(statement: Statement, store: Store) -> Judgement:
    """Verdict of one factual statement."""
    if not statement.check:
        return Judgement(statement, "not written yet", "its check is not written yet", ())
    with gathered() as rows:
        pieces = evidence_for(statement, store)
    verdict = _decide(statement, pieces)
    return Judgement(statement, verdict.word, verdict.reason, tuple(pieces), _resting(rows, pieces))


def _resting(rows: set[str], pieces: list[Evidence]) -> frozenset[str]:
    return frozenset(rows | {piece.raw for piece in pieces})


def _decide(statement: Statement, pieces: list[Evidence]) -> Verdict:
    years = statement.years_in_window() if statement.over == "most" else 0
    return decide(pieces, statement.settle, statement.parts, years)


def evidence_for(statement: Statement, store: Store) -> list[Evidence]:
    """Evidence after one vote per origin, and with periods combined."""
    pieces = CHECKS[statement.check](statement, store)
    return combine_periods(one_vote_per_origin(pieces), statement.over)


def judge_opinion(statement: Statement, factual: dict[str, Judgement], store: Store) -> Judgement:
    """A judgement of policy: its word is fixed, its reason lists what its premises came to."""
    said = [f"premise {claim}: {factual[claim].verdict}" for claim in statement.premises if claim in factual]
    pieces: list[Evidence] = []
    rows: set[str] = set()
    if statement.check:
        with gathered() as rows:
            pieces = evidence_for(statement, store)
        own = _decide(statement, pieces)
        said.append(f"premise of its own: {own.word} ({own.reason})")
    elif not said:
        said.append("it names no premise that figures could test")
    return Judgement(statement, "judgement", "; ".join(said), tuple(pieces), _resting(rows, pieces))
