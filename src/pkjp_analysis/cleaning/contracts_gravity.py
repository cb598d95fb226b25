"""What the raw tables of the gravity equation must look like."""

from __future__ import annotations

from pandera.typing import Series

from pkjp_analysis.cleaning.fields import CONFIDENCE, NUMBER, REGRESSORS, RawTable, text


class RawGravityCoefficients(RawTable):
    """One published coefficient of one estimate a row, as printed."""

    row: Series[str] = text("row id, unique in the file and stable", pattern=r"\d+", required=True, unique=True)
    estimate: Series[str] = text("estimate id", pattern=r"[a-z0-9_]+", required=True)
    estimator: Series[str] = text("how and on which flows it was estimated", required=True)
    period: Series[str] = text("year of the flows", pattern=r"(19|20)\d\d", required=True)
    observations: Series[str] = text("flows that it rests on", pattern=r"\d+", required=True, type="number")
    unit: Series[str] = text("unit of the flows as estimated", required=True)
    regressor: Series[str] = text("regressor, or const", isin=("const", *REGRESSORS))
    coefficient: Series[str] = text("coefficient as printed", pattern=NUMBER, required=True, type="number")
    source: Series[str] = text("key of sources.csv", required=True)
    origin: Series[str] = text("whose estimate it is", required=True)
    confidence: Series[str] = text("high, medium or low", isin=CONFIDENCE)
    location: Series[str] = text("place in the source", required=True)
    notes: Series[str] = text("what to know about the row")


class RawGravityPairs(RawTable):
    """One flow between two economies a row, with the regressors of the equation where they are held."""

    row: Series[str] = text("row id, unique in the file and stable", pattern=r"\d+", required=True, unique=True)
    exporter: Series[str] = text("where the goods come from, name as printed", required=True)
    importer: Series[str] = text("where they go, name as printed", required=True)
    period: Series[str] = text("year", pattern=r"(19|20)\d\d", required=True)
    value: Series[str] = text("the flow as stored", pattern=NUMBER, required=True, type="number")
    unit: Series[str] = text("unit as stored", required=True)
    lypex: Series[str] = text("log of the exporter's GDP", pattern=NUMBER, type="number")
    lypim: Series[str] = text("log of the importer's GDP", pattern=NUMBER, type="number")
    lyex: Series[str] = text("log of the exporter's GDP per head", pattern=NUMBER, type="number")
    lyim: Series[str] = text("log of the importer's GDP per head", pattern=NUMBER, type="number")
    ldist: Series[str] = text("log of distance", pattern=NUMBER, type="number")
    border: Series[str] = text("1 where they share a border", pattern=NUMBER, type="number")
    comlang: Series[str] = text("1 where they share a language", pattern=NUMBER, type="number")
    colony: Series[str] = text("1 where they have a colonial tie", pattern=NUMBER, type="number")
    landl_ex: Series[str] = text("1 where the exporter is landlocked", pattern=NUMBER, type="number")
    landl_im: Series[str] = text("1 where the importer is landlocked", pattern=NUMBER, type="number")
    lremot_ex: Series[str] = text("log of the exporter's remoteness", pattern=NUMBER, type="number")
    lremot_im: Series[str] = text("log of the importer's remoteness", pattern=NUMBER, type="number")
    comfrt_wto: Series[str] = text("1 where they share a free-trade agreement", pattern=NUMBER, type="number")
    open_wto: Series[str] = text("openness dummy", pattern=NUMBER, type="number")
    source: Series[str] = text("key of sources.csv", required=True)
    origin: Series[str] = text("whose statistic it is", required=True)
    confidence: Series[str] = text("high, medium or low", isin=CONFIDENCE)
    location: Series[str] = text("place in the source", required=True)
    notes: Series[str] = text("what to know about the row")
