"""The front page: what the paper says beside what the figures say, the verdicts, and how to run it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pkjp_analysis.claims.verdict import VERDICTS
from pkjp_analysis.report.page import Page
from pkjp_analysis.report.report import Report

# Statements of the highest importance are the key findings.
_KEY = "3"


def made(report: Report) -> Iterator[Page]:
    """The front page."""
    values = {
        "findings": _findings(report),
        "tally": _tally(report),
        "by_section": _by_section(report),
        "run": report.results.run,
    }
    yield Page(
        "index.html", "Pakistan–Japan bilateral relations, re-run from public figures", "front.html", "front", values
    )


def _findings(report: Report) -> list[dict[str, Any]]:
    return [claim for claim in report.results.claims if report.ledger[claim["claim_id"]]["importance"] == _KEY]


def _tally(report: Report) -> dict[str, int]:
    found = [claim["verdict"] for claim in report.results.claims]
    return {verdict: found.count(verdict) for verdict in VERDICTS if verdict in found}


def _by_section(report: Report) -> str:
    """The figure of the verdicts by section; empty where its notebook was not run."""
    return next((stem for stem in ("10_verdicts_by_section", "01_verdicts_by_section") if stem in report.figures), "")
