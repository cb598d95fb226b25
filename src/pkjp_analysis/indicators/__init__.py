"""The field's measures: DataFrame in, DataFrame or a small frozen dataclass out; no file, no notebook."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from pkjp_analysis.indicators.basis import BASIS, BasisError, combine, require_one_basis
from pkjp_analysis.indicators.inputs import InputError

# The measures and their modules, loaded on first use: each imports numpy or pandas.
MEASURES = {
    "revealed_comparative_advantage": "advantage",
    "trade_intensity": "intensity",
    "trade_complementarity": "complementarity",
    "grubel_lloyd": "intra_industry",
    "concentration": "concentrated",
    "constant_market_share": "market_share",
    "mirror_comparison": "mirror",
    "growth_contributions": "growth",
    "economic_complexity": "complexity",
    "gravity_ppml": "gravity",
    "gravity_benchmark": "benchmark",
    "screen_products": "screening",
}

__all__ = ["BASIS", "MEASURES", "BasisError", "InputError", "combine", "require_one_basis", *MEASURES]


def __getattr__(name: str) -> Any:
    if name in MEASURES:
        return getattr(import_module(f"pkjp_analysis.indicators.{MEASURES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
