"""Runs of a throw-away study: what counts as run, what a failure leaves behind, what two runs share."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

import ministudy
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.execution import How, Limits, Progress, reproduce, write_reference
from pkjp_analysis.execution.run import RESULTS
from pkjp_analysis.execution.staging import publish, staging

DIE = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
SLEEP = "import time; time.sleep(120)"


def only(study: Path, *cells: str, parameters: str = ministudy.PARAMETERS) -> Path:
    """The study with one notebook of these cells."""
    for path in (study / "notebooks").iterdir():
        path.unlink()
    return ministudy.save(study, "03_trade.ipynb", ministudy.notebook(*cells, parameters=parameters))


def outputs(path: Path) -> list[str]:
    """The plain text of the last cell's output in an executed notebook."""
    return json.loads(path.read_text(encoding="utf-8"))["cells"][-1]["outputs"][0]["data"]["text/plain"]


def test_a_default_run_writes_copies_equal_to_the_notebooks_and_a_record_that_names_every_file(
    study: Path,
) -> None:
    summary = reproduce(study)

    build = study / "build"
    files = ministudy.tree(build)
    assert set(files) == {
        *(f"notebooks/{name}.ipynb" for name in ("03_trade", "05_aid")),
        *("figures/03_trade.svg", "figures/05_aid.svg", "tables/03_trade.csv", "tables/05_aid.csv"),
        *("claims.json", "claims.csv", "run.json"),
    }
    assert (summary.figures, summary.tables) == (2, 2)
    source = json.loads((study / "notebooks/03_trade.ipynb").read_text())
    copy = json.loads(files["notebooks/03_trade.ipynb"])
    assert ["".join(cell["source"]) for cell in copy["cells"]] == [cell["source"] for cell in source["cells"]]
    assert [cell["execution_count"] for cell in copy["cells"][1:]] == [1, 2, 3]
    assert copy["metadata"]["pkjp"]["parameters"] == {"reporter": "PAK", "partner": "JPN", "year": 2024, "vintage": ""}
    assert json.loads(files["claims.json"]) == ministudy.STATEMENTS
    record = json.loads(files["run.json"])
    named = {name for run in record["notebooks"].values() for name in run["outputs"]} | set(record["claims"])
    assert named == set(files) - {"run.json"}
    assert {"data/processed/countries.csv", "notebooks/05_aid.ipynb", "pkjp_analysis/cli.py"} <= set(record["inputs"])
    assert not (study / ".build.partial").exists()


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("raise ValueError('no figure\\nfor 1971')", "cell 2: ValueError: no figure"),
        (DIE, "cell 2: the kernel died"),
        (f"{DIE.replace('getpid', 'getppid')}\n{SLEEP}", "cell 2: the kernel died"),
        ("import sys; print('a warning', file=sys.stderr)", "cell 2 wrote to standard error: a warning"),
        ("import warnings; warnings.warn('old call')", "UserWarning: old call"),
        ("%notmagic", "cell 2: UsageError: Line magic function `%notmagic` not found."),
        ("import sys; sys.exit(0)", "cell 2 ended with SystemExit: 0"),
        ("get_ipython().execution_count += 5", "not in order"),
    ],
    ids=["exception", "killed", "nursery killed", "stderr", "warning", "magic", "exit", "count"],
)
def test_a_cell_that_fails_in_any_way_fails_the_run_and_leaves_the_earlier_build_whole(
    study: Path, cell: str, said: str
) -> None:
    only(study, cell, "'a cell after it'")
    (study / "build").mkdir()
    (study / "build/run.json").write_text(earlier_record())
    (study / "build/figures").mkdir()
    (study / "build/figures/03_trade.svg").write_text("from before")
    before = results(study / "build")

    with pytest.raises(PkjpError, match=r"03_trade\.ipynb, cell") as caught:
        reproduce(study)

    assert said in str(caught.value)
    assert results(study / "build") == before
    assert last_run(study)["outcome"].startswith("failed: 03_trade.ipynb, cell ")
    assert last_run(study)["notebooks"]["03_trade.ipynb"].startswith("failed: ")
    assert not (study / ".build.partial").exists()
    assert not kernels()


def results(build: Path) -> dict[str, bytes]:
    """Every file of a build but the record, which says what became of the last run."""
    return {name: content for name, content in ministudy.tree(build).items() if name != "run.json"}


def last_run(study: Path) -> dict[str, Any]:
    """What run.json says of the last run."""
    return dict(json.loads((study / "build/run.json").read_text())["last_run"])


