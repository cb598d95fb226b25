"""What is fresh, what is stale and because of what; results of several parameter sets, kept within a limit."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

import ministudy
from pkjp_analysis.errors import UsageError
from pkjp_analysis.execution import How, Progress, Summary, reproduce
from pkjp_analysis.execution import record as records
from pkjp_analysis.execution.kept import Kept
from pkjp_analysis.execution.status import NEVER, status

TRADE, AID = "03_trade.ipynb", "05_aid.ipynb"


def results(build: Path) -> dict[str, bytes]:
    return {name: content for name, content in ministudy.tree(build).items() if name != "run.json"}


def edit(path: Path, change: Any) -> None:
    """Change a notebook's document."""
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


def reasons(study: Path, name: str, **given: Any) -> list[str]:
    return status(study, [name], given).reasons[name]


def test_nothing_to_do_runs_nothing_writes_no_result_and_needs_no_table(built: Path) -> None:
    stamps = {path: path.stat().st_mtime_ns for path in (built / "build").rglob("*.*") if path.name != "run.json"}
    done = ministudy.pkjp("reproduce", cwd=built)
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == f"2 notebooks fresh, not run again: {TRADE}, {AID}"
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    assert status(built).reasons == {TRADE: [], AID: []}


def test_a_fresh_run_does_not_import_pandas(built: Path) -> None:
    (built / "sitecustomize.py").write_text("import sys\nsys.modules['pandas'] = sys.modules['papermill'] = None\n")
    done = ministudy.pkjp("reproduce", cwd=built, environment={"PYTHONPATH": os.pathsep.join([str(built), *sys.path])})
    assert done.returncode == 0, done.stderr
    assert "2 notebooks fresh" in done.stdout


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda cells: cells[2].update(source=cells[2]["source"] + "\n1"), "its code cells changed"),
        (lambda cells: cells.append({**ministudy.code("1"), "id": "new"}), "its code cells changed"),
        (lambda cells: cells[2]["metadata"].update(tags=["raises-exception"]), "its code cells changed"),
        (lambda cells: cells.reverse(), "its code cells changed"),
    ],
    ids=["edited", "added", "tag", "order"],
)
def test_code_makes_a_notebook_stale_and_no_other(built: Path, change: Any, why: str) -> None:
    edit(built / "notebooks" / TRADE, lambda document: change(document["cells"]))
    assert status(built).reasons == {TRADE: [why], AID: []}


def test_a_table_makes_those_stale_that_really_read_it(built: Path) -> None:
    with (built / "data/raw/aid.csv").open("a") as file:
        file.write("2025,2\n")
    assert status(built).reasons == {TRADE: [], AID: ["data/raw/aid.csv changed"]}
    summary = reproduce(built)
    assert (summary.ran, summary.found) == ([AID], [TRADE])
    assert status(built).reasons == {TRADE: [], AID: []}
    (built / "data/raw/aid.csv").unlink()
    assert reasons(built, AID) == ["data/raw/aid.csv is gone"]
    (built / "data/raw/unread.csv").write_text("a\n1\n")
    assert reasons(built, TRADE) == []


@pytest.mark.parametrize("engine", ["warm", "papermill"])
@pytest.mark.parametrize(
    "reads",
    [
        "open('../data/raw/more.csv').read()",
        "import pathlib; pathlib.Path('../data/raw/more.csv').read_bytes()",
        "import pandas as pd; len(pd.read_csv('../data/raw/more.csv'))",
        "import os; os.read(os.open('../data/raw/more.csv', os.O_RDONLY), 9)",
    ],
    ids=["open", "path", "pandas", "os"],
)
def test_a_file_that_a_cell_opens_itself_is_seen_too(study: Path, engine: str, reads: str) -> None:
    (study / "data/raw/more.csv").write_text("a\n1\n")
    ministudy.save(study, TRADE, ministudy.notebook(reads))
    reproduce(study, ["03"], how=How(engine))
    run = json.loads((study / "build/run.json").read_text())["notebooks"][TRADE]
    assert list(run["reads"]) == ["data/raw/more.csv"]
    (study / "data/raw/more.csv").write_text("a\n2\n")
    assert reasons(study, TRADE) == ["data/raw/more.csv changed"]


