"""Figures of what changes in trade are made of."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLACK, BLUE, CONTEXT, GREEN, INK, ORANGE, SKY, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, number

_MOST = 10
_UP, _DOWN, _OTHERS = Mark(BLUE), Mark(VERMILLION, hatch="////"), Mark(CONTEXT, hatch="..")
_MARKET, _SHARE, _NET = Mark(SKY), Mark(ORANGE, hatch="////"), Mark(BLACK, "o")
_GOODS = Mark(GREEN, hatch="..")


@figure(
    "Contributions to growth",
    needs=("direction", "product", "product_label", "first_year", "last_year", "growth", "contribution"),
    by=("direction",),
)
def growth_contributions(frame: pd.DataFrame, *, width: float) -> Sheet:
    """What products add to the growth of each direction: the ten that move it most, and all others together.

    Parameters
    ----------
    frame
        `Study.contributions_by_chapter` or `Study.contributions_by_group`: `direction`, `product`, `product_label`,
        `first_year`, `last_year`, `contribution` (percentage points; missing where not held in both years), `growth`
        (percent, of the total).
    """
    rows = frame[frame["contribution"].notna()]
    words.one_row_each(rows, ["direction", "product"], "growth_contributions")
    parts = [_largest(part) for _, part in words.grouped(rows, ["direction"])]
    names = [row_labels([_named(row) for row in words.each(part)], width, len(parts), lines=2) for part in parts]
    left = len(frame) - len(rows)
    sheet = Sheet(
        rows,
        title=words.dated(
            f"Goods trade{words.between(rows)}: what growth came from", rows.assign(year=rows["last_year"]), frame
        ),
        notes=[
            "Percentage points of growth, current dollars." + (f" Not held in both years: {left}." if left else ""),
            words.left_out(rows),
        ],
        panels=[_headed(part) for part in parts],
        width=width,
        height=[row_height(labels) * len(labels) + 6 for labels in names],
    )
    for axes, part, labels in zip(sheet.axes, parts, names, strict=True):
        _bars(axes, part, labels, sheet.panel_width * 0.52)
    told = [f"{_headed(part)}: " + ", ".join(map(_point, words.each(part.head(3)))) + "." for part in parts]
    sheet.tell("Bar chart", told)
    return sheet


def _named(row: words.Row) -> str:
    code = f"{row.product} " if getattr(row, "nomenclature", "HS") == "HS" and row.product else ""
    return f"{code}{words.plain(row.product_label) if code else row.product_label}"


def _headed(part: pd.DataFrame) -> str:
    first = part.iloc[0]
    span = f"{first['first_year']}–{first['last_year']}"
    return legible(f"{first['direction']}, {span}: {number(first['growth'])} %")


def _point(row: words.Row) -> str:
    return f"{words.short(row.product_label)} {number(row.contribution)}"


def _largest(part: pd.DataFrame) -> pd.DataFrame:
    """The products that move the total most, largest contribution first, then all others as one row."""
    order = part["contribution"].abs().sort_values(ascending=False, kind="stable").index
    top, rest = part.loc[order[:_MOST]], part.loc[order[_MOST:]]
    top = top.sort_values("contribution", ascending=False, kind="stable")
    if rest.empty:
        return top
    named = {"product": "", "product_label": f"all {len(rest)} others"}
    others = rest.iloc[[0]].assign(**named, contribution=rest["contribution"].sum())
    return pd.concat([top, others], ignore_index=True)


def _bars(axes: Axes, part: pd.DataFrame, labels: list[str], points: float) -> None:
    """One panel, about `points` wide."""
    values = list(part["contribution"])
    for y, (value, product) in enumerate(zip(values, part["product"], strict=True)):
        marks.bars(axes, [y], [value], _OTHERS if product == "" else _UP if value >= 0 else _DOWN)
        marks.beside(axes, max(value, 0), y, number(value))
    axes.axvline(0, color=INK, linewidth=0.6)
    marks.row_labels(axes, labels)
    scales.value_axis(axes.xaxis, values, longer=scales.room_for(map(number, values), points), most=4)
    axes.set_xlabel("Percentage points")


@figure(
    "Decline of exports, decomposed",
    needs=("direction", "origin", "peak_year", "year", "peak", "market_growth", "share_change", "change"),
    by=("direction", "origin"),
)
def export_decline(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Exports since their peak: what the market's growth would have added, and what the change of share took.

    Parameters
    ----------
    frame
        `Study.export_decline`: `direction`, `origin`, `peak_year`, `year`, `peak`, `change`, `market_growth`,
        `share_change` (all in one unit); a panel per direction and origin, everything in percent of the peak.
    """
    rows = frame[frame["change"].notna()]
    words.one_row_each(rows, ["direction", "origin", "year"], "export_decline")
    panels = words.grouped(rows, ["direction", "origin"])
    sheet = Sheet(
        rows,
        title=words.dated(f"Goods trade{words.between(rows)} since its peak, decomposed", rows, frame),
        notes=[f"Change from the peak year of the same origin, percent of the peak; {_adding(rows)}."],
        panels=[_peaked(part) for _, part in panels],
        width=width,
        height=150,
    )
    told = []
    for index, (_, part) in enumerate(panels):
        told += _since(sheet, index, part)
    terms = _terms(rows)
    handles = [*(marks.bar_handle(look) for look, _ in terms.values()), marks.line_handle(_NET, joined=False)]
    sheet.page_legend(handles, [*(named for _, named in terms.values()), "change of exports"])
    sheet.tell("Bar chart", told)
    return sheet


