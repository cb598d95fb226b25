"""Figures of goods trade: totals, shares of two-way trade, the long view."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.series import COUNTS, Series, series
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLUE, CONTEXT, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, percent

_SAME = Mark(BLUE, "o")
_MIXED = Mark(VERMILLION, "s")


@figure("Two-way goods trade", needs=("direction", "year", "value"), across=COUNTS)
def two_way_trade(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Goods trade of a pair by year: a panel per direction, a line per reporter, basis and origin.

    Parameters
    ----------
    frame
        `direction` ("Pakistan to Japan"), `year`, `value` (currency units); `reporter_name`, `calendar`,
        `valuation`, `recording`, `regime` and `origin` tell the series apart, rows with `coverage`
        "partial" are drawn hollow and not joined. `publisher` and `vintage` make the source line.
    """
    rows = frame[frame["value"].notna()]
    divisor, unit = words.scale(rows, unit="USD")
    directions = words.distinct(rows, "direction")
    sheet = Sheet(
        rows,
        title=words.dated(f"Goods trade{words.between(rows)}", rows, frame),
        notes=[f"{words.basis(rows, unit)} {_notes(rows, len(directions))}"],
        panels=[legible(direction) for direction in directions],
        width=width,
        height=165,
    )
    told = _panels(sheet, rows, directions, lambda one: one, divisor, unit)
    for axes, direction in zip(sheet.axes, directions, strict=True):
        scales.value_axis(axes.yaxis, rows["value"][rows["direction"] == direction] / divisor)
    sheet.tell("Line chart", told)
    return sheet


def _notes(rows: pd.DataFrame, panels: int) -> str:
    partial = "coverage" in rows and rows["coverage"].eq("partial").any()
    fiscal = "calendar" in rows and rows["calendar"].astype(str).str.startswith("FY").any()
    notes = {
        "The vertical scales differ.": panels > 1,
        "A fiscal year stands between its two years.": fiscal,
        "Hollow: part of a year.": partial,
    }
    return " ".join(note for note, holds in notes.items() if holds)


def _panels(
    sheet: Sheet,
    rows: pd.DataFrame,
    directions: list[str],
    restyle: Callable[[Series], Series],
    divisor: float,
    unit: str,
) -> list[str]:
    """Lines and legend of every direction's panel; returns the lines in words."""
    told = []
    for index, direction in enumerate(directions):
        held = [restyle(one) for one in series(rows[rows["direction"] == direction], rows)]
        _lines(sheet, index, held, divisor)
        sheet.y_label(index, unit)
        told += [_told(f"{direction}, {one.label}", one, divisor, unit) for one in held]
    return told


def _lines(sheet: Sheet, index: int, held: list[Series], divisor: float) -> None:
    """The panel's lines, hollow marks for part-years, axis of years and legend."""
    axes = sheet.axes[index]
    handles = []
    for one in held:
        marks.line(axes, scales.positions(one.whole), one.whole["value"] / divisor, one.mark)
        marks.hollow(axes, scales.positions(one.partial), one.partial["value"] / divisor, one.mark)
        handles.append(marks.line_handle(one.mark, filled=not one.whole.empty, joined=one.joined))
    places = pd.concat([scales.positions(one.rows) for one in held])
    scales.year_axis(axes, places, sheet.panel_width)
    marks.light_grid(axes)
    sheet.panel_legend(index, handles, [one.label for one in held])


def _told(label: str, one: Series, divisor: float, unit: str) -> str:
    return words.told(label, list(one.rows["year"]), list(one.rows["value"] / divisor), unit)


