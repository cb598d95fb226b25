"""Where the study lives: one rule for the command, the notebooks and the tests."""

from __future__ import annotations

import os
from pathlib import Path

from pkjp_analysis.errors import UsageError

MANIFEST = Path("data", "raw", "datapackage.json")


def find_root(explicit: str | os.PathLike[str] | None = None) -> Path:
    """The study's root folder.

    Order: `explicit` (the command's ``--root``), the environment variable ``PKJP_ROOT``, the nearest
    folder upward from the working directory that holds ``data/raw/datapackage.json``, and last the folder
    upward from an open notebook's own folder, where the front end names it.

    Raises
    ------
    UsageError
        No such folder, or the folder named has no manifest.
    """
    for named, origin in ((explicit, "--root"), (os.environ.get("PKJP_ROOT"), "PKJP_ROOT")):
        if named:
            root = Path(named).resolve()
            if not (root / MANIFEST).is_file():
                raise UsageError(f"{origin} {named}: no {MANIFEST.as_posix()} there; name the study's folder")
            return root
    for start in _starting_points():
        for folder in (start, *start.parents):
            if (folder / MANIFEST).is_file():
                return folder
    raise UsageError(
        f"no study here or above: {MANIFEST.as_posix()} not found; run inside the study or set --root or PKJP_ROOT"
    )


def _starting_points() -> list[Path]:
    """The working directory, then the notebook's folder as JupyterLab and nbval announce it."""
    notebook = os.environ.get("JPY_SESSION_NAME")
    return [Path.cwd(), *([Path(notebook).resolve().parent] if notebook else [])]
