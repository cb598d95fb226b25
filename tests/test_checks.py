"""Checks on made-up figures: what each rule says yes, no and nothing to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from pkjp_analysis.claims import CHECKS
from pkjp_analysis.claims.evidence import Evidence
from pkjp_analysis.claims.ledger import Statement
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.store import Store

OBSERVATION = {
    **dict.fromkeys(["flow", "nomenclature", "edition", "product", "breakdown", "price_basis", "valuation"], ""),
    "series": "ict_exports",
    "reporter": "PAK",
    "partner": "WLD",
    "measure": "flow",
    "calendar": "CY",
    "coverage": "full",
    "unit": "USD",
    "recording": "customs",
    "regime": "",
    "precision": "0",
    "qualifier": "exact",
    "source": "s",
    "origin": "one origin",
    "vintage": "2024",
    "evidence": "official",
    "confidence": "high",
}
STATEMENT = Statement(
    claim_id="S9-99", section="9", subsection="9", kind="qualitative_testable", paraphrase="", asserted_value="",
    asserted_low=None, asserted_high=None, unit="", period="", cited_origin=(), importance=1, check="",
    about="observations series=ict_exports", about_is="same", against="", over="each", comparator="at_least",
    threshold=None, near_from=None, rank_within=None, parts=(), tolerance_abs=Decimal(0), precision_low=Decimal(0),
    precision_high=Decimal(0), evidence_from=date(1970, 1, 1), evidence_to=date(2024, 12, 31), premises=(),
    settle="", rule_reason="",
)  # fmt: skip


def year(number: int, value: str, **changes: str) -> dict[str, str]:
    period = {"period_start": f"{number}-01-01", "period_end": f"{number}-12-31"}
    row = {**OBSERVATION, **period, "value": value, **changes}
    return {**row, "raw": f"a.csv#{number}{changes}", "observation": f"a.{number}{changes}"}


def event(name: str, day: str, **changes: str) -> dict[str, str]:
    kept = {key: OBSERVATION[key] for key in ("source", "origin", "vintage", "evidence", "confidence")}
    return {
        "event": name,
        "date": day,
        "until": "",
        "title": name,
        "category": "",
        **kept,
        "raw": f"e.csv#{day}",
        **changes,
    }


def store(*rows: dict[str, str], events: list[dict[str, str]] | None = None) -> Store:
    made = Store(Path())
    made.__dict__["observations"] = pd.DataFrame(rows or [year(1970, "1")]).iloc[: len(rows)]
    made.__dict__["events"] = pd.DataFrame(events or [event("none", "1970")])
    return made


def votes(check: str, held: Store, **changes: object) -> list[str]:
    pieces: list[Evidence] = CHECKS[check](replace(STATEMENT, **changes), held)  # type: ignore[arg-type]
    return [piece.vote for piece in pieces]


def test_growth_needs_two_years_and_looks_at_the_first_and_the_last() -> None:
    assert votes("grows", store(year(2018, "10"))) == []
    assert votes("grows", store(year(2018, "10"), year(2020, "5"), year(2022, "11"))) == ["precise"]
    assert votes("grows", store(year(2018, "10"), year(2022, "9"))) == ["no"]
    other = year(2022, "99", origin="another origin")
    assert votes("grows", store(year(2018, "10"), other)) == []


def test_growth_leaves_out_parts_of_years_and_low_confidence() -> None:
    assert votes("grows", store(year(2018, "10"), year(2022, "11", coverage="partial"))) == []
    assert votes("grows", store(year(2018, "10"), year(2022, "11", confidence="low"))) == []


def test_a_net_figure_that_is_not_positive_says_nothing_of_the_gross_one() -> None:
    net = [year(n, "1" if n < 1976 else "-1", series="aid_net") for n in range(1970, 1980)]
    gross = [{**row, "series": "aid_gross"} for row in net]
    rule = {"about": "observations series=aid_net,aid_gross", "threshold": Decimal(90)}
    assert votes("years_positive", store(*net), **rule) == ["none"]
    assert votes("years_positive", store(*gross), **rule) == ["no"]
    always = [{**row, "value": "1"} for row in net]
    assert votes("years_positive", store(*always), **rule) == ["precise"]


def test_a_block_without_a_flood_refutes_and_a_started_block_is_not_counted() -> None:
    rule = {"about": "observations series=flood_events", "threshold": Decimal(1)}
    floods = [year(n, "1", series="flood_events") for n in (1971, 1976, 1984)]
    assert votes("event_in_every_block", store(*floods), **rule) == ["precise", "precise", "precise"]
    assert votes("event_in_every_block", store(floods[0], floods[2]), **rule) == ["precise", "no", "precise"]
    later = year(1986, "1", series="flood_events")
    assert len(votes("event_in_every_block", store(*floods, later), **rule)) == 3


def test_a_suspension_is_measured_within_one_source() -> None:
    rule = {
        "about": "events event=freeze",
        "against": "events event=lifted",
        "comparator": "below",
        "threshold": Decimal(12),
    }
    long = [event("freeze", "1998-05-29"), event("lifted", "2001-10-26")]
    short = [event("freeze", "1998-05"), event("lifted", "1999-01")]
    assert votes("suspended_months", store(events=long), **rule) == ["no"]
    assert votes("suspended_months", store(events=short), **rule) == ["precise"]
    assert votes("suspended_months", store(events=[long[0], {**long[1], "origin": "other"}]), **rule) == []


def test_reports_count_years_not_reports() -> None:
    rule = {"about": "events category=it", "threshold": Decimal(3)}
    reports = [event(f"r{n}", day, category="it") for n, day in enumerate(["2019-02", "2020-11", "2020-12", "2025-05"])]
    assert votes("reports_in_years", store(events=reports), **rule)[-1] == "no"  # 2025 lies outside the window
    wider = {**rule, "evidence_to": date(2025, 12, 31)}
    assert votes("reports_in_years", store(events=reports), **wider)[-1] == "precise"


def test_an_upper_bound_of_several_years_confirms_a_year_it_covers_and_abstains_elsewhere() -> None:
    span = year(2020, "248", series="vehicle_exports", period_end="2024-06-30", coverage="partial")
    rule = {
        "about": "observations series=vehicle_exports", "against": "observations series=vehicle_sales",
        "comparator": "below", "threshold": Decimal(5),
    }  # fmt: skip
    inside, outside = year(2021, "150000", series="vehicle_sales"), year(2024, "90000", series="vehicle_sales")
    assert votes("upper_bound_share", store(span, inside, outside), **rule) == ["precise", "none"]
    assert votes("upper_bound_share", store(span, {**inside, "value": "1000"}), **rule) == ["none"]


def test_silence_of_a_report_is_no_vote() -> None:
    reports = [event("first", "2024-03", title="Honda Atlas sends first cars")]
    rule = {"about": "events event=first", "asserted_value": "Honda Atlas;Japan"}
    assert votes("words_in_event", store(events=reports), **rule) == ["precise", "none"]


@pytest.mark.parametrize(("share", "vote"), [("73.09", "precise"), ("0", "no"), ("100", "no")])
def test_a_joint_venture_has_a_parent_and_others(share: str, vote: str) -> None:
    row = year(2024, share, series="shareholding", measure="share", unit="percent")
    assert votes("joint_ventures", store(row), about="observations series=shareholding") == [vote]


def test_a_misspelt_column_in_the_ledger_is_named() -> None:
    with pytest.raises(PkjpError, match="'sereis'"):
        votes("grows", store(year(2018, "1")), about="observations sereis=ict_exports")
