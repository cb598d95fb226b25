"""Figures of entries: by status of residence, and of several countries' nationals."""

from __future__ import annotations

import re

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import compared, marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.series import plain
from pkjp_analysis.figures.sheet import Sheet
from pkjp_analysis.figures.style import PALE, mark

_FEW = (2019.5, 2022.5)
# So many statuses have a panel.
_MOST = 12


@figure("Entries by status", needs=("year", "breakdown", "value"), by=("reporter_name",))
def entries_by_status(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Entries by status of residence: a small panel per status, the years 2020 to 2022 shaded.

    Parameters
    ----------
    frame
        `year`, `breakdown` ("status=student"; empty for all), `value` (persons; NaN is a gap); `label`
        instead of the breakdown's own words; `reporter_name` (country entered), `partner_name` (nationality),
        `calendar`. The twelve statuses with the largest number are drawn.
    """
    held = frame[frame["value"].notna()]
    words.one_row_each(held, ["reporter_name", "breakdown", "year", "partner_name"], "entries_by_status")
    panels = [part for _, part in words.grouped(held, ["reporter_name", "breakdown"])]
    panels.sort(key=lambda part: -part["value"].max())
    panels, left = panels[:_MOST], len(panels[_MOST:])
    rows = pd.concat(panels).sort_index()
    sheet = Sheet(
        rows,
        title=words.dated(f"{_entries_of(rows)} by status", rows, frame),
        notes=[f"{words.basis(rows, 'persons a year')} {_status_notes(rows, left)}"],
        panels=[_brief(_status(part, rows)) for part in panels],
        width=width,
        height=40,
        most_columns=3,
        narrowest=115,
    )
    every = scales.positions(rows)
    for axes, part in zip(sheet.axes, panels, strict=True):
        _shade(axes, every.min(), every.max())
        marks.line(axes, scales.positions(part), part["value"], mark(0))
        scales.year_axis(axes, every, sheet.panel_width)
        scales.value_axis(axes.yaxis, part["value"], most=3)
        marks.light_grid(axes)
    told = [words.told(_status(part, rows), list(part["year"]), list(part["value"])) for part in panels]
    sheet.tell("Small line charts", told)
    return sheet


def _status_notes(rows: pd.DataFrame, left: int) -> str:
    """How to read the panels, and how many statuses have none."""
    into = _into(rows)
    closed = rows["year"].min() <= _FEW[1] and rows["year"].max() >= _FEW[0]
    notes = {
        f"Into {into} where no country is named.": len(words.distinct(rows, "reporter_name")) > 1,
        "The vertical scales differ.": True,
        "Shaded: 2020 to 2022, when borders were closed or restricted.": closed,
        f"The {_MOST} largest; {left} others are not drawn.": left > 0,
    }
    return " ".join(note for note, holds in notes.items() if holds)


def _entries_of(rows: pd.DataFrame) -> str:
    """`Entries of nationals of Pakistan into Japan`, as far as the rows agree on it."""
    of, into = words.distinct(rows, "partner_name"), words.distinct(rows, "reporter_name")
    if len(of) == 2 and set(of) == set(into):
        return f"Entries of each country's nationals into the other: {words.pair(rows)}"
    who = f" of nationals of {of[0] if len(of) == 1 else f'{len(of)} countries'}" if of else ""
    return f"Entries{who}" + (f" into {into[0]}" if len(into) == 1 else "")


def _into(rows: pd.DataFrame) -> str:
    """The country entered that most rows are about."""
    return str(rows["reporter_name"].value_counts().index[0]) if "reporter_name" in rows else ""


def _status(part: pd.DataFrame, among: pd.DataFrame) -> str:
    """The status in words; the country entered where it is not the one of most rows; the calendar if one of several."""
    first = part.iloc[0]
    named = first["label"] if "label" in part else str(first["breakdown"] or "").rpartition("=")[2]
    said = [plain(named if pd.notna(named) and named not in ("", "nan", "None") else "all entries")]
    if "reporter_name" in part and first["reporter_name"] != _into(among):
        said.append(f"into {first['reporter_name']}")
    if len(words.distinct(among, "calendar")) > 1 and first["calendar"] != "CY":
        said.append(plain(first["calendar"]))
    return ", ".join(said)


def _brief(status: str) -> str:
    """The status without what its brackets explain, for a heading of two lines."""
    return re.sub(r" \([^)]*\)", "", status)


def _shade(axes: Axes, first: float, last: float) -> None:
    low, high = max(_FEW[0], first - 0.4), min(_FEW[1], last + 0.4)
    if low < high:
        axes.axvspan(low, high, facecolor=PALE, linewidth=0, zorder=0.4)


@figure("Entries compared", needs=("year", "partner_name", "highlighted", "value"))
def entries_compared(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Entries of several countries' nationals by year, a small panel each on one logarithmic scale.

    Parameters
    ----------
    frame
        `year`, `partner_name` (nationality), `value` (persons), `highlighted` (bool); `reporter_name`
        (country entered). Zeros have no place on a logarithmic scale: a gap, counted in the note.
    """
    rows = frame[frame["value"].gt(0)]
    words.one_row_each(rows, ["partner_name", "year"], "entries_compared")
    zeros = int(frame["value"].eq(0).sum())
    note = words.basis(rows, "persons a year") + (f" Zeros, not drawn: {zeros}." if zeros else "")
    return compared.apart(
        frame, rows, "partner_name", title=_entries_of(rows), note=note, unit="Persons a year", width=width, log=True
    )
