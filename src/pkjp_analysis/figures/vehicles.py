"""Figures of vehicles: sales and production, local parts, used vehicles."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.series import label
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import mark
from pkjp_analysis.figures.text import legible, listed

_COUNTS = ("reporter", "calendar", "recording")


@figure("Vehicles sold and produced", needs=("scope", "year", "value"), across=_COUNTS)
def vehicle_sales(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Vehicles sold and produced by class in whole years: a line per class and count, every print a mark.

    Parameters
    ----------
    frame
        `scope` (what is counted), `year`, `calendar`, `origin`, `value` (vehicles), `reporter_name`.
    """
    rows = frame[frame["value"].notna()]
    title = f"Vehicles sold and produced{words.within(rows)}"
    note = "Whole years, each at its middle: a fiscal year stands between its two years. Two marks in one year are two "
    note += "prints. A wider class holds a narrower one."
    return _lines(rows, frame, ["scope", "calendar", "origin"], title, note, width)


@figure("Used vehicles", needs=("count", "year", "value"), across=_COUNTS)
def used_vehicles(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Used vehicles from one side to the other by year: a line per count, parts of a year hollow and not joined.

    Parameters
    ----------
    frame
        `count` (who counts which vehicles), `year`, `calendar`, `coverage`, `origin`, `value` (vehicles).
    """
    rows = frame[frame["value"].notna()]
    note = "Each year at its middle. Hollow: part of a year. Years without a mark are not held."
    title = f"Used vehicles: {listed([legible(count) for count in words.distinct(rows, 'count')])}"
    return _lines(rows, frame, ["count", "calendar", "origin"], title, note, width)


def _lines(rows: pd.DataFrame, frame: pd.DataFrame, apart: list[str], title: str, note: str, width: float) -> Sheet:
    """A page with a line for each group of rows that the columns `apart` tell from each other."""
    sheet = Sheet(rows, title=words.dated(title, rows, frame), notes=[note], width=width, height=165)
    axes = sheet.axes[0]
    handles, names, told = [], [], []
    groups = sorted(words.grouped(rows, apart), key=lambda group: -len(group[1]))
    for place, (_, part) in enumerate(groups):
        name = label(part.iloc[0], apart)
        partial = part["coverage"].eq("partial") if "coverage" in part else pd.Series(False, index=part.index)
        whole = part[~partial]
        marks.line(axes, scales.positions(whole), whole["value"], mark(place))
        marks.hollow(axes, scales.positions(part[partial]), part[partial]["value"], mark(place))
        handles.append(marks.line_handle(mark(place), filled=len(whole) > 0, joined=len(whole) > 1))
        names.append(name)
        for rest, one in (("", whole), (", part of the year", part[partial])):
            if len(one):
                told.append(words.told(f"{name}{rest}", list(one["year"]), list(one["value"]), "vehicles"))
    scales.year_axis(axes, scales.positions(rows), sheet.panel_width)
    scales.value_axis(axes.yaxis, rows["value"])
    marks.light_grid(axes)
    axes.set_ylabel("Vehicles")
    sheet.panel_legend(0, handles, names)
    sheet.tell("Line chart", told)
    return sheet


@figure("Local parts", needs=("model", "maker", "value"), across=("calendar", "reporter"))
def localisation(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Share of local parts by model as the makers say: a bar per model, a colour per maker.

    Parameters
    ----------
    frame
        `model`, `maker`, `value` (percent), `period`, `reporter_name`. Rows stand in the frame's order.
    """
    rows = frame[frame["value"].notna()]
    names = row_labels([f"{row.model}, {row.period}" for row in words.each(rows)], width, part=0.36)
    sheet = Sheet(
        rows,
        title=words.dated(f"Local parts by model{words.within(rows)}", rows, frame),
        notes=["Percent, as the makers tell the press. A share of the number of parts is not a share of their value."],
        width=width,
        height=row_height(names) * len(rows) + 6,
    )
    axes = sheet.axes[0]
    makers = {maker: mark(place) for place, maker in enumerate(words.distinct(rows, "maker"))}
    for y, row in enumerate(words.each(rows)):
        marks.bars(axes, [y], [row.value], makers[row.maker])
        marks.beside(axes, row.value, y, f"{row.value:.0f}")
    marks.row_labels(axes, names)
    scales.value_axis(axes.xaxis, [0, 100], longer=1.0)
    axes.set_xlabel("Percent of parts")
    sheet.page_legend([marks.bar_handle(look) for look in makers.values()], [legible(maker) for maker in makers])
    sheet.tell("Bar chart", [f"{row.model}, {row.period}: {row.value:.0f} percent." for row in words.each(rows)])
    return sheet
