"""The measures of `pkjp_analysis.indicators`: published examples, conventions, invariances."""

from __future__ import annotations

import doctest
from importlib import import_module

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkjp_analysis.errors import UsageError
from pkjp_analysis.indicators import (
    MEASURES,
    BasisError,
    InputError,
    concentration,
    grubel_lloyd,
    revealed_comparative_advantage,
    trade_complementarity,
    trade_intensity,
)

NAN = float("nan")
EXACT = 1e-8


def table(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


def matrix(values: list[list[float]], row: str = "reporter", column: str = "product") -> pd.DataFrame:
    """A row for every cell that is not None."""
    cells = [
        (f"r{i}", f"c{j}", value) for i, line in enumerate(values) for j, value in enumerate(line) if value is not None
    ]
    return table(f"{row} {column} value", *cells)


# Whole amounts: sums are exact, so that what has to be equal is equal to the last digit but few.
amounts = st.integers(0, 10**9).map(float)
pairs = st.lists(st.tuples(amounts, amounts), min_size=1, max_size=6)
some = st.lists(amounts.filter(bool), min_size=1, max_size=5)
grids = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(amounts, min_size=width, max_size=width), min_size=1, max_size=5)
)


@pytest.mark.parametrize("module", sorted(set(MEASURES.values())))
def test_examples_in_docstrings_run(module: str) -> None:
    result = doctest.testmod(import_module(f"pkjp_analysis.indicators.{module}"))
    assert result.attempted and not result.failed


