"""Figures of what is traded: chapters of the Harmonized System."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.series import COUNTS, Series, series
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLUE, CONTEXT, Mark, mark
from pkjp_analysis.figures.text import legible, listed, number, percent
from pkjp_analysis.plain import by_code, level_of

_TOP = 10
_RANKED = Mark(BLUE)
_KINDS = {"chapters": "HS chapters"}
_OTHERS = Mark(CONTEXT, hatch="////")


@figure(
    "Composition of goods trade",
    needs=("direction", "product", "product_label", "rank", "share", "value"),
    by=("direction", "reporter_name", "year"),
)
def composition(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The ten largest chapters of each direction and all the others together.

    Parameters
    ----------
    frame
        `direction`, `product` (code as text), `product_label`, `value` (currency units), `share` (percent),
        `rank`; `year`, `reporter_name` and the basis columns for headings and notes. A row without `rank`
        is drawn last, as given ("all other held"); without such a row the ranks beyond ten are put together.
        `frame.attrs["missing"]` names chapters that are not held.
    """
    held = frame[frame["value"].notna()]
    words.one_row_each(held, ["direction", "product", "year", "reporter_name"], "composition")
    parts = [_top_and_others(part) for _, part in words.grouped(held, ["direction", "reporter_name", "year"])]
    rows = pd.concat(parts, ignore_index=True)
    names = [row_labels(_named_rows(part), width, len(parts), part=0.5, lines=2) for part in parts]
    most = max(map(len, parts))
    kind = _kind(rows)
    missing = f"Not held: {frame.attrs['missing']}." if frame.attrs.get("missing") else ""
    sheet = Sheet(
        rows,
        title=words.dated(f"What is traded{words.between(rows)}: the largest {kind}", rows, frame),
        notes=[
            f"{words.basis(rows, _KINDS.get(kind, kind))} Percent of the direction's {level_of(kind)} held.",
            missing,
        ],
        panels=[_heading(part, rows) for part in parts],
        width=width,
        height=max(map(row_height, names)) * most + 6,
    )
    told = []
    for axes, part, labels in zip(sheet.axes, parts, names, strict=True):
        told.append(f"{_heading(part, rows)}, {_chapter_bars(axes, part, sheet.panel_width * 0.55)}.")
        marks.row_labels(axes, labels, rows=most)
    sheet.tell("Bar chart", [*told, missing])
    return sheet


def _kind(rows: pd.DataFrame) -> str:
    """What the products are: chapters unless the nomenclature is another than the Harmonized System."""
    nomenclatures = words.distinct(rows, "nomenclature")
    if nomenclatures not in ([], ["HS"]):
        return "groups"
    if not by_code(rows):
        return "chapters"
    editions = words.distinct(rows[rows["product"] != ""], "edition")
    return f"HS 6-digit products{f' (edition {listed(editions)})' if editions else ''}"


def _top_and_others(part: pd.DataFrame) -> pd.DataFrame:
    """The first ten ranks, then the row for all others: the one given, else the sum of the further ranks."""
    top = part[part["rank"].le(_TOP)].sort_values("rank", kind="stable")
    rest, others = part[part["rank"].gt(_TOP)], part[part["rank"].isna()]
    if others.empty and not rest.empty:
        summed = {"value": rest["value"].sum(), "share": rest["share"].sum(), "rank": math.nan}
        named = {"product": "", "product_label": f"all {len(rest)} others held"}
        others = rest.iloc[[0]].assign(**named, **summed)
    return pd.concat([top, others], ignore_index=True)


def _named_rows(part: pd.DataFrame) -> list[str]:
    return [_named(row.product, row.product_label) for row in words.each(part)]


def _named(code: str, label: str) -> str:
    """`52 Cotton`."""
    return f"{code} {words.short(words.plain(label))}".strip() if isinstance(code, str) and code else str(label).strip()


def _newest(rows: pd.DataFrame) -> str:
    """The product of the rows, by its newest label."""
    row = rows.sort_values("year", kind="stable").iloc[-1]
    return _named(row["product"], row["product_label"])


def _heading(part: pd.DataFrame, among: pd.DataFrame) -> str:
    year = f", {words.span(part)}" if words.span(part) != words.span(among) else ""
    reporter = f" ({part['reporter_name'].iloc[0]} reports)" if "reporter_name" in part else ""
    return legible(f"{part['direction'].iloc[0]}{year}{reporter}")


def _chapter_bars(axes: Axes, part: pd.DataFrame, points: float) -> str:
    """The bars of one panel, about `points` wide; returns the first three in words."""
    divisor, unit = words.scale(part, unit="USD")
    values = part["value"] / divisor
    ends = [number(v) + (f" ({percent(s)})" if pd.notna(s) else "") for v, s in zip(values, part["share"], strict=True)]
    for y, (value, end, rank) in enumerate(zip(values, ends, part["rank"], strict=True)):
        marks.bars(axes, [y], [value], _RANKED if pd.notna(rank) else _OTHERS)
        marks.beside(axes, value, y, end)
    scales.value_axis(axes.xaxis, values, longer=scales.room_for(ends, points), most=4)
    axes.set_xlabel(unit)
    return f"{unit}: " + ", ".join(f"{n} {e}" for n, e in zip(_named_rows(part)[:3], ends, strict=False))


