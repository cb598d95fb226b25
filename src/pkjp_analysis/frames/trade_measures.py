"""The field's measures on the goods trade of a pair: concentration, advantage, intensity, fit, two-way chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pkjp_analysis.frames.chapters import SOURCED, by_chapter
from pkjp_analysis.frames.goods import STAGES, ranks, stages, world_shares
from pkjp_analysis.frames.rows import outward_first, said_up_to
from pkjp_analysis.indicators.advantage import revealed_comparative_advantage
from pkjp_analysis.indicators.complementarity import trade_complementarity
from pkjp_analysis.indicators.concentrated import concentration
from pkjp_analysis.indicators.intensity import trade_intensity
from pkjp_analysis.indicators.intra_industry import grubel_lloyd
from pkjp_analysis.plain import mapping, rows_of

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

_SHARES = ["hhi", "effective_number", "top_share"]


def chapter_concentration(study: Pair) -> pd.DataFrame:
    """Concentration of each direction over HS chapters, in years that are nearly complete.

    Columns direction, year, hhi (0-1), effective_number (of chapters), top_share (percent), chapters (with trade),
    total (USD), missing (chapters not held) and what the figures rest on. The reporter of a direction is one country.
    """
    rows = pd.concat([by_chapter(study, flow) for flow in ("export", "import")], ignore_index=True)
    found = _concentrated(rows, "product", ["direction", "year"], "chapters")
    return said_up_to(outward_first(found.sort_values(["direction", "year"]), study), study)


def partner_concentration(study: Pair) -> pd.DataFrame:
    """Concentration of each side's exports over the partners held, in the year of `partner_ranks`.

    Columns reporter_name, year, hhi (0-1), effective_number (of partners), top_share (percent), partners, total (USD,
    of the partners held), covered (percent of the exports to the world), top_partner and what the figures rest on.
    """
    rows = ranks(study)
    found = _concentrated(rows, "partner", ["reporter_name", "year"], "partners")
    first = rows[rows["rank"] == 1]
    largest = mapping(first, "reporter_name", "partner_name")
    covered = rows.groupby("reporter_name")["share"].sum(min_count=1)
    found["covered"] = found["reporter_name"].map(covered).astype(float)
    found["top_partner"] = found["reporter_name"].map(largest).astype(object)
    own_first = found.sort_values("reporter_name", key=lambda names: names != study.names[0], kind="stable")
    return said_up_to(own_first, study)


def _concentrated(rows: pd.DataFrame, of: str, by: list[str], named: str) -> pd.DataFrame:
    """A row per group with the three measures, the number of parts and their sum."""
    kept = [name for name in [*by, "missing", *SOURCED] if name in rows]
    kept = list(dict.fromkeys(kept))
    if rows.empty:
        return rows[kept].assign(**{name: pd.Series(dtype=float) for name in [*_SHARES, named, "total"]})
    found = concentration(rows, of=of, by=by)
    table = pd.DataFrame({name: getattr(found, name) for name in _SHARES})
    table["top_share"] *= 100
    groups = rows[rows["value"] > 0].groupby(by)
    table[named], table["total"] = groups[of].nunique(), groups["value"].sum()
    return table.reset_index().merge(rows[kept].drop_duplicates(by), on=by)


def advantage_over_time(study: Pair) -> pd.DataFrame:
    """Revealed advantage of each side by WITS group, in every year that is held of it and of the world.

    Columns reporter_name, product, product_label, year, value (exports to the world, USD), rca, rsca (-1 to 1) and
    what the figures rest on.
    """
    groups = mapping(study.store.products[study.store.products["nomenclature"] == "WITS"], "product", "kind")
    rows = study.rows
    rows = rows[
        (rows["series"] == "goods_trade")
        & (rows["nomenclature"] == "WITS")
        & (rows["flow"] == "export")
        & (rows["partner"] == "WLD")
        & (rows["product"].map(groups) == "group")
    ]
    world = rows[rows["reporter"] == "WLD"]
    ours = rows[rows["reporter"].isin(study.pair) & rows["year"].isin(world["year"])]
    columns = ["reporter", "product", "product_label", "year", "value", "rca", "rsca", *SOURCED]
    if ours.empty:
        return said_up_to(ours.assign(rca=pd.Series(dtype=float), rsca=pd.Series(dtype=float))[columns], study)
    world = world[world["year"].isin(ours["year"])]
    found = revealed_comparative_advantage(ours, world=world)
    own_first = found.sort_values(["reporter", "product", "year"])
    own_first = own_first.sort_values("reporter", key=lambda codes: codes != study.reporter, kind="stable")
    return said_up_to(own_first[columns], study)


def intensity(study: Pair) -> pd.DataFrame:
    """Trade intensity of each direction by year, by the exporter's and by the importer's count.

    Both counts take each ratio from one valuation. Exporter's count: the importer's share in the exporter's exports
    (FOB), over the importer's share in world imports (CIF). Importer's count: the exporter's share in the importer's
    imports (CIF), over the exporter's share in world exports (FOB). World totals are WITS', with whatever countries
    report there.

    Columns direction, year, count, pair_share and world_share (percent), intensity (1 where trade is what both sides'
    size would give), and what the flow rests on. Years without a world total are left out.
    """
    shares = world_shares(study)
    totals = _margins(study)
    rows = [_four_rows(row, totals) for row in rows_of(shares)]
    held = [one for one in rows if one is not None]
    columns = ["direction", "year", "count", "pair_share", "world_share", "intensity", *SOURCED]
    if not held:
        return said_up_to(pd.DataFrame(columns=columns), study)
    table = pd.concat(held, ignore_index=True)
    found = trade_intensity(table[["reporter", "partner", "value", "year", "case"]], by=("year", "case"))
    told = table.drop_duplicates(["case", "year"]).drop(columns=["reporter", "partner", "value"])
    result = found.merge(told, on=["case", "year"]).sort_values(["direction", "count", "year"])
    return said_up_to(outward_first(result, study)[columns], study)


def _margins(study: Pair) -> dict[tuple[str, str, int], float]:
    """Each reporter's trade with the world as WITS totals it: (reporter, flow, year) -> USD."""
    rows = study.rows
    rows = rows[
        (rows["series"] == "goods_trade")
        & (rows["nomenclature"] == "TOTAL")
        & (rows["partner"] == "WLD")
        & rows["source"].str.startswith("world-bank-wits")
    ]
    return {(r["reporter"], r["flow"], int(r["year"])): float(r["value"]) for r in rows_of(rows)}


