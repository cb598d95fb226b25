"""Intra-industry trade."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pkjp_analysis.indicators.inputs import prepare
from pkjp_analysis.indicators.shares import refuse_totals, sums

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class GrubelLloyd:
    """Trade of the same products in both directions, as a part of all trade."""

    #: The rows given, with their index; export and import as floats, and gl (0-1).
    by_product: pd.DataFrame
    #: The index over all products, weighted by trade (0-1): a float where nothing separates, else a Series indexed
    #: by the `by` columns.
    index: float | pd.Series


def grubel_lloyd(frame: pd.DataFrame, *, by: str | Iterable[str] | None = None) -> GrubelLloyd:
    r"""The Grubel-Lloyd index of intra-industry trade, by product and over all products.

    .. math::
        \mathrm{GL}_k = 1 - \frac{|X_k - M_k|}{X_k + M_k}, \qquad
        \mathrm{GL} = 1 - \frac{\sum_k |X_k - M_k|}{\sum_k (X_k + M_k)}

    1 where exports `X` and imports `M` of a product are equal, 0 where it goes one way only. The index over all
    products weighs each by its trade (Grubel and Lloyd 1975, chapter 2); it is not the mean of the products' indices.
    It is the uncorrected form: the one that is divided by 1 less the overall imbalance has no bound where balances
    nearly cancel, and takes an imbalance for an error of measurement.

    Coarser products never lower the index: what goes both ways within a wide group is not all of one industry.

    Trade in neither direction is undefined (NaN), not 0 and not 1. A product of which one direction is not held (NaN)
    has no index and is left out of both sums; a direction in which nothing was traded is given as 0.

    Parameters
    ----------
    frame
        Trade of one country, with one partner or with the world: product, export, import (one unit, zero or more),
        and the `by` columns. Exports FOB stand beside imports CIF unless the caller puts them on one valuation:
        freight then lowers the index of a balanced product a little.
    by
        Columns that separate computations; ``year`` where the frame has it, unless given.

    Returns
    -------
    GrubelLloyd
        See its fields. The index is NaN where no product with trade is held in both directions.

    Raises
    ------
    UsageError
        A column is absent.
    BasisError
        A group mixes bases, several reporters among them.
    InputError
        A value is negative, infinite or no number, a key is missing or given twice, or a product is ``TOTAL``; the
        row is named.

    References
    ----------
    Grubel, H. G. and Lloyd, P. J. (1971). The empirical measurement of intra-industry trade. Economic Record 47(4),
    494-517.

    Grubel, H. G. and Lloyd, P. J. (1975). Intra-industry trade: the theory and measurement of international trade in
    differentiated products. Macmillan.

    Examples
    --------
    >>> import pandas as pd
    >>> trade = pd.DataFrame({"product": ["cars", "rice"], "export": [300.0, 100.0], "import": [200.0, 0.0]})
    >>> result = grubel_lloyd(trade)
    >>> result.by_product["gl"].tolist()
    [0.8, 0.0]
    >>> round(result.index, 3)
    0.667
    """
    prepared = prepare(frame, ["product"], ("export", "import"), by=by)
    rows = prepared.frame
    refuse_totals(rows, ["product"])
    # Twice the smaller flow is the sum less the difference, without the rounding of a difference from 1.
    both = 2 * rows[["export", "import"]].min(axis=1, skipna=False)
    traded = (rows["export"] + rows["import"]).where(both.notna())
    by_product = rows.assign(gl=both / traded)  # No trade is 0 / 0: NaN.
    if not prepared.by:
        total = float(traded.sum())
        return GrubelLloyd(by_product, float(both.sum()) / total if total > 0 else float("nan"))
    keys = [rows[name] for name in prepared.by]
    twice, all_trade = (sums(flow, keys) for flow in (both, traded))
    return GrubelLloyd(by_product, (twice / all_trade).rename("gl"))
