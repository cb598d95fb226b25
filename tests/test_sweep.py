"""A sweep over pairs and years: real workers, one of them killed, and the table across all runs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest

import ministudy
from pkjp_analysis import Study
from pkjp_analysis.cli import main
from pkjp_analysis.execution import How, measures, record, reproduce
from pkjp_analysis.execution.asked import parse_years
from pkjp_analysis.execution.batch import workshop

pytest.importorskip("distributed", reason="needs the extra [sweep]")

ROOT = Path(__file__).resolve().parents[1]
# The first time that it is run for 2021 this cell says where it runs and stays there.
STAYS = """
import os, time
begun = os.path.join(os.environ["PKJP_ROOT"], "begun")
if year == 2021 and not os.path.exists(begun):
    with open(begun + "~", "w") as file:
        file.write(str(os.getpid()))
    os.rename(begun + "~", begun)
    time.sleep(600)
"""
# Says that it was run, and fails for one pair and year while a file is there.
FAILS = """
import os
with open(os.path.join(os.environ["PKJP_ROOT"], "tried"), "a") as file:
    file.write(f"{reporter}-{partner}-{year} ")
if (reporter, year) == ("MEX", 2021) and os.path.exists(os.path.join(os.environ["PKJP_ROOT"], "broken")):
    raise ValueError("nothing on it")
