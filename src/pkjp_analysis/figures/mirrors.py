"""Figures of one flow as both sides count it."""

from __future__ import annotations

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLUE, CONTEXT, MUTED, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, listed, number
from pkjp_analysis.plain import kinds_in, of_last_kind

# A panel is drawn where its largest amount is at least so much of the largest in its direction.
_LEAST = 0.01
# No more panels than these, the largest.
_MOST = 24
_EXPORTER, _IMPORTER = Mark(BLUE, "o"), Mark(VERMILLION, "s")
_BAND = 5.0


def _band_handle() -> Artist:
    return Line2D([], [], color=CONTEXT, linewidth=_BAND, alpha=0.55, solid_capstyle="butt")


def _sources(rows: pd.DataFrame) -> str:
    """Both sides' publishers, each with the year of its own publication."""
    sides = [
        rows[[f"{side}_publisher", f"{side}_vintage"]].set_axis(["publisher", "vintage"], axis=1)
        for side in ("exporter", "importer")
    ]
    return words.source_line(pd.concat(sides))


@figure("Both counts of one flow", needs=("direction", "year", "exporter_origin", "importer_origin", "ratio"))
def mirror_totals(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Imports as the importer counts them over exports as the exporter does, with what freight explains.

    Parameters
    ----------
    frame
        `Study.mirror_totals`: `direction`, `year`, `exported`, `ratio`, `explained_low`, `explained_high` (parts of
        the gap, in the values' unit), `unexplained`, `exporter_origin`, `importer_origin`. A year of which one count
        is not held is counted in the note.
    """
    rows = frame[frame["ratio"].notna()]
    words.one_row_each(rows, ["direction", "year"], "mirror_totals")
    panels = words.grouped(rows, ["direction"])
    labels = [row_labels([_both(row) for row in words.each(part)], width, part=0.44, lines=4) for _, part in panels]
    alone = len(frame) - len(rows)
    sheet = Sheet(
        rows,
        title=words.dated(f"Goods trade{words.between(rows)} by both counts", rows, frame),
        notes=["Imports (CIF) over exports (FOB). " + (f"Years of which one count is held: {alone}." if alone else "")],
        panels=[legible(key[0]) for key, _ in panels],
        width=width,
        height=[(row_height(names) + 2) * len(names) + 6 for names in labels],
        most_columns=1,
        source=_sources(rows),
    )
    reach = pd.concat([rows["ratio"], 1 + rows["explained_high"] / rows["exported"], pd.Series([1.0])])
    for axes, (_, part), names in zip(sheet.axes, panels, labels, strict=True):
        for y, row in enumerate(words.each(part)):
            _ratio(axes, y, row)
        axes.axvline(1, color=MUTED, linewidth=0.6)
        marks.row_labels(axes, names)
        scales.value_axis(axes.xaxis, reach, zero=False, longer=1.15)
        axes.set_xlabel("Imports / exports")
    handles = [_band_handle(), *(marks.line_handle(look, joined=False) for look in (_EXPORTER, _IMPORTER))]
    sheet.page_legend(handles, ["freight, insurance and goods under way explain", "ratio inside", "ratio outside"])
    sheet.tell("Dot chart", [f"{row.direction}, {row.year}: {number(row.ratio)}." for row in words.each(rows)])
    return sheet


def _both(row: words.Row) -> str:
    return f"{row.year}: {row.exporter_origin}; {row.importer_origin}"


def _ratio(axes: Axes, y: float, row: words.Row) -> None:
    """The band that can be explained, and the ratio."""
    ends = [1 + row.explained_low / row.exported, 1 + row.explained_high / row.exported]
    axes.plot(ends, [y, y], color=CONTEXT, linewidth=_BAND, alpha=0.55, solid_capstyle="butt")
    marks.point(axes, row.ratio, y, _EXPORTER if row.unexplained == 0 else _IMPORTER)
    marks.beside(axes, max(row.ratio, ends[1]), y, number(row.ratio), gap=6)


@figure(
    "Both counts by product",
    needs=("direction", "product", "product_label", "year", "imported"),
    by=("nomenclature",),
)
def mirror_by_product(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Single products by year as the exporter and as the importer counts them: a panel per direction and product.

    Parameters
    ----------
    frame
        `Study.mirror_by_chapter` or `Study.mirror_by_group`: `direction`, `product`, `product_label`, `year`,
        `exported` or its bounds `exported_low` and `exported_high`, `imported` (USD; missing: no trade reported),
        `explained_low` and `explained_high` (what freight and goods under way add to them).
    """
    rows = frame.assign(
        low=frame["exported_low" if "exported_low" in frame else "exported"],
        high=frame["exported_high" if "exported_high" in frame else "exported"],
    )
    rows = rows[rows[["high", "imported"]].notna().any(axis=1)]
    whole, rows = rows, of_last_kind(rows)
    every = len(words.grouped(rows, ["direction", "product"]))
    rows = _visible(rows)
    words.one_row_each(rows, ["direction", "product", "year"], "mirror_by_product")
    panels = words.grouped(rows, ["direction", "product"])
    several = len(words.distinct(rows, "direction")) > 1
    small = f" Left out as too small: {every - len(panels)}." if every > len(panels) else ""
    sheet = Sheet(
        rows,
        title=words.dated(f"Products in goods trade{words.between(rows)} by both counts", rows, frame),
        notes=[
            f"USD million; exports FOB, imports CIF. The vertical scales differ. Hollow: no trade reported.{small}",
            _left_out(rows, whole),
        ],
        panels=[_heading(part, several) for _, part in panels],
        width=width,
        height=84,
        most_columns=3,
        narrowest=120,
        source=_sources(rows),
    )
    for index, (_, part) in enumerate(panels):
        _product(sheet, index, part, rows)
    handles = [marks.line_handle(_EXPORTER, joined=False), _band_handle(), marks.line_handle(_IMPORTER, joined=False)]
    counted = "bounds of the exporter's count" if "exported_low" in frame else "exporter's count"
    sheet.page_legend(handles, [counted, "with freight, insurance and goods under way", "importer's count"])
    sheet.tell("Dot chart", [_told(part) for _, part in panels], most=16)
    return sheet


def _left_out(rows: pd.DataFrame, whole: pd.DataFrame) -> str:
    """The products drawn, where others are held of other years."""
    if len(words.distinct(whole, "kind")) < 2:
        return ""
    drawn = rows["kind"].iloc[0]
    others = whole[whole["kind"] != drawn]
    left = f"{listed(kinds_in(others['kind']))}, {words.span(others)}"
    return f"{drawn} alone; not drawn, since they are other products: {left}."


def _visible(rows: pd.DataFrame) -> pd.DataFrame:
    """Products that are not tiny beside the largest of their direction, and no more than can be drawn."""
    largest = rows[["high", "imported"]].max(axis=1)
    of_product = largest.groupby([rows["direction"], rows["product"]]).transform("max")
    visible = of_product >= _LEAST * largest.groupby(rows["direction"]).transform("max")
    order = of_product[visible].groupby([rows["direction"], rows["product"]]).max().nlargest(_MOST)
    return rows[visible & pd.MultiIndex.from_frame(rows[["direction", "product"]]).isin(order.index)]


def _heading(part: pd.DataFrame, several: bool) -> str:
    first = part.iloc[0]
    code = f"HS {first['product']} " if str(first.get("nomenclature", "HS")).startswith("HS") else ""
    label = words.short(words.plain(first["product_label"]), 40)
    return f"{code}{label}" + (f", {legible(first['direction'])}" if several else "")


def _product(sheet: Sheet, index: int, part: pd.DataFrame, rows: pd.DataFrame) -> None:
    """One panel: both counts of each year."""
    axes = sheet.axes[index]
    top = []
    for row in words.each(part.assign(**{name: part[name] / 1e6 for name in _AMOUNTS})):
        if row.explained_high == row.explained_high:
            band = [row.low + row.explained_low, row.high + row.explained_high]
            axes.plot([row.year] * 2, band, color=CONTEXT, linewidth=_BAND, alpha=0.55, solid_capstyle="butt")
            top.append(band[1])
        _counted(axes, row.year - 0.12, row.low, _EXPORTER)
        if row.high > row.low:
            axes.plot([row.year - 0.12] * 2, [row.low, row.high], color=BLUE, linewidth=1.3)
            _counted(axes, row.year - 0.12, row.high, _EXPORTER)
        _counted(axes, row.year + 0.12, row.imported, _IMPORTER)
    amounts = part[["high", "imported"]] / 1e6
    scales.value_axis(axes.yaxis, [*amounts.stack(), *top], longer=1.1, most=4)
    scales.year_axis(axes, [rows["year"].min() - 0.3, rows["year"].max() + 0.3], sheet.panel_width + 24)
    marks.light_grid(axes)
    sheet.y_label(index, "USD million")


_AMOUNTS = ("low", "high", "imported", "explained_low", "explained_high")


def _counted(axes: Axes, x: float, amount: float, look: Mark) -> None:
    """A count; hollow on the axis where no trade is reported."""
    held = amount == amount and amount > 0
    marks.point(axes, x, amount if held else 0.0, look, filled=held, size=4.4, clip=False)


def _told(part: pd.DataFrame) -> str:
    first, last = part.iloc[0], part.iloc[-1]
    export, imported = (number(last[name] / 1e6) if last[name] > 0 else "nothing" for name in ("high", "imported"))
    named = f"{words.short(first['product_label'])}, {first['direction']}, {last['year']}"
    return f"{named}: {export} by the exporter's count, {imported} by the importer's."
