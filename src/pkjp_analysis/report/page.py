"""A page of the report, and how one page points to another."""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page.

    `address` is its file in the site, as ``sections/03.html``; `template` renders it with `values`; `part` is the
    entry of the navigation that it belongs to. Every id in it is its own in the whole report, so that all pages can
    stand in one file.
    """

    address: str
    title: str
    template: str
    part: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """Id of the page's own heading, where all pages stand in one file."""
        return "page-" + anchor(self.address.removesuffix(".html"))

    def way_to(self, target: str) -> str:
        """The address of another page or file of the site, with its anchor if any, seen from this page."""
        path, hash_, name = target.partition("#")
        if path == self.address and hash_:
            return f"#{name}"
        return posixpath.relpath(path, posixpath.dirname(self.address) or ".") + hash_ + name


@dataclass(frozen=True)
class Asset:
    """A file of the site that is no page: where it goes, and its bytes."""

    address: str
    content: bytes


def anchor(text: str) -> str:
    """Text as an id: what is no letter, digit, dot or dash becomes a dash."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-")


def statement_address(claim_id: str) -> str:
    """Where a statement's block is."""
    return f"statements.html#{claim_id}"


def verdict_address(word: str) -> str:
    """Where the statements with a verdict are listed."""
    return f"statements.html#statements-{anchor(word)}"


def section_address(number: str, cell: str = "") -> str:
    """Where an executed notebook is, or a cell of it."""
    return f"sections/{number}.html" + (f"#s{number}-{anchor(cell)}" if cell else "")


def figure_address(stem: str) -> str:
    """Where a figure's own page is."""
    return f"figures/{stem}.html"


def series_address(series: str) -> str:
    """Where a series is."""
    return f"data/series/{series}.html"


def source_address(source: str) -> str:
    """Where a source is told."""
    return f"data/sources.html#source-{anchor(source)}"


def file_address(file: str) -> str:
    """Where the rows of a raw file are; `file` is its path below data/raw."""
    return f"data/files/{anchor(file.removesuffix('.csv').replace('/', '.'))}.html"


def row_address(raw: str) -> str:
    """Where a raw row is; `raw` is ``FILE#ROW``, or a file alone."""
    file, _, row = raw.partition("#")
    return file_address(file) + (f"#{row_anchor(raw)}" if row else "")


def row_anchor(raw: str) -> str:
    """The id of a raw row, short because there are very many: five signs that stand for the file, and the row."""
    file, _, row = raw.partition("#")
    return f"r{_short(file)}-{anchor(row)}"


@cache
def _short(file: str) -> str:
    return hashlib.sha256(file.encode("utf-8")).hexdigest()[:5]
