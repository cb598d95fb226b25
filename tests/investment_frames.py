"""Made-up frames for the figures of investment, vehicles sent, peers, tariffs and standards: Chile and Peru."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from made_up import OUT, frame


def affiliated_companies() -> pd.DataFrame:
    rows = [
        (OUT, "firms", 39.0, "", "1992-10-01", "1992-10-31", 1992, "Library"),
        (OUT, "firms", 83.0, "", "2016-01-01", "2016-12-31", 2016, "Consulate"),
        (OUT, "firms", 84.0, "", "2017-01-01", "2017-12-31", 2017, "Consulate"),
        (OUT, "firms", 80.0, "at least", "2017-03-01", "2017-03-31", 2017, "Embassy"),
        (OUT, "bases", 190.0, "", "2017-10-01", "2017-10-01", 2017, "Ministry's survey"),
    ]
    return frame("direction concept value bound period_start period_end year origin", *rows)


def companies_compared() -> pd.DataFrame:
    rows = [
        (concept, who, year, size * (1 + year % 3), "at least" if year == 2018 else "", who == "Peru", origin)
        for concept in ("firms", "bases")
        for who, size in (("Peru", 80), ("Bolivia", 1400), ("United Arab Emirates", 30_000))
        for year, origin in ((2010, "survey"), (2011, "survey"), (2011, "embassy"), (2018, "survey"))
    ]
    made = frame("concept partner_name year value bound highlighted origin", *rows)
    return made.assign(reporter_name="Chile", unit=made["concept"])


def intentions() -> pd.DataFrame:
    rows = [
        (who, year, share + year % 4, who == "Peru")
        for who, share in (("Peru", 42.1), ("Bolivia", 71.6), ("Brazil", 21.7))
        for year in (2019, 2022, 2023)
    ]
    return frame("partner_name year value highlighted", *rows, reporter_name="Chile", unit="percent")


def direct_investment() -> pd.DataFrame:
    rows = [
        (OUT, 2012, "CY", 13e6, "dyads", "full"),
        (OUT, 2011, "CY", 8e6, "dyads", "full"),
        (OUT, 2022, "FY-JUL", -10.8e6, "Central bank", "full"),
        (OUT, 2023, "FY-JUL", 183e6, "Central bank", "full"),
        (OUT, 2023, "FY-JUL", 182e6, "Embassy", "full"),
        (OUT, 2024, "FY-JUL", 90e6, "Central bank", "partial"),
    ]
    return frame("direction year calendar value origin coverage", *rows, unit="USD", price_basis="current")


def investment_origins() -> pd.DataFrame:
    rows = [
        (f"Country number {rank}" if rank != 17 else "Chile", 9e8 / rank, rank, 60 / rank, rank == 17)
        for rank in range(1, 21)
    ]
    more = {"reporter_name": "Peru", "period": "2022-23", "year": 2023, "unit": "USD", "calendar": "FY-JUL"}
    return frame("partner_name value rank share highlighted", *rows, **more)


def investment_over_time() -> pd.DataFrame:
    rows = [
        (who, year, size * (year - 2007), who == "Chile")
        for who, size in (("Chile", 3e6), ("Brazil", 2e8), ("Ecuador", -1e6))
        for year in (2005, 2006, 2008, 2009)
    ]
    return frame("partner_name year value highlighted", *rows, reporter_name="Peru", unit="USD")


def investment_by_host() -> pd.DataFrame:
    swapped = {"partner_name": "reporter_name", "reporter_name": "partner_name"}
    return investment_over_time().rename(columns=swapped).replace({"Chile": "Peru", "Peru": "Chile"})


def investment_share() -> pd.DataFrame:
    made = direct_investment().query("calendar == 'FY-JUL'")
    return made.assign(share=[-0.6, 12.6, 12.5, 19.6])


def assemblers() -> pd.DataFrame:
    rows = [
        (maker, "sum of its passenger car models", "FY-JUL", year, size * (1 + year % 3), 100 * size / 9e4)
        for maker, size in (("Andes", 1.1e4), ("Condor", 3e4))
        for year in (2019, 2020, 2021, 2023)
    ]
    rows += [("Andes", "its total", "FY-APR", 2024, 1.6e4, None), ("Condor", "its total", "FY-JUL", 2024, 5e4, 31.0)]
    return frame("maker counted calendar year value share", *rows, reporter_name="Chile", unit="vehicles")


def shipment() -> pd.DataFrame:
    rows = [
        ("sent to Peru by Andes, 2025-03", "shipment", 40, 1.0, "exact"),
        ("vehicles exported by all makers, 2020-01 to 2025-06", "beside", 248, 6.2, "exact"),
        ("used vehicles imported from everywhere, 2024-25 (July to June)", "beside", 157_960, 3949.0, "about"),
    ]
    made = frame("label kind value times qualifier", *rows, year=2025, unit="vehicles")
    return made.assign(direction=[OUT, "", ""])


def world_shares() -> pd.DataFrame:
    rows = [
        (who, other, flow, year, share * (1 + year % 3), origin)
        for who, other, share in (("Chile", "Peru", 0.6), ("Peru", "Chile", 0.04))
        for flow in ("export", "import")
        for origin in ("Customs", "Compilation")
        for year in (2015, 2016, 2018)
    ]
    return frame("reporter_name partner_name flow year share origin", *rows)


def imports_to_exports() -> pd.DataFrame:
    rows = [
        (2017, 5.8, "Ministry", "FY-JUL", "full"),
        (2018, 6.1, "Ministry", "FY-JUL", "full"),
        (2019, 0.5, "Ministry", "FY-JUL", "partial"),
        (2018, 7.2, "Compilation", "CY", "full"),
    ]
    return frame("year imports_to_exports origin calendar coverage", *rows, direction=OUT)


def market_shares() -> pd.DataFrame:
    rows = [
        (who, year, share * (1 + year % 3), who == "Chile")
        for who, share in (("Chile", 0.04), ("Bolivia", 0.05), ("Brazil", 3.1))
        for year in (2015, 2016, 2018)
    ]
    return frame("partner_name year share highlighted", *rows, reporter_name="Peru", valuation="CIF")


def market_shares_by_group() -> pd.DataFrame:
    rows = [
        (code, label, who, share * int(code), who == "Chile")
        for code, label in (("01", "Animal products"), ("12", "Minerals and metals"), ("22", "Manufactures n.e.s."))
        for who, share in (("Chile", 0.01), ("Bolivia", 0.0002), ("Brazil", 0.9))
        if (code, who) != ("01", "Chile")
    ]
    columns = "product product_label partner_name share highlighted"
    return frame(columns, *rows, reporter_name="Peru", year=2019)


def growth_beside_market() -> pd.DataFrame:
    spans = (("WTO-MTN", "", "All groups", 2015, 2019), ("WTO-MTN", "12", "Minerals and metals", 2015, 2019))
    rows = [
        (*span, who, who == "Chile", size, size * times, 4e10, 5e10)
        for span in (*spans, ("HS", "10", "Cereals", 2020, 2024))
        for who, size, times in (("Chile", 4e6, 1.6), ("Bolivia", 2e4, 90.0), ("Brazil", 3e8, 0.4))
    ]
    columns = "nomenclature product product_label first_year last_year partner_name highlighted first last"
    made = frame(f"{columns} market_first market_last", *rows, reporter_name="Peru", valuation="CIF")
    return made.assign(year=made["last_year"])


def market_terms() -> pd.DataFrame:
    rows = [
        (who, who == "Chile", size, size * sum(terms) / 100, name, label, percent)
        for who, size, terms in (("Bolivia", 1.5e10, (11.3, -6.1, 38.2)), ("Chile", 2.6e8, (11.2, -1.4, -14.0)))
        for name, label, percent in zip("abc", ("market", "which groups it sells", "shares"), terms, strict=True)
    ]
    columns = "partner_name highlighted first change term term_label percent"
    return frame(columns, *rows, reporter_name="Peru", first_year=2015, last_year=2019, year=2019)


def gaps_by_group() -> pd.DataFrame:
    rows = [
        ("Minerals and metals", 3e6, 2e6, 9e8),
        ("Leather, footwear and whatever goes with them", 6e7, 2e5, 3e7),
        ("Dairy products", None, 4e3, 3e5),
    ]
    made = frame("product_label own low high", *rows, reporter_name="Peru", partner_name="Chile", valuation="CIF")
    return made.assign(year=2019, low_peer="Bolivia", high_peer="Brazil")


def tariff_lines() -> pd.DataFrame:
    rows = [
        ("general rate", "ad valorem", 361),
        ("general rate", "free", 87),
        ("general rate", "in brackets", 3),
        ("least developed countries", "free", 400),
        ("least developed countries", "no rate of its own", 51),
    ]
    return frame("column_label kind count", *rows, reporter_name="Chile")


def food_cases() -> pd.DataFrame:
    rows = [
        (goods, case, period, size, int(period[:4]) + 1)
        for goods in ("sesame", "all foods")
        for period in ("2021-22", "2022-04 to 2023-02")
        for case, size in (("notifications", 42), ("inspections", 9), ("violations", 0))
    ]
    return frame("goods case period value year", *rows, reporter_name="Peru", partner_name="Chile", calendar="FY-APR")


# Columns whose change shows in the picture, by figure; `value` unless named here.
TELLING = {
    "investment_share": "share",
    "world_shares": "share",
    "imports_to_exports": "imports_to_exports",
    "market_shares": "share",
    "market_shares_by_group": "share",
    "growth_beside_market": "last",
    "market_terms": "percent",
    "gaps_by_group": "high",
    "tariff_lines": "count",
}
FRAMES: dict[str, Callable[[], pd.DataFrame]] = {
    make.__name__: make
    for make in (
        *(affiliated_companies, companies_compared, intentions, direct_investment, investment_origins),
        *(investment_over_time, investment_by_host, investment_share, assemblers, shipment),
        *(world_shares, imports_to_exports, market_shares, market_shares_by_group, tariff_lines, food_cases),
        *(growth_beside_market, market_terms, gaps_by_group),
    )
}
