"""One flow as both sides count it: totals, HS products, and WTO groups as far as they can be set beside chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pkjp_analysis.frames.goods import pair_totals, summed_totals
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.products import CHAPTERS, finest, held
from pkjp_analysis.frames.rows import between, outward_first, said_up_to
from pkjp_analysis.indicators.mirror import mirror_comparison
from pkjp_analysis.lineage import RAW, note, passed_on
from pkjp_analysis.plain import mapping, rows_of

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

OFFICIAL = ("primary", "official")
COMPARED = ["exported", "imported", "ratio", "gap", "explained_low", "explained_high", "unexplained", "status"]
BY_WHOM = ["exporter_publisher", "exporter_vintage", "importer_publisher", "importer_vintage"]
_SIDES = {"exporter": "export", "importer": "import"}
_LINE = ["direction", "nomenclature", "product", "product_label", "year"]

# HS chapters wholly in a WTO group, and those that can hold some of it. The WTO defines its groups by HS heading in the
# technical notes of World Tariff Profiles, which are not held: this is the study's reading, drawn wide, so that the
# chapters bound the group. Groups that cut most of their chapters are not listed: their bounds would say nothing.
GROUP_CHAPTERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "05": (("10", "19"), ("04", "11", "21", "22")),
    "07": (("17",), ()),
    "08": (("24",), ("20", "22")),
    "09": ((), ("52",)),
    "11": (("03",), ("05", "15", "16", "23")),
    "13": ((), ("27",)),
    "17": (("61", "62"), ()),
}


@once
def mirror_totals(study: Pair) -> pd.DataFrame:
    """Each direction's yearly total as the exporter (FOB) and as the importer (CIF) counts it, one origin each.

    Official counts of calendar years alone: a printed total comes before a sum of chapters or groups, and that before
    a count net of re-exports. Columns direction, year, exported and imported (USD, missing where that side's count
    is not held), the other columns of `COMPARED` (see `mirror_comparison`), exporter_origin, importer_origin,
    and `BY_WHOM`.
    """
    rows = _one_count_each(study)
    found = _compared(study, rows)
    told = {(row["flow"], row["reporter"], row["year"]): row for row in rows_of(rows)}
    for side, flow in _SIDES.items():
        counts = [told.get((flow, row[side], row["year"]), {}) for row in rows_of(found)]
        for name in ("origin", "publisher", "vintage"):
            found[f"{side}_{name}"] = [str(count.get(name, "")) for count in counts]
    columns = ["direction", "year", *COMPARED, "exporter_origin", "importer_origin", *BY_WHOM]
    return said_up_to(outward_first(found.sort_values(["direction", "year"]), study)[columns], study)


def _one_count_each(study: Pair) -> pd.DataFrame:
    """The best official count of each reporter, flow and calendar year."""
    printed = pair_totals(study)
    printed = printed[printed["evidence"].isin(OFFICIAL) & (printed["valuation"] != "unknown")]
    rows = pd.concat([printed, summed_totals(study)], ignore_index=True)
    rows = rows[(rows["calendar"] == "CY") & (rows["coverage"] == "full")]
    rows = rows.assign(order=(rows["nomenclature"] != "TOTAL") + 2 * (rows["regime"] == "without re-exports"))
    newest_last = rows.sort_values("vintage", kind="stable")
    best_last = newest_last.sort_values("order", ascending=False, kind="stable")
    return best_last.drop_duplicates(["reporter", "flow", "year"], keep="last")


def _compared(study: Pair, rows: pd.DataFrame, *lines: str) -> pd.DataFrame:
    """`mirror_comparison` of the rows with the direction in words; typed where there are none.

    Re-exports may be treated differently by the two sides, and in two years: said in the origins.
    """
    columns = ["reporter", "partner", "flow", *lines, "year", "value", "valuation", "regime"]
    found = mirror_comparison(rows[columns], across="regime")
    names = dict(zip((study.reporter, study.partner), study.names, strict=True))
    return found.assign(direction=found["exporter"].map(names) + " to " + found["importer"].map(names))


@once
def mirror_by_chapter(study: Pair) -> pd.DataFrame:
    """HS products of both directions in years for which both sides' files are held, by each side's count.

    By 6-digit product in years in which both sides hold codes of one edition, by chapter in others (kind). A product
    without a row for the other side, in a file that is held, is no trade reported: `status` then says ``exporter only``
    or ``importer only``, and no ratio is given. Columns direction, nomenclature, product, product_label, year, kind,
    `COMPARED`, `BY_WHOM`.
    """
    ways = [(study.reporter, study.partner), (study.partner, study.reporter)]
    rows = pd.concat([_both_files(study, *ends) for ends in ways], ignore_index=True)
    found = _compared(study, rows, "product")
    keys = ["direction", "product", "year"]
    result = found.merge(rows.drop_duplicates(keys)[[*_LINE, "kind"]], on=keys)
    for side, flow in _SIDES.items():
        own = rows[rows["flow"] == flow][[*keys, "publisher", "vintage"]]
        named = {name: f"{side}_{name}" for name in ("publisher", "vintage")}
        result = result.merge(own.rename(columns=named), on=keys, how="left")
    result = outward_first(result.sort_values(keys), study)
    return said_up_to(result[[*_LINE, "kind", *COMPARED, *BY_WHOM]], study)


def _both_files(study: Pair, exporter: str, importer: str) -> pd.DataFrame:
    """Rows of one direction for the years of which both sides hold codes of one edition; of chapters for others."""
    sides = held(study, exporter, importer, "export"), held(study, importer, exporter, "import")
    codes = pd.concat([finest(*sides), finest(*reversed(sides))], ignore_index=True)
    codes = codes[codes["level"] == 6]
    chapters = _both_chapters(study, exporter, importer)
    return pd.concat([chapters[~chapters["year"].isin(codes["year"])], codes.reindex(columns=list(chapters))])


def _both_chapters(study: Pair, exporter: str, importer: str) -> pd.DataFrame:
    """Rows of one direction for the chapters and years of which both sides hold a file, the newest each."""
    rows = study.rows.assign(kind=CHAPTERS)
    rows = rows[(rows["series"] == "goods_trade") & rows["nomenclature"].isin(["HS", "HS-GROUP"])]
    rows = rows[(rows["nomenclature"] != "HS") | (rows["product"].str.len() == 2)]
    rows = rows[(rows["calendar"] == "CY") & (rows["coverage"] == "full") & (rows["unit"] == "USD")]
    rows = rows.sort_values("vintage", kind="stable")
    keys = ["nomenclature", "product", "year"]
    sides, files = [], []
    for reporter, partner, flow in ((exporter, importer, "export"), (importer, exporter, "import")):
        own = rows[(rows["reporter"] == reporter) & (rows["flow"] == flow) & rows["partner"].isin(["WLD", partner])]
        files.append(passed_on(own))
        sides.append(own[own["partner"] == partner].drop_duplicates(keys, keep="last"))
    one, other = (pd.MultiIndex.from_frame(file[keys].drop_duplicates()) for file in files)
    both = one.intersection(other)
    # Of the files those rows count that say that both sides hold one.
    note(*(file.loc[pd.MultiIndex.from_frame(file[keys]).isin(both), RAW] for file in files))
    pair = pd.concat(sides, ignore_index=True)
    return pair[pd.MultiIndex.from_frame(pair[keys]).isin(both)]


@once
def mirror_by_group(study: Pair) -> pd.DataFrame:
    """WTO groups as the importer counts them, beside bounds from the exporter's HS chapters.

    A group that cuts through chapters has no figure on the exporter's side, only bounds: at least the chapters wholly
    in it, at most those and every chapter that can hold some of it. `GROUP_CHAPTERS` names them, as the study reads
    the groups; other groups are not compared. Rows only where all these chapters are held of the exporter.

    Columns direction, nomenclature, product, product_label, year, chapters (in words), exported_low, exported_high,
    imported (USD), ratio_low (imports over the upper bound), explained_low and explained_high (of imports less the
    lower and the upper bound, what freight and calendar explain), unexplained (imports above, as a negative number
    below, what any placing of the goods and these explain; 0 where the counts may agree), status, `BY_WHOM`.
    """
    rows = between(study, "goods_trade")
    rows = rows[(rows["nomenclature"] == "WTO-MTN") & (rows["flow"] == "import") & (rows["unit"] == "USD")]
    bounds = [_bounds(study, row) for row in rows_of(rows[rows["product"].isin(list(GROUP_CHAPTERS))])]
    names = [*_SIDES, *_LINE, "chapters", "exported_low", "exported_high", "imported", *BY_WHOM]
    table = pd.DataFrame([one for one in bounds if one], columns=names)
    table = table.astype({name: float for name in ("exported_low", "exported_high", "imported")})
    table["ratio_low"] = table["imported"] / table["exported_high"].where(table["exported_high"] > 0)
    low, high = (_band(table, f"exported_{end}") for end in ("low", "high"))
    table["explained_low"], table["explained_high"] = low["explained_low"], high["explained_high"]
    table["unexplained"] = low["unexplained"].clip(upper=0) + high["unexplained"].clip(lower=0)
    table["status"] = ["both" if above else "importer only" for above in table["exported_high"] > 0]
    columns = [*_LINE, "chapters", "exported_low", "exported_high", "imported", "ratio_low", "explained_low"]
    columns += ["explained_high", "unexplained", "status", *BY_WHOM]
    return said_up_to(outward_first(table.sort_values(["direction", "product", "year"]), study)[columns], study)


def _bounds(study: Pair, row: dict[str, Any]) -> dict[str, Any]:
    """One group and year with the exporter's bounds; nothing where its chapters are not all held."""
    inner, outer = GROUP_CHAPTERS[row["product"]]
    years = study.store.chapter_years(row["partner"], row["reporter"], "export")
    held = {one.year: one for one in years if not one.from_printed_total}.get(row["year"])
    if held is None or set(held.missing) & {*inner, *outer}:
        return {}
    amounts = held.rows.set_index("product")["amount"]
    low, more = (float(amounts[amounts.index.isin(codes)].sum()) for codes in (inner, outer))
    publishers = mapping(study.store.sources, "source", "publisher")
    counted = held.rows.iloc[0]
    return {
        **{name: row[name] for name in _LINE},
        **{"exporter": row["partner"], "exporter_publisher": publishers[counted["source"]]},
        **{"importer": row["reporter"], "importer_publisher": row["publisher"]},
        **{"exporter_vintage": counted["vintage"], "importer_vintage": row["vintage"]},
        **{"exported_low": low, "exported_high": low + more, "imported": row["value"]},
        "chapters": ", ".join([*inner, *(f"part of {code}" for code in outer)]),
    }


def _band(table: pd.DataFrame, bound: str) -> pd.DataFrame:
    """`mirror_comparison` of the imports with one bound of the exports, in the table's order."""
    keys = [*_SIDES, "product", "year"]
    exports = table.assign(reporter=table["exporter"], partner=table["importer"], flow="export", value=table[bound])
    imports = table.assign(
        reporter=table["importer"], partner=table["exporter"], flow="import", value=table["imported"]
    )
    both = pd.concat([exports, imports], ignore_index=True)
    found = mirror_comparison(both[["reporter", "partner", "flow", "product", "year", "value"]])
    return table[keys].merge(found, on=keys, how="left")
