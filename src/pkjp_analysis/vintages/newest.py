"""Of several prints of one figure the one that counts, where a vintage has one of them."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import TYPE_CHECKING

from pkjp_analysis.codebook import OF_THE_PRINT
from pkjp_analysis.indicators.chapters import NEARLY_COMPLETE
from pkjp_analysis.indicators.grants import LEVELS, best_source_first

if TYPE_CHECKING:
    import pandas as pd

# What one body counts of one flow in one period, at one level: its rows are of one print, never of two.
_TABLE = ["reporter", "partner", "flow", "nomenclature", "measure", "unit", "origin", "calendar"]
_TABLE += ["period_start", "period_end"]
_PRODUCTS = ("TOTAL", "HS")


def current(observations: pd.DataFrame, vintages: Collection[str]) -> pd.DataFrame:
    """The observations with one print of everything that one of the vintages has.

    Of goods trade by HS product that is a whole table (`_of_each_table`), of all else a figure: its print of the best
    evidence level, then the newest. Prints that are shipped stand beside each other where no vintage has the figure.

    Parameters
    ----------
    observations
        Columns in the codebook, cells text; of the Harmonized System no codes below chapters.
    vintages
        Their names, as in the column source.
    """
    goods = (observations["series"] == "goods_trade") & observations["nomenclature"].isin(_PRODUCTS)
    dropped = {*_of_each_table(observations[goods], vintages), *_of_each_figure(observations[~goods], vintages)}
    return observations.drop(index=list(dropped))


def _of_each_figure(observations: pd.DataFrame, vintages: Collection[str]) -> list[Hashable]:
    """Which rows are another print of a figure that counts in a better one."""
    fetched = observations["source"].isin(vintages)
    # Low confidence never votes, and displaces nothing.
    rows = observations[observations["origin"].isin(set(observations["origin"][fetched]))]
    rows = rows[rows["confidence"] != "low"]
    figure = [name for name in rows.columns if name not in OF_THE_PRINT]
    number = rows.groupby(figure, sort=False).ngroup()
    again = best_source_first(rows).duplicated(figure)
    return list(again.index[again & number.isin(set(number[fetched[rows.index]]))[again.index]])


def _of_each_table(goods: pd.DataFrame, vintages: Collection[str]) -> list[Hashable]:
    """Which rows are of another print of a table than the one that counts.

    That of the best evidence level counts, then the newest; one that has fewer chapters than another, by more than
    the three that a nearly complete year may lack, is a part, and gives way.
    """
    rows = goods[goods["confidence"] != "low"]
    table = rows.groupby(_TABLE, sort=False).ngroup()
    fetched = table[rows["source"].isin(vintages)].unique()
    rows, table = rows[table.isin(fetched)], table[table.isin(fetched)]
    prints = rows[["source", "evidence", "vintage"]].assign(table=table).groupby(["table", "source"], sort=False)
    found = prints.agg(evidence=("evidence", "first"), vintage=("vintage", "max"), size=("vintage", "size"))
    found = found.reset_index()
    whole = found["size"] + NEARLY_COMPLETE >= found.groupby("table")["size"].transform("max")
    # Of two vintages of one day the later has a number.
    ranked = found[whole].assign(level=found["evidence"].map(LEVELS.index), length=found["source"].str.len())
    ranked = ranked.sort_values(["level", "vintage", "length", "source"], ascending=[True, False, False, False])
    chosen = ranked.drop_duplicates("table").set_index("table")["source"]
    return list(rows.index[rows["source"].to_numpy() != chosen.reindex(table).to_numpy()])
