"""The one manifest: data/raw/datapackage.json, with hashes and with schemas generated from the contracts."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from pkjp_analysis.cleaning.contracts import contract_of
from pkjp_analysis.cleaning.fields import RawTable
from pkjp_analysis.cleaning.snapshot import RAW, manifest, read_snapshot, shown
from pkjp_analysis.files import sha256

DESCRIPTIONS = {
    "comtrade": "UN Comtrade: totals and partners of 2024, HS chapters, exports net of re-exports, re-exports",
    "wits": "World Bank WITS: trade by group and stage of processing, trade with Japan",
    "wto": "WTO: Japan's imports by group and partner, 2015-2019",
    "sbp": "State Bank of Pakistan: receipts and payments by country (settlement basis)",
    "commerce_ministry": "Ministry of Commerce, Pakistan: two-way totals by fiscal year",
    "pbs": "Pakistan Bureau of Statistics: world totals by fiscal year",
    "aggregators": "Compilations that do not name their source: long-run context",
    "academic": "Trade totals, and a gravity equation with its rows, from published research",
    "oecd": "OECD DAC2A: aid by donor and kind, constant prices",
    "worldbank": "World Bank WDI: net aid, GDP, population, consumer prices",
    "federal_reserve": "US Federal Reserve H.10: yen per dollar, years and months",
    "ecb": "ECB reference rates of the days in months with a grant",
    "immigration_agency": "Immigration Services Agency of Japan: entries by status",
    "undesa": "UN DESA: migrant stock in Japan by origin",
    "mofa_survey": "MOFA Japan: survey of nationals abroad, 1 October 2025",
    "fdi": "Direct investment in Pakistan by origin and year, and of Japan in other hosts",
    "jetro": "JETRO surveys of Japanese companies abroad, as printed in releases and the press",
    "vehicles": "Vehicles of Pakistan: sales, production, exports, used imports, localisation",
    "floods": "Floods in Pakistan: yearly sums of EM-DAT records, assessments of single floods",
    "ict": "Receipts of Pakistan for ICT services",
    "mhlw": "Ministry of Health, Labour and Welfare, Japan: inspections of imported food",
    "tariffs": "Japan's tariff of 1 April 2025 on 41 headings, and averages that officials quote",
    "press": "Single figures, grants, events and findings read on press and official pages",
    "reference": "Names, units, chapters and groups with their codes; outlines of countries",
}


def write_manifest(root: Path) -> Path:
    """Write the manifest for the raw files as they are now; for a deliberate change of data/raw only.

    Raises
    ------
    PkjpError
        A file breaks its contract; nothing is written.
    """
    names = sorted(path.relative_to(root / RAW).as_posix() for path in (root / RAW).glob("**/*.csv"))
    names = [name for name in names if not name.startswith("local/")]
    read_snapshot(root, names)
    package = {
        "profile": "tabular-data-package",
        "name": "pkjp-analysis-raw",
        "title": "Raw figures of the study, as printed, with their sources",
        "licenses": [{"name": "other-at", "title": "Publishers' terms, see sources.csv"}],
        "resources": [_resource(root, name) for name in names],
    }
    path = root / RAW / "datapackage.json"
    aside = path.with_suffix(".json.new")
    aside.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    os.replace(aside, path)
    return path


def _resource(root: Path, name: str) -> dict[str, Any]:
    path = root / RAW / name
    family = name.split("/")[0]
    return {
        "name": name.removesuffix(".csv").replace("/", "-"),
        "path": name,
        "description": DESCRIPTIONS.get(family, (contract_of(name).__doc__ or "").strip()),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
        "schema": table_schema(contract_of(name)),
    }


def table_schema(model: type[RawTable]) -> dict[str, Any]:
    """Table Schema (Frictionless) of a pandera contract: types, descriptions, constraints, primary key."""
    fields = []
    key = []
    for name, column in model.to_schema().columns.items():
        metadata = column.metadata or {}
        field: dict[str, Any] = {"name": name, "type": metadata["type"], "description": column.description}
        constraints = _constraints(column, metadata)
        if constraints:
            field["constraints"] = constraints
        if column.unique:
            key.append(name)
        fields.append(field)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if key:
        schema["primaryKey"] = key
    return schema


def _constraints(column: Any, metadata: dict[str, Any]) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if metadata.get("required"):
        constraints["required"] = True
    if column.unique:
        constraints["unique"] = True
    for check in column.checks:
        if check.name == "isin":
            constraints["enum"] = [value for value in check.statistics["allowed_values"] if value != ""]
        elif check.name == "str_matches" and metadata["type"] == "string":
            constraints["pattern"] = check.statistics["pattern"]
    return constraints


def changed_files(root: Path) -> list[str]:
    """One line for each raw file whose bytes are not those that the manifest records."""
    problems = []
    resources = {resource["path"]: resource for resource in manifest(root)["resources"]}
    for name, resource in resources.items():
        path = root / RAW / name
        if not path.is_file():
            problems.append(f"{shown(name)}: the file is missing; restore it")
        elif f"sha256:{sha256(path)}" != resource["hash"]:
            problems.append(
                f"{shown(name)}: its bytes differ from the manifest (sha256); restore it, or run make manifest "
                "after a deliberate change"
            )
    for path in sorted((root / RAW).glob("**/*.csv")):
        name = path.relative_to(root / RAW).as_posix()
        if name not in resources and not name.startswith("local/"):
            problems.append(f"{shown(name)}: the manifest does not name it; run make manifest")
    return problems
