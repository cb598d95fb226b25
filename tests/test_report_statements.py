"""The page of the statements, and what the front page says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

import report_room
from pkjp_analysis.claims import CHECKS, Judgement, judge_all, records
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.report import front, said, statements, votes
from pkjp_analysis.report.page import row_address, row_anchor, source_address, verdict_address
from pkjp_analysis.report.pieces import Pieces, ids
from pkjp_analysis.report.report import Report

BAD = "<script>alert('x')</script> & \"quoted\""
# An interval as it is shown: two numbers, a bound, or a number alone.
_SHOWN = re.compile(r"(?:(at least|at most) )?([−\d.,]*\d)(?: to ([−\d.,]*\d))?")


class Read(HTMLParser):
    """Elements by id with their text, links, and the attributes of every element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: dict[str, list[str]] = {}
        self.texts: dict[str, str] = {}
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._statement = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.elements.append((tag, held))
        self.ids += [str(held["id"])] if "id" in held else []
        if tag == "tbody" and held.get("class") == "statement":
            self._statement = str(held["id"])
        if tag == "a" and held.get("href"):
            self.links.setdefault(self._statement, []).append(str(held["href"]))

    def handle_data(self, data: str) -> None:
        self.texts[self._statement] = self.texts.get(self._statement, "") + data


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return report_room.report(report_room.results(tmp_path_factory.mktemp("report") / "build"))


@pytest.fixture(scope="module")
def page(made: Report) -> str:
    return report_room.page(made, statements, "statements.html")


@pytest.fixture(scope="module")
def read(page: str) -> Read:
    return Read(page)


@pytest.fixture(scope="module")
def pieces(made: Report) -> Pieces:
    return Pieces(made.store, made.judgements, made.trace.rows_of)


def test_every_statement_has_its_block_and_what_it_is_filtered_by(made: Report, read: Read) -> None:
    bodies = {str(held["id"]): held for tag, held in read.elements if held.get("class") == "statement"}
    assert list(bodies) == [claim["claim_id"] for claim in made.results.claims]
    for claim in made.results.claims:
        body = bodies[claim["claim_id"]]
        told = [body[f"data-{name}"] for name in ("section", "verdict", "kind", "importance")]
        importance = made.ledger[claim["claim_id"]]["importance"]
        assert told == [claim["section"], claim["verdict"], claim["kind"], importance]
        assert f"{claim['claim_id']}-block" in read.ids
    assert len(read.ids) == len(set(read.ids))


def test_every_piece_leads_to_its_rows_and_its_source(made: Report, read: Read) -> None:
    for claim in made.results.claims:
        links = set(read.links[claim["claim_id"]])
        for piece in claim["evidence"]:
            found = ids(piece["raw"])
            assert {row_address(id) for id in found} <= links
            assert found or "statements.html" in links
            assert source_address(piece["source"]) in links
            assert piece["origin"] in read.texts[claim["claim_id"]]


def test_only_addresses_of_the_web_lead_outside_and_are_marked(read: Read) -> None:
    outside = [held for tag, held in read.elements if tag == "a" and ":" in str(held.get("href"))]
    assert outside
    for link in outside:
        assert re.match(r"https?://", str(link["href"]))
        assert link["rel"] == "noopener noreferrer" and link["class"] == "external"


def test_the_page_is_of_a_size_to_load(page: str) -> None:
    assert len(page.encode()) < 1_500_000


def _voting(made: Report, pieces: Pieces, *checks: str) -> Iterator[tuple[Judgement, votes.Step]]:
    for one in made.judgements:
        if not checks or one.statement.check in checks:
            yield from ((one, step) for step in votes.steps(one, pieces.rows_of))


def test_a_step_for_each_vote_and_each_says_why(made: Report, pieces: Pieces, read: Read) -> None:
    for one in made.judgements:
        steps = votes.steps(one, pieces.rows_of)
        assert [step.piece for step in steps] == [piece for piece in one.evidence if piece.vote != "none"]
        for step in steps:
            assert step.vote == step.piece.vote and "other side" not in step.said
            assert step.said in read.texts[one.statement.claim_id]


