"""Observations that a Poisson regression cannot use: a regressor or an effect tells them from every positive flow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pkjp_analysis.errors import PkjpError

if TYPE_CHECKING:
    import numpy as np
    from scipy import sparse  # type: ignore[import-untyped]


def separated_rows(flows: np.ndarray, regressors: np.ndarray, effects: Sequence[np.ndarray] = ()) -> np.ndarray:
    r"""Which rows are separated, all of them at once.

    .. math:: \max_{\gamma, u} \sum_{y_i = 0} u_i \quad\text{with}\quad
              x_i' \gamma = 0 \;(y_i > 0), \quad x_i' \gamma \ge u_i, \; 0 \le u_i \le 1 \;(y_i = 0)

    A row is separated where some combination of regressors and effects is 0 on every positive flow, nowhere of the
    other sign, and not 0 on the row: its fitted flow would go to 0 and a coefficient to infinity, and the likelihood
    of all other rows does not change without it. Since combinations add up and may be scaled, one linear programme
    finds every such row, `u_i` being 1 on those and 0 on the others; no iteration and no tuning is needed.

    Parameters
    ----------
    flows
        Shape n, zero or more.
    regressors
        Shape (n, k), finite; a constant is added.
    effects
        Codes from 0, shape n each; one dummy a level enters.

    Returns
    -------
    numpy.ndarray
        Shape n, bool.

    References
    ----------
    Santos Silva, J. M. C. and Tenreyro, S. (2010). On the existence of the maximum likelihood estimates in Poisson
    regression. Economics Letters 107(2), 310-312.
    Correia, S., Guimarães, P. and Zylkin, T. (2021). Verifying the existence of maximum likelihood estimates for
    generalized linear models. arXiv:1903.01633.

    Examples
    --------
    >>> import numpy as np
    >>> separated_rows(np.array([0.0, 0.0, 2.0, 3.0]), np.array([[1.0], [0.0], [0.0], [0.0]])).tolist()
    [True, False, False, False]
    """
    import numpy as np
    from scipy import sparse
    from scipy.optimize import linprog  # type: ignore[import-untyped]

    found = np.zeros(len(flows), dtype=bool)
    zero, positive = np.flatnonzero(flows == 0), np.flatnonzero(flows > 0)
    if not len(zero) or not len(positive):
        return found
    design = _design(regressors, effects)
    width = design.shape[1]
    solved = linprog(
        np.concatenate([np.zeros(width), -np.ones(len(zero))]),
        A_ub=sparse.hstack([-design[zero], sparse.eye_array(len(zero))], format="csc"),
        b_ub=np.zeros(len(zero)),
        A_eq=sparse.hstack([design[positive], sparse.csr_array((len(positive), len(zero)))], format="csc"),
        b_eq=np.zeros(len(positive)),
        bounds=[(None, None)] * width + [(0, 1)] * len(zero),
        method="highs",
    )
    if solved.x is None:
        raise PkjpError(f"whether rows are separated could not be told ({solved.message}); rescale the regressors")
    found[zero] = solved.x[width:] > 0.5
    return found


def _design(regressors: np.ndarray, effects: Sequence[np.ndarray]) -> sparse.csr_array:
    """A constant, the regressors on one scale, and a dummy for each level of each effect."""
    import numpy as np
    from scipy import sparse

    rows = np.arange(len(regressors))
    size = np.abs(regressors).max(axis=0, initial=0)
    parts = [sparse.csr_array(np.ones((len(rows), 1))), sparse.csr_array(regressors / np.where(size > 0, size, 1))]
    parts += [sparse.csr_array((np.ones(len(rows)), (rows, codes))) for codes in effects]
    return sparse.hstack(parts, format="csr")
