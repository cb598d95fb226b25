"""Figures of measures over time: concentration, revealed advantage, trade intensity."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet
from pkjp_analysis.figures.style import BLUE, GREEN, MUTED, ORANGE, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, listed
from pkjp_analysis.plain import edition_of, level_of

_LOOKS = (Mark(VERMILLION, "s"), Mark(BLUE, "o", "--"), Mark(GREEN, "^", "-."), Mark(ORANGE, "v", ":"))
_CONCENTRATED = {"effective_number": "Effective number of {}s", "top_share": "Share of the largest {}"}
_UNITS = {"effective_number": "{}s", "top_share": "Percent"}
# So many products have a panel.
_MOST = 20


@figure(
    "Concentration over HS products",
    needs=("direction", "year", "top_share", "effective_number"),
    by=("direction", "kind"),
)
def chapter_concentration(frame: pd.DataFrame, *, width: float) -> Sheet:
    """How many equal chapters would be as concentrated, and the largest chapter's share, by year and direction.

    Parameters
    ----------
    frame
        `Study.chapter_concentration`: `direction`, `year`, `effective_number` (one over the Herfindahl-Hirschman
        index), `top_share` (percent), `kind` (of products; several are lines of their own). Years without a row are
        gaps.
    """
    rows = frame[frame["effective_number"].notna()]
    levels = list(dict.fromkeys(_levels_of(rows)))
    one = "chapter" if levels == ["HS chapters"] else "product"
    words.one_row_each(rows, ["direction", "year"], "chapter_concentration")
    sheet = Sheet(
        rows,
        title=words.dated(f"Concentration of goods trade{words.between(rows)} over {listed(levels)}", rows, frame),
        notes=[f"{words.basis(rows)} Gaps: years whose chapters are incomplete.", _apart(rows)],
        panels=[name.format(one) for name in _CONCENTRATED.values()],
        width=width,
        height=130,
    )
    parts = [
        (", ".join([str(direction), *([level] if len(levels) > 1 else [])]), part[_levels_of(part) == level])
        for (direction,), part in words.grouped(rows, ["direction"])
        for level in levels
    ]
    looks = {name: (look, part) for look, (name, part) in zip(_LOOKS, parts, strict=False) if len(part)}
    told = []
    for index, (column, name) in enumerate(_CONCENTRATED.items()):
        axes = sheet.axes[index]
        for named, (look, part) in looks.items():
            for edition, held in _editions(part):
                marks.line(axes, held["year"], held[column], look)
                said = ", ".join([name.format(one), named, *edition])
                told.append(words.told(said, list(held["year"]), list(held[column])))
        scales.year_axis(axes, rows["year"], sheet.panel_width)
        scales.value_axis(axes.yaxis, rows[column])
        marks.light_grid(axes)
        axes.set_ylabel(_UNITS[column].format(one.capitalize()))
    sheet.page_legend([marks.line_handle(look) for look, _ in looks.values()], list(map(legible, looks)), at_ends=True)
    sheet.tell("Line chart", told, most=16)
    return sheet


def _levels_of(rows: pd.DataFrame) -> pd.Series:
    """What the products of each row are, whatever the edition of their codes."""
    return rows["kind"].map(level_of) if "kind" in rows else pd.Series("HS chapters", rows.index)


def _editions(rows: pd.DataFrame) -> list[tuple[list[str], pd.DataFrame]]:
    """The rows by kind, named where there are several: each edition is a line of its own."""
    kinds = words.distinct(rows, "kind")
    return [([kind], rows[rows["kind"] == kind]) for kind in kinds] if len(kinds) > 1 else [([], rows)]


def _apart(rows: pd.DataFrame) -> str:
    """Which years are of which edition, where there are several."""
    kinds = [(edition_of(*kind), part) for kind, part in _editions(rows) if kind]
    told = [f"{edition} {words.span(part)}" for edition, part in kinds if edition]
    return f"Lines break between editions of the HS, whose codes are not the same: {listed(told)}." if told[1:] else ""


def _keys(parts: list[tuple[tuple[object, ...], pd.DataFrame]]) -> list[str]:
    """The names of the series: what sets each apart, in words."""
    return [legible(", ".join(map(str, key))) for key, _ in parts]


@figure(
    "Revealed advantage over time",
    needs=("reporter_name", "product", "product_label", "year", "rsca"),
    across=("reporter", "regime"),
)
def advantage_over_time(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Symmetric revealed advantage of each side by year: a panel per product group.

    Parameters
    ----------
    frame
        `Study.advantage_over_time`: `reporter_name`, `product`, `product_label`, `year`, `rsca` (-1 to 1; above 0 the
        group weighs more in the country's exports than in the world's).
    """
    rows = frame[frame["rsca"].notna()]
    words.one_row_each(rows, ["reporter_name", "product", "year"], "advantage_over_time")
    rows, left = words.largest(rows, rows["value"] if "value" in rows else rows["rsca"], _MOST)
    countries = words.distinct(rows, "reporter_name")
    looks = dict(zip(countries, _LOOKS, strict=False))
    panels = words.grouped(rows.sort_values("product", kind="stable"), ["product"])
    sheet = Sheet(
        rows,
        title=words.dated(f"Revealed advantage by {_one_of(rows)}, symmetric", rows, frame),
        notes=[
            f"\N{MINUS SIGN}1: none exported; 0: the world's share; towards 1: far above it.{left}",
            words.left_out(rows),
        ],
        panels=[words.tied(words.short(part["product_label"].iloc[0], 48)) for _, part in panels],
        width=width,
        height=62,
        most_columns=4,
        narrowest=112,
    )
    for index, (_, part) in enumerate(panels):
        axes = sheet.axes[index]
        axes.axhline(0, color=MUTED, linewidth=0.7)
        for name in countries:
            own = part[part["reporter_name"] == name]
            marks.line(axes, own["year"], own["rsca"], looks[name], size=1.8)
        # Narrow panels: the years may reach under the next panel's ticks.
        scales.year_axis(axes, rows["year"], sheet.panel_width + 40)
        scales.value_axis(axes.yaxis, [-1, 1], longer=1.02, most=5)
        marks.light_grid(axes)
    sheet.page_legend([marks.line_handle(look) for look in looks.values()], list(map(legible, looks)))
    sheet.tell("Line charts", [_above(rows[rows["reporter_name"] == name], name) for name in countries])
    return sheet


