"""Observations of a vintage by level: codes below the HS chapter a reporter at a time, all others at once.

A world table has millions of codes, of which a pair needs few; what is not needed is never turned into text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pkjp_analysis.lineage import RAW
from pkjp_analysis.vintages.tables import FROM, observations_of, text_frame

if TYPE_CHECKING:
    import pandas as pd

_LEVEL = ["nomenclature", "product"]


def without_codes(root: Path, id: str) -> pd.DataFrame:
    """The observations that are no codes below the HS chapter; every cell is text."""
    return _split(root, id).coarse.copy()


def reporters_by_code(root: Path, id: str) -> set[str]:
    """Countries that report by HS code below the chapter."""
    return _split(root, id).reporters


def codes_of(
    root: Path, id: str, words: Mapping[str, Collection[str]], columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """Observations by HS code below the chapter, those with one of these words in these columns; every cell is text."""

    def chosen(group: pa.Table) -> Any:
        found = _is_code(group)
        for column, wanted in words.items():
            found &= _among(group, column, wanted.__contains__)
        return found

    def has(low: str, high: str) -> bool:
        return any(low <= reporter <= high for reporter in words["reporter"])

    return _chosen(observations_of(root, id)[0], id, chosen, has, [*words], columns)


@dataclass(frozen=True)
class _Split:
    """What is no code, and who reports by code."""

    coarse: pd.DataFrame
    reporters: set[str]


# By the file and its time: read once in a process.
_splits: dict[tuple[str, int], _Split] = {}


def _split(root: Path, id: str) -> _Split:
    file, path = observations_of(root, id)
    key = (str(path), path.stat().st_mtime_ns)
    if key not in _splits:
        reporters = set[str]()

        def chosen(group: pa.Table) -> Any:
            below = _is_code(group)
            names = group["reporter"].combine_chunks()
            reporters.update(names.dictionary.take(pa.array(np.unique(names.indices.to_numpy()[below]))).to_pylist())
            return ~below

        _splits[key] = _Split(_chosen(file, id, chosen, lambda low, high: True), reporters)
    return _splits[key]


def _chosen(
    file: pq.ParquetFile,
    id: str,
    chosen: Callable[[pa.Table], Any],
    has: Callable[[str, str], bool],
    asked: Sequence[str] = ("reporter",),
    columns: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The rows for which `chosen` holds; groups of rows of whose first and last reporter `has` is false are skipped.

    `chosen` sees the columns `asked` and the level; `columns` are those of the result, all where none are named.
    """
    reporter = file.schema_arrow.names.index("reporter")
    held_names = file.schema_arrow.names
    # What says where a row is from stands in the file under other names, or as such.
    named = (
        None
        if columns is None
        else [n for n in (*columns, *FROM) if n in held_names and (n not in FROM or RAW in columns)]
    )
    parts, places, start = [], [], 0
    for number in range(file.num_row_groups):
        told = file.metadata.row_group(number)
        known = told.column(reporter).statistics
        if known is None or not known.has_min_max or has(known.min, known.max):
            held = file.read_row_group(number, columns=[*_LEVEL, *asked], use_threads=False)
            found = chosen(held).nonzero()[0]
            if len(found):
                parts.append(file.read_row_group(number, named, use_threads=False).take(pa.array(found)))
                places.append(found + start)
        start += told.num_rows
    whole = pa.concat_tables(parts) if parts else file.schema_arrow.empty_table().select(named or held_names)
    frame = text_frame(whole, id, np.concatenate(places) if places else np.array([], dtype=int))
    return frame if columns is None else frame[list(columns)]


def _is_code(group: pa.Table) -> Any:
    by_code = _among(group, "nomenclature", lambda name: name == "HS")
    return by_code & _among(group, "product", lambda code: len(code) > 2)


def _among(group: pa.Table, column: str, holds: Callable[[str], bool]) -> Any:
    """Where a word holds, asked once of each word."""
    cells = group[column].combine_chunks()
    return np.array([holds(word) for word in cells.dictionary.to_pylist()], dtype=bool)[cells.indices.to_numpy()]
