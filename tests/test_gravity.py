"""The gravity equation: PPML against an estimate of its own, separation, the published benchmark and its data."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from figure_looks import draw
from pkjp_analysis import Study, figures, tables
from pkjp_analysis.cleaning.fields import REGRESSORS
from pkjp_analysis.cleaning.snapshot import read_snapshot
from pkjp_analysis.cleaning.tables import gravity_coefficients, gravity_pairs
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.indicators import BasisError, InputError, gravity_benchmark, gravity_ppml
from pkjp_analysis.indicators.gravity import GravityPpml
from pkjp_analysis.indicators.separation import separated_rows
from pkjp_analysis.narrative.gravity import gravity
from pkjp_analysis.store import Store
from sentences import told

pytest.importorskip("pyfixest")
ROOT = Path(__file__).resolve().parents[1]
LOGS = ["lypex", "lypim", "ldist", "border"]
# Both estimates stop where rounding does.
EXACT = {"rtol": 1e-8, "atol": 1e-8}


def economies(count: int = 24, seed: int = 1990) -> pd.DataFrame:
    """Flows between economies in the shape of the 1990 data: sizes and distance in logs, a dummy, many zeros."""
    random = np.random.default_rng(seed)
    size, place = random.normal(24, 2, count), random.uniform(0, 9000, (count, 2))
    pairs = [(i, j) for i in range(count) for j in range(count) if i != j]
    away = np.array([np.hypot(*(place[i] - place[j])) for i, j in pairs]) + 200
    frame = pd.DataFrame(pairs, columns=["exporter", "importer"]).map("E{:02d}".format)
    frame["lypex"], frame["lypim"] = size[[i for i, _ in pairs]], size[[j for _, j in pairs]]
    frame["ldist"], frame["border"] = np.log(away), (away < 1500).astype(int)
    mean = np.exp(-28 + 0.7 * frame["lypex"] + 0.75 * frame["lypim"] - 0.8 * frame["ldist"] + 0.2 * frame["border"])
    zero = random.random(len(frame)) < 0.6 * np.exp(-mean / mean.median())
    frame["flow"] = np.where(zero, 0.0, mean * random.gamma(0.8, 1 / 0.8, len(frame)))
    return frame


def least_squares(flows: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """PPML by iterated least squares, and the sandwich errors (HC0): nothing of pyfixest."""
    mean = (flows + flows.mean()) / 2
    for _ in range(60):
        working, weight = np.log(mean) + flows / mean - 1, np.sqrt(mean)
        beta = np.linalg.lstsq(x * weight[:, None], working * weight, rcond=None)[0]
        mean = np.exp(x @ beta)
    bread = np.linalg.inv((x * mean[:, None]).T @ x)
    scores = x * (flows - mean)[:, None]
    variance = bread @ scores.T @ scores @ bread
    return beta, np.sqrt(np.diag(variance))


def with_constant(frame: pd.DataFrame, names: list[str]) -> np.ndarray:
    return np.column_stack([np.ones(len(frame)), frame[names]])


def table(result: GravityPpml) -> pd.DataFrame:
    return result.coefficients.set_index("regressor")


@pytest.fixture(scope="module")
def trade() -> pd.DataFrame:
    return economies()


def test_ppml_is_an_estimate_made_otherwise(trade: pd.DataFrame) -> None:
    assert 0.1 < trade["flow"].eq(0).mean() < 0.5
    result = gravity_ppml(trade, "flow", LOGS)
    x = with_constant(trade, LOGS)
    beta, errors = least_squares(trade["flow"].to_numpy(), x)
    assert list(result.coefficients["regressor"]) == ["const", *LOGS]
    np.testing.assert_allclose(result.coefficients["coefficient"], beta, **EXACT)
    np.testing.assert_allclose(result.coefficients["standard_error"], errors, **EXACT)
    np.testing.assert_allclose(result.fitted, np.exp(x @ beta), rtol=1e-8)
    np.testing.assert_allclose(result.coefficients["statistic"], beta / errors, rtol=1e-7)
    # The first-order conditions: residuals add up to nothing, by themselves and with each regressor.
    residuals = trade["flow"] - result.fitted
    np.testing.assert_allclose(x.T @ residuals / trade["flow"].sum(), 0, atol=1e-9)
    assert result.observations == len(trade) and not len(result.separated) and not result.dropped_collinear
    assert "HC0" in result.errors


def test_a_case_with_a_known_answer() -> None:
    # A dummy alone fits the means of both groups. The variance of a log mean is the sum of squared residuals over the
    # squared sum of the group: with flows 1, 3 and 0, 12 that is 2 / 16 and 72 / 144.
    known = pd.DataFrame({"flow": [1.0, 3.0, 0.0, 12.0], "near": [0, 0, 1, 1]})
    found = table(gravity_ppml(known, "flow", "near"))
    np.testing.assert_allclose(found["coefficient"], [np.log(2), np.log(3)], **EXACT)
    np.testing.assert_allclose(found["standard_error"], np.sqrt([2 / 16, 2 / 16 + 72 / 144]), **EXACT)


def test_fixed_effects_are_dummies(trade: pd.DataFrame) -> None:
    result = gravity_ppml(trade, "flow", ["ldist", "border", "lypex"], ("exporter", "importer"))
    dummies = pd.get_dummies(trade[["exporter", "importer"]]).drop(columns="importer_E00").astype(float)
    x = np.column_stack([trade[["ldist", "border"]], dummies])
    beta, errors = least_squares(trade["flow"].to_numpy(), x)
    assert list(result.coefficients["regressor"]) == ["ldist", "border"] and result.dropped_collinear == ("lypex",)
    np.testing.assert_allclose(result.coefficients["coefficient"], beta[:2], **EXACT)
    np.testing.assert_allclose(result.coefficients["standard_error"], errors[:2], **EXACT)
    np.testing.assert_allclose(result.fitted, np.exp(x @ beta), rtol=1e-7, atol=1e-12 * trade["flow"].max())
    with pytest.raises(UsageError, match="every regressor is collinear"):
        gravity_ppml(trade, "flow", "lypex", "exporter")


def test_the_unit_of_the_flow_moves_the_constant_alone(trade: pd.DataFrame) -> None:
    one, other = (
        table(gravity_ppml(trade, "flow", LOGS)),
        table(gravity_ppml(trade.assign(flow=1e9 * trade["flow"]), "flow", LOGS)),
    )
    moved = other["coefficient"] - one["coefficient"]
    np.testing.assert_allclose(moved, [np.log(1e9), 0, 0, 0, 0], atol=1e-8)
    np.testing.assert_allclose(other["standard_error"], one["standard_error"], rtol=1e-8)


def test_the_order_of_rows_and_the_names_of_columns_do_not_matter(trade: pd.DataFrame) -> None:
    names = {"lypex": "GDP, exporter", "lypim": "y ~ x | z", "ldist": "log(distance)", "border": "1"}
    before = trade.copy()
    shuffled = trade.rename(columns=names).sample(frac=1, random_state=3)
    result = gravity_ppml(shuffled, "flow", list(names.values()))
    pd.testing.assert_frame_equal(trade, before)
    straight = gravity_ppml(trade, "flow", LOGS)
    np.testing.assert_allclose(
        table(result)[["coefficient", "standard_error"]], table(straight)[["coefficient", "standard_error"]], rtol=1e-8
    )
    assert result.fitted.index.equals(shuffled.index)
    np.testing.assert_allclose(result.fitted.sort_index(), straight.fitted, rtol=1e-8)


def test_levels_and_collinear_regressors(trade: pd.DataFrame) -> None:
    frame = trade.assign(gdp=np.exp(trade["lypex"]), twice=2 * trade["ldist"] - 3, one=7.0)
    result = gravity_ppml(frame, "flow", ["gdp", "ldist", "twice", "one"])
    assert result.dropped_collinear == ("twice", "one")
    beta, errors = least_squares(
        frame["flow"].to_numpy(), with_constant(frame.assign(gdp=frame["gdp"] / 1e12), ["gdp", "ldist"])
    )
    scale = [1, 1e12, 1]
    np.testing.assert_allclose(result.coefficients["coefficient"], beta / scale, rtol=1e-8)
    np.testing.assert_allclose(result.coefficients["standard_error"], errors / scale, rtol=1e-8)


def test_a_regressor_that_only_zeros_have_separates_them(trade: pd.DataFrame) -> None:
    alone = trade["flow"].eq(0) & (np.arange(len(trade)) % 3 == 0)
    result = gravity_ppml(trade.assign(embargo=alone.astype(int)), "flow", [*LOGS, "embargo"])
    assert list(result.separated) == list(trade.index[alone])
    assert result.fitted[alone].isna().all() and result.fitted[~alone].notna().all()
    assert result.observations == int((~alone).sum()) and result.dropped_collinear == ("embargo",)
    without = gravity_ppml(trade[~alone], "flow", LOGS)
    np.testing.assert_allclose(result.coefficients["coefficient"], without.coefficients["coefficient"], rtol=1e-10)


def test_an_exporter_without_sales_is_separated_beside_effects(trade: pd.DataFrame) -> None:
    closed = trade["exporter"] == "E03"
    result = gravity_ppml(trade.assign(flow=trade["flow"].mask(closed, 0.0)), "flow", "ldist", ["exporter", "importer"])
    assert set(result.separated) == set(trade.index[closed])
    assert result.fitted[closed].isna().all()


@pytest.mark.parametrize(
    ("flows", "x", "effects", "separated"),
    [
        # Examples 10 and 3 of the separation tests of ppmlhdfe (Correia, Guimarães and Zylkin 2021).
        (
            [0, 0, 0, 0, 0, 0, 0.5, 1.1, 2.1, 3.3],
            [
                *([-5, 0, 1], [-2, 0, 1], [0, 2, 1], [0, 0, 2], [0, 0, 3], [2, 3, 4], [2, 2, 2], [1, 1, 2]),
                *([4, 2, 4], [3, 3, 2]),
            ],
            [],
            [1, 1, 1, 0, 1, 1, 0, 0, 0, 0],
        ),
        (
            [0, 0, *[1] * 14],
            [],
            [
                [5, 5, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 6, 6],
                [3, 5, 3, 5, 4, 6, 1, 7, 2, 8, 1, 7, 2, 4, 6, 8],
                [6, 7, 1, 2, 1, 2, 3, 4, 3, 4, 5, 8, 5, 6, 7, 8],
            ],
            [1, 1, *[0] * 14],
        ),
        ([0, 0, 0], [[1], [2], [3]], [], [0, 0, 0]),
        ([0, 1, 2, 3], [[5], [1], [2], [9]], [], [0, 0, 0, 0]),
    ],
)
def test_separation_takes_every_row_at_once(
    flows: list[float], x: list[list[float]], effects: list[list[int]], separated: list[int]
) -> None:
    regressors = np.array(x, dtype=float).reshape(len(flows), -1)
    found = separated_rows(np.array(flows, dtype=float), regressors, [np.array(codes) for codes in effects])
    assert found.tolist() == [bool(one) for one in separated]


def test_missing_values_leave_their_rows_out_by_name(trade: pd.DataFrame) -> None:
    holes = trade.astype({"border": float})
    holes.loc[3, "flow"], holes.loc[11, "ldist"], holes.loc[20, "importer"] = np.nan, np.nan, None
    result = gravity_ppml(holes, "flow", ["ldist", "border"], "importer")
    assert list(result.left_out) == [3, 11, 20] and result.fitted[[3, 11, 20]].isna().all()
    assert result.observations == len(trade) - 3
    kept = gravity_ppml(trade.drop(index=[3, 11, 20]), "flow", ["ldist", "border"], "importer")
    np.testing.assert_allclose(result.coefficients["coefficient"], kept.coefficients["coefficient"], rtol=1e-10)


@pytest.mark.parametrize(
    ("change", "arguments", "error", "told"),
    [
        ({"flow": -1.0}, {}, InputError, "row 0 has a negative flow"),
        ({"flow": np.inf}, {}, InputError, "row 0 has an infinite flow"),
        ({"flow": 0.0}, {}, InputError, "positive flow"),
        ({"ldist": -np.inf}, {}, InputError, "row 0 has an infinite ldist"),
        ({"ldist": "far"}, {}, InputError, "row 0 has a ldist that is no number"),
        ({}, {"regressors": []}, UsageError, "needs a regressor"),
        ({}, {"regressors": ["ldist", "ldist"]}, UsageError, "ldist is named twice"),
        ({}, {"regressors": ["lremot"], "fixed_effects": "year"}, UsageError, "no column lremot, year"),
        ({"const": 1.0}, {"regressors": ["const"]}, UsageError, "another name"),
        ({}, {"regressors": None}, UsageError, "needs a regressor"),
        ({}, {"regressors": 3}, UsageError, "regressors=3 names no columns"),
    ],
)
def test_what_cannot_be_estimated_is_refused(
    trade: pd.DataFrame, change: dict[str, object], arguments: dict[str, object], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        gravity_ppml(trade.assign(**change), "flow", **({"regressors": LOGS} | arguments))


def test_rows_that_fit_exactly_have_coefficients_without_errors_and_too_few_have_none(trade: pd.DataFrame) -> None:
    equal = gravity_ppml(trade.assign(flow=7.0), "flow", ["ldist"])
    assert table(equal)["coefficient"].tolist() == pytest.approx([np.log(7), 0], abs=1e-10)
    assert equal.fitted.tolist() == pytest.approx([7.0] * len(trade))
    with pytest.raises(UsageError, match="as many coefficients as rows; give more rows"):
        gravity_ppml(pd.DataFrame({"flow": [1.0, 2.0], "near": [0, 1]}), "flow", "near")


@pytest.mark.parametrize("scale", [1e-305, 1e-200, 1e200, 1e300])
def test_a_regressor_of_any_size_is_estimated_and_not_dropped(trade: pd.DataFrame, scale: float) -> None:
    found, scaled = (gravity_ppml(trade.assign(ldist=trade["ldist"] * by), "flow", LOGS) for by in (1.0, scale))
    assert scaled.dropped_collinear == ()
    np.testing.assert_allclose(scaled.fitted, found.fitted, rtol=1e-8)
    moved = table(scaled)["coefficient"] / table(found)["coefficient"]
    assert moved["ldist"] * scale == pytest.approx(1) and moved.drop("ldist").tolist() == pytest.approx(
        [1] * (len(moved) - 1)
    )


def test_bases_are_not_mixed_but_reporters_may_be(trade: pd.DataFrame) -> None:
    mixed = trade.assign(reporter=trade["exporter"], unit=["USD", "JPY"] * (len(trade) // 2))
    assert gravity_ppml(mixed.drop(columns="unit"), "flow", LOGS).observations == len(trade)
    with pytest.raises(BasisError, match="unit"):
        gravity_ppml(mixed, "flow", LOGS)


def test_without_pyfixest_one_line_says_what_to_do(trade: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyfixest", None)
    with pytest.raises(UsageError, match=r'gravity_ppml needs pyfixest; pip install "pkjp-analysis\[gravity\]"'):
        gravity_ppml(trade, "flow", LOGS)


# The benchmark.

COEFFICIENTS = pd.DataFrame({"regressor": ["ldist", "border", "const"], "coefficient": [-1.0, 0.5, 9.0]})
PAIRS = pd.DataFrame(
    {"exporter": ["PAK", "IND"], "year": 1990, "ldist": [4.0, -2.0], "border": [0, 1], "flow": [100.0, np.nan]},
    index=[7, 3],
)


def test_the_prediction_is_the_exponential_of_the_sum() -> None:
    found = gravity_benchmark(COEFFICIENTS, PAIRS)
    np.testing.assert_allclose(found["predicted"], np.exp([5.0, 11.5]), rtol=1e-14)
    assert list(found.index) == [7, 3] and found["ratio"].iloc[0] == pytest.approx(100 / np.exp(5))
    assert pd.isna(found["ratio"].iloc[1])
    # Without the digits of the coefficients no band is known.
    assert found[["predicted_low", "predicted_high", "ratio_low", "ratio_high"]].isna().all().all()


def test_the_band_holds_every_coefficient_that_rounds_to_the_printed_one() -> None:
    found = gravity_benchmark(COEFFICIENTS.assign(precision=[0.05, 0.05, 0.5]), PAIRS)
    logs = np.log(found[["predicted_low", "predicted", "predicted_high"]])
    np.testing.assert_allclose(logs, [[5 - 0.7, 5, 5 + 0.7], [11.5 - 0.65, 11.5, 11.5 + 0.65]], rtol=1e-13)
    random = np.random.default_rng(5)
    for shift in random.uniform(-1, 1, (50, 3)):
        moved = COEFFICIENTS.assign(coefficient=COEFFICIENTS["coefficient"] + shift * [0.05, 0.05, 0.5])
        assert (
            gravity_benchmark(moved, PAIRS)["predicted"].between(found["predicted_low"], found["predicted_high"]).all()
        )
    assert found["ratio"].iloc[0] * np.exp(-0.7) == pytest.approx(found["ratio_low"].iloc[0])


@pytest.mark.parametrize(
    ("coefficients", "pairs", "error", "told"),
    [
        (COEFFICIENTS, PAIRS.drop(columns="border"), UsageError, "the pairs have no column border"),
        (COEFFICIENTS, PAIRS.assign(colony=1), UsageError, "no coefficient belongs to colony"),
        (COEFFICIENTS.iloc[:2], PAIRS, UsageError, "no coefficient const"),
        (pd.concat([COEFFICIENTS, COEFFICIENTS]), PAIRS, UsageError, "ldist has several coefficients"),
        (COEFFICIENTS.assign(estimator="OLS, log trade"), PAIRS, UsageError, "an equation of logs"),
        (COEFFICIENTS.assign(estimator="Log-linear OLS"), PAIRS, UsageError, "an equation of logs"),
        (COEFFICIENTS, PAIRS.drop(columns="flow"), UsageError, "no column flow; name it in flow="),
        (
            COEFFICIENTS,
            PAIRS.assign(ldist=[4.0, 8000.0]),
            InputError,
            r"row 3 .* exp\(-7990.5\); give regressors in the",
        ),
        (COEFFICIENTS, PAIRS.assign(ldist=-8000.0), InputError, "row 7 has a predicted flow"),
        (COEFFICIENTS.assign(coefficient=np.nan), PAIRS, InputError, "coefficient of ldist is missing"),
        (COEFFICIENTS[["regressor"]], PAIRS, UsageError, "no column coefficient"),
        (COEFFICIENTS, PAIRS.assign(flow=-1), InputError, "row 7 has a negative flow"),
        (COEFFICIENTS, PAIRS.assign(ldist="far"), InputError, "row 7 has a ldist that is no number"),
    ],
)
def test_tables_that_do_not_fit_are_refused_by_name(
    coefficients: pd.DataFrame, pairs: pd.DataFrame, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        gravity_benchmark(coefficients, pairs)


def test_labels_and_flows_are_named_by_the_caller() -> None:
    renamed = PAIRS.rename(columns={"flow": "trade_kusd"}).assign(pair_id=[1, 2])
    found = gravity_benchmark(COEFFICIENTS, renamed, flow="trade_kusd", keep=("year", "pair_id"))
    assert found["ratio"].iloc[0] == gravity_benchmark(COEFFICIENTS, PAIRS)["ratio"].iloc[0]
    assert gravity_benchmark(COEFFICIENTS, PAIRS.drop(columns="flow"), flow=None)["ratio"].isna().all()


def test_an_estimate_predicts_what_it_fitted(trade: pd.DataFrame) -> None:
    result = gravity_ppml(trade, "flow", LOGS)
    found = gravity_benchmark(result.coefficients, trade)
    np.testing.assert_allclose(found["predicted"], result.fitted, rtol=1e-10)


# The data.


def test_the_processed_tables_are_the_rebuilt_ones() -> None:
    names = ["academic/gravity_coefficients.csv", "academic/gravity_pairs.csv"]
    snapshot, store = read_snapshot(ROOT), Store(ROOT)
    assert gravity_coefficients(snapshot).to_csv(index=False) == store.gravity_coefficients.to_csv(index=False)
    assert gravity_pairs(snapshot).to_csv(index=False) == store.gravity_pairs.to_csv(index=False)
    for name, make in zip(names, (gravity_coefficients, gravity_pairs), strict=True):
        frame = snapshot.tables[name]
        snapshot.tables[name] = pd.concat([frame, frame.iloc[:1]], ignore_index=True)
        with pytest.raises(PkjpError, match=f"{name} row .*stands twice"):
            make(snapshot)


def test_published_coefficients_have_three_digits_and_one_row_each() -> None:
    frame = Store(ROOT).gravity_coefficients
    assert frame["coefficient"].str.fullmatch(r"-?\d+\.\d{3}").all() and set(frame["precision"]) == {"0.0005"}
    assert set(frame["multiplier"]) == {"1000"} and not frame["estimator"].str.contains("OLS").any()
    for _, part in frame.groupby("estimate"):
        assert list(part["regressor"]) == [*REGRESSORS, "const"]
    assert frame.set_index(["estimate", "regressor"])["coefficient"]["ppml_all", "ldist"] == "-0.784"


def test_a_flow_that_is_an_observation_too_is_the_same_number() -> None:
    store = Store(ROOT)
    rows = store.observations[store.observations["raw"].str.startswith("academic/trade_totals")]
    origins = set(store.gravity_pairs["origin"])
    rows = rows[(rows["measure"] == "flow") & rows["origin"].isin(origins)]
    out = rows["flow"] == "export"
    exporter, importer = rows["reporter"].where(out, rows["partner"]), rows["partner"].where(out, rows["reporter"])
    keys = pd.MultiIndex.from_arrays([exporter, importer, rows["period_end"].str[:4]])
    pairs = store.gravity_pairs.set_index(["exporter", "importer", "period"])["value"]
    assert len(rows) >= 10 and list(pairs.reindex(keys).astype(float)) == list(rows["value"].astype(float))


# In the study.


@pytest.fixture(scope="module")
def ours() -> Study:
    return Study(root=ROOT)


def test_pakistan_sold_about_half_of_what_ppml_predicts(ours: Study) -> None:
    frame = ours.gravity_benchmark().set_index(["year", "direction", "estimate"])
    row = frame.loc[1990, "Pakistan to Japan", "ppml_all"]
    assert row["actual"] == 521_951_000 and row["unit"] == "USD"
    # exp(-32.326 + 0.732 x 24.60199 + ... - 0.107 x 0), in thousand dollars.
    assert row["predicted"] == pytest.approx(1_017_643_384, rel=1e-9)
    assert row["ratio"] == pytest.approx(0.5129, abs=5e-5)
    assert row["ratio_low"] == pytest.approx(0.488, abs=5e-4) and row["ratio_high"] == pytest.approx(0.539, abs=5e-4)
    assert frame.loc[1990, "Japan to Pakistan", "ppml_all"]["ratio"] == pytest.approx(0.7829, abs=5e-5)
    assert len(frame.loc[1990]) == 32 and list(frame.loc[1990]["highlighted"]).count(True) == 4
    later = frame.loc[2006]
    assert len(later) == 16 and later["predicted"].isna().all() and later["ratio"].isna().all()
    assert later["notes"].str.contains("inferred").all()


@pytest.mark.parametrize(
    ("reporter", "partner", "year", "rows"),
    [
        ("IND", "JPN", 2024, 48),
        ("JPN", "PAK", 2000, 32),
        ("USA", "CHN", 2024, 0),
        ("PAK", "JPN", 1989, 0),
        ("PAK", "IND", 2024, 0),
    ],
)
def test_what_is_held_decides(reporter: str, partner: str, year: int, rows: int, ours: Study) -> None:
    frame = Study(reporter, partner, year, root=ROOT).gravity_benchmark()
    assert len(frame) == rows
    assert frame.dtypes.astype(str).to_dict() == ours.gravity_benchmark().dtypes.astype(str).to_dict()
    assert len(tables.gravity_benchmark(frame)) == (16 if rows else 0)


def test_the_table_has_a_row_per_direction_with_later_flows_beside(ours: Study) -> None:
    shown = tables.gravity_benchmark(ours.gravity_benchmark()).set_index("direction")
    assert len(shown) == 16 and set(shown["year"]) == {1990}
    assert shown.loc["Pakistan to Japan", "actual 2006, USD million"] == pytest.approx(206.2346)
    assert shown.loc["Pakistan to Japan", "by PPML, positive flows"] == pytest.approx(0.4833, abs=5e-5)


def test_sentences_come_from_the_frame(ours: Study) -> None:
    said = " ".join(gravity(ours))
    assert "Pakistan to Japan 522.0 million dollars, 51 percent of the 1.02 billion dollars predicted" in said
    assert "Flows of 2006, of a compilation, are held without a prediction" in said
    assert "51 percent of the 1.02" in told(ours, "8")
    assert gravity(Study("USA", "CHN", 2024, root=ROOT)) == []


def test_the_figure_draws_one_estimate_and_no_flow_without_prediction(ours: Study) -> None:
    alt = figures.record_of(draw("gravity_benchmark", ours.gravity_benchmark())).alt
    assert alt.count("ratio") == 16 and "goods to Japan, Pakistan: actual 522, predicted 1,018, ratio 0.51." in alt
    assert "2006" not in alt.replace("Tenreyro (2006)", "")
