"""Made-up files of CEPII: BACI with its lists of codes, and Gravity, in the layouts of V202501 and V202211.

Names, units and marks of what is missing are as published; all values are made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

RELEASE = "V202501"
# Numbers as BACI has them; several have one ISO code, and Taiwan's place has none of ISO 3166.
COUNTRIES = {
    **{4: "AFG", 56: "BEL", 58: "BEL", 156: "CHN", 251: "FRA", 276: "DEU", 344: "HKG", 392: "JPN", 410: "KOR"},
    **{490: "S19", 516: "NAM", 586: "PAK", 697: "R20", 699: "IND", 702: "SGP", 842: "USA"},
}
GRAVITY = (
    "year,country_id_o,country_id_d,iso3_o,iso3_d,iso3num_o,iso3num_d,country_exists_o,country_exists_d,"
    "gmt_offset_2020_o,gmt_offset_2020_d,distw_harmonic,distw_arithmetic,distw_harmonic_jh,distw_arithmetic_jh,dist,"
    "main_city_source_o,main_city_source_d,distcap,contig,diplo_disagreement,scaled_sci_2021,comlang_off,"
    "comlang_ethno,comcol,col45,legal_old_o,legal_old_d,legal_new_o,legal_new_d,comleg_pretrans,comleg_posttrans,"
    "transition_legalchange,comrelig,heg_o,heg_d,col_dep_ever,col_dep,col_dep_end_year,col_dep_end_conflict,empire,"
    "sibling_ever,sibling,sever_year,sib_conflict,pop_o,pop_d,gdp_o,gdp_d,gdpcap_o,gdpcap_d,pop_source_o,pop_source_d,"
    "gdp_source_o,gdp_source_d,gdp_ppp_o,gdp_ppp_d,gdpcap_ppp_o,gdpcap_ppp_d,pop_pwt_o,pop_pwt_d,gdp_ppp_pwt_o,"
    "gdp_ppp_pwt_d,gatt_o,gatt_d,wto_o,wto_d,eu_o,eu_d,fta_wto,fta_wto_raw,rta_coverage,rta_type,entry_cost_o,"
    "entry_cost_d,entry_proc_o,entry_proc_d,entry_time_o,entry_time_d,entry_tp_o,entry_tp_d,tradeflow_comtrade_o,"
    "tradeflow_comtrade_d,tradeflow_baci,manuf_tradeflow_baci,tradeflow_imf_o,tradeflow_imf_d"
)
# What the made-up flows follow: the log of thousand dollars.
COEFFICIENTS = {
    **{"const": -12.0, "log_gdp_o": 0.8, "log_gdp_d": 0.7, "log_distw_harmonic": -1.1},
    **{"contig": 0.5, "comlang_off": 0.3, "fta_wto": 0.2},
}


def baci_text(rows: Sequence[str]) -> str:
    """A file of rows such as ``2022,586,392,520100,23685.927,8047.4``."""
    return "\n".join(["t,i,j,k,v,q", *rows, ""])


def baci(folder: Path, year: int = 2022, rows: int = 4000, seed: int = 1951, edition: str = "92") -> Path:
    """Write a seeded year: positive flows of many pairs, quantities here and there ``NA`` or empty."""
    random = np.random.default_rng([seed, year])
    path = folder / f"BACI_HS{edition}_Y{year}_{RELEASE}.csv"
    numbers, wide = np.array(list(COUNTRIES)), 5000
    keys = np.unique(random.integers(0, len(numbers) ** 2 * wide, rows))
    i, j, k = np.unravel_index(keys, (len(numbers), len(numbers), wide))
    abroad = i != j
    frame = pd.DataFrame({"t": year, "i": numbers[i], "j": numbers[j], "k": product(k)})[abroad]
    frame["v"] = np.round(random.lognormal(3, 3, len(frame)), 3) + 0.001
    amounts = pd.Series(np.round(random.lognormal(2, 3, len(frame)), 3)).map("{:.3f}".format)
    marks = random.random(len(frame))
    frame["q"] = np.where(marks < 0.02, "NA", np.where(marks < 0.04, "", amounts))
    frame.to_csv(path, index=False, float_format="%.3f", lineterminator="\n")
    return path


def product(numbers: np.ndarray) -> list[str]:
    """Codes of six digits, with leading zeros, in order."""
    return [f"{1 + n // 52 % 97:02}{10 + n % 52:02}{n // 5044:02}" for n in numbers.tolist()]


def country_codes(folder: Path, old: bool = False) -> Path:
    """Write the list of countries; up to V202301 names and columns were others."""
    path = folder / f"country_codes_{RELEASE}.csv"
    if old:
        lines = ['"country_code","country_name_abbreviation","country_name_full","iso_2digit_alpha","iso_3digit_alpha"']
        lines += [f'{n},"{c}, {n}","{c}","{c[:2]}","{c if c[1:].isalpha() else "N/A"}"' for n, c in COUNTRIES.items()]
    else:
        lines = ["country_code,country_name,country_iso2,country_iso3"]
        lines += [f'{n},"{c}, nes",{"" if c == "NAM" else c[:2]},{c}' for n, c in COUNTRIES.items()]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def product_codes(folder: Path, labels: Mapping[str, str]) -> Path:
    """Write the list of products."""
    path = folder / f"product_codes_HS92_{RELEASE}.csv"
    lines = ["code,description", *(f'{code},"{label}"' for code, label in labels.items())]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def gravity(folder: Path, economies: Sequence[str], years: Sequence[int], seed: int = 1948) -> Path:
    """Write a file in which flows follow `COEFFICIENTS` to the last printed digit, but for those left empty.

    Germany stands twice, before and after 1990; a country has a row with itself; a flow in twenty is not recorded.
    """
    random = np.random.default_rng(seed)
    ids = [*economies, "DEU.1", "DEU.2"]
    place = random.uniform(0, 9000, (len(ids), 2))
    base = random.normal(19, 1.5, len(ids))
    o, d = (side.ravel() for side in np.indices((len(ids), len(ids))))
    distance = np.round(np.hypot(*(place[o] - place[d]).T) + 150)
    same = {f"{name}": (random.random(len(o)) < 0.15).astype(int) for name in ("comlang_off", "col_dep_ever")}
    frames = [_year(year, ids, (o, d), distance, base, same, random) for year in years]
    path = folder / "Gravity_V202211.csv"
    pd.concat(frames).reindex(columns=GRAVITY.split(",")).to_csv(path, index=False, lineterminator="\n")
    return path


def _year(
    year: int,
    ids: Sequence[str],
    ends: tuple[np.ndarray, np.ndarray],
    distance: np.ndarray,
    base: np.ndarray,
    same: Mapping[str, np.ndarray],
    random: np.random.Generator,
) -> pd.DataFrame:
    o, d = ends
    gdp = np.round(np.exp(base + 0.03 * (year - 2000)), 3)
    exists = np.array([not name.endswith(".1") if year > 1990 else not name.endswith(".2") for name in ids])
    frame = pd.DataFrame({"year": year, "distw_harmonic": distance.astype(int), **same}, index=range(len(o)))
    for side, at in (("o", o), ("d", d)):
        frame[f"country_id_{side}"] = np.array(ids)[at]
        frame[f"iso3_{side}"] = [ids[n][:3] for n in at]
        frame[f"country_exists_{side}"] = exists[at].astype(int)
        frame[f"gdp_{side}"] = [f"{value:.3f}".rstrip("0").rstrip(".") for value in gdp[at]]
        frame[f"pop_{side}"] = np.round(gdp[at] / 9, 3)
        frame[f"gdp_source_{side}"] = 1
    frame["contig"] = (distance < 1500).astype(int)
    frame["fta_wto"] = (random.random(len(o)) < 0.3).astype(int)
    logs = {"log_gdp_o": np.log(gdp[o]), "log_gdp_d": np.log(gdp[d]), "log_distw_harmonic": np.log(distance)}
    known = {**logs, **{name: frame[name] for name in ("contig", "comlang_off", "fta_wto")}, "const": 1.0}
    mean = np.exp(sum(COEFFICIENTS[name] * values for name, values in known.items()))
    unrecorded = (o == d) | ~exists[o] | ~exists[d] | (random.random(len(o)) < 0.05)
    frame["tradeflow_baci"] = [
        None if not told else f"{value:.3f}" for value, told in zip(mean, ~unrecorded, strict=True)
    ]
    return frame
