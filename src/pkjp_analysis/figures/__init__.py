"""Figures: plain functions, a frame in and matplotlib Axes out. They draw the columns that they are given.

Every function takes `width` in millimetres (170 fits a page, 90 one column of two) and `variant`, a word for
the second use of a figure in one notebook; an empty frame gives Axes that say "not held".
"""

from __future__ import annotations

from pkjp_analysis import display as _display
from pkjp_analysis.figures.aid import aid_by_donor, net_aid
from pkjp_analysis.figures.composition import composition, composition_over_time, product_and_parent
from pkjp_analysis.figures.entries import entries_by_status, entries_compared
from pkjp_analysis.figures.evidence import asserted_and_found
from pkjp_analysis.figures.fingerprint import fingerprint
from pkjp_analysis.figures.grants import conversions, grants, scholarships
from pkjp_analysis.figures.ledger import evidence_levels, verdicts_by_section
from pkjp_analysis.figures.partners import partner_rank
from pkjp_analysis.figures.people import resident_growth, residents
from pkjp_analysis.figures.record import Record, record_of
from pkjp_analysis.figures.save import save
from pkjp_analysis.figures.stages import stage_bounds, stages_of_processing
from pkjp_analysis.figures.style import style
from pkjp_analysis.figures.trade import export_share, long_view, mixed_calendars, two_way_trade

__all__ = [
    "Record",
    "aid_by_donor",
    "asserted_and_found",
    "composition",
    "composition_over_time",
    "conversions",
    "entries_by_status",
    "entries_compared",
    "evidence_levels",
    "export_share",
    "fingerprint",
    "grants",
    "long_view",
    "mixed_calendars",
    "net_aid",
    "partner_rank",
    "product_and_parent",
    "record_of",
    "resident_growth",
    "residents",
    "save",
    "scholarships",
    "stage_bounds",
    "stages_of_processing",
    "style",
    "two_way_trade",
    "verdicts_by_section",
]

_display.register()
