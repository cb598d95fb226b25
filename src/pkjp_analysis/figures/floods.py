"""Figures of floods: by year, by province, and beside grants."""

from __future__ import annotations

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLACK, BLUE, GREEN, PURPLE, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, number

_DIVISORS = {"USD": (1e6, "USD million"), "JPY": (1e6, "JPY million"), "persons": (1.0, "Persons")}
_BAR = Mark(BLUE)
_ASSESSED = {
    "damage": Mark(BLUE),
    "loss": Mark(VERMILLION, hatch="////"),
    "needs for recovery": Mark(GREEN, hatch=".."),
}
_THEMES = {"floods": Mark(BLUE), "health": Mark(VERMILLION, hatch="////")}
# Bodies that count damage: the yearly sums as bars, others as marks on them.
_OTHERS = (Mark(BLACK, "D"), Mark(PURPLE, "^"), Mark(VERMILLION, "s"))


@figure("Floods", needs=("what", "year", "value"), by=("what",))
def floods(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Flood records, deaths, people affected and damage by year: a panel each, a column per year.

    Parameters
    ----------
    frame
        `what` (a panel each), `year`, `value`, `unit` (events, persons, USD), `reporter_name`. Years without a
        column have no record, or none that carries the figure.
    """
    rows = frame[frame["value"].notna()]
    words.one_row_each(rows, ["what", "year"], "floods")
    panels = words.distinct(rows, "what")
    sheet = Sheet(
        rows,
        title=words.dated(f"Floods{words.within(rows)} by year", rows, frame),
        notes=["Yearly sums over the records that carry the figure. No column: no record, or none with the figure."],
        panels=[legible(panel) for panel in panels],
        width=width,
        height=105,
    )
    told = []
    for index, panel in enumerate(panels):
        part = rows[rows["what"] == panel]
        divisor, unit = _unit(part)
        marks.columns(sheet.axes[index], part["year"], part["value"] / divisor, _BAR, thick=0.8)
        _finish(sheet, sheet.axes[index], rows["year"], part["value"] / divisor, unit)
        told.append(words.told(panel, list(part["year"]), list(part["value"] / divisor), unit))
    sheet.tell("Bar chart", told)
    return sheet


def _unit(rows: pd.DataFrame) -> tuple[float, str]:
    """Divisor and name of a panel's one unit."""
    unit = str(rows["unit"].iloc[0])
    divisor, name = _DIVISORS.get(unit, (1.0, unit.capitalize()))
    return (1e6, "Million persons") if unit == "persons" and rows["value"].max() >= 1e6 else (divisor, name)


def _finish(sheet: Sheet, axes: Axes, years: pd.Series, values: pd.Series, unit: str) -> None:
    scales.year_axis(axes, years, sheet.panel_width)
    scales.value_axis(axes.yaxis, values, most=5)
    marks.light_grid(axes)
    axes.set_ylabel(unit)


@figure("Assessment of a flood by province", needs=("province", "what", "value"))
def flood_assessment(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Damage, loss and needs of one flood by province: a bar each.

    Parameters
    ----------
    frame
        `province`, `what` (damage, loss, needs for recovery), `value`, `unit`, `price_basis`, `year`,
        `reporter_name`. Provinces stand in the frame's order.
    """
    rows = frame[frame["value"].notna()]
    words.one_row_each(rows, ["province", "what"], "flood_assessment")
    divisor, unit = words.scale(rows, unit="USD")
    provinces = words.distinct(rows, "province")
    kinds = [kind for kind in _ASSESSED if kind in set(rows["what"])]
    names = row_labels(provinces, width, part=0.3)
    sheet = Sheet(
        rows,
        title=words.dated(f"Damage by a flood{words.within(rows)}, loss and needs by province", rows, frame),
        notes=[f"{unit}. Damage is of things, loss of income; needs are what recovery costs: three sums, not parts."],
        width=width,
        height=max(row_height(names), 13.0 * len(kinds)) * len(provinces) + 6,
    )
    axes = sheet.axes[0]
    thick = 0.8 / len(kinds)
    for row in words.each(rows):
        y = provinces.index(row.province) + (kinds.index(row.what) - (len(kinds) - 1) / 2) * thick
        marks.bars(axes, [y], [row.value / divisor], _ASSESSED[row.what], thick=thick)
        marks.beside(axes, row.value / divisor, y, number(row.value / divisor))
    marks.row_labels(axes, names)
    room = scales.room_for([number(value / divisor) for value in rows["value"]], sheet.panel_width * 0.7)
    scales.value_axis(axes.xaxis, rows["value"] / divisor, longer=room, most=5)
    axes.set_xlabel(unit)
    sheet.page_legend([marks.bar_handle(_ASSESSED[kind]) for kind in kinds], kinds)
    sheet.tell("Bar chart", [f"{r.province}, {r.what}: {number(r.value / divisor)} {unit}." for r in words.each(rows)])
    return sheet


@figure("Damage by floods and grants", needs=("panel", "what", "year", "value"), by=("panel",))
def floods_and_grants(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Damage by year above, grants for floods and health below in the currency stated: never on one axis.

    Parameters
    ----------
    frame
        `panel` (damage, or grants in one currency), `what` (who counts the damage; theme of a grant), `year`,
        `value`, `unit`, `country` (that has the floods). The first origin of the damage is drawn as columns, others
        as marks; grants of a year stand on each other.
    """
    rows = frame[frame["value"].notna()]
    words.one_row_each(rows[~rows["what"].isin(_THEMES)], ["panel", "what", "year"], "floods_and_grants")
    panels = words.distinct(rows, "panel")
    sheet = Sheet(
        rows,
        title=words.dated(
            f"Damage by floods{words.within(rows, 'country')}, and grants for floods and health", rows, frame
        ),
        notes=[
            "Each panel has its own unit and scale. A grant stands in one panel: dollars where they are stated, else "
            "yen. Each piece of a bar is one grant that was met in a statement, at its year; damage: current dollars."
        ],
        panels=[legible(panel) for panel in panels],
        width=width,
        height=110,
        most_columns=1,
    )
    told, grants = [], dict[str, Artist]()
    for index, panel in enumerate(panels):
        part = rows[rows["panel"] == panel]
        divisor, unit = _unit(part)
        stacked = set(part["what"]) <= set(_THEMES)
        entries, top = (_themes if stacked else _damage)(sheet.axes[index], part, divisor)
        _finish(sheet, sheet.axes[index], rows["year"], top, unit)
        if stacked:
            grants |= {name: handle for handle, name in entries}
        else:
            sheet.panel_legend(index, [handle for handle, _ in entries], [name for _, name in entries])
        for (what,), one in words.grouped(part, ["what"]):
            told.append(words.told(f"{panel}, {what}", list(one["year"]), list(one["value"] / divisor), unit))
    if grants:
        sheet.page_legend(list(grants.values()), list(grants))
    sheet.tell("Bar charts one below another", told)
    return sheet


_Entries = list[tuple[Artist, str]]


def _themes(axes: Axes, part: pd.DataFrame, divisor: float) -> tuple[_Entries, pd.Series]:
    """Grants of a year on top of each other, theme by theme."""
    top = pd.Series(0.0, index=sorted(part["year"].unique()))
    entries: _Entries = []
    for theme, look in _THEMES.items():
        mine = part[part["what"] == theme]
        for row in words.each(mine):
            marks.columns(axes, [row.year], [row.value / divisor], look, bottom=[top[row.year]])
            top[row.year] += row.value / divisor
        if len(mine):
            entries.append((marks.bar_handle(look), f"grants for {theme}"))
    return entries, top


def _damage(axes: Axes, part: pd.DataFrame, divisor: float) -> tuple[_Entries, pd.Series]:
    """The yearly sums as columns, what other bodies say of single floods as marks."""
    entries: _Entries = []
    for place, ((origin,), one) in enumerate(words.grouped(part, ["what"])):
        if place == 0:
            marks.columns(axes, one["year"], one["value"] / divisor, _BAR)
            entries.append((marks.bar_handle(_BAR), f"yearly sums, {origin}"))
        else:
            look = _OTHERS[(place - 1) % len(_OTHERS)]
            marks.hollow(axes, one["year"], one["value"] / divisor, look)
            entries.append((marks.line_handle(look, filled=False, joined=False), legible(origin)))
    return entries, part["value"] / divisor
