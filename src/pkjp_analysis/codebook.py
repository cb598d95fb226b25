"""What every series and every column of data/processed means: the one place where it is said."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Series:
    """Family and meaning of a series; the family groups what is held in tables and figures."""

    family: str
    meaning: str


_AID = "aid"
_TRADE = "goods trade"
_INVESTMENT = "investment and companies"
VEHICLES = "vehicles"
_PEOPLE = "people"
TRAINING = "training and study"
_DISASTERS = "disasters"
_SERVICES = "services"
_RULES = "market access"
_ECONOMY = "economy and rates"

SERIES: dict[str, Series] = {
    "goods_trade": Series(_TRADE, "value of goods traded, in total or by product group"),
    "goods_reexports": Series(
        _TRADE, "foreign goods sent on, a part of the exports of a chapter; listed from a fifth of them and 100,000 USD"
    ),
    "goods_trade_share": Series(_TRADE, "share of a partner in the reporter's trade in a product group, as printed"),
    "fdi_net": Series(_INVESTMENT, "net direct investment into the reporter from the partner in a period"),
    "fdi_cumulative": Series(_INVESTMENT, "direct investment into the reporter added up over years by the source"),
    "fdi_position": Series(
        _INVESTMENT, "direct investment held at the end of a period: of the partner (in), or in the partner (out), net"
    ),
    "affiliated_companies": Series(_INVESTMENT, "Japanese-affiliated firms or business bases in the partner"),
    "shareholding": Series(_INVESTMENT, "share of a company that its foreign parent holds"),
    "survey_expand_share": Series(_INVESTMENT, "share of surveyed companies that plan to expand within two years"),
    "survey_expand_rank": Series(_INVESTMENT, "rank of the country by that share"),
    "survey_profit_share": Series(_INVESTMENT, "share of surveyed companies that expect an operating profit"),
    "survey_profit_improve_share": Series(_INVESTMENT, "share that expects a better operating profit"),
    "survey_respondents": Series(_INVESTMENT, "companies that answered the survey"),
    "vehicle_sales": Series(VEHICLES, "vehicles sold"),
    "vehicle_production": Series(VEHICLES, "vehicles made"),
    "vehicle_exports": Series(VEHICLES, "vehicles exported"),
    "used_vehicle_imports": Series(VEHICLES, "used vehicles imported"),
    "used_vehicle_exports": Series(VEHICLES, "used vehicles exported, as the exporting side counts them"),
    "kit_imports": Series(VEHICLES, "value of kits and parts imported for assembly"),
    "localisation": Series(VEHICLES, "share of a vehicle that is made in the country, as its maker or an office says"),
    "aid_gross": Series(_AID, "gross disbursements of official development assistance"),
    "aid_net": Series(_AID, "disbursements less repayments; negative where repayments are larger"),
    "aid_grants": Series(_AID, "grants"),
    "aid_loans": Series(_AID, "loans, added up over years by the source"),
    "aid_loans_gross": Series(_AID, "loans paid out"),
    "aid_loans_net": Series(_AID, "loans paid out less repayments"),
    "aid_loans_signed": Series(_AID, "loans signed"),
    "aid_project_loans": Series(_AID, "loans to one named project"),
    "aid_technical": Series(_AID, "technical cooperation"),
    "aid_equity": Series(_AID, "equity investment counted as aid"),
    "aid_food": Series(_AID, "food aid"),
    "aid_humanitarian": Series(_AID, "humanitarian aid"),
    "aid_imputed_multilateral": Series(_AID, "aid through multilateral bodies, attributed to the donor"),
    "aid_total": Series(_AID, "all assistance, added up over years by the source"),
    "aid_average": Series(_AID, "average yearly assistance as an official is quoted"),
    "aid_announced": Series(_AID, "assistance announced in a year"),
    "aid_pledge": Series(_AID, "assistance pledged at a conference or visit"),
    "aid_indicated": Series(_AID, "assistance that the donor let expect for a year"),
    "aid_portfolio_grants": Series(_AID, "grants in the projects that were under way"),
    "aid_portfolio_loans": Series(_AID, "loans in the projects that were under way"),
    "aid_rank_of_recipient": Series(_AID, "rank of the recipient among all recipients of the donor"),
    "aid_share_of_dac": Series(_AID, "share of the donor in all aid of DAC members to the recipient"),
    "debt_deferral": Series(_AID, "debt service put off by agreement"),
    "disaster_support": Series(_AID, "support after a disaster, as the donor adds it up"),
    "relief_goods": Series(_AID, "pieces of relief goods delivered"),
    "residents": Series(_PEOPLE, "nationals of one side who live in the other, at a date"),
    "residents_change": Series(_PEOPLE, "change of that number since the count before, as printed"),
    "entries": Series(_PEOPLE, "entries of nationals of the partner into the reporter, re-entries included"),
    "trained_in_japan": Series(TRAINING, "persons trained in Japan, added up over years by the source"),
    "training_current": Series(TRAINING, "persons in training at a date"),
    "training_departures": Series(TRAINING, "scholars who left for their studies in a year"),
    "training_places": Series(TRAINING, "scholarship places offered in a year"),
    "flood_events": Series(_DISASTERS, "floods counted in a year"),
    "flood_deaths": Series(_DISASTERS, "persons killed by floods"),
    "flood_affected": Series(_DISASTERS, "persons affected by floods"),
    "flood_damage": Series(_DISASTERS, "damage by floods"),
    "flood_loss": Series(_DISASTERS, "income and output lost by floods, beside the damage"),
    "flood_needs": Series(_DISASTERS, "cost of recovery and reconstruction, as assessed"),
    "ict_exports": Series(_SERVICES, "exports of information and communication services"),
    "ict_contracts": Series(_SERVICES, "value of contracts on information and communication services"),
    "english_index_rank": Series(TRAINING, "rank of the country in an index of English skills"),
    "tariff_average": Series(_RULES, "average tariff as an official quotes it"),
    "food_inspections": Series(_RULES, "consignments inspected at the border"),
    "food_notifications": Series(_RULES, "consignments notified at the border"),
    "food_violations": Series(_RULES, "consignments that broke a food rule"),
    "gdp": Series(_ECONOMY, "gross domestic product"),
    "consumer_price_change": Series(_ECONOMY, "change of consumer prices on the year before"),
    "population": Series(_ECONOMY, "population at mid-year"),
    "exchange_rate": Series(_ECONOMY, "exchange rate: of a day, or the average of a month or year"),
}
# Columns that make a row of observations another print of a figure, not another figure.
OF_THE_PRINT = ("observation", "value", "precision", "qualifier", "source", "vintage", "evidence", "confidence", "raw")
# Series that no shipped source holds: they come with a fetched vintage.
FETCHED = frozenset({"fdi_position"})
UNKNOWN = Series("other", "not described yet")

_SOURCED = {
    "source": "key of the source in sources.csv: where it was read",
    "origin": "whose statistic or statement it is; reprints share one origin and have one vote",
    "vintage": "when the source published it, as far as known",
    "evidence": "evidence level: primary, official, press, aggregator, paper",
    "confidence": "high, medium or low; low never votes",
    "raw": "file below data/raw and row id",
}
_COUNTRIES = {
    "reporter": "ISO 3166 alpha-3 code of who reports (or WLD, or a named group)",
    "partner": "code of whom it is about; empty where there is none",
}

COLUMNS: dict[str, dict[str, str]] = {
    "observations.csv": {
        "observation": "unique key: raw file and row",
        "series": "what is measured (see above)",
        **_COUNTRIES,
        "flow": "export, import, total, balance for goods; out, in for aid, people, investment; or empty",
        "nomenclature": (
            "HS, HS-GROUP, WITS, WTO-MTN, MOF (Japan's own nine digits), TOTAL, or empty; "
            "different ones are never added up"
        ),
        "edition": "edition of the HS as reported; a basis only below chapters",
        "product": "code in the nomenclature, as text",
        "breakdown": "name=value where the figure is a part; empty for the whole",
        "measure": "flow, stock, cumulative, average, rate, share, rank, index",
        "period_start": "first day of the period; empty where it is unknown",
        "period_end": "last day of the period; empty where it is unknown",
        "calendar": "CY calendar year, FY-JUL from July, FY-APR from April, month, point, unknown",
        "coverage": "full, or partial where a flow covers part of a year",
        "value": "the figure in base units; empty where the source prints none",
        "unit": "base unit: USD, JPY, persons, vehicles, percent, ...",
        "price_basis": "current, or the constant prices of a year as USD 2022; empty where it is no money",
        "valuation": "FOB, CIF, unknown; empty where it is no goods trade",
        "recording": "customs, settlement, survey, administrative, market, estimate, unknown",
        "regime": "with or without re-exports, or unknown",
        "precision": "half the last printed digit, base units; 0 for machine-stored numbers",
        "qualifier": "exact, about, more_than, up_to, range, suppressed, not_applicable",
        **_SOURCED,
    },
    "grants.csv": {
        "grant": "id of the grant; a row for each stated amount",
        "donor": "code of who gives",
        "recipient": "code of who receives",
        "title": "what it is for, in the study's words",
        "theme": "theme in the study's words",
        "channel": "through whom, where it is not direct",
        "place": "where",
        "kind": "grant, part of one, total of several, or pledge",
        "notes_date": "exchange of notes, as this source dates it",
        "agreement_date": "grant agreement, as this source dates it",
        "announced_date": "first announcement, as this source dates it",
        "period": "date or period of this statement of the amount",
        "amount": "amount in base units of the currency",
        "currency": "JPY or USD, as stated; nothing is converted",
        "precision": "half the last printed digit, base units",
        "qualifier": "how exact the source says it is",
        **_SOURCED,
    },
    "events.csv": {
        "event": "id of the event; several sources may date one event",
        "reporter": "code of one country of the pair",
        "partner": "code of the other",
        "date": "date as far as known",
        "until": "last date of a longer event",
        "title": "what happened, in the study's words",
        "category": "kind of event",
        **_SOURCED,
    },
    "findings.csv": {
        "finding": "what a source says, in the study's words; text never votes",
        "statements": "statements that it bears on, joined by ;",
        "value": "number or date that the finding turns on",
        "unit": "unit of that value",
        "period": "period in words",
        "context": "why it is context only, or empty",
        **{name: meaning for name, meaning in _SOURCED.items() if name != "origin"},
    },
    "sources.csv": {
        "source": "key of the source",
        "publisher": "who publishes it",
        "via": "through which copy it was read",
        "title": "title of the page or table",
        "url": "address",
        "published": "date of publication as far as known",
        "evidence": "evidence level of what is read there",
        "terms": "terms of reuse as far as known",
    },
    "countries.csv": {
        "code": "ISO 3166 alpha-3, WLD, or the code of a named group",
        "name": "name that tables and figures show",
        "kind": "country, world or group",
    },
    "products.csv": {
        "nomenclature": "HS, HS-GROUP, WITS or WTO-MTN",
        "product": "code as text",
        "label": "short label",
        "kind": "chapter, stage of processing, or group of goods",
        "stages": "stages that an HS chapter can hold, joined by ;",
        "trade_classes": "trade classes that an HS chapter can hold, joined by ;",
        "chapters": "first and last HS chapter of a group that its publisher makes of whole chapters; else empty",
    },
    "tariffs.csv": {
        "reporter": "code of the country whose tariff it is",
        "line": "tariff line as printed",
        "label": "what the line covers",
        "column": "general, temporary, WTO, GSP, LDC, or the code of a partner with an agreement",
        "rate": "rate as printed",
        "ad_valorem": "percent of value where the rate is one; else empty",
        "rule": "the printed rule where the rate is no plain percentage",
        "laws": "marks of other laws that apply to the line, joined by ;",
        **{name: meaning for name, meaning in _SOURCED.items() if name != "origin"},
        "location": "place in the source",
        "notes": "what to know about the row",
    },
    "outlines.csv": {
        "country": "ISO 3166 alpha-3; empty where the source gives the area no code",
        "name": "name in the source",
        "ring": "number of the closed ring in the country",
        "longitude": "degrees east of Greenwich",
        "latitude": "degrees north of the equator",
        "source": "key of sources.csv",
    },
    "gravity_coefficients.csv": {
        "estimate": "id of the estimate",
        "estimator": "how and on which flows it was estimated",
        "period": "year of the flows",
        "observations": "flows that it rests on",
        "multiplier": "USD per unit of the flows as estimated",
        "regressor": "column of gravity_pairs.csv, or const",
        "coefficient": "as printed",
        "precision": "half the last printed digit",
        **_SOURCED,
        "location": "place in the source",
        "notes": "what to know about the row",
    },
    "gravity_pairs.csv": {
        "exporter": "code of where the goods come from",
        "importer": "code of where they go",
        "period": "year",
        "value": "the flow in base units",
        "unit": "base unit",
        "lypex": "log of the exporter's GDP",
        "lypim": "log of the importer's GDP",
        "lyex": "log of the exporter's GDP per head",
        "lyim": "log of the importer's GDP per head",
        "ldist": "log of distance",
        "border": "1 where they share a border",
        "comlang": "1 where they share a language",
        "colony": "1 where they have a colonial tie",
        "landl_ex": "1 where the exporter is landlocked",
        "landl_im": "1 where the importer is landlocked",
        "lremot_ex": "log of the exporter's remoteness",
        "lremot_im": "log of the importer's remoteness",
        "comfrt_wto": "1 where they share a free-trade agreement",
        "open_wto": "openness dummy",
        **_SOURCED,
        "location": "place in the source",
        "notes": "what to know about the row",
    },
}


def series(name: str) -> Series:
    """Family and meaning of a series."""
    return SERIES.get(name, UNKNOWN)


_CAPITALS = {"dac": "DAC", "gdp": "GDP", "fdi": "FDI", "ict": "ICT", "japan": "Japan", "english": "English"}


def in_words(name: str) -> str:
    """The series' id as words: ``aid share of DAC``."""
    return " ".join(_CAPITALS.get(word, word) for word in name.split("_"))
