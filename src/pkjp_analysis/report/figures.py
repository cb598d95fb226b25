"""The figures: a gallery, and for each its files, the call that drew it, its words, rows and statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pkjp_analysis.report.page import Asset, Page, figure_address
from pkjp_analysis.report.report import Report
from pkjp_analysis.report.results import Figure
from pkjp_analysis.report.text import code_block

# Beside the PNG, which is the notebook's: the run's own is for print, and four times the size.
FORMATS = ("svg", "pdf", "csv")


def made(report: Report) -> Iterator[Page | Asset]:
    """The gallery, a page for each figure, and the files."""
    figures = report.results.figures
    yield Page("figures.html", "Figures", "figures.html", "figures", {"figures": figures})
    for figure in figures:
        yield _page(report, figure)
        yield Asset(f"figures/{figure.stem}.png", figure.picture)
        for kind in FORMATS:
            content = (report.results.folder / "figures" / f"{figure.stem}.{kind}").read_bytes()
            yield Asset(f"figures/{figure.stem}.{kind}", content)


def _page(report: Report, figure: Figure) -> Page:
    rows = report.trace.rows_of_figure[figure.stem]
    files = Counter(row.partition("#")[0] for row in sorted(rows))
    values = {
        "figure": figure,
        "call": code_block(figure.call),
        "files": files,
        "statements": report.trace.statements_of_figure.get(figure.stem, []),
    }
    return Page(figure_address(figure.stem), figure.title, "figure.html", "figures", values)
