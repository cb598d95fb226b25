"""Figures of single grants: by date, by way of conversion, scholarships by year."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLACK, BLUE, CONTEXT, GREEN, INK, PALE, VERMILLION, Mark, mark
from pkjp_analysis.figures.text import legible, number

_KINDS = {
    "stated by the release": Mark(BLUE, "o"),
    "rate of the day": Mark(GREEN, "^"),
    "average of the month": Mark(BLACK, "D"),
    "asserted by the paper": Mark(VERMILLION, "s"),
}
_OTHER = Mark(INK, "v")


@figure("Grants", needs=("date", "title", "theme", "amount_jpy"))
def grants(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Each grant with a yen amount, in order of date.

    Parameters
    ----------
    frame
        `date` (of the notes or agreement), `title`, `amount_jpy` (yen), `theme`. Grants without a yen
        amount are counted in the note, not drawn.
    """
    rows = frame[frame["amount_jpy"].notna()]
    rows = rows.sort_values("date", kind="stable", key=lambda dates: dates.map(str))
    without = len(frame) - len(rows)
    labels = [f"{_day(row.date)} {row.title}" for row in words.each(rows)]
    names = row_labels(labels, width, part=0.52)
    note = f"JPY million, by date of the notes or agreement; {len(rows)} grants."
    sheet = Sheet(
        rows,
        title=words.dated(f"Grants{words.from_to(rows)} with a yen amount", rows, frame),
        notes=[note + (f" Without a yen amount, not drawn: {without}." if without else "")],
        width=width,
        height=row_height(names) * len(rows) + 6,
    )
    axes = sheet.axes[0]
    themes = {theme: mark(place) for place, theme in enumerate(words.distinct(rows, "theme"))}
    for y, row in enumerate(words.each(rows)):
        marks.bars(axes, [y], [row.amount_jpy / 1e6], themes.get(row.theme, Mark(CONTEXT)))
        marks.beside(axes, row.amount_jpy / 1e6, y, number(row.amount_jpy / 1e6))
    marks.row_labels(axes, names)
    scales.value_axis(axes.xaxis, rows["amount_jpy"] / 1e6, longer=1.18, most=5)
    axes.set_xlabel("JPY million")
    if themes:
        sheet.page_legend([marks.bar_handle(look) for look in themes.values()], [legible(t) for t in themes])
    amounts = [f"{number(amount / 1e6)} million yen" for amount in rows["amount_jpy"]]
    sheet.tell("Bar chart", [f"{legible(n)}: {a}." for n, a in zip(labels, amounts, strict=True)])
    return sheet


def _day(date: object) -> str:
    return str(date)[:10]


@figure("Conversions of grants to dollars", needs=("title", "kind", "usd_million"))
def conversions(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Each grant in dollars by every way of converting it: a panel per grant, a row per way.

    Parameters
    ----------
    frame
        `title`, `kind` (stated by the release, rate of the day, average of the month, asserted by the
        paper), `usd_million`, and `low`, `high` (USD million) at the month's daily rates: the grey band.
    """
    rows = frame[frame["usd_million"].notna()]
    words.one_row_each(rows, ["title", "kind"], "conversions")
    panels = words.grouped(rows, ["title"])
    held = words.distinct(rows, "kind")
    kinds = [kind for kind in _KINDS if kind in held] + [kind for kind in held if kind not in _KINDS]
    sheet = Sheet(
        rows,
        title=words.dated(f"Grants{words.from_to(rows)} in dollars, by way of conversion", rows, frame),
        notes=["USD million. Grey: at the month's lowest to highest daily rate. The horizontal scales differ."],
        panels=[legible(key[0]) for key, _ in panels],
        width=width,
        height=15.0 * len(kinds),
    )
    names = row_labels(kinds, width, len(panels), lines=1)
    for axes, (_, part) in zip(sheet.axes, panels, strict=True):
        _conversions_of(axes, part, kinds)
        marks.row_labels(axes, names)
    told = [f"{legible(r.title)}, {r.kind}: {r.usd_million:,.2f} million dollars." for r in words.each(rows)]
    sheet.tell("Dot chart", told, most=20)
    return sheet


def _conversions_of(axes: Axes, part: pd.DataFrame, kinds: list[str]) -> None:
    """The dots of one grant on the band of the month's daily rates."""
    band = [float(value) for column in ("low", "high") if column in part for value in part[column].dropna()]
    if band:
        axes.axvspan(min(band), max(band), facecolor=PALE, linewidth=0, zorder=0.4)
    for row in words.each(part):
        y = kinds.index(row.kind)
        marks.point(axes, row.usd_million, y, _KINDS.get(row.kind, _OTHER))
        marks.beside(axes, row.usd_million, y, f"{row.usd_million:,.2f}", gap=6)
    scales.value_axis(axes.xaxis, [*part["usd_million"], *band], zero=False, longer=1.3, most=4)


@figure("Scholarships", needs=("year", "amount_jpy"), across=("calendar",))
def scholarships(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Scholarship grants by year: the yen in one panel, the places in another; years not held stay empty.

    Parameters
    ----------
    frame
        `year`, `amount_jpy` (yen), `places`.
    """
    amounts = frame["amount_jpy"] / 1e6
    panels = {
        "JPY million": amounts,
        "Places": frame["places"] if "places" in frame else amounts * float("nan"),
    }
    panels = {unit: values for unit, values in panels.items() if values.notna().any()}
    rows = frame[pd.concat(panels, axis=1).notna().any(axis=1)]
    words.one_row_each(rows, ["year"], "scholarships")
    sheet = Sheet(
        rows,
        title=words.dated(f"Scholarship grants{words.from_to(rows)}", rows, frame),
        notes=[f"{words.basis(rows, 'by year of the agreement')} No bar: no figure is held."],
        panels=["Amount" if unit == "JPY million" else unit for unit in panels],
        width=width,
        height=110,
    )
    told = []
    for index, (unit, values) in enumerate(panels.items()):
        held = values[values.notna()]
        _yearly(sheet.axes[index], rows["year"][held.index], held, mark(index))
        scales.year_axis(sheet.axes[index], rows["year"], sheet.panel_width)
        sheet.axes[index].set_ylabel(unit)
        told.append(words.told(unit, list(rows["year"][held.index]), list(held)))
    sheet.tell("Bar chart", told)
    return sheet


def _yearly(axes: Axes, years: pd.Series, values: pd.Series, look: Mark) -> None:
    """Upright bars with their values above."""
    marks.columns(axes, years, values, look)
    for year, value in zip(years, values, strict=True):
        marks.above(axes, year, value, number(value))
    scales.value_axis(axes.yaxis, values, longer=1.15)
    marks.light_grid(axes)
