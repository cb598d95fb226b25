"""Goods trade between the two and its measures."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.frames import (
    advantage,
    composition,
    goods,
    mirrors,
    reexports,
    trade_changes,
    trade_measures,
)
from pkjp_analysis.study.pair import Pair


class Goods(Pair):
    """Goods trade between the two and its measures."""

    def goods_trade(self) -> pd.DataFrame:
        """Exports and imports between the two as every source prints them, USD."""
        return goods.pair_totals(self)

    def recent_goods_trade(self, years: int = 20) -> pd.DataFrame:
        """The last years of `goods_trade` without compilations, with sums of chapters or groups beside them."""
        return goods.recent_totals(self, years)

    def two_way_totals(self) -> pd.DataFrame:
        """Exports, imports, total, balance and export share by period, each row from one origin."""
        return goods.two_way(self)

    def calendar_mixes(self) -> pd.DataFrame:
        """Export shares within one period, and with the calendars mixed."""
        return goods.mixes(self)

    def partner_ranks(self) -> pd.DataFrame:
        """Both sides' exports by partner in the latest year held, with rank and share."""
        return goods.ranks(self)

    def world_shares(self) -> pd.DataFrame:
        """The other side's share in each side's world trade, by year and flow."""
        return goods.world_shares(self)

    def printed_shares(self) -> pd.DataFrame:
        """The other side's share in each side's world trade as the source prints it (percent)."""
        return goods.printed_shares(self)

    def composition(self) -> pd.DataFrame:
        """Goods between the two by HS product (chapters, or 6-digit) in the latest nearly complete year."""
        return composition.composition(self)

    def composition_by_group(self) -> pd.DataFrame:
        """Goods between the two by WTO group in the latest year held, as the importing side reports them."""
        return composition.composition_by_group(self)

    def chapter_shares(self, flow: str) -> pd.DataFrame:
        """The five largest chapters of a flow over time, gaps where a year's files are incomplete."""
        return composition.chapter_shares(self, flow)

    def chapter(self, product: str) -> pd.DataFrame:
        """One HS chapter between the two by year, as each side reports it (exports of `reporter`)."""
        return composition.chapter(self, product)

    def stages(self) -> pd.DataFrame:
        """Stages of processing in each side's trade with the world, shares by year."""
        return composition.stages(self)

    def stage_bounds(self) -> pd.DataFrame:
        """Stages of processing between the two, as bounds over mixed HS chapters, latest nearly complete year."""
        return composition.stage_bounds(self)

    def mirror_totals(self) -> pd.DataFrame:
        """Each direction's yearly total by the exporter's and by the importer's count, with what freight explains."""
        return mirrors.mirror_totals(self)

    def mirror_by_chapter(self) -> pd.DataFrame:
        """HS products (6-digit, else chapters) of which both sides' files are held, by each side's count."""
        return mirrors.mirror_by_chapter(self)

    def mirror_by_group(self) -> pd.DataFrame:
        """WTO groups as the importer counts them, beside bounds from the exporter's HS chapters."""
        return mirrors.mirror_by_group(self)

    def chapter_concentration(self) -> pd.DataFrame:
        """Concentration of each direction over HS products (6-digit, else chapters), nearly complete years."""
        return trade_measures.chapter_concentration(self)

    def partner_concentration(self) -> pd.DataFrame:
        """Concentration of each side's exports over partners, latest year held."""
        return trade_measures.partner_concentration(self)

    def advantage_over_time(self) -> pd.DataFrame:
        """Revealed advantage of each side by year: by HS 6-digit product where held of enough countries, else group."""
        return advantage.over_time(self)

    def trade_intensity(self) -> pd.DataFrame:
        """Trade intensity of each direction by year, by the exporter's and by the importer's count."""
        return trade_measures.intensity(self)

    def trade_complementarity(self) -> pd.DataFrame:
        """Fit of one side's exports with the other's imports by year, by HS product where held, else by stage."""
        return trade_measures.complementarity(self)

    def intra_industry(self) -> pd.DataFrame:
        """Trade of the same HS products (6-digit, else chapters) in both directions, by year."""
        return trade_measures.intra_industry(self)

    def contributions_by_chapter(self) -> pd.DataFrame:
        """What each HS product adds to growth between the first and the last nearly complete year, both directions."""
        return trade_changes.contributions_by_chapter(self)

    def contributions_by_group(self) -> pd.DataFrame:
        """What each WTO group adds to growth between the first and the last year, as the importing side counts."""
        return trade_changes.contributions_by_group(self)

    def reexports(self) -> pd.DataFrame:
        """Foreign goods sent on by HS chapter, as far as listed, beside the chapter's exports."""
        return reexports.reexports(self)

    def export_decline(self) -> pd.DataFrame:
        """Exports since their peak, one origin each: market's growth, share in it; both ends in one year's prices."""
        return trade_changes.decline_in_prices(self)