class TestRevealedComparativeAdvantage:
    EXPORTS = table(
        "reporter product value",
        ("PER", "fish", 60.0),
        ("PER", "ore", 40.0),
        ("CHL", "fish", 140.0),
        ("CHL", "ore", 760.0),
    )

    def test_soybeans_of_brazil(self) -> None:
        # The Atlas of Economic Complexity (Hausmann et al. 2014), technical box 2.2, and after it the article "Revealed
        # comparative advantage" of the English Wikipedia: nearly 11 of 140 billion dollars of exports, 0.35 percent of
        # world trade (42 billion). The box prints 7.8 percent and about 21 times, the article 7.9 percent and 22: the
        # amounts are rounded, so no more than that can be asked.
        exports = table("reporter product value", ("BRA", "soybeans", 11.0), ("BRA", "other", 129.0))
        world = table("product value", ("soybeans", 42.0), ("other", 42 / 0.0035 - 42))
        soybeans = revealed_comparative_advantage(exports, world=world).iloc[0]
        assert soybeans["value"] / 140 == pytest.approx(0.079, abs=0.0005)
        assert soybeans["rca"] == pytest.approx(22, abs=0.6)

    def test_a_share_equal_to_the_worlds(self) -> None:
        # calculator.7search.cc, Balassa index: 1,000 of 50,000 exported, 200,000 of 10,000,000 in the world: 1.
        exports = table("reporter product value", ("ESP", "olives", 1000.0), ("ESP", "other", 49_000.0))
        world = table("product value", ("olives", 200_000.0), ("other", 9_800_000.0))
        assert revealed_comparative_advantage(exports, world=world)["rca"].iloc[0] == pytest.approx(1, abs=EXACT)

    def test_the_reference_is_the_sum_of_the_frame_or_the_rows_of_world(self) -> None:
        found = revealed_comparative_advantage(self.EXPORTS)
        assert found["rca"].tolist() == pytest.approx([3, 0.5, 140 / 900 / 0.2, 760 / 900 / 0.8], abs=EXACT)
        world = table("product value", ("fish", 200.0), ("ore", 800.0))
        again = revealed_comparative_advantage(self.EXPORTS, world=world)
        assert again["rca"].tolist() == pytest.approx(found["rca"].tolist(), abs=EXACT)
        assert found["rsca"].tolist()[:2] == pytest.approx([0.5, -1 / 3], abs=EXACT)

    def test_rows_keep_index_and_columns_and_the_input_is_not_changed(self) -> None:
        frame = self.EXPORTS.assign(publisher="made up").set_axis([7, 3, 5, 1])
        before = frame.copy()
        found = revealed_comparative_advantage(frame)
        pd.testing.assert_frame_equal(frame, before)
        assert list(found.index) == [7, 3, 5, 1]
        assert list(found.columns) == ["reporter", "product", "value", "publisher", "rca", "rsca"]

    def test_an_absent_row_is_no_trade_and_zero_has_no_advantage(self) -> None:
        sparse = self.EXPORTS.drop(index=3)
        zero = self.EXPORTS.assign(value=[60.0, 40.0, 140.0, 0.0])
        found = revealed_comparative_advantage(zero)
        assert revealed_comparative_advantage(sparse)["rca"].tolist() == found["rca"].tolist()[:3]
        assert found.loc[3, ["rca", "rsca"]].tolist() == [0, -1]
        assert found.loc[2, "rca"] == pytest.approx(1 / (200 / 240), abs=EXACT)

    def test_a_missing_value_is_left_out_of_both_shares_of_its_reporter(self) -> None:
        frame = matrix([[10, 30, NAN], [20, 20, 40], [5, 5, 10]])
        found = revealed_comparative_advantage(frame)["rca"]
        assert np.isnan(found[2])
        # Of the products held, 35 of 90 in the world are the first.
        assert found[0] == pytest.approx((10 / 40) / (35 / 90), abs=EXACT)
        # The others are compared with what is held of the world: 35, 55 and 50 of 140.
        assert found[5] == pytest.approx((40 / 80) / (50 / 140), abs=EXACT)

    def test_no_trade_has_no_result(self) -> None:
        found = revealed_comparative_advantage(matrix([[0, 5], [0, 0]]))
        assert found["rca"].isna().tolist() == [True, False, True, True]
        assert found["rsca"].isna().tolist() == [True, False, True, True]

    def test_what_the_world_does_not_hold_is_left_out(self) -> None:
        world = table("year product value", (2015, "fish", 200.0), (2015, "ore", 800.0), (2015, "gas", NAN))
        rows = [(2015, "fish", 60.0), (2015, "ore", 40.0), (2015, "gas", 9.0), (2015, "art", 9.0), (2016, "fish", 1.0)]
        frame = table("year product value", *rows).assign(reporter="PER")
        found = revealed_comparative_advantage(frame, world=world)["rca"]
        assert found.tolist()[:2] == pytest.approx([3, 0.5], abs=EXACT)
        assert found[2:].isna().all()

    def test_exports_of_what_the_world_has_none_of_have_no_result(self) -> None:
        world = table("product value", ("fish", 0.0), ("ore", 800.0))
        found = revealed_comparative_advantage(self.EXPORTS, world=world)
        assert found["rca"].isna().tolist() == found["rsca"].isna().tolist() == [True, False, True, False]

    def test_years_and_other_groups_are_computed_one_by_one(self) -> None:
        later = self.EXPORTS.assign(value=[1.0, 2.0, 3.0, 4.0])
        both = pd.concat([self.EXPORTS.assign(year=2014), later.assign(year=2015)], ignore_index=True)
        apart = [*revealed_comparative_advantage(self.EXPORTS)["rca"], *revealed_comparative_advantage(later)["rca"]]
        assert revealed_comparative_advantage(both)["rca"].tolist() == pytest.approx(apart, abs=EXACT)
        renamed = both.rename(columns={"year": "vintage"})
        assert revealed_comparative_advantage(renamed, by="vintage")["rca"].tolist() == pytest.approx(apart, abs=EXACT)
        world = both.groupby(["year", "product"], as_index=False)["value"].sum()
        assert revealed_comparative_advantage(both, world=world)["rca"].tolist() == pytest.approx(apart, abs=EXACT)

    def test_a_row_of_the_world_is_refused_with_what_to_do(self) -> None:
        frame = pd.concat([self.EXPORTS, table("reporter product value", ("WLD", "fish", 9.0)).set_axis([44])])
        with pytest.raises(InputError, match=r"row 44 .*WLD.*world="):
            revealed_comparative_advantage(frame)

    def test_bases_are_not_mixed_within_the_rows_or_with_the_worlds(self) -> None:
        with pytest.raises(BasisError, match="valuation: CIF, FOB"):
            revealed_comparative_advantage(self.EXPORTS.assign(valuation=["FOB", "FOB", "CIF", "CIF"]))
        world = table("product value valuation", ("fish", 200.0, "CIF"), ("ore", 800.0, "CIF"))
        with pytest.raises(BasisError, match="valuation: CIF, FOB"):
            revealed_comparative_advantage(self.EXPORTS.assign(valuation="FOB"), world=world)

    @given(grids, st.sampled_from([0.5, 2.0, 1024.0]))
    def test_scale_of_all_and_of_one_reporter(self, grid: list[list[float]], factor: float) -> None:
        frame = matrix(grid)
        found = revealed_comparative_advantage(frame)["rca"]
        scaled = revealed_comparative_advantage(frame.assign(value=frame["value"] * factor))["rca"]
        np.testing.assert_allclose(scaled, found, rtol=1e-12)
        world = frame.groupby("product", as_index=False)["value"].sum()
        one = frame.assign(value=frame["value"].where(frame["reporter"] != "r0", frame["value"] * factor))
        fixed, moved = (revealed_comparative_advantage(part, world=world)["rca"] for part in (frame, one))
        np.testing.assert_allclose(moved, fixed, rtol=1e-12)

    @given(grids, st.randoms(use_true_random=False))
    def test_order_of_rows_and_empty_products_change_nothing(self, grid: list[list[float]], chance: object) -> None:
        frame = matrix(grid)
        found = revealed_comparative_advantage(frame)["rca"]
        order = list(frame.index)
        chance.shuffle(order)  # type: ignore[attr-defined]
        shuffled = revealed_comparative_advantage(frame.loc[order])["rca"]
        np.testing.assert_allclose(shuffled[frame.index], found, rtol=1e-12)
        empty = pd.concat([frame, table("reporter product value", ("r0", "none", 0.0))], ignore_index=True)
        np.testing.assert_allclose(revealed_comparative_advantage(empty)["rca"][:-1], found, rtol=1e-12)

    @given(grids)
    def test_products_that_all_export_in_one_proportion_can_be_put_together(self, grid: list[list[float]]) -> None:
        split = [[line[0], 3 * line[0], *line[1:]] for line in grid]
        whole = [[4 * line[0], *line[1:]] for line in grid]
        apart = revealed_comparative_advantage(matrix(split)).pivot(index="reporter", columns="product", values="rca")
        joined = revealed_comparative_advantage(matrix(whole)).pivot(index="reporter", columns="product", values="rca")
        np.testing.assert_allclose(apart["c0"], joined["c0"], rtol=1e-12)
        np.testing.assert_allclose(apart["c1"], joined["c0"], rtol=1e-12)

    @given(grids)
    def test_the_mean_by_world_share_is_one_and_the_symmetric_form_follows(self, grid: list[list[float]]) -> None:
        found = revealed_comparative_advantage(matrix(grid))
        world = found.groupby("product")["value"].transform("sum")
        weighted = (found["rca"] * world).groupby(found["reporter"]).sum(min_count=1) / found["value"].sum()
        np.testing.assert_allclose(weighted.dropna(), 1, rtol=1e-12)
        rca = found["rca"].dropna()
        assert (rca >= 0).all() and found["rsca"].dropna().between(-1, 1).all()
        np.testing.assert_allclose(found["rsca"].dropna(), (rca - 1) / (rca + 1), rtol=1e-12, atol=1e-15)


