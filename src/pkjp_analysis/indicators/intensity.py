"""Trade intensity between two countries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pkjp_analysis.indicators.inputs import prepare
from pkjp_analysis.indicators.shares import WORLD, ratio_of_shares, summed

if TYPE_CHECKING:
    import pandas as pd


def trade_intensity(frame: pd.DataFrame, *, by: str | Iterable[str] | None = None) -> pd.DataFrame:
    r"""How much more a reporter exports to a partner than the partner's part in world trade suggests.

    .. math:: I_{ij} = \frac{x_{ij} / x_{i\cdot}}{x_{\cdot j} / x_{\cdot\cdot}}

    `x_ij` are the exports of reporter `i` to partner `j`, a dot the sum over all. Above 1 the partner weighs more in
    the reporter's exports than in the world's.

    This is the plain form, as WITS prints it. The refined one (Kojima 1964; Anderson and Norheim 1993) takes the
    reporter's own trade out of the world's, since no country exports to itself; it is lower, most of all for large
    reporters, and needs the reporter's imports, which a table of exports need not hold.

    The margins are taken from rows of ``WLD`` where the frame has any: (i, WLD) is all that `i` exports, (WLD, j)
    all that goes to `j`, (WLD, WLD) world trade. A margin that then has no row, or NaN, is not held, and the
    intensity is NaN: nothing is added up in its place. Without any such row the margins are sums over the frame,
    which has to hold all reporters and partners. In these sums a pair without a row has no trade; a pair whose value is
    NaN is left out of the reporter's total, of what goes to the partner, and its partner is left out of the world
    total that this reporter is compared with, so that both shares are of the same partners. No result (NaN): a value
    that is not held, a reporter that exports nothing, and a partner to which nothing goes.

    Parameters
    ----------
    frame
        Exports: reporter, partner, value (one unit, zero or more), and the `by` columns. Reporters are spanned by
        definition; every other basis column has one value.
    by
        Columns that separate computations; ``year`` where the frame has it, unless given.

    Returns
    -------
    DataFrame
        One row per reporter and partner of the frame, rows of ``WLD`` left out, with their index: `by` columns,
        reporter, partner, intensity (ratio, 0 or more).

    Raises
    ------
    UsageError
        A column is absent.
    BasisError
        The rows mix bases.
    InputError
        A value is negative, infinite or no number, or a key is missing or given twice; the row is named.

    References
    ----------
    Brown, A. J. (1949). Applied economics: aspects of the world economy in war and peace. Allen and Unwin.

    Drysdale, P. and Garnaut, R. (1982). Trade intensities and the analysis of bilateral trade flows in a many-country
    world: a survey. Hitotsubashi Journal of Economics 22(2), 62-84.

    Kojima, K. (1964). The pattern of international trade among advanced countries. Hitotsubashi Journal of Economics
    5(1), 16-36.

    Anderson, K. and Norheim, H. (1993). From imperial to regional trade preferences: its effect on Europe's intra- and
    extra-regional trade. Weltwirtschaftliches Archiv 129(1), 78-102.

    Examples
    --------
    >>> import pandas as pd
    >>> exports = pd.DataFrame(
    ...     {
    ...         "reporter": ["PER", "PER", "WLD", "WLD"],
    ...         "partner": ["CHL", "WLD", "CHL", "WLD"],
    ...         "value": [6.0, 100.0, 40.0, 2000.0],
    ...     }
    ... )
    >>> trade_intensity(exports)
      reporter partner  intensity
    0      PER     CHL        3.0
    """
    prepared = prepare(frame, ("reporter", "partner"), by=by, across="reporter")
    margin = (prepared.frame["reporter"] == WORLD) | (prepared.frame["partner"] == WORLD)
    pairs = prepared.frame[~margin]
    if margin.any():
        intensity = _by_margins(pairs, prepared.frame[margin], list(prepared.by))
    else:
        reference = summed(pairs, [*prepared.by, "partner"])
        intensity = ratio_of_shares(pairs, reference, prepared.by, "reporter", "partner")
    return pairs[[*prepared.by, "reporter", "partner"]].assign(intensity=intensity)


def _by_margins(pairs: pd.DataFrame, margins: pd.DataFrame, by: list[str]) -> pd.Series:
    """Intensity with the totals that are given; NaN where one is not held or 0."""
    world, outward = margins["reporter"] == WORLD, margins["partner"] == WORLD
    exported = _beside(pairs, margins[~world], [*by, "reporter"])
    received = _beside(pairs, margins[~outward], [*by, "partner"])
    total = _beside(pairs, margins[world & outward].assign(_all=WORLD), [*by, "_all"])
    return (pairs["value"] / exported) / (received / total)


def _beside(pairs: pd.DataFrame, margins: pd.DataFrame, names: list[str]) -> pd.Series:
    """The margin of each pair; NaN where it is not held or 0."""
    held = margins[[*names, "value"]].rename(columns={"value": "_margin"})
    found = pairs.assign(_all=WORLD)[names].merge(held, on=names, how="left")["_margin"].set_axis(pairs.index)
    return found.where(found > 0)
