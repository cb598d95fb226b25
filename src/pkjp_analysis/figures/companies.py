"""Figures of companies of one country in another: counts by concept, and what the companies intend."""

from __future__ import annotations

import pandas as pd
from matplotlib.artist import Artist

from pkjp_analysis.figures import compared, marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet
from pkjp_analysis.figures.style import mark
from pkjp_analysis.figures.text import legible

_CONCEPTS = {"firms": "companies", "bases": "business bases"}
# Who counts, in what unit and on which day differs between the counts that are set beside each other.
_COUNTS = ("calendar", "recording", "unit")


@figure("Companies of one country in the other", needs=("direction", "concept", "bound", "value"), across=_COUNTS)
def affiliated_companies(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Companies by date, a panel per concept, a mark per publisher of the count.

    Parameters
    ----------
    frame
        `direction` ("Japan to Pakistan": of Japan, in Pakistan), `concept` (firms, bases), `value`, `bound`
        ("at least", "at most" or empty: a bound is hollow), `period_start`, `period_end` (the count stands in
        the middle), `origin`. Counts of one origin in years that follow each other are joined.
    """
    rows = frame[frame["value"].notna()]
    panels = words.grouped(rows, ["direction", "concept"])
    sheet = Sheet(
        rows,
        title=words.dated(f"Companies in the other country{_who(rows)}", rows, frame),
        notes=[
            "Counts as printed, each in the middle of the time to which it refers. Hollow: a bound (“more than”), "
            "no count."
        ],
        panels=[_heading(part) for _, part in panels],
        width=width,
        height=150,
        most_columns=1,
    )
    told = []
    for index, (_, part) in enumerate(panels):
        told += _counts(sheet, index, part)
    sheet.tell("Scatter chart", told, most=20)
    return sheet


def _who(rows: pd.DataFrame) -> str:
    return f": {words.pair(rows)}" if words.pair(rows) else ""


def _concept(concept: object) -> str:
    return _CONCEPTS.get(str(concept), f"companies, concept {concept}")


def _heading(part: pd.DataFrame) -> str:
    """`Japan to Pakistan: companies`."""
    return legible(f"{part['direction'].iloc[0]}: {_concept(part['concept'].iloc[0])}")


def _middle(rows: pd.DataFrame) -> pd.Series:
    """The middle of the time to which a count refers, as a year with a fraction."""
    if not {"period_start", "period_end"} <= set(rows.columns):
        return rows["year"] + 0.5
    start, end = (rows[name].map(scales.moment).astype(float) for name in ("period_start", "period_end"))
    return (start + end) / 2


def _counts(sheet: Sheet, index: int, part: pd.DataFrame) -> list[str]:
    """The counts of one panel with their legend; returns them in words."""
    axes, told = sheet.axes[index], []
    handles: list[Artist] = []
    labels = []
    for place, ((origin,), one) in enumerate(words.grouped(part, ["origin"])):
        whole, bounds = one[one["bound"].eq("")], one[one["bound"].ne("")]
        marks.line(axes, _middle(whole), whole["value"], mark(place), weight=0.9)
        marks.hollow(axes, _middle(bounds), bounds["value"], mark(place))
        handles.append(marks.line_handle(mark(place), filled=len(whole) > 0, joined=len(whole) > 1, weight=0.9))
        labels.append(legible(origin))
        when = [f"{at:.1f}" for at in _middle(one)]
        told.append(words.told(str(origin), when, list(one["value"]), _concept(one["concept"].iloc[0])))
    scales.year_axis(axes, _middle(part), sheet.panel_width)
    scales.value_axis(axes.yaxis, part["value"])
    marks.light_grid(axes)
    sheet.y_label(index, _concept(part["concept"].iloc[0]).capitalize())
    sheet.panel_legend(index, handles, labels)
    return told


@figure(
    "Companies compared",
    needs=("concept", "partner_name", "highlighted", "bound", "value"),
    across=("calendar", "recording"),
    by=("concept",),
)
def companies_compared(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Companies of one country in several others over time, a panel per concept, logarithmic scale.

    Parameters
    ----------
    frame
        `concept`, `partner_name` (host), `year`, `value`, `bound`, `highlighted` (bool); `reporter_name`
        (whose companies), `calendar` and `period_end` for the place on the axis.
    """
    rows = frame[frame["value"].gt(0)]
    panels = words.grouped(rows, ["concept"])
    of = words.distinct(rows, "reporter_name")
    sheet = Sheet(
        rows,
        title=words.dated(f"Companies{f' of {of[0]}' if len(of) == 1 else ''} in several countries", rows, frame),
        notes=["Counts as printed. Logarithmic scale. Hollow: a bound (“more than”), no count."],
        panels=[_concept(key[0]).capitalize() for key, _ in panels],
        width=width,
        height=compared.HEIGHT,
    )
    told = []
    for index, (_, part) in enumerate(panels):
        told += compared.lines(sheet, index, part, "partner_name", unit="Number", log=True)
    sheet.tell("Line chart on a logarithmic scale", told, most=16)
    return sheet


@figure(
    "Intentions to expand", needs=("year", "partner_name", "highlighted", "value"), across=("calendar", "recording")
)
def intentions(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Percent of surveyed companies that mean to expand, a line per host country; missing years are gaps.

    Parameters
    ----------
    frame
        `partner_name` (host), `year` (of the survey), `value` (percent), `highlighted` (bool);
        `reporter_name` (whose companies), `respondents` (number asked, where it is printed).
    """
    rows = frame[frame["value"].notna()]
    of = words.distinct(rows, "reporter_name")
    whose = f"companies of {of[0]}" if len(of) == 1 else "companies"
    sheet = Sheet(
        rows,
        title=words.dated(f"Surveyed {whose} that mean to expand", rows, frame),
        notes=["Percent of the answers in each host country, by year of the survey. Gaps: years not held."],
        width=width,
        height=compared.HEIGHT,
    )
    sheet.tell("Line chart", compared.lines(sheet, 0, rows, "partner_name", unit="Percent"))
    return sheet
