"""What a study says on a section."""

from __future__ import annotations

from pkjp_analysis import Study
from pkjp_analysis.narrative import SUBSECTIONS


def told(study: Study, section: str) -> str:
    """The sentences of a section or subsection with all its topics."""
    topics = [name for name in SUBSECTIONS if name.split()[0].startswith(section)]
    return "\n".join(repr(study.narrate(name)) for name in topics)
