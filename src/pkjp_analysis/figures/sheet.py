"""The page of a figure: title, notes, panels with their legends, source line. All sizes in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import ScaledTranslation

from pkjp_analysis.figures import direct
from pkjp_analysis.figures.style import (
    MUTED,
    PANEL_SIZE,
    POINTS_PER_MM,
    SMALL_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
)
from pkjp_analysis.figures.text import measure, wrap
from pkjp_analysis.figures.words import some, source_line

_MARGIN = 6.0
_LEADING = 1.3
_HANDLE = 26.0
_TICKS = 14.0
NARROWEST = 190.0


@dataclass(frozen=True)
class _Legend:
    """What a legend shows, of the panel number `index` or of all."""

    index: int
    handles: list[Artist]
    labels: list[str]
    axis_label: bool = False
    at_ends: bool = False

    def part(self, kind: type[Artist]) -> _Legend:
        """The entries of one kind of handle alone."""
        held = [(handle, text) for handle, text in zip(self.handles, self.labels, strict=True) if type(handle) is kind]
        return _Legend(self.index, [handle for handle, _ in held], [text for _, text in held], self.axis_label)


class Sheet:
    """A figure in the making.

    Parameters
    ----------
    rows
        The rows that are drawn: the source line and the CSV beside the picture come from them.
    title, notes
        What is shown, and the sentences under it (basis, what is missing).
    panels
        A heading per panel.
    width
        Millimetres. Panels stand beside each other where there is room, else under each other.
    height
        Height of a panel's plotting area in points, or one height per panel.
    most_columns, narrowest
        At most this many panels side by side, each of at least so many points.
    source
        The source line where it does not come from `publisher` and `vintage` of the rows.
    """

    def __init__(
        self,
        rows: pd.DataFrame,
        *,
        title: str,
        notes: Sequence[str] = (),
        panels: Sequence[str] = ("",),
        width: float,
        height: float | Sequence[float] = 160.0,
        most_columns: int = 2,
        narrowest: float = NARROWEST,
        source: str = "",
    ) -> None:
        self.rows, self.alt = rows, ""
        self.width = width * POINTS_PER_MM
        room = self.width - 2 * _MARGIN
        self.columns = columns(width, len(panels), most_columns, narrowest)
        heights = [height] * len(panels) if isinstance(height, int | float) else list(height)
        self._heights = [max(heights[i : i + self.columns]) for i in range(0, len(panels), self.columns)]
        self._below = [0.0] * len(self._heights)
        self._title = wrap(title, room, TITLE_SIZE, bold=True)
        self._notes = "\n".join(wrap(note, room, TEXT_SIZE) for note in notes if note)
        self._source = wrap(source or source_line(rows), room, SMALL_SIZE)
        self._page_legend = 0.0
        self._panel_legends: list[_Legend] = []
        self._shared_legend: _Legend | None = None
        self.figure = Figure(figsize=(self.width / 72, 3), layout="constrained")
        grid = GridSpec(len(self._heights), self.columns, self.figure, height_ratios=self._heights)
        self.axes: list[Axes] = []
        for index, heading in enumerate(panels):
            axes = self.figure.add_subplot(grid[index // self.columns, index % self.columns])
            axes.set_title(wrap(heading, self.panel_width + 36, PANEL_SIZE, bold=True))
            self.axes.append(axes)
        self._headings = any(panels)

    @property
    def panel_width(self) -> float:
        """Points that a panel has from its left axis to the right edge, as far as can be told beforehand."""
        return (self.width - 2 * _MARGIN) / self.columns - 44

    @property
    def title(self) -> str:
        """The title as one line."""
        return self._title.replace("\n", " ")

    def tell(self, kind: str, sentences: Sequence[str], most: int = 12) -> None:
        """Set the alt text: the kind of chart, the title, then what can be seen."""
        self.alt = f"{kind}. {self.title}. {some(sentences, most)}"

    def y_label(self, index: int, text: str) -> None:
        """Name the vertical axis of a panel, once for each row of panels."""
        self.axes[index].set_ylabel(text if index % self.columns == 0 else "")

    def panel_legend(
        self, index: int, handles: Sequence[Artist], labels: Sequence[str], *, axis_label: bool = False
    ) -> None:
        """Names for the lines of the panel number `index`: at their ends where they fit, else a legend under it."""
        self._panel_legends.append(_Legend(index, list(handles), list(labels), axis_label))

    def page_legend(self, handles: Sequence[Artist], labels: Sequence[str], *, at_ends: bool = False) -> None:
        """One legend for all panels, above the source line, in as many columns as fit.

        `at_ends`: lines are named at their ends instead, where they fit in every panel.
        """
        self._shared_legend = _Legend(0, list(handles), list(labels), at_ends=at_ends)

    def _name_lines(self) -> None:
        """Write the names at the ends of lines that fit there, and make legends for the rest."""
        for one in self._panel_legends:
            plan = self._plan(one.index, one)
            if plan:
                plan.draw()
            else:
                self._draw_panel_legend(one)
        shared = self._shared_legend
        if shared and shared.at_ends:
            lines = shared.part(Line2D)
            plans = [plan for index in range(len(self.axes)) if (plan := self._plan(index, lines))]
            if len(plans) == len(self.axes):
                for plan in plans:
                    plan.draw()
                shared = shared.part(Patch)
        if shared and shared.handles:
            self._draw_page_legend(shared)

    def _plan(self, index: int, legend: _Legend) -> direct.Plan | None:
        """Places at the ends of the lines of a panel, a little smaller than it will be."""
        height = self._heights[index // self.columns]
        return direct.plan(self.axes[index], legend.handles, legend.labels, self.panel_width * 0.96, height * 0.96)

    def _draw_panel_legend(self, legend: _Legend) -> None:
        """A legend of one column under a panel."""
        texts = [wrap(label, self.panel_width - _HANDLE, TEXT_SIZE, lines=3) for label in legend.labels]
        axes = self.axes[legend.index]
        drop = _TICKS + 4 + (10 if legend.axis_label else 0)
        shift = ScaledTranslation(0, -drop / 72, self.figure.dpi_scale_trans)
        axes.legend(
            legend.handles,
            texts,
            loc="upper left",
            bbox_to_anchor=(0, 0),
            bbox_transform=axes.transAxes + shift,
            borderaxespad=0,
            borderpad=0,
            labelspacing=0.25,
            handlelength=2.4,
            handletextpad=0.6,
        )
        tall = sum(_lines(text) * TEXT_SIZE * 1.25 + TEXT_SIZE * 0.25 for text in texts)
        row = legend.index // self.columns
        self._below[row] = max(self._below[row], tall + drop - _TICKS)

    def _draw_page_legend(self, legend: _Legend) -> None:
        room = self.width - 2 * _MARGIN
        texts = [wrap(label, room - _HANDLE, TEXT_SIZE, lines=2) for label in legend.labels]
        wide = [max(measure(line) for line in text.split("\n")) + _HANDLE + 14 for text in texts]
        columns = next(n for n in range(len(texts), 0, -1) if n == 1 or _across(wide, n) <= room)
        self._legend = self.figure.legend(
            legend.handles,
            texts,
            loc="lower left",
            ncols=columns,
            borderaxespad=0,
            borderpad=0,
            labelspacing=0.3,
            handlelength=2.4,
            handletextpad=0.6,
            columnspacing=1.2,
        )
        tall = [_lines(text) * TEXT_SIZE * 1.2 + TEXT_SIZE * 0.3 for text in texts]
        self._page_legend = max(sum(part) for part in _down_columns(tall, columns)) + 8

    def finish(self) -> None:
        """Name the lines, give the page its height, place the words around the panels and freeze the layout."""
        self._name_lines()
        head = _lines(self._title) * TITLE_SIZE * _LEADING + _lines(self._notes) * TEXT_SIZE * _LEADING + _MARGIN + 4
        foot = _lines(self._source) * SMALL_SIZE * _LEADING + _MARGIN + 4
        heading = max(_lines(a.get_title(loc="left")) for a in self.axes) * PANEL_SIZE * _LEADING + 6
        each = heading + _TICKS + (12 if any(a.get_xlabel() for a in self.axes) else 0) + 6
        body = sum(self._heights) + sum(self._below) + each * len(self._heights)
        total = head + body + self._page_legend + foot
        self.figure.set_size_inches(self.width / 72, total / 72)
        low = (foot + self._page_legend) / total
        edge = _MARGIN / self.width
        self._freeze((edge, low, 1 - 2 * edge, 1 - head / total - low))
        if self._page_legend:
            self._legend.set_bbox_to_anchor((edge, foot / total), transform=self.figure.transFigure)
        self._words(edge, total, foot)

    def _freeze(self, rect: tuple[float, float, float, float]) -> None:
        """Lay the panels out once: the same places in every format and at every resolution."""
        engine = self.figure.get_layout_engine()
        assert engine is not None
        engine.set(rect=rect, w_pad=2 / 72, h_pad=3 / 72, wspace=0.03, hspace=0.02)  # type: ignore[call-arg]
        engine.execute(self.figure)
        self.figure.set_layout_engine("none")
        for axes in self.figure.axes:
            # The solver's last bits depend on where its variables lie in memory, and an SVG's ids on all bits.
            left, low, wide, high = (round(side, 6) for side in axes.get_position(original=True).bounds)
            axes.set_position((left, low, wide, high))
        for column in range(self.columns):
            self._align(self.axes[column :: self.columns])

    def _align(self, column: Sequence[Axes]) -> None:
        """Begin the headings of a column of panels where its widest tick labels begin."""
        if not any(axes.get_title(loc="left") for axes in column):
            return
        left = min(box.x0 for axes in column if (box := axes.get_tightbbox()) is not None)
        for axes in column:
            title = axes.get_title(loc="left")
            if title:
                axes.set_title(title, x=min(0.0, axes.transAxes.inverted().transform((left, 0))[0]))

    def _words(self, edge: float, total: float, foot: float) -> None:
        top = 1 - _MARGIN / total
        self.figure.text(edge, top, self._title, fontsize=TITLE_SIZE, fontweight="bold", va="top")
        below = top - (_lines(self._title) * TITLE_SIZE * _LEADING + 1) / total
        if self._notes:
            self.figure.text(edge, below, self._notes, va="top", color=MUTED, linespacing=1.2)
        self.figure.text(edge, (foot - 6) / total, self._source, fontsize=SMALL_SIZE, va="top", color=MUTED)


def _lines(text: str) -> int:
    return text.count("\n") + 1 if text else 0


def _across(wide: Sequence[float], columns: int) -> float:
    """Width of a legend with so many columns."""
    return sum(max(part) for part in _down_columns(wide, columns))


def _down_columns(sizes: Sequence[float], columns: int) -> list[Sequence[float]]:
    """The entries of a legend by column, as matplotlib deals them: down, the first columns one longer."""
    whole, more = divmod(len(sizes), columns)
    ends = [whole * (c + 1) + min(c + 1, more) for c in range(columns)]
    return [sizes[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def columns(width: float, panels: int, most: int = 2, narrowest: float = NARROWEST) -> int:
    """How many panels stand side by side on a page of `width` millimetres."""
    return max(1, min(most, panels, int((width * POINTS_PER_MM - 2 * _MARGIN) // narrowest)))


def row_labels(
    texts: Sequence[object], width: float, panels: int = 1, *, part: float = 0.45, lines: int = 3
) -> list[str]:
    """Labels for the rows of a panel, wrapped to a part of the room that the panel has across."""
    room = (width * POINTS_PER_MM - 2 * _MARGIN) / columns(width, panels) * part
    return [wrap(text, room, TEXT_SIZE, lines=lines) for text in texts]


def row_height(labels: Sequence[str]) -> float:
    """Points from one row to the next: the tallest label and some air."""
    return max((_lines(label) for label in labels), default=1) * TEXT_SIZE * 1.22 + 4
