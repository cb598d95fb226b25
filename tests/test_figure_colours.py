"""Series of a panel are told apart without colour: by marker, line, hatch or lightness; with deuteranopia too."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from figure_looks import EVERY, drawn, page
from pkjp_analysis.figures.style import BLUE, ORANGE, SKY, VERMILLION

Look = tuple[str, tuple[object, ...]]
"""A colour, and what sets it apart besides: kind of mark, marker and whether it is hollow, or hatch."""
# Steps of CIE lightness.
_LIGHTER = 8.0
# Every cell of the matrix has a sign of its own.
_SIGNED = {"verdicts_under_alternatives"}
# Machado, Oliveira and Fernandes (2009), severity 1; on linear light.
_DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = _TO_XYZ.sum(axis=1)


def _linear(colour: str) -> np.ndarray:
    parts = np.array(to_rgb(colour))
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    t = _TO_XYZ @ np.clip(linear, 0, 1) / _WHITE
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _in_grey(one: str, other: str) -> float:
    """Difference of lightness, as a grey print has it."""
    return float(abs(_lab(_linear(one))[0] - _lab(_linear(other))[0]))


def _seen(one: str, other: str) -> float:
    """Difference of two colours as a person with deuteranopia sees them (CIE 1976)."""
    return float(np.linalg.norm(_lab(_DEUTERANOPIA @ _linear(one)) - _lab(_DEUTERANOPIA @ _linear(other))))


def _looks(axes: Axes) -> set[Look]:
    """The looks of what a panel draws of its rows; plain strokes (grids, bounds, leaders) are no series."""
    looks: set[Look] = set()
    for line in axes.lines:
        marked = str(line.get_marker()) not in ("None", "", "none")
        if marked and len(line.get_xdata()):
            hollow = to_hex(line.get_markerfacecolor()) != to_hex(line.get_color())
            looks.add((to_hex(line.get_color()), ("line", str(line.get_marker()), hollow)))
    for patch in axes.patches:
        looks.add((to_hex(patch.get_facecolor()), ("patch", patch.get_hatch() or "")))
    return looks


@EVERY
def test_looks_of_a_panel_are_told_apart_in_grey_and_with_deuteranopia(name: str) -> None:
    for axes in page(drawn(name)).axes:
        for (one, form), (other, shape) in itertools.combinations(sorted(_looks(axes), key=str), 2):
            if one != other and form == shape and name not in _SIGNED:
                assert _in_grey(one, other) >= _LIGHTER, f"{one} and {other} are one grey: {form}"
                assert _seen(one, other) >= _LIGHTER, f"{one} and {other} look alike: {form}"


def test_the_measure_knows_colours_that_cannot_be_told_apart() -> None:
    assert _in_grey("#D55E00", "#009E73") < _LIGHTER and _seen("#8C8C8C", "#CC79A7") < 2 * _LIGHTER
    assert _seen(BLUE, VERMILLION) > 40 and _in_grey(SKY, BLUE) > _LIGHTER and _seen(BLUE, ORANGE) > 40


def test_the_simulation_leaves_grey_as_it_is() -> None:
    assert _DEUTERANOPIA.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-3)
