"""Every measure on a whole table of the Comtrade shape at HS 6-digit: nothing is missing, and the identities hold."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import comtrade_like as made
from pkjp_analysis import indicators
from pkjp_analysis.indicators import (
    BasisError,
    InputError,
    concentration,
    constant_market_share,
    economic_complexity,
    gravity_benchmark,
    gravity_ppml,
    growth_contributions,
    grubel_lloyd,
    mirror_comparison,
    revealed_comparative_advantage,
    screen_products,
    trade_complementarity,
    trade_intensity,
)

FIRST, LAST = made.YEARS
REPORTERS = set(made.ECONOMIES)
# Sums of whole dollars are exact; ratios of them and their sums are not.
NEAR = {"rtol": 1e-9}


@cache
def table() -> pd.DataFrame:
    return made.comtrade()


@cache
def lines(level: int = 6) -> pd.DataFrame:
    return made.rows_of(table(), level)


def flow(name: str, *, world: bool, level: int = 6) -> pd.DataFrame:
    """One flow, with the world as partner or with each partner."""
    held = lines(level)
    return held[(held["flow"] == name) & ((held["partner"] == "WLD") == world)]


def of_pair(one: str, other: str) -> pd.DataFrame:
    """A reporter's exports to and imports from a partner, side by side by product and year."""
    held = lines()
    both = held[(held["reporter"] == one) & (held["partner"] == other)]
    wide = both.pivot(index=["year", "product"], columns="flow", values="value")
    return wide.reindex(columns=["export", "import"]).fillna(0.0).reset_index()


def test_the_table_is_of_the_documented_shape_and_adds_up() -> None:
    rows = table()
    assert list(rows) == list(made.FIELDS)
    assert set(rows["reporterISO"]) == REPORTERS and set(rows["flowCode"]) == {"X", "M"}
    leaves = rows[rows["isLeaf"]]
    assert leaves["cmdCode"].str.fullmatch(r"\d{6}").all() and leaves["cmdCode"].nunique() == made.PRODUCTS
    exports, imports = rows[rows["flowCode"] == "X"], rows[rows["flowCode"] == "M"]
    assert (exports["primaryValue"] == exports["fobvalue"]).all() and exports["cifvalue"].isna().all()
    assert (imports["primaryValue"] == imports["cifvalue"]).all()
    assert (rows["primaryValue"] > 0).all() and not lines().duplicated(
        ["reporter", "partner", "flow", "product", "year"]
    ).any()
    for level, finer in pairwise((0, 2, 6)):
        keys = ["reporter", "partner", "flow", "year"]
        pd.testing.assert_series_equal(
            lines(level).groupby(keys)["value"].sum(), lines(finer).groupby(keys)["value"].sum()
        )
    for name in ("export", "import"):
        keys = ["reporter", "product", "year"]
        apart = flow(name, world=False).groupby(keys)["value"].sum()
        pd.testing.assert_series_equal(flow(name, world=True).set_index(keys)["value"].sort_index(), apart)


def test_the_table_is_the_same_every_time() -> None:
    made._flows.cache_clear()
    pd.testing.assert_frame_equal(made.comtrade(), table())


def test_every_measure_is_tried_here() -> None:
    # What is imported is used: ruff sees to that.
    assert set(indicators.MEASURES) <= set(globals())


def test_advantage() -> None:
    exports = flow("export", world=True)
    result = revealed_comparative_advantage(exports)
    assert len(result) == len(exports) and result["rca"].notna().all() and result["rsca"].between(-1, 1).all()
    # Weighted by the products' shares in the world, a reporter's RCA is 1 on average.
    world = exports.groupby(["year", "product"])["value"].sum()
    share = world / world.groupby("year").transform("sum")
    weights = share.loc[pd.MultiIndex.from_frame(result[["year", "product"]])].to_numpy()
    average = (result["rca"] * weights).groupby([result["year"], result["reporter"]]).sum()
    np.testing.assert_allclose(average, 1, **NEAR)


def test_intensity() -> None:
    pairs = flow("export", world=False, level=0)
    result = trade_intensity(pairs)
    assert len(result) == len(pairs) and result["intensity"].gt(0).all()
    to_partner = pairs.groupby(["year", "partner"])["value"].sum()
    share = to_partner / to_partner.groupby("year").transform("sum")
    weights = share.loc[pd.MultiIndex.from_frame(result[["year", "partner"]])].to_numpy()
    average = (result["intensity"] * weights).groupby([result["year"], result["reporter"]]).sum()
    np.testing.assert_allclose(average, 1, **NEAR)


