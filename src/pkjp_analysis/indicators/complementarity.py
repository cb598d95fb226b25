"""How well one country's exports fit another's imports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pkjp_analysis.indicators.basis import BASIS, require_one_basis
from pkjp_analysis.indicators.inputs import prepare, require_same_types
from pkjp_analysis.indicators.shares import refuse_totals

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def trade_complementarity(
    exports: pd.DataFrame, imports: pd.DataFrame, *, by: str | Iterable[str] | None = None
) -> pd.DataFrame:
    r"""Fit of every exporter's structure of exports with every importer's structure of imports.

    .. math::
        C_{ij} = 100 \Bigl(1 - \frac{1}{2} \sum_k \Bigl| \frac{m_{jk}}{m_j} - \frac{x_{ik}}{x_i} \Bigr|\Bigr), \qquad
        \cos_{ij} = \frac{\sum_k x_{ik} m_{jk}}{\sqrt{\sum_k x_{ik}^2 \sum_k m_{jk}^2}}

    `x_ik` are the exports of `i` of product `k` to the world, `m_jk` the imports of `j` from the world. 100 (cosine 1)
    where both are made up alike, 0 where no product is in both. Direction matters: the exports of `j` beside the
    imports of `i` are another pair.

    Complementarity is the index of Michaely (1996), 100 less half the sum of the differences of shares, as WITS prints
    it; not that of Drysdale, which weighs products by world trade and has no upper bound. The cosine (Linnemann and
    van Beers 1988) compares the same structures but lets large products count for more.
    Complementarity never falls as products are put together in coarser groups: compare only what is at one level.

    A product without a row is not traded (0). A product whose value is not held (NaN) on either side of a pair is left
    out of both structures of this pair, and the shares are of the remaining products. A side without any trade has no
    structure: NaN.

    Parameters
    ----------
    exports, imports
        Trade with the world: reporter, product, value (one unit each, zero or more), and the `by` columns; one
        nomenclature. Reporters are spanned, and exports FOB stand beside imports CIF, by definition; every other
        basis column has one value. Units cancel out but are guarded all the same.
    by
        Columns that separate computations; ``year`` where the exports have it, unless given.

    Returns
    -------
    DataFrame
        One row per exporter and importer of each group that both frames hold, sorted, a country with itself among
        them: `by` columns, reporter (exporter), partner (importer), complementarity (0-100), cosine (0-1).

    Raises
    ------
    UsageError
        A column is absent.
    BasisError
        The rows mix bases, or the two frames differ in one other than reporter and valuation.
    InputError
        A value is negative, infinite or no number, a key is missing or given twice, or a product is ``TOTAL``; the
        row is named.

    References
    ----------
    Michaely, M. (1996). Trade preferential agreements in Latin America: an ex ante assessment. World Bank Policy
    Research Working Paper 1583.

    Linnemann, H. and van Beers, C. (1988). Measures of export-import similarity, and the Linder hypothesis once
    again. Weltwirtschaftliches Archiv 124(3), 445-457.

    Examples
    --------
    >>> import pandas as pd
    >>> exports = pd.DataFrame({"reporter": "PER", "product": ["fish", "ore"], "value": [60.0, 40.0]})
    >>> imports = pd.DataFrame({"reporter": "CHL", "product": ["fish", "cars"], "value": [10.0, 30.0]})
    >>> trade_complementarity(exports, imports).round(3)
      reporter partner  complementarity  cosine
    0      PER     CHL             25.0   0.263
    """
    import pandas as pd

    sold = prepare(exports, ("reporter", "product"), by=by, across="reporter")
    bought = prepare(imports, ("reporter", "product"), by=sold.by, across="reporter")
    for side in (sold, bought):
        refuse_totals(side.frame, ["product"])
    require_same_types([*sold.by, "product"], exports=sold.frame, imports=bought.frame)
    _one_basis(sold.frame, bought.frame, sold.by)
    names = list(sold.by)
    others = dict(_groups(bought.frame, names))
    parts = [
        _pairs(part, others[group]).assign(**dict(zip(names, group, strict=True)))
        for group, part in _groups(sold.frame, names)
        if group in others
    ]
    if not parts:
        return _no_pairs(sold.frame, bought.frame, names)
    found = pd.concat(parts, ignore_index=True)
    return found[[*names, "reporter", "partner", "complementarity", "cosine"]]


def _one_basis(exports: pd.DataFrame, imports: pd.DataFrame, by: Iterable[str]) -> None:
    import pandas as pd

    names = [name for name in BASIS if name in exports and name in imports]
    columns = list(dict.fromkeys([*by, *names, "product"]))
    require_one_basis(pd.concat([exports[columns], imports[columns]]), across=("reporter", "valuation"), by=by)


def _groups(frame: pd.DataFrame, names: list[str]) -> list[tuple[tuple[Any, ...], pd.DataFrame]]:
    """The values of `names` and the rows of each group; one group where nothing separates."""
    if not names:
        return [((), frame)] if len(frame) else []
    return [(tuple(group), part) for group, part in frame.groupby(names, observed=True)]


def _no_pairs(exports: pd.DataFrame, imports: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """No rows, with the types of a result that has some."""
    import pandas as pd

    none = exports[[*names, "reporter"]].iloc[:0].reset_index(drop=True)
    none["partner"] = imports["reporter"].iloc[:0].reset_index(drop=True)
    return none.assign(complementarity=pd.Series(dtype=float), cosine=pd.Series(dtype=float))


def _pairs(exports: pd.DataFrame, imports: pd.DataFrame) -> pd.DataFrame:
    """Every exporter beside every importer of one group."""
    import numpy as np
    import pandas as pd

    products = pd.Index(pd.concat([exports["product"], imports["product"]]).unique())
    sellers, sold = _matrix(exports, products)
    buyers, bought = _matrix(imports, products)
    return pd.DataFrame(
        {
            "reporter": sellers.repeat(len(buyers)),
            "partner": buyers.take(np.tile(np.arange(len(buyers)), len(sellers))),
            **dict(zip(("complementarity", "cosine"), _measures(sold, bought), strict=True)),
        }
    )


def _matrix(frame: pd.DataFrame, products: pd.Index) -> tuple[pd.Index, np.ndarray]:
    """The sorted reporters, and their values by product: 0 where there is no row, NaN where it is not held."""
    import numpy as np
    import pandas as pd

    rows, reporters = pd.factorize(frame["reporter"], sort=True)
    values = np.zeros((len(reporters), len(products)))
    values[rows, products.get_indexer(pd.Index(frame["product"]))] = frame["value"].to_numpy()
    return pd.Index(reporters), values


def _measures(sold: np.ndarray, bought: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Complementarity and cosine of each exporter with each importer, one after the other."""
    import numpy as np

    whole = bool(np.isfinite(sold).all() and np.isfinite(bought).all())
    theirs = _shares(bought) if whole else bought
    found = []
    # One exporter at a time: the work space stays that of the importers.
    for row in sold:
        if whole:
            found.append(_alike(_shares(row[np.newaxis]), theirs))
        else:
            held = np.isfinite(row) & np.isfinite(bought)
            found.append(_alike(_shares(np.where(held, row, 0.0)), _shares(np.where(held, bought, 0.0))))
    common, cosine = np.concatenate(found, axis=1)
    return 100 * common, cosine


def _alike(own: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """What two structures have in common, and their cosine: two rows, a column per importer."""
    import numpy as np

    # The smaller shares add up to 1 less half the differences, and to exactly 0 where nothing is in common.
    common = np.minimum(own, theirs).sum(axis=1)
    cosine = _products(own, theirs) / np.sqrt(_products(own, own) * _products(theirs, theirs))
    return np.minimum([common, cosine], 1.0)  # Sums of shares end at 1 up to rounding.


def _products(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    import numpy as np

    found: np.ndarray = np.einsum("kp,kp->k", *np.broadcast_arrays(one, other))
    return found


def _shares(values: np.ndarray) -> np.ndarray:
    """Each row as shares of its sum; NaN where there is no trade."""
    import numpy as np

    total = values.sum(axis=1, keepdims=True)
    shares: np.ndarray = np.divide(values, total, out=np.full(values.shape, np.nan), where=total > 0)
    return shares
