"""The series: what each means, on which bases and from which sources it is held, its chart and its figures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pkjp_analysis import codebook
from pkjp_analysis.documents.markdown import ranges
from pkjp_analysis.frames.scope import ALONE
from pkjp_analysis.indicators.grants import LEVELS
from pkjp_analysis.periods import period_label
from pkjp_analysis.plain import mapping, rows_of
from pkjp_analysis.report.data_charts import MOST_LINES, panels
from pkjp_analysis.report.data_tables import Told, told
from pkjp_analysis.report.downloads import download
from pkjp_analysis.report.page import Asset, Page, series_address
from pkjp_analysis.report.report import Report

if TYPE_CHECKING:
    import pandas as pd

# Of more figures than this the page tells where they stand, file by file.
_LARGE = 500
_BASES = (
    "measure",
    "valuation",
    "recording",
    "calendar",
    "regime",
    "price_basis",
    "coverage",
    "nomenclature",
    "edition",
)
_HEADER = (
    *("period", "reporter", "partner", "flow", "product", "breakdown", "measure", "value", "unit", "qualifier"),
    *("valuation", "recording", "calendar", "regime", "price_basis", "coverage", "edition", "origin", "evidence"),
    *("confidence", "source", "vintage"),
)
_KINDS = {"source": "source", "value": "number"}
_PLACES = ("reporter", "partner", "flow", "nomenclature", "breakdown", "measure", "unit", "file")
Row = dict[str, Any]


@dataclass(frozen=True)
class HeldSeries:
    """A series with its observations; every cell is text."""

    name: str
    report: Report
    frame: pd.DataFrame

    @property
    def meaning(self) -> str:
        """What it is."""
        return codebook.series(self.name).meaning

    @property
    def family(self) -> str:
        """What it belongs to."""
        return codebook.series(self.name).family

    @cached_property
    def years(self) -> str:
        """Years in which its periods end, as ranges."""
        return ranges(int(end[:4]) for end in self.frame["period_end"].unique() if end)

    def different(self, column: str) -> list[str]:
        """The words that stand in a column."""
        return sorted(word for word in self.frame[column].unique() if word)

    @cached_property
    def levels(self) -> list[str]:
        """Evidence levels, the best first."""
        return sorted(self.different("evidence"), key=LEVELS.index)

    @cached_property
    def is_large(self) -> bool:
        """Whether its figures are told by the files where they stand."""
        return len(self.frame) > _LARGE

    @cached_property
    def asset(self) -> Asset:
        """Its figures to download; those of fetched vintages are left where they are."""
        shipped = self.frame[~self.frame["raw"].str.startswith("local/")]
        text = io.StringIO()
        shipped.to_csv(text, index=False, lineterminator="\n")
        return download(f"data/series/{self.name}.csv", text.getvalue().encode("utf-8"))


def held_series(report: Report) -> list[HeldSeries]:
    """Every series that is held, in the codebook's order, then those that it does not describe."""
    groups = dict(iter(report.store.coarse.groupby("series", sort=True)))
    known = [name for name in codebook.SERIES if name in groups]
    others = [str(name) for name in groups if name not in codebook.SERIES]
    return [HeldSeries(name, report, groups[name]) for name in (*known, *others)]


def made(report: Report, held: list[HeldSeries], shown: set[str]) -> Iterator[Page | Asset]:
    """A page and a download for each series; `shown` are the rows of fetched files that have a place."""
    labels = _Labels.of(report)
    for series in held:
        yield _page(report, series, labels, shown)
        yield series.asset


def _page(report: Report, series: HeldSeries, labels: _Labels, shown: set[str]) -> Page:
    raw = series.frame["raw"].tolist()
    pair = (report.parameters["reporter"], report.parameters["partner"])
    drawn, left_out = panels(labels.added(rows_of(_for_chart(series, pair))), pair)
    values: dict[str, Any] = {
        **{"series": series, "panels": drawn, "left_out": left_out, "most_lines": MOST_LINES, "shown": shown},
        "bases": {column: ", ".join(series.different(column)) for column in _BASES if series.different(column)},
        "sources": _sources(report, series),
        "files": series.frame["raw"].str.partition("#")[0].value_counts().sort_index().to_dict(),
        "known": set(report.store.sources["source"]),
        "statements": report.trace.statements_of(raw),
        "figures": report.trace.figures_of(raw),
    }
    if series.is_large:
        values["table"] = _places(series, labels)
    else:
        rows = sorted(labels.added(rows_of(series.frame)), key=_order)
        cells = [[_cell(row, column) for column in _HEADER] for row in rows]
        values["table"] = told(_HEADER, cells, [row["raw"] for row in rows], _KINDS)
    return Page(series_address(series.name), codebook.in_words(series.name), "data_series.html", "data", values)


