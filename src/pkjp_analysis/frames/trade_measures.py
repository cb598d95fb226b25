"""The field's measures on the goods trade of a pair: concentration, intensity, fit, two-way products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pkjp_analysis.frames.composition import STAGES, stages
from pkjp_analysis.frames.goods import ranks, world_shares
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.products import SOURCED, by_product, finest, held, totals
from pkjp_analysis.frames.rows import coded, outward_first, said_up_to
from pkjp_analysis.indicators.complementarity import trade_complementarity
from pkjp_analysis.indicators.concentrated import concentration
from pkjp_analysis.indicators.intensity import trade_intensity
from pkjp_analysis.indicators.intra_industry import grubel_lloyd
from pkjp_analysis.plain import mapping, rows_of

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

_SHARES = ["hhi", "effective_number", "top_share"]


@once
def chapter_concentration(study: Pair) -> pd.DataFrame:
    """Concentration of each direction over HS products, in years that are nearly complete.

    Each year is at its finest level held: kind says which. Finer products are never more concentrated, so years of
    different kinds are not one series. Columns direction, year, hhi (0-1), effective_number (of products), top_share
    (percent), chapters (products with trade), total (USD), kind, missing (chapters not held) and what the figures rest
    on. The reporter of a direction is one country.
    """
    rows = pd.concat([finest(by_product(study, flow)) for flow in ("export", "import")], ignore_index=True)
    found = _concentrated(rows, "product", ["direction", "year"], "chapters")
    return said_up_to(outward_first(found.sort_values(["direction", "year"]), study), study)


@once
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
    kept = [name for name in [*by, "kind", "missing", *SOURCED] if name in rows]
    kept = list(dict.fromkeys(kept))
    if rows.empty:
        return rows[kept].assign(**{name: pd.Series(dtype=float) for name in [*_SHARES, named, "total"]})
    found = concentration(rows, of=of, by=by)
    table = pd.DataFrame({name: getattr(found, name) for name in _SHARES})
    table["top_share"] *= 100
    groups = rows[rows["value"] > 0].groupby(by)
    table[named], table["total"] = groups[of].nunique(), groups["value"].sum()
    return table.reset_index().merge(rows[kept].drop_duplicates(by), on=by)


@once
def intensity(study: Pair) -> pd.DataFrame:
    """Trade intensity of each direction by year, by the exporter's and by the importer's count.

    Both counts take each ratio from one valuation. Exporter's count: the importer's share in the exporter's exports
    (FOB), over the importer's share in world imports (CIF). Importer's count: the exporter's share in the importer's
    imports (CIF), over the exporter's share in world exports (FOB). World totals are WITS', with whatever countries
    report there.

    Columns direction, year, count, pair_share and world_share (percent), intensity (1 where trade is what both sides'
    size would give), and what the flow rests on. Years without a world total are left out. Where WITS has none of a
    year and enough countries report by HS code (see `products.totals`), their sum stands for the world: counts
    and years of these are ``attrs["world_of_reporters"]``.
    """
    shares = _one_origin(world_shares(study))
    world = _margins(study)
    rows = [_four_rows(row, world) for row in rows_of(shares)]
    whole = [one for one in rows if one is not None]
    columns = ["direction", "year", "count", "pair_share", "world_share", "intensity", *SOURCED]
    if not whole:
        return said_up_to(pd.DataFrame(columns=columns), study)
    table = pd.concat(whole, ignore_index=True)
    found = trade_intensity(table[["reporter", "partner", "value", "year", "case"]], by=("year", "case"))
    told = table.drop_duplicates(["case", "year"]).drop(columns=["reporter", "partner", "value"])
    result = found.merge(told, on=["case", "year"]).sort_values(["direction", "count", "year"])
    result = said_up_to(outward_first(result, study)[columns], study)
    by_wits = {(flow, year) for who, flow, year in _wits(study) if who == "WLD"}
    world_of = {"exporter's count": "import", "importer's count": "export"}
    counts = dict.fromkeys(zip(result["count"], result["year"].astype(int), strict=True))
    result.attrs["world_of_reporters"] = [key for key in counts if (world_of[key[0]], key[1]) not in by_wits]
    return result


def _one_origin(shares: pd.DataFrame) -> pd.DataFrame:
    """One row per reporter, flow and year: of several origins one that prints the total."""
    totals_first = shares.sort_values("nomenclature", key=lambda column: column != "TOTAL", kind="stable")
    return shares.loc[totals_first.drop_duplicates(["reporter", "flow", "year"]).index].sort_index()


def _margins(study: Pair) -> dict[tuple[str, str, int], float]:
    """Each reporter's trade with the world as WITS totals it, else as the countries that report by code do."""
    wits = _wits(study)
    # A year is of one kind: a country's total is never set beside another source's world.
    known = {(flow, year) for who, flow, year in wits if who == "WLD"}
    return wits | {key: total for key, total in totals(study).items() if key[1:] not in known}


