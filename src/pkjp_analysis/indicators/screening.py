"""Screening of candidate products: a score, a rank, and how stable the rank is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral, Real
from typing import TYPE_CHECKING

from pkjp_analysis.errors import UsageError
from pkjp_analysis.indicators.inputs import finite, prepare, require_frames
from pkjp_analysis.indicators.stability import drawn_ranks, in_order, range_of_ranks

if TYPE_CHECKING:
    import pandas as pd

# Whether more of a criterion speaks for a line (up) or against it (down).
DIRECTIONS = {
    "size": "up",
    "growth": "up",
    "advantage": "up",
    "share": "up",
    "tariff": "down",
    "standards": "down",
    "density": "up",
}
# May be below zero: growth, and an advantage on the symmetric scale.
SIGNED = ("growth", "advantage")
SEED = 2025


@dataclass(frozen=True)
class Screening:
    """Candidates in order, with what the order rests on.

    ranking
        One row per candidate, best first, with the caller's index labels: product, label where given, each criterion
        used, scaled to 0-1 (1 is best), score (0-1), rank (1 is best), a column `top_N` for each N (share of the draws,
        0-1, in which the line is among the first N), rank_low and rank_high (5 and 95 percent of its ranks).
    left_out
        criterion, product: a row for each candidate that lacks a criterion left out of every score.
    absent
        Criteria that the candidates have no column of.
    weights, directions
        Of each criterion used; the weights add up to 1.
    draws, seed
        Weight vectors drawn, and the seed of their generator.
    """

    ranking: pd.DataFrame
    left_out: pd.DataFrame
    absent: tuple[str, ...]
    weights: dict[str, float]
    directions: dict[str, str]
    draws: int
    seed: int


def screen_products(
    candidates: pd.DataFrame,
    *,
    weights: Mapping[str, float] | None = None,
    directions: Mapping[str, str] | None = None,
    draws: int = 10_000,
    seed: int = SEED,
    top: Sequence[int] = (4, 5, 6),
    across: str | Iterable[str] = (),
) -> Screening:
    r"""Candidate lines by a weighted mean of criteria, and how often each stays on top when the weights vary.

    .. math:: s_k = \sum_c w_c \, p_{kc}, \qquad p_{kc} = \frac{r_{kc} - 1}{n - 1}, \qquad \sum_c w_c = 1

    `r_kc` is the rank of candidate `k` of `n` in criterion `c`, worst first, ties at their mean rank: each criterion
    counts by its order among the candidates, 0 the worst and 1 the best, so that no unit and no outlier decides and
    a raw advantage is never a score. That is the ranking method of the OECD/JRC handbook; what it
    gives up is the distance between candidates, and a score holds among these candidates only. A criterion in which
    all are equal is 0.5 for each.

    The mean lets a strong criterion make up for a weak one, and no weights are the right ones. So `draws` weight
    vectors are drawn from the Dirichlet distribution with all parameters 1 (each mix of the criteria used is equally
    likely), whatever `weights` says, and the order is taken again with each. Ties in score, in the ranking and
    in each draw, go to the product code that sorts first as text; so exactly N lines are in each top N.

    Missing is neither 0 nor the mean: a criterion that any candidate lacks (NaN) is left out of every score, and
    named with those that lack it.

    Parameters
    ----------
    candidates
        product, optionally label, and any of size (value), growth (percent), advantage (revealed comparative
        advantage, raw or symmetric: the order is the same), share (of the market: a foothold), tariff (percent),
        standards (number or height of those to be met), density (relatedness to present exports). One row per product.
        Only growth and advantage may be negative.
    weights
        Weight of each criterion, 0 or more, scaled to a sum of 1; equal without it. A criterion with weight 0, or
        not named, takes no part, in the draws neither. The weight of a criterion that is left out or absent goes to
        the others in proportion.
    directions
        ``up`` or ``down`` for criteria whose direction differs: tariff and standards are down, others up.
    draws, seed
        Number of weight vectors, and the seed of the numpy generator (PCG64) that draws them.
    top
        Sizes of the short list; among fewer candidates than that every one is on it.
    across
        Basis columns in which candidates are meant to differ, e.g. ``"nomenclature"``.

    Raises
    ------
    UsageError
        A name of a criterion, a direction or a weight is unknown or impossible, no criterion is left, there are no
        candidates, or `draws` is below 1.
    BasisError
        Candidates are on several bases.
    InputError
        A value is infinite, no number or negative (but for growth and advantage), or a product is there twice; the
        row is named.

    References
    ----------
    OECD and Joint Research Centre (2008). Handbook on Constructing Composite Indicators, steps 5 (normalisation), 6
    (weighting and aggregation) and 7 (uncertainty and sensitivity analysis). OECD Publishing.

    Examples
    --------
    >>> import pandas as pd
    >>> lines = pd.DataFrame(
    ...     {
    ...         "product": ["rice", "towels", "shrimp"],
    ...         "size": [900.0, 400.0, 100.0],
    ...         "tariff": [300.0, 0.0, 1.0],
    ...     }
    ... )
    >>> found = screen_products(lines, top=(1, 2))
    >>> found.ranking[["product", "size", "tariff", "score", "rank"]]
      product  size  tariff  score  rank
    1  towels   0.5     1.0   0.75     1
    0    rice   1.0     0.0   0.50     2
    2  shrimp   0.0     0.5   0.25     3
    >>> found.weights
    {'size': 0.5, 'tariff': 0.5}
    """
    import pandas as pd

    require_frames(candidates)
    _check_numbers(draws, seed, top)
    chosen = {**DIRECTIONS, **_checked_directions(directions or {})}
    present = [name for name in DIRECTIONS if name in candidates.columns]
    rows = _read(candidates, present, across)
    if rows.empty:
        raise UsageError("there are no candidates; give a row per product")
    lacking = [(name, product) for name in present for product in rows.loc[rows[name].isna(), "product"]]
    lacked = {name for name, _ in lacking}
    used = _weights(weights, [name for name in present if name not in lacked], lacked)
    scaled = pd.DataFrame({name: _scaled(rows[name], chosen[name]) for name in used})
    return Screening(
        ranking=_ranked(rows, scaled, used, draws, seed, top),
        left_out=pd.DataFrame(lacking, columns=["criterion", "product"]),
        absent=tuple(name for name in DIRECTIONS if name not in present),
        weights=used,
        directions={name: chosen[name] for name in used},
        draws=draws,
        seed=seed,
    )


def _check_numbers(draws: int, seed: int, top: Sequence[int]) -> None:
    if not isinstance(top, Collection) or not all(isinstance(number, Integral) for number in (draws, seed, *top)):
        raise UsageError(f"draws={draws!r}, seed={seed!r}, top={top!r}: give whole numbers, a list of them for top")
    if draws < 1:
        raise UsageError(f"draws={draws} draws nothing; give 1 or more")
    if seed < 0:
        raise UsageError(f"seed={seed} is below zero; give 0 or more")
    if not len(top) or min(top) < 1:
        raise UsageError(f"top={tuple(top)} is no list of sizes; give numbers of 1 or more")


def _checked_directions(directions: Mapping[str, str]) -> dict[str, str]:
    _known(directions, "directions")
    for name, direction in directions.items():
        if direction not in ("up", "down"):
            raise UsageError(f"direction of {name} is {direction!r}; give 'up' or 'down'")
    return dict(directions)


def _known(names: Mapping[str, object], what: str) -> None:
    if not isinstance(names, Mapping):
        raise UsageError(f"{what}={names!r} is no dict; give one by criterion")
    unknown = [name for name in names if name not in DIRECTIONS]
    if unknown:
        raise UsageError(f"{what} name {', '.join(unknown)}, no criterion; choose from {', '.join(DIRECTIONS)}")


def _weights(weights: Mapping[str, float] | None, complete: list[str], lacked: set[str]) -> dict[str, float]:
    """Weights of the criteria that take part, adding up to 1."""
    if weights is not None:
        _known(weights, "weights")
        for name, weight in weights.items():
            if not isinstance(weight, Real | Decimal) or not 0 <= weight < float("inf"):
                raise UsageError(f"weight of {name} is {weight}; give a number of 0 or more")
    given = {name: 1.0 if weights is None else float(weights.get(name, 0)) for name in complete}
    taking_part = {name: weight for name, weight in given.items() if weight > 0}
    if not taking_part:
        told = f" ({', '.join(sorted(lacked))} left out: some candidates lack them)" if lacked else ""
        raise UsageError(f"no criterion is left to score by{told}; give one of {', '.join(DIRECTIONS)} with a weight")
    total = sum(taking_part.values())
    return {name: weight / total for name, weight in taking_part.items()}


def _read(candidates: pd.DataFrame, present: list[str], across: str | Iterable[str]) -> pd.DataFrame:
    """Candidates by product code: the order in which they are given must not matter, for ties neither."""
    unsigned = [name for name in present if name not in SIGNED]
    rows = prepare(candidates, ["product"], unsigned, by=(), across=across).frame
    for name in SIGNED:
        if name in present:
            rows[name] = finite(rows, ("product",), name)
    return rows.iloc[rows["product"].astype(str).argsort(kind="stable")]


def _scaled(values: pd.Series, direction: str) -> pd.Series:
    """Rank among the candidates as 0 (worst) to 1 (best)."""
    if len(values) == 1:
        return values.mask(values.notna(), 0.5)
    ranks = values.rank(method="average", ascending=direction == "up")
    return (ranks - 1) / (len(values) - 1)


def _ranked(
    rows: pd.DataFrame, scaled: pd.DataFrame, weights: dict[str, float], draws: int, seed: int, top: Sequence[int]
) -> pd.DataFrame:
    import numpy as np

    matrix = scaled.to_numpy()
    score = matrix @ np.array(list(weights.values()))
    ranks = drawn_ranks(matrix, draws, seed)
    named = [name for name in ("product", "label") if name in rows.columns]
    result = rows[named].assign(**scaled)
    result["score"] = score
    result["rank"] = in_order(score[:, None])[:, 0]
    for size in top:
        result[f"top_{size}"] = (ranks <= size).mean(axis=1)
    result["rank_low"], result["rank_high"] = range_of_ranks(ranks)
    return result.sort_values("rank")
