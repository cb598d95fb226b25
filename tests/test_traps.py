"""Traps of the tools that run and compare notebooks: the bare tool falls in, the project does not.

Each trap has a test, here or elsewhere; `HELD` names it. A bare tool's own answer is asked for where that is cheap,
so that a trap that its makers have closed is seen too.
"""

from __future__ import annotations

import ast
import json
import logging
import os
import random
import re
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib
import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images
from PIL import Image

import figure_frames as frames
import ministudy
from figure_looks import draw
from pkjp_analysis import figures
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.execution import How, Limits, Progress, document, reproduce, warm, write_reference
from pkjp_analysis.execution.kernel import WARM, manager_class

TESTS = Path(__file__).parent
NOTEBOOKS = sorted((TESTS.parent / "notebooks").glob("*.ipynb"))

# The trap in words: the tests that hold it.
HELD = {
    "nbval compares SVG and drops PNG": (
        "test_a_changed_figure_is_seen_by_its_fingerprint_where_nbval_drops_the_picture",
    ),
    "an SVG without a fixed salt and date is never twice the same": (
        "test_a_picture_that_is_not_fixed_fails_unchanged",
        "test_bytes_are_the_same_in_every_process",
    ),
    "a notebook without outputs passes nbval whatever it computes": (
        "test_a_stripped_notebook_that_nbval_passes_is_refused",
        "test_every_code_cell_ran_in_order_and_in_silence",
        "test_outputs_are_not_stripped",
    ),
    "a bad magic command passes nbval": (
        "test_a_bad_magic_that_nbval_passes_fails_the_run",
        "test_cells_are_thin_python_without_magics_definitions_or_paths",
        "test_a_cell_that_fails_in_any_way_fails_the_run_and_leaves_the_earlier_build_whole",
    ),
    "papermill calls cells completed that never ran, after a kernel's death": (
        "test_cells_that_papermill_calls_completed_after_a_death_do_not_count_as_run",
        "test_a_cell_that_fails_in_any_way_fails_the_run_and_leaves_the_earlier_build_whole",
    ),
    "papermill calls a cell completed that took too long": (
        "test_a_cell_that_papermill_calls_completed_after_its_time_fails_the_run",
        "test_a_cell_a_notebook_and_a_run_that_take_too_long_are_ended",
    ),
    "papermill only logs an unknown parameter": (
        "test_a_parameter_that_papermill_only_logs_is_refused",
        "test_the_parameters_cell_is_read_before_anything_runs",
    ),
    "papermill reads braces in a path as a format string": ("test_braces_in_a_path_are_a_path",),
    "papermill changes the folder of the whole process": (
        "test_papermill_in_threads_runs_in_anothers_folder",
        "test_eight_notebooks_at_a_time_have_folder_environment_and_chance_of_their_own",
    ),
    "running in parallel changes results, or costs more than it gives": (
        "test_eight_notebooks_at_a_time_have_folder_environment_and_chance_of_their_own",
        "test_kernels_are_forked_from_one_process_that_has_imported_already",
    ),
    "two runs differ in what papermill writes into them": (
        "test_two_runs_in_unlike_surroundings_are_byte_identical",
        "test_the_metadata_tell_nothing_of_the_run_or_the_machine",
    ),
    "bytes differ with the seed of hashing": (
        "test_bytes_are_the_same_in_every_process",
        "test_two_runs_in_unlike_surroundings_are_byte_identical",
    ),
    "pictures carry matplotlib's version, and differ by it": (
        "test_no_file_of_a_figure_tells_matplotlibs_version",
        "test_no_picture_in_a_notebook_tells_matplotlibs_version",
        "test_session_settings_and_fonts_change_nothing_drawn",
    ),
    "standard error holds paths that differ from run to run": (
        "test_a_warning_that_nbval_fails_unchanged_is_refused_before_it_is_a_reference",
        "test_every_code_cell_ran_in_order_and_in_silence",
    ),
    # Nothing of the project exports HTML yet; what its notebooks hold would load nothing.
    "exported HTML asks public hosts for scripts": ("test_no_output_of_a_notebook_loads_anything",),
    "pictures can be compared with what ships with matplotlib": ("test_pictures_of_the_same_rows_compare_equal",),
    "a Styler's ids are random": ("test_no_table_in_a_notebook_has_ids",),
}