def _terms(rows: pd.DataFrame) -> dict[str, tuple[Mark, str]]:
    """The parts of the change that are held, with look and name."""
    goods = {"commodity": (_GOODS, "which goods are sold")} if _by_product(rows) else {}
    first = {"market_growth": (_MARKET, "growth of the importer's imports")}
    return {**first, **goods, "share_change": (_SHARE, "change of share in them")}


def _by_product(rows: pd.DataFrame) -> bool:
    return "commodity" in rows and bool(rows["commodity"].notna().any())


def _adding(rows: pd.DataFrame) -> str:
    """How the parts add up; over what products the goods sold are told."""
    if not _by_product(rows):
        return "the two parts add up to it"
    kind = words.kinds(rows[rows["commodity"].notna()], "products")
    return f"the parts add up to it, the goods sold over {kind} where these are held of both years"


def _peaked(part: pd.DataFrame) -> str:
    first = part.iloc[0]
    return legible(f"{first['direction']}, from {first['peak_year']} ({first['origin']})")


def _since(sheet: Sheet, index: int, part: pd.DataFrame) -> list[str]:
    """One panel of upright bars; the last year in words."""
    axes = sheet.axes[index]
    terms = _terms(part)
    of_peak = {name: 100 * part[name].fillna(0.0) / part["peak"] for name in (*terms, "change")}
    # Parts of one sign stand on each other.
    above, below = 0 * of_peak["change"], 0 * of_peak["change"]
    for name, (look, _) in terms.items():
        values = of_peak[name]
        marks.columns(axes, part["year"], values, look, bottom=above.where(values > 0, below))
        above, below = above + values.clip(lower=0), below + values.clip(upper=0)
    for year, value in zip(part["year"], of_peak["change"], strict=True):
        marks.point(axes, year, value, _NET, size=3.2)
    axes.axhline(0, color=INK, linewidth=0.6)
    scales.year_axis(axes, [part["peak_year"].min(), part["year"].max() + 0.4], sheet.panel_width)
    scales.value_axis(axes.yaxis, [value for series in (*of_peak.values(), above, below) for value in series])
    marks.light_grid(axes)
    sheet.y_label(index, "Percent of the peak")
    last = part.iloc[-1]
    parts = [number(of_peak[name].iloc[-1]) for name in ("change", "market_growth", "share_change")]
    return [f"{_peaked(part)} to {last['year']}: {parts[0]} percent; market {parts[1]}, share {parts[2]}."]
