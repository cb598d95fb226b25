"""The latest results of each parameter set, kept in the study's ``.results`` so that nothing runs twice.

``.results/PAK-JPN-2024/03/`` holds what notebook 03 made for that pair and year: ``run.json`` and the outputs, which
may be hard links to the same files in build/. An entry appears whole, by one rename, as soon as its notebook has run;
a run that is killed later finds it again.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pkjp_analysis.errors import UsageError
from pkjp_analysis.execution.catalogue import Notebook
from pkjp_analysis.execution.parameters import Parameters
from pkjp_analysis.execution.stale import Now, Result
from pkjp_analysis.files import copy_file

FOLDER = ".results"
_LIMIT, _DEFAULT_MB = "PKJP_RESULTS_MB", 1000
_ASIDE = "partial-"
# An entry is moved in place within seconds; one that is older belongs to no living run.
_ABANDONED_SECONDS = 3600


@dataclass(frozen=True)
class Kept:
    """The kept results of one study."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where they are."""
        return self.root / FOLDER

    def entry(self, parameters: Parameters, notebook: Notebook) -> Path:
        """Folder of one notebook's results under these parameters."""
        return self.folder / parameters.label / notebook.number

    def put(self, notebook: Notebook, result: Result, now: Now) -> None:
        """Keep a result in place of an earlier one of the same notebook and parameters; the new one whole or not."""
        entry = self.entry(now.parameters, notebook)
        entry.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=self.folder))
        try:
            carry(result, aside / "new")
            replace(now.empty_record(), notebooks={notebook.name: result.run}).write(aside / "new")
            with suppress(FileNotFoundError):
                os.rename(entry, aside / "old")
            os.rename(aside / "new", entry)
        except OSError as error:
            # Another run has kept its own between the two renames; either says what it was made from.
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def sets(self) -> list[Path]:
        """Folders of the parameter sets, the latest used first."""
        found = [path for path in self.folder.glob("*-*-*") if path.is_dir()] if self.folder.is_dir() else []
        return sorted(found, key=_changed, reverse=True)

    def used(self, parameters: Parameters, notebook: Notebook) -> None:
        """Note that a parameter set was used: the longest unused goes first when there is too much."""
        with suppress(OSError):
            os.utime(self.entry(parameters, notebook).parent)

    def trim(self) -> list[str]:
        """Remove the longest unused parameter sets until the rest fits the limit; the latest always stays."""
        for path in self.folder.glob(f"{_ASIDE}*"):
            if time.time() - _changed(path) > _ABANDONED_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
        limit, total, removed = limit_bytes(), 0, []
        for place, path in enumerate(self.sets()):
            total += size(path)
            if place and total > limit:
                shutil.rmtree(path, ignore_errors=True)
                removed.append(path.name)
        return removed

    def clean(self) -> tuple[int, int]:
        """Remove everything that is kept.

        Returns
        -------
        Number of parameter sets, and of bytes.
        """
        sets, total = len(self.sets()), size(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        return sets, total


def limit_bytes() -> int:
    """The limit for all that is kept, from ``PKJP_RESULTS_MB`` (1000 where it is not set).

    Raises
    ------
    UsageError
        It is no whole number.
    """
    text = os.environ.get(_LIMIT, str(_DEFAULT_MB))
    if not text.isascii() or not text.isdigit():
        raise UsageError(f"{_LIMIT}={text!r} is no number of megabytes; write a whole one such as {_DEFAULT_MB}")
    return int(text) * 1_000_000


def carry(result: Result, folder: Path) -> None:
    """Put a result's outputs into another folder, by links where the file system has them."""
    for name in result.run.outputs:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_file(result.folder / name, target)


def size(folder: Path) -> int:
    """Bytes of all files below a folder; what another run has just moved away does not count."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                total += os.stat(os.path.join(place, name)).st_size
    return total


def _changed(folder: Path) -> float:
    """When it last changed; long ago where another run has just removed it."""
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0
