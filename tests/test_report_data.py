"""The data in the report: the way from statements and figures to raw rows and back, tables, charts, downloads."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import report_room
import site_links
from pkjp_analysis.report import data, data_files, data_series, data_sources
from pkjp_analysis.report.data_charts import panels
from pkjp_analysis.report.data_files import RawFile
from pkjp_analysis.report.data_tables import grouped, told
from pkjp_analysis.report.downloads import download
from pkjp_analysis.report.page import (
    Asset,
    Page,
    figure_address,
    file_address,
    row_address,
    series_address,
    source_address,
    statement_address,
)
from pkjp_analysis.report.render import Renderer
from pkjp_analysis.report.report import Report
from pkjp_analysis.report.results import Results
from pkjp_analysis.root import MANIFEST
from site_links import Read, Site

ROOT = report_room.ROOT
BAD = "<script>alert('x')</script> & \"quoted\""


@pytest.fixture(scope="module")
def report(built_site: Path) -> Report:
    return Report(ROOT, Results(built_site))


@pytest.fixture(scope="module")
def site(built_site: Path) -> Site:
    return site_links.read(built_site / "site")


@pytest.fixture(scope="module")
def files(report: Report) -> list[RawFile]:
    return data_files.raw_files(report)


def rendered(report: Report, page: Page) -> str:
    return Renderer(report, [page], []).page(page)


def back_from(site: Site, row: str) -> set[str]:
    """Where a row leads to, by itself or by the list of figures that it names."""
    page = row.partition("#")[0]
    direct = site.from_(row)
    lists = {one for one in direct if one.startswith(f"{page}#") and one != row}
    return direct.union(*(site.from_(one) for one in lists))


# The way in both directions.


def test_from_every_piece_of_evidence_to_its_rows_and_back(report: Report, site: Site) -> None:
    for claim in report.results.claims:
        for piece in claim["evidence"]:
            rows = report.trace.rows_of(piece)
            assert rows, (claim["claim_id"], piece["raw"])
            for row in rows:
                there = row_address(row)
                assert site.has(there), row
                assert statement_address(claim["claim_id"]) in site.from_(there), (claim["claim_id"], row)


def test_evidence_on_a_whole_flow_rests_on_all_of_its_rows(report: Report) -> None:
    wide = 0
    for claim in report.results.claims:
        for piece in claim["evidence"]:
            if more := re.search(r" and (\d+) more rows", piece["raw"]):
                wide += 1
                assert len(report.trace.rows_of(piece)) == 1 + int(more[1])
    assert wide


def test_from_every_figure_to_each_of_its_rows_and_back(report: Report, site: Site) -> None:
    back: dict[str, set[str]] = {}
    for stem, rows in report.trace.rows_of_figure.items():
        assert rows
        for row in rows:
            there = row_address(row)
            if there not in back:
                assert site.has(there), row
                back[there] = back_from(site, there)
            assert figure_address(stem) in back[there], (stem, row)


def test_from_every_raw_file_to_its_sources_and_back(site: Site, files: list[RawFile]) -> None:
    for file in files:
        page = file_address(file.name)
        for source in set(file.column("source")):
            there = source_address(source)
            assert site.has(there) and there in site.from_(page), (file.name, source)
            assert row_address(_row_of(files, source)) in site.from_(there)
            if file.name != "sources.csv":
                assert page in site.from_(there), (file.name, source)


def _row_of(files: list[RawFile], source: str) -> str:
    ledger = next(file for file in files if file.name == "sources.csv")
    return ledger.names[ledger.column("source").index(source)]


def test_every_row_of_every_raw_file_has_its_place(site: Site, files: list[RawFile]) -> None:
    assert len(files) == len(json.loads((ROOT / MANIFEST).read_text())["resources"])
    for file in files:
        ids = set(site.pages[file_address(file.name)].ids)
        assert all(row_address(raw).partition("#")[2] in ids for raw in file.names), file.name


def test_every_figure_of_a_series_is_reached_from_its_page(report: Report, site: Site) -> None:
    for series in data_series.held_series(report):
        raw = series.frame["raw"].tolist()
        wanted = {row_address(row) for row in raw}
        if series.is_large:
            wanted = {one.partition("#")[0] for one in wanted}
        assert wanted <= site.from_(series_address(series.name)), series.name
        assert {series_address(series.name)} <= site.from_(file_address(raw[0].partition("#")[0]))


def test_a_row_that_nothing_rests_on_says_so(report: Report, files: list[RawFile]) -> None:
    units = next(file for file in files if file.name == "reference/units.csv")
    page = next(one for one in data_files.made(report, [units]) if isinstance(one, Page))
    used = [raw for raw in units.names if raw in report.trace.figures_of_row]
    assert rendered(report, page).count("<td>nothing") == len(units.rows) - len(used)


def test_statements_that_sources_vote_in_are_those_of_the_evidence(report: Report, site: Site) -> None:
    for claim in report.results.claims:
        for piece in claim["evidence"]:
            there = source_address(piece["source"])
            if site.has(there):
                assert statement_address(claim["claim_id"]) in site.from_(there)


def test_a_correction_leads_to_the_row_and_back(site: Site) -> None:
    row, correction = row_address("press/goods_trade.csv#23"), row_address("corrections.csv#1")
    assert {row, correction} <= site.from_(file_address("press/goods_trade.csv"))
    assert file_address("press/goods_trade.csv") in site.from_(correction)


# Other runs.


def test_another_pair_and_one_notebook_alone(tmp_path: Path) -> None:
    folder = report_room.results(tmp_path / "build")
    report_room.only(folder, next(path.name for path in (folder / "notebooks").glob("04_*.ipynb")), reporter="LKA")
    made = Report(ROOT, Results(folder))
    pages = {page.address: page for page in data.made(made) if isinstance(page, Page)}
    assert "Sri Lanka and Japan" in rendered(made, pages["data/coverage.html"])
    assert "Sri Lanka to Japan" in rendered(made, pages[series_address("goods_trade")])
    assert rendered(made, pages[file_address("comtrade/totals_2024.csv")])


def test_of_a_fetched_file_the_rows_in_use_are_shown(tmp_path: Path) -> None:
    vintage, name = "comtrade-2026-11-24", "local/comtrade-2026-11-24/2024.json"
    shipped = report_room.shipped().observations
    more = shipped[shipped["raw"].str.startswith("wits/world_trade.csv#")].iloc[:900]
    more = more.assign(raw=[f"{name}#{place}" for place in range(1, 901)])
    claims = json.loads((report_room.results(tmp_path / "first") / "claims.json").read_text())
    claims[0]["evidence"][0]["raw"] = f"{name}#7"
    folder = report_room.results(tmp_path / "build", claims)
    few, many = sorted((folder / "figures").glob("*.json"))[:2]
    for path, rows in ((few, "20-22"), (many, "1-900")):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"rows": {name: rows}}), encoding="utf-8")
    report_room.only(folder, next(path.name for path in (folder / "notebooks").glob("01_*.ipynb")), vintage=vintage)
    made = report_room.report(folder, observations=pd.concat([shipped, more], ignore_index=True))
    pages = {page.address: page for page in data.made(made) if isinstance(page, Page)}
    read = Read(rendered(made, pages[file_address(name)]))
    places = {row_address(f"{name}#{place}").partition("#")[2]: place for place in range(1, 901)}
    assert [places[one] for one in read.ids if one in places] == [7, 20, 21, 22]
    assert any(link.endswith(statement_address(claims[0]["claim_id"])) for _, link in read.links)
    assert any(link.endswith(figure_address(many.stem)) for _, link in read.links)


# Text from data is text.


def test_a_label_is_text_and_only_web_addresses_are_links(report: Report) -> None:
    header = ["row", "label", "url", "source"]
    rows = [["1", BAD, "javascript:alert(1)", "wikipedia"], ["2", "plain", "https://example.org/a?b&c", BAD]]
    bad = RawFile("press/bad.csv", "row", BAD, {"row": BAD, "label": BAD}, "0" * 64, b"", header, rows)
    page = next(one for one in data_files.made(report, [bad]) if isinstance(one, Page))
    text = rendered(report, page)
    assert "<script>alert" not in text and text.count("&lt;script&gt;alert") >= 4
    links = [link for _, link in Read(text).links]
    assert "https://example.org/a?b&c" in links and not any("javascript" in link for link in links)


def test_a_source_is_text_and_its_address_a_link_that_tells_nothing(tmp_path: Path) -> None:
    folder = report_room.results(tmp_path / "build")
    sources = report_room.shipped().sources.copy()
    sources.loc[0, ["publisher", "title", "url"]] = [BAD, BAD, "javascript:alert(1)"]
    made = report_room.report(folder, sources=sources)
    (page,) = data_sources.made(made, [], [])
    read = Read(rendered(made, page))
    assert all(tag != "script" or "src" in attributes for tag, attributes in read.elements)
    outside = [attributes for tag, attributes in read.elements if tag == "a" and attributes.get("class") == "outside"]
    assert len(outside) == (sources["url"].str.startswith("http")).sum()
    assert all(one["rel"] == "noopener noreferrer" for one in outside)
    assert not any("javascript" in link for _, link in read.links)


# Tables told shortly.


def test_a_table_told_shortly_loses_no_cell() -> None:
    long = ["a sentence that is long enough to be told once", "another sentence, as long as the first one"]
    rows = [["x", long[n % 2], f"folder of files/{n:02}.csv", str(1000 * n), ""] for n in range(40)]
    table = told(("same", "long", "place", "value", "empty"), rows, [f"f#{n}" for n in range(40)], {"value": "number"})
    assert [(column.name, value) for column, value in table.same] == [("same", "x")]
    assert [column.name for column in table.columns] == ["long", "place", "value"]
    by_number = {str(number): cell for cell, number in table.columns[0].keys.items()}
    start = table.columns[1].start
    assert start == "folder of files/" and set(by_number.values()) == set(long)
    again = [["x", by_number[a], start + b, c.replace(",", ""), ""] for _, (a, b, c) in table.rows]
    assert again == rows


def test_short_tables_and_tables_of_one_row_are_shown_as_they_are() -> None:
    one = told(("a", "b"), [["x", ""]], ["f#1"], {})
    assert [column.name for column in one.columns] == ["a"] and not one.same
    assert told(("a",), [], [], {}).rows == []


@pytest.mark.parametrize(
    ("printed", "shown"),
    [("1234567.50", "1,234,567.50"), ("-1000", "-1,000"), ("2004-01", "2004-01"), ("", ""), ("1.2.3", "1.2.3")],
)
def test_numbers_keep_every_digit(printed: str, shown: str) -> None:
    assert grouped(printed) == shown


# Charts.


def row(year: int, value: float, **more: Any) -> dict[str, Any]:
    words = ("nomenclature", "product", "breakdown", "price_basis", "valuation", "recording", "regime", "edition")
    return {
        **dict.fromkeys(words, ""),
        **{"about": "Pakistan to Japan", "reporter": "PAK", "partner": "JPN", "reporter_name": "Pakistan"},
        **{"flow": "export", "measure": "flow", "unit": "USD", "calendar": "CY", "coverage": "full"},
        **{"origin": "Comtrade Pakistan", "evidence": "official", "vintage": "2024", "product_label": ""},
        **{"period": str(year), "period_start": f"{year}-01-01", "period_end": f"{year}-12-31", "value": str(value)},
        **more,
    }


def test_a_line_is_one_count_on_one_basis_and_breaks_where_years_are_missing() -> None:
    rows = [row(year, 10 + year % 7) for year in (2001, 2002, 2003, 2006, 2007)]
    rows += [row(2002, 20, valuation="CIF"), row(2002, 30, origin="Customs Japan")]
    (panel,), left_out = panels(rows, ("PAK", "JPN"))
    assert left_out == 0 and len(panel.lines) == 3
    whole = next(line for line in panel.lines if "5 periods" in line.words)
    assert whole.path.count("M") == 2 and whole.path.count("L") == 3
    assert {line.name for line in panel.lines} == {"Comtrade Pakistan", "Comtrade Pakistan, CIF", "Customs Japan"}
    assert "2001 (16) to 2007 (15)" in whole.words


def test_parts_of_years_are_rings_and_no_line_and_undated_figures_are_left_out() -> None:
    part = {"coverage": "partial", "period_end": "2002-03-31"}
    rows = [
        row(2001, 5),
        row(2002, 2, **part),
        row(2003, 4, period_start="", period_end=""),
        {**row(2004, 0), "value": ""},
    ]
    ((panel,), _) = panels(rows, ("PAK", "JPN"))
    (line,) = panel.lines
    assert line.rings and line.path.count("M") == 1 and "L" not in line.path


def test_other_units_and_prices_are_other_panels_and_the_pair_comes_first() -> None:
    rows = [row(2000 + n, n + 1, about="A to B", reporter="LKA", partner="IND") for n in range(9)]
    rows += [row(2001, 3), row(2002, 4), row(2001, 5, unit="JPY"), row(2002, 5, unit="JPY")]
    found, _ = panels(rows, ("PAK", "JPN"))
    assert [(panel.heading, panel.unit) for panel in found] == [
        ("Pakistan to Japan", "JPY"),
        ("Pakistan to Japan", "USD"),
        ("A to B", "USD"),
    ]


def test_amounts_begin_at_zero_and_values_far_apart_stand_on_powers_of_ten() -> None:
    ((near,), _) = panels([row(2001, 4e6), row(2002, 5e6)], ("PAK", "JPN"))
    assert near.up[0][1] == "0" and near.unit == "thousand USD" and not near.is_logarithmic
    ((far,), _) = panels([row(2001, 3), row(2002, 5e6)], ("PAK", "JPN"))
    assert far.is_logarithmic and next(label for _, label in far.up) not in ("0", "")


def test_the_best_print_of_a_period_is_on_the_line() -> None:
    rows = [row(2001, 1), row(2001, 9, vintage="2025"), row(2001, 5, vintage="2026", evidence="press"), row(2002, 2)]
    ((panel,), _) = panels(rows, ("PAK", "JPN"))
    assert "2001 (9) to 2002 (2)" in panel.lines[0].words and panel.lines[0].marks.count("M") == 4


# Downloads.


def test_downloads_are_the_files_and_the_same_bytes_every_time(files: list[RawFile]) -> None:
    for file in files:
        again = download(f"data/raw/{file.name}", file.content)
        assert again == file.asset
        assert _unpacked(file.asset) == (ROOT / "data" / "raw" / file.name).read_bytes()


def _unpacked(asset: Asset) -> bytes:
    if not asset.address.endswith(".zip"):
        return asset.content
    with zipfile.ZipFile(io.BytesIO(asset.content)) as archive:
        (name,) = archive.namelist()
        return archive.read(name)


def test_a_series_downloads_with_all_its_figures(report: Report) -> None:
    for series in data_series.held_series(report):
        held = list(csv.DictReader(io.StringIO(_unpacked(series.asset).decode("utf-8"))))
        assert len(held) == len(series.frame) and {one["series"] for one in held} == {series.name}


def test_the_hash_shown_is_the_manifests(site: Site, files: list[RawFile]) -> None:
    for file in files[:5]:
        assert file.digest in site.pages[file_address(file.name)].text


# Documents.


def test_the_matrix_of_coverage_has_a_letter_where_a_figure_is_held(report: Report, site: Site) -> None:
    cells = [one for tag, one in site.pages["data/coverage.html"].elements if tag == "td" and one.get("class")]
    frame = report.store.observations
    dated = frame[frame["period_end"] != ""]
    pair = dated[dated["reporter"].isin(["PAK", "JPN"]) & dated["partner"].isin(["PAK", "JPN", "WLD", ""])]
    wanted = sum(len({*zip(part["series"], part["period_end"].str[:4], strict=True)}) for part in (dated, pair))
    assert len([one for one in cells if str(one["class"]).startswith("level-")]) == wanted


def test_documents_lead_to_series_sources_and_statements(site: Site) -> None:
    assert series_address("goods_trade") in site.from_("data/codebook.html")
    assert any(one.startswith("data/sources.html#") for one in site.from_("data/disagreements.html"))
    assert statement_address("S0-01") in site.from_("data/locator.html")
    assert all("make documents" not in site.pages[f"data/{name}.html"].text for name in ("codebook", "locator"))
