"""Direct labels: the name of a line beside its last value, in its colour, where all names of a panel fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

from pkjp_analysis.figures.marks import part_of, spread
from pkjp_analysis.figures.style import TEXT_SIZE, WHITE, ink
from pkjp_analysis.figures.text import HINTED, measure, wrap

MOST = 5
"""So many lines of a panel are named at their ends; more have a legend."""
_LINES = 3
_LEADING = 1.2
_GAP = 5.0
_PART = 0.42
_STEP = 12.0
# Half the size of a marker with its edge, half the weight of a line, and some air.
_MARKER, _STROKE = 3.0, 1.5
_MOVED = 11.0
_TICK_AIR = 5.0


@dataclass(frozen=True)
class Box:
    """A text's place on a panel, in points from its lower left corner."""

    left: float
    low: float
    right: float
    high: float

    def covers(self, other: Box) -> bool:
        """Whether the two have less than a point between them."""
        return (
            self.left < other.right + 1
            and other.left < self.right + 1
            and self.low < other.high + 1
            and other.low < self.high + 1
        )

    def within(self, size: tuple[float, float]) -> bool:
        """Whether it lies on a panel of this width and height."""
        return self.left >= 0 and self.low >= 0 and self.right <= size[0] and self.high <= size[1]


@dataclass
class Plan:
    """Where the names of a panel stand: offsets in points from each line's last value."""

    axes: Axes
    right: float
    width: float
    names: list[_Name] = field(default_factory=list)

    def draw(self) -> None:
        """Write the names and give the axis of years their room."""
        self.axes.set_xlim(right=self.right)
        _thin(self.axes, self.width)
        for name in self.names:
            self.axes.annotate(
                name.text,
                name.last,
                xytext=(name.across, name.up),
                textcoords="offset points",
                ha="left",
                va="center",
                color=ink(name.colour),
                fontsize=TEXT_SIZE,
                linespacing=_LEADING,
                bbox={"facecolor": WHITE, "edgecolor": "none", "pad": 0.3},
                annotation_clip=False,
            )


@dataclass(frozen=True)
class _Name:
    text: str
    last: tuple[float, float]
    colour: str
    across: float = 0.0
    up: float = 0.0

    @property
    def wide(self) -> float:
        return max(measure(line) for line in self.text.split("\n")) * HINTED

    @property
    def tall(self) -> float:
        return (self.text.count("\n") + 1) * TEXT_SIZE * _LEADING


_Candidates = Callable[[_Name, float], Iterator[tuple[float, float]]]


def plan(axes: Axes, handles: Sequence[Artist], labels: Sequence[str], width: float, height: float) -> Plan | None:
    """Places for the names of a panel's lines; None where they do not fit, or where there is no line.

    Parameters
    ----------
    axes
        A panel with its scales set and its lines drawn; positions on the horizontal axis are years.
    handles, labels
        The lines as a legend would show them, and their names. A line that the panel has not is passed over.
    width, height
        The plotting area in points.
    """
    lines = [handle for handle in handles if isinstance(handle, Line2D)]
    if len(lines) < len(handles) or not any(_joined(line) for line in lines) or axes.texts:
        return None
    names = [name for line, label in zip(lines, labels, strict=True) if (name := _name(axes, line, label, width))]
    if not 0 < len(names) <= MOST or any(name.text.endswith("…") for name in names):
        return None
    low, high = axes.get_xlim()
    for candidates in (_right, _around):
        for room in np.arange(0.0, width * (_PART + 0.05), _STEP):
            end = float(low + (high - low) * width / (width - room))
            placed = _place(axes, names, (low, end), (width, height), candidates)
            if placed:
                return Plan(axes, end, width, placed)
    return None


def _joined(line: Line2D) -> bool:
    return line.get_linestyle() not in ("None", "none", "")


def _look(line: Line2D) -> tuple[str, str]:
    return to_hex(line.get_color()), str(line.get_marker())


def _name(axes: Axes, handle: Line2D, label: str, width: float) -> _Name | None:
    """The name of the drawn lines that look like the handle, at the last of their values."""
    same = [line for line in axes.lines if _look(line) == _look(handle)]
    points = [point for line in same for point in _points(line)]
    text = wrap(label, max(60.0, width * _PART), lines=_LINES)
    return _Name(text, max(points), to_hex(handle.get_color())) if points else None


def _points(line: Line2D) -> list[tuple[float, float]]:
    x, y = (np.asarray(data, dtype=float) for data in line.get_data())
    return [(float(a), float(b)) for a, b in zip(x, y, strict=True) if np.isfinite(a) and np.isfinite(b)]


