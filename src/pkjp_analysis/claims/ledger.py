"""The ledger: the paper's statements and the parameters of their checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.store import Store

_SCALES = {"thousand": 3, "million": 6, "billion": 9}


@dataclass(frozen=True)
class Statement:
    """One statement of the paper; numbers are in the unit that the paper prints."""

    claim_id: str
    section: str
    subsection: str
    kind: str
    paraphrase: str
    asserted_value: str
    asserted_low: Decimal | None
    asserted_high: Decimal | None
    unit: str
    period: str
    cited_origin: tuple[str, ...]
    importance: int
    check: str
    about: str
    about_is: str
    against: str
    over: str
    comparator: str
    threshold: Decimal | None
    near_from: Decimal | None
    rank_within: int | None
    parts: tuple[str, ...]
    tolerance_abs: Decimal
    precision_low: Decimal
    precision_high: Decimal
    evidence_from: date | None
    evidence_to: date | None
    premises: tuple[str, ...]
    settle: str
    rule_reason: str

    @property
    def scale(self) -> Decimal:
        """Base units per unit of the statement: 1,000,000 for USD million."""
        for word, power in _SCALES.items():
            if word in self.unit.split():
                return Decimal(10) ** power
        return Decimal(1)

    def asserted(self) -> tuple[Decimal, Decimal]:
        """The asserted interval in base units, widened by half the last printed digit at each end."""
        if self.asserted_low is None or self.asserted_high is None:
            raise PkjpError(f"data/raw/claims.csv {self.claim_id}: no asserted value for its check; fill it in")
        low = (self.asserted_low - self.precision_low) * self.scale
        return low, (self.asserted_high + self.precision_high) * self.scale

    def needs_threshold(self) -> Decimal:
        """The threshold, which this statement's check cannot do without."""
        if self.threshold is None:
            raise PkjpError(f"data/raw/claims.csv {self.claim_id}: no threshold for its check; fill it in")
        return self.threshold

    def in_window(self, start: date, end: date) -> bool:
        """Whether a period lies inside the evidence window."""
        return (
            self.evidence_from is not None
            and self.evidence_to is not None
            and (self.evidence_from <= start and end <= self.evidence_to)
        )

    def touches_window(self, start: date, end: date) -> bool:
        """Whether a period overlaps the evidence window."""
        return (
            self.evidence_from is not None
            and self.evidence_to is not None
            and (start <= self.evidence_to and self.evidence_from <= end)
        )

    def years_in_window(self) -> int:
        """Number of calendar years that the evidence window touches."""
        if self.evidence_from is None or self.evidence_to is None:
            return 0
        return self.evidence_to.year - self.evidence_from.year + 1


def statements(store: Store) -> list[Statement]:
    """All statements, in the ledger's order."""
    return [read_statement(row) for row in rows_of(store.claims)]


def rows_of_ledger(store: Store) -> dict[str, str]:
    """Where each statement stands in data/raw, by its id: ``claims.csv#1`` is the first."""
    return {claim: f"claims.csv#{place}" for place, claim in enumerate(store.claims["claim_id"], start=1)}


def read_statement(row: dict[str, str]) -> Statement:
    """A statement from a row of the ledger that keeps to its contract."""
    return Statement(
        claim_id=row["claim_id"],
        section=row["section"],
        subsection=row["subsection"] or row["section"],
        kind=row["kind"],
        paraphrase=row["paraphrase"],
        asserted_value=row["asserted_value"],
        asserted_low=_number(row["asserted_low"]),
        asserted_high=_number(row["asserted_high"]),
        unit=row["unit"],
        period=row["period"],
        cited_origin=_list(row["cited_origin"]),
        importance=int(row["importance"]),
        check=row["check"],
        about=row["about"],
        about_is=row["about_is"],
        against=row["against"],
        over=row["over"] or "each",
        comparator=row["comparator"],
        threshold=_number(row["threshold"]),
        near_from=_number(row["near_from"]),
        rank_within=int(row["rank_within"]) if row["rank_within"] else None,
        parts=_list(row["parts"]),
        tolerance_abs=_number(row["tolerance_abs"]) or Decimal(0),
        precision_low=_number(row["precision_low"]) or Decimal(0),
        precision_high=_number(row["precision_high"]) or Decimal(0),
        evidence_from=date.fromisoformat(row["evidence_from"]) if row["evidence_from"] else None,
        evidence_to=date.fromisoformat(row["evidence_to"]) if row["evidence_to"] else None,
        premises=_list(row["premises"]),
        settle=row["settle"],
        rule_reason=row["rule_reason"],
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)
