"""The how-to "a new source" carried out word for word: its code blocks as files where it says, and its tests run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import vintage_room as room
from replay import server

ROOT = Path(__file__).resolve().parents[1]


def test_the_how_to_makes_a_source_whose_tests_pass(tmp_path: Path) -> None:
    page = (ROOT / "docs/live/new-source.md").read_text(encoding="utf-8")
    steps = re.split(r"^## ", page, flags=re.M)[1:4]
    for name in ("src", "tests"):
        ignored = shutil.ignore_patterns("__pycache__", "test_*.py")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    for folder in ("data/processed", "data/raw"):
        (tmp_path / folder).mkdir(parents=True)
    room.make(tmp_path)
    for step in steps:
        (where,) = set(re.findall(r"`((?:src|tests)/[\w/]*example\.py)`", step))
        (code,) = re.findall(r"^```python\n(.*?)^```", step, flags=re.M | re.S)
        (tmp_path / where).write_text(code, encoding="utf-8")
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "src"), "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_source_example.py"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert "2 passed" in done.stdout, done.stdout + done.stderr
    said = subprocess.run(
        [sys.executable, "-c", "from pkjp_analysis.sources import names; print(*names())"],
        **{"env": env, "capture_output": True, "text": True, "check": True},
    )
    assert "example" in said.stdout.split()


def test_every_source_has_its_page_its_tests_and_its_line() -> None:
    from pkjp_analysis.sources import names

    listed = (ROOT / "docs/live/README.md").read_text(encoding="utf-8")
    for name in names():
        module = name.replace("-", "_")
        page = (ROOT / f"docs/live/{name}.md").read_text(encoding="utf-8")
        assert f"pkjp refresh {name}" in page and "https://" in page and "left out" in page.lower()
        assert f"]({name}.md)" in listed
        tests = [ROOT / f"tests/test_source_{module}.py", ROOT / "tests/test_refresh.py"]
        text = "".join(path.read_text(encoding="utf-8") for path in tests if path.exists())
        assert f'"{name}"' in text or f"import {module}" in text
        asks = "--file" not in page or name == "comtrade"
        assert not asks or "pytest.mark.network" in text, f"{name} has no test of the real service"


def test_the_replay_server_has_every_service_that_a_source_asks() -> None:
    from pkjp_analysis.sources import names, source

    served = server.every_service(seed=1)
    assert {name for name in names() if source(name).address} <= set(served)
