"""`Study`: this pair, up to this year; the one object that a notebook opens."""

from __future__ import annotations

import os
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.errors import UsageError
from pkjp_analysis.frames import aid, goods, grants, people
from pkjp_analysis.frames.rows import decorated
from pkjp_analysis.narrative import Narration, narrate
from pkjp_analysis.plain import mapping
from pkjp_analysis.root import find_root
from pkjp_analysis.store import Store

if TYPE_CHECKING:
    from pkjp_analysis.claims import Judgement

FIRST_YEAR = 1947
# Statements are judged on the paper's own pair, whatever pair a notebook shows.
PAPER_PAIR = frozenset({"PAK", "JPN"})


class Study:
    """The figures of a country pair, up to a year.

    Parameters
    ----------
    reporter, partner
        ISO 3166 alpha-3 codes.
    year
        The last year shown (1947 to the current one). A series that ends earlier shows its latest value.
    root
        The study's folder; found by `find_root` where it is not given.

    Notes
    -----
    Methods, each a DataFrame (empty, with its columns, where nothing is held):

    - goods: `goods_trade`, `recent_goods_trade`, `two_way_totals`, `calendar_mixes`, `partner_ranks`, `world_shares`,
      `composition`, `composition_by_group`, `chapter_shares`, `chapter`, `stages`, `stage_bounds`
    - aid: `net_aid`, `aid_by_donor`, `freezes`, `grants`, `conversions`, `scholarships`
    - people: `residents`, `resident_growth`, `resident_ratio`, `entries`, `entries_compared`
    - the paper: `statements`, `verdicts_by_section`, `evidence_levels`, `asserted_and_found`,
      `robustness`, `inconsistencies`
    - words: `narrate`

    Raises
    ------
    UsageError
        Unknown country, the same country twice, or a year outside 1947 to the current one.
    """

    def __init__(
        self,
        reporter: str = "PAK",
        partner: str = "JPN",
        year: int = 2024,
        root: str | os.PathLike[str] | None = None,
    ) -> None:
        self.store = Store(find_root(root))
        self.reporter, self.partner, self.year = reporter, partner, int(year)
        names = self.store.countries
        known = mapping(names[names["kind"] == "country"], "code", "name")
        for code in (reporter, partner):
            if code not in known:
                raise UsageError(f"no figures on {code!r}; take a code from data/processed/countries.csv")
        if reporter == partner:
            raise UsageError(f"reporter and partner are both {reporter}; name two countries")
        if not FIRST_YEAR <= self.year <= date.today().year:
            raise UsageError(f"year {year} is outside {FIRST_YEAR} to {date.today().year}; choose one inside")
        self.names = (known[reporter], known[partner])

    def __repr__(self) -> str:
        """Pair and year in words."""
        return f"Study of {self.names[0]} and {self.names[1]}, figures up to {self.year}"

    @property
    def pair(self) -> frozenset[str]:
        """Both country codes."""
        return frozenset({self.reporter, self.partner})

    @property
    def is_papers_pair(self) -> bool:
        """Whether the ledger of statements is about this pair."""
        return self.pair == PAPER_PAIR

    @cached_property
    def rows(self) -> pd.DataFrame:
        """All observations that end by `year`, with the columns that tables and figures need."""
        return decorated(self.store, self.year)

    # goods

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

    def composition(self) -> pd.DataFrame:
        """Goods between the two by HS chapter in the latest nearly complete year, both directions."""
        return goods.composition(self)

    def composition_by_group(self) -> pd.DataFrame:
        """Goods between the two by WTO group in the latest year held, as the importing side reports them."""
        return goods.composition_by_group(self)

    def chapter_shares(self, flow: str) -> pd.DataFrame:
        """The five largest chapters of a flow over time, gaps where a year's files are incomplete."""
        return goods.chapter_shares(self, flow)

    def chapter(self, product: str) -> pd.DataFrame:
        """One HS chapter between the two by year, as each side reports it (exports of `reporter`)."""
        return goods.chapter(self, product)

    def stages(self) -> pd.DataFrame:
        """Stages of processing in each side's trade with the world, shares by year."""
        return goods.stages(self)

    def stage_bounds(self) -> pd.DataFrame:
        """Stages of processing between the two, as bounds over mixed HS chapters, latest nearly complete year."""
        return goods.stage_bounds(self)

    # aid

    def net_aid(self) -> pd.DataFrame:
        """Net bilateral aid from one side to the other by year (current USD)."""
        return aid.net(self)

    def aid_by_donor(self) -> pd.DataFrame:
        """Gross aid to the receiving side by donor and year (USD of 2022); the other side highlighted."""
        return aid.by_donor(self)

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

    # people

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

    # the paper

    @cached_property
    def judgements(self) -> list[Judgement]:
        """Every statement judged; always on the paper's own pair."""
        from pkjp_analysis.claims import judge_all

        return judge_all(self.store)

    def statements(self, subsection: str = "") -> pd.DataFrame:
        """Statements of a subsection with verdict and reason; empty for another pair than the paper's."""
        from pkjp_analysis.claims import table

        frame = table(self.judgements if self.is_papers_pair else [])
        columns = ["claim_id", "statement", "asserted", "unit", "verdict", "reason", "votes"]
        if not subsection:
            return frame[["section", *columns]]
        return frame[frame["section"] == subsection][columns].reset_index(drop=True)

    def verdicts_by_section(self) -> pd.DataFrame:
        """Columns section, verdict, count."""
        from pkjp_analysis.frames import ledger

        return ledger.verdicts_by_section(self)

    def evidence_levels(self) -> pd.DataFrame:
        """Columns evidence, vote, count."""
        from pkjp_analysis.frames import ledger

        return ledger.evidence_levels(self)

    def asserted_and_found(self) -> pd.DataFrame:
        """Figures that vote, relative to what is asserted."""
        from pkjp_analysis.frames import ledger

        return ledger.asserted_and_found(self)

    def robustness(self) -> pd.DataFrame:
        """Threshold verdicts at the threshold, at half and at double of it; empty for another pair."""
        from pkjp_analysis.claims import robustness

        frame = pd.DataFrame(robustness(self.store))
        return frame if self.is_papers_pair else frame.iloc[0:0]

    def inconsistencies(self) -> pd.DataFrame:
        """The paper's internal contradictions with their arithmetic; empty for another pair."""
        from pkjp_analysis.claims.contradictions import work_out

        frame = work_out(self.store)
        return frame if self.is_papers_pair else frame.iloc[0:0]

    # words

    def narrate(self, subsection: str) -> Narration:
        """What the figures say on a subsection, as Markdown computed from them."""
        return narrate(self, subsection)
