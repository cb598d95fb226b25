from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from site_reading import Reader, lacking_for_tests, launched


def pytest_sessionstart(session: pytest.Session) -> None:
    """Said once and before anything runs, where these tests alone were asked for."""
    asked = "not browser" not in session.config.option.markexpr and not session.config.option.collectonly
    if asked and lacking_for_tests():
        raise pytest.UsageError(lacking_for_tests())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, one for all tests of a process."""
    if lacking_for_tests():
        pytest.fail(lacking_for_tests(), pytrace=False)
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    """Opens pages; the test fails where one asked the network, threw an error or wrote one to the console."""
    reader = Reader(browser)
    yield reader
    reader.close()
    assert not reader.faults
