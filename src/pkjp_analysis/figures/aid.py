"""Figures of aid by year and donor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from pkjp_analysis.figures import compared, marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.series import Series, series
from pkjp_analysis.figures.sheet import Sheet
from pkjp_analysis.figures.style import CONTEXT, MUTED, PALE, VERMILLION, Mark, mark
from pkjp_analysis.figures.text import legible, wrap

_NAMED = 4
_HEIGHT = 185.0
_SHADES = ("", "..", "////")
_STRONG, _FAINT = Mark(VERMILLION, "s"), Mark(CONTEXT, ".")


@figure("Net aid", needs=("year", "value"), across=("reporter",))
def net_aid(frame: pd.DataFrame, *, width: float, spans: pd.DataFrame | None = None) -> Sheet:
    """Net aid by year, a line per donor; below zero where repayments exceed new aid, a gap where not held.

    Parameters
    ----------
    frame
        `year`, `value` (currency units, may be negative), `reporter_name` (donor), `partner_name`
        (recipient), `origin`, `unit`, `price_basis`.
    spans
        Times to shade: `start`, `end` (years or dates), `label`.
    """
    rows = frame[frame["value"].notna()]
    _, unit = words.scale(rows, unit="USD")
    held = series(rows, rows, ["reporter_name", "origin"])
    sheet = Sheet(
        rows,
        title=words.dated(f"Net aid{words.from_to(rows)}", rows, frame),
        notes=[words.basis(rows, unit, "disbursements less repayments")],
        width=width,
        height=170,
    )
    axes = sheet.axes[0]
    shades = _shade(axes, spans, rows)
    told = _lines(sheet, rows, held, unit, shades)
    sheet.tell("Line chart", [*told, *(f"Shaded: {name}." for name in shades)])
    return sheet


@figure("Aid by kind", needs=("year", "instrument", "value"), across=("reporter",))
def aid_by_instrument(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Aid by kind and year, a panel per kind on one scale, the other kinds pale behind; kinds overlap, so no stack.

    Parameters
    ----------
    frame
        `year`, `instrument` (kind in words), `value` (currency units, negative where repayments are larger),
        `unit`, `price_basis`; `reporter_name` (donor), `partner_name` (recipient).
    """
    rows = frame[frame["value"].notna()]
    words.one_row_each(rows, ["instrument", "year"], "aid_by_instrument")
    divisor, unit = words.scale(rows, unit="USD")
    kinds = words.grouped(rows, ["instrument"])
    sheet = Sheet(
        rows,
        title=words.dated(f"Aid{words.from_to(rows)} by kind", rows, frame),
        notes=[words.basis(rows, unit, "kinds overlap and do not add up; grey: the other kinds")],
        panels=[legible(kind) for (kind,), _ in kinds],
        width=width,
        height=76,
        most_columns=4,
        narrowest=112,
    )
    for axes, (_, own) in zip(sheet.axes, kinds, strict=True):
        for _, other in kinds:
            axes.plot(*marks.broken(other["year"], other["value"] / divisor), color=PALE, linewidth=0.8, zorder=1)
        marks.line(axes, own["year"], own["value"] / divisor, mark(0), size=2.4)
        scales.year_axis(axes, rows["year"], sheet.panel_width + 20)
        scales.value_axis(axes.yaxis, rows["value"] / divisor, most=5)
        marks.light_grid(axes)
        axes.axhline(0, color=MUTED, linewidth=0.6)
    told = [words.told(str(key[0]), list(p["year"]), list(p["value"] / divisor), unit) for key, p in kinds]
    sheet.tell("Line charts", told)
    return sheet


def _lines(
    sheet: Sheet, rows: pd.DataFrame, held: Sequence[Series], unit: str, shades: Mapping[str, Patch]
) -> list[str]:
    """Draw a line per series with its legend; returns them in words."""
    axes, (divisor, _) = sheet.axes[0], words.scale(rows, unit="USD")
    for place, one in enumerate(held):
        marks.line(axes, one.rows["year"], one.rows["value"] / divisor, mark(place))
    scales.year_axis(axes, rows["year"], sheet.panel_width)
    scales.value_axis(axes.yaxis, rows["value"] / divisor)
    marks.light_grid(axes)
    axes.axhline(0, color=MUTED, linewidth=0.6)
    axes.set_ylabel(unit)
    handles = [marks.line_handle(mark(place)) for place in range(len(held))]
    sheet.page_legend([*handles, *shades.values()], [*(one.label for one in held), *shades], at_ends=True)
    return [words.told(o.label, list(o.rows["year"]), list(o.rows["value"] / divisor), unit) for o in held]


