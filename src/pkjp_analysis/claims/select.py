"""Rows that a statement is about, as its ledger entry names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.lineage import note, passed_on, watched
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.store import Store

# Terms that a check reads itself; every other term has to be a column.
OPTIONS = frozenset({"column", "stage", "trade_class"})

# A comma parts values; one with a space after it belongs to a name.
_LIST = re.compile(r",(?! )")
_TERM = re.compile(r"(\w+)([=~])(.*?)(?=\s+\w+[=~]|\s*$)")


@dataclass(frozen=True)
class Selection:
    """A table and its terms: ``column=a,b`` must hold; ``column~a`` is the basis, other rows are context."""

    table: str
    must: dict[str, list[str]]
    basis: dict[str, list[str]]

    def option(self, name: str) -> list[str]:
        """Values of a term that is no column, e.g. ``stage=capital``."""
        return self.must.get(name, [])

    def without(self, column: str) -> Selection:
        """The same selection without its terms on a column."""
        must, basis = (
            {name: values for name, values in terms.items() if name != column} for terms in (self.must, self.basis)
        )
        return Selection(self.table, must, basis)

    def text(self) -> str:
        """The selection in the ledger's words, which `parse` reads back."""
        terms = [f"{name}={','.join(values)}" for name, values in self.must.items()]
        terms += [f"{name}~{','.join(values)}" for name, values in self.basis.items()]
        return " ".join([self.table, *terms])


def parse(text: str) -> Selection:
    """A selection from the ledger's words, e.g. ``observations series=aid_net partner=PAK calendar~CY``."""
    table, _, rest = text.partition(" ")
    must: dict[str, list[str]] = {}
    basis: dict[str, list[str]] = {}
    for name, sign, values in _TERM.findall(rest):
        (must if sign == "=" else basis)[name] = _LIST.split(values.strip())
    return Selection(table, must, basis)


def rows(store: Store, text: str) -> pd.DataFrame:
    """Rows that a selection names, with a column `other_basis` that says where the basis is another.

    A selection is looked up once in the same tables.
    """
    if text not in store.selected:
        store.selected[text] = _look_up(store, parse(text), text)
    return watched(store.selected[text], once=True)


def _look_up(store: Store, selection: Selection, text: str) -> pd.DataFrame:
    import numpy as np

    if selection.table not in ("observations", "grants", "events"):
        raise PkjpError(f"data/raw/claims.csv: {text!r} names no table; say observations, grants or events")
    frame: pd.DataFrame = getattr(store, selection.table)
    kept = np.arange(len(frame))
    for column, values in selection.must.items():
        if column in OPTIONS:
            continue
        if column not in frame.columns:
            raise PkjpError(
                f"data/raw/claims.csv: {column!r} in {text!r} is no column of {selection.table}; correct it"
            )
        # The first term leaves few rows for the others to look at.
        kept = kept[frame[column].take(kept).isin(values)]
    frame = frame.iloc[kept]
    other = ["" for _ in range(len(frame))]
    for column, values in selection.basis.items():
        found = frame[column].tolist()
        other = [
            was if value in values else f"{was}, {column} {value}".lstrip(", ")
            for was, value in zip(other, found, strict=True)
        ]
    return frame.assign(other_basis=other)


def in_window(statement: Statement, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Observations whose period touches the evidence window, as records with `admissible` and `why`.

    Those inside the window and on the basis are admissible; the others are context with a reason.
    """
    kept = []
    for row in rows_of(passed_on(frame)):
        if not row["period_start"] or row["value"] == "":
            continue
        start, end = date.fromisoformat(row["period_start"]), date.fromisoformat(row["period_end"])
        if not statement.touches_window(start, end):
            continue
        inside = statement.in_window(start, end)
        why = row["other_basis"] and f"other basis: {row['other_basis']}"
        kept.append({**row, "admissible": inside and not why, "why": why or ("" if inside else "outside the window")})
    note([row["raw"] for row in kept])
    return kept
