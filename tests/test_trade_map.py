"""The map of trade: which count it draws, where circles and names stand, what it says is missing."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.patches import Circle

from figure_looks import WIDTHS, draw, drawn, page, texts, whole_text
from pkjp_analysis import Study, figures
from pkjp_analysis.errors import PkjpError
from trade_frames import outlines, trade_map

ROOT = Path(__file__).parents[1]


def _circles(axes: object) -> list[Circle]:
    return [patch for patch in axes.patches if isinstance(patch, Circle)]  # type: ignore[attr-defined]


def test_areas_are_in_proportion_over_both_panels() -> None:
    first, second = page(drawn("trade_map")).axes
    areas = sorted(math.pi * c.radius**2 for c in (*_circles(first), *_circles(second)))
    assert [area / areas[0] for area in areas] == pytest.approx([1, 3, 15, 45])


def test_what_is_not_held_is_hatched_and_said() -> None:
    axes = drawn("trade_map")
    hatched = [c for c in axes.collections if isinstance(c, PolyCollection) and c.get_hatch()]
    assert [len(c.get_paths()) for c in hatched] == [1]
    assert "Ecuador not held" in texts(axes) and "not held" in [t.get_text() for t in page(axes).legends[0].get_texts()]


def test_a_country_without_an_outline_is_told_with_its_values() -> None:
    said = whole_text(drawn("trade_map"))
    assert "Without an outline here: X (imports USD 5 million) and X (exports USD 15 million)." in said
    bare = whole_text(draw("trade_map", trade_map().assign(reporter="NON", reporter_name="Nowhere")))
    assert "Nowhere has no outline here." in bare


@WIDTHS
def test_no_name_covers_a_circle(width: float) -> None:
    figure = page(draw("trade_map", width=width))
    with figures.style():
        figure.draw_without_rendering()
        for axes in figure.axes:
            boxes = [text.get_window_extent() for text in axes.texts]
            rings = [circle.get_window_extent() for circle in _circles(axes)]
            for box, ring in itertools.product(boxes, rings):
                assert not box.overlaps(ring)


def test_an_area_on_the_ground_is_one_on_the_map() -> None:
    axes = drawn("trade_map")
    sizes = {}
    for collection in axes.collections:
        for path in collection.get_paths():
            (left, low), (right, high) = path.vertices.min(axis=0), path.vertices.max(axis=0)
            sizes[round(low)] = (right - left) * (high - low)
    ground = {y: math.sin(math.radians(y + 10)) - math.sin(math.radians(y)) for y in (-40, -30, -15, 0)}
    assert sorted(sizes.values())[0] / sorted(sizes.values())[-1] == pytest.approx(ground[-40] / max(ground.values()))


def test_two_counts_of_one_flow_are_refused() -> None:
    rows = trade_map()
    rows.loc[0, "valuation"] = "FOB"
    with pytest.raises(PkjpError, match="valuation"):
        draw("trade_map", rows)


@pytest.mark.parametrize(("reporter", "partner"), [("PAK", "JPN"), ("VNM", "JPN"), ("JPN", "PAK")])
def test_each_way_is_one_count_of_one_year_with_the_pair_in_it(reporter: str, partner: str) -> None:
    rows = Study(reporter, partner, 2024, root=ROOT).peer_trade()
    assert rows.groupby("flow")[["year", "origin", "valuation", "reporter"]].nunique().eq(1).all(axis=None)
    own = rows[rows["highlighted"]]
    assert set(own["partner"]) == {reporter} and own["value"].notna().all()
    assert set(rows["reporter"]) == {partner} and rows["partner"].nunique() >= 4


def test_the_latest_year_that_holds_all_of_them_counts() -> None:
    study = Study("PAK", "JPN", 2024, root=ROOT)
    years = study.peer_trade().groupby("flow")["year"].max()
    groups = study.market_shares()
    assert years["import"] == groups[groups["highlighted"]]["year"].max() and years["export"] == 2024


def test_outlines_are_closed_rings_of_the_countries_shown() -> None:
    study = Study("PAK", "JPN", 2024, root=ROOT)
    rows = study.outlines()
    assert {*study.peer_trade()["partner"], "JPN"} <= set(rows["country"])
    ends = rows.groupby(["name", "ring"])[["longitude", "latitude"]].agg(["first", "last"])
    for side in ("longitude", "latitude"):
        assert (ends[side]["first"] == ends[side]["last"]).all()
    assert rows["latitude"].between(-90, 90).all() and rows["longitude"].between(-180, 180).all()


def test_a_pair_that_nothing_is_held_of_has_no_map() -> None:
    study = Study("LKA", "MMR", 2024, root=ROOT)
    rows = study.peer_trade()
    assert rows.empty and isinstance(rows, pd.DataFrame)
    assert "not held" in whole_text(figures.trade_map(rows, outlines=outlines()))
