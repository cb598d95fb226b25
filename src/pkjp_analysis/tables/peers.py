"""Tables of exporters to the same market."""

from __future__ import annotations

import pandas as pd


def peer_growth(frame: pd.DataFrame) -> pd.DataFrame:
    """Sales in one market, first and last year, beside the market's growth: sums first, then the pair's exporter.

    Parameters
    ----------
    frame
        `Study.peer_growth`.
    """
    order = frame.assign(place=frame["product"].ne("") * 2 + ~frame["highlighted"].astype(bool) * 1)
    ordered = order.sort_values("place", kind="stable")
    table = ordered[["partner_name", "nomenclature", "product_label", "first_year", "last_year"]]
    table = table.rename(columns={"partner_name": "exporter", "product_label": "group or chapter"})
    table["USD million, first year"], table["USD million, last year"] = ordered["first"] / 1e6, ordered["last"] / 1e6
    table["growth, percent a year"] = ordered["growth"]
    table["market, percent a year"] = ordered["market_growth"]
    table["lead, percentage points"] = ordered["lead"]
    table["more than at constant share, USD million"] = ordered["beyond"] / 1e6
    return table


def peer_terms(frame: pd.DataFrame) -> pd.DataFrame:
    """Constant market shares: a row per exporter, its change and the terms in USD million (`Study.peer_terms`)."""
    keys = ["partner_name", "first_year", "last_year", "first", "last", "change", "groups", "left_out"]
    if frame.empty:
        return frame[keys]
    wide = frame.set_index(["highlighted", *keys, "term_label"])["value"].unstack("term_label").reset_index()
    # The pair's exporter first.
    wide = wide.sort_values("highlighted", ascending=False, kind="stable", ignore_index=True)
    table = wide[["partner_name", "first_year", "last_year"]].rename(columns={"partner_name": "exporter"})
    for name in ("first", "last", "change", *frame["term_label"].unique()):
        label = f"{name} year" if name in ("first", "last") else name
        table[f"{label}, USD million"] = wide[name] / 1e6
    return table.rename_axis(columns=None).assign(groups=wide["groups"], **{"groups left out": wide["left_out"]})


def gaps_by_group(frame: pd.DataFrame) -> pd.DataFrame:
    """Own sales and those at peers' shares, USD million, with the sum of what is more (`Study.gaps_by_group`)."""
    if frame.empty:
        return frame[["product_label", "year"]]
    table = frame[["product_label", "year"]].rename(columns={"product_label": "group"})
    for name, label in (("own", "own sales"), ("low", "at smallest share"), ("high", "at largest share")):
        table[f"{label}, USD million"] = frame[name] / 1e6
    table["smallest share: who"], table["largest share: who"] = frame["low_peer"], frame["high_peer"]
    table["more at least, USD million"] = frame["more_low"] / 1e6
    table["more at most, USD million"] = frame["more_high"] / 1e6
    table = table.assign(own=frame["place"]).rename(columns={"own": "own share is"})
    held = frame["more_high"].notna()
    columns = ["own sales, USD million", "more at least, USD million", "more at most, USD million"]
    total = {name: table.loc[held, name].sum() for name in columns}
    last = {"group": "sum, nothing netted", "year": frame["year"].iloc[0], **total}
    return pd.concat([table, pd.DataFrame([last])], ignore_index=True)


def gap_assumptions(frame: pd.DataFrame) -> pd.DataFrame:
    """What the scenario of closing the gap takes as given (`Study.gaps_by_group`)."""
    if frame.empty:
        return pd.DataFrame(columns=["assumption", "value"])
    row, sets = frame.iloc[0], frame.groupby("peers", sort=False)["product_label"].agg(list)
    usual = max(sets.index, key=lambda peers: len(sets[peers]))
    fewer = "; ".join(f"{', '.join(groups)}: {peers}" for peers, groups in sets.items() if peers != usual)
    told = {
        "importing side, whose figures count": f"{row['reporter_name']} ({row['publisher']}, {row['valuation']})",
        "exporter": row["partner_name"],
        "year of imports and shares": str(row["year"]),
        "peers": usual,
        "fewer peers are held in": fewer or "none",
        "at least": "the smallest share that a peer has in the group",
        "at most": "the largest share that a peer has in the group",
        "imports of the group from everyone": "as they were: no growth, no price effect, nothing for capacity",
        "groups in which the exporter is above": "count 0; not netted against the others",
        "own sales not held, left out of the sum": ", ".join(frame[frame["own"].isna()]["product_label"]) or "none",
    }
    return pd.DataFrame(list(told.items()), columns=["assumption", "value"])


def gaps_by_peer(frame: pd.DataFrame) -> pd.DataFrame:
    """More at each peer's shares by three benchmarks, USD million (`Study.gaps_by_peer`)."""
    table = frame[["peer_name", "year", "groups", "above"]]
    table = table.rename(columns={"peer_name": "peer", "groups": "groups compared", "above": "own share larger in"})
    table["similarity of what both sell, 0-100"] = frame["similarity"]
    table["more at its share in each group, USD million"] = frame["more_by_group"] / 1e6
    table["its share in the groups it sells, percent"] = frame["peer_share"]
    table["more at that one share, USD million"] = frame["more_overall"] / 1e6
    table["own exports going there, percent"] = frame["own_orientation"]
    table["its exports going there, percent"] = frame["orientation"]
    table["more at its part of exports, USD million"] = frame["more_oriented"] / 1e6
    return table.assign(**{"groups left out": frame["left_out"], "publisher": frame["publisher"]})
