"""REPLICATION.md: the study in the form of the social science data editors' template README (v1.1)."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pkjp_analysis.claims.judge import CHECKS
from pkjp_analysis.display import write_whole
from pkjp_analysis.documents import last_run
from pkjp_analysis.documents.cff import citation as cited
from pkjp_analysis.documents.datasets import Dataset, datasets
from pkjp_analysis.documents.exhibits import Exhibit, Shown, shown
from pkjp_analysis.documents.markdown import document, table
from pkjp_analysis.documents.sources import citation
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.execution.catalogue import FOLDER, all_notebooks
from pkjp_analysis.execution.record import LIBRARY, RunRecord
from pkjp_analysis.execution.whole import Build, whole_build
from pkjp_analysis.frames.screening import DRAWS
from pkjp_analysis.indicators import screening
from pkjp_analysis.narrative import NARRATORS
from pkjp_analysis.plain import rows_of
from pkjp_analysis.store import Store

FILE = "REPLICATION.md"
_TEMPLATE = (
    "Vilhuber, L., Connolly, M., Koren, M., Llull, J., and Morrow, P. (2022). A template README for social science "
    "replication packages (v1.1). https://doi.org/10.5281/zenodo.7293838"
)
# More sources than these are counted, not named: the rows of the table name each.
_NAMED = 3


def page(root: Path, record: RunRecord, notebooks: Path | None = None) -> str:
    """The whole page.

    Parameters
    ----------
    root
        The study's folder.
    record
        The run that the marked block tells of.
    notebooks
        Folder of executed notebooks, by default the study's own with the outputs that they carry.

    Raises
    ------
    PkjpError
        A file that the page is made from is missing or cannot be read.
    """
    store, own = Store(root), cited(root)
    found = [shown((notebooks or root / FOLDER) / one.name) for one in all_notebooks(root)]
    held = datasets(root)
    sections = [
        *_overview(found, held, store),
        *_availability(held, store),
        *_requirements(root, last_run.block(record)),
        *_programs(root, found, own.license),
        *_instructions(),
        *_exhibits(found),
        *_in_text(found, store),
        *_references(store, own.paper),
    ]
    what = (
        f"Replication package of the paper *{own.paper}*, in the form of the social science data editors' template "
        "README."
    )
    made_from = "the data, the notebooks and the record of their last run"
    return document("Replication", what, *sections, made_from=made_from, target="replication")


def of_build(root: Path, build: Build) -> str:
    """The page of a build: its own executed notebooks and its own run."""
    return page(root, build.record, build.place / FOLDER)


def write(root: Path) -> Path:
    """Write the page from the results in build/.

    Raises
    ------
    PkjpError
        There is no whole build of today's notebooks and data.
    """
    return write_whole(root / FILE, of_build(root, whole_build(root)).encode("utf-8"))


def _overview(found: list[Shown], held: list[Dataset], store: Store) -> Iterator[str]:
    exhibits = [exhibit for one in found for exhibit in one.exhibits]
    figures = sum(exhibit.kind == "figure" for exhibit in exhibits)
    raw = [one for one in held if one.path.startswith("data/raw/")]
    yield "## Overview"
    yield (
        f"The code in this package builds the {len(held) - len(raw)} tables of `data/processed` from the {len(raw)} of "
        f"`data/raw` ({len(store.sources)} sources) and runs {len(found)} notebooks with Python. They make {figures} "
        f"figures and {len(exhibits) - figures} tables and judge {len(store.claims)} statements of the paper. "
        "One command, `make reproduce`, does all of it; the time that it took is under "
        "[Memory and Runtime Requirements](#memory-and-runtime-requirements)."
    )


def _availability(held: list[Dataset], store: Store) -> Iterator[str]:
    rows = rows_of(store.sources)
    files: dict[str, list[str]] = {row["source"]: [] for row in rows}
    for one in held:
        for source in one.sources if one.path.startswith("data/raw/") else ():
            files.setdefault(source, []).append(one.path)
    unstated = sum(row["terms"].startswith("not stated") for row in rows)
    without = sum(not row["url"] for row in rows)
    limited = sum("redistribution" in row["terms"] for row in rows)
    yield "## Data Availability and Provenance Statements"
    yield (
        "The study uses data that others have published. Each figure in `data/raw` names its source, each source has "
        "its publisher, address and terms in `data/raw/sources.csv`."
    )
    yield "### Statement about Rights"
    yield (
        f"The figures stay under their publishers' terms, quoted per source below; for {unstated} of {len(rows)} "
        "sources no terms are stated where they were read, and single figures are quoted with attribution. Nothing "
        "here certifies a right that a publisher has not stated: who redistributes the data has to keep to these terms."
    )
    yield "### License for Data"
    yield "No licence of this package covers the data; see [LICENSE](LICENSE) and the terms of each source."
    yield "### Summary of Availability"
    yield "- [x] All data **are** publicly available.\n- [ ] Some data **cannot be made** publicly available."
    yield (
        "Every figure that the results rest on is in this package, so nothing has to be downloaded or requested, at "
        f"no cost. {len(rows) - without} of {len(rows)} sources have the public address at which they were read; "
        f"addresses of the press may go. {limited} sources limit redistribution in bulk: of these only the rows, or "
        "sums of them, are carried that the study uses."
    )
    yield "### Details on each Data Source"
    yield (
        "Format: CSV in UTF-8. Data dictionary: `data/raw/datapackage.json` (columns, types, constraints) and "
        "[docs/codebook.md](docs/codebook.md). The full citation of each key is under [References](#references)."
    )
    header = ("source", "publisher", "availability", "terms", "address", "files")
    yield table(header, [_source(row, files[row["source"]]) for row in sorted(rows, key=lambda row: row["source"])])
    yield "## Dataset list"
    yield table(("data file", "source", "rows", "notes", "provided"), map(_dataset, held))


def _source(row: dict[str, str], files: list[str]) -> list[str]:
    available = "public, provided" if row["url"] else "provided; no address, see the title"
    where = ", ".join(f"`{name}`" for name in files)
    return [f"`{row['source']}`", row["publisher"], available, row["terms"], row["url"], where]


def _dataset(one: Dataset) -> list[object]:
    named = ", ".join(f"`{key}`" for key in one.sources) or "this study"
    told = named if len(one.sources) <= _NAMED else f"{len(one.sources)} sources, one named in each row"
    return [f"`{one.path}`", told, one.rows, one.description, "yes"]


def _requirements(root: Path, block: str) -> Iterator[str]:
    yield "## Computational requirements"
    yield "### Software Requirements"
    project = tomllib.loads(_text(root, "pyproject.toml"))["project"]
    yield (
        f"- Python {project['requires-python'].removeprefix('>=')} or newer\n- make, on Linux or macOS (the README "
        "has the commands without it)\n- the packages of `requirements.lock`, every one with its version and hash; "
        "`make reproduce` installs them into `.venv`. Those that the code names itself:"
    )
    yield table(("package", "version", "needed for"), _packages(project, _text(root, "requirements.lock")))
    yield "### Controlled Randomness"
    yield (
        f"- [x] Random seed is set: `SEED = {screening.SEED}` in `{_home(screening.__name__)}`, for {DRAWS:,} "
        "vectors of weights drawn by numpy's generator PCG64 (notebook 09, screening). No other number is random."
    )
    yield "### Memory and Runtime Requirements"
    yield (
        "Between the marks stands what depends on the machine. It is written by `make replication` and is the only "
        "part that the test does not compare, but for the two hashes at its end: they are those of the notebooks' code "
        "cells and of the data, so that a run of others is noticed."
    )
    yield block


def _packages(project: dict[str, Any], lock: str) -> Iterator[tuple[str, str, str]]:
    """Direct dependencies with the versions of the lock, and what each is for."""
    held: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", lock, flags=re.MULTILINE):
        held.setdefault(_normal(name), []).append(version)
    extras = {f"extra `{name}`": needed for name, needed in project.get("optional-dependencies", {}).items()}
    for purpose, needed in {"every run": project["dependencies"], **extras}.items():
        for name in sorted({_normal(re.split(r"[\[<>=!~; ]", one)[0]) for one in needed}):
            yield f"`{name}`", " or ".join(held.get(name, ["not in the lock"])), purpose


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _programs(root: Path, found: list[Shown], license: str) -> Iterator[str]:
    yield "## Description of programs/code"
    yield table(
        ("notebook", "section of the paper", "code cells"),
        [(f"`{FOLDER}/{one.notebook}`", one.title, one.cells) for one in found],
    )
    yield "The notebooks call the library in `src/pkjp_analysis`:"
    yield table(("program", "what it does"), _library())
    yield "The targets of `Makefile`:"
    yield table(("target", "what it does"), _targets(root))
    yield "### License for Code"
    yield f"The code is under the {license} licence; see [LICENSE](LICENSE)."


def _library() -> Iterator[tuple[str, str]]:
    """The library's modules and packages with the first line of their docstrings."""
    for path in sorted(LIBRARY.iterdir()):
        module = path / "__init__.py" if path.is_dir() else path
        if module.is_file() and module.suffix == ".py" and not path.name.startswith("_"):
            told = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
            name = f"{path.name}/" if path.is_dir() else path.name
            yield f"`src/{LIBRARY.name}/{name}`", " ".join(told.partition("\n\n")[0].split()).replace("``", "`")


