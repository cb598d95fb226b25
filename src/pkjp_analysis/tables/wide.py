"""Rows turned into a table with a column per value."""

from __future__ import annotations

import pandas as pd


def side_by_side(frame: pd.DataFrame, keys: list[str], across: str) -> pd.DataFrame:
    """A row per `keys`, a column per value of `across`; where several figures are printed, all stand in the cell."""
    if frame.empty:
        return frame[keys]
    cells = frame.drop_duplicates([*keys, across, "cell"]).groupby([*keys, across], sort=False)["cell"]
    wide = cells.agg(" / ".join).unstack(across, fill_value="")
    return wide.rename_axis(columns=None).reset_index().sort_values(keys, kind="stable")
