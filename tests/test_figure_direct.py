"""Names at the ends of lines: where they fit, and where a legend takes their place."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Annotation

import figure_frames as frames
from figure_looks import WIDTHS, draw, drawn, page
from pkjp_analysis import figures
from pkjp_analysis.figures.style import COLOURS, ink

CHAPTERS = ("Fish", "Fruit", "Cotton", "Ships", "Toys", "Clocks")


def _shares(lasts: dict[str, float]) -> pd.DataFrame:
    rows = [
        (frames.OUT, f"{place:02d}", name, year, last + (2018 - year) * 0.2)
        for place, (name, last) in enumerate(lasts.items())
        for year in range(2010, 2019)
    ]
    return frames.frame("direction product product_label year share", *rows)


def _names(axes: Axes) -> dict[str, Annotation]:
    return {text.get_text().replace("\n", " "): text for text in axes.texts if isinstance(text, Annotation)}


@WIDTHS
def test_few_lines_apart_are_named_at_their_last_value_in_their_colour(width: float) -> None:
    lasts = {name: 10.0 * (place + 1) for place, name in enumerate(CHAPTERS[:5])}
    axes = draw("composition_over_time", _shares(lasts), width=width)
    names = _names(axes)
    assert axes.get_legend() is None
    assert {name[3:]: text.xy for name, text in names.items()} == {n: (2018, v) for n, v in lasts.items()}
    looks = [(line.get_color(), line.get_marker()) for line in axes.lines]
    assert [text.get_color() for text in names.values()] == [ink(colour) for colour, _ in looks]
    assert len({marker for _, marker in looks}) == 5, "told apart in grey as well"


def test_more_than_five_lines_have_a_legend() -> None:
    axes = draw("composition_over_time", _shares({name: 10.0 * i for i, name in enumerate(CHAPTERS)}))
    assert not _names(axes) and len(axes.get_legend().get_texts()) == 6


def test_lines_that_end_at_one_place_have_a_legend() -> None:
    axes = draw("composition_over_time", _shares(dict.fromkeys(CHAPTERS[:5], 20.0)))
    assert not _names(axes) and len(axes.get_legend().get_texts()) == 5


def test_a_name_too_long_for_its_panel_has_a_legend() -> None:
    axes = draw("composition_over_time", _shares({"Toys " * 60: 20.0}))
    assert not _names(axes) and len(axes.get_legend().get_texts()) == 1


@WIDTHS
@pytest.mark.parametrize("spread", [3.0, 5.0, 9.0])
def test_names_cover_no_value_no_line_and_stay_on_the_page(spread: float, width: float) -> None:
    lasts = {name: 4 + spread * place for place, name in enumerate(CHAPTERS[:5])}
    axes = draw("composition_over_time", _shares(lasts), width=width)
    figure = page(axes)
    with figures.style():
        figure.draw_without_rendering()
        boxes = [text.get_window_extent() for text in _names(axes).values()]
    for line in axes.lines:
        places = axes.transData.transform(np.column_stack(line.get_data()))
        for (a, b), step in itertools.product(itertools.pairwise(places), np.linspace(0, 1, 20)):
            assert not any(box.contains(*(a + (b - a) * step)) for box in boxes)
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width for box in boxes)


def test_years_stay_apart_where_names_take_room() -> None:
    axes = draw("composition_over_time", _shares({"A name of some length": 20.0}), width=90)
    with figures.style():
        page(axes).draw_without_rendering()
        boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert len(boxes) > 1 and all(a.x1 < b.x0 for a, b in itertools.pairwise(boxes))


def test_spans_keep_their_legend_beside_lines_named_at_their_ends() -> None:
    axes = drawn("net_aid")
    (legend,) = page(axes).legends
    assert [text.get_text() for text in legend.get_texts()] == ["new loans frozen", "pledge"]
    assert len(_names(axes)) == 1


@pytest.mark.parametrize("colour", [*COLOURS, "#F0E442"])
def test_text_in_a_lines_colour_can_be_read_on_white(colour: str) -> None:
    parts = [int(ink(colour)[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    light = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    assert 1.05 / (light + 0.05) >= 4.49
