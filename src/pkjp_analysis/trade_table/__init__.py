"""A trade table larger than memory: a Parquet file per year, and the measures over them with Dask, a year at a time."""

from __future__ import annotations

from pkjp_analysis.trade_table.files import write_years
from pkjp_analysis.trade_table.measures import over_years

__all__ = ["over_years", "write_years"]
