"""What a run says on standard error: on a terminal, in a file, and when it is to be quiet."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

import ministudy
from pkjp_analysis.execution import How, Progress, reproduce

SLOW = "import time; time.sleep(0.7)"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def said(study: Path, stream: io.StringIO, **options: bool) -> str:
    reproduce(study, how=How(at_once=1, progress=Progress(stream=stream, **options)), force=True)
    return stream.getvalue()


@pytest.fixture
def slow(study: Path) -> Path:
    ministudy.save(study, "03_trade.ipynb", ministudy.notebook("1", SLOW))
    return study


def test_lines_where_there_is_no_terminal(slow: Path) -> None:
    lines = said(slow, io.StringIO()).splitlines()
    assert lines[0] == "checking the data"
    assert lines[1] == "running 2 notebooks, 1 at a time"
    assert sorted(line.split(":")[0] for line in lines[2:4]) == ["03_trade.ipynb", "05_aid.ipynb"]
    assert re.fullmatch(r"slowest cells: 03_trade\.ipynb cell 3 0\.[789] s, .+", lines[4])
    assert len(lines) == 5


def test_the_expected_time_is_that_of_the_last_record(slow: Path) -> None:
    ministudy.save(slow, "03_trade.ipynb", ministudy.notebook(SLOW, SLOW, SLOW))
    said(slow, io.StringIO())
    assert re.search(r"running 2 notebooks, 1 at a time, about [23] s by the last record", said(slow, io.StringIO()))


def test_a_bar_on_a_terminal_gone_when_the_run_has_ended(slow: Path) -> None:
    text = said(slow, Terminal())
    bars = [part for part in text.split("\r") if "%" in part]
    assert len(bars) > 3
    assert any("03 cell 3" in bar and "of 2 done" in bar and " s left" in bar for bar in bars)
    shares = [int(re.search(r"(\d+)%", bar)[1]) for bar in bars]  # type: ignore[index]
    assert shares == sorted(shares)
    assert shares[-1] == 100
    assert text.rstrip("\n").splitlines()[-1].startswith("slowest cells: ")


def test_quiet_says_nothing_but_results_and_errors(slow: Path) -> None:
    assert said(slow, Terminal(), quiet=True) == ""
    done = ministudy.pkjp("reproduce", "--quiet", "--force", cwd=slow)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 notebooks run")
    ministudy.save(slow, "03_trade.ipynb", ministudy.notebook("1 / 0"))
    done = ministudy.pkjp("reproduce", "--quiet", cwd=slow)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
