"""What closing the gap to a peer in one importing side's market would mean: scenarios, no forecast.

Each asks what the exporter would sell at a share that a peer has, the market staying as large as it is. Prices,
capacity, quality and what a peer would lose are not in it. Gains are not netted against groups in which the exporter
is above.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.errors import UsageError
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.peers import GROUPS, SOURCED, markets
from pkjp_analysis.frames.rows import said_up_to
from pkjp_analysis.indicators import trade_complementarity
from pkjp_analysis.plain import rows_with

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

_GAP = [
    *("reporter", "reporter_name", "partner", "partner_name", "product", "product_label", "year", "own", "world"),
    *("own_share", "low_share", "high_share", "low_peer", "high_peer", "low", "high", "more_low", "more_high"),
    *("peers", "place", *SOURCED),
]
_PEER = [
    *("reporter", "reporter_name", "partner", "partner_name", "peer", "peer_name", "year", "own", "groups", "above"),
    *(
        "similarity",
        "more_by_group",
        "peer_share",
        "more_overall",
        "own_orientation",
        "orientation",
        "more_oriented",
        "left_out",
    ),
    *SOURCED,
]


@once
def gaps_by_group(study: Pair, peers: Sequence[str] = ()) -> pd.DataFrame:
    """What the exporter would sell in each WTO group at the smallest and at the largest share of a peer: a scenario.

    Parameters
    ----------
    study
        The pair; the last year held is taken.
    peers
        Codes of the peers; all that are held unless given.

    Returns
    -------
    DataFrame
        A row per importer and group: own and world (USD), own_share, low_share and high_share (percent), low_peer and
        high_peer (who has them), low and high (USD at these shares), more_low and more_high (USD more than own, 0
        where own is above: nothing is netted; missing where own is not held), peers (held in the group), place
        (above every peer, between, below every peer, not held). The largest `more_high` first.

    Raises
    ------
    UsageError
        A peer of which nothing is held.
    """
    latest = _latest(study, peers)
    rows = [_gap(part) for _, part in latest.groupby(["reporter", "product"], sort=False)]
    frame = pd.DataFrame([row for row in rows if row], columns=_GAP)
    return said_up_to(frame.sort_values("more_high", ascending=False, kind="stable"), study)


def _latest(study: Pair, peers: Sequence[str]) -> pd.DataFrame:
    """The last year of each importer's groups, the other side of the pair and the peers asked for."""
    held = markets(study, [GROUPS])
    others = sorted(held[~held["highlighted"]]["partner"].unique())
    for code in peers:
        if code not in others and len(held):
            raise UsageError(f"no figures on the peer {code!r} in this market; choose from {', '.join(others)}")
    held = held[held["highlighted"] | held["partner"].isin(list(peers) or others)]
    held = held[held["year"] == held.groupby("reporter")["year"].transform("max")]
    exporter = held[held["highlighted"]].drop_duplicates("reporter").set_index("reporter")
    held = held[held["reporter"].isin(exporter.index)].copy()
    held["exporter"] = held["reporter"].map(exporter["partner"])
    held["exporter_name"] = held["reporter"].map(exporter["partner_name"])
    return held.assign(share=100 * held["value"] / held["world"])


def _gap(part: pd.DataFrame) -> dict[str, object]:
    """One group: the exporter beside the smallest and the largest peer; nothing where no peer is held."""
    peers = part[~part["highlighted"]].sort_values("share", kind="stable")
    if peers.empty:
        return {}
    own, one = part[part["highlighted"]], peers.iloc[0]
    value = float(own["value"].iloc[0]) if len(own) else float("nan")
    low, high = peers.iloc[0], peers.iloc[-1]
    return {
        **{name: one[name] for name in ("reporter", "reporter_name", "product", "product_label", "year", *SOURCED)},
        **{"partner": one["exporter"], "partner_name": one["exporter_name"], "own": value, "world": one["world"]},
        **{"own_share": 100 * value / one["world"], "low_share": low["share"], "high_share": high["share"]},
        **{"low_peer": low["partner_name"], "high_peer": high["partner_name"]},
        **{"low": low["value"], "high": high["value"], "peers": ", ".join(sorted(peers["partner_name"]))},
        **{"more_low": _more(low["value"], value), "more_high": _more(high["value"], value)},
        "place": _place(value, low["value"], high["value"]),
    }


def _more(at: float, own: float) -> float:
    """What is missing to `at`; 0 where own is there already, missing where own is not held."""
    return float("nan") if pd.isna(own) else max(0.0, at - own)


