"""Vintages: figures fetched by `pkjp refresh`, each set whole, immutable and named by source and date.

A vintage is a folder in data/raw/local with the replies as they came and a manifest. Its tables are made from these
at need, and stand beside the shipped ones where a study names the vintage.
"""

from __future__ import annotations

# In the name of a source, between a vintage and the concordance by which its codes stand in another edition.
BY = "+"


def vintage_names(text: str | None) -> tuple[str, ...]:
    """Names of vintages out of a text in which commas join them, each once."""
    return tuple(dict.fromkeys(filter(None, (name.strip() for name in (text or "").split(",")))))
