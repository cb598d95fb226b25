"""Figures of dated events: by kind over time, and counted by decade."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.people import COUNTED, EVIDENCE
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.series import plain
from pkjp_analysis.figures.sheet import Sheet, row_labels
from pkjp_analysis.figures.stacks import Stacks, stacked
from pkjp_analysis.figures.style import CONTEXT, MUTED, PALE, SKY, WHITE, YELLOW, Mark
from pkjp_analysis.figures.text import legible, measure

_STEP = 7.0
_MOST_NAMED = 12
_AIR = 6.0
_APART = 6.2
_RANKS = {
    "head of state or government": Mark(SKY),
    "foreign minister": Mark(YELLOW, hatch=".."),
    "others": Mark(PALE),
}
_LEVELS = {
    "primary": Mark(SKY),
    "official": Mark(SKY, hatch="////"),
    "press": Mark(YELLOW, hatch=".."),
    "aggregator": Mark(PALE),
    "paper": Mark(WHITE),
}
_NAMED = "Sources: named event by event in the table of events"
_MET = "The list of events is what was met, not all that took place."


@dataclass(frozen=True)
class _Row:
    """One kind of event: its rows, the line on which each stands, and where its lines begin, in points."""

    label: str
    rows: pd.DataFrame
    lines: list[int]
    top: float

    @property
    def tall(self) -> float:
        return (max(self.lines) + 1) * _STEP + _AIR


@figure("Events", needs=("kind", "evidence", "moment"), across=("reporter",))
def timeline(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Dated events by kind: a row per kind, in the order of its first event, a mark per event at its date.

    Parameters
    ----------
    frame
        `kind`, `moment` (year with a fraction), `date`, `title`, `publisher`, `evidence` (filled where a public body
        says it, hollow where the press or a compilation does). An event of two kinds has two rows.
    """
    rows = frame.sort_values("moment", kind="stable")
    kinds = words.grouped(rows, ["kind"])
    labels = row_labels([f"{key[0]} ({len(part)})" for key, part in kinds], width, part=0.3, lines=2)
    room = width * 72 / 25.4 - 40 - max(measure(line) for label in labels for line in label.split("\n"))
    years = room / (rows["moment"].max() - rows["moment"].min() + 2)
    placed = _rows(labels, [part for _, part in kinds], _APART / years)
    tall = placed[-1].top + placed[-1].tall
    sheet = Sheet(
        rows,
        title=words.dated(f"Dated events by kind{words.between(rows)}", rows, frame),
        notes=[
            "A mark per event; where events are close, one below another. A date known to the year stands at its "
            f"first day. {_MET}"
        ],
        width=width,
        height=tall,
        source=_NAMED if len(words.distinct(rows, "publisher")) > _MOST_NAMED else "",
    )
    axes = sheet.axes[0]
    for row in placed:
        _events(axes, row)
    _kinds(axes, placed, tall)
    scales.year_axis(axes, rows["moment"], room)
    levels = [level for level in EVIDENCE if level in set(rows["evidence"])]
    handles = [marks.line_handle(EVIDENCE[e], filled=e in COUNTED, joined=False) for e in levels]
    sheet.page_legend(handles, [plain(level) for level in levels])
    sheet.tell("Timeline", [_told(row) for row in placed], most=20)
    return sheet


def _rows(labels: list[str], parts: list[pd.DataFrame], gap: float) -> list[_Row]:
    """The kinds under each other, each as tall as its busiest years need."""
    placed: list[_Row] = []
    top = 0.0
    for label, part in zip(labels, parts, strict=True):
        least = label.count("\n")
        lines = _lines(list(part["moment"]), gap)
        row = _Row(label, part, lines, top)
        placed.append(row)
        top += max(row.tall, (least + 1) * 9.5 + _AIR)
    return placed


def _lines(moments: list[float], gap: float) -> list[int]:
    """A line for each moment, the first on which it is a gap away from the one before."""
    last: list[float] = []
    lines = []
    for moment in moments:
        line = next((n for n, before in enumerate(last) if moment - before >= gap), len(last))
        last[line : line + 1] = [moment]
        lines.append(line)
    return lines


def _events(axes: Axes, row: _Row) -> None:
    for event, line in zip(words.each(row.rows), row.lines, strict=True):
        look = EVIDENCE.get(event.evidence, Mark(CONTEXT, "p"))
        y = row.top + _AIR / 2 + (line + 0.5) * _STEP
        marks.point(axes, event.moment, y, look, filled=event.evidence in COUNTED, size=4.2)


def _kinds(axes: Axes, placed: list[_Row], tall: float) -> None:
    """Names of the kinds beside their rows, and a thin line between two rows."""
    axes.set_yticks([row.top + row.tall / 2 for row in placed], labels=[row.label for row in placed])
    axes.tick_params(axis="y", length=0, pad=3)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(tall, 0)
    for row in placed[1:]:
        axes.axhline(row.top, color=PALE, linewidth=0.5, zorder=0.4)
    axes.grid(axis="x")
    axes.axhline(tall, color=MUTED, linewidth=0.6)


def _told(row: _Row) -> str:
    first, last = row.rows.iloc[0], row.rows.iloc[-1]
    label = " ".join(row.label.split())
    return f"{label}: first {first['date']}, {legible(first['title'])}; last {last['date']}, {legible(last['title'])}."


@figure("Visits", needs=("decade", "rank", "count"))
def visits_by_period(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Visits held by decade and rank of who came: stacked bars; a decade without a visit held has none.

    Parameters
    ----------
    frame
        `decade`, `rank` (head of state or government, foreign minister, others), `count`, `reporter_name`,
        `partner_name`.
    """
    title = f"{frame['count'].sum():.0f} visits held{words.between(frame)}, by decade and rank"
    kinds = Stacks("decade", "rank", _RANKS, "Visits")
    note = "The rank is read from the event's title. No bar: no visit is held, which does not show that none was made."
    return stacked(frame, kinds, title, width, [note], _NAMED)


@figure("Events by decade", needs=("decade", "evidence", "count"))
def events_by_period(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Events held by decade and level of evidence: stacked bars, the levels in a fixed order.

    Parameters
    ----------
    frame
        `decade`, `evidence` (primary, official, press, aggregator), `count`, `reporter_name`, `partner_name`.
    """
    title = f"{frame['count'].sum():.0f} events held{words.between(frame)}, by decade and best evidence"
    kinds = Stacks("decade", "evidence", _LEVELS, "Events")
    return stacked(frame, kinds, title, width, [f"{_MET} Recent years are told more often."], _NAMED)
