"""Columns of raw tables: forms and known values, and the table that every contract extends."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

NUMBER = r"-?\d+(\.\d+)?"
DAY = r"(19|20)\d\d(-\d\d(-\d\d)?)?"
PERIOD = r"((18|19|20)\d\d(-\d\d(-\d\d)?)?)(/((18|19|20)\d\d(-\d\d(-\d\d)?)?))?"
QUALIFIERS = ("exact", "about", "more_than", "up_to", "range", "suppressed", "not_applicable")
FLOWS = ("export", "import", "total", "balance", "out", "in", "")
NOMENCLATURES = ("HS", "HS-GROUP", "WITS", "WTO-MTN", "TOTAL", "")
LINE = r"\d{4}\.\d\d\.\d{3}"
TARIFF_COLUMNS = ("general", "temporary", "WTO", "GSP", "LDC", "VNM", "IND")
REGRESSORS = (
    *("lypex", "lypim", "lyex", "lyim", "ldist", "border", "comlang", "colony"),
    *("landl_ex", "landl_im", "lremot_ex", "lremot_im", "comfrt_wto", "open_wto"),
)
MEASURES = ("flow", "stock", "cumulative", "average", "rate", "share", "rank", "index")
EVIDENCE = ("primary", "official", "press", "aggregator", "paper")
CONFIDENCE = ("high", "medium", "low")
GRANT_KINDS = ("grant", "part", "total", "pledge")


def text(
    what: str,
    *,
    pattern: str = "",
    isin: tuple[str, ...] = (),
    required: bool = False,
    unique: bool = False,
    type: str = "string",
) -> Any:
    """A text column: `what` describes it; cells may be empty unless it is `required`."""
    options: dict[str, Any] = {}
    if pattern:
        options["str_matches"] = f"^({pattern})$" if required else f"^({pattern})?$"
    elif isin:
        options["isin"] = list(isin)
    elif required:
        options["str_length"] = {"min_value": 1}
    return pa.Field(description=what, metadata={"type": type, "required": required}, unique=unique, **options)


class RawTable(pa.DataFrameModel):
    """All raw tables: text cells, no column more and none less."""

    class Config:
        """No column more and none less, in any order."""

        strict = True
        ordered = False
