"""What stands beside trade figures: re-exports, one year's prices, headings of the tariff."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pkjp_analysis import Study
from pkjp_analysis.indicators.prices import deflator, levels_held, price_levels
from sentences import told

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def ours() -> Study:
    return Study("PAK", "JPN", 2024, root=ROOT)


def test_reexports_are_a_part_of_the_chapters_exports(ours: Study) -> None:
    frame = ours.reexports()
    assert (frame["value"] <= frame["exports"]).all()
    assert frame["share"].min() >= 20
    steel = frame[(frame["product"] == "73") & (frame["year"] == 2018)].iloc[0]
    assert (steel["value"], steel["exports"]) == (9_818_268, 9_948_326)


def test_a_chapter_that_is_mostly_reexports_is_told_so(ours: Study) -> None:
    said = told(ours, "3.2")
    assert said.count("foreign goods sent on, are 99 percent of Iron and steel articles in 2018") == 3
    # Textiles over all chapters without what is listed as sent on, by hand: 121.58 of 203.98 million.
    assert "textiles are 59.6 percent" in said
    assert "foreign goods sent on" not in told(Study("IND", "JPN", 2024, root=ROOT), "3.2")


def test_price_levels_chain_back_to_the_first_gap() -> None:
    assert price_levels({2020: 25.0, 2022: 25.0, 2023: 0.0}) == {2023: 1.0, 2022: 1.0, 2021: 0.8}
    assert price_levels({}) == {}


def test_a_fiscal_year_lies_in_two_price_levels() -> None:
    levels = {2023: 0.5, 2024: 1.0}
    assert deflator(levels, date(2024, 1, 1), date(2024, 12, 31)) == 1
    assert deflator(levels, date(2023, 7, 1), date(2024, 6, 30)) == pytest.approx(1 / 0.75)
    assert deflator(levels, date(2024, 7, 1), date(2025, 6, 30)) is None


def test_the_peak_in_one_years_prices(ours: Study) -> None:
    frame = ours.export_decline()
    rows = ours.store.observations
    changes = rows[rows["series"] == "consumer_price_change"].set_index("period_start")["value"].astype(float)
    row = frame[(frame["peak_year"] == 1996) & (frame["year"] == 2016)].iloc[0]
    expected = row["peak"]
    for year in range(1997, 2025):
        expected *= 1 + changes[f"{year}-01-01"] / 100
    assert row["prices_of"] == 2024
    assert row["real_peak"] == pytest.approx(expected, rel=1e-12)
    early = Study("PAK", "JPN", 2016, root=ROOT).export_decline()
    same = early[early["year"] == 2016]
    assert list(same["prices_of"].unique()) == [2016]
    assert list(same["real_value"]) == pytest.approx(list(same["value"]))


def test_no_prices_held_leaves_real_values_missing() -> None:
    empty = pd.DataFrame({"series": ["gdp"], "reporter": ["USA"], "period_start": ["2020-01-01"], "value": ["1"]})
    assert levels_held(empty) == {}


def test_headings_of_the_tariff_are_ranked_by_their_own_duties(ours: Study) -> None:
    frame = ours.tariff_headings()
    schedule = ours.store.tariffs["line"].str[:4].unique()
    assert sorted(frame["product"]) == sorted(schedule)
    assert frame["lines"].sum() == ours.store.tariffs["line"].nunique()
    assert list(frame["rank"]) == sorted(frame["rank"])
    same = frame[frame["chapter"] == "74"].set_index("product")
    assert same.loc["7404", "tariff"] < same.loc["7403", "tariff"]
    assert same["size"].nunique() == 1
    assert same.loc["7404", "rank"] < same.loc["7403", "rank"]
    examples = set(frame["example"]) - {""}
    assert examples == {"value-added textiles", "processed rice", "seafood"}
    assert Study("IND", "JPN", 2024, root=ROOT).tariff_headings().empty
