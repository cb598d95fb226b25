"""Methods, differences and about: what the study says of itself, each word made from it."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

import live_sources as live
import report_room as room
import vintage_room
from pkjp_analysis.claims.verdict import RULE, RULE_OF_MOST, VERDICTS, decide
from pkjp_analysis.documents.pages import pages as documents
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.indicators import MEASURES
from pkjp_analysis.report import about, differences, methods
from pkjp_analysis.report.page import Asset, Page
from pkjp_analysis.report.report import Report
from pkjp_analysis.report.results import Results
from pkjp_analysis.vintages.source import Request
from replay import comtrade

CFF = """
cff-version: 1.2.0
title: "A study: of 50 % & more"
authors: [{given-names: Ada, family-names: Lovelace}, {name: The contributors}]
version: 1.10
date-released: 2026-11-24
license: MIT
doi: 10.5281/zenodo.1
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return room.results(tmp_path_factory.mktemp("methods") / "build")


def test_every_measure_has_its_formula_and_sources(results: Path) -> None:
    html = room.page(room.report(results), methods, "methods/measures.html")
    parts = dict(zip(*[iter(re.split(r'<h2 id="measures-(\w+)">', html)[1:])] * 2, strict=True))
    assert set(parts) == set(MEASURES)
    text = documents(room.ROOT)["measures.md"]
    told = dict(zip(*[iter(re.split(r"^## (\w+)$", text, flags=re.MULTILINE)[1:])] * 2, strict=True))
    for name, part in parts.items():
        assert part.count('<math display="block">') == told[name].count("```math"), name
        assert ("Sources" in part) == ("**Sources**" in told[name])
        assert f'href="#measures-{name}"' in html
    assert "make documents" not in html, "that is how the files in docs/ are kept, not the report"


def test_every_statement_in_the_rules_leads_to_its_block(results: Path) -> None:
    html = room.page(room.report(results), methods, "methods/rules.html")
    linked = re.findall(r'href="\.\./statements\.html#([^"]+)"', html)
    assert sorted(set(linked)) == sorted(room.report(results).verdicts)
    assert 'id="rules-alternatives"' in html, "the index leads there"


def test_the_index_tells_each_verdict_with_its_number(results: Path) -> None:
    report = room.report(results)
    html = room.page(report, methods, "methods.html")
    found = re.findall(
        r'<th scope="row"><span class="verdict [^>]*>([^<]*)</span></th>.*?<td class="number">(\d+)</td>', html
    )
    counts = {word: list(report.verdicts.values()).count(word) for word in VERDICTS}
    assert dict(found) == {word: str(number) for word, number in counts.items() if number or word != "not written yet"}
    assert set(RULE) == set(VERDICTS) and set(RULE_OF_MOST) < set(RULE)
    assert decide([], "a series").word == "unsupported"


def _observation(**cells: str) -> dict[str, str]:
    row = dict.fromkeys(room.shipped().observations.columns, "")
    given = {"series": "fdi_net", "reporter": "PAK", "partner": "JPN", "flow": "in", "measure": "flow", "unit": "USD"}
    period = {"period_start": "2020-07-01", "period_end": "2021-06-30", "calendar": "FY-JUL", "coverage": "full"}
    return (
        row | given | period | {"origin": "Bank", "precision": "0", "confidence": "high", "qualifier": "exact"} | cells
    )


def test_first_and_last_print_of_a_statistic_stand_side_by_side(results: Path) -> None:
    rows = [
        _observation(value="100", vintage="2021-07", raw="a.csv#1"),
        _observation(value="110", vintage="2022-07", raw="a.csv#2"),
        _observation(value="125", vintage="2023-07", raw="a.csv#3"),
        _observation(value="900", vintage="2024-07", raw="a.csv#4", confidence="low"),
        _observation(value="800", vintage="", raw="a.csv#5"),
        _observation(value="7", partner="CHN", vintage="2021-07", raw="a.csv#6"),
        _observation(value="7.0", partner="CHN", vintage="2022-07", raw="a.csv#7"),
        _observation(value="5", partner="HKG", vintage="2021-07", raw="a.csv#8"),
        _observation(value="3", series="ict_exports", vintage="2021-07", raw="a.csv#9"),
        _observation(value="2", series="ict_exports", vintage="2022-07", raw="a.csv#10"),
    ]
    report = room.report(results, observations=pd.DataFrame(rows))
    html = room.page(report, differences, "differences.html")
    assert (
        "3 statistics of the shipped snapshot" in html and "2 with another value later" in html and "1 the same" in html
    )
    body = re.sub(r"<[^>]*>|\s+", " ", html)
    assert "+25.0 %" in body and "-33.3 %" in body and body.index("-33.3 %") < body.index("+25.0 %"), (
        "the largest first"
    )
    assert "900" not in body and "800" not in body and "110" not in body
    assert "2021-07" in body and "2023-07" in body
    table = next(
        one for one in differences.made(report) if isinstance(one, Asset) and one.address == differences.PRINTS
    )
    read = list(csv.DictReader(io.StringIO(table.content.decode())))
    assert {(row["old_value"], row["new_value"]) for row in read} == {("100", "125"), ("3", "2")}


