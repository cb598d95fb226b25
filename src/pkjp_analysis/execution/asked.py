"""The runs that a sweep is asked for: countries and years as they are typed, and every combination checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path

from pkjp_analysis.errors import UsageError
from pkjp_analysis.execution.catalogue import select
from pkjp_analysis.execution.parameters import Parameters, check_values, effective
from pkjp_analysis.execution.progress import Progress

_YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")


def parse_years(text: str) -> list[int]:
    """Years from ``2019-2024``, ``2020``, or several such parts with commas between them.

    Raises
    ------
    UsageError
        A part is no year and no range, or a range ends before it begins.
    """
    years: list[int] = []
    for part in text.split(","):
        found = _YEARS.fullmatch(part.strip())
        if not found:
            raise UsageError(f"--years {text}: {part.strip()!r} is no year; write such as 2019-2024, 2020 or 2019,2021")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            raise UsageError(f"--years {text}: {first} comes after {last}; write {last}-{first}")
        years += range(first, last + 1)
    return list(dict.fromkeys(years))


def parse_countries(option: str, text: str) -> list[str]:
    """Country codes in capitals from a list with commas.

    Raises
    ------
    UsageError
        A place between commas is empty.
    """
    codes = [code.strip().upper() for code in text.split(",")]
    if not all(codes):
        raise UsageError(f"{option} {text!r}: a code is missing; write codes with commas between them, as PAK,IND")
    return list(dict.fromkeys(codes))


def combinations(
    root: Path,
    reporters: Iterable[str],
    partners: Iterable[str],
    years: Iterable[int],
    names: Sequence[str],
    progress: Progress,
) -> list[Parameters]:
    """Every run, checked before any starts; a country with itself is left out, and `progress` says so.

    Raises
    ------
    UsageError
        A country, a year or a notebook is not valid, or there is no pair.
    """
    every = [Parameters(*values) for values in product(reporters, partners, years)]
    runs = [one for one in every if one.reporter != one.partner]
    same = dict.fromkeys(one.reporter for one in every if one.reporter == one.partner)
    if not runs:
        raise UsageError("no two different countries among --reporters and --partners; name another")
    for one in runs:
        try:
            check_values(root, one)
        except UsageError as error:
            raise UsageError(re.sub(r"^--(reporter|partner|year)\b", r"--\1s", str(error))) from None
    effective(select(root, names), vars(runs[0]))
    for code in same:
        progress.say(f"note: {code} with itself is no pair; left out")
    return runs
