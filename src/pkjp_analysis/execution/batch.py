"""Running notebooks in a staging folder, each with a folder of its own for what it makes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pkjp_analysis import reads
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution import attempt, document, kernel, record
from pkjp_analysis.execution.attempt import Job, Outcome
from pkjp_analysis.execution.catalogue import FOLDER, Notebook
from pkjp_analysis.execution.judged import Judged
from pkjp_analysis.execution.parameters import declared
from pkjp_analysis.execution.pool import Limits, run_all
from pkjp_analysis.execution.progress import Progress
from pkjp_analysis.execution.record import NotebookRun
from pkjp_analysis.execution.stale import Now, Result, code_hash
from pkjp_analysis.files import sha256

SHOWN = ("figures", "tables")
_NO_LIMITS_GIVEN = Limits()


@dataclass(frozen=True)
class How:
    """How notebooks are run: the engine, how many at a time, within what limits, saying what."""

    engine: str = field(default_factory=lambda: "warm" if kernel.can_fork() else "papermill")
    at_once: int = field(default_factory=lambda: cores())
    limits: Limits = _NO_LIMITS_GIVEN
    progress: Progress = field(default_factory=lambda: Progress(quiet=True))


@dataclass(frozen=True)
class Workshop:
    """Where kernels are made: a folder outside the study for their settings, notes and sockets.

    `judged` holds the latest verdicts of the runs that share it.
    """

    scratch: Path
    environment: dict[str, str]
    judged: list[Judged] = field(default_factory=list)

    def kernel_folder(self) -> Path:
        """A folder for one kernel."""
        return Path(tempfile.mkdtemp(dir=self.scratch))


@contextmanager
def workshop(root: Path, engine: str, vintage: str = "") -> Iterator[Workshop]:
    """Open the place where kernels are made, for one run or several; nothing of it is left afterwards."""
    scratch = kernel.short_folder()
    environment = kernel.surroundings(scratch, root, vintage)
    try:
        with _warm_nursery(environment) if engine == "warm" else _fonts_listed(environment):
            yield Workshop(scratch, environment)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _warm_nursery(environment: dict[str, str]) -> Iterator[None]:
    """A process to fork kernels from: it imports while the run checks the data."""
    from pkjp_analysis.execution import warm

    warm.nursery(environment)
    try:
        yield
    finally:
        warm.close()


def execute(
    notebooks: Sequence[Notebook],
    now: Now,
    folder: Path,
    shop: Workshop,
    how: How,
    *,
    timed: Mapping[str, Sequence[float]],
    ended: Callable[[Notebook, Result | None, Outcome], None],
    reference: bool = False,
) -> None:
    """Run notebooks, the longest first, each into a folder of its own below `folder`.

    Only values that differ from the notebook's own are injected: a default run's copy equals the
    committed notebook cell by cell. The parameters stand in the copy's metadata, except in a `reference`.

    Parameters
    ----------
    timed
        Seconds of each cell in an earlier run, by notebook name, where there was one.
    ended
        Called as each notebook ends; without a result where it did not count as run.
    """
    attempt.load()
    by_name = {notebook.name: notebook for notebook in notebooks}
    expected = {name: timed.get(name) or [0.0] * document.cell_count(by_name[name].path) for name in by_name}
    longest_first = sorted(by_name, key=lambda name: (-sum(expected[name]), -len(expected[name])))
    jobs = [_job(by_name[name], now, folder, shop, how, reference) for name in longest_first]
    how.progress.begin(expected, how.at_once)

    def finished(job: Job, outcome: Outcome, seconds: float) -> None:
        notebook, result = by_name[job.name], None
        if not outcome.fault:
            try:
                result = _collect(notebook, job, folder / notebook.number, seconds)
            except PkjpError as error:
                outcome = Outcome(str(error))
        how.progress.notebook_ended(job, outcome, seconds)
        ended(notebook, result, outcome)

    try:
        run_all(jobs, how.at_once, how.limits, how.progress.notebook_begins, finished)
    finally:
        how.progress.end()


def _job(notebook: Notebook, now: Now, folder: Path, shop: Workshop, how: How, reference: bool) -> Job:
    own = folder / notebook.number
    for part in (FOLDER, *SHOWN):
        (own / part).mkdir(parents=True)
    return Job(
        source=notebook.path,
        executed=own / FOLDER / notebook.name,
        inject=now.parameters.differing(declared(notebook)),
        parameters=None if reference else asdict(now.parameters),
        environment=kernel.own(shop.environment, shop.kernel_folder(), own, notebook.number),
        engine=how.engine,
        cell_limit=how.limits.cell,
        on_cell=how.progress.cell_ended,
    )


def _collect(notebook: Notebook, job: Job, own: Path, seconds: float) -> Result:
    """What the notebook made and what it read; nothing but an executed copy, figures and tables."""
    outputs = record.hashes(own)
    for name in outputs:
        if name.split("/")[0] not in SHOWN and name != f"{FOLDER}/{notebook.name}":
            raise PkjpError(f"it wrote {name}, which is not its own; give it another name")
    run = NotebookRun(
        source=sha256(notebook.path),
        code=code_hash(notebook.path),
        reads=reads.noted(Path(job.environment["PKJP_READS"])),
        cells=job.started,
        seconds=round(seconds, 1),
        cell_seconds=job.cell_seconds,
        outputs=outputs,
        started=(datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="seconds"),
    )
    return Result(run, own)


@contextmanager
def _fonts_listed(environment: dict[str, str]) -> Iterator[None]:
    """Let matplotlib list the system's fonts once: in a kernel a slow listing would print a warning."""
    command = [sys.executable, "-c", "import matplotlib.font_manager"]
    subprocess.run(command, env=environment, capture_output=True, check=False)
    yield


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
