"""Candidate product lines from one side to the other: lists of different nomenclatures that are never joined.

The demand side: WTO groups, as the importer reports its imports. The supply side: HS chapters, as the exporter
reports its exports to the world and to the partner. With HS 6-digit codes of the importer both sides are joined code
by code, and the chapters, which hold these codes, are no list of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pkjp_analysis.frames import advantage, duties, product_lines
from pkjp_analysis.frames.code_lines import code_lines
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import said_up_to
from pkjp_analysis.indicators.chapters import ALL_CHAPTERS
from pkjp_analysis.plain import mapping, rows_of

if TYPE_CHECKING:
    from pkjp_analysis.indicators.chapters import ChapterYear
    from pkjp_analysis.study.pair import Pair

GROUPS, CHAPTERS = "WTO groups", "HS chapters"
COLUMNS = [
    *("list", "nomenclature", "product", "product_label", "reporter_name", "partner_name", "first_year", "last_year"),
    *("size", "growth", "share", "sector", "advantage", "rsca", "advantage_year", "density"),
    *("tariff", "standards", "lines"),
    *("valuation", "recording", "calendar", "publisher", "vintage"),
]
_NOT_HELD = float("nan")


@once
def candidates(study: Pair) -> pd.DataFrame:
    """Every candidate line of all lists with its criteria; what is not held is missing.

    Columns list (``WTO groups``, and ``HS 6-digit products`` or ``HS chapters``), nomenclature, product,
    product_label, reporter_name (exporter), partner_name (importer), first_year, last_year, size (USD, last year),
    growth (percent a year from the first to the last year), share (percent), sector, advantage, rsca, advantage_year,
    density, tariff, standards, lines, basis, source. ``attrs`` have kind (the edition of 6-digit products, in words)
    and left_out (the years of others), where such products are listed.

    HS 6-digit products: see `code_lines`; from the exporter of the WTO groups, else from `reporter`.

    WTO groups: size and growth of the importer's imports from the world, share of the exporter in them.

    HS chapters: size and growth of the exporter's exports to the world, between its first and last nearly complete
    year (at most three chapters missing); share of the importer in them, zero where the chapter is held and no trade
    with the importer is reported. advantage is the revealed comparative advantage of the WITS sector of which the
    chapter is a part, rsca the same made symmetric: the sector's, not the chapter's. tariff is the part of the lines
    held that bears a duty (percent), standards the most marks of other laws on one of them (see `duties.by_chapter`).
    Lines are held under some headings only.
    """
    groups = _groups(study)
    ways = [(study.reporter, study.partner), (study.partner, study.reporter)]
    back = bool(groups) and groups[0]["reporter_name"] != study.names[0]
    by_code = code_lines(study, *ways[back])
    codes = rows_of(by_code)
    others = codes or [row for way in ways for row in _chapters(study, *way)]
    frame = pd.DataFrame([*groups, *others], columns=COLUMNS)
    numbers = ["size", "growth", "share", "advantage", "rsca", "density", "tariff", "standards", "lines"]
    frame = said_up_to(frame.astype({name: float for name in numbers}), study)
    frame.attrs.update(by_code.attrs)
    return frame


def _groups(study: Pair) -> list[dict[str, object]]:
    lines = product_lines.product_lines(study).sort_values("product", kind="stable")
    return [
        {
            **row,
            "list": GROUPS,
            "nomenclature": "WTO-MTN",
            # Seen from the goods: who sells reports, who buys is the partner.
            "reporter_name": row["partner_name"],
            "partner_name": row["reporter_name"],
            "size": row["world"],
            "share": row["share_last"],
            "sector": "",
        }
        for row in rows_of(lines)
    ]


def _chapters(study: Pair, exporter: str, importer: str) -> list[dict[str, object]]:
    held = [
        year
        for year in study.store.chapter_years(exporter, "WLD", "export")
        if year.nearly_complete and not year.from_printed_total and year.year <= study.year
    ]
    if len(held) < 2:
        return []
    first, last = _amounts(held[0]), _amounts(held[-1])
    years = held[-1].year - held[0].year
    sent = _sent(study, exporter, importer, held[-1].year)
    labels = study.store.products[study.store.products["nomenclature"] == "HS"]
    names, countries = mapping(labels, "product", "label"), mapping(study.store.countries, "code", "name")
    tariffs = duties.by_chapter(study, importer, exporter).set_index("chapter")
    sectors = _sectors(study, countries[exporter])
    said = held[-1].rows.iloc[0]
    sources = study.store.sources.set_index("source")
    shared = {
        **{"list": CHAPTERS, "nomenclature": "HS", "reporter_name": countries[exporter]},
        **{"partner_name": countries[importer], "first_year": held[0].year, "last_year": held[-1].year},
        **{name: said[name] for name in ("valuation", "recording", "calendar", "vintage")},
        "publisher": sources.loc[said["source"], "publisher"],
    }
    return [
        {
            **shared,
            **sectors.get(code, {"sector": ""}),
            "product": code,
            "product_label": names[code],
            "size": last.get(code, _NOT_HELD),
            "growth": _growth(first.get(code, _NOT_HELD), last.get(code, _NOT_HELD), years),
            "share": _share(sent, code, last.get(code, _NOT_HELD)),
            "tariff": tariffs["dutiable"].get(code, _NOT_HELD),
            "standards": tariffs["laws_most"].get(code, _NOT_HELD),
            "lines": tariffs["lines"].get(code, 0),
        }
        for code in ALL_CHAPTERS
    ]


def _amounts(year: ChapterYear) -> dict[str, float]:
    return mapping(year.rows, "product", "amount")


def _sent(study: Pair, exporter: str, importer: str, year: int) -> dict[str, float] | None:
    """Exports to the importer by chapter in a year; None where its file is not held."""
    found = [one for one in study.store.chapter_years(exporter, importer, "export") if one.year == year]
    return _amounts(found[0]) if found else None


def _growth(first: float, last: float, years: int) -> float:
    """Percent a year; missing where either year is, or where nothing was sent in the first."""
    return 100 * ((last / first) ** (1 / years) - 1) if first > 0 else _NOT_HELD


def _share(sent: dict[str, float] | None, code: str, world: float) -> float:
    """Percent of the chapter's exports; a chapter that is held without a row of the importer's had no such trade."""
    return 100 * sent.get(code, 0.0) / world if sent is not None and world > 0 else _NOT_HELD


def _sectors(study: Pair, exporter: str) -> dict[str, dict[Any, Any]]:
    """The WITS sector of each chapter, with the exporter's advantage in the sector and its year."""
    rows = advantage.latest(study)
    rows = rows[(rows["reporter_name"] == exporter) & (rows["kind"] == advantage.WITS)]
    held = rows.set_index("product")[["rca", "rsca", "year"]].rename(columns={"rca": "advantage"})
    advantages = held.rename(columns={"year": "advantage_year"}).to_dict("index")
    groups = study.store.products
    found: dict[str, dict[Any, Any]] = {}
    for group in rows_of(groups[(groups["nomenclature"] == "WITS") & (groups["chapters"] != "")]):
        first, last = group["chapters"].split("-")
        for code in ALL_CHAPTERS:
            if first <= code <= last:
                found[code] = {"sector": group["label"]} | advantages.get(group["product"], {})
    return found
