"""What `pkjp refresh` leaves when all goes well, when it is cut, and when a service does not behave."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import vintage_room as room
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.sources import names, source
from pkjp_analysis.vintages.folder import find, vintages
from pkjp_analysis.vintages.refresh import Refreshed, refresh
from pkjp_analysis.vintages.source import Request
from pkjp_analysis.vintages.tables import ready, table_of
from replay import comtrade
from replay.server import Answer, Question, Replay, Service

TODAY = date.today().isoformat()
ID = f"comtrade-{TODAY}"
WORLD = comtrade.World(products=97)
FEW = Request(reporter="PAK", partner="KOR", years=(2015, 2016, 2017), peers=("IND",))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return room.make(tmp_path / "a study")


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("COMTRADE_API_KEY", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Replay]]:
    """Start a replay server, and point this process at it with a key."""
    running: list[Replay] = []

    def start(
        service: Service | None = None, faults: dict[int, str] | None = None, key: str = comtrade.KEY, **more: Any
    ) -> Replay:
        replay = Replay({"comtrade": service or comtrade.service(WORLD)}, faults, **more).__enter__()
        running.append(replay)
        for name, value in replay.settings().items():
            monkeypatch.setenv(name, value)
        if key:
            monkeypatch.setenv("COMTRADE_API_KEY", key)
        return replay

    yield start
    for replay in running:
        replay.__exit__()


def fetch(root: Path, request: Request = FEW) -> Refreshed:
    return refresh(root, source("comtrade"), request)


def observations(root: Path, id: str = ID) -> Any:
    return table_of(root, id, "observations")


def refusal(root: Path, request: Request = FEW) -> str:
    """The one line that a refresh ends with; nothing is live then that was not before."""
    before = room.vintages(root)
    with pytest.raises(PkjpError) as caught:
        fetch(root, request)
    assert room.vintages(root) == before
    line = str(caught.value)
    assert "\n" not in line and comtrade.KEY not in line
    return line


def test_a_vintage_holds_what_was_reported_and_says_what_it_is(root: Path, asking: Callable[..., Replay]) -> None:
    asking()
    done = fetch(root)
    assert done.vintage.id == ID and room.vintages(root) == [ID]
    manifest = done.vintage.manifest
    asked = {"reporter": "PAK", "partner": "KOR", "years": [2015, 2016, 2017], "peers": ["IND"], "level": 6}
    assert manifest["request"] == asked
    assert manifest["date"] == TODAY and manifest["source"] == "comtrade"
    for file in manifest["files"]:
        assert re.fullmatch(r"[0-9a-f]{64}", file["sha256"]) and file["rows"] > 0
        assert file["asked"].startswith("data/v1/get/C/A/HS?reporterCode=") and file["at"].startswith("20")
        assert re.match(r"2026-04-01T08:00:00.1 -?\d+", file["version"])
    frame = observations(root)
    assert len(frame) == done.observations == done.rows
    for reporter, partner, flow, year in (
        ("PAK", "KOR", "X", 2015),
        ("KOR", "PAK", "M", 2016),
        ("IND", "WLD", "X", 2017),
    ):
        rows = frame[(frame["reporter"] == reporter) & (frame["partner"] == partner)]
        rows = rows[(rows["flow"] == {"X": "export", "M": "import"}[flow]) & (rows["period_start"] == f"{year}-01-01")]
        expected = dict(zip(WORLD.codes(year), WORLD.value(reporter, partner, flow, year), strict=True))
        codes = rows[rows["product"].str.len() == 6]
        assert dict(zip(codes["product"], codes["value"].astype(float), strict=True)) == {
            code: value for code, value in expected.items() if value
        }
        (total,) = rows.loc[rows["nomenclature"] == "TOTAL", "value"]
        assert float(total) == sum(expected.values())
        assert set(codes["edition"]) == {"H4" if year < 2017 else "H5"}
    assert set(frame["valuation"][frame["flow"] == "export"]) == {"FOB"}
    assert set(frame["valuation"][frame["flow"] == "import"]) == {"CIF"}
    assert set(frame["source"]) == {ID} and set(frame["vintage"]) == {TODAY}
    assert frame["observation"].is_unique and frame["raw"].is_unique
    folder = done.vintage.folder
    name, row = frame["raw"].iloc[-1].removeprefix(f"local/{ID}/").split("#")
    line = (folder / name).read_text().splitlines()[int(row)]
    assert f",{frame['value'].iloc[-1]}.0," in line
    assert all(path.stat().st_mode & 0o222 == 0 for path in folder.iterdir())


def test_the_same_vintage_again_asks_nothing(root: Path, asking: Callable[..., Replay]) -> None:
    replay = asking()
    first = fetch(root)
    asked = len(replay.asked)
    again = fetch(root)
    assert len(replay.asked) == asked
    assert again.vintage == first.vintage and again.fetched == 0 and again.observations == first.observations


def test_another_request_of_the_day_is_another_vintage(root: Path, asking: Callable[..., Replay]) -> None:
    asking()
    fetch(root)
    assert fetch(root, replace(FEW, years=(2016,))).vintage.id == f"{ID}-2"
    assert [vintage.id for vintage in vintages(root)] == [ID, f"{ID}-2"]


def test_two_pairs_over_25_years_arrive_whole_through_refusals_and_cuts(
    tmp_path: Path, asking: Callable[..., Replay]
) -> None:
    found = []
    world = comtrade.World(products=97)
    for faults in ({}, {10: "429", 20: "cut"}):
        root = room.make(tmp_path / f"with {len(faults)} faults")
        replay = asking(comtrade.service(world), faults)
        for partner in ("JPN", "KOR"):
            fetch(root, Request(reporter="PAK", partner=partner, years=tuple(range(2000, 2025)), peers=()))
        assert replay.struck.count("429") == replay.struck.count("cut") == (len(replay.asked) // 20 if faults else 0)
        found.append({id: room.files(root, id) for id in room.vintages(root)})
        assert observations(root, f"{ID}-2")["period_start"].nunique() == 25
    assert found[0] == found[1] and len(found[0]) == 2


def test_a_refresh_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    request = (
        "refresh",
        "comtrade",
        "--reporter",
        "PAK",
        "--partner",
        "KOR",
        "--years",
        "2000-2024",
        "--peers",
        "none",
    )
    undisturbed, root = room.make(tmp_path / "undisturbed"), room.make(tmp_path / "killed")
    with Replay({"comtrade": comtrade.service(WORLD)}) as replay:
        env = room.environment(replay, COMTRADE_API_KEY=comtrade.KEY, HOME=str(tmp_path))
        assert room.pkjp(undisturbed, *request, env=env).returncode == 0
        questions = len(replay.asked)
        running = room.pkjp(root, *request, env={**env, "PKJP_WAIT": "0.3"}, start=True)
        while len(list(root.glob("data/raw/local/.*.partial/.*.told.json"))) < 4:
            assert running.poll() is None, running.communicate()
            time.sleep(0.005)
        os.kill(running.pid, signal.SIGKILL)
        running.communicate()
        assert room.vintages(root) == []
        held = list(root.glob("data/raw/local/.*.partial/*.csv"))
        asked = len(replay.asked)
        done = room.pkjp(root, *request, env=env)
        assert done.returncode == 0, done.stderr
        # A question on what is there, and a count and the rows for each part that was not.
        assert len(replay.asked) - asked <= questions - 2 * (len(held) - 1)
        assert f"{len(held)} held already" in done.stdout or f"{len(held) - 1} held already" in done.stdout
    assert room.files(root, ID) == room.files(undisturbed, ID)
    assert not list(root.glob("data/raw/local/.*.partial*"))


LASTING = {
    "429": "comtrade is busy or out of order (HTTP 429: Rate limit is exceeded.), 6 times",
    "429-later": "comtrade asks to wait 3600 seconds",
    "403": "Out of call volume quota. Quota will be replenished in 03:14:17.); check COMTRADE_API_KEY, or wait",
    "401": "comtrade does not let this in (HTTP 401: Access denied due to invalid subscription key.)",
    "500": "comtrade is busy or out of order (HTTP 500: no reason given), 6 times",
    "503": "comtrade is busy or out of order (HTTP 503: no reason given), 6 times",
    "moved": "comtrade has moved to https://elsewhere.example (HTTP 301); set PKJP_COMTRADE_URL",
    "html": "with a web page instead of data, 6 times",
    "truncated": "with JSON that is cut off or damaged, 6 times",
    "nothing": "with JSON that is cut off or damaged, 6 times",
    "cut": "with a reply that was cut off, 6 times",
    "hang": "comtrade: no answer from 127.0.0.1:",
    "reset": "comtrade: no answer from 127.0.0.1:",
}


@pytest.mark.parametrize("fault", LASTING)
def test_a_fault_that_stays_is_one_line_and_the_last_good_vintage_stays(
    fault: str, root: Path, asking: Callable[..., Replay], monkeypatch: pytest.MonkeyPatch
) -> None:
    asking()
    good = fetch(root).vintage
    before = room.files(root, good.id)
    replay = asking(faults={1: fault}, only="/get/")
    replay.hang_seconds = 0.3
    monkeypatch.setenv("PKJP_TIMEOUT", "0.1")
    line = refusal(root, replace(FEW, years=(2018,)))
    assert LASTING[fault] in line and "\n" not in line
    assert room.files(root, good.id) == before
    good.verify()


@pytest.mark.parametrize("fault", [*sorted(set(LASTING) - {"429-later", "403", "401", "moved"}), "429-after"])
def test_a_fault_that_passes_changes_nothing(
    fault: str, tmp_path: Path, asking: Callable[..., Replay], monkeypatch: pytest.MonkeyPatch
) -> None:
    request = replace(FEW, peers=())
    plain, root = room.make(tmp_path / "plain"), room.make(tmp_path / "disturbed")
    asking()
    fetch(plain, request)
    replay = asking(faults={3: fault})
    replay.hang_seconds = 1.0
    monkeypatch.setenv("PKJP_TIMEOUT", "0.5")
    fetch(root, request)
    assert fault in replay.struck
    assert room.files(root, ID) == room.files(plain, ID)


def changed(service: Service, change: Callable[[Any], Any], when: Callable[[int], bool] = lambda n: True) -> Service:
    """The service with its rows changed: of the n-th reply with rows, where `when` says so."""
    seen = []

    def answer(question: Question) -> Answer:
        good = service(question)
        if "/get/" not in question.path or "countonly" in question.parameters:
            return good
        seen.append(question)
        return Answer.of(change(json.loads(good.body))) if when(len(seen)) else good

    return answer


def fewer(reply: Any) -> Any:
    return {**reply, "data": reply["data"][:-1], "count": reply["count"] - 1}


def renamed(reply: Any) -> Any:
    return {
        **reply,
        "data": [{("value" if k == "primaryValue" else k): v for k, v in r.items()} for r in reply["data"]],
    }


def with_cell(column: str, value: Any) -> Callable[[Any], Any]:
    return lambda reply: {**reply, "data": [{**reply["data"][0], column: value}, *reply["data"][1:]]}


def doubled(reply: Any) -> Any:
    return {**reply, "data": [*reply["data"][:-1], reply["data"][0]]}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (fewer, r"PAK_2015-2017.csv with [\d,]+ rows where its count says [\d,]+, 6 times"),
        (renamed, r"PAK_2015-2017.csv.*'primaryValue'"),
        (with_cell("primaryValue", "n/a"), r"PAK_2015-2017.csv row 1, column primaryValue: 'n/a' has the wrong form"),
        (with_cell("reporterCode", 699), r"PAK_2015-2017.csv row 1, column reporterCode: '699' was not asked for"),
        (with_cell("period", "2030"), r"PAK_2015-2017.csv row 1, column period: '2030' was not asked for"),
        (doubled, r"PAK_2015-2017.csv: a row stands twice"),
        (lambda reply: {**reply, "data": {}}, r"with JSON of another shape than the documented one, 6 times"),
        (lambda reply: {**reply, "error": "Invalid parameter"}, r"comtrade refuses the question: Invalid parameter"),
    ],
    ids=["fewer", "renamed", "no number", "another country", "another year", "doubled", "another shape", "error text"],
)
def test_a_reply_that_is_not_what_was_asked_is_refused(
    change: Callable[[Any], Any], told: str, root: Path, asking: Callable[..., Replay]
) -> None:
    asking(changed(comtrade.service(WORLD), change))
    assert re.search(told, refusal(root))


def test_fewer_rows_than_counted_once_is_asked_again(root: Path, asking: Callable[..., Replay]) -> None:
    asking(changed(comtrade.service(WORLD), fewer, lambda number: number == 2))
    done = fetch(root)
    assert done.rows == done.observations


def test_a_country_that_reports_nothing_is_an_error_and_a_missing_year_a_note(
    root: Path, asking: Callable[..., Replay]
) -> None:
    asking(comtrade.service(comtrade.World(products=97, absent=frozenset({("KOR", 2016), ("IND", 2015)}))))
    line = refusal(root, replace(FEW, partner="FRA"))
    assert line == "comtrade has nothing that FRA reported for 2015 to 2017; check country and years"
    done = fetch(root)
    assert done.notes == ["KOR has not reported 2016", "IND has not reported 2015"]
    assert done.vintage.manifest["notes"] == done.notes
    frame = observations(root)
    assert set(frame["period_start"][frame["reporter"] == "KOR"]) == {"2015-01-01", "2017-01-01"}


def test_an_empty_answer_is_never_a_table(root: Path, asking: Callable[..., Replay]) -> None:
    def without_korea(question: Question) -> Answer:
        """As the service answers a code that is nobody's: no error, no rows."""
        if "/get/" in question.path and question.parameters.get("reportercode") == "410":
            return Answer.of({"elapsedTime": "0.1 secs", "count": 0, "data": [], "error": ""})
        return comtrade.service(WORLD)(question)

    asking(without_korea)
    assert "comtrade has no rows for data/v1/get/C/A/HS?reporterCode=410" in refusal(root)


