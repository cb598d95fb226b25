"""Files as a zip archive whose bytes depend on nothing but the files and one date."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath

_LEVEL = 9
_FILE, _PROGRAM, _FOLDER = 0o100644, 0o100755, 0o40755


def pack(files: Mapping[str, bytes], dated: datetime) -> bytes:
    """The archive: folders and files in order of their names, all of one date.

    A file that begins with ``#!`` can be executed where it is unpacked.
    """
    folders = {f"{folder}/" for name in files for folder in map(str, PurePosixPath(name).parents) if folder != "."}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name, data in sorted({**dict.fromkeys(folders, b""), **files}.items()):
            entry = zipfile.ZipInfo(name, dated.timetuple()[:6])
            # The same on every system: made on Unix.
            entry.create_system = 3
            mode = _FOLDER if name in folders else _PROGRAM if data.startswith(b"#!") else _FILE
            entry.external_attr = mode << 16
            archive.writestr(entry, data, zipfile.ZIP_STORED if name in folders else zipfile.ZIP_DEFLATED, _LEVEL)
    return packed.getvalue()
