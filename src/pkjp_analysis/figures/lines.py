"""Figures of candidate product lines: what the importing side buys, who has which share, who has an advantage."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLACK, BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, SKY, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, listed, number, percent

_FIRST, _LAST = Mark(VERMILLION, "o"), Mark(VERMILLION, "o")
# The pair stands out by size and colour, every country by its own marker.
# So many products by HS code have a row.
_MOST = 20
_PAIR = (Mark(VERMILLION, "o"), Mark(BLACK, "D"))
_PEERS = (
    *(Mark(BLUE, "s"), Mark(GREEN, "^"), Mark(PURPLE, "v"), Mark(ORANGE, "P"), Mark(SKY, "X")),
    *(Mark(MUTED, "p"), Mark(BLUE, "<"), Mark(GREEN, ">")),
)


@figure(
    "Growth of imports beside a share in them",
    needs=("reporter_name", "partner_name", "product_label", "world", "growth"),
    by=("reporter_name",),
)
def growth_and_share(frame: pd.DataFrame, *, width: float) -> Sheet:
    """By product group, how fast the importer's imports grow, and which share in them the exporter has.

    Parameters
    ----------
    frame
        `Study.product_lines`: `reporter_name` (importer), `partner_name` (exporter), `product_label`,
        `first_year`, `last_year`, `world` (USD), `growth` (percent a year), `share_first`, `share_last`
        (percent). Groups stand in the frame's order; a share that is not held or zero is not drawn.
    """
    words.one_row_each(frame, ["reporter_name", "product_label"], "growth_and_share")
    first = frame.iloc[0]
    importer, exporter = first["reporter_name"], first["partner_name"]
    years = f"{frame['first_year'].min()}–{frame['last_year'].max()}"
    labels = [f"{row.product_label} ({number(row.world / 1e9)})" for row in words.each(frame)]
    names = row_labels(labels, width, 2, part=0.47, lines=2)
    sheet = Sheet(
        frame,
        title=f"{importer}'s imports by group: growth, and the share of {exporter}, {years}",
        notes=[
            f"{words.basis(frame)} In brackets: {importer}'s imports in {frame['last_year'].max()}, USD billion. "
            "Growth from the first to the last year in current dollars."
        ],
        panels=[f"{importer}'s imports from the world", f"Share of {exporter} in them"],
        width=width,
        height=row_height(names) * len(names) + 6,
    )
    _growth(sheet.axes[0], frame, names)
    _shares(sheet.axes[1], frame, names, sheet.panel_width * 0.53)
    handles = [marks.line_handle(_FIRST, filled=False, joined=False), marks.line_handle(_LAST, joined=False)]
    sheet.page_legend(handles, [f"share in {frame['first_year'].min()}", f"share in {frame['last_year'].max()}"])
    told = [
        f"{words.short(r.product_label)}: growth {percent(r.growth)} a year, share {percent(r.share_last)}."
        for r in words.each(frame)
    ]
    sheet.tell("Bar and dot chart", told, most=25)
    return sheet


def _growth(axes: Axes, frame: pd.DataFrame, names: Sequence[str]) -> None:
    marks.bars(axes, range(len(frame)), list(frame["growth"].fillna(0)), Mark(SKY))
    for y, value in enumerate(frame["growth"]):
        marks.beside(axes, max(value, 0), y, percent(value))
    axes.axvline(0, color=INK, linewidth=0.6)
    marks.row_labels(axes, names)
    scales.value_axis(axes.xaxis, frame["growth"], longer=1.35, most=5)
    axes.set_xlabel("Percent a year")


def _shares(axes: Axes, frame: pd.DataFrame, names: Sequence[str], points: float) -> None:
    held = pd.concat([frame["share_first"], frame["share_last"]])
    held = held[held > 0]
    for y, row in enumerate(words.each(frame)):
        both = row.share_first > 0 and row.share_last > 0
        if both:
            axes.plot([row.share_first, row.share_last], [y, y], color=VERMILLION, linewidth=1.0)
        if row.share_first > 0:
            marks.point(axes, row.share_first, y, _FIRST, filled=False, size=4.6, clip=False)
        if row.share_last > 0:
            marks.point(axes, row.share_last, y, _LAST, size=4.6, clip=False)
    marks.row_labels(axes, names)
    if len(held):
        scales.short_log_axis(axes.xaxis, held, points)
    axes.set_xlabel("Percent, logarithmic")


@figure(
    "Shares of origins in a market",
    needs=("reporter_name", "partner_name", "product_label", "year", "highlighted", "share"),
    by=("reporter_name",),
)
def shares_by_origin(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The share of each origin held in the importer's imports by product group, latest year.

    Parameters
    ----------
    frame
        `Study.import_shares`: `reporter_name` (importer), `partner_name` (origin), `product_label`, `year`,
        `share` (percent), `highlighted` (bool). An origin without a figure is not drawn.
    """
    rows = frame[(frame["year"] == frame["year"].max()) & frame["share"].gt(0)]
    importer = listed(words.distinct(rows, "reporter_name"))
    title = words.dated(f"{importer}'s imports by group: the share of each origin held", rows, frame)
    note = f"{words.basis(rows)} Percent of the group's imports from the world; logarithmic."
    return _dots(rows, "partner_name", "share", (title, note, "Percent"), width)


