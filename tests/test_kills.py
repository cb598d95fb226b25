"""Runs that are killed, signalled, short of memory or disk, or not alone: results are whole and nothing is left.

A killed run leaves the earlier results or the new ones, never some of each. Where the kill comes between the renames
that put results in place, some are missing until the next run of that folder, which undoes the replacement first.
What is held elsewhere: a kernel that is killed (``test_execution``, as for want of memory) and a second run in the
same folder (there too, with the run that holds it named).
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

import ministudy
from pkjp_analysis import cli
from pkjp_analysis.execution import record
from pkjp_analysis.execution.catalogue import Notebook
from pkjp_analysis.execution.kept import Kept
from pkjp_analysis.execution.parameters import Parameters
from pkjp_analysis.execution.record import NotebookRun
from pkjp_analysis.execution.run import RESULTS
from pkjp_analysis.execution.staging import staging
from pkjp_analysis.execution.stale import Now, Result, missing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")

NAMES = ("03_trade.ipynb", "04_investment.ipynb", "05_aid.ipynb", "06_people.ipynb")
NEW = ("--partner", "MEX")
DRAWS = """
import os
from matplotlib.figure import Figure
place, number = os.environ["PKJP_OUTPUT"], os.environ["PKJP_NOTEBOOK"]
figure = Figure(figsize=(1, 1))
figure.text(0.1, 0.5, partner)
figure.savefig(f"{place}/figures/{number}_pair.png", metadata={"Software": None})
with open(f"{place}/tables/{number}_pair.csv", "w") as file:
    file.write(f"reporter,partner,year\\n{reporter},{partner},{year}\\n")
"""
# The last notebook waits while there is a gate.
WAITS = "import os, time\nwhile os.path.exists(os.environ['TMPDIR'] + '/gate'):\n    time.sleep(0.02)"
# Kills its own process before the n-th of the steps that put files in place.
CUT = """
import os, signal, sys
steps = 0
def heard(event, arguments):
    global steps
    if event in ("os.rename", "os.link", "os.mkdir") and PLACE in str(arguments[:2]):
        steps += 1
        if steps == NUMBER:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(heard)
"""
# Signals as a terminal gives them, whoever runs the tests: under nohup, say, hangups are ignored, which is handed on.
HEEDS = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
"""
COUNT = "\nimport atexit\natexit.register(lambda: open(os.environ['TMPDIR'] + '/steps', 'w').write(str(steps)))\n"


def cut(number: int, place: str) -> str:
    return CUT.replace("PLACE", repr(place)).replace("NUMBER", str(number))


@dataclass(frozen=True)
class Place:
    """A throw-away study, a folder for temporary files that is its own, and the commands started there."""

    root: Path
    temporary: Path
    started: list[Any] = field(default_factory=list)

    def pkjp(self, *arguments: str, first: str = "", start: bool = False) -> Any:
        environment = {"TMPDIR": str(self.temporary)}
        made = ministudy.pkjp(*arguments, cwd=self.root, environment=environment, first=first, start=start)
        if start:
            self.started.append(made)
        return made

    def results(self) -> dict[str, bytes]:
        """Every file of the build but its record, and what a run that was killed while it wrote that has left."""
        records = ("run.json", ".run.json.partial")
        return {name: data for name, data in ministudy.tree(self.root / "build").items() if name not in records}

    def record(self) -> dict[str, Any]:
        return dict(json.loads((self.root / "build/run.json").read_text(encoding="utf-8")))

    def lasting_record(self) -> dict[str, Any]:
        """The record without times, what the machine is like and the course of the last run."""
        content = {
            name: value for name, value in self.record().items() if name not in ("seconds", "machine", "last_run")
        }
        for run in content["notebooks"].values():
            del run["started"], run["seconds"], run["cell_seconds"]
        return content

    def processes(self) -> list[psutil.Process]:
        """Living kernels and what they are forked from: all that a run of this study has started."""
        return [process for process in psutil.process_iter() if _root_of(process) == str(self.root)]

    def nothing_left_within(self, seconds: float) -> None:
        until(lambda: not self.processes(), seconds)


def _root_of(process: psutil.Process) -> str:
    try:
        return process.environ().get("PKJP_ROOT", "") if process.status() != psutil.STATUS_ZOMBIE else ""
    except psutil.Error:
        return ""


def until(condition: Callable[[], Any], seconds: float = 30) -> Any:
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.02)
    return value


