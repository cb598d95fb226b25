"""The study's notebooks: which there are, and which one a user means."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.nearest import nearest

FOLDER = "notebooks"
# Sections of the paper are numbered from 01. 00 teaches the others' use and shows nothing of the paper: a build is
# without it.
_NUMBERED = re.compile(r"(?!00)\d\d_.+\.ipynb")
_INTRODUCTION = re.compile(r"00_.+\.ipynb")


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

    @property
    def heading(self) -> str:
        """The heading that it begins with, as ``3 Trade relations``; empty where it begins otherwise."""
        cells = json.loads(self.path.read_text(encoding="utf-8"))["cells"]
        first = "".join(cells[0]["source"]).partition("\n")[0] if cells else ""
        return first.removeprefix("#").strip() if first.startswith("#") else ""


def all_notebooks(root: Path) -> list[Notebook]:
    """Every notebook of a section, in order.

    Raises
    ------
    PkjpError
        There is none, or two have the same number.
    """
    found = _named(root, _NUMBERED)
    if not found:
        raise PkjpError(f"{FOLDER}/ holds no numbered notebook; restore it from the repository")
    for one, other in pairwise(found):
        if one.number == other.number:
            raise PkjpError(f"{one.name} and {other.name} have the same number; rename one of them")
    return found


def introductions(root: Path) -> list[Notebook]:
    """The notebooks numbered 00: written with the others (`make notebooks`), no part of a run."""
    return _named(root, _INTRODUCTION)


def _named(root: Path, form: re.Pattern[str]) -> list[Notebook]:
    return [Notebook(path) for path in sorted((root / FOLDER).glob("*.ipynb")) if form.fullmatch(path.name)]


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
