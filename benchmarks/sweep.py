"""Time of a sweep with one worker and with two, what a run costs beside its notebooks, and memory; see README.md."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil
from indicators import machine

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ("06", "01")
# 24 runs, and 4 for a quick look whose ratios decide nothing.
WHOLE = (("PAK", "IND", "LKA", "BGD"), ("JPN",), range(2019, 2025))
SMALL = (("PAK", "IND"), ("JPN",), range(2023, 2025))
# Two workers are at least so many times as fast as one; a run costs at most so much beside its notebooks (median, with
# one worker); a worker holds at the end at most so many times what it held after a third of the time.
RATIO, OVERHEAD_SECONDS, GROWTH = 1.6, 0.05, 1.1
_SAMPLE_SECONDS = 0.1


@dataclass
class Held:
    """Bytes that each child of this process held, by its number, sampled until it is told to stop."""

    samples: dict[int, list[int]] = field(default_factory=dict)
    ended: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Take samples of the workers: the children of this process that run Python's own spawned code."""
        while not self.ended.wait(_SAMPLE_SECONDS):
            for child in psutil.Process().children():
                try:
                    if "spawn_main" in " ".join(child.cmdline()):
                        self.samples.setdefault(child.pid, []).append(child.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue


@dataclass(frozen=True)
class Measured:
    """One sweep: seconds in all and from the first run's begin, seconds beside the notebooks, bytes of workers."""

    seconds: float
    running: float
    runs: int
    overheads: list[float]
    summaries: list[float]
    notebooks: list[float]
    peaks: list[int]
    growths: list[float]


def measure(workers: int, size: tuple[tuple[str, ...], tuple[str, ...], range]) -> Measured:
    """Sweep once in this process, into a folder that is removed."""
    from pkjp_analysis.execution.sweep import FILE, sweep

    held = Held()
    watcher = threading.Thread(target=held.watch)
    watcher.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            swept = sweep(ROOT, *size[:2], list(size[2]), NOTEBOOKS, out=Path(folder), workers=workers)
            seconds = time.perf_counter() - begun
            told = json.loads((Path(folder) / FILE).read_text(encoding="utf-8"))
    finally:
        held.ended.set()
        watcher.join()
    if swept.faults or len(swept.ended("ran")) != len(swept.runs):
        raise SystemExit("\n".join(["not every run was done:", *swept.faults]))
    # A process of Python's own that tracks resources is spawned too, and holds next to nothing.
    own = [one for one in held.samples.values() if max(one) > 50e6]
    return Measured(
        seconds=seconds,
        running=told["seconds"],
        runs=len(swept.runs),
        overheads=[run.seconds - run.notebook_seconds for run in swept.runs],
        summaries=[run.summary_seconds for run in swept.runs],
        notebooks=[run.notebook_seconds for run in swept.runs],
        peaks=[max(one) for one in own],
        growths=[max(one[-len(one) // 10 :]) / max(one[: len(one) // 3]) for one in own if len(one) >= 30],
    )


def in_a_process_of_its_own(workers: int, small: bool) -> Measured:
    """What `measure` finds in a new interpreter."""
    command = [sys.executable, __file__, "--measure", str(workers), *(["--small"] if small else [])]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def shown(workers: int, found: Measured) -> str:
    """A measured sweep in one line."""
    told = {
        "a run beside its notebooks": f"{1000 * statistics.median(found.overheads):.0f} ms",
        "its notebooks": f"{statistics.median(found.notebooks):.2f} s",
        "its measures": f"{statistics.median(found.summaries):.2f} s",
        "worker's peak": f"{max(found.peaks) / 1e6:.0f} MB",
        "held at the end": f"{max(found.growths, default=1.0):.2f} times the first third's",
    }
    each = ", ".join(f"{name} {value}" for name, value in told.items())
    return f"  {workers} worker(s) {found.seconds:6.1f} s, {found.running:.1f} s of it running   ({each})"


def main() -> int:
    """Print machine, figures and ratios; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="4 runs: a quick look that decides nothing")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(asdict(measure(asked.measure, SMALL if asked.small else WHOLE))))
        return 0
    print(machine("dask", "distributed", "pandas"))
    found = {}
    for workers in (1, 2):
        found[workers] = in_a_process_of_its_own(workers, asked.small)
        if workers == 1:
            print(f"{found[1].runs} runs of notebooks {' and '.join(NOTEBOOKS)}")
        print(shown(workers, found[workers]), flush=True)
    ratio = found[1].seconds / found[2].seconds
    overhead = statistics.median(found[1].overheads)
    growth = max([growth for one in found.values() for growth in one.growths], default=1.0)
    print(f"time: two workers are {ratio:.2f} times as fast as one (at least {RATIO})")
    print(f"a run beside its notebooks, one worker: {1000 * overhead:.0f} ms (at most {1000 * OVERHEAD_SECONDS:.0f})")
    print(f"memory at the end: {growth:.2f} times the first third's (at most {GROWTH})")
    within = ratio >= RATIO and overhead <= OVERHEAD_SECONDS and growth <= GROWTH
    print("as asked" if within or asked.small else "NOT as asked")
    return 0 if within or asked.small else 1


if __name__ == "__main__":
    sys.exit(main())
