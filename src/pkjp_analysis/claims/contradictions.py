"""The paper's internal contradictions: every one listed, with its arithmetic where it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pkjp_analysis.claims import contradictions_counts, contradictions_grants, contradictions_rest, contradictions_trade
from pkjp_analysis.claims.ledger import statements
from pkjp_analysis.claims.paper import Arithmetic, Paper
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.store import Store

CONTRADICTIONS: dict[str, Callable[[Paper], Arithmetic]] = {
    check.__name__: check
    for check in (
        contradictions_trade.totals_by_year,
        contradictions_trade.calendar_overlap,
        contradictions_trade.implied_imports,
        contradictions_trade.imports_against_total,
        contradictions_trade.export_shares,
        contradictions_trade.calendar_and_fiscal_exports,
        contradictions_trade.share_of_the_example,
        contradictions_trade.cars_and_stages,
        contradictions_trade.primary_and_manufactures,
        contradictions_grants.implied_rates,
        contradictions_grants.rate_of_the_day,
        contradictions_grants.interval_for_a_sum,
        contradictions_grants.announcement_dates,
        contradictions_grants.signature_dates,
        contradictions_grants.grants_of_the_month,
        contradictions_counts.company_counts,
        contradictions_counts.head_counts,
        contradictions_rest.freeze_of_aid,
        contradictions_rest.figures_by_listed_source,
        contradictions_rest.denominators,
        contradictions_rest.flow_beside_stock,
        contradictions_rest.shareholders,
        contradictions_rest.milestones,
        contradictions_rest.tariffs_beside_standards,
    )
}


def work_out(store: Store) -> pd.DataFrame:
    """Every contradiction with its arithmetic: id, claim_ids, contradiction, severity, outcome, arithmetic.

    `outcome` is ``stands``, ``explained`` (the arithmetic does not bear it out), ``not
    held`` (no figure to work with), or ``not written yet``.
    """
    import pandas as pd

    paper = Paper(store, {statement.claim_id: statement for statement in statements(store)})
    records = []
    for row in rows_of(store.inconsistencies):
        outcome, lines = "not written yet", ""
        if row["check"]:
            found = CONTRADICTIONS[row["check"]](paper)
            outcome = "not held" if not found.lines else "stands" if found.stands else "explained"
            lines = "; ".join(found.lines)
        kept = {name: row[name] for name in ("id", "claim_ids", "contradiction", "severity")}
        kept["claim_ids"] = kept["claim_ids"].replace(";", "; ")
        records.append({**kept, "outcome": outcome, "arithmetic": lines})
    return pd.DataFrame(records)
