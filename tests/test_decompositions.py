"""Growth contributions, constant market share and mirror comparison against published and hand-computed figures."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkjp_analysis.errors import UsageError
from pkjp_analysis.indicators import (
    BasisError,
    InputError,
    constant_market_share,
    growth_contributions,
    mirror_comparison,
)

TERMS = ["world_growth", "commodity", "market", "competitiveness"]
AMOUNTS = st.floats(min_value=0, max_value=1e9, allow_nan=False).map(lambda x: round(x, 3))


def two_years(first: dict[str, float], last: dict[str, float]) -> pd.DataFrame:
    rows = [
        {"year": year, "product": product, "value": value}
        for year, side in ((2000, first), (2010, last))
        for product, value in side.items()
    ]
    return pd.DataFrame(rows, columns=["year", "product", "value"])


def lines(first: list[float], last: list[float], products: str = "aabb", partners: str = "xyxy") -> pd.DataFrame:
    n = len(first)
    return pd.DataFrame(
        {
            "year": [2000] * n + [2010] * n,
            "product": list(products) * 2,
            "partner": list(partners) * 2,
            "value": first + last,
        }
    )


# --- growth contributions


def test_contributions_agree_with_the_bea_table_of_1995() -> None:
    # Bureau of Economic Analysis, Survey of Current Business, July 1995, table 1 of the article on component
    # contributions: dollar-denominated levels of 1982:III and 1990:II, and the percent of GDP's dollar change
    # that each makes up. `rest` is the difference of the printed total and the three components.
    first = {"consumption": 2073.1, "exports": 279.0, "government": 612.0}
    last = {"consumption": 2721.8, "exports": 490.4, "government": 791.8}
    first["rest"] = 3164.2 - sum(first.values())
    last["rest"] = 4182.5 - sum(last.values())
    found = growth_contributions(two_years(first, last)).set_index("product")
    of_the_change = 100 * found["contribution"] / found["growth"]
    assert of_the_change.round(1).loc[["consumption", "exports", "government"]].tolist() == [63.7, 20.8, 17.7]
    assert found["growth"].tolist() == pytest.approx([100 * (4182.5 / 3164.2 - 1)] * 4, rel=1e-12)


def test_what_is_absent_zero_or_not_held_is_told_apart() -> None:
    # Computed by hand.
    first = {"rice": 40.0, "yarn": 60.0, "ore": 100.0, "fish": np.nan, "salt": 0.0}
    last = {"rice": 70.0, "yarn": 50.0, "fish": 9.0, "salt": 0.0, "cars": 20.0}
    found = growth_contributions(two_years(first, last)).set_index("product")
    assert found["status"].to_dict() == {
        "rice": "both",
        "yarn": "both",
        "ore": "gone",
        "fish": "not held",
        "salt": "both",
        "cars": "new",
    }
    assert found["contribution"].drop("fish").to_dict() == {
        "rice": 15.0,
        "yarn": -5.0,
        "ore": -50.0,
        "salt": 0.0,
        "cars": 10.0,
    }
    assert found["growth"].tolist() == [-30.0] * 6
    assert found.loc["fish", ["change", "contribution"]].isna().all()
    assert found.loc["fish", "last"] == 9.0 and np.isnan(found.loc["fish", "first"])
    assert found.loc["ore", "last"] == 0.0 and found.loc["cars", "first"] == 0.0


def test_a_first_total_of_zero_has_no_growth_and_no_rows_have_no_result() -> None:
    found = growth_contributions(two_years({"rice": 0.0}, {"rice": 5.0}))
    assert found[["contribution", "growth"]].isna().all(axis=None)
    assert found["change"].tolist() == [5.0]
    empty = growth_contributions(two_years({}, {}))
    assert empty.empty and list(empty.columns) == list(found.columns)


def test_a_group_without_a_whole_period_is_not_held() -> None:
    whole = two_years({"rice": 4.0, "yarn": 6.0}, {"rice": 5.0}).assign(flow="export")
    half = two_years({}, {"rice": 7.0}).assign(flow="import")
    found = growth_contributions(pd.concat([whole, half], ignore_index=True), by="flow")
    assert found["status"].tolist() == ["both", "gone", "not held"]
    assert found["growth"].tolist()[:2] == [-50.0, -50.0] and np.isnan(found["growth"].iloc[2])


@pytest.mark.parametrize("years", [[2000], [2000, 2005, 2010]])
def test_other_than_two_periods_are_refused_by_name(years: list[int]) -> None:
    frame = pd.DataFrame({"year": years, "product": "rice", "value": 1.0})
    with pytest.raises(UsageError, match=f"year holds {len(years)} periods .*2000"):
        growth_contributions(frame)
    with pytest.raises(UsageError, match="by='year'"):
        growth_contributions(frame, by="year")


@pytest.mark.parametrize(("value", "said"), [(-1.0, "negative"), (np.inf, "infinite"), ("many", "no number")])
def test_values_that_no_decomposition_can_use_are_refused_with_the_row(value: object, said: str) -> None:
    bad = two_years({"rice": 1.0, "yarn": 2.0}, {"rice": 1.0, "yarn": 2.0}).astype({"value": object})
    bad.loc[3, "value"] = value
    good = two_years({"rice": 1.0, "yarn": 2.0}, {"rice": 1.0, "yarn": 2.0})
    for measure in (
        lambda: growth_contributions(bad),
        lambda: constant_market_share(bad, good),
        lambda: constant_market_share(good, bad),
        lambda: mirror_comparison(bad.assign(reporter="PAK", partner="JPN", flow="export")),
    ):
        with pytest.raises(InputError, match=f"row 3 .*yarn.* {said}"):
            measure()


def test_duplicates_and_mixed_bases_are_refused() -> None:
    frame = two_years({"rice": 1.0}, {"rice": 2.0})
    with pytest.raises(InputError, match="twice"):
        growth_contributions(pd.concat([frame, frame], ignore_index=True))
    with pytest.raises(BasisError, match="calendar: CY, FY-JUL"):
        growth_contributions(frame.assign(calendar=["CY", "FY-JUL"]))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=8), st.floats(0.001, 1000))
def test_contributions_add_up_and_keep_under_scale_order_and_empty_products(
    pairs: list[tuple[float, float]], factor: float
) -> None:
    names = [f"p{i}" for i in range(len(pairs))]
    frame = two_years(
        dict(zip(names, [a for a, _ in pairs], strict=True)), dict(zip(names, [b for _, b in pairs], strict=True))
    )
    before = frame.copy()
    found = growth_contributions(frame).set_index("product")
    pd.testing.assert_frame_equal(frame, before)
    base, end = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    if base == 0:
        assert found["contribution"].isna().all()
        return
    size = found["contribution"].abs().sum() + 1e-12
    assert found["contribution"].sum() == pytest.approx(found["growth"].iloc[0], abs=1e-8 * size)
    assert found["growth"].iloc[0] == pytest.approx(100 * (end - base) / base, rel=1e-8, abs=1e-8 * size)
    scaled = growth_contributions(frame.assign(value=frame["value"] * factor)).set_index("product")
    np.testing.assert_allclose(scaled["contribution"], found["contribution"], rtol=1e-8, atol=1e-8 * size)
    empty = pd.DataFrame({"year": [2000, 2010], "product": "none", "value": 0.0})
    turned = growth_contributions(pd.concat([frame.iloc[::-1], empty], ignore_index=True)).set_index("product")
    np.testing.assert_allclose(turned.loc[names, "contribution"], found["contribution"], rtol=1e-8, atol=1e-8 * size)
    assert turned.loc["none", "contribution"] == 0


# --- constant market share


def test_products_alone_agree_with_a_published_shift_share_table() -> None:
    # G. Krumme, University of Washington, Geography 350, "Shift & Share Table": a region's employment in four
    # industries of 1985 and 1995, the nation's composition (percent) and growth of each. Printed: national growth
    # effect 290, composition effect 80 (negative: expected 1210 after 1290), differential effect 420, in all 630.
    # Without markets the decomposition is that one.
    composition, change = [10.0, 20.0, 40.0, 30.0], [10, 20, 30, 40]
    names = ["I", "II", "III", "IV"]
    region = two_years(
        dict(zip(names, [500.0, 100.0, 200.0, 200.0], strict=True)),
        dict(zip(names, [1000.0, 100.0, 250.0, 280.0], strict=True)),
    )
    grown = [size * (100 + rate) / 100 for size, rate in zip(composition, change, strict=True)]
    nation = two_years(dict(zip(names, composition, strict=True)), dict(zip(names, grown, strict=True)))
    found = constant_market_share(region, nation)
    assert [getattr(found, name) for name in TERMS] == pytest.approx([290, -80, 0, 420], rel=1e-8)
    assert (found.first, found.last, found.change, found.market) == (1000, 1630, 630, 0)
    assert found.left_out.empty


def test_products_and_markets_by_hand_in_the_stated_order() -> None:
    # Computed by hand. World: a 100 -> 150 (x 60 -> 60, y 40 -> 90), b 100 -> 110 (x 50 -> 80, y 50 -> 30);
    # g = 60 / 200 = 0.3, g_a = 0.5, g_b = 0.1. Exports a 30 (x 20, y 10), b 20 (x 0, y 20) of 50.
    # world 0.3 * 50 = 15; commodity 0.2 * 30 - 0.2 * 20 = 2; at constant shares x of a 20, y of a 22.5, y of b 12,
    # in all 54.5, so market 54.5 - 67 = -12.5; competitiveness 70 - 54.5 = 15.5.
    world = lines([60.0, 40.0, 50.0, 50.0], [60.0, 90.0, 80.0, 30.0])
    exports = lines([20.0, 10.0, 0.0, 20.0], [25.0, 20.0, 5.0, 20.0])
    found = constant_market_share(exports, world)
    assert [getattr(found, name) for name in TERMS] == pytest.approx([15, 2, -12.5, 15.5], rel=1e-8)
    # The other order (markets first) splits the same sum otherwise: swapping the columns takes it.
    swap = {"product": "partner", "partner": "product"}
    other = constant_market_share(exports.rename(columns=swap), world.rename(columns=swap))
    assert other.commodity + other.market == pytest.approx(found.commodity + found.market, rel=1e-8)
    assert other.commodity != pytest.approx(found.commodity)


def test_markets_alone_have_no_commodity_term() -> None:
    world = lines([60.0, 40.0], [60.0, 90.0], "aa", "xy").drop(columns="product")
    exports = lines([20.0, 10.0], [25.0, 20.0], "aa", "xy").drop(columns="product")
    found = constant_market_share(exports, world)
    assert found.commodity == 0
    assert [found.world_growth, found.market, found.competitiveness] == pytest.approx([15, -2.5, 2.5], rel=1e-8)


def test_lines_that_cannot_be_compared_are_named_and_left_out_of_every_sum() -> None:
    world = lines([60.0, np.nan, 0.0, 50.0, 0.0], [60.0, 90.0, 80.0, 100.0, 40.0], "abcde", "xxxxx")
    exports = lines([20.0, 10.0, 5.0, np.nan, 0.0, 7.0], [30.0, 20.0, 5.0, 20.0, 3.0, 7.0], "abcdef", "xxxxxx")
    found = constant_market_share(exports, world)
    assert found.left_out.set_index("product")["reason"].to_dict() == {
        "b": "imports of the world not held",
        "c": "no imports in the first period",
        "d": "exports not held",
        "f": "not in world",
    }
    # Left are a (world 60 -> 60) and e, new in both (0 -> 40): g = 100 / 60 - 1, all of e's exports the residual.
    assert (found.first, found.last) == (20, 33)
    assert [getattr(found, name) for name in TERMS] == pytest.approx([20 * 2 / 3, -20 * 2 / 3, 0, 13], rel=1e-8)


def test_an_absent_line_is_no_trade_and_exports_above_the_imports_are_kept() -> None:
    world = two_years({"rice": 10.0, "yarn": 10.0}, {"rice": 20.0, "yarn": 10.0})
    found = constant_market_share(two_years({"rice": 40.0}, {"rice": 40.0}), world)
    assert [getattr(found, name) for name in TERMS] == pytest.approx([20, 20, 0, -40], rel=1e-8)
    assert found.left_out.empty


def test_where_nothing_is_held_every_term_is_missing() -> None:
    world = two_years({"rice": 10.0}, {"rice": 20.0})
    nothing = two_years({"rice": np.nan}, {"rice": 3.0})
    for frame in (nothing, nothing.iloc[0:0]):
        found = constant_market_share(frame, world)
        assert all(np.isnan(getattr(found, name)) for name in [*TERMS, "first", "last", "change"])
        assert found.left_out["reason"].tolist() == ["exports not held"]


def test_several_exporters_meet_the_same_markets() -> None:
    world = two_years({"rice": 10.0, "yarn": 30.0}, {"rice": 20.0, "yarn": 40.0}).assign(reporter="JPN")
    one = two_years({"rice": 1.0, "yarn": 2.0}, {"rice": 3.0, "yarn": 2.0})
    other = two_years({"yarn": 6.0}, {"rice": 1.0, "yarn": 9.0})
    none = two_years({"yarn": np.nan}, {"yarn": 9.0})
    frames = {"PAK": one, "IND": other, "BGD": none}
    together = pd.concat([frame.assign(reporter=name) for name, frame in frames.items()], ignore_index=True)
    found = constant_market_share(together, world, by="reporter")
    for name, frame in frames.items():
        alone = constant_market_share(frame, world)
        for field in [field.name for field in fields(alone)][:-1]:
            assert getattr(found, field)[name] == pytest.approx(getattr(alone, field), rel=1e-12, nan_ok=True)
    assert set(found.left_out["reporter"]) == {"BGD"}


def test_two_tables_on_two_bases_are_refused_unless_meant() -> None:
    exports = two_years({"rice": 1.0}, {"rice": 2.0}).assign(valuation="FOB", reporter="PAK")
    imports = two_years({"rice": 10.0}, {"rice": 20.0}).assign(valuation="CIF", reporter="JPN")
    with pytest.raises(BasisError, match="valuation: CIF, FOB"):
        constant_market_share(exports, imports)
    assert constant_market_share(exports, imports, across="valuation").competitiveness == 0
    with pytest.raises(BasisError, match="unit"):
        constant_market_share(exports.assign(unit="USD"), imports.assign(unit="JPY"), across="valuation")


def test_lines_and_periods_have_to_be_the_same_in_both_tables() -> None:
    exports = two_years({"rice": 1.0}, {"rice": 2.0})
    with pytest.raises(UsageError, match="product in frame and by product and partner in world"):
        constant_market_share(exports, exports.assign(partner="JPN"))
    with pytest.raises(UsageError, match="nothing in frame"):
        constant_market_share(exports.drop(columns="product"), exports.drop(columns="product"))
    with pytest.raises(UsageError, match="differs between frame and world"):
        constant_market_share(exports, exports.replace({"year": {2010: 2011}}))
    three = pd.concat([exports, exports.iloc[:1].assign(year=2005)], ignore_index=True)
    with pytest.raises(UsageError, match="3 periods"):
        constant_market_share(three, exports)


FOUR = st.lists(AMOUNTS, min_size=4, max_size=4)


@settings(deadline=None, max_examples=40)
@given(FOUR, FOUR, st.lists(st.floats(1, 1e6), min_size=4, max_size=4), FOUR, st.floats(0.01, 100))
def test_terms_add_up_and_keep_under_scale_order_empty_lines_and_aggregation(
    first: list[float], last: list[float], imported: list[float], later: list[float], factor: float
) -> None:
    exports, world = lines(first, last), lines(imported, later)
    found = terms(constant_market_share(exports, world))
    size = 1e-8 * (np.abs(found).sum() + sum(first) + sum(last) + 1)
    assert found.sum() == pytest.approx(sum(last) - sum(first), abs=size)
    scaled = exports.assign(value=exports["value"] * factor)
    assert terms(constant_market_share(scaled, world)) / factor == pytest.approx(found, abs=size)
    grown = world.assign(value=world["value"] * factor)
    assert terms(constant_market_share(exports, grown)) == pytest.approx(found, abs=size)
    empty = lines([0.0], [0.0], "c", "x")
    turned = [pd.concat([table.iloc[::-1], empty], ignore_index=True) for table in (exports, world)]
    assert terms(constant_market_share(*turned)) == pytest.approx(found, abs=size)
    # Each line cut in two halves, as two products would be that differ in nothing.
    halves = [
        pd.concat(
            [table.assign(value=table["value"] / 2, product=table["product"] + half) for half in "12"],
            ignore_index=True,
        )
        for table in (exports, world)
    ]
    assert terms(constant_market_share(*halves)) == pytest.approx(found, abs=size)


def terms(found: Any) -> np.ndarray:
    return np.array([getattr(found, name) for name in TERMS])


# --- mirror comparison


def reports(exported: float, imported: float, **columns: object) -> pd.DataFrame:
    basis = {name: [value, value] for name, value in columns.items()}
    return pd.DataFrame(
        {
            "reporter": ["PAK", "JPN"],
            "partner": ["JPN", "PAK"],
            "flow": ["export", "import"],
            "value": [exported, imported],
            **basis,
        }
    )


def test_the_factor_of_the_monetary_fund_leaves_nothing_to_explain() -> None:
    # International Monetary Fund, Direction of Trade Statistics Yearbook 2017: imports CIF = 1.06 exports FOB.
    found = mirror_comparison(reports(250.0, 250.0 * 1.06), freight=(0.06, 0.06)).iloc[0]
    assert found["ratio"] == pytest.approx(1.06, rel=1e-12)
    assert found["unexplained"] == pytest.approx(0, abs=1e-9)
    assert found["freight_low"] == found["freight_high"] == pytest.approx(found["gap"])


@pytest.mark.parametrize(
    ("imported", "unexplained"), [(90.0, -15.0), (105.0, 0.0), (112.0, 0.0), (120.0, 0.0), (150.0, 30.0), (0.0, -105.0)]
)
def test_what_lies_outside_the_band_keeps_its_sign(imported: float, unexplained: float) -> None:
    found = mirror_comparison(reports(100.0, imported)).iloc[0]
    assert found["gap"] == imported - 100
    assert (found["explained_low"], found["explained_high"]) == (5, 20)
    assert found["unexplained"] == pytest.approx(unexplained, abs=1e-12)
    assert (found["exporter"], found["importer"], found["status"]) == ("PAK", "JPN", "both")


def test_the_parts_of_the_band_by_hand() -> None:
    # 365 exported the year before, 730 this year: with 10 to 20 days between, 10 to 20 less arrive than left.
    rows = pd.concat([reports(365.0, 400.0, year=2019), reports(730.0, 700.0, year=2020)], ignore_index=True)
    stated = {"freight": (0.1, 0.2), "lag": (10, 20), "coverage": (-0.1, 0.01)}
    early, late = mirror_comparison(rows, **stated).to_dict("records")
    ends = [late[f"{part}_{end}"] for part in ("freight", "calendar", "coverage") for end in ("low", "high")]
    assert ends == pytest.approx([73, 146, -20, -10, -73, 7.3], rel=1e-12)
    assert [late["explained_low"], late["explained_high"]] == pytest.approx([-20, 143.3], rel=1e-12)
    assert late["unexplained"] == pytest.approx(-10, rel=1e-12)
    # What the year before was is not held for the first year: not known, and not counted.
    assert np.isnan(early["calendar_low"]) and np.isnan(early["calendar_high"])
    assert early["explained_high"] == pytest.approx(73 + 3.65, rel=1e-12)
    # Exports that fall: more arrives than left.
    falling = rows.assign(year=[2020, 2020, 2019, 2019])
    last = mirror_comparison(falling, **stated).iloc[-1]
    assert [last["calendar_low"], last["calendar_high"]] == pytest.approx([10, 20], rel=1e-12)


def test_the_year_before_counts_on_the_same_basis_only() -> None:
    rows = pd.concat(
        [reports(365.0, 400.0, year=2019, calendar="FY-JUL"), reports(730.0, 700.0, year=2020, calendar="CY")],
        ignore_index=True,
    )
    assert mirror_comparison(rows)["calendar_low"].isna().all()


def test_a_side_that_is_absent_or_not_held_is_said_and_compared_with_nothing() -> None:
    both = reports(10.0, 12.0, product="a")
    unheld = reports(10.0, np.nan, product="d")
    rows = pd.concat(
        [both, reports(10.0, 1.0, product="b").iloc[:1], reports(1.0, 10.0, product="c").iloc[1:], unheld],
        ignore_index=True,
    )
    found = mirror_comparison(rows).set_index("product")
    assert found["status"].to_dict() == {"a": "both", "b": "exporter only", "c": "importer only", "d": "not held"}
    compared = found.drop("a").drop(columns=["exporter", "importer", "exported", "imported", "status"])
    assert compared.isna().all(axis=None)
    assert found.loc["b", "exported"] == 10 and found.loc["c", "imported"] == 10
    zero = mirror_comparison(reports(0.0, 10.0)).iloc[0]
    assert np.isnan(zero["ratio"]) and zero["gap"] == zero["unexplained"] == 10


def test_both_directions_and_several_pairs_are_told_apart() -> None:
    there = reports(100.0, 110.0)
    back = there.assign(flow=["import", "export"], value=[330.0, 300.0])
    other = reports(1.0, 3.0).replace({"PAK": "IND"})
    found = mirror_comparison(pd.concat([other, back, there], ignore_index=True))
    assert found[["exporter", "importer"]].to_numpy().tolist() == [["IND", "JPN"], ["JPN", "PAK"], ["PAK", "JPN"]]
    assert found["ratio"].tolist() == pytest.approx([3.0, 1.1, 1.1])


def test_reports_of_one_valuation_have_no_freight_between_them() -> None:
    found = mirror_comparison(reports(100.0, 105.0, valuation="FOB")).iloc[0]
    assert (found["freight_low"], found["freight_high"], found["unexplained"]) == (0, 0, 5)
    stated = mirror_comparison(reports(100.0, 105.0).assign(valuation=["FOB", "CIF"])).iloc[0]
    unknown = mirror_comparison(reports(100.0, 105.0, valuation="unknown")).iloc[0]
    assert stated["unexplained"] == unknown["unexplained"] == 0
    with pytest.raises(BasisError, match="CIF beside imports FOB"):
        mirror_comparison(reports(100.0, 105.0).assign(valuation=["CIF", "FOB"]))


@pytest.mark.parametrize("column", ["calendar", "recording", "regime", "unit", "nomenclature"])
def test_reports_on_other_bases_are_refused_unless_meant(column: str) -> None:
    rows = reports(100.0, 105.0, product="10").assign(**{column: ["one", "other"]})
    with pytest.raises(BasisError, match=f"{column}: one, other"):
        mirror_comparison(rows)
    assert len(mirror_comparison(rows, across=column)) == 1


def test_ranges_and_flows_that_mean_nothing_are_refused() -> None:
    rows = reports(100.0, 105.0)
    for stated in ({"freight": (0.2, 0.1)}, {"freight": (-0.1, 0.1)}, {"lag": (0, 400)}, {"coverage": (-2, 0)}):
        with pytest.raises(UsageError, match=f"{next(iter(stated))}="):
            mirror_comparison(rows, **stated)
    with pytest.raises(UsageError, match="freight"):
        mirror_comparison(rows, freight=(0.1, np.nan))
    with pytest.raises(UsageError, match="total has no mirror"):
        mirror_comparison(rows.replace({"flow": {"import": "total"}}))
    with pytest.raises(InputError, match="twice"):
        mirror_comparison(pd.concat([rows, rows], ignore_index=True))


@settings(deadline=None, max_examples=60)
@given(AMOUNTS, AMOUNTS, AMOUNTS, st.floats(0.01, 100))
def test_the_band_and_what_is_left_make_up_the_gap_at_any_scale(
    before: float, exported: float, imported: float, factor: float
) -> None:
    rows = pd.concat([reports(before, 1.0, year=2019), reports(exported, imported, year=2020)], ignore_index=True)
    found = mirror_comparison(rows).iloc[-1]
    near = 1e-8 * (before + exported + imported + 1)
    assert found["explained_low"] <= found["explained_high"] + near
    inside = found["gap"] - found["unexplained"]
    assert found["explained_low"] - near <= inside <= found["explained_high"] + near
    turned = rows.assign(value=rows["value"] * factor).iloc[::-1]
    scaled = mirror_comparison(turned).iloc[-1]
    for name in ("gap", "explained_low", "explained_high", "unexplained"):
        assert scaled[name] / factor == pytest.approx(found[name], abs=near)


def test_no_rows_compare_nothing() -> None:
    rows = reports(1.0, 1.0, product="10", year=2020)
    empty = mirror_comparison(rows.iloc[0:0])
    assert empty.empty and list(empty.columns) == list(mirror_comparison(rows).columns)
