"""A made-up source and pair, and frames of them: what the figures' tests draw."""

from __future__ import annotations

import pandas as pd

SOURCE = {"publisher": "Andean Statistics Office", "vintage": "2023-05"}
OUT, BACK = "Chile to Peru", "Peru to Chile"


def frame(columns: str, *rows: tuple[object, ...], **more: object) -> pd.DataFrame:
    """Rows under the named columns, with the same value in each of the `more` columns and the source."""
    made = pd.DataFrame(list(rows), columns=columns.split())
    return made.assign(**{**SOURCE, **more})
