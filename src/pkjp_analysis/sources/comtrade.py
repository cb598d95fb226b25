"""UN Comtrade: goods trade as countries report it, by year or month, in total and by HS chapter to 6-digit code.

The API is asked by `requests`, not by `comtradeapicall`: that package prints an error and returns None, leaves out a
period that failed, puts the key into the address, and does not see a reply that is cut at the limit.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.sources import _comtrade_rows as rows_in
from pkjp_analysis.sources import _countries
from pkjp_analysis.vintages.folder import Vintage
from pkjp_analysis.vintages.service import Damaged, Service
from pkjp_analysis.vintages.source import Part, Request, Source, take

# Rows of one reply, with the usual key and without any; a reply of so many is cut, and does not say so.
LIMIT, PREVIEW_LIMIT = 100_000, 500
# Periods of one question, with a key and without.
PERIODS, PREVIEW_PERIODS = 12, 1
# No edition of the Harmonized System has more 6-digit codes with trade; chapters and the total come on top.
_MOST_CODES = {0: 1, 2: 98, 4: 1400, 6: 5700}
_ASKED = {0: "TOTAL", 2: "TOTAL,AG2", 4: "TOTAL,AG2,AG4", 6: "TOTAL,AG2,AG6"}
# Peers of the study, and large traders of all continents: with the pair enough for sums that stand for the world
# (`frames.products.REPORTERS`).
PEERS = ("BGD", "IND", "LKA", "VNM", "CHN", "USA", "DEU", "KOR", "ARE", "AUS", "IDN", "THA")


class Comtrade(Source):
    """Goods trade of both countries with each other and with the world, and of peers with the world."""

    name = "comtrade"
    title = "UN Comtrade, annual and monthly goods trade by reporter, partner and HS code (API v1)"
    publisher = "UN Comtrade"
    home = "https://comtradeplus.un.org"
    terms = "UN Comtrade: free for internal use; redistribution needs the Statistics Division's licence"
    address = "https://comtradeapi.un.org"
    key_name = "COMTRADE_API_KEY"
    key_header = "Ocp-Apim-Subscription-Key"
    takes = frozenset({"reporter", "partner", "years", "peers", "level", "monthly", "files"})
    pace = 1.5

    def settle(self, request: Request, has_key: bool) -> Request:
        """Without a key chapters are what the preview's limit leaves; monthly figures are asked without peers."""
        if request.files:
            return request
        level = (6 if has_key else 2) if request.level is None else request.level
        peers = request.peers
        if peers is None:
            pair = (request.reporter, request.partner)
            peers = () if request.monthly else tuple(code for code in PEERS if code not in pair)
        return replace(request, level=level, peers=peers)

    def plan(self, request: Request, service: Service) -> list[Part]:
        """Each country with the other and the world, each peer with the world, as many years at a time as fit."""
        if request.files:
            if request.reporter or request.partner or request.years:
                raise UsageError("--file is cleaned as it is; leave out --reporter, --partner and --years")
            return [Part(path.name, file=path) for path in request.files]
        for option in ("reporter", "partner", "years"):
            if not getattr(request, option):
                raise UsageError(f"comtrade needs --{option} (or --file); see pkjp refresh --help")
        _countries.known("reporter", [request.reporter])
        _countries.known("partner", [request.partner])
        _countries.known("peers", request.peers or ())
        level = request.level or 0
        if level not in _ASKED:
            raise UsageError(
                f"--level {level}: there are {', '.join(map(str, _ASKED))} (digits of the HS code, 0: total)"
            )
        if level > 2 and not service.key:
            raise UsageError(
                f"--level {level} needs a key: without one the service gives {PREVIEW_LIMIT} rows at a time; "
                f"set {self.key_name}, or take --level 2"
            )
        ends = (request.reporter, request.partner)
        ways = [(ends[0], ends[1]), (ends[1], ends[0]), *((peer, "") for peer in request.peers or ())]
        released = _released(request, service, [reporter for reporter, _ in ways])
        return [part for way in ways for part in _parts(*way, request, service, released)]

    def fetch(self, part: Part, service: Service, target: Path) -> None:
        """Ask how many rows there are, then for the rows; in smaller questions where they are more than fit."""
        if part.file:
            take(part.file, target)
            return
        rows = _rows(part, service)
        header = list(rows[0])
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([_cell(row[name]) for name in header] for row in rows)
        target.write_text(text.getvalue(), encoding="utf-8", newline="")

    def validate(self, part: Part, path: Path) -> int:
        """The columns that are needed, what was asked and nothing else, plain numbers, no row twice.

        Of a file that the user has, only the header is looked at, and its lines are counted: cleaning, which comes
        before the vintage is one, reads every cell.
        """
        if part.file:
            return rows_in.lines(path, part.name)
        count, keys = 0, []
        for table, first in rows_in.blocks(path, part.name):
            rows_in.check_values(table, part.name, first)
            rows_in.check_asked(table, part, first)
            keys.append(table.select(rows_in.KEY).cast(pa.schema([(name, pa.string()) for name in rows_in.KEY])))
            count += len(table)
        whole = pa.concat_tables(keys)
        if len(whole.group_by(rows_in.KEY).aggregate([])) < len(whole):
            raise PkjpError(f"{part.name}: a row stands twice; fetch again, and report it if it stays so")
        return count

    def write(self, vintage: Vintage) -> Iterator[pa.Table]:
        """Rows of all procedures, modes of transport and second partners together, exports and imports of countries."""
        names = _countries.names(vintage.root)
        for name, path in vintage.files():
            for table, first in rows_in.blocks(path, name):
                rows_in.check_values(table, name, first)
                yield rows_in.observations(table, name, first, names)


