"""Results appear whole or not at all: a folder beside the place where they belong, under a lock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pkjp_analysis.files import take_lock

_LOCK, _NEW, _PREVIOUS = "lock", "new", "previous"


@contextmanager
def staging(place: Path, names: Collection[str]) -> Iterator[Path]:
    """A fresh folder beside `place` for one run at a time; gone afterwards, whatever happened.

    What a killed run has left there is cleared first, and a replacement that it had begun is undone.
    The lock is the operating system's, so a killed run holds none.

    Parameters
    ----------
    place
        The folder that the results are for. It is not touched before `publish`.
    names
        The entries of `place` that a run replaces, all of them; no other entry is touched.
    """
    folder = place.parent / f".{place.name}.partial"
    lock = take_lock(folder / _LOCK, f"writing {place.name}", "wait for it or name another --output")
    try:
        _recover(folder, place, names)
        (folder / _NEW).mkdir()
        yield folder
    finally:
        try:
            _recover(folder, place, names)
        finally:
            lock.close()
            with suppress(OSError):
                (folder / _LOCK).unlink()
                folder.rmdir()


def publish(folder: Path, place: Path, names: Collection[str]) -> None:
    """Put the staged results in place of the earlier ones: first all the earlier out, then all the new in."""
    (folder / _PREVIOUS).mkdir()
    place.mkdir(exist_ok=True)
    _move(place, folder / _PREVIOUS, names)
    _move(folder / _NEW, place, names)


def _recover(folder: Path, place: Path, names: Collection[str]) -> None:
    """Undo a replacement that was cut short, then clear all but the lock."""
    new, previous = folder / _NEW, folder / _PREVIOUS
    left = [name for name in names if (new / name).exists()]
    if previous.exists() and left:
        # New ones back out, then the earlier ones in again: the reverse of `publish`, which may be cut short too.
        _move(place, new, [name for name in names if name not in left])
        _move(previous, place, names)
        with suppress(OSError):  # it was the first run that was cut short, or the folder has other entries
            place.rmdir()
    for entry in folder.iterdir():
        if entry.name != _LOCK:
            _remove(entry)


def _move(source: Path, target: Path, names: Collection[str]) -> None:
    for name in names:
        if (source / name).exists():
            os.rename(source / name, target / name)


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink(missing_ok=True)
