"""What a published gravity equation predicts for a pair, beside what the pair traded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pkjp_analysis.errors import UsageError
from pkjp_analysis.indicators.inputs import InputError, finite, names_in, prepare, require_frames

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

CONSTANT = "const"
# Floats hold exp(x) and its inverse up to here.
FARTHEST = 700


def gravity_benchmark(
    coefficients: pd.DataFrame, pairs: pd.DataFrame, *, flow: str | None = "flow", keep: str | Iterable[str] = "year"
) -> pd.DataFrame:
    r"""Flows that a table of gravity coefficients predicts, and the ratio of actual to predicted.

    .. math:: \hat y_i = \exp\Big(b_0 + \sum_k b_k x_{ik}\Big), \qquad r_i = y_i / \hat y_i

    A ratio of 0.5 says that the pair traded half of what the average pair with these regressors did. It is a
    description: remoteness, prices, and what the equation leaves out are all in it.

    Only coefficients of a level estimator (PPML) predict levels. Ordinary least squares of log flows estimates
    :math:`E(\ln y)`, whose exponential lies below :math:`E(y)` by a factor that depends on the regressors where the
    variance does (Santos Silva and Tenreyro 2006): such a table is refused where its column `estimator` says so.

    Printed coefficients are rounded. With `precision` given, `predicted_low` and `predicted_high` are the bounds of

    .. math:: \ln \hat y_i \pm \Big(h_0 + \sum_k h_k |x_{ik}|\Big)

    where `h` is half the last printed digit: the true coefficients lie inside, each wherever it likes, so this is the
    widest that rounding allows. It is no confidence interval, and sampling errors are not in it.

    Parameters
    ----------
    coefficients
        regressor, coefficient, one row each, the constant as ``const``; optionally precision (half the last printed
        digit; missing = not known, which leaves the bounds missing) and estimator.
    pairs
        A column for each regressor, in the units and logs of the estimate. A missing regressor gives a missing
        prediction. Text columns are labels; a column of numbers that no coefficient belongs to is refused.
    flow
        Column of actual flows in the unit of the estimate, NaN where not held (the ratio is then NaN); None where
        there is no such column.
    keep
        Columns of numbers that are labels, where `pairs` has them.

    Returns
    -------
    pandas.DataFrame
        `pairs` on its own index, with predicted, predicted_low, predicted_high (unit of the estimate), ratio,
        ratio_low, ratio_high (fractions; the low ratio belongs to the high prediction).

    Raises
    ------
    UsageError
        A regressor is in one of the two tables only (it is named), the constant is missing, the table holds a
        regressor twice (several estimates) or is one of log flows.
    BasisError
        Pairs mix bases other than the reporter.
    InputError
        A coefficient is missing or no number, a regressor infinite or no number, a flow negative, infinite or no
        number; the row is named.

    References
    ----------
    Santos Silva, J. M. C. and Tenreyro, S. (2006). The log of gravity. Review of Economics and Statistics 88(4),
    641-658.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"regressor": ["const", "ldist"], "coefficient": [9.0, -1.0], "precision": [0.0, 0.05]})
    >>> pairs = pd.DataFrame({"exporter": ["PAK"], "ldist": [4.0], "flow": [74.2]})
    >>> gravity_benchmark(table, pairs).iloc[0, 3:].astype(float).round(3).to_dict()
    ... # doctest: +NORMALIZE_WHITESPACE
    {'predicted': 148.413, 'predicted_low': 121.51, 'predicted_high': 181.272,
     'ratio': 0.5, 'ratio_low': 0.409, 'ratio_high': 0.611}
    """
    import numpy as np

    require_frames(coefficients, pairs)
    table = _table(coefficients)
    regressors = [name for name in table.index if name != CONSTANT]
    if flow and flow not in pairs.columns:
        raise UsageError(f"the pairs have no column {flow}; name it in flow=, None where there is none")
    prepared = prepare(pairs, (), (flow,) if flow else (), by=(), across="reporter").frame
    _same_regressors(prepared, regressors, {flow, *names_in(keep, "keep")})
    values = prepared.assign(**{name: finite(prepared, (), name) for name in regressors})
    x = values[regressors].to_numpy(dtype=float)
    slopes, halves = table.loc[regressors, "coefficient"].to_numpy(), table.loc[regressors, "precision"].to_numpy()
    log = table.at[CONSTANT, "coefficient"] + x @ slopes
    margin = table.at[CONSTANT, "precision"] + np.abs(x) @ halves
    _refuse_out_of_range(prepared, log, np.nan_to_num(margin))
    result = pairs.assign(predicted=np.exp(log))
    result["predicted_low"], result["predicted_high"] = np.exp(log - margin), np.exp(log + margin)
    actual = values[flow] if flow else np.nan
    for ratio, against in (("ratio", ""), ("ratio_low", "_high"), ("ratio_high", "_low")):
        result[ratio] = actual / result[f"predicted{against}"]
    return result


def _refuse_out_of_range(pairs: pd.DataFrame, log: np.ndarray, margin: np.ndarray) -> None:
    """Refuse the row whose prediction or bounds are 0 or infinite in floats: a level where a log belongs."""
    import numpy as np

    far = np.flatnonzero(np.abs(log) + margin > FARTHEST)
    if len(far):
        raise InputError(
            f"row {pairs.index[far[0]]} has a predicted flow of exp({log[far[0]]:.6g}); "
            "give regressors in the units and logs of the estimate"
        )


def _table(coefficients: pd.DataFrame) -> pd.DataFrame:
    """Coefficients and half digits by regressor, after their questions."""
    import numpy as np

    absent = [name for name in ("regressor", "coefficient") if name not in coefficients.columns]
    if absent:
        raise UsageError(f"the coefficients have no column {', '.join(absent)}; give regressor and coefficient")
    twice = coefficients["regressor"][coefficients["regressor"].duplicated()]
    if len(twice):
        raise UsageError(f"{twice.iloc[0]} has several coefficients; take the rows of one estimate")
    if CONSTANT not in set(coefficients["regressor"]):
        raise UsageError(f"no coefficient {CONSTANT}: without a constant no level is predicted; add its row")
    for told in coefficients["estimator"] if "estimator" in coefficients.columns else ():
        if {"ols", "tobit"} & set(re.findall(r"\w+", str(told).lower())):
            raise UsageError(f"{told}: an equation of logs predicts E(ln y), not E(y); take a PPML table")
    table = coefficients.assign(coefficient=finite(coefficients, ("regressor",), "coefficient"))
    missing = table["regressor"][table["coefficient"].isna()]
    if len(missing):
        raise InputError(f"the coefficient of {missing.iloc[0]} is missing; give it or leave the table out")
    known = finite(table, ("regressor",), "precision").abs() if "precision" in table.columns else np.nan
    return table.assign(precision=known).set_index("regressor")


def _same_regressors(pairs: pd.DataFrame, regressors: list[str], others: set[str | None]) -> None:
    """Refuse a regressor that is in one table and not in the other."""
    from pandas.api.types import is_numeric_dtype

    absent = [name for name in regressors if name not in pairs.columns]
    if absent:
        raise UsageError(f"the pairs have no column {', '.join(absent)}, which the coefficients need; add it")
    known = {*regressors, *others}
    more = [str(name) for name in pairs.columns if name not in known and is_numeric_dtype(pairs[name])]
    if more:
        raise UsageError(f"no coefficient belongs to {', '.join(more)}; leave it out, or name it in flow= or keep=")
