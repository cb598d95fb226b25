"""A document of docs/ as part of a page: links between documents lead to pages of the report."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from pkjp_analysis.documents.markdown import GENERATED
from pkjp_analysis.documents.pages import PAGES
from pkjp_analysis.report.page import statement_address
from pkjp_analysis.report.report import Report
from pkjp_analysis.report.text import markdown, slug

# Where the report has each document.
ADDRESSES = {
    name: f"{'methods' if name in ('measures.md', 'rules.md') else 'data'}/{name.removesuffix('.md')}.html"
    for name in PAGES
}
# A document says how it is kept: the report is written anew from the data.
_KEPT = re.compile(r" *" + re.escape(GENERATED).replace(re.escape("{}"), ".*?"))


@dataclass(frozen=True)
class Document:
    """A document as the report's data give it: its title, and its text without title and how it is kept.

    `targets` are addresses of what it names as code.
    """

    name: str
    title: str
    text: str
    targets: Mapping[str, str]

    @property
    def address(self) -> str:
        """Where the report has it."""
        return ADDRESSES[self.name]

    def html(self, to: Callable[[str], str]) -> Markup:
        """Its text; `to` gives the way to an address of the report. Headings have ids that begin with its name."""
        return markdown(
            self.text, lambda url: self._link(url, to), _prefix(self.name), of_code=lambda c: self._code(c, to)
        )

    def _link(self, url: str, to: Callable[[str], str]) -> str:
        if ":" in url.partition("/")[0]:
            return url
        name, _, heading = url.partition("#")
        if name not in ADDRESSES:
            return ""
        return to(ADDRESSES[name] + (f"#{_prefix(name)}-{slug(heading)}" if heading else ""))

    def _code(self, code: str, to: Callable[[str], str]) -> str:
        return to(self.targets[code]) if code in self.targets else ""


def document(name: str, whole: str, targets: Mapping[str, str]) -> Document:
    """A document of `documents.pages.PAGES`, from its file name and its whole text."""
    title, _, text = whole.partition("\n")
    return Document(name, title.removeprefix("# "), _KEPT.sub("", text, count=1), targets)


def statement_targets(report: Report) -> dict[str, str]:
    """The address of every statement."""
    return {claim: statement_address(claim) for claim in report.verdicts}


def _prefix(name: str) -> str:
    return ADDRESSES[name].removesuffix(".html").removeprefix("methods/").replace("/", "-")
