from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import vintage_room
from pkjp_analysis import Study, figures
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.sources import source
from pkjp_analysis.store import Store
from pkjp_analysis.vintages.folder import vintages
from pkjp_analysis.vintages.refresh import Refreshed, refresh
from pkjp_analysis.vintages.source import Request
from replay import oecd
from replay.server import Answer, Replay

ASKED = Request("PAK", "JPN", years=(2015, 2016, 2017), peers=("USA",))
LONG = replace(ASKED, years=tuple(range(2000, 2025)))


@contextmanager
def served(monkeypatch: pytest.MonkeyPatch, aid: oecd.Aid | None = None, **options: Any) -> Iterator[Replay]:
    downloads = options.pop("downloads", 60)
    with Replay({"oecd": oecd.service(aid, downloads=downloads)}, **options) as replay:
        for name, value in replay.settings().items():
            monkeypatch.setenv(name, value)
        yield replay


def fetched(root: Path, request: Request = ASKED) -> Refreshed:
    return refresh(root, source("oecd"), request)


def observations(root: Path, done: Refreshed) -> pd.DataFrame:
    frame = Store(root, (done.vintage.id,)).observations
    return frame[frame["source"] == done.vintage.id]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return vintage_room.make(tmp_path)


@pytest.fixture
def study_root(tmp_path: Path) -> Path:
    return vintage_room.whole(tmp_path)


def shipped(root: Path) -> None:
    """Let a small room have the shipped observations and sources too."""
    for name in ("observations", "sources"):
        path = Path("data/processed") / f"{name}.csv"
        (root / path).write_bytes((vintage_room.SHIPPED / path).read_bytes())