def _one_of(rows: pd.DataFrame) -> str:
    """What one panel is of."""
    kind = words.kinds(rows, "")
    return kind.replace("products", "product") if kind.startswith("HS") else "group of goods"


def _above(rows: pd.DataFrame, name: str) -> str:
    """The groups above the world's share in the last year."""
    last = rows[rows["year"] == rows["year"].max()]
    above = [
        words.short(label) for label in last[last["rsca"] > 0].sort_values("rsca", ascending=False)["product_label"]
    ]
    return f"{legible(name)} in {last['year'].iloc[0]}: above 0 in {', '.join(above) or 'no group'}."


@figure(
    "Trade intensity",
    needs=("direction", "year", "count", "intensity"),
    across="regime",
    by=("direction", "count"),
)
def trade_intensity(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Trade intensity by year: a line per direction and count, with the line at 1.

    Parameters
    ----------
    frame
        `Study.trade_intensity`: `direction`, `year`, `count` (exporter's or importer's), `intensity` (ratio).
        `frame.attrs["world_of_reporters"]` names counts and years in which a sum of reporters stands for the world.
    """
    rows = frame[frame["intensity"].notna()]
    words.one_row_each(rows, ["direction", "count", "year"], "trade_intensity")
    parts = words.grouped(rows, ["direction", "count"])
    sheet = Sheet(
        rows,
        title=words.dated(f"Intensity of goods trade{words.between(rows)}", rows, frame),
        notes=[f"{words.basis(rows)} 1: the other side's share in trade is its share in world trade.", _world(frame)],
        width=width,
        height=140,
    )
    axes = sheet.axes[0]
    summed = set(frame.attrs.get("world_of_reporters", []))
    for look, (_, part) in zip(_LOOKS, parts, strict=False):
        own = [key in summed for key in zip(part["count"], part["year"], strict=True)]
        for _, years in part.groupby(own):
            marks.line(axes, years["year"], years["intensity"], look)
    axes.axhline(1, color=MUTED, linewidth=0.7)
    scales.year_axis(axes, rows["year"], sheet.panel_width)
    scales.value_axis(axes.yaxis, [*rows["intensity"], 1.0])
    marks.light_grid(axes)
    axes.set_ylabel("Ratio")
    handles = [marks.line_handle(look) for look, _ in zip(_LOOKS, parts, strict=False)]
    sheet.page_legend(handles, _keys(parts), at_ends=True)
    told = [
        words.told(name, list(p["year"]), list(p["intensity"]))
        for name, (_, p) in zip(_keys(parts), parts, strict=True)
    ]
    sheet.tell("Line chart", told)
    return sheet


def _world(frame: pd.DataFrame) -> str:
    """In which years a sum of reporters stands for the world."""
    summed = frame.attrs.get("world_of_reporters", [])
    if not summed:
        return ""
    span = words.span(pd.DataFrame(summed, columns=["count", "year"]))
    both = len(summed) < len(frame[["count", "year"]].drop_duplicates())
    otherwise = ", else its own total; no line joins the two" if both else ""
    return f"World: {span} the sum of the countries held by HS code{otherwise}."
