"""Figures of how much each side of a pair matters to the other."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.series import COUNTS, Series, series
from pkjp_analysis.figures.sheet import Sheet
from pkjp_analysis.figures.style import BLUE, GREEN, LINES, MUTED, ORANGE, VERMILLION, Mark
from pkjp_analysis.figures.text import legible

_LOOKS = (Mark(VERMILLION, "s"), Mark(BLUE, "o"), Mark(GREEN, "^"), Mark(ORANGE, "v"))


@figure(
    "Shares in world trade",
    needs=("reporter_name", "partner_name", "flow", "year", "share"),
    across=("reporter", "valuation", "recording", "regime", "nomenclature"),
)
def world_shares(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The other side's share in each side's exports and imports by year, logarithmic scale.

    Parameters
    ----------
    frame
        `reporter_name`, `partner_name`, `flow` (export, import), `year`, `share` (percent of the reporter's trade
        with the world in that flow), `origin`. A panel per flow, a line per reporter and origin.
    """
    rows = frame[frame["share"].gt(0)]
    panels = sorted(words.grouped(rows, ["flow"]), key=lambda panel: str(panel[0][0]))
    sheet = Sheet(
        rows,
        title=words.dated(f"Share of each in the other's world trade: {words.pair(rows)}", rows, frame),
        notes=[f"{words.basis(rows, 'percent of the trade with all countries')} Logarithmic scale."],
        panels=[legible(f"{str(key[0]).capitalize()}s") for key, _ in panels],
        width=width,
        height=155,
    )
    told, pairs = [], list(dict.fromkeys(zip(rows["reporter_name"], rows["partner_name"], strict=True)))
    for index, (_, part) in enumerate(panels):
        told += _share_lines(sheet, index, part, rows, pairs)
    sheet.tell("Line chart on a logarithmic scale", told)
    return sheet


def _share_lines(
    sheet: Sheet, index: int, part: pd.DataFrame, rows: pd.DataFrame, pairs: list[tuple[str, str]]
) -> list[str]:
    """The lines of one flow with their legend; returns them in words."""
    axes, handles, labels, told = sheet.axes[index], [], [], []
    several = part.groupby("reporter_name")["origin"].nunique().max() > 1 if "origin" in part else False
    drawn = [0] * len(pairs)
    for _, one in words.grouped(part, ["reporter_name", "origin"]):
        first = one.iloc[0]
        # A pair looks the same in both panels; a second origin of it has a marker and a line of its own.
        pair = pairs.index((first["reporter_name"], first["partner_name"]))
        place = pair + len(pairs) * drawn[pair]
        drawn[pair] += 1
        look = Mark(_LOOKS[pair % len(_LOOKS)].colour, _LOOKS[place % len(_LOOKS)].marker, LINES[place % len(LINES)])
        marks.line(axes, one["year"], one["share"], look)
        name = f"{first['partner_name']} in {first['flow']}s of {first['reporter_name']}"
        name += f" ({first['origin']})" if several else ""
        handles.append(marks.line_handle(look))
        labels.append(legible(name))
        told.append(words.told(name, list(one["year"]), list(one["share"]), "percent"))
    scales.year_axis(axes, rows["year"], sheet.panel_width)
    scales.log_axis(axes.yaxis, rows["share"])
    marks.light_grid(axes)
    sheet.y_label(index, "Percent")
    sheet.panel_legend(index, handles, labels)
    return told


@figure("Imports to exports", needs=("year", "imports_to_exports"), across=COUNTS)
def imports_to_exports(frame: pd.DataFrame, *, width: float) -> Sheet:
    """How many times imports are exports, by period, a line per origin and calendar, logarithmic scale.

    Parameters
    ----------
    frame
        `year`, `imports_to_exports`, `direction` (which way the exports go), `origin`, `calendar`; also
        `reporter`, `valuation`, `recording`, `coverage` where series differ in them.
    """
    rows = frame[frame["imports_to_exports"].gt(0)]
    ratios = rows.drop(columns="value", errors="ignore").rename(columns={"imports_to_exports": "value"})
    held = series(ratios, ratios)
    ways = words.distinct(rows, "direction")
    one, _, other = str(ways[0]).partition(" to ") if len(ways) == 1 else ("", "", "")
    topic = f"{one}'s imports from {other} for each unit of exports" if other else "Imports for each unit of exports"
    hollow = " Hollow: part of a year." if any(len(one.partial) for one in held) else ""
    sheet = Sheet(
        rows,
        title=words.dated(topic, rows, frame),
        notes=[
            f"{words.basis(rows)} Both figures from one report. Logarithmic scale; the line at 1 is balance.{hollow}"
        ],
        width=width,
        height=155,
    )
    _ratio_lines(sheet, held)
    told = [words.told(one.label, list(one.rows["year"]), list(one.rows["value"])) for one in held]
    sheet.tell("Line chart on a logarithmic scale", told)
    return sheet


def _ratio_lines(sheet: Sheet, held: list[Series]) -> None:
    """The lines with the axis, the line of balance and the legend."""
    axes = sheet.axes[0]
    handles = []
    rows = pd.concat([one.rows for one in held])
    for one in held:
        marks.line(axes, scales.positions(one.whole), one.whole["value"], one.mark)
        marks.hollow(axes, scales.positions(one.partial), one.partial["value"], one.mark)
        handles.append(marks.line_handle(one.mark, filled=not one.whole.empty, joined=one.joined))
    scales.year_axis(axes, scales.positions(rows), sheet.panel_width)
    scales.log_axis(axes.yaxis, [*rows["value"], 1.0])
    axes.axhline(1, color=MUTED, linewidth=0.6)
    marks.light_grid(axes)
    axes.set_ylabel("Imports / exports")
    sheet.panel_legend(0, handles, [one.label for one in held])
