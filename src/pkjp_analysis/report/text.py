"""Text as HTML: Markdown, formulas as MathML, code in colours, tables of notebooks. Everything else is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import mistune
import nh3
from latex2mathml.converter import convert
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

# What the tables of notebooks are made of; other tags and attributes of an output are left out.
_TABLE_TAGS = {"table", "caption", "thead", "tbody", "tr", "th", "td", "p", "b", "i", "em", "strong", "code", "br"}
_STYLES = {"text-align: right": "number", "white-space: nowrap": "one-line"}


class _Renderer(mistune.HTMLRenderer):
    """HTML of Markdown whose own HTML is shown as text; see `markdown` for the parameters."""

    def __init__(self, link: Callable[[str], str], prefix: str, deeper: int) -> None:
        super().__init__(escape=True)
        self._link, self._prefix, self._deeper = link, prefix, deeper

    def link(self, text: str, url: str, title: str | None = None) -> str:
        there = f"#{self._prefix}-{url[1:]}" if url.startswith("#") else self._link(url)
        return super().link(text, there, title) if there else text

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        depth = min(6, level + self._deeper)
        name = f' id="{self._prefix}-{slug(text)}"' if self._prefix else ""
        return f"<h{depth}{name}>{text}</h{depth}>\n"

    def block_code(self, code: str, info: str | None = None) -> str:
        return formula(code, "block") if info == "math" else code_block(code, info or "text")

    def block_math(self, text: str) -> str:
        return formula(text, "block")

    def inline_math(self, text: str) -> str:
        return formula(text.strip("`"), "inline")

    def table(self, text: str) -> str:
        return scrolling(f"<table>{text}</table>")


def markdown(text: str, link: Callable[[str], str] = str, prefix: str = "", deeper: int = 0) -> Markup:
    """Markdown with tables and formulas.

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
    """
    made = mistune.create_markdown(renderer=_Renderer(link, prefix, deeper), plugins=["table", "math"])
    return Markup(made(text))


def slug(heading: str) -> str:
    """A heading as the end of an id."""
    plain = re.sub(r"<[^>]*>", "", heading)
    return re.sub(r"[^a-z0-9_]+", "-", plain.casefold()).strip("-")


def formula(latex: str, display: str) -> Markup:
    """A formula as MathML, which browsers draw without a script."""
    return Markup(convert(latex.strip(), display=display))


def code_block(code: str, language: str = "python") -> Markup:
    """Code in colours (classes of the style sheet)."""
    shown = highlight(code.rstrip("\n"), get_lexer_by_name(language, stripnl=False), HtmlFormatter(nowrap=True))
    return Markup('<pre class="code" tabindex="0"><code>{}</code></pre>').format(Markup(shown.rstrip("\n")))


def table(html: str) -> Markup:
    """A table as a notebook shows it: its own tags, with classes for what was said by inline styles."""
    plain = nh3.clean(html, tags=_TABLE_TAGS, attributes={"td": {"style"}, "th": {"style"}}, link_rel=None)
    return scrolling(re.sub(r' style="([^"]*)"', _classes, plain))


def _classes(style: re.Match[str]) -> str:
    words = [word for said, word in _STYLES.items() if said in style[1]]
    return f' class="{" ".join(words)}"' if words else ""


def scrolling(html: str) -> Markup:
    """A table in a frame of its own, which scrolls where the screen is narrow, also by keyboard."""
    label = re.search(r"<caption[^>]*>(.*?)</caption>", html, flags=re.DOTALL)
    name = re.sub(r"<[^>]*>|\"", "", label[1]) if label else "Table"
    return Markup(f'<div class="scroll" role="group" tabindex="0" aria-label="{name}">{html}</div>')
