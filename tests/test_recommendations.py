"""Screening of product lines and scenarios: what is counted, what is left out, and that nothing is hidden."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pkjp_analysis import Study, figures, tables
from pkjp_analysis.indicators import screen_products
from sentences import told

ROOT = Path(__file__).resolve().parents[1]
GROUPS, CHAPTERS = "WTO groups", "HS chapters"


@pytest.fixture(scope="module")
def ours() -> Study:
    return Study(root=ROOT)


@pytest.fixture(scope="module")
def later() -> Study:
    return Study(year=2025, root=ROOT)


@pytest.fixture(scope="module")
def ranked(ours: Study) -> pd.DataFrame:
    return ours.screening()


@pytest.fixture(scope="module")
def said(ours: Study) -> str:
    return told(ours, "9")


@pytest.fixture(scope="module")
def variants(ours: Study) -> pd.DataFrame:
    return ours.screening_variants()


@pytest.fixture(scope="module")
def candidates(ours: Study) -> pd.DataFrame:
    return ours.candidate_lines()


def test_the_candidates_are_every_group_and_every_chapter(candidates: pd.DataFrame) -> None:
    assert candidates["list"].value_counts().to_dict() == {CHAPTERS: 96, GROUPS: 22}
    assert (candidates.groupby("list")["nomenclature"].nunique() == 1).all()
    assert not candidates.duplicated(["list", "product"]).any()


def test_a_chapter_is_measured_by_the_exporters_files(ours: Study, candidates: pd.DataFrame) -> None:
    chapters = candidates[candidates["list"] == CHAPTERS].set_index("product")
    rows = ours.rows[(ours.rows["nomenclature"] == "HS") & (ours.rows["reporter"] == "PAK")]
    cell = rows[(rows["flow"] == "export") & (rows["source"] == "un-comtrade-2023")]
    cell = cell.set_index(["partner", "product", "year"])["value"]
    assert chapters.loc["62", "size"] == cell["WLD", "62", 2018]
    assert chapters.loc["62", "share"] == pytest.approx(100 * cell["JPN", "62", 2018] / cell["WLD", "62", 2018])
    grown = (cell["WLD", "62", 2018] / cell["WLD", "62", 2004]) ** (1 / 14) - 1
    assert chapters.loc["62", "growth"] == pytest.approx(100 * grown)
    # Not held is missing; held without a row of the importer's is no trade.
    assert chapters.loc["06", ["size", "growth", "share"]].isna().all()
    assert chapters.loc["43", "growth"] != chapters.loc["43", "growth"]
    assert chapters.loc["02", "share"] == 0


def test_the_advantage_of_a_chapter_is_said_to_be_its_sectors(ours: Study, candidates: pd.DataFrame) -> None:
    chapters = candidates[candidates["list"] == CHAPTERS]
    sectors = ours.advantage()
    sectors = sectors[sectors["reporter"] == "PAK"].set_index("product_label")["rsca"]
    assert set(chapters["sector"]) == set(sectors.index)
    assert (chapters["rsca"].to_numpy() == chapters["sector"].map(sectors).to_numpy()).all()
    assert candidates[candidates["list"] == GROUPS]["advantage"].isna().all()


def test_what_lacks_a_criterion_is_named_and_not_ranked(ranked: pd.DataFrame) -> None:
    frame = ranked
    without = frame[frame["lacks"] != ""].set_index("product")["lacks"].to_dict()
    missing = "size, growth, share"
    assert without == {"02": "share", "06": missing, "43": "growth", "78": missing, "86": missing}
    assert (frame["rank"].isna() == (frame["lacks"] != "")).all()


def test_the_ranking_is_that_of_the_measure(ranked: pd.DataFrame) -> None:
    chapters = ranked[(ranked["list"] == CHAPTERS) & ranked["rank"].notna()]
    seed = int(chapters["seed"].iloc[0])
    again = screen_products(chapters[["product", "size", "growth", "share"]], draws=10_000, seed=seed).ranking
    assert again["product"].tolist() == chapters["product"].tolist()
    assert (100 * again["top_6"]).tolist() == chapters["top_6"].tolist()
    assert chapters["rank"].tolist() == list(range(1, len(chapters) + 1))
    assert chapters["top_6"].sum() == pytest.approx(600)


def test_only_the_papers_pair_has_examples(ranked: pd.DataFrame) -> None:
    named = ranked.query("example != ''")
    assert set(named["example"]) == {"value-added textiles", "processed rice", "seafood"}
    assert set(named[named["list"] == GROUPS]["product"]) == {"05", "11", "16", "17"}
    other = Study("IND", "JPN", root=ROOT).screening()
    assert len(other) == 22 and (other["example"] == "").all()


def test_the_examples_stand_where_the_sentences_say(ranked: pd.DataFrame, said: str) -> None:
    for name, code in ((GROUPS, "16"), (GROUPS, "05"), (CHAPTERS, "62"), (CHAPTERS, "03"), (CHAPTERS, "10")):
        row = ranked[(ranked["list"] == name) & (ranked["product"] == code)].iloc[0]
        assert f"rank {row['rank']:.0f}, {row['rank_low']:.0f} to {row['rank_high']:.0f} in 90 percent" in said
    assert "the best of 14 lines" in said and "Dairy products (share not held)" in said


def test_a_small_share_turns_the_short_list_over(variants: pd.DataFrame) -> None:
    ranks = variants.pivot(index=["list", "product"], columns="variant", values="rank")
    short = ranks[ranks["as ranked"] <= 6]
    assert ((short["a small share counts for a line"] <= 6).groupby("list").sum() < 3).all()
    assert variants[variants["variant"] == "without the share"]["candidates"].max() == 92
    assert len(tables.screening_variants(variants)) <= 20


def test_tariffs_and_laws_count_only_where_lines_are_held(variants: pd.DataFrame, candidates: pd.DataFrame) -> None:
    held = candidates[candidates["lines"] > 0]
    counted = variants[variants["variant"] == "with tariff and laws, where held"]
    assert set(counted[counted["rank"].notna()]["product"]) == set(held["product"])
    assert held["tariff"].between(0, 100).all()


def test_the_first_column_with_a_rate_applies_and_brackets_do_not(ours: Study) -> None:
    frame = ours.screened_duties().set_index("product")
    lines = ours.tariffs()
    rice = lines[lines["chapter"] == "10"]
    # Rice: the general and the WTO rate of half the lines stand in brackets; 49 yen per kilogram applies to the others.
    assert (frame.loc["10", "lines"], frame.loc["10", "other_rule"]) == (8, 4) == (rice["line"].nunique(), 4)
    assert frame.loc["10", ["lowest", "highest"]].isna().all()
    # Fish: no preference is printed, the WTO rates apply to most lines.
    assert (frame.loc["03", "free"], frame.loc["03", "lowest"], frame.loc["03", "highest"]) == (0, 1.0, 10.0)
    assert frame.loc["03", "laws_most"] == 6
    # Cotton fabric: free under the general preferences on some lines.
    assert frame.loc["52", "free"] == 12
    assert (frame["free"] + frame["other_rule"] <= frame["lines"]).all()


def test_every_number_of_a_scenario_has_a_parameter_in_the_open(later: Study) -> None:
    frame = later.scenario_parameters()
    assert set(frame["basis"]) == {"figures held", "assumption"}
    held = frame[frame["basis"] == "figures held"]
    assert (held["publisher"] != "").all() and (held["period"] != "").all()
    assert (frame["low"] <= frame["high"]).all()
    assert (later.scenarios()["low"] <= later.scenarios()["high"]).all()


def test_exports_are_a_part_of_the_production_held(later: Study) -> None:
    held = later.scenario_parameters("vehicles").set_index("parameter")
    made = later.scenarios("vehicles").set_index(["result", "case"])
    produced, sent = (
        held.loc["passenger cars produced in a year"],
        held.loc["vehicles in one shipment to the other side"],
    )
    assert (produced["low"], produced["high"], sent["low"], sent["high"]) == (94325, 209255, 38, 40)
    five = made.loc[("Vehicles exported in a year", "5 percent of production")]
    assert (five["low"], five["high"]) == pytest.approx((94325 * 0.05, 209255 * 0.05))
    local = made.loc[("Local parts in them, in whole vehicles", "5 percent of production")]
    assert (local["low"], local["high"]) == pytest.approx((94325 * 0.05 * 0.35, 209255 * 0.05 * 0.72))
    part = made.loc[("Part of production", "1 to 12 shipments of the size held")]
    assert (part["low"], part["high"]) == pytest.approx((100 * 38 / 209255, 100 * 480 / 94325))
    assert "Part of production" not in set(Study(root=ROOT).scenarios("vehicles")["result"])


def test_aid_is_set_against_a_flood_in_the_same_dollars_only(ours: Study) -> None:
    held = ours.scenario_parameters("floods").set_index("parameter")
    made = ours.scenarios("floods").set_index("case")
    gross, damage = held.loc["gross aid in a year"], held.loc["damage, the flood"]
    assert gross["unit"] == "USD 2022" and damage["period"] == "2022"
    years = made.loc["gross aid in a year: damage"].iloc[0]
    assert (years["low"], years["high"]) == pytest.approx(
        (damage["low"] / gross["high"], damage["high"] / gross["low"])
    )
    assert held.loc["loss beside the damage, the flood", "qualifier"] == "more than"
    earlier = Study(year=2020, root=ROOT).scenarios("floods")
    assert set(earlier["result"]) == {"Net aid beside the damage of a year of large floods"}


def test_alumni_are_places_times_years(ours: Study, said: str) -> None:
    made = ours.scenarios("scholarships").set_index("case")
    assert made.loc["places as held, 10 years", ["low", "high"]].tolist() == [180, 220]
    printed = made[made["kind"] == "as printed"]
    assert printed["high"].tolist() == [31, 7000]
    assert "nothing is forecast" in said.lower()


@pytest.mark.parametrize("pair", [("IND", "JPN"), ("VNM", "JPN"), ("USA", "CHN")])
def test_another_pair_gets_empty_frames_and_figures_that_say_so(pair: tuple[str, str]) -> None:
    study = Study(*pair, root=ROOT)
    assert study.scenarios().empty and study.screened_duties().empty
    drawn = figures.record_of(figures.scenario(study.scenarios()))
    assert drawn is not None and "not held" in drawn.title