@figure(
    "Revealed comparative advantage",
    needs=("reporter_name", "product_label", "year", "highlighted", "rca"),
    across=("reporter", "regime"),
)
def advantage(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The share of each product group in a country's exports over its share in the world's.

    Parameters
    ----------
    frame
        `Study.advantage`: `reporter_name`, `product_label`, `year`, `rca` (ratio), `highlighted`.
    """
    rows, left = frame[frame["rca"].gt(0)], ""
    kind = words.kinds(rows, "")
    by_code = kind.startswith("HS")
    if by_code:
        rows, left = words.largest(rows, rows["value"].where(rows["highlighted"], 0.0), _MOST)
    goods, one = (kind.replace("products", "product"), "product") if by_code else ("group of goods", "group")
    title = words.dated(f"Revealed comparative advantage by {goods}", rows, frame)
    note = f"Share of the {one} in the country's exports, divided by its share in the world's exports; logarithmic."
    note += left
    sheet = _dots(rows, "reporter_name", "rca", (title, note, "Ratio; 1 is the world's share"), width)
    sheet.axes[0].axvline(1, color=INK, linewidth=0.8, zorder=1)
    return sheet


def _dots(rows: pd.DataFrame, who: str, column: str, said: tuple[str, str, str], width: float) -> Sheet:
    """A row per product group, a mark per country on a logarithmic scale; the pair's marks are larger."""
    words.one_row_each(rows, [who, "product_label"], column)
    groups = words.distinct(rows.sort_values("product", kind="stable"), "product_label")
    names = row_labels([words.tied(words.short(group)) for group in groups], width, part=0.34, lines=2)
    title, note, unit = said
    sheet = Sheet(rows, title=title, notes=[note], width=width, height=(row_height(names) + 1) * len(groups) + 6)
    axes = sheet.axes[0]
    pair = words.distinct(rows[rows["highlighted"]], who)
    peers = words.distinct(rows[~rows["highlighted"]].sort_values(who, kind="stable"), who)
    looks = dict(zip([*pair, *peers], [*_PAIR[: len(pair)], *_PEERS], strict=False))
    # The pair last: its marks lie on the others.
    for name, look in reversed(looks.items()):
        for row in words.each(rows[rows[who] == name]):
            marks.point(axes, getattr(row, column), groups.index(row.product_label), look, size=_size(name, pair))
    marks.row_labels(axes, names)
    axes.grid(axis="y")
    scales.short_log_axis(axes.xaxis, rows[column], sheet.panel_width * 0.66)
    axes.set_xlabel(unit)
    sheet.page_legend([marks.line_handle(look, joined=False) for look in looks.values()], list(map(legible, looks)))
    told = [f"{name}: {_highest(rows[rows[who] == name], column)}." for name in looks]
    sheet.tell("Dot chart", told)
    return sheet


def _size(name: str, pair: Sequence[str]) -> float:
    return 6.0 if name in pair else 3.8


def _highest(rows: pd.DataFrame, column: str) -> str:
    """The three largest, in words."""
    top = rows.nlargest(3, column)
    return "largest " + ", ".join(
        f"{words.short(r.product_label)} {number(getattr(r, column))}" for r in words.each(top)
    )
