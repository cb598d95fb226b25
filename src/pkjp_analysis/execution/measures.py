"""The measures that any pair can have, as rows: what a sweep puts together across pairs and years."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pkjp_analysis.execution import record

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.store import Store
    from pkjp_analysis.study import Study

# What tells one row from another, and what the number rests on; the rest of a row is its value.
RUN = ("reporter", "partner", "year")
TOLD = ("measure", "exporter", "importer", "flow", "reported_by", "count", "products")
BASIS = ("unit", "period", "calendar", "coverage", "valuation", "recording", "regime", "evidence")
SOURCE = ("origin", "publisher", "vintage")
COLUMNS = (*RUN, *TOLD, "value", *BASIS, *SOURCE, "latest_held")
FILES = ("summary.parquet", "summary.csv")


@dataclass(frozen=True)
class _Measure:
    """A measure's name and unit, the study's frame that has it, and its column there."""

    name: str
    frame: str
    column: str
    unit: str
    # Whether each direction of trade has a figure of its own, or each country, or the pair one.
    each: str = "direction"


_MEASURES = (
    _Measure("goods_trade", "all_goods_trade", "value", "USD"),
    _Measure("two_way_trade", "two_way_totals", "total", "USD", "pair"),
    _Measure("trade_balance", "two_way_totals", "balance", "USD", "pair"),
    _Measure("export_share", "two_way_totals", "export_share", "percent", "pair"),
    _Measure("share_in_world_trade", "world_shares", "share", "percent"),
    _Measure("product_concentration", "chapter_concentration", "hhi", "HHI, 0-1"),
    _Measure("partner_concentration", "partner_concentration", "hhi", "HHI, 0-1", "country"),
    _Measure("trade_intensity", "trade_intensity", "intensity", "ratio"),
    _Measure("trade_complementarity", "trade_complementarity", "complementarity", "index, 0-100"),
    _Measure("intra_industry", "intra_industry", "gl", "Grubel-Lloyd, 0-1", "pair"),
    _Measure("mirror_ratio", "mirror_totals", "ratio", "imports / exports"),
)
# Columns that a frame calls otherwise.
_CALLED = {"kind": "products"}


def of_run(root: Path, reporter: str, partner: str, year: int) -> pd.DataFrame:
    """Rows of one run: what is held of each measure for `year` itself, and a row without a value where nothing is.

    Parameters
    ----------
    root
        The study.
    reporter, partner, year
        The run's parameters; the figures are those of ``Study(reporter, partner, year)``.

    Returns
    -------
    DataFrame
        `COLUMNS`: reporter, partner, year; measure; exporter and importer (codes; ``WLD`` where partners are measured;
        both empty where the measure is the pair's), flow as its counter calls it, reported_by (code), count, products
        (what concentration and its like are over); value; unit and basis; origin, publisher, vintage; latest_held (the
        last year up to `year` of which the measure is held, missing where there is none). `two_way_trade`,
        `trade_balance` and `export_share` are seen from `reporter`. Two sources of one thing are two rows.
    """
    import pandas as pd

    from pkjp_analysis.study import Study

    study = Study(reporter, partner, year, root)
    study.store = _held_store(study.store)
    frames = {name: _frame(study, name) for name in dict.fromkeys(one.frame for one in _MEASURES)}
    rows = [row for measure in _MEASURES for row in _rows(study, measure, frames[measure.frame])]
    return typed(pd.DataFrame(rows, columns=list(COLUMNS)))


def write(parts: Sequence[pd.DataFrame], folder: Path) -> int:
    """Write summary.parquet and summary.csv, each whole or not at all, the same bytes for the same rows.

    Returns
    -------
    Number of rows.

    Raises
    ------
    PkjpError
        The folder cannot be written.
    """
    import pandas as pd

    from pkjp_analysis.display import write_whole

    rows = pd.concat(parts, ignore_index=True) if parts else typed(pd.DataFrame(columns=list(COLUMNS)))
    rows = rows.sort_values(list(RUN), kind="stable", ignore_index=True)
    parquet = io.BytesIO()
    rows.to_parquet(parquet, engine="pyarrow", index=False)
    csv = rows.to_csv(index=False, lineterminator="\n").encode()
    for name, data in zip(FILES, (parquet.getvalue(), csv), strict=True):
        write_whole(folder / name, data)
    return len(rows)


def _held_store(store: Store) -> Store:
    """The tables as this process has read them, while the study's files are the same."""
    hashes = {name: digest for name, digest in record.input_hashes(store.root).items() if name.startswith("data/")}
    if not _held or _held[0] != (store.root, hashes):
        _held[:] = [(store.root, hashes), store]
    held: Store = _held[1]
    return held


_held: list[Any] = []


def _frame(study: Study, name: str) -> pd.DataFrame:
    """A frame of the study with exporter and importer in codes."""
    frame = study.recent_goods_trade(study.year) if name == "all_goods_trade" else getattr(study, name)()
    frame = frame.rename(columns=_CALLED)
    codes = dict(zip(study.names, (study.reporter, study.partner), strict=True))
    if "reporter_name" in frame.columns:
        frame["reported_by"] = frame["reporter_name"].map(codes)
    elif "reporter" in frame.columns:
        frame["reported_by"] = frame["reporter"]
    if name == "partner_concentration":
        return frame.assign(exporter=frame["reported_by"], importer="WLD", flow="export")
    if name == "mirror_totals":
        for column in SOURCE:
            both = (frame[f"{end}_{column}"].astype(str) for end in ("exporter", "importer"))
            frame[column] = ["; ".join(ends) for ends in zip(*both, strict=True)]
    if "direction" in frame.columns:
        ends = {f"{a} to {b}": (codes[a], codes[b]) for a, b in (study.names, study.names[::-1])}
        for place, end in enumerate(("exporter", "importer")):
            frame[end] = frame["direction"].map({way: both[place] for way, both in ends.items()})
    return frame


def _rows(study: Study, measure: _Measure, frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows of a measure, for each thing that it is about; what comes later in a run's `year` is no part of it."""
    own: dict[str, Any] = {"reporter": study.reporter, "partner": study.partner, "year": study.year}
    frame = frame[frame[measure.column].notna()]
    for about in _about(study, measure):
        held = frame
        for column, code in about.items():
            held = held[held[column] == code] if code else held
        latest = held["year"].max() if len(held) else None
        named = {**own, "measure": measure.name, **about, "unit": measure.unit, "latest_held": latest}
        found = held[held["year"] == study.year]
        told = found[[name for name in COLUMNS if name in found.columns and name not in named]]
        for row in told.assign(value=found[measure.column]).to_dict("records") or [{}]:
            yield {**named, **{str(name): value for name, value in row.items()}}


def _about(study: Study, measure: _Measure) -> list[dict[str, str]]:
    ends = (study.reporter, study.partner)
    if measure.each == "pair":
        return [{"exporter": "", "importer": ""}]
    others = ends[::-1] if measure.each == "direction" else ("WLD", "WLD")
    return [{"exporter": exporter, "importer": importer} for exporter, importer in zip(ends, others, strict=True)]


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Years as whole numbers, the value as a float, the rest as text; empty text where nothing is said."""
    types = dict.fromkeys(COLUMNS, "str") | {"year": "int64", "value": "float64", "latest_held": "Int64"}
    words = [name for name, kind in types.items() if kind == "str"]
    return frame.assign(**{name: frame[name].astype(object).where(frame[name].notna(), "") for name in words}).astype(
        types
    )
