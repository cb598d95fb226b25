"""OECD: aid by donor and recipient, table DAC2A of its donors' committee, at current and constant prices.

Asked for through `Service`, whose patience is the same for every source, and read by `sdmx1`: that package's own client
keeps no time limit, tells no retry from a refusal, and prints what it cannot parse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import pandas as pd

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.sources import _countries, _sdmx
from pkjp_analysis.vintages.folder import Vintage
from pkjp_analysis.vintages.service import Service
from pkjp_analysis.vintages.source import Part, Request, Source

# Measures whose code is known to mean what the series says, and no other.
MEASURES = {
    **{"206": "aid_net", "240": "aid_gross", "201": "aid_grants", "218": "aid_loans_net"},
    **{"216": "aid_humanitarian", "106": "aid_imputed_multilateral"},
}
CURRENT, CONSTANT = "V", "Q"
# All members of the committee together: what a donor's net aid is a part of.
ALL_MEMBERS = "DAC"
# The latest version; explicit ones are withdrawn when a new one comes.
_FLOW = "OECD.DCD.FSD,DSD_DAC2@DF_DAC2A,"
_KEY = ["DONOR", "RECIPIENT", "MEASURE", "UNIT_MEASURE", "PRICE_BASE"]
_SUPPRESSED = ("C", "Q")
_ESTIMATED = ("E", "I")
# What it says, with status 200 too, when more was asked for than it gives in an hour.
_TOO_MUCH = b"exceeded the number of requests"


class Oecd(Source):
    """Aid of either of the two, of peers and of all DAC members to either of the two, by year."""

    name = "oecd"
    title = "OECD DAC2A, aid (ODA) disbursements to countries and regions, by donor and recipient"
    publisher = "OECD"
    home = "https://data-explorer.oecd.org"
    terms = "OECD terms and conditions: free use with the source named"
    address = "https://sdmx.oecd.org/public/rest"
    # Without a language it answers with an error.
    headers: ClassVar[Mapping[str, str]] = {"Accept": _sdmx.XML, "Accept-Language": "en"}
    takes = frozenset({"reporter", "partner", "years", "peers"})
    needs = frozenset({"reporter", "partner", "years"})
    pace = 3.0

    def plan(self, request: Request, service: Service) -> list[Part]:
        """One question: downloads are counted, their size is not."""
        ends = [request.reporter, request.partner]
        _countries.known("reporter", ends[:1])
        _countries.known("partner", ends[1:])
        _countries.known("peers", request.peers or ())
        donors = dict.fromkeys([*ends, *(request.peers or ()), ALL_MEMBERS])
        key = ("+".join(donors), "+".join(ends), "+".join(MEASURES), "USD", f"{CURRENT}+{CONSTANT}")
        span = {"startPeriod": str(min(request.years)), "endPeriod": str(max(request.years))}
        return [Part("dac2a.xml", f"data/{_FLOW}/{'.'.join(key)}", span)]

    def fetch(self, part: Part, service: Service, target: Path) -> None:
        """The message as it came, once it has been read whole."""
        content, message = service.whole(part, _whole)
        service.note(f"{message.flow}, {message.updated}")
        left_out = int(_without_base(message.rows).sum())
        if left_out:
            service.note(f"{left_out} figures at constant prices name no base year and are left out")
        target.write_bytes(content)

    def validate(self, part: Part, path: Path) -> int:
        """What was asked and nothing else, disbursements alone, the power of ten of every value, no row twice."""
        rows = _sdmx.held(path, part.name)
        if len(rows):
            codes = part.path.rsplit("/", 1)[1].split(".")
            _sdmx.check(part, rows, dict(zip(_KEY, (code.split("+") for code in codes), strict=True)))
            flow, power = _sdmx.attribute(rows, "FLOW_TYPE"), _sdmx.attribute(rows, "UNIT_MULT")
            rows = rows.assign(FLOW_TYPE=flow, UNIT_MULT=power)
            _sdmx.refuse(part, rows, "FLOW_TYPE", ~flow.isin(["D", ""]), "is no disbursement")
            unknown = ~power.str.fullmatch(r"\d") & _sdmx.valued(rows)
            _sdmx.refuse(part, rows, "UNIT_MULT", unknown, "is no power of ten")
        return len(rows)

    def write(self, vintage: Vintage) -> Iterator[pd.DataFrame]:
        """Figures by donor and recipient; of all members together net aid at current prices alone."""
        for name, path in vintage.files():
            rows = _sdmx.held(path, name)
            wanted = _sdmx.valued(rows) | _sdmx.attribute(rows, "OBS_STATUS").isin(_SUPPRESSED)
            wanted &= (rows["DONOR"] != ALL_MEMBERS) | _is_printed_twice(rows)
            yield _observations(rows[wanted & ~_without_base(rows)], name)


def _observations(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    estimated = _sdmx.attribute(rows, "OBS_STATUS").isin(_ESTIMATED)
    base = "USD " + _sdmx.attribute(rows, "BASE_PER")
    return _sdmx.observations(
        rows,
        name,
        series=rows["MEASURE"].map(MEASURES),
        reporter=rows["DONOR"],
        partner=rows["RECIPIENT"],
        flow="out",
        value=_sdmx.in_dollars(rows[_sdmx.VALUE], rows["UNIT_MULT"]),
        price_basis=base.mask(rows["PRICE_BASE"] == CURRENT, "current"),
        recording="administrative",
        qualifier=estimated.map({True: "about", False: "exact"}).where(_sdmx.valued(rows), "suppressed"),
        origin=_is_printed_twice(rows).map({True: "OECD DAC (WDI)", False: "OECD DAC2A"}),
    )


def _is_printed_twice(rows: pd.DataFrame) -> pd.Series:
    """Net aid at current prices: the statistic that the World Bank prints too, so one origin, and one vote."""
    return (rows["MEASURE"] == "206") & (rows["PRICE_BASE"] == CURRENT)


def _whole(content: bytes) -> tuple[bytes, _sdmx.Message]:
    if _TOO_MUCH in content[:1000]:
        raise PkjpError("oecd gives no more downloads now (it counts them by the hour); run the same command later")
    return content, _sdmx.read(content)


def _without_base(rows: pd.DataFrame) -> pd.Series:
    """Figures at constant prices of which the message does not say the year."""
    base = _sdmx.attribute(rows, "BASE_PER")
    return (_sdmx.attribute(rows, "PRICE_BASE") == CONSTANT) & ~base.str.fullmatch(r"\d{4}")


SOURCE = Oecd()
