"""`Study`: this pair, up to this year; the one object that a notebook opens."""

from __future__ import annotations

from pkjp_analysis.narrative import Narration, narrate
from pkjp_analysis.study.aid import Aid
from pkjp_analysis.study.cases import Cases
from pkjp_analysis.study.challenges import Challenges
from pkjp_analysis.study.goods import Goods
from pkjp_analysis.study.history import History
from pkjp_analysis.study.investment import Investment
from pkjp_analysis.study.people import People
from pkjp_analysis.study.recommendations import Recommendations
from pkjp_analysis.study.scope import Scope

__all__ = ["Study"]


class Study(Goods, Aid, People, History, Investment, Challenges, Cases, Scope, Recommendations):
    """The figures of a country pair, up to a year.

    Parameters
    ----------
    reporter, partner
        ISO 3166 alpha-3 codes.
    year
        The last year shown (1947 to the current one). A series that ends earlier shows its latest value.
    root
        The study's folder; found by `find_root` where it is not given.
    vintage
        Names of fetched vintages, joined by commas, whose figures stand beside the shipped ones; by default those of
        the environment variable ``PKJP_VINTAGE``, which a run sets, and else none.

    Notes
    -----
    Methods, each a DataFrame (empty, with its columns, where nothing is held):

    - goods: `goods_trade`, `recent_goods_trade`, `two_way_totals`, `calendar_mixes`, `partner_ranks`,
      `world_shares`, `printed_shares`, `composition`, `composition_by_group`, `chapter_shares`, `chapter`,
      `stages`, `stage_bounds`
    - measures of goods trade: `mirror_totals`, `mirror_by_chapter`, `mirror_by_group`, `chapter_concentration`,
      `partner_concentration`, `advantage_over_time`, `trade_intensity`, `trade_complementarity`, `intra_industry`,
      `contributions_by_chapter`, `contributions_by_group`, `export_decline`, `reexports`
    - aid: `net_aid`, `aid_by_donor`, `aid_by_instrument`, `aid_by_recipient`, `freezes`, `grants`, `conversions`,
      `scholarships`
    - people: `residents`, `resident_growth`, `resident_ratio`, `entries`, `entries_compared`
    - history: `events`, `events_by_kind`, `events_by_period`, `visits`, `visits_by_period`, `visit_gaps`,
      `early_assistance`, `freeze_lengths`, `aid_by_period`, `steadiness`
    - investment: `companies`, `companies_compared`, `direct_investment`, `investment_origins`, `investment_cumulative`,
      `investment_over_time`, `investment_by_host`, `investment_shares`, `intentions`, `survey_answers`, `assemblers`,
      `shipments`, `shipment_in_proportion`
    - challenges: `market_shares`, `market_shares_by_group`, `peer_trade`, `outlines`, `peer_growth`, `peer_terms`,
      `gaps_by_group`, `gaps_by_peer`, `gravity_benchmark`, `tariffs`, `tariff_lines`, `standards`, `food_cases`,
      `economies`
    - case studies: `vehicle_sales`, `vehicle_exports`, `localisation`, `used_vehicles`, `floods`, `floods_by_source`,
      `flood_assessment`, `floods_and_grants`, `ict_exports`, `ict_growth`, `ict_with_partner`, `it_interest`
    - the paper: `statements`, `verdicts_by_section`, `evidence_levels`, `asserted_and_found`,
      `robustness`, `robustness_by_alternative`, `verdicts_that_move`, `inconsistencies`
    - scope: `sections`, `coverage`, `sources`, `sources_by_family`, `key_findings`, `verdicts_by_kind`,
      `latest_figures`
    - recommendations: `product_lines`, `import_shares`, `advantage`, `candidate_lines`, `screening`,
      `screening_variants`, `tariff_headings`, `screened_duties`, `grants_by_theme`, `scenario_parameters`, `scenarios`
    - words: `narrate`

    Raises
    ------
    UsageError
        Unknown country or vintage, the same country twice, or a year outside 1947 to the current one.
    """

    def narrate(self, subsection: str) -> Narration:
        """What the figures say on a subsection, as Markdown computed from them."""
        return narrate(self, subsection)
