"""A throw-away study: a few countries and notebooks of a few cells, independent of the real ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

PARAMETERS = 'reporter = "PAK"\npartner = "JPN"\nyear = 2024'

STATEMENTS: list[dict[str, Any]] = [
    {
        "claim_id": f"S{section}-01",
        "section": section,
        "kind": "quoted_figure",
        "paraphrase": "Exports were 202.34 million dollars, so the statement says at some length. " * 2,
        "asserted_low": 202.34,
        "asserted_high": None,
        "unit": "USD million",
        "period": "2024",
        "verdict": verdict,
        "reason": "202.341 lies in the printed interval",
        "evidence": [{"value": 202.341, "admissible": True}],
    }
    for section, verdict in (("abstract", "confirmed"), ("3.1", "conflicting"), ("10", "not written yet"))
]

OUTCOMES: list[dict[str, Any]] = [
    {"alternative": "CIF", "result": "not possible", "own_basis": False, "verdict_then": "", "reason": "none held"},
    {"alternative": "FOB", "result": "holds", "own_basis": True, "verdict_then": "close", "reason": "the same"},
    {"alternative": "customs", "result": "flips", "own_basis": False, "verdict_then": "mixed", "reason": "votes"},
]

STOOD_IN = ("pkjp_analysis.cleaning", "pkjp_analysis.claims", "pkjp_analysis.checking", "pkjp_analysis.report")

# Run in place of the installed command, in a process of its own: the data modules are replaced by stand-ins.
DRIVER = """
import sys, ministudy
ministudy.install(sys.modules)
from pkjp_analysis.cli import main
sys.exit(main())
"""


def install(modules: Any) -> None:
    """Stand-ins for the modules that need the real data; problems are lines of the file `problems`."""
    cleaning, claims, checking, report = (ModuleType(name) for name in STOOD_IN)

    def write_site(root: Path, folder: Path, anew: bool = True) -> Path:
        return folder / "site" / "index.html"

    def check(root: Path) -> list[str]:
        path = root / "problems"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def verify(root: Path) -> None:
        from pkjp_analysis.errors import PkjpError

        for problem in check(root):
            raise PkjpError(problem)

    def robustness(root: Path) -> list[dict[str, Any]]:
        return [
            {"claim_id": record["claim_id"], "verdict": record["verdict"], **outcome}
            for record in STATEMENTS
            for outcome in OUTCOMES
        ]

    checking.check = check  # type: ignore[attr-defined]
    report.write_site = write_site  # type: ignore[attr-defined]
    cleaning.verify = verify  # type: ignore[attr-defined]
    words = tuple(dict.fromkeys([*(record["verdict"] for record in STATEMENTS), "mixed"]))
    for name, value in (
        ("VERDICTS", words),
        ("judge_all", lambda root: STATEMENTS),
        ("records", list),
        ("robustness", robustness),
    ):
        setattr(claims, name, value)
    modules.update(zip(STOOD_IN, (cleaning, claims, checking, report), strict=True))


def code(source: str, *, tags: Sequence[str] = (), count: int | None = None) -> dict[str, Any]:
    metadata = {"tags": list(tags)} if tags else {}
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def notebook(*cells: str, parameters: str = PARAMETERS) -> dict[str, Any]:
    """A notebook of a heading, the parameters cell and these code cells, as a user would save it."""
    content = [
        {"cell_type": "markdown", "metadata": {}, "source": "# A section"},
        code(parameters, tags=["parameters"]),
        *(code(cell) for cell in cells),
    ]
    for place, cell in enumerate(content):
        cell["id"] = f"c{place}"
    kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": content, "metadata": {"kernelspec": kernelspec}, "nbformat": 4, "nbformat_minor": 5}


def save(root: Path, name: str, document: dict[str, Any]) -> Path:
    path = root / "notebooks" / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def make(root: Path) -> Path:
    """Write the study; its notebooks read a table of their own and write a figure and a table each."""
    for part in ("data/raw", "data/processed", "notebooks"):
        (root / part).mkdir(parents=True)
    (root / "data/raw/datapackage.json").write_text("{}\n")
    countries = "code,name,kind\nPAK,Pakistan,country\nJPN,Japan,country\nMEX,Mexico,country\nWLD,World,group\n"
    (root / "data/processed/countries.csv").write_text(countries)
    for number, name in (("03", "trade"), ("05", "aid")):
        (root / f"data/raw/{name}.csv").write_text("year,value\n2024,1\n")
        writes = (
            "import os\n"
            f"with open(os.path.join(os.environ['PKJP_ROOT'], 'data', 'raw', '{name}.csv')) as file:\n"
            "    rows = file.read()\n"
            f"for kind, name in (('figures', '{number}_{name}.svg'), ('tables', '{number}_{name}.csv')):\n"
            "    with open(os.path.join(os.environ['PKJP_OUTPUT'], kind, name), 'w') as file:\n"
            "        print(reporter, partner, year, file=file)"
        )
        save(root, f"{number}_{name}.ipynb", notebook(writes, "{'pair': reporter + partner, 'year': year}"))
    return root


def pkjp(
    *arguments: str, cwd: Path, environment: dict[str, str] | None = None, start: bool = False, first: str = ""
) -> Any:
    """Run the command as a user would, after the Python lines `first`; with `start`, return the running process."""
    places = [str(Path(__file__).parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(places), **(environment or {})}
    command = [sys.executable, "-c", first + DRIVER, *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    if start:
        return subprocess.Popen(command, cwd=cwd, env=surroundings, **pipes)
    return subprocess.run(command, cwd=cwd, env=surroundings, timeout=120, check=False, **pipes)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file's bytes, by its path in the folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
