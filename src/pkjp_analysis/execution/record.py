"""run.json: what results were made from, what was made, and what became of the last run."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pkjp_analysis
from pkjp_analysis.execution.catalogue import FOLDER, all_notebooks
from pkjp_analysis.files import sha256
from pkjp_analysis.vintages.folder import LOCAL

FILE = "run.json"
LIBRARY = Path(pkjp_analysis.__file__).parent
STUDY = "pkjp-analysis"
_DISTRIBUTIONS = (
    "ipykernel",
    "ipython",
    "matplotlib",
    "nbclient",
    "nbformat",
    "numpy",
    "pandas",
    "pandera",
    "papermill",
    "seaborn",
)


def hashes(folder: Path) -> dict[str, str]:
    """Hash of every file in a folder, by its path in it."""
    return {name: sha256(Path(path)) for name, path in _files(folder)}


def input_hashes(root: Path, vintages: Sequence[str] = ()) -> dict[str, str]:
    """Hash of everything that decides a result: shipped data, vintages, notebooks, the library's modules.

    A file that is by its times what it was when this process hashed it is not read again.
    """
    found = {f"data/{name}": digest for part in ("raw", "processed") for name, digest in _data(root, part)}
    for id in vintages:
        found |= {f"{LOCAL.as_posix()}/{id}/{name}": _held_sha256(path) for name, path in _files(root / LOCAL / id)}
    found |= {f"{FOLDER}/{notebook.name}": _held_sha256(str(notebook.path)) for notebook in all_notebooks(root)}
    return found | {f"{LIBRARY.name}/{name}": _held_sha256(path) for name, path in _files(LIBRARY)}


def versions() -> dict[str, str]:
    """Versions of the interpreter and of the packages that a result can depend on."""
    return dict(_versions())


@cache
def _versions() -> dict[str, str]:
    own = {"python": platform.python_version(), STUDY: pkjp_analysis.__version__}
    return own | {name: version(name) for name in _DISTRIBUTIONS}


@dataclass(frozen=True)
class NotebookRun:
    """One executed notebook: what it was made from, what it made, and how long each cell took.

    ``source`` is the hash of the notebook's file, ``code`` of its code cells alone, ``reads`` and ``outputs`` are
    hashes by path; ``started`` is the moment in UTC.
    """

    source: str
    code: str
    reads: dict[str, str]
    cells: int
    seconds: float
    cell_seconds: list[float]
    outputs: dict[str, str]
    started: str = ""


@dataclass(frozen=True)
class RunRecord:
    """The record as run.json holds it: the results in place, and the last run, which may have changed none of them.

    ``machine`` is what the run was made on that put these results in place.
    """

    parameters: dict[str, Any]
    versions: dict[str, str]
    inputs: dict[str, str]
    notebooks: dict[str, NotebookRun]
    claims: dict[str, str]
    seconds: float
    last_run: dict[str, Any] = field(default_factory=dict)
    machine: dict[str, Any] = field(default_factory=dict)

    def library(self) -> dict[str, str]:
        """Hash of each of the library's modules."""
        return {name: digest for name, digest in self.inputs.items() if name.startswith(f"{LIBRARY.name}/")}

    def judged_from(self) -> tuple[object, ...]:
        """What the verdicts and the check of the data rest on: the data, the library, the packages."""
        return self.versions, {n: digest for n, digest in self.inputs.items() if not n.startswith(f"{FOLDER}/")}

    def write(self, folder: Path) -> None:
        """Write run.json, whole or not at all."""
        text = json.dumps({"study": STUDY, **asdict(self)}, indent=1, sort_keys=True, ensure_ascii=False)
        aside = folder / f".{FILE}.partial"
        try:
            aside.write_text(text + "\n", encoding="utf-8", newline="\n")
            os.replace(aside, folder / FILE)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise


def earlier(output: Path) -> RunRecord | None:
    """The record that is in `output`; None where there is none that can be read."""
    try:
        content = json.loads((output / FILE).read_text(encoding="utf-8"))
        if content.pop("study") != STUDY:
            return None
        content["notebooks"] = {name: NotebookRun(**run) for name, run in content["notebooks"].items()}
        return RunRecord(**content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Names whose values differ, or that only one of them has."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _data(root: Path, part: str) -> Iterator[tuple[str, str]]:
    for name, path in _files(root / "data" / part):
        # Refreshed vintages are no part of the shipped snapshot.
        if not (part == "raw" and name.startswith("local/")):
            yield f"{part}/{name}", _held_sha256(path)


def _held_sha256(path: str) -> str:
    """The file's hash, from before where neither its times nor its size nor the file itself changed since."""
    now, seen = os.stat(path), _hashed.get(path)
    stamp = (now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns)
    if seen and seen[0] == stamp:
        return seen[1]
    begun, digest = time.time(), sha256(Path(path))
    _hashed.pop(path, None)
    # Within a file system's grain of time a second change would leave the times as they are.
    if max(now.st_mtime, now.st_ctime) < begun - _GRAIN_SECONDS:
        _hashed[path] = stamp, digest
    return digest


_GRAIN_SECONDS = 3.0
_hashed: dict[str, tuple[tuple[int, ...], str]] = {}


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """Files below a folder by their path in it, and where they are; none that is hidden or a cache."""
    start = len(os.path.join(folder, ""))
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "__pycache__"]
        found += [os.path.join(place, name) for name in names if not name.startswith(".") and name != "__pycache__"]
    for path in sorted(found, key=lambda path: path.split(os.sep)):
        if os.path.isfile(path):
            yield path[start:].replace(os.sep, "/"), path
