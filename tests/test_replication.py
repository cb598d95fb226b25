"""REPLICATION.md: what the repository gives today, complete, and of a run of today's notebooks and data."""

from __future__ import annotations

import json
import re
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

import ministudy
from pkjp_analysis.documents import last_run, replication
from pkjp_analysis.documents.__main__ import main
from pkjp_analysis.documents.exhibits import shown
from pkjp_analysis.execution import record as records
from pkjp_analysis.execution import stale
from pkjp_analysis.execution.catalogue import all_notebooks
from pkjp_analysis.execution.record import NotebookRun, RunRecord
from pkjp_analysis.narrative import SUBSECTIONS
from pkjp_analysis.store import Store

ROOT = Path(__file__).resolve().parents[1]
COMMITTED = (ROOT / "REPLICATION.md").read_text(encoding="utf-8")
HEADINGS = [
    "Overview",
    "Data Availability and Provenance Statements",
    "Dataset list",
    "Computational requirements",
    "Description of programs/code",
    "Instructions to Replicators",
    "List of tables and programs",
    "In-text numbers",
    "References",
]
OF_DATA = ["Statement about Rights", "License for Data", "Summary of Availability", "Details on each Data Source"]


def made_up_record(root: Path = ROOT) -> RunRecord:
    """A run of the repository's notebooks and data on a machine that is none."""
    runs = {
        one.name: NotebookRun(
            source="",
            code=stale.code_hash(one.path),
            reads={},
            cells=3,
            seconds=61.5,
            cell_seconds=[],
            outputs={},
            started=f"2026-02-03T04:05:{int(one.number):02d}+00:00",
        )
        for one in all_notebooks(root)
    }
    parameters = {"reporter": "PAK", "partner": "JPN", "year": 2024, "vintage": ""}
    machine = {"processor": "Abacus", "cores": 7, "memory_gib": 1.5, "system": "Plan 9"}
    versions = {"python": "3.99.1", "pandas": "9.8"}
    return RunRecord(parameters, versions, records.input_hashes(root), runs, {}, 99.0, {"engine": "warm"}, machine)


@pytest.fixture(scope="module")
def page() -> str:
    return replication.page(ROOT, made_up_record())


def test_the_committed_page_is_what_the_repository_gives_today(page: str) -> None:
    said = "REPLICATION.md is out of date; run make reproduce, then make replication"
    assert last_run.without_block(COMMITTED)[0] == last_run.without_block(page)[0], said


def test_the_run_that_it_tells_of_was_of_the_committed_notebooks_and_data() -> None:
    codes = {one.name: stale.code_hash(one.path) for one in all_notebooks(ROOT)}
    _, block = last_run.without_block(COMMITTED)
    for what, digest in last_run.identity(codes, records.input_hashes(ROOT)).items():
        assert f"| {what} | {digest} |" in block, f"another run of {what}; run make reproduce, then make replication"


def test_a_changed_cell_or_row_makes_it_another_run_and_a_changed_text_does_not(tmp_path: Path) -> None:
    root = ministudy.make(tmp_path / "study")

    def now() -> dict[str, str]:
        codes = {one.name: stale.code_hash(one.path) for one in all_notebooks(root)}
        return last_run.identity(codes, records.input_hashes(root))

    before = now()
    path = root / "notebooks/03_trade.ipynb"
    path.write_text(path.read_text().replace("# A section", "# Another section"))
    assert now() == before
    path.write_text(path.read_text().replace("reporter + partner", "partner + reporter"))
    assert [now()[what] == digest for what, digest in before.items()] == [False, True]
    (root / "data/raw/aid.csv").write_text("year,value\n2024,2\n")
    assert [now()[what] == digest for what, digest in before.items()] == [False, False]


def test_what_differs_between_machines_stands_in_the_block_alone(page: str) -> None:
    rest, block = last_run.without_block(page)
    told = ("Abacus", "| Cores used | 7 |", "1.5 GiB", "Plan 9", "3.99.1", "9.8", "61.5", "615 seconds in all")
    for one in (*told, "between 2026-02-03 04:05:01 and 2026-02-03 04:06:12 (UTC)", "[x] 10-60 minutes"):
        assert one in block and one not in rest, one


@pytest.mark.parametrize("text", [COMMITTED], ids=["committed"])
def test_it_names_no_machine_and_no_path_of_one(text: str) -> None:
    assert str(ROOT) not in text and not re.search(r"/(home|root|tmp|Users)/", text)
    assert not re.search(rf"\b{re.escape(socket.gethostname())}\b", last_run.without_block(text)[1])


def test_it_has_the_templates_sections_in_order(page: str) -> None:
    assert re.findall(r"^## (.+)$", page, flags=re.MULTILINE) == HEADINGS
    below = re.findall(r"^### (.+)$", page, flags=re.MULTILINE)
    assert below[: len(OF_DATA)] == OF_DATA
    assert {"Software Requirements", "Controlled Randomness", "Memory and Runtime Requirements"} < set(below)


