"""Re-run a study of bilateral relations from public figures.

`Study` opens the figures of a country pair; `figures` draws them, `tables` lays them out, `show` prints a table.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = ["Study", "figures", "show", "tables"]

# Loaded on first use: the command line answers without importing pandas or matplotlib.
_HOMES = {"Study": "pkjp_analysis.study", "show": "pkjp_analysis.display"}


def __getattr__(name: str) -> Any:
    if name in ("figures", "tables"):
        return import_module(f"pkjp_analysis.{name}")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
