"""Grants by theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames import grants
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import said_up_to

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair


@once
def grants_by_theme(study: Pair) -> pd.DataFrame:
    """Grants held by theme, the theme with most first.

    Columns theme, grants (number held), with_yen (of them with a yen amount), amount_jpy (sum of those
    yen amounts; missing where none is held), first_year, last_year (of the dated ones), reporter_name,
    partner_name, publisher (all of them, joined by ;), vintage.
    """
    listed = grants.listed(study)
    listed["year"] = pd.to_numeric(listed["date"].str[:4])
    rows = [_theme(str(theme), part) for theme, part in listed.groupby("theme", sort=False)]
    columns = [
        *("theme", "grants", "with_yen", "amount_jpy", "first_year", "last_year"),
        *("reporter_name", "partner_name", "publisher", "vintage"),
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return said_up_to(frame.sort_values(["grants", "theme"], ascending=[False, True]), study)


def _theme(theme: str, part: pd.DataFrame) -> dict[str, object]:
    yen = part["amount_jpy"].dropna()
    return {
        "theme": theme,
        "grants": len(part),
        "with_yen": len(yen),
        "amount_jpy": float(yen.sum()) if len(yen) else float("nan"),
        "first_year": part["year"].min(),
        "last_year": part["year"].max(),
        "reporter_name": part["reporter_name"].iloc[0],
        "partner_name": part["partner_name"].iloc[0],
        "publisher": "; ".join(sorted(set(part["publisher"]))),
        "vintage": part["vintage"].max(),
    }
