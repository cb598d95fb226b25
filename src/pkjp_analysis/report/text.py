"""Text as HTML: Markdown, formulas as MathML, code in colours, tables of notebooks. Everything else is escaped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any

import mistune
import nh3
from markupsafe import Markup, escape
from math_core import LatexError, LatexToMathML
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

# What the tables of notebooks are made of; other tags and attributes of an output are left out.
_TABLE_TAGS = {"table", "caption", "thead", "tbody", "tr", "th", "td", "p", "b", "i", "em", "strong", "code", "br"}
_CELL_ATTRIBUTES = {"style", "colspan", "rowspan"}
# What inline styles say, which the pages do not allow, as classes of the style sheet.
_STYLES = {"text-align: right": "number", "white-space: nowrap": "one-line"}
_STYLES_OF_FORMULAS = {"text-align: right": "right", "text-align: left": "left"}
_STYLED = re.compile(r'(<\w+(?: [a-z]+="[^"]*")*?) style="([^"]*)"')
# An address in a text that has another scheme than these is no link.
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SCHEMES = {"http", "https", "mailto"}


class _Renderer(mistune.HTMLRenderer):
    """HTML of Markdown whose own HTML is shown as text; see `markdown` for the parameters."""

    def __init__(self, link: Callable[[str], str], of_code: Callable[[str], str], prefix: str, deeper: int) -> None:
        super().__init__(escape=True)
        self._link, self._of_code, self._prefix, self._deeper = link, of_code, prefix, deeper
        self._headings: Counter[str] = Counter()
        self._last = ""

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("#"):
            there = f"#{self._prefix}-{url[1:]}" if self._prefix else ""
        else:
            scheme = _SCHEME.match(url)
            there = self._link(url) if scheme is None or scheme[1].casefold() in _SCHEMES else ""
        return super().link(text, there, title) if there else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        # Nothing is loaded from elsewhere: what the picture shows is told in words.
        return text

    def codespan(self, text: str) -> str:
        code, there = super().codespan(text), self._of_code(text)
        return super().link(code, there) if there else code

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        depth = min(6, level + self._deeper)
        self._last = re.sub(r"<[^>]*>", "", text)
        if not self._prefix:
            return f"<h{depth}>{text}</h{depth}>\n"
        name = slug(text)
        self._headings[name] += 1
        again = f"-{self._headings[name] - 1}" if self._headings[name] > 1 else ""
        return f'<h{depth} id="{self._prefix}-{name}{again}">{text}</h{depth}>\n'

    def block_code(self, code: str, info: str | None = None) -> str:
        return formula(code, "block") if info == "math" else code_block(code, info or "text")

    def block_math(self, text: str) -> str:
        return formula(text, "block")

    def inline_math(self, text: str) -> str:
        return formula(text.strip("`"), "inline")

    def table(self, text: str) -> str:
        return scrolling(f"<table>{text}</table>", f"Table: {unescape(self._last)}" if self._last else "Table")

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        name, place = "th" if head else "td", ' class="number"' if align == "right" else ""
        return f"<{name}{place}>{text}</{name}>\n"


def _nowhere(_: str) -> str:
    return ""


def markdown(
    text: str,
    link: Callable[[str], str] = str,
    prefix: str = "",
    deeper: int = 0,
    of_code: Callable[[str], str] = _nowhere,
) -> Markup:
    """Markdown with tables and formulas; of a picture its words.

    Parameters
    ----------
    text
        The source; HTML in it is shown as text.
    link
        What an address in the text is in the report; empty where it has none, and only the words are left.
    prefix
        Headings get ids that begin so, and addresses within the text (``#name``) lead there; none without it.
    deeper
        By how many levels headings go down.
    of_code
        The address of what a piece of code names, as the id of a statement; empty where it names nothing.
    """
    made = mistune.create_markdown(renderer=_Renderer(link, of_code, prefix, deeper), plugins=["table", "math"])
    return Markup(made(text))


def slug(heading: str) -> str:
    """A heading as the end of an id."""
    plain = re.sub(r"<[^>]*>", "", heading)
    return re.sub(r"[^a-z0-9_]+", "-", plain.casefold()).strip("-")


def formula(latex: str, display: str) -> Markup:
    """A formula (display ``block`` or ``inline``) as MathML, which browsers draw without a script.

    One that is no LaTeX that can be shown stands as it was written.
    """
    block = display == "block"
    try:
        drawn = LatexToMathML().convert_with_local_state(latex.strip(), displaystyle=block)
    except LatexError:
        return code_block(latex.strip(), "text") if block else Markup("<code>{}</code>").format(latex.strip())
    # Signs that are rows or columns of a table are placed by inline styles.
    drawn = _with_classes(drawn, _STYLES_OF_FORMULAS)
    return scrolling(drawn, "Formula") if block else Markup(drawn)


def code_block(code: str, language: str = "python") -> Markup:
    """Code in colours (classes of the style sheet)."""
    shown = highlight(code.rstrip("\n"), get_lexer_by_name(language, stripnl=False), HtmlFormatter(nowrap=True))
    return Markup('<pre class="code" tabindex="0"><code>{}</code></pre>').format(Markup(shown.rstrip("\n")))


def table(html: str) -> Markup:
    """A table as a notebook shows it: its own tags, with classes for what was said by inline styles."""
    attributes = {"td": _CELL_ATTRIBUTES, "th": _CELL_ATTRIBUTES}
    return scrolling(_with_classes(nh3.clean(html, tags=_TABLE_TAGS, attributes=attributes, link_rel=None), _STYLES))


def _with_classes(html: str, classes: Mapping[str, str]) -> str:
    """HTML of a program with classes in the place of inline styles; what has no class is left out."""

    def instead(tag: re.Match[str]) -> str:
        words = [word for said, word in classes.items() if said in tag[2]]
        return tag[1] + (f' class="{" ".join(words)}"' if words else "")

    return _STYLED.sub(instead, html)


def cells(row: Iterable[str], classes: Iterable[str]) -> Markup:
    """Cells of a row of a table, each with a class of letters or none; without end tags, which HTML does not need."""
    parts: list[str] = []
    for cell, name in zip(row, classes, strict=True):
        parts += (f"<td class={name}>" if name else "<td>", escape(cell))
    return Markup("".join(parts))


def scrolling(html: str, label: str = "Table") -> Markup:
    """What can be wide in a frame of its own, which scrolls where the screen is narrow, also by keyboard.

    A table is called by its caption.
    """
    caption = re.search(r"<caption[^>]*>(.*?)</caption>", html, flags=re.DOTALL)
    name = re.sub(r"<[^>]*>|\"", "", caption[1]) if caption else escape(label)
    return Markup(f'<div class="scroll" role="group" tabindex="0" aria-label="{name}">{html}</div>')
