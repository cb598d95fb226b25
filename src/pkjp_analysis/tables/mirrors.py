"""Tables of one flow as both sides count it."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.plain import by_code


def mirror_totals(frame: pd.DataFrame) -> pd.DataFrame:
    """Years of which both counts are held, USD million, newest first (`Study.mirror_totals`).

    The last three columns are of the gap, imports less exports.
    """
    both = frame[frame["status"] == "both"].sort_values("year", ascending=False, kind="stable")
    table = both[["direction", "year", "exporter_origin", "importer_origin"]].copy()
    return table.assign(**_counts(both, ["exported", "imported"]), ratio=both["ratio"], **_explained(both))


def mirror_by_chapter(frame: pd.DataFrame) -> pd.DataFrame:
    """HS products by both counts, USD thousand (`Study.mirror_by_chapter`); no trade reported is a missing count.

    Chapters in their order; of 6-digit products the latest year comes first, and in it the largest.
    """
    frame = _largest_first(frame)
    table = frame[["direction", "product", "product_label", "year"]].copy()
    # Text: one ratio of many thousands would take the decimals from all others.
    ratio = [f"{value:,.2f}" if value == value else "" for value in frame["ratio"]]
    table = table.assign(**_counts(frame, ["exported", "imported"], "thousand"), ratio=ratio)
    table = table.assign(**_explained(frame, "thousand"))
    table = table.assign(mirrors=frame["status"]).rename(columns={"product": "HS", "product_label": "goods"})
    return table.assign(kind=frame["kind"]) if frame["kind"].nunique() > 1 else table


def _largest_first(frame: pd.DataFrame) -> pd.DataFrame:
    if not by_code(frame):
        return frame
    size = frame[["exported", "imported"]].max(axis=1)
    order = frame.assign(size=size, place=range(len(frame))).sort_values(
        ["year", "size", "place"], ascending=[False, False, True]
    )
    return frame.loc[order.index]


def mirror_by_group(frame: pd.DataFrame) -> pd.DataFrame:
    """WTO groups as the importer counts them beside bounds of the exporter's count (`Study.mirror_by_group`)."""
    table = frame[["direction", "product_label", "year", "chapters"]].copy()
    table = table.assign(**_counts(frame, ["exported_low", "exported_high", "imported"], "thousand"))
    table["unexplained, USD thousand"] = frame["unexplained"] / 1e3
    names = {"product_label": "group", "chapters": "HS chapters of the exporter's bounds"}
    return table.assign(mirrors=frame["status"]).rename(columns=names)


_DIVISORS = {"million": 1e6, "thousand": 1e3}


def _counts(frame: pd.DataFrame, columns: list[str], unit: str = "million") -> dict[str, pd.Series]:
    names = {"exported": "exports", "imported": "imports"}
    names |= {"exported_low": "exports at least", "exported_high": "exports at most"}
    return {f"{names[name]}, USD {unit}": frame[name] / _DIVISORS[unit] for name in columns}


def _explained(frame: pd.DataFrame, unit: str = "million") -> dict[str, pd.Series]:
    names = {"explained_low": "explained at least", "explained_high": "explained at most", "unexplained": "unexplained"}
    return {f"{told}, USD {unit}": frame[name] / _DIVISORS[unit] for name, told in names.items()}
