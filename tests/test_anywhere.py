"""From any folder and in any front end: where the study is found, and the notebook to start from."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import lab_client
import pkjp_analysis
from pkjp_analysis import Study, figures
from pkjp_analysis.errors import UsageError
from pkjp_analysis.execution.catalogue import all_notebooks, introductions, select
from pkjp_analysis.root import find_root

ROOT = Path(__file__).resolve().parents[1]
START = ROOT / "notebooks" / "00_start_here.ipynb"


def a_study(folder: Path) -> Path:
    """A folder that looks like a study, and one in it."""
    (folder / "data/raw").mkdir(parents=True)
    (folder / "data/raw/datapackage.json").write_text("{}\n")
    (folder / "notebooks").mkdir()
    return folder


def code_cells(path: Path) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def said(path: Path) -> list[list[str]]:
    """What each code cell shows as plain text."""
    return [
        ["".join(output["data"]["text/plain"]) for output in cell["outputs"] if "data" in output]
        for cell in code_cells(path)
    ]


def test_the_last_resort_is_the_checkout_that_the_library_runs_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_root() == ROOT
    assert repr(Study()) == "Study of Pakistan and Japan, figures up to 2024"


def test_everything_else_comes_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    explicit, variable, here, lab, code = (a_study(tmp_path / name) for name in ("a", "b", "c", "d", "e"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    opened = {"__vsc_ipynb_file__": str(code / "notebooks/03_trade.ipynb")}
    shell = SimpleNamespace(user_ns=opened)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert find_root() == code
    monkeypatch.setenv("JPY_SESSION_NAME", str(lab / "notebooks/03_trade.ipynb"))
    assert find_root() == lab
    monkeypatch.chdir(here / "notebooks")
    assert find_root() == here
    monkeypatch.setenv("PKJP_ROOT", str(variable))
    assert find_root() == variable
    assert find_root(explicit) == explicit


def test_a_library_that_is_installed_has_no_study_of_its_own(tmp_path: Path) -> None:
    package = tmp_path / "lib/python3/site-packages/pkjp_analysis"
    package.mkdir(parents=True)
    for name in ("__init__.py", "root.py", "errors.py"):
        shutil.copy(Path(pkjp_analysis.__file__).with_name(name), package)
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}
    ask = "from pkjp_analysis.root import find_root; print(find_root())"
    folder = a_study(tmp_path / "study")
    for place, status, told in ((folder, 0, str(folder)), (tmp_path, 1, "no study here or above")):
        done = subprocess.run(
            [sys.executable, "-c", ask], cwd=place, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == status and told in done.stdout + done.stderr, done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("papermill", "--cwd", "{elsewhere}", "--no-progress-bar", "{notebook}", "{elsewhere}/out.ipynb"),
        ("nbconvert", "--to", "notebook", "--execute", "{notebook}", "--output-dir", "{elsewhere}", "--output", "out"),
    ],
    ids=["papermill", "nbconvert"],
)
def test_a_notebook_runs_from_another_folder_as_it_was_committed(tmp_path: Path, command: tuple[str, ...]) -> None:
    words = [word.format(elsewhere=tmp_path, notebook=START) for word in command]
    settings = {"JUPYTER_PREFER_ENV_PATH": "1", "JUPYTER_DATA_DIR": str(tmp_path / "j"), "PYTHONWARNINGS": "ignore"}
    environment = {name: value for name, value in os.environ.items() if name != "PKJP_ROOT"} | settings
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert said(tmp_path / "out.ipynb") == said(START)


def test_the_start_has_at_most_ten_cells_and_is_none_of_the_papers() -> None:
    assert len(code_cells(START)) <= 10
    assert [one.name for one in introductions(ROOT)] == [START.name]
    assert START.name not in [one.name for one in all_notebooks(ROOT)]
    for name in ("00", "00_start_here", str(START)):
        with pytest.raises(UsageError, match="no notebook"):
            select(ROOT, [name])
    assert list(Study(root=ROOT).sections()["notebook"]) == [one.name for one in all_notebooks(ROOT)]


@pytest.mark.parametrize("pair", [("VNM", "JPN", 2020), ("JPN", "PAK", 2024), ("USA", "CHN", 2024)])
def test_the_start_runs_for_another_pair(pair: tuple[str, str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    for cell in code_cells(START):
        exec("".join(cell["source"]), names)
        names |= dict(zip(("reporter", "partner", "year"), pair, strict=True))
    record = figures.record_of(names["axes"])
    assert record is not None and record.figure == "balance"
    assert record.title.endswith("not held") == (pair[0] == "USA")
    assert names["judged"].verdict == "close"


@contextmanager
def environment(room: Path) -> Iterator[dict[str, str]]:
    """A copy of the study with an environment that make takes for a whole one: its packages are those of this one."""
    room.mkdir()
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, room)
    shutil.copytree(ROOT / "notebooks", room / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (room / "data").symlink_to(ROOT / "data")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", room / ".venv"], check=True)
    (packages,) = (room / ".venv").glob("lib/python3*/site-packages")
    theirs = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "these.pth").write_text("\n".join([str(ROOT / "src"), *theirs]))
    shared = Path(sys.prefix, "share/jupyter")
    (room / ".venv/share/jupyter/lab").mkdir(parents=True)
    for name in ("kernels", "lab/static", "lab/schemas", "lab/themes"):
        (room / ".venv/share/jupyter" / name).symlink_to(shared / name)
    (room / ".venv/etc").mkdir()
    (room / ".venv/etc/jupyter").symlink_to(Path(sys.prefix, "etc/jupyter"))
    made_from = "".join((room / name).read_text("utf-8") for name in ("requirements.lock", "pyproject.toml"))
    (room / ".venv/complete").write_text(f"{room}\n{made_from}", "utf-8")
    home = room.parent / "home"
    home.mkdir()
    yield {**os.environ, "HOME": str(home), "PWD": str(room), "MAKEFLAGS": ""}
    assert not list(home.iterdir()), "the user's home is left alone"


def test_make_lab_opens_the_start_and_runs_it_in_the_environments_kernel(tmp_path: Path) -> None:
    room = tmp_path.resolve() / "a study"
    with environment(room) as settings, lab_client.lab(room, settings) as lab:
        assert lab.opened() == f"/lab/tree/{START.name}"
        listed = {entry["name"] for entry in lab.ask("api/contents")["content"]}
        assert listed == {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
        news = lab.ask("lab/api/settings/@jupyterlab/apputils-extension:notification")["schema"]["properties"]
        assert (news["fetchNews"]["default"], news["checkForUpdates"]["default"]) == ("false", False)
        saving = lab.ask("lab/api/settings/@jupyterlab/docmanager-extension:plugin")["schema"]["properties"]
        assert saving["autosave"]["default"] is False
        notebook = lab.ask(f"api/contents/{START.name}")["content"]
        sources = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        *shown, prefix, root = lab.run(START.name, [*sources, "import sys; sys.prefix", "str(study.store.root)"])
        assert shown == said(START)
        assert (prefix, root) == ([repr(str(room / ".venv"))], [repr(str(room))])
    assert (room / "notebooks" / START.name).read_bytes() == START.read_bytes()
