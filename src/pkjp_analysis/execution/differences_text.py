"""What a vintage changes as text: lines for a terminal, a CSV table with a row a change, or one JSON object."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pkjp_analysis.claims.evidence import period_of
from pkjp_analysis.codebook import in_words
from pkjp_analysis.execution.differences import Differences, Record
from pkjp_analysis.plain import rows_of
from pkjp_analysis.vintages.diff import CHANGES, COLUMNS

# Changes of a kind that the lines show; CSV and JSON have all.
MOST = 20
_PIECE = 10_000
_NARROWEST, _WIDEST = 60, 120
_VALUES = ("old_value", "new_value", "difference")
_OF_STATEMENTS = ("old_verdict", "new_verdict", "old_reason", "new_reason", "old_evidence", "new_evidence")
FIELDS = ("kind", "name", *COLUMNS, "rows", *_OF_STATEMENTS)


def as_csv(found: Differences) -> Iterator[str]:
    """A row a change: `kind` is observation, figure, table or statement, and cells that it has no use for are empty."""
    file = io.StringIO()
    writer = csv.DictWriter(file, FIELDS, lineterminator="\n", restval="")
    writer.writeheader()
    for record in _records(found):
        evidence = {name: _told(record[name]) for name in _OF_STATEMENTS[-2:] if name in record}
        writer.writerow({**record, **evidence})
        if file.tell() > 64 * _PIECE:
            yield _taken(file)
    yield _taken(file)


def _taken(file: io.StringIO) -> str:
    text = file.getvalue()
    file.seek(0)
    file.truncate()
    return text


def _records(found: Differences) -> Iterator[Record]:
    for rows in _observations(found):
        for row in rows:
            percent = row["percent"]
            yield {"kind": "observation", **row, "percent": "" if percent is None else percent}
    for kind, items in (("figure", found.figures), ("table", found.tables)):
        for item in items:
            yield {"kind": kind, **item}
    for item in found.statements:
        moved = {name: item[name] for name in _OF_STATEMENTS}
        change = "revised" if item["old_verdict"] == item["new_verdict"] else "verdict"
        yield {"kind": "statement", "name": item["claim_id"], "change": change, **moved}


def _observations(found: Differences) -> Iterator[list[Record]]:
    """Rows as records, some at a time; an unknown percentage is None."""
    rows = found.observations.rows
    for start in range(0, len(rows), _PIECE):
        yield [
            {**row, "percent": None if row["percent"] != row["percent"] else row["percent"]}
            for row in rows_of(rows.iloc[start : start + _PIECE])
        ]


def as_json(found: Differences) -> Iterator[str]:
    """One object: vintages, parameters, counts, and a list for each kind; numbers of observations as numbers."""
    given = {name: getattr(found.parameters, name) for name in ("reporter", "partner", "year")}
    head = {"before": found.before, "after": found.after, **given, "compared": dict(found.shown)}
    head["compared"]["observations"] = {"same": found.observations.same, **found.observations.counts}
    yield _json(head)[:-2] + ',\n "observations": ['
    between = "\n"
    for rows in _observations(found):
        for row in rows:
            yield between + "  " + json.dumps(row | {name: _number(row[name]) for name in _VALUES}, ensure_ascii=False)
            between = ",\n"
    rest = {"figures": found.figures, "tables": found.tables, "statements": found.statements}
    yield "\n ],\n" + _json(rest)[2:] + "\n"


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)


def _number(text: str) -> float | None:
    return float(text) if text else None


def as_table(found: Differences, width: int) -> Iterator[str]:
    """Lines for a terminal: counts first, of each change of observations the largest, and what they reach."""
    width = min(max(width, _NARROWEST), _WIDEST)
    counts = found.observations.counts
    if found.observations.rows.empty:
        yield f"{found.before} and {found.after}: no difference in {found.observations.same:,} figures\n"
        return
    pair = f"{found.parameters.reporter}-{found.parameters.partner}-{found.parameters.year}"
    verdicts = sum(item["old_verdict"] != item["new_verdict"] for item in found.statements)
    told = ", ".join(f"{counts[change]:,} {change}" for change in CHANGES)
    for line in (
        f"from {found.before} to {found.after}, {pair}",
        f"observations  {told}, {found.observations.same:,} the same",
        *(
            f"{kind:<12}  {len(items)} of {found.shown[kind]} differ"
            for kind, items in (("figures", found.figures), ("tables", found.tables))
        ),
        f"statements    {len(found.statements)} of {found.shown['statements']} moved, {verdicts} to another verdict",
    ):
        yield line + "\n"
    rows = found.observations.rows
    for change in CHANGES:
        few = rows_of(rows[rows["change"] == change].head(MOST))
        yield from _section(f"observations {change}", [_line(row) for row in few], counts[change], width)
    for kind, items in (("figures", found.figures), ("tables", found.tables)):
        lines = [f"{item['name']}: {_extent(item)}" for item in items]
        yield from _section(f"{kind} that differ", lines, len(items), width)
    lines = [line for item in found.statements for line in _statement(item)]
    yield from _section("statements that moved", lines, len(lines), width)


def _section(title: str, lines: Sequence[str], count: int, width: int) -> Iterator[str]:
    if lines:
        yield f"\n{title}\n"
        for line in lines:
            for part in textwrap.wrap(line, width, initial_indent="  ", subsequent_indent="    "):
                yield part + "\n"
    if count > len(lines):
        yield f"  and {count - len(lines):,} more: --format csv or json has all\n"


def _line(row: Record) -> str:
    """The statistic in words, and how it changed."""
    return f"{statistic(row)}: {_change(row)} ({basis(row)})"


def statistic(row: Record) -> str:
    """The statistic of a row of `Observations` in words: ``goods trade, import JPN from PAK, HS 10, 2024``."""
    goods = " ".join(filter(None, (row["nomenclature"], row["product"])))
    toward = "from" if row["flow"] in ("import", "in") else "to"
    way = " ".join(filter(None, (row["flow"], row["reporter"], row["partner"] and f"{toward} {row['partner']}")))
    return ", ".join(filter(None, (in_words(row["series"]), way, goods, row["breakdown"], period_of(row))))


def basis(row: Record) -> str:
    """Unit, valuation and origin of a row of `Observations`."""
    return ", ".join(filter(None, (row["unit"], row["valuation"], row["origin"])))


def _change(row: Record) -> str:
    old, new = (digits(row[name]) for name in ("old_value", "new_value"))
    match row["change"]:
        case "added":
            return new
        case "dropped":
            return old
        case "restated":
            return f"{new}, {row['restated']}"
    percent = "" if row["percent"] != row["percent"] else f", {row['percent']:+,.1f} %"
    signed = "" if row["difference"].startswith("-") or not row["difference"] else "+"
    return f"{old} to {new}, {signed}{digits(row['difference'])}{percent}"


def digits(text: str) -> str:
    """A plain decimal with thousands apart."""
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() else text or "no figure"


def _extent(item: Record) -> str:
    rows = f"{item['rows']} row{'s' * (item['rows'] != 1)}"
    return rows if item["change"] == "revised" else f"{item['change']}, {rows}"


def _statement(item: Record) -> Iterator[str]:
    old, new = item["old_verdict"], item["new_verdict"]
    yield f"{item['claim_id']}  {old if old == new else f'{old} to {new}'}  {item['paraphrase']}"
    if item["old_reason"] != item["new_reason"]:
        yield f"  was: {item['old_reason']}; is: {item['new_reason']}"
    for side in ("old", "new"):
        if item[f"{side}_evidence"]:
            yield f"  {'was' if side == 'old' else 'is'}: {_told(item[f'{side}_evidence'][:MOST])}"


def _told(pieces: Sequence[Record]) -> str:
    """Pieces of evidence in words."""
    return "; ".join(
        f"{_plain(piece['value'])} {piece['unit']}".strip()
        + f" ({', '.join(filter(None, (piece['origin'], piece['period'], piece['part'])))}; vote {piece['vote']})"
        for piece in pieces
    )


def _plain(value: Any) -> str:
    """A number with thousands apart and no digits that only a float has; words as they are."""
    return f"{value:,.15g}" if isinstance(value, float) else str(value)


RENDER: dict[str, Callable[[Differences], Iterator[str]]] = {"json": as_json, "csv": as_csv}
