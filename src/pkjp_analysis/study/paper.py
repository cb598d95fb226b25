"""The paper: statements, verdicts, contradictions."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames import ledger
from pkjp_analysis.frames.once import once
from pkjp_analysis.lineage import apart
from pkjp_analysis.study.pair import Pair

if TYPE_CHECKING:
    from pkjp_analysis.claims import Judgement


class Paper(Pair):
    """The paper: statements, verdicts, contradictions."""

    @cached_property
    def judgements(self) -> list[Judgement]:
        """Every statement judged; always on the paper's own pair."""
        from pkjp_analysis.claims import judge_all

        with apart():
            return judge_all(self.store)

    @once
    def statements(self, subsection: str = "") -> pd.DataFrame:
        """Statements of a subsection with verdict and reason; empty for another pair than the paper's."""
        from pkjp_analysis.claims import table

        frame = table(ledger.judged(self))
        columns = ["claim_id", "statement", "asserted", "unit", "verdict", "reason", "votes"]
        if not subsection:
            return frame[["section", *columns]]
        return frame[frame["section"] == subsection][columns].reset_index(drop=True)

    def verdicts_by_section(self) -> pd.DataFrame:
        """Columns section, verdict, count."""
        return ledger.verdicts_by_section(self)

    def evidence_levels(self) -> pd.DataFrame:
        """Columns evidence, vote, count."""
        return ledger.evidence_levels(self)

    def asserted_and_found(self) -> pd.DataFrame:
        """Figures that vote, relative to what is asserted."""
        return ledger.asserted_and_found(self)

    def robustness(self) -> pd.DataFrame:
        """Every quantitative statement under every alternative: what comes of its verdict, and why."""
        return ledger.robustness(self)

    def robustness_by_alternative(self) -> pd.DataFrame:
        """Number of quantitative statements by alternative and by what comes of their verdicts."""
        return ledger.robustness_by_alternative(self)

    def verdicts_that_move(self) -> pd.DataFrame:
        """The verdicts that weaken or flip, under which alternative and to what."""
        return ledger.verdicts_that_move(self)

    @once
    def inconsistencies(self) -> pd.DataFrame:
        """The paper's internal contradictions with their arithmetic; empty for another pair."""
        from pkjp_analysis.claims.contradictions import work_out

        with apart():
            frame = work_out(self.store.for_statements)
        return frame if self.is_papers_pair else frame.iloc[0:0]
