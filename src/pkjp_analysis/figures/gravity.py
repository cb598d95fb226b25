"""Figure of trade beside what a gravity equation predicts."""

from __future__ import annotations

import re

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLUE, CONTEXT, INK, PALE, VERMILLION, Mark
from pkjp_analysis.figures.text import listed, number

_ACTUAL, _OWN, _PREDICTED = Mark(INK, "o"), Mark(VERMILLION, "s"), Mark(BLUE, "|")


@figure(
    "Trade and a gravity equation",
    needs=("side", "other_name", "year", "estimator", "highlighted", "actual", "predicted", "predicted_low"),
)
def gravity_benchmark(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Actual and predicted flows, a dot and a range each on a logarithmic scale, a panel per direction.

    Parameters
    ----------
    frame
        `Study.gravity_benchmark`: `side` (goods to or from the country in the middle), `other_name`, `year`,
        `estimator`, `estimated_by`, `highlighted`, `actual`, `predicted`, `predicted_low`, `predicted_high` (USD),
        `ratio`. Flows without a prediction are not drawn; of several estimates the first is.
    """
    rows = frame[frame["predicted"].notna()]
    rows = rows[rows["estimator"] == rows["estimator"].iloc[0]]
    words.one_row_each(rows, ["side", "other_name", "year"], "gravity_benchmark")
    sides = [part for _, part in words.grouped(rows, ["side"])]
    estimator, by = (listed(words.distinct(rows, name)) for name in ("estimator", "estimated_by"))
    sheet = Sheet(
        rows,
        title=words.dated(f"Trade{_whose(rows)}, and what a gravity equation predicts", rows, frame),
        notes=[
            f"USD million, logarithmic scale. Coefficients of {by or 'a source not given'}, {estimator}: their "
            "rounding leaves the range, which is no confidence interval."
        ],
        panels=[_heading(part) for part in sides],
        width=width,
        height=[row_height(row_labels(list(part["other_name"]), width)) * len(part) + 6 for part in sides],
    )
    values = pd.concat([rows["actual"], rows["predicted_low"], rows["predicted_high"]]) / 1e6
    for axes, part in zip(sheet.axes, sides, strict=True):
        _draw(axes, part)
        scales.short_log_axis(axes.xaxis, values, sheet.panel_width * 0.8)
        axes.set_xlabel("USD million")
    handles = [
        marks.line_handle(_OWN, joined=False),
        marks.line_handle(_ACTUAL, joined=False),
        marks.line_handle(_PREDICTED),
    ]
    sheet.page_legend(handles, ["actual, the pair", "actual, peers", "predicted"])
    sheet.tell("Dot chart on a logarithmic scale", [_told(row) for row in words.each(rows)], most=22)
    return sheet


def _whose(rows: pd.DataFrame) -> str:
    """` with Japan` from the sides `goods to Japan` and `goods from Japan`."""
    middle = {re.sub("^goods (to|from) ", "", str(side)) for side in words.distinct(rows, "side")}
    return f" with {middle.pop()}" if len(middle) == 1 else ""


def _heading(part: pd.DataFrame) -> str:
    side = str(part["side"].iloc[0])
    return side[:1].upper() + side[1:]


def _draw(axes: Axes, part: pd.DataFrame) -> None:
    for y, row in enumerate(words.each(part)):
        axes.axhline(y, color=PALE, linewidth=0.6, zorder=0.5)
        low, high = row.predicted_low / 1e6, row.predicted_high / 1e6
        if row.actual > 0:
            axes.plot([row.actual / 1e6, row.predicted / 1e6], [y, y], color=CONTEXT, linewidth=0.9)
            marks.point(axes, row.actual / 1e6, y, _OWN if row.highlighted else _ACTUAL, size=5.0)
        # Over the dot and taller than it, so that a prediction that came true is seen too.
        marks.interval(axes, y, low, high, BLUE, weight=2.2)
        marks.ends(axes, y, low, high, BLUE, reach=0.36)
    marks.row_labels(axes, [str(name) for name in part["other_name"]])


def _told(row: words.Row) -> str:
    actual, predicted = number(row.actual / 1e6), number(row.predicted / 1e6)
    return f"{row.side}, {row.other_name}: actual {actual}, predicted {predicted}, ratio {row.ratio:.2f}."
