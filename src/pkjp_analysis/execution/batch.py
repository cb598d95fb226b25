"""Running notebooks into a staging folder: executed copies, figures and tables, each notebook apart at first."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution import kernel, record
from pkjp_analysis.execution.catalogue import FOLDER, Notebook
from pkjp_analysis.execution.parameters import Parameters, declared
from pkjp_analysis.execution.pool import Limits, Say, run_all
from pkjp_analysis.execution.record import NotebookRun
from pkjp_analysis.execution.worker import Job

_SHOWN = ("figures", "tables")


def execute(
    root: Path,
    notebooks: Sequence[Notebook],
    parameters: Parameters,
    folder: Path,
    *,
    at_once: int | None,
    limits: Limits,
    say: Say,
    reference: bool = False,
) -> dict[str, NotebookRun]:
    """Run notebooks into ``new`` of a staging folder, by notebook name.

    Only values that differ from the notebook's own are injected: a default run's copy equals the
    committed notebook cell by cell. The parameters stand in the copy's metadata, except in a `reference`.
    """
    for part in (FOLDER, *_SHOWN):
        (folder / "new" / part).mkdir()
    recorded = None if reference else asdict(parameters)
    # Outside the study, and gone with the run: settings and sockets of the kernels.
    with tempfile.TemporaryDirectory(prefix="pkjp-", ignore_cleanup_errors=True) as name:
        scratch = Path(name)
        _list_fonts(scratch)
        jobs = []
        for notebook in notebooks:
            own = folder / notebook.number
            for part in _SHOWN:
                (own / part).mkdir(parents=True)
            job = Job(
                notebook=str(notebook.path),
                executed=str(folder / "new" / FOLDER / notebook.name),
                outcome=str(scratch / f"{notebook.number}.json"),
                progress=str(scratch / f"{notebook.number}.cell"),
                inject=parameters.differing(declared(notebook)),
                parameters=recorded,
                cell_seconds=limits.cell,
            )
            jobs.append((job, kernel.surroundings(scratch, root, own, notebook.number)))
        done = run_all(jobs, at_once or _cores(), limits, say)
    return {notebook.name: _collect(notebook, folder, *done[notebook.name]) for notebook in notebooks}


def _collect(notebook: Notebook, folder: Path, cells: int, seconds: float) -> NotebookRun:
    """Bring together what the notebooks wrote apart; two never write the same file unnoticed."""
    new, own = folder / "new", folder / notebook.number
    outputs = {f"{FOLDER}/{notebook.name}": record.sha256(new / FOLDER / notebook.name)}
    for name, digest in record.hashes(own).items():
        if name.split("/")[0] not in _SHOWN or (new / name).exists():
            raise PkjpError(f"{notebook.name} wrote {name}, which is not its own; give it another name")
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(own / name, new / name)
        outputs[name] = digest
    return NotebookRun(record.sha256(notebook.path), cells, round(seconds, 1), outputs)


def _list_fonts(scratch: Path) -> None:
    """Let matplotlib list the system's fonts once: in a kernel a slow listing would print a warning."""
    code = "import matplotlib.font_manager"
    subprocess.run([sys.executable, "-c", code], env=kernel.surroundings(scratch), capture_output=True, check=False)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
