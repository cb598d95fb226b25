"""The report in one file: whole, with no way out of it but to the sources' own addresses."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import Markup

import report_room as room
from pkjp_analysis.report import write_single
from pkjp_analysis.report.page import Asset, Page
from pkjp_analysis.report.render import STATIC, Renderer


class Read(HTMLParser):
    """Elements with their attributes, and the text of styles and scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []
        self._within = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._within = tag in ("style", "script")
        if self._within:
            self.inside.append((tag, ""))

    def handle_data(self, data: str) -> None:
        if self._within:
            self.inside[-1] = (self.inside[-1][0], self.inside[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        self._within = False

    def of(self, tag: str, name: str) -> list[str]:
        return [str(held[name] or "") for element, held in self.elements if element == tag and name in held]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return room.results(tmp_path_factory.mktemp("single") / "build")


@pytest.fixture(scope="module")
def html(results: Path) -> str:
    return write_single(room.ROOT, results, results / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def read(html: str) -> Read:
    return Read(html)


def test_every_link_leads_somewhere_within_or_to_an_outside_page(read: Read) -> None:
    ids = {held["id"] for _, held in read.elements if "id" in held}
    links = read.of("a", "href")
    assert len(links) > 300
    assert [link for link in links if link[:1] == "#" and link[1:] not in ids] == []
    assert [link for link in links if not re.match(r"#.|https?://", link)] == []
    assert not [held for tag, held in read.elements if tag == "a" and "download" in held], "files are left out"


def test_no_id_is_there_twice(read: Read) -> None:
    ids = Counter(held["id"] for _, held in read.elements if "id" in held)
    assert [name for name, number in ids.items() if number > 1] == []


def test_nothing_is_loaded(read: Read) -> None:
    loaded = [read.of(tag, "src") for tag in ("img", "script", "iframe", "source")]
    assert loaded[0] and all(source.startswith("data:image/") for source in loaded[0])
    assert not any(loaded[1:])
    assert read.of("link", "href") == ["data:,"]


def test_the_policy_allows_the_styles_and_scripts_that_are_there_and_no_other(read: Read) -> None:
    policy = dict(part.strip().split(" ", 1) for part in read.of("meta", "content")[0].split(";"))
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        texts = [text for found, text in read.inside if found == tag]
        hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts]
        assert sorted(policy[rule].split()) == sorted(hashes)
    assert policy["default-src"] == "'none'"
    assert not [held for _, held in read.elements if any(name == "style" or name.startswith("on") for name in held)]


def test_every_script_of_the_site_is_in_it(read: Read, results: Path) -> None:
    held = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.js")}
    assert next(text for tag, text in read.inside if tag == "script") == held["theme.js"]
    assert sorted(text for tag, text in read.inside if tag == "script") == sorted(held.values())
    page = Page("about/x.html", "X", "document.html", "about", {"document": Shown("")})
    named = Read(Renderer(room.report(results), [page], []).page(page)).of("script", "src")
    assert sorted(named) == sorted(f"../static/{name}" for name in held) and named[0] == "../static/theme.js"


def test_it_is_whole_and_not_too_large(html: str, read: Read, results: Path) -> None:
    report = room.report(results)
    anchors = {held.get("id") for _, held in read.elements}
    assert {f"page-sections-{section.number}" for section in report.results.sections} <= anchors
    assert {f"page-figures-{figure.stem.replace('_', '-')}" for figure in report.results.figures} <= anchors
    assert len(html.encode()) < 20e6


def test_the_same_results_give_the_same_bytes(html: str, results: Path, tmp_path: Path) -> None:
    assert write_single(room.ROOT, results, tmp_path / "again.html").read_text(encoding="utf-8") == html


@dataclass
class Shown:
    """A document that is this HTML, with `to` in the place of addresses."""

    text: str

    def html(self, to: object) -> Markup:
        return Markup(re.sub(r"\[(.*?)\]", lambda found: to(found[1]), self.text))  # type: ignore[operator]


def test_a_link_to_what_is_left_out_is_words(results: Path) -> None:
    text = (
        '<p id="here">a <a class="x" href="[about/one.html#gone]">row <code>7</code></a>, '
        '<a href="[file.csv]">file</a>, <a href="[about/one.html#here]">here</a>, <a href="[about/one.html]">page</a>, '
        '<a href="https://a.example/#gone">outside</a></p>'
    )
    page = Page("about/one.html", "<One>", "document.html", "about", {"document": Shown(text)})
    static = [Asset(f"static/{path.name}", path.read_bytes()) for path in STATIC.iterdir()]
    made = Renderer(room.report(results), [page], [Asset("file.csv", b"")]).single(static)
    assert (
        'a row <code>7</code>, file, <a href="#here">here</a>, <a href="#page-about-one">page</a>, '
        '<a href="https://a.example/#gone">outside</a>'
    ) in made
    assert "&lt;One&gt;</h1>" in made


def test_print_is_light_and_leaves_folded_code_out() -> None:
    css = (STATIC / "site.css").read_text(encoding="utf-8")
    dark = [found.start() for found in re.finditer(r"color-scheme: dark", css)]
    for place in dark:
        assert css[:place].rpartition("@media ")[2].startswith("screen"), "dark is for screens alone"
    printed = css[css.index("@media print") :]
    assert "section.page + section.page { break-before: page; }" in printed
    assert "details.source:not([open]) { display: none; }" in printed
