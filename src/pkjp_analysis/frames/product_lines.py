"""Candidate product lines: what the importing side buys from the world, and who has which share in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import said_up_to

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

_GROUP = ["reporter", "reporter_name", "product", "product_label"]
_SOURCED = ["publisher", "vintage", "valuation", "recording", "regime", "calendar"]


@once
def import_shares(study: Pair) -> pd.DataFrame:
    """Each origin's share in the importing side's imports by WTO group and year.

    Columns reporter_name (the importer), partner_name (the origin), product, product_label, year, value and
    world (USD), share (percent), highlighted (the other side of the pair). An origin without a figure is
    missing, not zero.
    """
    rows = study.rows
    rows = rows[
        (rows["series"] == "goods_trade")
        & (rows["nomenclature"] == "WTO-MTN")
        & (rows["flow"] == "import")
        & rows["reporter"].isin(study.pair)
        & (rows["unit"] == "USD")
        & (rows["coverage"] == "full")
    ]
    keys = ["reporter", "product", "year", "source"]
    world = rows[rows["partner"] == "WLD"][[*keys, "value"]].rename(columns={"value": "world"})
    shares = rows[rows["partner"] != "WLD"].merge(world, on=keys)
    shares["share"] = 100 * shares["value"] / shares["world"]
    shares["highlighted"] = shares["partner"].isin(study.pair)
    columns = [*_GROUP, "partner", "partner_name", "year", "value", "world", "share", "highlighted", *_SOURCED]
    return said_up_to(shares[columns].sort_values(["product", "year", "partner"]), study)


@once
def product_lines(study: Pair) -> pd.DataFrame:
    """The importing side's imports from the world by WTO group: size, growth, and the share of the other side.

    Columns reporter_name (importer), partner_name (exporter), product, product_label, first_year, last_year,
    world (USD, last year), growth (percent a year over the whole span, current dollars, from the first and
    the last year), share_first, share_last (percent; missing where no figure is held), best_peer and
    best_share (the other origin held with the largest share in the last year). Largest imports first.
    """
    shares = import_shares(study)
    world = shares.drop_duplicates(["reporter", "product", "year"])
    rows = [_line(study, part, shares) for _, part in world.groupby(["reporter", "product"], sort=False)]
    columns = [
        *("reporter_name", "partner_name", "product", "product_label", "first_year", "last_year", "world"),
        *("growth", "share_first", "share_last", "best_peer", "best_share", *_SOURCED),
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return said_up_to(frame.sort_values("world", ascending=False, kind="stable"), study)


def _line(study: Pair, world: pd.DataFrame, shares: pd.DataFrame) -> dict[str, object]:
    first, last = world.sort_values("year").iloc[0], world.sort_values("year").iloc[-1]
    ours = shares[(shares["reporter"] == last["reporter"]) & (shares["product"] == last["product"])]
    years = int(last["year"]) - int(first["year"])
    peers = ours[~ours["highlighted"] & (ours["year"] == last["year"])].sort_values("share", ascending=False)
    exporter = dict(zip((study.reporter, study.partner), reversed(study.names), strict=True))
    return {
        **{name: last[name] for name in ("reporter_name", "product", "product_label", *_SOURCED)},
        "partner_name": exporter[str(last["reporter"])],
        "first_year": int(first["year"]),
        "last_year": int(last["year"]),
        "world": float(last["world"]),
        "growth": 100 * ((last["world"] / first["world"]) ** (1 / years) - 1) if years else float("nan"),
        "share_first": _share(ours, int(first["year"])),
        "share_last": _share(ours, int(last["year"])),
        "best_peer": peers["partner_name"].iloc[0] if len(peers) else "",
        "best_share": float(peers["share"].iloc[0]) if len(peers) else float("nan"),
    }


def _share(shares: pd.DataFrame, year: int) -> float:
    ours = shares[shares["highlighted"] & (shares["year"] == year)]["share"]
    return float(ours.iloc[0]) if len(ours) else float("nan")
