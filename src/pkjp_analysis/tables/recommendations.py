"""Tables of product lines, screening and scenarios."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.plain import by_code, rows_of


def product_lines(frame: pd.DataFrame) -> pd.DataFrame:
    """Imports by group: size, growth, the exporter's share, the largest other origin (`Study.product_lines`)."""
    table = frame[["reporter_name", "product_label", "first_year", "last_year"]]
    table = table.rename(columns={"reporter_name": "importer", "product_label": "group"})
    table["imports, USD million"] = frame["world"] / 1e6
    table["growth, percent a year"] = frame["growth"]
    table["exporter"] = frame["partner_name"]
    table["share first year, percent"], table["share last year, percent"] = frame["share_first"], frame["share_last"]
    table["largest other origin"], table["its share, percent"] = frame["best_peer"], frame["best_share"]
    return table


def shares_by_origin(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares in the importer's imports in the latest year, percent: a column per origin (`Study.import_shares`)."""
    latest = frame[frame["year"] == frame["year"].max()]
    return _by_country(latest, "partner_name", "share")


def advantage(frame: pd.DataFrame) -> pd.DataFrame:
    """Revealed comparative advantage: a row per group, a column per country (`Study.advantage`)."""
    return _by_country(frame, "reporter_name", "rca")


def _by_country(frame: pd.DataFrame, country: str, column: str) -> pd.DataFrame:
    if frame.empty:
        return frame[["product_label", "year"]]
    wide = frame.pivot(index=["product", "product_label", "year"], columns=country, values=column)
    pair = list(frame[frame["highlighted"]][country].unique())
    others = sorted(set(frame[country]) - set(pair))
    wide = wide[[*pair, *others]].rename_axis(columns=None).reset_index()
    if by_code(frame):
        # Of hundreds of products the pair's largest exports are read first.
        size = frame["value"].where(frame["highlighted"]).groupby(frame["product"]).max()
        wide = wide.loc[wide["product"].map(size).sort_values(ascending=False, kind="stable").index]
    return wide.drop(columns="product").rename(columns={"product_label": "group"})


def screening(frame: pd.DataFrame) -> pd.DataFrame:
    """The first six of each list, and the best line of each example of the paper (`Study.screening`)."""
    held = _short_list(frame)
    table = held[["list", "rank", "product", "product_label"]].copy()
    table["size, USD million"] = held["size"].astype(float) / 1e6
    for name in ("growth", "share", "rsca"):
        table[name] = held[name].astype(float)
    for size in (4, 5, 6):
        table[f"in top {size}, percent"] = held[f"top_{size}"].astype(float)
    table["rank, 5 and 95 percent"] = [f"{row['rank_low']:.0f} to {row['rank_high']:.0f}" for row in rows_of(held)]
    table["example"] = held["example"]
    names = {"product_label": "line", "product": "code", "growth": "growth, percent a year", "share": "share, percent"}
    advantage = "symmetric advantage" if by_code(frame) else "sector's symmetric advantage"
    return table.rename(columns={**names, "rsca": advantage})


def _short_list(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows by `rank` up to 6 in each list, and the first of each example."""
    ranked = frame[frame["rank"].notna()].sort_values("rank", kind="stable")
    best = ranked[ranked["example"] != ""].drop_duplicates(["list", "example"])
    chosen = ranked[(ranked["rank"] <= 6) | ranked.index.isin(best.index)]
    chosen = chosen.sort_values(["list", "rank"], ascending=[False, True], kind="stable")
    return chosen.assign(rank=chosen["rank"].astype(int))


def screening_variants(frame: pd.DataFrame) -> pd.DataFrame:
    """Ranks under each variant: a row per line of `screening`, a column per variant (`Study.screening_variants`)."""
    keys = ["list", "product", "product_label"]
    if frame.empty:
        return frame[keys]
    shown = _short_list(frame[frame["variant"] == frame["variant"].iloc[0]])[keys]
    wide = frame.pivot(index=keys, columns="variant", values="rank")[list(dict.fromkeys(frame["variant"]))]
    table = shown.merge(wide.rename_axis(columns=None).reset_index(), on=keys, how="left")
    return table.rename(columns={"product_label": "line", "product": "code"})


def variants(frame: pd.DataFrame) -> pd.DataFrame:
    """What each variant of the screening counts, and how many lines it ranks (`Study.screening_variants`)."""
    return frame[["list", "variant", "criteria", "candidates"]].drop_duplicates(ignore_index=True)


def screened_duties(frame: pd.DataFrame) -> pd.DataFrame:
    """Tariffs and other laws on the chapters that come out (`Study.screened_duties`)."""
    columns = ["rank", "product", "product_label", "headings", "lines", "free", "lowest", "highest", "other_rule"]
    names = {"product": "code" if by_code(frame) else "chapter", "product_label": "goods"}
    names |= {"headings": "headings held", "lines": "lines held"}
    names |= {"lowest": "lowest rate, percent", "highest": "highest rate, percent", "other_rule": "another rule"}
    names |= {"laws_most": "most other laws on a line", "laws": "marks of the laws"}
    return frame[[*columns, "laws_most", "laws", "example"]].rename(columns=names)


def scenario_parameters(frame: pd.DataFrame) -> pd.DataFrame:
    """Parameters of a scenario; ends from 1,000 on in whole units (`Study.scenario_parameters`)."""
    table = frame[["parameter", "low", "high", "unit", "qualifier", "period", "basis", "publisher"]]
    ends = table[["low", "high"]].astype(float)
    return table.assign(**ends.where(ends < 1000, ends.round()))


def tariff_headings(frame: pd.DataFrame, top: int = 12) -> pd.DataFrame:
    """The first headings of the tariff held, and the paper's examples after them (`Study.tariff_headings`)."""
    shown = frame[(frame["rank"] <= top) | (frame["example"] != "")]
    table = shown[["rank", "product", "product_label", "lines", "free"]].copy()
    table["lines with duty, percent"] = shown["tariff"].astype(float)
    table["most other laws on a line"] = shown["standards"]
    table["marks of the laws"] = shown["laws"]
    table["chapter"] = shown["chapter_label"]
    table["chapter's exports, USD million"] = shown["size"].astype(float) / 1e6
    table["chapter's growth, percent a year"] = shown["growth"].astype(float)
    table["importer's share in them, percent"] = shown["share"].astype(float)
    table["in top 6, percent"] = shown["top_6"].astype(float)
    table["rank, 5 and 95 percent"] = [f"{row['rank_low']:.0f} to {row['rank_high']:.0f}" for row in rows_of(shown)]
    table["example"] = shown["example"]
    return table.rename(columns={"product": "heading", "product_label": "goods"})
