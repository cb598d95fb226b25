"""Pages as HTML: each in a file of its own, or all in one."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from collections.abc import Collection, Sequence
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
_ID = re.compile(r' id="?([^"\s>]+)')
_WITHIN = re.compile(r'<a [^>]*?href="(?:#([^"]*))?"[^>]*>(.*?)</a>', flags=re.DOTALL)


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
        """All pages in one file, pictures and styles inside.

        Files to download are left out, and whatever else a template leaves out where it is `single`: the words of a
        link that would lead there stand without it.
        """
        parts = [
            self._render(page, layout="part.html", to=self._within, picture=self._inside, single=True)
            for page in self.pages
        ]
        held = {name for part in parts for name in _ID.findall(part)}
        inside = {
            asset.address: asset.content.decode("utf-8") for asset in static if asset.address.endswith((".css", ".js"))
        }
        return self._environment.get_template("single.html").render(
            title=self.pages[0].title,
            page=None,
            parts_made=[_linked(part, held) for part in parts],
            static=inside,
            to=self._within,
        )

    def _render(self, page: Page, **context: Any) -> str:
        template = self._environment.get_template(page.template)
        return template.render(page=page, **context, **page.values)

    def _within(self, target: str) -> str:
        """An address of the site, in the one file; empty for a file to download."""
        path, _, name = target.partition("#")
        if name:
            return f"#{name}"
        return f"#{self._pages[path].anchor}" if path in self._pages else ""

    def _inside(self, address: str) -> str:
        """A picture as part of the page."""
        kind, _ = mimetypes.guess_type(address)
        return f"data:{kind};base64,{base64.b64encode(self._assets[address].content).decode()}"


def _linked(html: str, held: Collection[str]) -> Markup:
    """HTML in which links within the file lead to one of these ids."""
    return Markup(_WITHIN.sub(lambda link: link[0] if link[1] in held else link[2], html))


def _hash(text: str) -> Markup:
    """What a Content Security Policy allows a part of the page by: ``'sha256-...'``."""
    return Markup(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'")
