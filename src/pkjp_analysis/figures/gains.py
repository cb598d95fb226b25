"""Figures of how exporters gained in one market: growth beside the market's, and the terms of the change."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.figures import marks, peers, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, columns, row_height, row_labels
from pkjp_analysis.figures.style import BLACK, GREEN, INK, ORANGE, PALE, SKY, Mark
from pkjp_analysis.figures.text import legible, listed, number, percent

_MARKET = Mark(INK, "|")
_CHANGE = Mark(BLACK, "D")
_TERMS = (Mark(SKY), Mark(ORANGE, hatch="////"), Mark(GREEN, hatch=".."))
_SPAN = ["nomenclature", "first_year", "last_year"]
# So many products have a row.
_MOST = 40


@figure(
    "Exporters' growth beside the market's",
    needs=(
        *("product", "product_label", "partner_name", "highlighted", "first_year", "last_year"),
        *("first", "market_first", "market_last", "last"),
    ),
    across=("nomenclature",),
    by=("nomenclature",),
)
def growth_beside_market(frame: pd.DataFrame, *, width: float, least: float = 1e6) -> Sheet:
    """What several exporters sold in one country in the last year for each unit of the first, beside the market.

    Parameters
    ----------
    frame
        `Study.peer_growth`: `product`, `product_label`, `partner_name` (exporter), `highlighted` (bool), `first_year`,
        `last_year`, `first`, `last`, `market_first`, `market_last` (USD); `reporter_name` (the importer),
        `nomenclature`. A panel per span of years; logarithmic scale. Groups stand in the order of the highlighted
        exporter's sales in the last year; an exporter without a figure in one of the years has no dot.
    least
        Sales (USD) in the first year from which a dot is drawn: from almost nothing, growth says little.
    """
    rows = frame[frame["first"].ge(least) & frame["last"].gt(0)]
    rows, left = words.largest(rows, rows["last"].where(rows["highlighted"].astype(bool), 0.0), _MOST)
    words.one_row_each(rows, [*_SPAN, "product", "partner_name"], "growth_beside_market")
    panels = [_ordered(part) for _, part in words.grouped(rows, _SPAN)]
    # A column's width gives half to the names: a line each keeps the page short.
    share = 0.3 if columns(width, 2) > 1 else 0.5
    labels = [
        row_labels([words.short(one["product_label"].iloc[0]) for one in panel], width, part=share) for panel in panels
    ]
    importer = listed(words.distinct(rows, "reporter_name"))
    sheet = Sheet(
        rows,
        title=f"Exporters' sales in {importer} beside the market: last year held over the first",
        notes=[
            f"{words.basis(rows)} Logarithmic scale. No dot: one of the two years is not held, or less than USD "
            f"{number(least / 1e6)} million in the first.{left}"
        ],
        panels=[_heading(panel[0]) for panel in panels],
        width=width,
        height=[max(row_height(names), 12) * len(names) + 6 for names in labels],
        most_columns=1,
    )
    look = peers.looks(rows)
    for index, panel in enumerate(panels):
        _multiples(sheet, index, panel, look, sheet.panel_width * (1 - share))
        marks.row_labels(sheet.axes[index], labels[index])
    own = words.distinct(rows[rows["highlighted"].astype(bool)], "partner_name")
    handles = [marks.line_handle(one, filled=name in own, joined=False) for name, one in look.items()]
    handles.append(marks.line_handle(_MARKET, filled=False, joined=False))
    sheet.page_legend(handles, [*map(legible, look), f"imports of {importer} from all countries"])
    sheet.tell("Dot chart on a logarithmic scale", [_told(one) for panel in panels for one in panel], most=24)
    return sheet


def _ordered(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """The groups: their sum first, then by the highlighted exporter's sales in the last year."""
    parts = [part for _, part in words.grouped(rows, ["product"])]
    return sorted(parts, key=lambda part: (bool(part["product"].iloc[0]), -_own(part)))


def _own(part: pd.DataFrame) -> float:
    return float(part["last"].where(part["highlighted"].astype(bool)).fillna(0).max())


def _heading(part: pd.DataFrame) -> str:
    row = part.iloc[0]
    kind = "HS chapters" if row.get("nomenclature") == "HS" else "Groups of goods"
    return f"{kind}: {row['last_year']} over {row['first_year']}"


