"""One basis at a time: the guard that opens every indicator and figure function."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pkjp_analysis.errors import PkjpError, UsageError

if TYPE_CHECKING:
    import pandas as pd

BASIS = (
    *("reporter", "valuation", "calendar", "recording", "regime", "price_basis", "unit", "nomenclature"),
    "edition",
)


class BasisError(PkjpError):
    """Rows on several bases were given where one is needed."""


def require_one_basis(
    frame: pd.DataFrame, across: str | Iterable[str] = (), by: str | Iterable[str] = ()
) -> pd.DataFrame:
    """Refuse rows that mix bases; return the frame unchanged.

    Parameters
    ----------
    frame
        Rows with any of the basis columns reporter, valuation, calendar, recording, regime, price_basis,
        unit, nomenclature, edition. A column that is absent is not guarded: plain pandas stays plain.
    across
        Basis columns that are meant to differ, e.g. ``"valuation"`` for exports FOB beside imports CIF.
    by
        Columns whose groups are looked at one by one, e.g. ``"flow"``.

    Raises
    ------
    BasisError
        A group has several values of a basis column that `across` does not name. The HS edition counts
        only where codes are finer than chapters.
    UsageError
        `across` names no basis column.
    """
    meant = _names(across)
    for name in meant:
        if name not in BASIS:
            raise UsageError(f"across={name!r} is no basis column; choose from {', '.join(BASIS)}")
    groups = [column for column in _names(by) if column in frame.columns]
    guarded = [column for column in BASIS if column in frame.columns and column not in (*meant, *groups)]
    if not groups:
        _refuse_mixed(frame, guarded)
    elif guarded:
        parts = frame.groupby(groups, dropna=False, sort=False, observed=True)
        # Counted for all groups at once; they are opened one by one only where a column has several values in one.
        if (parts[guarded].nunique() > 1).to_numpy().any():
            for _, part in parts:
                _refuse_mixed(part, guarded)
    return frame


def _refuse_mixed(part: pd.DataFrame, guarded: list[str]) -> None:
    for column in guarded:
        values = sorted({str(value) for value in part[column].dropna().unique()})
        if len(values) > 1 and _counts(part, column):
            raise BasisError(
                f"rows mix {column}: {', '.join(v or '(empty)' for v in values)}; "
                f"take one, or where it is meant name {column} in by=, or in across= of a function that has it"
            )


def combine(*frames: pd.DataFrame, across: str | Iterable[str]) -> pd.DataFrame:
    """Put frames on different bases under each other, saying in words which basis differs.

    Each frame has to be on one basis itself; `across` names the columns that may differ between them.
    Nothing is added up or converted, and every row keeps its basis columns.

    Raises
    ------
    BasisError
        A frame mixes bases, or the frames differ in a basis column that `across` does not name.
    """
    import pandas as pd

    for frame in frames:
        require_one_basis(frame)
    kept = [frame for frame in frames if len(frame)]
    return require_one_basis(pd.concat(kept or list(frames), ignore_index=True), across=across)


def _names(text: str | Iterable[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _counts(part: pd.DataFrame, column: str) -> bool:
    """The HS edition is a basis only below chapters."""
    if column != "edition" or "product" not in part.columns:
        return True
    finer = part["product"].astype(str).str.fullmatch(r"\d{3,}")
    return bool(finer.any())
