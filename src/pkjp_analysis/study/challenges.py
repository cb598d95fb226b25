"""Peers, tariffs and standards."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pkjp_analysis.frames import challenges, gaps, gravity, peers, trade_map
from pkjp_analysis.study.pair import Pair


class Challenges(Pair):
    """Peers, tariffs and standards."""

    def market_shares(self) -> pd.DataFrame:
        """Shares of the pair's exporter and its peers in the importing side's imports, percent by year."""
        return challenges.market_shares(self)

    def market_shares_by_group(self) -> pd.DataFrame:
        """Shares of the pair's exporter and its peers in the imports of every WTO group, latest year held."""
        return challenges.latest_by_group(self)

    def peer_trade(self) -> pd.DataFrame:
        """Goods trade of one side and its peers with the other side, in one count and year each way."""
        return trade_map.peer_trade(self)

    def outlines(self) -> pd.DataFrame:
        """Outlines of countries for a map: a row per point, in degrees."""
        return trade_map.outlines(self)

    def peer_growth(self) -> pd.DataFrame:
        """Growth of each exporter's sales in the importing side's market beside that market's, first to last year."""
        return peers.peer_growth(self)

    def peer_terms(self) -> pd.DataFrame:
        """The change of each exporter's sales there by constant market shares: a row per exporter and term."""
        return peers.peer_terms(self)

    def gaps_by_group(self, peers: Sequence[str] = ()) -> pd.DataFrame:
        """What the exporter would sell in each group at the smallest and the largest share of a peer: a scenario."""
        return gaps.gaps_by_group(self, tuple(peers))

    def gaps_by_peer(self, peers: Sequence[str] = ()) -> pd.DataFrame:
        """What the exporter would sell more at each peer's shares, by three benchmarks: a scenario."""
        return gaps.gaps_by_peer(self, tuple(peers))

    def gravity_benchmark(self) -> pd.DataFrame:
        """Flows of the pair and its peers beside what a published gravity equation predicts, years held."""
        return gravity.benchmark(self)

    def tariffs(self) -> pd.DataFrame:
        """Every rate held of a side's tariff schedule, as printed."""
        return challenges.tariffs(self)

    def tariff_lines(self, by: str = "column") -> pd.DataFrame:
        """Number of tariff lines by kind of rate: by `column` of the schedule, by `chapter` or by `heading`."""
        return challenges.tariff_lines(self, by)

    def standards(self) -> pd.DataFrame:
        """Measures on standards between the two, as sources date them."""
        return challenges.standards(self)

    def food_cases(self) -> pd.DataFrame:
        """Food from the other side at the border: notifications, inspections and violations as printed."""
        return challenges.food_cases(self)

    def economies(self) -> pd.DataFrame:
        """Gross domestic product (current USD) and population of both sides by year, with their ratio."""
        return challenges.economies(self)
