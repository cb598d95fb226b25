"""Writes docs/site/: the pages of the report that the README shows."""

from __future__ import annotations

import io
import sys

from PIL import Image
from playwright.sync_api import sync_playwright

from site_reading import ROOT, lacking, launched, uri

FOLDER = ROOT / "docs" / "site"
SIZE = (1200, 800)
MOST_BYTES = 150_000
# Name of the picture, page, what is pressed there, and what stands at the top of it.
SHOWN = (
    ("front", "index.html", "", ""),
    ("statements", "statements.html#verdict=conflicting", "button.opener:visible", "#statements-all"),
    ("section", "sections/05.html", "", "h2"),
    ("figure", "figures/08_trade_map.html", "", ""),
)


def main() -> None:
    """Write every picture, in at most 256 colours."""
    if lacking():
        raise SystemExit(lacking())
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = launched(playwright)
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
        for name, address, pressed, top in SHOWN:
            page.goto(uri(address))
            if pressed:
                page.locator(pressed).first.click()
            if top:
                page.locator(top).first.evaluate(
                    "one => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 16)"
                )
            _write(name, page.screenshot())
        browser.close()


def _write(name: str, picture: bytes) -> None:
    path = FOLDER / f"{name}.png"
    with Image.open(io.BytesIO(picture)) as shown:
        shown.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            path, optimize=True
        )
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"docs/site/{name}.png has more than {MOST_BYTES} bytes: show less of the page")
    print(f"docs/site/{name}.png", file=sys.stderr)


if __name__ == "__main__":
    main()
