"""A whole run: check, judge, run the notebooks, and put the results in place when all of it is good."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.execution import record, statements
from pkjp_analysis.execution.batch import execute
from pkjp_analysis.execution.catalogue import FOLDER, all_notebooks, select
from pkjp_analysis.execution.parameters import check_values, effective
from pkjp_analysis.execution.pool import Limits, Say
from pkjp_analysis.execution.record import NotebookRun, RunRecord
from pkjp_analysis.execution.staging import publish, staging

RESULTS = (FOLDER, "figures", "tables", "claims.json", "claims.csv", record.FILE)
# Folders of the study that no run may replace or fill.
_TAKEN = ("data", FOLDER, "src", "tests", ".git", ".venv")
_NO_LIMITS_GIVEN = Limits()


@dataclass(frozen=True)
class Summary:
    """What a run left behind."""

    output: Path
    ran: list[str]
    kept: list[str]
    figures: int
    tables: int
    tally: str
    seconds: float


def reproduce(
    root: Path,
    names: Sequence[str] = (),
    given: Mapping[str, Any] | None = None,
    *,
    output: Path | None = None,
    at_once: int | None = None,
    limits: Limits = _NO_LIMITS_GIVEN,
    say: Say = lambda line: None,
) -> Summary:
    """Run notebooks and judge the statements; the results appear in `output` when all of it is good.

    Parameters
    ----------
    root
        The study's folder.
    names
        Notebooks by number, name or path; none means all.
    given
        Any of ``reporter``, ``partner`` and ``year``; the notebooks' own values otherwise.
    output
        Folder of the results, by default ``build`` in the study.
    at_once
        Notebooks to run at a time, by default as many as the process has cores.
    say
        Takes a line of progress.

    Raises
    ------
    UsageError
        A notebook or a parameter's value does not exist, or `output` is taken.
    PkjpError
        The data, a statement or a notebook failed; `output` is as it was.
    """
    from pkjp_analysis.claims import judge_all, records
    from pkjp_analysis.cleaning import verify

    started = time.monotonic()
    notebooks = select(root, names)
    parameters = effective(notebooks, given or {})
    check_values(root, parameters)
    place = _place(root, output)
    with staging(place, RESULTS) as folder:
        say("checking the data")
        inputs = record.input_hashes(root)
        verify(root)
        judged = records(judge_all(root))
        runs = execute(root, notebooks, parameters, folder, at_once=at_once, limits=limits, say=say)
        record.require_unchanged(root, inputs)
        claims = _write_statements(judged, folder / "new")
        seconds = time.monotonic() - started
        now = RunRecord(asdict(parameters), record.versions(), inputs, runs, claims, round(seconds, 1))
        kept = _keep(place, folder / "new", now, say)
        now.notebooks.update(kept)
        now.write(folder / "new")
        publish(folder, place, RESULTS)
    ran = [notebook.name for notebook in notebooks]
    figures, tables = (len({path.stem for path in (place / part).iterdir()}) for part in ("figures", "tables"))
    return Summary(place, ran, sorted(kept), figures, tables, statements.tally(judged), seconds)


def write_reference(root: Path, *, limits: Limits = _NO_LIMITS_GIVEN, say: Say = lambda line: None) -> list[str]:
    """Write notebooks/ from a whole run with the notebooks' own parameters: outputs, counts, no run metadata.

    Returns
    -------
    Names of the notebooks written.
    """
    from pkjp_analysis.cleaning import verify

    notebooks = all_notebooks(root)
    parameters = effective(notebooks, {})
    check_values(root, parameters)
    verify(root)
    with staging(root / FOLDER, ()) as folder:
        inputs = record.input_hashes(root)
        execute(root, notebooks, parameters, folder, at_once=None, limits=limits, say=say, reference=True)
        record.require_unchanged(root, inputs)
        for notebook in notebooks:
            os.replace(folder / "new" / FOLDER / notebook.name, notebook.path)
    return [notebook.name for notebook in notebooks]


def _write_statements(judged: list[dict[str, Any]], new: Path) -> dict[str, str]:
    for kind, render in statements.RENDER.items():
        (new / f"claims.{kind}").write_text(render(judged), encoding="utf-8", newline="\n")
    return {name: record.sha256(new / name) for name in ("claims.csv", "claims.json")}


def _keep(place: Path, new: Path, now: RunRecord, say: Say) -> dict[str, NotebookRun]:
    """Carry the other notebooks' results over where they belong to the same parameters and inputs."""
    before = record.earlier(place)
    kept = record.still_valid(before, now, place)
    for run in kept.values():
        for path in run.outputs:
            if (new / path).exists():
                raise PkjpError(f"two notebooks write {path}; give one of them another name")
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place / path, new / path)
    left = sorted((before.notebooks.keys() if before else set()) - kept.keys() - now.notebooks.keys())
    if left:
        say(f"note: earlier results of {', '.join(left)} belong to other parameters or inputs; left out")
    return kept


def _place(root: Path, output: Path | None) -> Path:
    """The folder of the results, refused where a run would replace something else."""
    place = (output or root / "build").resolve()
    taken = [root / name for name in _TAKEN]
    if place in (root, *root.parents) or any(folder in (place, *place.parents) for folder in taken):
        raise UsageError(f"--output {output}: a run may not replace that folder; name another, such as build")
    if place.exists() and not place.is_dir():
        raise UsageError(f"--output {output}: is a file; name a folder")
    taken = [place / name for name in RESULTS if (place / name).exists()]
    if taken and record.earlier(place) is None:
        raise UsageError(
            f"{output or 'build'} holds {taken[0].name} of no earlier run; move it or name another --output"
        )
    return place
