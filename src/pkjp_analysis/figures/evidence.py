"""The figure of evidence beside what is asserted."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.stacks import source
from pkjp_analysis.figures.style import BLUE, CONTEXT, GREEN, INK, PALE, VERMILLION, Mark
from pkjp_analysis.figures.text import legible, number
from pkjp_analysis.indicators.basis import BASIS

_VOTES = {
    "precise": Mark(BLUE, "o"),
    "near": Mark(GREEN, "^"),
    "no": Mark(VERMILLION, "X"),
    "none": Mark(CONTEXT, "D"),
}
_RATIOS = ("ratio_low", "ratio_high", "asserted_ratio_low", "asserted_ratio_high")
_SLOT = 12.0
_LOGARITHMIC_FROM = 3


@figure(
    "Evidence beside what is asserted",
    needs=("claim_id", "label", "vote", "ratio_low", "ratio_high"),
    across=BASIS,
)
def asserted_and_found(frame: pd.DataFrame, *, width: float) -> Sheet:
    """Each piece of evidence as a multiple of the asserted value, beside the span that the statement allows.

    Parameters
    ----------
    frame
        `claim_id`, `label`, `ratio_low`, `ratio_high` (evidence divided by the middle of what is asserted),
        `asserted_ratio_low`, `asserted_ratio_high` (the assertion likewise; the grey bar), `vote` (precise,
        near, no, none). A logarithmic scale where the ratios span more than a factor of three.
    """
    rows = frame[frame["ratio_low"].notna() & frame["ratio_high"].notna()]
    claims = words.grouped(rows, ["claim_id"])
    labels = [f"{key[0]} {part['label'].iloc[0]}" for key, part in claims]
    names = row_labels(labels, width, part=0.5, lines=2)
    bands = _bands([len(part) for _, part in claims], row_height(names) / _SLOT)
    sheet = Sheet(
        rows,
        title=f"Evidence beside what is asserted: {len(claims)} statements, {len(rows)} pieces of evidence",
        notes=["Evidence / asserted value: 1 is agreement. Grey: what the statement's rounding or range allows."],
        width=width,
        height=_SLOT * bands[-1][1] + 6,
        source=source(rows),
    )
    axes = sheet.axes[0]
    for (_, part), band in zip(claims, bands, strict=True):
        _claim(axes, part, *band)
    _frame(axes, rows, names, bands)
    votes = [vote for vote in _VOTES if vote in set(rows["vote"])]
    dots = [marks.line_handle(_VOTES[vote], filled=vote != "none", joined=False) for vote in votes]
    sheet.page_legend([*dots, Patch(facecolor=PALE)], [*(f"vote: {vote}" for vote in votes), "asserted"])
    told = [_told(name, part) for name, (_, part) in zip(labels, claims, strict=True)]
    sheet.tell("Interval chart", told, most=len(told))
    return sheet


def _bands(counts: Sequence[int], least: float) -> list[tuple[float, float]]:
    """Where each statement's band begins and ends: a slot per piece of evidence, no less than its label."""
    bands, at = [], 0.0
    for count in counts:
        bands.append((at, at + max(float(count), least)))
        at = bands[-1][1]
    return bands


def _claim(axes: Axes, part: pd.DataFrame, first: float, last: float) -> None:
    low, high = (part.iloc[0].get(column) for column in ("asserted_ratio_low", "asserted_ratio_high"))
    if pd.notna(low) and pd.notna(high):
        edges = first + 0.12, last - 0.12
        axes.fill_between([low, high], *edges, facecolor=PALE, edgecolor=CONTEXT, linewidth=0.8)
    axes.axhline(last, color=PALE, linewidth=0.8)
    slot = (last - first) / len(part)
    for place, row in enumerate(words.each(part)):
        y, look = first + slot * (place + 0.5), _VOTES.get(row.vote, _VOTES["none"])
        if not math.isclose(row.ratio_low, row.ratio_high, rel_tol=1e-6):
            marks.interval(axes, y, row.ratio_low, row.ratio_high, look.colour)
        middle = (row.ratio_low + row.ratio_high) / 2
        marks.point(axes, middle, y, look, filled=row.vote != "none", size=4.6)


def _frame(axes: Axes, rows: pd.DataFrame, names: list[str], bands: list[tuple[float, float]]) -> None:
    """Axis of ratios, line at 1, a label for each band."""
    every = pd.concat([rows[column] for column in _RATIOS if column in rows]).dropna()
    if every.min() > 0 and every.max() / every.min() > _LOGARITHMIC_FROM:
        scales.log_axis(axes.xaxis, [*every, 1.0])
    else:
        scales.value_axis(axes.xaxis, [*every, 1.0], zero=False)
    axes.axvline(1, color=INK, linewidth=0.7, zorder=1)
    marks.row_labels(axes, names)
    axes.set_yticks([sum(band) / 2 for band in bands], labels=names)
    axes.set_ylim(bands[-1][1], 0)
    axes.set_xlabel("Evidence / asserted")


def _told(name: str, part: pd.DataFrame) -> str:
    return f"{legible(name)}: {', '.join(_ratio(row) for row in words.each(part))}."


def _ratio(row: words.Row) -> str:
    low, high = number(row.ratio_low), number(row.ratio_high)
    return f"{low if low == high else f'{low} to {high}'} times ({row.vote})"
