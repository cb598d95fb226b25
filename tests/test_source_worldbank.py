"""`pkjp refresh worldbank`: the World Development Indicators, in the shipped rows' words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import live_sources as live
import vintage_room as room
from pkjp_analysis.claims.prints import OF_THE_PRINT
from pkjp_analysis.errors import UsageError
from pkjp_analysis.sources import worldbank as asked_of
from pkjp_analysis.vintages.source import Request
from replay import worldbank
from replay.server import Answer, Question, Service

ROOT = Path(__file__).resolve().parents[1]
NAME = "worldbank"
WORLD = worldbank.World(absent=frozenset({("PAK", "NY.GDP.MKTP.CD", 2020), ("JPN", "PA.NUS.FCRF", 2020)}))
FEW = Request(reporter="PAK", partner="JPN", years=(2019, 2020, 2021), peers=("DEU", "USA"))
FILES = ["gdp.csv", "population.csv", "consumer_prices.csv", "exchange_rates.csv"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return room.make(tmp_path / "a study")


def _changed(change: Callable[[Any], Any], *, of: str = "NY.GDP.MKTP.CD", light: bool = False) -> Service:
    """The service with a changed reply on one indicator: to the questions for its rows, or to the light ones."""

    def body(question: Question, good: bytes) -> bytes:
        mine = question.path.endswith(of) and (question.parameters["per_page"] == "1") == light
        return json.dumps(change(json.loads(good))).encode() if mine else good

    return live.with_body(worldbank.service(WORLD), body)


def _row(place: int, **cells: Any) -> Callable[[Any], Any]:
    def change(reply: Any) -> Any:
        reply[1][place] |= cells
        return reply

    return change


def _head(**cells: Any) -> Callable[[Any], Any]:
    return lambda reply: [reply[0] | cells, reply[1]]


def test_figures_are_the_services_own_with_every_digit(root: Path) -> None:
    with live.served(NAME, worldbank.service(WORLD)):
        done = live.fetch(root, NAME, FEW)
    rows = live.observations(done.vintage)
    for series, code in (("gdp", "NY.GDP.MKTP.CD"), ("population", "SP.POP.TOTL"), ("exchange_rate", "PA.NUS.FCRF")):
        found = {
            (row.reporter, int(row.period_start[:4])): row.value for row in rows[rows["series"] == series].itertuples()
        }
        who = ("PAK", "JPN") if series == "exchange_rate" else ("PAK", "JPN", "DEU", "USA")
        expected = {(one, year): WORLD.value(one, code, year) for one in who for year in FEW.years}
        assert found == {cell: str(value) for cell, value in expected.items() if value is not None}
    assert set(rows["evidence"]) == {"primary"}
    assert set(rows["raw"].str.split("#").str[0]) == {f"local/{done.vintage.id}/{name}" for name in FILES}


def test_a_figure_is_the_shipped_statistic_in_another_print(root: Path) -> None:
    with live.served(NAME, worldbank.service(WORLD)):
        rows = live.observations(live.fetch(root, NAME, FEW).vintage)
    shipped = pd.read_csv(ROOT / "data/processed/observations.csv", dtype=str, keep_default_na=False)
    statistic = [name for name in rows.columns if name not in (*OF_THE_PRINT["observations"], "raw")]
    both = rows.merge(shipped, on=statistic)
    told = both.groupby("series")["reporter"].agg(lambda codes: sorted(set(codes))).to_dict()
    assert told == {"gdp": ["JPN", "PAK"], "population": ["JPN", "PAK"], "consumer_price_change": ["USA"]}
    assert len(both) == 3 * (2 + 2 + 1) - 1


def test_the_manifest_holds_the_data_sets_version_and_what_is_missing(root: Path) -> None:
    with live.served(NAME, worldbank.service(WORLD)):
        manifest = live.fetch(root, NAME, FEW).vintage.manifest
    assert [file["name"] for file in manifest["files"]] == FILES
    assert {file["version"] for file in manifest["files"]} == {"sourceid 2, lastupdated 2026-07-13"}
    assert manifest["notes"] == [
        "exchange rates of DEU left out: no one currency, other than the euro, is known",
        "gdp.csv, no value: PAK 2020",
        "exchange_rates.csv, no value: JPN 2020",
    ]


def test_a_rate_has_its_currency_and_years_of_another_currency_are_left_out(root: Path) -> None:
    request = Request(reporter="IDN", partner="USA", years=tuple(range(1964, 1969)), peers=("PAK", "EST"))
    with live.served(NAME, worldbank.service(WORLD)):
        done = live.fetch(root, NAME, request)
    rows = live.observations(done.vintage)
    rows = rows[rows["series"] == "exchange_rate"]
    assert set(zip(rows["reporter"], rows["unit"], strict=True)) == {("IDN", "IDR per USD"), ("PAK", "PKR per USD")}
    # The rupiah of today is of December 1965.
    assert sorted(rows["period_start"][rows["reporter"] == "IDN"].str[:4]) == ["1966", "1967", "1968"]
    assert "exchange_rates.csv, left out, not in today's currency alone: IDN 1964 to 1965" in done.notes
    assert set(rows["partner"]) == {"USA"} and set(rows["measure"]) == {"average"}


def test_years_between_are_fetched_and_peers_are_those_of_goods_trade(root: Path) -> None:
    with live.served(NAME, worldbank.service(WORLD)) as replay:
        done = live.fetch(root, NAME, Request(reporter="PAK", partner="KOR", years=(2021, 2018)))
    assert done.vintage.manifest["request"]["years"] == [2018, 2019, 2020, 2021]
    who = replay.asked[0].path.split("/")[1].split(";")
    assert who[:2] == ["PAK", "KOR"] and {"BGD", "IND", "CHN"} < set(who) and len(set(who)) == len(who)


@pytest.mark.parametrize("size", ["3", "5", "12", "500"])
def test_pages_of_any_size_give_the_same_files(root: Path, monkeypatch: pytest.MonkeyPatch, size: str) -> None:
    with live.served(NAME, worldbank.service(WORLD)):
        whole = live.fetch(root, NAME, FEW).vintage
    other = room.make(root.parent / "other")
    monkeypatch.setattr(asked_of, "PAGE", size)
    with live.served(NAME, worldbank.service(WORLD)) as replay:
        again = live.fetch(other, NAME, FEW).vintage
    assert room.files(other, again.id) == room.files(root, whole.id)
    pages = [int(one.parameters["page"]) for one in replay.asked if one.path.endswith("SP.POP.TOTL")]
    assert pages == [1, *range(1, -(-12 // int(size)) + 1)]


@pytest.mark.parametrize("fault", ["429", "429-after", "500", "503", "html", "truncated", "nothing", "cut"])
def test_a_passing_fault_changes_nothing(root: Path, fault: str) -> None:
    with live.served(NAME, worldbank.service(WORLD)):
        whole = live.fetch(root, NAME, FEW).vintage
    other = room.make(root.parent / "other")
    with live.served(NAME, worldbank.service(WORLD), {4: fault}) as replay:
        again = live.fetch(other, NAME, FEW).vintage
    assert fault in replay.struck
    assert room.files(other, again.id) == room.files(root, whole.id)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("503", "worldbank is busy or out of order (HTTP 503"),
        ("429-later", "worldbank asks to wait 3600 seconds"),
        ("html", "a web page instead of data, 6 times"),
        ("truncated", "JSON that is cut off or damaged, 6 times"),
        ("cut", "a reply that was cut off, 6 times"),
        ("403", "worldbank does not let this in (HTTP 403"),
        ("moved", "worldbank has moved to https://elsewhere.example"),
    ],
)
def test_a_lasting_fault_is_one_line_and_leaves_no_vintage(root: Path, fault: str, said: str) -> None:
    with live.served(NAME, worldbank.service(WORLD), {1: fault}):
        assert said in live.refusal(root, NAME, FEW)


GONE = worldbank.refusal("175", "Invalid format", "The indicator was not found. It may have been deleted or archived.")
XML = worldbank.service(WORLD)(Question("no/such/place", {}, {}))


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (GONE, "(Invalid format: The indicator was not found. It may have been deleted or archived.)"),
        (XML, "(The requested format is not supported)"),
    ],
)
def test_a_refusal_with_status_200_is_one_line(root: Path, refused: Answer, said: str) -> None:
    with live.served(NAME, lambda question: refused) as replay:
        line = live.refusal(root, NAME, FEW)
    assert said in line and "country/PAK;JPN;DEU;USA/indicator/NY.GDP.MKTP.CD" in line
    assert len(replay.asked) == 1


def test_a_country_that_it_does_not_know(root: Path) -> None:
    request = Request(reporter="TWN", partner="JPN", years=(2020,), peers=())
    with live.served(NAME, worldbank.service(WORLD)):
        line = live.refusal(root, NAME, request)
    assert "country/TWN;JPN/" in line and "The provided parameter value is not valid" in line


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda reply: [reply[0] | {"message": [{"id": "120", "key": "Invalid value", "value": "No"}]}],
            "Invalid value: No",
        ),
        (lambda reply: {"data": reply}, "JSON of another shape than the documented one, 6 times"),
        (lambda reply: [reply[0]], "JSON of another shape"),
        (lambda reply: [{"page": 1, "pages": 1}, reply[1]], "JSON of another shape"),
        (_head(total=13), "gave 12 rows of gdp.csv where it says 13"),
        (_head(pages=9, total=13), "gave 12 rows"),
        (_head(page=2), "page 2 in the place of page 1"),
        (_head(lastupdated="2026-10-01"), "published sourceid 2, lastupdated 2026-10-01 while gdp.csv was fetched"),
        (_head(sourceid="11"), "published sourceid 11"),
        (_row(1, extra=1), "rows that have different columns"),
        (_row(1, countryiso3code="IND"), "gdp.csv row 2, column countryiso3code: 'IND' was not asked for"),
        (_row(1, date="2018"), "gdp.csv row 2, column date: '2018' was not asked for"),
        (_row(1, date="2020Q1"), "column date: '2020Q1'"),
        (_row(1, value="1,2"), "gdp.csv row 2, column value: '1,2' is no plain number"),
        (_row(1, date="2021"), "gdp.csv row 2: that country and year stood before"),
        (_row(0, indicator={"id": "SP.POP.TOTL", "value": "Population"}), "column indicator: 'SP.POP.TOTL'"),
        (
            lambda reply: [
                reply[0],
                [{name: cell for name, cell in row.items() if name != "date"} for row in reply[1]],
            ],
            "gdp.csv: no column date",
        ),
    ],
)
def test_a_reply_that_is_not_what_was_asked(root: Path, change: Callable[[Any], Any], said: str) -> None:
    with live.served(NAME, _changed(change)):
        assert said in live.refusal(root, NAME, FEW)


def test_heads_with_numbers_as_text_are_the_same(root: Path) -> None:
    with live.served(NAME, _changed(_head(page="1", pages="1", per_page="1000", total="12"))):
        assert live.fetch(root, NAME, FEW).rows == 12 + 12 + 3 + 6


def test_an_exponent_is_written_out(root: Path) -> None:
    with live.served(NAME, _changed(_row(0, value=2.5e21))):
        rows = live.observations(live.fetch(root, NAME, FEW).vintage)
    assert "2500000000000000000000" in set(rows["value"])


def test_years_that_nothing_is_held_of(root: Path) -> None:
    with live.served(NAME, worldbank.service(WORLD)):
        late = Request(reporter="PAK", partner="JPN", years=(2026, 2027))
        assert live.refusal(root, NAME, late) == "worldbank holds nothing of 2026 to 2027; check countries and years"
        empty = Request(reporter="PAK", partner="JPN", years=(2025,))
        assert "no row is an observation" in live.refusal(root, NAME, empty)


def test_an_indicator_without_rows_is_left_out_and_said(root: Path) -> None:
    nothing = [{"page": 0, "pages": 0, "per_page": 0, "total": 0, "sourceid": None, "lastupdated": None}, None]
    with live.served(NAME, _changed(lambda reply: nothing, of="PA.NUS.FCRF", light=True)):
        done = live.fetch(root, NAME, FEW)
    assert [name for name, _ in done.vintage.files()] == FILES[:3]
    assert "PA.NUS.FCRF has no rows of 2019 to 2021" in done.notes


def test_what_was_cut_goes_on_and_loses_no_note(root: Path) -> None:
    broken = _changed(lambda reply: {}, of="SP.POP.TOTL")
    with live.served(NAME, broken):
        assert "population.csv" in live.refusal(root, NAME, FEW)
    with live.served(NAME, worldbank.service(WORLD)):
        done = live.fetch(root, NAME, FEW)
    assert (done.fetched, done.held) == (3, 1)
    assert "gdp.csv, no value: PAK 2020" in done.notes


def test_a_part_of_an_earlier_publication_is_fetched_again(root: Path) -> None:
    with live.served(NAME, _changed(lambda reply: {}, of="SP.POP.TOTL")):
        live.refusal(root, NAME, FEW)
    later = worldbank.World(updated="2026-10-01")
    with live.served(NAME, worldbank.service(later)):
        done = live.fetch(root, NAME, FEW)
    assert (done.fetched, done.held) == (4, 0)
    assert {file["version"] for file in done.vintage.manifest["files"]} == {"sourceid 2, lastupdated 2026-10-01"}


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (Request(reporter="PAK", partner="JPN"), "worldbank needs --years"),
        (
            Request(reporter="PAK", partner="JPX", years=(2020,)),
            "--partner JPX: no country of ISO 3166; the nearest is",
        ),
        (Request(reporter="PAK", partner="JPN", years=(2020,), level=2), "worldbank takes no --level"),
    ],
)
def test_what_cannot_be_asked(root: Path, request_: Request, said: str) -> None:
    with live.served(NAME, worldbank.service(WORLD)) as replay, pytest.raises(UsageError, match=said):
        live.fetch(root, NAME, request_)
    assert not replay.asked


def test_the_command(root: Path) -> None:
    with live.served(NAME, worldbank.service(WORLD)) as replay:
        asked = ("refresh", NAME, "--reporter", "pak", "--partner", "JPN", "--years", "2019-2021", "--peers", "none")
        done = room.pkjp(root, *asked, env=room.environment(replay))
        wrong = room.pkjp(root, *asked[:3], "TWN", *asked[4:], env=room.environment(replay))
    assert (done.returncode, len(room.vintages(root))) == (0, 1)
    assert "4 parts fetched" in done.stdout and "gdp.csv, no value: PAK 2020" in done.stdout
    assert wrong.returncode == 1 and not wrong.stdout
    assert wrong.stderr.splitlines()[-1].startswith("error: worldbank has no answer to country/TWN;JPN/")


@pytest.mark.network
def test_the_real_service(root: Path) -> None:
    done = live.fetch(root, NAME, Request(reporter="PAK", partner="JPN", years=(2019, 2020), peers=()))
    rows = live.observations(done.vintage)
    assert len(rows) == 2 * (2 + 2 + 1 + 2)
    product = rows[(rows["series"] == "gdp") & (rows["reporter"] == "JPN")]["value"].astype(float)
    assert product.between(4e12, 6e12).all()
