"""Aid, grants and scholarships."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.frames import aid, grants
from pkjp_analysis.study.pair import Pair


class Aid(Pair):
    """Aid, grants and scholarships."""

    def net_aid(self) -> pd.DataFrame:
        """Net bilateral aid from one side to the other by year (current USD)."""
        return aid.net(self)

    def aid_by_donor(self) -> pd.DataFrame:
        """Gross aid to the receiving side by donor and year (constant USD); the other side highlighted."""
        return aid.by_donor(self)

    def aid_by_instrument(self) -> pd.DataFrame:
        """Aid from one side to the other by kind and year (constant USD); the kinds overlap."""
        return aid.by_instrument(self)

    def aid_by_recipient(self) -> pd.DataFrame:
        """Gross aid of the giving side by recipient and year (constant USD); the other side highlighted."""
        return aid.by_recipient(self)

    def freezes(self) -> pd.DataFrame:
        """Spans in which new aid was frozen: start, end, label."""
        return aid.freezes(self)

    def grants(self) -> pd.DataFrame:
        """Each grant with dates, yen, and dollars as stated and at named rates."""
        return grants.listed(self)

    def conversions(self) -> pd.DataFrame:
        """Dollars of the grants with both currencies: as stated, at the day's rate and at the month's."""
        return grants.conversions(self)

    def scholarships(self) -> pd.DataFrame:
        """Scholarship grants (JDS) by year: yen, stated dollars, places."""
        return grants.scholarships(self)
