"""Marks on an Axes: broken lines, bars, intervals, dots, names at the ends of lines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from pkjp_analysis.figures.style import INK, MUTED, PALE, TEXT_SIZE, VERMILLION, WHITE, Mark

MARKER_SIZE = 3.8


def broken(x: Iterable[float], y: Iterable[float], step: float = 1.01) -> tuple[list[float], list[float]]:
    """The points in order, with a gap wherever two are not a `step` apart or stand at the same place."""
    points = sorted((float(a), float(b)) for a, b in zip(x, y, strict=True) if not math.isnan(float(a)))
    xs: list[float] = []
    ys: list[float] = []
    for a, b in points:
        if xs and not 0 < a - xs[-1] <= step:
            xs.append(a)
            ys.append(math.nan)
        xs.append(a)
        ys.append(b)
    return xs, ys


def line(
    axes: Axes,
    x: Iterable[float],
    y: Iterable[float],
    mark: Mark,
    *,
    weight: float = 1.3,
    size: float = MARKER_SIZE,
) -> None:
    """A line with a marker at every value, broken at gaps: nothing is drawn where nothing is held."""
    xs, ys = broken(x, y)
    axes.plot(
        xs,
        ys,
        color=mark.colour,
        linestyle=mark.line,
        linewidth=weight,
        marker=mark.marker,
        markersize=size,
        markeredgewidth=0.6,
        markeredgecolor=mark.colour,
    )


def hollow(axes: Axes, x: Iterable[float], y: Iterable[float], mark: Mark) -> None:
    """Single values without a line: part of a period, or said rather than measured."""
    axes.plot(
        list(x),
        list(y),
        color=mark.colour,
        linestyle="none",
        marker=mark.marker,
        markersize=MARKER_SIZE + 0.8,
        markerfacecolor=WHITE,
        markeredgewidth=1.0,
        markeredgecolor=mark.colour,
    )


def line_handle(mark: Mark, *, filled: bool = True, joined: bool = True, weight: float = 1.3) -> Artist:
    """The legend's picture of a series."""
    return Line2D(
        [],
        [],
        color=mark.colour,
        linestyle=mark.line if joined else "none",  # type: ignore[arg-type]
        linewidth=weight,
        marker=mark.marker,
        markersize=MARKER_SIZE + (0 if filled else 0.8),
        markerfacecolor=mark.colour if filled else WHITE,
        markeredgecolor=mark.colour,
        markeredgewidth=0.6 if filled else 1.0,
    )


def bar_handle(mark: Mark) -> Artist:
    """The legend's picture of a kind of bar."""
    return Patch(facecolor=mark.colour, hatch=mark.hatch, edgecolor=WHITE, linewidth=0.4)


def bars(
    axes: Axes,
    y: Sequence[float],
    values: Sequence[float],
    mark: Mark,
    *,
    left: Sequence[float] | float = 0.0,
    thick: float = 0.68,
    edge: str = WHITE,
) -> None:
    """Horizontal bars of one kind; `edge` colours the outline and the hatch."""
    axes.barh(
        list(y),
        list(values),
        left=left,
        height=thick,
        color=mark.colour,
        hatch=mark.hatch,
        edgecolor=edge,
        linewidth=0.5,
    )


def columns(
    axes: Axes,
    x: Iterable[float],
    values: Iterable[float],
    mark: Mark,
    *,
    thick: float = 0.7,
    bottom: Iterable[float] = (),
) -> None:
    """Upright bars of one kind, on the axis or on a bar's top each."""
    axes.bar(
        list(x),
        list(values),
        thick,
        bottom=list(bottom) or None,
        color=mark.colour,
        hatch=mark.hatch,
        edgecolor=WHITE,
        linewidth=0.4,
    )


def interval(axes: Axes, y: float, low: float, high: float, colour: str, *, weight: float = 1.4) -> None:
    """A horizontal interval with upright ends."""
    axes.plot([low, high], [y, y], color=colour, linewidth=weight, solid_capstyle="butt")
    ends(axes, y, low, high, colour)


