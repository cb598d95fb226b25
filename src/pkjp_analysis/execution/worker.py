"""Run one notebook by papermill, in a process of its own.

The job comes as one JSON line on standard input, which stays open as long as the run lives: when it closes,
the run has died and this process ends itself and its kernel. The outcome goes into a file.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pkjp_analysis.execution import document, kernel

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_START_SECONDS = 60


@dataclass(frozen=True)
class Job:
    """One notebook to run; paths are absolute strings, so that a job is plain JSON."""

    notebook: str
    executed: str
    outcome: str
    progress: str
    inject: dict[str, Any]
    parameters: dict[str, Any] | None
    cell_seconds: int


@dataclass(frozen=True)
class Outcome:
    """What became of it: the number of cells run, or the fault in one line and its traceback."""

    cells: int = 0
    fault: str = ""
    traceback: str = ""


@dataclass
class _Progress:
    """The code cell that is running, kept in a file that the run can read after a death."""

    path: Path
    started: int = 0
    current: Any = None

    def cell(self, cell: Any, cell_index: int) -> None:
        if cell.cell_type == "code" and cell.source.strip():
            self.started += 1
            self.current = cell
            self.path.write_text(str(self.started), encoding="ascii")


def run(job: Job) -> Outcome:
    """Run the notebook, judge it by its cells, and write it only when it counts as run."""
    source = document.read(Path(job.notebook))
    progress = _Progress(Path(job.progress))
    outcome, executed = _execute(job, source, progress)
    if executed is None and progress.started == 0:
        # Two kernels that start together can be given the same port; nothing has run yet.
        outcome, executed = _execute(job, source, progress)
    if executed is None:
        return outcome
    fault = document.fault(executed)
    if fault:
        return Outcome(fault=fault)
    try:
        document.write(document.clean(executed, job.parameters), Path(job.executed))
    except OSError as error:
        return Outcome(fault=f"the executed copy cannot be written: {error.strerror}")
    return Outcome(cells=progress.started)


def _execute(job: Job, source: Any, progress: _Progress) -> tuple[Outcome, Any]:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    try:
        # The document itself is passed, not its path: papermill reads braces in a path as a format string.
        executed = papermill.execute_notebook(
            source,
            None,
            parameters=job.inject,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            start_timeout=_START_SECONDS,
            execution_timeout=job.cell_seconds,
            kernel_manager_class=kernel.manager_class(),
            coalesce_streams=True,
            record_timing=False,
            on_cell_start=progress.cell,
        )
        return Outcome(), executed
    except papermill.PapermillExecutionError as error:
        trace = _ANSI.sub("", "\n".join(error.traceback))
        # IPython prints a misused magic to standard error, and papermill has no message for it.
        said = f"{error.ename}: {error.evalue}" if error.evalue else document.written_to_stderr(progress.current)
        return Outcome(fault=f"cell {progress.started}: {said or error.ename}", traceback=trace), None
    except CellTimeoutError:
        why = f"took longer than {job.cell_seconds} seconds"
    except DeadKernelError:
        why = "the kernel died (killed, or out of memory)"
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
    where = f"cell {progress.started}: " if progress.started else "before the first cell: "
    return Outcome(fault=where + why), None


def _end_with_parent() -> None:
    """Wait for the end of standard input; then the run is gone, and so are this process and its kernel."""
    import psutil

    # Not by sys.stdin: a thread that waits in its buffer makes a regular end of the interpreter abort.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    for child in psutil.Process().children(recursive=True):
        child.kill()
    os._exit(1)


def main() -> None:
    """Read the job, run it, write the outcome."""
    # Loaded with nbformat if it is there, at 0.7 s a process, to check addresses that no notebook's schema has.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    job = Job(**json.loads(sys.stdin.buffer.readline()))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    Path(job.outcome).write_text(json.dumps(asdict(run(job))), encoding="utf-8")
