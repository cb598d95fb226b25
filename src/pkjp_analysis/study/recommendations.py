"""Product lines, screening and scenarios."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.frames import advantage, candidates, headings, product_lines, scenarios, screening, themes
from pkjp_analysis.study.pair import Pair


class Recommendations(Pair):
    """Product lines, screening and scenarios."""

    def product_lines(self) -> pd.DataFrame:
        """The importing side's imports by WTO group: size, growth, the other side's share, the largest peer."""
        return product_lines.product_lines(self)

    def import_shares(self) -> pd.DataFrame:
        """Each origin's share in the importing side's imports by WTO group and year."""
        return product_lines.import_shares(self)

    def advantage(self) -> pd.DataFrame:
        """Revealed advantage of both sides and of peers, latest year: by HS product where held, else by WITS group."""
        return advantage.latest(self)

    def candidate_lines(self) -> pd.DataFrame:
        """Every candidate line for export with its criteria: WTO groups, and HS 6-digit products, else chapters."""
        return candidates.candidates(self)

    def screening(self) -> pd.DataFrame:
        """The candidates of each list ranked by size, growth and share, and how stable the ranks are."""
        return screening.screening(self)

    def screening_variants(self) -> pd.DataFrame:
        """Ranks of the candidates under other criteria, directions and weights."""
        return screening.sensitivity(self)

    def tariff_headings(self) -> pd.DataFrame:
        """Headings of the importing side's tariff as candidates, by their own duties and laws and their chapter."""
        return headings.tariff_headings(self)

    def screened_duties(self) -> pd.DataFrame:
        """Tariffs and other laws on the chapters that come out of the screening, for the lines held."""
        return screening.screened_duties(self)

    def grants_by_theme(self) -> pd.DataFrame:
        """Number of grants and sum of stated yen by theme."""
        return themes.grants_by_theme(self)

    def scenario_parameters(self, topic: str = "") -> pd.DataFrame:
        """Parameters of the scenarios on vehicles, floods, scholarships, or on one: figures held and assumptions."""
        return scenarios.parameters(self, topic)

    def scenarios(self, topic: str = "") -> pd.DataFrame:
        """What follows from these parameters, as bands; nothing is forecast."""
        return scenarios.scenarios(self, topic)
