"""Stacked bars: how many of each kind a group has, with the counts on the pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLACK, MUTED, WHITE, Mark
from pkjp_analysis.figures.text import legible, measure, number

_OTHER = Mark(WHITE, hatch="oo")


@dataclass(frozen=True)
class Stacks:
    """What is stacked: the columns of the bars and of their pieces, the pieces' looks, the axis' name.

    `parts`: whether the bar's end names all pieces where one of them has no room for its number.
    """

    by: str
    kind: str
    looks: Mapping[str, Mark]
    unit: str
    parts: bool = True

    def look(self, name: str) -> Mark:
        """The look of a kind; one of its own for kinds that are not known."""
        return self.looks.get(name, _OTHER)

    def order(self, rows: pd.DataFrame) -> list[str]:
        """The kinds that occur, known ones first."""
        held = words.distinct(rows, self.kind)
        return [k for k in self.looks if k in held] + [k for k in held if k not in self.looks]


def source(rows: pd.DataFrame) -> str:
    """The ledger is its own source where its rows name no publisher."""
    return "" if words.distinct(rows, "publisher") else "Source: this study's ledger of statements"


def stacked(
    frame: pd.DataFrame, kinds: Stacks, title: str, width: float, notes: Sequence[str] = (), named: str = ""
) -> Sheet:
    """A page of stacked bars, a bar per group in the frame's order; a group without counts keeps its place.

    `named` is the source line where the rows name no publisher and are not the ledger's.
    """
    rows = frame[frame["count"].gt(0)]
    words.one_row_each(rows, [kinds.by, kinds.kind], f"of {kinds.by} and {kinds.kind}")
    groups = words.grouped(frame, [kinds.by])
    names = row_labels([key[0] for key, _ in groups], width, part=0.34)
    height = (row_height(names) + 4) * len(groups) + 6
    sheet = Sheet(rows, title=title, notes=notes, width=width, height=height, source=named or source(rows))
    axes = sheet.axes[0]
    order = kinds.order(rows)
    stacks = [_counts(part, kinds.kind, order) for _, part in groups]
    points = sheet.panel_width + 36 - max(measure(line) for name in names for line in name.split("\n"))
    across = _across(stacks, points, kinds.parts)
    for y, counts in enumerate(stacks):
        _stack(axes, y, counts, kinds, across)
    marks.row_labels(axes, names)
    scales.value_axis(axes.xaxis, [0, points / across], longer=1.0)
    axes.set_xlabel(kinds.unit)
    sheet.page_legend([_piece(kinds.look(name)) for name in order], [legible(name) for name in order])
    sheet.tell("Stacked bar chart", [_told(key[0], s) for (key, _), s in zip(groups, stacks, strict=True)])
    return sheet


def _told(group: object, counts: Mapping[str, float]) -> str:
    return f"{legible(group)}: {', '.join(f'{number(count)} {name}' for name, count in counts.items()) or 'none'}."


def _counts(rows: pd.DataFrame, kind: str, order: Sequence[str]) -> dict[str, float]:
    counts = rows.set_index(kind)["count"]
    return {name: float(counts[name]) for name in order if name in counts and counts[name] > 0}


def _across(stacks: Sequence[Mapping[str, float]], points: float, parts: bool) -> float:
    """Points for one unit, so that every bar and the text at its end fit into `points`."""
    across = points
    # The text grows when a piece becomes too narrow for its number, so the answer is approached from above.
    for _ in range(4):
        ends = [(measure(_end(counts, across, parts)) + 6, sum(counts.values())) for counts in stacks if counts]
        fits = [(points - end) / total for end, total in ends]
        across = min(across, *fits)
    return across


def _fits(count: float, across: float) -> bool:
    return measure(number(count)) + 1.6 <= count * across


def _end(counts: Mapping[str, float], across: float, parts: bool) -> str:
    """The total; its parts too where one of them has no room for its number."""
    inside = not parts or len(counts) == 1 or all(_fits(count, across) for count in counts.values())
    named = "" if inside else f" = {' + '.join(number(count) for count in counts.values())}"
    return number(sum(counts.values())) + named


def _stack(axes: Axes, y: float, counts: Mapping[str, float], kinds: Stacks, across: float) -> None:
    """One bar of pieces with their counts."""
    left = 0.0
    for name, count in counts.items():
        look = kinds.look(name)
        marks.bars(axes, [y], [count], look, left=left, edge=MUTED)
        if _fits(count, across):
            face = {"facecolor": look.colour, "edgecolor": "none", "pad": 0.4}
            axes.text(left + count / 2, y, number(count), ha="center", va="center", color=BLACK, bbox=face)
        left += count
    marks.beside(axes, left, y, _end(counts, across, kinds.parts))


def _piece(look: Mark) -> Patch:
    return Patch(facecolor=look.colour, hatch=look.hatch, edgecolor=MUTED, linewidth=0.5)
