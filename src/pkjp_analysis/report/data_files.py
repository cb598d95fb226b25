"""The raw files: what each is, its sources, all its rows, and what rests on every one of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pkjp_analysis.plain import mapping
from pkjp_analysis.report.data_tables import Told, told
from pkjp_analysis.report.downloads import download
from pkjp_analysis.report.page import Asset, Page, anchor, file_address
from pkjp_analysis.report.report import Report
from pkjp_analysis.root import MANIFEST
from pkjp_analysis.store import RAW

if TYPE_CHECKING:
    import pandas as pd

# How cells of a raw file are shown, by the name of the column; others are text.
KINDS = {
    **{"source": "source", "series": "series", "url": "url", "file": "file"},
    **{"claim_id": "statements", "claim_ids": "statements", "statements": "statements", "premises": "statements"},
    **dict.fromkeys(("value", "amount", "coefficient", "multiplier"), "number"),
}
# Links to figures in a cell; more of them, or those that very many rows have, are told once for all.
_FEW_LINKS, _MANY_TIMES = 2, 20
# A figure that rests on more rows of a fetched file says little of each: they are not shown for its sake.
_MANY_ROWS = 500
FETCHED = "local/"


@dataclass(frozen=True)
class RawFile:
    """A raw file of the study; `name` is its path below data/raw, `rows` its cells as text.

    `key` is the column of the rows' own numbers; empty where they have none and their places stand for them.
    """

    name: str
    key: str
    description: str
    meanings: dict[str, str]
    digest: str
    content: bytes
    header: list[str]
    rows: list[list[str]]

    @cached_property
    def names(self) -> list[str]:
        """What its rows are called: by their own number, or by their place where they have none."""
        numbers = self.column(self.key) if self.key else range(1, len(self.rows) + 1)
        return [f"{self.name}#{number}" for number in numbers]

    def column(self, name: str) -> list[str]:
        """The cells of a column; none where the file has no such column."""
        return [row[self.header.index(name)] for row in self.rows] if name in self.header else []

    @cached_property
    def asset(self) -> Asset:
        """The file to download."""
        return download(f"data/raw/{self.name}", self.content)


@dataclass(frozen=True)
class Use:
    """What rests on a row: statements, and figures by stem; `place` is its number in the page's list, 0 in none."""

    statements: tuple[str, ...]
    figures: tuple[str, ...]
    place: int = 0


def told_uses(uses: dict[str, Use], shown: Callable[[Use, str], Markup], file: str) -> dict[Use, Markup]:
    """Each use in its words, told once however many rows share it."""
    return {use: shown(use, file) for use in dict.fromkeys(uses.values())}


def raw_files(report: Report) -> list[RawFile]:
    """Every file that the manifest of data/raw names, by name.

    Raises
    ------
    PkjpError
        A file is missing or damaged.
    """
    manifest = json.loads((report.root / MANIFEST).read_text(encoding="utf-8"))
    return [_read(report, told) for told in sorted(manifest["resources"], key=lambda one: str(one["path"]))]


def _read(report: Report, resource: dict[str, Any]) -> RawFile:
    from pkjp_analysis.cleaning.read import read_table

    name = resource["path"]
    frame = read_table(report.root / RAW / name, (RAW / name).as_posix())
    return RawFile(
        name=name,
        key="row" if "row" in resource["schema"].get("primaryKey", []) else "",
        description=resource["description"],
        meanings={field["name"]: field["description"] for field in resource["schema"]["fields"]},
        digest=resource["hash"].removeprefix("sha256:"),
        content=(report.root / RAW / name).read_bytes(),
        header=list(frame.columns),
        rows=frame.to_numpy(dtype=object).tolist(),
    )


def made(report: Report, files: list[RawFile]) -> Iterator[Page | Asset]:
    """A page and a download for each raw file, and a page for each file of a fetched vintage with rows in use."""
    corrections = next((file for file in files if file.name == "corrections.csv"), None)
    for file in files:
        yield _page(report, file, corrections)
        yield file.asset
    yield from _fetched(report)


def _page(report: Report, file: RawFile, corrections: RawFile | None) -> Page:
    uses, lists = _uses(report, file.name, file.names)
    values = {
        **_shared(report, file.name, file.names, told(file.header, file.rows, file.names, KINDS, file.key)),
        **{"file": file, "uses": uses, "lists": lists, "fetched": None, "key": file.key or "place"},
        **{"series": _filled(file.column("series")), "sources": _sources(file), "corrections": []},
    }
    if corrections:
        at = zip(
            corrections.names,
            (dict(zip(corrections.header, row, strict=True)) for row in corrections.rows),
            strict=True,
        )
        values["corrections"] = [(raw, one) for raw, one in at if one["file"] == file.name]
    return Page(file_address(file.name), file.name, "data_file.html", "data", values)


