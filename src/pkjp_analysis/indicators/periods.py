"""Two periods side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pkjp_analysis.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd


def two_periods(frame: pd.DataFrame, period: str) -> tuple[Any, Any]:
    """The first and the last of exactly two periods.

    Raises
    ------
    UsageError
        The column holds another number of periods.
    """
    found = sorted(frame[period].unique())
    if len(found) != 2:
        raise UsageError(
            f"{period} holds {len(found)} periods ({', '.join(str(one) for one in found)}); give rows of exactly two"
        )
    return found[0], found[1]


def side_by_side(
    rows: pd.DataFrame, keys: Sequence[str], period: str, periods: tuple[Any, Any], by: Sequence[str] = ()
) -> pd.DataFrame:
    """Each line once, with its value in both periods and what is held of it.

    Parameters
    ----------
    rows
        Rows that `prepare` let pass: `by`, `keys`, the period and value.
    keys, by
        Columns of a line, and those that separate computations.
    periods
        The first and the last period.

    Returns
    -------
    DataFrame
        `by`, `keys`, first, last, status, in the order of first appearance. status: ``both``; ``new`` and ``gone``
        where a line has a row in one period only (no trade reported in the other: 0); ``not held`` where a value is
        NaN, or where the whole group has no row in a period (then nothing says that the trade was none).
    """
    import numpy as np

    names = [*by, *keys]
    lines = rows[names].drop_duplicates(ignore_index=True)
    present, whole = {}, {}
    for name, at in zip(("first", "last"), periods, strict=True):
        part = rows.loc[rows[period] == at, [*names, "value"]].assign(_there=True)
        lines = lines.merge(part.rename(columns={"value": name}), on=names, how="left")
        present[name] = lines.pop("_there").notna()
        whole[name] = present[name].groupby(columns_of(lines, by), observed=True).transform("any")
        lines[name] = lines[name].mask(~present[name] & whole[name], 0.0)
    missing = lines["first"].isna() | lines["last"].isna()
    lines["status"] = np.select(
        [missing, ~present["first"], ~present["last"]], ["not held", "new", "gone"], default="both"
    )
    return lines


def columns_of(lines: pd.DataFrame, names: Sequence[str]) -> list[Any]:
    """What `groupby` groups by: the columns, or all lines together where there are none."""
    import numpy as np

    return [lines[name] for name in names] or [np.zeros(len(lines), dtype=int)]