def kernels() -> list[str]:
    """Commands of the processes of this one that are kernels, or could make some."""
    commands = map(_command, psutil.Process().children(recursive=True))
    return [command for command in commands if "ipykernel" in command or "nursery" in command]


def earlier_record() -> str:
    empty: dict[str, object] = {"parameters": {}, "versions": {}, "inputs": {}, "notebooks": {}, "claims": {}}
    return json.dumps({"study": "pkjp-analysis", **empty, "seconds": 1})


@pytest.mark.parametrize("engine", ["warm", "papermill"])
def test_a_cell_a_notebook_and_a_run_that_take_too_long_are_ended(study: Path, engine: str) -> None:
    only(study, SLEEP)
    with pytest.raises(PkjpError, match=r"03_trade.ipynb, cell 2: took longer than 1 seconds"):
        reproduce(study, how=How(engine, limits=Limits(cell=1)))
    with pytest.raises(PkjpError, match=r"03_trade.ipynb, cell 2: the notebook took longer than 4 seconds"):
        reproduce(study, how=How(engine, limits=Limits(notebook=4)))
    with pytest.raises(PkjpError, match=r"03_trade.ipynb, cell 2: the run took longer than 4 seconds"):
        reproduce(study, how=How(engine, limits=Limits(run=4)))
    assert not kernels()


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def test_a_skipped_cell_does_not_count_as_run_and_a_blank_one_is_no_cell(study: Path) -> None:
    document = ministudy.notebook("1", "2", "")
    ministudy.save(study, "03_trade.ipynb", document)
    assert reproduce(study, ["03"]).ran == ["03_trade.ipynb"]
    document["cells"][2]["metadata"]["tags"] = ["skip-execution"]
    ministudy.save(study, "03_trade.ipynb", document)
    with pytest.raises(PkjpError, match="cell 2 did not run"):
        reproduce(study, ["03"])


