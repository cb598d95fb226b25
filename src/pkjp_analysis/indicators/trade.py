"""Two-way totals, shares and ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.indicators.basis import require_one_basis
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

# What one source reports of one period on one basis.
ONE_REPORT = [
    "reporter",
    "partner",
    "origin",
    "recording",
    "regime",
    "calendar",
    "coverage",
    "period_start",
    "period_end",
]


def two_way_totals(frame: pd.DataFrame, exporter: str) -> pd.DataFrame:
    """Exports, imports, total, balance and export share of one country with another, by report.

    Both flows come from one reporter, one origin and one period; what the partner reports as imports from
    `exporter` are its exports. Where an origin prints only the total, exports and
    imports are missing; where it prints all three, the total is the sum of its parts.

    Parameters
    ----------
    frame
        Totals of a pair: reporter, partner, flow (export, import, total), value, and basis columns.
    exporter
        The country whose exports and imports are meant.

    Returns
    -------
    DataFrame
        One row per report: `ONE_REPORT` columns, year, period, publisher, vintage, exports, imports, total,
        balance (exports - imports), export_share (100 exports / total, percent), imports_to_exports.
    """
    require_one_basis(frame, across=("reporter", "valuation", "calendar", "recording", "regime"))
    import pandas as pd

    keys = [column for column in [*ONE_REPORT, "year", "period"] if column in frame.columns]
    measures = ["exports", "imports", "total", "balance", "export_share", "imports_to_exports"]
    if frame.empty:
        numbers = {name: pd.Series(dtype=float) for name in measures}
        return frame[[*keys, "publisher", "vintage"]].iloc[0:0].assign(**numbers)
    outward = (frame["flow"] == "export") == (frame["reporter"] == exporter)
    named = outward.map({True: "export", False: "import"}).where(frame["flow"] != "total", "total")
    newest = (
        frame.assign(flow=named).sort_values("vintage", kind="stable").drop_duplicates([*keys, "flow"], keep="last")
    )
    wide = newest.pivot(index=keys, columns="flow", values="value").reindex(columns=["export", "import", "total"])
    source = newest.groupby(keys)[["publisher", "vintage"]].last()
    result = wide.join(source).reset_index()
    result = result.rename(columns={"export": "exports", "import": "imports"})
    parts = result["exports"] + result["imports"]
    result["total"] = parts.fillna(result["total"])
    result = result[result["total"].notna()]
    result["balance"] = result["exports"] - result["imports"]
    result["export_share"] = 100 * result["exports"] / result["total"]
    result["imports_to_exports"] = result["imports"] / result["exports"]
    return result.sort_values(["period_start", "origin"], ignore_index=True)


def calendar_mixes(exports: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """The export share when both figures cover the same twelve months, and when the calendars are mixed.

    Parameters
    ----------
    exports
        Calendar-year exports of the reporter (customs): year, value, period, publisher, vintage.
    totals
        `two_way_totals` for fiscal years.

    Returns
    -------
    DataFrame
        label, export_share (percent), mixed (bool), year, publisher, vintage; one row per fiscal total and
        numerator: the fiscal year's own exports, and those of the calendar years in which it starts and ends.
    """
    import pandas as pd

    rows = []
    for total in rows_of(totals):
        bottom = f"total {total['period']}"
        if total["exports"] == total["exports"]:
            rows.append(_mix(f"exports {total['period']} / {bottom}", total["exports"], total, total, mixed=False))
        for export in rows_of(exports[exports["year"].isin([total["year"] - 1, total["year"]])]):
            rows.append(_mix(f"exports {export['period']} / {bottom}", export["value"], total, export, mixed=True))
    columns = ["label", "export_share", "mixed", "year", "publisher", "vintage"]
    return pd.DataFrame(rows, columns=columns)


def _mix(
    label: str, exports: float, total: dict[str, object], row: dict[str, object], *, mixed: bool
) -> dict[str, object]:
    share = 100 * exports / float(str(total["total"]))
    publishers = dict.fromkeys([str(row["publisher"]), str(total["publisher"])])
    return {
        "label": label,
        "export_share": share,
        "mixed": mixed,
        "year": total["year"],
        "publisher": "; ".join(publishers),
        "vintage": max(str(row["vintage"]), str(total["vintage"])),
    }


def rank_partners(frame: pd.DataFrame, highlighted: tuple[str, ...]) -> pd.DataFrame:
    """Partners of each reporter by value, with rank and share in the reporter's world total.

    Parameters
    ----------
    frame
        One flow in one year by partner, with the reporter's row for the world (partner ``WLD``).
    highlighted
        Partner codes to mark.

    Returns
    -------
    DataFrame
        The partner rows with `rank` (1 = largest), `share` (percent of the world total, missing where that is
        not held) and `highlighted`.
    """
    require_one_basis(frame, by="reporter")
    world = frame[frame["partner"] == "WLD"].set_index("reporter")["value"]
    partners = frame[frame["partner"] != "WLD"].copy()
    partners["rank"] = partners.groupby("reporter")["value"].rank(ascending=False, method="min").astype(int)
    partners["share"] = 100 * partners["value"] / partners["reporter"].map(world).astype(float)
    partners["highlighted"] = partners["partner"].isin(highlighted)
    return partners.sort_values(["reporter", "rank"], ignore_index=True)


def shares_of_total(frame: pd.DataFrame, by: tuple[str, ...] = ("reporter", "flow", "year")) -> pd.DataFrame:
    """Share of each product in the sum of its group, percent (column `share`); one group per `by`."""
    require_one_basis(frame, by=by)
    result = frame.copy()
    result["share"] = 100 * result["value"] / result.groupby(list(by))["value"].transform("sum")
    return result


def share_in_world_trade(pair: pd.DataFrame, world: pd.DataFrame) -> pd.DataFrame:
    """Share of a partner in the reporter's trade with the world, percent, by year and flow.

    Parameters
    ----------
    pair, world
        Totals with reporter, flow, year, value, valuation, source, nomenclature, origin; numerator and
        denominator come from one source. Of several sources of one origin the printed total comes first.

    Returns
    -------
    DataFrame
        The pair's rows with `world` and `share`.
    """
    keys = ["reporter", "flow", "year", "source", "nomenclature", "valuation"]
    joined = pair.merge(world[[*keys, "value"]].rename(columns={"value": "world"}), on=keys)
    joined["share"] = 100 * joined["value"] / joined["world"]
    one = joined.sort_values("nomenclature", key=lambda column: column != "TOTAL", kind="stable")
    one = one.drop_duplicates(["reporter", "flow", "year", "origin"])
    return one.sort_values(["reporter", "flow", "year"], ignore_index=True)
