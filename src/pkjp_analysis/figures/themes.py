"""The figure of grants by theme."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLUE, SKY, WHITE, Mark
from pkjp_analysis.figures.text import legible, number

_STATED, _NUMBER, _OTHER = Mark(BLUE), Mark(SKY), Mark(WHITE, hatch="////")


@figure("Grants by theme", needs=("theme", "with_yen", "amount_jpy", "grants"))
def grants_by_theme(frame: pd.DataFrame, *, width: float) -> Sheet:
    """How many grants each theme has, with and without a yen amount, and what the stated yen come to.

    Parameters
    ----------
    frame
        `Study.grants_by_theme`: `theme`, `grants`, `with_yen` (numbers), `amount_jpy` (yen), `first_year`,
        `last_year`. A theme whose grants state no yen has no bar in the second panel.
    """
    words.one_row_each(frame, ["theme"], "grants_by_theme")
    names = row_labels(list(frame["theme"]), width, 2, part=0.42)
    years = f"{frame['first_year'].min():.0f}–{frame['last_year'].max():.0f}"
    sheet = Sheet(
        frame,
        title=f"Grants{words.from_to(frame)} by theme, {years}",
        notes=["The grants that were met, not all that were given. Yen: the sum of the amounts that are stated."],
        panels=["Number of grants", "Yen stated"],
        width=width,
        height=row_height(names) * len(names) + 6,
    )
    numbers, amounts = sheet.axes
    places = list(range(len(frame)))
    without = frame["grants"] - frame["with_yen"]
    marks.bars(numbers, places, list(frame["with_yen"]), _NUMBER)
    marks.bars(numbers, places, list(without), _OTHER, left=list(frame["with_yen"]), edge=BLUE)
    ends = [f"{row.grants} ({_span(row)})" for row in words.each(frame)]
    for y, (row, end) in enumerate(zip(words.each(frame), ends, strict=True)):
        marks.beside(numbers, row.grants, y, end)
        if pd.notna(row.amount_jpy):
            marks.bars(amounts, [y], [row.amount_jpy / 1e6], _STATED)
            marks.beside(amounts, row.amount_jpy / 1e6, y, number(row.amount_jpy / 1e6))
    for axes in sheet.axes:
        marks.row_labels(axes, names)
    room = scales.room_for(ends, sheet.panel_width * 0.6)
    scales.value_axis(numbers.xaxis, frame["grants"], longer=room, most=4)
    scales.value_axis(amounts.xaxis, frame["amount_jpy"] / 1e6, longer=1.35, most=4)
    amounts.set_xlabel("JPY million")
    numbers.set_xlabel("Grants (first to last year)")
    handles = [marks.bar_handle(_NUMBER), marks.bar_handle(_OTHER)]
    handles[1].set_edgecolor(BLUE)  # type: ignore[attr-defined]
    sheet.page_legend(handles, ["with a yen amount", "without"])
    sheet.tell("Bar chart", [_told(row) for row in words.each(frame)], most=20)
    return sheet


def _span(row: words.Row) -> str:
    if pd.isna(row.first_year):
        return "undated"
    first, last = f"{row.first_year:.0f}", f"{row.last_year:.0f}"
    return first if first == last else f"{first}–{last}"


def _told(row: words.Row) -> str:
    yen = f", {number(row.amount_jpy / 1e6)} million yen in {row.with_yen} of them" if row.with_yen else ""
    return f"{legible(row.theme)}: {row.grants} grant{'' if row.grants == 1 else 's'}{yen}."
