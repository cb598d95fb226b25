"""Composition by HS chapter: which years are complete, shares, ranks, and classes as bounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pkjp_analysis.lineage import RAW, note
from pkjp_analysis.plain import rows_of, rows_with

if TYPE_CHECKING:
    import pandas as pd

# HS chapters 01 to 97; 77 is reserved and empty in every edition.
ALL_CHAPTERS = tuple(f"{number:02d}" for number in range(1, 98) if number != 77)
# A year counts as nearly complete with at most three chapters missing from the reporter's world rows.
NEARLY_COMPLETE = 3


@dataclass(frozen=True)
class ChapterYear:
    """One flow in one year by HS chapter, or by HS 6-digit code (`level` 6, of one `edition`).

    `rows` are observations with a float column `amount`; `missing` are chapters of which the reporter's
    file is not held at all (a chapter held without a row for the partner is no trade); `total` is the sum
    of the chapters held, or the printed total where only single chapters are held. `looked_at` are the raw rows
    that say what is held; a frame made from the year rests on them too.
    """

    year: int
    held: pd.DataFrame
    missing: tuple[str, ...]
    amount: float
    from_printed_total: bool = False
    level: int = 2
    edition: str = ""
    looked_at: Iterable[str] = ()

    @property
    def rows(self) -> pd.DataFrame:
        """Observations with a float column `amount`, largest first."""
        self.note_it()
        return self.held

    @property
    def total(self) -> float:
        """USD."""
        self.note_it()
        return self.amount

    def note_it(self) -> None:
        """The frame that is being worked out rests on this year, whatever it takes from it."""
        note(*self.rests_on)

    @property
    def rests_on(self) -> tuple[Iterable[str], ...]:
        """The raw rows that are its own, and those that were looked at."""
        return (self.held[RAW], self.looked_at)

    @property
    def start(self) -> date:
        """First day of the year."""
        return date(self.year, 1, 1)

    @property
    def end(self) -> date:
        """Last day of the year."""
        return date(self.year, 12, 31)

    @property
    def nearly_complete(self) -> bool:
        """At most three chapters missing."""
        return len(self.missing) <= NEARLY_COMPLETE

    @property
    def completeness(self) -> str:
        """What is missing, in words."""
        if self.from_printed_total:
            return "single chapters against the printed total"
        return f"chapters missing: {', '.join(self.missing)}" if self.missing else "all chapters held"

    def share(self, products: list[str]) -> float | None:
        """Share of chapters in the total, percent; None where none of them is held."""
        held = self.rows["amount"][self.rows["product"].isin(products)]
        return 100.0 * float(held.sum()) / self.total if len(held) and self.total else None

    def best_rank(self, products: list[str]) -> int | None:
        """Best rank of the chapters among those held, 1 = largest; None for single chapters."""
        if self.from_printed_total:
            return None
        ranks = self.rows["amount"].rank(ascending=False, method="min")
        held = ranks[self.rows["product"].isin(products)]
        return int(held.min()) if len(held) else None


def chapter_years(
    observations: pd.DataFrame, reporter: str, partner: str, flow: str, prints: pd.DataFrame | None = None
) -> list[ChapterYear]:
    """Every calendar year of a flow for which HS chapters are held, oldest first.

    Parameters
    ----------
    observations
        Observations with text cells (`value` in base units).
    reporter, partner, flow
        Whose trade with whom; ``export`` or ``import``.
    prints
        The same observations in every print, where `observations` has one of each: what a source holds is told by
        its own trade with the world.

    Notes
    -----
    Of several sources for one year the one with most chapters is used, never a mix of both. A year with
    only single chapters is measured against the reporter's printed total of the same year, if held.
    """
    ours = _whole_years(observations, reporter, flow)
    chapters = _by_chapter(ours)
    bilateral, totals = chapters[chapters["partner"] == partner], ours[ours["partner"] == partner]
    world = _with_world(observations if prints is None else prints, reporter, flow)
    result = []
    for year, part in bilateral[["year", "source", "product", "amount"]].groupby("year"):
        source = _fullest(zip(part["source"].tolist(), part["product"].tolist(), strict=True))
        largest_first = part["amount"][part["source"] == source].sort_values(ascending=False).index
        rows = bilateral.loc[largest_first].reset_index(drop=True)
        of_source = world[(world["year"] == year) & (world["source"] == source)]
        held = set(of_source["product"])
        missing = tuple(code for code in ALL_CHAPTERS if code not in held)
        result.append(_one_year(int(str(year)), rows, missing, totals, of_source[RAW]))
    return [year for year in result if year.amount]


def _whole_years(observations: pd.DataFrame, reporter: str, flow: str) -> pd.DataFrame:
    ours = rows_with(observations, reporter=reporter, flow=flow, series="goods_trade", calendar="CY", coverage="full")
    return ours[ours["evidence"] != "aggregator"]


def _by_chapter(rows: pd.DataFrame) -> pd.DataFrame:
    chapters = rows[(rows["nomenclature"] == "HS") & rows["product"].str.fullmatch(r"\d\d")]
    return chapters.assign(amount=chapters["value"].astype(float), year=chapters["period_start"].str[:4].astype(int))


def _with_world(observations: pd.DataFrame, reporter: str, flow: str) -> pd.DataFrame:
    """Year, source, product and raw row of what is held of the trade with the world."""
    chapters = _by_chapter(_whole_years(observations, reporter, flow))
    return chapters.loc[chapters["partner"] == "WLD", ["year", "source", "product", RAW]]


def _fullest(chapters: Iterable[tuple[str, str]]) -> str:
    """The source with most chapters; of several the last by name."""
    held: dict[str, set[str]] = {}
    for source, product in chapters:
        held.setdefault(source, set()).add(product)
    return max(held, key=lambda source: (len(held[source]), source))


def _one_year(
    year: int, rows: pd.DataFrame, missing: tuple[str, ...], totals: pd.DataFrame, held: pd.Series
) -> ChapterYear:
    if len(missing) < len(ALL_CHAPTERS) // 2:
        return ChapterYear(year, rows, missing, float(rows["amount"].sum()), looked_at=held)
    printed = totals[
        (totals["nomenclature"] == "TOTAL")
        & (totals["period_start"] == f"{year}-01-01")
        & (totals["regime"] != "without re-exports")
        & (totals["measure"] == "flow")
    ]
    total = float(printed["value"].iloc[-1]) if len(printed) else 0.0
    return ChapterYear(year, rows, missing, total, from_printed_total=True, looked_at=[*held, *printed[RAW].tail(1)])


@dataclass(frozen=True)
class ClassBounds:
    """Bounds of the share of each class, percent: column class, low, high."""

    frame: pd.DataFrame
    shares: tuple[tuple[frozenset[str], float], ...]

    def together(self, wanted: list[str]) -> tuple[float, float]:
        """Bounds of the share of several classes together."""
        names = set(wanted)
        low = sum(share for can_hold, share in self.shares if can_hold <= names)
        high = sum(share for can_hold, share in self.shares if can_hold & names)
        return low, high

    def as_dict(self) -> dict[str, tuple[float, float]]:
        """Bounds by class."""
        return {row["class"]: (row["low"], row["high"]) for row in rows_of(self.frame)}


def class_bounds(rows: pd.DataFrame, products: pd.DataFrame, column: str) -> ClassBounds:
    """Share of each stage or trade class in a flow, where some chapters can hold several.

    Parameters
    ----------
    rows
        Columns product (HS chapter, or a code whose first two digits name it), amount.
    products
        Columns nomenclature, product, and `column` with the classes that a chapter can hold, joined by ;.
    column
        ``stages`` or ``trade_classes``.

    Returns
    -------
    ClassBounds
        low counts chapters that hold only the class, high those that can hold it.
    """
    import pandas as pd

    chapters = products[products["nomenclature"] == "HS"].set_index("product")[column]
    total = float(rows["amount"].sum())
    shares = tuple(
        (frozenset(chapters[code[:2]].split(";")), 100.0 * amount / total)
        for code, amount in zip(rows["product"], rows["amount"], strict=True)
    )
    names = sorted({name for text in chapters for name in text.split(";")})
    records = []
    for name in names:
        low = sum(share for can_hold, share in shares if can_hold == {name})
        high = sum(share for can_hold, share in shares if name in can_hold)
        records.append((name, low, high))
    return ClassBounds(pd.DataFrame(records, columns=["class", "low", "high"]), shares)