def test_intensity_from_printed_margins_is_that_of_sums() -> None:
    pairs = flow("export", world=False, level=0)[["reporter", "partner", "year", "value"]]
    reported = flow("export", world=True, level=0)[["reporter", "partner", "year", "value"]]
    received = pairs.groupby(["partner", "year"], as_index=False)["value"].sum().assign(reporter="WLD")
    everything = pairs.groupby("year", as_index=False)["value"].sum().assign(reporter="WLD", partner="WLD")
    keys = ["year", "reporter", "partner"]
    printed = trade_intensity(pd.concat([pairs, reported, received, everything], ignore_index=True))
    summed = trade_intensity(pairs)
    one, other = (found.set_index(keys)["intensity"].sort_index() for found in (printed, summed))
    pd.testing.assert_series_equal(one, other)


def test_complementarity() -> None:
    result = trade_complementarity(flow("export", world=True), flow("import", world=True))
    assert len(result) == len(made.YEARS) * len(REPORTERS) ** 2
    assert result["complementarity"].between(0, 100).all() and result["cosine"].between(0, 1 + 1e-12).all()
    coarser = trade_complementarity(flow("export", world=True, level=2), flow("import", world=True, level=2))
    keys = ["year", "reporter", "partner"]
    finer = result.set_index(keys)["complementarity"].sort_index()
    assert (coarser.set_index(keys)["complementarity"].sort_index() >= finer - 1e-9).all()


def test_intra_industry_trade() -> None:
    trade = of_pair("PAK", "JPN")
    result = grubel_lloyd(trade)
    by_product = result.by_product
    assert len(by_product) == len(trade) and by_product["gl"].between(0, 1).all()
    weight = (trade["export"] + trade["import"]).to_numpy()
    mean = (by_product["gl"] * weight).groupby(by_product["year"]).sum() / pd.Series(weight).groupby(
        by_product["year"].to_numpy()
    ).sum()
    np.testing.assert_allclose(result.index, mean, **NEAR)
    turned = grubel_lloyd(trade.rename(columns={"export": "import", "import": "export"}))
    np.testing.assert_allclose(turned.index, result.index, **NEAR)


@pytest.mark.parametrize("of", ["product", "partner"])
def test_concentration(of: str) -> None:
    exports = flow("export", world=of == "product", level=6 if of == "product" else 0)
    result = concentration(exports[exports["reporter"] == "PAK"], of=of)
    assert list(result.hhi.index) == list(made.YEARS)
    np.testing.assert_allclose(result.hhi * result.effective_number, 1, **NEAR)
    assert (result.top_share**2 <= result.hhi).all() and (result.hhi <= result.top_share).all()


def test_growth_contributions() -> None:
    exports = flow("export", world=True)
    result = growth_contributions(exports, by="reporter")
    assert set(result["reporter"]) == REPORTERS and (result["status"] != "not held").all()
    assert {"both", "new", "gone"} >= set(result["status"])
    total = flow("export", world=True, level=0).pivot(index="reporter", columns="year", values="value")
    growth = 100 * (total[LAST] / total[FIRST] - 1)
    np.testing.assert_allclose(result.groupby("reporter")["contribution"].sum(), growth, **NEAR)
    np.testing.assert_allclose(result.groupby("reporter")["growth"].first(), growth, **NEAR)


def test_constant_market_share() -> None:
    exports = flow("export", world=False)
    own = exports[exports["reporter"] == "PAK"]
    # The market's imports from everyone: it reports them, and is the partner of the exports.
    markets = flow("import", world=True).assign(partner=lambda held: held["reporter"])
    result = constant_market_share(own, markets, across="valuation")
    assert not len(result.left_out)
    total = flow("export", world=True, level=0).query("reporter == 'PAK'").set_index("year")["value"]
    assert (result.first, result.last) == (total[FIRST], total[LAST])
    np.testing.assert_allclose(result.change, total[LAST] - total[FIRST], **NEAR)
    parts = result.world_growth + result.commodity + result.market + result.competitiveness
    np.testing.assert_allclose(parts, result.change, **NEAR)
    with pytest.raises(BasisError, match="valuation"):
        constant_market_share(own, markets)


def test_mirror_comparison() -> None:
    held = lines()
    both = held[held["partner"] != "WLD"]
    result = mirror_comparison(both, freight=made.FREIGHT, lag=(0, 0))
    assert len(result) == len(both) // 2 and (result["status"] == "both").all()
    # The gap is freight alone, and inside the range that it was drawn from.
    assert (result["unexplained"] == 0).all() and result["ratio"].between(1.05, 1.20).all()
    np.testing.assert_allclose(result["gap"], result["imported"] - result["exported"], **NEAR)
    narrow = mirror_comparison(both, freight=(0.0, 0.01), lag=(0, 0))
    assert (narrow["unexplained"] > 0).all()
    # The year before is held for the second year only, and only where the pair traded the product then.
    late = mirror_comparison(both)
    assert late.loc[late["year"] == FIRST, "calendar_high"].isna().all()
    assert late.loc[late["year"] == LAST, "calendar_high"].notna().mean() > 0.9


