"""Measures on the study's own rows: what is compared with what, and the identities that hold."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pkjp_analysis import Study
from pkjp_analysis.frames.mirrors import GROUP_CHAPTERS
from sentences import told

ROOT = Path(__file__).resolve().parents[1]
OUT, BACK = "Pakistan to Japan", "Japan to Pakistan"


@pytest.fixture(scope="module")
def ours() -> Study:
    return Study(root=ROOT)


def test_each_side_of_a_mirror_is_one_official_count(ours: Study) -> None:
    frame = ours.mirror_totals().set_index(["direction", "year"])
    both = frame[frame["status"] == "both"]
    assert list(both.index) == [
        *((OUT, year) for year in (1992, 2015, 2016, 2018)),
        *((BACK, year) for year in (2004, 2012, 2016)),
    ]
    groups = ours.composition_by_group().pipe(lambda rows: rows[rows["year"] == 2019])["value"].sum()
    assert frame.loc[(OUT, 2019), "imported"] == groups
    assert frame.loc[(OUT, 2024), "exported"] == 202341257.749
    assert frame.loc[(OUT, 1992), "exporter_origin"] == "Comtrade Pakistan, net of re-exports"
    assert not frame["exporter_origin"].str.contains("compilation|Feenstra|CEPII").any()


def test_the_band_and_what_is_left_add_up_to_the_gap(ours: Study) -> None:
    frame = ours.mirror_totals()
    both = frame[frame["status"] == "both"]
    nearest = both["gap"] - both["unexplained"]
    assert (nearest >= both["explained_low"] - 1e-6).all() and (nearest <= both["explained_high"] + 1e-6).all()
    row = both.set_index(["direction", "year"]).loc[(BACK, 2004)]
    assert row["ratio"] == pytest.approx(925206724 / 1232558967, rel=1e-4)
    assert row["unexplained"] < 0


def test_a_chapter_without_a_row_in_a_file_that_is_held_stands_in_one_mirror(ours: Study) -> None:
    frame = ours.mirror_by_chapter().set_index(["direction", "product", "year"]).sort_index()
    fuels = frame.loc[(OUT, "27")]
    assert fuels["status"].to_dict() == {2020: "importer only", 2021: "importer only", 2022: "both", 2023: "both"}
    assert pd.isna(fuels.loc[2020, "ratio"]) and pd.isna(fuels.loc[2020, "exported"])
    assert frame.loc[(OUT, "26", 2024), "ratio"] == pytest.approx(16464037 / 12964327, rel=1e-4)
    assert set(frame.index.get_level_values("product")) == {"10", "26", "27", "84-85"}


def test_groups_are_set_beside_bounds_of_chapters_and_never_equated(ours: Study) -> None:
    frame = ours.mirror_by_group().set_index(["product", "year"]).sort_index()
    rows = ours.rows
    rows = rows[(rows["reporter"] == "PAK") & (rows["partner"] == "JPN") & (rows["flow"] == "export")]
    held = rows[(rows["nomenclature"] == "HS") & (rows["year"] == 2018)].set_index("product")["value"]
    clothing, fish = frame.loc[("17", 2018)], frame.loc[("11", 2018)]
    assert clothing["exported_low"] == clothing["exported_high"] == held[["61", "62"]].sum()
    assert fish["exported_low"] == held["03"]
    assert fish["exported_high"] == held[held.index.isin(["03", "05", "15", "16", "23"])].sum()
    assert fish["unexplained"] == 0 < fish["exported_low"] < fish["imported"]
    # Alcohol and oil: the importer alone.
    assert frame.loc["08"]["ratio_low"].min() > 30
    assert frame.loc[("13", 2018), "status"] == "importer only"
    assert frame.loc[("08", 2018), "unexplained"] == pytest.approx(72177046, rel=1e-6)
    # Cotton: anything from nothing to the whole chapter.
    assert frame.loc[("09", 2018), ["exported_low", "unexplained"]].tolist() == [0, 0]
    # The year 2017 lacks chapters 06, 35, 36, 38 and 39, of which these groups hold nothing; 2019 lacks 16 and 19.
    assert set(frame.loc["17"].index) == {2015, 2016, 2017, 2018, 2019}
    assert set(frame.loc["11"].index) == set(frame.loc["05"].index) == {2015, 2016, 2017, 2018}


def test_no_chapter_lies_wholly_in_two_groups() -> None:
    wholly = [code for inner, _ in GROUP_CHAPTERS.values() for code in inner]
    partly = {code for _, outer in GROUP_CHAPTERS.values() for code in outer}
    assert len(wholly) == len(set(wholly)) and not partly & set(wholly)


def test_concentration_is_of_nearly_complete_years(ours: Study) -> None:
    frame = ours.chapter_concentration().set_index(["direction", "year"]).sort_index()
    assert set(frame.loc[OUT].index) == {2004, 2005, 2006, 2011, 2012, 2013, 2015, 2016, 2018}
    chapters = ours.composition()
    shares = chapters[chapters["direction"] == OUT]["share"] / 100
    assert frame.loc[(OUT, 2018), "hhi"] == pytest.approx((shares**2).sum())
    assert frame.loc[(OUT, 2018), "effective_number"] == pytest.approx(1 / (shares**2).sum())
    assert frame.loc[(OUT, 2018), "top_share"] == pytest.approx(100 * shares.max())
    assert frame.loc[(OUT, 2018), ["chapters", "missing"]].tolist() == [59, "06, 78, 86"]


def test_partners_held_are_said_to_be_a_part_of_all(ours: Study) -> None:
    frame = ours.partner_concentration().set_index("reporter_name")
    assert list(frame.index) == ["Pakistan", "Japan"]
    assert frame["covered"].between(90, 100).all()
    assert frame.loc["Pakistan", ["partners", "top_partner"]].tolist() == [45, "United States"]


def test_advantage_over_time_ends_in_the_year_of_notebook_nine(ours: Study) -> None:
    frame = ours.advantage_over_time()
    latest = ours.advantage()
    keys = ["reporter", "product", "year"]
    joined = latest.merge(frame, on=keys, suffixes=("", "_then"))
    assert set(joined["reporter"]) == {"PAK", "JPN"} and set(joined["year"]) == {frame["year"].max()}
    assert (joined["rca"] - joined["rca_then"]).abs().max() < 1e-12
    assert frame["rsca"].between(-1, 1).all()


def test_intensity_takes_each_ratio_from_one_valuation(ours: Study) -> None:
    frame = ours.trade_intensity().set_index(["direction", "count", "year"]).sort_index()
    assert (frame["intensity"] - frame["pair_share"] / frame["world_share"]).abs().max() < 1e-12
    row = frame.loc[(OUT, "exporter's count", 2015)]
    assert row["world_share"] == pytest.approx(100 * 625568.4e6 / 15628200e6, rel=1e-3)
    assert row["intensity"] == pytest.approx(0.206, abs=0.001)
    assert frame.loc[BACK]["intensity"].between(0.9, 1.4).all()
    assert frame.index.get_level_values("year").max() == 2015


def test_complementarity_is_over_stages_and_not_of_a_country_with_itself(ours: Study) -> None:
    frame = ours.trade_complementarity()
    assert set(frame["direction"]) == {OUT, BACK}
    rows = ours.stages()
    year = frame["year"].max()
    exports = rows[(rows["reporter"] == "PAK") & (rows["flow"] == "export") & (rows["year"] == year)]
    imports = rows[(rows["reporter"] == "JPN") & (rows["flow"] == "import") & (rows["year"] == year)]
    sold, bought = (part.set_index("stage")["share"] for part in (exports, imports))
    found = frame[(frame["direction"] == OUT) & (frame["year"] == year)]["complementarity"].iloc[0]
    assert found == pytest.approx(100 - (sold - bought).abs().sum() / 2)


def test_two_way_chapters_are_the_smaller_flow_twice(ours: Study) -> None:
    frame = ours.intra_industry().set_index("year")
    chapters = ours.composition().pivot(index="product", columns="direction", values="value")
    # Chapters of which either file is not held are left out.
    chapters = chapters.drop(["06", "78", "86"], errors="ignore").fillna(0)
    both = 2 * chapters.min(axis=1).sum() / chapters.sum().sum()
    assert frame.loc[2018, "gl"] == pytest.approx(both)


def test_contributions_add_up_to_growth(ours: Study) -> None:
    for frame in (ours.contributions_by_chapter(), ours.contributions_by_group()):
        for _, part in frame.groupby("direction"):
            assert part["contribution"].sum() == pytest.approx(part["growth"].iloc[0])
    chapters = ours.contributions_by_chapter().set_index(["direction", "product"]).sort_index()
    assert chapters.loc[(OUT, "43"), "status"] == "not held" and pd.isna(chapters.loc[(OUT, "43"), "contribution"])
    assert chapters.loc[(OUT, "27"), ["status", "last"]].tolist() == ["gone", 0]


def test_the_two_terms_of_the_decline_add_up(ours: Study) -> None:
    frame = ours.export_decline()
    assert (frame["market_growth"] + frame["share_change"] - frame["change"]).abs().max() < 1e-3
    assert (frame["value"] - frame["peak"] - frame["change"]).abs().max() < 1e-3
    official = frame[frame["evidence"] == "official"].iloc[-1]
    assert official[["origin", "peak_year", "year"]].tolist() == ["Comtrade Pakistan, net of re-exports", 1996, 2016]
    imports = {1996: 349186.1e6, 2016: 606924.0e6}
    grown = official["peak"] * (imports[2016] / imports[1996] - 1)
    assert official["market_growth"] == pytest.approx(grown, rel=1e-4)
    assert official["peak_share"] == pytest.approx(100 * official["peak"] / imports[1996], rel=1e-4)
    assert set(frame["direction"]) == {OUT}


def test_an_earlier_year_ends_every_measure_there() -> None:
    early = Study("PAK", "JPN", 2012, root=ROOT)
    assert early.chapter_concentration()["year"].max() == 2012
    assert early.contributions_by_chapter()["last_year"].unique().tolist() == [2012]
    assert early.mirror_by_group().empty and early.mirror_by_chapter().empty
    assert early.export_decline()["year"].max() == 2012


def test_what_is_too_thin_is_said(ours: Study) -> None:
    said = told(ours, "3.1") + told(ours, "3.2") + told(ours, "3.3")
    for words in (
        "Both official counts are held for 7 of 49 yearly flows",
        "By product the fall cannot be decomposed: HS chapters of the flow begin in 2004.",
        "the WTO's list by heading is not held",
        "World totals are held to 2015",
        "Stages are coarse",
        "Ethyl alcohol (HS 2207) belongs to beverages and tobacco and is not held by itself.",
    ):
        assert words in said
    assert "concentrat" not in told(Study("USA", "CHN", root=ROOT), "3.2")