def test_what_exceeds_a_replys_limit_is_asked_in_smaller_questions(
    tmp_path: Path, asking: Callable[..., Replay], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pkjp_analysis.sources import comtrade as client

    found = []
    for limit in (100_000, 120):
        root = room.make(tmp_path / str(limit))
        asking(comtrade.service(WORLD, limit=limit))
        monkeypatch.setattr(client, "LIMIT", limit)
        fetch(root)
        frame = observations(root).drop(columns=["observation", "raw"])
        found.append(sorted(map(tuple, frame.astype(str).to_numpy().tolist())))
    assert found[0] == found[1]


def test_without_a_key_there_are_chapters_and_codes_are_refused(root: Path, asking: Callable[..., Replay]) -> None:
    replay = asking(key="")
    assert "--level 6 needs a key" in refusal(root, replace(FEW, level=6))
    done = fetch(root)
    assert done.vintage.manifest["request"]["level"] == 2
    assert set(observations(root)["product"].str.len()) == {0, 2}
    assert all("ocp-apim-subscription-key" not in map(str.lower, question.headers) for question in replay.asked)
    assert all(question.path.startswith("public/v1/") for question in replay.asked)


def test_months(root: Path, asking: Callable[..., Replay]) -> None:
    asking()
    fetch(root, replace(FEW, years=(2016,), peers=None, monthly=True, level=0))
    frame = observations(root)
    assert set(frame["calendar"]) == {"month"} and set(frame["nomenclature"]) == {"TOTAL"}
    assert sorted(set(frame["period_end"]))[:2] == ["2016-01-31", "2016-02-29"]
    assert set(frame["reporter"]) == {"PAK", "KOR"}


def test_a_data_set_released_anew_while_a_refresh_was_cut_is_fetched_again(
    root: Path, asking: Callable[..., Replay]
) -> None:
    asking(faults={6: "403"})
    assert "does not let this in" in refusal(root)
    revised = comtrade.World(products=97, factors={("PAK", "KOR", 2016, WORLD.codes(2016)[3]): 3.0})
    replay = asking(comtrade.service(revised))
    done = fetch(root)
    plain = room.make(root.parent / "plain")
    fetch(plain)
    assert room.files(root, ID) == room.files(plain, ID)
    assert done.fetched >= 2 and all("2026-10-05" in file["version"] for file in done.vintage.manifest["files"][:2])
    assert replay.asked


def test_a_key_is_found_nowhere(tmp_path: Path) -> None:
    """In no file, no output, no address; not where the service repeats it, and not in a notebook's surroundings."""
    root = room.make(tmp_path / "study")

    def telltale(question: Question) -> Answer:
        if "/get/" in question.path and "410" in question.parameters["reportercode"]:
            return Answer.of({"statusCode": 401, "message": f"Access denied: {comtrade.KEY} is no key."}, 401)
        return comtrade.service(WORLD)(question)

    request = ("refresh", "comtrade", "--reporter", "PAK", "--partner", "KOR", "--years", "2015-2016", "--debug")
    said = []
    for service in (telltale, comtrade.service(WORLD)):
        with Replay({"comtrade": service}) as replay:
            env = room.environment(replay, COMTRADE_API_KEY=comtrade.KEY, HOME=str(tmp_path))
            done = room.pkjp(root, *request, env=env)
            said += [done.stdout, done.stderr, *(str(question.parameters) for question in replay.asked)]
            assert any("Ocp-Apim-Subscription-Key" in question.headers for question in replay.asked)
    assert "HTTP 401: Access denied: *** is no key." in said[1]
    assert room.vintages(root) == [ID]
    assert not any(comtrade.KEY in text for text in said)
    for path in tmp_path.rglob("*"):
        assert comtrade.KEY not in path.name
        assert not path.is_file() or comtrade.KEY.encode() not in path.read_bytes(), path


def test_a_key_comes_from_a_file_that_only_the_user_can_read(
    root: Path, asking: Callable[..., Replay], tmp_path: Path
) -> None:
    replay = asking(key="")
    file = tmp_path / "settings/pkjp/keys.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'COMTRADE_API_KEY = "{comtrade.KEY}"\n')
    file.chmod(0o644)
    assert refusal(root) == f"{file} can be read by others; say chmod 600 {file}"
    file.chmod(0o600)
    assert fetch(root).vintage.manifest["request"]["level"] == 6
    assert replay.asked[-1].headers["Ocp-Apim-Subscription-Key"] == comtrade.KEY
    file.write_text(f'COMTRADE_API_KEY = {comtrade.KEY}"\n')
    assert "cannot be read; write lines such as" in refusal(root)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://comtrade.example", "a key is sent over https only; write https://comtrade.example"),
        (
            f"https://comtrade.example?subscription-key={comtrade.KEY}",
            "an address without user, key and query is wanted",
        ),
        (f"https://me:{comtrade.KEY}@comtrade.example", "an address without user, key and query is wanted"),
        ("comtrade.example", "no address; write one such as https://host/path"),
    ],
)
def test_an_address_that_would_show_a_key_is_refused(
    address: str, told: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMTRADE_API_KEY", comtrade.KEY)
    monkeypatch.setenv("PKJP_COMTRADE_URL", address)
    assert refusal(root) == f"PKJP_COMTRADE_URL: {told}"


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (Request(), "comtrade needs --reporter (or --file)"),
        (replace(FEW, reporter="PAX"), "--reporter PAX: no country of ISO 3166; the nearest is PA"),
        (replace(FEW, peers=("XXX",)), "--peers XXX: no country of ISO 3166"),
        (replace(FEW, level=3), "--level 3: there are 0, 2, 4, 6"),
        (replace(FEW, files=(Path("x.csv"),)), "--file is cleaned as it is"),
        (Request(files=(Path("nowhere.csv"),)), "--file nowhere.csv: No such file or directory"),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused_before_anything_is_asked(
    request_: Request, told: str, root: Path, asking: Callable[..., Replay]
) -> None:
    replay = asking()
    with pytest.raises(UsageError) as caught:
        fetch(root, request_)
    assert told in str(caught.value) and not replay.asked and room.vintages(root) == []


def test_a_file_from_the_site_is_cleaned(root: Path, asking: Callable[..., Replay], tmp_path: Path) -> None:
    asking()
    fetched = fetch(root, replace(FEW, years=(2016,), peers=()))
    _, path = fetched.vintage.files()[0]
    lines = path.read_text().splitlines()
    by_sea = [line.replace(",0,TOTAL MOT,", ",2100,Sea,") for line in lines[1:4]]
    nowhere = [line.replace(",410,KOR,", ",899,_X ,") for line in lines if ",410,KOR," in line][:2]
    file = tmp_path / "TradeData 1.csv"
    file.write_text("\n".join([*lines, *by_sea, *nowhere]) + "\n")
    done = fetch(root, Request(files=(file,)))
    assert done.vintage.id == f"{ID}-2" and done.rows == len(lines) - 1 + 5
    frames = [observations(root, id).drop(columns=["observation", "source", "raw"]) for id in (ID, f"{ID}-2")]
    own = frames[0][frames[0]["reporter"] == "PAK"].reset_index(drop=True)
    assert frames[1].astype(str).equals(own.astype(str))
    # The same file again is the same vintage, other bytes under its name are another.
    assert fetch(root, Request(files=(file,))).fetched == 0
    file.write_text("\n".join(lines) + "\n")
    assert fetch(root, Request(files=(file,))).vintage.id == f"{ID}-3"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: text.replace("primaryValue", "Trade Value"), "primaryValue"),
        (lambda text: text[: len(text) * 2 // 3].rsplit(",", 5)[0], "no line end"),
        (lambda text: text[: len(text) * 2 // 3].rsplit(",", 5)[0] + "\n", "about row"),
        (lambda text: text.replace(",C00,", ",C00", 1), "about row"),
        (lambda text: text.replace(",586,", ",586,x,", 1), "about row"),
        (lambda text: re.sub(r",[\d.]+,4,false", ",1 234,4,false", text), "row 1, column primaryValue"),
        (lambda text: "", "no column 'typeCode'"),
        (lambda text: "<html>" + text, "no column 'typeCode'"),
        (lambda text: text.split("\n")[0] + "\n", "no rows"),
    ],
    ids=[
        "another column",
        "cut off",
        "cut off at a line",
        "a cell less",
        "a cell more",
        "no number",
        "empty",
        "web page",
        "header alone",
    ],
)
def test_a_file_of_another_form_is_refused(
    spoil: Callable[[str], str], told: str, root: Path, asking: Callable[..., Replay], tmp_path: Path
) -> None:
    asking()
    fetched = fetch(root, replace(FEW, years=(2016,), peers=()))
    file = tmp_path / "download.csv"
    file.write_text(spoil(fetched.vintage.files()[0][1].read_text()))
    line = refusal(root, Request(files=(file,)))
    assert told in line and "download.csv" in line


def test_a_vintage_that_was_changed_is_refused(root: Path, asking: Callable[..., Replay]) -> None:
    asking()
    vintage = fetch(root).vintage
    name, path = vintage.files()[1]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))
    with pytest.raises(PkjpError, match=f"{name}: its bytes differ from vintage.json"):
        find(root, ID).verify()
    with pytest.raises(UsageError, match="no vintage 'comtrade-2026'.*the nearest is " + ID):
        find(root, "comtrade-2026")


