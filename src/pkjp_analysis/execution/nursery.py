"""A process that has imported what notebooks need and makes kernels by forking itself.

Started by `warm.Nursery` with a Unix socket as standard input. Requests and answers are JSON lines:

- ``{"launch": n, "arguments": [...], "cwd": ..., "env": {...}, "log": ...}`` forks kernel n; the answer is
  ``{"id": n, "pid": ...}`` and, when that kernel has ended, ``{"id": n, "status": ...}``;
- ``{"signal": number, "id": n}`` reaches kernel n only while it has not been waited for, so never a stranger.

When the socket closes, the run is gone, and this process and every kernel end with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import random
import select
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from pkjp_analysis.errors import PkjpError

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
_WARM = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "IPython.core.completer",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "pandas.io.formats.style",
    "pkjp_analysis.claims",
    "pkjp_analysis.display",
    "pkjp_analysis.figures",
    "pkjp_analysis.study",
    "pkjp_analysis.tables",
    "seaborn",
)


class Nursery:
    """The kernels that were forked and are not yet waited for, and the socket of the run."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.kernels: dict[int, int] = {}
        self.woken, self.waker = os.pipe()
        os.set_blocking(self.waker, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.waker, warn_on_full_buffer=False)

    def serve(self) -> None:
        """Answer requests until the run closes the socket."""
        rest = b""
        while True:
            readable, _, _ = select.select([self.control.fileno(), self.woken], [], [])
            if self.woken in readable:
                os.read(self.woken, 4096)
                self._wait_for_ended()
            if self.control.fileno() in readable:
                received = self.control.recv(1 << 16)
                if not received:
                    return
                *lines, rest = (rest + received).split(b"\n")
                for line in lines:
                    self._answer(json.loads(line))

    def end(self) -> None:
        """Kill what still runs."""
        for pid in self.kernels:
            _signal(pid, signal.SIGKILL)

    def _answer(self, request: dict[str, Any]) -> None:
        if "launch" in request:
            nursery, pid = os.getpid(), os.fork()
            if pid == 0:
                for descriptor in (self.woken, self.waker, self.control.fileno()):
                    os.close(descriptor)
                _become_kernel(request, nursery)
            self.kernels[pid] = request["launch"]
            self._say({"id": request["launch"], "pid": pid})
        else:
            for pid, name in self.kernels.items():
                if name == request["id"]:
                    _signal(pid, request["signal"])

    def _wait_for_ended(self) -> None:
        for pid in list(self.kernels):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._say({"id": self.kernels.pop(pid), "status": os.waitstatus_to_exitcode(status)})

    def _say(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError):  # the run is gone; the next read says so
            self.control.sendall(json.dumps(message).encode() + b"\n")


def main() -> None:
    """Import, say how many threads there are, then serve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for name in _WARM:
        import_module(name)
    _rehearse()
    # A collection in a kernel would write into the pages that it shares with its parent.
    gc.collect()
    gc.freeze()
    # What a cell makes is mostly frames and figures that live on: looking through them often finds little.
    gc.set_threshold(50_000, 20, 100)
    nursery = Nursery(control)
    nursery._say({"threads": _threads()})
    try:
        nursery.serve()
    finally:
        nursery.end()
        # A run that was killed could not do it.
        for folder in filter(None, (sys.argv[1], os.environ.get("PKJP_SCRATCH"))):
            shutil.rmtree(folder, ignore_errors=True)


def _rehearse() -> None:
    """Do once for all kernels what each would do first: parse the tables, judge, draw and save a figure.

    What is wrong with a table, a kernel says when it needs it; one that has changed since, it reads anew.
    """
    root = os.environ.get("PKJP_ROOT")
    if root:
        with contextlib.suppress(PkjpError, OSError, ValueError), tempfile.TemporaryDirectory() as folder:
            study = import_module("pkjp_analysis.study").Study(root=root)
            study.store.warm()
            import_module("pkjp_analysis.claims").judge_all(study.store)
            figures = import_module("pkjp_analysis.figures")
            figures.save(figures.residents(study.residents()), folder, "residents")


def _threads() -> int:
    """A fork carries over one thread alone: more than one here would make it unsafe."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else threading.active_count()


def _signal(pid: int, number: int) -> None:
    """To the kernel and what it has started; to it alone before it has a process group of its own."""
    for send in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            send(pid, number)
            return


def _become_kernel(request: dict[str, Any], nursery: int) -> None:
    """In the child: own session, folder, environment and random state; then a kernel until it ends."""
    status = 1
    try:
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != nursery:  # it died first, and nobody would end this process
            return
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if request["log"]:
            log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.close(log)
        os.environ.clear()
        os.environ.update(request["env"])
        time.tzset()
        os.chdir(request["cwd"])
        random.seed()
        import_module("numpy").random.seed()
        # IPython looks for its startup files in a folder that it takes as it finds it.
        if "IPYTHONDIR" in os.environ:
            os.makedirs(os.environ["IPYTHONDIR"], exist_ok=True)
        sys.argv = ["ipykernel_launcher", *request["arguments"]]
        kernel = import_module("ipykernel.kernelapp").IPKernelApp.instance()
        kernel.initialize(request["arguments"])
        # What these modules do when they are imported in a kernel that runs.
        import_module("matplotlib").rcParams["backend"] = os.environ["MPLBACKEND"]
        import_module("matplotlib.pyplot").install_repl_displayhook()
        import_module("pkjp_analysis.display").register()
        kernel.start()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)
