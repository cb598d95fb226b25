"""The committed notebooks: run, silent, thin, and equal to what a run of today gives.

nbval compares outputs but passes a notebook without any, and one whose magic commands fail; these guards
stand before it.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from pkjp_analysis.execution import document, reproduce
from pkjp_analysis.execution.catalogue import Notebook
from pkjp_analysis.execution.parameters import Parameters, declared

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# The notebook to start from is held to the same rules, and is no part of a run (`test_anywhere`).
SECTIONS = [path for path in PATHS if path.name != "00_start_here.ipynb"]
FEWEST = 4
MOST_LINES = 10
each = pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])


def load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def code_cells(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in load(path)["cells"] if cell["cell_type"] == "code"]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def test_the_notebooks_are_there_and_numbered_as_the_papers_sections() -> None:
    assert len(SECTIONS) >= FEWEST and len(PATHS) == len(SECTIONS) + 1
    assert all(re.fullmatch(r"(0[1-9]|10)_[a-z_]+", path.stem) for path in SECTIONS)
    assert len({path.name[:2] for path in PATHS}) == len(PATHS)


@each
def test_every_code_cell_ran_in_order_and_in_silence(path: Path) -> None:
    assert document.fault(load(path)) is None
    assert [cell["execution_count"] for cell in code_cells(path)] == list(range(1, len(code_cells(path)) + 1))
    assert all(source(cell).strip() for cell in code_cells(path))


@each
def test_outputs_are_not_stripped(path: Path) -> None:
    """A cell that ends in an expression shows something, and every notebook shows a figure or a table."""
    shown = [cell for cell in code_cells(path) if isinstance(_statements(cell)[-1], ast.Expr)]
    assert shown
    assert all(cell["outputs"] for cell in shown)
    kinds = {kind for cell in shown for output in cell["outputs"] for kind in output.get("data", {})}
    assert kinds & {"image/png", "text/html"}


def _statements(cell: dict[str, Any]) -> list[ast.stmt]:
    return ast.parse(source(cell)).body


@each
def test_cells_are_thin_python_without_magics_definitions_or_paths(path: Path) -> None:
    for cell in code_cells(path):
        text = source(cell)
        assert len(text.splitlines()) <= MOST_LINES, text
        assert not re.search(r"^\s*[%!?]|\?\s*$", text, re.MULTILINE), text
        assert not cell["metadata"].get("tags") or cell["metadata"]["tags"] == ["parameters"]
        for node in ast.walk(ast.parse(text)):
            assert not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda), text
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"[\\/]|\.(csv|json|ipynb|png|svg)$", node.value), node.value


@each
def test_the_parameters_are_the_papers_pair(path: Path) -> None:
    assert declared(Notebook(path)) == Parameters("PAK", "JPN", 2024)


@each
def test_the_metadata_tell_nothing_of_the_run_or_the_machine(path: Path) -> None:
    content = load(path)
    cleaned = document.clean(load(path))
    assert content["metadata"] == cleaned["metadata"]
    assert [cell["metadata"] for cell in content["cells"]] == [cell["metadata"] for cell in cleaned["cells"]]
    ids = [cell["id"] for cell in content["cells"]]
    assert len(set(ids)) == len(ids)
    text = path.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert not re.search(r"/(home|root|tmp|Users|usr|work)/|site-packages|0x[0-9a-f]{8,}", _text_outputs(path))


def _text_outputs(path: Path) -> str:
    """All output but pictures, whose base64 can spell anything."""
    data = [
        output.get("data", {"text": output.get("text", "")}) for cell in code_cells(path) for output in cell["outputs"]
    ]
    return json.dumps([{kind: value for kind, value in item.items() if not kind.startswith("image/")} for item in data])


@pytest.fixture(scope="module")
def default_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a whole run with the notebooks' own parameters, from the real data."""
    output = tmp_path_factory.mktemp("default") / "build"
    reproduce(ROOT, output=output)
    return output


def test_a_default_run_gives_the_committed_notebooks_cell_by_cell(default_run: Path) -> None:
    assert {path.name for path in SECTIONS} == {path.name for path in (default_run / "notebooks").iterdir()}
    for path in SECTIONS:
        executed, committed = load(default_run / "notebooks" / path.name), load(path)
        given = {"reporter": "PAK", "partner": "JPN", "year": 2024, "vintage": ""}
        assert executed["metadata"].pop("pkjp") == {"parameters": given}
        assert [_without_pixels(cell) for cell in executed["cells"]] == [
            _without_pixels(cell) for cell in committed["cells"]
        ], f"{path.name} is not what a run gives today; run make notebooks and read the difference"
        assert executed["metadata"] == committed["metadata"]


def _without_pixels(cell: dict[str, Any]) -> dict[str, Any]:
    """A figure is compared by the fingerprint of what it draws: pixels differ between systems."""
    for output in cell.get("outputs", []):
        for kind in [kind for kind in output.get("data", {}) if kind.startswith("image/")]:
            output["data"][kind] = bool(output["data"][kind])
    return cell


def test_every_figure_of_a_default_run_comes_as_pictures_and_the_data_that_they_show(
    default_run: Path,
) -> None:
    names = {path.name for path in (default_run / "figures").iterdir()}
    stems = {name.rsplit(".", 1)[0] for name in names}
    assert names == {f"{stem}.{kind}" for stem in stems for kind in ("svg", "png", "pdf", "csv", "json")}
    for path in SECTIONS:
        assert any(stem.startswith(f"{path.name[:2]}_") for stem in stems | _table_stems(default_run)), path.name


def _table_stems(build: Path) -> set[str]:
    return {path.stem for path in (build / "tables").iterdir()}
