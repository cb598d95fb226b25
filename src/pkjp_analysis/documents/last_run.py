"""The one part of REPLICATION.md that differs from machine to machine, and what tells whether it is out of date."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from pkjp_analysis.documents.markdown import table
from pkjp_analysis.execution.record import RunRecord

BEGIN = "<!-- last run: begin -->"
END = "<!-- last run: end -->"
# Minutes, and what the template calls them.
_TIMES = ((10, "<10 minutes"), (60, "10-60 minutes"), (480, "1-8 hours"), (1440, "8-24 hours"))
_MACHINE = {
    "processor": ("Processor", ""),
    "architecture": ("Architecture", ""),
    "cores": ("Cores used", ""),
    "memory_gib": ("Memory", " GiB"),
    "largest_process_mib": ("Most memory held by one process of the run", " MiB"),
    "system": ("Operating system", ""),
}


def block(record: RunRecord) -> str:
    """The marked block: when, on what, how long, with which versions, of which code and data."""
    seconds = sum(run.seconds for run in record.notebooks.values())
    first, last = span(record)
    chosen = next((name for most, name in _TIMES if seconds < 60 * most), "more than a day")
    parts = [
        BEGIN,
        f"Approximate time needed to reproduce the analyses: [x] {chosen}.",
        f"The notebooks were last run between {_moment(first)} and {_moment(last)} (UTC) for "
        f"{_pair(record.parameters)}. They took {seconds:.0f} seconds in all, added up; several run at a time.",
        table(("machine", "of the last run"), _facts(record)),
        table(("notebook", "code cells", "seconds"), _timed(record)),
        table(("software of the last run", "version"), record.versions.items()),
        table(("what was run", "sha256"), identity(_codes(record), record.inputs).items()),
        END,
    ]
    return "\n\n".join(parts)


def without_block(page: str) -> tuple[str, str]:
    """The page without the block, and the block."""
    before, _, rest = page.partition(BEGIN)
    held, _, after = rest.partition(END)
    return before + after, held


def identity(codes: Mapping[str, str], inputs: Mapping[str, str]) -> dict[str, str]:
    """Hashes that say which run it was: of all notebooks' code cells, and of the shipped data.

    Parameters
    ----------
    codes
        Hash of each notebook's code cells, by file name.
    inputs
        Hashes by path; of these the ones of data/ count.
    """
    data = {name: digest for name, digest in inputs.items() if name.startswith("data/")}
    return {"code cells of the notebooks": _together(codes), "files of data/": _together(data)}


def span(record: RunRecord) -> tuple[datetime, datetime]:
    """When the first notebook was started, and when the last one had ended; UTC, whole seconds."""
    runs = record.notebooks.values()
    begun = [datetime.fromisoformat(run.started) for run in runs]
    ended = [start + timedelta(seconds=round(run.seconds)) for start, run in zip(begun, runs, strict=True)]
    return min(begun), max(ended)


def _together(hashes: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(hashes), sort_keys=True).encode()).hexdigest()


def _codes(record: RunRecord) -> dict[str, str]:
    return {name: run.code for name, run in record.notebooks.items()}


def _moment(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S}"


def _pair(parameters: Mapping[str, object]) -> str:
    beside = f", with {parameters['vintage']}" if parameters.get("vintage") else ""
    return f"{parameters['reporter']} and {parameters['partner']}, {parameters['year']}{beside}"


def _facts(record: RunRecord) -> Iterator[tuple[str, str]]:
    for key, (name, unit) in _MACHINE.items():
        if key in record.machine:
            yield name, f"{record.machine[key]}{unit}"
    yield "Notebooks' engine", str(record.last_run.get("engine", ""))


def _timed(record: RunRecord) -> list[tuple[str, int, str]]:
    return [(f"`notebooks/{name}`", run.cells, f"{run.seconds:.1f}") for name, run in sorted(record.notebooks.items())]
