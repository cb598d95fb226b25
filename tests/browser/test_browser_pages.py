"""Every page of the report in a real browser: it loads from the file system alone, fits a phone, and can be read."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from site_reading import (
    AXE,
    NARROW,
    WIDE,
    Reader,
    addresses,
    background,
    broken_pictures,
    claims,
    in_view,
    is_dark,
    uri,
)

pytestmark = pytest.mark.browser

SLICES = 8
_FACTS = """() => ({
  headings: Array.from(document.querySelectorAll("h1"), (one) => one.textContent.trim()),
  title: document.title,
  language: document.documentElement.lang,
  nameless: Array.from(document.images).filter((one) => !one.alt.trim()).map((one) => one.src),
  scripts: !document.documentElement.classList.contains("no-script"),
})"""
_UNFOLD = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const all = document.getElementById("open-all");
  if (all) all.click();
}"""
_WIDTH = "document.documentElement.scrollWidth"


def _slice(place: int) -> list[str]:
    return addresses()[place::SLICES]


@pytest.mark.parametrize("place", range(SLICES))
def test_each_page_loads_with_one_heading_a_title_and_all_its_pictures(reader: Reader, place: int) -> None:
    page = reader.page()
    wrong = []
    for address in _slice(place):
        page.goto(uri(address))
        facts = page.evaluate(_FACTS)
        heading = facts["headings"][0] if len(facts["headings"]) == 1 else ""
        good = heading and facts["title"] and facts["language"] == "en" and facts["scripts"] and not facts["nameless"]
        broken = broken_pictures(page)
        if not good or broken:
            wrong.append((address, facts, broken))
    assert not wrong


@pytest.mark.parametrize("place", range(SLICES))
def test_no_page_scrolls_sideways_on_a_phone(reader: Reader, place: int) -> None:
    page = reader.page(size=NARROW)
    wide = []
    for address in _slice(place):
        page.goto(uri(address))
        folded = page.evaluate(_WIDTH)
        page.evaluate(_UNFOLD)
        open = page.evaluate(_WIDTH)
        if max(folded, open) > NARROW[0]:
            wide.append((address, folded, open))
    assert not wide


def _kinds() -> list[str]:
    """Pages of every kind: those that stand alone, all sections, and some of each that there are many of."""
    alone = [
        address for address in addresses() if address.count("/") == 0 or address.startswith(("sections/", "methods/"))
    ]
    many = ["data/codebook.html", "data/coverage.html", "data/disagreements.html", "data/locator.html"]
    for folder in ("figures/", "data/series/", "data/files/"):
        among = [address for address in addresses() if address.startswith(folder)]
        many += among[:: len(among) // 4]
    return sorted({*alone, *many, "data/sources.html"})


AXE_SLICES = 6
# What a theme decides; all else is the same in both.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
LOOKS = [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")]
looks = pytest.mark.parametrize(
    ("size", "scheme"), LOOKS, ids=["wide-light", "wide-dark", "narrow-light", "narrow-dark"]
)


@looks
@pytest.mark.parametrize("place", range(AXE_SLICES))
def test_axe_finds_nothing_serious(reader: Reader, place: int, size: tuple[int, int], scheme: str) -> None:
    # The pages' own policy keeps every other script out, this one too.
    page = reader.page(size=size, scheme=scheme, bypass_csp=True)
    found = []
    for address in _kinds()[place::AXE_SLICES]:
        page.goto(uri(address))
        assert is_dark(page) == (scheme == "dark")
        found += [(address, one) for one in serious(page, COLOURS if scheme == "dark" else {})]
    assert not found


@looks
def test_axe_finds_nothing_serious_with_all_open(reader: Reader, size: tuple[int, int], scheme: str) -> None:
    page = reader.page(size=size, scheme=scheme, bypass_csp=True)
    for address in ("statements.html", "sections/05.html"):
        page.goto(uri(address))
        page.evaluate(_UNFOLD)
        assert not serious(page, COLOURS if scheme == "dark" else {}), address


def serious(page: Page, options: dict[str, Any]) -> list[tuple[str, str]]:
    """What axe-core finds of serious or critical impact: rule and the first element of each."""
    page.add_script_tag(path=AXE)
    # Style sheets are read again by a request otherwise, which no page from a file may make.
    options = {**options, "preload": False, "resultTypes": ["violations"]}
    result = page.evaluate("(options) => axe.run(options)", options)
    assert result["passes"], "axe-core tried no rule"
    return [
        (one["id"], one["nodes"][0]["html"][:200])
        for one in result["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def test_axe_finds_what_is_wrong(reader: Reader) -> None:
    page = reader.page("about.html", bypass_csp=True)
    page.evaluate("""() => {
      document.documentElement.removeAttribute("lang");
      document.querySelector("main p").style.color = "#ccc";
    }""")
    assert {rule for rule, _ in serious(page, {})} == {"html-has-lang", "color-contrast"}


def test_without_scripts_everything_stands_open(reader: Reader) -> None:
    page = reader.page("statements.html", java_script_enabled=False)
    blocks = page.locator("tr.block")
    assert blocks.count() == len(claims())
    assert all(block.is_visible() for block in blocks.all())
    assert not page.locator(".controls").is_visible() and not page.locator("button.theme").is_visible()
    page.goto(uri("statements.html#S3.1-01"))
    assert in_view(page, "S3.1-01")
    page.goto(uri("sections/03.html"))
    assert not page.locator("button.unfold").is_visible()
    code = page.locator("details.source").first
    code.locator("summary").click()
    assert code.locator("pre").is_visible()


def test_on_paper_all_is_open_and_light(reader: Reader) -> None:
    page = reader.page("statements.html")
    page.click("button.theme")
    assert is_dark(page)
    page.emulate_media(media="print")
    assert background(page) == (255, 255, 255)
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    for left_out in ("header.top nav", "button.theme", ".controls", ".skip"):
        assert not page.locator(left_out).is_visible(), left_out
    assert all(block.is_visible() for block in page.locator("tr.block").all())
    page.goto(uri("sections/03.html"))
    assert not page.locator("details.source").first.is_visible()
    page.emulate_media(media="screen")
    assert is_dark(page)
