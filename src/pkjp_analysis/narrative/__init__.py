"""What the figures say, as Markdown computed from them; never typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pkjp_analysis.errors import UsageError
from pkjp_analysis.frames.scenarios import FLOODS, SCHOLARSHIPS, VEHICLES
from pkjp_analysis.narrative import (
    aid,
    cases,
    challenges,
    gravity,
    history,
    investment,
    peers,
    people,
    recommendations,
    record,
    scenarios,
    scope,
    screening,
    trade,
    trade_measures,
    trade_mirrors,
)

if TYPE_CHECKING:
    from pkjp_analysis.study import Study

# Subsections of the paper, and topics of them that are told beside their figures.
NARRATORS: dict[str, Callable[[Study], list[str]]] = {
    "1": scope.scope,
    "2": history.history,
    "3.1": trade.two_way_trade,
    "3.1 mirrors": trade_mirrors.mirror,
    "3.1 intensity": trade_measures.intensity,
    "3.1 decline": trade_measures.decline,
    "3.2": trade.composition,
    "3.2 mirrors": trade_mirrors.mirror_by_product,
    "3.2 concentration": trade_measures.concentration,
    "3.2 growth": trade_measures.contributions,
    "3.2 advantage": trade_measures.advantage,
    "3.2 both ways": trade_measures.intra_industry,
    "3.3": trade.stages,
    "3.3 complementarity": trade_measures.complementarity,
    "4.1": investment.investment,
    "4.2": investment.shipment,
    "5.1": aid.grants,
    "5.2": aid.training,
    "6": people.people,
    "7.1": cases.vehicles,
    "7.2": cases.floods,
    "7.3": cases.services,
    "8": challenges.challenges,
    "8 peers": challenges.peers,
    "8 growth": peers.growth,
    "8 gaps": peers.gaps,
    "8 gravity": gravity.gravity,
    "8 tariffs": challenges.tariffs,
    "8 standards": challenges.standards,
    "8 investment": challenges.investment,
    "9.1": recommendations.lines,
    "9.1 advantage": recommendations.advantage,
    "9.1 screening": screening.screening,
    "9.1 tariffs": screening.duties,
    "9.2": recommendations.vehicles,
    "9.2 scenario": scenarios.scenario(VEHICLES),
    "9.3": recommendations.grants,
    "9.3 scenario": scenarios.scenario(FLOODS),
    "9.4": recommendations.training,
    "9.4 scenario": scenarios.scenario(SCHOLARSHIPS),
    "10": record.verdicts,
}
SUBSECTIONS = tuple(NARRATORS)
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
    """What the figures say on a subsection of the paper, on a topic of one, or on all of a section.

    Raises
    ------
    UsageError
        No such subsection or topic.
    """
    below = [name for name in SUBSECTIONS if name.startswith(f"{subsection}.")]
    wanted = [subsection] if subsection in NARRATORS else below
    if not wanted:
        raise UsageError(f"no subsection {subsection!r}; choose from {', '.join(SUBSECTIONS)}")
    sentences = [sentence for name in wanted for sentence in NARRATORS[name](study)]
    return Narration(subsection, tuple(sentences) or (NOT_STUDIED,))
