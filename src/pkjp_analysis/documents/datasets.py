"""The files of data/: what each holds, how many rows, and from which sources."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.store import PROCESSED, RAW


@dataclass(frozen=True)
class Dataset:
    """One table of data/; `sources` are keys of sources.csv in order of their first row."""

    path: str
    description: str
    rows: int
    sources: tuple[str, ...]


def datasets(root: Path) -> list[Dataset]:
    """Every raw table as the manifest lists them, then the processed tables.

    Raises
    ------
    PkjpError
        The manifest or a table cannot be read.
    """
    try:
        manifest = json.loads((root / RAW / "datapackage.json").read_text(encoding="utf-8"))
        raw = [_dataset(root, RAW / one["path"], one["description"]) for one in manifest["resources"]]
        names = sorted(path.name for path in (root / PROCESSED).glob("*.csv"))
        return raw + [_dataset(root, PROCESSED / name, "made from data/raw by `make processed`") for name in names]
    except (OSError, ValueError, KeyError) as error:
        raise PkjpError(f"data/ cannot be listed ({error}); restore it from the repository") from error


def _dataset(root: Path, path: Path, description: str) -> Dataset:
    with (root / path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # sources.csv describes the sources, it does not come from them.
    used = [row.get("source", "") for row in rows] if path.name != "sources.csv" else []
    return Dataset(path.as_posix(), description.rstrip("."), len(rows), tuple(dict.fromkeys(filter(None, used))))
