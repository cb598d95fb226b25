"""Two sets of observations compared, statistic by statistic: what one adds, lacks, or gives otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from pkjp_analysis.cleaning.numbers import as_text, plain

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Rows that agree in all of these are prints of one statistic, wherever and whenever it was read.
STATISTIC = (
    *("series", "reporter", "partner", "flow", "nomenclature", "edition", "product", "breakdown", "measure"),
    *("period_start", "period_end", "calendar", "unit", "price_basis", "valuation", "recording", "regime", "origin"),
)
# What a figure says beside its value; of a figure whose value is the same these can differ.
_SAID = ("coverage", "precision", "qualifier")
CHANGES = ("revised", "restated", "dropped", "added")
COLUMNS = ("change", *STATISTIC, "old_value", "new_value", "difference", "percent", "restated", "old_raw", "new_raw")
_HELD = (*STATISTIC, "value", *_SAID, "vintage", "raw")


@dataclass(frozen=True)
class Observations:
    """The statistics that differ, a row each, and the number of those that do not.

    `rows` has the columns of `COLUMNS`. Values and differences are text as observations hold them, in `unit`;
    `percent` is a number, of the old value's size. Rows stand by change, in each the largest difference first.
    """

    rows: pd.DataFrame
    same: int

    @cached_property
    def counts(self) -> dict[str, int]:
        """Number of rows by change."""
        found = self.rows["change"].value_counts()
        return {change: int(found.get(change, 0)) for change in CHANGES}


def compare(before: pd.DataFrame, after: pd.DataFrame) -> Observations:
    """The figures of one set beside those of another; of several prints of one statistic the newest vintage stands.

    Parameters
    ----------
    before, after
        Observations, every cell text.

    Returns
    -------
    Added are statistics that `after` alone has, dropped those that `before` alone has. Revised ones have another
    value; restated ones the same, with another coverage, precision or qualifier (`restated` says which).
    """
    import numpy as np
    import pandas as pd

    held = pd.concat([before[list(_HELD)], after[list(_HELD)]], ignore_index=True)
    # The edition is a basis only below chapters.
    held.loc[(held["nomenclature"] == "HS") & (held["product"].str.len() <= 2), "edition"] = ""
    statistic = held.groupby(list(STATISTIC), sort=False).ngroup().to_numpy()
    number = int(statistic.max()) + 1 if len(statistic) else 0
    order = np.argsort(held["vintage"].to_numpy(dtype=object), kind="stable")
    old = _newest(statistic, order[order < len(before)], number)
    new = _newest(statistic, order[order >= len(before)], number)
    in_both = (old >= 0) & (new >= 0)
    revised = in_both & _differ(held, "value", old, new)
    stated = {name: in_both & ~revised & _differ(held, name, old, new) for name in _SAID}
    restated = np.logical_or.reduce(list(stated.values()))
    found = np.select([revised, restated, in_both, new < 0], ["revised", "restated", "", "dropped"], "added")
    where = (found != "").nonzero()[0]
    rows = held[list(STATISTIC)].iloc[np.where(new < 0, old, new)[where]].reset_index(drop=True)
    rows["change"] = found[where]
    for side, places in (("old", old[where]), ("new", new[where])):
        for name in ("value", "raw"):
            rows[f"{side}_{name}"] = _cells(held, name, places)
    rows["restated"] = _restated(held, {name: differ[where] for name, differ in stated.items()}, old[where], new[where])
    return Observations(_by_size(_with_difference(rows))[list(COLUMNS)], int((found == "").sum()))


def _newest(statistic: np.ndarray, order: np.ndarray, number: int) -> np.ndarray:
    """Place of the newest row of each statistic, -1 where there is none; `order` has the newest last."""
    import numpy as np

    places = np.full(number, -1)
    # Of several the last one stays.
    places[statistic[order]] = order
    return places


def _cells(held: pd.DataFrame, name: str, places: np.ndarray) -> np.ndarray:
    """Cells of a column, empty where there is no row."""
    import numpy as np

    cells: np.ndarray = held[name].to_numpy(dtype=object)[places]
    return np.where(places < 0, "", cells)


def _differ(held: pd.DataFrame, name: str, old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Where cells differ: as text, and not as the same number in other digits; for statistics that both have."""
    import pandas as pd

    one, other = held[name].to_numpy(dtype=object)[old], held[name].to_numpy(dtype=object)[new]
    differ: np.ndarray = one != other
    where = differ.nonzero()[0]
    numbers = [pd.to_numeric(pd.Series(cells[where]), errors="coerce").to_numpy() for cells in (one, other)]
    differ[where] = numbers[0] != numbers[1]
    return differ


def _restated(held: pd.DataFrame, stated: dict[str, np.ndarray], old: np.ndarray, new: np.ndarray) -> list[str]:
    """``coverage partial to full``, for rows where something of the kind differs."""
    told = [""] * len(old)
    for name, differ in stated.items():
        one, other = _cells(held, name, old), _cells(held, name, new)
        for place in differ.nonzero()[0]:
            told[place] = "; ".join(filter(None, [told[place], f"{name} {one[place]} to {other[place]}"]))
    return told


def _with_difference(rows: pd.DataFrame) -> pd.DataFrame:
    """With columns difference (text, exact) and percent, for rows that have both values."""
    import pandas as pd

    pairs = [
        (Decimal(a), Decimal(b)) if a and b else None for a, b in zip(rows["old_value"], rows["new_value"], strict=True)
    ]
    gaps = [None if pair is None else pair[1] - pair[0] for pair in pairs]
    percent = [
        None if pair is None or gap is None or not pair[0] else float(100 * gap / abs(pair[0]))
        for pair, gap in zip(pairs, gaps, strict=True)
    ]
    difference = ["" if gap is None else as_text(plain(gap)) for gap in gaps]
    return rows.assign(difference=difference, percent=pd.Series(percent, index=rows.index, dtype=float))


def _by_size(rows: pd.DataFrame) -> pd.DataFrame:
    """By change, in each the largest first: differences by their amount, whole figures by theirs."""
    import pandas as pd

    old, new = (pd.to_numeric(rows[name]) for name in ("old_value", "new_value"))
    size = (new.fillna(0) - old.fillna(0)).abs()
    change = rows["change"].map({name: place for place, name in enumerate(CHANGES)})
    keys = rows[list(STATISTIC)].assign(_change=change, _size=-size)
    return rows.loc[keys.sort_values(["_change", "_size", *STATISTIC], kind="stable").index].reset_index(drop=True)
