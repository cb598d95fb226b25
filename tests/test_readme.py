"""What the README shows and says is what the project does."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pandas as pd
import pytest

from pkjp_analysis import Study, figures

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split("#")[0].strip() for line in README.splitlines() if re.match(r"    \.venv/bin/pkjp (claims|check)", line)
]


def test_the_figure_shows_the_verdicts_of_today(tmp_path: Path) -> None:
    figures.save(figures.verdicts_by_section(Study(root=ROOT).verdicts_by_section()), tmp_path, "today")
    shown = (ROOT / "docs" / "verdicts_by_section.svg").read_bytes()
    assert (tmp_path / "today.svg").read_bytes() == shown, "copy build/figures/10_verdicts_by_section.svg to docs/"


def test_files_and_targets_that_it_names_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)`|^    make (\w+)", README, flags=re.MULTILINE):
        assert re.search(rf"^{''.join(target)}:", makefile, flags=re.MULTILINE), target
    for path in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"`(data/[\w./]+)`", README):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_run(command: str) -> None:
    _, *words = shlex.split(command)
    pkjp = Path(sys.executable).with_name("pkjp")
    run = subprocess.run([pkjp, *words, "--root", str(ROOT)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout


def test_its_commands_were_found() -> None:
    assert len(COMMANDS) == 5


def test_the_lines_about_a_table_larger_than_memory_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = README.split("### A table larger than memory")[1].split("\n## ")[0]
    lines = dedent("\n".join(line for line in told.splitlines() if not line or line.startswith("    ")))
    assert "write_years(" in lines and "over_years(" in lines
    (tmp_path / "exports").mkdir()
    for year in (2001, 2002):
        rows = pd.DataFrame({"year": year, "reporter": ["PAK", "PAK", "JPN", "JPN"], "partner": "CHN"})
        rows = rows.assign(product=["010121", "870323"] * 2, value=[60.0, 40.0, 140.0, 760.0])
        rows.to_csv(tmp_path / "exports" / f"{year}.csv", index=False)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(lines, names)
    advantage = pd.read_parquet(tmp_path / "advantage")
    assert advantage["rca"].round(3).tolist() == [0.778, 1.056, 3.0, 0.5] * 2
    assert advantage["product"].tolist() == ["010121", "870323"] * 4
