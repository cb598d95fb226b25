"""Robustness of the ledger: each quantitative statement judged again under every named alternative.

The alternatives are those of `alternatives.ALTERNATIVES`: the partner's count; calendar or fiscal year; the
oldest or the newest print of one origin; goods valued FOB or CIF; recorded by customs or by settlement;
constant prices; half and double the threshold. Each runs through the same check and the same verdict rule.

The words, fixed before any outcome was looked at (`result_of`):

- *not possible*: the statement or the data leave nothing to alter, or no admissible figure is left.
- *flips*: from confirmed or close to conflicting, or the reverse.
- *weakens*: less support, in the order confirmed, close, mixed or unsupported, conflicting; or a conflict that
  is no longer found; or votes that are gone.
- *holds*: everything else: the same verdict, or an open or a close one that gains support.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pkjp_analysis.claims.alternatives import ALTERNATIVES, Altered, Alternative, at_threshold
from pkjp_analysis.claims.judge import Judgement, judge, judge_all
from pkjp_analysis.claims.ledger import Statement, statements
from pkjp_analysis.lineage import gathered, note
from pkjp_analysis.store import Store, while_tables_are_equal

RESULTS = ("holds", "weakens", "flips", "not possible")
# Checks that compare dates or words. All others weigh figures: amounts, shares, ranks, growth or counts.
OF_DATES_AND_WORDS = frozenset(
    {
        *("date_equals", "dates_within", "counts_dated"),
        *("attributes_match", "words_in_event", "measures_active", "sources_carry_figures"),
    }
)
SUPPORT = {"confirmed": 3, "close": 2, "mixed": 1, "unsupported": 1, "conflicting": 0}


def is_quantitative(statement: Statement) -> bool:
    """Whether a statement is factual and its check weighs figures, not dates or words."""
    return statement.kind != "policy_judgement" and bool(statement.check) and statement.check not in OF_DATES_AND_WORDS


def robustness(root: Path | Store) -> list[dict[str, Any]]:
    """Every quantitative statement under every alternative, in the ledger's order.

    Parameters
    ----------
    root
        The study's root, or its tables where they are open already.

    Returns
    -------
    list of dict
        JSON-ready: claim_id, section, alternative, varies (what the alternative varies), result (one of
        `RESULTS`), own_basis (whether the alternative leaves the very figures that the verdict rests on, so
        that it holds for want of others), verdict (as judged), verdict_then (under the alternative; empty where
        that is not possible), reason.
    """
    store = root if isinstance(root, Store) else Store(root)
    return [dict(row) for row in _all_altered(store.for_statements)[0]]


def robustness_rests_on(store: Store) -> frozenset[str]:
    """The rows of data/raw that `robustness` rests on beside those of the statements as judged."""
    return _all_altered(store.for_statements)[1]


@while_tables_are_equal
def _all_altered(store: Store) -> tuple[list[dict[str, Any]], frozenset[str]]:
    judged = [one for one in judge_all(store) if is_quantitative(one.statement)]
    with gathered() as rows:
        made = [_row(before, alternative, store) for before in judged for alternative in ALTERNATIVES]
    return made, frozenset(rows)


def threshold_verdicts(root: Path | Store) -> list[dict[str, Any]]:
    """Each threshold verdict at its threshold, at half and at double of it (near bands move along).

    Returns
    -------
    list of dict
        claim_id, threshold, verdict, verdict_half, verdict_double.
    """
    store = (root if isinstance(root, Store) else Store(root)).for_statements
    return [
        {
            "claim_id": statement.claim_id,
            "threshold": float(statement.threshold),
            **{name: judge(altered.statement, store).verdict for name, altered in _thresholds(statement, store)},
        }
        for statement in statements(store)
        if statement.threshold is not None and statement.kind != "policy_judgement"
    ]


def _thresholds(statement: Statement, store: Store) -> Iterator[tuple[str, Altered]]:
    for name, factor in (("verdict", "1"), ("verdict_half", "0.5"), ("verdict_double", "2")):
        altered = at_threshold(factor, statement, store)
        if isinstance(altered, Altered):
            yield name, altered


def _row(before: Judgement, alternative: Alternative, store: Store) -> dict[str, Any]:
    result, own_basis, then, reason = _outcome(before, alternative, store)
    return {
        "claim_id": before.statement.claim_id,
        "section": before.statement.subsection,
        "alternative": alternative.name,
        "varies": alternative.varies,
        "result": result,
        "own_basis": own_basis,
        "verdict": before.verdict,
        "verdict_then": then,
        "reason": reason,
    }


def _outcome(before: Judgement, alternative: Alternative, store: Store) -> tuple[str, bool, str, str]:
    """Result, whether the figures are the same, verdict under the alternative, and reason."""
    altered = alternative.change(before.statement, store)
    if isinstance(altered, str):
        return "not possible", False, "", altered
    after = judge(altered.statement, altered.store)
    note(after.rests_on)
    if not _admissible(after):
        held = "figures are held, but none that the check can use"
        return "not possible", False, "", held if _admissible(before) else "no admissible figure is held"
    result = result_of(before, after)
    if alternative.varies == "threshold":
        return result, False, after.verdict, f"threshold {altered.statement.threshold:f}; {after.reason}"
    if _admissible(before) == _admissible(after):
        shared = alternative.varies == "prices"
        same = "the same in the prices of any year" if shared else "judged on this basis already"
        return result, True, after.verdict, f"the same figures: {same}"
    return result, False, after.verdict, after.reason


def _admissible(judgement: Judgement) -> list[tuple[str, str]]:
    """The admissible figures, by row and value."""
    return sorted((piece.raw, piece.value) for piece in judgement.evidence if piece.admissible)


def result_of(before: Judgement, after: Judgement) -> str:
    """What becomes of a verdict: holds, weakens or flips, as the module says."""
    first, then = SUPPORT[before.verdict], SUPPORT[after.verdict]
    firm, against = {SUPPORT["confirmed"], SUPPORT["close"]}, SUPPORT["conflicting"]
    if (first in firm and then == against) or (first == against and then in firm):
        return "flips"
    gone = _votes(before) > 0 and _votes(after) == 0
    return "weakens" if then < first or first == against != then or gone else "holds"


def _votes(judgement: Judgement) -> int:
    return sum(piece.vote != "none" for piece in judgement.evidence)
