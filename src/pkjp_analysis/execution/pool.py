"""Run several notebooks at a time, each in a process of its own, within a limit for the whole."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution.worker import Job, Outcome

_POLL_SECONDS = 0.02

# Takes a line of progress.
Say = Callable[[str], None]


@dataclass(frozen=True)
class Limits:
    """Seconds that one cell and the whole run may take."""

    cell: int = 600
    run: int = 3600


@dataclass
class _Worker:
    job: Job
    environment: dict[str, str]
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._log = Path(self.job.outcome).with_suffix(".log")
        with self._log.open("wb") as log:
            # A session of its own: the terminal's Ctrl-C reaches the run alone, which then ends its workers.
            # The working folder is the notebook's, as in JupyterLab.
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from pkjp_analysis.execution.worker import main; main()"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=Path(self.job.notebook).parent,
                env=self.environment,
                start_new_session=True,
            )
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(asdict(self.job)).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            self.process.wait()

    @property
    def name(self) -> str:
        return Path(self.job.notebook).name

    def outcome(self) -> Outcome:
        """What the worker wrote; one that died has nothing to say that counts."""
        if self.process.returncode == 0:
            return Outcome(**json.loads(Path(self.job.outcome).read_text(encoding="utf-8")))
        said = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        last = said[-1] if said else "nothing on standard error"
        return Outcome(fault=f"{self.where()}: its process ended with {self.process.returncode} ({last})")

    def where(self) -> str:
        """The code cell that was started last."""
        progress = Path(self.job.progress)
        return f"cell {progress.read_text(encoding='ascii')}" if progress.exists() else "before the first cell"

    def kill(self) -> None:
        """End the process and its kernel, which is in a session of its own."""
        import psutil

        try:
            family = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            family = []
        for process in (self.process, *family):
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        self.process.communicate()


def run_all(
    jobs: Sequence[tuple[Job, dict[str, str]]], at_once: int, limits: Limits, say: Say
) -> dict[str, tuple[int, float]]:
    """Run the jobs, each with its environment; the first that fails ends all.

    Returns
    -------
    Cells run and seconds taken, by notebook name.

    Raises
    ------
    PkjpError
        A notebook did not count as run, or the whole took longer than its limit.
    """
    waiting, running = list(jobs), list[_Worker]()
    done: dict[str, tuple[int, float]] = {}
    deadline = time.monotonic() + limits.run
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                running.append(_Worker(*waiting.pop(0)))
            for worker in [worker for worker in running if worker.process.poll() is not None]:
                running.remove(worker)
                done[worker.name] = _finished(worker, say)
            if running and time.monotonic() > deadline:
                raise PkjpError(
                    f"{running[0].name}, {running[0].where()}: the run took longer than {limits.run} s; "
                    "run fewer notebooks at a time or find the slow cell"
                )
            time.sleep(_POLL_SECONDS)
    finally:
        for worker in running:
            worker.kill()
    return done


def _finished(worker: _Worker, say: Say) -> tuple[int, float]:
    outcome = worker.outcome()
    assert worker.process.stdin is not None
    worker.process.stdin.close()
    if outcome.fault:
        error = PkjpError(f"{worker.name}, {outcome.fault}; correct it and run again, nothing was written")
        if outcome.traceback:
            error.add_note(outcome.traceback)
        raise error
    seconds = time.monotonic() - worker.started
    say(f"{worker.name}: {outcome.cells} cells in {seconds:.1f} s")
    return outcome.cells, seconds
