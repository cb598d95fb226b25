"""Tariff lines: rates as printed, plain percentages only, one row per line and column."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from pkjp_analysis.cleaning.snapshot import RAW, Snapshot, read_snapshot
from pkjp_analysis.cleaning.tables import tariffs
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.store import Store

ROOT = Path(__file__).resolve().parents[1]
RATES = "tariffs/japan_2025.csv"
LINES = "tariffs/lines.csv"


@pytest.fixture(scope="module")
def shipped() -> Snapshot:
    names = [RATES, LINES, "sources.csv", "reference/countries.csv"]
    return Snapshot(ROOT, {name: pd.read_csv(ROOT / RAW / name, dtype=str, keep_default_na=False) for name in names})


@pytest.fixture
def few(shipped: Snapshot) -> Snapshot:
    """Cotton yarn of one line, all its columns."""
    tables = dict(shipped.tables)
    for name in (RATES, LINES):
        frame = tables[name]
        tables[name] = frame[frame["line"] == "5205.11.020"].reset_index(drop=True)
    return Snapshot(ROOT, tables)


def test_the_processed_table_is_the_rebuilt_one(shipped: Snapshot) -> None:
    assert tariffs(shipped).to_csv(index=False) == Store(ROOT).tariffs.to_csv(index=False)


def test_every_line_of_the_41_headings_is_there(shipped: Snapshot) -> None:
    frame = tariffs(shipped)
    assert frame["line"].nunique() == len(shipped[LINES]) == 673
    assert frame["line"].str[:4].nunique() == 41
    assert set(frame["reporter"]) == {"JPN"}
    assert frame["column"].value_counts().to_dict() == {
        **{"general": 673, "WTO": 668, "VNM": 596, "IND": 591, "LDC": 519},
        **{"GSP": 124, "temporary": 44},
    }


def test_only_plain_percentages_and_free_are_numbers(shipped: Snapshot) -> None:
    frame = tariffs(shipped)
    printed = frame[frame["ad_valorem"] != ""]
    assert (printed["rule"] == "").all()
    assert ((printed["rate"] == "Free") == (printed["ad_valorem"].map(Decimal) == 0)).all()
    rest = frame[frame["ad_valorem"] == ""]
    assert (rest["rule"] != "").all()
    assert rest["rule"].str.fullmatch(r"[^぀-ヿ一-龯]+").all()


def test_a_rule_keeps_its_words(few: Snapshot) -> None:
    frame = tariffs(few).set_index("column")
    assert frame.at["WTO", "rate"] == "1.9%又は13円/kgのうちいずれか高い税率"
    assert frame.at["WTO", "rule"] == "1.9% or 13 yen/kg, whichever is the greater"
    assert frame.at["WTO", "ad_valorem"] == ""
    assert frame.at["LDC", "ad_valorem"] == "0"
    assert frame.at["LDC", "raw"].startswith(f"{RATES}#")


def test_an_averaged_rule_is_refused(few: Snapshot) -> None:
    few[RATES].loc[few[RATES]["column"] == "WTO", "ad_valorem"] = "1.9"
    with pytest.raises(PkjpError, match=r"japan_2025.csv row \d+, column ad_valorem"):
        tariffs(few)


def test_a_line_without_its_description_is_refused(few: Snapshot) -> None:
    few[LINES]["line"] = "5205.11.029"
    with pytest.raises(PkjpError, match=r"japan_2025.csv row 1, column line: is not in tariffs/lines.csv"):
        tariffs(few)


@pytest.mark.parametrize("name", [RATES, LINES])
def test_a_line_that_stands_twice_is_refused(few: Snapshot, name: str) -> None:
    few.tables[name] = pd.concat([few[name], few[name].tail(1)], ignore_index=True)
    with pytest.raises(PkjpError, match=rf"{name} row {len(few[name])}, column line: stands twice"):
        tariffs(few)


def test_yearly_flood_sums_say_how_many_records_they_add() -> None:
    snapshot = read_snapshot(ROOT)
    frame = snapshot["floods/emdat_yearly.csv"]
    counts = frame[frame["series"] == "flood_events"]
    assert counts["value"].map(int).sum() == 105
    assert counts["period"].is_unique
    sums = frame[frame["series"] != "flood_events"]
    assert sums["notes"].str.match(r"sum over \d+ of \d+ flood records").all()
    assert sums.groupby("series")["value"].apply(lambda values: values.map(int).sum()).to_dict() == {
        "flood_affected": 80_945_164,
        "flood_damage": 22_581_178,
        "flood_deaths": 18_126,
    }
