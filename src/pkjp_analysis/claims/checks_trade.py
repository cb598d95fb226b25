"""Checks on what is traded: principal products, stages of processing, trade classes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pkjp_analysis.claims import select
from pkjp_analysis.claims.evidence import Evidence, from_row
from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.indicators.chapters import ChapterYear, class_bounds
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.store import Store


def principal_product(statement: Statement, store: Store) -> list[Evidence]:
    """Rank and share of HS chapters in the flow, year by year.

    Precise: share at least the threshold and a chapter of the group among the first `rank_within`; near:
    share at least `near_from`; no: below. Chapters that are the parent of the product give an upper
    bound of its share: they vote no where even the whole chapter falls below `near_from`, else abstain. A
    year with more than three chapters missing gives an upper bound too, since its total is short.
    """
    products = select.parse(statement.about).option("product")
    pieces = []
    for year in _years(statement, store):
        share, rank = year.share(products), year.best_rank(products)
        if share is None:
            continue
        vote = _principal_vote(statement, year, share, rank)
        pieces.append(
            _piece(
                statement,
                year,
                products,
                f"{share:.2f}",
                vote,
                note=f"{'rank ' + str(rank) if rank else 'no rank held'}; {year.completeness}"
                + ("; the chapters are the parent: an upper bound" if statement.about_is == "parent" else ""),
            )
        )
    return pieces


def _principal_vote(statement: Statement, year: ChapterYear, share: float, rank: int | None) -> str:
    threshold, near = float(statement.needs_threshold()), float(statement.near_from or 0)
    if statement.about_is == "parent" or not year.nearly_complete:
        return "no" if share < near else "none"
    if share >= threshold and rank is not None and rank <= (statement.rank_within or 0):
        return "precise"
    return "near" if share >= near else "no"


def class_share(statement: Statement, store: Store) -> list[Evidence]:
    """Share of stages of processing or trade classes in the flow, as bounds over mixed chapters.

    The low bound counts chapters that hold only the wanted classes, the high bound those that can hold
    them. Precise where the low bound satisfies the rule, no where the high bound fails it, else none.
    Comparator ``largest``: the class against every other one.
    """
    selection = select.parse(statement.about)
    column = "stages" if selection.option("stage") else "trade_classes"
    wanted = selection.option("stage") or selection.option("trade_class")
    pieces = []
    for year in _years(statement, store):
        if not year.nearly_complete:
            continue
        found = class_bounds(year.rows, store.products, column)
        low, high = found.together(wanted)
        pieces.append(
            _piece(
                statement,
                year,
                [],
                f"{low:.1f}-{high:.1f}",
                _class_vote(statement, found.as_dict(), wanted, low, high),
                low=Decimal(str(round(low, 4))),
                high=Decimal(str(round(high, 4))),
                part=statement.parts[0] if statement.parts else "",
                note=f"{' and '.join(wanted)}; {year.completeness}",
            )
        )
    return pieces


def _class_vote(
    statement: Statement, bounds: dict[str, tuple[float, float]], wanted: list[str], low: float, high: float
) -> str:
    if statement.comparator == "largest":
        others = [span for name, span in bounds.items() if name not in wanted]
        if all(low > other[1] for other in others):
            return "precise"
        return "no" if any(high < other[0] for other in others) else "none"
    threshold = float(statement.needs_threshold())
    if statement.comparator == "above":
        return "precise" if low > threshold else "no" if high <= threshold else "none"
    return "precise" if low >= threshold else "no" if high < threshold else "none"


def _years(statement: Statement, store: Store) -> list[ChapterYear]:
    """Years of the flow inside the evidence window, by chapter."""
    flow = select.parse(statement.about).must
    years = store.chapter_years(flow["reporter"][0], flow["partner"][0], flow["flow"][0])
    return [year for year in years if statement.in_window(year.start, year.end)]


def _piece(
    statement: Statement, year: ChapterYear, products: list[str], value: str, vote: str, **more: Any
) -> Evidence:
    rows = year.rows
    wanted = rows.index[rows["product"].isin(products)] if products else rows.index
    row = rows_of(rows.loc[(wanted if len(wanted) else rows.index)[:1]])[0]
    whole_flow = f"{row['raw']} and {len(rows) - 1} more rows of that flow and year"
    raw = ";".join(rows["raw"][wanted]) if products else whole_flow
    return from_row(statement, row, value, "percent", vote, raw=raw, period=str(year.year), **more)