def _targets(root: Path) -> list[tuple[str, str]]:
    """The lines of `make help`."""
    lines = re.findall(r"@echo '(make \w+) +(.+)'", _text(root, "Makefile"))
    return [(f"`{target}`", told) for target, told in lines]


def _instructions() -> Iterator[str]:
    yield "## Instructions to Replicators"
    yield (
        "1. Unpack the package, or clone the repository, and open a terminal in its folder.\n"
        "2. `make reproduce` builds the environment, holds the data against their contracts and hashes, runs the "
        "notebooks and judges the statements. In an unpacked archive the results are there already and nothing is run "
        'again: `make reproduce ARGS="--force"` runs everything anew.\n'
        "3. Compare `build/` with what is listed below. `make test` runs the checks, and holds each notebook's text "
        "outputs and the fingerprint of each figure against the committed ones."
    )
    yield "### Details"
    yield (
        "- No path has to be set and no file downloaded.\n- One notebook: `.venv/bin/pkjp reproduce 03`; another pair "
        'or year: `make reproduce ARGS="--reporter LKA --year 2019 --output build/LKA-JPN"`.\n- The data are cleaned '
        "by `make processed`, from `data/raw` alone; a run rebuilds the tables and fails where one differs."
    )


def _exhibits(found: list[Shown]) -> Iterator[str]:
    yield "## List of tables and programs"
    yield (
        "The provided code reproduces every number that the paper states as far as public figures allow "
        "([in-text numbers](#in-text-numbers)). The figures and tables are the study's own; files are in `build/`. "
        "Code cells are counted from 1."
    )
    for one in found:
        if one.exhibits:
            yield f"### {one.title} (`{FOLDER}/{one.notebook}`)"
            header = ("exhibit", "shows", "cell", "call", "output files")
            yield table(header, [_exhibit(one, exhibit) for exhibit in one.exhibits])


