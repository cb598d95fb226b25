"""A notebook as a document: read, judged as run or not, cleaned of what differs from run to run, written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

# Any mapping will do: what nbformat reads or plain JSON.
Document = Any

# What front ends and runners leave in a cell; times and positions, never content.
_RUN_KEYS = ("papermill", "execution", "ExecuteTime", "collapsed", "scrolled", "trusted")
INJECTED = "injected-parameters"


def read(path: Path) -> Document:
    """The notebook as nbformat 4.5; a cell without an id gets one from its place, the same in every run."""
    import nbformat

    raw = json.loads(path.read_text(encoding="utf-8"))
    if raw.get("nbformat") == 4:
        raw["nbformat_minor"] = max(5, raw.get("nbformat_minor", 0))
        for place, cell in enumerate(raw["cells"]):
            cell.setdefault("id", f"cell-{place:02d}")
    document = nbformat.reads(json.dumps(raw), as_version=4)
    nbformat.validate(document)
    return document


def code_cells(document: Document) -> list[Document]:
    """The code cells that have code; a blank one, as front ends leave at the end, is never run."""
    return [cell for cell in document["cells"] if cell["cell_type"] == "code" and "".join(cell["source"]).strip()]


def cell_count(path: Path) -> int:
    """Number of code cells of a notebook file."""
    return len(code_cells(json.loads(path.read_text(encoding="utf-8"))))


def fault(document: Document) -> str | None:
    """Why the notebook does not count as run, or None where every code cell ran in order and in silence.

    Judged by the cells alone: papermill's own record calls cells completed that never ran.
    """
    for number, cell in enumerate(code_cells(document), start=1):
        count = cell.get("execution_count")
        if count is None:
            return f"cell {number} did not run"
        if count != number:
            return f"cell {number} ran as number {count}: not in order, or not in a fresh kernel"
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                return f"cell {number} ended with {output['ename']}: {output['evalue']}"
        if said := written_to_stderr(cell):
            return f"cell {number} wrote to standard error: {said}"
    return None


def written_to_stderr(cell: Document) -> str:
    """The first line that the cell wrote to standard error; empty where it wrote none."""
    texts = ["".join(output["text"]) for output in cell["outputs"] if output.get("name") == "stderr"]
    lines = [line.strip() for line in "".join(texts).splitlines()]
    return next((line for line in lines if line), "(a blank line)" if texts else "")


def with_outputs(source: Document, executed: Document) -> Document:
    """The notebook as it reads now, with the outputs of a run of the same code; an injected cell comes along."""
    cells = []
    for cell in source["cells"]:
        cells.append(cell)
        if "parameters" in cell["metadata"].get("tags", []):
            cells += [one for one in executed["cells"] if INJECTED in one["metadata"].get("tags", [])]
    source["cells"] = cells
    for cell, one in zip(code_cells(source), code_cells(executed), strict=True):
        cell["execution_count"], cell["outputs"] = one["execution_count"], one["outputs"]
    return source


def clean(document: Document, parameters: dict[str, Any] | None = None) -> Document:
    """Take out what differs between two runs (times, versions, paths, random ids), in place.

    With `parameters` they are recorded in the notebook's metadata; without, as in the committed
    notebooks, the metadata say no more than the language.
    """
    kept: dict[str, Any] = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    if parameters is not None:
        kept["pkjp"] = {"parameters": parameters}
    document["metadata"].clear()
    document["metadata"].update(kept)
    for cell in document["cells"]:
        metadata = cell["metadata"]
        for key in _RUN_KEYS:
            metadata.pop(key, None)
        if not metadata.get("tags", True):
            del metadata["tags"]
        if INJECTED in metadata.get("tags", []):
            cell["id"] = INJECTED
    return document


def write(document: Document, path: Path) -> None:
    """The same bytes for the same notebook, on every platform."""
    import nbformat

    text = nbformat.writes(document)
    path.write_bytes(text.rstrip("\n").encode("utf-8") + b"\n")
