"""Going about in the report, by mouse and by keyboard: theme, folding, downloads, and the way to a raw row and back."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from base64 import b64decode
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page

from site_reading import BUILD, ROOT, Reader, addresses, claims, go, in_view, is_dark, uri

pytestmark = pytest.mark.browser

ACTIVE = "document.activeElement"


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Go on with the Tab key up to an element."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(selector) => {ACTIVE}.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {most} presses of Tab")


def shows_its_focus(page: Page) -> bool:
    """Whether the element that has the keyboard is in the window and outlined, or is what only the focus shows."""
    return bool(
        page.evaluate(f"""() => {{
          const box = {ACTIVE}.getBoundingClientRect(), style = getComputedStyle({ACTIVE});
          const down = box.bottom > 0 && box.top < innerHeight, across = box.right > 0 && box.left < innerWidth;
          const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
          return box.width > 0 && down && across && outlined;
        }}""")
    )


def press(page: Page, selector: str, by: str) -> None:
    """Press a button by the mouse, or reach it by Tab and press a key."""
    if by == "mouse":
        page.click(selector)
    else:
        tab_to(page, selector)
        page.keyboard.press(by)


hands = pytest.mark.parametrize("by", ["mouse", "Space", "Enter"])


@hands
def test_a_theme_is_chosen_and_kept_from_page_to_page(reader: Reader, by: str) -> None:
    page = reader.page("index.html")
    button = page.locator("button.theme")
    assert not is_dark(page) and button.get_attribute("aria-pressed") == "false"
    press(page, "button.theme", by)
    assert is_dark(page) and button.get_attribute("aria-pressed") == "true"
    go(page.locator("header.top nav a", has_text="Data"))
    go(page.locator("main a", has_text=re.compile(r"^residents$")))
    assert page.url == uri("data/series/residents.html")
    assert is_dark(page) and button.get_attribute("aria-pressed") == "true"
    page.reload()
    assert is_dark(page)
    press(page, "button.theme", by)
    page.goto(uri("index.html"))
    assert not is_dark(page) and button.get_attribute("aria-pressed") == "false"


def test_the_theme_of_the_system_holds_until_another_is_chosen(reader: Reader) -> None:
    page = reader.page("sections/03.html", scheme="dark")
    assert is_dark(page) and page.locator("button.theme").get_attribute("aria-pressed") == "true"
    page.click("button.theme")
    assert not is_dark(page)
    page.goto(uri("figures.html"))
    assert not is_dark(page)


@pytest.mark.parametrize("address", ["index.html", "statements.html", "sections/01.html", "data/series/residents.html"])
def test_every_stop_of_the_tab_key_shows_its_focus(reader: Reader, address: str) -> None:
    page = reader.page(address)
    for stop in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(f"{ACTIVE} === document.body"):
            break
        assert shows_its_focus(page), (stop, page.evaluate(f"{ACTIVE}.outerHTML")[:200])
    assert stop > 12


def test_the_first_stop_skips_to_the_content(reader: Reader) -> None:
    page = reader.page("sections/03.html")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{ACTIVE}.matches('.skip')") and shows_its_focus(page)
    page.keyboard.press("Enter")
    assert page.evaluate(f"{ACTIVE}.id") == "main" and in_view(page, "main")
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.getElementById('main').contains({ACTIVE})")


def test_code_unfolds_where_it_is_asked_for(reader: Reader) -> None:
    page = reader.page("sections/05.html")
    source = page.locator("details.source")
    assert source.count() > 5
    assert not page.locator("details.source[open]").count() and not source.first.locator("pre").is_visible()
    tab_to(page, "details.source summary")
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        assert source.first.locator("pre").is_visible(), key
        page.keyboard.press(key)
        assert not source.first.locator("pre").is_visible(), key
    source.nth(2).locator("summary").click()
    assert page.locator("details.source[open]").count() == 1 and source.nth(2).locator("pre").is_visible()


@hands
def test_all_code_of_a_section_unfolds_at_once(reader: Reader, by: str) -> None:
    page = reader.page("sections/05.html")
    number = page.locator("details.source").count()
    press(page, "button.unfold", by)
    assert page.locator("button.unfold").get_attribute("aria-pressed") == "true"
    assert page.locator("details.source[open]").count() == number
    assert all(code.is_visible() for code in page.locator("details.source pre").all())
    page.click("button.unfold")
    assert page.locator("button.unfold").get_attribute("aria-pressed") == "false"
    assert not page.locator("details.source[open]").count()


def _figures() -> list[str]:
    stems = [Path(address).stem for address in addresses() if address.startswith("figures/")]
    return stems[:: len(stems) // 3]


def test_the_csv_of_a_figure_downloads_as_the_run_wrote_it(reader: Reader) -> None:
    for stem in _figures():
        file = download(reader.page(f"figures/{stem}.html"), ".downloads a >> text=CSV")
        assert file.name == f"{stem}.csv"
        assert file.read_bytes() == (BUILD / "figures" / file.name).read_bytes()


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_a_figure_opens_to_be_saved_as_the_run_wrote_it(reader: Reader, kind: str) -> None:
    # From the file system Chromium shows what it can show, whatever the link says; from a server it would save it.
    for stem in _figures():
        page = reader.page(f"figures/{stem}.html")
        link = page.locator(".downloads a", has_text=kind.upper())
        assert link.get_attribute("download") is not None
        go(link)
        assert page.url == uri(f"figures/{stem}.{kind}")
        content = _file(page.url).read_bytes()
        if kind == "png":
            assert content in _pictures(stem[:2])
        else:
            assert content == (BUILD / "figures" / f"{stem}.{kind}").read_bytes()


def _pictures(number: str) -> list[bytes]:
    """The pictures that an executed notebook shows."""
    (path,) = (BUILD / "notebooks").glob(f"{number}_*.ipynb")
    outputs = [one for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] for one in cell.get("outputs", ())]
    held = [one["data"]["image/png"] for one in outputs if "image/png" in one.get("data", {})]
    return [b64decode("".join(picture)) for picture in held]


def _file(url: str) -> Path:
    return Path(unquote(urlsplit(url).path))


def test_a_raw_file_and_a_series_download(reader: Reader) -> None:
    file = download(reader.page("data/files/press.residents.html"), "main a[download]")
    assert _unpacked(file) == (ROOT / "data" / "raw" / "press" / "residents.csv").read_bytes()
    file = download(reader.page("data/series/residents.html"), "main a[download]")
    rows = list(csv.DictReader(io.StringIO(_unpacked(file).decode("utf-8"))))
    assert rows and {row["series"] for row in rows} == {"residents"}


def download(page: Page, selector: str) -> Path:
    """Click what is there to be downloaded: the file, under the name that it comes with."""
    with page.expect_download() as coming:
        page.click(selector)
    at = coming.value.path()
    return at.rename(at.with_name(coming.value.suggested_filename))


def _unpacked(file: Path) -> bytes:
    if file.suffix != ".zip":
        return file.read_bytes()
    with zipfile.ZipFile(file) as held:
        (name,) = held.namelist()
        return held.read(name)


def _traced() -> list[tuple[str, str]]:
    """Statements whose evidence rests on shipped rows, of different files: id and the row, as ``FILE#ROW``."""
    found: dict[str, tuple[str, str]] = {}
    for claim in claims():
        for piece in claim.evidence:
            file, hash_, row = piece["raw"].partition(";")[0].partition("#")
            if hash_:
                found.setdefault(file, (claim.id, f"{file}#{row}"))
    return list(found.values())


