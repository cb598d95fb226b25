"""Revealed comparative advantage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pkjp_analysis.indicators.basis import BASIS, require_one_basis
from pkjp_analysis.indicators.inputs import Prepared, prepare, require_same_types
from pkjp_analysis.indicators.shares import WORLD, ratio_of_shares, refuse_total, refuse_totals, summed

if TYPE_CHECKING:
    import pandas as pd


def revealed_comparative_advantage(
    frame: pd.DataFrame, *, by: str | Iterable[str] | None = None, world: pd.DataFrame | None = None
) -> pd.DataFrame:
    r"""Exporters' revealed comparative advantage by product, raw and symmetric.

    .. math::
        \mathrm{RCA}_{ip} = \frac{x_{ip} / \sum_k x_{ik}}{w_p / \sum_k w_k}, \qquad
        \mathrm{RSCA}_{ip} = \frac{\mathrm{RCA}_{ip} - 1}{\mathrm{RCA}_{ip} + 1}

    `x_ip` are the exports of reporter `i` of product `p`, `w_p` those of the reference. Above 1 (RSCA above 0) the
    product weighs more in the reporter's exports than in the reference's.

    This is the index of Balassa (1965) on exports alone and over all products given, not the net-export variants
    that go by the same name: they mix in import policy. RCA runs from 0 without an upper bound, and its size
    depends on how small the product or the reporter is, so it orders products within a reporter and year at best;
    RSCA (Laursen 2015) is the same order on -1 to 1. Neither is a score by itself.

    The reference is the sum of all reporters in the frame, the reporter itself among them, or the rows of `world`.
    A product without a row is not exported: it counts as 0 in the reporter's total and stays in the reference's. A
    value that is not held (NaN) has no result; it is left out of the reporter's total, of the reference's value of
    the product, and its product is left out of the reference's total that this reporter is compared with, so that
    both shares are of the same products. So is a product that `world` does not hold. An export of 0 has RCA 0 and
    RSCA -1. A product that nobody exports, and a reporter without exports, have no result (NaN).

    Parameters
    ----------
    frame
        Exports to the world: reporter, product, value (one unit, zero or more), and the `by` columns; one
        nomenclature. Reporters are spanned by definition; every other basis column has one value.
    by
        Columns that separate computations; ``year`` where the frame has it, unless given.
    world
        The reference, one row per product: product, value, and the `by` columns, on the basis of `frame`. Its unit
        cancels out but is guarded all the same.

    Returns
    -------
    DataFrame
        The rows of `frame` with its index, value as float, and rca (ratio, 0 or more) and rsca (-1 to 1).

    Raises
    ------
    UsageError
        A column is absent.
    BasisError
        The rows mix bases, or those of `world` are on another one.
    InputError
        A value is negative, infinite or no number, a key is missing or given twice, or a row is of reporter
        ``WLD`` or product ``TOTAL``; the row is named.

    References
    ----------
    Balassa, B. (1965). Trade liberalisation and "revealed" comparative advantage. The Manchester School 33(2), 99-123.

    Laursen, K. (2015). Revealed comparative advantage and the alternatives as measures of international
    specialization. Eurasian Business Review 5(1), 99-115.

    Examples
    --------
    >>> import pandas as pd
    >>> exports = pd.DataFrame(
    ...     {
    ...         "reporter": ["PER", "PER", "CHL", "CHL"],
    ...         "product": ["fish", "ore", "fish", "ore"],
    ...         "value": [60.0, 40.0, 140.0, 760.0],
    ...     }
    ... )
    >>> revealed_comparative_advantage(exports)[["reporter", "product", "rca", "rsca"]].round(3)
      reporter product    rca   rsca
    0      PER    fish  3.000  0.500
    1      PER     ore  0.500 -0.333
    2      CHL    fish  0.778 -0.125
    3      CHL     ore  1.056  0.027
    """
    prepared = prepare(frame, ("reporter", "product"), by=by, across="reporter")
    refuse_total(prepared.frame, "reporter", WORLD, "leave it out, or give such rows as world=")
    refuse_totals(prepared.frame, ["product"])
    reference = summed(prepared.frame, [*prepared.by, "product"]) if world is None else _reference(world, prepared)
    rca = ratio_of_shares(prepared.frame, reference, prepared.by, "reporter", "product")
    return prepared.frame.assign(rca=rca, rsca=(rca - 1) / (rca + 1))


def _reference(world: pd.DataFrame, prepared: Prepared) -> pd.DataFrame:
    """The rows of the reference, on the basis of the rows that are compared with it."""
    import pandas as pd

    rows = prepare(world, ["product"], by=prepared.by, across="reporter").frame
    refuse_totals(rows, ["product"])
    require_same_types([*prepared.by, "product"], frame=prepared.frame, world=rows)
    names = [name for name in BASIS if name in rows and name in prepared.frame]
    columns = list(dict.fromkeys([*prepared.by, *names, "product"]))
    require_one_basis(pd.concat([prepared.frame[columns], rows[columns]]), across="reporter", by=prepared.by)
    return rows
