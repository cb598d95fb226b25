"""The Dask cluster of a sweep: one that runs already, or worker processes on this machine that end with it."""

from __future__ import annotations

import logging
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pkjp_analysis.errors import PkjpError

if TYPE_CHECKING:
    from distributed import Client

_CONNECT_SECONDS = 10


@contextmanager
def cluster_of(scheduler: str | None, workers: int) -> Iterator[Client]:
    """A client of the scheduler that is named, or of worker processes on this machine that end with it.

    Raises
    ------
    PkjpError
        No scheduler answers.
    """
    from distributed import Client, LocalCluster
    from distributed.utils import silence_logging_cmgr

    if scheduler:
        with silence_logging_cmgr(logging.CRITICAL), _connected(scheduler) as client:
            yield client
        return
    # Workers keep their files here, so that nothing is left of one that is killed.
    with tempfile.TemporaryDirectory(prefix="pkjp-", ignore_cleanup_errors=True) as scratch:
        with _uninterrupted():
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0", "local_directory": scratch},
                memory_limit=0,
                local_directory=scratch,
                env={"TMPDIR": scratch},
                silence_logs=logging.CRITICAL,
            )
        with cluster, Client(cluster, set_as_default=False) as client:
            yield client


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start processes that ignore Ctrl-C, which a terminal sends to them too: it is for this one to end them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


def _connected(address: str) -> Client:
    from distributed import Client

    try:
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise PkjpError(
            f"--scheduler {address}: no Dask scheduler answers there; start one with dask scheduler, or leave it out"
        ) from error


def where(client: Client, scheduler: str | None) -> str:
    """How many workers there are, in words."""
    workers = len(client.scheduler_info(n_workers=-1)["workers"])
    there = f" of {scheduler}" if scheduler else ""
    return f"{workers} worker{'s' * (workers != 1)}{there}" + ("" if workers else "; waiting for the first to join")
