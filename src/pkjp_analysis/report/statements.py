"""The statements: a table to filter, search and sort, and a block for each with all that its verdict rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pkjp_analysis.claims import CHECKS, RESULTS, VERDICTS, Judgement, robustness, threshold_verdicts
from pkjp_analysis.documents.locator import sentences_of
from pkjp_analysis.documents.rules import told
from pkjp_analysis.report import said, votes
from pkjp_analysis.report.page import Page, section_address
from pkjp_analysis.report.pieces import Piece, Pieces
from pkjp_analysis.report.report import Report
from pkjp_analysis.report.results import Figure, Section
from pkjp_analysis.report.text import markdown

# So many figures of a statement stand in its block; the others are folded.
FIGURES_SHOWN = 6
ABSTRACT = "abstract"


@dataclass(frozen=True)
class Block:
    """All that is shown of a statement; `row` is its row of the ledger, `words` what a search finds besides."""

    judgement: Judgement
    row: dict[str, str]
    asserted: str
    says: str
    sentences: str
    check: Markup
    ground: list[str]
    steps: list[votes.Step]
    outcome: str
    pieces: list[Piece]
    premises: list[tuple[str, str]]
    thresholds: dict[str, Any]
    alternatives: list[dict[str, Any]]
    not_possible: list[dict[str, Any]]
    shown_in: list[tuple[str, str]]
    figures: list[Figure]
    words: str


def made(report: Report) -> Iterator[Page]:
    """The page of the statements."""
    blocks = _blocks(report)
    values = {
        "blocks": blocks,
        "verdicts": tally(report),
        "verdict_options": _same(tally(report)),
        "kind_options": [(kind, kind.replace("_", " ")) for kind in _each(blocks, "kind")],
        "importance_options": _same(sorted(_each(blocks, "importance"), reverse=True)),
        "sections": _sections(report, blocks),
        "figures_shown": FIGURES_SHOWN,
        "half_a_digit": _half_a_digit,
    }
    yield Page("statements.html", "Statements", "statements.html", "statements", values)


def _blocks(report: Report) -> list[Block]:
    pieces = Pieces(report.store, report.judgements, report.trace.rows_of)
    altered: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in robustness(report.store):
        altered[row["claim_id"]].append(row)
    thresholds = {row["claim_id"]: row for row in threshold_verdicts(report.store)}
    sentences = sentences_of(report.store)
    return [
        _block(report, one, pieces, altered[one.statement.claim_id], thresholds, sentences) for one in report.judgements
    ]


def _block(
    report: Report,
    one: Judgement,
    pieces: Pieces,
    altered: list[dict[str, Any]],
    thresholds: dict[str, dict[str, Any]],
    sentences: list[dict[str, str]],
) -> Block:
    statement, claim = one.statement, one.statement.claim_id
    shown = pieces.of(one)
    figures = report.trace.figures_of_statement.get(claim, [])
    return Block(
        judgement=one,
        row=report.ledger[claim],
        asserted=said.asserted(statement),
        says=said.figures_say(one, pieces.rows_of),
        sentences=", ".join(line["sentence"] for line in sentences if claim in line["statements"].split(";")),
        check=markdown(told(CHECKS[statement.check])) if statement.check in CHECKS else Markup(),
        ground=votes.ground(one),
        steps=votes.steps(one, pieces.rows_of),
        outcome=votes.outcome(one),
        pieces=shown,
        premises=[(premise, report.verdicts[premise]) for premise in statement.premises if premise in report.verdicts],
        thresholds=thresholds.get(claim, {}),
        alternatives=sorted(
            (row for row in altered if row["result"] != "not possible"), key=lambda row: -RESULTS.index(row["result"])
        ),
        not_possible=[row for row in altered if row["result"] == "not possible"],
        shown_in=_shown_in(report, statement.subsection),
        figures=[report.figures[stem] for stem in figures],
        words=_words(one, shown),
    )


def _words(one: Judgement, pieces: list[Piece]) -> str:
    """What a search looks through, besides what the row shows: the reason, origins and sources."""
    whence = (word for shown in pieces for word in (shown.piece.origin, shown.publisher, shown.piece.source))
    return " ".join([one.reason, *dict.fromkeys(whence)])


def _shown_in(report: Report, subsection: str) -> list[tuple[str, str]]:
    """Cells of the notebooks that list the statements of a subsection: address and title."""
    call = f'.statements("{subsection}")'
    return [
        (section_address(section.number, cell["id"]), _title(section))
        for section in report.results.sections
        for cell in section.cells
        if cell["cell_type"] == "code" and call in "".join(cell["source"])
    ]


def _half_a_digit(one: Judgement) -> str:
    """How exactly the paper prints what it asserts; empty where it asserts no number."""
    statement = one.statement
    if statement.asserted_low is None:
        return ""
    low, high = statement.precision_low, statement.precision_high
    if not (low or high):
        return "taken as exact"
    ends = f"{low:f}" if low == high else f"{low:f} at the low end, {high:f} at the high end"
    return f"half of the last printed digit: {ends}"


def _sections(report: Report, blocks: list[Block]) -> list[tuple[str, str]]:
    """Sections and subsections to filter by: value and label."""
    titles = {str(int(section.number)): _title(section) for section in report.results.sections}
    listed: dict[str, str] = {}
    for name in _each(blocks, "subsection"):
        whole = name.partition(".")[0]
        listed.setdefault(whole, "Abstract" if whole == ABSTRACT else titles.get(whole, whole))
        listed.setdefault(name, name)
    return list(listed.items())


def _title(section: Section) -> str:
    return f"{int(section.number)} {section.title}"


def _each(blocks: list[Block], field: str) -> list[Any]:
    """The different values of a field of the statements, in the ledger's order."""
    return list(dict.fromkeys(getattr(block.judgement.statement, field) for block in blocks))


def _same(values: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Options that are called as they are."""
    return [(value, value) for value in values]


def tally(report: Report) -> dict[str, int]:
    """Number of statements by verdict, in the order of the rule."""
    found = list(report.verdicts.values())
    return {word: found.count(word) for word in VERDICTS if word in found}
