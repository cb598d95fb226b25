from __future__ import annotations

import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

import ministudy


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The study that a test means is the one that it names."""
    for name in ("PKJP_ROOT", "PKJP_OUTPUT", "PKJP_NOTEBOOK", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A throw-away study with the results of a whole run in build/; to be copied, never changed."""
    root = ministudy.make(tmp_path_factory.mktemp("whole") / "study")
    done = ministudy.pkjp("reproduce", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of the whole study with their site; figures stand in, each resting on rows of other files."""
    import report_room
    from pkjp_analysis.report import write_site

    folder = report_room.results(tmp_path_factory.mktemp("report") / "build")
    report_room.spread(folder)
    write_site(report_room.ROOT, folder)
    return folder


@pytest.fixture
def built(study: Path, whole_run: Path) -> Path:
    """The throw-away study with the results of a whole run in build/."""
    shutil.copytree(whole_run / "build", study / "build")
    return study


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A throw-away study under a hostile path, with stand-ins for the modules that need the real data."""
    stand_ins: dict[str, ModuleType] = {}
    ministudy.install(stand_ins)
    for name, module in stand_ins.items():
        monkeypatch.setitem(sys.modules, name, module)
    return ministudy.make(tmp_path / "a study {x} of 'two' %d")
