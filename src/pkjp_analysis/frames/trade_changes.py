"""What changes in a pair's goods trade are made of: products, and market and share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pkjp_analysis.frames.goods import pair_totals, summed_totals
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.prices import real
from pkjp_analysis.frames.products import LEVEL, SOURCED, by_product, chained, finest, held, totals
from pkjp_analysis.frames.rows import between, outward_first, said_up_to
from pkjp_analysis.indicators.growth import growth_contributions
from pkjp_analysis.indicators.market_share import constant_market_share

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

# A series counts as long where it is held for at least so many years after its peak.
LONG = 10
_PARTS = ["direction", "product", "product_label", "first_year", "last_year", "first", "last", "change"]
_PARTS += ["contribution", "growth", "status", "nomenclature", "kind", "left_out", *SOURCED]


@once
def contributions_by_chapter(study: Pair) -> pd.DataFrame:
    """What each HS product adds to each direction's growth between its first and last nearly complete year.

    The products are of the finest level and edition held for two years (kind); left_out names the years of others.
    Columns direction, product, product_label, first_year, last_year, first, last and change (USD), contribution
    (percentage points), growth (percent, of the products held in both years), status, and what the figures rest on.
    A chapter whose file is not held in one of the years is ``not held`` and left out of both totals.
    """
    parts = []
    for flow in ("export", "import"):
        rows = chained(by_product(study, flow))
        ends = rows[rows["year"].isin([rows["year"].min(), rows["year"].max()])]
        parts.append(_contributions(ends, "HS", _not_held(ends)))
    return said_up_to(outward_first(pd.concat(parts, ignore_index=True), study), study)


def _not_held(rows: pd.DataFrame) -> pd.DataFrame:
    """A row without a value for each chapter and year of which no file is held."""
    years = rows.drop_duplicates("year")
    gaps = years.assign(product=years["missing"].str.split(", "), value=float("nan")).explode("product")
    return gaps[gaps["product"] != ""]


@once
def contributions_by_group(study: Pair) -> pd.DataFrame:
    """The same by WTO group, as the importing side counts them, between the first and the last year held."""
    rows = between(study, "goods_trade").assign(kind="WTO groups", left_out="")
    rows = rows[(rows["nomenclature"] == "WTO-MTN") & (rows["unit"] == "USD") & (rows["flow"] == "import")]
    years = rows.groupby("direction")["year"]
    ends = rows[(rows["year"] == years.transform("min")) | (rows["year"] == years.transform("max"))]
    parts = [_contributions(part, "WTO-MTN") for _, part in ends.groupby("direction", sort=False)]
    empty = _contributions(ends.iloc[0:0], "WTO-MTN")
    return said_up_to(outward_first(pd.concat(parts) if parts else empty, study), study)


def _contributions(rows: pd.DataFrame, nomenclature: str, gaps: pd.DataFrame | None = None) -> pd.DataFrame:
    """Contributions of one direction; no rows where fewer than two years are held."""
    if rows["year"].nunique() < 2:
        return pd.DataFrame(columns=_PARTS)
    every = rows if gaps is None or gaps.empty else pd.concat([rows, gaps], ignore_index=True)
    found = growth_contributions(every[["product", "year", "value"]])
    told = rows.sort_values("year").drop_duplicates("product", keep="last").set_index("product")
    found["product_label"] = found["product"].map(told["product_label"])
    last = rows.sort_values("year").iloc[-1]
    for name in ("direction", "kind", "left_out", *SOURCED):
        found[name] = last[name]
    found = found.assign(first_year=int(rows["year"].min()), last_year=int(last["year"]), nomenclature=nomenclature)
    # A chapter without a figure in either year adds nothing to read.
    found = found[found["product_label"].notna()]
    return found.sort_values("contribution", ascending=False, kind="stable", na_position="last")[_PARTS]


@once
def decline_in_prices(study: Pair) -> pd.DataFrame:
    """`decline` with peak and value in prices of one year, too (`prices.real`)."""
    return real(decline(study), study, peak="peak_year", value="year")


@once
def decline(study: Pair) -> pd.DataFrame:
    """Exports from one side to the other since their peak, decomposed into the market's growth and the share in it.

    With one market and no products a constant market share has two terms: what exports would have gained had they kept
    their share in the importer's imports from everyone (market_growth), and the rest (share_change), which is the
    change of the share times the imports of the later year. They add up to the change exactly.

    Where both flows are held by HS product in the peak year and the later one, at one level and edition, what the
    choice of goods made (commodity) is taken out of the rest; else it is missing, and within share_change.

    Every year is compared with the peak of the same origin; only origins held for at least `LONG` years after
    their peak are shown. The importer's total imports are WITS', else the sum of its HS 6-digit products.

    Columns direction, origin, peak_year, year, peak and value, change, market_growth, commodity, share_change (USD),
    peak_share and share (percent of the importer's imports), evidence, kind (of the products that commodity is over)
    and what the figures rest on.
    """
    rows = pd.concat([pair_totals(study), summed_totals(study)], ignore_index=True)
    rows = rows[(rows["calendar"] == "CY") & (rows["coverage"] == "full")]
    rows = rows.assign(
        exporter=rows["reporter"].where(rows["flow"] == "export", rows["partner"]),
        importer=rows["partner"].where(rows["flow"] == "export", rows["reporter"]),
    )
    rows = rows.merge(_imports(study), on=["importer", "year"])
    keys = ["direction", "origin", "flow"]
    parts = [_since_peak(part) for _, part in rows.groupby(keys, sort=False)]
    columns = ["direction", "origin", "peak_year", "year", "peak", "value", "change", "market_growth", "commodity"]
    columns += ["share_change", "peak_share", "share", "unit", "evidence", "kind", *SOURCED]
    long = [_with_commodity(study, part) for part in parts if len(part)]
    table = pd.concat(long, ignore_index=True) if long else pd.DataFrame(columns=columns)
    return said_up_to(outward_first(table, study)[columns], study)


def _imports(study: Pair) -> pd.DataFrame:
    """Each side's imports from the world by year: importer, year, imports (USD)."""
    rows = study.prints
    rows = rows[(rows["series"] == "goods_trade") & (rows["nomenclature"] == "TOTAL") & (rows["flow"] == "import")]
    rows = rows[(rows["partner"] == "WLD") & rows["reporter"].isin(study.pair)]
    rows = rows[rows["source"].str.startswith("world-bank-wits")]
    wits = rows.rename(columns={"reporter": "importer", "value": "imports"})[["importer", "year", "imports"]]
    codes = [(*key, total) for (*key, flow), total in _importers(study).items() if flow == "import"]
    if not codes:
        return wits
    both = pd.concat([wits, pd.DataFrame(codes, columns=["importer", "year", "imports"])], ignore_index=True)
    return both.drop_duplicates(["importer", "year"])


def _importers(study: Pair) -> dict[tuple[str, int, str], float]:
    """What the two sides trade with the world by their HS 6-digit products: (reporter, year, flow) -> USD."""
    return {(who, year, flow): total for (who, flow, year), total in totals(study).items() if who in study.pair}


def _with_commodity(study: Pair, later: pd.DataFrame) -> pd.DataFrame:
    """What the choice of goods made of one origin's changes, where it is held by product, taken out of the rest."""
    one = later.iloc[0]
    exports = held(study, one["reporter"], one["partner"], one["flow"])
    imports = held(study, one["importer"], "WLD", "import")
    exports, imports = finest(exports, imports), finest(imports, exports)
    terms = {year: _commodity(exports, imports, int(one["peak_year"]), year) for year in later["year"]}
    commodity = later["year"].map({year: value for year, (value, _) in terms.items()}).astype(float)
    kind = later["year"].map({year: kind for year, (_, kind) in terms.items()})
    rest = later["share_change"] - commodity.fillna(0.0)
    return later.assign(commodity=commodity, share_change=rest, kind=kind)


def _commodity(exports: pd.DataFrame, imports: pd.DataFrame, peak: int, year: int) -> tuple[float, str]:
    """The commodity term between two years of one level and edition; missing where one of them is not held."""
    ends = [rows[rows["year"].isin([peak, year])] for rows in (exports, imports)]
    if any(rows["year"].nunique() < 2 or len(rows[LEVEL].drop_duplicates()) > 1 for rows in ends):
        return float("nan"), ""
    plain = ["product", "year", "value"]
    found: Any = constant_market_share(*(rows[plain] for rows in ends))
    return float(found.commodity), str(ends[0]["kind"].iloc[0])


def _since_peak(rows: pd.DataFrame) -> pd.DataFrame:
    """The later years of one origin beside its peak; none where it is not held long enough."""
    rows = rows.sort_values(["year", "vintage"], kind="stable").drop_duplicates("year", keep="last")
    peak: pd.Series = rows[rows["value"] == rows["value"].max()].iloc[-1]
    later = rows[rows["year"] > peak["year"]].copy()
    if later.empty or int(later["year"].max()) - int(peak["year"]) < LONG:
        return rows.iloc[0:0]
    ends = pd.concat(
        [
            later.assign(at="later"),
            pd.DataFrame([peak] * len(later)).assign(at="earlier", year=later["year"].to_numpy()),
        ]
    )
    ends = ends.assign(partner=ends["importer"])
    lines = ["year", "at", "partner"]
    found = constant_market_share(
        ends[[*lines, "value"]], ends[[*lines, "imports"]].rename(columns={"imports": "value"}), period="at", by="year"
    )
    terms = pd.DataFrame(
        {"change": found.change, "market_growth": found.world_growth, "share_change": found.competitiveness}
    )
    later = later.assign(peak_year=int(peak["year"]), peak=float(peak["value"]))
    later["peak_share"] = 100 * peak["value"] / peak["imports"]
    later["share"] = 100 * later["value"] / later["imports"]
    result: pd.DataFrame = later.merge(terms.reset_index(), on="year")
    return result