def _place(
    axes: Axes, names: Sequence[_Name], years: tuple[float, float], size: tuple[float, float], candidates: _Candidates
) -> list[_Name]:
    """The names, each at the first of its places that is free; nothing where one of them has none."""
    drawn = _drawn(axes, years, size)
    ends = [_on_panel(axes, [name.last], years, size)[0] for name in names]
    level = _levels(names, ends)
    taken: list[Box] = []
    placed = []
    for name, (x, y), own in sorted(zip(names, ends, level, strict=True), key=lambda one: one[2]):
        for across, up in candidates(name, own - y):
            box = Box(x + across, y + up - name.tall / 2, x + across + name.wide, y + up + name.tall / 2)
            if box.within(size) and not any(box.covers(other) for other in taken) and not _hits(box, drawn):
                taken.append(box)
                placed.append(_Name(name.text, name.last, name.colour, round(across, 3), round(up, 3)))
                break
        else:
            return []
    return placed


def _levels(names: Sequence[_Name], ends: Sequence[tuple[float, float]]) -> list[float]:
    """Heights at which names right of their lines would not cover each other, in the lines' order."""
    tallest = max(name.tall for name in names) + 1
    return spread([y for _, y in ends], tallest)


def _right(name: _Name, own: float) -> Iterator[tuple[float, float]]:
    """Right of the last value, moved up or down a little."""
    for up in (own, own - 5, own + 5):
        if abs(up) <= _MOVED:
            yield _GAP, up


def _around(name: _Name, own: float) -> Iterator[tuple[float, float]]:
    """Right of the last value, else above or below it."""
    yield from _right(name, own)
    apart = name.tall / 2 + _GAP - 1
    for across in (-name.wide / 2, -name.wide + _GAP, -_GAP):
        for up in (apart, -apart):
            yield across, up


def _on_panel(
    axes: Axes, points: Iterable[tuple[float, float]], years: tuple[float, float], size: tuple[float, float]
) -> list[tuple[float, float]]:
    """Points of the data in points from the panel's lower left corner."""
    (low, high), (width, height) = years, size
    return [((x - low) / (high - low) * width, part_of(axes, y) * height) for x, y in points]


def _drawn(axes: Axes, years: tuple[float, float], size: tuple[float, float]) -> np.ndarray:
    """What is drawn on the panel as dots: place and radius."""
    dots: list[tuple[float, float, float]] = []
    for line in axes.lines:
        if line.get_transform() != axes.transData:
            level = part_of(axes, float(np.asarray(line.get_ydata(), dtype=float)[0])) * size[1]
            dots += [(float(x), level, _STROKE) for x in np.arange(0, size[0], 2)]
            continue
        points = _on_panel(axes, _points(line), years, size)
        dots += [(x, y, _MARKER) for x, y in points]
        if _joined(line):
            dots += _strokes(line, axes, years, size)
    return np.array(dots)


def _strokes(
    line: Line2D, axes: Axes, years: tuple[float, float], size: tuple[float, float]
) -> list[tuple[float, float, float]]:
    """The line between its values, as dots two points apart; none across a gap."""
    x, y = (np.asarray(data, dtype=float) for data in line.get_data())
    dots: list[tuple[float, float, float]] = []
    for place in range(len(x) - 1):
        if not np.isfinite([*x[place : place + 2], *y[place : place + 2]]).all():
            continue
        (a, b), (c, d) = _on_panel(axes, zip(x[place : place + 2], y[place : place + 2], strict=True), years, size)
        many = int(max(abs(c - a), abs(d - b)) // 2) + 1
        dots += [(a + (c - a) * step / many, b + (d - b) * step / many, _STROKE) for step in range(many)]
    return dots


def _hits(box: Box, dots: np.ndarray) -> bool:
    x, y, radius = dots.T
    return bool(
        ((x > box.left - radius) & (x < box.right + radius) & (y > box.low - radius) & (y < box.high + radius)).any()
    )


def _thin(axes: Axes, width: float) -> None:
    """Every second year, as long as the labels of the ticks would touch."""
    ticks, labels = list(axes.get_xticks()), [label.get_text() for label in axes.get_xticklabels()]
    low, high = axes.get_xlim()
    widest = max(map(measure, labels)) + _TICK_AIR
    while len(ticks) > 1 and (ticks[1] - ticks[0]) / (high - low) * width < widest:
        ticks, labels = ticks[::-1][::2][::-1], labels[::-1][::2][::-1]
    axes.set_xticks(ticks, labels=labels)
    axes.set_xlim(low, high)
