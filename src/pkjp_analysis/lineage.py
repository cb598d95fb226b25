"""Rows as compact ranges (stand-in until the lineage of figures is merged)."""

from __future__ import annotations

from collections.abc import Iterator


def expand(ranges: str) -> Iterator[int]:
    """Numbers of ``1-3,7``."""
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
