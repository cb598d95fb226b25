"""A figure on disk: SVG, PNG, PDF, the CSV that it plots, and what it rests on; the same figure, the same bytes."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes

from pkjp_analysis.display import write_whole
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.figures.fingerprint import figure_of, fingerprint
from pkjp_analysis.figures.fonts import small_fonts
from pkjp_analysis.figures.record import Record, record_of
from pkjp_analysis.figures.style import style

PNG_DPI = 200
_FONTS = "'DejaVu Sans', Verdana, sans-serif"
# What matplotlib writes with more digits, and more often, than anyone can see.
_PLACES = re.compile(r' (?:d|x|y|points|transform|width|height)="[^"]*"')
_INDENT = re.compile(r"\n +")
_LONG = re.compile(r"-?\d+\.\d{3,}")
_PATH = re.compile(r'\bd="([^"]*)"')
_FONT = re.compile(r"(?<=[\"; ])font-family: 'DejaVu Sans'; ?")
_NO_TURN = re.compile(r' transform="rotate\(-?0 [^"]*\)"')


def save(axes: Axes, folder: str | os.PathLike[str], stem: str) -> list[Path]:
    """Write `stem`.svg, .png, .pdf, .csv and .json into the folder (made if needed), each whole or not at all.

    The JSON has figure (id), title, alt, fingerprint, and rows: the rows of data/raw that the figure rests on, as
    ranges by file (`pkjp_analysis.lineage`).

    Raises
    ------
    PkjpError
        The Axes are not from a figure function, or the folder cannot be written.
    """
    record = record_of(axes)
    if record is None:
        raise PkjpError("these Axes carry no record; save what a function of pkjp_analysis.figures returned")
    made = {
        "svg": svg(axes, record),
        "png": png(axes, record),
        "pdf": _render(axes, record, "pdf", _pdf_metadata(record)),
        "csv": record.rows.to_csv(index=False, lineterminator="\n").encode(),
        "json": _told(axes, record),
    }
    return [write_whole(Path(folder, f"{stem}.{ending}"), data) for ending, data in made.items()]


def _told(axes: Axes, record: Record) -> bytes:
    said = {"figure": record.figure, "title": record.title, "alt": record.alt, "fingerprint": fingerprint(axes)}
    return (json.dumps({**said, "rows": record.lineage}, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def svg(axes: Axes, record: Record) -> bytes:
    """The picture as SVG with real text; other sans-serif fonts stand in where DejaVu Sans is missing."""
    plain = _render(
        axes, record, "svg", {"Date": None, "Creator": None, "Title": record.title, "Description": record.alt}
    )
    return _compact(plain.decode("utf-8")).encode("utf-8")


def _compact(text: str) -> str:
    """The same picture in a quarter fewer bytes: hundredths of a point, the font named once, no turns by nothing."""
    text = _PLACES.sub(lambda found: _LONG.sub(lambda number: _short(float(number[0])), found[0]), text)
    text = _PATH.sub(lambda found: f'd="{" ".join(found[1].split())}"', text)
    text = _INDENT.sub("\n", _NO_TURN.sub("", _FONT.sub("", text)))
    return text.replace("<svg ", f'<svg font-family="{_FONTS}" ', 1)


def _short(number: float) -> str:
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def png(axes: Axes, record: Record) -> bytes:
    """The picture as PNG with its alt text inside."""
    return _render(axes, record, "png", {"Software": None, "Title": record.title, "Description": record.alt})


def small_png(axes: Axes, record: Record, dpi: int) -> bytes:
    """A PNG of at most 128 colours, a third of the size: what a notebook carries."""
    from PIL import Image

    held = io.BytesIO()
    # Read again at once: not worth compressing.
    whole = _render(axes, record, "png", {}, dpi=dpi, pil_kwargs={"compress_level": 0})
    with Image.open(io.BytesIO(whole)) as picture:
        picture.convert("RGB").quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            held, format="png"
        )
    return held.getvalue()


def _pdf_metadata(record: Record) -> dict[str, str | None]:
    nothing = {"CreationDate": None, "Producer": None, "Creator": None}
    return {**nothing, "Title": record.title, "Subject": record.alt}


def _render(axes: Axes, record: Record, kind: str, metadata: dict[str, str | None], **options: Any) -> bytes:
    figure, held = figure_of(axes), io.BytesIO()
    frozen = figure.get_layout_engine()
    with style(record.figure), small_fonts():
        # The places are fixed already; with an engine, even one that does nothing, matplotlib would draw all twice.
        figure.set_layout_engine(None)
        try:
            figure.savefig(held, format=kind, metadata=metadata, **{"dpi": PNG_DPI, **options})
        finally:
            figure.set_layout_engine(frozen)
    return held.getvalue()