def _exhibit(one: Shown, exhibit: Exhibit) -> list[object]:
    files = one.files(exhibit)
    kinds = ", ".join(f"`.{name.rpartition('.')[2]}`" for name in files[1:])
    named = f"{exhibit.kind} {one.notebook[:2]}_{exhibit.name}"
    return [named, exhibit.shows, exhibit.cell, f"`{exhibit.call}`", f"`{files[0]}`, {kinds}"]


def _in_text(found: list[Shown], store: Store) -> Iterator[str]:
    asserted = [row for row in rows_of(store.claims) if row["asserted_value"] or row["asserted_low"]]
    yield "## In-text numbers"
    yield (
        f"The {len(asserted)} statements of the paper with an asserted value, each in the study's words; its check "
        "computes the value from the figures held. Verdict, evidence and the row behind it: `build/claims.json`."
    )
    header = ("statement", "what it says", "asserted", "unit", "check", "shown in")
    yield table(header, [_statement(row, found) for row in asserted])
    yield "Numbers in the notebooks' prose are computed too, by one call for each subsection or topic:"
    yield table(("call", "program", "shown in"), _narrated(found))


def _statement(row: dict[str, str], found: list[Shown]) -> list[str]:
    low, high = row["asserted_low"], row["asserted_high"]
    asserted = row["asserted_value"] or " to ".join(dict.fromkeys((low, high)))
    where = _places((one, one.statements.get(row["subsection"] or row["section"], [])) for one in found)
    check = f"`{row['check']}` (`{_home(CHECKS[row['check']].__module__)}`)" if row["check"] else ""
    return [f"`{row['claim_id']}`", row["paraphrase"], asserted, row["unit"], check, where]


def _narrated(found: list[Shown]) -> Iterator[tuple[str, str, str]]:
    for topic, narrator in NARRATORS.items():
        where = _places((one, one.narrated.get(topic, [])) for one in found)
        if where:
            yield f'`study.narrate("{topic}")`', f"`{_home(narrator.__module__)}`", where


def _places(cells: Iterable[tuple[Shown, list[int]]]) -> str:
    """Where something is shown: ``03 cell 5; 10 cell 21``."""
    told = [(one, ", ".join(map(str, numbers))) for one, numbers in cells if numbers]
    return "; ".join(f"`{one.notebook.removesuffix('.ipynb')}` cell {numbers}" for one, numbers in told)


def _home(module: str) -> str:
    """The file of a module."""
    return f"src/{module.replace('.', '/')}.py"


def _references(store: Store, paper: str) -> Iterator[str]:
    yield "## References"
    yield f"- *{paper}*: the paper that is reproduced.\n- {_TEMPLATE}"
    rows = sorted(rows_of(store.sources), key=lambda row: (row["publisher"].casefold(), row["published"]))
    yield table(("source", "citation"), [(f"`{row['source']}`", citation(row)) for row in rows])


def _text(root: Path, name: str) -> str:
    try:
        return (root / name).read_text(encoding="utf-8")
    except OSError as error:
        raise PkjpError(f"{name} cannot be read ({error.strerror}); restore it from the repository") from error
