"""What each raw table must look like: pandera models, from which the manifest's schemas are generated."""

from __future__ import annotations

from pandera.typing import Series

from pkjp_analysis.cleaning.contracts_gravity import RawGravityCoefficients, RawGravityPairs
from pkjp_analysis.cleaning.contracts_ledger import Claims, ClaimsCoverage, Inconsistencies
from pkjp_analysis.cleaning.contracts_tariffs import RawTariffLines, RawTariffs
from pkjp_analysis.cleaning.fields import (
    CONFIDENCE,
    DAY,
    EVIDENCE,
    FLOWS,
    GRANT_KINDS,
    MEASURES,
    NOMENCLATURES,
    NUMBER,
    PERIOD,
    QUALIFIERS,
    RawTable,
    text,
)
from pkjp_analysis.periods import CALENDARS


class RawFigures(RawTable):
    """One printed figure a row; figures, units and country names as the source prints them."""

    row: Series[str] = text("row id, unique in the file and stable", pattern=r"\d+", required=True, unique=True)
    series: Series[str] = text("series id, see the codebook", pattern=r"[a-z][a-z0-9_]*", required=True)
    reporter: Series[str] = text("who reported, name as printed", required=True)
    partner: Series[str] = text("about whom, name as printed")
    flow: Series[str] = text("export, import, total, balance; out, in; or empty", isin=FLOWS)
    nomenclature: Series[str] = text("product nomenclature, or empty", isin=NOMENCLATURES)
    edition: Series[str] = text("HS edition as reported, or empty", pattern=r"H\d")
    product: Series[str] = text("product code as text")
    label: Series[str] = text("what the source calls the row")
    breakdown: Series[str] = text("name=value, or empty", pattern=r"[a-z]+=.+")
    measure: Series[str] = text("kind of figure", isin=MEASURES)
    period: Series[str] = text("period as printed", pattern=PERIOD)
    calendar: Series[str] = text("calendar of the period", isin=CALENDARS)
    value: Series[str] = text("the figure as printed", pattern=NUMBER, type="number")
    unit: Series[str] = text("unit as printed", required=True)
    qualifier: Series[str] = text("how exact the source says it is", isin=QUALIFIERS)
    valuation: Series[str] = text("FOB, CIF, unknown, or empty", isin=("FOB", "CIF", "unknown", ""))
    recording: Series[str] = text(
        "how it was recorded",
        isin=("customs", "settlement", "survey", "administrative", "market", "estimate", "unknown", ""),
    )
    regime: Series[str] = text("re-exports in or out", isin=("with re-exports", "without re-exports", "unknown", ""))
    price_basis: Series[str] = text("current or constant prices", isin=("current", "USD 2022", ""))
    precision: Series[str] = text("printed figure or machine-stored number", isin=("printed", "stored"))
    source: Series[str] = text("key of sources.csv", required=True)
    origin: Series[str] = text("whose statistic it is", required=True)
    confidence: Series[str] = text("high, medium or low", isin=CONFIDENCE)
    location: Series[str] = text("quote, or place in the source", required=True)
    notes: Series[str] = text("what to know about the row")


class RawGrants(RawTable):
    """One stated amount of a grant a row; a grant may have several rows."""

    row: Series[str] = text("row id, unique in the file and stable", pattern=r"\d+", required=True, unique=True)
    grant: Series[str] = text("grant id", pattern=r"[a-z0-9_]+", required=True)
    donor: Series[str] = text("who gives, name as printed", required=True)
    recipient: Series[str] = text("who receives, name as printed", required=True)
    title: Series[str] = text("what it is for, in the study's words", required=True)
    theme: Series[str] = text("theme in the study's words", required=True)
    channel: Series[str] = text("through whom")
    place: Series[str] = text("where")
    kind: Series[str] = text("grant, part of one, total of several, or pledge", isin=GRANT_KINDS)
    notes_date: Series[str] = text("exchange of notes", pattern=DAY)
    agreement_date: Series[str] = text("grant agreement", pattern=DAY)
    announced_date: Series[str] = text("first announcement", pattern=DAY)
    period: Series[str] = text("date or period of this statement of the amount", pattern=PERIOD)
    amount: Series[str] = text("amount as printed", pattern=NUMBER, required=True, type="number")
    unit: Series[str] = text("unit as printed", required=True)
    qualifier: Series[str] = text("how exact the source says it is", isin=QUALIFIERS)
    source: Series[str] = text("key of sources.csv", required=True)
    origin: Series[str] = text("whose statement it is", required=True)
    confidence: Series[str] = text("high, medium or low", isin=CONFIDENCE)
    location: Series[str] = text("quote, or place in the source", required=True)
    notes: Series[str] = text("what to know about the row")


class RawEvents(RawTable):
    """One dated event of one source a row."""

    row: Series[str] = text("row id, unique in the file and stable", pattern=r"\d+", required=True, unique=True)
    event: Series[str] = text("event id; several sources may date one event", pattern=r"[a-z0-9_]+", required=True)
    reporter: Series[str] = text("one country of the pair, name as printed", required=True)
    partner: Series[str] = text("the other country, name as printed", required=True)
    date: Series[str] = text("date as far as known", pattern=DAY, required=True)
    until: Series[str] = text("last date of a longer event", pattern=DAY)
    title: Series[str] = text("what happened, in the study's words", required=True)
    category: Series[str] = text("kind of event", required=True)
    source: Series[str] = text("key of sources.csv", required=True)
    origin: Series[str] = text("who said it", required=True)
    evidence_quote: Series[str] = text("quote, where one is held")
    confidence: Series[str] = text("high, medium or low", isin=CONFIDENCE)
    notes: Series[str] = text("what to know about the row")