def test_tables_are_made_again_where_they_are_gone_or_of_another_library(
    root: Path, asking: Callable[..., Replay]
) -> None:
    asking()
    vintage = fetch(root).vintage
    folder = ready(vintage).folder
    held = (folder / "observations.parquet").read_bytes()
    (folder / "made.json").write_text('{"made_from": "another", "observations": 1}')
    assert ready(vintage).observations > 1
    assert (folder / "observations.parquet").read_bytes() == held


def test_two_at_once_wait_for_each_other(root: Path, asking: Callable[..., Replay]) -> None:
    asking()
    lock = root / "data/raw/local/.comtrade.lock"
    from pkjp_analysis.files import take_lock

    with take_lock(lock, "", ""):
        assert re.fullmatch(r"another run \(process \d+, since .*\) is fetching comtrade; wait for it", refusal(root))


def test_the_command_says_what_it_did_and_where_it_fails(root: Path, tmp_path: Path) -> None:
    with Replay({"comtrade": comtrade.service(WORLD)}) as replay:
        env = room.environment(replay, COMTRADE_API_KEY=comtrade.KEY, HOME=str(tmp_path))
        request = ("refresh", "comtrade", "--reporter", "pak", "--partner", "KOR", "--years", "2016", "--peers", "none")
        done = room.pkjp(root, *request, env=env)
        assert (done.returncode, done.stderr) == (0, "")
        assert re.fullmatch(
            rf"{ID}: 2 parts fetched, 0 held already; ([\d,]+) rows, \1 observations\n"
            rf"show it with: pkjp reproduce --vintage {ID}\n",
            done.stdout,
        )
        wrong = room.pkjp(root, "refresh", "comtrad", env=env)
        assert (wrong.returncode, wrong.stderr) == (2, "error: no source 'comtrad'; the nearest is comtrade\n")
    quota = Replay({"comtrade": comtrade.service(WORLD)}, {1: "403"})
    with quota:
        env = room.environment(quota, COMTRADE_API_KEY=comtrade.KEY, HOME=str(tmp_path))
        failed = room.pkjp(root, *request[:-3], "2017", env=env)
    assert failed.returncode == 1 and failed.stderr.count("\n") == 1
    assert failed.stderr.startswith("error: comtrade does not let this in (HTTP 403: Out of call volume quota.")


def test_every_source_can_be_named_and_says_what_it_is() -> None:
    assert "comtrade" in names()
    for name in names():
        found = source(name)
        assert found.name == name and found.title and found.publisher and found.terms
        assert found.home.startswith("https://") and found.needs <= found.takes


@pytest.mark.network
def test_the_real_service_answers_in_the_documented_shape(root: Path) -> None:
    done = fetch(root, Request(reporter="PAK", partner="JPN", years=(2019,), peers=(), level=2))
    assert done.observations > 100
