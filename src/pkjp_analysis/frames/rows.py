"""Observations with the columns that tables and figures need."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import selection
from pkjp_analysis.periods import period_label
from pkjp_analysis.plain import each_once, mapping, rows_with

if TYPE_CHECKING:
    from pkjp_analysis.store import Store
    from pkjp_analysis.study.pair import Pair


def decorated(store: Store, year: int, observations: pd.DataFrame | None = None) -> pd.DataFrame:
    """Observations that end by a year, typed and labelled; those of `Store.current` where no others are given.

    Adds year (of the period's end), period (label), reporter_name, partner_name, product_label, publisher
    and direction (``Pakistan to Japan``: where the goods go, or the people live or enter); `value` and
    `precision` are floats in base units. Rows without a period are left out.
    """
    frame = store.current if observations is None else observations
    frame = frame[each_once(frame["period_end"], lambda day: "" < day[:4] <= str(year), bool)].copy()
    frame["value"] = pd.to_numeric(frame["value"])
    frame["precision"] = pd.to_numeric(frame["precision"])
    frame["year"] = each_once(frame["period_end"], lambda day: int(day[:4]), int)
    names = mapping(store.countries, "code", "name")
    frame["reporter_name"] = frame["reporter"].map(names)
    frame["partner_name"] = frame["partner"].map(names).fillna("")
    frame["publisher"] = frame["source"].map(store.sources.set_index("source")["publisher"])
    products = store.products.set_index(["nomenclature", "product"])["label"]
    keys = pd.MultiIndex.from_frame(frame[["nomenclature", "product"]])
    frame["product_label"] = products.reindex(keys).fillna("").to_numpy()
    _label_codes(frame, store.code_labels)
    frame["period"] = _labels(frame)
    outward = frame["flow"].isin(["export", "out"])
    near, far = frame["reporter_name"], frame["partner_name"]
    frame["direction"] = near.where(outward, far) + " to " + far.where(outward, near)
    return frame


def _label_codes(frame: pd.DataFrame, labels: dict[str, str]) -> None:
    """Below the chapter a label says its code; a code without one of its own has its chapter's: ``Cotton (HS 520100)``.

    Labels of codes are long and alike, and some are the same.
    """
    codes = frame["product"].where((frame["nomenclature"] == "HS") & (frame["product"].str.len() > 2)).dropna()
    told = {code: labels.get(code) or labels.get(code[:2], "") for code in codes.unique()}
    named = codes.map({code: coded(label, code) if label else "" for code, label in told.items()})
    frame.loc[codes.index, "product_label"] = named


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


@selection
def between(study: Pair, series: str) -> pd.DataFrame:
    """Rows of a series between the two countries, whoever reports."""
    rows = rows_with(study.rows, series=series)
    return rows[rows["reporter"].isin(study.pair) & rows["partner"].isin(study.pair)]


def said_up_to(frame: pd.DataFrame, study: Pair) -> pd.DataFrame:
    """The frame with the year asked for, so that titles can say where a series ends earlier."""
    result = frame.reset_index(drop=True)
    result.attrs["asked_year"] = study.year
    return result


def outward_first(frame: pd.DataFrame, study: Pair) -> pd.DataFrame:
    """The rows with what goes from `reporter` to `partner` first; the order within a direction stays."""
    return frame.sort_values("direction", key=lambda column: column != " to ".join(study.names), kind="stable")