class RawFindings(RawTable):
    """Text evidence found in public sources; context, never a vote."""

    row: Series[str] = text("row id, unique in the file and stable", pattern=r"\d+", required=True, unique=True)
    finding: Series[str] = text("the finding in the study's words", required=True)
    statements: Series[str] = text("claim ids joined by ;", pattern=r"S[\d.]+-\d\d(;S[\d.]+-\d\d)*", required=True)
    value: Series[str] = text("number or date that the finding turns on")
    unit: Series[str] = text("unit of the value")
    period: Series[str] = text("period in words")
    source: Series[str] = text("key of sources.csv", required=True)
    confidence: Series[str] = text("high, medium or low", isin=CONFIDENCE)
    context: Series[str] = text("why it is context only, or empty")


class Sources(RawTable):
    """One source a row."""

    source: Series[str] = text("key", pattern=r"[a-z0-9-]+", required=True, unique=True)
    publisher: Series[str] = text("who publishes it", required=True)
    via: Series[str] = text("through which copy it was read")
    title: Series[str] = text("title of the page or table")
    url: Series[str] = text("address", pattern=r"https?://\S+")
    published: Series[str] = text("date of publication as far as known", pattern=DAY)
    evidence: Series[str] = text("evidence level", isin=EVIDENCE)
    terms: Series[str] = text("terms of reuse as far as known", required=True)


class Corrections(RawTable):
    """Declared corrections of raw cells, each with the value that it expects."""

    file: Series[str] = text("file below data/raw", required=True)
    row: Series[str] = text("row id", pattern=r"\d+", required=True)
    column: Series[str] = text("column", required=True)
    expected: Series[str] = text("the raw value that is corrected")
    corrected: Series[str] = text("the value to use")
    reason: Series[str] = text("why", required=True)
    source: Series[str] = text("key of sources.csv", required=True)


class Countries(RawTable):
    """Names as sources print them, and their codes."""

    printed: Series[str] = text("name as printed", required=True, unique=True)
    code: Series[str] = text("ISO 3166 alpha-3, WLD, or a named group", pattern=r"[A-Z]{3}", required=True)
    name: Series[str] = text("name to show", required=True)
    kind: Series[str] = text("country, world or group", isin=("country", "world", "group"))


class Units(RawTable):
    """Units as sources print them, and their base units."""

    printed: Series[str] = text("unit as printed", required=True, unique=True)
    unit: Series[str] = text("base unit", required=True)
    multiplier: Series[str] = text("base units per printed unit", pattern=r"\d+", required=True, type="number")


class Chapters(RawTable):
    """HS chapters with the stages of processing and trade classes that they can hold."""

    product: Series[str] = text("HS chapter", pattern=r"\d\d", required=True, unique=True)
    label: Series[str] = text("short label", required=True)
    stages: Series[str] = text("stages that the chapter can hold, joined by ;", required=True)
    trade_classes: Series[str] = text("trade classes that the chapter can hold, joined by ;", required=True)
    source: Series[str] = text("key of sources.csv", required=True)


class ProductGroups(RawTable):
    """Groups of nomenclatures other than HS."""

    nomenclature: Series[str] = text("nomenclature", isin=("WITS", "WTO-MTN", "HS-GROUP"))
    product: Series[str] = text("code", required=True)
    label: Series[str] = text("label", required=True)
    kind: Series[str] = text("stage of processing, or group of goods", isin=("stage", "group"))
    chapters: Series[str] = text(
        "first and last HS chapter, where its publisher makes the group of whole chapters", pattern=r"\d\d-\d\d"
    )
    source: Series[str] = text("key of sources.csv", required=True)


class Outlines(RawTable):
    """Outlines of countries: one closed ring a row."""

    country: Series[str] = text("ISO 3166 alpha-3; empty where the source gives the area no code", pattern=r"[A-Z]{3}")
    name: Series[str] = text("name in the source", required=True)
    ring: Series[str] = text("number of the ring in the country", pattern=r"\d+", required=True)
    points: Series[str] = text(
        "longitude,latitude of its points in degrees, joined by spaces; the last is the first",
        pattern=r"(-?\d+\.\d\d,-?\d+\.\d\d ?){4,}",
        required=True,
    )
    source: Series[str] = text("key of sources.csv", required=True)


# Which contract a file follows; every other file is a table of figures.
CONTRACTS: dict[str, type[RawTable]] = {
    "claims.csv": Claims,
    "claims_coverage.csv": ClaimsCoverage,
    "inconsistencies.csv": Inconsistencies,
    "corrections.csv": Corrections,
    "sources.csv": Sources,
    "press/grants.csv": RawGrants,
    "press/events.csv": RawEvents,
    "press/findings.csv": RawFindings,
    "academic/gravity_coefficients.csv": RawGravityCoefficients,
    "academic/gravity_pairs.csv": RawGravityPairs,
    "tariffs/japan_2025.csv": RawTariffs,
    "tariffs/lines.csv": RawTariffLines,
    "reference/countries.csv": Countries,
    "reference/units.csv": Units,
    "reference/hs_chapters.csv": Chapters,
    "reference/product_groups.csv": ProductGroups,
    "reference/outlines.csv": Outlines,
}


def contract_of(name: str) -> type[RawTable]:
    """The contract of a file below data/raw, e.g. ``sbp/trade_by_country.csv``."""
    return CONTRACTS.get(name, RawFigures)
