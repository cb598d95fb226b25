"""Economic complexity against a hand-worked network, the Growth Lab's own results, its package, and invariances."""

from __future__ import annotations

import contextlib
import io
import warnings
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pkjp_analysis.errors import UsageError
from pkjp_analysis.indicators import BasisError, InputError, economic_complexity, revealed_comparative_advantage
from pkjp_analysis.indicators.complexity import EconomicComplexity

FIELDS = ("diversity", "ubiquity", "proximity", "density", "eci", "pci")
# Rounding in an eigenvector of a matrix of this size.
EXACT = {"rtol": 1e-10, "atol": 1e-10}


def rows(values: dict[str, dict[str, float]]) -> pd.DataFrame:
    """Exports written as reporter: product: value."""
    return pd.DataFrame(
        [(reporter, product, value) for reporter, sold in values.items() for product, value in sold.items()],
        columns=["reporter", "product", "value"],
    )


def same(one: EconomicComplexity, other: EconomicComplexity, **tolerance: float) -> None:
    for name in FIELDS:
        check = pd.testing.assert_frame_equal if name in ("proximity", "density") else pd.testing.assert_series_equal
        check(getattr(one, name), getattr(other, name), **(tolerance or EXACT))


# The chain A: p1, p2; B: p2, p3; C: p3, one unit each. With k_c = 2, 2, 1 and k_p = 1, 2, 2:
# M~ = [[3/4, 1/4, 0], [1/4, 1/2, 1/4], [0, 1/2, 1/2]], whose eigenvalues are 1 and (3 +- sqrt 5) / 8.
CHAIN = rows({"A": {"p1": 1, "p2": 1}, "B": {"p2": 1, "p3": 1}, "C": {"p3": 1}})
SECOND = (3 + sqrt(5)) / 8
# v_B = (2 lambda - 1) v_C and v_A = v_B / (4 lambda - 3), turned so that the more diverse have more.
A, B, C = (1 + sqrt(5)) / 4, -(sqrt(5) - 1) / 4, -1.0
# The mean of v is -1/6, of its squares 7/12: the standard deviation is sqrt(7/12 - 1/36).
MEAN, SPREAD = -1 / 6, sqrt(5) / 3


def test_a_chain_of_three_worked_by_hand() -> None:
    result = economic_complexity(CHAIN)
    assert result.diversity.to_dict() == {"A": 2, "B": 2, "C": 1}
    assert result.ubiquity.to_dict() == {"p1": 1, "p2": 2, "p3": 2}
    np.testing.assert_allclose(result.proximity, [[1, 1 / 2, 0], [1 / 2, 1, 1 / 2], [0, 1 / 2, 1]])
    # The sums of proximity to p1, p2, p3 are 3/2, 2, 3/2.
    np.testing.assert_allclose(result.density, [[1, 3 / 4, 1 / 3], [1 / 3, 3 / 4, 1], [0, 1 / 4, 2 / 3]], atol=1e-15)
    np.testing.assert_allclose(result.eci, [(value - MEAN) / SPREAD for value in (A, B, C)], rtol=1e-12)
    carried = np.array([A, (A + B) / 2, (B + C) / 2]) / SECOND
    np.testing.assert_allclose(result.pci, (carried - MEAN) / SPREAD, rtol=1e-12)


