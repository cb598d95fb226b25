"""Text as HTML: what a study's own documents and notebooks say is shown, what could act in a browser is not."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from pkjp_analysis.report.text import code_block, formula, markdown, table

# Elements that could run or load something, or change the page around them.
_ACTING = {"script", "iframe", "img", "object", "embed", "link", "meta", "style", "form", "svg"}


class _Read(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.acting: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.acting += [tag] if tag in _ACTING else []
        self.acting += [name for name, _ in attrs if name == "style" or name.startswith("on")]


def words(html: str) -> str:
    """What a reader sees."""
    return "".join(_Read(html).words)


def acting(html: str) -> list[str]:
    """Elements and attributes of it that a page must not have."""
    return _Read(html).acting


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "a <b onclick=alert(1)>b</b>",
        "| a |\n| --- |\n| <iframe src=x></iframe> |",
        "`<script>alert(1)</script>`",
        "```html\n<script>alert(1)</script>\n```",
        "# <style>p { color: red }</style>",
        r"$`\text{<script>alert(1)</script>}`$",
    ],
)
def test_html_in_markdown_is_shown_as_text(hostile: str) -> None:
    made = markdown(hostile, prefix="p")
    assert not acting(made)
    assert re.search(r"<\w+", hostile)[0] in words(made)  # type: ignore[index]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "java&#115;cript:alert(1)",
    ],
)
@pytest.mark.parametrize(
    "form", ["[words](<{}>)", "[words]({})", '[words]({} "title")', "[words][1]\n\n[1]: <{}>", "<{}>"]
)
def test_an_address_that_could_run_is_no_link(address: str, form: str) -> None:
    made = markdown(form.format(address))
    assert "<a " not in made or "script" not in re.findall(r'href="([^"]*)"', made)[0].partition("%")[0], made
    assert not re.search(r'href="\s*(javascript|vbscript|data|file):', made, re.IGNORECASE)


def test_links_lead_where_the_caller_says() -> None:
    there = {"rules.md": "methods/rules.html", "https://a.example/?b=1&c=2": "https://a.example/?b=1&c=2"}
    made = markdown("[a](rules.md) [b](other.md) <https://a.example/?b=1&c=2>", lambda url: there.get(url, ""))
    assert re.findall(r'href="([^"]*)"', made) == ["methods/rules.html", "https://a.example/?b=1&amp;c=2"]
    assert words(made).split() == ["a", "b", "https://a.example/?b=1&c=2"]


def test_headings_have_ids_of_their_own_and_links_within_lead_to_them() -> None:
    made = markdown("[to](#grubel_lloyd)\n\n# `grubel_lloyd`\n\n## Two words\n\n## Two words", prefix="m", deeper=1)
    assert re.findall(r'<h(\d) id="([^"]*)"', made) == [
        ("2", "m-grubel_lloyd"),
        ("3", "m-two-words"),
        ("3", "m-two-words-1"),
    ]
    assert 'href="#m-grubel_lloyd"' in made
    assert "id=" not in markdown("# a"), "without a prefix two pages could have one id"


def test_code_that_names_something_leads_there() -> None:
    made = markdown("`S3.1-01` and `other`", of_code=lambda code: f"statements.html#{code}" if code[0] == "S" else "")
    assert made.count("<a ") == 1 and '<a href="statements.html#S3.1-01"><code>S3.1-01</code></a>' in made


def test_a_picture_in_markdown_is_its_words() -> None:
    assert markdown("![what it shows](https://elsewhere.example/a.png)") == "<p>what it shows</p>\n"


def test_a_table_in_markdown_scrolls_in_a_frame_that_the_keyboard_reaches() -> None:
    made = markdown("# A *& B*\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |")
    assert '<div class="scroll" role="group" tabindex="0" aria-label="Table: A &amp; B">' in made
    assert not acting(made) and '<td class="number">2</td>' in made


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\mathrm{RCA}_{ip} = \frac{x_{ip}}{\sum_k x_{ik}}", "<mfrac>"),
        (r"a \pm b", "<mo>±</mo>"),
        (r"\ln \hat y", "<mi>ln</mi>"),
        (r"\text{a word\_with<signs}", "word_with&lt;signs"),
        (r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}", "<mtable"),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", "<mtable"),
    ],
)
def test_formulas_are_mathml_without_inline_styles(latex: str, shown: str) -> None:
    block, inline = formula(latex, "block"), formula(latex, "inline")
    assert shown in block and '<math display="block">' in block and 'role="group"' in block
    assert inline.startswith("<math>")
    assert not acting(block)


@pytest.mark.parametrize("latex", [r"\nosuchcommand{x}", r"\frac{a}", "{a", "a & b"])
def test_what_is_no_latex_stands_as_written(latex: str) -> None:
    assert words(formula(latex, "inline")) == words(formula(latex, "block")) == latex


def test_limits_of_a_sum_stand_below_it_in_a_block() -> None:
    assert "<munder>" in formula(r"\sum_{k} x_k", "block")


def test_a_hostile_table_of_a_notebook_keeps_its_cells_and_nothing_that_acts() -> None:
    made = table(
        "<style>td{display:none}</style><table onload='x()'><caption>A <b>table</b> \"of\" it</caption><tr>"
        '<th colspan="2" onclick="x()">head</th></tr><tr><td style="text-align: right; background: url(http://a)">1</td>'
        "<td><script>alert(1)</script><a href='javascript:x()'>link</a><img src='http://a/b.png'>"
        "2 &lt;i&gt;</td></tr></table>"
    )
    assert not acting(made) and "href" not in made and "http" not in made
    assert '<td class="number">1</td>' in made and 'colspan="2"' in made
    assert words(made) == 'A table "of" it' + "head" + "1" + "link2 <i>"
    assert 'aria-label="A table of it"' in made


def test_words_that_look_like_a_style_stay_words() -> None:
    assert ' style="text-align: right"' in words(table('<table><tr><td>a style="text-align: right"</td></tr></table>'))


def test_code_has_colours_by_class() -> None:
    made = code_block('x = "<b>"  # y\n')
    assert '<span class="s2">"&lt;b&gt;"</span>' in made
    assert words(made) == 'x = "<b>"  # y'
