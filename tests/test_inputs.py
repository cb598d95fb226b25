"""What the measures say to tables of other shapes and types than the documented ones."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.indicators import (
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

NAN = float("nan")
CELLS = list(itertools.product([2019, 2024], ["IND", "PAK"], ["03", "52", "85"]))
EXPORTS = pd.DataFrame(CELLS, columns=["year", "reporter", "product"]).assign(value=np.arange(3.0, 15.0) ** 2)
LINES = EXPORTS[EXPORTS["reporter"] == "PAK"].drop(columns="reporter")
WORLD = EXPORTS.groupby(["year", "product"], as_index=False)["value"].sum()
FLOWS = EXPORTS.rename(columns={"product": "partner"})
BOTH_WAYS = LINES.rename(columns={"value": "export"}).assign(**{"import": 40.0})
SIDES = pd.DataFrame(
    [
        (year, *row)
        for year in (2019, 2020)
        for row in (("PAK", "JPN", "export", 90.0 + year % 10), ("JPN", "PAK", "import", 130.0))
    ],
    columns=["year", "reporter", "partner", "flow", "value"],
)
TRADE = pd.DataFrame({"flow": [1.0, 3.0, 0.0, 12.0, 5.0], "near": [0.0, 0.0, 1.0, 1.0, 0.5]})
TABLE = pd.DataFrame({"regressor": ["const", "near"], "coefficient": [1.0, 0.5]})
CANDIDATES = pd.DataFrame({"product": ["03", "52", "85"], "size": [9.0, 4.0, 1.0], "growth": [-2.0, 5.0, 1.0]})

Call = Callable[[Any], Any]
CALLS: dict[str, tuple[Call, pd.DataFrame]] = {
    "advantage": (revealed_comparative_advantage, EXPORTS),
    "advantage beside a world": (lambda frame: revealed_comparative_advantage(frame, world=WORLD), EXPORTS),
    "world": (lambda frame: revealed_comparative_advantage(EXPORTS, world=frame), WORLD),
    "intensity": (trade_intensity, FLOWS),
    "exports": (lambda frame: trade_complementarity(frame, EXPORTS), EXPORTS),
    "imports": (lambda frame: trade_complementarity(EXPORTS, frame), EXPORTS),
    "grubel_lloyd": (grubel_lloyd, BOTH_WAYS),
    "concentration": (concentration, LINES),
    "market share": (lambda frame: constant_market_share(frame, WORLD), LINES),
    "market": (lambda frame: constant_market_share(LINES, frame), WORLD),
    "mirror": (mirror_comparison, SIDES),
    "contributions": (growth_contributions, LINES),
    "complexity": (economic_complexity, EXPORTS),
    "ppml": (lambda frame: gravity_ppml(frame, "flow", "near"), TRADE),
    "coefficients": (lambda frame: gravity_benchmark(frame, TRADE), TABLE),
    "pairs": (lambda frame: gravity_benchmark(TABLE, frame), TRADE),
    "screening": (lambda frame: screen_products(frame, draws=20, top=(2,)), CANDIDATES),
}
AMOUNTS = ("value", "export", "import", "flow", "near", "coefficient", "size")
every_call = pytest.mark.parametrize("name", CALLS)


def amount_of(frame: pd.DataFrame) -> str:
    """The first column of numbers to be measured; `flow` of the mirror is a label."""
    return next(name for name in AMOUNTS if name in frame.columns and frame[name].dtype == float)


@every_call
@pytest.mark.parametrize("given_", [None, 3, [1, 2], {"value": [1.0]}, pd.Series([1.0]), np.ones(3), "file.csv"])
def test_what_is_no_table_is_refused_by_its_type(name: str, given_: object) -> None:
    if name == "world" and given_ is None:
        return  # The sum of the reporters is the reference.
    with pytest.raises(UsageError, match=f"^{type(given_).__name__} given where a pandas DataFrame is needed"):
        CALLS[name][0](given_)


@every_call
def test_a_column_that_is_there_twice_is_refused_by_name(name: str) -> None:
    call, frame = CALLS[name]
    twice = amount_of(frame)
    with pytest.raises(UsageError, match=f"column {twice} is there twice"):
        call(pd.concat([frame, frame[[twice]]], axis=1))


@every_call
@pytest.mark.parametrize("value", [pd.Timestamp("2019"), pd.Timedelta(1), 1 + 2j, 10**400, [1.0]], ids=type)
@pytest.mark.parametrize("whole", [True, False])
def test_what_is_no_number_is_no_amount(name: str, value: object, whole: bool) -> None:
    call, frame = CALLS[name]
    column = amount_of(frame)
    values = pd.Series([value if whole or place == 0 else 1.0 for place in range(len(frame))], frame.index)
    with pytest.raises(InputError, match=rf"^row {frame.index[0]} .*{column} that is no number"):
        call(frame.assign(**{column: values}))


def figures(result: Any) -> dict[str, str]:
    """What a result says, without the names of its indexes."""
    parts = {"": result} if isinstance(result, pd.DataFrame) else vars(result)
    return {name: str(part.to_numpy().tolist() if hasattr(part, "to_numpy") else part) for name, part in parts.items()}


@every_call
@pytest.mark.parametrize("label", ["year", "product", "regressor"])
def test_an_index_named_like_a_column_is_no_matter(name: str, label: str) -> None:
    call, frame = CALLS[name]
    named = frame.rename_axis(index=label)
    assert figures(call(named)) == figures(call(frame))
    assert named.index.name == label


@every_call
def test_index_labels_that_repeat_are_no_matter(name: str) -> None:
    call, frame = CALLS[name]
    found = figures(call(frame.set_axis([7] * len(frame))))
    expected = figures(call(frame))
    assert {key: said for key, said in found.items() if key != "left_out"} == {
        key: said for key, said in expected.items() if key != "left_out"
    }


@pytest.mark.parametrize("name", [name for name, (_, frame) in CALLS.items() if "year" in frame.columns])
@pytest.mark.parametrize("other", ["2019", 2019.5j, (2019,)])
def test_keys_of_several_types_are_refused_and_not_told_apart(name: str, other: object) -> None:
    call, frame = CALLS[name]
    years = pd.Series([other, *frame["year"].iloc[1:]], frame.index, dtype=object)
    with pytest.raises(UsageError, match=f"column year holds .*{type(other).__name__}.*; give text alone"):
        call(frame.assign(year=years))


@pytest.mark.parametrize("name", ["advantage beside a world", "world", "exports", "imports", "market share", "market"])
@pytest.mark.parametrize(("column", "given_"), [("product", int), ("year", str)])
def test_two_tables_whose_keys_never_meet_are_refused(name: str, column: str, given_: type) -> None:
    call, frame = CALLS[name]
    kind = "(text|numbers) in (frame|world|exports|imports)"
    with pytest.raises(UsageError, match=f"{column} is {kind} and {kind}; give one type"):
        call(frame.astype({column: given_}))
    labels = "category" if column == "product" else "Int64"
    assert figures(call(frame.astype({column: labels}))) == figures(call(frame))


TOTAL_LINES = [name for name, (_, frame) in CALLS.items() if name != "screening" and "product" in frame.columns]


@pytest.mark.parametrize("name", TOTAL_LINES)
def test_a_total_among_the_products_is_refused(name: str) -> None:
    call, frame = CALLS[name]
    total = frame.iloc[:1].assign(product="TOTAL").set_axis([99])
    with pytest.raises(InputError, match=r"row 99 \(product TOTAL\) is the sum of others; leave it out"):
        call(pd.concat([frame, total]))


def test_the_world_is_no_market_among_others() -> None:
    lines, world = (frame.rename(columns={"product": "partner"}).set_index("partner") for frame in (LINES, WORLD))
    with pytest.raises(InputError, match=r"partner WLD\) is the sum of others"):
        constant_market_share(lines.rename(index={"03": "WLD"}).reset_index(), world.reset_index())


@pytest.mark.parametrize("name", ["advantage", "intensity", "exports", "mirror", "complexity"])
def test_what_tells_rows_apart_within_a_computation_does_not_separate_it(name: str) -> None:
    frame = CALLS[name][1]
    call: Any = {
        "advantage": revealed_comparative_advantage,
        "intensity": trade_intensity,
        "exports": lambda frame, by=None: trade_complementarity(frame, frame, by=by),
        "mirror": mirror_comparison,
        "complexity": economic_complexity,
    }[name]
    for by, said in ((("year", "reporter"), "names reporter"), (("year", "value"), "names value"), (3, "no columns")):
        with pytest.raises(UsageError, match=said):
            call(frame, by=by)
    assert figures(call(frame, by=["year", "year"])) == figures(call(frame))


def test_a_decomposition_can_be_made_product_by_product() -> None:
    lines, world = (pd.concat([frame.assign(partner=who) for who in "AB"]) for frame in (LINES, WORLD))
    world["value"] *= np.where(world["partner"] == "A", 1.0, world["year"] - 2010)
    whole, single = (constant_market_share(lines, world, by=by) for by in ((), "product"))
    assert list(single.change.index) == ["03", "52", "85"] and not single.commodity.any()
    for term in ("change", "market", "competitiveness"):
        assert getattr(single, term).sum() == pytest.approx(getattr(whole, term))
    assert single.world_growth.sum() == pytest.approx(whole.world_growth + whole.commodity)


def test_nothing_separates_a_decomposition_unless_said() -> None:
    assert figures(growth_contributions(LINES, by=None)) == figures(growth_contributions(LINES))
    plain = constant_market_share(LINES, WORLD)
    assert constant_market_share(LINES, WORLD, by=None).market == plain.market


@pytest.mark.parametrize("kind", [object, str, "category", "Int64", float])
def test_years_of_any_type_that_are_numbers_have_a_year_before(kind: Any) -> None:
    found = mirror_comparison(SIDES.astype({"year": kind}))
    assert found["calendar_low"].notna().tolist() == [False, True]
    np.testing.assert_allclose(found["calendar_low"], mirror_comparison(SIDES)["calendar_low"])


def test_years_that_are_no_numbers_leave_the_calendar_unknown() -> None:
    dated = SIDES.assign(year=pd.to_datetime(SIDES["year"].astype(str)))
    assert mirror_comparison(dated)["calendar_low"].isna().all()


@pytest.mark.parametrize("limits", [0.1, (0.1,), ("low", "high"), None, (0.1, 0.2, 0.3)])
def test_a_range_is_two_numbers(limits: Any) -> None:
    with pytest.raises(UsageError, match="is no range; give"):
        mirror_comparison(SIDES, freight=limits)


def test_what_is_left_of_a_large_world_is_not_lost_in_rounding() -> None:
    # A does not hold p: it is compared over q alone, 1 of 1 beside 4 of 4, whatever p is worth in the world.
    rows = [("A", "p", NAN), ("A", "q", 1.0), ("B", "p", 1e17), ("B", "q", 3.0)]
    frame = pd.DataFrame(rows, columns=["reporter", "product", "value"])
    for kept in (frame, frame.astype({"reporter": "category", "product": "category"}), frame.assign(year=2019)):
        assert revealed_comparative_advantage(kept)["rca"].iloc[1] == 1
    assert trade_intensity(frame.rename(columns={"product": "partner"}))["intensity"].iloc[1] == 1


grids = st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=2, max_size=5)


@settings(max_examples=40)
@given(grids, st.sampled_from([1e-300, 1e-160, 1e160, 1e300]))
def test_the_size_of_the_unit_decides_nothing(grid: list[list[int]], unit: float) -> None:
    cells = [(f"r{i}", f"p{j}", float(value)) for i, line in enumerate(grid) for j, value in enumerate(line)]
    frame = pd.DataFrame(cells, columns=["reporter", "product", "value"])
    scaled = frame.assign(value=frame["value"] * unit)
    found, again = economic_complexity(frame), economic_complexity(scaled)
    assert found.diversity.equals(again.diversity)
    np.testing.assert_allclose(again.density, found.density, rtol=1e-12)
    np.testing.assert_allclose(again.eci, found.eci, rtol=1e-6, atol=1e-9)
    rca = [revealed_comparative_advantage(one)["rca"] for one in (frame, scaled)]
    np.testing.assert_allclose(rca[1], rca[0], rtol=1e-12)
    one, other = (frame[frame["reporter"] == who].drop(columns="reporter") for who in ("r0", "r1"))
    ends = pd.concat([one.assign(year=1), other.assign(year=2)])
    terms = [constant_market_share(ends.assign(value=ends["value"] * by), ends.assign(value=by)) for by in (1.0, unit)]
    assert terms[1].competitiveness == pytest.approx(terms[0].competitiveness * unit, rel=1e-9, nan_ok=True)


@given(grids, st.data())
def test_advantage_with_missing_values_is_the_one_of_the_products_held(grid: list[list[int]], data: Any) -> None:
    cells = [(f"r{i}", f"p{j}", float(value)) for i, line in enumerate(grid) for j, value in enumerate(line)]
    frame = pd.DataFrame(cells, columns=["reporter", "product", "value"])
    missing = data.draw(st.lists(st.sampled_from(list(frame.index)), max_size=6))
    frame.loc[missing, "value"] = NAN
    found = revealed_comparative_advantage(frame)["rca"]
    world = frame.groupby("product")["value"].sum()
    for row, rca in zip(frame.itertuples(), found, strict=True):
        own = frame[frame["reporter"] == row.reporter].set_index("product")["value"].dropna()
        if np.isnan(row.value) or not own.sum() or not world[row.product]:
            assert np.isnan(rca)
        else:
            assert rca == pytest.approx((row.value / own.sum()) / (world[row.product] / world[own.index].sum()))


def test_every_refusal_is_one_line() -> None:
    for call, frame in CALLS.values():
        for broken in (frame.iloc[:, :0], frame.assign(**{amount_of(frame): "a\nb"})):
            with pytest.raises(PkjpError) as refused:
                call(broken)
            assert "Traceback" not in str(refused.value) and len(str(refused.value)) < 300
