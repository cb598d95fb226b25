"""Charts of series: small panels of lines by period, drawn from the figures as they are held.

A panel is one thing in one unit, as the goods from one country to another; a line in it is one body's count on one
basis. Nothing is converted, averaged or filled in: a line ends where the next period is not held.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from pkjp_analysis.indicators.grants import LEVELS
from pkjp_analysis.report.data_tables import grouped

Row = dict[str, Any]
MOST_PANELS, MOST_LINES = 6, 5
WIDTH, HEIGHT = 340, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 10, 24
_THING = ("about", "nomenclature", "product", "breakdown", "measure", "unit", "price_basis")
# What tells lines of a panel apart besides whose count it is.
_BASIS = ("reporter_name", "valuation", "recording", "regime", "calendar", "edition")
_CALENDARS = {
    **{"CY": "calendar years", "FY-JUL": "fiscal years from July", "FY-APR": "fiscal years from April"},
    **{"month": "months", "point": "at a day", "unknown": ""},
}
_COUNTED = (*_BASIS, "partner", "flow", "origin")
_ZERO = ("flow", "stock", "cumulative", "share")
_MAGNITUDES = ((1.0, ""), (1e3, "thousand"), (1e6, "million"), (1e9, "billion"), (1e12, "trillion"))
# Labels of ticks have room for numbers below this; on a scale of powers of ten for larger ones.
_ROOM, _ROOM_WIDE = 1e4, 1e6
# From this ratio of the highest to the lowest value on a scale of powers of ten.
_WIDE = 200
# A year and a little: further apart are no neighbours. Longer periods stand at their end.
_YEAR, _DAYS = 1.1, 370
_MOST_MARKED = 150
# From where a marker stands; a dot is a stroke of no length with round ends, a square one with square ends.
_RING = "m-2.6 0a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0"
_SHAPES = ("h0", "h0", "m0-3.2l3.2 5.6h-6.4z", "m0-3.6l3.6 3.6-3.6 3.6-3.6-3.6z", "m0 3.2l3.2-5.6h-6.4z")


@dataclass(frozen=True)
class Line:
    """A line of a panel: its name, the words for its figures, and what is drawn; rings are parts of years."""

    name: str
    words: str
    place: int
    path: str
    marks: str
    rings: str

    @property
    def shape(self) -> str:
        """Its marker in the legend: that of whole periods, or a ring where there is none."""
        return _SHAPES[self.place] if self.path else _RING


@dataclass(frozen=True)
class Panel:
    """A panel: heading, unit, the lines, and the ticks as place and label."""

    heading: str
    unit: str
    lines: list[Line]
    left_out: int
    across: list[tuple[float, str]]
    up: list[tuple[float, str]]
    is_logarithmic: bool

    @property
    def words(self) -> str:
        """What it shows, for those who do not see it."""
        scale = ", on a scale of powers of ten" if self.is_logarithmic else ""
        return f"Line chart of {self.heading}, in {self.unit}{scale}. " + " ".join(line.words for line in self.lines)


def panels(rows: Iterable[Row], pair: Sequence[str]) -> tuple[list[Panel], int]:
    """Panels of a series: those of the pair and of wholes first, then the most complete; and how many are left out.

    Parameters
    ----------
    rows
        Observations with `about`, `product_label` and names added; those without date or value are left out.
    pair
        The two countries of the run.
    """
    things: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        if row["value"] and row["period_start"]:
            things.setdefault(tuple(row[name] for name in _THING), []).append(row)
    ordered = sorted(things.values(), key=lambda ours: _rank(ours, pair))
    return [_panel(ours) for ours in ordered[:MOST_PANELS]], max(0, len(ordered) - MOST_PANELS)


def _rank(rows: list[Row], pair: Sequence[str]) -> tuple[Any, ...]:
    first = rows[0]
    ours = sum(first[name] in pair for name in ("reporter", "partner"))
    periods = len({row["period_end"] for row in rows})
    is_part = bool(first["breakdown"]) or first["nomenclature"] not in ("", "TOTAL")
    return periods == 1, -ours, is_part, -periods, [first[name] for name in _THING]


def _panel(rows: list[Row]) -> Panel:
    by_count: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        by_count.setdefault(tuple(row[name] for name in _COUNTED), []).append(row)
    chosen = sorted(by_count.values(), key=lambda ours: (-len({row["period_end"] for row in ours}), _named(ours[0])))
    drawn = chosen[:MOST_LINES]
    # The order of colours is by name, however complete a line is.
    drawn.sort(key=lambda ours: _named(ours[0]))
    shown = [row for ours in drawn for row in ours]
    values = [float(row["value"]) for row in shown]
    scale = _Scale.of(values, rows[0]["measure"])
    years = [_when(row) for row in shown]
    span = (math.floor(min(years)), max(math.ceil(max(years)), math.floor(min(years)) + 1))
    varying = [name for name in _BASIS if len({ours[0][name] for ours in drawn}) > 1]
    first = rows[0]
    thing = [first["about"], first["product_label"] or first["product"], first["breakdown"]]
    return Panel(
        heading=", ".join(filter(None, thing)),
        unit=_unit(first, scale),
        lines=[_line(place, ours, scale, span, varying) for place, ours in enumerate(drawn)],
        left_out=len(chosen) - len(drawn),
        across=_year_ticks(span),
        up=[(scale.place(value), _tick(value / scale.factor)) for value in scale.ticks],
        is_logarithmic=scale.is_logarithmic,
    )


def _named(row: Row) -> list[str]:
    return [row[name] for name in ("origin", *_COUNTED)]


def _unit(row: Row, scale: _Scale) -> str:
    words = [scale.word, row["unit"]]
    constant = f"at prices of {row['price_basis']}" if row["price_basis"] not in ("", "current") else ""
    return " ".join(filter(None, [*words, constant]))


def _when(row: Row) -> float:
    """Where a period stands on the axis of years: its middle; of one longer than a year, its end."""
    start, end = (date.fromisoformat(row[name]).toordinal() for name in ("period_start", "period_end"))
    day = date.fromordinal((start + end) // 2 if end - start <= _DAYS else end)
    first = date(day.year, 1, 1).toordinal()
    return day.year + (day.toordinal() - first) / 366


def _line(place: int, rows: list[Row], scale: _Scale, span: tuple[int, int], varying: list[str]) -> Line:
    bases = [_basis(rows[0], column) for column in varying]
    name = ", ".join(filter(None, [rows[0]["origin"], *bases]))
    # The best print of each period, in order; others of it are points beside the line.
    best: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=lambda row: (-LEVELS.index(row["evidence"]), row["vintage"])):
        best[row["period_start"], row["period_end"]] = row
    told = sorted(best.values(), key=_when)
    whole, parts = (
        [(_when(row), scale.place(float(row["value"]))) for row in found if (row["coverage"] == "partial") == is_part]
        for found, is_part in ((rows, False), (rows, True))
    )
    line = [(_when(row), scale.place(float(row["value"]))) for row in told if row["coverage"] != "partial"]
    return Line(
        name=name,
        words=_words(name, told),
        place=place,
        path=_path(line, span),
        marks=_marks(whole, span, _SHAPES[place]) if len(whole) <= _MOST_MARKED else "",
        rings=_marks(parts, span, _RING),
    )


def _marks(points: list[tuple[float, float]], span: tuple[int, int], shape: str) -> str:
    return "".join(f"M{_across(year, span):g} {y:g}{shape}" for year, y in dict.fromkeys(points))


def _basis(row: Row, column: str) -> str:
    if column == "calendar":
        return _CALENDARS[row[column]]
    if column == "reporter_name":
        return "" if row[column] in row["origin"] else f"reported by {row[column]}"
    return "" if row[column] == "unknown" else str(row[column])


def _words(name: str, line: list[Row]) -> str:
    """``Comtrade Pakistan: 3 periods, 2003 (12) to 2024 (200), lowest 12 in 2003, highest 250 in 2011``."""
    ends = [f"{row['period']} ({grouped(row['value'])})" for row in (line[0], line[-1])]
    if len(line) == 1:
        return f"{name}: {ends[0]}."
    low, high = (pick(line, key=lambda row: float(row["value"])) for pick in (min, max))
    extremes = (
        f"lowest {grouped(low['value'])} in {low['period']}, highest {grouped(high['value'])} in {high['period']}"
    )
    return f"{name}: {len(line)} periods, {ends[0]} to {ends[1]}, {extremes}."


def _path(line: list[tuple[float, float]], span: tuple[int, int]) -> str:
    """The line, broken where periods are missing."""
    years = [year for year, _ in line]
    steps = sorted(later - earlier for earlier, later in pairwise(years))
    most = min(_YEAR, 1.6 * steps[len(steps) // 2]) if steps else 0
    drawn, before = "", -math.inf
    for year, y in line:
        x = _across(year, span)
        drawn += f"L{x:g} {y:g}" if year - before <= most else f"M{x:g} {y:g}h0"
        before = year
    return drawn


def _across(year: float, span: tuple[int, int]) -> float:
    return round(_LEFT + (year - span[0]) / (span[1] - span[0]) * (WIDTH - _LEFT - _RIGHT), 1)


def _year_ticks(span: tuple[int, int]) -> list[tuple[float, str]]:
    """Years under the middle of each."""
    first, last = span[0], span[1] - 1
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (last - first) / step <= 5)
    years = [year for year in range(first, last + 1) if year % step == 0]
    return [(_across(year + 0.5, span), str(year)) for year in years]


def _tick(value: float) -> str:
    return f"{value:,.10g}"


@dataclass(frozen=True)
class _Scale:
    """The scale of values: its ends, its ticks, the factor that is said in the unit's words."""

    low: float
    high: float
    ticks: list[float]
    factor: float
    word: str
    is_logarithmic: bool

    @classmethod
    def of(cls, values: list[float], measure: str) -> _Scale:
        """A scale for these values; of amounts it begins at zero."""
        low, high = min(values), max(values)
        is_wide = low > 0 and high / low > _WIDE
        room = _ROOM_WIDE if is_wide else _ROOM
        most = max(abs(low), abs(high))
        factor, word = next((one for one in _MAGNITUDES if most / one[0] < room), _MAGNITUDES[-1])
        if is_wide:
            ends = (math.floor(math.log10(low)), math.ceil(math.log10(high)))
            apart = math.ceil((ends[1] - ends[0]) / 4)
            ticks = [10.0**power for power in range(ends[0], ends[1] + 1, apart)]
            return cls(ends[0], ends[1], ticks, factor, word, True)
        if measure in _ZERO or low == high:
            low, high = min(low, 0.0), max(high, 0.0) or 1.0
        rough = (high - low) / 4
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
        first, last = math.floor(low / step), math.ceil(high / step)
        # Of whole steps: no tick is a sum of rounded ones.
        return cls(first * step, last * step, [n * step for n in range(first, last + 1)], factor, word, False)

    def place(self, value: float) -> float:
        """How far down a value stands."""
        at = math.log10(value) if self.is_logarithmic else value
        return round(HEIGHT - _BOTTOM - (at - self.low) / (self.high - self.low) * (HEIGHT - _TOP - _BOTTOM), 1)
