"""What a worker of a sweep does: one run at a time, in a place for kernels that stays open as long as it lives.

Imported where tasks are made and where they are run; needs the extra ``sweep``.
"""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import WorkerPlugin

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution import attempt, measures
from pkjp_analysis.execution.batch import How, Workshop, workshop
from pkjp_analysis.execution.judged import Judged
from pkjp_analysis.execution.parameters import Parameters
from pkjp_analysis.execution.progress import Progress
from pkjp_analysis.execution.run import reproduce

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class Done:
    """What became of a run: ``ran``, ``fresh`` (nothing had to run) or ``failed``.

    `seconds` are the run's, `notebook_seconds` those of its notebooks alone, `summary_seconds` what its measures took.
    """

    folder: str
    outcome: str
    ran: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    notebook_seconds: float = 0.0
    summary_seconds: float = 0.0
    measures: pd.DataFrame | None = None


class _Noted(Progress):
    """Says nothing, and keeps what became of each notebook."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.seconds = 0.0
        self.faults: dict[str, str] = {}

    def notebook_ended(self, job: attempt.Job, outcome: attempt.Outcome, seconds: float) -> None:
        """A notebook has ended."""
        super().notebook_ended(job, outcome, seconds)
        self.seconds += seconds
        if outcome.fault:
            self.faults[job.name] = outcome.fault


class Workplace(WorkerPlugin):  # type: ignore[misc,unused-ignore]
    """Keeps a place for kernels open in each worker process, with the verdicts that the sweep began with."""

    def __init__(self, name: str, root: Path, judged: Judged) -> None:
        self.name, self.root, self.judged = name, root, judged

    def setup(self, worker: Any) -> None:
        """A worker has joined."""
        with _changing:
            shop = _open.enter_context(workshop(self.root, How().engine))
            shop.judged.append(self.judged)
            _shops[self.name] = shop
        # As the kernels' own imports: before the first run asks for it.
        attempt.load()

    def teardown(self, worker: Any) -> None:
        """The worker leaves, or the sweep has ended; kernels of another sweep in this process go on."""
        with _changing:
            _shops.pop(self.name, None)
            if not _shops:
                _open.close()


_shops: dict[str, Workshop] = {}
_open = ExitStack()
_changing = threading.Lock()


def run(sweep: str, root: Path, names: list[str], parameters: Parameters, out: Path) -> Done:
    """One run into its folder, unless what is there is fresh, and its measures.

    Parameters
    ----------
    sweep
        The name of the `Workplace` that is open here.
    """
    noted, begun = _Noted(), time.monotonic()
    how = How(at_once=1, progress=noted)
    done = Done(parameters.label, "failed")
    try:
        summary = reproduce(
            root, names, asdict(parameters), output=out / done.folder, how=how, keep=False, shop=_shops.get(sweep)
        )
        done.seconds = time.monotonic() - begun
        done.measures = measures.of_run(root, parameters.reporter, parameters.partner, parameters.year)
        done.summary_seconds = time.monotonic() - begun - done.seconds
        done.outcome, done.ran = ("ran" if summary.ran else "fresh"), summary.ran
    except (PkjpError, OSError) as error:
        done.faults = noted.faults or {"": str(error)}
    done.notebook_seconds = noted.seconds
    return done
