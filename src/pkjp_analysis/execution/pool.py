"""Run several notebooks at a time, each with a kernel of its own, within limits; no kernel outlives the run."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from jupyter_core.utils import ensure_event_loop

from pkjp_analysis.execution import attempt
from pkjp_analysis.execution.attempt import Job, Outcome

_POLL_SECONDS = 0.2
# A killed kernel is noticed within a second.
_END_SECONDS = 5.0

# Takes a line of progress.
Say = Callable[[str], None]


@dataclass(frozen=True)
class Limits:
    """Seconds that one cell, one notebook and the whole run may take."""

    cell: int = 600
    notebook: int = 1800
    run: int = 3600


@dataclass
class _Running:
    job: Job
    ended: queue.Queue[_Running]

    def __post_init__(self) -> None:
        self.started = time.monotonic()
        self.outcome = Outcome()
        self.thread = threading.Thread(target=self._run, name=self.job.name, daemon=True)
        self.thread.start()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def _run(self) -> None:
        try:
            self.outcome = attempt.run(self.job)
        except Exception as error:  # whatever it is, it is this notebook's fault and in the record
            self.outcome = Outcome(f"{self.job.where()}: {type(error).__name__}: {error}")
        finally:
            _close_loop()
        self.ended.put(self)


def _close_loop() -> None:
    """End what the notebook client left in this thread's event loop, which nobody else would close."""
    loop = ensure_event_loop()
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.close()


def run_all(
    jobs: Sequence[Job],
    at_once: int,
    limits: Limits,
    begun: Callable[[Job], None],
    ended: Callable[[Job, Outcome, float], None],
) -> None:
    """Run the jobs in their order, `at_once` at a time; one that fails does not stop the others.

    Parameters
    ----------
    begun, ended
        Called in the calling thread, with the seconds that the notebook took.
    """
    waiting, done = list(jobs), queue.Queue[_Running]()
    running: list[_Running] = []
    deadline = time.monotonic() + limits.run
    with _nothing_left(running):
        while waiting or running:
            while waiting and len(running) < at_once:
                begun(waiting[0])
                running.append(_Running(waiting.pop(0), done))
            if time.monotonic() > deadline:
                waiting.clear()
            for one in running:
                _within(one, limits, deadline)
            try:
                one = done.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            running.remove(one)
            ended(one.job, one.outcome, one.seconds)


def _within(one: _Running, limits: Limits, deadline: float) -> None:
    if one.seconds > limits.notebook:
        one.job.kill(f"the notebook took longer than {limits.notebook} seconds")
    elif time.monotonic() > deadline:
        one.job.kill(f"the run took longer than {limits.run} seconds; run fewer notebooks or find the slow cell")


@contextmanager
def _nothing_left(running: list[_Running]) -> Iterator[None]:
    try:
        yield
    finally:
        for one in running:
            one.job.kill("interrupted")
        until = time.monotonic() + _END_SECONDS
        for one in running:
            one.thread.join(max(0.0, until - time.monotonic()))
            # A kernel that came up in the meantime.
            one.job.kill("interrupted")
