"""The site: pages rendered and files copied, in place when all is good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pkjp_analysis.display import write_whole
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution.staging import publish, staging
from pkjp_analysis.report import about, data, differences, figures, front, methods, sections, statements
from pkjp_analysis.report.page import Asset, Page
from pkjp_analysis.report.render import Renderer
from pkjp_analysis.report.report import Report
from pkjp_analysis.report.results import Results

FOLDER = "site"
_PARTS = (front, statements, sections, figures, data, methods, differences, about)
_STATIC = Path(__file__).parent / "static"


def write_site(root: Path, folder: Path) -> Path:
    """Write the report of the results in a folder, as the folder ``site`` in it.

    Returns
    -------
    Path of the front page.

    Raises
    ------
    PkjpError
        There are no results, they are not what a run wrote, or the site cannot be written.
    """
    report = Report(root, Results(folder))
    pages, assets = _made(report)
    renderer = Renderer(report, pages, assets)
    with staging(folder, (FOLDER,)) as aside:
        new = aside / "new" / FOLDER
        for page in pages:
            _write(new / page.address, renderer.page(page).encode("utf-8"))
        for asset in (*assets, *_static()):
            _write(new / asset.address, asset.content)
        publish(aside, folder, (FOLDER,))
    return folder / FOLDER / "index.html"


def write_single(root: Path, folder: Path, file: Path) -> Path:
    """Write the report of the results in a folder as one HTML file, which needs no other.

    Raises
    ------
    PkjpError
        As for `write_site`.
    """
    report = Report(root, Results(folder))
    pages, assets = _made(report)
    return write_whole(file, Renderer(report, pages, assets).single(list(_static())).encode("utf-8"))


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
    for path in sorted(_STATIC.iterdir()):
        yield Asset(f"static/{path.name}", path.read_bytes())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