@pytest.fixture(scope="module")
def temporary() -> Iterator[Path]:
    """A short path: the kernels' sockets are in it."""
    folder = Path(tempfile.mkdtemp(prefix="pk", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Undisturbed:
    """A study with the results of one pair in place, what another pair's results are, and how long they take."""

    place: Place
    earlier: dict[str, bytes]
    new: dict[str, bytes]
    new_record: dict[str, Any]
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, temporary: Path) -> Undisturbed:
    place = Place(ministudy.make(tmp_path_factory.mktemp("kills") / "study"), temporary)
    for name in ("03_trade.ipynb", "05_aid.ipynb"):
        (place.root / "notebooks" / name).unlink()
    for name in NAMES:
        last = [WAITS] if name == NAMES[-1] else []
        ministudy.save(place.root, name, ministudy.notebook(DRAWS, *last, "(partner, year)"))
    assert place.pkjp("reproduce").returncode == 0
    earlier = place.results()
    started = time.monotonic()
    assert place.pkjp("reproduce", *NEW).returncode == 0
    seconds = time.monotonic() - started
    new, new_record = place.results(), place.lasting_record()
    done = place.pkjp("reproduce")
    assert "4 notebooks fresh, not run again" in done.stdout
    assert place.results() == earlier
    shutil.rmtree(place.root / ".results/PAK-MEX-2024")
    return Undisturbed(place, earlier, new, new_record, seconds)


@pytest.fixture
def place(undisturbed: Undisturbed, tmp_path: Path) -> Iterator[Place]:
    """A copy of the study, the earlier pair's results in place."""
    copy = Place(tmp_path / "study", undisturbed.place.temporary)
    shutil.copytree(undisturbed.place.root, copy.root)
    yield copy
    gate(copy).unlink(missing_ok=True)
    for process in copy.processes():
        process.kill()
    # One that has not ended would be a fault of whatever test comes next.
    for running in copy.started:
        running.kill()
        running.communicate()


def gate(place: Place) -> Path:
    return place.temporary / "gate"


def assert_no_mixture(place: Place, undisturbed: Undisturbed) -> None:
    """Whole or, within a replacement that the next run undoes, a part; but of one run."""
    held = place.results()
    parts = [set(held.items()) <= set(one.items()) for one in (undisturbed.earlier, undisturbed.new)]
    assert any(parts), "results of two runs stand beside each other"
    if held not in (undisturbed.earlier, undisturbed.new):
        assert (place.root / ".build.partial/previous").is_dir()
    elif (place.root / "build/run.json").exists():
        assert place.record()["parameters"]["partner"] == ("JPN" if held == undisturbed.earlier else "MEX")


def assert_a_next_run_is_whole(place: Place, undisturbed: Undisturbed) -> None:
    ended = _ran(place)
    done = place.pkjp("reproduce", *NEW)
    assert done.returncode == 0, done.stderr
    assert place.results() == undisturbed.new
    assert place.lasting_record() == undisturbed.new_record
    assert place.record()["last_run"]["outcome"] == "done"
    assert ended <= set(NAMES) - _run_now(done.stdout), "what had ended was run again"
    assert not (place.root / ".build.partial").exists()


def _run_now(said: str) -> set[str]:
    first = said.splitlines()[0]
    return {name for name in NAMES if name in first} if " run in " in first else set()


# Two moments each, as shares of the time that an undisturbed run takes; the second run finds what the first has kept.
MOMENTS = random.Random(20261124)
TWICE = [(MOMENTS.uniform(place, place + 0.19), MOMENTS.uniform(0.05, 1.0)) for place in (0.05, 0.24, 0.43, 0.62, 0.81)]


@pytest.mark.parametrize("moments", TWICE, ids=lambda two: f"{two[0]:.2f} then {two[1]:.2f}")
def test_a_run_killed_at_any_moment_leaves_whole_results_and_no_process(
    place: Place, undisturbed: Undisturbed, moments: tuple[float, float]
) -> None:
    for share in moments:
        running = place.pkjp("reproduce", *NEW, start=True)
        time.sleep(share * undisturbed.seconds)
        running.kill()
        running.communicate()
        place.nothing_left_within(5)
        assert_no_mixture(place, undisturbed)
    assert_a_next_run_is_whole(place, undisturbed)


@pytest.fixture(scope="module")
def both_kept(undisturbed: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, int]:
    """A copy with both pairs' results kept and the earlier in place; and in how many steps they change places."""
    place = Place(tmp_path_factory.mktemp("kept") / "study", undisturbed.place.temporary)
    shutil.copytree(undisturbed.place.root, place.root)
    assert place.pkjp("reproduce", *NEW).returncode == 0
    assert place.pkjp("reproduce", first=cut(0, ".build.partial") + COUNT).returncode == 0
    return place, int((place.temporary / "steps").read_text())


# Three while the results are brought together, seven of the twelve renames that put them in place.
STEPS = [MOMENTS.randrange(8 * n, 8 * n + 8) for n in range(1, 4)] + [-12, -10, -9, -7, -5, -3, -1]


@pytest.mark.parametrize("step", STEPS)
def test_a_run_killed_while_it_puts_results_in_place_is_undone_by_the_next(
    both_kept: tuple[Place, int], undisturbed: Undisturbed, tmp_path: Path, step: int
) -> None:
    original, steps = both_kept
    place = Place(tmp_path / "study", original.temporary)
    shutil.copytree(original.root, place.root)

    killed = place.pkjp("reproduce", *NEW, first=cut(step if step > 0 else steps + 1 + step, ".build.partial"))

    assert killed.returncode == -signal.SIGKILL
    assert_no_mixture(place, undisturbed)
    # What any next run of that folder does first.
    again = tmp_path / "again"
    shutil.copytree(place.root, again)
    with staging(again / "build", RESULTS):
        assert Place(again, place.temporary).results() == undisturbed.earlier
    assert_a_next_run_is_whole(place, undisturbed)


@pytest.mark.parametrize("step", [3, 15])
def test_a_run_killed_while_it_keeps_a_result_keeps_it_whole_or_not(
    place: Place, undisturbed: Undisturbed, step: int
) -> None:
    killed = place.pkjp("reproduce", *NEW, first=cut(step, ".results/"))
    assert killed.returncode == -signal.SIGKILL
    place.nothing_left_within(5)
    assert place.results() == undisturbed.earlier
    assert_a_next_run_is_whole(place, undisturbed)


def waiting(place: Place, *arguments: str, first: str = "") -> Any:
    """A run that has ended three notebooks and waits in the fourth."""
    gate(place).touch()
    running = place.pkjp("reproduce", *NEW, *arguments, start=True, first=first)
    until(lambda: running.poll() is not None or _ran(place) == set(NAMES[:3]))
    assert running.poll() is None, running.communicate()
    return running


def _ran(place: Place) -> set[str]:
    """What the record of an unfinished run calls run; there is no record within a replacement."""
    last = place.record()["last_run"] if (place.root / "build/run.json").exists() else {"outcome": ""}
    return (
        {name for name, what in last["notebooks"].items() if what == "ran"} if last["outcome"] == "running" else set()
    )


def test_what_had_ended_before_a_kill_is_not_run_again(place: Place, undisturbed: Undisturbed) -> None:
    running = waiting(place)
    running.kill()
    running.communicate()
    place.nothing_left_within(5)
    assert place.results() == undisturbed.earlier
    gate(place).unlink()

    done = place.pkjp("reproduce", *NEW)

    assert done.stdout.startswith("1 notebook run in ")
    assert f"3 notebooks fresh, not run again: {', '.join(NAMES[:3])}" in done.stdout
    assert place.record()["last_run"]["notebooks"] == {NAMES[3]: "ran"}
    assert place.results() == undisturbed.new


def test_kernels_of_the_stock_engine_end_with_a_killed_run(place: Place, undisturbed: Undisturbed) -> None:
    running = waiting(place, "--engine", "papermill")
    assert place.processes()
    running.kill()
    running.communicate()
    place.nothing_left_within(10)
    assert place.results() == undisturbed.earlier


@pytest.mark.parametrize("share", [0.0, MOMENTS.uniform(0.1, 0.5), MOMENTS.uniform(0.5, 0.9)], ids="{:.2f}".format)
def test_a_run_whose_nursery_is_killed_fails_in_one_line_or_succeeds(
    place: Place, undisturbed: Undisturbed, share: float
) -> None:
    running = place.pkjp("reproduce", *NEW, start=True)
    nursery = until(lambda: [one for one in place.processes() if one.ppid() == running.pid])
    time.sleep(share * undisturbed.seconds)
    with suppress(psutil.NoSuchProcess):  # the run was quicker
        nursery[0].kill()
    _, errors = running.communicate(timeout=50)
    assert running.returncode in (0, 1), errors
    assert errors.count("error: ") == running.returncode
    assert "Traceback" not in errors
    assert place.results() == (undisturbed.earlier if running.returncode else undisturbed.new)
    place.nothing_left_within(5)
    assert_a_next_run_is_whole(place, undisturbed)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_the_run_in_one_line_with_results_as_they_were(
    place: Place, undisturbed: Undisturbed, number: signal.Signals
) -> None:
    before = set(place.temporary.glob("pkjp-*"))
    running = waiting(place, first=HEEDS)
    running.send_signal(number)
    output, errors = running.communicate(timeout=30)
    assert running.returncode == 128 + number
    assert output == ""
    assert errors.splitlines()[-1] == "error: interrupted; results are as they were, run it again"
    assert errors.count("error: ") == 1 and "Traceback" not in errors
    place.nothing_left_within(1)
    assert place.results() == undisturbed.earlier
    assert place.record()["last_run"]["outcome"] == "interrupted"
    assert not (place.root / ".build.partial").exists()
    assert set(place.temporary.glob("pkjp-*")) == before


def test_a_hangup_that_is_ignored_by_the_caller_does_not_end_the_run(place: Place, undisturbed: Undisturbed) -> None:
    running = waiting(place, first="import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n")
    running.send_signal(signal.SIGHUP)
    gate(place).unlink()
    _, errors = running.communicate(timeout=30)
    assert running.returncode == 0, errors
    assert place.results() == undisturbed.new


def test_memory_that_a_cell_cannot_have_is_the_cells_error(place: Place, undisturbed: Undisturbed) -> None:
    asks = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**32, 2**32))\nlen(bytearray(2**33))"
    ministudy.save(place.root, NAMES[0], ministudy.notebook(asks))
    done = place.pkjp("reproduce", *NEW, "03")
    assert done.returncode == 1
    assert done.stderr.count("error: ") == 1
    assert "error: 03_trade.ipynb, cell 3: MemoryError" in done.stderr
    assert place.results() == undisturbed.earlier
    assert place.record()["last_run"]["outcome"].startswith("failed: 03_trade.ipynb, cell 3: MemoryError")


