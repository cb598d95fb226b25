from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pkjp_analysis import Study, tables
from pkjp_analysis.errors import UsageError
from pkjp_analysis.frames.composition import STAGES
from pkjp_analysis.indicators.chapters import class_bounds
from pkjp_analysis.narrative import SUBSECTIONS
from pkjp_analysis.store import Store

ROOT = Path(__file__).resolve().parents[1]
PAIRS = [
    ("PAK", "JPN"),
    ("JPN", "PAK"),
    ("IND", "JPN"),
    ("VNM", "JPN"),
    ("BGD", "JPN"),
    ("LKA", "JPN"),
    ("USA", "CHN"),
]
FRAMES = [
    *(
        "goods_trade",
        "recent_goods_trade",
        "two_way_totals",
        "calendar_mixes",
        "partner_ranks",
        "world_shares",
    ),
    *("composition", "composition_by_group", "stages", "stage_bounds", "net_aid", "aid_by_donor", "freezes"),
    *("aid_by_instrument", "aid_by_recipient", "printed_shares", "economies"),
    *("grants", "conversions", "scholarships", "residents", "resident_growth", "resident_ratio", "entries"),
    *("entries_compared", "statements", "verdicts_by_section", "evidence_levels", "asserted_and_found"),
    *("robustness", "robustness_by_alternative", "verdicts_that_move", "inconsistencies"),
    *("companies", "companies_compared", "direct_investment", "investment_origins", "investment_cumulative"),
    *("investment_over_time", "investment_by_host", "investment_shares", "intentions", "survey_answers"),
    *("assemblers", "shipments"),
    *("shipment_in_proportion", "market_shares", "market_shares_by_group", "tariffs", "tariff_lines", "standards"),
    *("food_cases", "peer_growth", "peer_terms", "gaps_by_group", "gaps_by_peer", "gravity_benchmark"),
    *("peer_trade", "outlines"),
    *("events", "events_by_kind", "events_by_period", "visits", "visits_by_period", "visit_gaps"),
    *("early_assistance", "freeze_lengths", "aid_by_period", "steadiness"),
    *("vehicle_sales", "vehicle_exports", "localisation", "used_vehicles"),
    *("floods", "floods_by_source", "flood_assessment", "floods_and_grants"),
    *("ict_exports", "ict_growth", "ict_with_partner", "it_interest"),
    *("sections", "coverage", "sources", "sources_by_family", "key_findings", "verdicts_by_kind"),
    *("product_lines", "import_shares", "advantage", "grants_by_theme"),
    *("mirror_totals", "mirror_by_chapter", "mirror_by_group", "chapter_concentration", "partner_concentration"),
    *("advantage_over_time", "trade_intensity", "trade_complementarity", "intra_industry"),
    *("contributions_by_chapter", "contributions_by_group", "export_decline", "reexports"),
    *("candidate_lines", "screening", "screening_variants", "screened_duties", "scenario_parameters", "scenarios"),
    "tariff_headings",
]
ORIENTED = {
    "companies": tables.companies,
    "direct_investment": tables.direct_investment,
    "intentions": tables.intentions,
    "survey_answers": tables.survey_answers,
    "aid_by_instrument": tables.aid_by_instrument,
    "printed_shares": tables.printed_shares,
    "economies": tables.economies,
    "assemblers": tables.assemblers,
    "shipment_in_proportion": tables.shipment,
    "tariff_lines": tables.tariff_lines,
    "standards": tables.standards,
    "food_cases": tables.food_cases,
    "peer_growth": tables.peer_growth,
    "peer_terms": tables.peer_terms,
    "gaps_by_group": tables.gaps_by_group,
    "gaps_by_peer": tables.gaps_by_peer,
    "gravity_benchmark": tables.gravity_benchmark,
    "investment_shares": tables.investment_shares,
    "two_way_totals": tables.two_way_totals,
    "world_shares": tables.world_shares,
    "composition": tables.principal_chapters,
    "stage_bounds": tables.stage_bounds,
    "grants": tables.grants,
    "conversions": tables.conversions,
    "scholarships": tables.scholarships,
    "residents": tables.residents,
    "events": tables.events,
    "visit_gaps": tables.visit_gaps,
    "early_assistance": tables.early_assistance,
    "aid_by_period": tables.aid_by_period,
    "vehicle_sales": tables.vehicle_sales,
    "vehicle_exports": tables.vehicle_exports,
    "used_vehicles": tables.used_vehicles,
    "floods_by_source": tables.floods_by_source,
    "floods_and_grants": tables.floods_and_grants,
    "ict_exports": tables.ict_exports,
    "ict_with_partner": tables.ict_with_partner,
    "coverage": tables.coverage,
    "sources": tables.sources,
    "product_lines": tables.product_lines,
    "import_shares": tables.shares_by_origin,
    "advantage": tables.advantage,
    "mirror_totals": tables.mirror_totals,
    "mirror_by_chapter": tables.mirror_by_chapter,
    "mirror_by_group": tables.mirror_by_group,
    "chapter_concentration": tables.chapter_concentration,
    "partner_concentration": tables.partner_concentration,
    "advantage_over_time": tables.advantage_over_time,
    "trade_intensity": tables.trade_intensity,
    "trade_complementarity": tables.trade_complementarity,
    "intra_industry": tables.intra_industry,
    "contributions_by_chapter": tables.growth_contributions,
    "contributions_by_group": tables.growth_contributions,
    "export_decline": tables.export_decline,
    "reexports": tables.reexports,
    "grants_by_theme": tables.grants_by_theme,
    "screening": tables.screening,
    "screening_variants": tables.screening_variants,
    "screened_duties": tables.screened_duties,
    "tariff_headings": tables.tariff_headings,
    "scenario_parameters": tables.scenario_parameters,
}