class TestTradeIntensity:
    MARGINS = table(
        "reporter partner value",
        ("PER", "CHL", 6.0),
        ("PER", "WLD", 100.0),
        ("WLD", "CHL", 40.0),
        ("WLD", "WLD", 2000.0),
    )

    def test_margins_are_rows_of_the_world_where_there_are_any(self) -> None:
        found = trade_intensity(self.MARGINS)
        assert found.to_dict("records") == [{"reporter": "PER", "partner": "CHL", "intensity": pytest.approx(3.0)}]

    @pytest.mark.parametrize("margin", [1, 2, 3])
    @pytest.mark.parametrize("absent", [True, False])
    def test_a_margin_that_is_not_held_is_not_added_up(self, margin: int, absent: bool) -> None:
        values = self.MARGINS["value"].where(self.MARGINS.index != margin)
        frame = self.MARGINS.drop(index=margin) if absent else self.MARGINS.assign(value=values)
        assert trade_intensity(frame)["intensity"].isna().all()

    @pytest.mark.parametrize("margin", [1, 2, 3])
    def test_a_margin_of_zero_has_no_result(self, margin: int) -> None:
        values = self.MARGINS["value"].where(self.MARGINS.index != margin, 0.0)
        assert trade_intensity(self.MARGINS.assign(value=values))["intensity"].isna().all()

    def test_without_such_rows_they_are_sums_over_the_frame(self) -> None:
        flows = table("reporter partner value", ("A", "B", 30.0), ("A", "C", 10.0), ("B", "C", 20.0), ("C", "B", 40.0))
        found = trade_intensity(flows.set_axis([9, 8, 7, 6]))
        assert found["intensity"].tolist() == pytest.approx(
            [(30 / 40) / (70 / 100), (10 / 40) / (30 / 100), 1 / (30 / 100), 1 / (70 / 100)], abs=EXACT
        )
        assert list(found.index) == [9, 8, 7, 6]

    def test_both_ways_agree_where_the_margins_are_the_sums(self) -> None:
        flows = matrix([[3.0, 0.0, 5.0], [1.0, 4.0, 2.0]], column="partner")
        margins = [
            *(("WLD", name, value) for name, value in flows.groupby("partner")["value"].sum().items()),
            *((name, "WLD", value) for name, value in flows.groupby("reporter")["value"].sum().items()),
            ("WLD", "WLD", flows["value"].sum()),
        ]
        whole = pd.concat([flows, table("reporter partner value", *margins)], ignore_index=True)
        np.testing.assert_allclose(trade_intensity(whole)["intensity"], trade_intensity(flows)["intensity"], rtol=1e-12)

    def test_what_is_missing_or_not_traded_has_no_result(self) -> None:
        flows = matrix([[NAN, 10.0, 30.0], [20.0, 20.0, 0.0], [0.0, 0.0, 0.0]], column="partner")
        found = trade_intensity(flows)["intensity"]
        assert np.isnan(found[0]) and found[6:].isna().all()
        # The reporter is compared with the world over the partners that are held of it: 30 and 30 of 60.
        assert found[1] == pytest.approx((10 / 40) / (30 / 60), abs=EXACT)
        assert found[5] == 0
        assert trade_intensity(matrix([[0.0, 5.0]], column="partner"))["intensity"].isna().tolist() == [True, False]

    def test_groups_and_bases(self) -> None:
        both = pd.concat([self.MARGINS.assign(year=1), self.MARGINS.assign(year=2, value=1.0)], ignore_index=True)
        found = trade_intensity(both)
        assert list(found.columns) == ["year", "reporter", "partner", "intensity"]
        assert found["intensity"].tolist() == pytest.approx([3, 1], abs=EXACT)
        other = both.rename(columns={"year": "case"})
        assert trade_intensity(other, by="case")["intensity"].tolist() == pytest.approx([3, 1], abs=EXACT)
        with pytest.raises(BasisError, match="calendar"):
            trade_intensity(self.MARGINS.assign(calendar=["CY", "FY-JUL", "CY", "CY"]))

    @given(grids, st.sampled_from([0.25, 8.0]), st.randoms(use_true_random=False))
    def test_scale_order_and_the_mean(self, grid: list[list[float]], factor: float, chance: object) -> None:
        flows = matrix(grid, column="partner")
        found = trade_intensity(flows)["intensity"]
        order = list(flows.index)
        chance.shuffle(order)  # type: ignore[attr-defined]
        moved = trade_intensity(flows.assign(value=flows["value"] * factor).loc[order])["intensity"]
        np.testing.assert_allclose(moved[flows.index], found, rtol=1e-12)
        assert (found.dropna() >= 0).all()
        received = flows.groupby("partner")["value"].transform("sum")
        weighted = (found * received).groupby(flows["reporter"]).sum(min_count=1) / flows["value"].sum()
        np.testing.assert_allclose(weighted.dropna(), 1, rtol=1e-12)

    @given(some, some)
    def test_trade_in_proportion_to_size_is_one(self, out: list[float], into: list[float]) -> None:
        found = trade_intensity(matrix([[one * other for other in into] for one in out], column="partner"))
        np.testing.assert_allclose(found["intensity"], 1, rtol=1e-12)


