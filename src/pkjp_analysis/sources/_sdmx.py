"""SDMX data messages as services send them, read by sdmx1 into a table of text, one observation a row."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import sdmx

from pkjp_analysis.cleaning.numbers import as_text, plain
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.vintages.service import Damaged
from pkjp_analysis.vintages.source import Part
from pkjp_analysis.vintages.tables import OWN

# SDMX-ML 2.1: the one form that both services give, in which a number keeps the digits that it was sent with.
XML = "application/vnd.sdmx.structurespecificdata+xml; charset=utf-8; version=2.1"
VALUE = "OBS_VALUE"
_NUMBER = r"-?\d+(\.\d+)?([eE][-+]?\d+)?"

# It warns of a reply without its structure, which is how both services send them.
logging.getLogger("sdmx").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Message:
    """A data message.

    `rows` has a column for every dimension and attribute that the message names, and ``OBS_VALUE``; cells are text,
    empty where nothing is said. `flow` is the dataflow with its version, `updated` when the data set was updated, or
    else when the message was prepared.
    """

    rows: pd.DataFrame
    flow: str
    updated: str


def read(content: bytes) -> Message:
    """Read a message.

    Raises
    ------
    Damaged
        The bytes are no whole SDMX message.
    """
    start = content.lstrip()[:200]
    if not start.startswith(b"<"):
        raise Damaged(f"no SDMX message ({start.decode('utf-8', 'replace') or 'an empty reply'})")
    if start[:5].lower() in (b"<html", b"<!doc"):
        raise Damaged("a web page instead of data")
    try:
        # Of what it cannot parse it prints a dump.
        with contextlib.redirect_stdout(io.StringIO()):
            message = sdmx.read_sdmx(io.BytesIO(content))
    except Exception as error:
        # Its readers let through whatever a broken message makes of them.
        raise Damaged(f"XML that is cut off, damaged or no SDMX message ({type(error).__name__})") from None
    if not isinstance(message, sdmx.message.DataMessage):
        raise Damaged("an SDMX message without data")
    flow = message.structure
    named = f"{flow.id}({flow.version})" if flow is not None else "a table without a name"
    return Message(_rows(message), named, _updated(content) or str(message.header.prepared or ""))


def _rows(message: sdmx.message.DataMessage) -> pd.DataFrame:
    frames = [
        sdmx.to_pandas(data, attributes="osgd", dtype=None).reset_index() for data in message.data if len(data.obs)
    ]
    if not frames:
        return pd.DataFrame(columns=[VALUE], dtype=str)
    whole = pd.concat(frames, ignore_index=True).rename(columns={"value": VALUE})
    return whole.astype(object).where(whole.notna(), "").astype(str)


def _updated(content: bytes) -> str:
    """What a data set says of itself, which sdmx1 drops where the message comes without its structure."""
    for _, element in ElementTree.iterparse(io.BytesIO(content), events=("start",)):
        if element.tag.endswith("}DataSet"):
            return str(element.get("UPDATE_DATE", ""))
    return ""


def held(path: Path, name: str) -> pd.DataFrame:
    """The rows of a message that is kept in a vintage.

    Raises
    ------
    PkjpError
        It is no whole message.
    """
    try:
        return read(path.read_bytes()).rows
    except Damaged as error:
        raise PkjpError(f"{name}: {error}; fetch it again") from None


def check(part: Part, rows: pd.DataFrame, asked: Mapping[str, Iterable[str]]) -> None:
    """Refuse a message that lacks a column, has a row that was not asked for, a row twice, or a value that is none.

    Parameters
    ----------
    part, rows
        The file, and what is in it.
    asked
        The codes that were asked for, by dimension: each is a column, and no two rows have the same in all.
    """
    for name in (*asked, "TIME_PERIOD"):
        if name not in rows.columns:
            raise PkjpError(f"{part.name}: no column {name}; the service has changed its table, report it")
    for name, codes in asked.items():
        refuse(part, rows, name, ~rows[name].isin(list(codes)), "was not asked for")
    first, last = part.parameters["startPeriod"], part.parameters["endPeriod"]
    years = rows["TIME_PERIOD"]
    inside = years.str.fullmatch(r"\d{4}") & years.between(first, last)
    refuse(part, rows, "TIME_PERIOD", ~inside, "was not asked for")
    refuse(part, rows, VALUE, ~rows[VALUE].str.fullmatch(_NUMBER) & valued(rows), "is no number")
    refuse(part, rows, "TIME_PERIOD", rows.duplicated([*asked, "TIME_PERIOD"]), "stands there twice")


def refuse(part: Part, rows: pd.DataFrame, name: str, bad: pd.Series, wrong: str) -> None:
    """One line on the first row that is not good, if there is one."""
    if bad.any():
        place = int(bad.to_numpy().argmax())
        cell = rows[name].iloc[place]
        raise PkjpError(f"{part.name} row {place + 1}, column {name}: {cell!r} {wrong}; fetch again, or report it")


def valued(rows: pd.DataFrame) -> pd.Series:
    """Which rows have a value."""
    return ~rows[VALUE].isin(["", "NaN"])


def attribute(rows: pd.DataFrame, name: str) -> pd.Series:
    """An attribute by row; empty where the message does not say it."""
    return rows[name] if name in rows.columns else pd.Series("", index=rows.index)


def observations(rows: pd.DataFrame, name: str, **columns: Any) -> pd.DataFrame:
    """Annual observations in dollars from rows whose index is their place in the file; `columns` as in `OWN`."""
    same = dict.fromkeys(("nomenclature", "edition", "product", "breakdown", "valuation", "regime"), "")
    same |= {"measure": "flow", "calendar": "CY", "coverage": "full", "unit": "USD", "price_basis": "current"}
    made = rows.assign(
        **same,
        precision="0",
        period_start=rows["TIME_PERIOD"] + "-01-01",
        period_end=rows["TIME_PERIOD"] + "-12-31",
        file=name,
        row=rows.index + 1,
    )
    return made.assign(**columns)[OWN].reset_index(drop=True)


def in_dollars(values: pd.Series, powers: pd.Series | None = None) -> list[str]:
    """Values times powers of ten as plain decimals, exactly; empty where there is no number."""
    texts = values.where(~values.isin(["", "NaN"]), "")
    shifts = ["0"] * len(texts) if powers is None else list(powers)
    return [
        as_text(plain(Decimal(text).scaleb(int(power)))) if text else ""
        for text, power in zip(texts, shifts, strict=True)
    ]