def _released(request: Request, service: Service, reporters: Sequence[str]) -> dict[tuple[str, int], str]:
    """When each reporter's year was last released; what is not there was not reported, and is said to be missing."""
    codes = _countries.comtrade_codes()
    door = "data" if service.key else "public"
    parameters = {
        "reporterCode": ",".join(str(codes[who]) for who in reporters),
        "period": ",".join(period for year in request.years for period in _periods(year, request.monthly)),
    }
    part = Part("data availability", f"{door}/v1/getDA/C/{_frequency(request)}/HS", parameters)
    rows = service.json(part, _data)
    of_code = {codes[who]: who for who in reporters}
    ends = (request.reporter, request.partner)
    found = {
        (of_code[int(row["reporterCode"])], int(row["period"])): f"{row['lastReleased']} {row['datasetChecksum']}"
        for row in rows
        if int(row["reporterCode"]) in of_code
    }
    for who in reporters:
        missing = [
            period
            for year in request.years
            for period in _periods(year, request.monthly)
            if (who, int(period)) not in found
        ]
        if len(missing) == len(request.years) * (12 if request.monthly else 1) and who in ends:
            raise PkjpError(f"comtrade has nothing that {who} reported for {_spans(missing)}; check country and years")
        if missing:
            service.note(f"{who} has not reported {_spans(missing)}")
    return found


def _parts(
    reporter: str, partner: str, request: Request, service: Service, released: Mapping[tuple[str, int], str]
) -> Iterator[Part]:
    """Questions on one reporter, as many periods at a time as the limits let through."""
    periods = [
        int(p) for year in request.years for p in _periods(year, request.monthly) if (reporter, int(p)) in released
    ]
    codes = _countries.comtrade_codes()
    partners = [0, codes[partner]] if partner else [0]
    most, limit = (PERIODS, LIMIT) if service.key else (PREVIEW_PERIODS, PREVIEW_LIMIT)
    level = request.level or 0
    a_period = 2 * len(partners) * (_MOST_CODES[level] + (_MOST_CODES[2] if level > 2 else 1))
    at_once = max(1, min(most, limit // a_period))
    door = "data/v1/get" if service.key else "public/v1/preview"
    for start in range(0, len(periods), at_once):
        block = periods[start : start + at_once]
        ends = str(block[0]) if len(block) == 1 else f"{block[0]}-{block[-1]}"
        parameters = {
            **{"reporterCode": str(codes[reporter]), "period": ",".join(map(str, block))},
            **{"partnerCode": ",".join(map(str, partners)), "cmdCode": _ASKED[level], "flowCode": "M,X"},
            **rows_in.WHOLE,
            "includeDesc": "true",
        }
        version = "; ".join(released[(reporter, period)] for period in block)
        yield Part(f"{reporter}_{ends}.csv", f"{door}/C/{_frequency(request)}/HS", parameters, version=version)


def _rows(part: Part, service: Service) -> list[dict[str, Any]]:
    """All rows of a question; of one with more than fit, those of its halves."""
    limit = LIMIT if service.key else PREVIEW_LIMIT
    count = service.json(part, _count, countOnly="true")
    if count >= limit:
        for name in ("period", "flowCode", "partnerCode", "cmdCode"):
            values = part.parameters[name].split(",")
            if len(values) > 1:
                halves = (values[: len(values) // 2], values[len(values) // 2 :])
                smaller = [replace(part, parameters={**part.parameters, name: ",".join(half)}) for half in halves]
                return [row for half in smaller for row in _rows(half, service)]
        raise PkjpError(f"comtrade has {count:,} rows for {part.asked}, and gives {limit:,} at a time; ask for less")

    def whole(reply: Any) -> list[dict[str, Any]]:
        rows = _data(reply)
        if len(rows) != count:
            raise Damaged(f"{len(rows):,} rows where its count says {count:,}")
        return rows

    if not count:
        raise PkjpError(f"comtrade has no rows for {part.asked}; a code is wrong, or nothing was reported")
    return service.json(part, whole)


def _data(reply: Any) -> list[dict[str, Any]]:
    """The rows of a reply of the documented shape."""
    if not isinstance(reply, dict) or not isinstance(reply.get("data"), list):
        raise Damaged("JSON of another shape than the documented one")
    if reply.get("error"):
        raise PkjpError(f"comtrade refuses the question: {str(reply['error'])[:200]}")
    rows: list[dict[str, Any]] = reply["data"]
    if any(row.keys() != rows[0].keys() for row in rows):
        raise Damaged("rows that have different columns")
    return rows


def _count(reply: Any) -> int:
    if not isinstance(reply, dict) or not isinstance(reply.get("count"), int):
        raise Damaged("JSON without a count")
    if reply.get("error") or reply["count"] < 0:
        raise PkjpError(f"comtrade refuses the question: {str(reply.get('error'))[:200]}")
    return int(reply["count"])


def _cell(value: Any) -> str:
    """A value of JSON as text; numbers with a fraction are text already, and lose an exponent."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return rows_in.without_exponent(text) if "e" in text.lower() and text[:1] in "-0123456789" else text


def _periods(year: int, monthly: bool) -> list[str]:
    return [f"{year}{month:02}" for month in range(1, 13)] if monthly else [str(year)]


def _frequency(request: Request) -> str:
    return "M" if request.monthly else "A"


def _spans(periods: Sequence[str]) -> str:
    """``2000, 2003 to 2005``."""
    runs: list[list[str]] = []
    for period in periods:
        if runs and int(period) == int(runs[-1][-1]) + 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


SOURCE = Comtrade()