class TestTradeComplementarity:
    EXPORTS = table("reporter product value", ("PER", "fish", 60.0), ("PER", "ore", 40.0))
    IMPORTS = table("reporter product value", ("CHL", "fish", 10.0), ("CHL", "cars", 30.0))

    def test_half_the_differences_of_shares(self) -> None:
        found = trade_complementarity(self.EXPORTS, self.IMPORTS)
        assert list(found.columns) == ["reporter", "partner", "complementarity", "cosine"]
        assert found.loc[0, ["reporter", "partner"]].tolist() == ["PER", "CHL"]
        assert found.loc[0, "complementarity"] == pytest.approx(100 * (1 - (0.35 + 0.4 + 0.75) / 2), abs=EXACT)
        assert found.loc[0, "cosine"] == pytest.approx(0.15 / np.sqrt(0.52 * 0.625), abs=EXACT)

    def test_every_exporter_meets_every_importer_of_its_group(self) -> None:
        exports = matrix([[1.0, 2.0], [3.0, 4.0]]).assign(year=2020)
        imports = pd.concat([exports, exports.assign(year=2021)], ignore_index=True)
        found = trade_complementarity(exports, imports)
        assert list(found.columns) == ["year", "reporter", "partner", "complementarity", "cosine"]
        assert list(zip(found["reporter"], found["partner"], strict=True)) == [
            ("r0", "r0"), ("r0", "r1"), ("r1", "r0"), ("r1", "r1")
        ]  # fmt: skip
        assert set(found["year"]) == {2020}
        renamed = [frame.rename(columns={"year": "vintage"}) for frame in (exports, imports)]
        again = trade_complementarity(*renamed, by="vintage")
        assert again["cosine"].tolist() == found["cosine"].tolist()

    def test_a_missing_product_is_left_out_of_both_structures_of_its_pairs(self) -> None:
        exports = matrix([[10.0, 30.0, NAN], [1.0, 1.0, 2.0]])
        imports = table("reporter product value", ("X", "c0", 5.0), ("X", "c1", 5.0), ("X", "c2", 90.0))
        found = trade_complementarity(exports, imports)["complementarity"]
        assert found.tolist() == pytest.approx([100 * (0.25 + 0.5), 100 * (0.05 + 0.05 + 0.5)], abs=EXACT)
        turned = trade_complementarity(imports, exports)["complementarity"]
        assert turned.tolist() == pytest.approx(found.tolist(), abs=EXACT)

    def test_a_side_without_trade_has_no_structure(self) -> None:
        none = self.EXPORTS.assign(value=0.0)
        assert trade_complementarity(none, self.IMPORTS)[["complementarity", "cosine"]].isna().all(axis=None)
        unheld = self.EXPORTS.assign(value=NAN)
        assert trade_complementarity(unheld, self.IMPORTS)[["complementarity", "cosine"]].isna().all(axis=None)

    def test_bases_are_not_mixed_within_or_between_the_two(self) -> None:
        exports, imports = self.EXPORTS.assign(valuation="FOB"), self.IMPORTS.assign(valuation="CIF")
        assert len(trade_complementarity(exports, imports)) == 1
        with pytest.raises(BasisError, match="valuation"):
            trade_complementarity(exports.assign(valuation=["FOB", "CIF"]), imports)
        with pytest.raises(BasisError, match="nomenclature: HS, SITC"):
            trade_complementarity(exports.assign(nomenclature="HS"), imports.assign(nomenclature="SITC"))

    @given(grids, st.lists(amounts, min_size=1, max_size=6))
    def test_bounds_scale_and_empty_products(self, grid: list[list[float]], line: list[float]) -> None:
        exports, imports = matrix(grid), matrix([line])
        found = trade_complementarity(exports, imports)
        held = found.dropna()
        assert held["complementarity"].between(0, 100).all() and held["cosine"].between(0, 1).all()
        more = pd.concat(
            [imports.assign(value=4 * imports["value"]), table("reporter product value", ("r0", "z", 0.0))]
        )
        again = trade_complementarity(exports.iloc[::-1], more)
        numbers = ["complementarity", "cosine"]
        np.testing.assert_allclose(again[numbers], found[numbers], rtol=1e-9, atol=1e-9)

    def test_rounding_does_not_leave_the_bounds(self) -> None:
        # The shares 18/56, 29/56 and 9/56 add up to more than 1 by a rounding.
        exports = matrix([[18.0, 29.0, 9.0]])
        found = trade_complementarity(exports, exports).iloc[0]
        assert found["complementarity"] <= 100 and found["cosine"] <= 1

    @given(st.lists(amounts, min_size=1, max_size=6).filter(any), st.sampled_from([1.0, 0.5, 16.0]))
    def test_equal_structures_fit_and_others_without_a_common_product_do_not(
        self, line: list[float], factor: float
    ) -> None:
        exports = matrix([line])
        same = trade_complementarity(exports, exports.assign(value=exports["value"] * factor))
        np.testing.assert_allclose(same[["complementarity", "cosine"]], [[100, 1]], rtol=1e-12)
        other = trade_complementarity(exports, exports.assign(product="other " + exports["product"]))
        assert other[["complementarity", "cosine"]].to_numpy().tolist() == [[0, 0]]

    @given(pairs.filter(lambda rows: all(map(any, zip(*rows, strict=True)))))
    def test_sides_change_places_and_coarser_products_fit_no_worse(self, rows: list[tuple[float, float]]) -> None:
        sold, bought = (matrix([list(line)]) for line in zip(*rows, strict=True))
        found = trade_complementarity(sold, bought)
        turned = trade_complementarity(bought, sold)
        np.testing.assert_allclose(turned["complementarity"], found["complementarity"], rtol=1e-12, atol=1e-12)
        coarse = [
            frame.replace({"product": {"c1": "c0"}}).groupby(["reporter", "product"], as_index=False)["value"].sum()
            for frame in (sold, bought)
        ]
        wider = trade_complementarity(*coarse)
        assert wider["complementarity"].iloc[0] >= found["complementarity"].iloc[0] - 1e-9


