"""Everything `pkjp check` looks at: contracts, checksums, committed tables, provenance, ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pkjp_analysis.claims import CHECKS
from pkjp_analysis.claims.contradictions import CONTRADICTIONS
from pkjp_analysis.cleaning.build import differences
from pkjp_analysis.cleaning.manifest import changed_files
from pkjp_analysis.cleaning.snapshot import Snapshot, read_snapshot, shown
from pkjp_analysis.errors import PkjpError

if TYPE_CHECKING:
    import pandas as pd


# Text evidence: context where it has no address.
FINDINGS = "press/findings.csv"


def check(root: Path) -> list[str]:
    """Every problem with the study's data, one line each; an empty list means that all is well."""
    problems = changed_files(root)
    try:
        snapshot = read_snapshot(root)
        problems += differences(snapshot)
    except PkjpError as breach:
        return [str(breach), *problems]
    return problems + provenance_problems(snapshot) + ledger_problems(snapshot)


def provenance_problems(snapshot: Snapshot) -> list[str]:
    """Sources without address or use, and figures that rest on the paper."""
    sources = snapshot["sources.csv"]
    nameless = set(sources[sources["url"] == ""]["source"])
    paper = set(sources[sources["evidence"] == "paper"]["source"])
    problems = []
    used: set[str] = set()
    for name, frame in snapshot.tables.items():
        if name == "sources.csv" or "source" not in frame.columns:
            continue
        used |= set(frame["source"])
        if name == FINDINGS:
            wrong = frame["source"].isin(nameless | paper) & (frame["context"] == "")
            told = "column context: no address, or the paper itself, and not marked; mark it"
        else:
            wrong = frame["source"].isin(nameless | paper)
            told = "column source: it has no address, or is the paper itself; leave the row out"
        problems += [f"{shown(name)} row {index + 1}, {told}" for index in frame.index[wrong]]
    unused = sorted(set(sources["source"]) - used)
    return problems + [f"{shown('sources.csv')} {source}: no row uses it; remove it" for source in unused]


def ledger_problems(snapshot: Snapshot) -> list[str]:
    """Statements without a sentence, unknown statement ids, checks that do not exist."""
    claims = snapshot["claims.csv"]
    ids = set(claims["claim_id"])
    coverage = snapshot["claims_coverage.csv"]
    problems = _unknown_ids(ids, snapshot)
    located: set[str] = set()
    for statements in coverage["statements"]:
        located |= set(statements.split(";"))
    for claim in sorted(ids - located):
        problems.append(f"{shown('claims.csv')} {claim}: no sentence in claims_coverage.csv names it; locate it")
    for name, known in (("claims.csv", CHECKS), ("inconsistencies.csv", CONTRADICTIONS)):
        for row, check_name in enumerate(snapshot[name]["check"], start=1):
            if check_name and check_name not in known:
                problems.append(f"{shown(name)} row {row}, column check: no check is named {check_name!r}; correct it")
    return problems + _half_given(claims)


def _unknown_ids(ids: set[str], snapshot: Snapshot) -> list[str]:
    problems = []
    for name, column in (
        ("claims_coverage.csv", "statements"),
        ("press/findings.csv", "statements"),
        ("inconsistencies.csv", "claim_ids"),
        ("claims.csv", "premises"),
    ):
        for row, text in enumerate(snapshot[name][column], start=1):
            for claim in filter(None, text.split(";")):
                if claim not in ids and claim != "asserts nothing":
                    problems.append(f"{shown(name)} row {row}, column {column}: no statement {claim!r}; correct it")
    return problems


def _half_given(claims: pd.DataFrame) -> list[str]:
    """A check needs its reason, its date and its window."""
    problems = []
    written = claims[claims["check"] != ""]
    for column in ("rule_reason", "fixed", "evidence_from", "evidence_to", "about"):
        for index in written.index[written[column] == ""]:
            problems.append(
                f"{shown('claims.csv')} row {index + 1}, column {column}: a statement with a check needs it; fill it in"
            )
    return problems
