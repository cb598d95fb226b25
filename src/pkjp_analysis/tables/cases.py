"""Tables of the case studies."""

from __future__ import annotations

import pandas as pd


def vehicle_sales(frame: pd.DataFrame) -> pd.DataFrame:
    """Vehicles sold and produced, newest first (`Study.vehicle_sales`)."""
    newest = frame.sort_values(["period_end", "scope"], ascending=[False, True], kind="stable")
    columns = ["scope", "period", "calendar", "value", "qualifier", "origin", "publisher"]
    return newest[columns].rename(columns={"value": "vehicles", "scope": "class"})


def vehicle_exports(frame: pd.DataFrame) -> pd.DataFrame:
    """Reports of vehicles exported, every report a row, never to be added (`Study.vehicle_exports`)."""
    columns = ["maker", "partner_name", "period", "value", "origin", "publisher", "confidence"]
    return frame[columns].rename(columns={"partner_name": "to", "value": "vehicles"})


def used_vehicles(frame: pd.DataFrame) -> pd.DataFrame:
    """Used vehicles by count and period, newest first (`Study.used_vehicles`)."""
    newest = frame.sort_values("period_end", ascending=False, kind="stable")
    columns = ["count", "period", "coverage", "value", "qualifier", "origin", "publisher"]
    return newest[columns].rename(columns={"value": "vehicles"})


def floods_by_source(frame: pd.DataFrame) -> pd.DataFrame:
    """What sources say of single floods, newest first; damage, loss and needs in USD million."""
    newest = frame.sort_values(["year", "what"], ascending=[False, True], kind="stable")
    table = newest[["year", "what", "qualifier"]].copy()
    money = newest["unit"] == "USD"
    table["persons"] = newest["value"].where(newest["unit"] == "persons")
    table["USD million"] = newest["value"].where(money) / 1e6
    return table.assign(origin=newest["origin"], publisher=newest["publisher"])


def ict_exports(frame: pd.DataFrame) -> pd.DataFrame:
    """Receipts from exports of ICT services, newest first, USD million (`Study.ict_exports`)."""
    newest = frame.sort_values(["period_end", "scope"], ascending=[False, True], kind="stable")
    table = newest[["scope", "period", "coverage", "qualifier"]].copy()
    table["USD million"] = newest["value"] / 1e6
    return table.assign(origin=newest["origin"], publisher=newest["publisher"])


def ict_with_partner(frame: pd.DataFrame) -> pd.DataFrame:
    """ICT services between the two: what, period, USD as printed (`Study.ict_with_partner`)."""
    table = frame[["direction", "series", "period", "qualifier", "value", "publisher"]]
    return table.rename(columns={"series": "what", "value": "USD"})


def shipment(frame: pd.DataFrame) -> pd.DataFrame:
    """The shipment and what it is set beside (`Study.shipment_in_proportion`)."""
    table = frame[["label", "value", "qualifier", "times", "origin", "publisher", "evidence"]]
    return table.rename(columns={"label": "what", "value": "vehicles", "times": "times the first shipment"})
