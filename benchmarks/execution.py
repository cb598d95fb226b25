"""Seconds of a run beside papermill's and a single kernel's; README.md tells how."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pkjp_analysis.execution.catalogue import all_notebooks

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
JOBS = 2
# At most these; a number alone is in seconds, the others are ratios of medians.
BOUNDS = {
    "small: full run / papermill in series": 0.3,
    "small: full run / one kernel": 1.2,
    "full run / one kernel": 0.9,
    "full run / papermill in series": 0.3,
    "nothing to do": 0.6,
    "one stale / full run": 0.25,
    "nbval / full run": 1.5,
}
# Neither the shortest nor the longest of the ten.
STALE = "04_investment.ipynb"
PKJP = "import sys; from pkjp_analysis.cli import main; sys.exit(main())"


def notebooks(study: Path) -> list[Path]:
    """The numbered notebooks of a study."""
    return [notebook.path for notebook in all_notebooks(study)]


def one_kernel(study: Path, output: Path) -> None:
    """Every cell of every notebook, in order, in one kernel by nbclient."""
    import nbformat
    from nbclient import NotebookClient

    whole = nbformat.v4.new_notebook()
    for path in notebooks(study):
        number = f"import os; os.environ['PKJP_NOTEBOOK'] = '{path.name[:2]}'"
        whole.cells += [nbformat.v4.new_code_cell(number), *nbformat.read(path, as_version=4).cells]
    NotebookClient(whole, timeout=600, kernel_name="python3").execute()
    nbformat.write(whole, output / "whole.ipynb")


def papermill_in_series(study: Path, output: Path) -> None:
    """Each notebook by papermill as it comes, one after the other."""
    import papermill

    for path in notebooks(study):
        os.environ["PKJP_NOTEBOOK"] = path.name[:2]
        papermill.execute_notebook(str(path), str(output / path.name), kernel_name="python3", progress_bar=False)


def ours(study: Path, output: Path) -> None:
    """The notebooks alone, as `pkjp reproduce` runs them, without checking data or judging."""
    from pkjp_analysis.execution import How
    from pkjp_analysis.execution.batch import execute, workshop
    from pkjp_analysis.execution.parameters import Parameters
    from pkjp_analysis.execution.stale import Now

    def ended(notebook: Any, result: Any, outcome: Any) -> None:
        if outcome.fault:
            raise SystemExit(f"{notebook.name}: {outcome.fault}")

    with workshop(study, "warm") as shop:
        now, how = Now.of(study, Parameters("PAK", "JPN", 2024)), How("warm", at_once=JOBS)
        execute(all_notebooks(study), now, output, shop, how, timed={}, ended=ended)


PEERS: dict[str, Callable[[Path, Path], None]] = {
    "one kernel": one_kernel,
    "papermill in series": papermill_in_series,
    "full run": ours,
}


def peer(name: str, study: Path, room: Path) -> float:
    """Seconds of a peer in a process of its own, interpreter and imports included; its figures are written too."""
    output = Path(tempfile.mkdtemp(dir=room))
    for part in ("figures", "tables"):
        (output / part).mkdir()
    surroundings = {"PKJP_ROOT": str(study), "PKJP_OUTPUT": str(output), "MPLBACKEND": "agg"}
    return timed([sys.executable, __file__, "--peer", name, str(study), str(output)], surroundings)


def pkjp(study: Path, *arguments: str) -> float:
    """Seconds of the command, from its start to its end."""
    return timed([sys.executable, "-c", PKJP, "--root", str(study), "reproduce", "--jobs", str(JOBS), *arguments])


def nbval(study: Path) -> float:
    """Seconds of nbval over the notebooks as `make test` runs it."""
    surroundings = {"JUPYTER_DEFAULT_PROVISIONER_NAME": "pkjp-warm", "PKJP_ROOT": str(study)}
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env", "-n", str(JOBS)]
    return timed([*command, "--dist", "loadscope", "-p", "no:cacheprovider", str(study / "notebooks")], surroundings)


def timed(command: list[str], surroundings: dict[str, str] | None = None) -> float:
    """Seconds of a process, which must succeed."""
    started = time.monotonic()
    done = subprocess.run(command, env={**os.environ, **(surroundings or {})}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:4])} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.monotonic() - started


def copy_of_the_study(room: Path) -> Path:
    """Data and notebooks, to be edited and run without touching the project's own."""
    study = room / "study"
    for part in ("data", "notebooks"):
        shutil.copytree(ROOT / part, study / part)
    return study


