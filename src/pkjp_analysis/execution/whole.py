"""A build that others may rely on: every notebook in it, the last run done, and nothing changed since."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution import record, stale
from pkjp_analysis.execution.catalogue import all_notebooks
from pkjp_analysis.execution.parameters import Parameters
from pkjp_analysis.execution.record import RunRecord
from pkjp_analysis.execution.run import place_of
from pkjp_analysis.execution.stale import Now

_AGAIN = "run pkjp reproduce again"


@dataclass(frozen=True)
class Build:
    """The results of a whole run: where they are, and their record."""

    place: Path
    record: RunRecord

    @property
    def outputs(self) -> dict[str, str]:
        """Hash of every result by its path in the build; not of run.json itself."""
        made = [run.outputs for run in self.record.notebooks.values()]
        return {name: digest for outputs in (*made, self.record.claims) for name, digest in outputs.items()}

    @property
    def inputs(self) -> dict[str, str]:
        """Hash of every file of the study that decided a result, by its path; the library's modules are not here."""
        read = {name: digest for run in self.record.notebooks.values() for name, digest in run.reads.items()}
        return read | {n: digest for n, digest in self.record.inputs.items() if n not in self.record.library()}


def whole_build(root: Path, output: Path | None = None) -> Build:
    """The results in `output`, by default build/, if they are what a run of today would leave.

    Raises
    ------
    PkjpError
        There is none, its last run is not done, a notebook is missing from it, or something has changed since.
    """
    place = place_of(root, output)
    shown = os.path.relpath(place, root).replace(os.sep, "/") if place.is_relative_to(root) else str(output)
    before = record.earlier(place)
    if before is None:
        raise PkjpError(f"{shown} holds no build; run pkjp reproduce first")
    outcome = before.last_run.get("outcome", "of an earlier version").partition(":")[0]
    if outcome != "done":
        raise PkjpError(f"the last run into {shown} is not done ({outcome}); {_AGAIN}")
    for fault in _faults(root, Build(place, before)):
        raise PkjpError(f"{shown}: {fault}; {_AGAIN}")
    return Build(place, before)


def _faults(root: Path, build: Build) -> Iterator[str]:
    """What is not as it was when the results were made."""
    before, now = build.record, Now.of(root, Parameters(**build.record.parameters))
    yield from (f"{one.name} is not in it" for one in all_notebooks(root) if one.name not in before.notebooks)
    read = [name for name, digest in build.inputs.items() if now.hash_of(name) != digest]
    for name in dict.fromkeys([*record.changed(before.inputs, now.inputs), *read]):
        yield f"{name} changed since the run"
    for name in record.changed(before.versions, now.versions):
        yield f"{name} is {now.versions.get(name, 'gone')}, was {before.versions.get(name, 'not there')}"
    for name, digest in build.outputs.items():
        if not stale.is_file(build.place / name, digest):
            yield f"{name} is missing or was changed since the run"
    if not all(run.started for run in before.notebooks.values()):
        yield "run.json is of an earlier version"
