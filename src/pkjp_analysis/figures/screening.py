"""The figure of a screening: where each candidate ranks, and how stable its rank is."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLUE, TEXT_SIZE, VERMILLION, Mark
from pkjp_analysis.figures.text import listed, percent

_MOST = 12
_NAMED_MOST = 12
_PLAIN, _NAMED = Mark(BLUE, "o"), Mark(VERMILLION, "D")


@figure(
    "Screening of product lines",
    needs=("list", "product", "product_label", "lacks", "rank_low", "rank_high", "top_6", "rank"),
    by=("list",),
)
def rank_stability(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The first candidates of each list: rank with its interval, and how often among the first six.

    Parameters
    ----------
    frame
        `Study.screening`: `list`, `product`, `product_label`, `rank`, `rank_low`, `rank_high`, `top_6` (percent of
        the draws), `lacks`, `draws`, `seed`, `reporter_name` (exporter), `partner_name` (importer), `first_year`,
        `last_year`. Lines with an `example` stand out; the best of each is drawn below the first 12 where it ranks
        lower.
    """
    words.one_row_each(frame, ["list", "product"], "rank_stability")
    lists = [(str(key[0]), _shown(part)) for key, part in words.grouped(frame, ["list"])]
    shown = pd.concat([rows for _, rows in lists])
    names = [row_labels([_label(row) for row in words.each(rows)], width, 2, part=0.56, lines=2) for _, rows in lists]
    sheet = Sheet(
        shown,
        title=f"Screening of product lines{words.from_to(frame)}: ranks and their stability",
        notes=_notes(frame),
        panels=[f"{name}: rank of {_ranked(frame, name)}" for name, _ in lists],
        width=width,
        height=[row_height(labels) * len(labels) + 6 for labels in names],
    )
    for axes, (_, rows), labels in zip(sheet.axes, lists, names, strict=True):
        _ranks(axes, rows, labels, sheet.panel_width * 0.5)
    if shown["example"].ne("").any():
        looks = [marks.line_handle(_NAMED, joined=False), marks.line_handle(_PLAIN, joined=False)]
        sheet.page_legend(looks, ["parent of an example that the paper names", "other lines"])
    told = [
        f"{name}: {words.short(r.product_label)} rank {r.rank:.0f} ({r.rank_low:.0f} to {r.rank_high:.0f}), "
        f"among the first 6 in {percent(r.top_6)}."
        for name, rows in lists
        for r in words.each(rows)
    ]
    sheet.tell("Dot chart with intervals", told, most=40)
    return sheet


def _shown(part: pd.DataFrame) -> pd.DataFrame:
    """The first rows by rank, and the best line of each example that is not among them."""
    ranked = part[part["rank"].notna()].sort_values("rank")
    best = ranked[ranked["example"] != ""].drop_duplicates("example")
    return ranked[(ranked["rank"] <= _MOST) | ranked["product"].isin(best["product"])]


def _label(row: words.Row) -> str:
    """The line's name, its code before it; its rank is told by its place and by the axis."""
    label = words.short(words.plain(row.product_label))
    return f"{row.product} {label}" if row.nomenclature == "HS" else label


def _ranked(frame: pd.DataFrame, name: str) -> str:
    rows = frame[frame["list"] == name]
    years = f"{rows['first_year'].min():.0f}–{rows['last_year'].max():.0f}"
    return f"{rows['rank'].notna().sum()}, {years}"


def _notes(frame: pd.DataFrame) -> list[str]:
    without = frame[frame["lacks"] != ""]
    named = [f"{words.short(row.product_label)} ({row.lacks})" for row in words.each(without.head(_NAMED_MOST))]
    named += [f"{len(without) - _NAMED_MOST} more"] if len(without) > _NAMED_MOST else []
    first = frame.iloc[0]
    return [
        f"Dot: rank at equal weights of {_criteria(frame)}. Line: 5 to 95 percent of the ranks over "
        f"{first['draws']:,} draws of weights, each mix equally likely (seed {first['seed']}). At the right: percent "
        "of the draws in which a line is among the first six.",
        f"Not ranked, with what is not held: {listed(named)}." if named else "",
        _edition(frame),
    ]


def _edition(frame: pd.DataFrame) -> str:
    """Of which edition 6-digit products are, and which years are left out for it."""
    kind, left = frame.attrs.get("kind", ""), frame.attrs.get("left_out", "")
    return f"{kind}{f'; not compared: {left}' if left else ''}." if kind else ""


def _criteria(frame: pd.DataFrame) -> str:
    """What the lists are ranked by; the list is named where they differ."""
    if "criteria" not in frame:
        return "size, growth and share"
    by = frame.drop_duplicates("list").set_index("list")["criteria"].map(lambda text: listed(text.split(", ")))
    return listed([f"{said} ({name})" for name, said in by.items()]) if by.nunique() > 1 else str(by.iloc[0])


def _ranks(axes: Axes, rows: pd.DataFrame, labels: Sequence[str], points: float) -> None:
    """Rank and interval of each line, and in a column at the right how often it is among the first."""
    ends = [percent(value) for value in rows["top_6"]]
    for y, (row, end) in enumerate(zip(words.each(rows), ends, strict=True)):
        look = _NAMED if row.example else _PLAIN
        marks.interval(axes, y, row.rank_low, row.rank_high, look.colour)
        marks.point(axes, row.rank, y, look)
        axes.text(1, y, end, transform=axes.get_yaxis_transform(), ha="right", va="center", fontsize=TEXT_SIZE)
    marks.row_labels(axes, labels)
    scales.value_axis(axes.xaxis, rows["rank_high"], longer=scales.room_for(ends, points), most=5)
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= 1.15 * rows["rank_high"].max()])
    axes.set_xlabel("Rank (1 is first)")
