"""The field's measures: DataFrame in, DataFrame or a small frozen dataclass out; no file, no notebook."""

from __future__ import annotations

from pkjp_analysis.indicators.basis import BASIS, BasisError, combine, require_one_basis

__all__ = ["BASIS", "BasisError", "combine", "require_one_basis"]
