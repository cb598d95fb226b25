"""Differences: between prints of one statistic that are shipped, and between the shipped figures and vintages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pkjp_analysis.claims import judge_all, records
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution.differences import moved
from pkjp_analysis.execution.differences_text import MOST, basis, digits, statistic
from pkjp_analysis.plain import mapping, rows_of
from pkjp_analysis.report.page import Asset, Page
from pkjp_analysis.report.report import Report
from pkjp_analysis.store import Store
from pkjp_analysis.vintages.diff import CHANGES, STATISTIC, Observations, compare
from pkjp_analysis.vintages.folder import Vintage, vintages

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "differences"
PRINTS = f"{FOLDER}/prints.csv"
# Percent below which a change is shown with more digits.
_SMALL = 0.1


@dataclass(frozen=True)
class Prints:
    """Statistics that the shipped figures hold in prints of several days: the first and the last of each.

    `published` gives the day of a print by its raw row.
    """

    found: Observations
    published: dict[str, str]


@dataclass(frozen=True)
class Compared:
    """What a vintage beside the shipped figures changes of them; `problem` says why nothing was compared."""

    vintage: Vintage
    found: Observations | None = None
    statements: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""

    @property
    def file(self) -> str:
        """Where its differences are as a table."""
        return f"{FOLDER}/{self.vintage.id}.csv"

    @property
    def judged_otherwise(self) -> list[dict[str, Any]]:
        """Statements that get another verdict."""
        return [one for one in self.statements if one["old_verdict"] != one["new_verdict"]]

    @property
    def judged_the_same(self) -> list[dict[str, Any]]:
        """Statements that keep their verdict, by other evidence."""
        return [one for one in self.statements if one["old_verdict"] == one["new_verdict"]]

    @cached_property
    def shown(self) -> dict[str, list[dict[str, Any]]]:
        """By change, the rows with the largest difference."""
        if self.found is None:
            return {}
        rows = self.found.rows
        return {change: rows_of(rows[rows["change"] == change].head(MOST)) for change in CHANGES}


def made(report: Report) -> Iterator[Page | Asset]:
    """The page, and the differences as tables."""
    shipped = Store(report.root) if report.vintages else report.store
    prints = _prints(shipped.coarse)
    held = vintages(report.root)
    newest = _newest(held)
    compared = [_compared(shipped, vintage) for vintage in newest]
    values = {
        "prints": prints,
        "rows": _by_series(prints.found.rows),
        "compared": compared,
        "older": [one for one in held if one not in newest],
        "most": MOST,
        "changes": CHANGES,
        "prints_file": PRINTS,
        "digits": digits,
        "statistic": statistic,
        "basis": basis,
        "change": _change,
    }
    yield Page("differences.html", "Differences", "differences.html", "differences", values)
    yield Asset(PRINTS, _csv(prints.found.rows))
    for one in compared:
        if one.found is not None:
            # What a vintage adds can be any number of rows; the command has them.
            yield Asset(one.file, _csv(one.found.rows[one.found.rows["change"] != "added"]))


def _prints(observations: pd.DataFrame) -> Prints:
    """The first dated print of each statistic beside the last; as in the rule, none of low confidence."""
    dated = observations[(observations["vintage"] != "") & (observations["confidence"] != "low")]
    days = dated.groupby(list(STATISTIC), sort=False)["vintage"]
    first, last = days.transform("min"), days.transform("max")
    several = first != last
    old, new = (dated[several & (dated["vintage"] == day)] for day in (first, last))
    return Prints(compare(old, new), mapping(dated[several], "raw", "vintage"))


def _by_series(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Series by their largest change in percent, in each the largest first."""
    sized = rows.assign(size=rows["percent"].abs().fillna(0.0))
    sized = sized.assign(largest=sized.groupby("series")["size"].transform("max"))
    ordered = sized.sort_values(["largest", "series", "size"], ascending=[False, True, False], kind="stable")
    return rows_of(ordered.drop(columns=["size", "largest"]))


def _compared(shipped: Store, vintage: Vintage) -> Compared:
    """The shipped figures alone, beside them with a vintage; codes below the HS chapter left aside."""
    try:
        beside = Store.verified(shipped.root, (vintage.id,))
        found = compare(shipped.coarse, beside.coarse)
        old, new = ({one["claim_id"]: one for one in records(judge_all(store))} for store in (shipped, beside))
    except PkjpError as error:
        return Compared(vintage, problem=str(error))
    return Compared(vintage, found, list(moved(old, new)))


def _newest(held: list[Vintage]) -> list[Vintage]:
    """Of each source the newest vintage; a second one of a day ends in its number."""
    by_day = sorted(held, key=lambda one: [int(number) for number in re.findall(r"\d+", one.id)])
    return sorted({one.id.rstrip("0123456789-"): one for one in by_day}.values(), key=lambda one: one.id)


def _change(row: dict[str, Any]) -> str:
    """The change in percent, or what else differs."""
    percent = row["percent"]
    if percent != percent:
        return str(row["restated"])
    return f"{percent:+,.1f} %" if abs(percent) >= _SMALL else f"{percent:+.3f} %"


def _csv(rows: pd.DataFrame) -> bytes:
    return rows.to_csv(index=False, lineterminator="\n").encode("utf-8")
