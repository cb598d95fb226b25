"""What the paper asserts, beside the figures held: the ground of its contradictions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pkjp_analysis.claims import select
from pkjp_analysis.claims.ledger import Statement

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.store import Store

MILLION = Decimal(10**6)
_TOTALS = (
    "observations series=goods_trade reporter=PAK partner=JPN nomenclature=TOTAL calendar=FY-JUL recording=customs"
)


def millions(value: Decimal) -> str:
    """A number in millions: ``1,137.00m``."""
    return f"{value / MILLION:,.2f}m"


@dataclass(frozen=True)
class Arithmetic:
    """What a contradiction comes to: whether it stands, and the lines that show it."""

    stands: bool
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """What the paper asserts (base units), beside the figures held."""

    store: Store
    ledger: dict[str, Statement]

    def low(self, claim: str) -> Decimal:
        """Low end that a statement prints, base units."""
        statement = self.ledger[claim]
        return (statement.asserted_low or Decimal(0)) * statement.scale

    def high(self, claim: str) -> Decimal:
        """High end that a statement prints, base units."""
        statement = self.ledger[claim]
        return (statement.asserted_high or Decimal(0)) * statement.scale

    def fiscal_year(self, flow: str) -> Decimal:
        """The ministry's figure for July 2023 to June 2024."""
        frame = select.rows(self.store, f"{_TOTALS} flow={flow}")
        return Decimal(frame[frame["period_start"] == "2023-07-01"]["value"].iloc[0])

    def grants(self, currency: str, **terms: str) -> pd.DataFrame:
        """Stated amounts of the two grants of the package."""
        frame = self.store.grants
        frame = frame[frame["grant"].isin(["mch_equipment_kp_2024", "indus_flood_2024"])]
        frame = frame[(frame["currency"] == currency) & (frame["confidence"] != "low")]
        for column, value in terms.items():
            frame = frame[frame[column] == value]
        return frame
