from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import vintage_room
from pkjp_analysis import Study, codebook, figures
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.sources import source
from pkjp_analysis.store import Store
from pkjp_analysis.vintages.refresh import Refreshed, refresh
from pkjp_analysis.vintages.source import Request
from replay import imf
from replay.server import Answer, Replay

ASKED = Request("PAK", "JPN", years=tuple(range(2012, 2016)))


@contextmanager
def served(monkeypatch: pytest.MonkeyPatch, made_up: imf.Figures | None = None, **options: Any) -> Iterator[Replay]:
    with Replay({"imf": imf.service(made_up)}, **options) as replay:
        for name, value in replay.settings().items():
            monkeypatch.setenv(name, value)
        yield replay


def fetched(root: Path, request: Request = ASKED) -> Refreshed:
    return refresh(root, source("imf"), request)


def observations(root: Path, done: Refreshed) -> pd.DataFrame:
    frame = Store(root, (done.vintage.id,)).observations
    return frame[frame["source"] == done.vintage.id]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The smallest study, with the shipped observations and sources."""
    for name in ("observations", "sources"):
        path = Path("data/processed") / f"{name}.csv"
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes((vintage_room.SHIPPED / path).read_bytes())
    return vintage_room.make(tmp_path)


@pytest.fixture
def study_root(tmp_path: Path) -> Path:
    return vintage_room.whole(tmp_path)


def test_a_question_a_table_gives_both_reports(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(monkeypatch) as replay:
        done = fetched(root)
    trade, positions = "data/IMF.STA,IMTS/", "data/IMF.STA,DIP/"
    asked = [
        f"{trade}PAK+JPN.XG_FOB_USD+MG_CIF_USD.PAK+JPN+G001.A",
        f"{positions}PAK+JPN.O.INWD_D_NETLA_FALL_ALL+OTWD_D_NETAL_FALL_ALL.PAK+JPN+G001.A",
    ]
    # The plan asks what is held, the vintage then holds the reply.
    assert [question.path for question in replay.asked] == asked * 2
    assert all(question.parameters == {"startperiod": "2012", "endperiod": "2015"} for question in replay.asked)
    # Two reporters, two partners, two indicators, four years of either.
    assert (done.fetched, done.rows, done.observations) == (2, 64, 64)
    manifest = json.loads((done.vintage.folder / "vintage.json").read_text())
    assert [file["version"] for file in manifest["files"]] == [
        "IMTS(1.0.0) 2026-08-31T16:29:47.313617200Z",
        "DIP(12.0.1) 2026-08-31T16:29:47.313617200Z",
    ]


def test_the_figures_are_the_services_in_whole_dollars(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_up = imf.Figures()
    with served(monkeypatch, made_up):
        done = fetched(root)
    of = {
        **{("goods_trade", "export"): "XG_FOB_USD", ("goods_trade", "import"): "MG_CIF_USD"},
        **{("fdi_position", "in"): "INWD_D_NETLA_FALL_ALL", ("fdi_position", "out"): "OTWD_D_NETAL_FALL_ALL"},
    }
    for row in observations(root, done).to_dict("records"):
        other, year = row["partner"].replace("WLD", "G001"), int(row["period_start"][:4])
        indicator = of[row["series"], row["flow"]]
        assert row["value"] == str(made_up.dollars(indicator, row["reporter"], other, year))
    assert b'SCALE="6"' in done.vintage.files()[0][1].read_bytes()


def test_totals_have_the_words_of_shipped_totals_and_their_own_origin(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(monkeypatch):
        done = fetched(root)
    rows = observations(root, done)
    trade = rows[rows["series"] == "goods_trade"]
    basis = ["nomenclature", "measure", "calendar", "unit", "price_basis", "valuation", "recording", "regime", "flow"]
    shipped = Store(root).observations
    comtrade = shipped[shipped["origin"].str.startswith("Comtrade ") & (shipped["nomenclature"] == "TOTAL")]
    known = {tuple(row) for row in comtrade[basis].to_numpy().tolist()}
    assert {tuple(row) for row in trade[basis].to_numpy().tolist()} <= known
    assert set(trade["origin"]) == {"IMF IMTS Pakistan", "IMF IMTS Japan"}
    # A compilation of what customs offices count: shown as context, no count of its own.
    assert set(rows["evidence"]) == {"aggregator"} and set(rows["confidence"]) == {"medium"}
    positions = rows[rows["series"] == "fdi_position"]
    assert set(positions["measure"]) == {"stock"} and set(positions["origin"]) == {"IMF DIP Pakistan", "IMF DIP Japan"}
    assert set(rows["series"]) <= set(codebook.SERIES)


def test_estimates_are_told_from_counts_and_secrets_from_zeros(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    derived = {("IMTS", "PAK", "JPN", 2012): "M", ("IMTS", "PAK", "JPN", 2013): "SE", ("IMTS", "PAK", "JPN", 2014): "R"}
    hidden = frozenset({("DIP", "JPN", "PAK", 2013)})
    with served(monkeypatch, imf.Figures(derived=derived, hidden=hidden)):
        rows = observations(root, fetched(root))
    ours = rows[(rows["reporter"] == "PAK") & (rows["partner"] == "JPN") & (rows["flow"] == "export")]
    assert dict(zip(ours["period_start"].str[:4], ours["recording"], strict=True)) == {
        **{"2012": "estimate", "2014": "customs", "2015": "customs"}
    }
    secret = rows[rows["qualifier"] == "suppressed"]
    assert set(secret["period_start"]) == {"2013-01-01"} and set(secret["value"]) == {""}
    assert list(secret["flow"]) == ["in", "out"]


def test_what_is_not_reported_is_said_and_the_rest_is_fetched(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(monkeypatch):
        early = fetched(root, replace(ASKED, years=(1990, 1991)))
        assert [name for name, _ in early.vintage.files()] == ["imts.xml"]
        assert early.notes[1] == "DIP(12.0.1): neither country reports on the other or the world in these years"
        unsurveyed = fetched(root, Request("VNM", "LAO", years=(2015,)))
        assert set(observations(root, unsurveyed)["series"]) == {"goods_trade"}
        with pytest.raises(PkjpError, match=r"^imf holds nothing on PAK and JPN; check countries and years$"):
            fetched(root, replace(ASKED, years=(1947,)))
        # A country that the IMF has nothing on is answered with status 200 and no series.
        with pytest.raises(PkjpError, match=r"^imf holds nothing on ATA and BVT; check countries and years$"):
            fetched(root, replace(ASKED, reporter="ATA", partner="BVT"))
    assert len(vintage_room.vintages(root)) == 2


def test_a_wrong_request_is_one_line(root: Path) -> None:
    with pytest.raises(UsageError, match="--reporter PK: no country of ISO 3166; the nearest is"):
        fetched(root, replace(ASKED, reporter="PK"))
    with pytest.raises(UsageError, match="imf takes no --peers"):
        fetched(root, replace(ASKED, peers=("USA",)))
    with pytest.raises(UsageError, match="imf needs --partner"):
        fetched(root, replace(ASKED, partner=""))


@pytest.mark.parametrize("fault", ["429", "429-after", "500", "503", "html", "truncated", "nothing", "cut", "reset"])
@pytest.mark.parametrize("asked", [1, 3])
def test_a_passing_fault_is_waited_out(root: Path, monkeypatch: pytest.MonkeyPatch, fault: str, asked: int) -> None:
    with served(monkeypatch) as replay:
        plain = fetched(vintage_room.make(root / "plain"))
        replay.faults = {len(replay.asked) + asked: fault}
        done = fetched(root)
    assert replay.struck[:1] == [fault]
    assert vintage_room.files(root, done.vintage.id) == vintage_room.files(root / "plain", plain.vintage.id)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("429", "imf is busy or out of order (HTTP 429"),
        ("500", "imf is busy or out of order (HTTP 500"),
        ("html", "imf answered imts.xml with a web page instead of data, 6 times"),
        ("truncated", "imf answered imts.xml with XML that is cut off, damaged or no SDMX message"),
        ("cut", "imf answered imts.xml with a reply that was cut off, 6 times"),
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


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, {"message": "No such dataflow found: Dataflow=IMF.STA,IMTS"}, "HTTP 404: No such dataflow found"),
        (400, {"message": "key has more than expected 3 dimension(s)"}, "HTTP 400: key has more than expected"),
        (204, {}, "HTTP 204"),
    ],
)
def test_a_refusal_is_passed_on(
    root: Path, monkeypatch: pytest.MonkeyPatch, status: int, body: dict[str, str], said: str
) -> None:
    with served(monkeypatch) as replay:
        replay.services = {"imf": lambda question: Answer(json.dumps(body).encode() if body else b"", status)}
        with pytest.raises(PkjpError) as caught:
            fetched(root)
    assert said in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (
            "COUNTERPART_COUNTRY",
            "PARTNER",
            "imts.xml: no column COUNTERPART_COUNTRY; the service has changed its table",
        ),
        ("TIME_PERIOD", "TIME", "answered imts.xml with XML that is cut off, damaged or no SDMX message"),
    ],
)
def test_another_table_than_the_known_one_is_named(
    root: Path, monkeypatch: pytest.MonkeyPatch, was: str, now: str, said: str
) -> None:
    with served(monkeypatch, imf.Figures(changed={was: now})), pytest.raises(PkjpError) as caught:
        fetched(root)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_series_that_was_not_asked_for_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(monkeypatch) as replay:
        good = replay.services["imf"]
        replay.services = {
            "imf": lambda question: replace(good(question), body=good(question).body.replace(b'"MG_CIF', b'"MG_FOB'))
        }
        with pytest.raises(PkjpError, match="column INDICATOR: 'MG_FOB_USD' was not asked for"):
            fetched(root)
        replay.services = {
            "imf": lambda question: replace(good(question), body=good(question).body.replace(b'"USD"', b'"EUR"'))
        }
        with pytest.raises(PkjpError, match="row 1, column UNIT: 'EUR' is no dollar"):
            fetched(root)


def test_what_was_cut_goes_on_and_a_newer_data_set_is_fetched_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(monkeypatch, only="DIP") as replay:
        replay.faults = {2: "403"}
        with pytest.raises(PkjpError, match="HTTP 403"):
            fetched(root)
        replay.faults = {}
        done = fetched(root)
        assert (done.fetched, done.held) == (1, 1)
    room = vintage_room.make(root / "newer")
    with served(monkeypatch, only="DIP", faults={2: "403"}) as replay, pytest.raises(PkjpError):
        fetched(room)
    with served(monkeypatch, imf.Figures(updated="2026-10-01T00:00:00Z", factor=1.01)):
        done = fetched(room)
    assert (done.fetched, done.held) == (2, 0)


def test_frames_still_work_and_show_a_figure_once(study_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    years = tuple(range(2004, 2025))
    hidden = frozenset({("IMTS", "PAK", "JPN", 2010), ("DIP", "PAK", "JPN", 2012)})
    with served(monkeypatch, imf.Figures(hidden=hidden)):
        first = fetched(study_root, replace(ASKED, years=years)).vintage.id
    with served(monkeypatch, imf.Figures(factor=1.5)):
        second = fetched(study_root, replace(ASKED, years=years[-3:])).vintage.id
    plain, beside = Study(root=study_root), Study(root=study_root, vintage=f"{first},{second}")
    totals = beside.goods_trade()
    ours = totals[totals["origin"].str.startswith("IMF IMTS")]
    assert len(ours) and not ours.duplicated(["reporter", "flow", "year"]).any()
    others = totals[~totals["origin"].str.startswith("IMF IMTS")].reset_index(drop=True)
    pd.testing.assert_frame_equal(others, plain.goods_trade(), check_index_type=False)
    # Compilations are context: no count of theirs takes the place of the countries' own.
    for name in ("recent_goods_trade", "mirror_totals", "partner_ranks", "world_shares"):
        pd.testing.assert_frame_equal(getattr(beside, name)(), getattr(plain, name)())
    figures.long_view(totals)
    figures.two_way_trade(totals)


def test_positions_are_among_what_is_held(study_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(monkeypatch):
        done = fetched(study_root)
    beside = Study(root=study_root, vintage=done.vintage.id)
    held = beside.coverage()
    held = held[held["series"] == "fdi_position"]
    assert list(held["year"]) == [2012, 2013, 2014, 2015] and set(held["label"]) == {"FDI position"}
    assert set(held["family"]) == {codebook.series("fdi_net").family}
    pd.testing.assert_frame_equal(beside.direct_investment(), Study(root=study_root).direct_investment())


def test_the_command_fetches_and_shows(root: Path) -> None:
    with Replay({"imf": imf.service()}) as replay:
        done = vintage_room.pkjp(
            root,
            *("refresh", "imf", "--reporter", "PAK", "--partner", "JPN", "--years", "2012-2015"),
            env=vintage_room.environment(replay, PKJP_ROOT=str(root)),
        )
    assert done.returncode == 0, done.stderr
    assert "2 parts fetched, 0 held already; 64 rows, 64 observations" in done.stdout
    assert "Traceback" not in done.stderr and "got no structure" not in done.stderr


@pytest.mark.network
def test_the_real_service_answers_as_the_replay_does(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PKJP_IMF_URL", raising=False)
    rows = observations(root, fetched(root))
    exports = rows[(rows["series"] == "goods_trade") & (rows["flow"] == "export") & (rows["reporter"] == "JPN")]
    world = exports.loc[exports["partner"] == "WLD", "value"].astype(float)
    # Japan's exports to the world, in dollars and not in millions of them.
    assert world.between(3e11, 2e12).all() and set(rows["series"]) == {"goods_trade", "fdi_position"}
