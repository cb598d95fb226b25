"""The site as a whole: nothing leads nowhere, nothing is asked of any network, no id stands twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import site_links
from site_links import Site


@pytest.fixture(scope="module")
def site(built_site: Path) -> Site:
    return site_links.read(built_site / "site")


def test_every_link_has_its_target(site: Site) -> None:
    ids = {page: set(read.ids) for page, read in site.pages.items()}
    files = {path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*") if path.is_file()}
    dead = set()
    for page, address in site.inner():
        path, _, name = address.partition("#")
        if path not in files or (name and name not in ids[path]):
            dead.add(f"{page} -> {address}")
    assert not dead, f"{len(dead)}: {sorted(dead)[:10]}"


def test_no_file_is_left_without_a_link(site: Site) -> None:
    linked = {address.partition("#")[0] for page, address in site.inner() if page != address}
    files = {path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*") if path.is_file()}
    assert files - linked == {".made-from"}


def test_every_id_is_its_own_in_the_whole_report(site: Site) -> None:
    # Of the page's frame there is one in one file too.
    counted = Counter(name for read in site.pages.values() for name in read.ids if name != "main")
    assert [name for name, number in counted.items() if number > 1] == []


def test_pages_hold_no_inline_style_or_script_and_load_nothing_from_elsewhere(site: Site) -> None:
    for page, read in site.pages.items():
        for tag, attributes in read.elements:
            assert "style" not in attributes and tag != "style", (page, tag)
            assert not any(name.startswith("on") for name in attributes), (page, tag)
            assert tag != "script" or attributes.get("src"), page
            loaded = attributes.get("src") or (attributes.get("href") if tag in ("link", "use", "image") else "") or ""
            assert not loaded.startswith(("http:", "https:", "//")), (page, loaded)


def test_links_out_of_the_site_are_plain_addresses(site: Site) -> None:
    schemes = {
        site.resolved(page, link).partition(":")[0]
        for page, read in site.pages.items()
        for _, link in read.links
        if ":" in link.partition("#")[0] and not link.startswith("data:image/")
    }
    assert schemes <= {"http", "https", "mailto"}
