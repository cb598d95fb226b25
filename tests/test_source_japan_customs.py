"""Files of Japan's customs: codes, thousands of yen rounded down, months not published yet, damaged files."""

from __future__ import annotations

import csv
import gzip
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pycountry
import pytest

from pkjp_analysis import Study, cli
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.files import copy_file
from pkjp_analysis.sources import source
from pkjp_analysis.sources.japan_customs import countries
from pkjp_analysis.vintages.refresh import Refreshed, refresh
from pkjp_analysis.vintages.source import Request
from pkjp_analysis.vintages.tables import table_of
from replay import japan_customs as made

ROOT = Path(__file__).resolve().parents[1]
FRAMES = ["goods_trade", "recent_goods_trade", "two_way_totals", "calendar_mixes", "partner_ranks", "world_shares"]
FRAMES += ["printed_shares", "composition", "composition_by_group", "stages", "stage_bounds", "mirror_totals"]
FRAMES += ["mirror_by_chapter", "mirror_by_group", "chapter_concentration", "partner_concentration", "reexports"]
FRAMES += ["advantage_over_time", "trade_intensity", "trade_complementarity", "intra_industry", "export_decline"]
FRAMES += ["contributions_by_chapter", "contributions_by_group"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The study's own data, beside which vintages are fetched."""
    shutil.copytree(
        ROOT / "data", tmp_path / "study" / "data", ignore=shutil.ignore_patterns("local"), copy_function=copy_file
    )
    return tmp_path / "study"


def file_of(folder: Path, content: str | bytes, name: str = "e01.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def fetched(root: Path, *files: Path, **asked: object) -> Refreshed:
    return refresh(root, source("japan-customs"), Request(files=files, **asked))  # type: ignore[arg-type]


def observations(done: Refreshed) -> pd.DataFrame:
    return table_of(done.vintage.root, done.vintage.id, "observations").astype(str)


ROWS = [
    made.row(1, 2023, "870323915", 124, {"Jan": (10, 15000), "Feb": (20, 30000)}, "NO"),
    made.row(1, 2023, "870323915", 103, {"Dec": (2, 5100)}, "NO"),
    made.row(1, 2023, "051199000", 124, {"Apr": (900, 0)}),
    made.row(1, 2023, "000000011", 124, {"Jun": (0, 7)}),
]


def test_a_row_is_an_observation_in_yen_by_japans_own_code(root: Path) -> None:
    done = fetched(root, file_of(root, made.text(ROWS)))
    rows = observations(done)
    assert (done.rows, done.observations, done.notes) == (4, 4, [])
    assert set(rows["reporter"]) == {"JPN"} and list(rows["partner"]) == ["PAK", "KOR", "PAK", "PAK"]
    assert list(rows["product"]) == ["870323915", "870323915", "051199000", "000000011"]
    # A quantity without a value is trade of less than a thousand yen.
    assert list(rows["value"]) == ["45000000", "5100000", "0", "7000"]
    same = {"series": "goods_trade", "flow": "export", "nomenclature": "MOF", "edition": "", "unit": "JPY"}
    same |= {"valuation": "FOB", "recording": "customs", "regime": "unknown", "calendar": "CY", "coverage": "full"}
    same |= {"period_start": "2023-01-01", "period_end": "2023-12-31", "qualifier": "exact", "evidence": "primary"}
    # Twelve months, of each of which less than a thousand yen was cut off.
    assert (rows[list(same)] == pd.Series(same | {"precision": "12000"})[list(same)]).all(axis=None)
    assert set(rows["precision"]) == {"12000"}
    assert list(rows["raw"]) == [f"local/{done.vintage.id}/e01.csv#{row}" for row in (1, 2, 3, 4)]


def test_it_is_the_same_statistic_as_the_shipped_figures_of_japans_customs(root: Path) -> None:
    rows = observations(fetched(root, file_of(root, made.text(ROWS))))
    shipped = Study(root=root, vintage="").store.observations
    shipped = shipped[(shipped["origin"] == "Customs Japan") & (shipped["unit"] == "JPY")]
    names = ["series", "reporter", "origin", "unit", "price_basis", "recording", "regime", "breakdown", "measure"]
    assert set(map(tuple, rows[names].to_numpy())) == set(map(tuple, shipped[names].to_numpy()))


def test_imports_are_counted_cif(root: Path) -> None:
    rows = observations(fetched(root, file_of(root, made.text([ROWS[0].replace("1,2023", "2,2023", 1)]))))
    assert list(rows["flow"] + rows["valuation"]) == ["importCIF"]


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\r\n", "\n").encode(),
        lambda text: text.rstrip("\r\n").encode(),
        lambda text: text.replace("Apr", "Apl").encode(),
        lambda text: text.replace("Exp or Imp,Year,HS", '"Exp or Imp",YEAR , hs').encode(),
        lambda text: text.replace("'", "").encode(),
        lambda text: text.replace(",KG,", ",\N{KATAKANA LETTER KI},").encode("shift_jis"),
        lambda text: text.replace(",124,", ", 124 ,").encode(),
    ],
    ids=["byte order mark", "LF", "no last line end", "Apl", "names", "no apostrophes", "another unit", "blanks"],
)
def test_variants_of_the_layout_give_the_same_rows(root: Path, written: Callable[[str], bytes]) -> None:
    plain = observations(fetched(root, file_of(root, made.text(ROWS), "a.csv")))
    other = observations(fetched(root, file_of(root, written(made.text(ROWS)), "b.csv")))
    own = ["observation", "source", "raw"]
    pd.testing.assert_frame_equal(plain.drop(columns=own), other.drop(columns=own))