def _shown(text: str) -> tuple[Decimal, Decimal]:
    """The first interval that a text shows."""
    found = _SHOWN.search(text)
    assert found, text
    low, high = (Decimal((end or found[2]).replace(",", "").replace("−", "-")) for end in found.groups()[1:])
    bound = found[1]
    return (Decimal("-Infinity") if bound == "at most" else low, Decimal("Infinity") if bound == "at least" else high)


def test_the_shown_intervals_give_the_vote(made: Report, pieces: Pieces) -> None:
    seen = set()
    for one, step in _voting(made, pieces, "value_equals", "sum_in_range", "conversion"):
        asserted = votes.ground(one)[0]
        wanted = _shown(asserted.partition("rounding ")[2] or asserted)
        tolerance = one.statement.tolerance_abs
        found = _shown(step.said)
        meets = wanted[0] <= found[1] and found[0] <= wanted[1]
        near = wanted[0] - tolerance <= found[1] and found[0] <= wanted[1] + tolerance
        assert bool(re.search(r"(The two meet|It meets)", step.said)) == meets
        apart = re.search(r"They are ([\d.,]*\d) ", step.said)
        assert (Decimal(apart[1]) if apart else 0) == max(found[0] - wanted[1], wanted[0] - found[1], Decimal(0))
        best = "near" if one.statement.about_is == "parent" else "precise"
        assert step.vote == (best if meets else "near" if near else "no"), (one.statement.claim_id, step.said)
        seen.add(step.vote)
    assert seen == {"precise", "near", "no"}


def test_the_shown_numbers_and_the_shown_threshold_give_the_vote(made: Report, pieces: Pieces) -> None:
    seen = set()
    for one, step in _voting(made, pieces):
        rule = next((line for line in votes.ground(one) if line.startswith("The rule asks for ")), "")
        if not rule or one.statement.check in ("principal_product", "donor_weight"):
            continue
        limit = Decimal(re.findall(r"[\d.]*\d", rule)[0])
        low, high = _shown(step.said)
        holds = {"below": high < limit, "above": low > limit, "at least": low >= limit}
        fails = {"below": low >= limit, "above": high <= limit, "at least": high < limit}
        word = next(word for word in holds if word in rule)
        assert (holds[word], fails[word]) == (step.vote == "precise", step.vote == "no"), step.said
        assert f"so the rule {'holds' if holds[word] else 'fails'}" in step.said
        seen.add(step.vote)
    assert seen == {"precise", "no"}


def test_a_shown_interval_is_rounded_outwards(made: Report, pieces: Pieces) -> None:
    rounded = 0
    for one, step in _voting(made, pieces, "value_equals", "ratio_compared", "share_in_imports", "class_share"):
        low, high = step.piece.low, step.piece.high
        assert low is not None and high is not None
        scale = said.unit_for(low, step.piece.unit, one.statement)[0]
        shown = _shown(step.said)
        assert shown[0] <= low / scale and high / scale <= shown[1]
        rounded += low != high and shown != (low / scale, high / scale)
    assert rounded


def test_dates_are_in_or_out_as_they_vote(made: Report, pieces: Pieces) -> None:
    words = {"precise": ("the same as far", ", inside."), "no": ("not the same.", ", outside.")}
    steps = [step for _, step in _voting(made, pieces, "date_equals", "dates_within")]
    assert {step.vote for step in steps} == set(words)
    assert all(any(word in step.said for word in words[step.vote]) for step in steps)


def test_a_rise_is_called_so(made: Report, pieces: Pieces) -> None:
    steps = [step for _, step in _voting(made, pieces, "grows", "both_grow")]
    assert {step.vote for step in steps} == {"precise", "no"}
    for step in steps:
        assert (": a rise." in step.said) == (step.vote == "precise") == (Decimal(step.piece.value) > 0)


def test_a_range_is_held_against_its_lowest_and_highest_report(made: Report) -> None:
    one = next(one for one in made.judgements if one.statement.claim_id == "S3.1-02")
    lines = votes.ground(one)
    ends = next(line for line in lines if "low end is" in line).split(", its high end")
    for word, end in zip(("lowest", "highest"), ends, strict=True):
        line = next(line for line in lines if line.startswith(f"The {word} report"))
        report, edge = _shown(line), _shown(end)
        assert ("which meets" in line) == (report[0] <= edge[1] and edge[0] <= report[1])