def flows(*rows: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["export", "import"]).assign(product=[f"c{i}" for i in range(len(rows))])


class TestGrubelLloyd:
    def test_published_questions_of_one_industry(self) -> None:
        # ixambee.com, question 477699: exports 300, imports 200: 0.80.
        assert grubel_lloyd(flows((300, 200))).index == pytest.approx(0.80, abs=EXACT)
        # interviewsolution.com, question 382794 (perfumes): exports 6, imports 2 billion dollars: 0.5.
        assert grubel_lloyd(flows((6e9, 2e9))).index == pytest.approx(0.5, abs=EXACT)

    def test_the_index_is_weighted_and_not_the_mean_of_products(self) -> None:
        found = grubel_lloyd(flows((300, 200), (100, 0)))
        assert found.by_product["gl"].tolist() == pytest.approx([0.8, 0], abs=EXACT)
        assert found.index == pytest.approx(400 / 600, abs=EXACT)
        assert found.index != pytest.approx(found.by_product["gl"].mean(), abs=0.1)

    def test_no_trade_and_a_missing_side_have_no_result(self) -> None:
        found = grubel_lloyd(flows((0, 0), (NAN, 5), (5, NAN), (4, 2), (0, 6)))
        assert found.by_product["gl"].isna().tolist() == [True, True, True, False, False]
        assert found.index == pytest.approx(4 / 12, abs=EXACT)
        assert np.isnan(grubel_lloyd(flows((0, 0), (NAN, 3))).index)

    def test_groups_are_a_series_and_rows_keep_their_index(self) -> None:
        frame = pd.concat([flows((300, 200)).assign(year=2020), flows((0, 0)).assign(year=2019)]).set_axis([5, 2])
        found = grubel_lloyd(frame)
        assert list(found.by_product.index) == [5, 2]
        assert found.index.index.names == ["year"]  # type: ignore[union-attr]
        assert found.index[2020] == pytest.approx(0.8) and np.isnan(found.index[2019])  # type: ignore[index]
        two = grubel_lloyd(frame.assign(partner="JPN"), by=["partner", "year"])
        assert two.index["JPN", 2020] == pytest.approx(0.8)  # type: ignore[index]

    def test_several_reporters_are_separated_or_refused(self) -> None:
        frame = pd.concat([flows((3, 2)).assign(reporter="A"), flows((1, 0)).assign(reporter="B")])
        with pytest.raises(BasisError, match="reporter: A, B"):
            grubel_lloyd(frame)
        assert grubel_lloyd(frame, by="reporter").index.tolist() == pytest.approx([0.8, 0])  # type: ignore[union-attr]

    @given(pairs, st.sampled_from([0.5, 64.0]))
    def test_bounds_scale_order_direction_and_empty_products(self, rows: list[tuple[float, float]], by: float) -> None:
        found = grubel_lloyd(flows(*rows))
        assert found.by_product["gl"].dropna().between(0, 1).all()
        assert 0 <= found.index <= 1 or not any(map(any, rows))
        turned = [(by * other, by * one) for one, other in reversed(rows)]
        again = grubel_lloyd(flows(*turned, (0, 0)))
        np.testing.assert_allclose(again.index, found.index, rtol=1e-12)
        np.testing.assert_allclose(again.by_product["gl"][:-1][::-1], found.by_product["gl"], rtol=1e-12)

    @given(pairs)
    def test_products_alike_merge_and_coarser_ones_never_lower_the_index(self, rows: list[tuple[float, float]]) -> None:
        found = grubel_lloyd(flows(*rows)).index
        halves = [pair for one, other in rows for pair in ((one, other), (3 * one, 3 * other))]
        np.testing.assert_allclose(grubel_lloyd(flows(*halves)).index, found, rtol=1e-12)
        whole = grubel_lloyd(flows(tuple(map(sum, zip(*rows, strict=True))))).index  # type: ignore[arg-type]
        assert np.isnan(found) or whole >= found - 1e-12

    @given(some)
    def test_balanced_trade_is_one_and_trade_one_way_is_zero(self, values: list[float]) -> None:
        assert grubel_lloyd(flows(*((value, value) for value in values))).index == 1
        assert grubel_lloyd(flows(*((value, 0.0) for value in values))).index == 0


