"""ro-crate-metadata.json: what is in the archive, where it comes from, and the run that made the results.

RO-Crate 1.1 with the profile Process Run Crate 0.5: one action for the whole run and one for each notebook. Who ran it
is not recorded, so no action names an agent. It is no Workflow Run Crate: no file here is a workflow of a management
system, the notebooks are run by the study's own library.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from pkjp_analysis import __version__
from pkjp_analysis.archive.contents import RESULTS, SITE, SOURCE
from pkjp_analysis.documents.cff import citation
from pkjp_analysis.documents.datasets import datasets
from pkjp_analysis.documents.exhibits import shown
from pkjp_analysis.documents.last_run import span
from pkjp_analysis.execution.record import FILE as RUN
from pkjp_analysis.execution.record import STUDY, NotebookRun
from pkjp_analysis.execution.whole import Build
from pkjp_analysis.plain import rows_of
from pkjp_analysis.store import Store

METADATA = "ro-crate-metadata.json"
_PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_TERMS = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}
_DONE = "http://schema.org/CompletedActionStatus"
# Folders that are described as one; the files of the others are described one by one.
_AS_ONE = {
    ".ci/": "What the project's continuous integration runs",
    "benchmarks/": "Speed and memory of the library, measured",
    "docs/": "Generated and written documents for the reviewer",
    f"{SOURCE}/": "The library that cleaned the data, ran the notebooks and judged the statements",
    "tests/": "Tests",
    f"{RESULTS}/{SITE}/": "The results as a site that opens from the file system",
}
_LISTED = {
    "data/raw/": "Figures as printed, with their sources; the statements of the paper with the rules of their verdicts",
    "data/processed/": "The tables of data/raw in base units, made by `make processed`",
    "notebooks/": "A notebook for each section of the paper, with outputs",
    f"{RESULTS}/figures/": "Each figure as SVG, PNG and PDF, and as CSV the rows that it plots",
    f"{RESULTS}/notebooks/": "The executed notebooks",
    f"{RESULTS}/tables/": "Each table whole, as CSV and as LaTeX",
}
_NAMES = {
    "CITATION.cff": "How to cite the study",
    "LICENSE": "Licence of the code, and what it does not cover",
    "Makefile": "The commands of the study: make reproduce, make test",
    "README.md": "What the study is and how to run it",
    "REPLICATION.md": "Data availability, requirements, exhibits with notebook and cell, in-text numbers",
    "pyproject.toml": "The package and what it needs",
    "requirements.lock": "The environment: every package with version and hashes",
    f"{RESULTS}/claims.csv": "Every statement with its verdict, as a table",
    f"{RESULTS}/claims.json": "Every statement with its verdict and evidence",
    f"{RESULTS}/{RUN}": "The record of the run: hashes of inputs and outputs, parameters, versions, seconds, machine",
}
_TYPES = {
    **{".cff": "application/yaml", ".csv": "text/csv", ".ipynb": "application/x-ipynb+json", ".lock": "text/plain"},
    **{".md": "text/markdown", ".tex": "application/x-tex", ".toml": "application/toml", "": "text/plain"},
}


def metadata(root: Path, build: Build, held: Mapping[str, bytes]) -> bytes:
    """The metadata file of an archive that holds these files.

    Raises
    ------
    PkjpError
        CITATION.cff or a table that describes the data cannot be read.
    """
    described = _Description(root, build, held)
    described.describe()
    graph = described.crate.metadata.generate()
    graph["@graph"].sort(key=lambda entity: (entity["@id"] != METADATA, entity["@id"] != "./", entity["@id"]))
    return (json.dumps(graph, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")


def _ref(id: str) -> dict[str, str]:
    return {"@id": id}


def _refs(ids: Iterable[str]) -> Any:
    return _one_or_all([_ref(id) for id in ids])


def _one_or_all(values: list[Any]) -> Any:
    """RO-Crate writes a list of one as that one."""
    return values[0] if len(values) == 1 else values


def _slug(text: str) -> str:
    """Words of a text as a part of an address, with a few digits of its hash: two texts never share one."""
    words = "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:40].strip("-")
    return f"{words}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"


@dataclass
class _Description:
    """The crate while its entities are added."""

    root: Path
    build: Build
    held: Mapping[str, bytes]

    def __post_init__(self) -> None:
        from rocrate.rocrate import ROCrate

        self.crate = ROCrate(version="1.1")
        self.crate.metadata.extra_terms.update(_TERMS)
        self.own = citation(self.root)
        self.tables = {one.path: one for one in datasets(self.root)}
        self.sources = {row["source"]: row for row in rows_of(Store(self.root).sources)}

    def describe(self) -> None:
        """Add everything."""
        self._folders()
        for name in self.held:
            if not name.startswith(tuple(_AS_ONE)):
                self._file(name)
        self._library()
        self._whole_run()
        for notebook, run in sorted(self.build.record.notebooks.items()):
            self._notebook_run(notebook, run)
        self._root()

    def _add(self, id: str, type: str | list[str], **properties: Any) -> dict[str, str]:
        """A contextual entity, once; a reference to it."""
        from rocrate.model import ContextEntity

        if self.crate.get(id) is None:
            told = {name: value for name, value in properties.items() if value not in ("", [])}
            self.crate.add(ContextEntity(self.crate, id, properties={"@type": type, **told}))
        return _ref(id)

    def _root(self) -> None:
        _, last = span(self.build.record)
        told = {
            "name": self.own.title,
            "description": self.own.abstract,
            "version": self.own.version,
            "datePublished": f"{last:%Y-%m-%d}",
            "keywords": list(self.own.keywords),
            "author": _one_or_all([self._author(name) for name in self.own.authors]),
            "license": self._license(),
            "conformsTo": self._add(_PROFILE, "CreativeWork", name="Process Run Crate", version="0.5"),
            "citation": self._add(
                "#paper", "ScholarlyArticle", name=self.own.paper, description="The paper that is reproduced"
            ),
            "mentions": _refs(["#run", *(_run_id(name) for name in sorted(self.build.record.notebooks))]),
        }
        for name, value in told.items():
            self.crate.root_dataset[name] = value

    def _author(self, name: str) -> dict[str, str]:
        return self._add(f"#author-{_slug(name)}", "Organization", name=name)

    def _license(self) -> dict[str, str]:
        name = f"{self.own.license} licence"
        about = "Of code, notebooks and text. It does not cover data/: each table names the terms of its publishers."
        return self._add(f"https://spdx.org/licenses/{self.own.license}", "CreativeWork", name=name, description=about)

    def _folders(self) -> None:
        for folder, told in {**_AS_ONE, **_LISTED}.items():
            below = [name for name in self.held if name.startswith(folder)]
            if below:
                parts = _refs(below) if folder in _LISTED else []
                kinds = ["Dataset", "SoftwareSourceCode"] if folder == f"{SOURCE}/" else "Dataset"
                properties = {"@type": kinds, "name": folder, "description": told, "hasPart": parts}
                self.crate.add_dataset(
                    dest_path=folder, properties={name: value for name, value in properties.items() if value}
                )

    def _file(self, name: str) -> None:
        data = self.held[name]
        properties: dict[str, Any] = {
            "name": self._shows.get(name) or _NAMES.get(name) or Path(name).name,
            "encodingFormat": _format(name),
            "contentSize": str(len(data)),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        if name.startswith("notebooks/"):
            properties |= {"@type": ["File", "SoftwareSourceCode"], "programmingLanguage": self._python()}
            properties["version"] = __version__
        if name in self.tables:
            properties |= self._provenance(name)
        self.crate.add_file(dest_path=name, properties=properties)

    def _provenance(self, name: str) -> dict[str, Any]:
        """What a table is, the sources of its rows, and the terms of these."""
        table = self.tables[name]
        told: dict[str, Any] = {"name": f"{table.description} ({Path(name).name})"}
        if table.sources:
            told["isBasedOn"] = _one_or_all([self._source(key) for key in table.sources])
            told["license"] = _refs(dict.fromkeys(self._terms(key)["@id"] for key in table.sources))
        return told

    def _source(self, key: str) -> dict[str, str]:
        row = self.sources[key]
        publisher = self._add(f"#publisher-{_slug(row['publisher'])}", "Organization", name=row["publisher"])
        return self._add(
            f"#source-{key}",
            "CreativeWork",
            name=row["title"] or row["publisher"],
            publisher=publisher,
            url=row["url"],
            datePublished=row["published"],
            license=self._terms(key),
        )

    def _terms(self, key: str) -> dict[str, str]:
        terms = self.sources[key]["terms"]
        return self._add(f"#terms-{_slug(terms)}", "CreativeWork", name=terms, description=f"Terms: {terms}")

    def _python(self) -> dict[str, str]:
        version = self.build.record.versions["python"]
        return self._add("https://www.python.org/", "ComputerLanguage", name="Python", version=version)

    def _library(self) -> None:
        """The code as a program: its version, language, licence, and the packages that it ran with."""
        code = self.crate.get(f"{SOURCE}/")
        packages = [
            self._package(name, version)
            for name, version in sorted(self.build.record.versions.items())
            if name not in ("python", STUDY)
        ]
        told = {"version": __version__, "programmingLanguage": self._python(), "license": self._license()}
        for name, value in {**told, "softwareRequirements": packages}.items():
            code[name] = value

    def _package(self, name: str, version: str) -> dict[str, str]:
        address = f"https://pypi.org/project/{name}/{version}/"
        return self._add(address, "SoftwareApplication", name=name, version=version, url=address)

    def _parameters(self) -> list[str]:
        given = {name: value for name, value in self.build.record.parameters.items() if value}
        return [self._add(f"#parameter-{n}", "PropertyValue", name=n, value=v)["@id"] for n, v in given.items()]

    def _whole_run(self) -> None:
        first, last = span(self.build.record)
        machine = self.build.record.machine
        about = (
            "Held the data against their contracts and hashes, ran the notebooks and judged every statement of the "
            f"paper, on {machine['cores']} cores ({machine['processor']}), {machine['memory_gib']} GiB of memory, "
            f"{machine['system']}."
        )
        results = [f"{RESULTS}/{part}/" for part in ("figures", "notebooks", "tables")]
        files = [f"{RESULTS}/{name}" for name in (*self.build.record.claims, RUN)]
        given = [name for name in ("data/raw/", "data/processed/", "notebooks/", "requirements.lock") if self._is(name)]
        results = [*filter(self._is, results), *files]
        self._action("#run", "pkjp reproduce", about, first, last, f"{SOURCE}/", given, results)

    def _notebook_run(self, notebook: str, run: NotebookRun) -> None:
        first = datetime.fromisoformat(run.started)
        last = first + timedelta(seconds=round(run.seconds))
        about = f"One notebook of the run: {run.cells} code cells in {run.seconds:.1f} seconds."
        results = [f"{RESULTS}/{name}" for name in run.outputs]
        name = f"Execution of {notebook}"
        self._action(_run_id(notebook), name, about, first, last, f"notebooks/{notebook}", list(run.reads), results)

    def _action(
        self,
        id: str,
        name: str,
        about: str,
        first: datetime,
        last: datetime,
        instrument: str,
        given: list[str],
        results: list[str],
    ) -> None:
        self._add(
            id,
            "CreateAction",
            name=name,
            description=about,
            startTime=first.isoformat(timespec="seconds"),
            endTime=last.isoformat(timespec="seconds"),
            actionStatus=_DONE,
            instrument=_ref(instrument),
            object=_refs([*given, *self._parameters()]),
            result=_refs(results),
        )

    def _is(self, id: str) -> bool:
        return self.crate.get(id) is not None

    @cached_property
    def _shows(self) -> dict[str, str]:
        """What each figure and table shows, by the paths of its files."""
        found = [shown(self.build.place / "notebooks" / name) for name in sorted(self.build.record.notebooks)]
        return {
            f"{RESULTS}/{path}": exhibit.shows
            for one in found
            for exhibit in one.exhibits
            for path in one.files(exhibit)
        }


def _run_id(notebook: str) -> str:
    return f"#run-{notebook[:2]}"


def _format(name: str) -> str:
    """The media type by the name's ending."""
    suffix = Path(name).suffix
    return _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "text/plain")
