"""Growth between two counts, and what each product adds to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pkjp_analysis.errors import UsageError
from pkjp_analysis.indicators.inputs import names_in, prepare, separated_by
from pkjp_analysis.indicators.periods import columns_of, side_by_side, two_periods
from pkjp_analysis.indicators.shares import refuse_totals

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


def growth_contributions(frame: pd.DataFrame, *, period: str = "year", by: str | Iterable[str] = ()) -> pd.DataFrame:
    r"""What each product adds to the growth of the total between two periods, percentage points.

    .. math:: c_k = 100 \, \frac{v_{k1} - v_{k0}}{\sum_k v_{k0}}, \qquad
              \sum_k c_k = 100 \, \frac{V_1 - V_0}{V_0}

    The contribution is the product's own growth times its share in the first period's total, for values in
    current prices; chained volumes, whose contributions need price weights and do not add up, are another
    measure. Growth is over the whole span, not per year (`growth_per_year`).

    A product with a row in one period only had no trade reported in the other: counted as 0, status ``new`` or
    ``gone``. A product whose value is NaN in either period is ``not held``: its change and contribution are NaN,
    and it is left out of both totals, so that the growth compares like with like. Where a group has no row at all in
    one of the periods, every product of it is ``not held``.

    Parameters
    ----------
    frame
        product, value (zero or more, one unit), the period, and the columns of `by`; one row per product and period.
    period
        Column that holds exactly two periods, which sort in time order.
    by
        Columns that separate computations, e.g. ``"flow"``.

    Returns
    -------
    DataFrame
        One row per product (and group), in order of first appearance: `by` columns, product, first, last and change
        (unit of `value`), contribution (percentage points), growth (percent, of the total of the products held in
        both periods), status (both, new, gone, not held). Growth and contributions are NaN where the first total
        is 0. No rows give no rows.

    Raises
    ------
    UsageError
        A column is absent, or the period holds more or fewer than two values.
    BasisError
        A group mixes bases, also between its periods.
    InputError
        A value is negative, infinite or no number, or a product is twice in a period or ``TOTAL``; the row is named.

    References
    ----------
    Institut national de la statistique et des études économiques (INSEE). Contribution to GDP growth, definition
    c1207: the simple case of aggregates in current prices.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame(
    ...     {
    ...         "year": [2019, 2019, 2024, 2024],
    ...         "product": ["rice", "yarn", "rice", "yarn"],
    ...         "value": [40.0, 60.0, 70.0, 50.0],
    ...     }
    ... )
    >>> growth_contributions(rows)[["product", "change", "contribution", "growth"]]
      product  change  contribution  growth
    0    rice    30.0          30.0    20.0
    1    yarn   -10.0         -10.0    20.0
    """
    separating = separated_by(frame, names_in(by, "by"))
    if period in separating:
        raise UsageError(f"by={period!r} would separate the two periods that are compared; leave it out")
    rows = prepare(frame, [period, "product"], by=separating).frame
    refuse_totals(rows, ["product"])
    periods = two_periods(rows, period) if len(rows) else (None, None)
    lines = side_by_side(rows, ["product"], period, periods, separating)
    lines["change"] = lines["last"] - lines["first"]
    held = lines[["first", "change"]].where(lines["change"].notna())
    totals = held.groupby(columns_of(lines, separating), observed=True).transform("sum")
    base = totals["first"].where(totals["first"] > 0)
    lines["contribution"] = 100 * lines["change"] / base
    lines["growth"] = 100 * totals["change"] / base
    return lines[[*separating, "product", "first", "last", "change", "contribution", "growth", "status"]]
