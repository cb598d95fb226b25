"""docs/sources.md: a citation for every source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pkjp_analysis.documents.markdown import document, table
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.store import Store


def page(store: Store) -> str:
    """Sources by publisher, each with date, title, address, terms, and what was read there."""
    rows = sorted(
        rows_of(store.sources), key=lambda row: (row["publisher"].casefold(), row["published"], row["source"])
    )
    counts = {name: getattr(store, name)["source"].value_counts() for name in _TABLES}
    cited = [[*_row(row), *(int(counts[name].get(row["source"], 0)) or "" for name in _TABLES)] for row in rows]
    header = ("key", "citation", "evidence", "terms", *_TABLES)
    what = (
        f"{len(cited)} sources with publisher, date, title, address and terms, and the number of rows of each table "
        "that come from them."
    )
    return document("Sources", what, table(header, cited))


_TABLES = ("observations", "grants", "events", "findings")


def _row(row: dict[str, Any]) -> list[str]:
    """Key, citation, evidence level, terms."""
    return [f"`{row['source']}`", citation(row), row["evidence"], row["terms"]]


def citation(row: dict[str, Any]) -> str:
    """Publisher, date, title, through whom it was read, address."""
    title = f" {row['title'].rstrip('.')}." if row["title"] else ""
    via = f" Read through {row['via']}." if row["via"] and row["via"] != row["publisher"] else ""
    address = f" {row['url']}" if row["url"] else " No address: see the title."
    return f"{row['publisher']} ({row['published'] or 'undated'}).{title}{via}{address}"
