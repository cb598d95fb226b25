"""Bad raw input: one line with file, row and column, and nothing is written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pkjp_analysis.checking import check
from pkjp_analysis.cleaning import write_manifest, write_processed
from pkjp_analysis.errors import PkjpError

ROOT = Path(__file__).resolve().parents[1]
SBP = "sbp/trade_by_country.csv"


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The study's data alone, in a folder of its own."""
    root = tmp_path / "a study"
    shutil.copytree(ROOT / "data", root / "data")
    return root


def cleaning(root: Path, what: str = "processed", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pkjp_analysis.cleaning", what],
        env={**os.environ, "PKJP_ROOT": str(root), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def pkjp_check(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("pkjp")), "--root", str(root), "check"],
        capture_output=True,
        text=True,
        check=False,
    )


def edit(root: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    path = root / "data" / "raw" / name
    before = path.read_bytes()
    after = change(before)
    assert after != before
    path.write_bytes(after)


def line(number: int, old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        lines = content.split(b"\n")
        lines[number] = lines[number].replace(old, new, 1)
        return b"\n".join(lines)

    return change


FAULTS: dict[str, tuple[str, Callable[[bytes], bytes], tuple[str, ...]]] = {
    "missing column": (SBP, line(0, b",value,", b",amount,"), (SBP, "column value", "missing")),
    "text in a number": (SBP, line(3, b"170.72", b"about 170"), (SBP, "row 3", "column value", "about 170")),
    "thousands separator": (SBP, line(4, b"1062.54", b'"1,062.54"'), (SBP, "row 4", "column value")),
    "duplicate key": (SBP, line(2, b"2,", b"1,"), (SBP, "row 2", "column row", "twice")),
    "unknown country": (SBP, line(5, b"Pakistan", b"Pakistn"), (SBP, "row 5", "column reporter", "Pakistn")),
    "unknown unit": (SBP, line(5, b"USD million", b"USD mio"), (SBP, "row 5", "column unit", "USD mio")),
    "unknown source": (SBP, line(5, b"state-bank", b"stat-bank"), (SBP, "row 5", "column source")),
    "unknown chapter": (
        "comtrade/chapters_2020_2024.csv",
        line(1, b",10,", b",98,"),
        ("comtrade/chapters_2020_2024.csv", "row 1", "column product", "98"),
    ),
    "unknown calendar": (SBP, line(1, b"FY-JUL", b"FY-JAN"), (SBP, "row 1", "column calendar", "FY-JAN")),
    "no period": (SBP, line(1, b"2025-07", b"2025-17"), (SBP, "row 1", "column period")),
    "no value": (SBP, line(3, b"170.72", b""), (SBP, "row 3", "column value")),
    "wrong encoding": (SBP, line(6, b"State Bank", b"St\xe4te Bank"), (SBP, "row 6", "UTF-8")),
    "cut in mid-row": (SBP, lambda content: content[: len(content) * 2 // 3], (SBP, "row", "cut off")),
    "a row too short": (SBP, line(7, b",", b""), (SBP, "row 7", "cells")),
    "empty file": (SBP, lambda content: b"", (SBP, "empty")),
    "unclosed quote": (SBP, line(8, b"8,", b'"8,'), (SBP,)),
    "bad date of a grant": (
        "press/grants.csv",
        line(1, b"2020-12", b"2020-32"),
        ("press/grants.csv", "row 1", "column"),
    ),
    "no statement of that id": (
        "claims.csv",
        line(1, b"S0-01", b"S0/01"),
        ("claims.csv", "row 1", "column claim_id"),
    ),
}


def refusal(root: Path) -> str:
    with pytest.raises(PkjpError) as error:
        write_processed(root)
    return str(error.value)


@pytest.mark.parametrize("fault", FAULTS)
def test_bad_input_is_one_line_and_nothing_is_written(copy: Path, fault: str) -> None:
    name, change, said = FAULTS[fault]
    edit(copy, name, change)
    before = fingerprint(copy / "data" / "processed")
    told = refusal(copy)
    assert f"data/raw/{name}" in told
    assert all(word in told for word in said), told
    assert "\n" not in told
    assert told in check(copy)
    assert fingerprint(copy / "data" / "processed") == before


@pytest.mark.parametrize("fault", ["text in a number", "wrong encoding", "cut in mid-row"])
def test_both_commands_say_it_in_one_line(copy: Path, fault: str) -> None:
    name, change, said = FAULTS[fault]
    edit(copy, name, change)
    for run in (cleaning(copy), pkjp_check(copy)):
        assert run.returncode == 1
        (told,) = [text for text in (run.stderr + run.stdout).splitlines() if f"data/raw/{name} row" in text]
        assert all(word in told for word in said), told
        assert "Traceback" not in run.stderr
    assert len(cleaning(copy).stderr.strip().splitlines()) == 1


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "data" / "raw" / SBP).unlink()
    assert f"data/raw/{SBP}: the file is missing" in refusal(copy)


def test_lines_cut_off_at_a_line_end_are_noticed(copy: Path) -> None:
    edit(copy, SBP, lambda content: b"\n".join(content.split(b"\n")[:-3]) + b"\n")
    assert "sha256" in refusal(copy)
    assert any(f"{SBP}#22" in problem for problem in check(copy))


@pytest.mark.parametrize(
    ("name", "row", "old", "new"),
    [
        ("comtrade/totals_2024.csv", 1, b"202341257.749", b"202341257.748"),
        ("commerce_ministry/trade_totals.csv", 2, b"1.137", b"1.138"),
        ("press/grants.csv", 70, b"", b""),
        ("ecb/daily_rates.csv", 100, b"", b""),
    ],
)
def test_any_changed_digit_is_found_by_hash_and_by_row(copy: Path, name: str, row: int, old: bytes, new: bytes) -> None:
    def one_digit(content: bytes) -> bytes:
        lines = content.split(b"\n")
        if old:
            lines[row] = lines[row].replace(old, new, 1)
        else:
            header = lines[0].split(b",")
            place = header.index(b"amount" if b"amount" in header else b"value")
            cells = lines[row].split(b",")
            cells[place] = cells[place][:-1] + (b"1" if cells[place][-1:] != b"1" else b"2")
            lines[row] = b",".join(cells)
        return b"\n".join(lines)

    edit(copy, name, one_digit)
    problems = check(copy)
    assert any(f"data/raw/{name}" in problem and "sha256" in problem for problem in problems)
    assert any(f"{name}#{row}" in problem for problem in problems)
    run = pkjp_check(copy)
    assert run.returncode == 1
    assert all(problem in run.stdout for problem in problems)


def test_the_committed_data_pass_every_check() -> None:
    run = pkjp_check(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


def test_rebuilding_gives_the_same_bytes_in_any_surroundings(copy: Path) -> None:
    committed = fingerprint(copy / "data" / "processed")
    for surroundings in (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Karachi", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "77", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"},
    ):
        shutil.rmtree(copy / "data" / "processed")
        run = cleaning(copy, **surroundings)
        assert run.returncode == 0, run.stderr
        assert fingerprint(copy / "data" / "processed") == committed


def test_the_manifest_is_generated_and_valid(copy: Path) -> None:
    import frictionless

    committed = (ROOT / "data" / "raw" / "datapackage.json").read_bytes()
    write_manifest(copy)
    assert (copy / "data" / "raw" / "datapackage.json").read_bytes() == committed
    report = frictionless.validate(str(ROOT / "data" / "raw" / "datapackage.json"))
    assert report.valid, report.to_summary()
    listed = {resource["path"] for resource in json.loads(committed)["resources"]}
    assert listed == {
        path.relative_to(ROOT / "data" / "raw").as_posix() for path in (ROOT / "data" / "raw").rglob("*.csv")
    }


def correction(root: Path, expected: str) -> None:
    row = f"{SBP},3,value,{expected},170.73,a misprint,state-bank-of-pakistan-2026"
    path = root / "data" / "raw" / "corrections.csv"
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")


def test_a_declared_correction_is_applied(copy: Path) -> None:
    correction(copy, "170.72")
    write_manifest(copy)
    write_processed(copy)
    table = (copy / "data" / "processed" / "observations.csv").read_text(encoding="utf-8")
    (row,) = [text for text in table.splitlines() if text.endswith(f"{SBP}#3")]
    assert ",170730000," in row


def test_the_shipped_correction_makes_a_deficit_negative() -> None:
    raw = (ROOT / "data" / "raw" / "press" / "goods_trade.csv").read_text(encoding="utf-8")
    table = (ROOT / "data" / "processed" / "observations.csv").read_text(encoding="utf-8")
    (printed,) = [text for text in raw.splitlines() if ",balance," in text]
    (cleaned,) = [text for text in table.splitlines() if ",balance," in text]
    assert ",2.1,USD billion," in printed
    assert ",-2100000000,USD," in cleaned


def test_a_correction_of_another_value_fails(copy: Path) -> None:
    correction(copy, "170.71")
    told = refusal(copy)
    assert "corrections.csv row 2, column expected" in told
    assert "'170.72'" in told
    with pytest.raises(PkjpError, match="column expected"):
        write_manifest(copy)


def test_a_file_that_the_manifest_does_not_name_is_noticed(copy: Path) -> None:
    shutil.copy(copy / "data" / "raw" / SBP, copy / "data" / "raw" / "sbp" / "more.csv")
    assert any("sbp/more.csv" in problem for problem in check(copy))
    assert "sbp/more.csv" in refusal(copy)
