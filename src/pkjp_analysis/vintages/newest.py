"""Of several prints of one table of goods trade the one that counts, where a vintage has one of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from pkjp_analysis.indicators.chapters import NEARLY_COMPLETE
from pkjp_analysis.indicators.grants import LEVELS

if TYPE_CHECKING:
    import pandas as pd

# What one body counts of one flow in one period, at one level: its rows are of one print, never of two.
_TABLE = ["reporter", "partner", "flow", "nomenclature", "measure", "unit", "origin", "calendar"]
_TABLE += ["period_start", "period_end"]
_PRODUCTS = ("TOTAL", "HS")


def one_print(observations: pd.DataFrame, vintages: Collection[str]) -> pd.DataFrame:
    """The observations with one print of every table of goods trade that one of the vintages has.

    That of the best evidence level counts, then the newest; one that has fewer chapters than another, by more than
    the three that a nearly complete year may lack, is a part, and gives way. Tables of which no vintage has a print,
    and other series, stay as they are.

    Parameters
    ----------
    observations
        Columns in the codebook, cells text; of the Harmonized System no codes below chapters.
    vintages
        Their names, as in the column source.
    """
    import pandas as pd

    goods = (observations["series"] == "goods_trade") & observations["nomenclature"].isin(_PRODUCTS)
    rows = observations[goods & (observations["confidence"] != "low")]
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
    other = rows["source"].to_numpy() != chosen.reindex(table).to_numpy()
    kept = pd.Series(True, observations.index)
    kept[rows.index[other]] = False
    return observations[kept]
