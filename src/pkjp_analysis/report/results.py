"""What a run left in its folder, read for the report; nothing is changed there."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution import document, record, stale
from pkjp_analysis.execution.catalogue import FOLDER
from pkjp_analysis.execution.record import RunRecord

Cell = dict[str, Any]
_OURS = re.compile(r"figure ([a-z0-9_]+) [0-9a-f]{16}")


@dataclass(frozen=True)
class Section:
    """An executed notebook: `number` is its two digits, `title` its first heading without the number."""

    name: str
    number: str
    title: str
    cells: list[Cell]


@dataclass(frozen=True)
class Figure:
    """A figure of a run.

    `stem` is the name of its files, as ``03_composition``; `call` the code of the notebook's cell (`cell` is its id)
    that drew it; `rows` the raw rows that it rests on, by raw file, as ranges (`pkjp_analysis.lineage`); `picture` the
    PNG that the notebook shows, `size` its width and height on the screen.
    """

    stem: str
    section: Section
    cell: str
    call: str
    title: str
    alt: str
    rows: dict[str, str]
    picture: bytes
    size: tuple[int, int]


@dataclass(frozen=True)
class Results:
    """The results in a folder, of which the run's record says that they are whole.

    Raises
    ------
    PkjpError
        No run has made the folder, or a file is not what the run wrote.
    """

    folder: Path

    @cached_property
    def run(self) -> RunRecord:
        """The run's record."""
        found = record.earlier(self.folder)
        if found is None or not found.notebooks:
            raise PkjpError(f"{self.folder.name}/ holds no results; run `pkjp reproduce` first")
        for name, run in found.notebooks.items():
            for path in stale.missing(run, self.folder):
                raise PkjpError(f"{self.folder.name}/{path} is not what {name} wrote; run `pkjp reproduce` again")
        return found

    @cached_property
    def claims(self) -> list[dict[str, Any]]:
        """Every statement with verdict and evidence, as claims.json has them."""
        held: list[dict[str, Any]] = json.loads((self.folder / "claims.json").read_text(encoding="utf-8"))
        return held

    @cached_property
    def sections(self) -> list[Section]:
        """The executed notebooks, in order."""
        return [self._section(name) for name in sorted(self.run.notebooks)]

    @cached_property
    def figures(self) -> list[Figure]:
        """Every figure that the executed notebooks show, in their order."""
        return [figure for section in self.sections for figure in self._figures(section)]

    @cached_property
    def tables(self) -> dict[str, list[str]]:
        """Names of the files of each notebook's tables, without their ending, by the notebook's number."""
        stems = sorted({path.stem for path in (self.folder / "tables").glob("*.csv")})
        return {section.number: [s for s in stems if s.startswith(f"{section.number}_")] for section in self.sections}

    def _section(self, name: str) -> Section:
        cells: list[Cell] = document.read(self.folder / FOLDER / name)["cells"]
        heading = "".join(cells[0]["source"]).split("\n", 1)[0].lstrip("# ")
        return Section(name, name[:2], heading.lstrip("0123456789. "), cells)

    def _figures(self, section: Section) -> Iterator[Figure]:
        for cell in section.cells:
            for output in cell.get("outputs", ()):
                stem = figure_stem(section, output)
                if stem:
                    told = json.loads((self.folder / "figures" / f"{stem}.json").read_text(encoding="utf-8"))
                    shown = output["metadata"]["image/png"]
                    yield Figure(
                        stem=stem,
                        section=section,
                        cell=cell["id"],
                        call="".join(cell["source"]),
                        title=told["title"],
                        alt=told["alt"],
                        rows=told["rows"],
                        picture=b64decode("".join(output["data"]["image/png"])),
                        size=(shown["width"], shown["height"]),
                    )


def figure_stem(section: Section, output: Cell) -> str:
    """Name of the files of the figure that a cell's output shows; empty where it shows none of ours."""
    said = _OURS.fullmatch("".join(output.get("data", {}).get("text/plain", "")))
    return f"{section.number}_{said[1]}" if said else ""