def test_every_trap_is_held_by_tests_that_are_there() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in TESTS.glob("test_*.py"))
    there = set(re.findall(r"^def (test_\w+)", code, flags=re.MULTILINE))
    assert not {name for names in HELD.values() for name in names} - there
    here = set(re.findall(r"^def (test_\w+)", Path(__file__).read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert here - {name for names in HELD.values() for name in names} == {
        "test_every_trap_is_held_by_tests_that_are_there"
    }


FIGURE = "figures.residents(rows)"
OURS = f"""import sys
sys.path.insert(0, {str(TESTS)!r})
import figure_frames
from pkjp_analysis import display, figures
rows = figure_frames.residents()"""
BARE = """from io import BytesIO
import matplotlib
from IPython.display import SVG, Image
from matplotlib.figure import Figure
def drawn(kind, *points, **options):
    figure, file = Figure(figsize=(1, 1)), BytesIO()
    figure.subplots().plot(points or [1, 2])
    figure.savefig(file, format=kind, **options)
    return file.getvalue()"""
FIXED = """with matplotlib.rc_context({'svg.hashsalt': 'a'}):
    fixed = SVG(drawn('svg', metadata={'Date': None}))
fixed"""
# What nbval is asked about: a cell, and what is changed in it after it ran.
ASKED = {
    "ours": (OURS, ("", "")),
    "our figure": (FIGURE, ("", "")),
    "our figure changed": (FIGURE, ("(rows)", "(rows.assign(value=rows['value'] * 2))")),
    "bare": (BARE, ("", "")),
    "png changed": ("Image(drawn('png'))", ("'png'", "'png', 9, 1")),
    "svg changed": (FIXED, ("'svg', m", "'svg', 9, 1, m")),
    "svg": ("SVG(drawn('svg'))", ("", "")),
    "svg fixed": (FIXED, ("", "")),
    "warning": ("import warnings\nwarnings.warn('old')", ("", "")),
    "frame": ("import pandas as pd\npd.DataFrame({'a': [1]})", ("", "")),
    "styler": ("pd.DataFrame({'a': [1]}).style", ("", "")),
    "stripped": ("1 + 1", ("1 + 1", "1 + 2")),
    "magic": ("%notmagic\nraise TypeError", ("", "")),
}
STRIPPED = ("stripped", "magic")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bool]:
    """Whether nbval passes each cell, with the outputs that it had before the change."""
    from nbclient import NotebookClient

    folder = tmp_path_factory.mktemp("nbval")
    made = nbformat.from_dict(ministudy.notebook(*(cell for cell, _ in ASKED.values())))
    NotebookClient(made, kernel_manager_class=manager_class(WARM), allow_errors=True).execute()
    warm.close()
    for cell, (name, (_, (before, after))) in zip(made.cells[2:], ASKED.items(), strict=True):
        cell.source = cell.source.replace(before, after)
        if name in STRIPPED:
            cell.outputs, cell.execution_count = [], None
    document.write(document.clean(made), folder / "asked.ipynb")
    settings = {"JUPYTER_DEFAULT_PROVISIONER_NAME": WARM, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-c", os.devnull, "--junitxml", "said.xml", "."],
        cwd=folder,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    # The first code cell is that of the parameters.
    cases = list(ET.parse(folder / "said.xml").iter("testcase"))[1:]
    passed = [case.find("failure") is None and case.find("error") is None for case in cases]
    return dict(zip(ASKED, passed, strict=True))


def test_a_changed_figure_is_seen_by_its_fingerprint_where_nbval_drops_the_picture(asked: dict[str, bool]) -> None:
    assert asked["bare"] and asked["png changed"], "nbval compares PNG now: the fingerprint is no longer all there is"
    assert asked["ours"] and asked["our figure"]
    assert not asked["our figure changed"]


def test_a_picture_that_is_not_fixed_fails_unchanged(asked: dict[str, bool]) -> None:
    assert not asked["svg"]
    assert asked["svg fixed"] and not asked["svg changed"]


def test_a_stripped_notebook_that_nbval_passes_is_refused(asked: dict[str, bool]) -> None:
    assert asked["stripped"]
    for path in NOTEBOOKS:
        stripped = json.loads(path.read_text(encoding="utf-8"))
        for cell in document.code_cells(stripped):
            cell["outputs"], cell["execution_count"] = [], None
        assert document.fault(stripped) == "cell 1 did not run"


def test_a_bad_magic_that_nbval_passes_fails_the_run(asked: dict[str, bool], study: Path) -> None:
    assert asked["magic"]
    ministudy.save(study, "03_trade.ipynb", ministudy.notebook(ASKED["magic"][0]))
    with pytest.raises(PkjpError, match=r"cell 2: UsageError: Line magic function `%notmagic` not found"):
        reproduce(study, ["03"])


def test_a_warning_that_nbval_fails_unchanged_is_refused_before_it_is_a_reference(
    asked: dict[str, bool], study: Path
) -> None:
    assert not asked["warning"]
    ministudy.save(study, "03_trade.ipynb", ministudy.notebook(ASKED["warning"][0]))
    before = ministudy.tree(study)
    with pytest.raises(PkjpError, match=r"03_trade\.ipynb, cell 2 wrote to standard error: .*UserWarning: old"):
        write_reference(study)
    assert ministudy.tree(study) == before


def test_no_table_in_a_notebook_has_ids(asked: dict[str, bool]) -> None:
    assert asked["frame"] and not asked["styler"]
    shown = [text for kind, text in _shown() if kind == "text/html"]
    assert shown
    assert not [text for text in shown if re.search(r"\sid=|<style|#T_", text)]


def _shown() -> Iterator[tuple[str, str]]:
    """Every output of every committed notebook, by its kind."""
    for path in NOTEBOOKS:
        for cell in document.code_cells(json.loads(path.read_text(encoding="utf-8"))):
            for output in cell["outputs"]:
                for kind, content in output.get("data", {}).items():
                    yield kind, "".join(content)


def test_no_output_of_a_notebook_loads_anything() -> None:
    from nbconvert import HTMLExporter

    bare, _ = HTMLExporter().from_notebook_node(nbformat.from_dict(ministudy.notebook("1")))
    assert re.search(r"<script\s+src=\"https://", bare), "nbconvert's pages are offline now"
    assert not [text for kind, text in _shown() if kind == "text/html" and re.search(r"<script|<link|src=|url\(", text)]
    assert {kind for kind, _ in _shown()} <= {"text/plain", "text/html", "image/png", "text/markdown"}


def papermill(folder: Path, *cells: str, **options: Any) -> tuple[Exception | None, list[Any]]:
    """The bare tool on a notebook of these cells: how it ended, and the code cells of the copy that it saved."""
    import papermill

    source, copy, ended = folder / "bare.ipynb", folder / "copy.ipynb", None
    source.write_text(json.dumps(ministudy.notebook(*cells)))
    try:
        papermill.execute_notebook(source, copy, progress_bar=False, **options)
    except Exception as error:
        ended = error
    return ended, document.code_cells(nbformat.read(copy, 4))


DIE = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"


def test_cells_that_papermill_calls_completed_after_a_death_do_not_count_as_run(tmp_path: Path) -> None:
    ended, cells = papermill(tmp_path, DIE, "'after it'")
    assert type(ended).__name__ == "DeadKernelError"
    assert [cell["metadata"]["papermill"]["status"] for cell in cells] == ["completed"] * 3
    assert document.fault({"cells": cells}) in ("cell 2 did not run", "cell 3 did not run")


def test_a_cell_that_papermill_calls_completed_after_its_time_fails_the_run(study: Path, tmp_path: Path) -> None:
    slow = "import time\ntime.sleep(60)"
    ended, cells = papermill(tmp_path, slow, execution_timeout=1)
    assert type(ended).__name__ == "CellTimeoutError"
    assert [cell["metadata"]["papermill"]["status"] for cell in cells] == ["completed"] * 2
    ministudy.save(study, "03_trade.ipynb", ministudy.notebook(slow))
    with pytest.raises(PkjpError, match=r"03_trade\.ipynb, cell 2: took longer than 1 seconds"):
        reproduce(study, ["03"], how=How(limits=Limits(cell=1)))


def test_a_parameter_that_papermill_only_logs_is_refused(
    study: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    import papermill as bare

    # A run of ours in this process has silenced it.
    monkeypatch.setattr(bare.log.logger, "disabled", False)
    with caplog.at_level(logging.WARNING):
        ended, _ = papermill(tmp_path, "partner", parameters={"patner": "MEX"}, prepare_only=True)
    assert ended is None
    assert "Passed unknown parameter: patner" in caplog.text
    with pytest.raises(UsageError, match=r"declares no parameter patner; the nearest that it declares is partner"):
        reproduce(study, given={"patner": "MEX"})
    assert not (study / "build").exists()


def test_braces_in_a_path_are_a_path(study: Path) -> None:
    import papermill

    assert "{x}" in str(study)
    source = study / "notebooks/03_trade.ipynb"
    with pytest.raises(papermill.exceptions.PapermillMissingParameterException):
        papermill.execute_notebook(source, None, prepare_only=True)
    assert reproduce(study, ["03"]).ran == ["03_trade.ipynb"]


def test_papermill_in_threads_runs_in_anothers_folder(tmp_path: Path) -> None:
    """Its ``cwd`` is the process's: of two at a time the first works on in the second's folder."""
    from papermill.utils import chdir

    found, first, second = dict[str, str](), threading.Event(), threading.Event()

    def one() -> None:
        with chdir(tmp_path / "one"):
            first.set()
            second.wait(10)
            found["one"] = os.path.basename(os.getcwd())

    def two() -> None:
        first.wait(10)
        with chdir(tmp_path / "two"):
            second.set()
            thread.join(10)

    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    here = os.getcwd()
    thread, other = threading.Thread(target=one), threading.Thread(target=two)
    thread.start(), other.start()
    thread.join(), other.join()
    os.chdir(here)
    assert found == {"one": "two"}


OWN = """import os, random, time
import numpy as np
os.chdir(os.environ["PKJP_OUTPUT"])
os.environ["MINE"] = os.environ["PKJP_NOTEBOOK"]
drawn = [random.random(), float(np.random.random())]
random.seed(int(os.environ["MINE"])); np.random.seed(int(os.environ["MINE"]))
time.sleep(0.5)"""
SEEN = """with open(f"tables/{os.environ['MINE']}_drawn.csv", "w") as file:
    print(drawn, file=file)
[os.path.basename(os.getcwd()), os.environ["MINE"], os.environ["PKJP_NOTEBOOK"],
    random.random(), float(np.random.random())]"""


class Watch(Progress):
    """Notes the run's own working folder as cells end."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.folders = set[str]()

    def cell_ended(self, job: Any) -> None:
        self.folders.add(os.getcwd())
        super().cell_ended(job)


def told(study: Path, name: str) -> Any:
    """What the last cell of an executed notebook shows."""
    copy = json.loads((study / "build/notebooks" / name).read_text(encoding="utf-8"))
    return ast.literal_eval("".join(copy["cells"][-1]["outputs"][0]["data"]["text/plain"]))


@pytest.mark.parametrize("engine", ["warm", "papermill"])
def test_eight_notebooks_at_a_time_have_folder_environment_and_chance_of_their_own(study: Path, engine: str) -> None:
    for path in (study / "notebooks").iterdir():
        path.unlink()
    numbers = [f"{number:02d}" for number in range(1, 9)]
    for number in numbers:
        ministudy.save(study, f"{number}_part.ipynb", ministudy.notebook(OWN, SEEN))
    here, watch = os.getcwd(), Watch()

    reproduce(study, how=How(engine, at_once=8, progress=watch))

    for number in numbers:
        own = [random.Random(int(number)).random(), float(np.random.RandomState(int(number)).random_sample())]
        assert told(study, f"{number}_part.ipynb") == [number, number, number, *own]
    drawn = [json.loads((study / f"build/tables/{number}_drawn.csv").read_text()) for number in numbers]
    for kind in zip(*drawn, strict=True):
        assert len(set(kind)) == 8, "two notebooks drew the same"
    assert watch.folders == {here} and os.getcwd() == here


def test_kernels_are_forked_from_one_process_that_has_imported_already(study: Path) -> None:
    """What makes many short notebooks worth their kernels: no import is paid twice."""
    asks = "'pkjp_analysis.figures' in sys.modules, 'matplotlib.backends.backend_pdf' in sys.modules"
    cell = f"import os, sys\n(os.getppid(), {asks})"
    names = ("03_trade.ipynb", "05_aid.ipynb")
    for name in names:
        ministudy.save(study, name, ministudy.notebook(cell))
    reproduce(study, how=How("warm", at_once=2))
    one, other = (told(study, name) for name in names)
    assert one == other and one[1:] == (True, True)


def test_no_file_of_a_figure_tells_matplotlibs_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Figure().savefig(tmp_path / "bare.png")
    with Image.open(tmp_path / "bare.png") as picture:
        assert matplotlib.__version__ in picture.info["Software"]
    ours = figures.save(draw("residents"), tmp_path / "now", "residents")
    assert not [path.name for path in ours if f"Matplotlib v{matplotlib.__version__}".encode() in path.read_bytes()]
    monkeypatch.setattr(matplotlib, "__version__", "99.9.9")
    later = figures.save(draw("residents"), tmp_path / "later", "residents")
    assert [path.read_bytes() for path in ours] == [path.read_bytes() for path in later]


def test_no_picture_in_a_notebook_tells_matplotlibs_version() -> None:
    import base64

    pictures = [base64.b64decode(content) for kind, content in _shown() if kind == "image/png"]
    assert pictures
    assert not [data for data in pictures if b"matplotlib" in data.lower()]


def test_pictures_of_the_same_rows_compare_equal(tmp_path: Path) -> None:
    rows = frames.residents()
    for name, value in (("one", 1.0), ("same", 1.0), ("other", 1.5)):
        figures.save(draw("residents", rows.assign(value=rows["value"] * value)), tmp_path, name)
    one, same, other = (str(tmp_path / f"{name}.png") for name in ("one", "same", "other"))
    assert compare_images(one, same, tol=0) is None
    assert compare_images(one, other, tol=2) is not None