@pytest.mark.parametrize("claim", ["S3.2-01", "S3.2-04"])
def test_a_share_beside_its_near_band_gives_the_vote(made: Report, pieces: Pieces, claim: str) -> None:
    one = next(one for one in made.judgements if one.statement.claim_id == claim)
    (step,) = votes.steps(one, pieces.rows_of)
    share = _shown(step.said)[0]
    near = _shown(next(line for line in votes.ground(one) if "near" in line))[0]
    assert (share < near) == (step.vote == "no")


def test_the_votes_give_the_verdict_by_the_line_that_is_shown(made: Report, read: Read) -> None:
    for one in made.judgements:
        found = [piece.vote for piece in one.evidence if piece.vote != "none"]
        line = votes.outcome(one)
        assert line in read.texts[one.statement.claim_id]
        if one.verdict in ("confirmed", "conflicting"):
            assert set(found) == {"precise" if one.verdict == "confirmed" else "no"} and line.startswith("every vote")
        if one.verdict == "mixed":
            assert "no" in found and set(found) != {"no"} and line.startswith("some votes")


def test_a_check_that_nobody_has_told_of_is_shown_as_it_notes(made: Report, pieces: Pieces) -> None:
    one = next(one for one in made.judgements if one.statement.claim_id == "S2-02")
    other = replace(one, statement=replace(one.statement, check="of_tomorrow"))
    assert [step.vote for step in votes.steps(other, pieces.rows_of)] == ["no", "no"]


def test_a_number_that_is_rounded_over_its_limit_says_so(made: Report, pieces: Pieces) -> None:
    one = next(one for one in made.judgements if one.statement.check == "makers_share")
    piece = replace(one.evidence[0], value="50.0", vote="precise")
    (step,) = votes.steps(replace(one, evidence=(piece,)), pieces.rows_of)
    assert step.vote == "precise" and "other side" in step.said


def test_what_the_figures_say_is_in_the_unit_of_the_statement(made: Report, pieces: Pieces) -> None:
    told = {one.statement.claim_id: said.figures_say(one, pieces.rows_of) for one in made.judgements}
    assert told["S3.1-01"] == "202.341 million dollars (Comtrade Pakistan, 2024)."
    assert told["S3.1-05"] == "13.84 to 14.58 percent (4 figures, 2 origins). The rule asks for below 25 percent."
    assert told["S6-01"].startswith("25,334 persons (Immigration Services Agency of Japan, 31 December 2023)")
    assert told["S4.1-02"].startswith("No figure of it is held. It would be settled by: ")
    assert told["S0-06"] == "80 companies (Embassy of Japan in Pakistan, March 2025; a lower bound)."
    for one in made.judgements:
        voting = {piece.origin for piece in one.evidence if piece.vote != "none"}
        if len(voting) == 1 and one.verdict in ("confirmed", "conflicting") and one.statement.check == "value_equals":
            assert voting.pop() in told[one.statement.claim_id]


@pytest.mark.parametrize(
    ("text", "unit", "shown"),
    [
        ("202341257.749", "USD", "202.341 million dollars"),
        ("-1500000", "USD", "−1.5 million dollars"),
        ("2500000000", "JPY", "2.5 billion yen"),
        ("812", "JPY", "812 yen"),
        ("17.7-62.2", "percent", "17.7 to 62.2 percent"),
        ("-31.66", "percent", "−31.66 percent"),
        ("1", "events", "1 event"),
        ("1", "companies", "1 company"),
        ("2024-12-17", "date", "17 December 2024"),
        ("2011-13", "date", "2011-13"),
        ("1.2", "words", "1.2"),
        ("", "grants", ""),
    ],
)
def test_amounts_are_told_in_a_unit_that_is_read(made: Report, text: str, unit: str, shown: str) -> None:
    statement = next(one.statement for one in made.judgements if one.statement.claim_id == "S3.1-01")
    assert said.amount(text, unit, statement) == shown


def test_a_block_of_years_is_no_month(made: Report, pieces: Pieces) -> None:
    one = next(one for one in made.judgements if one.statement.check == "event_in_every_block")
    block = next(piece for piece in one.evidence if piece.period == "2005-09")
    assert said.period(block, pieces.rows_of[block.raw]) == "2005-09"


