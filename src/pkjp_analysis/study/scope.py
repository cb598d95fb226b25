"""What is held, and what of it the paper rests on."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.frames import scope
from pkjp_analysis.study.paper import Paper


class Scope(Paper):
    """What is held."""

    def coverage(self) -> pd.DataFrame:
        """Series of the pair by year, with the best evidence level and the number of figures."""
        return scope.coverage(self)

    def sections(self) -> pd.DataFrame:
        """The paper's sections: notebook, section (its heading), statements (number), whatever the pair."""
        return scope.sections(self)

    def sources(self) -> pd.DataFrame:
        """Sources of what is held on the pair, with the number of rows read there."""
        return scope.sources(self)

    def sources_by_family(self) -> pd.DataFrame:
        """Number of sources by family of series and evidence level."""
        return scope.sources_by_family(self)

    def key_findings(self) -> pd.DataFrame:
        """The paper's weightiest statements beside the figures that vote on them; empty for another pair."""
        return scope.key_findings(self)

    def verdicts_by_kind(self) -> pd.DataFrame:
        """Number of statements by kind and verdict; empty for another pair."""
        return scope.verdicts_by_kind(self)

    def latest_figures(self, family: str) -> pd.DataFrame:
        """The latest figure of each series of a family (codebook), such as ``vehicles``."""
        return scope.latest_figures(self, family)

    def later_figures(self, family: str) -> int:
        """How many figures of a family end after `year`."""
        return scope.later_figures(self, family)
