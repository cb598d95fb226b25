"""Figures of vehicles: what makers sell, and a shipment in proportion."""

from __future__ import annotations

import math
from collections.abc import Hashable

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.series import plain
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import COLOURS, MARKERS, MUTED, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, measure, number

_LINES = ("-", "--", ":")
_SENT, _BESIDE = Mark(VERMILLION, "s"), Mark(MUTED, "o")
_PANELS = (("value", "Vehicles sold"), ("share", "Percent of the sales of all makers"))


@figure("Assemblers", needs=("maker", "counted", "calendar", "share", "value"), across=("calendar", "recording"))
def assemblers(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Vehicles sold by maker and year, and their share: a colour per maker, a line per way of counting.

    Parameters
    ----------
    frame
        `maker`, `counted` (how: its total, or the sum of its passenger car models), `calendar`, `year`, `value`
        (vehicles), `share` (percent of the sales of all makers on the same basis; NaN where not held);
        `reporter_name`. Ways of counting are never joined.
    """
    rows = frame[frame["value"].notna()]
    where = words.distinct(rows, "reporter_name")
    sheet = Sheet(
        rows,
        title=words.dated(f"Sales of assemblers{f' in {where[0]}' if len(where) == 1 else ''}", rows, frame),
        notes=[
            "Whole years; a fiscal year stands between its two years. A sum of models holds the models that one page "
            "prints; its share is of all passenger cars there. A maker's total holds light commercial vehicles too."
        ],
        panels=[heading for _, heading in _PANELS],
        width=width,
        height=160,
    )
    told: list[str] = []
    looks = _looks(rows)
    for key, part in words.grouped(rows, ["maker", "counted", "calendar"]):
        told += _maker(sheet, part, *looks[key])
    for axes, (column, _) in zip(sheet.axes, _PANELS, strict=True):
        scales.year_axis(axes, scales.positions(rows), sheet.panel_width)
        scales.value_axis(axes.yaxis, rows[column])
        marks.light_grid(axes)
    sizes = {key: len(part) for key, part in words.grouped(rows, ["maker", "counted", "calendar"])}
    sheet.page_legend(
        [marks.line_handle(look, joined=sizes[key] > 1) for key, (_, look) in looks.items()],
        [name for name, _ in looks.values()],
    )
    sheet.tell("Line chart", told, most=16)
    return sheet


def _looks(rows: pd.DataFrame) -> dict[tuple[Hashable, ...], tuple[str, Mark]]:
    """Name and look of each maker and way of counting: the way with most years has the whole line."""
    makers, ways = words.distinct(rows, "maker"), list(rows[["counted", "calendar"]].value_counts().index)
    looks = {}
    for place, (key, _) in enumerate(words.grouped(rows, ["maker", "counted", "calendar"])):
        maker, counted, calendar = key
        colour, line = (
            COLOURS[makers.index(maker) % len(COLOURS)],
            _LINES[ways.index((counted, calendar)) % len(_LINES)],
        )
        name = legible(f"{maker}: {counted}, {plain(calendar)}")
        looks[key] = name, Mark(colour, MARKERS[place % len(MARKERS)], line)
    return looks


def _maker(sheet: Sheet, part: pd.DataFrame, name: str, look: Mark) -> list[str]:
    """One maker's lines in both panels; returns them in words."""
    told = []
    for axes, (column, unit) in zip(sheet.axes, _PANELS, strict=True):
        one = part[part[column].notna()]
        if one.empty:
            continue
        marks.line(axes, scales.positions(one), one[column], look)
        told.append(words.told(name, list(one["period"] if "period" in one else one["year"]), list(one[column]), unit))
    return told


@figure(
    "A shipment in proportion",
    needs=("label", "kind", "times", "value"),
    across=("calendar", "recording", "reporter"),
)
def shipment(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Vehicles of a shipment beside sales, production, exports and imports, on a logarithmic scale with numbers.

    Parameters
    ----------
    frame
        `label` (what and when), `value` (vehicles), `kind` ("shipment" is strong), `times` (how many times the
        first shipment it is). Drawn in the frame's order.
    """
    rows = frame[frame["value"].gt(0)]
    names = row_labels(list(rows["label"]), width, part=0.42)
    sheet = Sheet(
        rows,
        title=words.dated(f"Vehicles: the shipment in proportion{_way(rows)}", rows, frame),
        notes=["Logarithmic scale. ×: times the first shipment. Each figure stands on its own basis and period."],
        width=width,
        height=row_height(names) * len(rows) + 6,
    )
    axes = sheet.axes[0]
    ends = [_end(row) for row in words.each(rows)]
    for y, (row, end) in enumerate(zip(words.each(rows), ends, strict=True)):
        look = _SENT if row.kind == "shipment" else _BESIDE
        axes.plot([1, row.value], [y, y], color=look.colour, linewidth=0.8, linestyle=":")
        marks.point(axes, row.value, y, look)
        marks.beside(axes, row.value, y, end, gap=6)
    marks.row_labels(axes, names)
    points = sheet.panel_width + 36 - max(measure(line) for name in names for line in name.split("\n"))
    _powers(axes, rows["value"].max(), points, max(map(measure, ends)) + 8)
    axes.set_xlabel("Vehicles")
    sheet.tell(
        "Dot chart on a logarithmic scale",
        [f"{legible(r.label)}: {e}." for r, e in zip(words.each(rows), ends, strict=True)],
    )
    return sheet


def _powers(axes: Axes, largest: float, points: float, room: float) -> None:
    """A logarithmic axis from 1 over `points`, with `room` right of the largest value, its ticks apart."""
    powers = math.log10(largest * 1.25)
    each = max(4.0, (points - room) / powers)
    step = math.ceil((measure(number(largest)) + 8) / each)
    ticks = [10.0**power for power in range(0, math.floor(powers) + 1, step)]
    scales.log_axis(axes.xaxis, [1, largest])
    axes.set_xticks(ticks, labels=[number(tick) for tick in ticks])
    axes.set_xlim(1, 10 ** (powers + room / each))


def _way(rows: pd.DataFrame) -> str:
    sent = words.distinct(rows[rows["kind"].eq("shipment")], "direction")
    return f", {sent[0]}" if len(sent) == 1 else ""


def _end(row: words.Row) -> str:
    about = {"about": "about ", "more_than": "more than ", "up_to": "up to "}.get(getattr(row, "qualifier", ""), "")
    times = f"  ×{number(row.times)}" if row.times > 1 else ""
    return f"{about}{number(row.value)}{times}"
