"""A whole run: check, judge, run the notebooks that are stale, and put the results in place when all is good."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.execution import document, judged, record, stale
from pkjp_analysis.execution.attempt import Outcome
from pkjp_analysis.execution.batch import SHOWN, How, Workshop, execute, workshop
from pkjp_analysis.execution.catalogue import FOLDER, Notebook, all_notebooks, introductions, select
from pkjp_analysis.execution.judged import Judged
from pkjp_analysis.execution.kept import FOLDER as KEPT
from pkjp_analysis.execution.kept import Kept, carry, limit_bytes
from pkjp_analysis.execution.machine import machine
from pkjp_analysis.execution.parameters import check_values, effective
from pkjp_analysis.execution.record import NotebookRun, RunRecord
from pkjp_analysis.execution.staging import publish, staging
from pkjp_analysis.execution.stale import Now, Result
from pkjp_analysis.files import copy_file, sha256

CLAIMS = judged.FILES
RESULTS = (FOLDER, *SHOWN, *CLAIMS, record.FILE)
# Folders of the study that no run may replace or fill.
_TAKEN = ("data", FOLDER, "src", "tests", ".git", ".venv", KEPT)


@dataclass(frozen=True)
class Summary:
    """What a run left behind; `found` were fresh, `kept` belong to the same build and were not asked for."""

    output: Path
    ran: list[str]
    found: list[str]
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
    how: How | None = None,
    force: bool = False,
    keep: bool = True,
    shop: Workshop | None = None,
) -> Summary:
    """Run the notebooks that are stale and judge the statements; results appear in `output` when all is good.

    Parameters
    ----------
    root
        The study's folder.
    names
        Notebooks by number, name or path; none means all.
    given
        Any of ``reporter``, ``partner`` and ``year``, the notebooks' own values otherwise; ``vintage``, names of
        fetched vintages joined by commas.
    output
        Folder of the results, by default ``build`` in the study.
    how
        Engine, notebooks at a time, limits, progress.
    force
        Run and judge everything anew, also what is fresh.
    keep
        Keep each result in ``.results``, where a later run finds it.
    shop
        Where kernels are made, if several runs share it.

    Raises
    ------
    UsageError
        A notebook or a parameter's value does not exist, or `output` is taken.
    PkjpError
        The data, a statement or a notebook failed; the results in `output` are as they were, and its run.json
        says what happened.
    """
    started = time.monotonic()
    notebooks = select(root, names)
    parameters = effective(notebooks, given or {})
    check_values(root, parameters)
    place = place_of(root, output)
    if keep:
        limit_bytes()
    how = how or How()
    with staging(place, RESULTS) as folder:
        # Only now: a replacement that was cut short, which has no record between its renames, is undone by then.
        _require_own(place, output)
        now = Now.of(root, parameters)
        run = _Run(now, place, folder, Kept(root) if keep else None, how, force)
        run.find(notebooks)
        run.do([notebook for notebook in notebooks if notebook.name not in run.results], shop)
        run.put_in_place(all_notebooks(root), round(time.monotonic() - started, 1))
    return run.summary([notebook.name for notebook in notebooks], time.monotonic() - started)


@dataclass
class _Run:
    """One run's state: results by notebook name, and what became of each notebook."""

    now: Now
    place: Path
    folder: Path
    kept: Kept | None
    how: How
    force: bool
    results: dict[str, Result] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    tally: str = ""

    def __post_init__(self) -> None:
        self.before = record.earlier(self.place)
        started = datetime.now(UTC).isoformat(timespec="seconds")
        self.log: dict[str, Any] = {"started": started, "process": os.getpid(), "engine": self.how.engine}
        self.log["notebooks"] = {}

    def find(self, notebooks: Sequence[Notebook]) -> None:
        """Take the results that are fresh, from the build or from those kept; notebooks' texts as they read now."""
        for notebook in notebooks if not self.force else ():
            result = next(self._fresh(notebook), None)
            if result:
                self.results[notebook.name] = self._as_it_reads(notebook, result)

    def do(self, notebooks: Sequence[Notebook], shop: Workshop | None) -> None:
        """Check and judge if anything that bears on it changed, then run notebooks and keep each that is good."""
        if not notebooks:
            self._judge(shop)
            return
        with self._workshop() if shop is None else _as_it_is(shop) as place:
            self._judge(place)
            with self._logged(notebooks):
                execute(notebooks, self.now, self.folder, place, self.how, timed=self._timed(), ended=self._ended)
                faults = {name: what for name, what in self.log["notebooks"].items() if what.startswith("failed")}
                if faults:
                    raise _failure(faults, self.log.pop("traceback", ""))
                self.now.require_unchanged(result.run for result in self.results.values())

    def _workshop(self) -> AbstractContextManager[Workshop]:
        return workshop(self.now.root, self.how.engine, self.now.parameters.vintage)

    def put_in_place(self, notebooks: Sequence[Notebook], seconds: float) -> None:
        """Bring the results together and replace the earlier ones, unless all of it is in place already."""
        others = [notebook for notebook in notebooks if notebook.name not in self.results]
        for notebook in others:
            result = next(self._fresh(notebook, placed_only=True), None)
            if result:
                self.results[notebook.name] = self._as_it_reads(notebook, result)
                self.others.append(notebook.name)
        if self._is_in_place():
            self._write_log("done")
            return
        self._say_what_is_left_out()
        with self._failure_logged():
            self._bring_together(seconds)
        publish(self.folder, self.place, RESULTS)
        self._trim()

    def summary(self, asked: Sequence[str], seconds: float) -> Summary:
        """What the run left behind."""
        figures, tables = (len({path.stem for path in (self.place / part).iterdir()}) for part in SHOWN)
        found = [name for name in asked if name not in self.ran]
        return Summary(self.place, sorted(self.ran), found, self.others, figures, tables, self.tally, seconds)

    def _bring_together(self, seconds: float) -> None:
        """All the results in the staging folder, with their record."""
        new = self.folder / "new"
        for part in (FOLDER, *SHOWN):
            (new / part).mkdir()
        for name, result in sorted(self.results.items()):
            taken = [path for path in result.run.outputs if (new / path).exists()]
            if taken:
                raise PkjpError(f"{name} and another notebook write {taken[0]}; give one of them another name")
            with suppress(FileNotFoundError):  # another run replaces what is kept; what is missing then is said here
                carry(result, new)
            if stale.missing(result.run, new):
                raise PkjpError(f"results of {name} changed while they were put together; run again")
        claims = {name: self._put_claims(name, new) for name in CLAIMS}
        runs = {name: result.run for name, result in self.results.items()}
        self._record(runs, claims, seconds).write(new)

    def _fresh(self, notebook: Notebook, placed_only: bool = False) -> Iterator[Result]:
        places = [] if self.kept is None or placed_only else [self.kept.entry(self.now.parameters, notebook)]
        for folder in (self.place, *places):
            before = record.earlier(folder)
            run = before.notebooks.get(notebook.name) if before else None
            if before and run and not any(stale.reasons(notebook, before, run, folder, self.now)):
                yield Result(run, folder)

    def _as_it_reads(self, notebook: Notebook, result: Result) -> Result:
        """The result with the notebook's present text; only Markdown can differ."""
        source = self.now.inputs[f"{FOLDER}/{notebook.name}"]
        if self.kept:
            self.kept.used(self.now.parameters, notebook)
        if result.run.source == source:
            return result
        own, name = self.folder / f"{notebook.number}-text", f"{FOLDER}/{notebook.name}"
        carry(result, own)
        executed = document.read(result.folder / name)
        merged = document.with_outputs(document.read(notebook.path), executed)
        parameters = executed["metadata"]["pkjp"]["parameters"]
        # Not into the file that is linked: the earlier build stays as it is.
        (own / name).unlink()
        document.write(document.clean(merged, parameters), own / name)
        outputs = result.run.outputs | {name: sha256(own / name)}
        return Result(replace(result.run, source=source, outputs=outputs), own)

    def _judge(self, shop: Workshop | None) -> None:
        """claims.csv and claims.json: in place or held, where nothing that bears on them changed, else anew."""
        found = None if self.force else judged.in_place(self.place, self.now)
        if found is None:
            found = self._held(shop) or self._anew()
            for name, text in found.texts.items():
                (self.folder / name).write_text(text, encoding="utf-8", newline="\n")
        if shop:
            shop.judged[:] = [found]
        self.tally = found.tally

    def _held(self, shop: Workshop | None) -> Judged | None:
        """The verdicts of an earlier run in the same place."""
        held = shop.judged if shop and not self.force else []
        return next((one for one in held if one.serves(self.now)), None)

    def _anew(self) -> Judged:
        self.how.progress.say("checking the data")
        return judged.judge(self.now)

    def _put_claims(self, name: str, new: Path) -> str:
        judged = self.folder / name
        copy_file(judged if judged.exists() else self.place / name, new / name)
        return sha256(new / name)

    def _ended(self, notebook: Notebook, result: Result | None, outcome: Outcome) -> None:
        """A notebook has ended: into the record, and what is good is kept at once."""
        if result:
            self.results[notebook.name] = result
            self.ran.append(notebook.name)
            self._keep(notebook, result)
        elif outcome.traceback:
            self.log.setdefault("traceback", outcome.traceback)
        self.log["notebooks"][notebook.name] = f"failed: {outcome.fault}" if outcome.fault else "ran"
        self._write_log("running")

    def _keep(self, notebook: Notebook, result: Result) -> None:
        # Made from a mixture of before and after, it belongs to neither; the run will end with that word.
        if self.kept and not self.now.changed([result.run]):
            try:
                self.kept.put(notebook, result, self.now)
            except OSError as error:
                self.kept = None
                self.how.progress.say(f"note: results are not kept for a later run ({error.strerror or error})")

    @contextmanager
    def _logged(self, notebooks: Sequence[Notebook]) -> Iterator[None]:
        """Write into run.json what becomes of the run, as it happens: a killed one has not said "done"."""
        self.log["notebooks"] = {notebook.name: "waiting" for notebook in notebooks}
        self._write_log("running")
        with self._failure_logged():
            yield

    @contextmanager
    def _failure_logged(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            line = "interrupted" if isinstance(error, KeyboardInterrupt) else f"failed: {error}"
            with suppress(OSError):
                self._write_log(line)
            raise

    def _write_log(self, outcome: str) -> None:
        standing = self.before or self.now.empty_record()
        self.place.mkdir(parents=True, exist_ok=True)
        told = {name: what for name, what in self.log.items() if name != "traceback"}
        replace(standing, last_run={**told, "outcome": outcome}).write(self.place)

    def _record(self, runs: dict[str, NotebookRun], claims: dict[str, str], seconds: float) -> RunRecord:
        last = {**self.log, "outcome": "done"}
        made = replace(self.now.empty_record(), notebooks=runs, claims=claims, seconds=seconds)
        return replace(made, last_run=last, machine=machine())

    def _timed(self) -> dict[str, list[float]]:
        """Seconds of each cell by the last record of the notebook, whatever it was made from."""
        timed: dict[str, list[float]] = {}
        for notebook in all_notebooks(self.now.root):
            places = [self.place] + ([self.kept.entry(self.now.parameters, notebook)] if self.kept else [])
            for before in filter(None, map(record.earlier, places)):
                if notebook.name in before.notebooks:
                    timed.setdefault(notebook.name, before.notebooks[notebook.name].cell_seconds)
        return timed

    def _is_in_place(self) -> bool:
        return (
            self.before is not None
            and self.results.keys() == self.before.notebooks.keys()
            and all(result.folder == self.place for result in self.results.values())
            and not (self.folder / CLAIMS[0]).exists()
        )

    def _say_what_is_left_out(self) -> None:
        left = sorted((self.before.notebooks.keys() if self.before else set()) - self.results.keys())
        if left:
            names = ", ".join(left)
            self.how.progress.say(f"note: earlier results of {names} belong to other parameters or inputs; left out")

    def _trim(self) -> None:
        for name in self.kept.trim() if self.kept else ():
            self.how.progress.say(f"note: kept results of {name} were removed: more than PKJP_RESULTS_MB holds")


def _failure(faults: dict[str, str], trace: str) -> PkjpError:
    name, *others = sorted(faults)
    also = f" (and {', '.join(others)} failed)" if others else ""
    what = faults[name].removeprefix("failed: ")
    error = PkjpError(f"{name}, {what}{also}; correct it and run again, the earlier results are as they were")
    if trace:
        error.add_note(trace)
    return error


@contextmanager
def _as_it_is(shop: Workshop) -> Iterator[Workshop]:
    yield shop


def write_reference(root: Path, how: How | None = None) -> list[str]:
    """Write notebooks/ from a whole run with the notebooks' own parameters: outputs, counts, no run metadata.

    Returns
    -------
    Names of the notebooks written.
    """
    from pkjp_analysis.cleaning import verify

    notebooks = [*introductions(root), *all_notebooks(root)]
    parameters = effective(notebooks, {})
    check_values(root, parameters)
    verify(root)
    how = how or How()
    faults: dict[str, str] = {}

    def ended(notebook: Notebook, result: Result | None, outcome: Outcome) -> None:
        if outcome.fault:
            faults[notebook.name] = outcome.fault

    with staging(root / FOLDER, ()) as folder, workshop(root, how.engine) as shop:
        now = Now.of(root, parameters)
        execute(notebooks, now, folder, shop, how, timed={}, ended=ended, reference=True)
        if faults:
            raise _failure(faults, "")
        now.require_unchanged()
        for notebook in notebooks:
            os.replace(folder / notebook.number / FOLDER / notebook.name, notebook.path)
    return [notebook.name for notebook in notebooks]


def place_of(root: Path, output: Path | None) -> Path:
    """The folder of the results, by default build/.

    Raises
    ------
    UsageError
        A run would replace something else there.
    """
    place = (output or root / "build").resolve()
    taken = [root / name for name in _TAKEN]
    if place in (root, *root.parents) or any(folder in (place, *place.parents) for folder in taken):
        raise UsageError(f"--output {output}: a run may not replace that folder; name another, such as build")
    if place.exists() and not place.is_dir():
        raise UsageError(f"--output {output}: is a file; name a folder")
    return place


def _require_own(place: Path, output: Path | None) -> None:
    """Refuse a folder with entries that a run would replace and no run has made."""
    taken = [place / name for name in RESULTS if (place / name).exists()]
    if taken and record.earlier(place) is None:
        raise UsageError(
            f"{output or 'build'} holds {taken[0].name} of no earlier run; move it or name another --output"
        )
