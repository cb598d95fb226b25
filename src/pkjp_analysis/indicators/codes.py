"""Composition by HS 6-digit code: which years are held completely enough."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pkjp_analysis.indicators.chapters import ALL_CHAPTERS, NEARLY_COMPLETE, ChapterYear
from pkjp_analysis.lineage import RAW
from pkjp_analysis.plain import each_once
from pkjp_analysis.vintages import BY

if TYPE_CHECKING:
    import pandas as pd

# Codes count as held where those of the reporter's trade with the world add up to so much of its total: a part may be
# withheld, or reported without a product.
COVERED = 0.95
# What is rounded or corrected between a total and its codes; where codes add up to more, something is in them twice.
OVER = 1.005
# What `customs_rows` and `code_years` read of an observation.
CUSTOMS_COLUMNS = (
    *("series", "reporter", "partner", "flow", "nomenclature", "edition", "product", "measure", "period_start"),
    *("calendar", "coverage", "value", "regime", "source", "vintage", "evidence", RAW),
)


def customs_rows(observations: pd.DataFrame) -> pd.DataFrame:
    """Whole calendar years of goods trade by HS code, chapter or in total: with `amount`, `year`, `level`, `reported`.

    `level` is the number of digits: 6, 2, or 0 for the total. `reported` is the source that has the rows as they were
    reported: another than `source` where a concordance has led codes to another edition. Rows of another length,
    compilations and counts net of re-exports are left out; so are six digits outside the chapters (goods not specified
    by kind).
    """
    rows = observations[
        (observations["series"] == "goods_trade")
        & (observations["calendar"] == "CY")
        & (observations["coverage"] == "full")
        & (observations["evidence"] != "aggregator")
        & (observations["measure"] == "flow")
        & (observations["regime"] != "without re-exports")
    ]
    level = each_once(rows["product"], len, int)
    rows = rows.assign(level=level, year=each_once(rows["period_start"], lambda day: int(day[:4]), int))
    rows["reported"] = each_once(rows["source"], lambda source: source.partition(BY)[0], object)
    total = (rows["nomenclature"] == "TOTAL") & (level == 0)
    known = (rows["nomenclature"] == "HS") & each_once(rows["product"], _is_known, bool)
    rows = rows[(total | known) & (rows["value"] != "")]
    return rows.assign(amount=rows["value"].astype(float))


def _is_known(code: str) -> bool:
    """Whether it is a chapter or a 6-digit code in one."""
    return len(code) in (2, 6) and code[:2] in ALL_CHAPTERS


def code_years(rows: pd.DataFrame, partner: str) -> list[ChapterYear]:
    """Every calendar year of a flow of which HS 6-digit codes are held completely enough, oldest first.

    Parameters
    ----------
    rows
        `customs_rows` of one reporter and flow.
    partner
        Whose trade with the reporter, or ``WLD``.

    Notes
    -----
    Completely enough: the codes of the reporter's trade with the world, of one source and edition, add up to at least
    `COVERED` of the total of the same source (of its chapters, where it has no total), and not to more. Where it has
    neither, at most `NEARLY_COMPLETE` chapters are without a code. A code without a row for the partner is then no
    trade. Of several sources of one year the newest vintage is used, of its editions the one with most codes, never a
    mix. Codes that a concordance has led to another edition are held against what was reported, and used before it; a
    code that it could not lead there is in none of the rows.
    """
    best: dict[int, tuple[tuple[object, ...], ChapterYear]] = {}
    by_source = dict(iter(rows.groupby(["year", "source"])))
    for (year, name), source in by_source.items():
        reported = str(source["reported"].iloc[0])
        held_against = by_source.get((year, reported), source)
        world = source[source["partner"] == "WLD"]
        codes = source[source["level"] == 6]
        for edition, whole in world[world["level"] == 6].groupby("edition"):
            if _complete(whole, held_against[held_against["partner"] == "WLD"]):
                own = codes[(codes["partner"] == partner) & (codes["edition"] == edition)]
                own = own.sort_values("amount", ascending=False)
                made = ChapterYear(int(str(year)), own, (), float(own["amount"].sum()), level=6, edition=str(edition))
                held = replace(made, looked_at=_looked_at(whole, held_against, partner, led=name != reported))
                # Of two vintages of one day the later has a number.
                rank = (whole["vintage"].max(), len(reported), reported, name != reported, len(whole))
                if held.year not in best or rank > best[held.year][0]:
                    best[held.year] = (rank, held)
    return [best[year][1] for year in sorted(best) if best[year][1].total]


def _looked_at(world: pd.DataFrame, reported: pd.DataFrame, partner: str, led: bool) -> list[str]:
    """The raw rows that say whether a year is held completely enough; where codes were led on, all that were."""
    told = reported[
        ((reported["partner"] == "WLD") & (reported["level"] < 6)) | (led & (reported["partner"] == partner))
    ]
    return [*world[RAW], *told[RAW], *(reported.loc[reported["partner"] == "WLD", RAW] if led else ())]


def _complete(world: pd.DataFrame, reported: pd.DataFrame) -> bool:
    """Whether the codes are nearly all of what was reported of the reporter's trade with the world."""
    as_reported = world["source"].iloc[0] == reported["source"].iloc[0]
    for level in (0, 2) if as_reported else (0, 2, 6):
        whole = float(reported.loc[reported["level"] == level, "amount"].sum())
        if whole:
            return COVERED <= float(world["amount"].sum()) / whole <= OVER
    return len(set(ALL_CHAPTERS) - set(world["product"].str[:2])) <= NEARLY_COMPLETE