@pytest.mark.parametrize("size", [10, 3000])
def test_a_file_system_that_takes_no_more_is_one_line_and_no_change(
    place: Place, undisturbed: Undisturbed, size: int
) -> None:
    """No file can be larger: neither the lock nor the record."""
    limited = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"
    before = place.record()
    done = place.pkjp("reproduce", *NEW, first=limited)
    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if line.startswith("error: ")] == done.stderr.splitlines()[-1:]
    assert "File too large; free the place or name another folder" in done.stderr
    assert "another run" not in done.stderr
    assert (place.results(), place.record()) == (undisturbed.earlier, before)
    assert not list((place.root / "build").glob(".*"))
    place.nothing_left_within(5)
    assert_a_next_run_is_whole(place, undisturbed)


def test_a_cell_that_cannot_write_is_the_cells_error(place: Place, undisturbed: Undisturbed) -> None:
    writes = (
        "import resource\nimport pandas as pd\nfrom pkjp_analysis.display import show\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\nshow(pd.DataFrame({'a': range(9)}), 'numbers')"
    )
    ministudy.save(place.root, NAMES[0], ministudy.notebook(writes))
    done = place.pkjp("reproduce", *NEW, "03")
    assert done.returncode == 1
    assert "error: 03_trade.ipynb, cell 3: PkjpError: cannot write 03_numbers.csv: File too large" in done.stderr
    assert place.results() == undisturbed.earlier


