"""The table of statements: filters, search and sort find what the results hold; blocks open, addresses lead to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from pkjp_analysis.claims import VERDICTS
from site_reading import Claim, Reader, claims, in_view, uri

pytestmark = pytest.mark.browser


def shown(page: Page) -> list[str]:
    """Ids of the statements that are listed, in their order."""
    listed: list[str] = page.evaluate(
        "Array.from(document.querySelectorAll('tbody.statement')).filter((one) => !one.hidden).map((one) => one.id)"
    )
    return listed


def open_blocks(page: Page) -> list[str]:
    """Ids of the statements that stand open."""
    return [
        id.removesuffix("-block")
        for id in page.locator("tr.block:visible").evaluate_all("all => all.map((one) => one.id)")
    ]


def those(fits: Callable[[Claim], object]) -> list[str]:
    """Ids of the statements that fit, in the ledger's order."""
    return [claim.id for claim in claims() if fits(claim)]


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("verdict", lambda claim: claim.verdict),
        ("kind", lambda claim: claim.kind),
        ("importance", lambda claim: str(claim.importance)),
        ("section", lambda claim: claim.section),
    ],
)
def test_each_value_of_a_filter_lists_its_statements(reader: Reader, name: str, of: Callable[[Claim], str]) -> None:
    page = reader.page("statements.html")
    assert shown(page) == those(lambda claim: True)
    for value in {of(claim) for claim in claims()}:
        page.select_option(f"#filter-{name}", value)
        found = those(lambda claim, value=value: of(claim) == value or of(claim).startswith(f"{value}."))
        assert shown(page) == found
        assert page.locator("#count").inner_text() == f"{len(found)} of {len(claims())} statements"
    page.click("#reset")
    assert shown(page) == those(lambda claim: True)


def test_a_section_lists_those_of_its_parts(reader: Reader) -> None:
    page = reader.page("statements.html")
    page.select_option("#filter-section", "3")
    assert shown(page) == those(lambda claim: claim.section.startswith("3."))


def test_filters_and_search_narrow_each_other_and_stay_in_the_address(reader: Reader) -> None:
    page = reader.page("statements.html")
    page.select_option("#filter-verdict", "confirmed")
    page.select_option("#filter-importance", "3")
    page.fill("#search", "Pakistan")
    fits = those(lambda one: one.verdict == "confirmed" and one.importance == 3 and "pakistan" in one.words)
    assert 0 < len(fits) < len(claims()) and shown(page) == fits
    page.reload()
    assert shown(page) == fits and page.input_value("#search") == "Pakistan"
    page.click("#reset")
    assert shown(page) == those(lambda one: True) and page.url == uri("statements.html")


@pytest.mark.parametrize("words", ["rice", "TEXTILE japan", "S3.1", "comtrade", "  aid  japan "])
def test_a_search_finds_every_word_in_what_is_said_and_in_its_sources(reader: Reader, words: str) -> None:
    page = reader.page("statements.html")
    page.locator("#search").press_sequentially(words)
    fits = those(lambda one: all(word in one.words for word in words.lower().split()))
    assert fits and shown(page) == fits


def test_what_no_statement_says_finds_none_and_says_so(reader: Reader) -> None:
    page = reader.page("statements.html")
    assert not page.locator("#none-found").is_visible()
    page.fill("#search", "zzz <b>&amp;")
    assert shown(page) == [] and page.locator("#none-found").is_visible()
    assert page.locator("#count").inner_text() == f"0 of {len(claims())} statements"


def _section(claim: Claim) -> list[int]:
    return [int(part) if part.isdecimal() else 0 for part in claim.section.split(".")]


def _kind(claim: Claim) -> int:
    return list(dict.fromkeys(one.kind for one in claims())).index(claim.kind)