def small_study(room: Path) -> Path:
    """Ten small notebooks: most of what they cost is a kernel and its imports."""
    import nbformat

    cells = (
        'reporter = "PAK"\npartner = "JPN"\nyear = 2024',
        "import numpy as np, pandas as pd, seaborn as sns, matplotlib.pyplot as plt",
        "frame = pd.DataFrame({'year': range(2000, 2025), 'value': np.arange(25.0) ** 2})\nframe.describe()",
        "sns.lineplot(frame, x='year', y='value').figure.savefig('/dev/null', format='png')",
    )
    (room / "small" / "notebooks").mkdir(parents=True)
    for number in range(1, 11):
        whole = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        whole.cells[0].metadata["tags"] = ["parameters"]
        whole.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(whole, room / "small" / "notebooks" / f"{number:02d}_small.ipynb")
    return room / "small"


def make_stale(study: Path, mark: int) -> None:
    """Change one notebook's code without changing what it shows."""
    path = study / "notebooks" / STALE
    document = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in document["cells"] if cell["cell_type"] == "code")
    cell["source"] = [*"".join(cell["source"]).splitlines(keepends=True)[:1], f"# {mark}\n", *cell["source"][1:]]
    path.write_text(json.dumps(document), encoding="utf-8")


def measure(rounds: int) -> dict[str, list[float]]:
    """Seconds of every round; the peers and we take turns, so that a slow minute meets all."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        study, small = copy_of_the_study(room), small_study(room)
        nbval(study)
        for number in range(rounds):
            for what, call in {
                "one kernel": lambda: peer("one kernel", study, room),
                "papermill in series": lambda: peer("papermill in series", study, room),
                "full run": lambda: pkjp(study, "--force"),
                "nothing to do": lambda: pkjp(study),
                "nbval": lambda: nbval(study),
            }.items():
                found.setdefault(what, []).append(call())
            for name in PEERS:
                found.setdefault(f"small: {name}", []).append(peer(name, small, room))
            shutil.copy(study / "notebooks" / STALE, room / STALE)
            make_stale(study, number)
            found.setdefault("one stale", []).append(pkjp(study))
            shutil.copy(room / STALE, study / "notebooks" / STALE)
            pkjp(study)
            print(f"round {number + 1}: {', '.join(f'{k} {v[-1]:.2f} s' for k, v in found.items())}", file=sys.stderr)
    return found


def verdicts(found: dict[str, list[float]]) -> list[tuple[str, float, float]]:
    """Each bound's name, what was measured by the medians, and the bound."""
    medians = {name: statistics.median(seconds) for name, seconds in found.items()}
    told = []
    for name, bound in BOUNDS.items():
        above, _, below = name.partition(" / ")
        kind = "small: " if above.startswith("small: ") else ""
        told.append((name, medians[above] / (medians[kind + below] if below else 1.0), bound))
    return told


def machine() -> str:
    """What the figures were measured on."""
    names = ("papermill", "nbclient", "ipykernel", "nbval", "pandas", "matplotlib")
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}, {packages}"


def main() -> int:
    """Measure, print, and fail where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--peer", nargs=3, metavar=("NAME", "STUDY", "OUTPUT"), help=argparse.SUPPRESS)
    given: Any = parser.parse_args()
    if given.peer:
        name, study, output = given.peer
        PEERS[name](Path(study), Path(output))
        return 0
    print(machine())
    found = measure(given.rounds)
    for name, seconds in found.items():
        print(f"{name:28} {statistics.median(seconds):7.2f} s  (of {', '.join(f'{s:.2f}' for s in sorted(seconds))})")
    missed = 0
    for name, value, bound in verdicts(found):
        missed += value > bound
        print(f"{name:40} {value:5.2f}  at most {bound}{'' if value <= bound else '  MISSED'}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