class Full:
    """A disk that is full at the n-th call of a function."""

    def __init__(self, real: Callable[..., Any], number: int) -> None:
        self.real, self.left = real, number

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[-1]))
        return self.real(*arguments, **options)


@pytest.fixture
def changing(both_kept: tuple[Place, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A copy with both pairs' results kept and the earlier in place, to be changed in this process."""
    stand_ins: dict[str, Any] = {}
    ministudy.install(stand_ins)
    for name, module in stand_ins.items():
        monkeypatch.setitem(sys.modules, name, module)
    place = Place(tmp_path / "study", both_kept[0].temporary)
    shutil.copytree(both_kept[0].root, place.root)
    return place


@pytest.mark.parametrize(
    ("what", "number"), [("file", 1), ("file", 9), ("record", 1), ("replacement", 2), ("replacement", 9)]
)
def test_a_disk_that_is_full_when_results_are_put_in_place_leaves_the_earlier(
    changing: Place,
    undisturbed: Undisturbed,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    what: str,
    number: int,
) -> None:
    if what == "file":
        monkeypatch.setattr(os, "link", _no_links)
        monkeypatch.setattr(shutil, "copyfile", Full(shutil.copyfile, number))
    else:
        # The record is the one file that is written aside and moved; folders change places by os.rename.
        function = {"record": "replace", "replacement": "rename"}[what]
        monkeypatch.setattr(os, function, Full(getattr(os, function), number))
    assert cli.main(["--root", str(changing.root), "reproduce", *NEW]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[-1].startswith("error: ")
    assert "No space left on device; free the place or name another folder" in said.err
    assert changing.results() == undisturbed.earlier
    # Within the replacement the record is on its way; what comes back is the old one.
    assert changing.record()["last_run"]["outcome"].startswith("done" if what == "replacement" else "failed: ")
    assert not (changing.root / ".build.partial").exists()


def _no_links(source: object, target: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


def test_a_kept_result_that_vanishes_while_it_is_put_in_place_is_said_and_nothing_changes(
    changing: Place, undisturbed: Undisturbed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = os.link

    def link(source: Path, target: Path) -> None:
        """Another run removes the entry that the first file comes from."""
        shutil.rmtree(changing.root / ".results/PAK-MEX-2024/03", ignore_errors=True)
        real(source, target)

    monkeypatch.setattr(os, "link", link)
    assert cli.main(["--root", str(changing.root), "reproduce", *NEW]) == 1
    assert "error: results of 03_trade.ipynb changed while they were put together; run again" in capsys.readouterr().err
    assert changing.results() == undisturbed.earlier


def test_two_runs_at_once_that_share_what_is_kept_are_both_right(place: Place, undisturbed: Undisturbed) -> None:
    """Both run the same notebooks, and keep the same results in the same place."""
    both = [place.pkjp("reproduce", *NEW, "--force", "--output", name, start=True) for name in ("one", "two")]
    for name, running in zip(("one", "two"), both, strict=True):
        _, errors = running.communicate(timeout=120)
        assert running.returncode == 0, errors
        assert "note:" not in errors
        found = ministudy.tree(place.root / name)
        del found["run.json"]
        assert found == undisturbed.new
    assert place.results() == undisturbed.earlier
    done = place.pkjp("reproduce", *NEW)
    assert "4 notebooks fresh, not run again" in done.stdout
    assert place.results() == undisturbed.new
    assert not list((place.root / ".results").glob("partial-*"))


@dataclass
class Sharing:
    """Many that keep, look at and clear the same result at once."""

    now: Now
    notebook: Notebook
    kept: Kept

    def __post_init__(self) -> None:
        self.faults: list[BaseException] = []

    def keep(self, text: str) -> None:
        own = self.now.root / text
        (own / "tables").mkdir(parents=True)
        for number in range(3):
            (own / f"tables/{number}.csv").write_text(text)
        run = NotebookRun("", "", reads={}, cells=1, seconds=1.0, cell_seconds=[1.0], outputs=record.hashes(own))
        for _ in range(100):
            self.kept.put(self.notebook, Result(run, own), self.now)

    def look(self) -> None:
        entry = self.kept.entry(self.now.parameters, self.notebook)
        for _ in range(300):
            before = record.earlier(entry)
            if before:
                missing(before.notebooks[self.notebook.name], entry)
            self.kept.trim()

    def watched(self, task: Callable[..., None], *arguments: str) -> None:
        try:
            task(*arguments)
        except BaseException as error:
            self.faults.append(error)


def test_many_that_keep_look_at_and_clear_the_same_result_at_once_fail_never(study: Path) -> None:
    now = Now.of(study, Parameters("PAK", "JPN", 2024))
    sharing = Sharing(now, Notebook(study / "notebooks/03_trade.ipynb"), Kept(study))
    tasks = [(sharing.keep, "one"), (sharing.keep, "two"), (sharing.keep, "three"), (sharing.look,)]
    threads = [threading.Thread(target=sharing.watched, args=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not sharing.faults
    entry = sharing.kept.entry(now.parameters, sharing.notebook)
    last = record.earlier(entry)
    assert last and not missing(last.notebooks["03_trade.ipynb"], entry)
    assert [path.name for path in sharing.kept.folder.iterdir()] == ["PAK-JPN-2024"]
