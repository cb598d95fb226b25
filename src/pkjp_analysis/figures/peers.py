"""Figures of exporters that sell to the same market: their shares over time and by group of goods."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import compared, marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLACK, BLUE, CONTEXT, GREEN, ORANGE, PALE, PURPLE, SKY, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, percent

_STRONG = Mark(VERMILLION, "s")
_OTHERS = (Mark(BLUE, "o"), Mark(GREEN, "^"), Mark(PURPLE, "D"), Mark(ORANGE, "v"), Mark(SKY, "P"), Mark(BLACK, "X"))


@figure("Market shares", needs=("year", "partner_name", "highlighted", "share"))
def market_shares(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Shares of several exporters in one country's imports by year, logarithmic scale.

    Parameters
    ----------
    frame
        `partner_name` (exporter), `year`, `share` (percent of all imports), `highlighted` (bool);
        `reporter_name` (the importer, who counts).
    """
    rows = frame[frame["share"].gt(0)]
    words.one_row_each(rows, ["partner_name", "year"], "market_shares")
    sheet = Sheet(
        rows,
        title=words.dated(f"Shares in the imports{_market(rows)}", rows, frame),
        notes=[f"{words.basis(rows, 'percent of imports from all countries')} Logarithmic scale."],
        width=width,
        height=compared.HEIGHT,
    )
    shares = rows.assign(value=rows["share"])
    told = compared.lines(sheet, 0, shares, "partner_name", unit="Percent of imports", log=True)
    sheet.tell("Line chart on a logarithmic scale", told)
    return sheet


def _market(rows: pd.DataFrame) -> str:
    importers = words.distinct(rows, "reporter_name")
    return f" of {importers[0]}" if len(importers) == 1 else ""


@figure(
    "Market shares by group",
    needs=("product", "product_label", "partner_name", "highlighted", "share"),
    by=("product",),
)
def market_shares_by_group(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Shares of several exporters in one country's imports of each group of goods: a dot each, logarithmic scale.

    Parameters
    ----------
    frame
        `product`, `product_label`, `partner_name` (exporter), `share` (percent of the group's imports),
        `highlighted` (bool), `year` (one); `reporter_name` (the importer). Groups stand in the order of the
        highlighted exporter's share; one from which an exporter sells nothing has no dot for it.
    """
    rows = frame[frame["share"].gt(0)]
    words.one_row_each(rows, ["product", "partner_name", "year"], "market_shares_by_group")
    groups = _by_own_share(rows)
    labels = row_labels([words.short(part["product_label"].iloc[0]) for part in groups], width, part=0.3, lines=2)
    look = looks(rows)
    sheet = Sheet(
        rows,
        title=words.dated(f"Shares in the imports{_market(rows)}, by group of goods", rows, frame),
        notes=[f"{words.basis(rows, 'percent of imports of the group')} Logarithmic scale. No dot: nothing reported."],
        width=width,
        height=max(row_height(labels), 12) * len(groups) + 6,
    )
    axes = sheet.axes[0]
    for y, part in enumerate(groups):
        _dots(axes, y, part, look)
    marks.row_labels(axes, labels)
    scales.log_axis(axes.xaxis, rows["share"])
    axes.set_xlabel("Percent of the group's imports")
    own = words.distinct(rows[rows["highlighted"].astype(bool)], "partner_name")
    handles = [marks.line_handle(one, filled=name in own, joined=False) for name, one in look.items()]
    sheet.page_legend(handles, [legible(name) for name in look])
    sheet.tell("Dot chart on a logarithmic scale", [_told(part) for part in groups], most=22)
    return sheet


def _by_own_share(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """The groups, the highlighted exporter's largest share first, those without it last."""
    parts = [part for _, part in words.grouped(rows, ["product"])]
    return sorted(parts, key=lambda part: -part["share"].where(part["highlighted"].astype(bool)).fillna(0).max())


def looks(rows: pd.DataFrame) -> dict[str, Mark]:
    """A look per exporter, the highlighted first."""
    own = words.distinct(rows[rows["highlighted"].astype(bool)], "partner_name")
    others = sorted(name for name in words.distinct(rows, "partner_name") if name not in own)
    look = {name: _STRONG for name in own}
    look.update({name: _OTHERS[place] if place < len(_OTHERS) else Mark(CONTEXT) for place, name in enumerate(others)})
    return look


def _dots(axes: Axes, y: int, part: pd.DataFrame, look: dict[str, Mark]) -> None:
    axes.axhline(y, color=PALE, linewidth=0.6, zorder=0.5)
    # The highlighted last, so that no other dot covers it.
    for row in words.each(part.sort_values("highlighted", kind="stable")):
        marks.point(axes, row.share, y, look[row.partner_name], filled=row.highlighted, size=5.4)


def _told(part: pd.DataFrame) -> str:
    shares = part.sort_values("share", ascending=False)
    return (
        f"{words.short(part['product_label'].iloc[0])}: "
        + ", ".join(
            f"{row.partner_name} {percent(row.share) if row.share >= 0.01 else 'less than 0.01 %'}"
            for row in words.each(shares)
        )
        + "."
    )