def test_complexity() -> None:
    exports = flow("export", world=True)
    result = economic_complexity(exports)
    advantage = revealed_comparative_advantage(exports)
    count = (advantage["rca"] >= 1).groupby([advantage["year"], advantage["reporter"]]).sum()
    assert result.diversity.to_dict() == count.to_dict()
    for year in made.YEARS:
        assert set(result.eci.loc[year].index) == REPORTERS and result.pci.loc[year].notna().all()
        assert abs(result.eci.loc[year].mean()) < 1e-12 and abs(result.eci.loc[year].std(ddof=0) - 1) < 1e-12
        assert result.diversity.loc[year].sum() == result.ubiquity.loc[year].sum()
        sold = result.ubiquity.loc[year].index
        assert result.density.loc[year][sold].stack().between(0, 1).all()
        near = result.proximity.loc[year].loc[sold, sold].to_numpy()
        assert (near == near.T).all() and (np.diag(near) == 1).all()


def test_a_row_of_the_world_among_reporters_is_refused() -> None:
    exports = flow("export", world=True)
    world = exports.groupby(["product", "year"], as_index=False)["value"].sum().assign(reporter="WLD")
    for measure in (revealed_comparative_advantage, economic_complexity):
        with pytest.raises(InputError, match="WLD"):
            measure(pd.concat([exports, world]))


def test_one_download_with_both_flows_needs_one_at_a_time() -> None:
    with pytest.raises((BasisError, InputError)):
        economic_complexity(lines()[lines()["partner"] == "WLD"])
    with pytest.raises((BasisError, InputError)):
        revealed_comparative_advantage(lines()[lines()["partner"] == "WLD"])


def candidates() -> pd.DataFrame:
    """What Japan imports, product by product, and how Pakistan stands in it."""
    exports = flow("export", world=True)
    imports = (
        flow("import", world=True).query("reporter == 'JPN'").pivot(index="product", columns="year", values="value")
    )
    imports = imports.dropna()
    from_pakistan = flow("import", world=False).query(f"reporter == 'JPN' and partner == 'PAK' and year == {LAST}")
    advantage = revealed_comparative_advantage(exports).query(f"reporter == 'PAK' and year == {LAST}")
    density = economic_complexity(exports).density.loc[(LAST, "PAK")]
    frame = pd.DataFrame(
        {
            "size": imports[LAST],
            "growth": 100 * (imports[LAST] / imports[FIRST] - 1),
            # A product without a row is not exported: its RCA and its share are 0.
            "advantage": advantage.set_index("product")["rca"].reindex(imports.index, fill_value=0.0),
            "share": (from_pakistan.set_index("product")["value"] / imports[LAST]).reindex(imports.index).fillna(0.0),
            "density": density.reindex(imports.index),
        }
    )
    return frame[frame["density"].notna()].reset_index()


def test_screening() -> None:
    lots = candidates()
    assert len(lots) > made.PRODUCTS / 2
    result = screen_products(lots, draws=500)
    assert len(result.ranking) == len(lots) and set(result.ranking["product"]) == set(lots["product"])
    assert sorted(result.ranking["rank"]) == list(range(1, len(lots) + 1)) and not len(result.left_out)
    again = screen_products(lots.sample(frac=1, random_state=1), draws=500)
    assert list(again.ranking["product"]) == list(result.ranking["product"])


def test_gravity() -> None:
    pytest.importorskip("pyfixest", reason="needs the extra [gravity]")
    pairs = made.gravity_pairs(table())
    result = gravity_ppml(pairs, "trade", ["log_distance"], fixed_effects=("exporter", "importer"))
    found = result.coefficients.set_index("regressor").loc["log_distance"]
    # The table is drawn with an elasticity of -0.9; what each exporter is able to make is drawn besides.
    assert abs(found["coefficient"] + 0.9) < 0.2 and found["standard_error"] > 0
    assert result.observations == len(pairs) == len(REPORTERS) * (len(REPORTERS) - 1)
    # Poisson with fixed effects reproduces each exporter's and each importer's total.
    for side in ("exporter", "importer"):
        fitted, actual = (values.groupby(pairs[side]).sum() for values in (result.fitted, pairs["trade"]))
        np.testing.assert_allclose(fitted, actual, rtol=1e-8)


def test_gravity_benchmark() -> None:
    pytest.importorskip("pyfixest", reason="needs the extra [gravity]")
    pairs = made.gravity_pairs(table())
    result = gravity_ppml(pairs, "trade", ["log_distance", "log_size_exporter", "log_size_importer"])
    against = gravity_benchmark(result.coefficients[["regressor", "coefficient"]], pairs, flow="trade")
    np.testing.assert_allclose(against["predicted"], result.fitted, rtol=1e-8)
    np.testing.assert_allclose(against["ratio"], pairs["trade"] / result.fitted, rtol=1e-8)
    # With a constant, predictions add up to the trade that there is.
    np.testing.assert_allclose(against["predicted"].sum(), pairs["trade"].sum(), rtol=1e-8)
