"""The gravity equation of trade, estimated by Poisson pseudo maximum likelihood (PPML)."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.indicators.inputs import InputError, finite, names_in, prepare, require_frames
from pkjp_analysis.indicators.separation import separated_rows

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

CONSTANT = "const"
ERRORS = (
    "robust to heteroskedasticity (Eicker-White sandwich, HC0), without a small-sample factor: Stata's poisson, "
    "vce(robust), multiplies by the root of n / (n - 1), others by that of n / (n - k); p-values of the normal "
    "distribution"
)
# One tolerance of the deviance for the estimate, one for the removal of fixed effects: both well inside 1e-8.
TOLERANCE, EFFECTS_TOLERANCE, ROUNDS = 1e-10, 1e-12, 200


@dataclass(frozen=True)
class GravityPpml:
    """A gravity equation estimated by PPML.

    `coefficients` has regressor, coefficient, standard_error, statistic, p_value, in the order given, the constant
    first as `const` (none beside fixed effects). `fitted` are flows in the unit of the flow, on the caller's index;
    NaN where the row did not enter. `separated` and `left_out` are the index labels of rows that did not enter:
    separated ones, and those with a missing value. `observations` counts the rows that did. `dropped_collinear`
    names regressors that the others, the constant or the effects determine; they have no coefficient. `errors` says
    which standard errors these are.
    """

    coefficients: pd.DataFrame
    fitted: pd.Series
    separated: pd.Index
    left_out: pd.Index
    observations: int
    dropped_collinear: tuple[str, ...]
    errors: str = ERRORS


def gravity_ppml(
    frame: pd.DataFrame, flow: str, regressors: str | Iterable[str], fixed_effects: str | Iterable[str] = ()
) -> GravityPpml:
    r"""A gravity equation in levels, estimated by PPML with pyfixest.

    .. math:: E(y_i \mid x_i) = \exp(x_i' \beta + \alpha_{f(i)} + \ldots), \qquad
              \sum_i (y_i - \exp(x_i' \hat\beta + \ldots)) x_i = 0

    Flows enter as they are, zeros included. Ordinary least squares of log flows is the other estimator in use: it
    needs positive flows and is inconsistent where the variance depends on the regressors. Nothing has to be Poisson
    for PPML to be consistent, but its standard errors must then be robust; the quasi-Poisson ones that some packages
    print are not.

    Standard errors: the sandwich :math:`A^{-1} B A^{-1}` with :math:`A = \sum \hat\mu_i x_i x_i'` and
    :math:`B = \sum (y_i - \hat\mu_i)^2 x_i x_i'`, without a small-sample factor (HC0). Other programs multiply the
    variance by n / (n - 1), as Stata's poisson, vce(robust), or by n / (n - k), where k counts fixed effects or not.
    Nothing is clustered and nothing is weighted.

    A missing value (NaN) of a flow, a regressor or an effect leaves its row out, and `left_out` names it: a missing
    flow is not zero. Separated rows, for which no finite estimate exists (`separated_rows`), are taken out before the
    estimate, with and without fixed effects. Groups of a single row stay. Regressors come on any scale: logs, dummies
    and levels are scaled before the estimate and back after it.

    Parameters
    ----------
    frame
        One row per flow. Reporters may differ; any other basis column (valuation, unit, ...) must not.
    flow
        Column of flows, in any unit, zero or more; the unit moves the constant alone.
    regressors
        Columns of numbers, at least one; take logs yourself. Any name but ``const``.
    fixed_effects
        Columns of labels, e.g. ``("exporter", "importer")``; combine columns yourself, e.g. exporter and year.

    Raises
    ------
    UsageError
        pyfixest is not installed, a column is absent or named twice, or nothing is left to estimate.
    BasisError
        Rows mix bases.
    InputError
        A flow is negative, infinite or no number, a regressor infinite or no number (the row is named), or no flow
        is positive.
    PkjpError
        No convergence.

    References
    ----------
    Santos Silva, J. M. C. and Tenreyro, S. (2006). The log of gravity. Review of Economics and Statistics 88(4),
    641-658; the model is their equation 6.

    Examples
    --------
    >>> import pandas as pd
    >>> trade = pd.DataFrame({"flow": [1.0, 3.0, 0.0, 12.0], "near": [0, 0, 1, 1]})
    >>> result = gravity_ppml(trade, "flow", ["near"])
    >>> result.coefficients["coefficient"].round(6).tolist()  # logs of the mean 2, and of the ratio of means 6 / 2
    [0.693147, 1.098612]
    >>> result.fitted.round(6).tolist()
    [2.0, 2.0, 6.0, 6.0]
    """
    import numpy as np
    import pandas as pd

    explaining, effects = _names(frame, flow, regressors, fixed_effects)
    prepared = prepare(frame, (), (flow,), by=(), across="reporter").frame
    for name in explaining:
        prepared[name] = finite(prepared, (), name)
    used = prepared[[flow, *explaining, *effects]]
    held = used.notna().all(axis=1).to_numpy()
    rows = used[held]
    if not rows[flow].gt(0).any():
        raise InputError(f"no row with every value held has a positive {flow}; nothing can be estimated")
    codes = [pd.factorize(rows[name])[0] for name in effects]
    apart = separated_rows(rows[flow].to_numpy(), rows[explaining].to_numpy(dtype=float), codes)
    entering = held.copy()
    entering[held] = ~apart
    if entering.sum() < 2:
        raise InputError("fewer than two rows are left to estimate from; see which miss a value or are separated")
    table, fitted = _estimated(used[entering], flow, explaining, effects)
    everywhere = np.full(len(frame), np.nan)
    everywhere[entering] = fitted
    return GravityPpml(
        coefficients=table,
        fitted=pd.Series(everywhere, index=frame.index, name="fitted"),
        separated=rows.index[apart],
        left_out=used.index[~held],
        observations=int(entering.sum()),
        dropped_collinear=tuple(name for name in explaining if name not in set(table["regressor"])),
    )


def _names(
    frame: pd.DataFrame, flow: str, regressors: str | Iterable[str], effects: str | Iterable[str]
) -> tuple[list[str], list[str]]:
    """Columns of regressors and of effects, after their questions."""
    require_frames(frame)
    lists = [list(names_in(regressors, "regressors")), list(names_in(effects, "fixed_effects"))]
    names = [flow, *lists[0], *lists[1]]
    absent = [str(name) for name in names if name not in frame.columns]
    if absent:
        raise UsageError(f"no column {', '.join(absent)}; flow, regressors and fixed_effects name columns")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"{twice} is named twice among flow, regressors and fixed_effects; name it once")
    if not lists[0]:
        raise UsageError("gravity_ppml needs a regressor; name at least one column")
    if CONSTANT in lists[0]:
        raise UsageError(f"the constant is called {CONSTANT}; give the regressor another name")
    return lists[0], lists[1]


def _estimated(
    rows: pd.DataFrame, flow: str, regressors: list[str], effects: list[str]
) -> tuple[pd.DataFrame, np.ndarray]:
    """Table of coefficients and fitted flows of rows without missing values and separation."""
    import numpy as np
    import pandas as pd

    level = float(rows[flow].mean())
    size = {name: _size(rows[name].to_numpy(dtype=float)) for name in regressors}
    # Names of our own, so that no sign in a caller's name is read as part of a formula.
    own = {f"x{i}": name for i, name in enumerate(regressors)}
    data = pd.DataFrame({"y": rows[flow].to_numpy() / level})
    data = data.assign(**{x: rows[name].to_numpy(dtype=float) / size[name] for x, name in own.items()})
    data = data.assign(**{f"f{i}": pd.factorize(rows[name])[0] for i, name in enumerate(effects)})
    found, fitted = _fitted(data, list(own), [f"f{i}" for i in range(len(effects))])
    names = [own.get(x, CONSTANT) for x in found.index]
    scale = np.array([size.get(name, 1.0) for name in names])
    coefficient = found["coefficient"].to_numpy() / scale + math.log(level) * np.array([n == CONSTANT for n in names])
    error = found["standard_error"].to_numpy() / scale
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = coefficient / error
    table = pd.DataFrame({"regressor": names, "coefficient": coefficient, "standard_error": error})
    p_value = [math.erfc(abs(value) / math.sqrt(2)) for value in statistic]
    return table.assign(statistic=statistic, p_value=p_value), fitted * level


def _size(values: np.ndarray) -> float:
    """Length of a regressor, found on its own scale: squares of very large or small numbers are none."""
    import numpy as np

    largest = float(np.abs(values).max()) or 1.0
    return largest * (float(np.linalg.norm(values / largest)) or 1.0)


def _fitted(data: pd.DataFrame, regressors: list[str], effects: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Coefficients and sandwich errors of `y` by column (Intercept for the constant), and fitted values."""
    import numpy as np
    import pandas as pd

    fixest = _pyfixest()
    right = " | ".join(" + ".join(names) for names in (regressors, effects) if names)
    options = {
        "vcov": "hetero",
        "ssc": fixest.ssc(k_adj=False),
        "fixef_rm": "none",
        "demeaner": fixest.MapDemeaner(fixef_tol=EFFECTS_TOLERANCE, fixef_maxiter=100_000),
    }
    try:
        # pyfixest warns of regressors that it drops, which the result names, and divides by errors that are 0.
        with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
            warnings.simplefilter("ignore")
            poisson = fixest.fepois(
                f"y ~ {right}", data, iwls_tol=TOLERANCE, iwls_maxiter=ROUNDS, separation_check=[], **options
            )
            if not poisson.convergence:
                raise PkjpError(f"the estimate did not converge in {ROUNDS} rounds; leave out a regressor or rescale")
            # One more weighted step from there: pyfixest's errors are those of the round before the last.
            mean = np.asarray(poisson.predict(type="response"))
            step = data.assign(z=np.log(mean) + data["y"] / mean - 1, w=mean)
            last = fixest.feols(f"z ~ {right}", step, weights="w", **options)
            found = pd.DataFrame({"coefficient": last.coef(), "standard_error": last.se()})
            return found, np.exp(np.asarray(last.predict()))
    except ZeroDivisionError:
        raise UsageError("there are as many coefficients as rows; give more rows or fewer regressors") from None
    except (ValueError, FloatingPointError) as error:
        if "collinear" in str(error):
            raise UsageError("every regressor is collinear with the fixed effects; nothing is left") from None
        raise PkjpError(f"the estimate failed ({str(error).strip().splitlines()[0]}); rescale the regressors") from None


def _pyfixest() -> Any:
    try:
        import pyfixest
    except ImportError:
        raise UsageError('gravity_ppml needs pyfixest; pip install "pkjp-analysis[gravity]"') from None
    return pyfixest