@figure(
    "Composition of goods trade over time",
    needs=("product", "product_label", "year", "share"),
    by=("direction",),
)
def composition_over_time(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The share of chapters by year: a line per chapter, a panel per direction.

    Parameters
    ----------
    frame
        `product`, `product_label`, `year`, `share` (percent; NaN where a year's files are incomplete: a
        gap); `direction` where there are two.
    """
    rows = frame[frame["share"].notna()]
    panels = words.grouped(rows, ["direction"])
    topic = f"The largest chapters in goods trade{words.between(rows)} over time"
    basis = words.basis(rows, "percent of the chapters held")
    sheet = Sheet(
        rows,
        title=words.dated(topic, rows, frame),
        notes=[f"{basis} Gaps: years whose chapters are incomplete."],
        panels=[legible(key[0]) if key else "" for key, _ in panels],
        width=width,
        height=165,
    )
    told = []
    for index, (_, part) in enumerate(panels):
        told += _share_lines(sheet, index, part)
    sheet.tell("Line chart", told)
    return sheet


def _share_lines(sheet: Sheet, index: int, part: pd.DataFrame) -> list[str]:
    """A panel of shares by year with its legend; returns the lines in words."""
    axes = sheet.axes[index]
    chapters = {_newest(rows): rows for _, rows in words.grouped(part, ["product"])}
    for place, rows in enumerate(chapters.values()):
        marks.line(axes, rows["year"], rows["share"], mark(place))
    scales.year_axis(axes, part["year"], sheet.panel_width)
    scales.value_axis(axes.yaxis, part["share"])
    marks.light_grid(axes)
    sheet.y_label(index, "Percent")
    sheet.panel_legend(index, [marks.line_handle(mark(i)) for i in range(len(chapters))], list(chapters))
    return [words.told(n, list(rows["year"]), list(rows["share"]), "percent") for n, rows in chapters.items()]


@figure(
    "A product as both sides report it",
    needs=("product", "product_label", "year", "value"),
    across=COUNTS,
)
def product_and_parent(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The value of a chapter by year as each reporter counts it: a panel per product and direction.

    Parameters
    ----------
    frame
        `product`, `product_label`, `year`, `value` (currency units); `direction`, `reporter_name`,
        `valuation`, `origin` tell panels and bars apart.
    """
    rows = frame[frame["value"].notna()]
    divisor, unit = words.scale(rows, unit="USD")
    panels = words.grouped(rows, ["product", "direction"])
    products = [f"HS {_newest(part)}" for _, part in words.grouped(rows, ["product"])]
    sheet = Sheet(
        rows,
        title=words.dated(f"{listed(products)} in goods trade{words.between(rows)}", rows, frame),
        notes=[f"{words.basis(rows, unit)}{' The vertical scales differ.' if len(panels) > 1 else ''}"],
        panels=[_product_heading(part, len(products)) for _, part in panels],
        width=width,
        height=140,
    )
    told = []
    for index, (_, part) in enumerate(panels):
        held = series(part, rows)
        _grouped_bars(sheet, index, held, divisor)
        scales.value_axis(sheet.axes[index].yaxis, part["value"] / divisor)
        sheet.y_label(index, unit)
        told += [words.told(o.label, list(o.rows["year"]), list(o.rows["value"] / divisor), unit) for o in held]
    sheet.tell("Bar chart", told)
    return sheet


def _product_heading(part: pd.DataFrame, products: int) -> str:
    """The direction; the product too where there are several."""
    direction = words.distinct(part, "direction")
    return legible(", ".join([*([_newest(part)] if products > 1 else []), *map(str, direction)]))


def _grouped_bars(sheet: Sheet, index: int, held: list[Series], divisor: float) -> None:
    """Bars side by side within each year; a year without a value stays empty."""
    axes = sheet.axes[index]
    thick = 0.8 / len(held)
    for place, one in enumerate(held):
        words.one_row_each(one.rows, ["year"], "product_and_parent")
        left = one.rows["year"] - 0.4 + thick * (place + 0.5)
        marks.columns(axes, left, one.rows["value"] / divisor, mark(place), thick=thick * 0.94)
    years = pd.concat([one.rows["year"] for one in held])
    scales.year_axis(axes, [years.min() - 0.3, years.max() + 0.3], sheet.panel_width)
    marks.light_grid(axes)
    handles = [marks.bar_handle(mark(place)) for place in range(len(held))]
    sheet.panel_legend(index, handles, [one.label for one in held])
