from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkjp_analysis.errors import UsageError
from pkjp_analysis.indicators import BASIS, BasisError, combine, require_one_basis
from pkjp_analysis.indicators.chapters import class_bounds
from pkjp_analysis.indicators.exchange import NamedRate, in_dollars
from pkjp_analysis.indicators.growth import growth_per_year
from pkjp_analysis.indicators.trade import rank_partners, shares_of_total, two_way_totals

FOB = pd.DataFrame({"value": [1.0], "valuation": ["FOB"], "flow": ["export"]})
CIF = pd.DataFrame({"value": [2.0], "valuation": ["CIF"], "flow": ["import"]})


@pytest.mark.parametrize("column", [name for name in BASIS if name != "edition"])
def test_a_mixed_basis_is_refused_by_name(column: str) -> None:
    frame = pd.DataFrame({"value": [1, 2], column: ["one", "other"]})
    with pytest.raises(BasisError, match=f"{column}: one, other"):
        require_one_basis(frame)
    assert require_one_basis(frame, across=column) is frame


def test_the_edition_is_a_basis_only_below_chapters() -> None:
    chapters = pd.DataFrame({"product": ["10", "52"], "edition": ["H5", "H6"]})
    headings = chapters.assign(product=["1006", "5205"])
    require_one_basis(chapters)
    with pytest.raises(BasisError, match="edition"):
        require_one_basis(headings)


def test_groups_are_looked_at_one_by_one_and_plain_frames_pass() -> None:
    both = pd.concat([FOB, CIF])
    require_one_basis(both, by="flow")
    require_one_basis(both.drop(columns="valuation"))
    with pytest.raises(UsageError, match="colour"):
        require_one_basis(both, across="colour")


def test_combining_says_what_differs() -> None:
    both = combine(FOB, CIF, across="valuation")
    assert list(both["valuation"]) == ["FOB", "CIF"]
    with pytest.raises(BasisError, match="valuation"):
        combine(FOB, CIF, across="unit")
    with pytest.raises(BasisError, match="valuation"):
        combine(both, FOB, across="valuation")


def report(reporter: str, flow: str, value: float) -> dict[str, object]:
    partner = {"PAK": "JPN", "JPN": "PAK"}[reporter]
    basis = {"origin": f"customs {reporter}", "recording": "customs", "regime": "unknown", "calendar": "CY"}
    when = {"coverage": "full", "period_start": "2024-01-01", "period_end": "2024-12-31", "vintage": "2025"}
    return {
        "reporter": reporter,
        "partner": partner,
        "flow": flow,
        "value": value,
        "publisher": "x",
        **basis,
        **when,
    }


def test_two_way_totals_keep_reporters_apart_and_turn_mirrors_round() -> None:
    frame = pd.DataFrame(
        [
            report("PAK", "export", 20.0),
            report("PAK", "import", 80.0),
            report("JPN", "export", 90.0),
            report("JPN", "import", 30.0),
        ]
    )
    totals = two_way_totals(frame, "PAK").set_index("reporter")
    assert totals.loc["PAK", ["exports", "imports", "total", "balance"]].tolist() == [20, 80, 100, -60]
    assert totals.loc["JPN", ["exports", "imports", "export_share"]].tolist() == [30, 90, 25]


def test_one_flow_alone_makes_no_total_and_a_printed_total_has_no_share() -> None:
    assert two_way_totals(pd.DataFrame([report("PAK", "export", 20.0)]), "PAK").empty
    only = two_way_totals(pd.DataFrame([report("PAK", "total", 100.0)]), "PAK").iloc[0]
    assert only["total"] == 100
    assert pd.isna(only["export_share"])


def test_ranks_count_ties_once_and_shares_are_of_the_world() -> None:
    rows = pd.DataFrame(
        {"reporter": "PAK", "partner": ["USA", "CHN", "JPN", "WLD"], "value": [50.0, 20.0, 20.0, 200.0]}
    )
    ranked = rank_partners(rows, ("JPN",)).set_index("partner")
    assert ranked["rank"].to_dict() == {"USA": 1, "CHN": 2, "JPN": 2}
    assert ranked["share"].to_dict() == {"USA": 25.0, "CHN": 10.0, "JPN": 10.0}
    assert ranked["highlighted"].to_dict() == {"USA": False, "CHN": False, "JPN": True}


@given(st.lists(st.floats(min_value=0.01, max_value=1e9), min_size=1, max_size=20))
def test_shares_add_up(values: list[float]) -> None:
    frame = pd.DataFrame({"reporter": "PAK", "flow": "export", "year": 2018, "value": values})
    assert shares_of_total(frame)["share"].sum() == pytest.approx(100)


@given(st.lists(st.tuples(st.sampled_from(["03", "52", "84", "87", "99"]), st.floats(1, 1e6)), min_size=1, max_size=9))
def test_bounds_hold_whatever_the_mixed_chapters_are(rows: list[tuple[str, float]]) -> None:
    products = pd.DataFrame(
        {
            "nomenclature": "HS",
            "product": ["03", "52", "84", "87", "99"],
            "stages": [
                "raw",
                "intermediate",
                "intermediate;capital",
                "capital;consumer",
                "raw;intermediate;capital;consumer",
            ],
        }
    )
    bounds = class_bounds(pd.DataFrame(rows, columns=["product", "amount"]), products, "stages")
    low, high = zip(*bounds.as_dict().values(), strict=True)
    assert sum(low) <= 100 + 1e-6
    assert sum(high) >= 100 - 1e-6
    assert bounds.together(["raw", "intermediate", "capital", "consumer"]) == pytest.approx((100, 100))


def test_growth_is_compound_and_keeps_origins_apart() -> None:
    counts = pd.DataFrame(
        {
            "direction": "A to B",
            "origin": ["one", "one", "other"],
            "period_end": ["2010-12-31", "2020-12-31", "2020-12-31"],
            "period": ["2010", "2020", "2020"],
            "value": [100.0, 200.0, 900.0],
            "publisher": "x",
            "vintage": "2021",
        }
    )
    grown = growth_per_year(counts)
    assert list(grown["origin"]) == ["one"]
    assert grown["growth"].iloc[0] == pytest.approx(7.177, abs=0.01)  # 2 ** (1 / 10), the rule of 72


@given(st.decimals(min_value=1, max_value=10**10, places=0), st.decimals(min_value=50, max_value=400, places=2))
def test_a_conversion_can_be_undone(yen: Decimal, rate: Decimal) -> None:
    named = NamedRate("day", "2024-12-17", rate, "ecb", "ecb#1")
    assert in_dollars(yen, named) * rate == pytest.approx(yen)