def parts(*values: float, of: str = "product") -> pd.DataFrame:
    return pd.DataFrame({of: [f"c{i}" for i in range(len(values))], "value": [float(value) for value in values]})


class TestConcentration:
    def test_four_firms_of_the_department_of_justice(self) -> None:
        # U.S. Department of Justice, Antitrust Division, "Herfindahl-Hirschman Index": shares of 30, 30, 20 and 20
        # percent are 2,600 points of 10,000.
        found = concentration(parts(30, 30, 20, 20))
        assert found.hhi == pytest.approx(0.26, abs=EXACT)
        assert found.effective_number == pytest.approx(1 / 0.26, abs=EXACT)
        assert found.top_share == pytest.approx(0.3, abs=EXACT)

    def test_eight_participants_of_investopedia(self) -> None:
        # Investopedia, video "Herfindahl-Hirschman Index (HHI)": 1,296 points.
        shares = (10, 9, 12, 15, 12, 11, 15, 16)
        assert concentration(parts(*shares)).hhi == pytest.approx(0.1296, abs=EXACT)

    def test_the_parts_are_the_column_that_is_there_or_varies(self) -> None:
        products = parts(1, 1).assign(partner="WLD")
        assert concentration(products).hhi == pytest.approx(0.5)
        partners = parts(3, 1, of="partner").assign(product="rice")
        assert concentration(partners).top_share == pytest.approx(0.75)
        both = parts(3, 1).assign(partner=["JPN", "USA"])
        with pytest.raises(UsageError, match="of='product'"):
            concentration(both)
        assert concentration(both, of="partner").top_share == pytest.approx(0.75)
        assert concentration(both, by="partner").hhi.tolist() == [1, 1]  # type: ignore[union-attr]
        with pytest.raises(UsageError, match="product or partner"):
            concentration(parts(1, of="chapter"))
        assert concentration(parts(1, 1, of="chapter"), of="chapter").hhi == pytest.approx(0.5)

    @pytest.mark.parametrize(("of", "total"), [("partner", "WLD"), ("product", "TOTAL")])
    def test_the_row_of_the_total_is_refused(self, of: str, total: str) -> None:
        with pytest.raises(InputError, match=f"row 1 .*{total}.*leave it out"):
            concentration(parts(3, 3, of=of).assign(**{of: ["one", total]}))

    def test_missing_parts_are_left_out_and_no_trade_has_no_result(self) -> None:
        assert concentration(parts(2, 1, 1, NAN)) == concentration(parts(2, 1, 1))
        for frame in (parts(0, 0), parts(NAN), parts()):
            found = concentration(frame)
            assert all(np.isnan([found.hhi, found.effective_number, found.top_share]))

    def test_groups_are_series(self) -> None:
        frame = pd.concat([parts(1, 1).assign(year=2020), parts(0).assign(year=2019)], ignore_index=True)
        found = concentration(frame)
        assert found.hhi.index.names == ["year"]  # type: ignore[union-attr]
        assert found.effective_number[2020] == pytest.approx(2)  # type: ignore[index]
        assert np.isnan([found.hhi[2019], found.top_share[2019]]).all()  # type: ignore[index]
        with pytest.raises(BasisError, match="reporter"):
            concentration(parts(1, 1).assign(reporter=["A", "B"]))

    @given(st.lists(amounts, min_size=1, max_size=8).filter(any), st.sampled_from([0.5, 32.0]))
    def test_bounds_scale_order_and_empty_parts(self, values: list[float], factor: float) -> None:
        found = concentration(parts(*values))
        traded = sum(map(bool, values))
        assert 1 / traded - 1e-12 <= found.hhi <= 1 + 1e-12
        assert found.effective_number == pytest.approx(1 / found.hhi, rel=1e-12)
        assert found.hhi - 1e-12 <= found.top_share <= 1
        again = concentration(parts(*(factor * value for value in reversed(values)), 0.0))
        assert list(vars(again).values()) == pytest.approx(list(vars(found).values()), rel=1e-12)

    @given(st.integers(1, 12), amounts.filter(bool))
    def test_equal_parts_are_their_number(self, many: int, value: float) -> None:
        assert concentration(parts(*[value] * many)).effective_number == pytest.approx(many, rel=1e-12)

    @given(st.lists(amounts, min_size=2, max_size=8).filter(any))
    def test_putting_parts_together_never_lowers_it(self, values: list[float]) -> None:
        assert concentration(parts(values[0] + values[1], *values[2:])).hhi >= concentration(parts(*values)).hhi - 1e-12


