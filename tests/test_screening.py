"""Screening of candidate products and the stability of their ranks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkjp_analysis.errors import UsageError
from pkjp_analysis.indicators import BasisError, InputError, screen_products

CRITERIA = ["size", "growth", "advantage", "share", "tariff", "standards", "density"]


def candidates(n: int = 8, seed: int = 1, columns: list[str] | None = None) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = {name: rng.integers(0, 50, n).astype(float) for name in columns or CRITERIA}
    return pd.DataFrame({"product": [f"{10 + i}" for i in range(n)], **values})


def test_scores_by_hand() -> None:
    # Computed by hand: size ranks 1, 2.5, 2.5, 4 of four, (rank - 1) / 3; tariff down.
    frame = pd.DataFrame(
        {"product": list("abcd"), "size": [1.0, 5.0, 5.0, 900.0], "tariff": [0.0, 10.0, 20.0, 300.0]},
        index=[7, 8, 9, 10],
    )
    found = screen_products(frame, weights={"size": 3, "tariff": 1}, top=(1, 2))
    ranking = found.ranking
    assert ranking["product"].tolist() == ["d", "b", "c", "a"]
    assert ranking.index.tolist() == [10, 8, 9, 7]
    assert ranking["size"].tolist() == pytest.approx([1, 0.5, 0.5, 0], rel=1e-12)
    assert ranking["tariff"].tolist() == pytest.approx([0, 2 / 3, 1 / 3, 1], rel=1e-12)
    assert ranking["score"].tolist() == pytest.approx([3 / 4, 13 / 24, 11 / 24, 1 / 4], rel=1e-12)
    assert ranking["rank"].tolist() == [1, 2, 3, 4]
    assert found.weights == {"size": 0.75, "tariff": 0.25}
    assert found.absent == ("growth", "advantage", "share", "standards", "density")
    assert found.left_out.empty


def test_the_share_of_draws_agrees_with_its_exact_value() -> None:
    # With two criteria the first weight is uniform on 0-1. a scores w, b scores 1 - w, c 0.5 and d 0.3 to each w:
    # a is first where w > 0.5, among two where it beats c or b too; the order of a, b and c turns at 0.5.
    frame = pd.DataFrame({"product": list("abc"), "size": [3.0, 1.0, 2.0], "growth": [-5.0, 4.0, 0.0]})
    found = screen_products(frame, draws=40_000, top=(1, 2)).ranking.set_index("product")
    four_errors = 4 * np.sqrt(0.25 / 40_000)
    assert found["top_1"].to_dict() == pytest.approx({"a": 0.5, "b": 0.5, "c": 0.0}, abs=four_errors)
    assert found["top_2"].to_dict() == pytest.approx({"a": 0.5, "b": 0.5, "c": 1.0}, abs=four_errors)
    assert found.loc["c", ["rank_low", "rank_high"]].tolist() == [2, 2]
    assert found.loc["a", ["rank_low", "rank_high"]].tolist() == [1, 3]


def test_raw_values_outliers_and_units_decide_nothing() -> None:
    frame = candidates()
    wild = frame.assign(advantage=np.exp(frame["advantage"]), size=frame["size"] * 1e9, growth=frame["growth"] - 90)
    pd.testing.assert_frame_equal(screen_products(frame, draws=200).ranking, screen_products(wild, draws=200).ranking)


def test_a_line_that_is_best_in_everything_is_always_first() -> None:
    frame = candidates(9)
    best = {**dict.fromkeys(CRITERIA, 99.0), "tariff": 0.0, "standards": 0.0}
    frame = frame.assign(tariff=frame["tariff"] + 1, standards=frame["standards"] + 1)
    frame.loc[4, CRITERIA] = [best[name] for name in CRITERIA]
    first = screen_products(frame, draws=500).ranking.iloc[0]
    assert first["product"] == "14" and first["score"] == pytest.approx(1)
    assert first[["top_4", "rank_low", "rank_high"]].tolist() == [1, 1, 1]


def test_a_criterion_that_some_lack_is_left_out_of_every_score() -> None:
    frame = candidates()
    gaps = frame.copy()
    gaps.loc[[5, 2], "growth"] = np.nan
    found = screen_products(gaps, draws=200)
    assert found.left_out.to_dict("records") == [
        {"criterion": "growth", "product": "12"},
        {"criterion": "growth", "product": "15"},
    ]
    without = screen_products(frame.drop(columns="growth"), draws=200)
    pd.testing.assert_frame_equal(found.ranking, without.ranking)
    assert found.absent == () and without.absent == ("growth",)
    with pytest.raises(UsageError, match="growth left out"):
        screen_products(gaps[["product", "growth"]])


def test_a_direction_can_be_turned() -> None:
    frame = candidates(columns=["share"])
    up, down = (
        screen_products(frame, directions={"share": way}).ranking.set_index("product") for way in ("up", "down")
    )
    assert down["score"].to_dict() == pytest.approx((1 - up["score"]).to_dict(), abs=1e-12)
    assert screen_products(frame).directions == {"share": "up"}


def test_criteria_without_weight_take_no_part() -> None:
    frame = candidates()
    found = screen_products(frame, weights={"size": 2, "tariff": 2, "density": 0}, draws=300)
    alone = screen_products(frame[["product", "size", "tariff"]], draws=300)
    pd.testing.assert_frame_equal(found.ranking, alone.ranking)


def test_ties_go_to_the_code_that_sorts_first() -> None:
    frame = pd.DataFrame({"product": ["c", "a", "b"], "size": 1.0, "growth": 2.0})
    ranking = screen_products(frame, draws=50, top=(1, 2)).ranking
    assert ranking["product"].tolist() == ["a", "b", "c"]
    assert ranking["score"].tolist() == [0.5, 0.5, 0.5]
    assert ranking["top_1"].tolist() == [1, 0, 0]
    single = screen_products(frame.iloc[:1], top=(1,)).ranking
    assert single["score"].tolist() == [0.5] and single["rank"].tolist() == [1]


def test_the_seed_decides_the_draws() -> None:
    frame = candidates(30)
    one, same, other = (screen_products(frame, draws=400, seed=seed) for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(one.ranking, same.ranking)
    assert not one.ranking["top_5"].equals(other.ranking["top_5"])
    assert (one.draws, one.seed) == (400, 5)


def test_work_in_blocks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = candidates(25)
    whole = screen_products(frame, draws=300).ranking
    monkeypatch.setattr("pkjp_analysis.indicators.stability.BLOCK", 700)
    pd.testing.assert_frame_equal(screen_products(frame, draws=300).ranking, whole)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"weights": {"colour": 1}}, "weights name colour"),
        ({"weights": {"size": -1}}, "weight of size is -1"),
        ({"weights": {"size": float("nan")}}, "weight of size is nan"),
        ({"weights": {"size": float("inf")}}, "weight of size is inf"),
        ({"weights": {"size": 0}}, "no criterion is left"),
        ({"weights": {}}, "no criterion is left"),
        ({"weights": {"size": "much"}}, "weight of size is much"),
        ({"weights": [0.5, 0.5]}, "is no dict"),
        ({"directions": ["up"]}, "is no dict"),
        ({"directions": {"colour": "up"}}, "directions name colour"),
        ({"directions": {"size": "sideways"}}, "direction of size is 'sideways'"),
        ({"draws": 0}, "draws=0"),
        ({"draws": 100.5}, "draws=100.5, .* give whole numbers"),
        ({"seed": None}, "seed=None, .* give whole numbers"),
        ({"top": 4}, "top=4: give whole numbers"),
        ({"top": (4.5,)}, "give whole numbers"),
        ({"seed": -1}, "seed=-1"),
        ({"top": ()}, "top="),
        ({"top": (0,)}, "top="),
    ],
)
def test_parameters_that_mean_nothing_are_refused(given_: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        screen_products(candidates(), **given_)


def test_few_candidates_are_all_on_a_longer_list_and_none_are_refused() -> None:
    few = screen_products(candidates().head(5)).ranking
    assert few["top_5"].eq(1).all() and few["top_6"].eq(1).all() and not few["top_4"].eq(1).all()
    with pytest.raises(UsageError, match="no candidates"):
        screen_products(candidates().head(0))


def test_the_symmetric_advantage_gives_the_order_of_the_raw_one() -> None:
    raw = candidates().assign(advantage=[0.1, 0.4, 0.7, 0.9, 1.0, 1.5, 4.0, 30.0])
    symmetric = raw.assign(advantage=lambda frame: (frame["advantage"] - 1) / (frame["advantage"] + 1))
    assert (symmetric["advantage"] < 0).any()
    pd.testing.assert_frame_equal(screen_products(raw).ranking, screen_products(symmetric).ranking)


@pytest.mark.parametrize(
    ("column", "value"), [("size", -1.0), ("size", np.inf), ("growth", -np.inf), ("growth", "fast"), ("tariff", "high")]
)
def test_values_that_no_rank_can_use_are_refused_with_the_row(column: str, value: object) -> None:
    frame = candidates().astype(object)
    frame.loc[3, column] = value
    with pytest.raises(InputError, match=f"row 3 .*13.*{column}"):
        screen_products(frame)


def test_index_labels_that_repeat_are_kept() -> None:
    frame = candidates().set_axis([7] * 8)
    found, plain = screen_products(frame, draws=50).ranking, screen_products(candidates(), draws=50).ranking
    assert list(found.index) == [7] * 8
    pd.testing.assert_frame_equal(found.reset_index(drop=True), plain.reset_index(drop=True))


def test_products_twice_mixed_bases_and_no_criterion_are_refused() -> None:
    frame = candidates()
    with pytest.raises(InputError, match="twice"):
        screen_products(pd.concat([frame, frame], ignore_index=True))
    mixed = frame.assign(nomenclature=["HS", "WTO-MTN"] * 4)
    with pytest.raises(BasisError, match="nomenclature"):
        screen_products(mixed)
    assert len(screen_products(mixed, across="nomenclature", draws=10).ranking) == 8
    with pytest.raises(UsageError, match="no criterion is left"):
        screen_products(frame[["product"]])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(6, 20), st.lists(st.sampled_from(CRITERIA), min_size=1, unique=True))
def test_shares_add_up_and_the_order_of_rows_and_columns_does_not_matter(seed: int, n: int, columns: list[str]) -> None:
    frame = candidates(n, seed, columns)
    before = frame.copy()
    found = screen_products(frame, draws=60).ranking
    pd.testing.assert_frame_equal(frame, before)
    # Exactly N lines are among the first N in each draw.
    for size in (4, 5, 6):
        assert found[f"top_{size}"].sum() == pytest.approx(size, abs=1e-9)
    assert (found["top_4"] <= found["top_5"]).all() and (found["top_5"] <= found["top_6"]).all()
    assert found["rank"].tolist() == list(range(1, n + 1))
    assert (found["rank_low"] <= found["rank_high"]).all()
    assert found[["score", *columns]].stack().between(0, 1).all()
    turned = frame.sample(frac=1, random_state=seed)[[*columns[::-1], "product"]]
    pd.testing.assert_frame_equal(screen_products(turned, draws=60).ranking, found)
