"""The methods: how a statement is judged, every measure with formula and sources, every rule."""

from __future__ import annotations

from collections.abc import Iterator

from pkjp_analysis.claims.alternatives import ALTERNATIVES
from pkjp_analysis.claims.verdict import RULE, RULE_OF_MOST
from pkjp_analysis.documents.pages import PAGES
from pkjp_analysis.indicators.grants import LEVELS
from pkjp_analysis.report.document import document, statement_targets
from pkjp_analysis.report.page import Page
from pkjp_analysis.report.report import Report


def made(report: Report) -> Iterator[Page]:
    """How a statement is judged, and a page for the measures and for the rules."""
    targets = statement_targets(report)
    documents = [document(name, PAGES[name](report.store), targets) for name in ("measures.md", "rules.md")]
    found = list(report.verdicts.values())
    values = {
        "verdicts": [
            (word, says, RULE_OF_MOST.get(word, ""), found.count(word))
            for word, says in RULE.items()
            if word != "not written yet" or word in found
        ],
        "levels": [level for level in LEVELS if level != "paper"],
        "alternatives": ALTERNATIVES,
    }
    yield Page("methods.html", "Methods", "methods.html", "methods", values)
    for one in documents:
        yield Page(one.address, one.title, "document.html", "methods", {"document": one})
