"""People of each side in the other."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.frames import people
from pkjp_analysis.study.pair import Pair


class People(Pair):
    """People of each side in the other."""

    def residents(self) -> pd.DataFrame:
        """Nationals of each side living in the other, by date and source."""
        return people.residents(self)

    def resident_growth(self) -> pd.DataFrame:
        """Growth per year of both head counts, within one origin each."""
        return people.growth(self)

    def resident_ratio(self) -> pd.DataFrame:
        """Both head counts of one year side by side, and their ratio."""
        return people.ratio(self)

    def entries(self) -> pd.DataFrame:
        """Entries of nationals of one side into the other, by status and year."""
        return people.entries(self)

    def entries_compared(self) -> pd.DataFrame:
        """Entries from several countries into the receiving side, by year."""
        return people.entries_compared(self)