def test_the_results_that_the_growth_lab_prints() -> None:
    # Ten European exporters and thirty HS 1992 headings in 1995, and what the Stata package ecomplexity of the Growth
    # Lab makes of them, to its last printed digit: github.com/cid-harvard/py-ecomplexity (MIT licence), tests/fixtures,
    # trade_data_sample.csv and stata_ground_truth.csv.
    printed = pd.read_csv(Path(__file__).with_name("growth_lab_1995.csv"), dtype={"product": str}, index_col="product")
    exporters = ["aut", "blx", "che", "deu", "dnk", "esp", "gbr", "ita", "pol", "svn"]
    long = printed[exporters].rename_axis(columns="reporter").stack().rename("value").reset_index()
    result = economic_complexity(long)
    assert result.diversity.tolist() == [14, 16, 16, 15, 11, 16, 20, 9, 7, 14]
    assert result.ubiquity.tolist() == printed["ubiquity"].tolist()
    eci = [
        *(1.073207217992253, -0.3159764634559932, 1.06773721349865, 1.200861157616729, -0.9777046345252988),
        *(0.0180390442936879, 0.5359206138129307, -0.421184002398617, -2.170709342895322, -0.0101908039390183),
    ]
    # Stata's deviation is the sample's, over the 300 rows in which it repeats the index of an economy; the one here is
    # the population's, over the economies.
    narrower = sqrt(299 / 300)
    np.testing.assert_allclose(narrower * result.eci, eci, rtol=0, atol=1e-12)
    np.testing.assert_allclose(narrower * result.pci, printed["pci"], rtol=0, atol=1e-12)
    # Stata leaves a product itself out of its own density; here it counts.
    table = long.pivot(index="reporter", columns="product", values="value").to_numpy()
    shown = table / table.sum(axis=1, keepdims=True) >= table.sum(axis=0) / table.sum()
    around = result.proximity.sum().to_numpy()
    others = (result.density * around - shown) / (around - 1)
    for exporter in ("aut", "deu"):
        np.testing.assert_allclose(others.loc[exporter], printed[f"density_{exporter}"], rtol=0, atol=1e-12)