def test_every_row_of_a_table_has_as_many_cells_as_its_header(page: str) -> None:
    cells = 0
    for line in page.split("\n"):
        many = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert many == cells or 0 in (many, cells), line
        cells = many


def _outputs(path: Path) -> list[tuple[str, dict[str, Any]]]:
    document = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    return [("".join(cell["source"]), output) for cell in cells for output in cell["outputs"]]


@pytest.mark.parametrize("path", [one.path for one in all_notebooks(ROOT)], ids=lambda path: path.stem)
def test_every_figure_and_table_of_a_notebook_is_an_exhibit_with_its_cell_and_call(path: Path, page: str) -> None:
    outputs = [output["data"] for _, output in _outputs(path)]
    found = shown(path)
    kinds = [exhibit.kind for exhibit in found.exhibits]
    assert kinds.count("figure") == sum("image/png" in data for data in outputs)
    assert kinds.count("table") == sum("text/html" in data for data in outputs)
    document = json.loads(path.read_text(encoding="utf-8"))
    by_count = {cell["execution_count"]: cell for cell in document["cells"] if cell["cell_type"] == "code"}
    for exhibit in found.exhibits:
        assert exhibit.shows and f"| {exhibit.kind} {path.name[:2]}_{exhibit.name} |" in page
        text = "".join(by_count[exhibit.cell]["outputs"][-1]["data"]["text/plain"])
        assert text.startswith(f"figure {exhibit.name} " if exhibit.kind == "figure" else exhibit.shows)


def test_every_asserted_value_has_a_check_and_cells_and_all_computed_prose_is_listed(page: str) -> None:
    claims = Store(ROOT).claims
    asserted = claims[(claims["asserted_value"] != "") | (claims["asserted_low"] != "")]
    part = page.split("## In-text numbers")[1].split("## References")[0]
    assert f"The {len(asserted)} statements" in part and len(asserted) > 20
    for row in asserted.itertuples():
        (line,) = [line for line in part.split("\n") if line.startswith(f"| `{row.claim_id}` |")]
        assert f"`{row.check}` (`src/pkjp_analysis/claims/" in line and "`10_conclusion` cell " in line
    for topic in SUBSECTIONS:
        (line,) = [line for line in part.split("\n") if line.startswith(f'| `study.narrate("{topic}")`')]
        assert re.search(r"`\d\d_\w+` cell \d+", line)
        program = re.search(r"`(src/[\w/]+\.py)`", line)
        assert program and (ROOT / program[1]).is_file()


def test_every_source_has_terms_files_and_a_citation_and_every_file_of_data_is_listed(page: str) -> None:
    details = page.split("### Details on each Data Source")[1].split("## Dataset list")[0]
    listed = page.split("## Dataset list")[1].split("## Computational")[0]
    references = page.split("## References")[1]
    for row in Store(ROOT).sources.itertuples():
        (line,) = [line for line in details.split("\n") if line.startswith(f"| `{row.source}` |")]
        assert row.terms.split("&")[0].strip() in line and "`data/raw/" in line, row.source
        assert f"| `{row.source}` |" in references
    for part in ("raw", "processed"):
        for path in (ROOT / "data" / part).rglob("*.csv"):
            name = path.relative_to(ROOT).as_posix()
            assert name.startswith("data/raw/local/") or f"| `{name}` |" in listed, name


def test_the_seed_that_it_names_is_the_only_one() -> None:
    """What runs notebooks draws no number of a result; a forked kernel gets a random state of its own there."""
    drawing = [
        path.name
        for path in (ROOT / "src").rglob("*.py")
        if path.parent.name != "execution"
        and re.search(r"default_rng|RandomState|\brandom\.(seed|random|choice|shuffle)\(", path.read_text("utf-8"))
    ]
    assert drawing == ["stability.py"]


@pytest.mark.parametrize("there", [False, True], ids=["no build", "stale"])
def test_without_a_run_of_today_it_is_not_written(
    tmp_path: Path, whole_run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], there: bool
) -> None:
    root = tmp_path / "study"
    shutil.copytree(whole_run, root)
    if there:
        (root / "data/raw/aid.csv").write_text("year,value\n2024,2\n")
    else:
        shutil.rmtree(root / "build")
    monkeypatch.setenv("PKJP_ROOT", str(root))
    assert main(["replication"]) == 1
    said = "data/raw/aid.csv changed since the run; run pkjp reproduce again"
    assert capsys.readouterr().err == (
        f"error: build: {said}\n" if there else "error: build holds no build; run pkjp reproduce first\n"
    )
    assert not (root / "REPLICATION.md").exists()
