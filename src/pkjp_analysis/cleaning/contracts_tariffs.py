"""What the raw tables of tariffs must look like."""

from __future__ import annotations

from pandera.typing import Series

from pkjp_analysis.cleaning.fields import CONFIDENCE, LINE, NUMBER, TARIFF_COLUMNS, RawTable, text


class RawTariffs(RawTable):
    """One rate of one line in one column of a tariff a row, as printed."""

    row: Series[str] = text("row id, unique in the file and stable", pattern=r"\d+", required=True, unique=True)
    reporter: Series[str] = text("whose tariff, name as printed", required=True)
    line: Series[str] = text("nine-digit line", pattern=LINE, required=True)
    column: Series[str] = text("column of the tariff; VNM and IND are agreements", isin=TARIFF_COLUMNS)
    rate: Series[str] = text("rate as printed", required=True)
    ad_valorem: Series[str] = text(
        "percent, where the printed rate is a plain percentage or free", pattern=NUMBER, type="number"
    )
    rule: Series[str] = text("every other printed rate, in English")
    source: Series[str] = text("key of sources.csv", required=True)
    location: Series[str] = text("line and column in the source", required=True)
    confidence: Series[str] = text("high, medium or low", isin=CONFIDENCE)
    notes: Series[str] = text("what to know about the row")


class RawTariffLines(RawTable):
    """One line of a tariff a row: what it is, and the other laws that the tariff names for it."""

    row: Series[str] = text("row id, unique in the file and stable", pattern=r"\d+", required=True, unique=True)
    reporter: Series[str] = text("whose tariff, name as printed", required=True)
    line: Series[str] = text("nine-digit line", pattern=LINE, required=True)
    label: Series[str] = text("heading in the study's words, and the line as printed", required=True)
    laws: Series[str] = text("codes of other laws to be met at import, joined by ;", pattern=r"[A-Z]+(;[A-Z]+)*")
    source: Series[str] = text("key of sources.csv", required=True)
    location: Series[str] = text("file in the source", required=True)
