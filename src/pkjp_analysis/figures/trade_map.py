"""A map of the goods trade of one country and its peers with another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch

from pkjp_analysis.figures import words
from pkjp_analysis.figures.direct import Box
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, columns
from pkjp_analysis.figures.style import INK, MUTED, PALE, SKY, TEXT_SIZE, VERMILLION, WHITE, Mark
from pkjp_analysis.figures.text import HINTED, legible, listed, measure

_LAND, _NAMED, _HUB = Mark(PALE), Mark("#BDBDBD"), Mark(MUTED)
_MISSING = Mark(WHITE, hatch="////")
_OWN, _PEER = Mark(VERMILLION), Mark(SKY)
_SUMS = {"TOTAL": "totals", "HS": "sums of HS chapters", "WTO-MTN": "sums of WTO groups"}
# Points: the largest circle's radius, and how far from its circle a name may stand.
_LARGEST = 13.0
_AWAY = (3.0, 9.0, 16.0, 24.0, 33.0, 43.0, 54.0, 66.0, 80.0)
_TURNS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
# Degrees around the countries shown.
_MARGIN = 9.0
# Text is read on land, borders and hatches.
_BEHIND = {"facecolor": WHITE, "edgecolor": "none", "alpha": 0.75, "pad": 0.4}
# Height of the map for a width of 1, at least.
_FLATTEST = 0.52
_COUNTED = {"import": "Goods to {}, {}", "export": "Goods from {}, {}"}


@figure(
    "Map of goods trade with one partner",
    needs=("reporter", "reporter_name", "flow", "partner", "partner_name", "highlighted", "year", "value"),
    by=("flow",),
)
def trade_map(frame: pd.DataFrame, *, outlines: pd.DataFrame, width: float) -> Sheet:
    """Goods trade of a country and its peers with one partner: circles on a map, a panel per way of the goods.

    Parameters
    ----------
    frame
        `Study.peer_trade`: `reporter` and `reporter_name` (the partner, who counts), `flow` (its imports or exports),
        `partner` and `partner_name` (code and name of each country), `highlighted` (bool), `year` and `value` (USD;
        missing where the count has none), `nomenclature` (totals, or what is summed).
    outlines
        `Study.outlines`: `country` (code), `ring`, `longitude`, `latitude` (degrees), `publisher`. A country without
        an outline is told in the note.

    Notes
    -----
    Lambert's cylindrical equal-area projection, its standard parallel in the middle of the map.
    """
    words.one_row_each(frame, ["flow", "partner"], "trade_map")
    flows = words.grouped(frame, ["flow"])
    hub = str(frame["reporter"].iloc[0])
    atlas = _atlas(outlines, [hub, *words.distinct(frame, "partner")])
    across = len(flows) if columns(width, len(flows)) > 1 else 1
    sheet = Sheet(
        frame,
        title=words.dated(_topic(frame), frame, frame),
        notes=[
            _basis(frame, flows),
            _told_apart(frame, atlas),
            f"Borders are as {_drawn_by(outlines)} draws them and are no statement on any border.",
        ],
        panels=[_heading(part) for _, part in flows],
        width=width,
        height=_height(width, across, atlas),
        source=f"{words.source_line(frame)}; outlines: {_drawn_by(outlines)}",
    )
    largest = float(frame["value"].max())
    for axes, (_, part) in zip(sheet.axes, flows, strict=True):
        _land(axes, part, atlas, hub)
        _circles(axes, part, atlas, largest, sheet.panel_width + 36)
    sheet.page_legend(*_legend(frame, atlas))
    sheet.tell("Map with circles", [_told(row) for row in words.each(frame)], most=24)
    return sheet


@dataclass(frozen=True)
class _Atlas:
    """The outlines on the plane: rings and middle of each country, and the window that is shown."""

    rings: dict[str, list[np.ndarray]]
    middles: dict[str, tuple[float, float]]
    window: tuple[float, float, float, float]

    @property
    def ratio(self) -> float:
        """Height of the window for a width of 1."""
        left, low, right, high = self.window
        return (high - low) / (right - left)


def _atlas(outlines: pd.DataFrame, shown: Sequence[str]) -> _Atlas:
    held = outlines[outlines["country"].isin(shown)]
    seen = held if len(held) else outlines
    # The largest ring of a country says where it lies; its islands and far parts do not widen the map.
    middles = {str(code): _middle(_largest(part)) for code, part in held.groupby("country")}
    places = np.array([*middles.values()]) if middles else seen[["longitude", "latitude"]].to_numpy()
    (west, south), (east, north) = places.min(axis=0) - _MARGIN, places.max(axis=0) + _MARGIN
    standard = math.radians((south + north) / 2)
    rings: dict[str, list[np.ndarray]] = {}
    for (code, _, _), part in outlines.groupby(["country", "name", "ring"], sort=True):
        rings.setdefault(str(code), []).append(_project(part[["longitude", "latitude"]].to_numpy(), standard))
    plane = dict(zip(middles, map(_pair, _project(places, standard)), strict=True)) if middles else {}
    (left, low), (right, high) = _project(np.array([(west, south), (east, north)]), standard)
    more = max(0.0, _FLATTEST * (right - left) - (high - low)) / 2
    return _Atlas(rings, plane, (float(left), float(low - more), float(right), float(high + more)))


def _pair(place: np.ndarray) -> tuple[float, float]:
    return float(place[0]), float(place[1])


def _project(degrees: np.ndarray, standard: float) -> np.ndarray:
    """Longitudes and latitudes on Lambert's equal-area cylinder, in degrees at the standard parallel."""
    east, north = degrees.T
    level = np.degrees(np.sin(np.radians(north))) / math.cos(standard)
    return np.column_stack([east * math.cos(standard), level])


