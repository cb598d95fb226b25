from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from pkjp_analysis.claims.evidence import Evidence, bound_vote, interval_vote, one_vote_per_origin
from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.claims.verdict import combine_periods, decide

PIECE = Evidence("1", "USD", "2024", "a", "origin", "2024", "official", "independent", True, "precise", "a.csv#1")
votes = st.lists(st.sampled_from(["precise", "near", "no"]), min_size=1, max_size=8)
numbers = st.decimals(min_value=0, max_value=1000, places=2)


def statement(**changes: object) -> Statement:
    plain = Statement(
        claim_id="S1-01", section="1", subsection="1", kind="quoted_figure", paraphrase="", asserted_value="",
        asserted_low=Decimal("10.0"), asserted_high=Decimal("10.0"), unit="USD", period="2024", cited_origin=(),
        importance=1, check="value_equals", about="", about_is="same", against="", over="each", comparator="",
        threshold=None, near_from=None, rank_within=None, parts=(), tolerance_abs=Decimal("1"),
        precision_low=Decimal("0.05"), precision_high=Decimal("0.05"), evidence_from=None, evidence_to=None,
        premises=(), settle="a series", rule_reason="",
    )  # fmt: skip
    return replace(plain, **changes)


def pieces(words: list[str]) -> list[Evidence]:
    return [replace(PIECE, vote=word, origin=f"origin {n}", raw=f"a.csv#{n}") for n, word in enumerate(words)]


@given(votes)
def test_the_word_follows_from_the_votes_alone(words: list[str]) -> None:
    verdict = decide(pieces(words)).word
    if set(words) == {"precise"}:
        assert verdict == "confirmed"
    elif "no" not in words:
        assert verdict == "close"
    elif set(words) == {"no"}:
        assert verdict == "conflicting"
    else:
        assert verdict == "mixed"


@given(votes, st.randoms(use_true_random=False))
def test_the_order_of_the_evidence_does_not_matter(words: list[str], random: object) -> None:
    shuffled = pieces(words)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide(shuffled) == decide(pieces(words))


@given(votes)
def test_context_never_changes_a_verdict(words: list[str]) -> None:
    context = [replace(PIECE, vote="none", admissible=False, origin="elsewhere")]
    assert decide(pieces(words) + context) == decide(pieces(words))


def test_without_a_vote_it_is_unsupported_and_names_what_would_settle_it() -> None:
    verdict = decide([replace(PIECE, vote="none")], settle="HS 1006, 2024")
    assert verdict.word == "unsupported"
    assert "HS 1006, 2024" in verdict.reason


def test_a_part_without_a_vote_leaves_the_whole_unsupported() -> None:
    one = [replace(PIECE, part="share")]
    assert decide(one, parts=("share", "advantage")).word == "unsupported"
    assert decide(one, parts=("share",)).word == "confirmed"
    assert decide([replace(PIECE, part="share", vote="no")], parts=("share", "advantage")).word == "conflicting"


@given(votes, st.integers(1, 12))
def test_most_counts_the_periods_that_are_open(words: list[str], periods: int) -> None:
    assume(len(words) <= periods)
    word = decide(pieces(words), most_of=periods).word
    holds, fails = len(words) - words.count("no"), words.count("no")
    if word in ("confirmed", "close"):
        assert 2 * holds > periods
    elif word == "conflicting":
        assert 2 * fails >= periods
    else:
        assert word == "unsupported"


def test_reprints_of_one_statistic_are_one_vote_of_the_best_level_then_the_newest() -> None:
    press = replace(PIECE, evidence="press", vintage="2026", raw="press")
    old = replace(PIECE, evidence="official", vintage="", raw="undated")
    new = replace(PIECE, evidence="official", vintage="2020", raw="dated")
    kept = [piece for piece in one_vote_per_origin([press, old, new]) if piece.vote != "none"]
    assert [piece.raw for piece in kept] == ["dated"]
    other = replace(press, origin="another")
    assert sum(piece.vote != "none" for piece in one_vote_per_origin([press, old, new, other])) == 2


def test_latest_keeps_the_last_period_of_each_part() -> None:
    june, december = replace(PIECE, period="2023-06-30", vote="no"), replace(PIECE, period="2023-12-31")
    assert decide(combine_periods([june, december], "latest")).word == "confirmed"
    assert decide(combine_periods([june, december], "each")).word == "mixed"


@given(numbers, numbers)
def test_precise_and_near_follow_from_overlap(value: Decimal, precision: Decimal) -> None:
    vote = interval_vote(statement(), (value - precision, value + precision))
    distance = max(abs(value - 10) - precision, Decimal(0))
    if distance <= Decimal("0.05"):
        assert vote == "precise"
    elif distance <= Decimal("1.05"):
        assert vote == "near"
    else:
        assert vote == "no"


@given(numbers)
def test_a_bound_refutes_or_abstains_and_never_confirms(bound: Decimal) -> None:
    vote = bound_vote(statement(), (bound, Decimal("Infinity")))
    assert vote in ("no", "none")
    assert (vote == "no") == (bound > Decimal("11.05"))


@given(st.sampled_from(["USD", "USD million", "USD billion", "JPY billion"]))
def test_asserted_intervals_are_in_base_units(unit: str) -> None:
    low, high = statement(unit=unit).asserted()
    scale = {"USD": 1, "USD million": 10**6}.get(unit, 10**9)
    assert (low, high) == (Decimal("9.95") * scale, Decimal("10.05") * scale)
