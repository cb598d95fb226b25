"""Pages of a site as read: ids, and links with the row or entry that they stand in."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path

# What can hold links and be led to. Rows have no end tag: the next one ends them, or the end of the table.
_HOLDERS = {"tr", "li", "article"}


@dataclass
class Read(HTMLParser):
    """A page: its ids, its links as ``(holder's id, address)``, and every element with its attributes."""

    text: str
    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    _holder: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    @cached_property
    def places(self) -> set[str]:
        """What the page can be led to."""
        return set(self.ids)

    @cached_property
    def by_holder(self) -> dict[str, list[str]]:
        """Links by the row or entry that they stand in."""
        found: dict[str, list[str]] = {}
        for holder, link in self.links:
            found.setdefault(holder, []).append(link)
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.elements.append((tag, held))
        if "id" in held:
            self.ids.append(str(held["id"]))
        if tag in _HOLDERS and "id" in held:
            self._holder = str(held["id"])
        for name in ("href", "src"):
            if held.get(name):
                self.links.append((self._holder, str(held[name])))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("table", "ol", "ul", "article"):
            self._holder = ""


@dataclass(frozen=True)
class Site:
    """The pages of a site by address."""

    folder: Path
    pages: dict[str, Read]

    def resolved(self, page: str, address: str) -> str:
        """An address as it is meant from the top of the site; one out of the site as it is."""
        if ":" in address.partition("#")[0]:
            return address
        path, hash_, name = address.partition("#")
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        return whole + hash_ + name

    def from_(self, address: str) -> set[str]:
        """Where a page, or a row or entry of it, leads to."""
        page, _, holder = address.partition("#")
        held = self.pages[page].by_holder
        links = held.get(holder, []) if holder else chain.from_iterable(held.values())
        return {self.resolved(page, link) for link in links}

    def has(self, address: str) -> bool:
        """Whether a page, a file or an id is there."""
        path, _, name = address.partition("#")
        return name in self.pages[path].places if name else (self.folder / path).is_file()

    def inner(self) -> Iterator[tuple[str, str]]:
        """Every link within the site: the page, and where it leads."""
        for page, read in self.pages.items():
            for address in {self.resolved(page, link) for _, link in read.links}:
                if ":" not in address.partition("#")[0]:
                    yield page, address


@cache
def read(folder: Path) -> Site:
    """A site as read, once."""
    paths = sorted(folder.rglob("*.html"))
    return Site(folder, {path.relative_to(folder).as_posix(): Read(path.read_text(encoding="utf-8")) for path in paths})
