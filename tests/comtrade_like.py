"""A made-up table of the shape that the UN Comtrade API documents, at HS 6-digit, seeded; and its way into the project.

Fields and codes are those of the API's annual goods rows (comtradeapi.un.org, `/public/v1/preview/C/A/HS` with
`includeDesc`): M49 numbers beside ISO codes, partner 0 `W00` for the world, flows `X` and `M`, refMonth 52 in annual
rows, customs procedure `C00` and mode of transport 0 for all of them together. Values are whole dollars. No figure in
it is anybody's.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

SEED = 1951
YEARS = (2023, 2024)
# ISO code: M49 number as Comtrade uses it, size, and a place on a made-up plane in thousands of kilometres.
ECONOMIES = {
    **{"PAK": (586, 1.0, 0.0, 0.0), "JPN": (392, 9.0, 6.0, 1.2), "IND": (699, 6.0, 0.8, -0.6)},
    **{"VNM": (704, 3.0, 3.8, -1.2), "BGD": (50, 0.8, 2.2, -0.4), "LKA": (144, 0.3, 1.2, -2.6)},
    **{"CHN": (156, 14.0, 4.0, 1.0), "USA": (842, 20.0, -10.0, 2.0), "DEU": (276, 8.0, -5.0, 2.4)},
    **{"ARE": (784, 2.0, -1.3, -0.8), "KOR": (410, 5.0, 5.2, 1.4), "AUS": (36, 3.0, 7.0, -6.0)},
}
PRODUCTS = 240
# Freight and insurance, as a share of the FOB value: between these, rising with distance.
FREIGHT = (0.05, 0.20)
FIELDS = (
    *("typeCode", "freqCode", "refPeriodId", "refYear", "refMonth", "period"),
    *("reporterCode", "reporterISO", "flowCode", "partnerCode", "partnerISO", "partner2Code", "partner2ISO"),
    *("classificationCode", "classificationSearchCode", "isOriginalClassification"),
    *("cmdCode", "aggrLevel", "isLeaf", "customsCode", "mosCode", "motCode"),
    *("cifvalue", "fobvalue", "primaryValue", "legacyEstimationFlag", "isReported", "isAggregate"),
)


def products() -> list[str]:
    """Six-digit codes: three to a chapter, spread over the chapters but the reserved 77, until there are enough."""
    chapters = [chapter for chapter in range(1, 98) if chapter != 77][: PRODUCTS // 3]
    return [f"{chapter:02}{heading:02}{sub}0" for chapter in chapters for heading, sub in ((1, 1), (1, 2), (2, 1))]


def distances() -> pd.DataFrame:
    """Kilometres between economies, by exporter and importer."""
    places = np.array([place for _, _, *place in ECONOMIES.values()])
    apart = 1000 * np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2))
    return pd.DataFrame(apart, list(ECONOMIES), list(ECONOMIES))


def freight() -> pd.DataFrame:
    """Freight and insurance as a share of the FOB value, by exporter and importer."""
    apart = distances()
    low, high = FREIGHT
    # Drawn in a little from both ends, so that whole dollars do not step over them.
    return low + 0.001 + (high - low - 0.002) * apart / apart.to_numpy().max()


@cache
def _flows() -> pd.DataFrame:
    """What exporters report, FOB: year, exporter, importer, product, fob, and the importer's cif of the same goods."""
    random = np.random.default_rng(SEED)
    sizes = np.array([size for _, size, *_ in ECONOMIES.values()])
    able, asked = random.random((len(sizes), 1)) + sizes[:, None] / 40, random.random((1, PRODUCTS))
    makes = random.lognormal(0, 1, (len(sizes), PRODUCTS)) * (
        random.random((len(sizes), PRODUCTS)) < 1 / (1 + np.exp(6 * (asked - able)))
    )
    wants = random.lognormal(0, 0.6, (len(sizes), PRODUCTS))
    apart = distances().to_numpy() + np.eye(len(sizes))
    pull = 4e7 * sizes[:, None] * sizes[None] / (apart / 1000) ** 0.9
    frames = []
    for step, year in enumerate(YEARS):
        noise = random.lognormal(0.1 * step, 0.4, (len(sizes), len(sizes), PRODUCTS))
        fob = np.round(pull[:, :, None] * makes[:, None, :] * wants[None] * noise / PRODUCTS)
        fob[np.arange(len(sizes)), np.arange(len(sizes))] = 0
        cif = np.round(fob * (1 + freight().to_numpy())[:, :, None])
        labels = [[year], list(ECONOMIES), list(ECONOMIES), products()]
        index = pd.MultiIndex.from_product(labels, names=["year", "exporter", "importer", "product"])
        frames.append(pd.DataFrame({"fob": fob.ravel(), "cif": cif.ravel()}, index))
    flows = pd.concat(frames).reset_index()
    return flows[flows["fob"] >= 1000].reset_index(drop=True)


