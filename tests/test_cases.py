"""Case studies: vehicles, floods, ICT services."""

from __future__ import annotations

from pathlib import Path

import pytest

import case_frames
from figure_looks import draw, drawn, page, whole_text
from pkjp_analysis import Study
from pkjp_analysis.errors import PkjpError

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def ours() -> Study:
    return Study(root=ROOT)


def test_two_prints_of_one_year_are_two_rows(ours: Study) -> None:
    sold = ours.vehicle_sales()
    cars = sold[(sold["scope"] == "passenger cars, sold") & (sold["year"] == 2024)]
    assert sorted(cars["value"]) == [81_579, 81_677]
    assert (sold["coverage"] == "full").all() and set(sold["unit"]) == {"vehicles"}


def test_the_following_year_shares_the_store_and_ends_with_the_current_one(ours: Study) -> None:
    later = ours.following()
    assert (later.year, later.pair, later.store) == (2025, ours.pair, ours.store)
    last = later.following()
    assert last.following().year in (last.year, last.year + 1)
    assert ours.shipments().empty and set(later.shipments()["value"]) == {40, 38}


def test_reports_of_one_shipment_are_kept_apart(ours: Study) -> None:
    reports = ours.following().vehicle_exports()
    first = reports[reports["value"] == 40]
    assert first["origin"].nunique() == 2 and len(first) == 3


def test_used_vehicles_leave_out_averages_shares_and_sums_of_years(ours: Study) -> None:
    used = ours.used_vehicles()
    assert set(used["count"]) == {"exports of Japan to Pakistan", "imports of Pakistan from all origins"}
    assert not used["period"].str.contains("2020-01 to 2025-06").any()
    assert set(used["measure"]) == {"flow"}


def test_a_year_without_a_flood_record_has_no_row(ours: Study) -> None:
    records = ours.floods().query("series == 'flood_events'").set_index("year")["value"]
    assert records.min() >= 1 and 1951 not in records.index
    assert records[2019] == 8


def test_the_assessment_is_the_one_by_province(ours: Study) -> None:
    frame = ours.flood_assessment()
    assert frame["province"].unique()[0] == "Sindh"
    wide = frame.pivot(index="province", columns="what", values="value")
    assert wide.loc["Sindh"].to_dict() == {"damage": 9.068e9, "loss": 11.376e9, "needs for recovery": 7.86e9}
    assert Study("PAK", "JPN", 2021, root=ROOT).flood_assessment().empty


def test_a_grant_stands_in_one_currency(ours: Study) -> None:
    frame = ours.floods_and_grants()
    grants = frame[frame["what"].isin(["floods", "health"])]
    held = ours.grants()
    held = held[held["theme"].isin(["floods", "health"])]
    stated = held["usd_stated"].notna() | held["amount_jpy"].notna()
    assert len(grants) == stated.sum()
    assert grants[grants["unit"] == "USD"]["value"].sum() == pytest.approx(held["usd_stated"].sum())
    assert not frame[~frame["what"].isin(["floods", "health"])].duplicated(["what", "year"]).any()


def test_growth_takes_both_years_from_one_page(ours: Study) -> None:
    growth = ours.ict_growth().set_index("label")
    last = growth.loc["2023-24 against 2022-23"]
    assert last["growth"] == pytest.approx(100 * (3.22 / 2.59 - 1))
    # The earlier year is printed as "over 2.59 billion".
    assert last["bound"] == "at most"
    assert growth.loc["2022-23 against 2021-22", "growth"] == pytest.approx(100 * (2.605 / 2.619 - 1))
    assert (growth["low"] <= growth["growth"]).all() and (growth["growth"] <= growth["high"]).all()


def test_exports_of_services_to_the_other_side_are_not_held(ours: Study) -> None:
    assert ours.ict_with_partner().empty
    assert "not held" in repr(ours.narrate("7.3"))
    assert ours.following().ict_with_partner()["series"].tolist() == ["ict_contracts"]
    assert len(ours.it_interest()) == 6


def test_another_pair_says_what_is_not_held() -> None:
    other = Study("LKA", "JPN", root=ROOT)
    for subsection in ("7.1", "7.2", "7.3"):
        assert "not held" in repr(other.narrate(subsection))


def test_a_part_of_a_year_is_hollow_and_not_joined() -> None:
    alone = [line for line in drawn("used_vehicles").lines if line.get_linestyle() == "None" and len(line.get_xdata())]
    assert [list(line.get_xdata()) for line in alone] == [[2018]]


def test_damage_and_grants_never_share_an_axis() -> None:
    panels = page(drawn("floods_and_grants")).axes
    assert [panel.get_ylabel() for panel in panels] == ["USD million", "USD million", "JPY million"]
    mixed = case_frames.floods_and_grants().assign(panel="all")
    with pytest.raises(PkjpError, match="unit"):
        draw("floods_and_grants", mixed)


def test_grants_of_a_year_stand_on_each_other() -> None:
    pieces = [(p.get_y(), p.get_height()) for p in page(drawn("floods_and_grants")).axes[1].patches]
    assert pieces == [(0, 3), (3, 7), (10, 2)]


def test_decades_without_events_keep_their_place() -> None:
    axes = drawn("events_by_period")
    assert [tick.get_text() for tick in axes.get_yticklabels()][1] == "1960–1969"
    assert "0" in [text.get_text() for text in axes.texts]


def test_events_that_are_close_stand_on_lines_of_their_own() -> None:
    places = [
        (line.get_xdata()[0], line.get_ydata()[0]) for line in drawn("timeline").lines if len(line.get_xdata()) == 1
    ]
    assert len(places) == len(case_frames.timeline())
    for x, y in places:
        assert sum(abs(x - other) < 0.5 and y == line for other, line in places) == 1


def test_figures_for_parts_of_a_year_are_counted_not_drawn() -> None:
    assert "Parts of a year, not drawn: 1." in whole_text(drawn("ict_exports"))