@pytest.mark.parametrize("by", ["mouse", "Enter", "Space"])
@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("section", _section),
        ("kind", _kind),
        ("importance", lambda claim: claim.importance),
        ("verdict", lambda claim: list(VERDICTS).index(claim.verdict)),
    ],
)
def test_a_column_sorts_up_and_down(reader: Reader, column: str, key: Callable[[Claim], object], by: str) -> None:
    page = reader.page("statements.html")
    head = page.locator(f"thead th[data-key={column}]")
    for way in ("ascending", "descending"):
        if by == "mouse":
            head.locator("button").click()
        else:
            head.locator("button").focus()
            page.keyboard.press(by)
        ordered = sorted(claims(), key=key, reverse=way == "descending")  # type: ignore[arg-type]
        assert shown(page) == [claim.id for claim in ordered]
        assert head.get_attribute("aria-sort") == way
        assert page.locator("thead th[aria-sort$=ending]").count() == 1
    page.locator("thead th[data-key=id] button").click()
    assert shown(page) == those(lambda one: True)


def test_what_a_column_does_not_tell_apart_stays_in_the_order_of_the_ledger(reader: Reader) -> None:
    page = reader.page("statements.html")
    page.click("thead th[data-key=id] button")
    page.click("thead th[data-key=importance] button")
    assert shown(page) == [claim.id for claim in sorted(claims(), key=lambda one: one.importance)]


@pytest.mark.parametrize("by", ["mouse", "Enter", "Space"])
def test_a_statement_opens_and_closes(reader: Reader, by: str) -> None:
    page = reader.page("statements.html")
    assert open_blocks(page) == []
    claim = claims()[4].id
    button = page.locator(f"[id='{claim}'] button.opener")
    for open in (True, False):
        if by == "mouse":
            button.click()
        else:
            button.focus()
            page.keyboard.press(by)
        assert open_blocks(page) == [claim] * open
        assert button.get_attribute("aria-expanded") == str(open).lower()
        assert page.url == uri("statements.html") + f"#{claim}" * open


def test_all_open_and_close_at_once_and_only_those_listed(reader: Reader) -> None:
    page = reader.page("statements.html")
    page.select_option("#filter-verdict", "conflicting")
    page.click("#open-all")
    conflicting = those(lambda one: one.verdict == "conflicting")
    assert open_blocks(page) == conflicting
    page.click("#reset")
    assert open_blocks(page) == conflicting
    page.click("#open-all")
    assert open_blocks(page) == those(lambda one: True)
    page.click("#open-all")
    assert open_blocks(page) == []


def test_an_address_opens_its_statement_whatever_was_filtered(reader: Reader) -> None:
    first, last = claims()[0].id, claims()[-1].id
    page = reader.page(f"statements.html#{last}")
    assert open_blocks(page) == [last] and in_view(page, last)
    page.select_option("#filter-section", claims()[-1].section)
    page.evaluate("name => { location.hash = name; }", first)
    page.wait_for_function("id => !document.getElementById(id).hidden", arg=first)
    assert first in open_blocks(page) and in_view(page, first)


def test_each_verdict_of_the_tally_lists_its_statements(reader: Reader) -> None:
    for start in ("index.html", "statements.html"):
        page = reader.page(start)
        links = page.locator(".tally a")
        for place in range(links.count()):
            if page.url != uri(start):
                page.goto(uri(start))
            word, number = links.nth(place).inner_text().rsplit(maxsplit=1)
            links.nth(place).click()
            page.wait_for_function("word => document.getElementById('filter-verdict')?.value === word", arg=word)
            found = those(lambda one, word=word: one.verdict == word)
            assert shown(page) == found and len(found) == int(number)


def test_a_block_tells_what_the_results_hold(reader: Reader) -> None:
    page = reader.page("statements.html")
    page.click("#open-all")
    for claim in claims():
        text = page.locator(f"[id='{claim.id}-block']").inner_text()
        assert claim.text in text and f"so the verdict is {claim.verdict}" in " ".join(text.split())
        rows = page.locator(f"[id='{claim.id}-block'] .evidence tbody tr").count()
        assert rows == len(claim.evidence), claim.id
