"""The executed notebooks as articles: prose, figures and tables; the code is folded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from pkjp_analysis.report.page import Page, anchor, section_address
from pkjp_analysis.report.report import Report
from pkjp_analysis.report.results import Section, figure_stem
from pkjp_analysis.report.text import code_block, markdown, table


def made(report: Report) -> Iterator[Page]:
    """A list of the sections, and a page for each."""
    sections = report.results.sections
    yield Page("sections.html", "Sections", "sections.html", "sections", {"sections": sections})
    for place, section in enumerate(sections):
        values = {
            "section": section,
            "cells": [_cell(report, section, cell) for cell in section.cells[1:]],
            "introduction": _introduction(section),
            "statements": _statements(report, section),
            "tables": report.results.tables[section.number],
            "before": sections[place - 1] if place else None,
            "after": sections[place + 1] if place + 1 < len(sections) else None,
        }
        title = f"{int(section.number)} {section.title}"
        yield Page(section_address(section.number), title, "section.html", "sections", values)


def _introduction(section: Section) -> Markup:
    text = "".join(section.cells[0]["source"])
    return markdown(text.partition("\n")[2])


def _cell(report: Report, section: Section, cell: dict[str, Any]) -> dict[str, Any]:
    source = "".join(cell["source"])
    name = f"s{section.number}-{anchor(cell['id'])}"
    if cell["cell_type"] == "markdown":
        return {"anchor": name, "prose": markdown(source, prefix=name)}
    shown = [_output(report, section, output) for output in cell.get("outputs", ())]
    parameters = {"parameters", "injected-parameters"} & set(cell["metadata"].get("tags", ()))
    return {"anchor": name, "code": code_block(source), "is_parameters": bool(parameters), "outputs": shown}


def _output(report: Report, section: Section, output: dict[str, Any]) -> dict[str, Any]:
    """What of an output is shown: our figure, a table, prose, another picture, or text."""
    stem = figure_stem(section, output)
    if stem:
        return {"figure": report.figures[stem]}
    held = {kind: "".join(content) for kind, content in output.get("data", {}).items()}
    if "text/markdown" in held:
        return {"prose": markdown(held["text/markdown"], deeper=1)}
    if "text/html" in held:
        return {"table": table(held["text/html"])}
    if "image/png" in held:
        told = output.get("metadata", {}).get("image/png", {})
        return {"image": "".join(held["image/png"].split()), "alt": told.get("alt", "Picture without a description")}
    return {"text": "".join(output.get("text", held.get("text/plain", "")))}


def _statements(report: Report, section: Section) -> list[dict[str, Any]]:
    number = str(int(section.number))
    return [claim for claim in report.results.claims if claim["section"].split(".")[0] == number]
