"""Observations with the columns that tables and figures need."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.indicators.grants import best_source_first
from pkjp_analysis.periods import period_label
from pkjp_analysis.plain import mapping, rows_with

if TYPE_CHECKING:
    from pkjp_analysis.store import Store
    from pkjp_analysis.study.pair import Pair


def decorated(store: Store, year: int) -> pd.DataFrame:
    """Observations that end by a year, typed and labelled.

    Adds year (of the period's end), period (label), reporter_name, partner_name, product_label, publisher
    and direction (``Pakistan to Japan``: where the goods go, or the people live or enter); `value` and
    `precision` are floats in base units. Rows without a period are left out.
    """
    frame = store.observations
    frame = frame[(frame["period_end"] != "") & (frame["period_end"].str[:4] <= str(year))].copy()
    frame["value"] = pd.to_numeric(frame["value"])
    frame["precision"] = pd.to_numeric(frame["precision"])
    frame["year"] = frame["period_end"].str[:4].astype(int)
    names = mapping(store.countries, "code", "name")
    frame["reporter_name"] = frame["reporter"].map(names)
    frame["partner_name"] = frame["partner"].map(names).fillna("")
    frame["publisher"] = frame["source"].map(store.sources.set_index("source")["publisher"])
    products = store.products.set_index(["nomenclature", "product"])["label"]
    keys = pd.MultiIndex.from_frame(frame[["nomenclature", "product"]])
    frame["product_label"] = products.reindex(keys).fillna("").to_numpy()
    _label_codes(frame, products)
    frame["period"] = _labels(frame)
    outward = frame["flow"].isin(["export", "out"])
    near, far = frame["reporter_name"], frame["partner_name"]
    frame["direction"] = near.where(outward, far) + " to " + far.where(outward, near)
    return frame


def _label_codes(frame: pd.DataFrame, products: pd.Series) -> None:
    """A 6-digit code without a label of its own is told by its chapter: ``Cotton (HS 520100)``."""
    codes = frame["product"].where((frame["nomenclature"] == "HS") & (frame["product"].str.len() == 6)).dropna()
    chapters = codes.str[:2].map(products.get("HS", pd.Series(dtype=object)))
    plain = codes.index[(frame.loc[codes.index, "product_label"] == "") & chapters.notna()]
    frame.loc[plain, "product_label"] = chapters[plain] + " (HS " + codes[plain] + ")"


def coded(label: str, code: str) -> str:
    """``Cotton (HS 52)``; a label that says its code already stays as it is."""
    return label if label.endswith(f"(HS {code})") else f"{label} (HS {code})"


def _labels(frame: pd.DataFrame) -> list[str]:
    seen: dict[tuple[str, str, str], str] = {}
    labels = []
    for key in zip(*(frame[name].tolist() for name in ("period_start", "period_end", "calendar")), strict=True):
        if key not in seen:
            seen[key] = period_label(date.fromisoformat(key[0]), date.fromisoformat(key[1]), key[2])
        labels.append(seen[key])
    return labels


@once
def between(study: Pair, series: str) -> pd.DataFrame:
    """Rows of a series between the two countries, whoever reports."""
    rows = rows_with(study.rows, series=series)
    return rows[rows["reporter"].isin(study.pair) & rows["partner"].isin(study.pair)]


def of_newest_vintage(frame: pd.DataFrame, study: Pair) -> pd.DataFrame:
    """The rows with one print of each figure that a fetched vintage holds: of the best evidence level, the newest.

    Prints that are shipped stand beside each other where no vintage has the figure.
    """
    fetched = frame["source"].isin(study.store.vintages)
    if not fetched.any():
        return frame
    from pkjp_analysis.claims.prints import OF_THE_PRINT

    of_print = (*OF_THE_PRINT["observations"], "raw")
    figure = [name for name in study.store.observations.columns if name not in of_print]
    rows = frame[frame["origin"].isin(set(frame["origin"][fetched]))]
    rows = rows[rows["confidence"] != "low"]
    again = best_source_first(rows).duplicated(figure)
    number = rows.groupby(figure, sort=False).ngroup()
    replaced = number.isin(set(number[fetched[rows.index]]))
    return frame.drop(index=again.index[again & replaced[again.index]])


def said_up_to(frame: pd.DataFrame, study: Pair) -> pd.DataFrame:
    """The frame with the year asked for, so that titles can say where a series ends earlier."""
    result = frame.reset_index(drop=True)
    result.attrs["asked_year"] = study.year
    return result


def outward_first(frame: pd.DataFrame, study: Pair) -> pd.DataFrame:
    """The rows with what goes from `reporter` to `partner` first; the order within a direction stays."""
    return frame.sort_values("direction", key=lambda column: column != " to ".join(study.names), kind="stable")
