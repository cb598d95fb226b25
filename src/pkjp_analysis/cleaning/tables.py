"""Tables of their own: countries, products, sources, grants, events, findings, tariffs, gravity, outlines."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pkjp_analysis.cleaning.fields import REGRESSORS
from pkjp_analysis.cleaning.numbers import as_text, parse_figure
from pkjp_analysis.cleaning.observations import observations
from pkjp_analysis.cleaning.snapshot import Snapshot, shown
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.periods import parse_period
from pkjp_analysis.plain import mapping

if TYPE_CHECKING:
    import pandas as pd


def processed_tables(snapshot: Snapshot) -> dict[str, pd.DataFrame]:
    """Every table of data/processed by file name, text cells, rows in the order of the raw files."""
    return {
        "observations.csv": observations(snapshot),
        "countries.csv": countries(snapshot),
        "products.csv": products(snapshot),
        "sources.csv": snapshot["sources.csv"],
        "grants.csv": grants(snapshot),
        "events.csv": events(snapshot),
        "findings.csv": findings(snapshot),
        "tariffs.csv": tariffs(snapshot),
        "gravity_coefficients.csv": gravity_coefficients(snapshot),
        "gravity_pairs.csv": gravity_pairs(snapshot),
        "outlines.csv": outlines(snapshot),
    }


def countries(snapshot: Snapshot) -> pd.DataFrame:
    """Columns code, name, kind (country, world, group); one row per code."""
    frame = snapshot["reference/countries.csv"][["code", "name", "kind"]].drop_duplicates()
    twice = frame.loc[frame["code"].duplicated(), "code"]
    if len(twice):
        raise PkjpError(f"{shown('reference/countries.csv')}: code {twice.iloc[0]} has two names; keep one")
    return frame.sort_values("code", ignore_index=True)


def products(snapshot: Snapshot) -> pd.DataFrame:
    """Columns nomenclature, product, label, kind, stages, trade_classes, chapters; HS chapters and other groups."""
    import pandas as pd

    chapters = snapshot["reference/hs_chapters.csv"].assign(nomenclature="HS", kind="chapter")
    frame = pd.concat([chapters, snapshot["reference/product_groups.csv"]], ignore_index=True).fillna("")
    return frame[["nomenclature", "product", "label", "kind", "stages", "trade_classes", "chapters"]]


def grants(snapshot: Snapshot) -> pd.DataFrame:
    """One row per stated amount, in base units (columns amount, currency, precision), with dates and source."""
    frame = _with_source(snapshot, "press/grants.csv")
    units = snapshot["reference/units.csv"]
    base, power = mapping(units, "printed", "unit"), mapping(units, "printed", "multiplier")
    figures = [
        parse_figure(text, base[unit], Decimal(power[unit]), "printed", qualifier)
        for text, unit, qualifier in zip(frame["amount"], frame["unit"], frame["qualifier"], strict=True)
    ]
    frame["amount"] = [as_text(figure.value) for figure in figures]
    frame["precision"] = [as_text(figure.precision) for figure in figures]
    frame["currency"] = frame["unit"].map(base)
    _check_dates(frame, "press/grants.csv", ("notes_date", "agreement_date", "announced_date", "period"))
    columns = [
        *(
            "grant",
            "donor",
            "recipient",
            "title",
            "theme",
            "channel",
            "place",
            "kind",
            "notes_date",
            "agreement_date",
        ),
        *("announced_date", "period", "amount", "currency", "precision", "qualifier", "source", "origin"),
        *("vintage", "evidence", "confidence", "raw"),
    ]
    return frame[columns]


def events(snapshot: Snapshot) -> pd.DataFrame:
    """One row per event and source: event, date, until, title, category, source, origin, evidence, confidence."""
    frame = _with_source(snapshot, "press/events.csv")
    _check_dates(frame, "press/events.csv", ("date", "until"))
    columns = [
        *("event", "reporter", "partner", "date", "until", "title", "category", "source", "origin"),
        *("vintage", "evidence", "confidence", "raw"),
    ]
    return frame[columns]


def findings(snapshot: Snapshot) -> pd.DataFrame:
    """Text evidence: finding, statements, value, unit, period, source, evidence, confidence, context."""
    frame = _with_source(snapshot, "press/findings.csv")
    columns = [
        *("finding", "statements", "value", "unit", "period", "source", "vintage", "evidence", "confidence"),
        *("context", "raw"),
    ]
    return frame[columns]


def tariffs(snapshot: Snapshot) -> pd.DataFrame:
    """One row per line and column that prints a rate: rate as printed, ad_valorem (percent or empty), rule, laws."""
    name = "tariffs/japan_2025.csv"
    frame = _with_source(snapshot, name)
    keys = ["reporter", "line"]
    lines = _with_source(snapshot, "tariffs/lines.csv")[[*keys, "label", "laws"]]
    for table, where, key in ((lines, "tariffs/lines.csv", keys), (frame, name, [*keys, "column"])):
        _refuse(table.duplicated(key), where, "line", "stands twice (duplicate key); remove one")
    frame = frame.merge(lines, on=keys, how="left")
    _refuse(frame["label"].isna(), name, "line", "is not in tariffs/lines.csv; correct it or add it there")
    plain = frame["rate"].str.fullmatch(r"\d+(\.\d+)?%") | (frame["rate"] == "Free")
    expected = frame["rate"].where(plain, "").replace("Free", "0").str.rstrip("%")
    _refuse(frame["ad_valorem"] != expected, name, "ad_valorem", "is not the plain percentage of the rate; correct it")
    columns = [*keys, "label", "column", "rate", "ad_valorem", "rule", "laws", "source", "vintage", "evidence"]
    return frame[[*columns, "confidence", "location", "notes", "raw"]]


def gravity_coefficients(snapshot: Snapshot) -> pd.DataFrame:
    """Published coefficients as printed, with half their last digit; multiplier: USD per unit of the flows."""
    name = "academic/gravity_coefficients.csv"
    frame = _with_source(snapshot, name)
    _refuse(frame.duplicated(["estimate", "regressor"]), name, "regressor", "stands twice (duplicate key); remove one")
    figures = [parse_figure(text, "", Decimal(1), "printed", "exact") for text in frame["coefficient"]]
    frame["precision"] = [as_text(figure.precision) for figure in figures]
    frame["multiplier"] = frame["unit"].map(mapping(snapshot["reference/units.csv"], "printed", "multiplier"))
    columns = ["estimate", "estimator", "period", "observations", "multiplier", "regressor", "coefficient", "precision"]
    return frame[[*columns, "source", "origin", "vintage", "evidence", "confidence", "location", "notes", "raw"]]


def gravity_pairs(snapshot: Snapshot) -> pd.DataFrame:
    """Flows between two economies in base units, with the regressors of the equation where they are held."""
    name = "academic/gravity_pairs.csv"
    frame = _with_source(snapshot, name)
    _refuse(frame.duplicated(["exporter", "importer", "period"]), name, "importer", "stands twice (duplicate key)")
    units = snapshot["reference/units.csv"]
    base, power = mapping(units, "printed", "unit"), mapping(units, "printed", "multiplier")
    flows = [
        parse_figure(text, base[unit], Decimal(power[unit]), "stored", "exact")
        for text, unit in zip(frame["value"], frame["unit"], strict=True)
    ]
    frame["value"], frame["unit"] = [as_text(flow.value) for flow in flows], frame["unit"].map(base)
    columns = ["exporter", "importer", "period", "value", "unit", *REGRESSORS, "source", "origin", "vintage"]
    return frame[[*columns, "evidence", "confidence", "location", "notes", "raw"]]


def outlines(snapshot: Snapshot) -> pd.DataFrame:
    """Outlines of countries as points in degrees, in the order of the rings."""
    name = "reference/outlines.csv"
    frame = snapshot[name]
    points = frame["points"].str.split(" ")
    _refuse(frame.duplicated(["name", "ring"]), name, "ring", "stands twice (duplicate key)")
    _refuse(points.str[0] != points.str[-1], name, "points", "the ring is not closed; end with its first point")
    frame = frame.assign(points=points).explode("points", ignore_index=True)
    frame[["longitude", "latitude"]] = frame["points"].str.split(",", expand=True)
    return frame[["country", "name", "ring", "longitude", "latitude", "source"]]


def _refuse(wrong: pd.Series[bool], name: str, column: str, what: str) -> None:
    """Stop at the first row that is wrong."""
    if wrong.any():
        raise PkjpError(f"{shown(name)} row {int(wrong.to_numpy().argmax()) + 1}, column {column}: {what}")


def _with_source(snapshot: Snapshot, name: str) -> pd.DataFrame:
    frame = snapshot[name].copy()
    sources = snapshot["sources.csv"].set_index("source")
    frame["vintage"] = frame["source"].map(sources["published"])
    frame["evidence"] = frame["source"].map(sources["evidence"])
    frame["raw"] = name + "#" + frame["row"]
    codes = snapshot["reference/countries.csv"].set_index("printed")["code"]
    for column in ("donor", "recipient", "reporter", "partner", "exporter", "importer"):
        if column in frame.columns:
            frame[column] = frame[column].map(codes)
    return frame


def _check_dates(frame: pd.DataFrame, name: str, columns: tuple[str, ...]) -> None:
    for column in columns:
        for index, text in enumerate(frame[column]):
            try:
                parse_period(text, "point" if text else "unknown")
            except ValueError as error:
                raise PkjpError(f"{shown(name)} row {index + 1}, column {column}: {error}; correct it") from None
