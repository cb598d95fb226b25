"""The first breach of a contract, in words that name row and column."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandera.pandas as pa

from pkjp_analysis.cleaning.contracts import contract_of
from pkjp_analysis.cleaning.fields import NUMBER, RawTable


def validate(frame: Any, name: str) -> tuple[int, str, str, str] | None:
    """First breach of a file's contract, or None.

    Returns
    -------
    tuple of (row number from 1, column, value, what is wrong)
    """
    try:
        _contract(contract_of(name)).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as breach:
        cases = breach.failure_cases
        # Breaches of the whole table have no index and come first, missing columns before unknown ones.
        cases = cases.sort_values(["index", "check"], na_position="first", kind="stable")
        first = cases.iloc[0]
        same = cases[(cases["check"] == first["check"]) & (cases["failure_case"] == first["failure_case"])]
        # Of a value that stands twice the later row is the one to look at.
        return _breach(same.iloc[-1] if "unique" in str(first["check"]) else first)
    return None


@cache
def _contract(model: type[RawTable]) -> Any:
    """The contract on cells alone: what is read is text, and how pandas stores text depends on what is installed."""
    schema = model.to_schema()
    return schema.update_columns({name: {"dtype": None} for name in schema.columns})


def _breach(case: Any) -> tuple[int, str, str, str]:
    check, value = str(case["check"]), str(case["failure_case"])
    if check == "column_in_dataframe":
        return 0, value, "", "the column is missing"
    if check == "column_in_schema":
        return 0, value, "", "the column is not known"
    row = int(case["index"]) + 1
    column = str(case["column"])
    if check.startswith("str_matches"):
        wrong = "is not a number" if NUMBER in check else "has the wrong form"
    elif check.startswith("isin"):
        wrong = "is not a known value"
    elif "unique" in check:
        wrong = "stands twice (duplicate key)"
    elif check.startswith("str_length"):
        wrong = "is empty"
    else:
        wrong = f"fails {check}"
    return row, column, value, wrong
