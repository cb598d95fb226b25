"""Stand-in."""

from __future__ import annotations

from collections.abc import Iterator

from pkjp_analysis.report.page import Page
from pkjp_analysis.report.report import Report


def made(report: Report) -> Iterator[Page]:
    """Nothing yet."""
    yield Page("data.html", "data", "data.html", "data")