def _sources(file: RawFile) -> dict[str, int]:
    """Rows by source; the table of the sources themselves has none of its own."""
    return _filled(file.column("source")) if file.name != "sources.csv" else {}


def _shared(report: Report, name: str, rows: Iterable[str], table: Told) -> dict[str, Any]:
    named = [name, *rows]
    return {
        "told_uses": told_uses,
        "terms": mapping(report.store.sources, "source", "terms"),
        "known": {*report.store.sources["source"], *report.store.coarse["series"].unique()},
        "id": anchor(name.removesuffix(".csv").replace("/", ".")),
        "table": table,
        "statements": report.trace.statements_of(named),
        "figures": report.trace.figures_of(named),
        "on_the_whole": report.trace.statements_of_row.get(name, []),
    }


def _filled(cells: Iterable[str]) -> dict[str, int]:
    """How often each word stands in the cells, in order of the alphabet."""
    return dict(sorted(Counter(cell for cell in cells if cell).items()))


def _uses(report: Report, file: str, names: Iterable[str]) -> tuple[dict[str, Use], list[Use]]:
    """What rests on each row that anything rests on; and what is told once: many figures that several rows share."""
    trace = report.trace
    found = {
        name: (tuple(trace.statements_of_row.get(name, ())), tuple(trace.figures_of_row.get(name, ())))
        for name in names
    }
    often = Counter(figures for _, figures in found.values() if figures)
    shared = (figures for figures, rows in often.items() if len(figures) > _FEW_LINKS or rows > _MANY_TIMES)
    places = {figures: place for place, figures in enumerate(shared, start=1)}
    uses = {
        name: Use(statements, figures, places.get(figures, 0))
        for name, (statements, figures) in found.items()
        if statements or figures
    }
    return uses, [Use((), figures, place) for figures, place in places.items()]


def _fetched(report: Report) -> Iterator[Page]:
    """Pages of the files of fetched vintages: the rows that evidence, or a figure with few rows of them, rests on."""
    if not report.vintages:
        return
    wanted, many = _wanted(report)
    frame = _found(report, {row for rows in wanted.values() for row in rows})
    cells = dict(zip(frame["raw"].tolist(), frame.to_numpy(dtype=object).tolist(), strict=True))
    header = list(frame.columns)
    for name in sorted({*wanted, *many}):
        names = sorted(wanted.get(name, ()), key=lambda raw: int(raw.partition("#")[2]))
        rows = [cells.get(raw, [""] * len(header)) for raw in names]
        uses, lists = _uses(report, name, names)
        table = told(header, rows, names, KINDS, "raw")
        at = {column: [row[header.index(column)] for row in rows] for column in ("series", "source")}
        values = {
            **_shared(report, name, names, table),
            **{"file": None, "uses": uses, "lists": lists, "fetched": many.get(name, []), "key": "row"},
            **{"series": _filled(at["series"]), "sources": _filled(at["source"]), "corrections": []},
        }
        yield Page(file_address(name), name, "data_file.html", "data", values)


def fetched_files(report: Report) -> list[str]:
    """Files of fetched vintages that have a page."""
    wanted, many = _wanted(report) if report.vintages else ({}, {})
    return sorted({*wanted, *many})


def shown_rows(report: Report) -> set[str]:
    """Rows of fetched vintages that have a place on a page of their file."""
    return {row for rows in _wanted(report)[0].values() for row in rows} if report.vintages else set()


def _wanted(report: Report) -> tuple[dict[str, set[str]], dict[str, list[str]]]:
    """Rows in use of each fetched file; and the figures that rest on too many of its rows to show them."""
    wanted: dict[str, set[str]] = {}
    many: dict[str, list[str]] = {}
    trace = report.trace
    for row in trace.statements_of_row:
        if row.startswith(FETCHED) and "#" in row:
            wanted.setdefault(row.partition("#")[0], set()).add(row)
    for stem, rows in trace.rows_of_figure.items():
        by_file: dict[str, set[str]] = {}
        for row in rows:
            if row.startswith(FETCHED):
                by_file.setdefault(row.partition("#")[0], set()).add(row)
        for name, ours in by_file.items():
            if len(ours) <= _MANY_ROWS:
                wanted.setdefault(name, set()).update(ours)
            else:
                many.setdefault(name, []).append(stem)
    return wanted, many


def _found(report: Report, wanted: set[str]) -> pd.DataFrame:
    """The observations of these rows: coarse ones, and the codes that the pair reports."""
    import pandas as pd

    store = report.store
    held = store.coarse
    parts = [held[held["raw"].isin(wanted)]]
    missing = wanted - set(parts[0]["raw"])
    for reporter in (report.parameters["reporter"], report.parameters["partner"]) if missing else ():
        codes = store.codes(reporter)
        parts.append(codes[codes["raw"].isin(missing)])
    return pd.concat(parts, ignore_index=True).drop_duplicates("raw")
