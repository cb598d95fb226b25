"""Made-up frames for the figures of trade measures."""

from __future__ import annotations

import pandas as pd

from made_up import BACK, OUT, frame

SIDES = {
    "exporter_publisher": "Customs of Chile",
    "exporter_vintage": "2021",
    "importer_publisher": "Andean Statistics Office",
    "importer_vintage": "2023-05",
}


def mirror_totals() -> pd.DataFrame:
    made = frame(
        "direction year exported imported explained_low explained_high unexplained exporter_origin importer_origin",
        (OUT, 2015, 100e6, 110e6, 5e6, 20e6, 0.0, "Customs Chile, a sum of many chapters", "Customs Peru"),
        (OUT, 2018, 100e6, 160e6, 5e6, 20e6, 40e6, "Customs Chile, a sum of many chapters", "Customs Peru"),
        (BACK, 2018, 50e6, 40e6, 2e6, 10e6, -12e6, "Customs Peru", "Customs Chile"),
        (BACK, 2019, 50e6, None, None, None, None, "Customs Peru", ""),
        **SIDES,
    )
    return made.assign(ratio=made["imported"] / made["exported"]).drop(columns=["publisher", "vintage"])


def mirror_by_product() -> pd.DataFrame:
    rows = [
        (way, code, label, year, low * year, low * year + wide, imported, 0.05 * low * year, 0.2 * low * year + wide)
        for way in (OUT, BACK)
        for code, label, low, wide, imported in (
            ("11", "Fish and fish products", 4e3, 6e6, 12e6),
            ("08", "Beverages and tobacco, with everything that is in them", 0.0, 0.0, 7e6),
            ("17", "Sugars and confectionery", 0.5, 0.0, 2e3),
        )
        for year in range(2015, 2020)
    ]
    columns = "direction product product_label year exported_low exported_high imported explained_low explained_high"
    made = frame(columns, *rows, nomenclature="WTO-MTN", **SIDES)
    return made.drop(columns=["publisher", "vintage"])


def chapter_concentration() -> pd.DataFrame:
    rows = [
        (way, year, 3.0 + size + year % 3, 50.0 - 10 * size - year % 3)
        for way, size in ((OUT, 1), (BACK, 2))
        for year in (2010, 2011, 2012, 2015)
    ]
    return frame("direction year effective_number top_share", *rows, valuation="FOB")


def advantage_over_time() -> pd.DataFrame:
    groups = ("Animal", "Chemicals", "Food Products", "Stone and Glass", "Textiles and Clothing", "Wood")
    rows = [
        (who, group, group, year, (place + size - 4) / 6 + (year % 4) / 40)
        for who, size in (("Chile", 1), ("Peru", 2))
        for place, group in enumerate(groups)
        for year in range(1990, 2012)
    ]
    return frame("reporter_name product product_label year rsca", *rows)


def trade_intensity() -> pd.DataFrame:
    rows = [
        (way, count, year, size + (year % 3) / 10)
        for way, count, size in ((OUT, "exporter's count", 0.3), (OUT, "importer's count", 0.5), (BACK, "x", 1.2))
        for year in (2003, 2004, 2005, 2009)
    ]
    return frame("direction count year intensity", *rows)


def growth_contributions() -> pd.DataFrame:
    rows = [
        (way, f"{chapter:02d}", f"Chapter {chapter} and articles thereof", 2004, 2018, 33.0, 20 - 3.0 * chapter)
        for way in (OUT, BACK)
        for chapter in range(1, 15)
    ]
    more = (OUT, "43", "Furskins", 2004, 2018, 33.0, None)
    columns = "direction product product_label first_year last_year growth contribution"
    return frame(columns, *rows, more, nomenclature="HS")


def export_decline() -> pd.DataFrame:
    rows = [
        (OUT, origin, 1996, year, 6e8, 1e8 * (year - 1998) / 10, -4e8, -4e8 + 1e8 * (year - 1998) / 10)
        for origin in ("Customs Chile", "A compilation of many sources")
        for year in (1997, 2000, 2004, 2012)
    ]
    columns = "direction origin peak_year year peak market_growth share_change change"
    return frame(columns, *rows, unit="USD")


def gravity_benchmark() -> pd.DataFrame:
    rows = [
        (side, who, 1990, estimator, actual, predicted, 0.95 * predicted, 1.05 * predicted, who == "Peru")
        for estimator in ("PPML, all flows", "PPML, positive flows")
        for side in ("goods to Chile", "goods from Chile")
        for who, actual, predicted in (("Bolivia", 2e7, 9e8), ("Peru", 5e8, 5.1e8), ("United Arab Emirates", 0.0, 4e6))
    ]
    later = ("goods to Chile", "Peru", 2006, "", 7e8, None, None, None, True)
    columns = "side other_name year estimator actual predicted predicted_low predicted_high highlighted"
    made = frame(columns, *rows, later, estimated_by="Author and Author (2006)")
    return made.assign(ratio=made["actual"] / made["predicted"])


def trade_map() -> pd.DataFrame:
    rows = [
        ("PER", "Peru", flow, code, name, code == "CHL", year, value, valuation)
        for flow, year, valuation, factor in (("import", 2018, "CIF", 1), ("export", 2019, "FOB", 3))
        for code, name, amount in (
            ("CHL", "Chile", 2e8),
            ("BRA", "Brazil", 3e9),
            ("ECU", "Ecuador", None),
            ("X", "X", 5e6),
        )
        for value in (None if amount is None else amount * factor,)
    ]
    columns = "reporter reporter_name flow partner partner_name highlighted year value valuation"
    return frame(columns, *rows, nomenclature="TOTAL", unit="USD", calendar="CY")


def outlines() -> pd.DataFrame:
    """Squares of ten degrees; X has none."""
    corners = {"PER": (-80, -15), "CHL": (-75, -40), "BRA": (-55, -15), "ECU": (-85, 0), "": (-65, -30)}
    rows = [
        (code, code or "Land", 1, x + 10.0 * (edge in (1, 2)), y + 10.0 * (edge in (2, 3)))
        for code, (x, y) in corners.items()
        for edge in (0, 1, 2, 3, 0)
    ]
    return frame("country name ring longitude latitude", *rows, publisher="An atlas")


TELLING = {
    "gravity_benchmark": "actual",
    "mirror_totals": "ratio",
    "mirror_by_product": "imported",
    "chapter_concentration": "effective_number",
    "advantage_over_time": "rsca",
    "trade_intensity": "intensity",
    "growth_contributions": "contribution",
    "export_decline": "change",
}
FRAMES = {
    make.__name__: make
    for make in (
        *(mirror_totals, mirror_by_product, chapter_concentration, advantage_over_time, trade_intensity),
        *(growth_contributions, export_decline, gravity_benchmark, trade_map),
    )
}