def _multiples(sheet: Sheet, index: int, panel: list[pd.DataFrame], look: dict[str, Mark], points: float) -> None:
    axes, rows = sheet.axes[index], pd.concat(panel)
    own, market = rows["last"] / rows["first"], rows["market_last"] / rows["market_first"]
    for y, part in enumerate(panel):
        axes.axhline(y, color=PALE, linewidth=0.6, zorder=0.5)
        for times in (part["market_last"] / part["market_first"]).unique():
            marks.point(axes, times, y, _MARKET, size=9)
        # The highlighted last, so that no other dot covers it.
        for row in words.each(part.sort_values("highlighted", kind="stable")):
            marks.point(axes, row.last / row.first, y, look[row.partner_name], filled=row.highlighted, size=5.0)
    axes.axvline(1, color=INK, linewidth=0.6, zorder=0.6)
    scales.short_log_axis(axes.xaxis, [*own, *market], points)
    axes.set_xlabel("Times the first year, current dollars")


def _told(part: pd.DataFrame) -> str:
    market = part["market_last"] / part["market_first"]
    own = ", ".join(f"{row.partner_name} {number(row.last / row.first)}" for row in words.each(part))
    return f"{words.short(part['product_label'].iloc[0])}: market {number(market.iloc[0])} times; {own}."


@figure(
    "Terms of the change in a market",
    needs=(
        *("partner_name", "highlighted", "first_year", "last_year", "first", "change", "term", "term_label", "percent"),
    ),
)
def market_terms(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Change of several exporters' sales in one market by term, percent of the first year: diverging stacked bars.

    Parameters
    ----------
    frame
        `Study.peer_terms`: `partner_name` (exporter), `highlighted` (bool), `first_year`, `last_year`, `first` and
        `change` (USD), `term`, `term_label`, `percent` (of `first`); `reporter_name` (the importer). The
        highlighted exporter stands first, the others by their change.
    """
    rows = frame[frame["percent"].notna()]
    words.one_row_each(rows, ["partner_name", "term"], "market_terms")
    bars = sorted((part for _, part in words.grouped(rows, ["partner_name"])), key=_rank)
    names = [f"{part['partner_name'].iloc[0]} ({number(part['first'].iloc[0] / 1e6)})" for part in bars]
    labels = row_labels(names, width, part=0.3, lines=2)
    first, last = rows["first_year"].min(), rows["last_year"].max()
    sheet = Sheet(
        rows,
        title=words.dated(f"Change of sales in {_market(rows)} by term", pd.DataFrame({"year": [first, last]}), frame),
        notes=[
            f"{words.basis(rows)} Percent of the exports of {first}; in brackets these exports, USD million. "
            f"Constant market shares over {_compared(rows)}; terms right and left of 0 add up to the change."
        ],
        width=width,
        height=max(row_height(labels) + 4, 22) * len(bars) + 6,
    )
    _bars(sheet, bars)
    marks.row_labels(sheet.axes[0], labels)
    terms = words.distinct(rows, "term_label")
    handles = [marks.bar_handle(look) for look in _TERMS[: len(terms)]]
    sheet.page_legend([*handles, marks.line_handle(_CHANGE, joined=False)], [*map(legible, terms), "change"])
    sheet.tell("Diverging stacked bar chart", [_terms_told(part) for part in bars])
    return sheet


def _compared(rows: pd.DataFrame) -> str:
    """What the terms are over."""
    kind = words.kinds(rows, "")
    left = listed(words.distinct(rows, "years_left_out"))
    years = f"; not chained: {left}" if left else ""
    return f"{kind}{years}" if kind.startswith("HS") else "groups of which both years are held"


def _market(rows: pd.DataFrame) -> str:
    return listed(words.distinct(rows, "reporter_name"))


def _rank(part: pd.DataFrame) -> tuple[bool, float]:
    return not part["highlighted"].any(), -_change(part)


def _change(part: pd.DataFrame) -> float:
    """The whole change, percent of the first year."""
    return float(100 * part["change"].iloc[0] / part["first"].iloc[0])


def _bars(sheet: Sheet, bars: list[pd.DataFrame]) -> None:
    axes, ends = sheet.axes[0], [0.0]
    texts = [_signed(_change(part)) for part in bars]
    for y, (part, text) in enumerate(zip(bars, texts, strict=True)):
        sides = {True: 0.0, False: 0.0}
        for look, value in zip(_TERMS, part["percent"], strict=False):
            marks.bars(axes, [y], [value], look, left=sides[value >= 0])
            sides[value >= 0] += value
        marks.point(axes, _change(part), y, _CHANGE, size=4.6)
        marks.beside(axes, max(sides[True], _change(part)), y, text, gap=5)
        ends += [*sides.values(), _change(part)]
    axes.axvline(0, color=INK, linewidth=0.6)
    scales.value_axis(axes.xaxis, ends, longer=scales.room_for(texts, sheet.panel_width * 0.7))
    axes.set_xlabel("Percent of the exports of the first year")


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{percent(value)}"


def _terms_told(part: pd.DataFrame) -> str:
    terms = ", ".join(f"{row.term_label} {_signed(row.percent)}" for row in words.each(part))
    return f"{part['partner_name'].iloc[0]}: change {_signed(_change(part))}; {terms}."
