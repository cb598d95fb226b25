"""Tables of the trade measures."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.plain import by_code, kinds_in


def chapter_concentration(frame: pd.DataFrame) -> pd.DataFrame:
    """Concentration over HS products by direction and year (`Study.chapter_concentration`)."""
    table = _concentration(frame, ["direction", "year", "chapters"])
    table = table.assign(missing=frame["missing"]).rename(columns={"missing": "chapters not held"})
    return _told(table, frame).rename(columns={"chapters": _counted(frame)})


def over(frame: pd.DataFrame, default: str = "HS chapters") -> str:
    """What the products of a frame are, for a caption: as its column `kind` says; `default` where nothing is held.

    Without that column, as the codes and their editions say.
    """
    if "kind" not in frame:
        editions = dict.fromkeys(frame["edition"]) if by_code(frame) else []
        return " and ".join(kinds_in(f"HS 6-digit products (edition {one})" for one in editions)) or default
    return " and ".join(kinds_in(frame["kind"])) or default


def _counted(frame: pd.DataFrame) -> str:
    return "chapters" if over(frame) == "HS chapters" else "products"


def _told(table: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """The table with the kind of products in each row, where there are several."""
    return table.assign(kind=frame["kind"]) if frame["kind"].nunique() > 1 else table


def partner_concentration(frame: pd.DataFrame) -> pd.DataFrame:
    """Concentration of exports over the partners held (`Study.partner_concentration`)."""
    table = _concentration(frame, ["reporter_name", "year", "partners", "top_partner"])
    table["partners held, percent of exports"] = frame["covered"]
    return table.rename(columns={"reporter_name": "exporter", "top_partner": "largest"})


def _concentration(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    table = frame[keys].copy()
    table["HHI"], table["effective number"] = frame["hhi"], frame["effective_number"]
    table["largest share, percent"], table["USD million"] = frame["top_share"], frame["total"] / 1e6
    return table


def advantage_over_time(frame: pd.DataFrame) -> pd.DataFrame:
    """Revealed advantage by group and country in the first and the last year held (`Study.advantage_over_time`)."""
    years = frame.groupby(["reporter_name", "product_label"], sort=False)
    first, last = years.first(), years.last()
    table = pd.DataFrame({"first_year": first["year"], "RSCA then": first["rsca"], "last_year": last["year"]})
    table["RSCA"], table["RCA"] = last["rsca"], last["rca"]
    if by_code(frame):
        # Of hundreds of products each exporter's largest are read first.
        size = last["value"].groupby(level=0, sort=False, group_keys=False)
        table = table.loc[size.apply(lambda own: own.sort_values(ascending=False, kind="stable")).index]
    return table.reset_index().rename(columns={"reporter_name": "exporter", "product_label": "group"})


def trade_intensity(frame: pd.DataFrame) -> pd.DataFrame:
    """Intensity by direction, count and year, with the two shares that it compares (`Study.trade_intensity`)."""
    table = frame[["direction", "count", "year"]].copy()
    table["share in the other's trade, percent"] = frame["pair_share"]
    table["share in world trade, percent"] = frame["world_share"]
    return table.assign(intensity=frame["intensity"], publisher=frame["publisher"])


def trade_complementarity(frame: pd.DataFrame) -> pd.DataFrame:
    """Fit over products or stages, a row per year, both measures of both directions (`Study.trade_complementarity`)."""
    if frame.empty:
        return frame[["year"]]
    named = {"complementarity": "0-100", "cosine": "cosine"}
    ways = list(dict.fromkeys(frame["direction"]))
    parts = [
        frame.pivot(index="year", columns="direction", values=column)[ways].add_suffix(f", {told}")
        for column, told in named.items()
    ]
    return pd.concat(parts, axis=1).rename_axis(columns=None).reset_index()


def intra_industry(frame: pd.DataFrame) -> pd.DataFrame:
    """Two-way trade in HS products by year (`Study.intra_industry`)."""
    table = frame[["year", "chapters", "two_way", "gl", "largest", "largest_gl", "largest_share"]]
    counted = _counted(frame)
    names = {"two_way": "traded both ways", "gl": "Grubel-Lloyd", "chapters": counted}
    names["largest"] = f"{counted.removesuffix('s')} with most two-way trade"
    return _told(table, frame).rename(
        columns={**names, "largest_gl": "its index", "largest_share": "its share, percent"}
    )


def growth_contributions(frame: pd.DataFrame) -> pd.DataFrame:
    """Contributions to growth, the largest first in each direction (`Study.contributions_by_chapter` and by group)."""
    table = frame[["direction", "product_label", "first_year", "last_year"]].copy()
    for name in ("first", "last", "change"):
        table[f"{name}, USD thousand"] = frame[name].astype(float) / 1e3
    table["contribution, points"] = frame["contribution"].astype(float)
    return table.assign(status=frame["status"]).rename(columns={"product_label": "goods"})


def export_decline(frame: pd.DataFrame) -> pd.DataFrame:
    """Exports since their peak and the terms of the change, USD million, latest year first by origin."""
    newest = frame.sort_values(["origin", "year"], ascending=[True, False], kind="stable")
    table = newest[["direction", "origin", "peak_year", "year"]].copy()
    named = {"peak": "peak", "value": "exports", "change": "change", "market_growth": "from the importer's imports"}
    goods = {"commodity": "from the goods sold"} if newest["commodity"].notna().any() else {}
    for name, told in {**named, **goods, "share_change": "from the share in them"}.items():
        table[f"{told}, USD million"] = newest[name].astype(float) / 1e6
    table["share at the peak, percent"] = newest["peak_share"].astype(float)
    table["share, percent"] = newest["share"].astype(float)
    if len(newest):
        base = f"prices of {newest['prices_of'].iloc[0]}, USD million"
        table[f"peak in {base}"] = newest["real_peak"].astype(float) / 1e6
        table[f"exports in {base}"] = newest["real_value"].astype(float) / 1e6
    return table.assign(evidence=newest["evidence"])


def reexports(frame: pd.DataFrame) -> pd.DataFrame:
    """Foreign goods sent on, by chapter and year, beside the chapter's exports (`Study.reexports`)."""
    newest = frame.sort_values("year", ascending=False, kind="stable")
    table = newest[["direction", "year", "product", "product_label"]].copy()
    for name, told in {"value": "sent on", "exports": "chapter's exports"}.items():
        table[f"{told}, USD thousand"] = newest[name].astype(float) / 1e3
    table["share, percent"] = newest["share"].astype(float)
    return table.rename(columns={"product": "HS chapter", "product_label": "goods"})
