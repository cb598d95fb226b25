"""Figures of exports of information and communication services: by year, and their growth."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.series import label
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLUE, CONTEXT, MUTED, Mark, mark
from pkjp_analysis.figures.text import percent

_PANELS = {"full": "Whole fiscal years", "partial": "The same months of two years"}


@figure("Exports of ICT services", needs=("scope", "year", "value"), across=("reporter", "recording"))
def ict_exports(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Receipts from exports of ICT services in whole fiscal years: a line per scope and origin, every print a mark.

    Parameters
    ----------
    frame
        `scope`, `year`, `calendar`, `coverage`, `origin`, `value`, `unit`, `price_basis`, `reporter_name`. Parts of
        a year are counted in the note, not drawn.
    """
    held = frame[frame["value"].notna()]
    whole = held["coverage"].eq("full") if "coverage" in held else pd.Series(True, index=held.index)
    rows = held[whole] if whole.any() else held
    divisor, unit = words.scale(rows, unit="USD")
    note = words.basis(rows, unit, "two marks in a year are two prints of it, gaps are years that are not held")
    note += " A fiscal year stands between its two years." if words.distinct(rows, "calendar") == ["FY-JUL"] else ""
    sheet = Sheet(
        rows,
        title=words.dated(f"Exports of ICT services{_whose(rows)}", rows, frame),
        notes=[note + (f" Parts of a year, not drawn: {len(held) - len(rows)}." if len(held) > len(rows) else "")],
        width=width,
        height=165,
    )
    axes = sheet.axes[0]
    handles, names, told = [], [], []
    groups = sorted(words.grouped(rows, ["scope", "origin"]), key=lambda group: -len(group[1]))
    for place, (_, part) in enumerate(groups):
        marks.line(axes, scales.positions(part), part["value"] / divisor, mark(place))
        handles.append(marks.line_handle(mark(place), joined=len(part) > 1))
        names.append(label(part.iloc[0], ["scope", "origin"]))
        told.append(words.told(names[-1], list(part["year"]), list(part["value"] / divisor), unit))
    scales.year_axis(axes, scales.positions(rows), sheet.panel_width)
    scales.value_axis(axes.yaxis, rows["value"] / divisor)
    marks.light_grid(axes)
    axes.set_ylabel(unit)
    sheet.panel_legend(0, handles, names)
    sheet.tell("Line chart", told)
    return sheet


def _whose(rows: pd.DataFrame) -> str:
    """` of Pakistan`, where the rows agree on the exporter."""
    found = words.distinct(rows, "reporter_name")
    return f" of {found[0]}" if len(found) == 1 else ""


@figure("Growth of exports of ICT services", needs=("label", "coverage", "growth"))
def ict_growth(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Growth from one year to the next, both figures from one page: a panel for whole years, one for parts.

    Parameters
    ----------
    frame
        `label` (the periods), `scope`, `coverage` (full or partial), `growth`, `low`, `high` (percent), `bound`
        (hollow where a page says "more than").
    """
    rows = frame[frame["growth"].notna()]
    panels = words.grouped(rows, ["coverage"])
    labels = [[f"{r.label}, {r.scope}" for r in words.each(part)] for _, part in panels]
    names = [row_labels(texts, width, len(panels), part=0.5, lines=4) for texts in labels]
    most = max(len(part) for _, part in panels)
    sheet = Sheet(
        rows,
        title=words.dated(f"Growth of exports of ICT services{_whose(rows)}", rows, frame),
        notes=["Percent; both figures from one page. Grey: what their rounding allows. Hollow: from a printed bound."],
        panels=[_PANELS.get(str(key[0]), str(key[0])) for key, _ in panels],
        width=width,
        height=(max(map(row_height, names)) + 3) * most,
    )
    for axes, (_, part), texts in zip(sheet.axes, panels, names, strict=True):
        _growth(axes, part)
        marks.row_labels(axes, texts, rows=most)
        scales.value_axis(axes.xaxis, [0, *rows["growth"]], longer=1.3, most=4)
    told = [f"{row.label}, {row.scope}: {percent(row.growth)}." for row in words.each(rows)]
    sheet.tell("Dot chart", told)
    return sheet


def _growth(axes: Axes, part: pd.DataFrame) -> None:
    for y, row in enumerate(words.each(part)):
        marks.interval(axes, y, row.low, row.high, CONTEXT)
        marks.point(axes, row.growth, y, Mark(BLUE, "o"), filled=not row.bound)
        marks.beside(axes, max(row.growth, row.high), y, percent(row.growth), gap=6)
    axes.axvline(0, color=MUTED, linewidth=0.6)
    axes.set_xlabel("Percent")
