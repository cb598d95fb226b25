"""Figures of tariffs and standards."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.stacks import Stacks, stacked
from pkjp_analysis.figures.style import BLUE, GREEN, ORANGE, PALE, SKY, VERMILLION, WHITE, YELLOW, Mark
from pkjp_analysis.figures.text import legible, number

_KINDS = {
    "free": Mark(SKY),
    "ad valorem": Mark(YELLOW, hatch=".."),
    "other rule": Mark(ORANGE, hatch="xxxx"),
    "in brackets": Mark(SKY, hatch="////"),
    "no rate of its own": Mark(WHITE),
}
_CASES = {"notifications": Mark(PALE), "inspections": Mark(BLUE), "violations": Mark(VERMILLION, hatch="////")}


@figure("Tariff lines by kind of rate", needs=("column_label", "kind", "count"))
def tariff_lines(frame: pd.DataFrame, *, width: float) -> Sheet:
    """How many tariff lines have which kind of rate in each column of a schedule: stacked bars.

    Parameters
    ----------
    frame
        `column_label`, `kind` (free, ad valorem, other rule, in brackets, no rate of its own), `count`;
        `reporter_name` (whose tariff), `publisher` and `vintage` of the schedule. Columns of the schedule stand
        in the frame's order.
    """
    notes = [
        "Lines held, not all of the schedule; counts, no averages. “Other rule”: per kilogram, per value class, or the "
        "larger of two. “In brackets”: bound, not the rate applied. A line without a rate of its own in a column falls "
        "under a more general one."
    ]
    when = words.distinct(frame, "vintage")
    dated = f", schedule of {when[0]}" if len(when) == 1 else ""
    whose = words.distinct(frame, "reporter_name")
    tariff = f"Tariff of {whose[0]}" if len(whose) == 1 else "Tariff"
    return stacked(
        frame,
        Stacks("column_label", "kind", _KINDS, "Tariff lines", parts=False),
        f"{tariff}: lines by kind of rate in each column{dated}",
        width,
        notes,
    )


@figure(
    "Food from the other side at the border",
    needs=("goods", "case", "period", "value"),
    across=("reporter", "calendar"),
)
def food_cases(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Notifications, inspections and violations by period, as bars with their counts; a panel per goods.

    Parameters
    ----------
    frame
        `goods`, `case` (notifications, inspections, violations), `period`, `value` (cases), `reporter_name`
        (importer), `partner_name` (origin).
    """
    rows = frame[frame["value"].notna()]
    words.one_row_each(rows, ["goods", "case", "period", "partner_name"], "food_cases")
    panels = words.grouped(rows, ["goods"])
    names = [row_labels([f"{r.case}, {r.period}" for r in words.each(part)], width, len(panels)) for _, part in panels]
    most = max(len(part) for _, part in panels)
    sheet = Sheet(
        rows,
        title=words.dated(f"Food at the border{words.from_to(_turned(rows))}", rows, frame),
        notes=[words.basis(rows, "cases, as printed")],
        panels=[legible(key[0]) for key, _ in panels],
        width=width,
        height=max(map(row_height, names)) * most + 6,
    )
    for axes, (_, part), labels in zip(sheet.axes, panels, names, strict=True):
        ends = [number(value) for value in part["value"]]
        for y, (row, end) in enumerate(zip(words.each(part), ends, strict=True)):
            marks.bars(axes, [y], [row.value], _CASES.get(row.case, Mark(GREEN)))
            marks.beside(axes, row.value, y, end)
        marks.row_labels(axes, labels, rows=most)
        scales.value_axis(axes.xaxis, part["value"], longer=scales.room_for(ends, sheet.panel_width * 0.55), most=4)
        axes.set_xlabel("Cases")
    sheet.tell("Bar chart", [f"{legible(r.goods)}, {r.case}, {r.period}: {number(r.value)}." for r in words.each(rows)])
    return sheet


def _turned(rows: pd.DataFrame) -> pd.DataFrame:
    """The importer reports, and the goods come from the partner."""
    return rows.rename(columns={"reporter_name": "partner_name", "partner_name": "reporter_name"})
