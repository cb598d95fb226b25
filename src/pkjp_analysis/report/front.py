"""The front page: what the paper says beside what the figures say, the verdicts, and how to run it again."""

from __future__ import annotations

from collections.abc import Iterator

from pkjp_analysis.frames.scope import is_key
from pkjp_analysis.report.page import Page
from pkjp_analysis.report.pieces import Pieces
from pkjp_analysis.report.report import Report
from pkjp_analysis.report.said import figures_say
from pkjp_analysis.report.statements import tally


def made(report: Report) -> Iterator[Page]:
    """The front page."""
    rows_of = Pieces(report.store, report.judgements, report.trace.rows_of).rows_of
    values = {
        "findings": [(one, figures_say(one, rows_of)) for one in report.judgements if is_key(one.statement)],
        "tally": tally(report),
        "by_section": _by_section(report),
        "run": report.results.run,
    }
    yield Page(
        "index.html", "Pakistan–Japan bilateral relations, re-run from public figures", "front.html", "front", values
    )


def _by_section(report: Report) -> str:
    """The figure of the verdicts by section; empty where its notebook was not run."""
    return next((stem for stem in ("10_verdicts_by_section", "01_verdicts_by_section") if stem in report.figures), "")
