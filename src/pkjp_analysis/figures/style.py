"""House style: colours, markers, sizes, and the one context in which figures are made and saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib.style

# Okabe and Ito's colours, told apart with any colour vision; their yellow is too pale for a line.
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, YELLOW, BLACK = "#E69F00", "#56B4E9", "#F0E442", "#000000"
INK, MUTED, PALE, WHITE = "#1A1A1A", "#595959", "#D9D9D9", "#FFFFFF"
CONTEXT = "#8C8C8C"

COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, BLACK, SKY)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p")
LINES = ("-", "--", "-.", ":")
HATCHES = ("", "////", "....", "xxxx", "\\\\\\\\", "++++", "oo")

WIDTH = 170.0
"""Width of a figure in millimetres: a page of text. 90 is one column of two."""

POINTS_PER_MM = 72 / 25.4
TITLE_SIZE, PANEL_SIZE, TEXT_SIZE, SMALL_SIZE = 9.5, 8.5, 7.5, 7.0

_HOUSE = {
    "font.family": ["DejaVu Sans"],
    "font.size": TEXT_SIZE,
    "text.color": INK,
    # A dollar sign is a dollar sign.
    "text.parse_math": False,
    # Letters as wide as the font says at every resolution: a layout made once fits all formats.
    "text.hinting": "none",
    "axes.labelsize": TEXT_SIZE,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.titlesize": PANEL_SIZE,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "grid.color": PALE,
    "grid.linewidth": 0.5,
    "xtick.labelsize": TEXT_SIZE,
    "ytick.labelsize": TEXT_SIZE,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.fontsize": TEXT_SIZE,
    "legend.frameon": False,
    "hatch.linewidth": 0.5,
    "figure.facecolor": WHITE,
    "savefig.facecolor": WHITE,
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
}


@dataclass(frozen=True)
class Mark:
    """How one series looks: told apart by marker and line or hatch as well as by colour."""

    colour: str
    marker: str = "o"
    line: str = "-"
    hatch: str = ""


def mark(index: int) -> Mark:
    """The look of the series number `index` (from 0): no two of the first 140 are alike."""
    return Mark(
        COLOURS[index % len(COLOURS)],
        MARKERS[index % len(MARKERS)],
        LINES[index % len(LINES)],
        HATCHES[index % len(HATCHES)],
    )


@contextmanager
def style(salt: str = "pkjp") -> Iterator[None]:
    """House settings, whatever the session's own are; `salt` makes the ids inside an SVG repeatable."""
    with matplotlib.style.context({**_HOUSE, "svg.hashsalt": salt}, after_reset=True):
        yield
