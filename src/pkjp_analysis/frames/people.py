"""People of one side in the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import between, outward_first, said_up_to
from pkjp_analysis.indicators.growth import growth_per_year

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair


@once
def residents(study: Pair) -> pd.DataFrame:
    """Head counts both ways; low-confidence figures left out, several sources of a date kept."""
    rows = between(study, "residents")
    rows = rows[(rows["breakdown"] == "") & (rows["measure"] == "stock") & (rows["confidence"] != "low")]
    return said_up_to(outward_first(rows.sort_values(["period_end", "origin"]), study), study)


# Spans over which growth is shown: half a generation and a generation.
SPANS = (15, 30)


@once
def growth(study: Pair) -> pd.DataFrame:
    """Growth per year of each origin's counts over the last fifteen and the last thirty years."""
    counts = residents(study)
    parts = [growth_per_year(counts[counts["year"] >= study.year - span]) for span in SPANS]
    return said_up_to(pd.concat(parts).drop_duplicates(["direction", "origin", "label"]), study)


@once
def ratio(study: Pair) -> pd.DataFrame:
    """Years in which both directions have a count: both counts, their dates, and the larger over the smaller."""
    counts = residents(study)
    latest = counts.sort_values("period_end", kind="stable").drop_duplicates(["direction", "year"], keep="last")
    wide = latest.pivot(index="year", columns="direction", values="value").dropna()
    dates = latest.pivot(index="year", columns="direction", values="period")
    if wide.shape[1] < 2:
        return pd.DataFrame(columns=["year", "ratio"])
    result = wide.copy()
    result["ratio"] = wide.max(axis=1) / wide.min(axis=1)
    for direction in wide.columns:
        result[f"{direction}, date"] = dates[direction]
    return said_up_to(result.reset_index().rename_axis(columns=None), study)


@once
def entries(study: Pair) -> pd.DataFrame:
    """Entries by status and year between the two; the total has the status ``all``."""
    rows = between(study, "entries")
    rows = rows.assign(status=rows["breakdown"].str.removeprefix("status=").replace("", "all"))
    return said_up_to(outward_first(rows.sort_values(["status", "year"]), study), study)


@once
def entries_compared(study: Pair) -> pd.DataFrame:
    """Total entries into the receiving side from every country held."""
    rows = study.rows
    totals = rows[(rows["series"] == "entries") & (rows["breakdown"] == "") & (rows["flow"] == "in")]
    ours = totals[totals["reporter"].isin(study.pair) & totals["partner"].isin(study.pair)]
    result = totals[totals["reporter"].isin(ours["reporter"].unique())]
    return said_up_to(result.assign(highlighted=result["partner"].isin(ours["partner"])), study)
