"""House style: colours, markers, sizes, and the one context in which figures are made and saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib.style
from matplotlib import rc_params_from_file
from matplotlib.colors import to_hex, to_rgb

_SHEET = Path(__file__).parents[1] / "house.mplstyle"
_HOUSE: dict[str, Any] = dict(rc_params_from_file(_SHEET, use_default_template=False).items())
"""The style sheet's settings."""

COLOURS = tuple(to_hex(colour).upper() for colour in _HOUSE["axes.prop_cycle"].by_key()["color"])
BLUE, VERMILLION, GREEN, PURPLE, ORANGE, BLACK, SKY = COLOURS
YELLOW, WHITE = "#F0E442", "#FFFFFF"
INK, MUTED, PALE = (to_hex(_HOUSE[key]).upper() for key in ("text.color", "axes.edgecolor", "grid.color"))
CONTEXT = "#8C8C8C"

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p")
LINES = ("-", "--", "-.", ":")
HATCHES = ("", "////", "..", "xxxx", "\\\\\\\\", "++++", "oo")

WIDTH = 170.0
"""Width of a figure in millimetres: a page of text. 90 is one column of two."""

POINTS_PER_MM = 72 / 25.4
PANEL_SIZE, TEXT_SIZE = float(_HOUSE["axes.titlesize"]), float(_HOUSE["font.size"])
TITLE_SIZE, SMALL_SIZE = 9.5, 7.0


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


@lru_cache
def ink(colour: str) -> str:
    """The colour for text on white: itself, or as much darker as a contrast of 4.5 to 1 asks for (WCAG 2, AA)."""
    parts = to_rgb(colour)
    while 1.05 / (_luminance(parts) + 0.05) < 4.5:
        parts = (parts[0] * 0.97, parts[1] * 0.97, parts[2] * 0.97)
    return to_hex(parts)


def _luminance(parts: tuple[float, float, float]) -> float:
    """Relative luminance of a colour of sRGB."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@contextmanager
def style(salt: str = "pkjp") -> Iterator[None]:
    """House settings, whatever the session's own are; `salt` makes the ids inside an SVG repeatable."""
    with matplotlib.style.context({**_HOUSE, "svg.hashsalt": salt}, after_reset=True):
        yield
