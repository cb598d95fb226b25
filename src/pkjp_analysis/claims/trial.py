"""A statement tried out: judged by the ledger's checks and rule without being in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pkjp_analysis.claims.judge import CHECKS, Judgement, judge, judge_opinion
from pkjp_analysis.claims.ledger import read_statement, statements
from pkjp_analysis.errors import UsageError
from pkjp_analysis.nearest import nearest
from pkjp_analysis.plain import rows_of
from pkjp_analysis.store import Store

_LEDGER = "claims.csv"


def ledger_row(claim_id: str, root: Path | Store) -> dict[str, str]:
    """A row of the ledger: text by column of data/raw/claims.csv.

    Parameters
    ----------
    claim_id
        Id of a statement, such as ``S3.1-01``.
    root
        The study's root, or its tables where they are open already.

    Raises
    ------
    UsageError
        No such statement; the line names the nearest.
    """
    store = root if isinstance(root, Store) else Store(root)
    rows = {row["claim_id"]: row for row in rows_of(store.claims)}
    if claim_id not in rows:
        raise UsageError(f"no statement {claim_id!r}; the nearest is {nearest(claim_id, rows)}")
    return rows[claim_id]


def judge_row(row: Mapping[str, object], root: Path | Store) -> Judgement:
    """Judge a statement as if its row stood in the ledger; no file is read as changed or written.

    Parameters
    ----------
    row
        Values by column of data/raw/claims.csv, as in `ledger_row`; a column that is left out is empty. They are held
        against the file's own contract. `about` names the rows of the data that the check reads, countries included.
    root
        The study's root, or its tables where they are open already.

    Raises
    ------
    UsageError
        A column or check that the ledger does not have, or a value that its contract refuses.
    PkjpError
        The check needs a value that the row does not have.
    """
    store = (root if isinstance(root, Store) else Store(root)).for_statements
    statement = read_statement(_checked(row, [*map(str, store.claims)]))
    if statement.kind != "policy_judgement":
        return judge(statement, store)
    premises = [one for one in statements(store) if one.claim_id in statement.premises]
    factual = {one.claim_id: judge(one, store) for one in premises if one.kind != "policy_judgement"}
    return judge_opinion(statement, factual, store)


def _checked(row: Mapping[str, object], columns: list[str]) -> dict[str, str]:
    """The row as text with every column, or an error that names the column."""
    import pandas as pd

    from pkjp_analysis.cleaning.breach import validate

    for name in row:
        if name not in columns:
            raise UsageError(f"{_LEDGER} has no column {name!r}; the nearest is {nearest(name, columns)}")
    whole = dict.fromkeys(columns, "") | {name: "" if value is None else str(value) for name, value in row.items()}
    breach = validate(pd.DataFrame([whole]), _LEDGER)
    if breach:
        _, column, value, wrong = breach
        raise UsageError(f"statement {whole['claim_id']!r}, column {column}: {value!r} {wrong}; correct it")
    if whole["check"] and whole["check"] not in CHECKS:
        raise UsageError(f"no check is named {whole['check']!r}; the nearest is {nearest(whole['check'], CHECKS)}")
    return whole