def comtrade() -> pd.DataFrame:
    """The table: rows of both reporters, of each partner and of the world, of each code, chapter and in total.

    Every row of the world is the sum of the partners, every chapter and TOTAL the sum of its codes. One flow has a
    row for goods by sea besides, as a download by mode of transport would.
    """
    flows = _flows()
    sides = [
        flows.rename(columns={"exporter": "reporterISO", "importer": "partnerISO", "fob": "primaryValue"}).assign(
            flowCode="X", fobvalue=flows["fob"], cifvalue=np.nan
        ),
        flows.rename(columns={"importer": "reporterISO", "exporter": "partnerISO", "cif": "primaryValue"}).assign(
            flowCode="M", fobvalue=np.nan, cifvalue=flows["cif"]
        ),
    ]
    rows = pd.concat(sides, ignore_index=True).rename(columns={"year": "refYear", "product": "cmdCode"})
    values = ["primaryValue", "fobvalue", "cifvalue"]
    keys = ["refYear", "reporterISO", "flowCode", "partnerISO", "cmdCode"]
    leaves = pd.concat([rows, rows.assign(partnerISO="W00")])
    levels = [
        leaves.assign(cmdCode=code).groupby(keys, as_index=False)[values].sum(min_count=1).assign(aggrLevel=level)
        for level, code in ((0, "TOTAL"), (2, leaves["cmdCode"].str[:2]), (6, leaves["cmdCode"]))
    ]
    table = pd.concat(levels, ignore_index=True).assign(motCode=0)
    by_sea = table[(table["reporterISO"] == "PAK") & (table["partnerISO"] == "JPN") & (table["aggrLevel"] == 6)]
    by_sea = by_sea.assign(motCode=2100, **{name: (by_sea[name] / 2).round() for name in values})
    return _dressed(pd.concat([table, by_sea], ignore_index=True))


def _dressed(table: pd.DataFrame) -> pd.DataFrame:
    """The remaining fields of the API, in its order."""
    numbers = {"W00": 0, **{iso: number for iso, (number, *_) in ECONOMIES.items()}}
    year = table["refYear"]
    leaf = table["aggrLevel"] == 6
    return table.assign(
        **{"typeCode": "C", "freqCode": "A", "refMonth": 52, "partner2Code": 0, "partner2ISO": "W00"},
        **{"classificationCode": "H6", "classificationSearchCode": "HS", "isOriginalClassification": True},
        **{"customsCode": "C00", "mosCode": "0", "legacyEstimationFlag": 0},
        refPeriodId=year * 10_000 + 101,
        period=year.astype(str),
        reporterCode=table["reporterISO"].map(numbers),
        partnerCode=table["partnerISO"].map(numbers),
        isLeaf=leaf,
        isReported=leaf & (table["partnerISO"] != "W00"),
        isAggregate=~leaf | (table["partnerISO"] == "W00"),
    )[list(FIELDS)]


def rows_of(table: pd.DataFrame, level: int = 6) -> pd.DataFrame:
    """The table in the project's columns: rows of one level, all customs procedures and modes of transport together.

    Level 6 is HS 6-digit, 2 chapters, 0 the total of all goods.
    """
    whole = (table["customsCode"] == "C00") & (table["motCode"] == 0) & (table["partner2Code"] == 0)
    taken = table[whole & (table["aggrLevel"] == level)]
    flow = taken["flowCode"].map({"X": "export", "M": "import"})
    return pd.DataFrame(
        {
            "reporter": taken["reporterISO"],
            "partner": taken["partnerISO"].replace("W00", "WLD"),
            "flow": flow,
            "nomenclature": "TOTAL" if level == 0 else "HS",
            "edition": "" if level == 0 else taken["classificationCode"],
            "product": "" if level == 0 else taken["cmdCode"],
            "year": taken["refYear"],
            "value": taken["primaryValue"],
            "unit": "USD",
            "valuation": flow.map({"export": "FOB", "import": "CIF"}),
        }
    ).reset_index(drop=True)


def gravity_pairs(table: pd.DataFrame, year: int = YEARS[-1]) -> pd.DataFrame:
    """Exports of every pair in a year, as a gravity estimate wants them.

    exporter, importer, trade (million dollars), log_distance (kilometres), log_size_exporter and log_size_importer.
    """
    total = rows_of(table, level=0)
    held = total[(total["flow"] == "export") & (total["partner"] != "WLD") & (total["year"] == year)]
    apart = np.log(distances().where(lambda far: far > 0)).stack()
    size = {iso: np.log(size) for iso, (_, size, *_) in ECONOMIES.items()}
    return pd.DataFrame(
        {
            "exporter": held["reporter"],
            "importer": held["partner"],
            "trade": held["value"] / 1e6,
            "log_distance": apart.loc[pd.MultiIndex.from_frame(held[["reporter", "partner"]])].to_numpy(),
            "log_size_exporter": held["reporter"].map(size),
            "log_size_importer": held["partner"].map(size),
        }
    ).reset_index(drop=True)
