"""Made-up frames, one per figure, of a pair that the study is not about: Chile and Peru."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

import case_frames
import investment_frames
import trade_frames
from made_up import BACK, OUT, frame


def two_way_trade() -> pd.DataFrame:
    columns = "direction reporter_name year value calendar valuation recording origin coverage"
    chile = ("CY", "FOB", "customs", "Customs Chile")
    peru = ("FY-JUL", "CIF", "settlement", "Central bank of Peru, settlement by country")
    return frame(
        columns,
        *[(OUT, "Chile", year, 1e8 + year * 1e5, *chile, "full") for year in (2015, 2016, 2018, 2019)],
        *[(OUT, "Peru", year, 1.2e8 + year * 1e5, *peru, "full") for year in (2016, 2017)],
        (OUT, "Peru", 2019, 0.7e8, *peru, "partial"),
        *[(BACK, "Peru", year, 1.4e9 + year * 1e5, *peru, "full") for year in (2017, 2018)],
        unit="USD",
        price_basis="current",
    )


def long_view() -> pd.DataFrame:
    rows = [
        (OUT if year % 2 else BACK, "Peru", year, 1e6 * 1.08 ** (year - 1962), origin, evidence)
        for origin, evidence in (("A compilation", "aggregator"), ("Customs Peru", "official"))
        for year in range(1962, 2020)
    ]
    return frame("direction reporter_name year value origin evidence", *rows, (OUT, "Peru", 2020, 0.0, "z", "official"))


def export_share() -> pd.DataFrame:
    made = two_way_trade().drop(columns="value")
    return made[made["direction"] == OUT].assign(export_share=range(10, 17))


def mixed_calendars() -> pd.DataFrame:
    return frame(
        "label export_share mixed year",
        ("Fiscal year 2017-18, exports and imports of the same twelve months", 14.6, False, 2018),
        ("Exports of 2018 beside the total of fiscal year 2017-18", 18.4, True, 2018),
    )


def partner_rank() -> pd.DataFrame:
    rows = [
        (
            who,
            "Peru" if rank == 31 else f"Country number {rank}",
            "export",
            2018,
            9e9 / rank,
            rank,
            18 / rank,
            rank == 31,
        )
        for who in ("Chile", "Bolivia (Plurinational State of)")
        for rank in range(1, 41)
    ]
    return frame("reporter_name partner_name flow year value rank share highlighted", *rows, unit="USD")


def composition() -> pd.DataFrame:
    label = "Nuclear reactors, boilers, machinery and mechanical appliances; parts thereof, chapter"
    rows = [
        (direction, f"{chapter:02d}", f"{label} {chapter}", 2018, 9e8 / chapter, 60 / chapter, chapter)
        for direction in (OUT, BACK)
        for chapter in range(1, 16)
    ]
    made = frame("direction product product_label year value share rank", *rows, valuation="FOB")
    made.attrs["missing"] = "06, 78, 86"
    return made


def composition_over_time() -> pd.DataFrame:
    rows = [
        (
            direction,
            f"{chapter:02d}",
            f"Chapter {chapter} and articles thereof",
            year,
            None if year == 2014 else 50 / chapter,
        )
        for direction in (OUT, BACK)
        for chapter in (3, 52, 61, 62, 73)
        for year in range(2010, 2019)
    ]
    return frame("direction product product_label year share", *rows)


def product_and_parent() -> pd.DataFrame:
    rows = [
        (OUT, "10", "Cereals", who, year, value * (1 + year % 7), valuation)
        for who, value, valuation in (("Chile", 1.1e6, "FOB"), ("Peru", 1.3e6, "CIF"))
        for year in (2014, 2015, 2017)
    ]
    return frame("direction product product_label reporter_name year value valuation", *rows, unit="USD")


def stages_of_processing() -> pd.DataFrame:
    rows = [
        (who, flow, stage, year, share + year % 5)
        for who in ("Chile", "Peru")
        for flow in ("export", "import")
        for stage, share in (("Capital goods", 5), ("Raw materials", 40), ("Consumer goods", 22))
        for year in range(2003, 2019)
    ]
    return frame("reporter_name flow stage year share", *rows, partner_name="the world")


def stage_bounds() -> pd.DataFrame:
    rows = [
        (direction, stage, low, high, 2018)
        for direction in (OUT, BACK)
        for stage, low, high in (("Raw materials", 21.3, 21.3), ("Capital goods", 31.3, 79.6))
    ]
    return frame("direction stage low high year", *rows)


def net_aid() -> pd.DataFrame:
    rows = [("Peru", year, (30 - (year - 1999) ** 2) * 1e6) for year in range(1990, 2008) if year != 1997]
    return frame("reporter_name year value", *rows, partner_name="Chile", unit="USD", price_basis="current")


def spans() -> pd.DataFrame:
    return pd.DataFrame(
        [("1995-05-29", "1998-02-01", "new loans frozen"), (2001, 2002, "pledge")], columns=["start", "end", "label"]
    )


def aid_by_donor() -> pd.DataFrame:
    rows = [
        (donor, year, 1e8 * (place + 1) + 1e6 * year, donor == "Peru")
        for place, donor in enumerate(("Brazil", "Ecuador", "Peru", "Colombia", "Uruguay", "United Arab Emirates"))
        for year in range(2009, 2020)
    ]
    more = {"partner_name": "Chile", "unit": "USD", "price_basis": "USD 2022"}
    return frame("reporter_name year value highlighted", *rows, **more)


def aid_by_instrument() -> pd.DataFrame:
    rows = [
        (kind, year, 1e8 * (place - 0.5) + 1e6 * (year - 2009))
        for place, kind in enumerate(("aid grants", "aid loans net", "aid technical"))
        for year in range(2009, 2020)
    ]
    more = {"reporter_name": "Peru", "partner_name": "Chile", "unit": "USD", "price_basis": "USD 2022"}
    return frame("instrument year value", *rows, **more)


def aid_by_recipient() -> pd.DataFrame:
    swapped = {"partner_name": "reporter_name", "reporter_name": "partner_name"}
    return aid_by_donor().rename(columns=swapped)


def grants() -> pd.DataFrame:
    return frame(
        "date title theme amount_jpy",
        ("2018-12-17", "Recovery of maternal and child health equipment in the flooded provinces", "health", 1.503e9),
        ("2013-03-11", "Vaccines", "health", 2.26e8),
        ("2015-06", "Scholarships", "education", 3.13e8),
        ("2016-01-02", "A grant whose yen amount nobody printed", "education", None),
        reporter_name="Peru",
        partner_name="Chile",
    )


def conversions() -> pd.DataFrame:
    rows = [
        (title, kind, dollars * factor, low, high)
        for title, dollars in (("Vaccines", 2.26), ("Flood management in the northern basin", 18.67))
        for kind, factor, low, high in (
            ("month mean", 0.987, dollars * 0.97, dollars * 1.02),
            ("stated by the release", 1.0, None, None),
            ("day rate", 0.985, None, None),
        )
    ]
    return frame("title kind usd_million low high", *rows, date="2018-12-17")


def scholarships() -> pd.DataFrame:
    rows = [(2014, 3.22e8, None), (2015, 3.18e8, 20), (2017, 3.13e8, 18)]
    return frame("year amount_jpy places", *rows, reporter_name="Peru", partner_name="Chile")


def residents() -> pd.DataFrame:
    return frame(
        "direction period_end year value evidence origin",
        (OUT, "2010-12-31", 2010, 10_299, "official", "Census"),
        (OUT, "2011-12-31", 2011, 10_849, "official", "Census"),
        (OUT, "2014-12-31", 2014, 12_490, "official", "Census"),
        (OUT, "2014-12-31", 2014, 12_500, "aggregator", "Census"),
        (BACK, "2014-10-01", 2014, 964, "paper", "the paper"),
        (BACK, None, 2012, 918, "press", "Embassy"),
    )


def entries_by_status() -> pd.DataFrame:
    rows = [
        (status, year, None if status and year == 2012 else size * (1 + year % 4))
        for status, size in ((None, 9000), ("status=student", 130), ("status=specified skilled worker 1", 1))
        for year in range(2006, 2024)
    ]
    return frame("breakdown year value", *rows, reporter_name="Peru", partner_name="Chile")


def entries_compared() -> pd.DataFrame:
    rows = [
        (who, year, size * (1 + year % 3) if year != 2021 else 0, who == "Chile")
        for who, size in (("Chile", 900), ("Bolivia", 950), ("Brazil", 90_000), ("Ecuador", 1000))
        for year in range(2015, 2024)
    ]
    return frame("partner_name year value highlighted", *rows, reporter_name="Peru")


def resident_growth() -> pd.DataFrame:
    return frame(
        "direction label growth low high year",
        (OUT, "December 2010 to December 2014, both as registered by the ministry", 7.1, 7.0, 7.2, 2014),
        (BACK, "2012 to 2014", -0.4, None, None, 2014),
    )


def verdicts_by_section() -> pd.DataFrame:
    return frame(
        "section verdict count",
        ("Abstract", "not written yet", 2),
        ("Abstract", "confirmed", 5),
        ("3 Trade relations: volumes, composition and trends", "conflicting", 1),
        ("3 Trade relations: volumes, composition and trends", "confirmed", 12),
    )


def evidence_levels() -> pd.DataFrame:
    return pd.DataFrame(
        [("official", "none", 110), ("official", "precise", 2), ("primary", "no", 1)],
        columns=["evidence", "vote", "count"],
    )


def verdicts_under_alternatives() -> pd.DataFrame:
    return frame(
        "claim_id label alternative own_basis result",
        ("S1-01", "exports to Peru", "fiscal year", False, "flips"),
        ("S1-01", "exports to Peru", "the count of the partner", True, "holds"),
        ("S1-02", "companies of Peru", "fiscal year", False, "not possible"),
        ("S1-02", "companies of Peru", "the count of the partner", False, "weakens"),
        ("S10-12", "residents of Peru", "fiscal year", False, "holds"),
        ("S10-12", "residents of Peru", "the count of the partner", False, "not possible"),
    )


def asserted_and_found() -> pd.DataFrame:
    return frame(
        "claim_id label ratio_low ratio_high asserted_ratio_low asserted_ratio_high vote",
        ("S1-01", "exports to Peru, 2018", 1.0, 1.0, 0.99, 1.01, "precise"),
        ("S1-01", "exports to Peru, 2018", 0.84, 0.86, 0.99, 1.01, "none"),
        ("S1-02", "companies of Peru in Chile, of any size, as the embassies count them", 3.4, 3.5, 1.0, 1.0, "no"),
    )


def coverage() -> pd.DataFrame:
    rows = [
        (family, label, year, "official" if year % 7 else "primary")
        for family, label in (("goods trade", "goods trade: totals"), ("aid", "aid imputed multilateral, gross"))
        for year in range(1990, 2020)
        if year != 2004
    ]
    made = pd.DataFrame([*rows, ("aid", "debt", 2011, "aggregator")], columns=["family", "label", "year", "evidence"])
    return made.assign(figures=3)


def sources_by_family() -> pd.DataFrame:
    rows = [("goods trade", "press", 9), ("goods trade", "official", 12), ("services", "primary", 1)]
    return pd.DataFrame(rows, columns=["family", "evidence", "count"])


def verdicts_by_kind() -> pd.DataFrame:
    rows = [
        ("quoted figure", "confirmed", 8),
        ("quoted figure", "mixed", 2),
        ("qualitative testable", "unsupported", 22),
    ]
    return pd.DataFrame(rows, columns=["kind", "verdict", "count"])


def growth_and_share() -> pd.DataFrame:
    rows = [
        ("12", "Minerals and metals", 1.4e11, 1.8, 0.02, 0.03),
        ("11", "Fish and fish products of every kind", 9e9, -2.6, 0.4, 0.1),
        ("02", "Dairy products", 1.7e9, 5.4, None, None),
    ]
    made = frame("product product_label world growth share_first share_last", *rows, valuation="CIF")
    return made.assign(reporter_name="Peru", partner_name="Chile", first_year=2015, last_year=2019)


def shares_by_origin() -> pd.DataFrame:
    rows = [
        ("Peru", who, code, label, 2019, share * int(code), who == "Chile")
        for who, share in (("Chile", 0.001), ("Bolivia", 0.0004), ("Brazil", 0.9), ("Ecuador", 0.02))
        for code, label in (("01", "Animal products"), ("12", "Minerals and metals, however they are worked"))
        if (who, code) != ("Bolivia", "01")
    ]
    return frame("reporter_name partner_name product product_label year share highlighted", *rows)


def advantage() -> pd.DataFrame:
    rows = [
        (who, label, label, 2015, ratio, who in ("Chile", "Peru"))
        for who, size in (("Chile", 0.2), ("Peru", 1.4), ("Brazil", 0.04), ("Ecuador", 8.0))
        for label, ratio in (("Animal", size), ("Textiles and Clothing", 2 / size))
    ]
    return frame("reporter_name product product_label year rca highlighted", *rows)


def grants_by_theme() -> pd.DataFrame:
    rows = [
        ("health", 15, 6, 6.9e9, 2007, 2024),
        ("disaster preparedness", 1, 0, None, 2019, 2019),
        ("water", 2, 2, 1.2e9, None, None),
    ]
    columns = "theme grants with_yen amount_jpy first_year last_year"
    return frame(columns, *rows, reporter_name="Peru", partner_name="Chile")


def rank_stability() -> pd.DataFrame:
    rows = [
        (name, nomenclature, f"{code:02d}", f"Goods of the kind number {code}", rank, max(1, rank - 3), rank + 6, top)
        for name, nomenclature, many in (("WTO groups", "WTO-MTN", 9), ("HS chapters", "HS", 30))
        for code, rank, top in ((place, place + 1, 95.0 / (place + 1)) for place in range(many))
    ]
    lacking = ("HS chapters", "HS", "97", "Works of art", None, None, None, None)
    columns = "list nomenclature product product_label rank rank_low rank_high top_6"
    made = frame(columns, *rows, lacking, reporter_name="Chile", partner_name="Peru", first_year=2010, last_year=2018)
    examples = {"03": "seafood", "25": "processed maize"}
    made = made.assign(example=made["product"].map(examples).fillna(""), draws=10_000, seed=2025, candidates=30)
    return made.assign(lacks=["share" if rank != rank else "" for rank in made["rank"]])


def scenario() -> pd.DataFrame:
    rows = [
        ("Alumni", "places as held, 5 years", 90.0, 110.0, "persons", "scenario"),
        ("Alumni", "places as held, 20 years", 360.0, 9440.0, "persons", "scenario"),
        ("Alumni", "trained so far", 31.0, 31.0, "persons", "as printed"),
        ("Cost in a year", "all places", -2.5e6, 4.1e6, "USD", "scenario"),
    ]
    pair = {"reporter_name": "Chile", "partner_name": "Peru"}
    return frame("result case low high unit kind", *rows, topic="scholarships", **pair)


# Columns whose change shows in the picture, by figure; `value` unless named here.
TELLING = {
    "export_share": "export_share",
    "mixed_calendars": "export_share",
    "composition_over_time": "share",
    "stages_of_processing": "share",
    "stage_bounds": "high",
    "grants": "amount_jpy",
    "conversions": "usd_million",
    "scholarships": "amount_jpy",
    "resident_growth": "growth",
    "verdicts_by_section": "count",
    "verdicts_under_alternatives": "result",
    "evidence_levels": "count",
    "asserted_and_found": "ratio_high",
    "coverage": "year",
    "sources_by_family": "count",
    "verdicts_by_kind": "count",
    "growth_and_share": "growth",
    "shares_by_origin": "share",
    "advantage": "rca",
    "grants_by_theme": "amount_jpy",
    "rank_stability": "top_6",
    "scenario": "high",
}
# Figures whose telling column holds words, and another word for its first row.
IN_WORDS = {"verdicts_under_alternatives": "holds"}
FRAMES: dict[str, Callable[[], pd.DataFrame]] = {
    make.__name__: make
    for make in (
        *(two_way_trade, long_view, export_share, mixed_calendars, partner_rank),
        *(composition, composition_over_time, product_and_parent, stages_of_processing, stage_bounds),
        *(net_aid, aid_by_donor, aid_by_instrument, aid_by_recipient, grants, conversions, scholarships),
        *(residents, entries_by_status, entries_compared, resident_growth),
        *(verdicts_by_section, verdicts_under_alternatives, evidence_levels, asserted_and_found),
        *(coverage, sources_by_family, verdicts_by_kind),
        *(growth_and_share, shares_by_origin, advantage, grants_by_theme, rank_stability, scenario),
    )
}
TELLING |= case_frames.TELLING | investment_frames.TELLING | trade_frames.TELLING
FRAMES |= case_frames.FRAMES | investment_frames.FRAMES | trade_frames.FRAMES
OPTIONS: dict[str, dict[str, Any]] = {
    "net_aid": {"spans": spans()},
    "trade_map": {"outlines": trade_frames.outlines()},
}
