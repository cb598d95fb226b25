"""`Study`: this pair, up to this year; the one object that a notebook opens."""

from __future__ import annotations

import os
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.errors import UsageError
from pkjp_analysis.frames import (
    aid,
    assembly,
    challenges,
    floods,
    goods,
    grants,
    history,
    investment,
    people,
    product_lines,
    scope,
    services,
    steadiness,
    themes,
    vehicles,
)
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

    - goods: `goods_trade`, `recent_goods_trade`, `two_way_totals`, `calendar_mixes`, `partner_ranks`,
      `world_shares`, `printed_shares`, `composition`, `composition_by_group`, `chapter_shares`, `chapter`,
      `stages`, `stage_bounds`
    - aid: `net_aid`, `aid_by_donor`, `aid_by_instrument`, `aid_by_recipient`, `freezes`, `grants`, `conversions`,
      `scholarships`
    - people: `residents`, `resident_growth`, `resident_ratio`, `entries`, `entries_compared`
    - history: `events`, `events_by_kind`, `events_by_period`, `visits`, `visits_by_period`, `visit_gaps`,
      `early_assistance`, `freeze_lengths`, `aid_by_period`, `steadiness`
    - investment: `companies`, `companies_compared`, `direct_investment`, `investment_origins`, `investment_cumulative`,
      `investment_over_time`, `investment_by_host`, `investment_shares`, `intentions`, `survey_answers`, `assemblers`,
      `shipments`, `shipment_in_proportion`
    - challenges: `market_shares`, `market_shares_by_group`, `tariffs`, `tariff_lines`, `standards`, `food_cases`,
      `economies`
    - case studies: `vehicle_sales`, `vehicle_exports`, `localisation`, `used_vehicles`, `floods`, `floods_by_source`,
      `flood_assessment`, `floods_and_grants`, `ict_exports`, `ict_growth`, `ict_with_partner`, `it_interest`
    - the paper: `statements`, `verdicts_by_section`, `evidence_levels`, `asserted_and_found`,
      `robustness`, `inconsistencies`
    - scope: `coverage`, `sources`, `sources_by_family`, `key_findings`, `verdicts_by_kind`, `latest_figures`
    - recommendations: `product_lines`, `import_shares`, `advantage`, `grants_by_theme`
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

    def following(self) -> Study:
        """The same pair up to a year later (at most the current one): for what was reported just after `year`."""
        later = Study(self.reporter, self.partner, min(self.year + 1, date.today().year), self.store.root)
        later.store = self.store
        return later

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

    def printed_shares(self) -> pd.DataFrame:
        """The other side's share in each side's world trade as the source prints it (percent)."""
        return goods.printed_shares(self)

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

    def aid_by_instrument(self) -> pd.DataFrame:
        """Aid from one side to the other by kind and year (USD of 2022); the kinds overlap."""
        return aid.by_instrument(self)

    def aid_by_recipient(self) -> pd.DataFrame:
        """Gross aid of the giving side by recipient and year (USD of 2022); the other side highlighted."""
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

    # history

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

    # investment

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

    # challenges

    def market_shares(self) -> pd.DataFrame:
        """Shares of the pair's exporter and its peers in the importing side's imports, percent by year."""
        return challenges.market_shares(self)

    def market_shares_by_group(self) -> pd.DataFrame:
        """Shares of the pair's exporter and its peers in the imports of every WTO group, latest year held."""
        return challenges.latest_by_group(self)

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

    # case studies

    def vehicle_sales(self) -> pd.DataFrame:
        """Vehicles sold and produced by class in whole years, every print a row."""
        return vehicles.all_makers(self)

    def vehicle_exports(self) -> pd.DataFrame:
        """Vehicles that makers exported, every report a row: several can tell one shipment."""
        return vehicles.exports(self)

    def localisation(self) -> pd.DataFrame:
        """Local parts by model, percent as the makers say."""
        return vehicles.localisation(self)

    def used_vehicles(self) -> pd.DataFrame:
        """Used vehicles imported by one side, and exported to it by the other, as each counts them."""
        return vehicles.used_vehicles(self)

    def floods(self) -> pd.DataFrame:
        """Flood records, deaths, people affected and damage by year: sums over the records that carry the figure."""
        return floods.yearly(self)

    def floods_by_source(self) -> pd.DataFrame:
        """What each source says of single floods, the yearly sums beside it."""
        return floods.by_source(self)

    def flood_assessment(self) -> pd.DataFrame:
        """Damage, loss and needs by province of the latest flood assessed so."""
        return floods.assessment(self)

    def floods_and_grants(self) -> pd.DataFrame:
        """Damage by year, and grants for floods and health in the currency stated."""
        return floods.beside_grants(self)

    def ict_exports(self) -> pd.DataFrame:
        """Receipts from exports of ICT services by year and part of a year, every print a row."""
        return services.exports(self)

    def ict_growth(self) -> pd.DataFrame:
        """Growth of these receipts from one year to the next, both from one page."""
        return services.growth(self)

    def ict_with_partner(self) -> pd.DataFrame:
        """Exports of ICT services from one side to the other, and contracts told."""
        return services.with_partner(self)

    def it_interest(self) -> pd.DataFrame:
        """Dated reports of interest in information technology between the two."""
        return services.interest(self)

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

    # scope

    def coverage(self) -> pd.DataFrame:
        """Series of the pair by year, with the best evidence level and the number of figures."""
        return scope.coverage(self)

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

    # recommendations

    def product_lines(self) -> pd.DataFrame:
        """The importing side's imports by WTO group: size, growth, the other side's share, the largest peer."""
        return product_lines.product_lines(self)

    def import_shares(self) -> pd.DataFrame:
        """Each origin's share in the importing side's imports by WTO group and year."""
        return product_lines.import_shares(self)

    def advantage(self) -> pd.DataFrame:
        """Revealed advantage of both sides and of peers by WITS group, latest year held of the world."""
        return product_lines.advantage(self)

    def grants_by_theme(self) -> pd.DataFrame:
        """Number of grants and sum of stated yen by theme."""
        return themes.grants_by_theme(self)

    # words

    def narrate(self, subsection: str) -> Narration:
        """What the figures say on a subsection, as Markdown computed from them."""
        return narrate(self, subsection)
