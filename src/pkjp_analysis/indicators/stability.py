"""Ranks of lines when the weights of their criteria vary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

# Scores that differ by less are ties: they differ by the rounding of a sum only.
DECIMALS = 12
# Numbers in one block of work: 32 MB.
BLOCK = 4_000_000


def in_order(scores: np.ndarray) -> np.ndarray:
    """Ranks from 1 in each column, highest first; ties in the order of the rows."""
    import numpy as np

    order = np.argsort(-np.round(scores, DECIMALS), axis=0, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, len(scores) + 1)[:, None], axis=0)
    return ranks


def drawn_ranks(matrix: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Rank of each line (row) in each draw (column).

    Weights of the criteria (columns of `matrix`) come from the Dirichlet distribution with all parameters 1, drawn by
    numpy's default generator. Draws are worked on in blocks, so that memory holds little more than the ranks.
    """
    import numpy as np

    drawn = np.random.default_rng(seed).dirichlet(np.ones(matrix.shape[1]), size=draws)
    ranks = np.empty((len(matrix), draws), dtype=np.uint16 if len(matrix) < 2**16 else np.uint32)
    step = max(1, BLOCK // len(matrix))
    for start in range(0, draws, step):
        ranks[:, start : start + step] = in_order(matrix @ drawn[start : start + step].T)
    return ranks


def range_of_ranks(ranks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """5 and 95 percent of the ranks of each line, as ranks that occur, a block of lines at a time."""
    import numpy as np

    step = max(1, BLOCK // ranks.shape[1])
    parts = [
        np.quantile(ranks[start : start + step], [0.05, 0.95], axis=1, method="inverted_cdf")
        for start in range(0, len(ranks), step)
    ]
    low, high = np.concatenate(parts, axis=1).astype(int)
    return low, high
