"""Figures: plain functions, a frame in and matplotlib Axes out. They draw the columns that they are given.

Every function takes `width` in millimetres (170 fits a page, 90 one column of two) and `variant`, a word for
the second use of a figure in one notebook; an empty frame gives Axes that say "not held". `own`
is the page for a figure that is not among them.
"""

from __future__ import annotations

from pkjp_analysis import display as _display
from pkjp_analysis.figures.aid import aid_by_donor, aid_by_instrument, aid_by_recipient, net_aid
from pkjp_analysis.figures.alternatives import verdicts_under_alternatives
from pkjp_analysis.figures.assembly import assemblers, shipment
from pkjp_analysis.figures.asymmetry import imports_to_exports, world_shares
from pkjp_analysis.figures.barriers import food_cases, tariff_lines
from pkjp_analysis.figures.changes import export_decline, growth_contributions
from pkjp_analysis.figures.companies import affiliated_companies, companies_compared, intentions
from pkjp_analysis.figures.composition import composition, composition_over_time, product_and_parent
from pkjp_analysis.figures.entries import entries_by_status, entries_compared
from pkjp_analysis.figures.evidence import asserted_and_found
from pkjp_analysis.figures.fingerprint import fingerprint
from pkjp_analysis.figures.floods import flood_assessment, floods, floods_and_grants
from pkjp_analysis.figures.gains import growth_beside_market, market_terms
from pkjp_analysis.figures.gaps import gaps_by_group
from pkjp_analysis.figures.grants import conversions, grants, scholarships
from pkjp_analysis.figures.gravity import gravity_benchmark
from pkjp_analysis.figures.history import events_by_period, timeline, visits_by_period
from pkjp_analysis.figures.investment import (
    direct_investment,
    investment_by_host,
    investment_origins,
    investment_over_time,
    investment_share,
)
from pkjp_analysis.figures.ledger import evidence_levels, verdicts_by_section
from pkjp_analysis.figures.lines import advantage, growth_and_share, shares_by_origin
from pkjp_analysis.figures.measures import advantage_over_time, chapter_concentration, trade_intensity
from pkjp_analysis.figures.mirrors import mirror_by_product, mirror_totals
from pkjp_analysis.figures.own import own
from pkjp_analysis.figures.partners import partner_rank
from pkjp_analysis.figures.peers import market_shares, market_shares_by_group
from pkjp_analysis.figures.people import resident_growth, residents
from pkjp_analysis.figures.record import Record, record_of
from pkjp_analysis.figures.save import save
from pkjp_analysis.figures.scenarios import scenario
from pkjp_analysis.figures.scope import coverage, sources_by_family, verdicts_by_kind
from pkjp_analysis.figures.screening import rank_stability
from pkjp_analysis.figures.services import ict_exports, ict_growth
from pkjp_analysis.figures.stages import stage_bounds, stages_of_processing
from pkjp_analysis.figures.style import style
from pkjp_analysis.figures.themes import grants_by_theme
from pkjp_analysis.figures.trade import export_share, long_view, mixed_calendars, two_way_trade
from pkjp_analysis.figures.trade_map import trade_map
from pkjp_analysis.figures.vehicles import localisation, used_vehicles, vehicle_sales

__all__ = [
    "Record",
    "advantage",
    "advantage_over_time",
    "affiliated_companies",
    "aid_by_donor",
    "aid_by_instrument",
    "aid_by_recipient",
    "assemblers",
    "asserted_and_found",
    "chapter_concentration",
    "companies_compared",
    "composition",
    "composition_over_time",
    "conversions",
    "coverage",
    "direct_investment",
    "entries_by_status",
    "entries_compared",
    "events_by_period",
    "evidence_levels",
    "export_decline",
    "export_share",
    "fingerprint",
    "flood_assessment",
    "floods",
    "floods_and_grants",
    "food_cases",
    "gaps_by_group",
    "grants",
    "grants_by_theme",
    "gravity_benchmark",
    "growth_and_share",
    "growth_beside_market",
    "growth_contributions",
    "ict_exports",
    "ict_growth",
    "imports_to_exports",
    "intentions",
    "investment_by_host",
    "investment_origins",
    "investment_over_time",
    "investment_share",
    "localisation",
    "long_view",
    "market_shares",
    "market_shares_by_group",
    "market_terms",
    "mirror_by_product",
    "mirror_totals",
    "mixed_calendars",
    "net_aid",
    "own",
    "partner_rank",
    "product_and_parent",
    "rank_stability",
    "record_of",
    "resident_growth",
    "residents",
    "save",
    "scenario",
    "scholarships",
    "shares_by_origin",
    "shipment",
    "sources_by_family",
    "stage_bounds",
    "stages_of_processing",
    "style",
    "tariff_lines",
    "timeline",
    "trade_intensity",
    "trade_map",
    "two_way_trade",
    "used_vehicles",
    "vehicle_sales",
    "verdicts_by_kind",
    "verdicts_by_section",
    "verdicts_under_alternatives",
    "visits_by_period",
    "world_shares",
]

_display.register()
