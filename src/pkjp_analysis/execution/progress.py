"""What a run says on standard error: a bar with the expected time on a terminal, else a line for each notebook."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Any

from pkjp_analysis.execution.attempt import Job, Outcome

# For a cell that no earlier run has timed.
_GUESS_SECONDS = 0.3
_SLOWEST = 3
_BAR = "{percentage:3.0f}% |{bar:20}| {elapsed}{postfix}"


class Progress:
    """Progress of one run.

    Parameters
    ----------
    quiet
        Say nothing.
    stream
        By default standard error as it is when something is said.
    """

    def __init__(self, quiet: bool = False, stream: IO[str] | None = None) -> None:
        self._quiet, self._stream = quiet, stream
        self._bar: Any = None
        self._expected: dict[str, Sequence[float]] = {}
        self._running: dict[str, int] = {}
        self._cells: list[tuple[float, str]] = []
        self._total = self._ended = 0

    def say(self, line: str) -> None:
        """A line of its own, above the bar."""
        if self._quiet:
            return
        # A terminal that has gone is no reason to stop, nor to say that the run failed.
        with suppress(OSError):
            if self._bar is not None:
                self._bar.write(line, file=self._to)
            else:
                print(line, file=self._to, flush=True)

    def begin(self, expected: Mapping[str, Sequence[float]], at_once: int) -> None:
        """Start with the seconds of each cell of each notebook, as far as an earlier run knows them.

        Parameters
        ----------
        expected
            By notebook name; one zero for each cell that was never timed.
        """
        self._expected, self._total = dict(expected), len(expected)
        seconds = sum(map(_known, expected.values())) / max(1, min(at_once, self._total))
        timed = all(any(cells) for cells in expected.values())
        told = f", about {seconds:.0f} s by the last record" if timed and seconds >= 1 else ""
        self.say(f"running {self._total} notebook{'s' * (self._total != 1)}, {at_once} at a time{told}")
        if not self._quiet and self._to.isatty():
            from tqdm import tqdm

            total = sum(map(_known, expected.values()))
            self._bar = tqdm(total=total, bar_format=_BAR, file=self._to, leave=False, dynamic_ncols=True)
            self._show()

    def notebook_begins(self, job: Job) -> None:
        """A notebook starts."""
        self._running[job.name] = 0
        self._show()

    def cell_ended(self, job: Job) -> None:
        """A cell has ended; called from the notebook's own thread."""
        number = len(job.cell_seconds)
        self._cells.append((job.cell_seconds[-1], f"{job.name} cell {number}"))
        self._running[job.name] = number
        self._advance(_cell(self._expected.get(job.name, ()), number - 1))
        self._show()

    def notebook_ended(self, job: Job, outcome: Outcome, seconds: float) -> None:
        """A notebook has ended."""
        told = self._running.pop(job.name, 0)
        self._ended += 1
        self._advance(sum(_cell(self._expected[job.name], place) for place in range(told, job.started)))
        self.say(
            f"{job.name}: FAILED at {outcome.fault}"
            if outcome.fault
            else f"{job.name}: {job.started} cells in {seconds:.1f} s"
        )
        self._show()

    def end(self) -> None:
        """Take the bar away and name the slowest cells."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
        slowest = sorted(self._cells, reverse=True)[:_SLOWEST]
        if slowest:
            self.say("slowest cells: " + ", ".join(f"{name} {seconds:.1f} s" for seconds, name in slowest))

    @property
    def _to(self) -> IO[str]:
        return self._stream or sys.stderr

    def _advance(self, seconds: float) -> None:
        if self._bar is not None:
            with suppress(OSError):
                self._bar.update(min(seconds, self._bar.total - self._bar.n))

    def _show(self) -> None:
        if self._bar is not None:
            left = max(0.0, self._bar.total - self._bar.n)
            share = self._bar.n / self._bar.total if self._bar.total else 1.0
            elapsed = self._bar.format_dict["elapsed"]
            about = elapsed * (1 - share) / share if share > 0.05 else left / max(1, len(self._running))
            running = ", ".join(f"{name[:2]} cell {number + 1}" for name, number in self._running.items())
            with suppress(OSError):
                self._bar.set_postfix_str(f" about {about:.0f} s left; {self._ended} of {self._total} done; {running}")


def _known(cells: Sequence[float]) -> float:
    return sum(_cell(cells, place) for place in range(len(cells)))


def _cell(cells: Sequence[float], place: int) -> float:
    """Expected seconds of a cell."""
    return (cells[place] if place < len(cells) else 0.0) or _GUESS_SECONDS
