"""Results of the whole study for tests of the report, without a run: notebooks as committed, statements as judged."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from pkjp_analysis.claims import judge_all, records
from pkjp_analysis.execution.record import NotebookRun, RunRecord, input_hashes
from pkjp_analysis.execution.statements import as_json
from pkjp_analysis.report.render import Renderer
from pkjp_analysis.report.report import Report
from pkjp_analysis.report.results import Results, Section, figure_stem
from pkjp_analysis.root import MANIFEST
from pkjp_analysis.store import Store

ROOT = Path(__file__).resolve().parents[1]
PARAMETERS = {"reporter": "PAK", "partner": "JPN", "year": 2024, "vintage": None}
VERSIONS = {"python": "3", "pandas": "3", "matplotlib": "3"}
# What every stand-in of a figure says that it rests on.
ROWS = {"comtrade/totals_2024.csv": "1-3"}


@cache
def shipped() -> Store:
    return Store(ROOT)


def results(folder: Path, claims: list[dict[str, Any]] | None = None) -> Path:
    """Write to a folder what a run leaves there; of figures the files are stand-ins, the pictures the notebooks'."""
    held = folder / "notebooks"
    shutil.copytree(ROOT / "notebooks", held, ignore=shutil.ignore_patterns(".*", "00_*"))
    for part in ("figures", "tables"):
        (folder / part).mkdir()
    for path in sorted(held.glob("*.ipynb")):
        _stand_ins(folder, path)
    judged = records(judge_all(shipped())) if claims is None else claims
    (folder / "claims.json").write_text(as_json(judged), encoding="utf-8")
    runs = {path.name: NotebookRun("", "", {}, 0, 0.0, [], {}) for path in sorted(held.glob("*.ipynb"))}
    record = RunRecord(
        PARAMETERS, VERSIONS, input_hashes(ROOT), runs, {}, 0.0, {"started": "2026-11-24T08:00:00+00:00"}
    )
    record.write(folder)
    return folder


def _stand_ins(folder: Path, notebook: Path) -> None:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    section = Section(notebook.name, notebook.name[:2], "", cells)
    for cell in cells:
        for output in cell.get("outputs", ()):
            stem = figure_stem(section, output)
            if stem:
                told = {"title": f"Figure {stem}", "alt": output["metadata"]["image/png"]["alt"], "rows": ROWS}
                (folder / "figures" / f"{stem}.json").write_text(json.dumps(told), encoding="utf-8")
                for kind in ("svg", "pdf", "csv"):
                    (folder / "figures" / f"{stem}.{kind}").write_bytes(b"")


def spread(folder: Path) -> None:
    """Let every figure rest on rows of three raw files in turn, so that all files have figures; some have many."""
    files = [resource["path"] for resource in json.loads((ROOT / MANIFEST).read_text(encoding="utf-8"))["resources"]]
    for place, path in enumerate(sorted((folder / "figures").glob("*.json"))):
        ours = {files[(3 * place + more) % len(files)]: "1" for more in range(3)}
        rows = {"comtrade/totals_2024.csv": "1-3", "wits/world_trade.csv": "5-400", **ours}
        told = json.loads(path.read_text(encoding="utf-8")) | {"rows": rows}
        path.write_text(json.dumps(told), encoding="utf-8")


def only(folder: Path, notebook: str, **parameters: Any) -> None:
    """Leave of a run one notebook's results, made with other parameters."""
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    run["notebooks"] = {name: one for name, one in run["notebooks"].items() if name == notebook}
    run["parameters"] |= parameters
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")


def report(folder: Path, **tables: Any) -> Report:
    """The report of results in a folder; `tables` stand in the place of the study's own."""
    made = Report(ROOT, Results(folder))
    vars(made)["store"] = shipped().with_tables(**tables) if tables else shipped()
    return made


def page(made: Report, part: Any, address: str) -> str:
    """A page of a part of the report, as it stands in the site."""
    pages = list(part.made(made))
    return Renderer(made, pages, []).page(next(one for one in pages if one.address == address))