@pytest.mark.parametrize("monthly", [False, True])
def test_every_row_of_a_file_is_there_as_another_reader_has_it(root: Path, monthly: bool) -> None:
    path = made.made_up(root / "e01.csv")
    done = fetched(root, path, monthly=monthly)
    rows = observations(done)
    found = {(r.product, r.partner, r.period_start): int(r.value) for r in rows.itertuples()}
    expected = {}
    iso = {"103": "KOR", "105": "CHN", "106": "TWN", "112": "SGP", "124": "PAK", "213": "DEU", "302": "CAN"}
    iso |= {"304": "USA"}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            for month, name in enumerate(made.MONTHS, 1) if monthly else [(1, "Year")]:
                if row["Country"] in iso and (int(row[f"Value-{name}"]) or int(row[f"Quantity2-{name}"])):
                    key = row["HS"].strip("'"), iso[row["Country"]], f"2023-{month:02}-01"
                    expected[key] = 1000 * int(row[f"Value-{name}"])
    assert found == expected and len(rows) == len(expected) > 100
    assert set(rows["precision"]) == {"1000" if monthly else "12000"}
    assert set(rows["calendar"]) == {"month" if monthly else "CY"}


def test_months_that_may_not_be_published_are_no_trade_of_zero(root: Path) -> None:
    path = made.made_up(root / "e01.csv", published=5)
    rows = observations(fetched(root, path))
    assert set(rows["period_end"] + rows["coverage"] + rows["precision"]) == {"2023-05-31partial5000"}
    months = observations(fetched(root, path, monthly=True))
    assert sorted(set(months["period_end"].str[5:7])) == ["01", "02", "03", "04", "05"]
    assert not (months["value"] == "0").any()


def test_the_current_year_is_never_whole(root: Path) -> None:
    path = made.made_up(root / "e01.csv", year=date.today().year)
    assert set(observations(fetched(root, path))["coverage"]) == {"partial"}


def test_a_month_in_which_one_row_has_no_trade_is_published_all_the_same(root: Path) -> None:
    # The first row ends in February; another one of the file has a December.
    rows = observations(fetched(root, file_of(root, made.text(ROWS[:2]))))
    assert set(rows["coverage"]) == {"full"}


def test_a_file_without_any_trade_has_nothing_to_say(root: Path) -> None:
    with pytest.raises(PkjpError, match="no row is an observation"):
        fetched(root, file_of(root, made.text([made.row(1, 2023, "870323915", 124, {})])))


def test_codes_that_are_no_country_are_counted_and_left_out(root: Path) -> None:
    others = [made.row(1, 2023, "870323915", code, {"Dec": (1, 9)}) for code in (216, 701, 999)]
    path = file_of(root, made.text([*ROWS, *others]))
    done = fetched(root, path)
    assert done.notes == ["e01.csv: left out are 3 rows of codes without a country: 216, 701, 999"]
    assert done.observations == 4 and done.rows == 7
    alone = fetched(root, path, partner="KOR")
    assert (alone.observations, alone.notes) == (1, [])
    assert set(observations(alone)["partner"]) == {"KOR"}


def test_years_are_chosen(root: Path) -> None:
    files = [made.made_up(root / f"{year}.csv", year=year) for year in (2022, 2023)]
    rows = observations(fetched(root, *files, years=(2022,), partner="PAK"))
    assert set(rows["period_end"]) == {"2022-12-31"} and set(rows["partner"]) == {"PAK"}


def test_the_table_of_countries_is_of_iso_3166_and_names_none_twice() -> None:
    held = countries()
    assert len(set(held.values())) == len(held) > 200
    assert all(pycountry.countries.get(alpha_3=code) for code in held.values())
    assert all(len(code) == 3 and code.isdigit() for code in held)
    assert (held["124"], held["103"], held["210"], held["304"]) == ("PAK", "KOR", "FRA", "USA")
    assert not held.keys() & {"216", "248", "326", "502", "523", "701", "702", "703"}