@pytest.mark.parametrize("place", range(4))
def test_a_statement_leads_to_its_raw_rows_and_each_row_back(reader: Reader, place: int) -> None:
    page = reader.page()
    for claim, raw in _traced()[place::4]:
        page.goto(uri(f"statements.html#{claim}"))
        go(page.locator(f"[id='{claim}-block'] .evidence a", has_text=re.compile(f"^{re.escape(raw)}$")).first)
        file, _, number = raw.partition("#")
        assert page.locator("h1").inner_text() == file
        row = page.evaluate("location.hash.slice(1)")
        assert in_view(page, row)
        assert page.locator(f"[id='{row}'] th").inner_text() == number
        go(page.locator(f"[id='{row}'] a", has_text=claim).first)
        assert page.url == uri(f"statements.html#{claim}")
        assert in_view(page, claim) and page.locator(f"[id='{claim}-block']").is_visible()


def test_a_row_shows_what_the_raw_file_says(reader: Reader) -> None:
    page = reader.page("data/files/press.residents.html")
    with (ROOT / "data" / "raw" / "press" / "residents.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = page.locator(".rows tbody tr")
    assert shown.count() == len(rows)
    for place in (0, len(rows) // 2, len(rows) - 1):
        assert f"{int(rows[place]['value']):,}" in shown.nth(place).inner_text().split("\t")


def test_a_figure_leads_to_its_rows_its_statements_and_its_cell(reader: Reader) -> None:
    stem = "06_residents"
    page = reader.page(f"figures/{stem}.html")
    go(page.locator(f"[id='figure-{stem}-rows'] + ul a").first)
    assert page.url.startswith(uri("data/files/"))
    go(page.locator("main a", has_text=stem).first)
    assert page.url == uri(f"figures/{stem}.html")
    go(page.locator("ul.statements a").first)
    assert page.url.startswith(uri("statements.html#"))
    page.go_back()
    go(page.locator("p a", has_text="section 6"))
    assert page.url.startswith(uri("sections/06.html#")) and in_view(page, page.url.partition("#")[2])


def test_the_front_leads_everywhere(reader: Reader) -> None:
    page = reader.page("index.html")
    links = page.locator("header.top nav a")
    for place in range(links.count()):
        title = links.nth(place).inner_text()
        go(links.nth(place))
        assert page.locator("header.top nav a[aria-current=page]").inner_text() == title
        assert links.nth(place).get_attribute("aria-current") == "page"
    page.goto(uri("index.html"))
    claim = page.locator(".findings a").first.inner_text()
    go(page.locator(".findings a").first)
    assert page.locator(f"[id='{claim}-block']").is_visible() and in_view(page, claim)


def test_sections_lead_on_and_back(reader: Reader) -> None:
    page = reader.page("sections.html")
    go(page.locator("main a").first)
    visited = []
    while page.locator(".steps a[rel=next]").count():
        visited.append(page.url)
        go(page.locator(".steps a[rel=next]"))
    assert [*visited, page.url] == [uri(address) for address in addresses() if address.startswith("sections/")]
    go(page.locator(".steps a[rel=prev]"))
    assert page.url == visited[-1]
