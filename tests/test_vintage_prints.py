"""A statistic that is shipped and fetched is two prints of one figure: shown once, used once, the newest."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import live_sources as live
import vintage_room as room
from pkjp_analysis import Study
from pkjp_analysis.claims import records
from pkjp_analysis.indicators.exchange import daily_cross_rates, rate_of_day
from pkjp_analysis.indicators.prices import levels_held, price_levels
from pkjp_analysis.vintages.source import Request
from replay import ecb, worldbank

WORLD = worldbank.World(absent=frozenset({("PAK", "NY.GDP.MKTP.CD", 2010), ("USA", "FP.CPI.TOTL.ZG", 2012)}))
YEARS = tuple(range(2005, 2026))
# A rate that the shipped table has otherwise, and a day that the fetched one has half.
RATES = {("2024-12-17", "JPY"): "200", ("2024-12-17", "USD"): "1.25", ("2024-12-16", "USD"): "N/A"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped study with vintages: made-up indicators and rates, and the rates of the package's file."""
    root = room.whole(tmp_path_factory.mktemp("prints") / "study")
    with live.served("worldbank", worldbank.service(WORLD)):
        live.fetch(root, "worldbank", Request(reporter="PAK", partner="JPN", years=YEARS, peers=()))
    with live.served("ecb", ecb.service(ecb.archive(ecb.table(rates=RATES)))):
        live.fetch(root, "ecb", Request())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PKJP_ECB_URL", "http://127.0.0.1:9/")
        patch.setenv("PKJP_WAIT", "0")
        live.fetch(root, "ecb", Request(years=tuple(range(1999, 2027))))
    return root


@pytest.fixture(scope="module")
def ids(root: Path) -> dict[str, str]:
    made_up, package, indicators = room.vintages(root)
    return {"made up": made_up, "package": package, "worldbank": indicators}


@pytest.fixture(scope="module")
def shipped(root: Path) -> Study:
    return Study(root=root, vintage="")


@pytest.fixture(scope="module")
def beside(root: Path, ids: dict[str, str]) -> Study:
    return Study(root=root, vintage=f"{ids['worldbank']},{ids['made up']}")


def test_economies_show_each_year_once_both_sides_from_one_print(shipped: Study, beside: Study) -> None:
    frame, before = beside.economies(), shipped.economies()
    assert not frame.duplicated(["what", "year"]).any()
    assert set(zip(before["what"], before["year"], strict=True)) <= set(zip(frame["what"], frame["year"], strict=True))
    rows = frame[frame["what"] == "gdp, USD"].set_index("year")
    old = before[before["what"] == "gdp, USD"].set_index("year")
    for year in (2009, 2011, 2023):
        for code, name in (("PAK", "Pakistan"), ("JPN", "Japan")):
            assert rows.loc[year, name] == pytest.approx(WORLD.value(code, "NY.GDP.MKTP.CD", year), rel=1e-12)
    # The vintage has one side of 2010 and nothing of 1990.
    for year in (1990, 2010):
        assert rows.loc[year, "publisher"] == "World Bank WDI"
        assert rows.loc[year, "Japan"] == old.loc[year, "Japan"]


def test_a_conversion_uses_both_rates_of_the_newest_print(shipped: Study, beside: Study, ids: dict[str, str]) -> None:
    month = daily_cross_rates(beside.store.rates("2024-12"), "2024-12")
    assert len({rate.period for rate in month}) == len(month) >= 20
    by_day = {rate.period: rate for rate in month}
    assert (by_day["2024-12-17"].rate, by_day["2024-12-17"].source) == (Decimal(160), ids["made up"])
    assert by_day["2024-12-17"].raw.count("#") == 1
    # Yen of one print are never set against dollars of another.
    assert by_day["2024-12-16"] == rate_of_day(shipped.store.rates("2024-12"), "2024-12-16")
    assert len(beside.grants()) == len(shipped.grants())
    assert len(beside.conversions()) == len(shipped.conversions())


@pytest.mark.parametrize("frame", ["grants", "conversions", "economies", "coverage"])
def test_the_same_rates_in_another_print_change_no_figure(
    root: Path, shipped: Study, ids: dict[str, str], frame: str
) -> None:
    again = Study(root=root, vintage=ids["package"])
    pd.testing.assert_frame_equal(getattr(again, frame)(), getattr(shipped, frame)())


def test_prices_are_chained_from_one_print_a_year(shipped: Study, beside: Study) -> None:
    old = shipped.store.observations
    old = old[old["series"] == "consumer_price_change"]
    changes = dict(zip(old["period_start"].str[:4].astype(int), old["value"].astype(float), strict=True))
    made_up = {year: WORLD.value("USA", "FP.CPI.TOTL.ZG", year) for year in YEARS}
    changes |= {year: float(value) for year, value in made_up.items() if value is not None}
    assert levels_held(beside.store.observations) == price_levels(changes)
    assert levels_held(beside.store.observations.iloc[::-1]) == price_levels(changes)


def test_what_is_held_is_counted_and_listed_once(shipped: Study, beside: Study) -> None:
    counts = [study.coverage().set_index(["label", "year"])["figures"] for study in (shipped, beside)]
    both = pd.concat(counts, axis=1, keys=["shipped", "beside"], join="inner")
    assert (both["shipped"] == both["beside"]).all() and len(both) > 500
    latest = beside.latest_figures("economy and rates")
    assert not latest.duplicated(["series", "about", "unit"]).any()
    assert set(latest["series"]) == {"GDP", "population"}
    for family in ("vehicles", "disasters", "aid"):
        # Shipped prints of one figure stay beside each other.
        pd.testing.assert_frame_equal(beside.latest_figures(family), shipped.latest_figures(family))


def test_statements_keep_their_verdicts_and_votes(root: Path, shipped: Study, ids: dict[str, str]) -> None:
    again = Study(root=root, vintage=f"{ids['package']},{ids['worldbank']}")
    told = []
    for study in (shipped, again):
        kept = [{name: cell for name, cell in one.items() if name != "evidence"} for one in records(study.judgements)]
        votes = [[(piece.value, piece.vote) for piece in one.evidence] for one in study.judgements]
        told.append((kept, votes))
    assert told[0] == told[1]
