"""Figures of residents: how many of each country live in the other, and how fast they grow."""

from __future__ import annotations

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.series import plain
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLACK, BLUE, CONTEXT, GREEN, MUTED, PURPLE, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, listed, percent

EVIDENCE = {
    "primary": Mark(BLACK, "D"),
    "official": Mark(BLUE, "o"),
    "official_secondary": Mark(BLUE, "s"),
    "press": Mark(GREEN, "^"),
    "aggregator": Mark(PURPLE, "v"),
    "paper": Mark(VERMILLION, "X"),
}
_OTHER = Mark(CONTEXT, "p")
COUNTED = ("primary", "official", "official_secondary")
_COUNTS = ("reporter", "calendar", "recording")


@figure("Residents of each country in the other", needs=("direction", "evidence", "value"), across=_COUNTS)
def residents(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Nationals of each country who live in the other, at the date of each count; a panel per direction.

    Parameters
    ----------
    frame
        `direction` ("Pakistan to Japan": from Pakistan, in Japan), `value` (persons), `evidence` (a marker
        per level: counts are filled, reprints hollow), `period_end` (date) or `year`, `origin`, `publisher`.
        Counts of one origin at most a year apart are joined.
    """
    rows = frame[frame["value"].notna()]
    directions = words.distinct(rows, "direction")
    sheet = Sheet(
        rows,
        title=words.dated(_who(rows), rows, frame),
        notes=[
            "Persons, each at the date of the count (a tick is the first day of its year). Filled: counts by "
            "a public body. Hollow: reprints and reports of them."
            + (" The vertical scales differ." if len(directions) > 1 else "")
        ],
        panels=[_nationals(direction) for direction in directions],
        width=width,
        height=150,
    )
    told = []
    for index, direction in enumerate(directions):
        part = rows[rows["direction"] == direction]
        at = _dates(part)
        # A single count has no span of its own.
        _counts_panel(sheet, index, part.assign(at=at), at if at.nunique() > 1 else _dates(rows))
        told.append(words.told(_nationals(direction), _when(part), list(part["value"]), "persons"))
    sheet.tell("Scatter chart", told)
    return sheet


def _dates(rows: pd.DataFrame) -> pd.Series:
    """Each row's date as a year with a fraction; the middle of the year where only the year is known."""
    middle = rows["year"] + 0.5 if "year" in rows else pd.Series(float("nan"), index=rows.index)
    return rows["period_end"].map(scales.moment).astype(float).fillna(middle) if "period_end" in rows else middle


def _when(rows: pd.DataFrame) -> list[str]:
    """Each row's date as it is written; the year where only the year is known."""
    years = rows["year"].map(lambda year: f"{year:.0f}") if "year" in rows else pd.Series("", index=rows.index)
    return [str(date) for date in (rows["period_end"].fillna(years) if "period_end" in rows else years)]


def _nationals(direction: object) -> str:
    """`Nationals of Pakistan in Japan` from `Pakistan to Japan`."""
    home, _, abroad = str(direction).partition(" to ")
    return legible(f"Nationals of {home} in {abroad}" if abroad else direction)


def _who(rows: pd.DataFrame) -> str:
    """Whose nationals where: one direction in full, two in short."""
    directions = words.distinct(rows, "direction")
    return _nationals(directions[0]) if len(directions) == 1 else f"Nationals in the other country: {words.pair(rows)}"


def _counts_panel(sheet: Sheet, index: int, part: pd.DataFrame, dates: pd.Series) -> None:
    axes = sheet.axes[index]
    known = [level for level in EVIDENCE if level in set(part["evidence"])]
    levels = known + [level for level in words.distinct(part, "evidence") if level not in EVIDENCE]
    # From the weakest evidence up: a count stays visible on its reprint's hollow mark.
    entries = [_level(axes, level, part[part["evidence"] == level]) for level in reversed(levels)]
    scales.year_axis(axes, dates, sheet.panel_width)
    scales.value_axis(axes.yaxis, part["value"])
    marks.light_grid(axes)
    sheet.y_label(index, "Persons")
    handles, labels = zip(*reversed(entries), strict=True)
    sheet.panel_legend(index, handles, labels)


def _level(axes: Axes, level: str, rows: pd.DataFrame) -> tuple[Artist, str]:
    """The counts on one level of evidence; returns their legend entry."""
    look, counted = EVIDENCE.get(level, _OTHER), level in COUNTED
    for _, one in words.grouped(rows, ["origin"]):
        if counted:
            marks.line(axes, one["at"], one["value"], look, weight=0.9)
        else:
            marks.hollow(axes, one["at"], one["value"], look)
    publishers = listed([str(publisher) for publisher in words.distinct(rows, "publisher")])
    return marks.line_handle(look, filled=counted, joined=False), f"{plain(level)}: {publishers or 'not named'}"


@figure("Growth of residents", needs=("direction", "label", "growth"), across=_COUNTS)
def resident_growth(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Yearly growth of the number of residents between pairs of counts: a panel per direction.

    Parameters
    ----------
    frame
        `direction`, `label` (which counts), `growth` (percent a year), `low`, `high` (what the counts'
        rounding allows).
    """
    rows = frame[frame["growth"].notna()]
    panels = words.grouped(rows, ["direction"])
    most = max(len(part) for _, part in panels)
    names = [row_labels(list(part["label"]), width, len(panels), part=0.42) for _, part in panels]
    nationals = [_nationals(key[0]) for key, _ in panels]
    sheet = Sheet(
        rows,
        title=words.dated(f"Growth per year of {_lowered(_who(rows))}", rows, frame),
        notes=[_growth_notes(rows, len(panels))],
        panels=nationals,
        width=width,
        height=(max(map(row_height, names)) + 3) * most,
    )
    for axes, (_, part), labels in zip(sheet.axes, panels, names, strict=True):
        _growth(axes, part)
        marks.row_labels(axes, labels, rows=most)
    told = [f"{_nationals(r.direction)}, {legible(r.label)}: {percent(r.growth)}." for r in words.each(rows)]
    sheet.tell("Dot chart", told)
    return sheet


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _growth_notes(rows: pd.DataFrame, panels: int) -> str:
    bounds = "low" in rows and bool((rows["high"] - rows["low"]).gt(0).any())
    notes = {
        "Percent a year between two counts.": True,
        "Grey: what rounding in the counts allows, where it is wider than the dot.": bounds,
        "The scales differ.": panels > 1,
    }
    return " ".join(note for note, holds in notes.items() if holds)


def _growth(axes: Axes, part: pd.DataFrame) -> None:
    for y, row in enumerate(words.each(part)):
        low, high, end = getattr(row, "low", None), getattr(row, "high", None), row.growth
        if pd.notna(low) and pd.notna(high):
            marks.interval(axes, y, low, high, CONTEXT)
            end = max(end, high)
        marks.point(axes, row.growth, y, Mark(BLUE, "o"))
        marks.beside(axes, end, y, percent(row.growth), gap=6)
    every = pd.concat([part[column] for column in ("growth", "low", "high") if column in part])
    scales.value_axis(axes.xaxis, every, longer=1.4, most=4)
    axes.axvline(0, color=MUTED, linewidth=0.6)
    axes.set_xlabel("Percent a year")
