"""Which printed rate of a tariff applies to an exporter, and what that makes of the lines held of an HS chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.challenges import TARIFF_COLUMNS, tariffs
from pkjp_analysis.frames.once import once

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

# Columns open to every member of the WTO, in the order in which they are asked: a WTO rate that is not in brackets is
# below the others, and a temporary rate takes the place of the general one.
OPEN = ("WTO", "temporary", "general")
# Columns of preferences that an exporter can use as well. The general preferences of Pakistan: its commerce ministry
# names its tariff under them (finding 68); whom else the importer's list holds is not held. The agreements: the
# schedule names the partner.
PREFERENCES = {"PAK": ("GSP",), "IND": ("IND",), "VNM": ("VNM",)}
COLUMNS = [
    *("chapter", "headings", "lines", "free", "lowest", "highest", "other_rule", "dutiable", "laws_least", "laws_most"),
    *("laws", "columns"),
]


def columns_for(exporter: str) -> tuple[str, ...]:
    """Columns of the schedule that apply to an exporter, first the one that is asked first."""
    return (*PREFERENCES.get(exporter, ()), *OPEN)


@once
def lines_of(study: Pair, importer: str, exporter: str) -> pd.DataFrame:
    """One row per tariff line held: line, chapter, heading, the column that applies, rate, rule, kind, laws.

    The first column with a rate applies, in the order of `columns_for`; a rate in brackets is bound and not applied.
    """
    rows = tariffs(study)
    order = columns_for(exporter)
    rows = rows[(rows["reporter"] == importer) & rows["column"].isin(order) & (rows["kind"] != "in brackets")]
    asked = rows.assign(place=rows["column"].map(order.index)).sort_values(["line", "place"], kind="stable")
    return asked.drop_duplicates("line").drop(columns="place")


@once
def by_chapter(study: Pair, importer: str, exporter: str) -> pd.DataFrame:
    """What the lines held under each HS chapter ask of an exporter; a chapter without a line has no row.

    Columns chapter, headings (those of which lines are held), lines, free (lines without duty), lowest and highest
    (percent of value among the lines with a plain percentage; missing where there is none), other_rule (lines with
    another printed rule: per kilogram, the greater of two), dutiable (percent of the lines held that bear a duty),
    laws_least and laws_most (marks of other laws on one line), laws (all marks, as printed), columns (in words).
    """
    return _by(lines_of(study, importer, exporter), "chapter", exporter)


@once
def by_code(study: Pair, importer: str, exporter: str) -> pd.DataFrame:
    """The same by HS 6-digit code, in the column chapter."""
    held = lines_of(study, importer, exporter)
    return _by(held.assign(code=held["line"].str.replace(".", "").str[:6]), "code", exporter)


@once
def by_heading(study: Pair, importer: str, exporter: str) -> pd.DataFrame:
    """The same by HS heading, in the column chapter."""
    return _by(lines_of(study, importer, exporter), "heading", exporter)


def _by(held: pd.DataFrame, digits: str, exporter: str) -> pd.DataFrame:
    words = ", then ".join(TARIFF_COLUMNS[name] for name in columns_for(exporter))
    records = [{"chapter": code, **_summary(part), "columns": words} for code, part in held.groupby(digits, sort=True)]
    return pd.DataFrame(records, columns=COLUMNS)


def _summary(part: pd.DataFrame) -> dict[str, object]:
    plain = part[part["kind"] == "ad valorem"]["ad_valorem"]
    marks = part["laws"].map(lambda text: [mark for mark in text.split(";") if mark])
    free = int((part["kind"] == "free").sum())
    return {
        "headings": ", ".join(sorted(part["heading"].unique())),
        "lines": len(part),
        "free": free,
        "lowest": float(plain.min()),
        "highest": float(plain.max()),
        "other_rule": int((part["kind"] == "other rule").sum()),
        "dutiable": 100 * (len(part) - free) / len(part),
        "laws_least": int(marks.map(len).min()),
        "laws_most": int(marks.map(len).max()),
        "laws": ", ".join(sorted({mark for some in marks for mark in some})),
    }
