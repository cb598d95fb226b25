"""Concordances between editions of the Harmonized System: conversion and correlation tables that a user has.

They hold no figures. Named beside another vintage, one leads that vintage's 6-digit codes to another edition
(`pkjp_analysis.vintages.concordance`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.vintages.folder import Vintage
from pkjp_analysis.vintages.service import Service
from pkjp_analysis.vintages.source import Part, Request, Source, take
from pkjp_analysis.vintages.tables import Rows

NAME = "hs-concordance"
# Editions as Comtrade names them, by the year in their name.
EDITIONS = {"1992": "H0", "1996": "H1", "2002": "H2", "2007": "H3", "2012": "H4", "2017": "H5", "2022": "H6"}
# A part of what a code holds has no counterpart.
NOWHERE = ""
_COLUMN = re.compile(r"(from|to)?\s*HS\s*(\d{4})", re.IGNORECASE)
# Titles stand above the header: one line in some of the published sheets, six in others.
_TITLES = 10
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Step:
    """What a table says: every code of one edition, and the codes of another that its goods belong to."""

    file: str
    origin: str
    target: str
    codes: Mapping[str, frozenset[str]]
    # Lines with a code.
    lines: int

    def told(self) -> str:
        """``HS2022toHS2017.csv leads H6 to H5: 5,000 codes to one code, 12 to several, 1 to none``."""
        several = sum(len(targets) > 1 for targets in self.codes.values())
        none = sum(targets == {NOWHERE} for targets in self.codes.values())
        one = len(self.codes) - several - none
        return (
            f"{self.file} leads {self.origin} to {self.target}: {one:,} codes to one code, {several:,} to several"
            + (f", {none:,} to none" if none else "")
        )


@dataclass(frozen=True)
class Link:
    """Where the codes of an edition end up: `codes` those that end up whole in one code of `target`.

    `parts` are the codes of `target` in which a part of the others ends up: figures for these are not of the whole.
    """

    target: str
    codes: Mapping[str, str]
    parts: frozenset[str]


class HsConcordance(Source):
    """Tables of the United Nations Statistics Division, a sheet of each saved as CSV."""

    name = NAME
    title = "UN Statistics Division, conversion and correlation tables between editions of the Harmonized System"
    publisher = "UN Statistics Division"
    home = "https://unstats.un.org/unsd/classifications/Econ"
    terms = "United Nations: free to use with the source named"
    evidence = "official"
    takes = frozenset({"files"})
    needs = frozenset({"files"})

    def plan(self, request: Request, service: Service) -> list[Part]:
        """The files, if they go together."""
        steps = [read(path, path.name) for path in request.files]
        links(steps)
        for step in steps:
            service.note(step.told())
        service.note("name it beside a vintage: pkjp reproduce --vintage comtrade-DATE --vintage hs-concordance-DATE")
        return [Part(path.name, file=path) for path in request.files]

    def fetch(self, part: Part, service: Service, target: Path) -> None:
        """Copy the file."""
        assert part.file is not None
        take(part.file, target)

    def validate(self, part: Part, path: Path) -> int:
        """A header that names two editions, and codes of six digits below it."""
        return read(path, part.name).lines

    def write(self, vintage: Vintage) -> Iterator[Rows]:
        """None: a concordance holds no figures."""
        return iter(())

    def may_be_empty(self, vintage: Vintage) -> bool:
        """Always so."""
        return True


def steps(vintage: Vintage) -> list[Step]:
    """The tables of a vintage, in the order in which they were named."""
    return [read(path, name) for name, path in vintage.files()]


def read(path: Path, name: str) -> Step:
    """A table: a header that names two editions, such as ``From HS 2022`` and ``To HS 2017``, and codes below it.

    Raises
    ------
    UsageError
        It cannot be read.
    PkjpError
        There is no such header, nothing is below it, or a cell is no code of six digits.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise UsageError(f"--file {path}: {error.strerror}; name a file that can be read") from None
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        for place, row in enumerate(rows[:_TITLES]):
            if columns := _columns(row, name):
                return _step(rows, place, columns, name)
    raise PkjpError(
        f"{name}: no line names two editions, such as From HS 2022 and To HS 2017; save the sheet of conversions "
        "or correlations as CSV, with its header"
    )


def _columns(row: Sequence[str], name: str) -> list[tuple[int, str]] | None:
    """Place and edition of the two columns: whence, and whereto."""
    found = [(place, match) for place, cell in enumerate(row) if (match := _COLUMN.fullmatch(cell.strip()))]
    if len(found) != 2 or found[0][1][2] == found[1][1][2]:
        return None
    for _, match in found:
        if match[2] not in EDITIONS:
            raise PkjpError(f"{name}: HS {match[2]} is no edition that is known; known are {', '.join(EDITIONS)}")
    # Some of the published sheets call both columns From; the order is the same in all.
    if (found[0][1][1] or "").lower() == "to":
        found.reverse()
    return [(place, EDITIONS[match[2]]) for place, match in found]


def _step(rows: Sequence[Sequence[str]], header: int, columns: Sequence[tuple[int, str]], name: str) -> Step:
    codes: dict[str, set[str]] = {}
    count = 0
    for number, row in enumerate(rows[header + 1 :], header + 2):
        origin, target = (row[place].strip() if place < len(row) else "" for place, _ in columns)
        if not (origin or target):
            continue
        whence = _code(origin, name, number)
        codes.setdefault(whence, set()).add(_code(target, name, number) if target else NOWHERE)
        count += 1
    if not count:
        raise PkjpError(f"{name}: no codes below the header; save the whole sheet")
    whole = {code: frozenset(targets) for code, targets in codes.items()}
    return Step(name, columns[0][1], columns[1][1], whole, count)


def _code(cell: str, name: str, number: int) -> str:
    code = cell.replace(".", "")
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise PkjpError(
            f"{name} row {number}: {cell!r} is no code of six digits; save codes as text, with leading zeros, "
            "one in every row"
        )
    return code


def links(tables: Sequence[Step]) -> dict[str, Link]:
    """Where the codes of each edition end up, as far as the tables lead.

    A code that is parted in one table and whole again in the next ends up whole.

    Raises
    ------
    UsageError
        Two tables lead on from one edition, or they lead back to where they began.
    """
    by_origin: dict[str, Step] = {}
    for step in tables:
        other = by_origin.setdefault(step.origin, step)
        if other is not step:
            raise UsageError(f"{other.file} and {step.file} both lead on from {step.origin}; name one of them")
    return {edition: _link(edition, by_origin) for edition in by_origin}


def _link(edition: str, by_origin: Mapping[str, Step]) -> Link:
    step = by_origin[edition]
    found = dict(step.codes)
    seen = [edition]
    while step.target in by_origin:
        if step.target in seen:
            raise UsageError(f"{step.file} leads back to {step.target}; name tables of one direction")
        seen.append(step.target)
        step = by_origin[step.target]
        further = step.codes
        found = {
            code: frozenset().union(*(further.get(target, {NOWHERE}) for target in targets))
            for code, targets in found.items()
        }
    whole = {code: next(iter(targets)) for code, targets in found.items() if len(targets) == 1}
    whole = {code: target for code, target in whole.items() if target != NOWHERE}
    parts = frozenset(target for code, targets in found.items() if code not in whole for target in targets)
    return Link(step.target, whole, parts - {NOWHERE})


SOURCE = HsConcordance()
