"""The report in one file, and the report of another pair."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pkjp_analysis.report import write_single
from site_reading import BUILD, NARROW, ROOT, Reader, addresses, broken_pictures, claims, in_view, is_dark, uri

pytestmark = pytest.mark.browser

PKJP = Path(sys.executable).with_name("pkjp")


def test_one_file_needs_no_other_and_works_as_the_site_does(reader: Reader, tmp_path: Path) -> None:
    single = write_single(ROOT, BUILD, tmp_path / "report.html").as_uri()
    page = reader.page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith("data:") else None)
    claim = claims()[3].id
    page.goto(f"{single}#{claim}")
    assert page.locator(f"[id='{claim}-block']").is_visible() and in_view(page, claim)
    assert asked == [single]

    lost = page.evaluate("""() => Array.from(document.querySelectorAll("a[href]"), (one) => one.getAttribute("href"))
      .filter((href) => href.startsWith("#") ? !document.getElementById(href.slice(1)) : !/^https?:/.test(href))""")
    assert not lost
    assert page.locator("img").count() > 10 and not broken_pictures(page)

    page.select_option("#filter-verdict", "conflicting")
    listed = page.locator("tbody.statement:visible").evaluate_all("all => all.map((one) => one.id)")
    assert listed == [claim.id for claim in claims() if claim.verdict == "conflicting"]
    page.click("button.unfold")
    assert page.locator("details.source").count() == page.locator("details.source[open]").count() > 100
    page.click("button.theme")
    assert is_dark(page)

    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    page.emulate_media(media="print")
    breaks = page.locator("section.page").evaluate_all("all => all.map((one) => getComputedStyle(one).breakBefore)")
    assert len(breaks) > 20 and set(breaks[1:]) == {"page"}
    assert not page.locator("header.top").is_visible()


def test_the_report_of_another_pair_loads_as_the_first(reader: Reader, tmp_path: Path) -> None:
    folder = tmp_path / "LKA-JPN"
    words = [
        "reproduce",
        "02",
        "05",
        "--reporter",
        "LKA",
        "--year",
        "2019",
        "--output",
        str(folder),
        "--root",
        str(ROOT),
    ]
    run = subprocess.run([PKJP, *words], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    another = folder / "site"
    page = reader.page(size=NARROW)
    wrong = []
    # The data are those of the first.
    for address in (one for one in addresses(another) if not one.startswith("data/")):
        page.goto(uri(address, another))
        width = page.evaluate("document.documentElement.scrollWidth")
        if page.locator("h1").count() != 1 or width > NARROW[0]:
            wrong.append((address, width))
    assert not wrong
    page.goto(uri("index.html", another))
    assert "Sri Lanka and Japan" in page.locator("main").inner_text()
