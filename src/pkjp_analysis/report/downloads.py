"""Files to download: small ones as they are, others as an archive of that one file, the same bytes every time."""

from __future__ import annotations

import io
import zipfile

from pkjp_analysis.report.page import Asset

# Bytes up to which a file is offered as it is.
_SMALL = 8_000
_EPOCH = (1980, 1, 1, 0, 0, 0)


def download(address: str, content: bytes) -> Asset:
    """The file at that address of the site; a larger one with ``.zip`` added to it."""
    if len(content) <= _SMALL:
        return Asset(address, content)
    packed = io.BytesIO()
    entry = zipfile.ZipInfo(address.rpartition("/")[2], _EPOCH)
    # Not what the system that packs it would say.
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return Asset(f"{address}.zip", packed.getvalue())
