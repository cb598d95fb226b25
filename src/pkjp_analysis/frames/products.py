"""HS products of a flow at the finest level that is held: 6-digit codes of one edition, else chapters.

A chapter holds its codes: rows of different levels are never added up. Codes of different editions are different
products: years of different editions are never chained, but where a concordance is named that leads to one edition.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import decorated
from pkjp_analysis.plain import level_of

if TYPE_CHECKING:
    from pkjp_analysis.indicators.chapters import ChapterYear
    from pkjp_analysis.study.pair import Pair

SOURCED = ["reporter_name", "publisher", "vintage", "valuation", "recording", "regime", "calendar"]
LEVEL = ["level", "edition"]
CHAPTERS = "HS chapters"
_COLUMNS = ["direction", "reporter", "partner", "partner_name", "flow", "nomenclature", "product", "product_label"]
_COLUMNS += ["year", "value", "unit", "origin", *SOURCED]
_TYPES = {"level": int, "edition": str, "kind": str, "missing": str}
# What sums of 6-digit codes stand under, so that they are never taken for sums of the chapters that hold them.
BY_CODE = "HS 6-digit"
# A reference made of reporters stands for the world from so many on.
REPORTERS = 10


def flow_by_chapter(study: Pair, flow: str) -> list[ChapterYear]:
    """Years of a flow of the reporter by HS chapter, up to the year asked for.

    As the reporter counts it; where the reporter's chapters are not held, as the partner counts the
    mirror flow.
    """
    return _own_or_mirror(study, flow, study.store.chapter_years)


def flow_by_product(study: Pair, flow: str) -> list[ChapterYear]:
    """The same by HS chapter and by 6-digit code: one side's count for all."""
    return _own_or_mirror(study, flow, _both_levels(study))


def years_by_product(study: Pair, reporter: str, partner: str, flow: str) -> list[ChapterYear]:
    """Years of a reporter's flow by HS chapter and by 6-digit code, up to the year asked for."""
    return _up_to(study, _both_levels(study)(reporter, partner, flow))


def _both_levels(study: Pair) -> Callable[[str, str, str], list[ChapterYear]]:
    return lambda *ends: [*study.store.chapter_years(*ends), *study.store.code_years(*ends)]


def _own_or_mirror(study: Pair, flow: str, held: Callable[[str, str, str], list[ChapterYear]]) -> list[ChapterYear]:
    mirror = {"export": "import", "import": "export"}[flow]
    own = held(study.reporter, study.partner, flow)
    whole = any(not year.from_printed_total for year in own)
    return _up_to(study, own if whole else held(study.partner, study.reporter, mirror))


def _up_to(study: Pair, years: list[ChapterYear]) -> list[ChapterYear]:
    return [year for year in years if year.year <= study.year and not year.from_printed_total]


@once
def by_product(study: Pair, flow: str) -> pd.DataFrame:
    """The HS products of a flow of the reporter, as `flow_by_product` counts it, at every level that is held.

    Columns direction, reporter, partner, partner_name, flow, nomenclature, product, product_label, year, value, unit,
    origin, what the figures rest on, level (digits: 2 or 6), edition (of the codes; empty for chapters), kind (both in
    words), and missing: the chapters of which no file is held, the same in every row of a year. Another product
    without a row is no trade reported.
    """
    return _rows(study, flow_by_product(study, flow))


@once
def held(study: Pair, reporter: str, partner: str, flow: str) -> pd.DataFrame:
    """The same of any reporter and partner, ``WLD`` too, as that reporter counts it."""
    return _rows(study, years_by_product(study, reporter, partner, flow))


def _rows(study: Pair, years: list[ChapterYear]) -> pd.DataFrame:
    whole = [year for year in years if year.nearly_complete]
    by_code = [year for year in whole if year.level == 6]
    chapters = {str(name): year for year in whole if year.level < 6 for name in year.rows["observation"]}
    rows = study.rows[study.rows["observation"].isin(list(chapters))]
    found = _told(rows, [chapters[name] for name in rows["observation"]])
    if not by_code:
        return found
    codes = decorated(
        study.store, study.year, pd.concat([year.rows.sort_index() for year in by_code], ignore_index=True)
    )
    told = _told(codes, [year for year in by_code for _ in range(len(year.rows))])
    return pd.concat([found, told], ignore_index=True)


def rows_of_year(study: Pair, year: ChapterYear) -> pd.DataFrame:
    """The rows of a year with the columns of `Study.rows`, in the order in which they are held."""
    if year.level < 6:
        return study.rows[study.rows["observation"].isin(year.rows["observation"])]
    rows = decorated(study.store, study.year, year.rows.sort_index())
    return rows[list(study.rows.columns)]


def _told(rows: pd.DataFrame, years: list[ChapterYear]) -> pd.DataFrame:
    """What figures need of the rows, with what the year of each says."""
    kinds = {id(year): (year.level, year.edition, _kind(year), ", ".join(year.missing)) for year in years}
    cells = [kinds[id(year)] for year in years]
    told = {name: [cell[place] for cell in cells] for place, name in enumerate(_TYPES)}
    return rows[_COLUMNS].assign(**{name: pd.Series(cells, rows.index, _TYPES[name]) for name, cells in told.items()})


