"""A share beside the share in a reference: what advantage and intensity have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from pkjp_analysis.indicators.inputs import InputError

if TYPE_CHECKING:
    import pandas as pd

# Reporter or partner that stands for all countries together.
WORLD = "WLD"
# pandas adds up floats of this type row by row, with Kahan's compensation. Plain ones it adds up otherwise (from 3.1)
# where rows are sorted and none is missing in any group: then the last digit of a sum would depend on other groups.
COMPENSATED: Final = "Float64"
# Rows that are the sum of the others, which measures add up themselves.
TOTALS = {"product": "TOTAL", "partner": WORLD}


def refuse_total(frame: pd.DataFrame, column: str, total: str, what_to_do: str) -> None:
    """Refuse a row that is the sum of others, by its index label.

    Raises
    ------
    InputError
        `column` holds `total`.
    """
    found = frame[column] == total
    if found.any():
        raise InputError(f"row {frame.index[found][0]} ({column} {total}) is the sum of others; {what_to_do}")


def refuse_totals(frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Refuse product ``TOTAL`` and partner ``WLD`` among the parts."""
    for column in columns:
        if column in TOTALS:
            refuse_total(frame, column, TOTALS[column], "leave it out, the parts are added up")


def summed(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Value by `names`: the sum of what is held."""
    return sums(frame["value"], [frame[name] for name in names], sort=False).reset_index()


def ratio_of_shares(rows: pd.DataFrame, reference: pd.DataFrame, by: Sequence[str], owner: str, part: str) -> pd.Series:
    """Share of `part` in the sum of its owner over its share in the sum of the reference.

    A part that is missing in an owner's rows or in the reference is left out of both sums, so that the two shares
    are of the same parts; a part that an owner has no row of is no trade and stays in the reference.

    Parameters
    ----------
    rows
        Rows that `prepare` let pass: `by`, `owner`, `part`, value.
    reference
        One row per `by` and `part`: value.

    Returns
    -------
    Series
        The ratio with the index of `rows`; NaN where a value is missing or a sum is 0.
    """
    names = [*by, part]
    beside = reference[names].assign(_part=reference["value"], _sum=totals(reference, reference["value"], by))
    joined = rows[[*by, owner, part, "value"]].merge(beside, on=names, how="left").set_axis(rows.index)
    unheld, compared = joined["value"].isna(), joined["value"].where(joined["_part"].notna())
    own = totals(joined, compared, [*by, owner])
    world = joined["_sum"]
    if unheld.any():
        world = _of_parts_held(joined, unheld, beside, by, [*by, owner], part).fillna(world)
    # No trade is 0 / 0, NaN by itself; only exports of what the reference has none of would be infinite.
    return (compared / own) / (joined["_part"] / world).where(joined["_part"] > 0)


def _of_parts_held(
    rows: pd.DataFrame, unheld: pd.Series, beside: pd.DataFrame, by: Sequence[str], owner: list[str], part: str
) -> pd.Series:
    """The reference's sum over the parts that an owner holds; NaN for owners who hold all or none.

    Added up anew: a large sum less a large part of it would be rounding only.
    """
    gaps = rows.loc[unheld, [*owner, part]].assign(_gap=True)
    owners = gaps[owner].drop_duplicates()
    every = owners.merge(beside, on=list(by)) if by else owners.merge(beside, how="cross")
    every = every.merge(gaps, on=[*owner, part], how="left")
    every = every[every["_gap"].isna()]
    held = sums(every["_part"], [every[name] for name in owner]).rename("_held").reset_index()
    return rows[owner].merge(held, on=owner, how="left")["_held"].set_axis(rows.index)


def totals(frame: pd.DataFrame, values: pd.Series, names: Sequence[str]) -> pd.Series:
    """The sum of each row's group, beside the row; of all rows where nothing separates. NaN is left out."""
    import pandas as pd

    groups = [frame[name] for name in names] or [pd.Series(0, index=frame.index)]
    return values.astype(COMPENSATED).groupby(groups, observed=True).transform("sum").astype(float)


def sums(values: pd.Series, groups: Sequence[pd.Series], *, sort: bool = True, min_count: int = 0) -> pd.Series:
    """The sum of each group that occurs, indexed by group. NaN is left out."""
    grouped = values.astype(COMPENSATED).groupby(list(groups), observed=True, sort=sort)
    return grouped.sum(min_count=min_count).astype(float)
