"""Judged statements as text: a list of JSON records, a CSV table, or lines for a terminal."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pkjp_analysis.errors import UsageError
from pkjp_analysis.nearest import nearest

Record = Mapping[str, Any]

_NARROWEST, _WIDEST = 60, 100


def choose(
    records: Sequence[Record], sections: Sequence[str], verdicts: Sequence[str], words: Sequence[str]
) -> list[Record]:
    """Return the records of any of the sections and any of the verdicts; an empty filter takes all.

    A valid verdict (one of `words`) that no statement has is an empty answer, not an error.

    Raises
    ------
    UsageError
        No such section or verdict; the line names the nearest.
    """
    known = list(dict.fromkeys(name for record in records for name in (_whole(record), _section(record))))
    wanted_sections = {_word("--section", value, known) for value in sections}
    wanted_verdicts = {_word("--verdict", value, words) for value in verdicts}
    return [
        record
        for record in records
        if (not sections or wanted_sections & {_section(record), _whole(record)})
        and (not verdicts or record["verdict"] in wanted_verdicts)
    ]


def _section(record: Record) -> str:
    """The section as the ledger has it, such as ``3.1``."""
    return str(record["section"])


def _whole(record: Record) -> str:
    """The section that it is a part of, such as ``3``."""
    return _section(record).split(".")[0]


def _word(option: str, value: str, known: Sequence[str]) -> str:
    """The known word that is meant, whatever the case and whether spaces or hyphens part it."""
    plain = " ".join(value.casefold().replace("-", " ").replace("_", " ").split())
    for word in known:
        if word.casefold() == plain:
            return word
    close = nearest(plain, known)
    raise UsageError(f"{option} {value}: no such one; the nearest is {close} (there are {', '.join(known)})")


def as_json(records: Sequence[Record]) -> str:
    """Return the records as they are, one list; a missing value is null."""
    return json.dumps(list(records), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def as_csv(records: Sequence[Record]) -> str:
    """Return one row per record; a list, such as the evidence, as JSON in its cell."""
    file = io.StringIO()
    if records:
        writer = csv.DictWriter(file, fieldnames=list(records[0]), lineterminator="\n")
        writer.writeheader()
        for record in records:
            writer.writerow({name: _cell(value) for name, value in record.items()})
    return file.getvalue()


def as_table(records: Sequence[Record], width: int) -> str:
    """Return lines for a terminal: id, verdict, the statement, and below it the reason."""
    width = min(max(width, _NARROWEST), _WIDEST)
    verdict_width = max((len(str(record["verdict"])) for record in records), default=0)
    id_width = max((len(str(record["claim_id"])) for record in records), default=0)
    indent = " " * (id_width + verdict_width + 4)
    lines = []
    for record in records:
        head = f"{record['claim_id']:<{id_width}}  {record['verdict']:<{verdict_width}}  "
        lines += textwrap.wrap(str(record["paraphrase"]), width, initial_indent=head, subsequent_indent=indent)
        lines += textwrap.wrap(
            str(record["reason"]), width, initial_indent=indent + "= ", subsequent_indent=indent + "  "
        )
    return "".join(f"{line}\n" for line in [*lines, tally(records)])


def robustness_table(rows: Sequence[Record], said: Mapping[str, str], width: int) -> str:
    """Return lines for a terminal: each statement, and below it its alternatives by what comes of it.

    Parameters
    ----------
    rows
        One row per statement and alternative, as `robustness` gives them.
    said
        The statement in words, by its id.
    width
        Columns of the terminal.
    """
    width = min(max(width, _NARROWEST), _WIDEST)
    verdict_width = max((len(str(row["verdict"])) for row in rows), default=0)
    id_width = max((len(str(row["claim_id"])) for row in rows), default=0)
    indent = " " * (id_width + verdict_width + 4)
    lines = []
    for claim, ours in _by_statement(rows).items():
        head = f"{claim:<{id_width}}  {ours[0]['verdict']:<{verdict_width}}  "
        lines += textwrap.wrap(said[claim], width, initial_indent=head, subsequent_indent=indent)
        for word, names in _by_result(ours).items():
            told = f"{word}: {', '.join(names)}"
            lines += textwrap.wrap(told, width, initial_indent=indent + "= ", subsequent_indent=indent + "  ")
    return "".join(f"{line}\n" for line in [*lines, *textwrap.wrap(_tally_of_results(rows), width)])


def _by_statement(rows: Sequence[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for row in rows:
        found.setdefault(str(row["claim_id"]), []).append(row)
    return found


def _by_result(rows: Sequence[Record]) -> dict[str, list[str]]:
    """The alternatives by result, what moves first; with the other verdict where there is one."""
    found: dict[str, list[str]] = {"flips": [], "weakens": [], "holds": [], "own basis": [], "not possible": []}
    for row in rows:
        other = row["verdict_then"] not in ("", row["verdict"])
        name = f"{row['alternative']} ({row['verdict_then']})" if other else str(row["alternative"])
        found.setdefault("own basis" if row["own_basis"] else str(row["result"]), []).append(name)
    return {word: names for word, names in found.items() if names}


def _tally_of_results(rows: Sequence[Record]) -> str:
    counts = Counter(str(row["result"]) for row in rows)
    statements = len({row["claim_id"] for row in rows})
    told = f"{statements} quantitative statement{'' if statements == 1 else 's'}"
    if not rows:
        return told
    own = sum(bool(row["own_basis"]) for row in rows)
    parts = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    why = f"own basis: holds, on the very figures that the verdict rests on ({own}); reasons: --format csv or json"
    return f"{told}, {len(rows) // statements} alternatives each: {parts}; {why}"


RENDER: dict[str, Callable[[Sequence[Record]], str]] = {"json": as_json, "csv": as_csv}


def tally(records: Sequence[Record]) -> str:
    """Return the number of statements, and of each verdict, the most frequent first."""
    counts = Counter(str(record["verdict"]) for record in records)
    parts = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    noun = "statement" if len(records) == 1 else "statements"
    return f"{len(records)} {noun}" + (f": {parts}" if parts else "")


def _cell(value: object) -> object:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False, allow_nan=False) if isinstance(value, list | dict) else value
