"""Build data/processed, and hold what is committed against a rebuild."""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pkjp_analysis.cleaning.manifest import changed_files
from pkjp_analysis.cleaning.snapshot import Snapshot, read_snapshot
from pkjp_analysis.cleaning.tables import processed_tables
from pkjp_analysis.errors import PkjpError

if TYPE_CHECKING:
    import pandas as pd

PROCESSED = Path("data", "processed")


def rebuild(root: Path, into: Path) -> list[Path]:
    """Clean data/raw into a folder: contracts first, then every table, each moved into place whole.

    Raises
    ------
    PkjpError
        At the first breach of a contract; then nothing is written.
    """
    return _write(_built(root), into)


def write_processed(root: Path) -> list[Path]:
    """Write data/processed from the shipped snapshot, whose bytes must be those of the manifest.

    Raises
    ------
    PkjpError
        At the first breach of a contract, or a raw file that the manifest does not know so; nothing is written.
    """
    built = _built(root)
    for problem in changed_files(root):
        raise PkjpError(problem)
    return _write(built, root / PROCESSED)


def _built(root: Path) -> dict[str, bytes]:
    return {name: as_csv(frame) for name, frame in processed_tables(read_snapshot(root)).items()}


def _write(contents: dict[str, bytes], into: Path) -> list[Path]:
    into.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".processed-", dir=into.parent))
    try:
        for name, content in contents.items():
            (aside / name).write_bytes(content)
        into.mkdir(exist_ok=True)
        for name in contents:
            os.replace(aside / name, into / name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return [into / name for name in contents]


def as_csv(frame: pd.DataFrame) -> bytes:
    """CSV bytes that do not depend on locale or platform: UTF-8, line feeds, cells as they are."""
    text: str = frame.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")


def verify(root: Path) -> None:
    """Contracts, hashes and committed tables must all agree.

    Raises
    ------
    PkjpError
        At the first disagreement.
    """
    snapshot = read_snapshot(root)
    for problem in [*changed_files(root), *differences(snapshot)]:
        raise PkjpError(problem)


def differences(snapshot: Snapshot) -> list[str]:
    """Every row of data/processed that a rebuild makes differently, one line each."""
    problems = []
    for name, frame in processed_tables(snapshot).items():
        committed = snapshot.root / PROCESSED / name
        problems += differing_rows(committed, as_csv(frame), (PROCESSED / name).as_posix())
    return problems


def differing_rows(committed: Path, built: bytes, shown: str, limit: int = 20) -> list[str]:
    """Rows in which a committed table and its rebuild differ, with the raw row behind each."""
    if not committed.is_file():
        return [f"{shown}: the file is missing; run make processed"]
    content = committed.read_bytes()
    if content == built:
        return []
    old, new = _keyed(content), _keyed(built)
    lines = []
    for key in dict.fromkeys([*new, *old]):
        if old.get(key) != new.get(key):
            lines.append(f"{shown} {key}: {_difference(old.get(key), new.get(key))}")
    if not lines:
        return [f"{shown}: same rows, other bytes (order, line ends or encoding); run make processed"]
    more = [f"{shown}: {len(lines) - limit} more rows differ"] if len(lines) > limit else []
    return lines[:limit] + more


def _keyed(content: bytes) -> dict[str, dict[str, str]]:
    """Rows by what names them: the raw row where there is one, else the first cell."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8", "replace"), newline=""))
    return {row["raw"] if "raw" in row else next(iter(row.values())): row for row in reader}


def _difference(old: dict[str, str] | None, new: dict[str, str] | None) -> str:
    if old is None:
        return "is new in a rebuild; run make processed after a deliberate change, or restore data/raw"
    if new is None:
        return "is not made by a rebuild; restore data/raw or run make processed"
    column = next(name for name in new if new[name] != old.get(name))
    return (
        f"column {column} is {old.get(column)!r}, a rebuild gives {new[column]!r}; restore data/raw, "
        "or run make processed after a deliberate change"
    )
