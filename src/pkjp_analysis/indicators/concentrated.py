"""How much of trade falls to few products or partners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pkjp_analysis.errors import UsageError
from pkjp_analysis.indicators.inputs import prepare, separated_by
from pkjp_analysis.indicators.shares import TOTALS, refuse_totals, sums, totals

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Concentration:
    """Concentration of trade over the parts given."""

    #: Herfindahl-Hirschman index, a fraction: one over the number of parts up to 1.
    hhi: float | pd.Series
    #: Equal parts that would be as concentrated, a number of 1 or more.
    effective_number: float | pd.Series
    #: Share of the largest part, a fraction.
    top_share: float | pd.Series


def concentration(
    frame: pd.DataFrame, *, of: str | None = None, by: str | Iterable[str] | None = None
) -> Concentration:
    r"""Concentration of trade over products or partners.

    .. math::
        \mathrm{HHI} = \sum_k s_k^2, \qquad n^{*} = \frac{1}{\mathrm{HHI}}, \qquad s_k = \frac{v_k}{\sum_l v_l}

    `s_k` is the share of part `k` as a fraction. HHI runs from one over the number of parts that trade, where all are
    equal, to 1, where one has everything; the effective number is Adelman's (1969) numbers-equivalent.

    HHI is the plain sum of squares: not times 10,000 as competition authorities print it, not the square root, which
    is Hirschman's own index, nor the root shifted and scaled to 0-1, UNCTAD's, which depends on how many lines a
    nomenclature happens to have. Parts without trade change nothing; finer parts never raise it.

    A part whose value is not held (NaN) is left out of the sum and of the shares: the result is of the parts held.
    No trade at all, or nothing held, is NaN.

    Parameters
    ----------
    frame
        Trade of one reporter in one direction: product or partner, value (one unit, zero or more), and the `by`
        columns. Without the row of the total (partner ``WLD``, product ``TOTAL``).
    of
        Column whose values are the parts, ``"product"`` or ``"partner"``; unless given, the one that is there, or the
        one of both that has more than one value.
    by
        Columns that separate computations; ``year`` where the frame has it, unless given.

    Returns
    -------
    Concentration
        See its fields: floats where nothing separates, else Series indexed by the `by` columns.

    Raises
    ------
    UsageError
        A column is absent, or products and partners both vary and `of` does not say which is meant.
    BasisError
        A group mixes bases, several reporters among them.
    InputError
        A value is negative, infinite or no number, a key is missing or given twice, or a row is the total; the row
        is named.

    References
    ----------
    Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54(5), 761-762.

    Adelman, M. A. (1969). Comment on the "H" concentration measure as a numbers-equivalent. Review of Economics and
    Statistics 51(1), 99-101.

    Examples
    --------
    >>> import pandas as pd
    >>> exports = pd.DataFrame({"product": ["fish", "ore", "wool"], "value": [50.0, 25.0, 25.0]})
    >>> result = concentration(exports)
    >>> result.hhi, result.top_share
    (0.375, 0.5)
    >>> round(result.effective_number, 3)
    2.667
    """
    part = of or _varying(frame, separated_by(frame, by))
    prepared = prepare(frame, [part], by=by)
    refuse_totals(prepared.frame, [part])
    values, names = prepared.frame["value"], list(prepared.by)
    shares = values / totals(prepared.frame, values, names)  # No trade is 0 / 0: NaN.
    if not names:
        hhi = float((shares**2).sum(min_count=1))
        return Concentration(hhi, 1 / hhi, float(shares.max()))
    keys = [prepared.frame[name] for name in names]
    squares = sums(shares**2, keys, min_count=1)
    largest = shares.groupby(keys, observed=True).max()
    return Concentration(squares.rename("hhi"), (1 / squares).rename("effective_number"), largest.rename("top_share"))


def _varying(frame: pd.DataFrame, by: tuple[str, ...]) -> str:
    """The column of the parts: the one that is there, or that varies."""
    there = [name for name in TOTALS if name in frame.columns and name not in by]
    if not there:
        raise UsageError("no column product or partner; give one, or say of=")
    varying = [name for name in there if frame[name].nunique(dropna=False) > 1]
    if len(varying) > 1:
        raise UsageError("products and partners both vary; say of='product' or of='partner'")
    return (varying or there)[0]
