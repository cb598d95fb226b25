"""The command as a user meets it: exit status, one line for an error, the nearest valid value."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import ministudy
from pkjp_analysis import __version__, cli

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command in this process, run inside the throw-away study."""
    monkeypatch.chdir(study)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(list(arguments))
        output, errors = capsys.readouterr()
        return status, output, errors

    return run


THIS_YEAR = str(date.today().year)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("reproduce --reporter XXX", "MEX (Mexico)"),
        ("reproduce --partner PKA --reporter JPN", "PAK (Pakistan)"),
        ("reproduce --partner japan", "JPN (Japan)"),
        ("reproduce --partner WLD", "no such country; the nearest is"),
        ("reproduce --reporter JPN", "both JPN"),
        ("reproduce --reporter jpn --partner JPN", "both JPN"),
        ("reproduce --year 1800", "1947"),
        ("reproduce --year 20244", THIS_YEAR),
        ("reproduce --year -1", "1947"),
        ("reproduce --year twenty", "'twenty' is not a valid integer"),
        ("reproduce --year", "requires an argument"),
        ("reproduce --reporter=", "PAK"),
        ("reproduce --repoter PAK", "--reporter"),
        ("reproduce 99", "05"),
        ("reproduce 4", "03"),
        ("reproduce 03_trad 03_tride", "03_trade.ipynb"),
        ("reproduce elsewhere/03_trade.ipynb", "03_trade.ipynb"),
        ("reproduce ''", "03"),
        ("reproduce --jobs 0", "1"),
        ("reproduce --output data", "build"),
        ("reprodcue", "reproduce"),
        ("claims --section 33", "the nearest is 3"),
        ("claims --section 3.2", "the nearest is 3"),
        ("claims --section abstrct", "the nearest is abstract"),
        ("claims --verdict conflictng", "the nearest is conflicting"),
        ("claims --format jsn", "the nearest is json"),
        ("claims --fromat json", "--format"),
        ("claims extra", "extra"),
        ("check --root nowhere", "data/raw/datapackage.json"),
        ("--rot . check", "--root"),
        ("", "Missing command"),
    ],
)
def test_wrong_usage_is_one_line_that_names_the_nearest_and_changes_nothing(
    command: Command, study: Path, arguments: str, named: str
) -> None:
    before = ministudy.tree(study)
    status, output, errors = command(*(word.strip("'") for word in arguments.split()))
    assert (status, output) == (2, "")
    assert errors.startswith("error: ")
    assert errors.count("\n") == 1
    assert named in errors
    assert "; " in errors
    assert ministudy.tree(study) == before


