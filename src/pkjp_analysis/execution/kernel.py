"""The kernel of a run: the running interpreter, in surroundings that are the same for everybody."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

import pkjp_analysis

# Settings of the user's own that change what a notebook imports, prints or draws.
_FOREIGN = ("PYTHON", "IPYTHON", "JUPYTER", "JPY_", "MPL", "MATPLOTLIB", "PKJP_", "LC_", "PYDEVD")
_FOREIGN_NAMES = {"LANG", "LANGUAGE", "TZ", "COLUMNS", "LINES"}

# A Unix socket's address holds 107 bytes; the names of ours take up to 45 of them.
_LONGEST_FOLDER = 60

# Name of the warm engine for papermill, and of the provisioner for Jupyter.
WARM = "pkjp-warm"

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
    # Arrow, which reads the tables of vintages, would start a thread of its own: where one is, no kernel can be forked.
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


def surroundings(scratch: Path, root: Path, vintage: str = "") -> dict[str, str]:
    """Environment variables of a study's kernels and of the process that they are forked from.

    Parameters
    ----------
    scratch
        Folder of this run for settings and caches, in place of those in the user's home.
    root, vintage
        The study, and the vintages beside its shipped figures.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(_FOREIGN) and name.upper() not in _FOREIGN_NAMES and not _is_key(name)
    }
    kept |= _FIXED | {"MPLCONFIGDIR": str(scratch / "matplotlib"), "PKJP_ROOT": str(root)}
    kept["PKJP_VINTAGE"] = vintage
    kept["PKJP_SCRATCH"] = str(scratch)
    library = Path(pkjp_analysis.__file__).resolve().parents[1]
    if library != Path(sysconfig.get_path("purelib")).resolve():
        kept["PYTHONPATH"] = str(library)
    return kept


def _is_key(name: str) -> bool:
    """Keys of services stay out of notebooks: what a cell cannot see it cannot print."""
    return name.upper().endswith(("_API_KEY", "_TOKEN"))


def own(surroundings: dict[str, str], folder: Path, output: Path, number: str) -> dict[str, str]:
    """Environment of one kernel: settings, log and notes in a folder of its own, made here.

    Parameters
    ----------
    folder, output, number
        The kernel's folder, the folder that takes the notebook's figures and tables, the notebook's two digits.
    """
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-reads.py").write_text(
        "from pkjp_analysis.reads import watch\nwatch()\ndel watch\n", encoding="utf-8"
    )
    return surroundings | {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "JUPYTER_DATA_DIR": str(folder / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(folder / "jupyter"),
        "PKJP_OUTPUT": str(output),
        "PKJP_NOTEBOOK": number,
        "PKJP_READS": str(folder / "reads"),
    }


def short_folder() -> Path:
    """A new folder that only this user can open, with a path that leaves room for a Unix socket's name."""
    usual = tempfile.gettempdir()
    short = len(usual) < _LONGEST_FOLDER or not hasattr(socket, "AF_UNIX")
    return Path(tempfile.mkdtemp(prefix="pkjp-", dir=usual if short else "/tmp"))


def can_fork() -> bool:
    """Whether a forked kernel is safe here: on Linux, where no system library keeps threads of its own."""
    return sys.platform == "linux"


def manager_class(provisioner: str | None = None, job: Any = None) -> Any:
    """A kernel manager that knows one kernel only: ipykernel under the running interpreter.

    Jupyter looks a kernel up by name, and a ``python3`` in the user's home or on JUPYTER_PATH would win. Where the
    system has Unix sockets the kernel talks over them, in a folder that only this user can open, and else encrypted.

    Parameters
    ----------
    provisioner
        Name of a kernel provisioner, by default Jupyter's own, which starts a process.
    job
        The `attempt.Job` that the kernels belong to: its environment and its log are theirs.
    """
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class RunningInterpreter(AsyncKernelManager):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if provisioner == WARM:
                self.client_class = f"{__package__}.warm.PromptClient"
            if job is not None:
                job.kernels.append(self)
                _choose_transport(self, Path(job.environment["JUPYTER_RUNTIME_DIR"]), len(job.kernels))

        @property
        def kernel_spec(self) -> KernelSpec:
            name = {"provisioner_name": provisioner or "local-provisioner"}
            return KernelSpec(**{**get_kernel_dict(), "metadata": {"kernel_provisioner": name}})

        async def start_kernel(self, **kwargs: Any) -> Any:  # type: ignore[override]
            if job is None:
                return await super().start_kernel(**kwargs)
            if job.cut:
                raise RuntimeError(job.cut)
            # The working folder is the notebook's, as in JupyterLab.
            own = {"env": job.environment, "cwd": str(job.source.parent)}
            with Path(job.environment["IPYTHONDIR"]).with_name("log").open("ab") as log:
                return await super().start_kernel(**{**kwargs, **own}, stdout=log, stderr=log)

    return RunningInterpreter


def _choose_transport(manager: Any, folder: Path, number: int) -> None:
    if hasattr(socket, "AF_UNIX"):
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / str(number)
        manager.transport, manager.ip, manager.connection_file = "ipc", f"{place}-s", f"{place}.json"
    elif hasattr(manager, "transport_encryption"):
        manager.transport_encryption = "auto"


def kill(manager: Any) -> None:
    """End a kernel and all that it started, from any thread."""
    import psutil

    provisioner = manager.provisioner
    if provisioner is None or provisioner.process is None or provisioner.process.poll() is not None:
        return
    try:
        kernel = psutil.Process(provisioner.pid)
        family = [kernel, *kernel.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
