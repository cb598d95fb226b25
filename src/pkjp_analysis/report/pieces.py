"""Pieces of evidence as the report shows them: value and basis, origin and source, and the way to the raw row."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pkjp_analysis.claims import Judgement
from pkjp_analysis.claims.evidence import Evidence
from pkjp_analysis.codebook import in_words
from pkjp_analysis.plain import mapping, rows_of
from pkjp_analysis.report.said import MONEY, Row, amount, note, period
from pkjp_analysis.report.votes import interval
from pkjp_analysis.store import RAW

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.store import Store

_ROW = re.compile(r"[^;\s#]+#\d+")
_WEB = ("http://", "https://")
# What of an observation is its basis, and how each column is told.
_BASIS: tuple[tuple[str, str], ...] = (
    ("measure", "{}"),
    ("valuation", "valuation {}"),
    ("recording", "recording {}"),
    ("calendar", "calendar {}"),
    ("regime", "re-exports: {}"),
    ("price_basis", "prices: {}"),
    ("coverage", "{} period"),
    ("qualifier", "{}"),
)
# What goes without saying.
_USUAL = {"full period", "exact", "calendar point"}


@dataclass(frozen=True)
class RawRow:
    """A raw row behind a piece: its id, and where in the source it was read."""

    id: str
    location: str


@dataclass(frozen=True)
class Piece:
    """A piece of evidence as it is shown.

    `held` is an amount of money in base units; `series` are ids with their words; `url` is empty where the source has
    no address of the web; `others` are the rows that it adds up with `rows`; `more` is what `raw` names if no row.
    """

    piece: Evidence
    value: str
    held: str
    interval: str
    period: str
    series: list[tuple[str, str]]
    basis: list[str]
    publisher: str
    url: str
    rows: list[RawRow]
    others: list[str]
    more: str
    note: str


@dataclass(frozen=True)
class Pieces:
    """The evidence of all statements, with the rows that it was made from; `all_rows` names each row of a piece."""

    store: Store
    judgements: Sequence[Judgement]
    all_rows: Callable[[Mapping[str, str]], list[str]]

    @cached_property
    def rows_of(self) -> dict[str, list[Row]]:
        """Rows of observations, grants and events by a piece's `raw`."""
        raws = {piece.raw: ids(piece.raw) for one in self.judgements for piece in one.evidence}
        wanted = {id for found in raws.values() for id in found}
        store = self.store.for_statements
        held: dict[str, Row] = {}
        for frame in (store.observations, store.grants, store.events):
            held |= {row["raw"]: row for row in _with_raw(frame, wanted)}
        return {raw: [held[id] for id in found if id in held] for raw, found in raws.items()}

    def of(self, judgement: Judgement) -> list[Piece]:
        """The pieces of a statement, those that vote first."""
        ordered = sorted(judgement.evidence, key=lambda piece: piece.vote == "none")
        return [self._shown(judgement, piece) for piece in ordered]

    def _shown(self, judgement: Judgement, piece: Evidence) -> Piece:
        rows, statement = self.rows_of[piece.raw], judgement.statement
        value = amount(piece.value, piece.unit, statement)
        source = self._sources.get(piece.source, {})
        url = str(source.get("url", ""))
        found = ids(piece.raw)
        return Piece(
            piece=piece,
            value=value,
            held=f"{Decimal(piece.value):,} {piece.unit}" if piece.unit in MONEY and piece.value else "",
            interval=interval(piece, statement),
            period=period(piece, rows),
            series=list(dict.fromkeys((row["series"], in_words(row["series"])) for row in rows if "series" in row)),
            basis=self._basis(rows),
            publisher=str(source.get("publisher", piece.source)),
            url=url if url.startswith(_WEB) else "",
            rows=[RawRow(id, self._location(id)) for id in found],
            others=[row for row in self.all_rows({"raw": piece.raw}) if row not in found] if found else [],
            more="" if found else piece.raw,
            note=note(piece.note),
        )

    def _basis(self, rows: Sequence[Row]) -> list[str]:
        """Who counts what, and on which basis; several values of several rows stand side by side."""
        observed = [row for row in rows if "series" in row]
        told = _each(observed, self._who)
        told += _each(observed, lambda row: f"{row['nomenclature']} {row['product']}" if row["product"] else "")
        told += _each(observed, lambda row: row["breakdown"].replace("=", ": "))
        for column, words in _BASIS:
            told += _each(observed, partial(_filled, column, words))
        told += _each(observed, lambda row: f"in {row['unit']}")
        told += _each([row for row in rows if "grant" in row], lambda row: f"grant: {row['title']}")
        told += _each([row for row in rows if "event" in row], lambda row: f"event: {row['title']}")
        return [words for words in told if words not in _USUAL]

    def _who(self, row: Row) -> str:
        reporter, partner = (self._names.get(row[side], row[side]) for side in ("reporter", "partner"))
        return f"{row['flow']}{': ' if row['flow'] else ''}{reporter}{f' with {partner}' if partner else ''}"

    @cached_property
    def _names(self) -> dict[str, str]:
        return mapping(self.store.countries, "code", "name")

    @cached_property
    def _sources(self) -> dict[str, Row]:
        return {row["source"]: row for row in rows_of(self.store.sources)}

    def _location(self, id: str) -> str:
        file, _, row = id.partition("#")
        if file not in self._locations:
            self._locations[file] = _locations(self.store.root / RAW / file)
        return self._locations[file].get(row, "")

    @cached_property
    def _locations(self) -> dict[str, dict[str, str]]:
        return {}


def ids(raw: str) -> list[str]:
    """The raw rows that a piece names, as ``FILE#ROW``."""
    return _ROW.findall(raw)


def _with_raw(frame: pd.DataFrame, wanted: set[str]) -> list[Row]:
    return rows_of(frame[frame["raw"].isin(wanted)])


def _filled(column: str, words: str, row: Row) -> str:
    return words.format(row[column].replace("_", " ")) if row[column] else ""


def _each(rows: Sequence[Row], words: Callable[[Row], str]) -> list[str]:
    """What is said of the rows, each thing once, in one text; nothing where nothing is said."""
    return _joined(dict.fromkeys(filter(None, map(words, rows))))


def _joined(said: Iterable[str]) -> list[str]:
    told = " / ".join(said)
    return [told] if told else []


def _locations(path: Path) -> dict[str, str]:
    """Where in the source the rows of a raw file were read, by row; of files that do not say it nothing."""
    if path.suffix != ".csv" or not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if not {"row", "location"} <= set(reader.fieldnames or ()):
            return {}
        return {row["row"]: row["location"] for row in reader}