def test_the_library_and_the_packages_make_all_stale(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = records.input_hashes
    monkeypatch.setattr(
        records, "input_hashes", lambda *study: real(*study) | {"pkjp_analysis/figures/trade.py": "other"}
    )
    assert set(map(tuple, status(built).reasons.values())) == {("the library: figures/trade.py changed",)}
    monkeypatch.undo()
    newer = {**records.versions(), "pandas": "9.9"}
    monkeypatch.setattr(records, "versions", lambda: newer)
    (why,) = reasons(built, TRADE)
    assert why.startswith("pandas is 9.9, was ")


def test_parameters_and_results_changed_by_hand_are_reasons(built: Path) -> None:
    assert reasons(built, TRADE, partner="MEX") == ["partner is MEX, was JPN"]
    (built / "build/tables/03_trade.csv").write_text("edited by hand")
    assert reasons(built, TRADE) == ["its results: tables/03_trade.csv missing or changed by hand"]
    assert reproduce(built).ran == [TRADE]
    shutil.rmtree(built / "build")
    assert reasons(built, AID) == [NEVER]


def test_text_is_rendered_again_and_nothing_is_run(built: Path) -> None:
    def retitle(document: dict[str, Any]) -> None:
        document["cells"][0]["source"] = "# Another title"
        document["cells"].insert(2, {"cell_type": "markdown", "metadata": {}, "source": "Words.", "id": "words"})

    before = json.loads((built / "build/notebooks" / TRADE).read_text())
    edit(built / "notebooks" / TRADE, retitle)
    assert reasons(built, TRADE) == []

    summary = reproduce(built)

    assert summary.ran == []
    after = json.loads((built / "build/notebooks" / TRADE).read_text())
    assert [cell["source"] for cell in after["cells"] if cell["cell_type"] == "markdown"] == [
        ["# Another title"],
        ["Words."],
    ]
    codes = [[cell for cell in one["cells"] if cell["cell_type"] == "code"] for one in (before, after)]
    assert codes[0] == codes[1]
    run_anew = ministudy.tree(built / "build")
    reproduce(built, force=True)
    assert {**ministudy.tree(built / "build"), "run.json": b""} == {**run_anew, "run.json": b""}


def test_text_around_injected_parameters_is_rendered_as_a_run_would(study: Path) -> None:
    reproduce(study, given={"partner": "MEX"})
    edit(study / "notebooks" / TRADE, lambda document: document["cells"][0].update(source="# Other"))
    assert reproduce(study, given={"partner": "MEX"}).ran == []
    rendered = results(study / "build")
    assert reproduce(study, given={"partner": "MEX"}, force=True).ran == [TRADE, AID]
    assert results(study / "build") == rendered


def test_parameter_sets_stand_side_by_side(study: Path) -> None:
    reproduce(study)
    japan = results(study / "build")
    assert reproduce(study, given={"partner": "MEX"}).ran == [TRADE, AID]
    mexico = results(study / "build")
    found = status(study)
    assert found.reasons == {TRADE: [], AID: []}
    assert found.kept == [TRADE, AID]
    back: Summary = reproduce(study)
    assert (back.ran, back.found) == ([], [TRADE, AID])
    assert results(study / "build") == japan != mexico
    assert reproduce(study, given={"partner": "MEX"}, output=study / "other").ran == []
    assert results(study / "other") == mexico


def test_force_runs_what_is_fresh(built: Path) -> None:
    assert reproduce(built, force=True).ran == [TRADE, AID]


def test_what_is_kept_stays_within_the_limit_and_the_longest_unused_goes_first(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wide = "import os\nwith open(os.environ['PKJP_OUTPUT'] + '/figures/03_wide.png', 'wb') as file:\n"
    ministudy.save(study, TRADE, ministudy.notebook(wide + "    file.write(bytes(600_000))"))
    monkeypatch.setenv("PKJP_RESULTS_MB", "1")
    reproduce(study, ["03"])
    capsys.readouterr()
    reproduce(study, ["03"], {"partner": "MEX"}, how=How(progress=Progress()))
    assert [path.name for path in Kept(study).sets()] == ["PAK-MEX-2024"]
    assert "kept results of PAK-JPN-2024 were removed" in capsys.readouterr().err
    monkeypatch.setenv("PKJP_RESULTS_MB", "2")
    reproduce(study, ["03"])
    assert [path.name for path in Kept(study).sets()] == ["PAK-JPN-2024", "PAK-MEX-2024"]
    monkeypatch.setenv("PKJP_RESULTS_MB", "lots")
    with pytest.raises(UsageError, match=r"PKJP_RESULTS_MB='lots' is no number of megabytes"):
        reproduce(study, ["03"])


def test_clean_removes_what_is_kept_and_leaves_the_build(built: Path) -> None:
    reproduce(built, given={"partner": "MEX"})
    before = ministudy.tree(built / "build")
    done = ministudy.pkjp("clean", cwd=built)
    assert done.stdout.startswith("removed 1 parameter set of kept results, ")
    assert not (built / ".results").exists()
    assert ministudy.tree(built / "build") == before


def test_a_damaged_entry_is_no_result(study: Path) -> None:
    reproduce(study)
    shutil.rmtree(study / "build")
    (study / ".results/PAK-JPN-2024/03/figures/03_trade.svg").unlink()
    (study / ".results/PAK-JPN-2024/05/run.json").write_text("{")
    assert reproduce(study).ran == [TRADE, AID]


def test_a_failed_notebook_does_not_cost_the_others(study: Path) -> None:
    ministudy.save(study, TRADE, ministudy.notebook("1 / 0"))
    done = ministudy.pkjp("reproduce", cwd=study)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"error: {TRADE}, cell 2: ZeroDivisionError")
    assert f"{TRADE}: FAILED at cell 2" in done.stderr
    assert not results(study / "build")
    ministudy.save(study, TRADE, ministudy.notebook("1"))
    done = ministudy.pkjp("reproduce", cwd=study)
    assert done.stdout.splitlines()[0].startswith("1 notebook run in ")
    assert done.stdout.splitlines()[1] == f"1 notebook fresh, not run again: {AID}"


def test_where_nothing_can_be_kept_the_run_goes_on_and_says_so(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (study / ".results").write_text("a file in its way")
    assert reproduce(study, how=How(progress=Progress())).ran == [TRADE, AID]
    assert capsys.readouterr().err.count("note: results are not kept for a later run") == 1


def test_status_writes_nothing(study: Path) -> None:
    before = ministudy.tree(study)
    assert status(study).reasons == {TRADE: [NEVER], AID: [NEVER]}
    assert ministudy.tree(study) == before
    done = ministudy.pkjp("status", "3", cwd=study)
    assert done.stdout == f"{TRADE}: stale: {NEVER}\n"
