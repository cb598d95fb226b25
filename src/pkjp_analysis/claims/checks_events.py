"""Checks on what was said and done: words of a report, repeat shipments, measures, the paper's own sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.claims import select
from pkjp_analysis.claims.evidence import Evidence, dated_inside, from_row
from pkjp_analysis.claims.ledger import Statement, rows_of_ledger
from pkjp_analysis.lineage import note
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.store import Store

# The kinds of source that section 1 of the paper lists, by the words with which the ledger records them.
LISTED_SOURCES = {
    "Ministry of Foreign Affairs of Japan": ("Japanese government", "MOFA"),
    "JICA": ("JICA",),
    "Pakistan Bureau of Statistics": ("PBS", "Bureau of Statistics"),
    "UN Comtrade": ("COMTRADE", "Comtrade"),
    "Pakistani press": ("press", "media"),
}
FIGURES = ("quoted_figure", "derived_figure")


def words_in_event(statement: Statement, store: Store) -> list[Evidence]:
    """Each asserted word against title and quote of each dated report; a report that is silent has no vote."""
    pieces = []
    for row in rows_of(select.rows(store, statement.about)):
        if not dated_inside(statement, row["date"]):
            continue
        said = row["title"].lower()
        for word in statement.asserted_value.split(";"):
            vote = "precise" if word.lower() in said else "none"
            pieces.append(from_row(statement, row, word, "words", vote, part=word, period=row["date"]))
    return pieces


def measures_active(statement: Statement, store: Store) -> list[Evidence]:
    """Dated measures on goods of the reporter; the coverage ratio is a part of its own."""
    return [
        from_row(statement, row, row["title"], "words", "precise", part="measure", period=row["date"])
        for row in rows_of(select.rows(store, statement.about))
        if dated_inside(statement, row["date"])
    ]


def sources_carry_figures(statement: Statement, store: Store) -> list[Evidence]:
    """How many of the paper's figures name each source that it lists; the paper itself has no vote."""
    return [
        Evidence(
            value=str(count),
            unit="figures",
            period=statement.period or "the paper",
            source="the-paper-under-test",
            origin="the paper under test",
            vintage="",
            evidence="paper",
            relation="cited_source",
            admissible=False,
            vote="none",
            raw="claims.csv",
            part=name,
            note=f"figures for which the ledger records {name} as the named source",
        )
        for name, count in figures_by_source(store).items()
    ]


def figures_by_source(store: Store) -> dict[str, int]:
    """Number of the paper's figures by listed source."""
    claims = store.claims
    of_figures = claims["kind"].isin(FIGURES)
    rows = rows_of_ledger(store)
    note([rows[claim] for claim in claims.loc[of_figures, "claim_id"]])
    cited = claims[of_figures]["cited_source"]
    return {
        name: int(sum(any(word in text for word in words) for text in cited)) for name, words in LISTED_SOURCES.items()
    }