def seeded(seed: int, reporters: int = 12, products: int = 30, filled: float = 0.6) -> pd.DataFrame:
    """Lognormal exports of which a part is absent."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame(
        random.lognormal(0, 2, (reporters, products)),
        pd.Index([f"R{place:02}" for place in range(reporters)], name="reporter"),
        pd.Index([f"{place:06}" for place in range(products)], name="product"),
    )
    return table.where(random.random(table.shape) < filled).stack().dropna().rename("value").reset_index()


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_the_package_ecomplexity(seed: int) -> None:
    peer = pytest.importorskip("ecomplexity", reason="needs the extra [benchmarks]")
    frame = seeded(seed).assign(year=2020)
    columns = {"time": "year", "loc": "reporter", "prod": "product", "val": "value"}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        theirs = peer.ecomplexity(frame, columns, check_logsupermodularity=False)
        near = peer.proximity(frame, columns)
    result = economic_complexity(frame)
    of_reporter, of_product = (theirs.groupby(name).first() for name in ("reporter", "product"))
    for mine, other in (
        (result.diversity, of_reporter["diversity"]),
        (result.eci, of_reporter["eci"]),
        (result.ubiquity, of_product["ubiquity"]),
        (result.pci, of_product["pci"]),
        (result.density, theirs.pivot(index="reporter", columns="product", values="density")),
        (result.proximity, near.pivot(index="product_1", columns="product_2", values="proximity")),
    ):
        np.testing.assert_allclose(mine, other, rtol=0, atol=1e-8)


def test_an_advantage_is_the_one_of_the_measure() -> None:
    frame = seeded(11)
    advantage = revealed_comparative_advantage(frame)
    has = advantage["rca"] >= 1
    result = economic_complexity(frame)
    assert result.diversity.to_dict() == has.groupby(frame["reporter"]).sum().to_dict()
    assert result.ubiquity.to_dict() == has.groupby(frame["product"]).sum().to_dict()


def test_an_advantage_of_exactly_one_counts() -> None:
    # Every RCA is 1, though 0.1 + 0.2 is not 0.3 in binary.
    alike = rows({"A": {"p": 0.1, "q": 0.2}, "B": {"p": 0.3, "q": 0.6}, "C": {"p": 1, "q": 2}})
    result = economic_complexity(alike)
    assert result.diversity.tolist() == [2, 2, 2]
    assert result.eci.isna().all() and result.pci.isna().all()


def test_what_is_not_determined_is_missing() -> None:
    apart = rows({"A": {"p": 1, "q": 2}, "B": {"p": 2, "q": 1}, "C": {"r": 1}})
    equally_diverse = rows({"A": {"p": 1, "q": 1}, "B": {"q": 1, "r": 1}, "C": {"r": 1, "p": 1}})
    alone = rows({"A": {"p": 1, "q": 2}})
    for frame in (apart, equally_diverse, alone):
        result = economic_complexity(frame)
        assert result.eci.isna().all() and result.pci.isna().all()
        assert result.density.notna().all(axis=None) and result.diversity.sum() == result.ubiquity.sum()


def test_years_are_separate_and_come_first() -> None:
    both = pd.concat([CHAIN.assign(year=2001), CHAIN.iloc[:4].assign(year=2000)], ignore_index=True)
    result = economic_complexity(both)
    assert result.eci.index.names == ["year", "reporter"]
    assert result.proximity.index.names == ["year", "product"] and result.density.index.names == ["year", "reporter"]
    same(
        EconomicComplexity(**{name: getattr(result, name).loc[2001] for name in FIELDS}),
        economic_complexity(CHAIN),
    )
    with pytest.raises(InputError, match="twice"):
        economic_complexity(both, by=())
    named = economic_complexity(both.rename(columns={"year": "when"}), by="when")
    assert named.pci.index.names == ["when", "product"]


def test_a_product_of_one_year_is_missing_in_the_other() -> None:
    more = pd.DataFrame([("C", "p4", 1.0)], columns=["reporter", "product", "value"])
    both = pd.concat([CHAIN.assign(year=2000), pd.concat([CHAIN, more]).assign(year=2001)], ignore_index=True)
    result = economic_complexity(both)
    assert result.density.loc[2000, "p4"].isna().all() and result.density.loc[2001, "p4"].notna().all()
    assert (2000, "p4") not in result.ubiquity.index


def test_a_value_that_is_not_held_is_neither_zero_nor_an_advantage() -> None:
    frame = seeded(3, filled=1.0)
    cell = (frame["reporter"] == "R05") & (frame["product"] == "000007")
    frame = frame.assign(value=frame["value"].mask(cell))
    result = economic_complexity(frame)
    has = revealed_comparative_advantage(frame)["rca"] >= 1
    assert result.diversity.to_dict() == has.groupby(frame["reporter"]).sum().to_dict()
    assert result.ubiquity.to_dict() == has.groupby(frame["product"]).sum().to_dict()
    assert np.isnan(result.density.loc["R05", "000007"]) and result.density.isna().sum().sum() == 1
    # A reporter's other densities are over the products that are held of it.
    shown = has.groupby([frame["reporter"], frame["product"]]).any().unstack().astype(float)
    held = 1 - cell.groupby([frame["reporter"], frame["product"]]).any().unstack().astype(float)
    expected = (shown @ result.proximity) / (held @ result.proximity)
    np.testing.assert_allclose(result.density, expected.where(held == 1), rtol=1e-12)


def test_a_product_in_which_nobody_is_seen_to_have_an_advantage_is_left_out() -> None:
    unknown = np.nan
    unheld = rows(
        {
            "A": {"p": unknown, "q": 1, "r": unknown},
            "B": {"p": unknown, "q": 10, "r": 2},
            "C": {"p": 10, "q": unknown, "r": 5},
        }
    )
    rca = revealed_comparative_advantage(unheld)
    assert set(rca.loc[rca["rca"] >= 1, "product"]) == {"p", "q"}
    result = economic_complexity(unheld)
    for labels in (result.ubiquity.index, result.proximity, result.density, result.pci.index):
        assert list(labels) == ["p", "q"]


def test_rows_that_no_network_has_are_refused_and_the_input_stays() -> None:
    before = CHAIN.copy()
    economic_complexity(CHAIN)
    pd.testing.assert_frame_equal(CHAIN, before)
    with pytest.raises(InputError, match="WLD"):
        economic_complexity(pd.concat([CHAIN, CHAIN.iloc[:2].assign(reporter="WLD")]))
    with pytest.raises(BasisError, match="valuation"):
        economic_complexity(CHAIN.assign(valuation=["FOB", "FOB", "FOB", "FOB", "CIF"]))
    with pytest.raises(InputError, match="negative"):
        economic_complexity(CHAIN.assign(value=-1))
    with pytest.raises(InputError, match="twice"):
        economic_complexity(pd.concat([CHAIN, CHAIN]))
    with pytest.raises(UsageError, match="value"):
        economic_complexity(CHAIN.drop(columns="value"))


@pytest.mark.parametrize("frame", [CHAIN.iloc[:0], CHAIN.assign(value=0.0), CHAIN.assign(value=np.nan)])
@pytest.mark.parametrize("year", [None, 2020])
def test_without_any_export_nothing_comes_back(frame: pd.DataFrame, year: int | None) -> None:
    result = economic_complexity(frame if year is None else frame.assign(year=year))
    assert [len(getattr(result, name)) for name in FIELDS] == [0] * len(FIELDS)
    assert result.eci.index.names == (["reporter"] if year is None else ["year", "reporter"])


tables = st.integers(2, 6).flatmap(
    lambda reporters: st.integers(2, 7).flatmap(
        lambda products: st.lists(
            st.lists(st.integers(0, 1000), min_size=products, max_size=products),
            min_size=reporters,
            max_size=reporters,
        )
    )
)


def exports(table: list[list[int]]) -> pd.DataFrame:
    named = {f"R{row}": {f"p{column}": value for column, value in enumerate(line)} for row, line in enumerate(table)}
    return rows(named)


@settings(deadline=None, max_examples=60)
@given(tables)
def test_ranges_and_sums(table: list[list[int]]) -> None:
    assume(any(map(any, table)))
    result = economic_complexity(exports(table))
    assert result.diversity.sum() == result.ubiquity.sum()
    # The mean RCA, weighted by the world's shares, is 1: nobody is without an advantage, no product without a seller.
    assert result.diversity.min() >= 1 and result.ubiquity.min() >= 1
    near = result.proximity.to_numpy()
    assert (near == near.T).all() and (np.diag(near) == 1).all() and near.min() >= 0 and near.max() <= 1
    assert result.density.min().min() >= 0 and result.density.max().max() <= 1 + 1e-12
    if result.eci.notna().all():
        assert abs(result.eci.mean()) < 1e-9 and abs(result.eci.std(ddof=0) - 1) < 1e-9
        assert result.eci @ (result.diversity - result.diversity.mean()) > 0


@settings(deadline=None, max_examples=60)
@given(tables, st.sampled_from([1e-6, 0.1, 3.7, 1e9]), st.randoms(use_true_random=False))
def test_scale_order_and_zero_rows_change_nothing(table: list[list[int]], scale: float, random: object) -> None:
    frame = exports(table)
    assume(frame["value"].any())
    result = economic_complexity(frame)
    same(economic_complexity(frame.assign(value=frame["value"] * scale)), result)
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    same(economic_complexity(frame.iloc[order]), result)
    same(economic_complexity(frame[frame["value"] > 0]), result)
    empty = pd.DataFrame({"reporter": ["R0", "nobody"], "product": ["unsold", "p0"], "value": [0.0, 0.0]})
    same(economic_complexity(pd.concat([frame, empty], ignore_index=True)), result)


@settings(deadline=None, max_examples=60)
@given(tables)
def test_other_labels_change_labels_only(table: list[list[int]]) -> None:
    frame = exports(table)
    assume(frame["value"].any())
    result = economic_complexity(frame)
    turned = economic_complexity(frame.assign(product="z" + frame["product"], reporter="y" + frame["reporter"]))
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(turned, name), getattr(result, name))
    # Labels in the opposite order: the same values under other names, in another order of the sums.
    names = {name: f"{9 - int(name[1:])}" for name in {*frame["product"], *frame["reporter"]}}
    swapped = economic_complexity(frame.replace({"product": names, "reporter": names}))
    for name in ("diversity", "eci", "ubiquity", "pci"):
        expected = getattr(result, name).rename(names)
        pd.testing.assert_series_equal(getattr(swapped, name).sort_index(), expected.sort_index(), **EXACT)


@settings(deadline=None, max_examples=40)
@given(tables)
def test_the_index_of_an_economy_is_the_mean_of_its_products(table: list[list[int]]) -> None:
    frame = exports(table)
    assume(frame["value"].any())
    result = economic_complexity(frame)
    assume(result.eci.notna().all())
    wide = frame.pivot(index="reporter", columns="product", values="value").loc[result.eci.index, result.pci.index]
    total = wide.sum(axis=1).to_numpy()[:, None] * wide.sum().to_numpy()
    shown = wide.to_numpy() * wide.to_numpy().sum() >= total
    np.testing.assert_allclose((shown @ result.pci.to_numpy()) / shown.sum(axis=1), result.eci, **EXACT)
