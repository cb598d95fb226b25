"""The sources: publisher, title, address, terms, and what rests on each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pkjp_analysis.plain import rows_of
from pkjp_analysis.report.data_files import RawFile
from pkjp_analysis.report.data_series import HeldSeries
from pkjp_analysis.report.page import Page
from pkjp_analysis.report.report import Report


def made(report: Report, files: list[RawFile], held: list[HeldSeries]) -> Iterator[Page]:
    """One page with every source."""
    voting, context = _statements(report)
    values = {
        "sources": sorted(
            rows_of(report.store.sources),
            key=lambda row: (row["publisher"].casefold(), row["published"], row["source"]),
        ),
        "files": _by_source((file.name, file.column("source")) for file in files if file.name != "sources.csv"),
        "series": _by_source((series.name, series.different("source")) for series in held),
        "ledger_rows": _ledger_rows(files),
        "voting": voting,
        "context": context,
    }
    yield Page("data/sources.html", "Sources", "data_sources.html", "data", values)


def _by_source(found: Iterator[tuple[str, list[str]]]) -> dict[str, dict[str, int]]:
    """Where each source stands, and how often."""
    places: dict[str, dict[str, int]] = defaultdict(dict)
    for name, sources in found:
        for source in sources:
            places[source][name] = places[source].get(name, 0) + 1
    return places


def _ledger_rows(files: list[RawFile]) -> dict[str, str]:
    """The row of sources.csv in which a source itself stands."""
    return {
        source: raw
        for file in files
        if file.name == "sources.csv"
        for source, raw in zip(file.column("source"), file.names, strict=True)
    }


def _statements(report: Report) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Statements by source: those in which it has a vote, and the others that it is shown with."""
    voting: dict[str, dict[str, None]] = defaultdict(dict)
    context: dict[str, dict[str, None]] = defaultdict(dict)
    for claim in report.results.claims:
        for piece in claim["evidence"]:
            where = context if piece.get("vote", "none") == "none" else voting
            where[piece.get("source", "")][claim["claim_id"]] = None
    others = {source: [one for one in ids if one not in voting.get(source, {})] for source, ids in context.items()}
    return {source: list(ids) for source, ids in voting.items()}, others