TRADE = matrix([[1.0, 2.0], [3.0, 4.0]])
BILATERAL = TRADE.rename(columns={"product": "partner"})
CALLS = {
    "advantage": (revealed_comparative_advantage, TRADE, "value"),
    "advantage, world": (lambda world: revealed_comparative_advantage(TRADE, world=world), parts(1, 2), "value"),
    "intensity": (trade_intensity, BILATERAL, "value"),
    "complementarity, exports": (lambda exports: trade_complementarity(exports, TRADE), TRADE, "value"),
    "complementarity, imports": (lambda imports: trade_complementarity(TRADE, imports), TRADE, "value"),
    "intra-industry, exports": (grubel_lloyd, flows((1, 2), (3, 4)), "export"),
    "intra-industry, imports": (grubel_lloyd, flows((1, 2), (3, 4)), "import"),
    "concentration": (concentration, parts(1, 2), "value"),
}
calls = pytest.mark.parametrize("call", CALLS)


@calls
@pytest.mark.parametrize(("value", "why"), [(-1.0, "negative"), (float("inf"), "infinite"), ("much", "no number")])
def test_a_value_that_cannot_be_is_refused_with_its_row(call: str, value: object, why: str) -> None:
    measure, frame, column = CALLS[call]
    bad = frame.astype({column: object}).set_axis([f"line {i}" for i in range(len(frame))])
    bad.loc["line 1", column] = value
    with pytest.raises(InputError, match=f"row line 1 .*{why} {column}|row line 1 .*{column} that is {why}"):
        measure(bad)


