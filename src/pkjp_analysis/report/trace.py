"""From a raw row to every statement and figure that rests on it, and back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pkjp_analysis.lineage import expand
from pkjp_analysis.report.results import Figure

# How evidence names rows: one of them, with the others of its flow and year where it rests on all; or a whole file.
_ROW = re.compile(r"(?P<row>\S+#\d+)(?: and (?P<more>\d+) more rows of that flow and year)?")
_FILE = re.compile(r"\S+\.\w+")


@dataclass(frozen=True)
class Trace:
    """Rows are named as ``FILE#ROW``, files by their path below data/raw, figures by their stem.

    A statement that rests on a file as a whole has the file's name among its rows. `mates` gives the other rows of a
    row's flow and year.
    """

    claims: list[dict[str, Any]]
    figures: list[Figure]
    mates: Callable[[str], list[str]] = lambda row: []

    @cached_property
    def rows_of_statement(self) -> dict[str, list[str]]:
        """Raw rows of a statement's evidence, in the order of the evidence."""
        return {
            claim["claim_id"]: list(dict.fromkeys(row for piece in claim["evidence"] for row in self.rows_of(piece)))
            for claim in self.claims
        }

    @cached_property
    def rows_of_figure(self) -> dict[str, set[str]]:
        """Raw rows that a figure rests on."""
        return {
            figure.stem: {f"{file}#{row}" for file, rows in figure.rows.items() for row in expand(rows)}
            for figure in self.figures
        }

    @cached_property
    def statements_of_row(self) -> dict[str, list[str]]:
        """Statements whose evidence has a row (or names a file), in the ledger's order."""
        return _turned(self.rows_of_statement)

    @cached_property
    def figures_of_row(self) -> dict[str, list[str]]:
        """Figures that rest on a row, in the notebooks' order."""
        return _turned(self.rows_of_figure)

    @cached_property
    def figures_of_statement(self) -> dict[str, list[str]]:
        """Figures that rest on a row of a statement's evidence: first those that have most such rows in their own.

        A figure that rests on few rows says more of each of them than one that rests on all.
        """
        found = {}
        for claim, rows in self.rows_of_statement.items():
            shared: dict[str, int] = defaultdict(int)
            for row in rows:
                for figure in self.figures_of_row.get(row, ()):
                    shared[figure] += 1
            weight = {figure: number / len(self.rows_of_figure[figure]) for figure, number in shared.items()}
            found[claim] = sorted(shared, key=lambda figure: (-weight[figure], figure))
        return found

    @cached_property
    def statements_of_figure(self) -> dict[str, list[str]]:
        """Statements whose evidence shares a row with a figure, in the ledger's order."""
        return _turned(self.figures_of_statement)

    def rows_of(self, piece: Mapping[str, Any]) -> list[str]:
        """Raw rows of a piece of evidence, each once; the name of a file where it rests on the whole of it."""
        found: dict[str, None] = {}
        for told in str(piece.get("raw", "")).split(";"):
            if one := _ROW.fullmatch(told):
                others = self.mates(one["row"]) if one["more"] else []
                found |= dict.fromkeys([one["row"], *others])
            elif _FILE.fullmatch(told):
                found[told] = None
        return list(found)

    def statements_of(self, rows: Iterable[str]) -> list[str]:
        """Statements that rest on any of the rows, in the ledger's order."""
        held = {claim for row in rows for claim in self.statements_of_row.get(row, ())}
        return [claim["claim_id"] for claim in self.claims if claim["claim_id"] in held]

    def figures_of(self, rows: Iterable[str]) -> list[str]:
        """Figures that rest on any of the rows, in the notebooks' order."""
        held = {figure for row in rows for figure in self.figures_of_row.get(row, ())}
        return [figure.stem for figure in self.figures if figure.stem in held]


def _turned(found: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    turned: dict[str, list[str]] = defaultdict(list)
    for one, others in found.items():
        for other in others:
            turned[other].append(one)
    return dict(turned)
