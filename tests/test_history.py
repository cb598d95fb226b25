"""History: dated events, visits, freezes, aid by period."""

from __future__ import annotations

from pathlib import Path

import pytest

from pkjp_analysis import Study
from pkjp_analysis.frames.history import SAME
from pkjp_analysis.frames.steadiness import _length

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def ours() -> Study:
    return Study(root=ROOT)


def test_an_event_is_one_row_however_many_sources_tell_it(ours: Study) -> None:
    events = ours.events().set_index("event")
    assert events.index.is_unique
    start = events.loc["diplomatic_relations"]
    assert (start["date"], start["sources"], start["agree"]) == ("1952-04-28", 3, True)
    freeze = events.loc["aid_freeze"]
    assert (freeze["date"], freeze["dates"], freeze["agree"]) == ("1998-05-29", "1998-05, 1998-05-29", True)
    assert not set(SAME) & set(events.index) and set(SAME) <= set(ours.store.events["event"])
    assert events.loc["founding_sojitz", "category"] == "business/founding"


def test_sources_that_give_other_dates_do_not_agree(ours: Study) -> None:
    first = ours.events().set_index("event").loc["indus_first_export"]
    assert (first["dates"], first["agree"]) == ("2024-07, 2024-08", False)


def test_events_are_in_order_and_end_with_the_year() -> None:
    early = Study("PAK", "JPN", 1990, root=ROOT)
    events = early.events()
    assert events["moment"].is_monotonic_increasing and events["year"].max() <= 1990
    assert early.freeze_lengths().empty
    assert "frozen" not in repr(early.narrate("2"))


def test_an_event_of_two_kinds_counts_in_both_and_as_a_visit(ours: Study) -> None:
    kinds = ours.events_by_kind()
    both = kinds[kinds["category"] == "visit/aid"]
    assert sorted(both["kind"]) == ["aid", "visit"]
    assert set(both["event"]) <= set(ours.visits()["event"])


def test_ranks_are_read_from_the_beginning_of_the_title(ours: Study) -> None:
    ranks = ours.visits().set_index("event")["rank"]
    assert ranks["event_016"] == "head of state or government"
    assert ranks["event_057"] == "foreign minister"
    # Deputy Foreign Minister, State Minister.
    assert ranks["event_031"] == ranks["event_054"] == "others"


def test_decades_without_a_visit_are_zero_and_counts_add_up(ours: Study) -> None:
    decades = ours.visits_by_period().groupby("decade", sort=False)["count"].sum()
    assert decades.to_dict() == {
        **{"1950–1959": 1, "1960–1969": 2, "1970–1979": 0, "1980–1989": 0, "1990–1999": 0},
        **{"2000–2009": 5, "2010–2019": 6, "2020–2024": 2},
    }
    events = ours.events()
    assert ours.events_by_period()["count"].sum() == (events["year"] >= 1947).sum()


def test_time_between_visits_is_no_finer_than_the_dates(ours: Study) -> None:
    gaps = ours.visit_gaps()
    assert gaps.iloc[0][["start", "end", "length"]].tolist() == ["1961", "2000-08-20", 39.0]
    exact = gaps.set_index("start").loc["2002-03-12", "length"]
    assert exact == pytest.approx(1145 / 365.25)


@pytest.mark.parametrize(
    ("start", "end", "months", "days"),
    [
        ("1998-05-29", "2001-10-26", 40, 1246),
        ("1998-05-26", "2001-10-26", 41, 1249),
        ("1998-05", "1998-05", 0, 0),
        ("1998", "1999", 12, 365),
    ],
)
def test_a_freeze_in_whole_months_and_days(start: str, end: str, months: int, days: int) -> None:
    assert _length(start, end) == (months, days)


def test_aid_by_period_is_the_sum_of_the_years_that_are_held(ours: Study) -> None:
    periods = ours.aid_by_period().set_index("period")
    assert periods.loc["years of the freeze, 1998–2001", "held"] == 4
    net = ours.net_aid().set_index("year")["value"]
    assert periods.loc["years of the freeze, 1998–2001", "total"] == pytest.approx(net.loc[1998:2001].sum())
    last = periods.loc["2020–2024"]
    assert (last["years"], last["held"]) == (5, 4)
    assert last["mean"] == pytest.approx(net.loc[2020:2023].sum() / 4)


def test_the_first_loan_and_grant_are_dated_by_two_sources_each(ours: Study) -> None:
    firsts = ours.early_assistance()
    assert firsts.groupby("form")["date"].unique().map(list).to_dict() == {
        "aid of any form": ["1954"],
        "yen loan": ["1961"],
        "grant aid": ["1970"],
    }
    assert firsts["agree"].all() and len(firsts) == 6


def test_a_pair_without_events_says_so() -> None:
    other = Study("USA", "CHN", root=ROOT)
    assert other.steadiness().empty
    assert repr(other.narrate("2")) == "Dated events between the two: not held."
