"""The site under test, what is needed to open it, and pages that tell what went wrong in them."""

from __future__ import annotations

import csv
import json
import os
import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Playwright, Request

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
SITE = BUILD / "site"
AXE = ROOT / ".venv" / "var" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = (1200, 900), (360, 800)
# Milliseconds: a machine that does other things besides is slow, not wrong.
MOST_WAIT = 60_000
# The last five keep the browser itself from asking the network.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """The browser's command; empty where there is none."""
    named = os.environ.get("PKJP_CHROMIUM")
    found = map(shutil.which, [named] if named else ["chromium", "chromium-browser"])
    return next(filter(None, found), "")


def launched(playwright: Playwright) -> Browser:
    """The browser, without a window."""
    return playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))


def lacking() -> str:
    """What cannot be done without and is missing, in one line; empty where all is there."""
    if not chromium():
        return "chromium not found: apt install chromium, or name one: PKJP_CHROMIUM=/path/to/chromium"
    if not (SITE / "index.html").is_file():
        return "build/site/ not found: run `make reproduce` first (`make test-browser` does both)"
    return ""


def lacking_for_tests() -> str:
    """The same of what the tests need besides."""
    axe = "" if AXE.is_file() else f"{AXE.relative_to(ROOT)} not found: `make test-browser` installs it"
    return lacking() or axe


def uri(address: str, site: Path = SITE) -> str:
    """A page of a site, with its anchor if any, as a browser opens it."""
    path, hash_, name = address.partition("#")
    return (site / path).as_uri() + hash_ + name


@cache
def addresses(site: Path = SITE) -> list[str]:
    """Every page of a site."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


@dataclass(frozen=True)
class Claim:
    """A statement as the results have it, with what of the ledger can be filtered by."""

    id: str
    section: str
    kind: str
    verdict: str
    importance: int
    text: str
    evidence: list[dict[str, Any]]
    # What a search finds it by.
    words: str


@cache
def claims() -> list[Claim]:
    """The statements in the order of the ledger."""
    with (ROOT / "data" / "raw" / "claims.csv").open(encoding="utf-8", newline="") as file:
        ledger = {row["claim_id"]: row for row in csv.DictReader(file)}
    with (ROOT / "data" / "raw" / "sources.csv").open(encoding="utf-8", newline="") as file:
        publishers = {row["source"]: row["publisher"] for row in csv.DictReader(file)}
    held = json.loads((BUILD / "claims.json").read_text(encoding="utf-8"))
    return [_claim(one, ledger[one["claim_id"]], publishers) for one in held]


def _claim(one: dict[str, Any], row: dict[str, str], publishers: dict[str, str]) -> Claim:
    said = [one["claim_id"], one["section"], one["paraphrase"], one["kind"], one["verdict"], one["reason"]]
    for piece in one["evidence"]:
        said += [piece["origin"], piece["source"], publishers.get(piece["source"], "")]
    return Claim(
        id=one["claim_id"],
        section=one["section"],
        kind=one["kind"],
        verdict=one["verdict"],
        importance=int(row["importance"]),
        text=one["paraphrase"],
        evidence=one["evidence"],
        words=" ".join(said).lower(),
    )


@dataclass
class Reader:
    """Opens pages, each in surroundings of its own, and notes what no page may do."""

    browser: Browser
    faults: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, address: str = "", *, size: tuple[int, int] = WIDE, scheme: str = "light", **more: Any) -> Page:
        """A page of the site, or an address of its own scheme; none where the address is empty."""
        width, height = size
        context = self.browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **more)
        self._contexts.append(context)
        context.set_default_timeout(MOST_WAIT)
        context.on("request", self._requested)
        context.on("console", self._told)
        context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        page = context.new_page()
        if address:
            page.goto(address if ":" in address.partition("#")[0] else uri(address))
        return page

    def close(self) -> None:
        """End all that was opened."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def _requested(self, request: Request) -> None:
        # Its own viewer of PDF files is a part of the browser.
        if not request.url.startswith(("file:", "data:", "chrome:", "chrome-extension:")):
            self.faults.append(f"request: {request.url}")

    def _told(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console, {message.location.get('url', '')}: {message.text}")


def background(page: Page) -> tuple[int, ...]:
    """Red, green and blue of the ground of a page."""
    said = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return tuple(int(part) for part in said.removeprefix("rgb(").removesuffix(")").split(","))


def is_dark(page: Page) -> bool:
    """Whether the ground of a page is dark."""
    return max(background(page)) < 64


def in_view(page: Page, id: str) -> bool:
    """Whether the upper edge of an element is within the window."""
    top = page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", id)
    height = page.evaluate("innerHeight")
    return bool(-1 <= top < height)


def go(link: Locator) -> None:
    """Follow a link, and wait until the page that it leads to is there."""
    with link.page.expect_navigation():
        link.click()


def broken_pictures(page: Page) -> list[str]:
    """Addresses of the pictures of a page that cannot be shown, those out of sight too."""
    broken: list[str] = page.evaluate("""async () => {
      const shown = (address) => new Promise((resolve) => {
        const picture = new Image();
        picture.onload = () => resolve(picture.naturalWidth > 0);
        picture.onerror = () => resolve(false);
        picture.src = address;
      });
      const held = Array.from(new Set(Array.from(document.images, (one) => one.src)));
      const good = await Promise.all(held.map(shown));
      return held.filter((_, place) => !good[place]).map((address) => address.slice(0, 200));
    }""")
    return broken
