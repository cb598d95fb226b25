"""What all pages of the report are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.plain import rows_of, rows_with
from pkjp_analysis.report.results import Figure, Results
from pkjp_analysis.report.trace import Trace
from pkjp_analysis.vintages import vintage_names

if TYPE_CHECKING:
    from pkjp_analysis.claims import Judgement
    from pkjp_analysis.store import Store

# Digits of an HS chapter, and what chapters that add up to a flow have in common.
_CHAPTER = 2
_FLOW_AND_YEAR = (
    "reporter",
    "partner",
    "flow",
    "series",
    "calendar",
    "coverage",
    "period_start",
    "period_end",
    "source",
)


@dataclass(frozen=True)
class Report:
    """The study in `root` and the results of a run of it."""

    root: Path
    results: Results

    @property
    def parameters(self) -> Mapping[str, Any]:
        """reporter, partner, year, and vintage where the run had one."""
        return self.results.run.parameters

    @cached_property
    def store(self) -> Store:
        """The study's tables, with the vintages of the run."""
        from pkjp_analysis.store import Store

        return Store(self.root, self.vintages)

    @property
    def vintages(self) -> tuple[str, ...]:
        """Fetched vintages that stood beside the shipped figures."""
        return vintage_names(self.parameters.get("vintage"))

    @cached_property
    def trace(self) -> Trace:
        """From rows to statements and figures, and back."""
        return Trace(self.results.claims, self.results.figures, self._of_flow_and_year)

    @cached_property
    def ledger(self) -> dict[str, dict[str, str]]:
        """The rows of data/raw/claims.csv by statement."""
        return {row["claim_id"]: row for row in rows_of(self.store.claims)}

    @cached_property
    def judgements(self) -> list[Judgement]:
        """Every statement as it is judged now, which is as claims.json has it: with the bounds of the evidence.

        Raises
        ------
        PkjpError
            A statement would be judged otherwise than in the results.
        """
        from pkjp_analysis.claims import judge_all, records

        judged = judge_all(self.store)
        before = {claim["claim_id"]: claim for claim in self.results.claims}
        now = {claim["claim_id"]: claim for claim in records(judged)}
        for claim in dict.fromkeys([*before, *now]):
            if before.get(claim) != now.get(claim):
                was, becomes = (of[claim]["verdict"] if claim in of else "not there" for of in (before, now))
                how = f"{was}, on the data and rules of now {becomes}" if was != becomes else "judged on other evidence"
                raise PkjpError(f"{self.results.folder.name}/claims.json: {claim} is {how}; run `pkjp reproduce` again")
        return judged

    @cached_property
    def verdicts(self) -> dict[str, str]:
        """Verdict by statement."""
        return {claim["claim_id"]: claim["verdict"] for claim in self.results.claims}

    @cached_property
    def paraphrases(self) -> dict[str, str]:
        """What each statement says, in the study's words."""
        return {claim["claim_id"]: claim["paraphrase"] for claim in self.results.claims}

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Figures by stem."""
        return {figure.stem: figure for figure in self.results.figures}

    @cached_property
    def names(self) -> tuple[str, str]:
        """The two countries' names."""
        from pkjp_analysis.plain import mapping

        known = mapping(self.store.countries, "code", "name")
        return known[self.parameters["reporter"]], known[self.parameters["partner"]]

    def _of_flow_and_year(self, raw: str) -> list[str]:
        """Rows of the chapters that make up the flow and year of one of them, by the same source, that one left out."""
        frame = self.store.coarse
        chapters = frame[(frame["nomenclature"] == "HS") & (frame["product"].str.len() == _CHAPTER)]
        for one in rows_of(chapters[chapters["raw"] == raw]):
            mates = rows_with(chapters, **{column: one[column] for column in _FLOW_AND_YEAR})
            return [row for row in mates["raw"].tolist() if row != raw]
        return []

    @property
    def date(self) -> str:
        """The day on which the run began."""
        return str(self.results.run.last_run.get("started", ""))[:10]

    @property
    def data_of(self) -> str:
        """The shipped snapshot, and the vintages that stand beside it."""
        beside = f" with {' and '.join(self.vintages)} beside it" if self.vintages else ""
        return f"the shipped snapshot of public figures{beside}"
