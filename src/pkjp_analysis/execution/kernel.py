"""The kernel of a run: the running interpreter, in surroundings that are the same for everybody."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path
from typing import Any

import pkjp_analysis

# Settings of the user's own that change what a notebook imports, prints or draws.
_FOREIGN = ("PYTHON", "IPYTHON", "JUPYTER", "JPY_", "MPL", "MATPLOTLIB", "PKJP_", "LC_", "PYDEVD")
_FOREIGN_NAMES = {"LANG", "LANGUAGE", "TZ", "COLUMNS", "LINES"}

_FIXED = {
    "PYTHONHASHSEED": "0",
    # Imports come from the environment, never from a file that lies beside a notebook.
    "PYTHONSAFEPATH": "1",
    # Where a system has no C.UTF-8, Python would fall back to ASCII.
    "PYTHONUTF8": "1",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "MPLBACKEND": "agg",
    # Sums in one order, whatever the number of cores.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def surroundings(
    scratch: Path, root: Path | None = None, output: Path | None = None, number: str = ""
) -> dict[str, str]:
    """Environment variables of a kernel and of the process that starts it.

    Parameters
    ----------
    scratch
        Folder of this run for settings and caches, in place of those in the user's home.
    root, output, number
        The study, the folder that takes the notebook's figures and tables, the notebook's two digits.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(_FOREIGN) and name.upper() not in _FOREIGN_NAMES
    }
    own = scratch / (number or "shared")
    kept |= _FIXED | {
        "MPLCONFIGDIR": str(scratch / "matplotlib"),
        "IPYTHONDIR": str(own / "ipython"),
        "JUPYTER_CONFIG_DIR": str(own / "jupyter"),
        "JUPYTER_DATA_DIR": str(own / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(own / "jupyter"),
    }
    if root and output:
        kept |= {"PKJP_ROOT": str(root), "PKJP_OUTPUT": str(output), "PKJP_NOTEBOOK": number}
    library = Path(pkjp_analysis.__file__).resolve().parents[1]
    if library != Path(sysconfig.get_path("purelib")).resolve():
        kept["PYTHONPATH"] = str(library)
    return kept


def manager_class() -> Any:
    """A kernel manager that knows one kernel only: ipykernel under the running interpreter.

    Jupyter looks a kernel up by name, and a ``python3`` in the user's home or on JUPYTER_PATH would win.
    """
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class RunningInterpreter(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(**get_kernel_dict())

    return RunningInterpreter
