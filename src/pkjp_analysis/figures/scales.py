"""Scales: where periods stand, and ticks and limits that depend on the data alone, never on font or page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import MaxNLocator, NullLocator

from pkjp_analysis.figures.text import measure, number

_STEPS = [1, 2, 2.5, 5, 10]
_YEAR_STEPS = (1, 2, 5, 10, 20)
_YEAR_LABEL = 25.0
# A fiscal year is drawn at its middle, as a calendar year is.
_MIDDLE = {"FY-JUL": -0.5, "FY-APR": -0.75}


def positions(rows: pd.DataFrame) -> pd.Series:
    """Where each row stands on an axis of years: a period at its middle, a point in time at its date."""
    if "calendar" not in rows:
        return rows["year"].astype(float)
    shift = rows["calendar"].map(_MIDDLE).astype(float).fillna(0.0)
    if "period_end" in rows:
        moments = rows["period_end"].map(moment).astype(float) - 0.5
        exact = rows["calendar"].isin(["month", "point"]) & moments.notna()
        return (rows["year"].astype(float) + shift).where(~exact, moments)
    return rows["year"].astype(float) + shift


@lru_cache(maxsize=10_000)
def moment(date: object) -> float:
    """A date as a year with a fraction: the end of 2023 is almost 2024."""
    stamp = pd.to_datetime(str(date), errors="coerce")
    if pd.isna(stamp):
        return math.nan
    return stamp.year + (stamp.day_of_year - 1) / (366 if stamp.is_leap_year else 365)


def room_for(labels: Iterable[str], points: float) -> float:
    """How much longer an axis of `points` must be to hold labels at the ends of its bars (at least 1.02)."""
    widest = max((measure(label) for label in labels), default=0) + 6
    return 1 / (1 - min(0.6, widest / points)) + 0.02


def value_axis(axis: Axis, values: Iterable[float], *, zero: bool = True, longer: float = 1.05, most: int = 6) -> None:
    """Ticks and limits for values on a linear axis; `longer` leaves room beyond the highest."""
    held = [float(v) for v in values if pd.notna(v)]
    low, high = (min(held), max(held)) if held else (0.0, 1.0)
    low, high = (min(low, 0.0), max(high, 0.0)) if zero else (low, high)
    extent = (high - low) or abs(high) or 1.0
    high = low + extent * longer
    low -= 0 if zero and low == 0 else extent * 0.05
    ticks = [t for t in MaxNLocator(nbins=most, steps=_STEPS).tick_values(low, high) if low <= t <= high]
    _set(axis, ticks, low, high)


def log_axis(axis: Axis, values: Iterable[float]) -> None:
    """Ticks at round values on a logarithmic axis: 1, 2, 5 over two powers of ten, fewer over more."""
    held = [float(v) for v in values if pd.notna(v) and v > 0]
    low, high = min(held) / 1.25, max(held) * 1.25
    powers = math.log10(high / low)
    digits = next(d for most, d in ((2.2, (1, 2, 5)), (4, (1, 3)), (math.inf, (1,))) if powers <= most)
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [digit * 10.0**power for power in exponents for digit in digits]
    _own(axis, "scale")("log")
    axis.set_minor_locator(NullLocator())
    _set(axis, [t for t in ticks if low <= t <= high], low, high)


def short_log_axis(axis: Axis, values: Iterable[float], points: float) -> None:
    """`log_axis` about `points` long, with every second tick where the labels would touch."""
    log_axis(axis, values)
    ticks = list(axis.get_ticklocs())
    if sum(measure(number(tick)) + 8 for tick in ticks) > points:
        kept = ticks[::-1][::2]
        axis.set_ticks(kept, labels=[number(tick) for tick in kept])


def year_axis(axes: Axes, years: Iterable[float], points: float) -> None:
    """Whole years at a step that leaves each label room on an axis of `points`."""
    held = [float(y) for y in years if pd.notna(y)]
    low, high = min(held), max(held)
    intervals = max(1, int(points // _YEAR_LABEL) - 1)
    step = next((s for s in _YEAR_STEPS if (high - low) / s <= intervals), 25)
    first, last = math.ceil(low / step) * step, math.floor(high / step) * step
    ticks = list(range(first, last + 1, step)) or [round(high)]
    margin = max(0.4, (high - low) * 0.02)
    _set(axes.xaxis, ticks, low - margin, high + margin, [str(tick) for tick in ticks])


def _set(axis: Axis, ticks: Sequence[float], low: float, high: float, labels: Sequence[str] = ()) -> None:
    axis.set_ticks(list(ticks), labels=list(labels) or [number(tick) for tick in ticks])
    _own(axis, "lim")(low, high)


def _own(axis: Axis, what: str) -> Any:
    """The Axes' method for this axis: `set_xlim` or `set_ylim`, for one."""
    return getattr(axis.axes, f"set_{axis.axis_name}{what}")  # type: ignore[attr-defined]