def test_the_kernel_is_the_running_interpreter_whatever_kernel_is_planted(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = {"argv": ["/bin/false", "{connection_file}"], "display_name": "Planted", "language": "python"}
    home, data, path = tmp_path / "home", tmp_path / "data", tmp_path / "path"
    for folder in (home / ".local/share/jupyter", data, path):
        (folder / "kernels/python3").mkdir(parents=True)
        (folder / "kernels/python3/kernel.json").write_text(json.dumps(planted))
    startup = home / ".ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "00-mine.py").write_text("reporter = mine = 'planted'\nraise RuntimeError('planted')\n")
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "statistics.py").write_text("raise RuntimeError('planted')\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(data))
    monkeypatch.setenv("JUPYTER_PATH", str(path))
    monkeypatch.setenv("PYTHONPATH", str(beside))
    (study / "notebooks/json.py").write_text("raise RuntimeError('planted')\n")
    (study / "notebooks/seaborn.py").write_text("raise RuntimeError('planted')\n")
    only_sources = "import sys, json, seaborn, statistics\n(sys.executable, 'mine' in globals())"
    ministudy.save(study, "03_trade.ipynb", ministudy.notebook(only_sources))

    reproduce(study, ["3"])

    assert outputs(study / "build/notebooks/03_trade.ipynb") == [repr((sys.executable, False))]


def test_two_runs_in_unlike_surroundings_are_byte_identical(study: Path, tmp_path: Path) -> None:
    shows = "import os, time, locale\n(hash('a'), time.tzname, {'b', 'a', 'c'}, locale.getpreferredencoding())"
    only(study, shows, "print('one')\nprint('two', flush=True)", "reporter")
    trees = []
    for seed, zone, language, folder in (
        ("1", "Asia/Tokyo", "C", study),
        ("2", "UTC", "ja_JP.UTF-8", tmp_path),
    ):
        settings = {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": language,
            "COLUMNS": "40",
            "FORCE_COLOR": seed,
        }
        done = ministudy.pkjp("--root", str(study), "reproduce", "--force", cwd=folder, environment=settings)
        assert done.returncode == 0, done.stderr
        trees.append(ministudy.tree(study / "build"))
        record = json.loads(trees[-1].pop("run.json"))
        for timed in ("seconds", "last_run", "machine"):
            record.pop(timed)
        for run in record["notebooks"].values():
            for timed in ("started", "seconds", "cell_seconds"):
                run.pop(timed)
        trees[-1]["run.json"] = json.dumps(record).encode()
    assert trees[0] == trees[1]


def test_only_values_that_differ_are_injected_and_the_injected_cell_is_the_same_in_every_run(
    study: Path,
) -> None:
    only(study, "(reporter, partner, year)")
    copies = []
    for _ in range(2):
        reproduce(study, given={"partner": "MEX", "year": 2024})
        copies.append((study / "build/notebooks/03_trade.ipynb").read_bytes())
    assert copies[0] == copies[1]
    document = json.loads(copies[0])
    assert document["cells"][2]["source"] == ["# Parameters\n", 'partner = "MEX"\n']
    assert document["cells"][-1]["outputs"][0]["data"]["text/plain"] == ["('PAK', 'MEX', 2024)"]


def test_one_notebook_replaces_its_own_results_and_keeps_the_others_of_the_same_run(built: Path) -> None:
    said = io.StringIO()
    aid = (built / "build/figures/05_aid.svg").read_bytes()
    ministudy.save(built, "03_trade.ipynb", ministudy.notebook("'changed'"))

    summary = reproduce(built, ["03"], how=How(progress=Progress(stream=said)))

    assert summary.kept == ["05_aid.ipynb"]
    assert (built / "build/figures/05_aid.svg").read_bytes() == aid
    assert not (built / "build/figures/03_trade.svg").exists()
    assert set(json.loads((built / "build/run.json").read_text())["notebooks"]) == {
        "03_trade.ipynb",
        "05_aid.ipynb",
    }
    assert "left out" not in said.getvalue()


@pytest.mark.parametrize("difference", ["parameters", "data", "notebook", "result"])
def test_results_of_other_parameters_or_inputs_are_left_out_and_said_so(built: Path, difference: str) -> None:
    given = {"year": 2020} if difference == "parameters" else {}
    if difference == "data":
        with (built / "data/raw/aid.csv").open("a") as file:
            file.write("2025,2\n")
    if difference == "notebook":
        ministudy.save(built, "05_aid.ipynb", ministudy.notebook("'changed'"))
    if difference == "result":
        (built / "build/tables/05_aid.csv").write_text("edited by hand")
    said = io.StringIO()

    summary = reproduce(built, ["03"], given, how=How(progress=Progress(stream=said)))

    assert summary.kept == []
    assert not (built / "build/tables/05_aid.csv").exists()
    assert [line for line in said.getvalue().splitlines() if "05_aid.ipynb" in line and "left out" in line]


def test_an_input_that_changes_during_the_run_refuses_its_results(study: Path) -> None:
    only(
        study,
        "import os\nwith open(os.environ['PKJP_ROOT'] + '/data/raw/new.csv', 'w') as file: file.write('a')",
    )
    with pytest.raises(PkjpError, match=r"data/raw/new\.csv changed while the notebooks ran"):
        reproduce(study)
    assert results(study / "build") == {}
    assert last_run(study)["outcome"].startswith("failed: data/raw/new.csv changed")
    assert not (study / ".results").exists()


def test_two_notebooks_never_write_the_same_file_unnoticed(study: Path) -> None:
    writes = "import os\nwith open(os.environ['PKJP_OUTPUT'] + '/tables/same.csv', 'w') as file: file.write('a')"
    for name in ("03_trade.ipynb", "05_aid.ipynb"):
        ministudy.save(study, name, ministudy.notebook(writes))
    with pytest.raises(PkjpError, match=r"05_aid\.ipynb and another notebook write tables/same\.csv"):
        reproduce(study)


def test_a_killed_run_leaves_the_earlier_build_whole_and_its_rest_is_cleared_by_the_next(built: Path) -> None:
    before = results(built / "build")
    only(built, SLEEP)
    running = ministudy.pkjp("reproduce", cwd=built, start=True)
    workers = _until(lambda: _kernels_of(running.pid))
    second = ministudy.pkjp("reproduce", cwd=built)
    assert (second.returncode, second.stderr.count("error:")) == (1, 1)
    assert f"another run (process {running.pid}, since " in second.stderr

    running.kill()
    running.communicate()

    _until(lambda: not any(psutil.pid_exists(pid) and _alive(pid) for pid in workers))
    assert results(built / "build") == before
    assert last_run(built)["outcome"] == "running"
    assert "was cut short; not run: 03" in ministudy.pkjp("status", cwd=built).stdout
    assert (built / ".build.partial").exists()
    only(built, "'quick'")
    assert ministudy.pkjp("reproduce", cwd=built).returncode == 0
    assert not (built / ".build.partial").exists()


def test_an_interrupt_is_one_line_and_ends_the_kernels(study: Path) -> None:
    only(study, SLEEP)
    running = ministudy.pkjp("reproduce", cwd=study, start=True)
    workers = _until(lambda: _kernels_of(running.pid))
    running.send_signal(signal.SIGINT)
    output, errors = running.communicate(timeout=30)
    assert running.returncode == 130
    assert output == ""
    assert errors.splitlines()[-1].startswith("error: interrupted; ")
    assert "Traceback" not in errors
    assert not any(_alive(pid) for pid in workers)
    assert results(study / "build") == {}
    assert last_run(study)["outcome"] == "interrupted"
    assert not (study / ".build.partial").exists()


def _kernels_of(pid: int) -> list[int]:
    family = psutil.Process(pid).children(recursive=True)
    return [child.pid for child in family] if len(family) > 1 or any(map(_is_kernel, family)) else []


def _is_kernel(process: psutil.Process) -> bool:
    return "ipykernel" in _command(process)


def _alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _until(condition, seconds: float = 30):  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.05)
    return value


