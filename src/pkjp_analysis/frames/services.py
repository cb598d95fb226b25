"""Exports of information and communication services: by fiscal year and print, their growth, and with the partner."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd

from pkjp_analysis.frames.history import IT, events
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import between, said_up_to
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

ALL = "all ICT services"
KEPT = ("reporter_name", "scope", "year", "coverage", "origin", "publisher", "vintage")


@once
def exports(study: Pair) -> pd.DataFrame:
    """Receipts from exports of ICT services to the world by year, every print a row (USD); adds scope.

    Parts of a year are kept, marked by `coverage`.
    """
    rows = study.rows
    rows = rows[(rows["series"] == "ict_exports") & rows["reporter"].isin(study.pair) & (rows["partner"] == "WLD")]
    rows = rows[(rows["confidence"] != "low") & (rows["unit"] == "USD") & (rows["measure"] == "flow")]
    rows = rows.assign(scope=rows["breakdown"].str.removeprefix("scope=").replace("", ALL))
    return said_up_to(rows.sort_values(["scope", "period_end", "vintage"], kind="stable"), study)


@once
def growth(study: Pair) -> pd.DataFrame:
    """Growth from one year, or part of a year, to the next, both from one page: percent.

    Columns reporter_name, scope, label (the periods), year, coverage, growth, low, high (what rounding in both
    figures allows), bound (where a page says "more than"), first, last (USD), origin, publisher, vintage.
    """
    columns = ["reporter_name", "scope", "label", "year", "coverage", "growth", "low", "high", "bound", "first"]
    columns += ["last", "origin", "publisher", "vintage"]
    records = [
        _step(one, two)
        for _, part in exports(study).groupby(["reporter", "scope", "source"], sort=False)
        for one, two in combinations(rows_of(part), 2)
        if _a_year_apart(one, two)
    ]
    frame = pd.DataFrame(records, columns=columns)
    return said_up_to(frame.sort_values(["coverage", "scope", "year", "label"], kind="stable"), study)


def _a_year_apart(one: dict[str, Any], two: dict[str, Any]) -> bool:
    """Whether the second is the same months a year later."""
    return all(
        int(one[end][:4]) + 1 == int(two[end][:4]) and one[end][5:7] == two[end][5:7]
        for end in ("period_start", "period_end")
    )


def _step(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
    low = (two["value"] - two["precision"]) / (one["value"] + one["precision"])
    high = (two["value"] + two["precision"]) / (one["value"] - one["precision"])
    bound = {(True, False): "at most", (False, True): "at least"}
    said = (one["qualifier"] == "more_than", two["qualifier"] == "more_than")
    return {
        **{name: two[name] for name in KEPT},
        "label": f"{two['period']} against {one['period']}",
        "bound": bound.get(said, ""),
        "growth": 100 * (two["value"] / one["value"] - 1),
        "low": 100 * (low - 1),
        "high": 100 * (high - 1),
        "first": one["value"],
        "last": two["value"],
    }


@once
def with_partner(study: Pair) -> pd.DataFrame:
    """Exports of ICT services from one side to the other, and contracts that are told: rows of observations."""
    rows = pd.concat([between(study, "ict_exports"), between(study, "ict_contracts")])
    return said_up_to(rows.sort_values("period_end", kind="stable"), study)


@once
def interest(study: Pair) -> pd.DataFrame:
    """Events that report interest in information technology between the two, oldest first (`history.events`)."""
    frame = events(study)
    return said_up_to(frame[frame["category"].str.contains(IT)], study)
