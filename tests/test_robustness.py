"""Verdicts under alternatives: each word, what is not possible and why, and that nothing is typed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pkjp_analysis import Study
from pkjp_analysis.claims import ALTERNATIVES, RESULTS, judge_all, robustness, threshold_verdicts
from pkjp_analysis.store import Store

ROOT = Path(__file__).resolve().parents[1]
EXPORTS = "observations series=goods_trade reporter=PER partner=CHL flow=export nomenclature=TOTAL"
CLAIM = {
    **dict.fromkeys(["subsection", "asserted_value", "cited_origin", "about_is", "against", "over", "comparator"], ""),
    **dict.fromkeys(["threshold", "near_from", "rank_within", "parts", "premises", "settle", "rule_reason"], ""),
    **{"claim_id": "S9-01", "section": "9", "kind": "quoted_figure", "paraphrase": "Exports were 100 million."},
    **{"asserted_low": "100", "asserted_high": "100", "unit": "USD million", "period": "2020", "importance": "1"},
    **{
        "check": "value_equals",
        "about": EXPORTS,
        "tolerance_abs": "5",
        "precision_low": "0.5",
        "precision_high": "0.5",
    },
    **{"evidence_from": "2020-01-01", "evidence_to": "2020-12-31"},
}
PRINT = {"source": "s", "origin": "one origin", "vintage": "2024", "evidence": "official", "confidence": "high"}
TRADE = {
    **{"series": "goods_trade", "reporter": "PER", "partner": "CHL", "flow": "export", "nomenclature": "TOTAL"},
    **{"edition": "", "product": "", "breakdown": "", "measure": "flow", "unit": "USD", "price_basis": "current"},
    **{"valuation": "FOB", "recording": "customs", "regime": "", "calendar": "CY", "coverage": "full"},
    **{"period_start": "2020-01-01", "period_end": "2020-12-31", "precision": "0", "qualifier": "exact"},
    **PRINT,
}
EVENT = {**PRINT, "event": "none", "date": "1970", "until": "", "title": "none", "category": "", "raw": "e.csv#1"}


def trade(million: float, **changes: str) -> dict[str, str]:
    value = f"{million * 1_000_000:.0f}"
    return {**TRADE, "value": value, "observation": value, "raw": f"a.csv#{value}{changes}", **changes}


def made_up(*rows: dict[str, str], **claim: str) -> Store:
    """A ledger of one statement, and these observations."""
    store = Store(Path())
    vars(store).update(
        claims=pd.DataFrame([{**CLAIM, **claim}]),
        observations=pd.DataFrame(rows),
        events=pd.DataFrame([EVENT]),
        grants=pd.DataFrame(columns=["grant", "kind", "currency", "origin", "vintage", "confidence"]),
    )
    return store


def outcome(store: Store, alternative: str) -> dict[str, Any]:
    (found,) = [row for row in robustness(store) if row["alternative"] == alternative]
    return found


MIRROR = {"reporter": "CHL", "partner": "PER", "flow": "import", "valuation": "CIF", "origin": "the other"}


@pytest.mark.parametrize(
    ("own", "theirs", "result", "verdict", "then"),
    [
        (100, 100.2, "holds", "confirmed", "confirmed"),
        (103, 100, "holds", "close", "confirmed"),
        (100, 103, "weakens", "confirmed", "close"),
        (100, 150, "flips", "confirmed", "conflicting"),
        (103, 150, "flips", "close", "conflicting"),
        (150, 100, "flips", "conflicting", "confirmed"),
        (150, 160, "holds", "conflicting", "conflicting"),
    ],
)
def test_holds_weakens_and_flips(own: float, theirs: float, result: str, verdict: str, then: str) -> None:
    store = made_up(trade(own), trade(theirs, **MIRROR))
    found = outcome(store, "partner's count")
    assert (found["result"], found["verdict"], found["verdict_then"]) == (result, verdict, then)
    assert not found["own_basis"]


def test_a_conflict_of_which_the_votes_are_gone_weakens() -> None:
    bound = trade(10, **MIRROR, coverage="partial")
    found = outcome(made_up(trade(150), bound), "partner's count")
    assert (found["result"], found["verdict_then"]) == ("weakens", "unsupported")


def test_an_open_verdict_that_turns_against_the_statement_weakens() -> None:
    found = outcome(made_up(trade(10, coverage="partial"), trade(150, **MIRROR)), "partner's count")
    assert (found["result"], found["verdict"], found["verdict_then"]) == ("weakens", "unsupported", "conflicting")


def test_an_open_verdict_of_which_the_votes_are_gone_weakens() -> None:
    bound = trade(10, **MIRROR, coverage="partial")
    votes_on_one_part = made_up(trade(100), bound, parts="another part")
    found = outcome(votes_on_one_part, "partner's count")
    assert (found["result"], found["verdict"], found["verdict_then"]) == ("weakens", "unsupported", "unsupported")


def test_the_partners_count_of_a_flow_between_two_countries_only() -> None:
    world = EXPORTS.replace("CHL", "WLD")
    assert (
        "names no two countries"
        in outcome(made_up(trade(100, partner="WLD"), about=world), "partner's count")["reason"]
    )
    assert outcome(made_up(trade(100)), "partner's count") | {"reason": ""} == {
        **{"claim_id": "S9-01", "section": "9", "alternative": "partner's count", "varies": "reporter side"},
        **{"result": "not possible", "own_basis": False, "verdict": "confirmed", "verdict_then": "", "reason": ""},
    }
    assert outcome(made_up(trade(100)), "partner's count")["reason"] == (
        "no figure of reporter CHL on partner PER on its basis in the window"
    )
    by_group = trade(150, **MIRROR, **{"nomenclature": "WTO-MTN", "product": "16"})
    assert outcome(made_up(trade(100), by_group), "partner's count")["reason"].endswith(
        "in the window; held there on another basis: WTO-MTN CY"
    )


def test_a_basis_named_in_the_ledger_gives_way_to_the_other_one() -> None:
    store = made_up(trade(100), trade(150, recording="settlement"), about=f"{EXPORTS} recording~customs")
    assert outcome(store, "customs")["own_basis"]
    assert outcome(store, "settlement")["verdict_then"] == "conflicting"
    store = made_up(trade(100), trade(150, valuation="CIF"), about=f"{EXPORTS} valuation=FOB")
    assert outcome(store, "CIF")["result"] == "flips"


def test_what_is_not_held_on_a_basis_is_not_possible_and_says_what_is() -> None:
    store = made_up(trade(100), trade(100, recording="survey"))
    found = outcome(store, "settlement")
    assert (found["result"], found["verdict_then"]) == ("not possible", "")
    assert found["reason"] == "no figure with recording settlement in the window; held there: customs, survey"
    assert outcome(made_up(trade(100, valuation="")), "FOB")["reason"] == "its figures have no valuation"
    on_events = made_up(trade(100), check="median_age", about="events category=", threshold="20", comparator="above")
    assert outcome(on_events, "FOB")["reason"] == "it rests on events, which have no valuation"


def test_the_window_is_read_in_the_other_calendar() -> None:
    fiscal = {"calendar": "FY-JUL", "origin": "the other"}
    earlier = trade(100, **fiscal, period_start="2019-07-01", period_end="2020-06-30")
    later = trade(103, **fiscal, period_start="2020-07-01", period_end="2021-06-30")
    beyond = trade(150, **fiscal, period_start="2021-07-01", period_end="2022-06-30")
    assert outcome(made_up(trade(100), earlier, later, beyond), "fiscal year")["verdict_then"] == "close"
    assert outcome(made_up(trade(100), beyond), "fiscal year")["result"] == "not possible"
    back = made_up(earlier, trade(100), evidence_from="2019-07-01", evidence_to="2020-06-30")
    assert outcome(back, "calendar year")["verdict_then"] == "confirmed"


def test_a_window_that_is_no_whole_year_stays() -> None:
    year = trade(100, calendar="FY-JUL", period_start="2019-07-01", period_end="2020-06-30")
    store = made_up(year, evidence_from="2020-03-01", evidence_to="2020-03-31")
    assert outcome(store, "fiscal year")["result"] == "not possible"


def test_the_oldest_and_the_newest_print_of_one_origin() -> None:
    first, better = trade(100, vintage="2021", evidence="press"), trade(103, vintage="2022")
    last = trade(150, vintage="2023", evidence="aggregator")
    store = made_up(first, better, last)
    assert outcome(store, "oldest print")["verdict"] == "close"
    assert outcome(store, "oldest print")["verdict_then"] == "confirmed"
    assert outcome(store, "newest print")["verdict_then"] == "conflicting"
    undated = made_up(trade(100, vintage=""), trade(150))
    assert outcome(undated, "oldest print")["verdict_then"] == "confirmed"


def test_another_origin_or_basis_is_no_other_print() -> None:
    for other in ({"origin": "another"}, {"recording": "settlement"}, {"confidence": "low"}):
        store = made_up(trade(100, vintage="2021"), trade(100.2, vintage="2022", **other))
        for alternative in ("oldest print", "newest print"):
            found = outcome(store, alternative)
            assert (found["result"], "printed twice" in found["reason"]) == ("not possible", True)


def test_constant_prices_are_those_printed_where_any_are() -> None:
    store = made_up(trade(100), trade(150, price_basis="USD 2015", origin="the other"), about=EXPORTS)
    assert outcome(store, "constant prices")["verdict_then"] == "conflicting"
    found = outcome(made_up(trade(100)), "constant prices")
    assert (found["result"], found["reason"]) == ("not possible", "it asserts an amount in money of its own year")


GROWTH = {"check": "grows", "kind": "trend", "asserted_low": "", "asserted_high": "", "evidence_from": "2018-01-01"}


def prices(year: int, change: float) -> dict[str, str]:
    money = {"series": "consumer_price_change", "reporter": "USA", "partner": "", "flow": "", "unit": "percent"}
    period = {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    return {**trade(1, **money, **period, price_basis="", measure="rate"), "value": str(change)}


def test_current_dollars_that_grow_may_fall_in_constant_prices() -> None:
    before = trade(100, period_start="2018-01-01", period_end="2018-12-31")
    rows = [before, trade(110), prices(2019, 10), prices(2020, 10)]
    found = outcome(made_up(*rows, **GROWTH), "constant prices")
    assert (found["result"], found["verdict"], found["verdict_then"]) == ("flips", "confirmed", "conflicting")
    # 100 million of 2018 are 121 million in prices of 2020.
    assert outcome(made_up(*rows[:1], trade(122), *rows[2:], **GROWTH), "constant prices")["result"] == "holds"
    without = outcome(made_up(*rows[:2], **GROWTH), "constant prices")
    assert (without["result"], without["reason"]) == ("not possible", "no price index is held")
    # A year whose prices are not held is left out.
    assert outcome(made_up(before, trade(110), prices(2020, 10), **GROWTH), "constant prices")["result"] == (
        "not possible"
    )


def test_a_share_of_one_period_is_the_same_in_any_prices() -> None:
    rule = {"check": "ratio_compared", "against": f"{EXPORTS} recording=customs", "comparator": "above"}
    rule |= {"threshold": "50", "asserted_low": "", "asserted_high": "", "kind": "qualitative_testable"}
    found = outcome(made_up(trade(100), prices(2020, 10), prices(2021, 5), **rule), "constant prices")
    assert (found["result"], found["own_basis"]) == ("holds", True)
    assert found["reason"] == "the same figures: the same in the prices of any year"


def test_thresholds_at_half_and_double() -> None:
    rule = {"check": "value_compared", "comparator": "below", "kind": "qualitative_testable"}
    store = made_up(trade(100), **rule, threshold="150000000")
    assert outcome(store, "half threshold")["result"] == "flips"
    assert outcome(store, "half threshold")["reason"].startswith("threshold 75000000.0; votes:")
    assert outcome(store, "double threshold")["result"] == "holds"
    assert outcome(made_up(trade(100)), "half threshold")["reason"] == "its check has no threshold"
    empty = made_up(trade(100, reporter="BOL"), **rule, threshold="1")
    assert outcome(empty, "double threshold")["reason"] == "no admissible figure is held"


def test_only_statements_whose_check_weighs_figures_are_judged_again() -> None:
    assert robustness(made_up(trade(100), kind="policy_judgement")) == []
    assert robustness(made_up(trade(100), check="")) == []
    assert robustness(made_up(trade(100), check="date_equals", about="events event=none")) == []


def test_part_of_a_year_is_a_lower_bound_of_a_two_way_total_too() -> None:
    half = {"coverage": "partial", "calendar": "FY-JUL", "period_start": "2019-07-01", "period_end": "2019-12-31"}
    about = EXPORTS.replace("flow=export", "flow=total")
    window = {"about": about, "evidence_from": "2019-07-01", "evidence_to": "2020-06-30"}
    for check in ("value_equals", "range_of_reports"):
        for exports, verdict in ((30, "unsupported"), (90, "conflicting")):
            store = made_up(trade(exports, **half), trade(40, **half, flow="import"), check=check, **window)
            (judged,) = judge_all(store)
            assert judged.verdict == verdict, (check, exports)


@pytest.fixture(scope="module")
def store() -> Store:
    return Store(ROOT)


@pytest.fixture(scope="module")
def real(store: Store) -> pd.DataFrame:
    return pd.DataFrame(robustness(store))


def test_every_quantitative_statement_under_every_alternative_once(real: pd.DataFrame, store: Store) -> None:
    assert not real.duplicated(["claim_id", "alternative"]).any()
    assert set(real.groupby("claim_id").size()) == {len(ALTERNATIVES)}
    assert list(dict.fromkeys(real["alternative"])) == [one.name for one in ALTERNATIVES]
    claims = store.claims[store.claims["kind"].ne("policy_judgement")]
    left_out = claims[~claims["claim_id"].isin(set(real["claim_id"]))]
    assert {name.partition("_")[0] for name in left_out["check"]} <= {
        *("date", "dates", "counts", "attributes", "words", "measures", "sources")
    }
    assert set(claims.loc[claims["threshold"].ne(""), "claim_id"]) <= set(real["claim_id"])


def test_the_verdict_before_is_the_ledgers_and_the_words_are_few(real: pd.DataFrame, store: Store) -> None:
    judged = {one.statement.claim_id: one.verdict for one in judge_all(store)}
    assert real["verdict"].equals(real["claim_id"].map(judged))
    assert set(real["result"]) <= set(RESULTS)
    assert real["reason"].ne("").all()
    assert real["result"].eq("not possible").equals(real["verdict_then"].eq(""))
    own = real[real["own_basis"]]
    assert set(own["result"]) == {"holds"}
    assert own["verdict"].equals(own["verdict_then"])


def test_an_alternative_leaves_ledger_and_tables_as_they_were() -> None:
    store = Store(ROOT)
    tables = ("claims", "observations", "grants", "events")
    before = {name: getattr(store, name).copy() for name in tables}
    verdicts = [one.verdict for one in judge_all(store)]
    robustness(store)
    for name in tables:
        pd.testing.assert_frame_equal(before[name], getattr(store, name))
    assert [one.verdict for one in judge_all(store)] == verdicts


def test_the_threshold_verdicts_are_the_same_by_both_ways(real: pd.DataFrame, store: Store) -> None:
    found = real.set_index(["claim_id", "alternative"])["verdict_then"]
    for row in threshold_verdicts(store):
        for name, alternative in (("verdict_half", "half threshold"), ("verdict_double", "double threshold")):
            assert found[row["claim_id"], alternative] in ("", row[name])


def test_a_changed_figure_changes_what_comes_of_an_alternative() -> None:
    store = Store(ROOT)
    table = store.observations
    rows = table["origin"].eq("Ministry of Commerce country totals") & table["value"].eq("194000000")
    assert rows.sum() == 1
    table.loc[rows, "value"] = "202340000"
    found = pd.DataFrame(robustness(store)).set_index(["claim_id", "alternative"])
    assert found.loc[("S3.1-01", "fiscal year"), "result"] == "holds"


def test_every_alternative_says_what_it_does() -> None:
    assert len({one.name for one in ALTERNATIVES}) == len(ALTERNATIVES)
    assert all(one.does and one.varies for one in ALTERNATIVES)


def test_the_frames_of_a_study() -> None:
    study = Study(root=ROOT)
    long, counts, moves = study.robustness(), study.robustness_by_alternative(), study.verdicts_that_move()
    words = ["holds", "weakens", "flips", "not_possible"]
    assert counts[words].sum(axis=1).eq(long["claim_id"].nunique()).all()
    assert counts["own_basis"].le(counts["holds"]).all()
    assert len(moves) == counts[["weakens", "flips"]].to_numpy().sum()
    long["result"] = ""
    assert study.robustness()["result"].ne("").all()
