"""Where the study lives: one rule for the command, the notebooks and the tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pkjp_analysis.errors import UsageError

MANIFEST = Path("data", "raw", "datapackage.json")
# The folder that a checkout has above src/pkjp_analysis; above an installed wheel it is none of a study.
_CHECKOUT = Path(__file__).resolve().parents[2]


def find_root(explicit: str | os.PathLike[str] | None = None) -> Path:
    """The study's root folder.

    Order: `explicit` (the command's ``--root``); the environment variable ``PKJP_ROOT``; the nearest folder upward
    from the working directory that holds ``data/raw/datapackage.json``; the same upward from an open notebook's own
    folder, where the front end names it (JupyterLab and nbval, VS Code); and last the checkout that the library runs
    from, as an editable installation does, so that a notebook runs whatever its working directory. A wheel installed
    elsewhere is no checkout.

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
    for start in (Path.cwd(), *_notebook_folders()):
        for folder in (start, *start.parents):
            if (folder / MANIFEST).is_file():
                return folder
    if (_CHECKOUT / MANIFEST).is_file():
        return _CHECKOUT
    raise UsageError(
        f"no study here or above: {MANIFEST.as_posix()} not found; run inside the study or set --root or PKJP_ROOT"
    )


def _notebook_folders() -> Iterator[Path]:
    """The open notebook's folder, as JupyterLab and nbval announce it, and as VS Code does."""
    announced = os.environ.get("JPY_SESSION_NAME")
    if announced:
        yield Path(announced).resolve().parent
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    opened = shell.user_ns.get("__vsc_ipynb_file__") if shell is not None else None
    if opened:
        yield Path(opened).resolve().parent
