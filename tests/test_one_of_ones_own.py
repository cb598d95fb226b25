"""What a user adds in a notebook: a figure in the house style, a statement judged by the ledger's rule."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from figure_looks import page, whole_text
from pkjp_analysis import figures
from pkjp_analysis.claims import evidence_table, judge_all, judge_row, ledger_row
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.figures.style import COLOURS
from pkjp_analysis.store import Store

ROOT = Path(__file__).resolve().parents[1]
ROWS = pd.DataFrame(
    {"year": [2019, 2020], "value": [1.0, 2.0], "valuation": "FOB", "publisher": "Customs", "vintage": "2021-01-02"}
)


@pytest.fixture(scope="module")
def store() -> Store:
    return Store(ROOT)


def test_a_figure_of_ones_own_has_title_notes_source_record_and_files(tmp_path: Path) -> None:
    with figures.own("mine", ROWS, title="Mine", alt="Two bars.", notes=["In dollars."], width=90) as axes:
        axes.bar(ROWS["year"], ROWS["value"])
    assert all(part in whole_text(axes) for part in ("Mine", "In dollars.", "Source: Customs (2021)"))
    assert page(axes).get_figwidth() == pytest.approx(90 / 25.4)
    assert axes.patches[0].get_facecolor()[:3] == pytest.approx((0, 0x72 / 255, 0xB2 / 255)) and COLOURS[0] == "#0072B2"
    record = figures.record_of(axes)
    assert record is not None and (record.figure, record.title, record.alt) == ("mine", "Mine", "Mine. Two bars.")
    figures.save(axes, tmp_path, "mine")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "mine.csv"), ROWS)
    assert "Two bars." in (tmp_path / "mine.svg").read_text(encoding="utf-8")


def test_the_same_rows_give_the_same_figure_and_others_another() -> None:
    prints = []
    for rows in (ROWS, ROWS, ROWS.assign(value=3.0)):
        with figures.own("mine", rows, title="Mine", alt="Points.") as axes:
            axes.plot(rows["year"], rows["value"])
        prints.append(figures.fingerprint(axes))
    assert prints[0] == prints[1] != prints[2]


def test_without_rows_it_says_so_whatever_is_drawn() -> None:
    with figures.own("mine", ROWS.head(0), title="Mine", alt="Nothing.") as axes:
        axes.plot([1, 2], [3, 4])
        axes.set_ylabel("USD")
    assert "Mine: not held" in whole_text(axes) and not axes.lines and not axes.axison


def test_a_figure_of_ones_own_refuses_mixed_bases_and_names_that_are_none() -> None:
    mixed = ROWS.assign(valuation=["FOB", "CIF"])
    with pytest.raises(PkjpError, match="rows mix valuation"), figures.own("mine", mixed, title="Mine", alt=""):
        pass
    with figures.own("mine", mixed, title="Mine", alt="Meant.", across=["valuation"]) as axes:
        axes.plot(mixed["year"], mixed["value"])
    assert figures.record_of(axes) is not None
    with pytest.raises(PkjpError, match="is no name"), figures.own("My figure", ROWS, title="Mine", alt=""):
        pass


def test_a_row_of_the_ledger_is_judged_as_in_the_ledger(store: Store) -> None:
    for one in judge_all(store):
        assert judge_row(ledger_row(one.statement.claim_id, store), store) == one


def test_a_changed_row_gets_the_verdict_of_what_it_asserts(store: Store) -> None:
    row = ledger_row("S3.1-01", ROOT)
    assert judge_row(row, store).verdict == "confirmed"
    changed = row | {"asserted_low": 200, "asserted_high": Decimal(200), "cited_origin": None}
    assert judge_row(changed, ROOT).verdict == "conflicting"
    near = judge_row(changed | {"tolerance_abs": 5}, store)
    assert (near.verdict, near.reason) == ("close", "votes: 0 precise, 1 near, 0 no")
    (vote,) = evidence_table(near).query("vote != 'none'").to_dict("records")
    assert (round(vote["value"]), vote["relation"]) == (202341258, "independent")
    window = {"evidence_from": "1950-01-01", "evidence_to": "1950-12-31"}
    assert judge_row(changed | window, store).verdict == "unsupported"


def test_a_statement_from_nothing_needs_what_the_ledger_needs(store: Store) -> None:
    made = {
        **{"claim_id": "S6-99", "section": "6", "paragraph": 1, "sentence": 1, "kind": "quoted_figure"},
        **{"paraphrase": "Few live there.", "importance": 1, "check": "value_equals", "unit": "persons"},
        **{"about": "observations series=residents reporter=JPN partner=VNM flow=in breakdown=", "about_is": "same"},
        **{"asserted_low": 1, "asserted_high": 2, "evidence_from": "2000-01-01", "evidence_to": "2024-12-31"},
    }
    judged = judge_row(made, store)
    assert judged.verdict == "conflicting" and all(piece.vote in ("no", "none") for piece in judged.evidence)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"asserted_lo": "1"}, r"claims.csv has no column 'asserted_lo'; the nearest is asserted_low"),
        ({"asserted_low": "a few"}, r"statement 'S3.1-01', column asserted_low: 'a few' is not a number; correct it"),
        ({"kind": "guess"}, r"column kind: 'guess' is not a known value"),
        ({"check": "value_equal"}, r"no check is named 'value_equal'; the nearest is value_equals"),
        ({"evidence_from": "2024"}, r"column evidence_from: '2024' has the wrong form"),
    ],
)
def test_a_row_that_the_ledger_would_refuse_is_refused_by_name(
    change: dict[str, object], told: str, store: Store
) -> None:
    with pytest.raises(UsageError, match=told):
        judge_row(ledger_row("S3.1-01", store) | change, store)


def test_a_check_without_its_value_and_an_unknown_statement_are_errors_in_one_line(store: Store) -> None:
    empty = {"asserted_low": "", "asserted_high": ""}
    with pytest.raises(PkjpError, match=r"S3.1-01: no asserted value for its check"):
        judge_row(ledger_row("S3.1-01", store) | empty, store)
    with pytest.raises(UsageError, match=r"no statement 'S3.1-1'; the nearest is S3.1-"):
        ledger_row("S3.1-1", store)
