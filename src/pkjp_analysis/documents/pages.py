"""Which documents there are, and how they get to docs/."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pkjp_analysis.display import write_whole
from pkjp_analysis.documents import codebook, coverage, disagreements, locator, measures, rules, sources
from pkjp_analysis.store import Store

FOLDER = Path("docs")
PAGES: dict[str, Callable[[Store], str]] = {
    "codebook.md": codebook.page,
    "coverage.md": coverage.page,
    "disagreements.md": disagreements.page,
    "locator.md": locator.page,
    "measures.md": measures.page,
    "rules.md": rules.page,
    "sources.md": sources.page,
}


def pages(root: Path) -> dict[str, str]:
    """Every document by file name, as the data of today give it."""
    store = Store(root)
    return {name: page(store) for name, page in PAGES.items()}


def write(root: Path) -> list[Path]:
    """Write the documents into docs/.

    Returns
    -------
    Paths of the files written.
    """
    return [write_whole(root / FOLDER / name, text.encode("utf-8")) for name, text in pages(root).items()]
