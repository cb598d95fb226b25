"""What another vintage changes: the observations, the figures and tables that they reach, the statements."""

from __future__ import annotations

import csv
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pkjp_analysis.execution.batch import SHOWN, How
from pkjp_analysis.execution.catalogue import select
from pkjp_analysis.execution.judged import FILES
from pkjp_analysis.execution.parameters import Parameters, check_values, effective
from pkjp_analysis.execution.run import reproduce
from pkjp_analysis.store import Store
from pkjp_analysis.vintages.diff import Observations, compare
from pkjp_analysis.vintages.folder import SHIPPED, find

# Columns that say where a figure was read: another vintage has another name there, whatever it holds.
_WHERE_READ = ("observation", "source", "publisher", "published", "vintage", "raw")
# What a piece of evidence says, wherever it was read.
_TOLD = ("origin", "period", "part", "value", "unit", "vote")
Record = dict[str, Any]


@dataclass(frozen=True)
class Differences:
    """What differs between a study with one vintage and the same study with another.

    `figures` and `tables` are records with name, change (added, dropped, revised), rows (those that differ);
    `statements` with claim_id, paraphrase, and old and new verdict, reason and evidence. `shown` is the number of
    figures, tables and statements that were compared: none where no observation differs, since nothing was run then.
    """

    before: str
    after: str
    parameters: Parameters
    observations: Observations
    figures: list[Record] = field(default_factory=list)
    tables: list[Record] = field(default_factory=list)
    statements: list[Record] = field(default_factory=list)
    shown: Mapping[str, int] = field(default_factory=dict)


def differences(
    root: Path,
    before: str,
    after: str,
    names: Sequence[str] = (),
    given: Mapping[str, Any] | None = None,
    *,
    how: How | None = None,
) -> Differences:
    """Compare the study with one vintage beside the shipped figures to the study with another.

    Parameters
    ----------
    root
        The study's folder.
    before, after
        Vintages by name; ``shipped`` is the shipped figures alone.
    names
        Notebooks by number, name or path, whose figures and tables are compared; none means all.
    given
        Any of ``reporter``, ``partner`` and ``year``, the notebooks' own values otherwise.
    how
        Engine, notebooks at a time, limits, progress.

    Raises
    ------
    UsageError
        A vintage, a notebook or a parameter's value does not exist.
    PkjpError
        A vintage is not what its manifest says, or a run failed.
    """
    notebooks = select(root, names)
    for id in dict.fromkeys((before, after)):
        if id != SHIPPED:
            find(root, id).verify()
    parameters = effective(notebooks, given or {})
    for id in dict.fromkeys((before, after)):
        check_values(root, replace(parameters, vintage=_beside(id)))
    how = how or How()
    observations = _observations(root, before, after, how)
    if observations.rows.empty:
        return Differences(before, after, parameters, observations)
    with tempfile.TemporaryDirectory(prefix="pkjp-diff-") as scratch:
        # What is kept is taken from .results, and what is run is kept there: the folder here is only looked at.
        folders = [Path(scratch, side) for side in ("before", "after")]
        for id, folder in zip((before, after), folders, strict=True):
            how.progress.say(f"figures with {id}")
            values = {**(given or {}), "vintage": _beside(id)} if id != SHIPPED else given
            reproduce(root, names, values, output=folder, how=how)
        old, new = ([_rows_by_name(folder / part) for part in SHOWN] for folder in folders)
        figures, tables = (list(_differing(*sides)) for sides in zip(old, new, strict=True))
        judged = [_judged(folder) for folder in folders]
    shown = {part: len(one.keys() | other.keys()) for part, one, other in zip(SHOWN, old, new, strict=True)}
    shown["statements"] = len(judged[0].keys() | judged[1].keys())
    return Differences(before, after, parameters, observations, figures, tables, list(moved(*judged)), shown)


def _beside(id: str) -> str:
    """The vintage beside the shipped figures."""
    return "" if id == SHIPPED else id


def _observations(root: Path, before: str, after: str, how: How) -> Observations:
    stores = [Store(root, (id,) if id != SHIPPED else ()) for id in (before, after)]
    how.progress.say("comparing observations")
    if before == after:
        stores[1] = stores[0]
    return compare(*(store.observations for store in stores))


def _rows_by_name(folder: Path) -> dict[str, Counter[tuple[tuple[str, str], ...]]]:
    """The rows of each CSV file, without the columns that say where figures were read."""
    return {path.stem: Counter(_rows(path)) for path in sorted(folder.glob("*.csv"))}


def _rows(path: Path) -> Iterator[tuple[tuple[str, str], ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield tuple((name, cell) for name, cell in row.items() if name.split("_")[-1] not in _WHERE_READ)


def _differing(old: Mapping[str, Counter[Any]], new: Mapping[str, Counter[Any]]) -> Iterator[Record]:
    """Names that one side alone has, or whose rows differ in more than their order."""
    for name in sorted(old.keys() | new.keys()):
        one, other = old.get(name, Counter()), new.get(name, Counter())
        rows = max((one - other).total(), (other - one).total())
        change = "added" if name not in old else "dropped" if name not in new else "revised"
        if rows or change != "revised":
            yield {"name": name, "change": change, "rows": rows}


def _judged(folder: Path) -> dict[str, Record]:
    """Verdicts of a run, by statement."""
    records = json.loads((folder / FILES[1]).read_text(encoding="utf-8"))
    return {record["claim_id"]: record for record in records}


def moved(old: Mapping[str, Record], new: Mapping[str, Record]) -> Iterator[Record]:
    """Statements with another verdict or reason, or another value in their evidence, verdicts first.

    Parameters
    ----------
    old, new
        The same statements by id, each as `pkjp_analysis.claims.records` has it.
    """
    found = []
    for claim, one in old.items():
        other = new[claim]
        before, after = _evidence(one), _evidence(other)
        if (one["verdict"], one["reason"], before) != (other["verdict"], other["reason"], after):
            record = {"claim_id": claim, "paraphrase": one["paraphrase"]}
            for name in ("verdict", "reason"):
                record |= {f"old_{name}": one[name], f"new_{name}": other[name]}
            record |= {"old_evidence": _only(before, after), "new_evidence": _only(after, before)}
            found.append(record)
    yield from sorted(found, key=lambda record: record["old_verdict"] == record["new_verdict"])


def _evidence(record: Record) -> dict[tuple[str, ...], list[Record]]:
    """What each origin says of each period and part: pieces that vote, and where none does those of the context."""
    found: dict[tuple[str, ...], list[Record]] = {}
    for piece in record["evidence"]:
        told = {name: piece[name] for name in _TOLD}
        pieces = found.setdefault(tuple(piece[name] for name in ("origin", "period", "part", "unit")), [])
        if told not in pieces:
            pieces.append(told)
    for pieces in found.values():
        pieces[:] = [piece for piece in pieces if piece["vote"] != "none"] or sorted(pieces, key=str)
    return found


def _only(one: Mapping[tuple[str, ...], list[Record]], other: Mapping[tuple[str, ...], list[Record]]) -> list[Record]:
    """The pieces of evidence that the other has not."""
    return [piece for key, pieces in one.items() for piece in pieces if piece not in other.get(key, ())]
