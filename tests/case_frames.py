"""Made-up frames for the figures of history and of the case studies."""

from __future__ import annotations

import pandas as pd

from made_up import frame

CHILE = {"reporter_name": "Chile"}
PAIR = {"reporter_name": "Chile", "partner_name": "Peru"}


def timeline() -> pd.DataFrame:
    rows = [
        (kind, 1951.25 + place * step + (place % 3) / 10, "1951", f"Event number {place} of a kind", evidence)
        for kind, many, step in (("treaty", 3, 9), ("visit of a head of state or government", 14, 1), ("debt", 1, 1))
        for place, evidence in zip(range(many), ("primary", "press", "aggregator", "official") * 4, strict=False)
    ]
    made = frame("kind moment date title evidence", *rows, **PAIR)
    return made.assign(year=made["moment"].astype(int))


def _decades(kind: str, kinds: tuple[str, ...]) -> pd.DataFrame:
    rows = [
        (f"{1950 + 10 * place}–{1959 + 10 * place}", one, 0 if place == 1 else place + size)
        for place in range(4)
        for size, one in enumerate(kinds, 1)
    ]
    return pd.DataFrame(rows, columns=["decade", kind, "count"]).assign(**PAIR)


def visits_by_period() -> pd.DataFrame:
    return _decades("rank", ("head of state or government", "foreign minister", "others"))


def events_by_period() -> pd.DataFrame:
    return _decades("evidence", ("primary", "official", "press", "aggregator"))


def vehicle_sales() -> pd.DataFrame:
    rows = [
        *[
            ("passenger cars, sold", year, 1e5 + 1e4 * (year % 3), "Makers' union", "FY-JUL")
            for year in range(2016, 2020)
        ],
        ("passenger cars, sold", 2019, 1.19e5, "Makers", "FY-JUL"),
        ("cars and light commercial vehicles, sold", 2019, 1.5e5, "A broker with a long name", "CY"),
    ]
    return frame("scope year value origin calendar", *rows, **CHILE)


def used_vehicles() -> pd.DataFrame:
    count = "imports of Chile from all origins"
    rows = [
        *[(count, year, 2e4 + year, "full", "Customs Chile") for year in (2014, 2015, 2017)],
        (count, 2018, 9e3, "partial", "Customs Chile"),
        ("exports of Peru to Chile", 2016, 3e4, "full", "Customs Peru"),
    ]
    return frame("count year value coverage origin", *rows, calendar="CY")


def localisation() -> pd.DataFrame:
    rows = [("Condor 1.3", "Condor", 62.0), ("Condor Van with long body", "Condor", 35.0), ("Puma", "Puma", 70.0)]
    return frame("model maker value", *rows, year=2019, period="2019", **CHILE)


def floods() -> pd.DataFrame:
    rows = [
        (what, unit, year, size * (1 + year % 5))
        for what, unit, size in (
            ("Flood records", "events", 1),
            ("Deaths", "persons", 120),
            ("People affected", "persons", 2e6),
            ("Damage", "USD", 4e8),
        )
        for year in range(1980, 2020, 3)
    ]
    return frame("what unit year value", *rows, **CHILE)


def flood_assessment() -> pd.DataFrame:
    rows = [
        (province, what, size * 1e9)
        for province, size in (("Atacama", 9.07), ("Magallanes and Chilean Antarctica", 0.52))
        for what in ("damage", "loss", "needs for recovery")
    ]
    return frame("province what value", *rows, year=2019, unit="USD", price_basis="current", **CHILE)


def floods_and_grants() -> pd.DataFrame:
    damage = [("Damage by floods", "Disaster records", year, 1e9 * (year % 4), "USD") for year in range(2010, 2020)]
    damage.append(("Damage by floods", "Assessment of 2015", 2015, 3.3e9, "USD"))
    given = [
        ("Grants stated in dollars", "floods", 2011, 3e6, "USD"),
        ("Grants stated in dollars", "floods", 2011, 7e6, "USD"),
        ("Grants stated in dollars", "health", 2011, 2e6, "USD"),
        ("Grants stated in yen alone", "health", 2014, 4e8, "JPY"),
    ]
    return frame("panel what year value unit", *damage, *given, country="Chile")


def ict_exports() -> pd.DataFrame:
    rows = [
        *[("all ICT services", year, 1e9 + 2e8 * (year - 2015), "full") for year in (2015, 2017, 2018)],
        ("all ICT services", 2018, 1.58e9, "full"),
        ("all ICT services", 2018, 4e8, "partial"),
        ("computer services", 2018, 9e8, "full"),
    ]
    more = {"calendar": "FY-JUL", "unit": "USD", "price_basis": "current", "origin": "Central bank"}
    return frame("scope year value coverage", *rows, **more, **CHILE)


def ict_growth() -> pd.DataFrame:
    rows = [
        ("2017-18 against 2016-17", "full", 12.3, 12.1, 12.5, ""),
        ("2018-19 against 2017-18", "full", -0.4, -0.5, -0.3, "at most"),
        ("2017-07 to 2018-03 against 2016-07 to 2017-03", "partial", 21.4, 21.3, 21.5, ""),
    ]
    return frame("label coverage growth low high bound", *rows, scope="all ICT services", year=2018, **CHILE)


TELLING = {
    "timeline": "moment",
    "visits_by_period": "count",
    "events_by_period": "count",
    "ict_growth": "growth",
}
FRAMES = {
    make.__name__: make
    for make in (
        *(timeline, visits_by_period, events_by_period),
        *(vehicle_sales, used_vehicles, localisation),
        *(floods, flood_assessment, floods_and_grants),
        *(ict_exports, ict_growth),
    )
}
