"""docs/disagreements.md: what several sources say of one thing in one period, and the basis that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from pkjp_analysis.codebook import in_words
from pkjp_analysis.documents.markdown import document, table
from pkjp_analysis.frames.rows import decorated
from pkjp_analysis.plain import rows_of
from pkjp_analysis.study.pair import PAPER_PAIR

if TYPE_CHECKING:
    from pkjp_analysis.store import Store

# Later than any period that is held.
_EVERY_YEAR = 9999
# Numbers from here on are printed without decimals.
_WHOLE = 1000
# Columns in which two figures for one thing may differ, and what each says of the difference.
_BASES = {
    "reporter": "who counts",
    "valuation": "valuation",
    "recording": "recording",
    "regime": "re-exports",
    "price_basis": "prices",
    "breakdown": "concept",
    "nomenclature": "products added up",
    "period": "day of the count",
    "qualifier": "exactness",
    "origin": "origin",
    "vintage": "date of publication",
}
_HEADER = ("what", "period", "figures", "lowest", "highest", "highest / lowest", "unit", "they differ in")


@dataclass(frozen=True)
class _Topic:
    """Series that are compared, and the columns that make two figures figures of one thing."""

    title: str
    series: tuple[str, ...]
    keys: tuple[str, ...]
    why: str
    breakdown: bool = False


_BY_PERIOD = ("series", "about", "measure", "unit", "period_start", "period_end")
_BY_YEAR = ("series", "about", "measure", "year")
_TOPICS = (
    _Topic(
        "Goods totals",
        ("goods_trade",),
        _BY_PERIOD,
        "Goods that one side exports are the other's imports: both counts stand for one flow. Totals of both ways "
        "are compared with such totals alone.",
    ),
    _Topic("Direct investment", ("fdi_net", "fdi_cumulative"), _BY_PERIOD, "Net flows, and sums over years."),
    _Topic("Residents", ("residents",), _BY_YEAR, "Counts of one year on whatever day."),
    _Topic(
        "Aid",
        ("aid_gross", "aid_net", "aid_grants", "aid_loans", "aid_technical", "aid_total", "aid_loans_signed"),
        _BY_PERIOD,
        "Only figures of the same kind of aid are compared.",
    ),
    _Topic(
        "Companies",
        ("affiliated_companies",),
        _BY_YEAR,
        "Firms and their bases are two concepts; they stand together here because the two are often taken for one.",
        breakdown=True,
    ),
    _Topic(
        "Vehicles, services, floods",
        (
            *("vehicle_sales", "vehicle_production", "vehicle_exports", "used_vehicle_imports", "used_vehicle_exports"),
            *("ict_exports", "flood_events", "flood_deaths", "flood_affected", "flood_damage"),
        ),
        (*_BY_PERIOD, "breakdown"),
        "Figures of one class, maker, model, scope, event or province; of one side alone where no partner is named.",
        breakdown=True,
    ),
)


def page(store: Store) -> str:
    """A table per topic: every period for which two figures of one thing differ, largest ratio first."""
    rows = decorated(store, _EVERY_YEAR)
    about_the_pair = rows["reporter"].isin(PAPER_PAIR) & rows["partner"].isin({*PAPER_PAIR, ""})
    rows = rows[about_the_pair & rows["value"].notna()]
    one_way = ~rows["flow"].isin(["total", "balance"])
    about = rows["direction"].where(one_way, "both ways, " + rows["flow"])
    rows = rows.assign(about=about.where(rows["partner"] != "", rows["reporter_name"]))
    sections: list[str] = []
    for topic in _TOPICS:
        found = _groups(rows, topic)
        told = table(_HEADER, found) if found else "No two figures differ."
        sections += [f"## {topic.title}", topic.why, told]
    what = (
        "Where two or more figures of the paper's pair are about the same thing and the same period and are not the "
        'same number: the lowest and the highest, and the columns in which these two differ. "rounding" means that '
        "the printed digits allow both to be one number. Figures of low confidence are left out; nothing is averaged."
    )
    return document("Disagreements", what, *sections)


def _groups(rows: pd.DataFrame, topic: _Topic) -> list[list[object]]:
    ours = rows[
        rows["series"].isin(topic.series) & (rows["confidence"] != "low") & rows["nomenclature"].isin(["TOTAL", ""])
    ]
    if not topic.breakdown:
        ours = ours[ours["breakdown"] == ""]
    found = [_group(part) for _, part in ours.groupby(list(topic.keys), sort=False) if part["value"].nunique() > 1]
    return [line for _, line in sorted(found, key=lambda pair: (-pair[0], str(pair[1])))]


def _group(part: pd.DataFrame) -> tuple[float, list[object]]:
    """The ratio of highest to lowest (0 where signs differ), and the line of the table."""
    ordered = part.sort_values(["value", "observation"])
    low, high = rows_of(ordered.iloc[[0]])[0], rows_of(ordered.iloc[[-1]])[0]
    ratio = float(high["value"]) / float(low["value"]) if float(low["value"]) > 0 else 0.0
    series = in_words(str(low["series"]))
    shared = low["breakdown"] if low["breakdown"] == high["breakdown"] else ""
    line: list[object] = [
        ", ".join(word for word in (series, low["about"], shared) if word),
        low["period"] if low["period"] == high["period"] else str(low["year"]),
        len(part),
        _told(low),
        _told(high),
        f"{ratio:.3f}" if ratio else "signs differ",
        low["unit"] if low["unit"] == high["unit"] else f"{low['unit']}; {high['unit']}",
        _explained(low, high),
    ]
    return ratio, line


def _told(row: dict[str, Any]) -> str:
    """Value, whose statistic it is, source."""
    value = float(row["value"])
    printed = f"{value:,.0f}" if abs(value) >= _WHOLE else f"{value:g}"
    return f"{printed} ({row['origin']}; `{row['source']}`)"


def _explained(low: dict[str, Any], high: dict[str, Any]) -> str:
    """The columns in which the two differ, with both values; rounding where the printed intervals meet."""
    differ = [
        f"{name} ({low[column] or 'not stated'} / {high[column] or 'not stated'})"
        for column, name in _BASES.items()
        if low[column] != high[column] and column not in ("origin", "vintage")
    ]
    rounded = float(low["value"]) + float(low["precision"]) >= float(high["value"]) - float(high["precision"])
    plain = [_BASES[column] for column in ("origin", "vintage") if low[column] != high[column]]
    return "; ".join([*(["rounding"] if rounded else []), *differ, *plain]) or "nothing: one source contradicts itself"
