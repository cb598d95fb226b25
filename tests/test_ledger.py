"""What the ledger says of the committed figures, and what it must never do."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pkjp_analysis.claims import VERDICTS, judge_all, records, threshold_verdicts
from pkjp_analysis.claims.contradictions import work_out
from pkjp_analysis.store import Store

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw"
# The arithmetic that a reader can do by hand from the same figures.
BY_HAND = {
    "I-03": ("897.66m", "1,127.66m", "239.34m", "9.34m"),
    "I-04": ("1,339.34m",),
    "I-05": ("15.21", "18.39", "14.58"),
    "I-06": ("8.34m", "4.3 percent"),
    "I-07": ("151.82", "151.39", "overlap"),
    "I-08": ("153.98", "9.76m", "18.39m", "28.15m"),
    "I-09": ("28.60m", "154.8", "149.4"),
    "I-10": ("65.3 percent",),
    "I-12": ("31.68m",),
    "I-13": ("1.65 percent",),
    "I-17": ("41 months",),
    "I-18": ("Pakistan Bureau of Statistics: 0 figures",),
    "I-19": ("26.3",),
    "I-20": ("0.625 percent", "0.632 percent"),
    "I-21": ("12.6 percent",),
    "I-22": ("73.09 percent",),
    "I-23": ("0.25 percent", "248"),
    "I-24": ("5.36 percent", "16 percent"),
}


def read(name: str) -> list[dict[str, str]]:
    with (RAW / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def store() -> Store:
    return Store(ROOT)


@pytest.fixture(scope="module")
def judged(store: Store) -> dict[str, dict[str, Any]]:
    return {record["claim_id"]: record for record in records(judge_all(store))}


def voting(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [piece for piece in record["evidence"] if piece["vote"] != "none"]


def test_every_statement_has_one_record_with_the_promised_keys(judged: dict[str, dict[str, Any]]) -> None:
    assert len(judged) == 91
    keys = [
        "claim_id",
        "section",
        "kind",
        "paraphrase",
        "asserted_low",
        "asserted_high",
        "unit",
        "period",
        "verdict",
        "reason",
        "evidence",
    ]
    evidence = [
        "value",
        "unit",
        "period",
        "source",
        "origin",
        "vintage",
        "evidence",
        "relation",
        "admissible",
        "vote",
        "raw",
    ]
    for record in judged.values():
        assert list(record) == keys
        assert record["verdict"] in VERDICTS
        assert all(set(evidence) <= set(piece) for piece in record["evidence"])
    json.dumps(list(judged.values()), allow_nan=False)


def test_no_statement_is_left_without_a_check(judged: dict[str, dict[str, Any]]) -> None:
    for claim, record in judged.items():
        assert (record["verdict"] == "judgement") == (record["kind"] == "policy_judgement"), claim
        assert record["verdict"] != "not written yet", claim


def test_what_is_unsupported_names_the_series_that_would_settle_it(judged: dict[str, dict[str, Any]]) -> None:
    settle = {row["claim_id"]: row["settle"] for row in read("claims.csv")}
    unsupported = [record for record in judged.values() if record["verdict"] == "unsupported"]
    assert unsupported
    for record in unsupported:
        assert settle[record["claim_id"]]
        assert settle[record["claim_id"]] in record["reason"]


def test_what_has_no_check_is_never_called_unsupported(judged: dict[str, dict[str, Any]]) -> None:
    for row in read("claims.csv"):
        if row["kind"] == "policy_judgement":
            assert judged[row["claim_id"]]["verdict"] == "judgement"
        elif not row["check"]:
            assert judged[row["claim_id"]]["verdict"] == "not written yet"
        else:
            assert judged[row["claim_id"]]["verdict"] not in ("judgement", "not written yet")


def test_the_export_figure_is_a_right_transcription_of_the_comtrade_cell(
    judged: dict[str, dict[str, Any]],
) -> None:
    record = judged["S3.1-01"]
    assert record["verdict"] == "confirmed"
    (piece,) = voting(record)
    assert piece["value"] == 202341257.749
    assert (piece["relation"], piece["vote"], piece["unit"]) == ("cited_source", "precise", "USD")
    assert piece["raw"] == "comtrade/totals_2024.csv#1"


def test_the_fiscal_total_is_confirmed_from_the_ministrys_parts(judged: dict[str, dict[str, Any]]) -> None:
    record = judged["S3.1-04"]
    (piece,) = voting(record)
    assert record["verdict"] == "confirmed"
    assert piece["value"] == 194e6 + 1137e6
    assert piece["raw"] == "commerce_ministry/trade_totals.csv#1;commerce_ministry/trade_totals.csv#2"


def test_the_parent_of_rice_is_near_at_best_and_cannot_be_principal(
    judged: dict[str, dict[str, Any]],
) -> None:
    assert judged["S3.2-11"]["verdict"] == "close"
    assert [piece["value"] for piece in voting(judged["S3.2-11"])] == [3340888.607]
    assert judged["S3.2-04"]["verdict"] == "conflicting"


def test_a_survey_and_its_change_give_the_year_before(judged: dict[str, dict[str, Any]]) -> None:
    (piece,) = voting(judged["S6-02"])
    assert piece["value"] == "962.8-964.1"
    assert piece["period"] == "2024-10-01"


def test_nothing_votes_that_must_not(judged: dict[str, dict[str, Any]]) -> None:
    sources = {row["source"]: row for row in read("sources.csv")}
    findings = {f"press/findings.csv#{row['row']}" for row in read("press/findings.csv")}
    for record in judged.values():
        for piece in voting(record):
            assert piece["admissible"]
            assert piece["evidence"] != "paper"
            assert sources[piece["source"]]["url"]
            assert not set(piece["raw"].split(";")) & findings
        seen = Counter((piece["origin"], piece["period"], piece["part"]) for piece in voting(record))
        assert not [key for key, count in seen.items() if count > 1], record["claim_id"]


def test_no_source_is_the_paper_or_a_copy_of_it() -> None:
    for row in read("sources.csv"):
        assert "worldaffairsinsider" not in row["url"]
        assert row["evidence"] != "paper" or row["source"] == "the-paper-under-test"
    names = {path.relative_to(RAW).as_posix() for path in RAW.rglob("*.csv")} - {
        "press/findings.csv",
        "sources.csv",
    }
    used = {row["source"] for name in names for row in read(name) if "source" in row}
    assert "the-paper-under-test" not in used


def test_no_verdict_is_typed_anywhere() -> None:
    words = re.compile(rf"\b({'|'.join(word for word in VERDICTS if word != 'judgement')})\b")
    for name in ("claims.csv", "inconsistencies.csv", "claims_coverage.csv"):
        for row in read(name):
            cells = [cell for column, cell in row.items() if column != "period_type"]
            assert not any(words.fullmatch(cell.strip()) for cell in cells), (name, row)


def test_every_sentence_has_its_statements_and_no_text() -> None:
    coverage = read("claims_coverage.csv")
    ids = {row["claim_id"] for row in read("claims.csv")}
    named = {claim for row in coverage for claim in row["statements"].split(";")} - {"asserts nothing"}
    assert named == ids
    assert len({(row["section"], row["sentence"]) for row in coverage}) == len(coverage)
    assert all(re.fullmatch(r"[0-9a-f]{64}", row["sha256"]) for row in coverage)
    assert set(coverage[0]) == {"section", "paragraph", "sentence", "sha256", "statements", "note"}


def test_thresholds_are_tried_at_half_and_double(store: Store) -> None:
    tried = {row["claim_id"]: row for row in threshold_verdicts(store)}
    expected = {r["claim_id"] for r in read("claims.csv") if r["threshold"] and r["kind"] != "policy_judgement"}
    assert set(tried) == expected
    assert tried["S3.1-05"]["verdict_half"] == "conflicting"
    assert tried["S3.1-05"]["verdict_double"] == "confirmed"


def test_contradictions_carry_their_arithmetic(store: Store) -> None:
    found = work_out(store).set_index("id")
    assert len(found) == 24
    for claim, numbers in BY_HAND.items():
        assert all(number in found.loc[claim, "arithmetic"] for number in numbers), found.loc[claim, "arithmetic"]
    assert found.loc["I-07", "outcome"] == "explained"
    assert set(found["outcome"]) == {"stands", "explained"}


@pytest.mark.parametrize(
    ("claim", "observation", "value", "verdict"),
    [
        ("S3.1-01", "comtrade.totals_2024.1", "202346000", "conflicting"),
        ("S3.1-04", "commerce_ministry.trade_totals.2", "1237000000", "conflicting"),
        ("S6-01", "press.residents", "25335", "conflicting"),
    ],
)
def test_a_changed_figure_changes_the_verdict(claim: str, observation: str, value: str, verdict: str) -> None:
    store = Store(ROOT)
    table = store.observations
    rows = table["observation"].str.startswith(observation) & table["value"].isin(
        ["202341257.749", "1137000000", "25334"]
    )
    assert rows.sum() == 1
    table.loc[rows, "value"] = value
    (found,) = [one for one in judge_all(store) if one.statement.claim_id == claim]
    assert found.verdict == verdict