def test_without_a_vintage_the_page_says_how_to_get_one(results: Path) -> None:
    html = room.page(room.report(results), differences, "differences.html")
    assert "No fetched vintage is held" in html and "pkjp refresh comtrade" in html


def test_a_vintage_is_set_beside_the_shipped_figures_and_a_damaged_one_is_named(results: Path, tmp_path: Path) -> None:
    root = vintage_room.whole(tmp_path / "study")
    asked = Request(reporter="PAK", partner="JPN", years=(2024,), peers=(), level=2)
    with live.served("comtrade", comtrade.service(comtrade.World(products=12))), pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMTRADE_API_KEY", comtrade.KEY)
        live.fetch(root, "comtrade", asked)
    (id,) = vintage_room.vintages(root)
    folder = tmp_path / "build"
    shutil.copytree(results, folder)
    page, *assets = differences.made(Report(root, Results(folder)))
    assert isinstance(page, Page)
    (one,) = page.values["compared"]
    assert one.vintage.id == id and one.found.counts["revised"] and one.found.counts["added"]
    assert any(moved["claim_id"] == "S3.1-01" for moved in one.judged_otherwise)
    table = next(asset for asset in assets if asset.address == f"differences/{id}.csv")
    changes = {row["change"] for row in csv.DictReader(io.StringIO(table.content.decode()))}
    assert "revised" in changes and "added" not in changes
    held = next(path for path in (root / "data/raw/local" / id).iterdir() if path.name != "vintage.json")
    held.write_bytes(b"")
    page, *assets = differences.made(Report(root, Results(folder)))
    assert held.name in page.values["compared"][0].problem and len(assets) == 1


def test_a_citation_is_text_and_bibtex(tmp_path: Path) -> None:
    path = tmp_path / "CITATION.cff"
    path.write_text(CFF, encoding="utf-8")
    cited = about.citation(path)
    assert about.as_text(cited) == (
        "Ada Lovelace, The contributors (2026). A study: of 50 % & more. Version 1.10. Software. "
        "https://doi.org/10.5281/zenodo.1"
    )
    assert about.as_bibtex(cited).splitlines() == [
        "@misc{a-study-2026,",
        "  author = {{Ada Lovelace} and {The contributors}},",
        r"  title = {{A study: of 50 \% \& more}},",
        "  year = {2026},",
        "  month = {11},",
        "  version = {1.10},",
        "  note = {Software, licence MIT},",
        "  url = {https://doi.org/10.5281/zenodo.1},",
        "}",
    ]


@pytest.mark.parametrize("text", ["a: [", "title: x", "- 1", "", "title: x\nauthors: [1]\ndate-released: 2026"])
def test_a_citation_that_cannot_be_read_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "CITATION.cff"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PkjpError, match=r"^CITATION\.cff: .*[^\n]$"):
        about.citation(path)


def test_a_study_without_citation_and_licence_has_the_page_all_the_same(results: Path, tmp_path: Path) -> None:
    assert about.citation(tmp_path / "CITATION.cff") == {}
    report = Report(tmp_path, Results(results))
    vars(report)["store"] = room.shipped()
    html = room.page(report, about, "about.html")
    assert "no <code>CITATION.cff</code>" in html and "no <code>LICENSE</code>" in html


def test_about_names_what_is_open_and_the_versions(results: Path) -> None:
    report = room.report(results)
    html = room.page(report, about, "about.html")
    unsettled = [claim for claim, verdict in report.verdicts.items() if verdict == "unsupported"]
    assert re.findall(r'<li><a href="statements.html#([^"]*)">', html)[-len(unsettled) :] == unsettled
    assert "pandas 3" in html and "MIT License" in html and "The figures in data/" in html