def _for_chart(series: HeldSeries, pair: tuple[str, str]) -> pd.DataFrame:
    """The rows that a chart is chosen from: of a large series those of the pair, with each other and the world."""
    frame = series.frame
    if not series.is_large:
        return frame
    ours = frame[frame["reporter"].isin(pair) & frame["partner"].isin([*pair, *ALONE])]
    return ours if len(ours) else frame


def _cell(row: Row, column: str) -> str:
    return str(
        row[{"reporter": "reporter_name", "partner": "partner_name", "product": "product_told"}.get(column, column)]
    )


def _order(row: Row) -> tuple[str, ...]:
    names = ("reporter_name", "partner_name", "flow", "product", "breakdown", "measure", "period_end", "origin")
    return tuple(row[name] for name in (*names, "observation"))


def _sources(report: Report, series: HeldSeries) -> list[Row]:
    """The series' sources with what is known of each, and how many figures it gives."""
    counts = series.frame["source"].value_counts().to_dict()
    return [
        {**row, "figures": counts[row["source"]]} for row in rows_of(report.store.sources) if row["source"] in counts
    ]


def _places(series: HeldSeries, labels: _Labels) -> Told:
    """Where the figures of a large series stand: by who, what and file, each named by its first row."""
    frame = series.frame.assign(file=series.frame["raw"].str.partition("#")[0])
    rows, names = [], []
    for keys, part in frame.groupby(list(_PLACES), sort=True):
        place = dict(zip(_PLACES, map(str, keys), strict=True))
        for column in ("reporter", "partner"):
            place[column] = labels.countries.get(place[column], place[column])
        years = ranges(int(end[:4]) for end in part["period_end"].unique() if end)
        origins = "; ".join(sorted(part["origin"].unique()))
        rows.append([*place.values(), years, origins, str(len(part))])
        names.append(part["raw"].iloc[0])
    return told((*_PLACES, "years", "origins", "figures"), rows, names, {"figures": "number", "file": "file"})


@dataclass(frozen=True)
class _Labels:
    """What codes are called."""

    countries: dict[str, str]
    products: dict[tuple[str, str], str]

    @classmethod
    def of(cls, report: Report) -> _Labels:
        held = rows_of(report.store.products)
        products = {(row["nomenclature"], row["product"]): row["label"] for row in held}
        return cls(mapping(report.store.countries, "code", "name"), products)

    def added(self, rows: list[Row]) -> list[Row]:
        """The rows with names, labels of products and periods, and who it is about."""
        periods: dict[tuple[str, str, str], str] = {}
        for row in rows:
            key = (row["period_start"], row["period_end"], row["calendar"])
            if key not in periods:
                periods[key] = _period(*key)
            label = self.products.get((row["nomenclature"], row["product"]), "")
            row |= {
                "period": periods[key],
                "reporter_name": self.countries.get(row["reporter"], row["reporter"]),
                "partner_name": self.countries.get(row["partner"], row["partner"]),
                "product_label": label,
                "product_told": " ".join(dict.fromkeys(filter(None, (row["product"], label)))),
            }
            row["about"] = _about(row)
        return rows


def _period(start: str, end: str, calendar: str) -> str:
    return period_label(date.fromisoformat(start), date.fromisoformat(end), calendar) if start and end else "undated"


def _about(row: Row) -> str:
    """Where goods go, people live, money flows: ``Pakistan to Japan``."""
    near, far = row["reporter_name"], row["partner_name"]
    if not row["partner"]:
        return str(near)
    if row["flow"] in ("export", "out"):
        return f"{near} to {far}"
    if row["flow"] in ("import", "in"):
        return f"{far} to {near}"
    return ", ".join(filter(None, [f"{near} with {far}", row["flow"]]))
