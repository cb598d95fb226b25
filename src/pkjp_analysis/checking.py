"""Everything `pkjp check` looks at: contracts, checksums, committed tables, provenance, ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pkjp_analysis.claims import CHECKS
from pkjp_analysis.claims.contradictions import CONTRADICTIONS
from pkjp_analysis.cleaning.build import problems_with_data
from pkjp_analysis.cleaning.snapshot import Snapshot, read_snapshot, shown
from pkjp_analysis.errors import PkjpError

if TYPE_CHECKING:
    import pandas as pd


def check(root: Path) -> list[str]:
    """Every problem with the study's data, one line each; an empty list means that all is well."""
    problems = problems_with_data(root)
    try:
        snapshot = read_snapshot(root)
    except PkjpError as breach:
        return list(dict.fromkeys([*problems, str(breach)]))
    return problems + provenance_problems(snapshot) + ledger_problems(snapshot)


def provenance_problems(snapshot: Snapshot) -> list[str]:
    """Sources without address or use, and figures that rest on the paper."""
    sources = snapshot["sources.csv"].set_index("source")
    findings = snapshot["press/findings.csv"]
    problems = []
    used: set[str] = set()
    for name, frame in snapshot.tables.items():
        if name == "sources.csv" or "source" not in frame.columns:
            continue
        used |= set(frame["source"])
        for row, source in zip(range(1, len(frame) + 1), frame["source"], strict=True):
            if name != "press/findings.csv" and not sources.at[source, "url"]:
                problems.append(f"{shown(name)} row {row}, column source: {source!r} has no address; leave the row out")
            if name != "press/findings.csv" and sources.at[source, "evidence"] == "paper":
                problems.append(f"{shown(name)} row {row}, column source: the paper is no source; leave the row out")
    for row, (source, context) in enumerate(zip(findings["source"], findings["context"], strict=True), start=1):
        if not sources.at[source, "url"] and not context:
            problems.append(f"{shown('press/findings.csv')} row {row}, column context: no address and not marked; mark it")
    for source in sorted(set(sources.index) - used):
        problems.append(f"{shown('sources.csv')} {source}: no row uses it; remove it")
    return problems


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
