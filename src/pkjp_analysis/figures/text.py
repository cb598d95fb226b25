"""Text that fits: widths without a font engine, wrapping, numbers for reading."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib

from pkjp_analysis.figures.style import TEXT_SIZE

MISSING = "–"
TIED = "\N{NO-BREAK SPACE}"
"""Between two words that stay on one line."""
HINTED = 1.04
"""How much wider a line gets where a caller saves a figure with hinted letters, at a screen's resolution."""


def measure(text: str, size: float = TEXT_SIZE, *, bold: bool = False) -> float:
    """Width of a line in points, from the letters' own widths in the DejaVu Sans that matplotlib carries.

    Unhinted widths, without the font engine's rounding: the same text breaks at the same place everywhere.
    """
    return sum(_em(letter, bold) for letter in text) * size


@cache
def _em(letter: str, bold: bool) -> float:
    """Width of a letter in ems, to a thousandth."""
    font = _font(bold)
    return round(float(font.load_char(ord(letter)).linearHoriAdvance) / 65536 / 100, 3)


@cache
def _font(bold: bool) -> Any:
    from matplotlib.ft2font import FT2Font

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    font = FT2Font(str(Path(matplotlib.get_data_path(), "fonts", "ttf", name)))
    font.set_size(100, 72)
    return font


if hasattr(os, "register_at_fork"):
    # A font reads its file as it needs letters; a kernel that is forked would share the place in it with others.
    os.register_at_fork(after_in_child=_font.cache_clear)


def legible(text: object) -> str:
    """The text with every run of letters that DejaVu Sans lacks as an ellipsis, and no line breaks."""
    plain = re.sub(r"[ \t\r\n]+", " ", str(text)).strip()
    return re.sub("\0+", "…", "".join(c if ord(c) in _glyphs() else "\0" for c in plain))


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(_font(bold=False).get_charmap())


def wrap(text: object, points: float, size: float = TEXT_SIZE, *, lines: int = 99, bold: bool = False) -> str:
    """The text in lines of at most `points`, tied words together; cut with an ellipsis after `lines`."""

    def fits(line: str) -> bool:
        return measure(line, size, bold=bold) * HINTED <= points

    made: list[str] = []
    for word in legible(text).split(" "):
        if made and fits(f"{made[-1]} {word}"):
            made[-1] = f"{made[-1]} {word}"
        else:
            made.append(word if fits(word) else _cut(word, fits))
    if len(made) > lines:
        made = [*made[: lines - 1], _cut(" ".join(made[lines - 1 :]), fits)]
    return "\n".join(made).replace(TIED, " ")


def _cut(line: str, fits: Callable[[str], bool]) -> str:
    """As much of the line as fits before an ellipsis: whole words, or letters of a single word."""
    words = line.split(" ")
    while len(words) > 1 and not fits(f"{_ended(' '.join(words))} …"):
        words.pop()
    whole = _ended(" ".join(words))
    if fits(f"{whole} …"):
        return f"{whole} …"
    letters = words[0]
    while len(letters) > 1 and not fits(f"{letters}…"):
        letters = letters[:-1]
    return f"{letters}…"


def _ended(text: str) -> str:
    """The text without a sign that asks for more."""
    return text.rstrip(" ,;:-–(")


def number(value: float) -> str:
    """A number for reading: four significant digits from 100, three below, thousands apart."""
    if value is None or not math.isfinite(value):
        return MISSING
    if value == 0:
        return "0"
    digits = 4 if abs(value) >= 100 else 3
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    printed = f"{value:,.{decimals}f}"
    if decimals:
        printed = printed.rstrip("0").rstrip(".")
    return printed.replace("-", "−")


def percent(value: float) -> str:
    """A share for reading: one decimal, two below 1."""
    if value is None or not math.isfinite(value):
        return MISSING
    return f"{value:.{2 if 0 < abs(value) < 1 else 1}f} %".replace("-", "−")


def listed(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
