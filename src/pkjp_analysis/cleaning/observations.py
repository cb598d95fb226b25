"""From printed figures to observations: one tidy table in base units."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pkjp_analysis.cleaning.numbers import as_text, parse_figure
from pkjp_analysis.cleaning.snapshot import Snapshot, shown
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.periods import parse_period

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = [
    *(
        "observation",
        "series",
        "reporter",
        "partner",
        "flow",
        "nomenclature",
        "edition",
        "product",
        "breakdown",
    ),
    *("measure", "period_start", "period_end", "calendar", "coverage", "value", "unit", "price_basis"),
    *("valuation", "recording", "regime", "precision", "qualifier", "source", "origin", "vintage"),
    *("evidence", "confidence", "raw"),
]


def observations(snapshot: Snapshot) -> pd.DataFrame:
    """All figures of the snapshot as observations (text cells, columns `COLUMNS`).

    Values are exact decimals in base units; `precision` is half the last printed digit; `vintage` and
    `evidence` come from the source; `raw` is file and row id below data/raw. Nothing is converted
    between currencies, averaged or filled in.
    """
    import pandas as pd

    parts = [_table(snapshot, name) for name in snapshot.figure_files()]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _table(snapshot: Snapshot, name: str) -> pd.DataFrame:
    frame = snapshot[name].copy()
    codes = snapshot["reference/countries.csv"].set_index("printed")["code"]
    sources = snapshot["sources.csv"].set_index("source")
    stem = name.removesuffix(".csv").replace("/", ".")
    frame["observation"] = stem + "." + frame["row"]
    frame["raw"] = name + "#" + frame["row"]
    frame["reporter"] = frame["reporter"].map(codes)
    frame["partner"] = frame["partner"].map(codes).fillna("")
    frame["vintage"] = frame["source"].map(sources["published"])
    frame["evidence"] = frame["source"].map(sources["evidence"])
    _set_periods(frame, name)
    _set_figures(frame, snapshot)
    return frame


def _set_periods(frame: pd.DataFrame, name: str) -> None:
    starts, ends, coverage = [], [], []
    for index, (text, calendar) in enumerate(zip(frame["period"], frame["calendar"], strict=True)):
        try:
            period = parse_period(text, calendar)
        except ValueError as error:
            raise PkjpError(f"{shown(name)} row {index + 1}, column period: {error}; correct it") from None
        starts.append(period.start.isoformat() if period else "")
        ends.append(period.end.isoformat() if period else "")
        coverage.append("full" if period is None or period.full else "partial")
    frame["period_start"], frame["period_end"] = starts, ends
    # Only a flow accumulates: a head count is no part of a year.
    frame["coverage"] = [part if m == "flow" else "full" for part, m in zip(coverage, frame["measure"], strict=True)]


def _set_figures(frame: pd.DataFrame, snapshot: Snapshot) -> None:
    units = snapshot["reference/units.csv"].set_index("printed")
    multipliers = {printed: Decimal(text) for printed, text in units["multiplier"].items()}
    base = units["unit"].to_dict()
    values, precisions = [], []
    for text, unit, kind, qualifier in zip(
        frame["value"], frame["unit"], frame["precision"], frame["qualifier"], strict=True
    ):
        if text == "":
            values.append("")
            precisions.append("")
            continue
        figure = parse_figure(text, base[unit], multipliers[unit], kind, qualifier)
        values.append(as_text(figure.value))
        precisions.append(as_text(figure.precision))
    frame["value"], frame["precision"], frame["unit"] = values, precisions, frame["unit"].map(base)
