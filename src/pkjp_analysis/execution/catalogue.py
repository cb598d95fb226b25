"""The study's notebooks: which there are, and which one a user means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.nearest import nearest

FOLDER = "notebooks"
_NUMBERED = re.compile(r"\d\d_.+\.ipynb")


@dataclass(frozen=True)
class Notebook:
    """A numbered notebook of the study."""

    path: Path

    @property
    def name(self) -> str:
        """File name, as ``03_trade.ipynb``."""
        return self.path.name

    @property
    def number(self) -> str:
        """The two digits that the name begins with, as ``03``."""
        return self.path.name[:2]


def all_notebooks(root: Path) -> list[Notebook]:
    """Every numbered notebook, in order.

    Raises
    ------
    PkjpError
        There is none, or two have the same number.
    """
    found = [Notebook(path) for path in sorted((root / FOLDER).glob("*.ipynb")) if _NUMBERED.fullmatch(path.name)]
    if not found:
        raise PkjpError(f"{FOLDER}/ holds no numbered notebook; restore it from the repository")
    for one, other in pairwise(found):
        if one.number == other.number:
            raise PkjpError(f"{one.name} and {other.name} have the same number; rename one of them")
    return found


def select(root: Path, names: Sequence[str]) -> list[Notebook]:
    """The notebooks that are named, each once and in the study's order; all of them without names.

    A name is a number (``3``, ``03``), the beginning of a file name (``03_trade``) or a path.

    Raises
    ------
    UsageError
        No such notebook; the line names the nearest.
    """
    notebooks = all_notebooks(root)
    wanted = {_find(root, notebooks, name) for name in names}
    return [notebook for notebook in notebooks if not names or notebook in wanted]


def _find(root: Path, notebooks: list[Notebook], name: str) -> Notebook:
    if re.fullmatch("[0-9]{1,9}", name):
        matches = [notebook for notebook in notebooks if int(notebook.number) == int(name)]
    elif Path(name).name == name:
        stem = name.removesuffix(".ipynb").casefold()
        exact = [notebook for notebook in notebooks if notebook.path.stem.casefold() == stem]
        matches = exact or [n for n in notebooks if stem and n.path.stem.casefold().startswith(stem)]
    else:
        places = {Path(name).resolve(), (root / name).resolve()}
        matches = [notebook for notebook in notebooks if notebook.path.resolve() in places]
    if len(matches) == 1:
        return matches[0]
    raise UsageError(_unknown(notebooks, name))


def _unknown(notebooks: list[Notebook], name: str) -> str:
    numbers = [notebook.number for notebook in notebooks]
    if re.fullmatch("[0-9]{1,9}", name):
        close = min(numbers, key=lambda number: abs(int(number) - int(name)))
    else:
        close = nearest(Path(name).name, [notebook.name for notebook in notebooks])
    return f"no notebook {name!r}; the nearest is {close} (there are {', '.join(numbers)})"
