"""What notebooks show and where: figures, tables, statements and computed sentences, by notebook and cell."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution.document import INJECTED, code_cells

_FIGURE = re.compile(r"figure (\w+) [0-9a-f]+")
FILES = {"figure": ("figures", ("svg", "png", "pdf", "csv")), "table": ("tables", ("csv", "tex"))}


@dataclass(frozen=True)
class Exhibit:
    """A figure or table: its name, what it shows, the code cell (counted from 1) and the call that makes it."""

    kind: str
    name: str
    shows: str
    cell: int
    call: str


@dataclass
class Shown:
    """What one notebook shows; `statements` and `narrated` have the cells by subsection or topic."""

    notebook: str
    title: str = ""
    cells: int = 0
    exhibits: list[Exhibit] = field(default_factory=list)
    statements: dict[str, list[int]] = field(default_factory=dict)
    narrated: dict[str, list[int]] = field(default_factory=dict)

    def files(self, exhibit: Exhibit) -> list[str]:
        """Paths in the build of an exhibit's files."""
        folder, kinds = FILES[exhibit.kind]
        return [f"{folder}/{self.notebook[:2]}_{exhibit.name}.{kind}" for kind in kinds]


def shown(path: Path) -> Shown:
    """What a notebook with its outputs shows; a cell that a run injected is not counted.

    Raises
    ------
    PkjpError
        The file is no notebook, or a code cell is no Python.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        found = Shown(path.name, _title(document))
        own = [cell for cell in code_cells(document) if INJECTED not in cell["metadata"].get("tags", [])]
        for number, cell in enumerate(own, start=1):
            _look(found, number, cell)
    except (OSError, ValueError, KeyError, TypeError, SyntaxError) as error:
        raise PkjpError(f"{path.name} cannot be read as a notebook ({error}); restore it") from error
    return found


def _title(document: dict[str, Any]) -> str:
    """The first heading."""
    for cell in document["cells"]:
        for line in "".join(cell["source"]).splitlines() if cell["cell_type"] == "markdown" else ():
            if line.startswith("# "):
                return line.removeprefix("# ")
    return ""


def _look(found: Shown, number: int, cell: dict[str, Any]) -> None:
    found.cells = number
    tree = ast.parse("".join(cell["source"]))
    for name, subsection in _calls_by_word(tree):
        noted = {"statements": found.statements, "narrate": found.narrated}.get(name)
        if noted is not None:
            noted.setdefault(subsection, []).append(number)
    last = tree.body[-1]
    if isinstance(last, ast.Expr) and cell["outputs"]:
        found.exhibits += _exhibits(number, last.value, cell["outputs"][-1])


def _calls_by_word(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Method calls with one word, as ``study.narrate("3.1")``: the method and the word."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=[ast.Constant(value=str() as word)]):
                yield name, word


def _exhibits(number: int, expression: ast.expr, output: dict[str, Any]) -> Iterator[Exhibit]:
    text = "".join(output.get("data", {}).get("text/plain", ""))
    call = ast.unparse(expression)
    if figure := _FIGURE.fullmatch(text):
        # As the figures' alt texts are made: the kind of chart, the title, what can be seen.
        alt = output["metadata"].get("image/png", {}).get("alt", "")
        title = alt.split(". ")[1] if ". " in alt else alt
        yield Exhibit("figure", figure[1], title.rstrip("."), number, call)
    match expression:
        case ast.Call(func=ast.Name(id="show"), args=[_, ast.Constant(value=str() as name), _, *_]):
            yield Exhibit("table", name, text.partition("\n")[0], number, call)
        case ast.Call(func=ast.Name(id="show"), args=[_, ast.Constant(value=str() as name)]):
            yield Exhibit("table", name, "", number, call)
