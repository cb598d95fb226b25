"""Growth between two counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def growth_per_year(frame: pd.DataFrame, by: tuple[str, ...] = ("direction", "origin")) -> pd.DataFrame:
    """Mean growth per year from each group's first to its last count, percent.

    growth = 100 ((last / first) ** (1 / years) - 1), years in days / 365.25 between the ends of both periods.

    Parameters
    ----------
    frame
        Counts with `by` columns, period_end (ISO date), period, value.
    by
        Columns that keep different directions and origins apart; counts of two origins are never joined.

    Returns
    -------
    DataFrame
        `by` columns, first_period, last_period, first, last, years, growth, label, publisher, vintage; groups
        with one count are left out.
    """
    import pandas as pd

    rows = []
    for key, part in frame.groupby(list(by), sort=False):
        ordered = part.sort_values("period_end", kind="stable")
        first, last = ordered.iloc[0], ordered.iloc[-1]
        days = (pd.Timestamp(last["period_end"]) - pd.Timestamp(first["period_end"])).days
        if days < 365 or first["value"] <= 0:
            continue
        years = days / 365.25
        rows.append(
            {
                **dict(zip(by, key, strict=True)),
                "first_period": first["period"],
                "last_period": last["period"],
                "first": first["value"],
                "last": last["value"],
                "years": years,
                "growth": 100 * ((last["value"] / first["value"]) ** (1 / years) - 1),
                "label": f"{first['period']} to {last['period']}",
                "publisher": "; ".join(dict.fromkeys([first["publisher"], last["publisher"]])),
                "vintage": max(first["vintage"], last["vintage"]),
            }
        )
    columns = [
        *by,
        "first_period",
        "last_period",
        "first",
        "last",
        "years",
        "growth",
        "label",
        "publisher",
        "vintage",
    ]
    return pd.DataFrame(rows, columns=columns)
