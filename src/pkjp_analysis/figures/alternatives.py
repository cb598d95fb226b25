"""The matrix of statements and alternatives: what comes of each verdict when it is judged again."""

from __future__ import annotations

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from pkjp_analysis.figures import marks, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, columns
from pkjp_analysis.figures.stacks import source
from pkjp_analysis.figures.style import BLACK, MUTED, PALE, SKY, TEXT_SIZE, VERMILLION, WHITE, YELLOW, Mark
from pkjp_analysis.figures.text import legible, listed, measure

OWN, IMPOSSIBLE = "own basis", "not possible"
# A sign in each cell as well as a colour: they are told apart in grey.
CELLS = {
    "holds": (Mark(SKY), "="),
    OWN: (Mark(PALE), "="),
    "weakens": (Mark(YELLOW), "\N{MINUS SIGN}"),
    "flips": (Mark(VERMILLION), "\N{MULTIPLICATION SIGN}"),
    IMPOSSIBLE: (Mark(WHITE), "\N{MIDDLE DOT}"),
}
SAID = {
    "holds": "= holds on other figures or at another threshold",
    OWN: "= (pale) holds on the figures that it rests on anyway",
    "weakens": "\N{MINUS SIGN} weakens",
    "flips": "\N{MULTIPLICATION SIGN} flips",
    IMPOSSIBLE: "\N{MIDDLE DOT} not possible",
}
_ROW = 10.0


@figure("Verdicts under alternatives", needs=("claim_id", "alternative", "own_basis", "result"))
def verdicts_under_alternatives(frame: pd.DataFrame, *, width: float) -> Sheet:
    """What comes of each verdict under each alternative: a cell for every statement and alternative.

    Parameters
    ----------
    frame
        `claim_id`, `alternative`, `result` (holds, weakens, flips, not possible), `own_basis` (whether the
        alternative leaves the figures as they are). Statements and alternatives stand in the frame's order; a
        statement for which no alternative is possible is named in the notes.
    """
    words.one_row_each(frame, ["claim_id", "alternative"], "of claim_id and alternative")
    every, names = words.distinct(frame, "claim_id"), words.distinct(frame, "alternative")
    judged = set(frame[frame["result"] != IMPOSSIBLE]["claim_id"])
    claims = [claim for claim in every if claim in judged] or every
    rest = [legible(claim) for claim in every if claim not in claims]
    kinds = frame["result"].mask(frame["own_basis"].astype(bool), OWN)
    cells = dict(zip(zip(frame["claim_id"], frame["alternative"], strict=True), kinds, strict=True))
    parts = _halves(claims) if columns(width, 2) == 2 and len(claims) > 1 else [claims]
    head = (max(measure(name) for name in names) + 6) / _ROW
    rows = max(len(part) for part in parts)
    sheet = Sheet(
        frame,
        title=f"{len(every)} verdicts under {len(names)} alternatives",
        notes=[
            "A row per statement, judged again on other figures or at other thresholds.",
            f"Without a row, since no alternative is possible: {listed(rest)}." if rest else "",
        ],
        panels=("",) * len(parts),
        width=width,
        height=(rows + head) * _ROW,
        source=source(frame),
    )
    for axes, part in zip(sheet.axes, parts, strict=True):
        _matrix(axes, part, names, cells, (rows, head))
    sheet.page_legend([_handle(CELLS[kind][0]) for kind in SAID], list(SAID.values()))
    sheet.tell("Matrix", [_told(claim, names, cells) for claim in claims], most=len(claims))
    return sheet


def _halves(claims: list[str]) -> list[list[str]]:
    middle = (len(claims) + 1) // 2
    return [claims[:middle], claims[middle:]]


def _matrix(
    axes: Axes, claims: list[str], names: list[str], cells: dict[tuple[str, str], str], size: tuple[int, float]
) -> None:
    """A panel of cells, with the names of the alternatives upright above them."""
    rows, head = size
    marks.row_labels(axes, [legible(claim) for claim in claims])
    axes.grid(visible=False)
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_ylim(rows - 0.5, -0.5 - head)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for x, name in enumerate(names):
        axes.text(x, -0.75, legible(name), rotation=90, ha="center", va="bottom")
        for y, claim in enumerate(claims):
            _cell(axes, x, y, cells.get((claim, name), IMPOSSIBLE))


def _cell(axes: Axes, x: int, y: int, kind: str) -> None:
    look, sign = CELLS[kind]
    if kind != IMPOSSIBLE:
        axes.bar(x, 0.88, width=0.92, bottom=y - 0.44, color=look.colour, edgecolor=WHITE, linewidth=0.4)
    colour = {IMPOSSIBLE: MUTED, "flips": WHITE}.get(kind, BLACK)
    axes.text(x, y, sign, ha="center", va="center_baseline", color=colour, fontsize=TEXT_SIZE, fontweight="bold")


def _handle(look: Mark) -> Artist:
    return Patch(facecolor=look.colour, edgecolor=MUTED, linewidth=0.4)


def _told(claim: str, names: list[str], cells: dict[tuple[str, str], str]) -> str:
    """What moves of one statement, and how many of the alternatives that are possible leave it."""
    kinds = {name: cells.get((claim, name), IMPOSSIBLE) for name in names}
    moved = [f"{kind} under {name}" for name, kind in kinds.items() if kind in ("weakens", "flips")]
    held = sum(kind in ("holds", OWN) for kind in kinds.values())
    possible = len(moved) + held
    return f"{legible(claim)}: {', '.join([*moved, f'holds under {held} of {possible} possible'])}."
