"""Which files of the study a notebook reads, noted as it reads them where a run asks for it.

The run names a file in ``PKJP_READS``; each file read gets one JSON line there: its path in the study and the
hash of its bytes. `Store` notes the tables that it gives out, also those that were parsed before; `watch` notes
any other file under the study that Python opens. Without ``PKJP_READS`` nothing is noted.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

# Under the study, yet decided elsewhere: the library has its own hash, and results are no input.
_NOT_INPUTS = ("src", "build", "tests", "docs")


def note(root: Path, path: Path) -> None:
    """Note that a file of the study was read, with the hash that its bytes have now."""
    target = os.environ.get("PKJP_READS")
    if not target:
        return
    name = path.relative_to(root).as_posix()
    if (target, name) in _noted:
        return
    _noted.add((target, name))
    line = json.dumps([name, hashlib.sha256(path.read_bytes()).hexdigest()])
    with open(target, "a", encoding="utf-8", newline="\n") as file:
        file.write(line + "\n")


def noted(target: Path) -> dict[str, str]:
    """Hash by path in the study, as noted in a file; empty where nothing was."""
    if not target.exists():
        return {}
    return dict(sorted(json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()))


def watch() -> None:
    """Note every file under the study (``PKJP_ROOT``) that this process opens for reading from now on."""
    root = Path(os.environ["PKJP_ROOT"])

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | os.PathLike) and not _writes(arguments):
            path = Path(os.path.abspath(os.fspath(arguments[0])))
            if path.is_relative_to(root) and _is_input(path.relative_to(root)) and path.is_file():
                note(root, path)

    sys.addaudithook(heard)


def _writes(arguments: tuple[Any, ...]) -> bool:
    """Whether an ``open`` is for writing; os.open has no mode and says so by its flags."""
    _, mode, flags = arguments
    return any(letter in mode for letter in "wax+") if mode else bool(flags & (os.O_WRONLY | os.O_RDWR))


def _is_input(path: Path) -> bool:
    first = path.parts[0]
    return not first.startswith(".") and first not in _NOT_INPUTS and "__pycache__" not in path.parts


# What this process has noted: where, and which file.
_noted: set[tuple[str, str]] = set()