def _largest(rows: pd.DataFrame) -> np.ndarray:
    rings = [part[["longitude", "latitude"]].to_numpy() for _, part in rows.groupby("ring", sort=True)]
    return max(rings, key=lambda ring: abs(_area(ring)))


def _crosses(ring: np.ndarray) -> np.ndarray:
    (x, y), (a, b) = ring[:-1].T, ring[1:].T
    return np.asarray(x * b - a * y)


def _area(ring: np.ndarray) -> float:
    return float(_crosses(ring).sum() / 2)


def _middle(ring: np.ndarray) -> tuple[float, float]:
    """The centre of gravity of a ring."""
    weights = _crosses(ring)
    x, y = ((ring[:-1] + ring[1:]) * weights[:, None]).sum(axis=0) / (6 * _area(ring))
    return float(x), float(y)


def _height(width: float, across: int, atlas: _Atlas) -> float:
    room = width * 72 / 25.4 - 12
    # No ticks stand under a map.
    return (room / across - 8) * atlas.ratio - 12


def _heading(part: pd.DataFrame) -> str:
    return _COUNTED[part["flow"].iloc[0]].format(legible(part["reporter_name"].iloc[0]), words.span(part))


def _topic(frame: pd.DataFrame) -> str:
    own = listed(words.distinct(frame[frame["highlighted"].astype(bool)], "partner_name"))
    return f"Goods trade of {own} and its peers with {frame['reporter_name'].iloc[0]}"


def _basis(frame: pd.DataFrame, flows: Sequence[tuple[tuple[object, ...], pd.DataFrame]]) -> str:
    """What each panel's figures rest on, as the partner counts them."""
    told = []
    for (flow,), part in flows:
        sums = [_SUMS.get(kind, str(kind)) for kind in words.distinct(part, "nomenclature")]
        told.append(" ".join([f"{flow}s", ", ".join([*words.distinct(part, "valuation"), *sums])]).strip())
    common = words.basis(frame.drop(columns="valuation", errors="ignore"))
    counts = f"As {frame['reporter_name'].iloc[0]} counts: {'; '.join(told)}."
    return f"{counts} {common} The areas of all circles are on one scale."


def _told_apart(frame: pd.DataFrame, atlas: _Atlas) -> str:
    """Countries that the map lacks, and values that the count lacks."""
    off = frame[~frame["partner"].isin(atlas.middles)]
    named = [f"{legible(r.partner_name)} ({r.flow}s {_amount(r)})" for r in words.each(off)]
    none = (
        "" if frame["reporter"].iloc[0] in atlas.middles else f" {frame['reporter_name'].iloc[0]} has no outline here."
    )
    return (f"Without an outline here: {listed(named)}." if named else "") + none


def _drawn_by(outlines: pd.DataFrame) -> str:
    return listed([str(name) for name in words.distinct(outlines, "publisher")]) or "their source"


def _land(axes: Axes, part: pd.DataFrame, atlas: _Atlas, hub: str) -> None:
    """The countries: those of the figure darker, without a value hatched, the partner dark."""
    missing = set(part["partner"][part["value"].isna()])
    looks = {hub: _HUB, **{code: _MISSING if code in missing else _NAMED for code in part["partner"]}}
    for look in (_LAND, _NAMED, _MISSING, _HUB):
        rings = [ring for code, held in atlas.rings.items() for ring in held if looks.get(code, _LAND) == look]
        edge = MUTED if look.hatch else WHITE
        axes.add_collection(
            PolyCollection(rings, facecolor=look.colour, edgecolor=edge, linewidth=0.4, hatch=look.hatch or None),
            autolim=False,
        )
    left, low, right, high = atlas.window
    axes.set(xlim=(left, right), ylim=(low, high), xticks=[], yticks=[])
    axes.set_aspect("equal", adjustable="box", anchor="NW")
    for spine in axes.spines.values():
        spine.set(visible=True, color=PALE)


@dataclass(frozen=True)
class _Place:
    """A country on a panel, in points from its lower left corner."""

    x: float
    y: float
    radius: float