def _wits(study: Pair) -> dict[tuple[str, str, int], float]:
    """Each reporter's trade with the world as WITS totals it."""
    rows = study.prints
    rows = rows[
        (rows["series"] == "goods_trade")
        & (rows["nomenclature"] == "TOTAL")
        & (rows["partner"] == "WLD")
        & rows["source"].str.startswith("world-bank-wits")
    ]
    return {(row["reporter"], row["flow"], int(row["year"])): float(row["value"]) for row in rows_of(rows)}


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


@once
def complementarity(study: Pair) -> pd.DataFrame:
    """How one side's exports to the world fit the other's imports from the world, by year.

    By HS product where both are held at one level and edition, else over four stages of processing. The stages are
    coarse: they say little about goods, and two economies of like development score high. Columns direction, year,
    complementarity (0-100), cosine (0-1), kind (what the products are) and what the figures rest on.
    """
    ways = [(study.reporter, study.partner), (study.partner, study.reporter)]
    by_product = [_fit_by_product(study, *way) for way in ways]
    parts = [fit if len(fit) else _fit_by_stage(study, *way) for fit, way in zip(by_product, ways, strict=True)]
    columns = ["direction", "year", "complementarity", "cosine", "kind", "publisher", "vintage", "calendar"]
    columns += ["recording"]
    whole = [part for part in parts if len(part)]
    found = pd.concat(whole, ignore_index=True) if whole else pd.DataFrame(columns=columns)
    found = found[found["complementarity"].notna()].sort_values(["direction", "year"])
    return said_up_to(outward_first(found, study)[columns], study)


def _fit_by_product(study: Pair, exporter: str, importer: str) -> pd.DataFrame:
    """One direction by HS product, each year at the finest level of both sides."""
    exports, imports = held(study, exporter, "WLD", "export"), held(study, importer, "WLD", "import")
    return _fit(study, finest(exports, imports), finest(imports, exports))


def _fit_by_stage(study: Pair, exporter: str, importer: str) -> pd.DataFrame:
    """One direction over the stages of processing."""
    rows = stages(study).assign(kind="four stages of processing")
    rows = rows[rows["product"].isin(STAGES.values())]
    exports = rows[(rows["flow"] == "export") & (rows["reporter"] == exporter)]
    imports = rows[(rows["flow"] == "import") & (rows["reporter"] == importer)]
    years = set(exports["year"]) & set(imports["year"])
    exports, imports = (part[part["year"].isin(years)] for part in (exports, imports))
    return _fit(study, exports, imports, rows.tail(1))


def _fit(study: Pair, exports: pd.DataFrame, imports: pd.DataFrame, told: pd.DataFrame | None = None) -> pd.DataFrame:
    """`trade_complementarity` of the two sides by year; `told` is the row that says what it rests on."""
    if exports.empty or imports.empty:
        return pd.DataFrame()
    plain = ["reporter", "product", "year", "value"]
    found = trade_complementarity(exports[plain], imports[plain], by="year")
    names = dict(zip((study.reporter, study.partner), study.names, strict=True))
    found["direction"] = found["reporter"].map(names) + " to " + found["partner"].map(names)
    found["kind"] = found["year"].map(mapping(exports, "year", "kind"))
    last = (exports if told is None else told).iloc[-1]
    return found.assign(**{name: last[name] for name in ("publisher", "vintage", "calendar", "recording")})


@once
def intra_industry(study: Pair) -> pd.DataFrame:
    """Trade of an HS product in both directions, by year, where one side reports both nearly completely.

    Each year is at the finest level that both flows hold (kind). Columns year, gl (Grubel and Lloyd, 0-1, weighted by
    trade), chapters (products with trade either way), two_way (with trade both ways), largest (the product with most
    two-way trade), largest_gl and largest_share (percent of all trade), kind and what the figures rest on. A product
    without a row in one flow is no trade that way; a chapter whose file is not held is left out.
    """
    flows = [by_product(study, flow) for flow in ("export", "import")]
    exports, imports = finest(*flows), finest(*reversed(flows))
    one_side = set(exports["reporter_name"]) == set(imports["reporter_name"])
    years = sorted(set(exports["year"])) if one_side else []
    rows = [_one_year(exports[exports["year"] == year], imports[imports["year"] == year]) for year in years]
    columns = ["year", "gl", "chapters", "two_way", "largest", "largest_gl", "largest_share", "kind"]
    return said_up_to(pd.DataFrame(rows, columns=[*columns, "reporter_name", "publisher", "vintage"]), study)


def _one_year(exports: pd.DataFrame, imports: pd.DataFrame) -> dict[str, object]:
    """One year's index, and its product with most trade both ways."""
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
        "largest": coded(labels[top["product"]], top["product"]),
        "largest_gl": top["gl"],
        "largest_share": 100 * (top["export"] + top["import"]) / chapters[["export", "import"]].sum().sum(),
        **{name: last[name] for name in ("kind", "reporter_name", "publisher", "vintage")},
    }
