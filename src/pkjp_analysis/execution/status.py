"""What a run would do now: which notebooks are fresh, which are stale, and because of what."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pkjp_analysis.execution import record, stale
from pkjp_analysis.execution.catalogue import Notebook, select
from pkjp_analysis.execution.kept import Kept
from pkjp_analysis.execution.parameters import check_values, effective
from pkjp_analysis.execution.record import RunRecord
from pkjp_analysis.execution.stale import Now

NEVER = "never run for these parameters"


@dataclass(frozen=True)
class Status:
    """Reasons by notebook name (none: fresh), those fresh in the kept results alone, and the last run in a line."""

    reasons: dict[str, list[str]]
    kept: list[str]
    last_run: str


def status(
    root: Path, names: Sequence[str] = (), given: Mapping[str, Any] | None = None, *, output: Path | None = None
) -> Status:
    """Say what `reproduce` with the same arguments would run, without running or writing anything.

    Raises
    ------
    UsageError
        A notebook or a parameter's value does not exist.
    """
    notebooks = select(root, names)
    parameters = effective(notebooks, given or {})
    check_values(root, parameters)
    place, kept = (output or root / "build").resolve(), Kept(root)
    now, before = Now.of(root, parameters), record.earlier(place)
    found: dict[str, list[str]] = {}
    only_kept = []
    for notebook in notebooks:
        entry = kept.entry(parameters, notebook)
        placed = _reasons(notebook, before, place, now)
        again = _reasons(notebook, record.earlier(entry), entry, now) if placed else placed
        if placed and not again:
            only_kept.append(notebook.name)
        # Of two results that are stale the one with fewer differences says what the user did.
        found[notebook.name] = min(placed, again, key=lambda why: (why == [NEVER], len(why)))
    return Status(found, only_kept, "; ".join(_last_run(before)))


def _reasons(notebook: Notebook, before: RunRecord | None, folder: Path, now: Now) -> list[str]:
    run = before.notebooks.get(notebook.name) if before else None
    if before is None or run is None:
        return [NEVER]
    return list(stale.reasons(notebook, before, run, folder, now))


def _last_run(before: RunRecord | None) -> Iterator[str]:
    last = before.last_run if before else {}
    if not last or last["outcome"] == "done":
        return
    outcome, notebooks = last["outcome"], last["notebooks"]
    if outcome == "running":
        outcome = "still running" if _lives(last["process"]) else "cut short"
    yield f"the last run, started {last['started']}, {'is' if outcome == 'still running' else 'was'} {outcome}"
    ran = [name[:2] for name, what in sorted(notebooks.items()) if what == "ran"]
    not_run = [name[:2] for name, what in sorted(notebooks.items()) if what == "waiting"]
    if ran:
        yield f"run: {', '.join(ran)}"
    if not_run:
        yield f"not run: {', '.join(not_run)}"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