@figure("Aid by recipient", needs=("year", "partner_name", "highlighted", "value"))
def aid_by_recipient(frame: pd.DataFrame, *, width: float) -> Sheet:
    """One donor's aid by recipient and year, the pair's recipient strong among the others.

    Parameters
    ----------
    frame
        `year`, `partner_name` (recipient), `value`, `unit`, `price_basis`, `highlighted` (bool); `reporter_name`.
    """
    rows = frame[frame["value"].notna()]
    words.one_row_each(rows, ["partner_name", "year"], "aid_by_recipient")
    divisor, unit = words.scale(rows, unit="USD")
    of = words.distinct(rows, "reporter_name")
    whose = f" from {of[0]}" if len(of) == 1 else ""
    sheet = Sheet(
        rows,
        title=words.dated(f"Aid{whose} by recipient", rows, frame),
        notes=[words.basis(rows, unit, f"{rows['partner_name'].nunique()} recipients held, not all")],
        width=width,
        height=compared.HEIGHT,
    )
    told = compared.lines(sheet, 0, rows, "partner_name", unit=unit, divisor=divisor, log=True)
    sheet.tell("Line chart on a logarithmic scale", told, most=8)
    return sheet


def _shade(axes: Axes, spans: pd.DataFrame | None, rows: pd.DataFrame) -> dict[str, Patch]:
    """Grey bands for the times that touch the years drawn; their legend entries by label."""
    first, last = rows["year"].min() - 0.5, rows["year"].max() + 0.5
    shades: dict[str, Patch] = {}
    for span in words.each(spans if spans is not None else pd.DataFrame()):
        start, end = max(first, _edge(span.start, -0.5)), min(last, _edge(span.end, 0.5))
        if start < end:
            look: dict[str, Any] = {
                "facecolor": PALE,
                "edgecolor": CONTEXT,
                "hatch": _SHADES[len(shades) % 3],
                "linewidth": 0,
            }
            axes.axvspan(start, end, zorder=0.4, **look)
            shades[legible(span.label)] = Patch(**look)
    return shades


def _edge(moment: object, half: float) -> float:
    """Where a span begins or ends on an axis on which a year's value stands at the whole number."""
    text = str(moment).removesuffix(".0")
    return float(text) + half if len(text) == 4 else scales.moment(text) - 0.5


@figure("Aid by donor", needs=("year", "reporter_name", "highlighted", "value"), across=("reporter",))
def aid_by_donor(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Aid by year and donor: the highlighted donor strong, the others grey, the largest of them named.

    Parameters
    ----------
    frame
        `year`, `reporter_name` (donor), `value`, `unit`, `price_basis`, `highlighted` (bool); `partner_name`.
    """
    rows = frame[frame["value"].notna()]
    words.one_row_each(rows, ["reporter_name", "year"], "aid_by_donor")
    divisor, unit = words.scale(rows, unit="USD")
    donors = [part for _, part in words.grouped(rows, ["reporter_name"])]
    donors.sort(key=lambda part: (bool(part["highlighted"].any()), part["value"].max()))
    sheet = Sheet(
        rows,
        title=words.dated(f"Aid{words.from_to(rows)} by donor", rows, frame),
        notes=[words.basis(rows, unit, f"{len(donors)} donors")],
        width=width,
        height=_HEIGHT,
    )
    axes = sheet.axes[0]
    for part in donors:
        strong = part["highlighted"].any()
        look = _STRONG if strong else _FAINT
        marks.line(axes, part["year"], part["value"] / divisor, look, weight=2.0 if strong else 0.8)
    scales.year_axis(axes, rows["year"], sheet.panel_width - 60)
    scales.value_axis(axes.yaxis, rows["value"] / divisor)
    marks.light_grid(axes)
    axes.set_ylabel(unit)
    others = [part for part in donors if not part["highlighted"].any()]
    named = [part for part in donors if part["highlighted"].any()] + others[-_NAMED:]
    marks.end_labels(axes, [_end(part, divisor) for part in named], _HEIGHT)
    sheet.tell("Line chart", [_told(part, divisor, unit) for part in reversed(donors)], most=6)
    return sheet


def _end(part: pd.DataFrame, divisor: float) -> marks.EndLabel:
    last = part.sort_values("year").iloc[-1]
    name = wrap(last["reporter_name"], 95, lines=1)
    return marks.EndLabel(name, last["year"], last["value"] / divisor, bool(part["highlighted"].any()))


def _told(part: pd.DataFrame, divisor: float, unit: str) -> str:
    name = str(part["reporter_name"].iloc[0])
    return words.told(name, list(part["year"]), list(part["value"] / divisor), unit)