class Cut(BaseException):
    """Stands for a kill: nothing catches it."""


@pytest.mark.parametrize("rename", range(1, 2 * len(RESULTS) + 1))
def test_a_replacement_cut_at_any_of_its_renames_is_undone_even_when_the_undoing_is_cut_too(
    built: Path, monkeypatch: pytest.MonkeyPatch, rename: int
) -> None:
    place = built / "build"
    before = ministudy.tree(place)
    calls = 0
    real = os.rename

    def cut_twice(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls in (rename, rename + 3):
            raise Cut
        real(source, target)

    def replace() -> None:
        with staging(place, RESULTS) as folder:
            shutil.copytree(place, folder / "new", dirs_exist_ok=True)
            (folder / "new/claims.csv").write_text("new")
            monkeypatch.setattr(os, "rename", cut_twice)
            publish(folder, place, RESULTS)

    with pytest.raises(Cut):
        replace()
    monkeypatch.setattr(os, "rename", real)
    with staging(place, RESULTS):
        assert ministudy.tree(place) == before
    assert not (built / ".build.partial").exists()


def test_a_run_touches_no_other_entry_of_its_folder_and_runs_may_be_nested(study: Path) -> None:
    (study / "build").mkdir()
    (study / "build/my notes.txt").write_text("mine")
    reproduce(study, ["03"], {"partner": "MEX"}, output=study / "build/PAK-MEX")
    nested = ministudy.tree(study / "build/PAK-MEX")
    reproduce(study, ["03"])
    assert (study / "build/my notes.txt").read_text() == "mine"
    assert ministudy.tree(study / "build/PAK-MEX") == nested
    assert set(path.name for path in (study / "build").iterdir()) == {"my notes.txt", "PAK-MEX", *RESULTS}


@pytest.mark.parametrize("output", [".", "..", "data/new", "notebooks", "full", "full/figures"])
def test_a_run_refuses_to_replace_anything_but_an_earlier_run(study: Path, output: str) -> None:
    (study / "full").mkdir()
    (study / "full/figures").write_text("mine")
    before = ministudy.tree(study)
    with pytest.raises(UsageError, match=r"name another|name a folder"):
        reproduce(study, output=study / output)
    assert ministudy.tree(study) == before


def test_bad_data_stops_the_run_before_any_notebook(study: Path) -> None:
    (study / "problems").write_text("data/raw/a.csv: row 3: no number; restore it\n")
    only(study, DIE)
    with pytest.raises(PkjpError, match="row 3"):
        reproduce(study)
    assert not (study / "build").exists()


@pytest.mark.parametrize(
    ("cell", "error", "said"),
    [
        ('reporter = "PAK"\npartner = "JPN"', PkjpError, "must declare exactly reporter, partner, year"),
        (ministudy.PARAMETERS + "\nextra = 1", PkjpError, "must declare exactly"),
        ('reporter = "PAK"\npartner = "JPN"\nyear = "2024"', PkjpError, "year = '2024' is no plain int"),
        ('reporter = "PAK"\npartner = "JPN"\nyear = True', PkjpError, "year = True is no plain int"),
        ('reporter: str | None = "PAK"\npartner = "JPN"\nyear = 2024', PkjpError, "no plain assignment"),
        ('reporter = "pak".upper()\npartner = "JPN"\nyear = 2024', PkjpError, "no plain assignment"),
        ("reporter = ", PkjpError, "no Python"),
        (
            'reporter = "PAK"\npatner = "JPN"\nyear = 2024',
            UsageError,
            "no parameter partner; the nearest .* patner",
        ),
    ],
)
def test_the_parameters_cell_is_read_before_anything_runs(
    study: Path, cell: str, error: type[PkjpError], said: str
) -> None:
    only(study, DIE, parameters=cell)
    with pytest.raises(error, match=said) as caught:
        reproduce(study, given={"partner": "MEX"})
    assert type(caught.value) is error


def test_notebooks_about_two_pairs_are_not_one_run(study: Path) -> None:
    other = ministudy.PARAMETERS.replace("JPN", "MEX")
    ministudy.save(study, "05_aid.ipynb", ministudy.notebook("1", parameters=other))
    with pytest.raises(UsageError, match=r"declares partner JPN and 05_aid.ipynb declares MEX; give --partner"):
        reproduce(study)
    reproduce(study, ["05"])
    record = json.loads((study / "build/run.json").read_text())
    assert record["parameters"]["partner"] == "MEX"


def test_no_notebooks_or_a_broken_one_is_an_error_in_one_line(study: Path) -> None:
    path = only(study, "1")
    path.write_text('{"cells": [')
    with pytest.raises(PkjpError, match=r"03_trade.ipynb cannot be read as a notebook"):
        reproduce(study)
    path.unlink()
    with pytest.raises(PkjpError, match="no numbered notebook"):
        reproduce(study)


def test_the_reference_is_the_notebook_with_outputs_and_no_run_metadata_and_is_its_own_fixed_point(
    study: Path,
) -> None:
    write_reference(study)
    first = ministudy.tree(study / "notebooks")
    write_reference(study)
    assert ministudy.tree(study / "notebooks") == first
    document = json.loads(first["03_trade.ipynb"])
    assert set(document["metadata"]) == {"kernelspec", "language_info"}
    assert [cell["metadata"] for cell in document["cells"]] == [{}, {"tags": ["parameters"]}, {}, {}]
    assert [cell["id"] for cell in document["cells"]] == ["c0", "c1", "c2", "c3"]
    assert set(ministudy.tree(study)) == {f"notebooks/{name}" for name in first} | {
        *("data/raw/datapackage.json", "data/raw/trade.csv", "data/raw/aid.csv", "data/processed/countries.csv")
    }


def test_a_notebook_outside_the_numbering_is_written_with_the_others_and_is_no_part_of_a_run(study: Path) -> None:
    ministudy.save(study, "00_start.ipynb", ministudy.notebook("{'pair': reporter + partner, 'year': year}"))
    assert write_reference(study) == ["00_start.ipynb", "03_trade.ipynb", "05_aid.ipynb"]
    assert "'pair': 'PAKJPN'" in outputs(study / "notebooks/00_start.ipynb")[0]
    reproduce(study)
    assert "notebooks/00_start.ipynb" not in ministudy.tree(study / "build")
    assert "00_start.ipynb" not in (study / "build/run.json").read_text()
    with pytest.raises(UsageError, match="no notebook '00'; the nearest is 03"):
        reproduce(study, ["00"])
    ministudy.save(study, "00_start.ipynb", ministudy.notebook("1 / 0"))
    with pytest.raises(PkjpError, match=r"00_start\.ipynb, cell 2: ZeroDivisionError"):
        write_reference(study)


def test_a_failed_reference_run_leaves_every_notebook_as_it_was(study: Path) -> None:
    ministudy.save(study, "05_aid.ipynb", ministudy.notebook("1 / 0"))
    before = ministudy.tree(study)
    with pytest.raises(PkjpError, match=r"05_aid\.ipynb, cell 2: ZeroDivisionError"):
        write_reference(study)
    assert ministudy.tree(study) == before


def test_a_notebook_without_cell_ids_gets_the_same_ones_in_every_run(study: Path) -> None:
    document = ministudy.notebook("1")
    for cell in document["cells"]:
        del cell["id"]
    document["nbformat_minor"] = 4
    shutil.rmtree(study / "notebooks")
    (study / "notebooks").mkdir()
    ministudy.save(study, "03_trade.ipynb", document)
    write_reference(study)
    cells = json.loads((study / "notebooks/03_trade.ipynb").read_text())["cells"]
    assert [cell["id"] for cell in cells] == ["cell-00", "cell-01", "cell-02"]
