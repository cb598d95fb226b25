"""run.json: what a run was made from, what it made, and which earlier results still belong to it."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pkjp_analysis
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution.catalogue import FOLDER, all_notebooks

FILE = "run.json"
_STUDY = "pkjp-analysis"
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


def sha256(path: Path) -> str:
    """Hash of a file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """Hash of every file in a folder, by its path in it."""
    return {path.relative_to(folder).as_posix(): sha256(path) for path in _files(folder)}


def input_hashes(root: Path) -> dict[str, str]:
    """Hash of everything that decides a result: shipped data, notebooks, the library's modules."""
    found = {f"data/{name}": digest for part in ("raw", "processed") for name, digest in _data(root, part)}
    found |= {f"{FOLDER}/{notebook.name}": sha256(notebook.path) for notebook in all_notebooks(root)}
    library = Path(pkjp_analysis.__file__).parent
    return found | {f"{library.name}/{name}": digest for name, digest in hashes(library).items()}


def versions() -> dict[str, str]:
    """Versions of the interpreter and of the packages that a result can depend on."""
    own = {"python": platform.python_version(), _STUDY: pkjp_analysis.__version__}
    return own | {name: version(name) for name in _DISTRIBUTIONS}


@dataclass(frozen=True)
class NotebookRun:
    """One executed notebook: its source's hash, cells run, seconds taken, hashes of what it made."""

    source: str
    cells: int
    seconds: float
    outputs: dict[str, str]


@dataclass(frozen=True)
class RunRecord:
    """The record of a run as run.json holds it."""

    parameters: dict[str, Any]
    versions: dict[str, str]
    inputs: dict[str, str]
    notebooks: dict[str, NotebookRun]
    claims: dict[str, str]
    seconds: float

    def basis(self) -> tuple[object, ...]:
        """What the results of two runs must share to stand side by side; each notebook is compared apart."""
        shared = {name: digest for name, digest in self.inputs.items() if not name.startswith(f"{FOLDER}/")}
        return self.parameters, self.versions, shared

    def write(self, folder: Path) -> None:
        """Write run.json."""
        text = json.dumps({"study": _STUDY, **asdict(self)}, indent=1, sort_keys=True, ensure_ascii=False)
        (folder / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def earlier(output: Path) -> RunRecord | None:
    """The record of the run whose results are in `output`; None where there is none that can be read."""
    try:
        content = json.loads((output / FILE).read_text(encoding="utf-8"))
        if content.pop("study") != _STUDY:
            return None
        content["notebooks"] = {name: NotebookRun(**run) for name, run in content["notebooks"].items()}
        return RunRecord(**content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def still_valid(record: RunRecord | None, now: RunRecord, output: Path) -> dict[str, NotebookRun]:
    """The earlier notebooks whose results can stand beside a new run's: same parameters, same inputs."""
    if record is None or record.basis() != now.basis():
        return {}
    return {
        name: run
        for name, run in record.notebooks.items()
        if name not in now.notebooks
        and run.source == now.inputs.get(f"{FOLDER}/{name}")
        and all(_intact(output / path, digest) for path, digest in run.outputs.items())
    }


def require_unchanged(root: Path, before: dict[str, str]) -> None:
    """Refuse results of which nobody could say what they were made from.

    Raises
    ------
    PkjpError
        A file that decides results was changed, added or removed since `before` was taken.
    """
    after = input_hashes(root)
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    if changed:
        raise PkjpError(f"{changed[0]} changed while the notebooks ran; run again, nothing was written")


def _data(root: Path, part: str) -> Iterator[tuple[str, str]]:
    for path in _files(root / "data" / part):
        name = path.relative_to(root / "data").as_posix()
        # Refreshed vintages are no part of the shipped snapshot.
        if not name.startswith("raw/local/"):
            yield name, sha256(path)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in inside):
            yield path


def _intact(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path) == digest
