"""Figures of direct investment: one flow by every origin, several origins, several hosts, shares."""

from __future__ import annotations

import math

import pandas as pd

from pkjp_analysis.figures import compared, marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.series import series
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import MUTED, SKY, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, number, percent

_ROWS = 14
_ORDINARY, _HIGHLIGHTED = Mark(SKY), Mark(VERMILLION, hatch="////")
_APART = ("reporter_name", "recording", "origin")


@figure("Direct investment", needs=("direction", "calendar", "value"), across=("reporter", "calendar", "recording"))
def direct_investment(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Net direct investment by period, a panel per direction and calendar, a line per origin of the figure.

    Parameters
    ----------
    frame
        `direction`, `year`, `calendar` (fiscal and calendar years never share a panel), `value` (currency
        units, below zero where more left than came), `origin`, `unit`; rows with `coverage` "partial" are hollow.
    """
    rows = frame[frame["value"].notna()]
    divisor, unit = words.scale(rows, unit="USD")
    panels = words.grouped(rows, ["direction", "calendar"])
    sheet = Sheet(
        rows,
        title=words.dated(f"Net direct investment{words.between(rows)}", rows, frame),
        notes=[_flow_notes(rows, unit, len(panels))],
        panels=[_heading(part) for _, part in panels],
        width=width,
        height=150,
    )
    told = []
    for index, (_, part) in enumerate(panels):
        told += _flow_lines(sheet, index, part, divisor, unit)
    sheet.tell("Line chart", told)
    return sheet


def _flow_notes(rows: pd.DataFrame, unit: str, panels: int) -> str:
    notes = {
        f"{unit}.": True,
        "A line per origin of the figure.": True,
        "A fiscal year stands between its two years.": rows["calendar"].astype(str).str.startswith("FY").any(),
        "Hollow: part of a year.": "coverage" in rows and rows["coverage"].eq("partial").any(),
        "The vertical scales differ.": panels > 1,
    }
    return " ".join(note for note, holds in notes.items() if holds)


def _heading(part: pd.DataFrame) -> str:
    calendar = str(part["calendar"].iloc[0])
    return legible(f"{part['direction'].iloc[0]}, {words.CALENDARS.get(calendar, calendar)}")


def _flow_lines(sheet: Sheet, index: int, part: pd.DataFrame, divisor: float, unit: str) -> list[str]:
    """Lines, axis and legend of a panel; returns the lines in words."""
    axes, handles = sheet.axes[index], []
    held = series(part, part, _APART)
    for one in held:
        marks.line(axes, scales.positions(one.whole), one.whole["value"] / divisor, one.mark)
        marks.hollow(axes, scales.positions(one.partial), one.partial["value"] / divisor, one.mark)
        handles.append(marks.line_handle(one.mark, filled=not one.whole.empty, joined=one.joined))
    scales.year_axis(axes, scales.positions(part), sheet.panel_width)
    scales.value_axis(axes.yaxis, part["value"] / divisor)
    marks.light_grid(axes)
    axes.axhline(0, color=MUTED, linewidth=0.6)
    sheet.y_label(index, unit)
    sheet.panel_legend(index, handles, [one.label for one in held])
    return [words.told(o.label, list(o.rows["year"]), list(o.rows["value"] / divisor), unit) for o in held]


@figure("Investment by origin", needs=("partner_name", "highlighted", "rank", "share", "value"))
def investment_origins(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Net direct investment in one period by origin: the fourteen largest, and the pair's wherever it stands.

    Parameters
    ----------
    frame
        `partner_name` (origin), `reporter_name` (host), `value` (currency units), `rank`, `share` (percent of
        the source's total; NaN where it gives none), `highlighted` (bool), `period`.
    """
    held = frame[frame["value"].notna()].sort_values("rank", kind="stable")
    words.one_row_each(held, ["partner_name", "period"], "investment_origins")
    rows = held[held["rank"].le(_ROWS) | held["highlighted"].astype(bool)]
    divisor, unit = words.scale(rows, unit="USD")
    names = row_labels([f"{r.rank:.0f}  {r.partner_name}" for r in words.each(rows)], width, part=0.42, lines=2)
    more = f" {len(held) - len(rows)} further origins are not drawn." if len(held) > len(rows) else ""
    sheet = Sheet(
        rows,
        title=_origins_title(rows, frame),
        notes=[f"{words.basis(rows, unit)} {_shares(rows)}{more}"],
        width=width,
        height=row_height(names) * len(rows) + 6,
    )
    axes = sheet.axes[0]
    ends = [_end(row, divisor) for row in words.each(rows)]
    for y, (row, end) in enumerate(zip(words.each(rows), ends, strict=True)):
        marks.bars(axes, [y], [row.value / divisor], _HIGHLIGHTED if row.highlighted else _ORDINARY)
        marks.beside(axes, max(row.value / divisor, 0), y, end)
    marks.row_labels(axes, names)
    scales.value_axis(axes.xaxis, rows["value"] / divisor, longer=scales.room_for(ends, sheet.panel_width * 0.6))
    axes.set_xlabel(unit)
    told = [
        f"Number {row.rank:.0f}, {row.partner_name}: {end}." for row, end in zip(words.each(rows), ends, strict=True)
    ]
    sheet.tell("Bar chart", told, most=_ROWS + 1)
    return sheet


def _origins_title(rows: pd.DataFrame, frame: pd.DataFrame) -> str:
    """`Net direct investment in Pakistan by origin, 2022-23 (latest held)`."""
    hosts, periods = words.distinct(rows, "reporter_name"), words.distinct(rows, "period")
    into = f" in {hosts[0]}" if len(hosts) == 1 else ""
    topic = f"Net direct investment{into} by origin"
    if len(periods) != 1:
        return words.dated(topic, rows, frame)
    asked, held = frame.attrs.get("asked_year"), words.years(rows)
    late = " (latest held)" if asked is not None and held is not None and held[1] < int(asked) else ""
    return f"{topic}, {periods[0]}{late}"


def _shares(rows: pd.DataFrame) -> str:
    return "In brackets: percent of the source's total." if rows["share"].notna().any() else ""


def _end(row: words.Row, divisor: float) -> str:
    value = number(row.value / divisor)
    return value if math.isnan(row.share) else f"{value} ({percent(row.share)})"


@figure(
    "Investment by origin over time",
    needs=("year", "partner_name", "highlighted", "value"),
    across=("recording",),
)
def investment_over_time(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Net direct investment in one country by origin and year, the pair's origin strong among the others.

    Parameters
    ----------
    frame
        `partner_name` (origin), `reporter_name` (host), `year`, `value` (currency units), `highlighted` (bool).
    """
    rows = frame[frame["value"].notna()]
    words.one_row_each(rows, ["partner_name", "year"], "investment_over_time")
    hosts = words.distinct(rows, "reporter_name")
    into = f" in {hosts[0]}" if len(hosts) == 1 else ""
    return _among_others(frame, rows, "partner_name", f"Net direct investment{into} by origin", width)


@figure(
    "Investment by host",
    needs=("year", "reporter_name", "highlighted", "value"),
    across=("reporter", "recording"),
)
def investment_by_host(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Net direct investment from one country by host and year, the pair's host strong among the others.

    Parameters
    ----------
    frame
        `reporter_name` (host), `partner_name` (origin), `year`, `value` (currency units), `highlighted` (bool).
    """
    rows = frame[frame["value"].notna()]
    words.one_row_each(rows, ["reporter_name", "year"], "investment_by_host")
    of = words.distinct(rows, "partner_name")
    whose = f" from {of[0]}" if len(of) == 1 else ""
    return _among_others(frame, rows, "reporter_name", f"Net direct investment{whose} by host country", width)


def _among_others(frame: pd.DataFrame, rows: pd.DataFrame, name: str, topic: str, width: float) -> Sheet:
    """A page with a small panel per country, the highlighted one first."""
    divisor, unit = words.scale(rows, unit="USD")
    note = f"{words.basis(rows, unit)} Below zero: more left than came. Gaps: years not held."
    return compared.apart(frame, rows, name, title=topic, note=note, unit=unit, width=width, divisor=divisor)


@figure("Share in direct investment", needs=("year", "origin", "share"), across=("reporter", "calendar", "recording"))
def investment_share(frame: pd.DataFrame, *, width: float) -> Sheet:
    """One origin's part in net direct investment from everywhere, by period, a line per origin of the figures.

    Parameters
    ----------
    frame
        `share` (percent), `direction`, `year`, `calendar`, `origin`; rows with `coverage` "partial" are hollow.
    """
    rows = frame[frame["share"].notna()]
    ways = words.distinct(rows, "direction")
    topic = "share of net direct investment from all countries"
    sheet = Sheet(
        rows,
        title=words.dated(f"{ways[0]}: {topic}" if len(ways) == 1 else topic.capitalize(), rows, frame),
        notes=[
            _flow_notes(rows, "Both figures from one origin and for one period; below zero: more left than came", 1)
        ],
        width=width,
        height=150,
    )
    shares = rows.assign(value=rows["share"])
    told = _flow_lines(sheet, 0, shares, 1.0, "Percent of all countries' investment")
    sheet.tell("Line chart", told)
    return sheet
