"""Figures of the claims ledger: verdicts by section, evidence by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLACK, MUTED, ORANGE, PALE, SKY, WHITE, YELLOW, Mark
from pkjp_analysis.figures.text import legible, measure, number

# Light enough for black counts on them, apart in grey by hatch.
VERDICTS = {
    "confirmed": Mark(SKY),
    "close": Mark(SKY, hatch="////"),
    "mixed": Mark(YELLOW, hatch="...."),
    "conflicting": Mark(ORANGE, hatch="xxxx"),
    "unsupported": Mark(PALE),
    "judgement": Mark(PALE, hatch="\\\\\\\\"),
    "not written yet": Mark(WHITE),
}
VOTES = {
    "precise": Mark(SKY),
    "near": Mark(SKY, hatch="////"),
    "no": Mark(ORANGE, hatch="xxxx"),
    "none": Mark(PALE),
}
LEVELS = ("primary", "official", "press", "aggregator", "paper")
_OTHER = Mark(WHITE, hatch="oo")


@dataclass(frozen=True)
class _Stacks:
    """What is stacked: the columns of the bars and of their pieces, the pieces' looks, the axis' name."""

    by: str
    kind: str
    looks: Mapping[str, Mark]
    unit: str

    def look(self, name: str) -> Mark:
        return self.looks.get(name, _OTHER)

    def order(self, rows: pd.DataFrame) -> list[str]:
        """The kinds that occur, known ones first."""
        held = words.distinct(rows, self.kind)
        return [k for k in self.looks if k in held] + [k for k in held if k not in self.looks]


@figure("Verdicts by section", needs=("section", "verdict", "count"))
def verdicts_by_section(frame: pd.DataFrame, *, width: float) -> Sheet:
    """How many statements of each section have which verdict: stacked bars, the verdicts in a fixed order.

    Parameters
    ----------
    frame
        `section`, `verdict` (confirmed, close, mixed, conflicting, unsupported, judgement, not written yet),
        `count`. Sections stand in the frame's order.
    """
    title = f"Verdicts on {frame['count'].sum():.0f} statements, by section"
    return _stacked(frame, _Stacks("section", "verdict", VERDICTS, "Statements"), title, width)


@figure("Evidence by level and vote", needs=("evidence", "vote", "count"))
def evidence_levels(frame: pd.DataFrame, *, width: float) -> Sheet:
    """How many pieces of evidence of each level have which vote: stacked bars.

    Parameters
    ----------
    frame
        `evidence` (primary, official, press, aggregator, paper), `vote` (precise, near, no, none), `count`.
    """
    order = {level: place for place, level in enumerate(LEVELS)}
    rows = frame.sort_values("evidence", kind="stable", key=lambda e: e.map(order).fillna(len(LEVELS)))
    title = f"{frame['count'].sum():.0f} pieces of evidence, by level and vote"
    return _stacked(rows, _Stacks("evidence", "vote", VOTES, "Pieces of evidence"), title, width)


def source(rows: pd.DataFrame) -> str:
    """The ledger is its own source where its rows name no publisher."""
    return "" if words.distinct(rows, "publisher") else "Source: this study's ledger of statements"


def _stacked(frame: pd.DataFrame, kinds: _Stacks, title: str, width: float) -> Sheet:
    rows = frame[frame["count"].gt(0)]
    words.one_row_each(rows, [kinds.by, kinds.kind], f"of {kinds.by} and {kinds.kind}")
    groups = words.grouped(rows, [kinds.by])
    names = row_labels([key[0] for key, _ in groups], width, part=0.34)
    height = (row_height(names) + 4) * len(groups) + 6
    sheet = Sheet(rows, title=title, width=width, height=height, source=source(rows))
    axes = sheet.axes[0]
    order = kinds.order(rows)
    stacks = [_counts(part, kinds.kind, order) for _, part in groups]
    points = sheet.panel_width + 36 - max(measure(line) for name in names for line in name.split("\n"))
    across = _across(stacks, points)
    for y, counts in enumerate(stacks):
        _stack(axes, y, counts, kinds, across)
    marks.row_labels(axes, names)
    scales.value_axis(axes.xaxis, [0, points / across], longer=1.0)
    axes.set_xlabel(kinds.unit)
    sheet.page_legend([_piece(kinds.look(name)) for name in order], [legible(name) for name in order])
    sheet.tell("Stacked bar chart", [_told(key[0], s) for (key, _), s in zip(groups, stacks, strict=True)])
    return sheet


def _told(group: object, counts: Mapping[str, float]) -> str:
    return f"{legible(group)}: {', '.join(f'{number(count)} {name}' for name, count in counts.items())}."


def _counts(rows: pd.DataFrame, kind: str, order: Sequence[str]) -> dict[str, float]:
    counts = rows.set_index(kind)["count"]
    return {name: float(counts[name]) for name in order if name in counts}


def _across(stacks: Sequence[Mapping[str, float]], points: float) -> float:
    """Points for one unit, so that every bar and the text at its end fit into `points`."""
    across = points
    # The text grows when a piece becomes too narrow for its number, so the answer is approached from above.
    for _ in range(4):
        rooms = [points - measure(_end(counts, across)) - 6 for counts in stacks]
        fits = [room / sum(counts.values()) for room, counts in zip(rooms, stacks, strict=True)]
        across = min(across, *fits)
    return across


def _fits(count: float, across: float) -> bool:
    return measure(number(count)) + 1.6 <= count * across


def _end(counts: Mapping[str, float], across: float) -> str:
    """The total; its parts too where one of them has no room for its number."""
    inside = all(_fits(count, across) for count in counts.values())
    parts = "" if inside else f" = {' + '.join(number(count) for count in counts.values())}"
    return number(sum(counts.values())) + parts


def _stack(axes: Axes, y: float, counts: Mapping[str, float], kinds: _Stacks, across: float) -> None:
    """One bar of pieces with their counts."""
    left = 0.0
    for name, count in counts.items():
        look = kinds.look(name)
        marks.bars(axes, [y], [count], look, left=left, edge=MUTED)
        if _fits(count, across):
            face = {"facecolor": look.colour, "edgecolor": "none", "pad": 0.4}
            axes.text(left + count / 2, y, number(count), ha="center", va="center", color=BLACK, bbox=face)
        left += count
    marks.beside(axes, left, y, _end(counts, across))


def _piece(look: Mark) -> Patch:
    return Patch(facecolor=look.colour, hatch=look.hatch, edgecolor=MUTED, linewidth=0.5)
