"""What the figures say, as Markdown computed from them; never typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pkjp_analysis.errors import UsageError
from pkjp_analysis.narrative import (
    aid,
    cases,
    challenges,
    history,
    investment,
    people,
    recommendations,
    record,
    scope,
    trade,
)

if TYPE_CHECKING:
    from pkjp_analysis.study import Study

# Every subsection of the paper; those without a function here are not studied yet.
SUBSECTIONS = (*("1", "2", "3.1", "3.2", "3.3", "4.1", "4.2", "5.1", "5.2", "6", "7.1", "7.2", "7.3", "8", "9", "10"),)
NARRATORS: dict[str, Callable[[Study], list[str]]] = {
    "1": scope.scope,
    "2": history.history,
    "3.1": trade.two_way_trade,
    "3.2": trade.composition,
    "3.3": trade.stages,
    "4.1": investment.investment,
    "4.2": investment.shipment,
    "5.1": aid.grants,
    "5.2": aid.training,
    "6": people.people,
    "7.1": cases.vehicles,
    "7.2": cases.floods,
    "7.3": cases.services,
    "8": challenges.challenges,
    "9": recommendations.recommendations,
    "10": record.verdicts,
}
NOT_STUDIED = "*Not studied for this pair.*"


@dataclass(frozen=True)
class Narration:
    """Sentences of a subsection; shown as Markdown in a notebook."""

    subsection: str
    sentences: tuple[str, ...]

    def __repr__(self) -> str:
        """The sentences, one per line."""
        return "\n".join(self.sentences)

    def _repr_markdown_(self) -> str:
        return "\n\n".join(self.sentences)


def narrate(study: Study, subsection: str) -> Narration:
    """What the figures say on a subsection.

    Raises
    ------
    UsageError
        The paper has no such subsection.
    """
    if subsection not in SUBSECTIONS:
        raise UsageError(f"no subsection {subsection!r}; choose from {', '.join(SUBSECTIONS)}")
    if subsection not in NARRATORS:
        return Narration(subsection, (NOT_STUDIED,))
    sentences = NARRATORS[subsection](study)
    return Narration(subsection, tuple(sentences) or (NOT_STUDIED,))