def ends(axes: Axes, y: float, low: float, high: float, colour: str, *, reach: float = 0.16) -> None:
    """The upright ends of an interval."""
    for end in (low, high):
        axes.plot([end, end], [y - reach, y + reach], color=colour, linewidth=1.1)


def point(
    axes: Axes, x: float, y: float, mark: Mark, *, filled: bool = True, size: float = 5.2, clip: bool = True
) -> None:
    """One dot; without `clip` it stands whole on the edge of the panel."""
    axes.plot(
        [x],
        [y],
        linestyle="none",
        marker=mark.marker,
        markersize=size,
        color=mark.colour,
        markerfacecolor=mark.colour if filled else WHITE,
        markeredgecolor=mark.colour,
        markeredgewidth=1.0,
        clip_on=clip,
    )


def row_labels(axes: Axes, labels: Sequence[str], *, rows: int | None = None) -> None:
    """Names for the rows 0, 1, 2 ... from the top; room for `rows` of them."""
    axes.set_yticks(range(len(labels)), labels=list(labels))
    axes.tick_params(axis="y", length=0, pad=3)
    axes.spines["left"].set_visible(False)
    axes.set_ylim((rows or len(labels)) - 0.45, -0.55)
    axes.grid(axis="x")


def beside(
    axes: Axes, x: float, y: float, text: str, *, colour: str = INK, weight: str = "normal", gap: float = 3.0
) -> None:
    """A text just right of a place."""
    axes.annotate(
        text,
        (x, y),
        xytext=(gap, 0),
        textcoords="offset points",
        va="center",
        ha="left",
        color=colour,
        fontsize=TEXT_SIZE,
        fontweight=weight,
        annotation_clip=False,
    )


def above(axes: Axes, x: float, y: float, text: str) -> None:
    """A text just above a place."""
    axes.annotate(text, (x, y), xytext=(0, 2), textcoords="offset points", ha="center", fontsize=TEXT_SIZE)


def spread(values: Sequence[float], gap: float) -> list[float]:
    """The values moved apart so that neighbours are at least `gap` from each other, as little as possible.

    Least squares under that condition: pooled neighbours move as one block to their common mean.
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    blocks: list[tuple[float, int]] = []
    for place, index in enumerate(order):
        mean, size = values[index] - place * gap, 1
        while blocks and blocks[-1][0] > mean:
            earlier, many = blocks.pop()
            mean, size = (earlier * many + mean * size) / (many + size), many + size
        blocks.append((mean, size))
    starts = [mean for mean, size in blocks for _ in range(size)]
    placed = {index: starts[place] + place * gap for place, index in enumerate(order)}
    return [placed[index] for index in range(len(values))]


def light_grid(axes: Axes) -> None:
    """Level lines behind the values."""
    axes.grid(axis="y", color=PALE)


@dataclass(frozen=True)
class EndLabel:
    """The name of a line, to stand right of its last value."""

    text: str
    x: float
    y: float
    strong: bool = False


def end_labels(axes: Axes, labels: Sequence[EndLabel], height: float) -> None:
    """Names right of the axes, moved apart so that none covers another, tied to the lines' ends.

    `height` is the plotting area's in points.
    """
    low, high = axes.get_ylim()
    log = axes.get_yscale() == "log"
    placed = spread([part_of(axes, label.y) for label in labels], (TEXT_SIZE + 2) / height)
    below = min(0.0, *placed) if placed else 0.0
    placed = [place - below for place in placed]
    right = axes.get_xlim()[1]
    for label, place in zip(labels, placed, strict=True):
        y = low * (high / low) ** place if log else low + (high - low) * place
        colour, weight = (VERMILLION, "bold") if label.strong else (MUTED, "normal")
        ends = [label.x, right], [label.y, y]
        axes.plot(*ends, color=colour, linewidth=0.5, linestyle=":", clip_on=False)
        beside(axes, right, y, label.text, colour=colour, weight=weight)


def part_of(axes: Axes, y: float) -> float:
    """How far up the axis a value stands, from 0 to 1."""
    low, high = axes.get_ylim()
    if axes.get_yscale() == "log":
        return math.log(y / low) / math.log(high / low)
    return (y - low) / (high - low)
