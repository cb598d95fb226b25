"""A run for each pair and year, as tasks of a Dask cluster: a folder each, and one table across all of them."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.execution import judged, measures, record
from pkjp_analysis.execution.asked import combinations
from pkjp_analysis.execution.batch import cores
from pkjp_analysis.execution.cluster import cluster_of, where
from pkjp_analysis.execution.judged import Judged
from pkjp_analysis.execution.parameters import Parameters
from pkjp_analysis.execution.progress import Progress
from pkjp_analysis.execution.run import place_of
from pkjp_analysis.execution.stale import Now

if TYPE_CHECKING:
    from distributed import Client

    from pkjp_analysis.execution.worker import Done

FILE = "sweep.json"
_EXTRA = ("dask", "distributed", "pyarrow")
# How often a run is begun anew where what went wrong is none of its own.
_RETRIES = 3


class RunsProgress(Progress):
    """Progress of a sweep: a line for each run that has ended, and a bar of runs on a terminal."""

    @contextmanager
    def of_runs(self, runs: int, where: str) -> Iterator[None]:
        """Start, and take the bar away in the end."""
        self._total = runs
        self.say(f"{runs} run{'s' * (runs != 1)} on {where}")
        if not self._quiet and self._to.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=runs, unit="run", file=self._to, leave=False, dynamic_ncols=True)
        try:
            yield
        finally:
            self.end()

    def run_ended(self, line: str) -> None:
        """A run has ended."""
        self._ended += 1
        self.say(f"{self._ended}/{self._total} {line}")
        if self._bar is not None:
            self._bar.update()


@dataclass(frozen=True)
class Swept:
    """What became of a sweep: every run in the order asked for, and the number of rows of summary.parquet."""

    out: Path
    runs: list[Done]
    rows: int
    seconds: float

    @property
    def faults(self) -> list[str]:
        """A line for each fault: folder, notebook, cell, what happened."""
        return [
            ": ".join(filter(None, [run.folder, ", ".join(filter(None, [name, fault]))]))
            for run in self.runs
            for name, fault in sorted(run.faults.items())
        ]

    def ended(self, outcome: str) -> list[Done]:
        """The runs that have ended so: ran, fresh or failed."""
        return [run for run in self.runs if run.outcome == outcome]


def sweep(
    root: Path,
    reporters: Sequence[str],
    partners: Sequence[str],
    years: Sequence[int],
    names: Sequence[str] = (),
    *,
    out: Path,
    scheduler: str | None = None,
    workers: int | None = None,
    progress: RunsProgress | None = None,
) -> Swept:
    """Run notebooks for every reporter, partner and year; what is fresh in its folder is not run again.

    A run that fails does not stop the others. A worker that is lost has its run begun anew by another.

    Parameters
    ----------
    root
        The study's folder. With `scheduler`, workers have to see it and `out` under the same paths.
    reporters, partners, years
        Countries (ISO alpha-3) and last years shown; a country with itself is left out, and said.
    names
        Notebooks by number, name or path; none means all.
    out
        Takes a folder for each run, such as ``PAK-JPN-2024``, laid out as build/; summary.parquet and summary.csv with
        the measures of all runs that are good (see `measures.of_run`); and sweep.json.
    scheduler
        Address of a running Dask scheduler; otherwise a cluster of processes on this machine is started and ended.
    workers
        Processes of that cluster, by default one for each core.

    Raises
    ------
    UsageError
        A country, a year, a notebook or `out` is not valid, there is no pair, or the extra ``sweep`` is not
        installed; nothing was run.
    PkjpError
        No scheduler answers, or the data or a statement failed.
    """
    begun, progress = time.monotonic(), progress or RunsProgress(quiet=True)
    runs = combinations(root, reporters, partners, years, names, progress)
    out = place_of(root, out)
    _require_extra()
    now = Now.of(root, runs[0])
    verdicts = _verdicts(now, out, progress)
    done: dict[str, Done] = {}
    with cluster_of(scheduler, min(workers or cores(), len(runs))) as client, _told(out, runs, names, done):
        with progress.of_runs(len(runs), where(client, scheduler)):
            for one in _as_they_end(client, root, names, runs, out, verdicts):
                _confirm(one, out, now)
                done[one.folder] = one
                progress.run_ended(_line(one))
        ordered = [done[run.label] for run in runs]
        rows = measures.write([one.measures for one in ordered if one.measures is not None], out)
    return Swept(out, ordered, rows, time.monotonic() - begun)


def _require_extra() -> None:
    for name in _EXTRA:
        try:
            import_module(name)
        except ImportError:
            raise UsageError(f"a sweep needs {name}; pip install 'pkjp-analysis[sweep]'") from None


def _verdicts(now: Now, out: Path, progress: Progress) -> Judged:
    """The verdicts for all runs: of an earlier run, where nothing that bears on them changed, else judged once."""
    for folder in (now.root / "build", *sorted(out.glob("*-*-*"))):
        found = judged.in_place(folder, now)
        if found:
            return found
    progress.say("checking the data")
    return judged.judge(now)


def _as_they_end(
    client: Client, root: Path, names: Sequence[str], runs: Sequence[Parameters], out: Path, verdicts: Judged
) -> Iterator[Done]:
    """Have the runs done; whatever happens, no kernel of them is left on a worker."""
    from distributed import as_completed

    from pkjp_analysis.execution.worker import Workplace, run

    place = Workplace(f"pkjp-sweep-{uuid.uuid4().hex}", root, verdicts)
    try:
        client.register_plugin(place)
    except Exception as error:
        raise PkjpError(f"a worker cannot be prepared ({error}); it needs pkjp-analysis as installed here") from error
    futures = {
        client.submit(
            *(run, place.name, root, list(names), one, out),
            key=(place.name, number),
            pure=False,
            retries=_RETRIES,
        ): one
        for number, one in enumerate(runs)
    }
    try:
        for future in as_completed(futures, loop=client.loop):
            yield _outcome(future, futures[future])
            future.release()
    finally:
        # Workers that are gone have nothing to end.
        with suppress(Exception):
            client.cancel(list(futures))
            client.unregister_worker_plugin(place.name)


def _outcome(future: Any, parameters: Parameters) -> Done:
    """What the run says, or why it could not say anything."""
    from distributed import KilledWorker

    from pkjp_analysis.execution.worker import Done

    if future.status == "finished":
        done: Done = future.result()
        return done
    if future.status != "error":
        raise PkjpError("the scheduler has gone; start it and run again, what is done is not run again")
    error = future.exception()
    lost = "its worker was lost again and again (killed, or out of memory)"
    return Done(
        parameters.label,
        "failed",
        faults={"": lost if isinstance(error, KilledWorker) else f"{type(error).__name__}: {error}"},
    )


def _confirm(done: Done, out: Path, now: Now) -> None:
    """Count a run as failed whose results are not here, or are made from something else than the sweep began with."""
    if done.outcome == "failed":
        return
    made = record.earlier(out / done.folder)
    if made is None:
        fault = "its results are not here; workers have to see the study and --out under the same paths"
    else:
        changed = record.changed(made.versions, now.versions) + record.changed(made.inputs, now.inputs)
        fault = f"made with another {changed[0]} than the sweep began with; run it again" if changed else ""
    if fault:
        done.outcome, done.measures, done.faults = "failed", None, {"": fault}


@contextmanager
def _told(out: Path, runs: Sequence[Parameters], names: Sequence[str], done: dict[str, Done]) -> Iterator[None]:
    """Write sweep.json when all has ended, also where that is before its time."""
    from pkjp_analysis.display import write_whole

    begun, outcome = time.monotonic(), "cut short"
    told: dict[str, Any] = {"started": datetime.now(UTC).isoformat(timespec="seconds"), "notebooks": list(names)}
    try:
        yield
        outcome = "failed" if any(one.outcome == "failed" for one in done.values()) else "done"
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"interrupted; {len(done)} of {len(runs)} runs are done and not run again by the same command"
        ) from None
    finally:
        told |= {"outcome": outcome, "seconds": round(time.monotonic() - begun, 1)}
        told["runs"] = {run.label: _of_run(done.get(run.label)) for run in runs}
        text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
        write_whole(out / FILE, text.encode())


def _of_run(done: Done | None) -> dict[str, Any]:
    if done is None:
        return {"outcome": "not run"}
    seconds = {name: round(getattr(done, name), 3) for name in ("seconds", "notebook_seconds", "summary_seconds")}
    return {"outcome": done.outcome, "ran": done.ran, "faults": done.faults, **seconds}


def _line(done: Done) -> str:
    if done.outcome == "failed":
        (name, fault), *others = sorted(done.faults.items())
        more = f" (and {len(others)} more)" if others else ""
        return f"{done.folder}: FAILED {', '.join(filter(None, [name, fault]))}{more}"
    if done.outcome == "fresh":
        return f"{done.folder}: fresh, not run again"
    return f"{done.folder}: {len(done.ran)} notebook{'s' * (len(done.ran) != 1)} run in {done.seconds:.1f} s"