@once
def code_sums(study: Pair) -> pd.DataFrame:
    """What the codes of a year add up to, in each flow between the two and with the world: columns of `Study.rows`.

    A row for each year that is held completely enough by 6-digit code, under `BY_CODE`. They are the codes as reported:
    those that a concordance leads to another edition are not the whole of a flow.
    """
    ways = [(who, other) for who in sorted(study.pair) for other in (*sorted(study.pair - {who}), "WLD")]
    flows = [(*way, flow) for way in ways for flow in ("export", "import")]
    held_by = [year for flow in flows for year in study.store.code_years(*flow, as_reported=True)]
    years = [year for year in held_by if year.year <= study.year]
    firsts = [year.rows.iloc[:1] for year in years] or [study.store.coarse.iloc[0:0]]
    rows = pd.concat(firsts, ignore_index=True)
    sums = decorated(study.store, study.year, rows)
    return sums.assign(nomenclature=BY_CODE, value=[year.total for year in years])[list(study.rows.columns)]


def _kind(year: ChapterYear) -> str:
    return _by_edition(year.edition) if year.level == 6 else CHAPTERS


def _by_edition(edition: str) -> str:
    return f"HS 6-digit products (edition {edition})"


def finest(rows: pd.DataFrame, *others: pd.DataFrame) -> pd.DataFrame:
    """The rows of each year at its finest level; with others, at the finest level and edition that all hold."""
    at = rows
    for other in others:
        at = at.merge(other[["year", *LEVEL]].drop_duplicates(), on=["year", *LEVEL])
    best = at.groupby("year")["level"].max()
    kept: pd.DataFrame = at[at["level"].to_numpy() == at["year"].map(best).to_numpy()]
    return kept


def chained(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the finest level and edition that are held for two years or more, the latest such edition.

    Column left_out names the years that are held on another level or edition alone; these are not compared.
    """
    held_for = rows.groupby(LEVEL)["year"].agg(["nunique", "max"]).reset_index()
    several = held_for[held_for["nunique"] > 1].sort_values(["level", "max"])
    if several.empty:
        return rows.iloc[0:0].assign(left_out="")
    level, edition = several[LEVEL].iloc[-1]
    kept: pd.DataFrame = rows[(rows["level"] == level) & (rows["edition"] == edition)]
    others = finest(rows[~rows["year"].isin(kept["year"])])
    same = f"{level_of(str(kept['kind'].iloc[0]))} ("
    told = [
        f"{_in_words(part['year'])} ({part['kind'].iloc[0].removeprefix(same).rstrip(')')})"
        for _, part in others.groupby(LEVEL)
    ]
    return kept.assign(left_out="; ".join(told))


def totals(study: Pair) -> dict[tuple[str, str, int], float]:
    """Trade with the world of every country that reports by code, and of ``WLD`` where there are enough of them.

    (reporter, flow, year) -> USD; enough are `REPORTERS`: their sum stands for the world.
    """
    flows = [(who, flow) for who in study.store.by_code for flow in ("export", "import")]
    found = {(*key, year): total for key in flows for year, _, total in study.store.code_totals(*key, as_reported=True)}
    sums: dict[tuple[str, str, int], list[float]] = {}
    for (_, flow, year), total in found.items():
        sums.setdefault(("WLD", flow, year), []).append(total)
    return found | {key: sum(parts) for key, parts in sums.items() if len(parts) >= REPORTERS}


def _in_words(years: pd.Series) -> str:
    """``2012``, ``2004 to 2013``, or ``2004 to 2020, 14 years`` with gaps."""
    first, last, count = years.min(), years.max(), years.nunique()
    gaps = f", {count} years" if count <= last - first else ""
    return f"{first} to {last}{gaps}" if count > 1 else str(first)


@once
def every_reporter(study: Pair) -> pd.DataFrame:
    """Exports to the world by HS 6-digit code of every country that is held, in the years of one edition.

    The latest edition with two years in which there are enough countries, else the latest such year alone. Columns of
    `chained`. Enough are `REPORTERS` countries: their sum stands for the world. No rows otherwise.
    """
    held_by = [(who, *held) for who in study.store.by_code for held in study.store.code_totals(who, "export")]
    years = pd.DataFrame(held_by, columns=["reporter", "year", "edition", "total"])
    years = years[years["year"] <= study.year]
    years = years[years.groupby(["year", "edition"])["reporter"].transform("nunique") >= REPORTERS]
    years = years.assign(level=6, kind=years["edition"].map(_by_edition))
    kept = chained(years)
    if kept.empty:
        kept = years[years["year"] == years["year"].max()].assign(left_out="")
    wanted = {(who, year) for who, year in zip(kept["reporter"], kept["year"], strict=True)}
    found = [
        year
        for who in dict.fromkeys(kept["reporter"])
        for year in study.store.code_rows(who, "export", set(kept["year"]))
        if (who, year.year) in wanted
    ]
    return _rows(study, found).assign(left_out="".join(kept["left_out"].head(1)))
