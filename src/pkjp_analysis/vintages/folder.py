"""A vintage as it lies on disk: the replies as they came, and the manifest that says what each of them is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.files import sha256
from pkjp_analysis.nearest import nearest
from pkjp_analysis.periods import spans

LOCAL = Path("data", "raw", "local")
MANIFEST = "vintage.json"
# What the study ships is a vintage too, by this name.
SHIPPED = "shipped"
_ID = re.compile(r"[a-z][a-z-]*-\d{4}-\d\d-\d\d(-\d+)?")


@dataclass(frozen=True)
class Vintage:
    """A whole vintage; `id` is source and date, as ``comtrade-2026-11-24``."""

    root: Path
    id: str
    # Where it lies before it has its name.
    aside: Path | None = None

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.aside or self.root / LOCAL / self.id

    @property
    def name(self) -> Path:
        """Path of its manifest in the study."""
        return LOCAL / self.id / MANIFEST

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest: id, source, date, request, base address, library, notes, files."""
        try:
            held: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
            missing = {"id", "source", "date", "request", "files"} - held.keys()
        except (OSError, ValueError) as error:
            raise PkjpError(
                f"{self.name.as_posix()}: {type(error).__name__}; remove the folder and fetch it again"
            ) from None
        if missing or held["id"] != self.id:
            raise PkjpError(f"{self.name.as_posix()}: no manifest of {self.id}; restore it or fetch it again")
        return held

    @property
    def date(self) -> str:
        """The day on which it was begun to be fetched."""
        return str(self.manifest["date"])

    def files(self) -> list[tuple[str, Path]]:
        """Its files by name, in the order of the plan."""
        return [(str(file["name"]), self.folder / str(file["name"])) for file in self.manifest["files"]]

    def line(self) -> str:
        """What it is, in a line."""
        asked = ", ".join(f"{name} {_in_words(value)}" for name, value in self.manifest["request"].items())
        rows = sum(int(file["rows"]) for file in self.manifest["files"])
        return f"{self.id}: {rows:,} rows; {asked or 'everything'}"

    def verify(self) -> None:
        """Hold every file against the manifest.

        Raises
        ------
        PkjpError
            A file is gone, has other bytes, or is not named there.
        """
        named = {str(file["name"]): str(file["sha256"]) for file in self.manifest["files"]}
        for name, digest in named.items():
            path = self.folder / name
            shown = path.relative_to(self.root).as_posix()
            if not path.is_file():
                raise PkjpError(f"{shown}: the file is missing; a vintage is kept whole, restore it or fetch another")
            if sha256(path) != digest:
                raise PkjpError(f"{shown}: its bytes differ from {MANIFEST}; restore it or fetch another vintage")
        for path in sorted(self.folder.iterdir()):
            if path.name not in named and path.name != MANIFEST:
                raise PkjpError(f"{path.relative_to(self.root).as_posix()}: {MANIFEST} does not name it; take it away")


def _in_words(value: Any) -> str:
    """A value of a request: years as spans, other lists with commas."""
    if isinstance(value, list) and value and all(isinstance(one, int) for one in value):
        return spans([str(one) for one in value])
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def vintages(root: Path) -> list[Vintage]:
    """Every whole vintage, by name."""
    found = sorted((root / LOCAL).glob(f"*/{MANIFEST}"))
    return [Vintage(root, path.parent.name) for path in found if _ID.fullmatch(path.parent.name)]


def find(root: Path, id: str) -> Vintage:
    """The vintage of that name.

    Raises
    ------
    UsageError
        There is none; the line names the nearest.
    """
    held = {vintage.id: vintage for vintage in vintages(root)}
    if id not in held:
        close = f"the nearest is {nearest(id, held)}" if held else "none is held, fetch one with pkjp refresh"
        raise UsageError(f"no vintage {id!r} in {LOCAL.as_posix()}; {close}")
    return held[id]