def test_one_wide_question_gives_both_prices_of_every_known_measure(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(monkeypatch) as replay:
        done = fetched(root)
    (question,) = replay.asked
    assert question.path == (
        "data/OECD.DCD.FSD,DSD_DAC2@DF_DAC2A,/PAK+JPN+USA+DAC.PAK+JPN.206+240+201+218+216+106.USD.V+Q"
    )
    assert question.parameters == {"startperiod": "2015", "endperiod": "2017"}
    # Three donors, six measures, two prices, three years.
    assert (done.fetched, done.rows) == (1, 3 * 6 * 2 * 3)
    # Of all members together net aid at current prices is kept.
    assert done.observations == 2 * 6 * 2 * 3 + 3
    assert done.notes == ["DSD_DAC2@DF_DAC2A(1.6), 2026-08-05 15:00:48"]


def test_the_figures_are_the_services_to_the_last_digit(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aid = oecd.Aid()
    shipped(root)
    with served(monkeypatch, aid):
        rows = observations(root, fetched(root))
    codes = {series: code for code, series in source_measures().items()}
    for row in rows.to_dict("records"):
        prices = "V" if row["price_basis"] == "current" else "Q"
        year = int(row["period_start"][:4])
        millions = aid.millions(row["reporter"], row["partner"], codes[row["series"]], year, prices)
        assert Decimal(row["value"]) == Decimal(f"{millions:.6f}") * 10**6
    assert set(rows["price_basis"]) == {"current", "USD 2023"}
    assert set(rows["partner"]) == {"PAK"} and set(rows["reporter"]) == {"JPN", "USA", "DAC"}


def source_measures() -> dict[str, str]:
    from pkjp_analysis.sources.oecd import MEASURES

    return MEASURES


def test_a_live_figure_is_the_shipped_statistic_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped(root)
    with served(monkeypatch, oecd.Aid(base="2022")):
        done = fetched(root, LONG)
    whole = Store(root, (done.vintage.id,)).observations
    live = whole["source"] == done.vintage.id
    same = [
        *("series", "reporter", "partner", "flow", "nomenclature", "product", "breakdown", "measure", "calendar"),
        *("coverage", "unit", "price_basis", "valuation", "recording", "regime", "origin"),
    ]
    kinds = {tuple(row) for row in whole.loc[~live, same].to_numpy().tolist()}
    ours = whole[live & (whole["reporter"] == "JPN")]
    held = {tuple(row) for row in ours[same].to_numpy().tolist()}
    at_2022 = {kind for kind in held if "USD 2022" in kind}
    assert len(at_2022) == 6 and at_2022 <= kinds
    net = {kind for kind in held if kind[0] == "aid_net" and "current" in kind}
    assert len(net) == 1 and net <= kinds


@pytest.mark.parametrize("level", ["observation", "series"])
def test_attributes_count_wherever_the_message_has_them(
    root: Path, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    with served(monkeypatch) as replay:
        if level == "series":
            replay.services = {"oecd": _moved(replay.services["oecd"])}
        done = fetched(root)
    assert done.observations == 75
    held = (done.vintage.folder / "dac2a.xml").read_text()
    assert ('PRICE_BASE="V" FLOW_TYPE="D" UNIT_MULT="6"' in held) == (level == "series")


def _moved(service: Any) -> Any:
    """The same reply with unit and flow told once for a series."""

    def answer(question: Any) -> Answer:
        good = service(question)
        body = good.body.replace(b' FLOW_TYPE="D" UNIT_MULT="6"', b"")
        for prices in (b"V", b"Q"):
            key = b'PRICE_BASE="%s"' % prices
            body = body.replace(key, key + b' FLOW_TYPE="D" UNIT_MULT="6"')
        return replace(good, body=body)

    return answer


def test_what_is_missing_is_no_zero(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped(root)
    statuses = {("JPN", "PAK", "206", 2015): "M", ("JPN", "PAK", "240", 2016): "Q", ("JPN", "PAK", "201", 2017): "E"}
    with served(monkeypatch, oecd.Aid(statuses=statuses)):
        rows = observations(root, fetched(root))
    ours = rows[(rows["reporter"] == "JPN") & (rows["price_basis"] == "current")]
    years = {series: sorted(part["period_start"].str[:4]) for series, part in ours.groupby("series")}
    assert years["aid_net"] == ["2016", "2017"]
    gross = ours[ours["series"] == "aid_gross"].set_index("period_start")[["value", "qualifier"]]
    assert gross.loc["2016-01-01"].tolist() == ["", "suppressed"]
    grants = ours[ours["series"] == "aid_grants"].set_index("period_start")["qualifier"]
    assert grants.to_dict() == {"2015-01-01": "exact", "2016-01-01": "exact", "2017-01-01": "about"}


@pytest.mark.parametrize("power", ["0", "3", "9"])
def test_the_power_of_ten_is_the_messages(root: Path, monkeypatch: pytest.MonkeyPatch, power: str) -> None:
    shipped(root)
    drawn = random.Random(power)
    aid = oecd.Aid(seed=drawn.randrange(10**6), extra={"FLOW_TYPE": "D", "UNIT_MULT": power})
    with served(monkeypatch, aid):
        rows = observations(root, fetched(root))
    one = rows[(rows["reporter"] == "USA") & (rows["series"] == "aid_grants") & (rows["price_basis"] == "current")]
    for row in one.to_dict("records"):
        year = int(row["period_start"][:4])
        assert Decimal(row["value"]) == Decimal(f"{aid.millions('USA', 'PAK', '201', year, 'V'):.6f}") * 10 ** int(
            power
        )
        assert "E" not in row["value"]


def test_constant_prices_without_their_year_are_left_out_and_said_to_be(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped(root)
    with served(monkeypatch, oecd.Aid(base="")):
        done = fetched(root)
    assert set(observations(root, done)["price_basis"]) == {"current"}
    assert "54 figures at constant prices name no base year and are left out" in done.notes


def test_every_row_names_its_place_in_the_reply(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped(root)
    with served(monkeypatch):
        done = fetched(root)
    rows = observations(root, done)
    place = rows["raw"].str.extract(rf"^local/{done.vintage.id}/dac2a\.xml#(\d+)$")[0].astype(int)
    assert place.is_unique and place.min() >= 1 and place.max() <= done.rows
    parts = (done.vintage.folder / "dac2a.xml").read_text().split("<Obs ")[1:]
    for number, row in zip(place, rows.to_dict("records"), strict=True):
        assert f'TIME_PERIOD="{row["period_start"][:4]}"' in parts[number - 1]
        digits = parts[number - 1].partition('OBS_VALUE="')[2].partition('"')[0]
        assert Decimal(digits) * 10**6 == Decimal(row["value"])


@pytest.mark.parametrize("fault", ["429", "429-after", "500", "503", "html", "truncated", "nothing", "cut", "reset"])
def test_a_passing_fault_is_waited_out(root: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    with served(monkeypatch) as replay:
        plain = fetched(vintage_room.make(root / "plain"))
        replay.faults = {2: fault}
        done = fetched(root)
    assert replay.struck == [fault]
    assert vintage_room.files(root, done.vintage.id) == vintage_room.files(root / "plain", plain.vintage.id)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("429", "oecd is busy or out of order (HTTP 429"),
        ("503", "oecd is busy or out of order (HTTP 503"),
        ("html", "oecd answered dac2a.xml with a web page instead of data, 6 times"),
        ("truncated", "oecd answered dac2a.xml with XML that is cut off, damaged or no SDMX message"),
        ("nothing", "oecd answered dac2a.xml with no SDMX message (an empty reply), 6 times"),
        ("cut", "oecd answered dac2a.xml with a reply that was cut off, 6 times"),
        ("403", "oecd does not let this in (HTTP 403"),
    ],
)
def test_a_lasting_fault_is_one_line_and_leaves_no_vintage(
    root: Path, monkeypatch: pytest.MonkeyPatch, fault: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with served(monkeypatch, faults={1: fault}), pytest.raises(PkjpError) as caught:
        fetched(root)
    assert str(caught.value).startswith(said) and "\n" not in str(caught.value)
    assert vintage_room.vintages(root) == []
    assert capfd.readouterr() == ("", "")


def test_the_limit_of_downloads_is_one_line_whatever_its_status(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(monkeypatch, downloads=0) as replay:
        with pytest.raises(PkjpError, match=r"^oecd is busy .*HTTP 429: You have exceeded"):
            fetched(root)
        with_200 = Answer(oecd.TOO_MUCH.encode(), 200, {"Content-Type": "text/plain"})
        replay.services = {"oecd": lambda question: with_200}
        asked = len(replay.asked)
        with pytest.raises(PkjpError, match=r"^oecd gives no more downloads now"):
            fetched(root)
        # A question more would be counted too.
        assert len(replay.asked) == asked + 1


def test_a_refusal_that_names_no_pause_is_not_answered_at_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paused: list[float] = []
    monkeypatch.setattr("pkjp_analysis.vintages.service.time.sleep", paused.append)
    with served(monkeypatch, downloads=0), pytest.raises(PkjpError, match="HTTP 429"):
        fetched(root)
    waits = [length for length in paused if length]
    assert len(waits) >= 4 and waits == sorted(waits)


def test_what_nobody_gave_is_one_line(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(monkeypatch), pytest.raises(PkjpError, match=r"^oecd has no answer to .*NoRecordsFound.*check codes"):
        fetched(root, replace(ASKED, years=(1949,)))
    with pytest.raises(UsageError, match="--partner JAP: no country of ISO 3166; the nearest is"):
        fetched(root, replace(ASKED, partner="JAP"))
    with pytest.raises(UsageError, match="oecd needs --years"):
        fetched(root, Request("PAK", "JPN"))
    with pytest.raises(UsageError, match="oecd takes no --level"):
        fetched(root, replace(ASKED, level=2))


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (b"PRICE_BASE=", b"PRICES=", "dac2a.xml: no column PRICE_BASE; the service has changed its table"),
        (b'MEASURE="240"', b'MEASURE="11010"', "column MEASURE: '11010' was not asked for"),
        (b'TIME_PERIOD="2016"', b'TIME_PERIOD="2016-Q1"', "row 2, column TIME_PERIOD: '2016-Q1' was not asked for"),
        (b'TIME_PERIOD="2016"', b'TIME_PERIOD="2015"', "row 2, column TIME_PERIOD: '2015' stands there twice"),
        (b'OBS_VALUE="', b'OBS_VALUE="~', "row 1, column OBS_VALUE: '~"),
        (b' UNIT_MULT="6"', b"", "row 1, column UNIT_MULT: '' is no power of ten"),
        (b'FLOW_TYPE="D"', b'FLOW_TYPE="C"', "row 1, column FLOW_TYPE: 'C' is no disbursement"),
    ],
)
def test_another_table_than_the_known_one_is_named(
    root: Path, monkeypatch: pytest.MonkeyPatch, was: bytes, now: bytes, said: str
) -> None:
    with served(monkeypatch) as replay:
        good = replay.services["oecd"]

        def changed(question: Any) -> Answer:
            answer = good(question)
            return replace(answer, body=answer.body.replace(was, now))

        replay.services = {"oecd": changed}
        with pytest.raises(PkjpError) as caught:
            fetched(root)
    assert said in str(caught.value) and "\n" not in str(caught.value)
    assert vintage_room.vintages(root) == []


def test_the_same_day_asks_once_and_the_reply_is_kept_as_it_came(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(monkeypatch) as replay:
        first = fetched(root)
        again = fetched(root)
        assert len(replay.asked) == 1 and (again.fetched, again.vintage.id) == (0, first.vintage.id)
        question = replay.asked[0]
        assert first.vintage.files()[0][1].read_bytes() == oecd.service()(question).body
    (held,) = vintages(root)
    manifest = json.loads((held.folder / "vintage.json").read_text())
    assert manifest["request"] == {"reporter": "PAK", "partner": "JPN", "years": [2015, 2016, 2017], "peers": ["USA"]}


@pytest.mark.parametrize("base", ["2022", "2023"])
def test_frames_show_a_figure_once(study_root: Path, monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    statuses = {("JPN", "PAK", "206", 2010): "Q", ("JPN", "PAK", "240", 2011): "Q"}
    with served(monkeypatch, oecd.Aid(base=base, statuses=statuses)):
        done = fetched(study_root, replace(LONG, peers=oecd.DONORS[1:]))
    beside = Study(root=study_root, vintage=done.vintage.id)
    net = beside.net_aid()
    assert not net.duplicated(["reporter", "year"]).any() and net["value"].notna().all()
    assert set(net.loc[net["year"] >= 2000, "source"]) == {done.vintage.id} and 2010 not in set(net["year"])
    assert net["year"].min() == 1960
    donors, kinds = beside.aid_by_donor(), beside.aid_by_instrument()
    for frame, key in ((donors, "reporter"), (kinds, "instrument"), (beside.aid_by_recipient(), "partner")):
        assert frame["price_basis"].nunique() == 1 and not frame.duplicated([key, "year"]).any()
    assert f"in prices of {donors['price_basis'].iloc[0][-4:]}" in str(beside.narrate("5.1"))
    for draw, frame in ((figures.net_aid, net), (figures.aid_by_donor, donors), (figures.aid_by_instrument, kinds)):
        draw(frame)


def test_figures_in_the_prices_of_two_years_are_never_set_beside_each_other(
    study_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(monkeypatch, oecd.Aid(base="2023")):
        one, many = (
            fetched(study_root, request).vintage.id
            for request in (replace(LONG, years=(2020, 2021)), replace(LONG, peers=oecd.DONORS[1:]))
        )
    plain = Study(root=study_root).aid_by_donor()
    few = Study(root=study_root, vintage=one).aid_by_donor()
    pd.testing.assert_frame_equal(few[list(plain.columns)], plain)
    assert set(Study(root=study_root, vintage=many).aid_by_donor()["price_basis"]) == {"USD 2022"}
    kinds = Study(root=study_root, vintage=many).aid_by_instrument()
    assert set(kinds["price_basis"]) == {"USD 2023"} and set(kinds["source"]) == {many}


def test_a_year_votes_once_whoever_printed_it(study_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(monkeypatch, oecd.Aid(base="2023")):
        done = fetched(study_root, LONG)
    beside = Study(root=study_root, vintage=done.vintage.id)
    judged = {one.statement.claim_id: one for one in beside.judgements}
    shares = [piece for piece in judged["S2-03"].evidence if piece.unit == "percent"]
    assert shares and all(piece.value is not None and Decimal(piece.value) <= 100 for piece in shares)
    # To 2022 the shipped figures have most donors at one year's prices; later ones are the fetched.
    plain, now = (_ranks(one) for one in (Study(root=study_root), beside))
    assert plain and {period: now[period] for period in plain} == plain
    assert {period for period in now if period not in plain} == {"2023", "2024"}


def _ranks(study: Study) -> dict[str, str]:
    (one,) = (one for one in study.judgements if one.statement.claim_id == "S10-02")
    found = {piece.period: piece.note.partition("rank ")[2][:2] for piece in one.evidence}
    return {period: rank for period, rank in found.items() if rank}


def test_the_command_fetches_and_shows(root: Path) -> None:
    with Replay({"oecd": oecd.service()}) as replay:
        done = vintage_room.pkjp(
            root,
            *("refresh", "oecd", "--reporter", "PAK", "--partner", "JPN", "--years", "2015-2017", "--peers", "USA"),
            env=vintage_room.environment(replay, PKJP_ROOT=str(root)),
        )
    assert done.returncode == 0, done.stderr
    assert "1 part fetched, 0 held already; 108 rows, 75 observations" in done.stdout
    assert "got no structure" not in done.stderr and "Traceback" not in done.stderr


@pytest.mark.network
def test_the_real_service_answers_as_the_replay_does(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PKJP_OECD_URL", raising=False)
    shipped(root)
    rows = observations(root, fetched(root, replace(ASKED, peers=())))
    assert set(rows["series"]) >= {"aid_net", "aid_gross", "aid_grants"}
    assert rows["price_basis"].str.fullmatch(r"current|USD \d{4}").all() and rows["price_basis"].nunique() == 2
