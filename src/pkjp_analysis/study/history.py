"""Events, visits and steadiness."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.frames import history, steadiness
from pkjp_analysis.study.pair import Pair


class History(Pair):
    """Events, visits and steadiness."""

    def events(self) -> pd.DataFrame:
        """Dated events between the two, one row each, oldest first, with sources and whether they agree."""
        return history.events(self)

    def events_by_kind(self) -> pd.DataFrame:
        """The events with a row for each kind that they are of."""
        return history.by_kind(self)

    def events_by_period(self) -> pd.DataFrame:
        """Events held by decade and level of evidence."""
        return history.events_by_period(self)

    def visits(self) -> pd.DataFrame:
        """Visits held, with the rank of who came."""
        return history.visits(self)

    def visits_by_period(self) -> pd.DataFrame:
        """Visits held by decade and rank."""
        return history.visits_by_period(self)

    def visit_gaps(self) -> pd.DataFrame:
        """Times between two visits of a head of state or government that are held, longest first."""
        return history.visit_gaps(self)

    def early_assistance(self) -> pd.DataFrame:
        """The first aid, loan and grant as each source dates them."""
        return history.early_assistance(self)

    def freeze_lengths(self) -> pd.DataFrame:
        """Freezes of new aid by the most exact dates, in whole months and days."""
        return steadiness.freeze_lengths(self)

    def aid_by_period(self) -> pd.DataFrame:
        """Net aid by decade, and in the years of a freeze beside as many before and after (current USD)."""
        return steadiness.aid_by_period(self)

    def steadiness(self) -> pd.DataFrame:
        """What bears on whether ties were steady: years with events, visits, freezes, years of positive aid."""
        return steadiness.steadiness(self)
