"""The site: pages rendered and files copied, in place when all is good."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from pkjp_analysis.display import write_whole
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution.record import LIBRARY, changed, hashes, input_hashes
from pkjp_analysis.execution.staging import publish, staging
from pkjp_analysis.files import sha256
from pkjp_analysis.report import about, data, differences, figures, front, methods, sections, statements
from pkjp_analysis.report.page import Asset, Page
from pkjp_analysis.report.render import STATIC, Renderer
from pkjp_analysis.report.report import Report
from pkjp_analysis.report.results import Results
from pkjp_analysis.vintages.folder import vintages

FOLDER = "site"
# Hidden: no part of what it tells of.
_MARK = ".made-from"
_PARTS = (front, statements, sections, figures, data, methods, differences, about)


def write_site(root: Path, folder: Path, *, anew: bool = True) -> Path:
    """Write the report of the results in a folder, as the folder ``site`` in it.

    Parameters
    ----------
    root
        The study's folder.
    folder
        The results of a run.
    anew
        Write it also where it is there already, made from the same results by the same library.

    Returns
    -------
    Path of the front page.

    Raises
    ------
    PkjpError
        There are no results, they are not what a run wrote, the data changed since, or the site cannot be written.
    """
    front = folder / FOLDER / "index.html"
    with staging(folder, (FOLDER,)) as aside:
        results = Results(folder)
        mark = _made_from(root, results)
        if not anew and _is_whole(folder / FOLDER, mark):
            return front
        report = Report(root, results)
        _require_same_data(report)
        pages, assets = _made(report)
        renderer = Renderer(report, pages, assets)
        new = aside / "new" / FOLDER
        for page in pages:
            _write(new / page.address, renderer.page(page).encode("utf-8"))
        for asset in (*assets, *_static()):
            _write(new / asset.address, asset.content)
        _write(new / _MARK, f"{mark}\n{_digest(hashes(new))}\n".encode())
        publish(aside, folder, (FOLDER,))
    return front


def write_single(root: Path, folder: Path, file: Path) -> Path:
    """Write the report of the results in a folder as one HTML file, which needs no other.

    Raises
    ------
    PkjpError
        As for `write_site`.
    """
    report = Report(root, Results(folder))
    _require_same_data(report)
    pages, assets = _made(report)
    return write_whole(file, Renderer(report, pages, assets).single(list(_static())).encode("utf-8"))


def _made_from(root: Path, results: Results) -> str:
    """What decides every byte of the site but the day of the run: results, data, library, and what it tells besides."""
    run = {name: value for name, value in asdict(results.run).items() if name not in ("last_run", "seconds")}
    besides = [sha256(path) for path in (root / "CITATION.cff", root / "LICENSE") if path.is_file()]
    return _digest([run, hashes(LIBRARY), [vintage.id for vintage in vintages(root)], besides])


def _require_same_data(report: Report) -> None:
    """Refuse data that are not those of the results: rows would stand beside figures that were not made from them."""
    now = input_hashes(report.root, report.vintages)
    for name in changed(report.results.run.inputs, now):
        if name.startswith("data/"):
            raise PkjpError(
                f"{name} changed since the run of {report.results.folder.name}/; run `pkjp reproduce` again"
            )


def _is_whole(site: Path, mark: str) -> bool:
    """Whether a site is there, made from that, and nobody has changed it since."""
    try:
        told = (site / _MARK).read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        return False
    return told == [mark, _digest(hashes(site))]


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _made(report: Report) -> tuple[list[Page], list[Asset]]:
    made = [one for part in _PARTS for one in part.made(report)]
    pages = [one for one in made if isinstance(one, Page)]
    assets = [one for one in made if isinstance(one, Asset)]
    addresses = [one.address for one in made]
    twice = next((address for address in addresses if addresses.count(address) > 1), None)
    if twice:
        raise PkjpError(f"site/{twice} would be written twice; rename one of the raw files or figures that lead there")
    return pages, assets


def _static() -> Iterator[Asset]:
    for path in sorted(STATIC.iterdir()):
        yield Asset(f"static/{path.name}", path.read_bytes())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
