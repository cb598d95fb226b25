"""Drawing the made-up frames, and reading off what was drawn."""

from __future__ import annotations

import functools
import itertools

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

import figure_frames as frames
from pkjp_analysis import figures

EVERY = pytest.mark.parametrize("name", sorted(frames.FRAMES))
WIDTHS = pytest.mark.parametrize("width", [170, 90])


def draw(name: str, frame: pd.DataFrame | None = None, **options: object) -> Axes:
    rows = frames.FRAMES[name]() if frame is None else frame
    return getattr(figures, name)(rows, **frames.OPTIONS.get(name, {}), **options)


@functools.cache
def drawn(name: str, width: float = 170) -> Axes:
    """The figure of the made-up frame, drawn once: for tests that only look at it."""
    return draw(name, width=width)


def page(axes: Axes) -> Figure:
    assert isinstance(axes.figure, Figure)
    return axes.figure


def texts(axes: Axes) -> list[str]:
    """Every text of the page, lines joined."""
    found = [text.get_text() for text in page(axes).findobj(Text)]
    return [" ".join(text.split()) for text in found if text]


def whole_text(axes: Axes) -> str:
    return " | ".join(texts(axes))


def lines(axes: Axes) -> list[list[tuple[float, float]]]:
    return [list(zip(line.get_xdata(), line.get_ydata(), strict=True)) for line in axes.lines]


def joined_years(axes: Axes) -> set[tuple[float, float]]:
    """Pairs of places between which a line is drawn."""
    found = set()
    for line in axes.lines:
        if line.get_linestyle() != "None":
            points = list(zip(line.get_xdata(), line.get_ydata(), strict=True))
            found |= {(a[0], b[0]) for a, b in itertools.pairwise(points) if a[1] == a[1] and b[1] == b[1]}
    return found