@figure("Long view of goods trade", needs=("direction", "year", "value"), across=COUNTS)
def long_view(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Yearly goods trade over decades on a logarithmic scale: a panel per direction, a line per origin.

    Parameters
    ----------
    frame
        As for `two_way_trade`; series of `evidence` "aggregator" are drawn grey, as context. Values of zero
        have no place on a logarithmic scale; they are counted in the note.
    """
    rows = frame[frame["value"].gt(0)]
    divisor, unit = words.scale(rows, unit="USD")
    directions = words.distinct(rows, "direction")
    zeros = int(frame["value"].le(0).sum())
    notes = f"{words.basis(rows, unit)} Logarithmic scale. Grey: compiled by an aggregator."
    sheet = Sheet(
        rows,
        title=words.dated(f"Goods trade{words.between(rows)} over the long run", rows, frame),
        notes=[notes + (f" Values of zero, not drawn: {zeros}." if zeros else "")],
        panels=[legible(direction) for direction in directions],
        width=width,
        height=175,
    )
    told = _panels(sheet, rows, directions, _as_context, divisor, unit)
    for axes, direction in zip(sheet.axes, directions, strict=True):
        scales.log_axis(axes.yaxis, rows["value"][rows["direction"] == direction] / divisor)
    sheet.tell("Line chart on a logarithmic scale", told)
    return sheet


def _as_context(one: Series) -> Series:
    """An aggregator's series in grey."""
    if "evidence" in one.rows and one.rows["evidence"].eq("aggregator").all():
        return Series(f"{one.label} (aggregator)", one.rows, Mark(CONTEXT, one.mark.marker, one.mark.line))
    return one


def _share_topic(rows: pd.DataFrame) -> str:
    """`Pakistan to Japan: share of two-way goods trade`, where the rows say which way the exports go."""
    ways = words.distinct(rows, "direction")
    return f"{ways[0]}: share of two-way goods trade" if len(ways) == 1 else "Share of exports in two-way goods trade"


@figure("Share of exports in two-way trade", needs=("year", "export_share"), across=COUNTS)
def export_share(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The share of exports in two-way trade by year, a line per origin and calendar.

    Parameters
    ----------
    frame
        `year`, `export_share` (percent), `origin`, `calendar`; also `reporter_name`, `valuation`,
        `recording`, `coverage` where series differ in them.
    """
    rows = frame[frame["export_share"].notna()]
    shares = rows.drop(columns="value", errors="ignore").rename(columns={"export_share": "value"})
    held = series(shares, shares)
    sheet = Sheet(
        rows,
        title=words.dated(_share_topic(rows), rows, frame),
        notes=[f"{words.basis(rows, 'percent of exports plus imports')} {_notes(rows, 1)}"],
        width=width,
        height=150,
    )
    _lines(sheet, 0, held, 1.0)
    scales.value_axis(sheet.axes[0].yaxis, shares["value"])
    sheet.y_label(0, "Percent of two-way trade")
    sheet.tell("Line chart", [_told(one.label, one, 1.0, "percent") for one in held])
    return sheet


@figure(
    "Export share with and without mixed calendars",
    needs=("label", "mixed", "export_share"),
    across=COUNTS,
)
def mixed_calendars(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The export share when exports and total cover the same twelve months, and when they do not.

    Parameters
    ----------
    frame
        `label`, `export_share` (percent of two-way trade), `mixed` (True where a calendar-year export stands
        beside a fiscal-year total); `publisher` and `vintage` make the source line. Drawn in their order.
    """
    rows = frame[frame["export_share"].notna()]
    names = row_labels(list(rows["label"]), width)
    sheet = Sheet(
        rows,
        title=words.dated(f"Exports in two-way trade{words.between(rows)}, by months counted", rows, frame),
        notes=["Percent of exports plus imports."],
        width=width,
        height=row_height(names) * len(rows) + 6,
    )
    axes = sheet.axes[0]
    for y, row in enumerate(words.each(rows)):
        look = _MIXED if row.mixed else _SAME
        axes.plot([0, row.export_share], [y, y], color=look.colour, linewidth=0.8, linestyle=":")
        marks.point(axes, row.export_share, y, look, filled=not row.mixed)
        marks.beside(axes, row.export_share, y, percent(row.export_share), gap=6)
    marks.row_labels(axes, names)
    scales.value_axis(axes.xaxis, rows["export_share"], longer=1.18)
    axes.set_xlabel("Exports, percent of two-way trade")
    handles = [marks.line_handle(_SAME, joined=False), marks.line_handle(_MIXED, filled=False, joined=False)]
    sheet.page_legend(handles, ["same twelve months", "calendar-year exports beside a fiscal-year total"])
    sheet.tell("Dot chart", [_mixed_told(row) for row in words.each(rows)])
    return sheet


def _mixed_told(row: words.Row) -> str:
    kind = "mixed calendars" if row.mixed else "same twelve months"
    return f"{legible(row.label)}: {percent(row.export_share)} ({kind})."
