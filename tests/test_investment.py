"""Investment, vehicles sent, peers, tariffs, standards: figures reach the frames as printed, not joined or added."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pkjp_analysis import Study, figures, tables
from pkjp_analysis.frames.challenges import KINDS
from sentences import told

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def ours() -> Study:
    return Study(root=ROOT)


@pytest.fixture(scope="module")
def later() -> Study:
    return Study(year=2025, root=ROOT)


def test_a_bound_is_told_from_a_count(later: Study) -> None:
    frame = later.companies()
    bounds = frame[frame["bound"] == "at least"]
    assert len(bounds) >= 3 and set(bounds["value"]) == {80}
    assert frame[frame["bound"] == ""]["value"].max() == 83
    assert "more than 80" in repr(later.narrate("4.1"))


def test_companies_and_business_bases_are_two_concepts(ours: Study) -> None:
    frame = ours.companies_compared()
    assert set(frame["concept"]) == {"firms", "bases"}
    assert (frame.groupby("concept")["unit"].nunique() == 1).all()
    assert frame[frame["highlighted"]]["partner"].unique().tolist() == ["PAK"]


def test_origins_that_disagree_stand_side_by_side(ours: Study) -> None:
    frame = ours.direct_investment()
    year = frame[(frame["period"] == "2022-23") & (frame["coverage"] == "full")]
    assert set(year["value"]) == {182e6, 183e6}
    row = tables.direct_investment(frame).set_index("period").loc["2015-16"]
    assert {"35.4", "74.0"} <= set(row)
    assert "Origins disagree" in repr(ours.narrate("4.1"))


def test_calendar_and_fiscal_years_have_panels_of_their_own(ours: Study) -> None:
    axes = figures.direct_investment(ours.direct_investment())
    headings = [panel.get_title(loc="left").replace("\n", " ") for panel in axes.figure.axes]
    assert headings == ["Japan to Pakistan, calendar years", "Japan to Pakistan, fiscal years July–June"]


def test_a_share_is_taken_of_the_total_on_the_same_page(ours: Study) -> None:
    shares = ours.investment_shares().set_index(["period", "origin"])["share"]
    bank = "State Bank of Pakistan, net direct investment"
    assert shares["2022-23", bank] == pytest.approx(100 * 183 / 1456)
    assert shares["2021-22", bank] < 0
    latest = ours.investment_origins()
    assert latest[latest["highlighted"]]["share"].iloc[0] == pytest.approx(100 * 183 / 1456)
    assert latest["period"].unique().tolist() == ["2022-23"]
    summed = ours.investment_cumulative()
    assert summed[summed["highlighted"]][["value", "rank"]].iloc[0].tolist() == [281e6, 9]


def test_missing_years_of_the_survey_are_gaps(ours: Study) -> None:
    frame = ours.intentions()
    own = frame[frame["highlighted"]]
    assert dict(zip(own["year"], own["value"], strict=True)) == {2019: 62.5, 2022: 42.1, 2023: 43.5}
    lines = figures.intentions(frame).lines
    assert not any({2019.0, 2022.0} <= set(line.get_xdata()) and len(line.get_xdata()) == 2 for line in lines[:-1])


def test_makers_shares_rest_on_the_sales_of_the_same_page(later: Study) -> None:
    frame = later.assemblers()
    models = frame[(frame["counted"] != "its total") & (frame["period"] == "2021-22")].set_index("maker")
    assert models.loc["Suzuki", ["value", "models"]].tolist() == [136_049, 5]
    assert models.loc["Honda", "share"] == pytest.approx(100 * 35_197 / 234_180)
    total = frame[(frame["counted"] == "its total") & (frame["calendar"] == "FY-JUL")].set_index("maker")
    assert total.loc["Honda", "share"] == pytest.approx(100 * 18_296 / 147_935)
    assert frame.groupby(["counted", "period", "calendar"])["share"].sum().max() <= 100


def test_reports_of_a_shipment_are_not_added(later: Study) -> None:
    assert later.shipments()["value"].tolist() == [40, 38]
    frame = later.shipment_in_proportion()
    exported = frame[frame["label"].str.startswith("vehicles exported by all makers")].iloc[0]
    assert (exported["value"], exported["times"]) == (248, 6.2)
    assert {18_296, 112_203, 155_288} <= set(frame["value"])


def test_a_shipment_after_the_year_asked_for_is_not_shown(ours: Study) -> None:
    assert ours.shipments().empty and ours.shipment_in_proportion().empty
    assert "up to 2024" in repr(ours.narrate("4.2"))


def test_every_exporter_has_its_share_in_the_same_market(ours: Study) -> None:
    frame = ours.market_shares()
    assert set(frame["partner"]) == {"PAK", "BGD", "IND", "LKA", "VNM"}
    assert frame.groupby("partner")["year"].apply(list).map(len).unique().tolist() == [5]
    own = frame[frame["highlighted"]].set_index("year")["share"]
    world = ours.world_shares()
    same = world[(world["reporter"] == "JPN") & (world["flow"] == "import")].set_index("year")["share"]
    pd.testing.assert_series_equal(own, same.reindex(own.index), check_names=False)


@pytest.mark.parametrize("by", ["column", "chapter", "heading"])
def test_every_tariff_line_is_counted_once_in_each_column(ours: Study, by: str) -> None:
    frame = ours.tariff_lines(by)
    keys = ["column"] if by == "column" else [by, "column"]
    sums = frame.groupby(keys).agg(count=("count", "sum"), lines=("lines", "first"))
    assert (sums["count"] == sums["lines"]).all()
    assert set(frame["kind"]) <= set(KINDS)
    assert ours.tariffs()["line"].nunique() == ours.tariff_lines()["lines"].max()


def test_a_rate_in_brackets_is_neither_free_nor_a_percentage(ours: Study) -> None:
    frame = ours.tariffs()
    brackets = frame[frame["kind"] == "in brackets"]
    assert brackets["rate"].str.contains("(", regex=False).all() and brackets["ad_valorem"].isna().all()
    assert (frame[frame["kind"] == "free"]["ad_valorem"].dropna() == 0).all()
    assert frame[frame["kind"] == "other rule"]["ad_valorem"].isna().all()


def test_the_schedule_is_shown_for_its_own_country_alone() -> None:
    assert Study("USA", "CHN", root=ROOT).tariffs().empty
    assert "673 lines" in told(Study("VNM", "JPN", root=ROOT), "8")


def test_cases_at_the_border_are_those_printed(ours: Study) -> None:
    row = tables.food_cases(ours.food_cases()).set_index("period").loc["2021-22"]
    assert [row["notifications"], row["inspections"], row["violations"]] == ["42", "6", "0"]
    assert ours.standards()["date"].tolist() == ["2023-02-10"]