def test_thresholds_and_robustness_stand_in_the_blocks(read: Read) -> None:
    text = " ".join(read.texts["S3.1-05"].split())
    assert "12.5 (half)" in text and "50 (double)" in text
    assert "partner's count" in text and "Not possible: " in text
    # What moves comes first.
    assert text.index("half threshold (threshold)flips") < text.index("double threshold (threshold)holds")
    long_lasting = " ".join(read.texts["S2-03"].split())
    assert long_lasting.index("double threshold (threshold)flips") < long_lasting.index("calendar year (calendar)holds")
    assert "Threshold at half" not in read.texts["S0-01"] and "Robustness" not in read.texts["S0-01"]


def test_a_statement_leads_to_the_cells_and_figures_that_show_it(made: Report, read: Read) -> None:
    links = read.links["S3.1-01"]
    cells = [link for link in links if link.startswith("sections/03.html#s03-")]
    assert len(cells) == 1
    figures = made.trace.figures_of_statement["S3.1-01"]
    assert figures and {f"figures/{stem}.html" for stem in figures} <= set(links)


def test_premises_lead_to_their_verdicts(read: Read) -> None:
    assert {"#S4.2-04", "#S7.2-01"} <= set(read.links["S0-07"])


def test_the_front_page_sets_findings_beside_the_paper(made: Report, pieces: Pieces) -> None:
    page = report_room.page(made, front, "index.html")
    read = Read(page)
    key = [one for one in made.judgements if one.statement.section == "abstract" or one.statement.importance == 3]
    assert {f"statements.html#{one.statement.claim_id}" for one in key} <= set(read.links[""])
    for one in key:
        assert said.figures_say(one, pieces.rows_of) in read.texts[""]
    for verdict in set(made.verdicts.values()):
        assert verdict_address(verdict) in read.links[""]
    assert len(page.encode()) < 500_000


def test_the_list_of_verdicts_is_where_the_front_page_leads(made: Report, read: Read) -> None:
    for verdict in set(made.verdicts.values()):
        assert verdict_address(verdict).partition("#")[2] in read.ids


def test_what_the_data_say_is_shown_as_text(tmp_path: Path) -> None:
    store = report_room.shipped()
    claims, sources, events = store.claims.copy(), store.sources.copy(), store.events.copy()
    claims["paraphrase"] = BAD
    claims["rule_reason"] = BAD
    sources["publisher"] = BAD
    sources["url"] = "javascript:alert(1)"
    events["title"] = BAD
    tables = {"claims": claims, "sources": sources, "events": events}
    altered = records(judge_all(store.with_tables(**tables)))
    made = report_room.report(report_room.results(tmp_path / "build", altered), **tables)
    for part, address in ((statements, "statements.html"), (front, "index.html")):
        page = report_room.page(made, part, address)
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page
        assert 'href="javascript' not in page


def test_verdicts_that_the_data_do_not_give_are_refused(tmp_path: Path, made: Report) -> None:
    moved = [dict(claim) for claim in made.results.claims]
    moved[1]["verdict"] = "mixed"
    other = report_room.report(report_room.results(tmp_path / "build", moved))
    with pytest.raises(
        PkjpError, match=r"^build/claims.json: S0-02 is mixed, .* confirmed; run `pkjp reproduce` again$"
    ):
        list(statements.made(other))


def test_evidence_that_the_data_do_not_give_is_refused(tmp_path: Path, made: Report) -> None:
    moved = [dict(claim) for claim in made.results.claims]
    moved[1]["evidence"] = moved[1]["evidence"][:1]
    other = report_room.report(report_room.results(tmp_path / "build", moved))
    with pytest.raises(PkjpError, match="S0-02 is judged on other evidence; run"):
        list(front.made(other))


def test_every_check_is_described(page: str, made: Report) -> None:
    used = {one.statement.check for one in made.judgements} - {""}
    assert used <= set(CHECKS)
    for check in used:
        assert f">{check}</a>" in page


def test_a_piece_that_adds_up_many_rows_leads_to_each(made: Report, page: str) -> None:
    pieces = Pieces(made.store, made.judgements, made.trace.rows_of)
    shown = [piece for one in made.judgements for piece in pieces.of(one) if piece.others]
    assert shown and all(f"and {len(piece.others)} more rows" in piece.piece.raw for piece in shown)
    for piece in shown:
        for row in (*(row.id for row in piece.rows), *piece.others):
            assert f"#{row_anchor(row)}" in page
