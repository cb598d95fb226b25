"""Run one notebook by papermill, and judge by its cells whether it counts as run."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pkjp_analysis.execution import document, kernel

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_START_SECONDS = 60

# What --engine may name, with papermill's own name for it.
ENGINES = {"warm": kernel.WARM, "papermill": None}


@dataclass
class Job:
    """One notebook to run, and what is known of it while it runs."""

    source: Path
    executed: Path
    inject: dict[str, Any]
    parameters: dict[str, Any] | None
    environment: dict[str, str]
    engine: str
    cell_limit: int
    on_cell: Callable[[Job], None] = lambda job: None
    kernels: list[Any] = field(default_factory=list)
    cell_seconds: list[float] = field(default_factory=list)
    started: int = 0
    began: float = 0.0
    current: Any = None
    cut: str = ""

    @property
    def name(self) -> str:
        """File name of the notebook."""
        return self.source.name

    def where(self) -> str:
        """The code cell that was started last."""
        return f"cell {self.started}" if self.started else "before the first cell"

    def kill(self, why: str) -> None:
        """End its kernels with all that they started; the reason becomes the notebook's fault."""
        self.cut = self.cut or why
        for manager in self.kernels:
            kernel.kill(manager)

    def start(self, cell: Any, cell_index: int) -> None:
        """Called before each cell."""
        if cell.cell_type == "code" and cell.source.strip():
            self.started += 1
            self.current, self.began = cell, time.monotonic()

    def end(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
        """Called after each cell that ran."""
        if cell is self.current:
            self.cell_seconds.append(round(time.monotonic() - self.began, 3))
            self.on_cell(self)


@dataclass(frozen=True)
class Outcome:
    """What became of a notebook: nothing to say, or the fault in one line and its traceback."""

    fault: str = ""
    traceback: str = ""


def run(job: Job) -> Outcome:
    """Run the notebook, and write its executed copy only when it counts as run."""
    source = document.read(job.source)
    outcome, executed = _execute(job, source)
    if executed is None and job.started == 0 and not job.cut:
        # A kernel that did not come up: nothing has run yet, so once more changes nothing.
        outcome, executed = _execute(job, source)
    if executed is None:
        return outcome
    fault = document.fault(executed)
    if fault:
        return Outcome(fault)
    try:
        document.write(document.clean(executed, job.parameters), job.executed)
    except OSError as error:
        return Outcome(f"the executed copy cannot be written: {error.strerror}")
    return Outcome()


def load() -> None:
    """Import papermill and the engines, before threads ask for them."""
    # Loaded with nbformat if it is there, at 0.7 s a process, to check addresses that no notebook's schema has.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import papermill

    # Its progress and its warnings about cells are this run's own business.
    papermill.log.logger.disabled = True
    # Also where the package is used from its source folder, without entry points.
    from pkjp_analysis.execution.engine import WarmEngine

    papermill.engines.papermill_engines.register(kernel.WARM, WarmEngine)


def _execute(job: Job, source: Any) -> tuple[Outcome, Any]:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    engine = ENGINES[job.engine]
    try:
        # The document itself is passed, not its path: papermill reads braces in a path as a format string.
        executed = papermill.execute_notebook(
            source,
            None,
            parameters=job.inject,
            engine_name=engine,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            start_timeout=_START_SECONDS,
            execution_timeout=job.cell_limit,
            kernel_manager_class=kernel.manager_class(engine, job),
            coalesce_streams=True,
            record_timing=False,
            on_cell_start=job.start,
            on_cell_executed=job.end,
        )
        return Outcome(), executed
    except papermill.PapermillExecutionError as error:
        trace = _ANSI.sub("", "\n".join(error.traceback))
        # IPython prints a misused magic to standard error, and papermill has no message for it.
        said = f"{error.ename}: {error.evalue}" if error.evalue else document.written_to_stderr(job.current)
        return Outcome(f"cell {job.started}: {said or error.ename}", trace), None
    except CellTimeoutError:
        why = f"took longer than {job.cell_limit} seconds"
    except DeadKernelError:
        why = "the kernel died (killed, or out of memory)"
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
    return Outcome(f"{job.where()}: {job.cut or why}"), None
