"""Revealed comparative advantage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.indicators.basis import require_one_basis

if TYPE_CHECKING:
    import pandas as pd


def revealed_advantage(frame: pd.DataFrame, world: pd.DataFrame) -> pd.DataFrame:
    r"""Exporters' advantage by product group and year (Balassa 1965).

    .. math:: RCA_{ig} = \frac{X_{ig} / X_i}{X_{wg} / X_w}

    `X_ig` are the exports of country `i` in group `g` to the world, `X_i` its exports in all groups, `w`
    the world. Above 1 the group weighs more in the country's exports than in the world's.
    Totals are sums over the same groups in numerator and denominator; a group without a figure is
    missing, not zero.

    Parameters
    ----------
    frame
        Exports to the world in base units: reporter, year, product, value, one nomenclature.
    world
        The same of all countries together: year, product, value.

    Returns
    -------
    DataFrame
        The rows of `frame` in years that `world` holds too, with own_share and world_share (percent) and
        advantage (ratio).

    References
    ----------
    Balassa, B. (1965). Trade liberalisation and "revealed" comparative advantage. The Manchester School
    33(2), 99-123.
    """
    require_one_basis(frame, across=("reporter", "regime"))
    require_one_basis(world, across="regime")
    of_world = world.assign(world_share=100 * world["value"] / world.groupby("year")["value"].transform("sum"))
    result = frame.merge(of_world[["year", "product", "world_share"]], on=["year", "product"])
    total = result.groupby(["reporter", "year"])["value"].transform("sum")
    result["own_share"] = 100 * result["value"] / total
    result["advantage"] = result["own_share"] / result["world_share"]
    return result
