"""Economic complexity: which products go together, and how complex an economy's exports are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from pkjp_analysis.indicators.inputs import prepare
from pkjp_analysis.indicators.shares import WORLD, refuse_total, refuse_totals

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# An advantage of 1 up to the rounding of sums counts as 1, so that order and scale of the rows change nothing.
ROUNDING = 1e-12
# Eigenvalues nearer than this to each other, to 1 or to 0 are taken for the same: the vector is not determined.
SAME = 1e-9
# Rows of the product network that are computed at a time: the work space stays small beside the result.
BLOCK = 512


@dataclass(frozen=True)
class EconomicComplexity:
    """The network of reporters and products, and its measures.

    Indexes are sorted; the `by` columns come first in them where computations are separated.
    """

    #: Products in which a reporter has an advantage: a count by reporter.
    diversity: pd.Series
    #: Reporters that have an advantage in a product: a count by product.
    ubiquity: pd.Series
    #: Product by product, 0 to 1, 1 on the diagonal.
    proximity: pd.DataFrame
    #: Reporter by product, 0 to 1; NaN where the value is not held.
    density: pd.DataFrame
    #: Economic complexity index, mean 0 and population standard deviation 1; Series by reporter.
    eci: pd.Series
    #: Product complexity index in the units of `eci`; Series by product.
    pci: pd.Series


def economic_complexity(frame: pd.DataFrame, *, by: str | Iterable[str] | None = None) -> EconomicComplexity:
    r"""Diversity, ubiquity, proximity, density and the complexity indices of exports.

    .. math::
        M_{cp} = [\mathrm{RCA}_{cp} \ge 1], \quad k_c = \sum_p M_{cp}, \quad k_p = \sum_c M_{cp}

        \phi_{pp'} = \frac{\sum_c M_{cp} M_{cp'}}{\max(k_p, k_{p'})}, \quad
        d_{cp} = \frac{\sum_{p'} M_{cp'} \phi_{pp'}}{\sum_{p'} \phi_{pp'}}

        \tilde M_{cc'} = \frac{1}{k_c} \sum_p \frac{M_{cp} M_{c'p}}{k_p}, \quad
        \tilde M v = \lambda_2 v, \quad \mathrm{ECI} = \frac{v - \bar v}{s_v}, \quad
        \mathrm{PCI}_p = \frac{(\lambda_2 k_p)^{-1} \sum_c M_{cp} v_c - \bar v}{s_v}

    RCA is `revealed_comparative_advantage` with the sum over the reporters of the frame as the reference; an RCA
    of 1 up to rounding (1e-12) counts as an advantage.

    * **Proximity** is the smaller of the two conditional probabilities (Hidalgo et al. 2007, equation 1).
    * **Density** counts the product itself, in numerator and denominator (Hidalgo et al. 2007, equation 2, sum over
      all products): an advantage in a product raises the density there. Without it the density is
      :math:`(d_{cp} S_p - M_{cp}) / (S_p - 1)` with :math:`S_p = \sum_{p'} \phi_{pp'}`.
    * **ECI** is the eigenvector of the second largest eigenvalue (Hausmann et al. 2014, technical box 2.1), the
      limit of the method of reflections (Hidalgo and Hausmann 2009), in the sign that correlates with diversity.
    * **PCI** is the same for products, in the units of ECI and not standardised by itself: a reporter's ECI is
      then the mean PCI of its products. The Atlas takes PCI's own: ``(pci - pci.mean()) / pci.std(ddof=0)``.

    These are the definitions of the Growth Lab's Python package ``ecomplexity`` at its defaults; it takes missing
    values for zero and returns some vector where the second one is not determined. The Lab's Stata package of the
    same name leaves the product itself out of density and divides by a sample deviation.

    A reporter without exports above zero and a product that nobody exports, or in which nobody has an advantage
    (possible only where values are missing), are left out of every result. A value that is not held (NaN) has no
    RCA (how it is left out of the sums is said there) and is not counted as an advantage, so diversity and
    ubiquity are lower bounds there; it is left out of both sums of the reporter's densities, and the density of
    its own cell is NaN.

    `eci` and `pci` are NaN where the rows do not determine them: the network falls into parts without a common
    product (the eigenvalue 1 occurs more than once), the second eigenvalue occurs more than once or is 0 (as
    where all export alike), or the index does not go with diversity in either sign (as where all are equally
    diverse).

    Parameters
    ----------
    frame
        Exports to the world: reporter, product, value (one unit, zero or more), and the `by` columns. A row that
        is absent says that nothing was exported. Reporters are spanned by definition.
    by
        Columns that separate networks; ``year`` where the frame has it, unless given.

    Returns
    -------
    EconomicComplexity
        See its fields. All are without a unit.

    Raises
    ------
    UsageError
        A column is absent.
    BasisError
        The rows mix bases.
    InputError
        A value is negative, infinite or no number, a key is missing or given twice, or a row is of reporter
        ``WLD`` or product ``TOTAL``; the row is named.

    References
    ----------
    Hidalgo, C. A., Klinger, B., Barabasi, A.-L. and Hausmann, R. (2007). The product space conditions the
    development of nations. Science 317(5837), 482-487.

    Hidalgo, C. A. and Hausmann, R. (2009). The building blocks of economic complexity. PNAS 106(26), 10570-10575.

    Hausmann, R., Hidalgo, C. A., Bustos, S., Coscia, M., Simoes, A. and Yildirim, M. A. (2014). The Atlas of
    Economic Complexity. MIT Press.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = [("A", "chip"), ("A", "car"), ("B", "car"), ("B", "ore"), ("C", "ore")]
    >>> result = economic_complexity(pd.DataFrame(pairs, columns=["reporter", "product"]).assign(value=1))
    >>> result.diversity.to_dict()
    {'A': 2, 'B': 2, 'C': 1}
    >>> result.eci.round(3).to_dict()
    {'A': 1.309, 'B': -0.191, 'C': -1.118}
    >>> float(result.density.loc["A", "ore"].round(3))
    0.333
    """
    prepared = prepare(frame, ("reporter", "product"), by=by, across="reporter")
    refuse_total(prepared.frame, "reporter", WORLD, "leave it out: the reference is the sum of the reporters")
    refuse_totals(prepared.frame, ["product"])
    names = list(prepared.by)
    networks = [(key, _network(part)) for key, part in _parts(prepared.frame, names)]

    def beside(measure: str) -> Any:
        return _beside([(key, getattr(network, measure)) for key, network in networks], names)

    return EconomicComplexity(**{field.name: beside(field.name) for field in fields(EconomicComplexity)})


def _parts(frame: pd.DataFrame, by: list[str]) -> list[tuple[tuple[Any, ...], pd.DataFrame]]:
    """The values of `by` and the rows of each network; one without rows where there are none."""
    groups = list(frame.groupby(by, observed=True)) if by else []
    return groups or [((None,) * len(by), frame)]


def _beside(parts: list[tuple[tuple[Any, ...], Any]], by: list[str]) -> Any:
    """The results of all networks under each other, with `by` first in the index."""
    import pandas as pd

    for key, part in parts if by else ():
        labels = [*([value] for value in key), part.index]
        part.index = pd.MultiIndex.from_product(labels, names=[*by, part.index.name])
    results = [part for _, part in parts]
    return results[0] if len(results) == 1 else pd.concat(results)


def _network(part: pd.DataFrame) -> EconomicComplexity:
    import numpy as np
    import pandas as pd

    exports, reporters, products = _matrix(part)
    # On a scale where no product of two amounts is too large or small: by a power of two, which rounds nothing.
    shown = _advantage(np.ldexp(exports, -np.frexp(np.nanmax(exports, initial=1e-300))[1]))
    seen = shown.sum(axis=0) > 0
    exports, shown, products = exports[:, seen], shown[:, seen], products[seen]
    diversity, ubiquity = shown.sum(axis=1), shown.sum(axis=0)
    proximity = _proximity(shown, ubiquity)
    density = _density(shown, proximity, np.isfinite(exports))
    eci, pci = _indices(shown, diversity, ubiquity)
    return EconomicComplexity(
        diversity=pd.Series(diversity.astype(int), reporters, name="diversity"),
        ubiquity=pd.Series(ubiquity.astype(int), products, name="ubiquity"),
        proximity=pd.DataFrame(proximity, products, products, copy=False),
        density=pd.DataFrame(density, reporters, products, copy=False),
        eci=pd.Series(eci, reporters, name="eci"),
        pci=pd.Series(pci, products, name="pci"),
    )


def _matrix(part: pd.DataFrame) -> tuple[np.ndarray, pd.Index, pd.Index]:
    """Exports by reporter and product, those without any left out, and their sorted labels."""
    import numpy as np
    import pandas as pd

    rows, reporters = pd.factorize(part["reporter"], sort=True)
    columns, products = pd.factorize(part["product"], sort=True)
    exports = np.zeros((len(reporters), len(products)))
    exports[rows, columns] = part["value"].to_numpy()
    reports, sold = (np.nansum(exports, axis=axis) > 0 for axis in (1, 0))
    kept = exports[np.ix_(reports, sold)]
    return kept, pd.Index(reporters[reports], name="reporter"), pd.Index(products[sold], name="product")


def _advantage(exports: np.ndarray) -> np.ndarray:
    """M: 1.0 where RCA is at least 1, else 0.0."""
    import numpy as np

    own, world = np.nansum(exports, axis=1), np.nansum(exports, axis=0)
    # A reporter is compared with the world's sum over the products that are held of it.
    compared = np.where(np.isnan(exports), 0.0, world).sum(axis=1, keepdims=True)
    # Multiplied out: whole amounts that are exactly at their expectation stay exactly there.
    expected = np.multiply.outer(own, world) * (1 - ROUNDING)
    return np.where(exports * compared >= expected, 1.0, 0.0)


def _proximity(shown: np.ndarray, ubiquity: np.ndarray) -> np.ndarray:
    import numpy as np

    # Whole numbers up to 2**24 are exact in single precision, at half the time: these are at most the reporters.
    counted = shown.astype(np.float32)
    proximity = np.empty((len(ubiquity), len(ubiquity)))
    for start in range(0, len(ubiquity), BLOCK):
        block = slice(start, start + BLOCK)
        larger = np.maximum.outer(ubiquity[block], ubiquity)
        np.divide(counted[:, block].T @ counted, larger, out=proximity[block])
    return proximity


def _density(shown: np.ndarray, proximity: np.ndarray, held: np.ndarray) -> np.ndarray:
    import numpy as np

    all_around = proximity.sum(axis=0) if held.all() else held.astype(float) @ proximity
    density: np.ndarray = np.divide(shown @ proximity, all_around, out=np.full(held.shape, np.nan), where=held)
    return density


def _indices(shown: np.ndarray, diversity: np.ndarray, ubiquity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """ECI and PCI, or missing values where they are not determined."""
    import numpy as np

    undetermined = np.full(len(diversity), np.nan), np.full(len(ubiquity), np.nan)
    if len(diversity) < 2:
        return undetermined
    # D^-1/2 A D^-1/2 has the eigenvalues of D^-1 A, is symmetric, and small: reporters by reporters.
    root = np.sqrt(diversity)
    links = (shown / ubiquity) @ shown.T / np.multiply.outer(root, root)
    values, vectors = np.linalg.eigh(links)
    second, third = values[-2], values[-3] if len(values) > 2 else 0.0
    if min(1 - second, second - third, second) < SAME:
        return undetermined
    vector = vectors[:, -2] / root
    centred, spread = vector - vector.mean(), vector.std()
    along = centred @ (diversity - diversity.mean()) / (len(vector) * spread * (diversity.std() or 1))
    if abs(along) < SAME:
        return undetermined
    products = shown.T @ vector / (second * ubiquity)
    return np.sign(along) * centred / spread, np.sign(along) * (products - vector.mean()) / spread