def _place(own: float, low: float, high: float) -> str:
    if pd.isna(own):
        return "not held"
    if own >= high:
        return "above every peer"
    return "below every peer" if own < low else "between"


@once
def gaps_by_peer(study: Pair, peers: Sequence[str] = ()) -> pd.DataFrame:
    """What the exporter would sell more at each peer's shares, last year held: a scenario, by three benchmarks.

    Columns own (USD, groups held), groups (of which both are held), above (groups in which own is at or above the
    peer), similarity (0-100, of what both sell there by group), more_by_group (USD more at the peer's share in each
    group), peer_share (percent, its part in the imports of all groups it has a figure in), more_overall (USD more at
    that one share in every group), orientation and own_orientation (percent of a country's exports to the world that
    reach the market), more_oriented (USD more if as large a part of the exporter's own exports went there; missing
    where exports to the world of that year are not held), left_out (groups in which the peer or the exporter has no
    figure). Groups in which the exporter is above count nothing; they are not netted. Sales are as the importer
    counts them, exports to the world as the exporter does.
    """
    latest = _latest(study, peers)
    rows = []
    for _, market in latest.groupby("reporter", sort=False):
        own = market[market["highlighted"]]
        rows += [_beside(own, peer, study) for _, peer in market[~market["highlighted"]].groupby("partner")]
    return said_up_to(pd.DataFrame(rows, columns=_PEER), study)


def _beside(own: pd.DataFrame, peer: pd.DataFrame, study: Pair) -> dict[str, object]:
    """The exporter beside one peer."""
    one = peer.iloc[0]
    both = own.merge(peer[["product", "value"]], on="product", suffixes=("", "_peer"))
    share = peer["value"].sum() / peer["world"].sum()
    single = pd.concat([own, peer]).drop_duplicates("product", keep=False).sort_values("product")
    exports = float(own["value"].sum())
    abroad = pd.concat([_exports_to_world(study, rows) for rows in (own, peer)])
    ours, theirs = (_part(rows, abroad) for rows in (own, peer))
    named = {name: one[name] for name in ("reporter", "reporter_name", "year", *SOURCED)}
    return {
        **named,
        **{"partner": one["exporter"], "partner_name": one["exporter_name"], "own": exports},
        **{"peer": one["partner"], "peer_name": one["partner_name"], "groups": len(both)},
        "above": int((both["value"] >= both["value_peer"]).sum()),
        "similarity": _similarity(own, peer),
        "more_by_group": float((both["value_peer"] - both["value"]).clip(lower=0).sum()),
        "peer_share": 100 * share,
        "more_overall": float((share * own["world"] - own["value"]).clip(lower=0).sum()),
        **{"own_orientation": 100 * ours, "orientation": 100 * theirs},
        "more_oriented": _more(exports * theirs / ours, exports) if ours > 0 and theirs > 0 else float("nan"),
        "left_out": ", ".join(single["product_label"]),
        "publisher": "; ".join(dict.fromkeys([one["publisher"], *abroad["publisher"]])),
    }


def _similarity(own: pd.DataFrame, peer: pd.DataFrame) -> float:
    """Export similarity of Finger and Kreinin (1979): the smaller of both shares of each group, added up, 0-100.

    The index of complementarity with a second exporter in the importer's place: 100 less half the sum of the
    differences of shares is the sum of the smaller ones. A group of which one has no figure is in neither structure.
    """
    both = own[["product", "value"]].merge(peer[["product", "value"]], on="product", suffixes=("_own", "_peer"))
    sides = [both[["product"]].assign(reporter=who, value=both[f"value_{who}"]) for who in ("own", "peer")]
    found = trade_complementarity(*sides)
    return float(found["complementarity"].iloc[0]) if len(found) else float("nan")


def _exports_to_world(study: Pair, sales: pd.DataFrame) -> pd.DataFrame:
    """An exporter's own report of its exports to the world in the year of its sales; no row where none is held."""
    one = sales.iloc[0]
    goods = {"series": "goods_trade", "flow": "export", "partner": "WLD", "product": "", "unit": "USD"}
    when = {"year": one["year"], "calendar": "CY", "coverage": "full"}
    rows = rows_with(study.rows, reporter=one["partner"], **goods, **when)
    return rows[rows["confidence"] != "low"].head(1)


def _part(sales: pd.DataFrame, abroad: pd.DataFrame) -> float:
    """Sales in the market, as the importer counts them, over the exporter's own exports to the world."""
    world = abroad[abroad["reporter"] == sales["partner"].iloc[0]]["value"]
    return float(sales["value"].sum() / world.iloc[0]) if len(world) else float("nan")
