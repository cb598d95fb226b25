"""What a Dask worker loads first when it runs the throw-away study: stand-ins for what needs the real data."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import ministudy
from pkjp_analysis.execution import measures


def of_run(root: Path, reporter: str, partner: str, year: int) -> pd.DataFrame:
    """A row with a value and one without."""
    rows = [
        {"reporter": reporter, "partner": partner, "year": year, "measure": "goods_trade", "value": year / 7},
        {"reporter": reporter, "partner": partner, "year": year, "measure": "trade_intensity"},
    ]
    return measures.typed(pd.DataFrame(rows, columns=list(measures.COLUMNS)))


ministudy.install(sys.modules)
measures.of_run = of_run
