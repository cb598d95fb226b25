"""`pkjp archive`: what is in the file and what never is, held against an independent validator, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import crate_validator
import live_sources as live
import ministudy
from pkjp_analysis import cli
from pkjp_analysis.archive import NAME, archive
from pkjp_analysis.documents import last_run, replication
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution import record as records
from pkjp_analysis.execution import reproduce
from pkjp_analysis.execution.status import status
from pkjp_analysis.execution.whole import whole_build
from pkjp_analysis.vintages.source import Request
from replay import ecb

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = "06_people_to_people.ipynb"
TOP = (".gitattributes", ".gitignore", "CITATION.cff", "LICENSE", "Makefile", "README.md", "pyproject.toml")
# Nobody else's business, or not the study's.
STRAYS = (".git/config", ".venv/pyvenv.cfg", ".results/x/run.json", "notes.txt", ".env", "docs/.hidden", "tests/a.pyc")
STRAYS += ("tests/__pycache__/a.py", "notebooks/.ipynb_checkpoints/06.ipynb", "data/raw/local/x-2026-01-01/a.csv")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real data and one real notebook, run, with what a folder of work has beside."""
    root = tmp_path_factory.mktemp("archive") / "a study {x}"
    for folder in ("data", ".ci"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("local"))
    for name in (*TOP, "requirements.lock", f"notebooks/{NOTEBOOK}", "docs/data.md", "tests/made_up.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, root / name)
    for name in STRAYS:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("secret")
    (root / "docs/link.md").symlink_to(root / "notes.txt")
    (root / "tests/linked").symlink_to(ROOT / "tests")
    reproduce(root)
    (root / "build/notes.txt").write_text("secret")
    (root / "build/site").mkdir()
    (root / "build/site/index.html").write_text("<p>results</p>")
    return root


@pytest.fixture(scope="module")
def made(study: Path) -> Path:
    assert archive(study).path == study / "build" / NAME
    return study / "build" / NAME


@pytest.fixture(scope="module")
def held(made: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(made) as file:
        return {name: file.read(name) for name in file.namelist() if not name.endswith("/")}


@pytest.fixture(scope="module")
def graph(held: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    return {entity["@id"]: entity for entity in json.loads(held["ro-crate-metadata.json"])["@graph"]}


def test_it_holds_code_data_environment_results_and_the_record_and_nothing_else(
    study: Path, held: dict[str, bytes]
) -> None:
    data = {f"data/{name}" for name in ministudy.tree(study / "data") if not name.startswith("raw/local/")}
    build = {f"build/{name}" for name in ministudy.tree(study / "build")} - {
        f"build/{NAME}",
        "build/notes.txt",
        "build/site/.made-from",
    }
    library = {f"src/pkjp_analysis/{name}" for name in records.hashes(records.LIBRARY)}
    own = {".ci/run", f"notebooks/{NOTEBOOK}", "docs/data.md", "tests/made_up.py"}
    written = {"REPLICATION.md", "ro-crate-metadata.json"}
    assert set(held) == {*TOP, "requirements.lock", *data, *build, *library, *own, *written}
    for name in set(held) - written - library:
        assert held[name] == (study / name).read_bytes(), name
    assert not [name for name, content in held.items() if content == b"secret"]


def test_an_independent_validator_finds_every_requirement_met(made: Path, tmp_path: Path) -> None:
    checks, found = crate_validator.not_met(made, "process-run-crate", tmp_path)
    assert checks > 90
    assert {message for severity, _, message, _ in found if severity == "REQUIRED"} == set()
    # What the study does not know is left out: an address of its own and of publishers, who ran it, who published it.
    assert {message for _, _, message, _ in found} == {
        "The Application SHOULD have a url",
        "The SoftwareApplication id SHOULD be an absolute URI",
        "The Action SHOULD have an agent that is a Person or Organization",
        "The `publisher` property of a `Root Data Entity` SHOULD be an `Organization`",
        "The organization SHOULD have a URL.",
    }
    without_address = {entity for _, _, message, entity in found if message == "The Application SHOULD have a url"}
    assert without_address == {f"./notebooks/{NOTEBOOK}", "./src/pkjp_analysis/"}


def test_the_validator_would_see_a_file_that_is_missing_and_an_action_without_its_program(
    made: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(made) as whole, zipfile.ZipFile(tmp_path / "less.zip", "w") as less:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "ro-crate-metadata.json":
                content = content.replace(b'"instrument"', b'"description2"')
            if name != "LICENSE":
                less.writestr(name, content)
    _, found = crate_validator.not_met(tmp_path / "less.zip", "process-run-crate", tmp_path, "REQUIRED")
    messages = " ".join(message for _, _, message, _ in found)
    assert "'LICENSE'" in messages and "MUST have an instrument property" in messages


def test_the_run_is_told_with_program_inputs_results_times_and_parameters(
    study: Path, held: dict[str, bytes], graph: dict[str, dict[str, Any]]
) -> None:
    run = json.loads(held["build/run.json"])["notebooks"][NOTEBOOK]
    whole, one = graph["#run"], graph["#run-06"]
    assert whole["instrument"] == {"@id": "src/pkjp_analysis/"}
    assert one["instrument"] == {"@id": f"notebooks/{NOTEBOOK}"}
    given = {"#parameter-reporter": "PAK", "#parameter-partner": "JPN", "#parameter-year": 2024}
    assert {graph[id]["@id"]: graph[id]["value"] for id in given} == given
    assert {part["@id"] for part in one["object"]} == {*run["reads"], *given}
    assert {part["@id"] for part in one["result"]} == {f"build/{name}" for name in run["outputs"]}
    assert {"data/raw/", "data/processed/", "requirements.lock", *given} < {part["@id"] for part in whole["object"]}
    assert {"build/figures/", "build/claims.json", "build/run.json"} < {part["@id"] for part in whole["result"]}
    assert one["startTime"] == run["started"]
    seconds = datetime.fromisoformat(one["endTime"]) - datetime.fromisoformat(one["startTime"])
    assert seconds.total_seconds() == round(run["seconds"])
    assert graph["./"]["mentions"] == [{"@id": "#run"}, {"@id": "#run-06"}]


def test_every_file_that_is_told_has_its_hash_and_every_table_its_sources_and_terms(
    held: dict[str, bytes], graph: dict[str, dict[str, Any]]
) -> None:
    files = {id: entity for id, entity in graph.items() if "File" in entity["@type"]}
    as_one = (".ci/", "docs/", "src/", "tests/", "build/site/")
    assert set(files) == {name for name in held if not name.startswith(as_one)} - {"ro-crate-metadata.json"}
    for name, entity in files.items():
        assert entity["sha256"] == hashlib.sha256(held[name]).hexdigest()
        assert entity["contentSize"] == str(len(held[name]))
    rates = graph["data/raw/ecb/daily_rates.csv"]
    source = graph[rates["isBasedOn"]["@id"]]
    assert graph[source["publisher"]["@id"]]["name"] == "European Central Bank" and source["url"].startswith("https://")
    assert graph[rates["license"]["@id"]]["name"] == "ECB: free reuse with attribution"
    assert len(graph["data/raw/press/grants.csv"]["isBasedOn"]) > 10
    assert "MIT" in graph["./"]["license"]["@id"] and graph["./"]["author"]["@id"].startswith("#author-")
    assert graph["build/figures/06_residents.svg"]["name"].startswith("Nationals in the other country")


def test_the_same_build_gives_the_same_bytes_wherever_it_is_written(
    study: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    again = archive(study, Path("again.zip"))
    assert again.path.read_bytes() == made.read_bytes()
    with zipfile.ZipFile(made) as file:
        assert {entry.date_time for entry in file.infolist()} == {file.infolist()[0].date_time}
        assert [entry.filename for entry in file.infolist()] == sorted(entry.filename for entry in file.infolist())
    assert str(study) not in made.read_bytes().decode("latin-1")


def test_unpacked_it_is_a_study_whose_results_are_fresh_and_that_runs(made: Path, tmp_path: Path) -> None:
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(made) as file:
        file.extractall(unpacked)
    assert status(unpacked).reasons == {NOTEBOOK: []}
    page = (unpacked / "REPLICATION.md").read_text(encoding="utf-8")
    assert page == replication.of_build(unpacked, whole_build(unpacked))
    assert last_run.identity({NOTEBOOK: "other"}, {})["code cells of the notebooks"] not in page
    env = {**os.environ, "PYTHONPATH": str(unpacked / "src")}
    code = (
        "import pkjp_analysis, sys; from pkjp_analysis.cli import main; print(pkjp_analysis.__file__); sys.exit(main())"
    )
    command = [sys.executable, "-c", code, "reproduce", "--force", "--quiet"]
    run = subprocess.run(command, cwd=unpacked, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(str(unpacked / "src")) and "1 notebook run" in run.stdout
    built = whole_build(unpacked)
    with zipfile.ZipFile(made) as file:
        before = json.loads(file.read("build/run.json"))
    assert built.record.notebooks[NOTEBOOK].outputs == before["notebooks"][NOTEBOOK]["outputs"]
    assert built.record.claims == before["claims"]


def test_a_vintage_that_the_run_used_goes_in_and_another_does_not(study: Path) -> None:
    with live.served("ecb", ecb.service(ecb.archive(ecb.table()))):
        vintage = live.fetch(study, "ecb", Request()).vintage
    output = study / "build" / "with"
    reproduce(study, given={"vintage": vintage.id}, output=output)
    with zipfile.ZipFile(archive(study, output=output).path) as file:
        local = {name.split("/")[3] for name in file.namelist() if name.startswith("data/raw/local/")}
        told = json.loads(file.read("ro-crate-metadata.json"))["@graph"]
    assert local - {""} == {vintage.id}
    assert {"@id": "#parameter-vintage", "@type": "PropertyValue", "name": "vintage", "value": vintage.id} in told


def test_an_input_that_is_a_symbolic_link_is_refused(study: Path, tmp_path: Path) -> None:
    path = study / "data/raw/ecb/daily_rates.csv"
    shutil.move(path, tmp_path / "rates.csv")
    path.symlink_to(tmp_path / "rates.csv")
    try:
        with pytest.raises(PkjpError, match=r"^data/raw/ecb/daily_rates\.csv is a symbolic link or gone; "):
            archive(study, tmp_path / "a.zip")
    finally:
        path.unlink()
        shutil.move(tmp_path / "rates.csv", path)
    assert not (tmp_path / "a.zip").exists()


KILLED = """
import os, signal, sys
real = os.replace
def replace(source, target):
    if str(target).endswith(".zip"):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(source, target)
os.replace = replace
from pkjp_analysis.cli import main
sys.exit(main())
"""


def test_a_killed_archive_leaves_no_half_file(study: Path, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", KILLED, "archive", str(tmp_path / "new.zip")]
    run = subprocess.run(command, cwd=study, env=env, capture_output=True, check=False, timeout=300)
    assert run.returncode == -signal.SIGKILL
    assert not list(tmp_path.glob("*.zip"))


def test_an_archive_that_is_interrupted_leaves_the_earlier_one(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(source: str, target: Path) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a.zip").write_text("the earlier one")
    monkeypatch.setattr("pkjp_analysis.display.os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        archive(study, tmp_path / "a.zip")
    assert ministudy.tree(tmp_path) == {"a.zip": b"the earlier one"}


Change = Callable[[Path], None]


def _edit_record(change: Callable[[dict[str, Any]], Any]) -> Change:
    def edit(root: Path) -> None:
        path = root / "build/run.json"
        record = json.loads(path.read_text())
        change(record)
        path.write_text(json.dumps(record))

    return edit


def _append(name: str) -> Change:
    def edit(root: Path) -> None:
        with (root / name).open("a") as file:
            file.write("\n")

    return edit


REFUSED = {
    "no build": (lambda root: shutil.rmtree(root / "build"), "build holds no build; run pkjp reproduce first"),
    "failed": (
        _edit_record(lambda record: record["last_run"].update(outcome="failed: 03_trade.ipynb, cell 2: an error")),
        "the last run into build is not done (failed); run pkjp reproduce again",
    ),
    "killed": (
        _edit_record(lambda record: record["last_run"].update(outcome="running")),
        "the last run into build is not done (running); run pkjp reproduce again",
    ),
    "never done": (
        _edit_record(lambda record: record.update(notebooks={})),
        "build: 03_trade.ipynb is not in it; run pkjp reproduce again",
    ),
    "output": (
        _append("build/tables/03_trade.csv"),
        "build: tables/03_trade.csv is missing or was changed since the run; run pkjp reproduce again",
    ),
    "output gone": (
        lambda root: (root / "build/figures/05_aid.svg").unlink(),
        "build: figures/05_aid.svg is missing or was changed since the run; run pkjp reproduce again",
    ),
    "verdicts": (
        _append("build/claims.csv"),
        "build: claims.csv is missing or was changed since the run; run pkjp reproduce again",
    ),
    "data": (_append("data/raw/aid.csv"), "build: data/raw/aid.csv changed since the run; run pkjp reproduce again"),
    "notebook": (
        _append("notebooks/03_trade.ipynb"),
        "build: notebooks/03_trade.ipynb changed since the run; run pkjp reproduce again",
    ),
    "another notebook": (
        lambda root: ministudy.save(root, "07_new.ipynb", ministudy.notebook("1")),
        "build: 07_new.ipynb is not in it; run pkjp reproduce again",
    ),
    "package": (
        _edit_record(lambda record: record["versions"].update(pandas="0.1")),
        f"build: pandas is {records.versions()['pandas']}, was 0.1; run pkjp reproduce again",
    ),
    "library": (
        _edit_record(lambda record: record["inputs"].update({"pkjp_analysis/cli.py": "other"})),
        "build: pkjp_analysis/cli.py changed since the run; run pkjp reproduce again",
    ),
    "earlier version": (
        _edit_record(lambda record: record["notebooks"]["05_aid.ipynb"].update(started="")),
        "build: run.json is of an earlier version; run pkjp reproduce again",
    ),
}


@pytest.fixture
def small(tmp_path: Path, whole_run: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the throw-away study with its results."""
    shutil.copytree(whole_run, tmp_path / "study")
    monkeypatch.chdir(tmp_path / "study")
    return tmp_path / "study"


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_a_whole_build_of_today_is_refused_in_one_line(
    small: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    change, line = REFUSED[what]
    change(small)
    before = ministudy.tree(small)
    assert cli.main(["archive"]) == 1
    assert capsys.readouterr() == ("", f"error: {line}\n")
    assert ministudy.tree(small) == before


@pytest.mark.parametrize("name", ["a.tar", "build", "data.zip"])
def test_a_name_that_is_none_of_a_zip_file_is_wrong_usage(
    small: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (small / "data.zip").mkdir()
    assert cli.main(["archive", name]) == 2
    assert capsys.readouterr().err == f"error: {name}: no name of an archive; name a file that ends in .zip\n"


def test_without_the_extra_it_says_so(
    small: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rocrate", None)
    assert cli.main(["archive"]) == 2
    assert capsys.readouterr().err == "error: an archive needs rocrate; pip install 'pkjp-analysis[archive]'\n"


def test_the_command_says_what_it_made_and_a_folder_that_cannot_be_written_is_one_line(
    study: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["archive", "--root", str(study), "out/a.zip"]) == 0
    files = len(zipfile.ZipFile("out/a.zip").namelist())
    out = capsys.readouterr().out
    assert out.endswith(f" MB: out{os.sep}a.zip\n") and 100 < int(out.split()[0]) < files
    Path("taken").write_text("")
    assert cli.main(["archive", "--root", str(study), "taken/a.zip"]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith("error: cannot write a.zip: ") and errors.count("\n") == 1
