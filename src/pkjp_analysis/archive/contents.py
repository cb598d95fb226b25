"""What goes into an archive: plain files of the study, the library that ran, the inputs of the run, its results."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from pkjp_analysis.documents import replication
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution.record import FILE as RUN
from pkjp_analysis.execution.record import LIBRARY
from pkjp_analysis.execution.whole import Build

# Named one by one: a folder of work has files at its top that are nobody else's business.
TOP = (
    *(".gitattributes", ".gitignore", ".pre-commit-config.yaml", "CITATION.cff", "LICENSE", "Makefile", "README.md"),
    *("pyproject.toml", "requirements.lock"),
)
# Whole but for what is hidden or a cache; src/ is the library that ran, data/ the run's inputs.
FOLDERS = (".ci", "benchmarks", "docs", "notebooks", "tests")
SOURCE = f"src/{LIBRARY.name}"
RESULTS = "build"
SITE = "site"
_LEFT_OUT = ("__pycache__", "node_modules")


def contents(root: Path, build: Build) -> dict[str, bytes]:
    """Every file of the archive but its metadata, by its path there.

    Raises
    ------
    PkjpError
        A file is not what the run knew, or is a symbolic link.
    """
    expected = dict(_expected(build))
    held = {name: _read(path, name, expected.get(name)) for name, path in _places(root, build)}
    for name in expected.keys() - held.keys():
        raise PkjpError(f"{name} is a symbolic link or gone; an archive holds plain files, put the file itself there")
    return held | {replication.FILE: replication.of_build(root, build).encode("utf-8")}


def _expected(build: Build) -> Iterator[tuple[str, str]]:
    """Hashes that the run's record has, by path in the archive."""
    yield from build.inputs.items()
    for name, digest in build.record.library().items():
        yield f"src/{name}", digest
    for name, digest in build.outputs.items():
        yield f"{RESULTS}/{name}", digest


def _places(root: Path, build: Build) -> Iterator[tuple[str, Path]]:
    """Path in the archive and where the file is; what is a link is left out here."""
    named = [(name, root / name) for name in (*TOP, *build.inputs)]
    named += [(f"{RESULTS}/{name}", build.place / name) for name in (*build.outputs, RUN)]
    yield from ((name, path) for name, path in named if path.is_file() and not path.is_symlink())
    for folder in FOLDERS:
        yield from _below(root / folder, folder)
    yield from _below(LIBRARY, SOURCE)
    yield from _below(build.place / SITE, f"{RESULTS}/{SITE}")


def _below(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Plain files below a folder that are neither hidden nor a cache."""
    for place, folders, files in os.walk(folder):
        folders[:] = [one for one in folders if not _left_out(one)]
        for path in (Path(place, one) for one in files if not _left_out(one)):
            if path.is_file() and not path.is_symlink():
                yield f"{name}/{path.relative_to(folder).as_posix()}", path


def _left_out(name: str) -> bool:
    return name.startswith(".") or name in _LEFT_OUT or name.endswith((".pyc", ".egg-info"))


def _read(path: Path, name: str, digest: str | None) -> bytes:
    data = path.read_bytes()
    if digest and hashlib.sha256(data).hexdigest() != digest:
        raise PkjpError(f"{name} changed while it was archived; run pkjp reproduce again")
    return data
