"""Grants: dates, yen, dollars as stated and at named rates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import said_up_to
from pkjp_analysis.indicators.exchange import (
    NamedRate,
    daily_cross_rates,
    in_dollars,
    month_average_rate,
    rate_of_day,
)
from pkjp_analysis.indicators.grants import best_source_first, dates_of_grants
from pkjp_analysis.lineage import watched
from pkjp_analysis.plain import mapping, rows_of

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

COLUMNS = [
    *(
        "date",
        "title",
        "theme",
        "amount_jpy",
        "usd_stated",
        "implied_rate",
        "usd_at_day_rate",
        "usd_at_month_rate",
    ),
    *("notes_date", "agreement_date", "announced_date", "channel", "place", "grant", "publisher", "vintage"),
    *("reporter_name", "partner_name"),
]

DATES = ["notes_date", "agreement_date", "announced_date"]
# What says which grant it is, between whom, and who says so.
NAMED = ["date", "title", "publisher", "vintage", "reporter_name", "partner_name"]


@once
def stated(study: Pair) -> pd.DataFrame:
    """Stated amounts of whole grants between the two, best source of each first."""
    rows = study.stated("grants")
    rows = rows[rows["donor"].isin(study.pair) & rows["recipient"].isin(study.pair)]
    rows = rows[(rows["kind"] == "grant") & (rows["confidence"] != "low")].copy()
    rows = rows.drop(columns=DATES).join(dates_of_grants(rows), on="grant") if len(rows) else rows
    rows["date"] = pd.array([_first(row) for row in rows_of(rows)], dtype="str")
    rows = rows[rows["date"].str[:4] <= str(study.year)]
    rows["publisher"] = rows["source"].map(study.store.sources.set_index("source")["publisher"])
    names = mapping(study.store.countries, "code", "name")
    rows["reporter_name"], rows["partner_name"] = rows["donor"].map(names), rows["recipient"].map(names)
    return best_source_first(rows)


def _first(row: dict[str, str]) -> str:
    """The date that names a grant: agreement, else notes, else announcement, else the statement's own."""
    return row["agreement_date"] or row["notes_date"] or row["announced_date"] or row["period"]


@once
def listed(study: Pair) -> pd.DataFrame:
    """One row per grant, oldest first.

    `amount_jpy` and `usd_stated` are as the best source states them (base units, missing where none does);
    `implied_rate` is yen over stated dollars; the other dollars are the yen at the rate of the agreement's
    day (ECB cross rate; missing on a day without a fixing) and at the month's average (Federal Reserve).
    """
    rows = stated(study)
    records = [_one(study, part) for _, part in rows.groupby("grant", sort=False)]
    frame = pd.DataFrame(records, columns=COLUMNS).astype({"date": "str", "theme": "str"})
    return said_up_to(frame.sort_values(["date", "grant"], kind="stable"), study)


def _one(study: Pair, part: pd.DataFrame) -> dict[str, object]:
    first = part.iloc[0]
    yen = _amount(part, "JPY")
    dollars = _amount(part, "USD", near=first["date"])
    day, month = _rates(study, str(first["date"]))
    kept = {name: first[name] for name in ("date", "title", "theme", "notes_date", "agreement_date", "announced_date")}
    kept |= {name: first[name] for name in ("channel", "place", "grant", "publisher", "vintage")}
    kept |= {name: first[name] for name in ("reporter_name", "partner_name")}
    return kept | {
        "amount_jpy": _float(yen),
        "usd_stated": _float(dollars),
        "implied_rate": _float(yen / dollars if yen and dollars else None),
        "usd_at_day_rate": _float(in_dollars(yen, day) if yen and day else None),
        "usd_at_month_rate": _float(in_dollars(yen, month) if yen and month else None),
    }


def _amount(part: pd.DataFrame, currency: str, near: str = "") -> Decimal | None:
    """The amount of the best source; of dollars, one that was stated at the date if there is one."""
    ours = part[part["currency"] == currency]
    dated = ours[ours["period"] == near]
    chosen = dated if len(dated) else ours
    return Decimal(chosen.iloc[0]["amount"]) if len(chosen) else None


def _rates(study: Pair, day: str) -> tuple[NamedRate | None, NamedRate | None]:
    observations = watched(study.store.rates(day[:7]), once=True)
    whole_day = len(day) == len("2024-12-17")
    return (
        rate_of_day(observations, day) if whole_day else None,
        month_average_rate(observations, day[:7]) if len(day) >= len("2024-12") else None,
    )


def _float(number: Decimal | None) -> float:
    return float("nan") if number is None else float(number)


@once
def conversions(study: Pair) -> pd.DataFrame:
    """Dollars of each grant that states both currencies, by kind of rate.

    Columns date, title, kind (stated, day rate, month average), usd_million, low, high (the month's daily
    range, where it is held), rate, publisher, vintage.
    """
    rows = []
    grants = listed(study)
    for grant in rows_of(grants[grants["amount_jpy"].notna() & grants["usd_stated"].notna()]):
        yen = Decimal(str(grant["amount_jpy"]))
        month = str(grant["date"])[:7]
        daily = [rate.rate for rate in daily_cross_rates(watched(study.store.rates(month)), month)]
        low, high = (float(yen / max(daily)) / 1e6, float(yen / min(daily)) / 1e6) if daily else (float("nan"),) * 2
        for kind, column in (
            ("stated by the release", "usd_stated"),
            ("rate of the day", "usd_at_day_rate"),
            ("average of the month", "usd_at_month_rate"),
        ):
            dollars = float(grant[column])
            if dollars == dollars:
                rows.append(
                    {
                        **{name: grant[name] for name in NAMED},
                        "kind": kind,
                        "usd_million": dollars / 1e6,
                        "low": low,
                        "high": high,
                        "rate": float(yen) / dollars,
                    }
                )
    columns = [*NAMED, "kind", "usd_million", "low", "high", "rate"]
    return said_up_to(pd.DataFrame(rows, columns=columns), study)


@once
def scholarships(study: Pair) -> pd.DataFrame:
    """Scholarship grants by year of the grant: year, amount_jpy, usd_stated, places, publisher, vintage."""
    grants = listed(study)
    grants = grants[grants["theme"] == "scholarships"]
    rows = study.rows
    places = rows[
        (rows["series"] == "training_places") & rows["reporter"].isin(study.pair) & rows["partner"].isin(study.pair)
    ]
    by_year = places.drop_duplicates("year").set_index("year")["value"]
    frame = grants.assign(year=grants["date"].str[:4].astype(int))
    frame["places"] = frame["year"].map(by_year).astype(float)
    columns = ["year", *NAMED, "amount_jpy", "usd_stated", "places"]
    return said_up_to(frame[columns], study)
