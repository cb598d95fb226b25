"""IMF: goods trade (IMTS) and direct investment positions (DIP) by counterpart, as both countries report.

Asked for through `Service`, whose patience is the same for every source, and read by `sdmx1`: that package's own client
keeps no time limit, tells no retry from a refusal, and prints what it cannot parse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.sources import _countries, _sdmx
from pkjp_analysis.vintages.folder import Vintage
from pkjp_analysis.vintages.service import Service
from pkjp_analysis.vintages.source import Part, Request, Source

WORLD = "G001"
EXPORTS, IMPORTS = "XG_FOB_USD", "MG_CIF_USD"
INWARD, OUTWARD = "INWD_D_NETLA_FALL_ALL", "OTWD_D_NETAL_FALL_ALL"
# Reported by the country itself; what the IMF derives from the other side's report is that side's figure again.
REPORTED = "O"
TRADE, POSITIONS = "imts.xml", "dip.xml"
_KEYS = {
    TRADE: ["COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY"],
    POSITIONS: ["COUNTRY", "DV_TYPE", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY"],
}
# Official and raw data of the country are its customs'; mixed and calculated ones are in part the IMF's estimate.
_RECORDING = {"O": "customs", "R": "customs", "M": "estimate", "SC": "estimate"}
# What its staff estimates or projects is no country's report.
_STAFF = ("SE", "SP")
_CONFIDENTIAL = "C"


class Imf(Source):
    """Goods trade and direct investment positions of both countries with each other and with the world, by year."""

    name = "imf"
    title = "IMF, goods trade (IMTS) and direct investment positions (DIP) by counterpart economy"
    publisher = "International Monetary Fund"
    home = "https://data.imf.org"
    terms = "IMF copyright and usage terms: use with attribution, https://www.imf.org/external/terms.htm"
    address = "https://api.imf.org/external/sdmx/2.1"
    headers: ClassVar[Mapping[str, str]] = {"Accept": _sdmx.XML}
    takes = frozenset({"reporter", "partner", "years"})
    needs = frozenset({"reporter", "partner", "years"})
    # It compiles what customs offices and central banks count (some of it read in Comtrade), and fills in the rest.
    evidence = "aggregator"
    confidence = "medium"
    pace = 1.0

    def plan(self, request: Request, service: Service) -> list[Part]:
        """A question a table, where the IMF holds anything: a code that it does not know it answers with nothing."""
        _countries.known("reporter", [request.reporter])
        _countries.known("partner", [request.partner])
        ends = "+".join([request.reporter, request.partner])
        span = {"startPeriod": str(min(request.years)), "endPeriod": str(max(request.years))}
        trade = (ends, f"{EXPORTS}+{IMPORTS}", f"{ends}+{WORLD}", "A")
        positions = (ends, REPORTED, f"{INWARD}+{OUTWARD}", f"{ends}+{WORLD}", "A")
        asked = [
            Part(TRADE, f"data/IMF.STA,IMTS/{'.'.join(trade)}", span),
            Part(POSITIONS, f"data/IMF.STA,DIP/{'.'.join(positions)}", span),
        ]
        parts = []
        for part in asked:
            message = service.whole(part, _sdmx.read)
            if _sdmx.valued(message.rows).any():
                parts.append(replace(part, version=f"{message.flow} {message.updated}"))
                service.note(parts[-1].version)
            else:
                service.note(f"{message.flow}: neither country reports on the other or the world in these years")
        if not parts:
            raise PkjpError(f"imf holds nothing on {request.reporter} and {request.partner}; check countries and years")
        return parts

    def fetch(self, part: Part, service: Service, target: Path) -> None:
        """The message as it came, once it has been read whole."""
        target.write_bytes(service.whole(part, _whole))

    def validate(self, part: Part, path: Path) -> int:
        """What was asked and nothing else, plain numbers in dollars, no row twice."""
        rows = _sdmx.held(path, part.name)
        if len(rows):
            codes = part.path.rsplit("/", 1)[1].split(".")
            _sdmx.check(part, rows, dict(zip(_KEYS[part.name], (code.split("+") for code in codes), strict=True)))
            unit = _sdmx.attribute(rows, "UNIT")
            _sdmx.refuse(part, rows.assign(UNIT=unit), "UNIT", ~unit.isin(["USD", ""]), "is no dollar")
        return len(rows)

    def write(self, vintage: Vintage) -> Iterator[pd.DataFrame]:
        """Figures of one country on the other or the world; none of what the staff estimates or projects."""
        names = _countries.names(vintage.root)
        for name, path in vintage.files():
            rows = _sdmx.held(path, name)
            wanted = _sdmx.valued(rows) | (_sdmx.attribute(rows, "STATUS") == _CONFIDENTIAL)
            wanted &= ~_sdmx.attribute(rows, "DERIVATION_TYPE").isin(_STAFF)
            wanted &= rows["COUNTRY"] != rows["COUNTERPART_COUNTRY"]
            yield (_trade if name == TRADE else _positions)(rows[wanted], name, names)


def _trade(rows: pd.DataFrame, name: str, names: Mapping[str, str]) -> pd.DataFrame:
    return _sdmx.observations(
        rows,
        name,
        series="goods_trade",
        **_sides(rows, "IMF IMTS", names),
        flow=rows["INDICATOR"].map({EXPORTS: "export", IMPORTS: "import"}),
        nomenclature="TOTAL",
        valuation=rows["INDICATOR"].map({EXPORTS: "FOB", IMPORTS: "CIF"}),
        recording=_sdmx.attribute(rows, "DERIVATION_TYPE").map(_RECORDING).fillna("unknown"),
        regime="unknown",
    )


def _positions(rows: pd.DataFrame, name: str, names: Mapping[str, str]) -> pd.DataFrame:
    return _sdmx.observations(
        rows,
        name,
        series="fdi_position",
        **_sides(rows, "IMF DIP", names),
        flow=rows["INDICATOR"].map({INWARD: "in", OUTWARD: "out"}),
        measure="stock",
        recording="survey",
    )


def _sides(rows: pd.DataFrame, table: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Who reports, about whom, how much. A value is in whole dollars: SCALE says how the IMF shows it."""
    return {
        "reporter": rows["COUNTRY"],
        "partner": rows["COUNTERPART_COUNTRY"].replace(WORLD, _countries.WORLD),
        "value": _sdmx.in_dollars(rows[_sdmx.VALUE]),
        "qualifier": _sdmx.valued(rows).map({True: "exact", False: "suppressed"}),
        "origin": rows["COUNTRY"].map({code: f"{table} {names[code]}" for code in rows["COUNTRY"].unique()}),
    }


def _whole(content: bytes) -> bytes:
    _sdmx.read(content)
    return content


SOURCE = Imf()