"""
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), *filter(None, [os.environ.get("PYTHONPATH")])]),
    "DASK_DISTRIBUTED__WORKER__PRELOAD": '["sweep_stand_ins"]',
}


class Cluster:
    """A Dask scheduler and worker processes of their own, on the loopback interface."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        port = self.address.rpartition(":")[2]
        self.scheduler = self._start("dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
        self.workers: list[subprocess.Popen[bytes]] = []

    def with_workers(self, number: int) -> str:
        """The scheduler's address, once so many workers live."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < number:
            own = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(self.scratch))
            self.workers.append(self._start("dask_worker", self.address, "--host", "127.0.0.1", *own))
        return self.address

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{name}", *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, env=ENVIRONMENT, cwd=self.scratch, **quiet)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    found = Cluster(tmp_path_factory.mktemp("dask"))
    found.with_workers(2)
    yield found
    found.close()


@contextmanager
def command(study: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command, running in a session of its own as in a terminal."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    words = [sys.executable, "-c", ministudy.DRIVER, "sweep", *arguments]
    with subprocess.Popen(words, cwd=study, env=ENVIRONMENT, start_new_session=True, **pipes) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def swept(study: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a whole sweep."""
    with command(study, *arguments) as process:
        output, errors = process.communicate(timeout=120)
    return process.returncode, output, errors


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether it becomes true in time."""
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


def only(study: Path, cell: str) -> None:
    """Make 03 the study's only notebook, with this cell before what it writes."""
    (study / "notebooks/05_aid.ipynb").unlink()
    path = study / "notebooks/03_trade.ipynb"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["cells"][2:2] = [{**ministudy.code(cell), "id": "added"}]
    path.write_text(json.dumps(document), encoding="utf-8")


def stayed(study: Path) -> psutil.Process:
    """The kernel that stays in its cell."""
    assert until((study / "begun").exists)
    return psutil.Process(int((study / "begun").read_text()))


def test_a_sweep_survives_a_killed_worker_and_every_folder_is_what_a_plain_run_gives(
    study: Path, cluster: Cluster
) -> None:
    only(study, STAYS)
    out = study / "swept"
    asked = ("--reporters", "PAK,MEX", "--partners", "JPN", "--years", "2020,2021", "--out", str(out))
    with command(study, *asked, "--scheduler", cluster.with_workers(2)) as process:
        kernel = stayed(study)
        worker = kernel.parent().parent()
        assert worker.pid in {one.pid for one in cluster.workers}
        nursery = kernel.parent()
        worker.kill()
        assert until(lambda: not kernel.is_running() and not nursery.is_running(), 10)
        output, errors = process.communicate(timeout=120)

    assert process.returncode == 0, errors
    assert "4 runs done" in output and "0 failed" in output
    folders = [f"{reporter}-JPN-{year}" for reporter in ("MEX", "PAK") for year in (2020, 2021)]
    assert sorted(path.name for path in out.iterdir()) == [*folders, *sorted((*measures.FILES, "sweep.json"))]
    with workshop(study, "warm") as shop:
        for folder in folders:
            reporter, partner, year = folder.split("-")
            given = {"reporter": reporter, "partner": partner, "year": int(year)}
            plain = study / "plain" / folder
            reproduce(study, given=given, output=plain, keep=False, how=How(at_once=1), shop=shop)
            trees = [ministudy.tree(place) for place in (out / folder, plain)]
            records = [json.loads(tree.pop("run.json")) for tree in trees]
            assert trees[0] == trees[1] and len(trees[0]) == 5
            for name in ("parameters", "versions", "inputs", "claims"):
                assert records[0][name] == records[1][name]
    assert not [one for one in psutil.process_iter(["environ"]) if _is_of(one, study)]


def _is_of(process: psutil.Process, study: Path) -> bool:
    """Whether it was started for this study's kernels."""
    return (process.info["environ"] or {}).get("PKJP_ROOT") == str(study)


def test_a_run_that_fails_is_listed_the_others_are_done_and_not_run_again(study: Path, cluster: Cluster) -> None:
    only(study, FAILS)
    (study / "broken").touch()
    out = study / "swept"
    asked = ("--reporters", "pak,MEX", "--partners", "JPN,MEX", "--years", "2020,2021", "--out", str(out))
    asked = (*asked, "--scheduler", cluster.with_workers(2))
    status, output, errors = swept(study, *asked)

    assert status == 1
    assert output.splitlines()[-1] == "MEX-JPN-2021: 03_trade.ipynb, cell 3: ValueError: nothing on it"
    assert "note: MEX with itself is no pair; left out" in errors
    assert errors.splitlines()[-1].startswith("error: runs failed: 1 of 6;")
    assert not (out / "MEX-JPN-2021" / "claims.csv").exists()
    told = json.loads((out / "sweep.json").read_text())
    assert told["runs"].pop("MEX-JPN-2021")["faults"] == {"03_trade.ipynb": "cell 3: ValueError: nothing on it"}
    assert told["outcome"] == "failed" and {run["outcome"] for run in told["runs"].values()} == {"ran"}
    rows = pd.read_csv(out / "summary.csv")
    assert len(rows) == 5 * 2 and len(rows[["reporter", "partner", "year"]].drop_duplicates()) == 5

    (study / "broken").unlink()
    status, output, errors = swept(study, *asked, "--quiet")
    assert (status, errors) == (0, "")
    assert output.startswith("1 run done") and "5 fresh and not run again, 0 failed" in output
    tried = (study / "tried").read_text().split()
    assert len(tried) == 7 and tried[-1] == "MEX-JPN-2021"
    assert len(pd.read_csv(out / "summary.csv")) == 6 * 2


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder for temporary files with a path that leaves room for a socket's name."""
    with tempfile.TemporaryDirectory(prefix="s", dir="/tmp") as folder:
        yield Path(folder)


def test_interrupted_on_this_machine_it_ends_cluster_and_kernels_and_goes_on_later(
    study: Path, short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(study, STAYS)
    monkeypatch.setitem(ENVIRONMENT, "TMPDIR", str(short))
    asked = ("--reporters", "PAK", "--partners", "JPN", "--years", "2020,2021", "--workers", "1", "--out", "swept")
    with command(study, *asked) as process:
        kernel = stayed(study)
        family = [kernel, *psutil.Process(process.pid).children(recursive=True)]
        assert {"127.0.0.1"} == {one.laddr.ip for one in _listening(family)}
        # The worker has gone on to the second run; that the first is done is on its way to the command.
        time.sleep(2)
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (130, "")
    assert errors.splitlines()[-1] == ("error: interrupted; 1 of 2 runs are done and not run again by the same command")
    assert len(errors.splitlines()) == 4
    assert until(lambda: not any(one.is_running() for one in family), 5)
    assert json.loads((study / "swept/sweep.json").read_text())["outcome"] == "cut short"
    made = (study / "swept/PAK-JPN-2020/claims.csv").stat().st_mtime_ns

    status, output, errors = swept(study, *asked)
    assert status == 0, errors
    assert output.startswith("1 run done") and "1 fresh and not run again" in output
    assert (study / "swept/PAK-JPN-2020/claims.csv").stat().st_mtime_ns == made
    assert not list(short.iterdir())


def test_runs_made_from_something_else_than_the_sweep_began_with_do_not_count(study: Path) -> None:
    only(study, "if year == 2020:\n    import os\n    open(os.environ['PKJP_ROOT'] + '/data/raw/aid.csv', 'w').close()")
    asked = ("--reporters", "PAK", "--partners", "JPN", "--years", "2020,2021", "--workers", "1", "--out", "swept")
    status, output, _ = swept(study, *asked)
    assert status == 1
    assert output.splitlines()[-2:] == [
        "PAK-JPN-2020: data/raw/aid.csv changed while the notebooks ran; run again, nothing was replaced",
        "PAK-JPN-2021: made with another data/raw/aid.csv than the sweep began with; run it again",
    ]
    assert len(pd.read_parquet(study / "swept/summary.parquet")) == 0


def _listening(family: list[psutil.Process]) -> list[Any]:
    every = [one for process in family for one in process.net_connections("inet")]
    return [one for one in every if one.status == psutil.CONN_LISTEN]


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--years", "2019-", "'2019-' is no year; write such as 2019-2024, 2020 or 2019,2021"),
        ("--years", "2024-2019", "2024 comes after 2019; write 2019-2024"),
        ("--years", "2020,2921", "--years 2921 is outside 1947 to"),
        ("--reporters", "PAK,PKA", "--reporters PKA: no such country; the nearest is PAK (Pakistan)"),
        ("--partners", "JPN,,MEX", "a code is missing; write codes with commas between them"),
        ("--partners", "PAK", "no two different countries"),
        ("--out", "data/swept", "a run may not replace that folder"),
        ("--workers", "0", "--workers"),
        ("--scheduler", "tcp://127.0.0.1:1", "no Dask scheduler answers there"),
        ("notebook", "77", "no notebook '77'; the nearest is 05"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line_before_anything_starts(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, option: str, value: str, said: str
) -> None:
    monkeypatch.setattr("pkjp_analysis.execution.cluster._CONNECT_SECONDS", 0.3)
    asked = {"--reporters": "PAK", "--partners": "JPN", "--years": "2020", "--out": str(study / "swept")}
    words = [word for pair in (asked | ({} if option == "notebook" else {option: value})).items() for word in pair]
    if option == "--out":
        words[-1] = str(study / value)
    status = main(["sweep", *words, *([value] if option == "notebook" else []), "--root", str(study), "--quiet"])
    shown = capsys.readouterr()
    assert (status, shown.out) == (1 if option == "--scheduler" else 2, "")
    assert said in shown.err and shown.err.startswith("error: ") and shown.err.count("\n") == 1
    assert not (study / "swept").exists() and not (study / "data/swept").exists()


@pytest.mark.parametrize("missing", ["distributed", "pyarrow"])
def test_without_the_extra_a_line_says_how_to_install_it(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    words = ("--reporters", "PAK", "--partners", "JPN", "--years", "2020", "--out", str(study / "swept"))
    assert main(["sweep", *words, "--root", str(study)]) == 2
    assert capsys.readouterr().err == f"error: a sweep needs {missing}; pip install 'pkjp-analysis[sweep]'\n"


def test_years_are_single_ones_and_ranges_each_once() -> None:
    assert parse_years("2020") == [2020]
    assert parse_years("2019-2021, 2024,2020") == [2019, 2020, 2021, 2024]


def test_runs_that_share_a_place_are_judged_once_while_what_they_rest_on_stays(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[Path] = []
    monkeypatch.setattr(
        sys.modules["pkjp_analysis.claims"],
        "judge_all",
        lambda store: judged.append(store.root) or ministudy.STATEMENTS,
    )
    claims = []
    with workshop(study, "warm") as shop:
        for year in (2019, 2020, 2021):
            if year == 2021:
                (study / "data/raw/aid.csv").write_text("year,value\n2024,2\n")
            out = study / "swept" / str(year)
            reproduce(study, ["03"], {"year": year}, output=out, keep=False, how=How(at_once=1), shop=shop)
            claims.append([(out / name).read_bytes() for name in ("claims.csv", "claims.json")])
    assert judged == [study, study] and claims[0] == claims[1] == claims[2]


def test_inputs_are_read_once_and_a_change_is_seen_though_size_and_time_say_none(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "_GRAIN_SECONDS", -60.0)
    path = study / "data/raw/trade.csv"
    before, times = record.input_hashes(study), path.stat()
    read: list[Path] = []
    own = record.sha256
    monkeypatch.setattr(record, "sha256", lambda path: read.append(path) or own(path))
    assert (record.input_hashes(study), read) == (before, [])
    time.sleep(0.05)
    path.write_text(path.read_text().replace("1", "3"))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert path.stat().st_size == times.st_size
    assert record.changed(before, record.input_hashes(study)) == ["data/raw/trade.csv"]
    assert read == [path]


def test_an_input_that_was_written_just_now_is_read_again(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (study / "data/raw/trade.csv").write_text("year,value\n2024,4\n")
    before = record.input_hashes(study)
    read: list[Path] = []
    own = record.sha256
    monkeypatch.setattr(record, "sha256", lambda path: read.append(path) or own(path))
    assert record.input_hashes(study) == before
    assert study / "data/raw/trade.csv" in read


@pytest.fixture(scope="module")
def parts() -> list[pd.DataFrame]:
    """The measures of three runs over the study's own figures."""
    runs = (("PAK", "JPN", 2018), ("PAK", "KOR", 2018), ("JPN", "PAK", 2017))
    return [measures.of_run(ROOT, *run) for run in runs]


def test_the_summary_is_read_back_with_its_types_and_is_the_same_whatever_ended_first(
    parts: list[pd.DataFrame], tmp_path: Path
) -> None:
    folders = [tmp_path / "one", tmp_path / "other"]
    counts = [measures.write(order, folder) for order, folder in zip((parts, parts[::-1]), folders, strict=True)]
    rows = pd.read_parquet(folders[0] / "summary.parquet")
    assert counts == [len(rows)] * 2 and ministudy.tree(folders[0]) == ministudy.tree(folders[1])
    assert tuple(rows.columns) == measures.COLUMNS
    assert (rows["year"].dtype, rows["value"].dtype, rows["latest_held"].dtype) == ("int64", "float64", "Int64")
    words = rows.drop(columns=["year", "value", "latest_held"])
    assert all(isinstance(cell, str) for column in words for cell in words[column])
    assert not rows.duplicated([name for name in measures.COLUMNS if name != "value"]).any()
    as_text = pd.read_csv(folders[0] / "summary.csv", keep_default_na=False, na_values={"value": [""]})
    assert (as_text["value"].isna() == rows["value"].isna()).all() and len(as_text) == len(rows)


def test_the_summary_holds_the_studys_own_figures_with_their_basis(parts: list[pd.DataFrame]) -> None:
    rows = parts[0]
    study = Study("PAK", "JPN", 2018, ROOT)
    intensity, shares = study.chapter_concentration(), study.world_shares()
    for direction, (exporter, importer) in {
        "Pakistan to Japan": ("PAK", "JPN"),
        "Japan to Pakistan": ("JPN", "PAK"),
    }.items():
        one = rows[(rows["exporter"] == exporter) & (rows["importer"] == importer)]
        own = intensity[(intensity["direction"] == direction) & (intensity["year"] == 2018)]
        assert list(one.loc[one["measure"] == "product_concentration", "value"]) == list(own["hhi"])
        share = shares[(shares["direction"] == direction) & (shares["year"] == 2018)]
        told = one[one["measure"] == "share_in_world_trade"]
        for name in ("value", "valuation", "regime", "origin", "flow"):
            assert sorted(told[name]) == sorted(share["share" if name == "value" else name])
    printed = rows[(rows["measure"] == "goods_trade") & (rows["flow"] == "export")].iloc[0]
    assert (printed["unit"], printed["valuation"], printed["reported_by"]) == ("USD", "FOB", "PAK")
    assert printed["latest_held"] == 2018


def test_what_is_not_held_is_missing_and_never_zero(parts: list[pd.DataFrame]) -> None:
    for rows in parts:
        assert set(rows["measure"]) == set(parts[0]["measure"]) and len(set(rows["measure"])) == 11
        assert not (rows["value"] == 0).any()
        held = rows["value"].notna()
        assert (rows.loc[held, "latest_held"] == rows.loc[held, "year"]).all()
        assert not (rows.loc[~held, "latest_held"] == rows.loc[~held, "year"]).any()
    assert parts[0]["value"].notna().sum() > 10 and parts[1]["value"].isna().all()
    earlier = parts[0][parts[0]["measure"] == "trade_intensity"]
    assert earlier["value"].isna().all() and set(earlier["latest_held"]) == {2015}


def test_the_summary_is_written_whole_or_not_at_all(parts: list[pd.DataFrame], tmp_path: Path) -> None:
    measures.write(parts[:1], tmp_path)
    before = ministudy.tree(tmp_path)
    broken = parts[0].assign(value=[object()] * len(parts[0]))
    with pytest.raises(Exception, match="object"):
        measures.write([broken], tmp_path)
    assert ministudy.tree(tmp_path) == before
