"""Kernels forked from a warm nursery, by a kernel provisioner that is an entry point.

``JUPYTER_DEFAULT_PROVISIONER_NAME=pkjp-warm`` gives them to any program that starts Python kernels, such as nbval.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from pkjp_analysis.execution import kernel

_START_SECONDS = 60
_LOOK_SECONDS = 0.005
# Nothing is imported from the folder that the run was started in; a notebook's own is added in its kernel.
_NURSERY = """
import sys
del sys.path[: not sys.flags.safe_path]
from pkjp_analysis.execution.nursery import main
main()
"""
# A fork carries over one thread alone, so there must be no other: of linear algebra, or of Arrow's allocator.
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


class NurseryError(RuntimeError):
    """The nursery cannot fork kernels."""


class ForkedKernel:
    """What a provisioner asks of a process, for a kernel that the nursery forked."""

    stdin = stdout = stderr = None

    def __init__(self, nursery: Nursery, name: int) -> None:
        self._nursery, self._name = nursery, name
        self.pid = 0
        self.returncode: int | None = None
        self.started, self.ended = threading.Event(), threading.Event()

    def poll(self) -> int | None:
        """Exit status, None while it runs; negative for a signal."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Exit status, waited for."""
        self.ended.wait(timeout)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to it and what it started, if it still runs."""
        if self.returncode is None:
            self._nursery.send({"signal": int(number), "id": self._name})

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class Nursery:
    """The process that forks kernels, as the run sees it; its folder holds the kernels' sockets."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.folder = kernel.short_folder()
        self._socket, theirs = socket.socketpair()
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _NURSERY, self.folder],
                stdin=theirs.fileno(),
                stdout=log,
                stderr=log,
                env={**environment, **_ONE_THREAD},
                start_new_session=True,
            )
        theirs.close()
        self._kernels: dict[int, ForkedKernel] = {}
        self._names = itertools.count()
        self._lock = threading.Lock()
        self._ready, self._threads, self.alive = threading.Event(), 0, True
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def launch(self, arguments: list[str], cwd: str, env: Mapping[str, str], log: str | None) -> ForkedKernel:
        """Fork a kernel.

        Raises
        ------
        NurseryError
            It died, or has more than one thread.
        """
        self._ready.wait(_START_SECONDS)
        if self._threads > 1:
            raise NurseryError(f"the process to fork kernels from has {self._threads} threads; use --engine papermill")
        name = next(self._names)
        forked = self._kernels[name] = ForkedKernel(self, name)
        self.send({"launch": name, "arguments": arguments, "cwd": cwd, "env": dict(env), "log": log})
        # One that has died says nothing of a kernel that it was asked for afterwards.
        if self.alive:
            forked.started.wait(_START_SECONDS)
        if not forked.pid:
            raise NurseryError("the process to fork kernels from died")
        return forked

    def send(self, message: dict[str, Any]) -> None:
        """Send a request; one to a nursery that has died is lost, and its kernels are known to be dead."""
        with self._lock:
            try:
                self._socket.sendall(json.dumps(message).encode() + b"\n")
            except OSError:
                self.alive = False

    def close(self) -> None:
        """End the nursery and every kernel of it."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(_START_SECONDS)
        finally:
            self._process.kill()
            self._listener.join(_START_SECONDS)
            self._socket.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _listen(self) -> None:
        # A nursery that was killed resets the connection; that is the end like any other.
        with contextlib.suppress(ConnectionError), self._socket.makefile("rb") as answers:
            for line in answers:
                self._hear(json.loads(line))
        self.alive = False
        self._ready.set()
        for forked in list(self._kernels.values()):
            if forked.returncode is None:
                _ended(forked, -signal.SIGKILL)

    def _hear(self, message: dict[str, Any]) -> None:
        if "threads" in message:
            self._threads = message["threads"]
            self._ready.set()
        elif "pid" in message:
            self._kernels[message["id"]].pid = message["pid"]
            self._kernels[message["id"]].started.set()
        else:
            _ended(self._kernels[message["id"]], message["status"])


def _ended(forked: ForkedKernel, status: int) -> None:
    forked.returncode = status
    forked.started.set()
    forked.ended.set()


_current: list[Nursery] = []
# What the present one was started with; one that has died is replaced by one like it.
_settings: list[Mapping[str, str]] = []
_changing = threading.Lock()


def nursery(environment: Mapping[str, str] | None = None) -> Nursery:
    """The nursery of this process, started with `environment` (by default the process's own) if there is none."""
    with _changing:
        if _current and not _current[0].alive:
            _current.pop().close()
        if not _current:
            _settings[:] = [environment or (_settings[0] if _settings else _own_environment())]
            _current.append(Nursery(_settings[0]))
        return _current[0]


def _own_environment() -> dict[str, str]:
    """The process's own; the folder that a nursery removes at its end is one that a run has made, never a user's."""
    return {name: value for name, value in os.environ.items() if name != "PKJP_SCRATCH"}


@atexit.register
def close() -> None:
    """End the nursery of this process, and every kernel of it."""
    with _changing:
        _settings.clear()
        while _current:
            _current.pop().close()


class WarmProvisioner(LocalProvisioner):
    """Has a Python kernel forked instead of started, and talk over sockets that only this user can open."""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Set the sockets' place before the connection file is written."""
        if _can_be_forked(self.kernel_spec.argv):
            manager: Any = self.parent
            place = os.path.join(nursery().folder, self.kernel_id.replace("-", "")[:16])
            manager.transport, manager.ip, manager.connection_file = "ipc", f"{place}-s", f"{place}.json"
        return dict(await super().pre_launch(**kwargs))

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork; a kernel of another language or interpreter is started as ever."""
        if not _can_be_forked(cmd):
            return await super().launch_kernel(cmd, **kwargs)
        log = getattr(kwargs.get("stdout"), "name", None)
        self.cwd = kwargs.get("cwd") or os.getcwd()
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        forked: Any = nursery().launch(arguments, str(self.cwd), kwargs.get("env", os.environ), log)
        self.process, self.pid = forked, forked.pid
        return self.connection_info

    async def wait(self) -> int | None:
        """Exit status of the kernel, waited for; a killed one is gone within milliseconds."""
        forked: Any = self.process
        while forked and forked.poll() is None:
            await asyncio.sleep(_LOOK_SECONDS)
        return await super().wait()


class PromptClient(AsyncKernelClient):
    """Takes a kernel as ready at its first reply, without listening for what else it may say.

    Messages that come later are told apart by the request that they answer.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask until there is a reply on the shell channel and the kernel is heard on the other.

        Raises
        ------
        RuntimeError
            It died, or the time is over.
        """
        until = time.monotonic() + (timeout or _START_SECONDS)
        while time.monotonic() < until:
            self.kernel_info()
            with contextlib.suppress(Empty):
                reply = await self.get_shell_msg(timeout=1)
                if reply["msg_type"] == "kernel_info_reply":
                    await self.get_iopub_msg(timeout=0.2)
                    return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


def _can_be_forked(command: list[str]) -> bool:
    same = os.path.realpath(command[0]) == os.path.realpath(sys.executable)
    return kernel.can_fork() and same and "ipykernel_launcher" in command