@pytest.fixture(scope="module", params=PAIRS, ids="-".join)
def study(request: pytest.FixtureRequest) -> Study:
    return Study(*request.param, root=ROOT)


@pytest.fixture(scope="module")
def ours() -> Study:
    return Study(root=ROOT)


@pytest.mark.parametrize("method", FRAMES)
def test_every_method_gives_a_typed_frame_for_every_pair(study: Study, method: str) -> None:
    frame = getattr(study, method)()
    assert isinstance(frame, pd.DataFrame)
    assert len(frame.columns)
    if "year" in frame.columns and len(frame):
        assert frame["year"].max() <= study.year
    if method in ORIENTED:
        assert isinstance(ORIENTED[method](frame), pd.DataFrame)


def test_every_subsection_is_told_or_said_to_be_not_studied(study: Study) -> None:
    for subsection in SUBSECTIONS:
        told = repr(study.narrate(subsection))
        assert told
        assert "nan" not in told.lower().split()


def test_the_ledger_applies_to_the_papers_pair_alone(study: Study) -> None:
    assert (len(study.statements()) == 91) == study.is_papers_pair
    if not study.is_papers_pair:
        assert "does not apply" in repr(study.narrate("10"))


def test_the_last_year_shown_is_the_one_asked_for() -> None:
    early = Study("PAK", "JPN", 2010, root=ROOT)
    assert early.goods_trade()["year"].max() <= 2010
    assert early.composition()["year"].unique().tolist() == [2006]
    assert "latest held" in repr(early.narrate("3.3")) or early.stages()["year"].max() == 2010


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("XXX", "JPN"), "XXX"),
        (("PAK", "PAK"), "both PAK"),
        (("PAK", "JPN", 1800), "1947"),
        (("WLD", "JPN"), "WLD"),
    ],
)
def test_a_wrong_pair_or_year_is_one_clear_line(arguments: tuple[object, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said) as error:
        Study(*arguments, root=ROOT)  # type: ignore[arg-type]
    assert "\n" not in str(error.value)


def test_single_figures_reach_the_frames_unchanged(ours: Study) -> None:
    trade = ours.goods_trade()
    cell = trade[(trade["origin"] == "Comtrade Pakistan") & (trade["year"] == 2024)]["value"]
    assert cell.tolist() == [202341257.749]
    totals = ours.two_way_totals()
    ministry = totals[(totals["period"] == "2023-24")].iloc[0]
    assert (ministry["exports"], ministry["imports"], ministry["total"]) == (194e6, 1137e6, 1331e6)
    grants = ours.grants().set_index("grant")
    assert grants.loc["indus_flood_2024", ["amount_jpy", "usd_stated"]].tolist() == [2831e6, 18.67e6]
    assert grants.loc["indus_flood_2024", "announced_date"] == "2024-11-13"


def test_chapters_of_2018_are_those_of_the_published_share(ours: Study) -> None:
    chapters = ours.composition()
    exports = chapters[chapters["direction"] == "Pakistan to Japan"]
    textiles = exports[exports["product"].isin([f"{n}" for n in range(50, 64)])]["share"].sum()
    # The Pakistan Business Council prints 56.3 percent for the same year.
    assert textiles == pytest.approx(56.3, abs=0.05)
    assert exports.set_index("product").loc["10", "rank"] == 22
    assert chapters.attrs["missing"] == "Pakistan to Japan: 06, 78, 86; Japan to Pakistan: 06, 86"


def test_missing_years_are_gaps_not_zeros(ours: Study) -> None:
    shares = ours.chapter_shares("export")
    missing = shares[shares["share"].isna()]["year"].unique()
    assert {2007, 2008, 2009, 2010, 2014, 2017} <= set(missing)
    assert shares[shares["year"] == 2018]["share"].notna().all()


def test_the_mirror_is_used_where_only_the_partner_reports_chapters() -> None:
    japan = Study("JPN", "PAK", root=ROOT).composition()
    assert set(japan["direction"]) == {"Japan to Pakistan", "Pakistan to Japan"}


def test_accounting_identities_of_the_sources() -> None:
    rows = Study(root=ROOT).rows
    aid = rows[(rows["series"].isin(["aid_gross", "aid_grants", "aid_loans_gross"])) & (rows["partner"] == "PAK")]
    aid = aid[(aid["reporter"] == "JPN") & (aid["price_basis"] == "USD 2022")]
    wide = aid.pivot(index="year", columns="series", values="value").fillna(0)
    parts = wide["aid_grants"] + wide["aid_loans_gross"]
    # Three figures printed to 10,000 dollars each.
    assert (parts - wide["aid_gross"]).abs().max() <= 15_000
    stages = rows[(rows["nomenclature"] == "WTO-MTN") & (rows["reporter"] == "JPN") & (rows["year"] == 2019)]
    assert stages.groupby("partner")["product"].nunique().max() == 22


def test_stages_by_chapter_hold_what_wits_counts() -> None:
    """The bounds over mixed chapters contain the stage shares that WITS prints, in every complete year."""
    store = Store(ROOT)
    rows = store.observations
    wits = rows[(rows["reporter"] == "PAK") & (rows["partner"] == "WLD") & (rows["nomenclature"] == "WITS")]
    tried = 0
    for flow in ("export", "import"):
        for year in store.chapter_years("PAK", "WLD", flow):
            bounds = class_bounds(year.rows, store.products, "stages").as_dict()
            printed = wits[(wits["flow"] == flow) & (wits["period_start"] == f"{year.year}-01-01")]
            for stage, name in STAGES.items():
                value = printed[printed["product"] == name]["value"].astype(float)
                if year.nearly_complete and len(value):
                    low, high = bounds[stage]
                    # Up to three small chapters may be missing from the denominator.
                    assert low - 0.3 <= 100 * value.iloc[0] / year.total <= high + 0.3, (flow, year.year, stage)
                    tried += 1
    assert tried >= 64


def test_coverage_and_sources_count_what_is_held(ours: Study) -> None:
    coverage = ours.coverage()
    assert not coverage.duplicated(["label", "year"]).any()
    totals = coverage[coverage["label"] == "goods trade: totals"].set_index("year")
    assert totals.loc[1963, "evidence"] == "aggregator" and totals.loc[1964, "evidence"] == "official"
    sources = ours.sources().set_index("source")
    assert sources.loc["wto-2022", "figures"] == 214
    assert ours.sources()["rows"].is_monotonic_decreasing
    assert Study("IND", "JPN", root=ROOT).sources()["findings"].sum() == 0


def test_key_findings_stand_beside_what_votes(ours: Study) -> None:
    found = ours.key_findings().set_index("claim_id")
    assert found.loc["S0-02", ["asserted", "found", "verdict"]].tolist() == [
        "202.34",
        "202.34 (Comtrade Pakistan)",
        "confirmed",
    ]
    assert found.loc["S6-01", "found"].startswith("25,334 (")
    assert set(found[found["section"] == "abstract"].index) == {f"S0-0{number}" for number in range(1, 8)}


def test_latest_figures_end_with_the_year_and_later_ones_are_counted(ours: Study) -> None:
    places = ours.latest_figures("training and study").set_index("series").loc["training places"]
    assert (places["year"], places["value"]) == (2023, 18)
    assert ours.later_figures("training and study") == 1
    assert Study("PAK", "JPN", 2025, root=ROOT).later_figures("training and study") == 0


def test_product_lines_are_the_cells_of_the_importers_table(ours: Study) -> None:
    lines = ours.product_lines().set_index("product")
    rows = ours.rows[(ours.rows["nomenclature"] == "WTO-MTN") & (ours.rows["product"] == "16")]
    cell = rows.set_index(["partner", "year"])["value"]
    assert lines.loc["16", "world"] == cell["WLD", 2019]
    assert lines.loc["16", "share_last"] == pytest.approx(100 * cell["PAK", 2019] / cell["WLD", 2019])
    assert lines.loc["16", "growth"] == pytest.approx(100 * ((cell["WLD", 2019] / cell["WLD", 2015]) ** 0.25 - 1))
    # No figure for dairy products from Pakistan: missing, not zero.
    assert lines.loc["02", ["share_first", "share_last"]].isna().all()
    assert lines.loc["17", "best_peer"] == "Viet Nam"


def test_advantage_is_the_ratio_of_two_shares(ours: Study) -> None:
    frame = ours.advantage().set_index(["reporter", "product"])
    textiles = frame.loc[("PAK", "Textiles and Clothing")]
    assert textiles["rca"] == pytest.approx(textiles["own_share"] / textiles["world_share"])
    assert frame.loc["PAK"]["own_share"].sum() == pytest.approx(100)
    assert set(frame["year"]) == {2015}


def test_grants_by_theme_are_the_grants(ours: Study) -> None:
    themes = ours.grants_by_theme()
    assert themes["grants"].sum() == len(ours.grants())
    assert themes["amount_jpy"].sum() == pytest.approx(ours.grants()["amount_jpy"].sum())
