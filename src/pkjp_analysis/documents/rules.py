"""docs/rules.md: the rule behind every verdict, when it was fixed, and the constants of the study."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from pkjp_analysis.claims import ALTERNATIVES, CHECKS, threshold_verdicts
from pkjp_analysis.documents.constants import CONSTANTS
from pkjp_analysis.documents.markdown import document, table
from pkjp_analysis.plain import rows_of

if TYPE_CHECKING:
    from pkjp_analysis.store import Store

_HEADER = (
    *("statement", "check", "rule", "evidence window", "tolerance", "precision", "rows", "why so", "fixed"),
    *("at half", "as fixed", "at double"),
)
_WORDS = (
    "A verdict flips where it turns from confirmed or close to conflicting, or the reverse. It weakens where the "
    "support is less (in the order confirmed, close, mixed or unsupported, conflicting), where a conflict is no "
    "longer found, or where the votes are gone. Otherwise it holds. Where the statement or the data leave nothing to "
    "alter, or no admissible figure is left, that is not possible."
)


def page(store: Store) -> str:
    """Constants, checks, alternatives, and each statement's rule by section with the threshold verdicts."""
    robust = {row["claim_id"]: row for row in threshold_verdicts(store)}
    claims = rows_of(store.claims)
    sections = [
        "## Constants",
        "Numbers that no statement sets, with the reason for each.",
        table(("constant", "value", "why so"), CONSTANTS),
        "## Checks",
        table(("check", "what it does"), [[f"`{name}`", told(CHECKS[name])] for name in sorted(CHECKS)]),
        "## Alternatives",
        "Each statement whose check weighs figures is judged again under each of these, by the same check and rule; "
        "`pkjp claims --robustness` and notebook 10 say what comes of it.",
        table(("alternative", "varies", "what it does"), [[one.name, one.varies, one.does] for one in ALTERNATIVES]),
        _WORDS,
        "## Statements",
        "A threshold is a choice: the last columns give the verdict at half of it, as fixed, and at double of it. "
        "`column=value` in rows must hold; `column~value` is the basis, and rows on another one are context.",
    ]
    for name in dict.fromkeys(row["subsection"] or row["section"] for row in claims):
        ours = [row for row in claims if (row["subsection"] or row["section"]) == name]
        title = "Abstract" if name == "abstract" else f"Section {name}"
        sections += [f"### {title}", table(_HEADER, [_row(row, robust) for row in ours])]
    what = "The parameters of every statement's check, from `data/raw/claims.csv`, with the date each was fixed on."
    return document("Rules", what, *sections)


def told(check: Any) -> str:
    """The whole docstring of a check as one paragraph."""
    return " ".join((inspect.getdoc(check) or "").replace("``", "`").split())


def _row(row: dict[str, str], robust: dict[str, dict[str, Any]]) -> list[str]:
    words = robust.get(row["claim_id"], {})
    return [
        f"`{row['claim_id']}`",
        f"`{row['check']}`" if row["check"] else _unchecked(row),
        rule(row),
        _between(row["evidence_from"], row["evidence_to"]),
        row["tolerance_abs"],
        _between(row["precision_low"], row["precision_high"]),
        _rows_read(row),
        row["rule_reason"],
        row["fixed"],
        *(str(words.get(name, "")) for name in ("verdict_half", "verdict", "verdict_double")),
    ]


def _unchecked(row: dict[str, str]) -> str:
    if row["kind"] == "policy_judgement":
        premises = f"; premises {row['premises'].replace(';', ', ')}" if row["premises"] else ""
        return f"judgement of policy{premises}"
    return "not written yet"


def rule(row: dict[str, str]) -> str:
    """Comparator, threshold, near band, rank, periods and parts as far as the check has them."""
    asserted = row["asserted_value"] or " to ".join(dict.fromkeys([row["asserted_low"], row["asserted_high"]]))
    said = {
        "asserted": f"{asserted} {row['unit']}".strip() if asserted.strip(" to") else "",
        "rule": f"{row['comparator'].replace('_', ' ')} {row['threshold']}".strip(),
        "near from": row["near_from"],
        "rank within": row["rank_within"],
        "periods": row["over"],
        "parts": row["parts"].replace(";", ", "),
        "evidence is": "the parent of what is asserted" if row["about_is"] == "parent" else "",
    }
    return "; ".join(f"{name}: {value}" for name, value in said.items() if value)


def _between(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _rows_read(row: dict[str, str]) -> str:
    against = f" against `{row['against']}`" if row["against"] else ""
    return f"`{row['about']}`{against}" if row["about"] else ""
