"""Forked kernels: what they show is what a kernel of its own shows, and none knows of another."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
import psutil
import pytest

import ministudy
from pkjp_analysis.execution import How, kernel, reproduce, warm

pytestmark = pytest.mark.skipif(not kernel.can_fork(), reason="kernels are forked on Linux alone")

# Cells that show what a fork could have got wrong, each with what may differ between any two processes.
SHOWS = {
    "modules": "import sys, os\n(__name__, sys.modules['__main__'].__dict__ is globals(), sys.flags.safe_path)",
    "paths": "[path for path in sys.path if 'site-packages' not in path], os.getcwd()",
    "backend": "import matplotlib; matplotlib.get_backend()",
    "picture": "import matplotlib.pyplot as plt\nfigure = plt.figure(figsize=(2, 1)); axes = plt.plot([1, 3])",
    "inline": "%matplotlib inline\naxes = plt.plot([3, 1])",
    "table": "import pandas as pd\npd.DataFrame({'value': [1.5, None], 'name': ['a', 'é']})",
    "streams": "print('one'); print('two', file=sys.stderr); print('three')",
    "descriptors": "os.system('echo from a shell') == 0",
    "warning": "import warnings; warnings.warn('old call')",
    "error": "def fails(): return 1 / 0\nfails()",
}


def executed(engine: str | None, cells: list[str], folder: Path) -> list[dict[str, Any]]:
    """Outputs of each cell by papermill with this engine; the first error ends the notebook."""
    document = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    document.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    output = folder / f"{engine or 'stock'}.ipynb"
    try:
        papermill.execute_notebook(document, str(output), engine_name=engine, progress_bar=False)
    except papermill.PapermillExecutionError:
        pass
    finally:
        warm.close()
    saved = nbformat.read(output, as_version=4)
    return [cell for cell in saved.cells if cell.cell_type == "code" and "papermill-error" not in str(cell.metadata)]


def last_output(study: Path, name: str) -> Any:
    """The value that the last cell of an executed notebook shows."""
    cells = json.loads((study / f"build/notebooks/{name}.ipynb").read_text())["cells"]
    return ast.literal_eval("".join(cells[-1]["outputs"][0]["data"]["text/plain"]))


def plain(cell: dict[str, Any]) -> str:
    """A cell's outputs as text, without addresses and process numbers."""
    text = json.dumps(cell["outputs"], sort_keys=True)
    return re.sub(r"0x[0-9a-f]+|ipykernel_\d+", "...", text)


@pytest.mark.filterwarnings("ignore")
def test_a_forked_kernel_shows_what_a_kernel_of_its_own_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "statistics.py").write_text("raise RuntimeError('from the working folder')\n")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    stock, forked = (executed(engine, list(SHOWS.values()), tmp_path) for engine in (None, kernel.WARM))
    assert len(stock) == len(forked) == len(SHOWS)
    for name, one, other in zip(SHOWS, stock, forked, strict=True):
        assert plain(one) == plain(other), name
        assert one["outputs"], name


def test_both_engines_make_the_same_bytes(study: Path) -> None:
    shows = "import matplotlib.pyplot as plt, pandas as pd, os, time\n(os.environ['TZ'], hash('a'), time.tzname)"
    drawn = (
        "figure, axes = plt.subplots(); _ = axes.plot([1, 2, 4], label='a')\n"
        "place = os.environ['PKJP_OUTPUT'] + '/figures/03_drawn'\n"
        "figure.savefig(place + '.svg', metadata={'Date': None}); figure.savefig(place + '.png')\n"
        "pd.DataFrame({'a': range(3)}).describe()"
    )
    ministudy.save(
        study,
        "03_trade.ipynb",
        ministudy.notebook("import matplotlib; matplotlib.rcParams['svg.hashsalt'] = 'x'", shows, drawn),
    )
    trees = []
    for engine in ("warm", "papermill"):
        reproduce(study, output=study / engine, how=How(engine), force=True)
        trees.append({name: file for name, file in ministudy.tree(study / engine).items() if name != "run.json"})
        assert json.loads((study / engine / "run.json").read_text())["last_run"]["engine"] == engine
    assert trees[0] == trees[1]
    assert "figures/03_drawn.svg" in trees[0]


def test_kernels_of_one_nursery_know_nothing_of_each_other(study: Path) -> None:
    leaves = (
        "import os, sys, random, numpy as np, pandas as pd, builtins, time\n"
        "start = [random.random(), float(np.random.rand())]\n"
        "seen = [hasattr(builtins, 'left'), os.environ.get('LEFT'), pd.get_option('display.max_rows'), os.getcwd()]\n"
        "builtins.left = os.environ['LEFT'] = 'here'\n"
        "pd.set_option('display.max_rows', 7); os.chdir('/'); random.seed(1); np.random.seed(1)\n"
        "(seen, start, os.getpid(), os.getsid(0) == os.getpid(), os.environ['PKJP_NOTEBOOK'])"
    )
    for path in (study / "notebooks").iterdir():
        path.unlink()
    for number in range(1, 5):
        ministudy.save(study, f"{number:02d}_part.ipynb", ministudy.notebook(leaves))
    names = [f"{number:02d}" for number in range(1, 5)]
    reproduce(study, names, how=How("warm", at_once=2))
    told = []
    for number in names:
        seen, start, pid, leads, own = last_output(study, f"{number}_part")
        assert seen == [False, None, 60, str(study / "notebooks")]
        assert leads
        assert own == number
        told.append((tuple(start), pid))
    assert len({start for start, _ in told}) == len({pid for _, pid in told}) == 4


@pytest.mark.parametrize("engine", ["warm", "papermill"])
def test_kernels_talk_over_sockets_that_only_this_user_can_open(study: Path, engine: str) -> None:
    tells = (
        "import os, ipykernel.connect\n"
        "told = ipykernel.connect.get_connection_info(unpack=True)\n"
        "folder = os.path.dirname(told['ip'])\n"
        "(told['transport'], 0 in [os.stat(place).st_mode & 0o77 for place in (folder, os.path.dirname(folder))])"
    )
    ministudy.save(study, "03_trade.ipynb", ministudy.notebook(tells))
    reproduce(study, ["03"], how=How(engine))
    assert last_output(study, "03_trade") == ("ipc", True)


def test_a_long_temporary_folder_leaves_room_for_the_sockets(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = study / ("long" * 20)
    far.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(far))
    reproduce(study, ["03"])
    assert not list(far.iterdir())


def test_a_nursery_with_a_second_thread_forks_nothing_and_says_so(tmp_path: Path) -> None:
    threads = "import threading, time; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    (tmp_path / "sitecustomize.py").write_text(threads)
    nursery = warm.Nursery({**os.environ, "PYTHONPATH": str(tmp_path)})
    try:
        with pytest.raises(warm.NurseryError, match=r"has 2 threads; use --engine papermill"):
            nursery.launch([], str(tmp_path), os.environ, None)
    finally:
        nursery.close()


def test_any_program_that_starts_kernels_can_have_them_forked(tmp_path: Path) -> None:
    cells = ["import sys, os\n'pandas' in sys.modules", "os.getppid()"]
    document = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(document, tmp_path / "a.ipynb")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", "a.ipynb"]
    environment = {**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": kernel.WARM, "HOME": str(tmp_path)}
    before = set(psutil.pids())
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    outputs = [cell.outputs[0].data["text/plain"] for cell in nbformat.read(tmp_path / "a.ipynb", 4).cells]
    assert outputs[0] == "True"
    assert int(outputs[1]) not in before
    assert not psutil.pid_exists(int(outputs[1]))
