"""What several sources say of one grant, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# From the body itself down; the order in which sources are believed.
LEVELS = ("primary", "official", "press", "aggregator", "paper")


def best_source_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by evidence level, then newest vintage; an unknown vintage counts as oldest."""
    ranked = rows.assign(level=rows["evidence"].map(LEVELS.index))
    ordered = ranked.sort_values(["level", "vintage"], ascending=[True, False], kind="stable")
    return ordered.drop(columns="level")


def earliest(days: list[str]) -> str:
    """The earliest of several dates as far as known; of ``2024-11`` and ``2024-11-13`` the exact one."""
    first = min(days, default="")
    exact = sorted(day for day in days if day.startswith(first) and len(day) > len(first))
    return exact[0] if exact else first


def dates_of_grants(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per grant with the dates that its sources give.

    Parameters
    ----------
    rows
        Stated amounts: grant, notes_date, agreement_date, announced_date, evidence, vintage.

    Returns
    -------
    DataFrame
        Indexed by grant. `notes_date` and `agreement_date` are those of the best source that gives one,
        `announced_date` is the earliest given; empty where no source gives one.
    """
    import pandas as pd

    ordered = best_source_first(rows)
    found = {}
    for grant, part in ordered.groupby("grant", sort=False):
        given = {
            column: [day for day in part[column] if day]
            for column in ("notes_date", "agreement_date", "announced_date")
        }
        found[grant] = {
            "notes_date": next(iter(given["notes_date"]), ""),
            "agreement_date": next(iter(given["agreement_date"]), ""),
            "announced_date": earliest(given["announced_date"]),
        }
    columns = ["notes_date", "agreement_date", "announced_date"]
    return pd.DataFrame.from_dict(found, orient="index", columns=columns).astype("str")
