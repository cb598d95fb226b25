"""Codes of countries as sources write them, and as the study does: ISO 3166 alpha-3."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

import pandas as pd
import pycountry

from pkjp_analysis.errors import UsageError
from pkjp_analysis.nearest import nearest
from pkjp_analysis.plain import mapping

WORLD = "WLD"
# Countries whose code at UN Comtrade, and in BACI, is another than their number in ISO 3166: the present reporters.
# Codes of the past (Germany before 1991, Belgium with Luxembourg, ...) are no countries of today and are left out.
COMTRADE = {"USA": 842, "IND": 699, "FRA": 251, "CHE": 757, "NOR": 579, "TWN": 490}


@cache
def comtrade_codes() -> dict[str, int]:
    """UN Comtrade's numbers by ISO code; the world is 0."""
    numbers = {country.alpha_3: int(country.numeric) for country in pycountry.countries}
    return {WORLD: 0} | numbers | COMTRADE


def known(option: str, codes: Collection[str]) -> None:
    """Refuse what is no country.

    Raises
    ------
    UsageError
        A code is none of ISO 3166; the line names the nearest.
    """
    valid = {country.alpha_3: country.name for country in pycountry.countries}
    for code in codes:
        if code not in valid:
            close = nearest(code, list(valid))
            raise UsageError(f"--{option} {code}: no country of ISO 3166; the nearest is {close} ({valid[close]})")


def names(root: Path) -> dict[str, str]:
    """Names by code: the study's own, and for others the common one of ISO 3166."""
    found = {one.alpha_3: getattr(one, "common_name", one.name) for one in pycountry.countries}
    held = pd.read_csv(root / "data" / "processed" / "countries.csv", dtype=str, keep_default_na=False)
    return found | mapping(held, "code", "name")