@calls
def test_a_key_given_twice_and_a_column_that_is_absent_are_refused(call: str) -> None:
    measure, frame, column = CALLS[call]
    twice = pd.concat([frame, frame.iloc[[0]]], ignore_index=True)
    with pytest.raises(InputError, match=f"row {len(frame)} .*twice"):
        measure(twice)
    with pytest.raises(UsageError, match=f"no column {column}"):
        measure(frame.drop(columns=column))


def test_index_labels_that_repeat_are_no_matter() -> None:
    repeated = [0, 0, 1, 1]
    for measure, frame in ((revealed_comparative_advantage, TRADE), (trade_intensity, BILATERAL)):
        found = measure(frame.set_axis(repeated))
        assert list(found.index) == repeated
        assert found.iloc[:, -1].tolist() == measure(frame).iloc[:, -1].tolist()
    dated = parts(1, 2, 3, 4).assign(year=[1, 2, 1, 2])
    for measure in (concentration, lambda rows: grubel_lloyd(rows.assign(export=rows["value"], **{"import": 1.0}))):
        for ours, again in zip(
            *(vars(measure(rows)).values() for rows in (dated, dated.set_axis(repeated))), strict=True
        ):
            assert ours.to_numpy().tolist() == again.to_numpy().tolist()


def test_no_rows_give_a_typed_result_without_rows() -> None:
    none, none_dated = TRADE.iloc[:0], TRADE.assign(year=2020).iloc[:0]
    for frame in (none, none_dated):
        results = [
            revealed_comparative_advantage(frame),
            revealed_comparative_advantage(frame, world=frame.drop(columns="reporter")),
            trade_intensity(frame.rename(columns={"product": "partner"})),
            trade_complementarity(frame, frame),
            grubel_lloyd(frame.rename(columns={"value": "export"}).assign(**{"import": 0.0})).by_product,
        ]
        for result in results:
            assert len(result) == 0 and result.iloc[:, -1].dtype == float and result.iloc[:, -2].dtype != object
    assert np.isnan(grubel_lloyd(flows()).index)
    series = grubel_lloyd(flows().assign(year=pd.Series(dtype=int))).index
    assert isinstance(series, pd.Series) and series.dtype == float and series.empty
    dated = concentration(none_dated.drop(columns="reporter"))
    assert isinstance(dated.hhi, pd.Series) and dated.hhi.empty


def test_a_million_rows_take_about_a_second() -> None:
    # The bound is five times what is measured on two cores: it tells a loop over groups, not a slow day.
    reporters, products = [f"r{i}" for i in range(200)], [f"c{i}" for i in range(5000)]
    rows = pd.DataFrame({"reporter": np.repeat(reporters, 5000), "product": np.tile(products, 200)})
    rows["value"] = np.random.default_rng(5).lognormal(size=len(rows))
    for measure in (revealed_comparative_advantage, lambda frame: concentration(frame, by="reporter")):
        started = pd.Timestamp.now()
        measure(rows)
        assert (pd.Timestamp.now() - started).total_seconds() < 5
