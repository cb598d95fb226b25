"""docs/codebook.md: every series and every column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.codebook import COLUMNS, SERIES, series
from pkjp_analysis.documents.markdown import document, listed, ranges, table
from pkjp_analysis.store import PROCESSED

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.store import Store

_HEADER = ("series", "meaning", "unit", "measure", "reporters", "partners", "rows", "years", "recording", "parts")


def page(store: Store) -> str:
    """Series by family, then the columns of each processed table."""
    frame = store.observations
    families = dict.fromkeys(entry.family for entry in SERIES.values())
    sections = ["## Series", "Reporters and partners are counted; parts name the kinds of breakdown."]
    for family in families:
        names = [name for name in SERIES if series(name).family == family]
        rows = [_series(name, frame[frame["series"] == name]) for name in names]
        sections += [f"### {family[:1].upper()}{family[1:]}", table(_HEADER, [row for row in rows if row])]
    sections.append("## Columns")
    for name, columns in COLUMNS.items():
        if (store.root / PROCESSED / name).is_file():
            sections += [f"### {name}", table(("column", "meaning"), columns.items())]
    what = "Every series of `data/processed/observations.csv`, and every column of the tables beside it."
    return document("Codebook", what, *sections)


def _series(name: str, rows: pd.DataFrame) -> list[object]:
    if rows.empty:
        return []
    years = [int(end[:4]) for end in rows["period_end"] if end]
    return [
        f"`{name}`",
        series(name).meaning,
        listed(rows["unit"]),
        listed(rows["measure"]),
        rows["reporter"].nunique(),
        len(set(rows["partner"]) - {""}),
        len(rows),
        ranges(years),
        listed(rows["recording"]),
        listed(part.partition("=")[0] for part in rows["breakdown"]),
    ]
