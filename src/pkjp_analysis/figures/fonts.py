"""The letters that a PDF carries, cut from a small font instead of the whole one: the same bytes, five times as fast.

For each font of each page matplotlib reads the tables of 6,000 glyphs of DejaVu Sans to keep some fifty. Here the
font is cut once, to the letters that pages of this process use, and each page's letters are cut from that: what is
dropped in between has no part in what is kept.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from matplotlib.backends import _backend_pdf_ps
from matplotlib.font_manager import get_font

_whole: Any = _backend_pdf_ps.get_glyphs_subset
# ASCII, the other signs of our texts, and the letters that the font joins.
_USUAL = [*range(0x20, 0x7F), *map(ord, "–−×“”…·→ﬀﬁﬂﬃﬄ")]


class _File(io.BytesIO):
    """A font in memory, in the place of a font's path."""

    face_index = 0


@dataclass(frozen=True)
class _Small:
    """A font cut to some glyphs, and the number in it of each, by its number in the whole font."""

    data: bytes
    numbers: dict[int, int]


_small: dict[Any, _Small] = {}


@contextmanager
def small_fonts() -> Iterator[None]:
    """Within it, matplotlib cuts a PDF's letters from small fonts; versions that cut by other rules do as ever."""
    if not hasattr(_backend_pdf_ps, "SubsetResults"):
        yield
        return
    before = _backend_pdf_ps.get_glyphs_subset
    _backend_pdf_ps.get_glyphs_subset = _cut
    try:
        yield
    finally:
        _backend_pdf_ps.get_glyphs_subset = before


@contextmanager
def _cut(fontfile: Any, glyphs: Iterable[int]) -> Iterator[Any]:
    """What matplotlib's own `get_glyphs_subset` gives."""
    asked = set(glyphs)
    small = _small.get(fontfile)
    if small is None or not asked <= small.numbers.keys():
        small = _small[fontfile] = _reduced(fontfile, asked | (small.numbers.keys() if small else _usual(fontfile)))
    with _whole(_File(small.data), {small.numbers[glyph] for glyph in asked}) as cut:
        places = cut.glyph_index_map
        yield cut._replace(glyph_index_map={glyph: places[small.numbers[glyph]] for glyph in asked})


def _reduced(fontfile: Any, glyphs: set[int]) -> _Small:
    """The font with these glyphs; those that come along unasked, as parts or joined letters, have lost their codes."""
    with _whole(fontfile, glyphs) as cut:
        numbers = {glyph: cut.glyph_index_map[glyph] for glyph in glyphs}
        return _Small(_backend_pdf_ps.font_as_file(cut.font).getvalue(), numbers)


def _usual(fontfile: Any) -> set[int]:
    """The glyphs of the usual signs.

    The font's last sign too, though no page has it: a font without signs beyond 16 bits loses the table that they
    need, which a cut from the whole font keeps where no glyph has a code.
    """
    font = get_font(fontfile)
    return {font.get_char_index(code) for code in (*_USUAL, max(font.get_charmap()))}
