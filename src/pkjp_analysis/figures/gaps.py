"""Figures of the distance between an exporter and its peers in one market."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLUE, PALE, VERMILLION, Mark
from pkjp_analysis.figures.text import listed, number

_OWN = Mark(VERMILLION, "s")
_PEER = Mark(BLUE, "|")


@figure(
    "Sales at the shares of peers",
    needs=("product_label", "partner_name", "reporter_name", "year", "own", "low_peer", "high_peer", "low", "high"),
)
def gaps_by_group(frame: pd.DataFrame, *, width: float) -> Sheet:
    """By group of goods, what an exporter sells, and what it would sell at its peers' smallest and largest share.

    Parameters
    ----------
    frame
        `Study.gaps_by_group`: `product_label`, `partner_name` (the exporter), `reporter_name` (the importer), `year`,
        `own`, `low`, `high` (USD), `low_peer`, `high_peer` (who has the share). Groups stand in the frame's order,
        on a logarithmic scale; an exporter's own sales that are not held or zero have no mark.
    """
    rows = frame[frame["low"].gt(0)]
    words.one_row_each(rows, ["product_label", "year"], "gaps_by_group")
    labels = row_labels(list(rows["product_label"]), width, part=0.3, lines=2)
    exporter, importer = (listed(words.distinct(rows, name)) for name in ("partner_name", "reporter_name"))
    sheet = Sheet(
        rows,
        title=words.dated(f"Sales of {exporter} in {importer}, and at the shares of peers", rows, frame),
        notes=[
            f"{words.basis(rows, 'USD million')} Logarithmic scale. A scenario, no forecast: imports of the group as "
            "they were, the share as a peer has it. Right of the range: own share above every peer."
        ],
        width=width,
        height=max(row_height(labels), 12) * len(rows) + 6,
    )
    axes = sheet.axes[0]
    for y, row in enumerate(words.each(rows)):
        axes.axhline(y, color=PALE, linewidth=0.6, zorder=0.5)
        marks.interval(axes, y, row.low / 1e6, row.high / 1e6, BLUE)
        if row.own > 0:
            marks.point(axes, row.own / 1e6, y, _OWN, size=5.0, clip=False)
    marks.row_labels(axes, labels)
    values = pd.concat([rows["own"], rows["low"], rows["high"]]) / 1e6
    scales.short_log_axis(axes.xaxis, values, sheet.panel_width * 0.66)
    axes.set_xlabel("USD million")
    handles = [marks.line_handle(_OWN, joined=False), marks.line_handle(_PEER)]
    sheet.page_legend(handles, [f"{exporter}: sales", "at the smallest to the largest share of a peer"])
    sheet.tell("Range chart on a logarithmic scale", [_told(row) for row in words.each(rows)], most=22)
    return sheet


def _told(row: words.Row) -> str:
    low, high, own = (number(value / 1e6) for value in (row.low, row.high, row.own))
    return f"{words.short(row.product_label)}: own {own}, {low} as {row.low_peer} to {high} as {row.high_peer}."
