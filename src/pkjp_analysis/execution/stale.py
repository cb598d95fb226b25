"""Which results still belong to what a run would make now, and what has changed where they do not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution import record
from pkjp_analysis.execution.catalogue import Notebook
from pkjp_analysis.execution.document import code_cells
from pkjp_analysis.execution.parameters import Parameters
from pkjp_analysis.execution.record import LIBRARY, NotebookRun, RunRecord
from pkjp_analysis.files import sha256
from pkjp_analysis.vintages import vintage_names

# What a front end notes in a cell and no result depends on.
_SHOWN_ONLY = ("jupyter", "editable", "slideshow", "collapsed", "scrolled")


@dataclass(frozen=True)
class Now:
    """What a run that starts now would make results from."""

    root: Path
    parameters: Parameters
    versions: dict[str, str]
    inputs: dict[str, str]

    @classmethod
    def of(cls, root: Path, parameters: Parameters) -> Now:
        """Take the hash of every input, and the versions."""
        return cls(root, parameters, record.versions(), record.input_hashes(root, vintage_names(parameters.vintage)))

    def empty_record(self) -> RunRecord:
        """The record of a run that has made nothing yet."""
        return RunRecord(asdict(self.parameters), self.versions, self.inputs, {}, {}, 0.0)

    def hash_of(self, name: str) -> str:
        """Hash of a file by its path in the study, empty where it is gone."""
        path = self.root / name
        return self.inputs.get(name) or (sha256(path) if path.is_file() else "")

    def changed(self, runs: Iterable[NotebookRun] = ()) -> list[str]:
        """Inputs that are not as they were when this was taken, and files that a notebook found otherwise."""
        now = record.input_hashes(self.root, vintage_names(self.parameters.vintage))
        found = record.changed(self.inputs, now)
        return found + [name for run in runs for name, digest in run.reads.items() if self.hash_of(name) != digest]

    def require_unchanged(self, runs: Iterable[NotebookRun] = ()) -> None:
        """Refuse results of which nobody could say what they were made from.

        Raises
        ------
        PkjpError
            A file that decides results was changed, added or removed since this was taken.
        """
        for name in self.changed(runs):
            raise PkjpError(f"{name} changed while the notebooks ran; run again, nothing was replaced")


@dataclass(frozen=True)
class Result:
    """An executed notebook's record and the folder that holds its outputs."""

    run: NotebookRun
    folder: Path


def code_hash(path: Path) -> str:
    """Hash of what a notebook executes: its code cells in order, with the metadata that may matter.

    Raises
    ------
    PkjpError
        The file is no notebook.
    """
    try:
        cells = code_cells(json.loads(path.read_text(encoding="utf-8")))
        told = [["".join(cell["source"]), _telling(cell["metadata"])] for cell in cells]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PkjpError(f"{path.name} cannot be read as a notebook ({error}); restore it") from error
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def reasons(notebook: Notebook, before: RunRecord, run: NotebookRun, folder: Path, now: Now) -> Iterator[str]:
    """Why a result no longer belongs, in words; none for one that does."""
    for name, value in asdict(now.parameters).items():
        was = before.parameters.get(name)
        if was != value:
            yield f"{name} is {value or 'none'}, was {was or 'none'}"
    if run.code != code_hash(notebook.path):
        yield "its code cells changed"
    for name, digest in run.reads.items():
        if now.hash_of(name) != digest:
            yield f"{name} changed" if now.hash_of(name) else f"{name} is gone"
    yield from _named("the library: ", record.changed(before.library(), now.empty_record().library()))
    for name in record.changed(before.versions, now.versions):
        yield f"{name} is {now.versions.get(name, 'gone')}, was {before.versions.get(name, 'not there')}"
    yield from _named("its results: ", missing(run, folder), "missing or changed by hand")


def missing(run: NotebookRun, folder: Path) -> list[str]:
    """Outputs that are not there as they were made."""
    return [name for name, digest in run.outputs.items() if not is_file(folder / name, digest)]


def _named(what: str, names: Sequence[str], how: str = "changed") -> Iterator[str]:
    """The first of a list of names, and how many others."""
    if names:
        name = names[0].removeprefix(f"{LIBRARY.name}/")
        others = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield f"{what}{name}{others} {how}"


def _telling(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in metadata.items() if key not in _SHOWN_ONLY}


def is_file(path: Path, digest: str) -> bool:
    """Whether the file is there with these bytes; another run may take it away meanwhile."""
    try:
        return path.is_file() and sha256(path) == digest
    except FileNotFoundError:
        return False
