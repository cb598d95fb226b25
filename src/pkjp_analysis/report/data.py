"""The data: series, tables and raw files; what they mean, where they stand, and what rests on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pkjp_analysis import codebook
from pkjp_analysis.documents import codebook as codebook_page
from pkjp_analysis.documents import coverage, disagreements, locator
from pkjp_analysis.frames.scope import ALONE
from pkjp_analysis.indicators.grants import LEVELS
from pkjp_analysis.report import data_files, data_series, data_sources
from pkjp_analysis.report.data_series import HeldSeries
from pkjp_analysis.report.document import document, statement_targets
from pkjp_analysis.report.downloads import download
from pkjp_analysis.report.page import Asset, Page, series_address, source_address
from pkjp_analysis.report.report import Report
from pkjp_analysis.root import MANIFEST
from pkjp_analysis.store import PROCESSED, Store

if TYPE_CHECKING:
    import pandas as pd

# The tables beside the observations, and the raw files that their rows come from.
TABLES = {
    "countries.csv": ("Countries and groups, with their codes", ("reference/countries.csv",)),
    "products.csv": (
        "Products and groups of products, with labels",
        ("reference/hs_chapters.csv", "reference/product_groups.csv"),
    ),
    "grants.csv": ("Grants: a row per stated amount", ("press/grants.csv",)),
    "events.csv": ("Dated events: a row per event and source", ("press/events.csv",)),
    "findings.csv": ("Findings in words; they never vote", ("press/findings.csv",)),
    "tariffs.csv": ("Japan's tariff: a row per line and column", ("tariffs/japan_2025.csv", "tariffs/lines.csv")),
    "gravity_coefficients.csv": ("The published gravity equation", ("academic/gravity_coefficients.csv",)),
    "gravity_pairs.csv": ("Flows with the regressors of that equation", ("academic/gravity_pairs.csv",)),
}
# Letters of the matrix of coverage.
LETTERS = {"primary": "P", "official": "O", "press": "N", "aggregator": "A", "paper": "S"}


def made(report: Report) -> Iterator[Page | Asset]:
    """The index, a page for every series and raw file, the sources, and the documents made from the data."""
    files = data_files.raw_files(report)
    held = data_series.held_series(report)
    manifest = download(MANIFEST.as_posix(), (report.root / MANIFEST).read_bytes())
    tables = list(_tables(report))
    values = {
        "families": _families(held),
        "tables": tables,
        "files": files,
        "fetched": data_files.fetched_files(report),
        "trace": report.trace,
        "manifest": manifest.address,
    }
    yield Page("data.html", "Data", "data.html", "data", values)
    yield from (table["asset"] for table in tables)
    yield manifest
    yield from data_series.made(report, held, data_files.shown_rows(report))
    yield from data_files.made(report, files)
    yield from data_sources.made(report, files, held)
    yield from _documents(report, held)


def _families(held: list[HeldSeries]) -> dict[str, list[HeldSeries]]:
    found: dict[str, list[HeldSeries]] = {}
    for series in held:
        found.setdefault(series.family, []).append(series)
    return found


def _tables(report: Report) -> Iterator[dict[str, Any]]:
    """The tables of data/processed beside the observations."""
    for name, (meaning, files) in TABLES.items():
        path = report.root / PROCESSED / name
        if path.is_file():
            content = path.read_bytes()
            told = {"name": name, "meaning": meaning, "files": files}
            rows = len(getattr(report.store, name.removesuffix(".csv")))
            yield {**told, "rows": rows, "asset": download(f"data/tables/{name}", content)}


def _documents(report: Report, held: list[HeldSeries]) -> Iterator[Page]:
    """Codebook, coverage, disagreements and locator, of the shipped figures."""
    store = Store(report.root) if report.vintages else report.store
    targets = _targets(report, held)
    judged = {
        claim["claim_id"]: (
            claim["verdict"],
            [piece["source"] for piece in claim["evidence"] if piece["vote"] != "none"],
        )
        for claim in report.results.claims
    }
    texts = {
        "codebook": codebook_page.page(store),
        "coverage": coverage.page(store),
        "disagreements": disagreements.page(store),
        "locator": locator.page(store, judged),
    }
    for name, text in texts.items():
        one = document(f"{name}.md", text, targets)
        if name == "coverage":
            values = {"document": one, "matrices": _matrices(report, held), "letters": LETTERS}
            yield Page(one.address, one.title, "data_coverage.html", "data", values)
        else:
            yield Page(one.address, one.title, "document.html", "data", {"document": one})


def _targets(report: Report, held: list[HeldSeries]) -> dict[str, str]:
    """Addresses of what documents name as code: series, sources, statements."""
    return {
        **{source: source_address(source) for source in report.store.sources["source"].tolist()},
        **statement_targets(report),
        **{series.name: series_address(series.name) for series in held},
    }


def _matrices(report: Report, held: list[HeldSeries]) -> list[dict[str, Any]]:
    """What is held by series and year: of the pair of the run, and in all."""
    pair = (report.parameters["reporter"], report.parameters["partner"])
    names = " and ".join(report.names)

    def of_pair(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["reporter"].isin(pair) & frame["partner"].isin([*pair, *ALONE])]

    between = [(series, _by_year(of_pair(series.frame))) for series in held]
    everything = [(series, _by_year(series.frame)) for series in held]
    return [
        {"id": "pair", "title": names, "what": f"{names}: between the two, or of one with the world or alone"}
        | _matrix(between),
        {"id": "all", "title": "Everything held", "what": "Everything held"} | _matrix(everything),
    ]


def _by_year(frame: pd.DataFrame) -> dict[int, str]:
    """The best evidence level by year of the period's end."""
    best: dict[int, str] = {}
    for end, level in dict.fromkeys(zip(frame["period_end"].tolist(), frame["evidence"].tolist(), strict=True)):
        if end:
            year = int(end[:4])
            best[year] = min(best.get(year, level), level, key=LEVELS.index)
    return best


def _matrix(found: list[tuple[HeldSeries, dict[int, str]]]) -> dict[str, Any]:
    held = {year for _, best in found for year in best}
    # The newest first: most of what is held is of late.
    years = list(range(max(held), min(held) - 1, -1)) if held else []
    rows = [(series, [best.get(year, "") for year in years]) for series, best in found if best]
    return {"years": years, "rows": rows, "in_words": codebook.in_words}
