"""Companies and direct investment."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.frames import assembly, investment
from pkjp_analysis.study.pair import Pair


class Investment(Pair):
    """Companies and direct investment."""

    def companies(self) -> pd.DataFrame:
        """Companies of one side in the other by date, concept (firms, bases) and publisher; bounds marked."""
        return investment.companies(self)

    def companies_compared(self) -> pd.DataFrame:
        """The same side's companies in every country held, as printed."""
        return investment.companies_compared(self)

    def direct_investment(self) -> pd.DataFrame:
        """Net direct investment from one side in the other by period and origin of the figure, USD."""
        return investment.flows(self)

    def investment_origins(self) -> pd.DataFrame:
        """Net direct investment by country of origin in the latest full period held, with rank and share."""
        return investment.origins(self)

    def investment_cumulative(self) -> pd.DataFrame:
        """Net direct investment by country of origin over the latest span that a source adds up itself."""
        return investment.origins_cumulative(self)

    def investment_over_time(self) -> pd.DataFrame:
        """Net direct investment by country of origin and calendar year."""
        return investment.origins_over_time(self)

    def investment_by_host(self) -> pd.DataFrame:
        """Net direct investment from the same origin by host and calendar year."""
        return investment.hosts_over_time(self)

    def investment_shares(self) -> pd.DataFrame:
        """The pair's part in net direct investment from everywhere, where one origin gives both, percent."""
        return investment.shares(self)

    def intentions(self) -> pd.DataFrame:
        """Percent of surveyed companies that mean to expand, by host country and year."""
        return investment.intentions(self)

    def survey_answers(self) -> pd.DataFrame:
        """Rank by intention, and profits expected, by host country and year of the survey."""
        return investment.survey_answers(self)

    def assemblers(self) -> pd.DataFrame:
        """Vehicles sold by maker in whole years, with the share in the sales of all makers."""
        return assembly.assemblers(self)

    def shipments(self) -> pd.DataFrame:
        """Vehicles that one side's makers sent to the other, the best report of each period."""
        return assembly.shipments(self)

    def shipment_in_proportion(self) -> pd.DataFrame:
        """The first shipment of vehicles beside sales, production, exports and imports."""
        return assembly.in_proportion(self)