WHOLE = made.text(ROWS)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (WHOLE[: WHOLE.rindex(",0,0")], "about row 4: .* Expected 45 columns"),
        (WHOLE.replace(",10,15000,", ",1O,15000,"), "row 1, column quantity2-jan: '1O' is no whole number"),
        (WHOLE.replace(",30,45000,", ',30,"45,000",'), "row 1, column value-year: '45,000' is no whole number"),
        (WHOLE.replace(",30,45000,", ",30,,"), "row 1, column value-year: '' is no whole number"),
        (WHOLE.replace(",20,30000,", ",20,-3000,"), "row 1, column value-feb: '-3000' is no whole number"),
        (WHOLE.replace(",20,30000,", ",20,3000,"), "row 1, column value-year: '45000' is not the sum of the twelve"),
        (WHOLE.replace("'051199000'", "51199000"), "row 3, column hs: '51199000' is no code of nine digits"),
        (WHOLE.replace(",103,", ",S-TOTAL,"), "row 2, column country: 'S-TOTAL' is no country's code"),
        (WHOLE.replace("1,2023,'05", "3,2023,'05"), "row 3, column exp or imp: '3' is neither"),
        (WHOLE.replace("1,2023,'05", "1,23,'05"), "row 3, column year: '23' is no year"),
        (WHOLE.replace(",Value-Jul", ",Wert-Jul"), "no column Value-Jul"),
        (WHOLE.replace("Value-Aug", "Value-Jul"), "no column Value-Aug"),
        (WHOLE.replace("Unit1", "value-jul"), "a column twice"),
        (WHOLE.replace("Year,HS", "Year,Custom,HS"), "by customs office"),
        (WHOLE.replace(",Country,", ",Land,"), 'no column Country; give the CSV of "commodity by country"'),
        (made.text([*ROWS, ROWS[1]]), "code 870323915 with country 103 stands twice"),
        (WHOLE.encode().replace(b",103,", b",\xff\xfe3,"), "about row 2: .*invalid UTF8"),
        (WHOLE.encode("utf-16"), "no text in UTF-8"),
        ("<!DOCTYPE html><html></html>", "no column Exp Or Imp"),
        ("", "no column Exp Or Imp"),
        (made.header() + "\r\n", "with no rows"),
        (gzip.compress(WHOLE.encode()), r"is packed \(gzip\); unpack it first"),
        (b"PK\x03\x04" + bytes(40), r"is packed \(zip\); unpack it first"),
    ],
)
def test_a_file_that_is_not_as_published_is_refused_in_one_line(root: Path, content: str | bytes, told: str) -> None:
    with pytest.raises(PkjpError, match=told) as refused:
        fetched(root, file_of(root, content))
    assert "e01.csv" in str(refused.value) and "\n" not in str(refused.value)
    assert not list((root / "data" / "raw" / "local").glob("japan-customs*"))


def test_two_releases_of_one_file_are_not_added_up_and_the_corrected_try_goes_on(root: Path) -> None:
    old, new = (made.made_up(root / f"{name}.csv", codes=5, published=n) for name, n in (("old", 5), ("new", 6)))
    with pytest.raises(PkjpError, match=r"old\.csv and new\.csv both hold code"):
        fetched(root, old, new)
    # The user puts another file in the place of the wrong one: what was copied before does not count.
    file_of(root, made.text([made.row(1, 2023, "991234567", 124, {"Dec": (1, 4)})]), "old.csv")
    done = fetched(root, old, new)
    assert (done.fetched, done.held) == (1, 1)
    assert "991234567" in set(observations(done)["product"])


def test_what_it_cannot_do_is_said(root: Path) -> None:
    with pytest.raises(UsageError, match="needs --file"):
        fetched(root)
    path = file_of(root, WHOLE)
    for partner, told in (
        ("PKA", "no country of ISO 3166"),
        ("ATA", "no code for it alone"),
        ("JPN", "no code for it alone"),
    ):
        with pytest.raises(UsageError, match=told):
            fetched(root, path, partner=partner)
    with pytest.raises(UsageError, match="takes no --reporter"):
        fetched(root, path, reporter="JPN")
    with pytest.raises(UsageError, match="name a file that can be read"):
        fetched(root, root / "none.csv")


def test_the_command_says_what_it_did(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made.made_up(root / "e01.csv")
    asked = ["refresh", "japan-customs", "--root", str(root), "--file", str(path)]
    assert cli.main([*asked, "--partner", "pak"]) == 0
    output, errors = capsys.readouterr()
    assert "1 part fetched" in output and "observations" in output and not errors
    assert cli.main([*asked, "--partner", "pak"]) == 0
    assert "held already, nothing was asked" in capsys.readouterr().out
    assert cli.main([*asked[:-1], str(root / "none.csv")]) == 2
    output, errors = capsys.readouterr()
    assert not output and errors.startswith("error: ") and errors.count("\n") == 1


def test_frames_in_dollars_stay_as_they_are_beside_it(root: Path) -> None:
    files = [made.made_up(root / f"{flow}.csv", flow, year=2024) for flow in (1, 2)]
    done = fetched(root, *files)
    alone, beside = Study(root=root, vintage=""), Study(root=root, vintage=done.vintage.id)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(alone, name)(), getattr(beside, name)())
    told = beside.coverage()
    told = told[told["label"].str.endswith("Japan's own 9-digit codes")]
    own = beside.rows[beside.rows["nomenclature"] == "MOF"]
    assert told["figures"].sum() == (own["partner"] == "PAK").sum() > 0
    assert set(own["source"]) == {done.vintage.id} and set(own["unit"]) == {"JPY"}