def _circles(axes: Axes, part: pd.DataFrame, atlas: _Atlas, largest: float, points: float) -> None:
    """A circle per value, the largest at the back, and a name with the value beside each."""
    left, low, right, _ = atlas.window
    unit = (right - left) / points
    size = (points, points * atlas.ratio)
    drawn = part[part["partner"].isin(atlas.middles)].sort_values("value", ascending=False, kind="stable")
    names, places = [], []
    for row in words.each(drawn):
        x, y = atlas.middles[row.partner]
        radius = _LARGEST * math.sqrt(row.value / largest) if row.value > 0 else 0.0
        look = _OWN if row.highlighted else _PEER
        if radius:
            axes.add_patch(Circle((x, y), radius * unit, facecolor=look.colour, edgecolor=INK, linewidth=0.6, zorder=2))
        names.append((f"{legible(row.partner_name)}\n{_amount(row)}", bool(row.highlighted)))
        places.append(_Place((x - left) / unit, (y - low) / unit, max(radius, 1.0)))
    hub = part["reporter"].iloc[0]
    if hub in atlas.middles:
        x, y = atlas.middles[hub]
        names.append((legible(part["reporter_name"].iloc[0]), True))
        places.append(_Place((x - left) / unit, (y - low) / unit, 6.0))
    for (text, bold), place, (box, away) in zip(names, places, _beside(names, places, size), strict=True):
        _name(axes, text, bold, place, box, away, (left, low, unit))


def _beside(
    names: Sequence[tuple[str, bool]], places: Sequence[_Place], size: tuple[float, float]
) -> list[tuple[Box, float]]:
    """A box for each name as near to its place as is free of other names and of circles, and how far it stands off."""
    rings = [Box(p.x - p.radius, p.y - p.radius, p.x + p.radius, p.y + p.radius) for p in places]
    taken: list[Box] = []
    found = []
    for (text, bold), place in zip(names, places, strict=True):
        options = [(box, away) for box, away in _around(place, *_size(text, bold)) if box.within(size)]
        free = (one for one in options if not any(one[0].covers(other) for other in (*taken, *rings)))
        best = next(free, options[0])
        taken.append(best[0])
        found.append(best)
    return found


def _size(text: str, bold: bool) -> tuple[float, float]:
    lines = text.split("\n")
    return max(measure(line, bold=bold) for line in lines) * HINTED, len(lines) * TEXT_SIZE * 1.2


def _around(place: _Place, wide: float, tall: float) -> Iterator[tuple[Box, float]]:
    """Boxes around a place, from near to far, and how far each stands off."""
    for away in _AWAY:
        for right, up in _TURNS:
            reach = (place.radius + away) * (1.0 if right == 0 or up == 0 else 0.75)
            left = place.x + right * reach - wide * (1 - right) / 2
            low = place.y + up * reach - tall * (1 - up) / 2
            yield Box(left, low, left + wide, low + tall), away


def _name(
    axes: Axes, text: str, bold: bool, place: _Place, box: Box, away: float, plane: tuple[float, float, float]
) -> None:
    """The text in its box, tied to its place where it stands off."""
    left, low, unit = plane
    at = (left + (box.left + box.right) / 2 * unit, low + (box.low + box.high) / 2 * unit)
    if away > _AWAY[0]:
        end = (min(max(place.x, box.left), box.right), min(max(place.y, box.low), box.high))
        ends = [(left + x * unit, low + y * unit) for x, y in ((place.x, place.y), end)]
        axes.plot(*zip(*ends, strict=True), color=INK, linewidth=0.5, zorder=1.5)
    axes.text(
        *at, text, ha="center", va="center", fontweight="bold" if bold else "normal", linespacing=1.1, bbox=_BEHIND
    )


def _amount(row: words.Row) -> str:
    return "not held" if pd.isna(row.value) else words.amount(row.value, getattr(row, "unit", "USD"))


def _legend(frame: pd.DataFrame, atlas: _Atlas) -> tuple[list[Artist], list[str]]:
    own = listed([legible(name) for name in words.distinct(frame[frame["highlighted"].astype(bool)], "partner_name")])
    entries: list[tuple[Artist, str]] = [(_circle(_OWN), own), (_circle(_PEER), "peers")]
    if frame["reporter"].iloc[0] in atlas.middles:
        entries.append((_area_of(_HUB), legible(frame["reporter_name"].iloc[0])))
    if frame["value"].isna().any():
        entries.append((_area_of(_MISSING), "not held"))
    return [handle for handle, _ in entries], [text for _, text in entries]


def _circle(look: Mark) -> Artist:
    return Line2D(
        [], [], linestyle="none", marker="o", markersize=8, color=look.colour, markeredgecolor=INK, markeredgewidth=0.6
    )


def _area_of(look: Mark) -> Artist:
    return Patch(facecolor=look.colour, hatch=look.hatch, edgecolor=MUTED, linewidth=0.4)


def _told(row: words.Row) -> str:
    ends = (row.partner_name, row.reporter_name)
    one, other = ends if row.flow == "import" else ends[::-1]
    return f"{legible(one)} to {legible(other)} in {row.year}: {_amount(row)}."