def test_values_are_taken_whatever_their_case_and_options_before_or_after_the_command(
    study: Path, tmp_path: Path
) -> None:
    arguments = ("--root", str(study), "reproduce", "--partner", " mex ", "--year", "2020", "--jobs", "1")
    done = ministudy.pkjp(*arguments, "notebooks/03_trade.ipynb", "3", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (study / "build/figures/03_trade.svg").read_text() == "PAK MEX 2020\n"
    lines = done.stdout.splitlines()
    assert lines[0].startswith("1 notebook run in ")
    assert lines[1] == "1 figure and 1 table in place"
    assert lines[2].startswith("3 statements: 1 confirmed, 1 conflicting, 1 not written yet")
    assert lines[3].startswith(f"look in {os.path.relpath(study / 'build', tmp_path)}{os.sep}: ")
    assert "03_trade.ipynb: 4 cells in" in done.stderr
    checked = ministudy.pkjp("check", "--root", str(study), cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr


def test_check_prints_every_problem_or_says_what_it_checked(command: Command, study: Path) -> None:
    status, output, errors = command("check")
    assert (status, output.count("\n"), errors) == (0, 1, "")
    assert "no problem" in output
    (study / "problems").write_text("data/raw/a.csv: hash\ndata/raw/a.csv: row 3, column value\n")
    status, output, errors = command("check")
    assert status == 1
    assert output.splitlines() == ["data/raw/a.csv: hash", "data/raw/a.csv: row 3, column value"]
    assert errors == "error: problems found: 2; correct them or restore the files from the repository\n"


def test_a_failed_contract_is_one_line_and_debug_shows_where_it_came_from(command: Command, study: Path) -> None:
    (study / "problems").write_text("data/raw/a.csv: row 3: no number; restore the file\n")
    status, output, errors = command("reproduce")
    assert (status, output) == (1, "")
    assert errors.splitlines() == [
        "checking the data",
        "error: data/raw/a.csv: row 3: no number; restore the file",
    ]
    for arguments in (("--debug", "reproduce"), ("reproduce", "--debug")):
        status, _, errors = command(*arguments)
        assert status == 1
        assert "Traceback" in errors
        assert errors.splitlines()[-1].startswith("error: data/raw/a.csv")


def test_an_output_that_cannot_be_written_is_one_line(command: Command, study: Path) -> None:
    (study / "a file").write_text("")
    status, _, errors = command("reproduce", "--output", "a file/build")
    assert status == 1
    assert errors.startswith("error: ")
    assert errors.count("\n") == 1


def test_an_unexpected_failure_is_one_line_too(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(root: Path) -> list[str]:
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr(sys.modules["pkjp_analysis.checking"], "check", broken)
    status, _, errors = command("check")
    assert status == 1
    assert errors == "error: unexpected ZeroDivisionError: division by zero; run again with --debug and report it\n"


def test_claims_filters_and_formats(command: Command) -> None:
    status, output, errors = command("claims", "--format", "json")
    assert (status, errors) == (0, "")
    assert json.loads(output) == ministudy.STATEMENTS
    _, output, _ = command("claims", "--format", "json", "--section", "Abstract", "--section", "10")
    assert [record["section"] for record in json.loads(output)] == ["abstract", "10"]
    for section in ("3", "3.1"):
        _, output, _ = command("claims", "--format", "json", "--section", section)
        assert [record["section"] for record in json.loads(output)] == ["3.1"]
    _, output, _ = command("claims", "--format", "json", "--verdict", "Not-written-yet")
    assert [record["verdict"] for record in json.loads(output)] == ["not written yet"]
    _, output, _ = command("claims", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(output)))
    assert list(rows[0]) == list(ministudy.STATEMENTS[0])
    assert (rows[0]["asserted_high"], json.loads(rows[0]["evidence"])) == (
        "",
        ministudy.STATEMENTS[0]["evidence"],
    )


@pytest.mark.parametrize("columns", ["80", "100", "300", "20"])
def test_the_table_fits_a_terminal_and_shows_id_verdict_statement_and_reason(
    command: Command, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    status, output, _ = command("claims")
    assert status == 0
    lines = output.splitlines()
    assert max(map(len, lines)) <= min(max(int(columns), 60), 100)
    assert lines[0].split()[:2] == ["Sabstract-01", "confirmed"]
    together = " ".join(output.split())
    assert "= 202.341 lies in the printed interval" in together
    assert ministudy.STATEMENTS[0]["paraphrase"].strip() in together
    assert lines[-1] == "3 statements: 1 confirmed, 1 conflicting, 1 not written yet"


def test_a_filter_that_matches_nothing_is_an_empty_result_and_a_note(command: Command) -> None:
    for kind, empty in (("json", "[]\n"), ("csv", ""), ("table", "0 statements\n")):
        status, output, errors = command("claims", "--verdict", "mixed", "--format", kind)
        assert (status, output) == (0, empty)
        assert errors == "note: no statement of that kind\n"


def test_robustness_lists_the_statements_chosen_under_every_alternative(command: Command) -> None:
    _, output, _ = command("claims", "--robustness", "--section", "3", "--format", "json")
    rows = json.loads(output)
    assert [(row["claim_id"], row["alternative"]) for row in rows] == [
        ("S3.1-01", outcome["alternative"]) for outcome in ministudy.OUTCOMES
    ]
    assert rows[0] | ministudy.OUTCOMES[0] == rows[0]
    _, output, _ = command("claims", "--robustness", "--verdict", "confirmed", "--format", "csv")
    assert [row["reason"] for row in csv.DictReader(io.StringIO(output))] == ["none held", "the same", "votes"]


@pytest.mark.parametrize("columns", ["80", "300", "20"])
def test_robustness_in_a_terminal_says_what_moves_first(
    command: Command, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    status, output, errors = command("claims", "--robustness", "--section", "3")
    assert (status, errors) == (0, "")
    lines = output.splitlines()
    assert max(map(len, lines)) <= min(max(int(columns), 60), 100)
    assert lines[0].split()[:2] == ["S3.1-01", "conflicting"]
    told = [line.strip() for line in lines if line.strip().startswith("= ")]
    assert told == ["= flips: customs (mixed)", "= own basis: FOB (close)", "= not possible: CIF"]
    assert "1 quantitative statement, 3 alternatives each: 1 not possible, 1 holds, 1 flips" in " ".join(lines)


def test_robustness_of_no_statement_is_empty(command: Command) -> None:
    for kind, empty in (("json", "[]\n"), ("csv", ""), ("table", "0 quantitative statements\n")):
        status, output, errors = command("claims", "--robustness", "--verdict", "mixed", "--format", kind)
        assert (status, output, errors) == (0, empty, "note: no statement of that kind\n")


def test_version_and_help_answer_without_a_study(command: Command, study: Path) -> None:
    (study / "data/raw/datapackage.json").unlink()
    for arguments in (("--version",), ("claims", "--version")):
        assert command(*arguments) == (0, f"pkjp-analysis {__version__}\n", "")
    status, output, errors = command("--help")
    assert (status, errors) == (0, "")
    assert all(name in output for name in ("reproduce", "claims", "check"))
    status, _, errors = command("check", "--root", ".")
    assert (status, errors.count("\n")) == (2, 1)


def test_help_is_quick_and_imports_no_analysis() -> None:
    code = (
        "import sys; from pkjp_analysis.cli import main; main(['--help']);"
        "sys.exit(bool({'pandas', 'numpy', 'matplotlib', 'papermill', 'pandera'} & set(sys.modules)))"
    )
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)
        seconds.append(time.perf_counter() - started)
    # Measured at 0.07 s alone; the rest is room for a machine that runs other tests beside.
    assert min(seconds) < 0.3


def test_a_reader_that_stops_early_meets_no_complaint(study: Path) -> None:
    running = ministudy.pkjp("claims", cwd=study, start=True)
    running.stdout.close()
    errors = running.stderr.read()
    running.stderr.close()
    assert (running.wait(timeout=60), errors) == (0, "")


def test_a_terminal_of_few_characters_is_no_reason_to_fail(study: Path) -> None:
    (study / "problems").write_text("data/raw/日本.csv: hash\n", encoding="utf-8")
    done = ministudy.pkjp("check", cwd=study, environment={"PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 1
    assert done.stdout == "data/raw/\\u65e5\\u672c.csv: hash\n"


def test_an_interrupt_is_one_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(root: Path) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["pkjp_analysis.checking"], "check", interrupted)
    status, output, errors = command("check")
    assert (status, output) == (130, "")
    assert errors == "error: interrupted; results are as they were, run it again\n"
