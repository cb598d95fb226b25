"""Files: their hashes, copies that are links, and a lock that one process holds at a time."""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from pkjp_analysis.errors import PkjpError


def sha256(path: Path) -> str:
    """Hash of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_file(source: Path, target: Path) -> None:
    """Put a file elsewhere, as a link where the file system has them: nothing here is ever written in place."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def take_lock(path: Path, what: str, instead: str) -> IO[bytes]:
    """The lock file, locked until it is closed; its folder is made where there is none.

    The lock is the operating system's, so a killed process holds none. One that has just ended may remove the file
    between opening and locking: then it is made again.

    Raises
    ------
    PkjpError
        Another process holds it and does `what`; the user may do `instead`.
    """
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file = path.open("ab")
        except FileNotFoundError:
            continue
        try:
            _lock_file(file)
            if os.path.samestat(os.fstat(file.fileno()), os.stat(path)):
                file.truncate(0)
                file.write(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC".encode())
                file.flush()
                return file
        except FileNotFoundError:
            pass
        except OSError as error:
            file.close()
            holder = path.read_text(encoding="utf-8")
            raise PkjpError(f"another run ({holder}) is {what}; {instead}") from error
        file.close()


def _lock_file(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
