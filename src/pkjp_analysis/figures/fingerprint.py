"""What a figure draws, as 16 hexadecimal digits: equal over matplotlib versions, fonts and resolutions."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text


def figure_of(axes: Axes) -> Figure:
    """The whole figure to which the Axes belong."""
    found = axes.figure
    assert found is not None
    return found if isinstance(found, Figure) else found.figure


def fingerprint(axes: Axes) -> str:
    """The fingerprint of the whole figure to which the Axes belong.

    It covers, for every Axes in order: lines, bars and other patches, scatter points and filled areas
    (their data, colours, markers, line styles and hatches), texts, title, axis labels, tick places and
    labels, scales, limits and legend; then the legends and texts of the figure. Numbers count to six
    significant digits; where things lie on the page, fonts and sizes do not.
    """
    figure = figure_of(axes)
    drawn = [_axes(one) for one in figure.axes if one.get_visible()]
    words = [_legend(legend) for legend in figure.legends], [text.get_text() for text in figure.texts]
    text = json.dumps([drawn, words], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _axes(axes: Axes) -> list[Any]:
    legend = axes.get_legend()
    return [
        [axes.get_title(loc=side) for side in ("left", "center", "right")],
        [_axis(axes.xaxis), _axis(axes.yaxis)],
        [_line(line) for line in axes.lines if line.get_visible()],
        [_patch(patch) for patch in axes.patches if patch.get_visible()],
        [_collection(collection) for collection in axes.collections if collection.get_visible()],
        [_text(text) for text in axes.texts if text.get_visible()],
        _legend(legend) if legend is not None else None,
    ]


def _axis(axis: Any) -> list[Any]:
    places = axis.get_majorticklocs()
    labels = axis.get_major_formatter().format_ticks(places)
    return [
        axis.get_label_text(),
        axis.get_scale(),
        _numbers(axis.get_view_interval()),
        _numbers(places),
        labels,
    ]


def _line(line: Line2D) -> list[Any]:
    faces = [_colour(line.get_color()), _colour(line.get_markerfacecolor())]
    look = [line.get_linestyle(), str(line.get_marker()), _number(line.get_linewidth())]
    return [_numbers(line.get_xdata(orig=False)), _numbers(line.get_ydata(orig=False)), faces, look]


def _patch(patch: Patch) -> list[Any]:
    corners = patch.get_patch_transform().transform(patch.get_path().vertices)
    return [_numbers(corners), _patch_look(patch)]


def _patch_look(patch: Patch) -> list[Any]:
    return [_colour(patch.get_facecolor()), _colour(patch.get_edgecolor()), patch.get_hatch()]


def _collection(collection: Collection) -> list[Any]:
    shapes = [_numbers(path.vertices) for path in collection.get_paths()]
    faces = [_colour(c) for c in collection.get_facecolor()]
    edges = [_colour(c) for c in collection.get_edgecolor()]
    return [_numbers(collection.get_offsets()), shapes, faces, edges, collection.get_hatch()]


def _text(text: Text) -> list[Any]:
    place = text.xy if isinstance(text, Annotation) else text.get_position()
    return [text.get_text(), _numbers(place), _colour(text.get_color())]


def _legend(legend: Legend) -> list[Any]:
    entries = [text.get_text() for text in legend.get_texts()]
    return [legend.get_title().get_text(), entries, [_handle(handle) for handle in legend.legend_handles]]


def _handle(handle: Artist | None) -> list[Any]:
    if isinstance(handle, Line2D):
        return _line(handle)[2:]
    return _patch_look(handle) if isinstance(handle, Patch) else [type(handle).__name__]


def _colour(colour: Any) -> str:
    return to_hex(colour, keep_alpha=True) if not isinstance(colour, str) or colour != "none" else "none"


def _numbers(values: Any) -> list[str]:
    flat: Any = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan).ravel()
    return [_number(value) for value in flat]


def _number(value: float) -> str:
    """Six significant digits; a negative zero is a zero."""
    return f"{float(value) + 0.0:.6g}"
