"""HS chapters of a flow over its nearly complete years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.frames.goods import flow_by_chapter

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study.pair import Pair

SOURCED = ["reporter_name", "publisher", "vintage", "valuation", "recording", "regime", "calendar"]


def by_chapter(study: Pair, flow: str) -> pd.DataFrame:
    """The chapters of a flow of the reporter in the years in which at most three are missing.

    Columns direction, product, product_label, year, value, unit, what the figures rest on, and missing: the chapters
    of which no file is held, the same in every row of a year. Another chapter without a row is no trade reported.
    """
    years = [year for year in flow_by_chapter(study, flow) if year.nearly_complete]
    missing = {str(name): ", ".join(year.missing) for year in years for name in year.rows["observation"]}
    rows = study.rows[study.rows["observation"].isin(list(missing))]
    columns = ["direction", "product", "product_label", "year", "value", "unit", *SOURCED]
    return rows[columns].assign(missing=rows["observation"].map(missing).astype(str))
