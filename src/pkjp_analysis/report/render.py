"""Pages as HTML: each in a file of its own, or all in one."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pkjp_analysis.report import page as addresses
from pkjp_analysis.report.page import Asset, Page
from pkjp_analysis.report.report import Report

if TYPE_CHECKING:
    from jinja2 import Environment

# The parts of the report, in the order of the navigation: name, address, title.
PARTS = (
    ("front", "index.html", "Front"),
    ("statements", "statements.html", "Statements"),
    ("sections", "sections.html", "Sections"),
    ("figures", "figures.html", "Figures"),
    ("data", "data.html", "Data"),
    ("methods", "methods.html", "Methods"),
    ("differences", "differences.html", "Differences"),
    ("about", "about.html", "About"),
)
STATIC = Path(__file__).parent / "static"
_FIRST = "theme.js"
# Scripts of every page: the first before anything is drawn, the others once all is there.
SCRIPTS = (_FIRST, *sorted(path.name for path in STATIC.glob("*.js") if path.name != _FIRST))
# A link that leads nowhere in the one file.
_NOWHERE = re.compile(r'<a [^>]*?href=""[^>]*>(.*?)</a>', flags=re.DOTALL)


class Renderer:
    """Renders the pages of a report; every value is escaped but what is marked as HTML."""

    def __init__(self, report: Report, pages: Sequence[Page], assets: Sequence[Asset]) -> None:
        self.report, self.pages = report, pages
        self._pages = {page.address: page for page in pages}
        self._assets = {asset.address: asset for asset in assets}

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import Environment, PackageLoader, StrictUndefined

        made = Environment(
            loader=PackageLoader("pkjp_analysis.report"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        made.globals |= {
            name: value for name, value in vars(addresses).items() if name.endswith(("_address", "_anchor", "anchor"))
        }
        made.globals |= {"report": self.report, "parts": PARTS, "scripts": SCRIPTS, "hash_of": _hash}
        return made

    def page(self, page: Page) -> str:
        """A whole page for a file of its own."""
        return self._render(page, layout="layout.html", to=page.way_to, picture=page.way_to, single=False)

    def single(self, static: Sequence[Asset]) -> str:
        """All pages in one file, pictures and styles inside; files to download are left out, and too large pages."""
        parts = [
            _without_empty_links(
                self._render(page, layout="part.html", to=self._within, picture=self._inside, single=True)
            )
            for page in self.pages
            if page.in_single
        ]
        inside = {
            asset.address: asset.content.decode("utf-8") for asset in static if asset.address.endswith((".css", ".js"))
        }
        left_out = [page for page in self.pages if not page.in_single]
        return self._environment.get_template("single.html").render(
            pages=self.pages, parts_made=parts, static=inside, left_out=left_out, to=self._within
        )

    def _render(self, page: Page, **context: Any) -> str:
        template = self._environment.get_template(page.template)
        return template.render(page=page, **context, **page.values)

    def _within(self, target: str) -> str:
        """An address of the site, in the one file; empty for a file to download, and a page that is left out."""
        path, _, name = target.partition("#")
        page = self._pages.get(path)
        if page is None or not page.in_single:
            return ""
        return f"#{name or page.anchor}"

    def _inside(self, address: str) -> str:
        """A picture as part of the page."""
        kind, _ = mimetypes.guess_type(address)
        return f"data:{kind};base64,{base64.b64encode(self._assets[address].content).decode()}"


def _without_empty_links(html: str) -> Markup:
    """HTML of a page in which the words of a link to nowhere stand without it."""
    return Markup(_NOWHERE.sub(r"\1", html))


def _hash(text: str) -> Markup:
    """What a Content Security Policy allows a part of the page by: ``'sha256-...'``."""
    return Markup(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'")
