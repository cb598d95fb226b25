"""Fetch a vintage: part by part into a folder aside, which becomes the vintage when all of it is there and good."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pkjp_analysis
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.files import copy_file, sha256, take_lock
from pkjp_analysis.vintages import keys, tables
from pkjp_analysis.vintages.folder import LOCAL, MANIFEST, Vintage, vintages
from pkjp_analysis.vintages.service import Service
from pkjp_analysis.vintages.source import Part, Request, Source

_ASIDE, _REQUEST, _TOLD = ".partial", "request.json", ".told.json"


@dataclass(frozen=True)
class Refreshed:
    """What a refresh left: the vintage, and how many of its parts were fetched now and before."""

    vintage: Vintage
    fetched: int
    held: int
    rows: int
    observations: int
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """What a user should know, a line each."""
        id = self.vintage.id
        parts = f"{self.fetched} part{'s' if self.fetched != 1 else ''} fetched, {self.held} held already"
        if not self.fetched:
            parts = "held already, nothing was asked"
        return [
            f"{id}: {parts}; {self.rows:,} rows, {self.observations:,} observations",
            *(f"{id}: {note}" for note in self.notes),
            f"show it with: pkjp reproduce --vintage {id}",
        ]


def refresh(
    root: Path, source: Source, request: Request, say: Callable[[str], None] = lambda line: None, progress: Any = iter
) -> Refreshed:
    """Fetch what a request asks for, or go on where an earlier try was cut; nothing half is ever a vintage.

    Parameters
    ----------
    root, source, request
        The study, whose data, and which.
    say
        Takes a line for what a user should know meanwhile.
    progress
        Wraps the parts to be fetched, to show how far it is.

    Raises
    ------
    UsageError
        The request cannot be answered.
    PkjpError
        The service does not answer it whole; what is fetched stays for the next try, and earlier vintages as they are.
    """
    source.check(request)
    request = source.settle(request, bool(keys.find(source.key_name)))
    local = root / LOCAL
    local.mkdir(parents=True, exist_ok=True)
    with closing(take_lock(local / f".{source.name}.lock", f"fetching {source.name}", "wait for it")):
        today = date.today().isoformat()
        same = _same(root, source, request, today)
        if same:
            return _found(same)
        service = Service(source, say)
        with _without_key(service.key):
            parts = source.plan(request, service)
            aside = _aside(local, source, request, today)
            fetched = 0
            for part in progress(parts):
                if not _is_held(aside, part):
                    _fetch(aside, source, part, service)
                    fetched += 1
        vintage = _put_in_place(root, aside, source, request, parts, service)
    return _found(vintage, fetched)


def _same(root: Path, source: Source, request: Request, today: str) -> Vintage | None:
    """The vintage of today that answers the same request; files that the user gives are compared by their bytes."""
    for vintage in vintages(root):
        held = vintage.manifest
        if held["source"] == source.name and held["date"] == today and held["request"] == request.told():
            digests = [file["sha256"] for file in held["files"]]
            if [sha256(path) for path in request.files] == (digests if request.files else []):
                vintage.verify()
                return vintage
    return None


def _found(vintage: Vintage, fetched: int = 0) -> Refreshed:
    files = vintage.manifest["files"]
    rows = sum(int(file["rows"]) for file in files)
    observations = tables.ready(vintage).observations
    notes = [str(note) for note in vintage.manifest.get("notes", [])]
    return Refreshed(vintage, fetched, len(files) - fetched, rows, observations, notes)


def _aside(local: Path, source: Source, request: Request, today: str) -> Path:
    """The folder of an earlier try at the same request, else a new one."""
    for folder in sorted(local.glob(f".{source.name}-*{_ASIDE}")):
        try:
            if json.loads((folder / _REQUEST).read_text(encoding="utf-8")) == request.told():
                return folder
        except (OSError, ValueError):
            # It was cut before it was anything.
            shutil.rmtree(folder, ignore_errors=True)
    taken = {path.name for path in local.iterdir()}
    ids = [f"{source.name}-{today}", *(f"{source.name}-{today}-{number}" for number in range(2, 1000))]
    id = next(id for id in ids if id not in taken and f".{id}{_ASIDE}" not in taken)
    folder = local / f".{id}{_ASIDE}"
    folder.mkdir()
    _write(folder / _REQUEST, request.told())
    return folder


def _is_held(aside: Path, part: Part) -> bool:
    """Whether the part is there whole, as the answer to this very question, of the data set as it is now."""
    told = _told(aside, part)
    path = aside / part.name
    return (
        told is not None
        and told["asked"] == part.asked
        and told["version"] == part.version
        and path.is_file()
        and sha256(path) == told["sha256"]
    )


def _told(aside: Path, part: Part) -> dict[str, Any] | None:
    try:
        told: dict[str, Any] = json.loads((aside / f".{part.name}{_TOLD}").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told


def _fetch(aside: Path, source: Source, part: Part, service: Service) -> None:
    """Fetch and check one part; it counts once its own record is written, after it."""
    new = aside / f".{part.name}.new"
    try:
        source.fetch(part, service, new)
        rows = source.validate(part, new)
        if not rows:
            raise PkjpError(f"{source.name} answered {part.name} with no rows; check codes and years ({part.asked})")
        told = {"name": part.name, "asked": part.asked, "version": part.version, "rows": rows}
        told |= {
            "bytes": new.stat().st_size,
            "sha256": sha256(new),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        os.replace(new, aside / part.name)
    finally:
        new.unlink(missing_ok=True)
    _write(aside / f".{part.name}{_TOLD}", told)


def _put_in_place(
    root: Path, aside: Path, source: Source, request: Request, parts: list[Part], service: Service
) -> Vintage:
    """Make the manifest, try the tables, and give the folder its name: by that one step it is a vintage."""
    vintage = Vintage(root, aside.name.removeprefix(".").removesuffix(_ASIDE))
    files = [_told(aside, part) for part in parts]
    manifest = {
        **{"id": vintage.id, "source": source.name, "date": vintage.id.removeprefix(f"{source.name}-")[:10]},
        **{"title": source.title, "base": service.base, "request": request.told(), "notes": service.notes},
        **{"library": pkjp_analysis.__version__, "files": files},
    }
    if service.key and service.key in json.dumps(manifest):
        raise PkjpError(f"{source.name}: the key stands in what would be recorded; nothing was recorded, report it")
    whole = aside.with_name(f"{aside.name}.whole")
    shutil.rmtree(whole, ignore_errors=True)
    whole.mkdir()
    for part in parts:
        copy_file(aside / part.name, whole / part.name)
    _write(whole / MANIFEST, manifest)
    # Before it is a vintage its tables have to come out.
    tables.make(source, Vintage(root, vintage.id, whole), root / tables.PLACE / vintage.id)
    for path in whole.iterdir():
        path.chmod(0o444)
    os.rename(whole, vintage.folder)
    shutil.rmtree(aside, ignore_errors=True)
    return vintage


@contextmanager
def _without_key(key: str) -> Iterator[None]:
    """Let no key out in an exception, whoever raised it."""
    try:
        yield
    except PkjpError as error:
        raise type(error)(keys.without(str(error), key)) from None


def _write(path: Path, content: dict[str, Any]) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    os.replace(new, path)