def _four_rows(row: dict[str, Any], totals: dict[tuple[str, str, int], float]) -> pd.DataFrame | None:
    """The flow and its three margins, as `trade_intensity` reads them; None where a margin is not held."""
    exports, year = row["flow"] == "export", row["year"]
    other = "import" if exports else "export"
    theirs, world = totals.get((row["partner"], other, year)), totals.get(("WLD", other, year))
    if theirs is None or world is None:
        return None
    ends, margins = [row["reporter"], row["partner"]], [row["world"], theirs]
    exporter, importer = ends if exports else ends[::-1]
    exported, imported = margins if exports else margins[::-1]
    return pd.DataFrame(
        {
            "reporter": [exporter, exporter, "WLD", "WLD"],
            "partner": [importer, "WLD", importer, "WLD"],
            "value": [row["value"], exported, imported, world],
            "case": f"{exporter} {importer} {row['flow']} {row['origin']}",
            "count": "exporter's count" if exports else "importer's count",
            "pair_share": row["share"],
            "world_share": 100 * theirs / world,
            **{name: row[name] for name in ["direction", "year", *SOURCED]},
        }
    )


def complementarity(study: Pair) -> pd.DataFrame:
    """How the stages of one side's exports fit those of the other's imports, by year.

    Four stages of processing are all that is held of imports by product, so the measure is coarse: it says little
    about goods, and two economies of like development score high. Columns direction, year, complementarity (0-100),
    cosine (0-1) and what the figures rest on.
    """
    rows = stages(study)
    rows = rows[rows["product"].isin(STAGES.values())]
    columns = ["direction", "year", "complementarity", "cosine", "publisher", "vintage", "calendar", "recording"]
    exports, imports = (rows[rows["flow"] == flow] for flow in ("export", "import"))
    years = set(exports["year"]) & set(imports["year"])
    if not years:
        return said_up_to(pd.DataFrame(columns=columns), study)
    plain = ["reporter", "product", "year", "value"]
    exports, imports = (part[part["year"].isin(years)] for part in (exports, imports))
    found = trade_complementarity(exports[plain], imports[plain], by="year")
    found = found[found["reporter"] != found["partner"]]
    names = mapping(rows, "reporter", "reporter_name")
    found["direction"] = found["reporter"].map(names) + " to " + found["partner"].map(names)
    last = rows.iloc[-1]
    for name in columns[4:]:
        found[name] = last[name]
    found = found[found["complementarity"].notna()].sort_values(["direction", "year"])
    return said_up_to(outward_first(found, study)[columns], study)


def intra_industry(study: Pair) -> pd.DataFrame:
    """Trade of a chapter in both directions, by year, where one side reports both nearly completely.

    Columns year, gl (Grubel and Lloyd, 0-1, weighted by trade), chapters (with trade either way), two_way (with trade
    both ways), largest (the chapter with most two-way trade), largest_gl and largest_share (percent of all trade), and
    what the figures rest on. A chapter without a row in one flow is no trade that way; one whose file is not held is
    left out.
    """
    flows = [by_chapter(study, flow) for flow in ("export", "import")]
    exports, imports = flows
    one_side = set(exports["reporter_name"]) == set(imports["reporter_name"])
    years = sorted(set(exports["year"]) & set(imports["year"])) if one_side else []
    rows = [_one_year(exports[exports["year"] == year], imports[imports["year"] == year]) for year in years]
    columns = ["year", "gl", "chapters", "two_way", "largest", "largest_gl", "largest_share"]
    return said_up_to(pd.DataFrame(rows, columns=[*columns, "reporter_name", "publisher", "vintage"]), study)


def _one_year(exports: pd.DataFrame, imports: pd.DataFrame) -> dict[str, object]:
    """One year's index, and its chapter with most trade both ways."""
    flows = {name: part.set_index("product")["value"] for name, part in (("export", exports), ("import", imports))}
    wide = pd.concat(flows, axis=1).fillna(0.0).rename_axis("product").reset_index()
    for part, name in ((exports, "export"), (imports, "import")):
        wide.loc[wide["product"].isin(part["missing"].iloc[0].split(", ")), name] = float("nan")
    found = grubel_lloyd(wide)
    chapters = found.by_product.dropna(subset=["gl"])
    both = 2 * chapters[["export", "import"]].min(axis=1)
    top = chapters[both == both.max()].iloc[0]
    labels = mapping(pd.concat([exports, imports]), "product", "product_label")
    last = exports.iloc[-1]
    return {
        "year": int(last["year"]),
        "gl": found.index,
        "chapters": len(chapters),
        "two_way": int((both > 0).sum()),
        "largest": f"{labels[top['product']]} (HS {top['product']})",
        "largest_gl": top["gl"],
        "largest_share": 100 * (top["export"] + top["import"]) / chapters[["export", "import"]].sum().sum(),
        **{name: last[name] for name in ("reporter_name", "publisher", "vintage")},
    }
