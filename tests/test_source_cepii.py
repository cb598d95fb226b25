"""CEPII's files: BACI's rows between two countries, Gravity as a table to estimate from, damaged files, memory."""

from __future__ import annotations

import bz2
import csv
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pkjp_analysis import Study, cli
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.files import copy_file
from pkjp_analysis.indicators import gravity_ppml
from pkjp_analysis.sources import source
from pkjp_analysis.sources.cepii import gravity_table
from pkjp_analysis.vintages.refresh import Refreshed, refresh
from pkjp_analysis.vintages.source import Request
from pkjp_analysis.vintages.tables import table_of
from replay import cepii as made

ROOT = Path(__file__).resolve().parents[1]
PAIR = {"reporter": "PAK", "partner": "JPN"}
ECONOMIES = ["PAK", "JPN", "CHN", "USA", "IND", "KOR", "ARE", "BGD", "LKA", "VNM", "THA", "IDN"]
BACI = "BACI_HS92_Y2022_V202501.csv"
ROWS = [
    *("2022,586,392,520100,23685.927,8047.4", "2022,392,586,870323,212.054,NA", "2022,586,392,010121,0.412,"),
    *("2022,699,392,520100,5.5,0.002", "2022,586,156,520100,7,1", "2022,392,586,9999AA,1.5,1"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The study's own data, beside which vintages are fetched."""
    shutil.copytree(
        ROOT / "data", tmp_path / "study" / "data", ignore=shutil.ignore_patterns("local"), copy_function=copy_file
    )
    return tmp_path / "study"


def file_of(folder: Path, content: str | bytes, name: str = BACI) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def fetched(root: Path, *files: Path, **asked: object) -> Refreshed:
    return refresh(root, source("cepii"), Request(files=files, **asked))  # type: ignore[arg-type]


def observations(done: Refreshed) -> pd.DataFrame:
    return table_of(done.vintage.root, done.vintage.id, "observations").astype(str)


def test_rows_of_the_pair_are_observations_in_dollars(root: Path) -> None:
    files = file_of(root, made.baci_text(ROWS)), made.country_codes(root)
    done = fetched(root, *files, **PAIR)
    rows = observations(done)
    assert (done.fetched, done.observations) == (2, 4)
    assert list(rows["reporter"] + rows["partner"]) == ["PAKJPN", "JPNPAK", "PAKJPN", "JPNPAK"]
    assert list(rows["product"]) == ["520100", "870323", "010121", "9999AA"]
    assert list(rows["value"]) == ["23685927", "212054", "412", "1500"]
    same = {"series": "goods_trade", "flow": "export", "nomenclature": "HS", "edition": "H0", "unit": "USD"}
    same |= {"valuation": "FOB", "recording": "estimate", "regime": "unknown", "precision": "0", "calendar": "CY"}
    same |= {"period_start": "2022-01-01", "period_end": "2022-12-31", "coverage": "full", "origin": "CEPII BACI"}
    same |= {"evidence": "aggregator", "confidence": "medium", "qualifier": "exact"}
    assert (rows[list(same)] == pd.Series(same)).all(axis=None)
    assert list(rows["raw"].str.rpartition("#")[2]) == ["1", "2", "3", "6"]


@pytest.mark.parametrize("old_codes", [False, True])
def test_every_row_of_the_pair_is_there_as_another_reader_has_it(root: Path, old_codes: bool) -> None:
    years = [made.baci(root, year, rows=40_000) for year in (2021, 2022)]
    done = fetched(root, *years, made.country_codes(root, old_codes), reporter="KOR", partner="TWN")
    rows = observations(done)
    found = {(r.period_end[:4], r.reporter, r.partner, r.product): Decimal(r.value) for r in rows.itertuples()}
    iso = {"410": "KOR", "490": "TWN"}
    expected = {}
    for path in years:
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                if row["i"] in iso and row["j"] in iso:
                    expected[row["t"], iso[row["i"]], iso[row["j"]], row["k"]] = 1000 * Decimal(row["v"])
    assert found == expected and len(rows) == len(expected) > 300
    assert done.rows == sum(len(path.read_text().splitlines()) - 1 for path in years) + len(made.COUNTRIES)
    alone = observations(fetched(root, *years, made.country_codes(root), **PAIR, years=(2021,)))
    assert set(alone["period_end"]) == {"2021-12-31"}


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace(",0.412,", ",       0.412,           ").encode(),
        lambda text: text.replace(",010121,", ",10121,").encode(),
        lambda text: text.replace(",0.412,", ",4.12e-1,").encode(),
        lambda text: text.replace(",NA", ",none told").encode(),
        lambda text: text.replace("t,i,j,k,v,q", '"t","i","j","k","v","q"').encode(),
    ],
    ids=["byte order mark", "CRLF", "padded", "zero lost", "exponent", "quantity", "quoted names"],
)
def test_variants_give_the_same_rows(root: Path, written: Callable[[str], bytes]) -> None:
    codes = made.country_codes(root)
    plain = observations(fetched(root, file_of(root, made.baci_text(ROWS)), codes, **PAIR))
    other = observations(fetched(root, file_of(root, written(made.baci_text(ROWS))), codes, **PAIR))
    own = ["observation", "source", "raw"]
    pd.testing.assert_frame_equal(plain.drop(columns=own), other.drop(columns=own))


def test_columns_are_read_by_name(root: Path) -> None:
    turned = [",".join(row.split(",")[place] for place in (0, 3, 1, 2, 4, 5)) for row in ROWS]
    text = made.baci_text(turned).replace("t,i,j,k,v,q", "t,k,i,j,v,q")
    rows = observations(fetched(root, file_of(root, text), made.country_codes(root), **PAIR))
    assert list(rows["product"]) == ["520100", "870323", "010121", "9999AA"]


@pytest.mark.parametrize(("name", "edition"), [("HS92", "H0"), ("HS07", "H3"), ("HS22", "H6")])
def test_the_files_name_says_the_edition(root: Path, name: str, edition: str) -> None:
    path = file_of(root, made.baci_text(ROWS), BACI.replace("HS92", name))
    rows = observations(fetched(root, path, made.country_codes(root), **PAIR))
    assert set(rows["edition"]) == {edition}


def test_the_list_of_products_names_the_codes(root: Path) -> None:
    labels = made.product_codes(root, {"10121": "Horses: live, pure-bred", "520100": "Cotton", "9999AA": "Not told"})
    done = fetched(root, file_of(root, made.baci_text(ROWS)), made.country_codes(root), labels, **PAIR)
    own = Study(root=root, vintage=done.vintage.id).store.products.set_index("product")["label"]
    assert own["010121"] == "Horses: live, pure-bred" and own["520100"] == "Cotton"


TEXT = made.baci_text(ROWS)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TEXT[: TEXT.rindex(",1.5")], "about row 6: .* Expected 6 columns, got 4"),
        (TEXT.replace(",k,v,q", ",k,q"), "no column v, as BACI has"),
        (TEXT.replace("0.412", "O.412"), "row 3, column v: 'O.412' is no number"),
        (TEXT.replace("0.412", "-0.412"), "row 3, column v: '-0.412' is no number"),
        (TEXT.replace("0.412", "NA"), "row 3, column v: 'NA' is no number"),
        (TEXT.replace(",699,", ",IND,"), "row 4, column i: 'IND' is no country's number"),
        (TEXT.replace(",699,", ",698,"), "row 4, column i: '698' is not among the country codes"),
        (TEXT.replace(",156,", ",999,"), "row 5, column j: '999' is not among the country codes"),
        (TEXT.replace("870323", "8703.23"), "row 2, column k: '8703.23' is no HS code"),
        (
            TEXT.replace("2022,392,586,8", "2021,392,586,8"),
            "row 2, column t: '2021' is not the year of the file's name",
        ),
        (made.baci_text([*ROWS, ROWS[0]]), "code 520100 from PAK stands twice"),
        (made.baci_text([]), "with no rows"),
        (made.baci_text(ROWS[3:5]), "no row is an observation"),
        (TEXT.replace(",k,v,q\n2022,586", ",k,v,q\n2022,\xe9", 1).encode("latin-1"), "about row 1: .*invalid UTF8"),
        (TEXT.encode("utf-16"), "no text in UTF-8"),
        ("<!DOCTYPE html>", "has not the columns of a file of BACI or Gravity"),
        (bz2.compress(TEXT.encode()), r"is packed \(bzip2\); unpack it first"),
        (b"PK\x03\x04" + bytes(40), r"is packed \(zip\); unpack it first"),
    ],
)
def test_a_file_that_is_not_as_published_is_refused_in_one_line(root: Path, content: str | bytes, told: str) -> None:
    with pytest.raises(PkjpError, match=told) as refused:
        fetched(root, file_of(root, content), made.country_codes(root), **PAIR)
    assert "\n" not in str(refused.value)
    assert not list((root / "data" / "raw" / "local").glob("cepii*"))


def test_files_have_to_go_together(root: Path) -> None:
    baci, codes = file_of(root, TEXT), made.country_codes(root)
    other = file_of(root, TEXT.replace("2022,", "2021,"), "BACI_HS92_Y2021_V202401b.csv")
    more = shutil.copy(codes, root / "country_codes_more.csv")
    table = made.gravity(root, ECONOMIES[:3], [2019])
    for files, asked, told in (
        ([baci, codes], {}, "name them with --reporter and --partner"),
        ([baci, codes], {"reporter": "PAK", "partner": "PAK"}, "name them with --reporter and --partner"),
        ([baci, codes], {"reporter": "PAK", "partner": "XXX"}, "no country of ISO 3166"),
        ([baci, codes], {**PAIR, "years": (2020, 2022)}, "no file of 2020"),
        ([baci], PAIR, "give country_codes_V.......csv of the same zip too"),
        ([codes], PAIR, "the files have no trade"),
        ([baci, codes, more], PAIR, "both BACI's country codes"),
        ([baci, other, codes], PAIR, "releases 202401b and 202501"),
        ([table], PAIR, "choose rows of BACI"),
        ([file_of(root, TEXT, "my copy.csv"), codes], PAIR, "the edition is in the name alone"),
        ([baci, codes], {"reporter": "VNM", "partner": "JPN"}, "have nothing for 704, not VNM"),
    ):
        with pytest.raises(PkjpError, match=told):
            fetched(root, *files, **asked)
    astray = file_of(root, codes.read_text().replace("JPN", "PAK"), codes.name)
    with pytest.raises(PkjpError, match="have PAK for 392, not JPN"):
        fetched(root, baci, astray, **PAIR)


def test_frames_of_the_pair_stay_as_they_are_beside_it(root: Path) -> None:
    years = [made.baci(root, year, rows=40_000) for year in (2015, 2024)]
    done = fetched(root, *years, made.country_codes(root), **PAIR)
    assert done.observations > 300
    alone, beside = Study(root=root, vintage=""), Study(root=root, vintage=done.vintage.id)
    for name in ("goods_trade", "recent_goods_trade", "two_way_totals", "world_shares", "composition", "mirror_totals"):
        pd.testing.assert_frame_equal(getattr(alone, name)(), getattr(beside, name)())
    for name in ("mirror_by_chapter", "mirror_by_group", "chapter_concentration", "reexports", "trade_intensity"):
        pd.testing.assert_frame_equal(getattr(alone, name)(), getattr(beside, name)())
    told = beside.coverage()
    assert set(told[told["vintage"] == done.vintage.date]["evidence"]) == {"aggregator"}


@pytest.fixture
def gravity(root: Path) -> Refreshed:
    return fetched(root, made.gravity(root, ECONOMIES, [1989, 1996, 2005, 2019]))


def test_gravity_alone_is_a_vintage_without_observations(root: Path, gravity: Refreshed) -> None:
    assert gravity.observations == 0 and gravity.rows == 4 * 14**2
    assert gravity.lines()[1:] == [
        f"{gravity.vintage.id}: Gravity_V202211.csv is a table: pkjp_analysis.sources.cepii.gravity_table reads it"
    ]
    alone, beside = Study(root=root, vintage=""), Study(root=root, vintage=gravity.vintage.id)
    pd.testing.assert_frame_equal(alone.two_way_totals(), beside.two_way_totals())


def test_an_estimate_finds_what_the_flows_follow(root: Path, gravity: Refreshed) -> None:
    table = gravity_table(root, gravity.vintage.id)
    names = [name for name in made.COEFFICIENTS if name != "const"]
    found = gravity_ppml(table, "trade", names).coefficients.set_index("regressor")["coefficient"]
    # From thousand dollars to dollars, of flows and of both GDP.
    expected = dict(made.COEFFICIENTS)
    expected["const"] += np.log(1000) * (1 - expected["log_gdp_o"] - expected["log_gdp_d"])
    # Flows are printed to a dollar.
    np.testing.assert_allclose(found[list(expected)], list(expected.values()), atol=1e-6)
    fixed = gravity_ppml(table, "trade", ["log_distw_harmonic", "contig"], ["exporter", "importer", "year"])
    assert fixed.observations == table["trade"].notna().sum()


def test_the_table_is_of_pairs_that_exist_in_base_units(root: Path, gravity: Refreshed) -> None:
    variables = ["gdp_o", "log_gdp_o", "pop_d", "distw_harmonic", "gdp_source_o", "contig"]
    table = gravity_table(root, gravity.vintage.id, variables=variables)
    assert list(table.columns) == ["exporter", "importer", "year", "trade", *variables]
    assert len(table) == 4 * 13 * 12 and not table.duplicated(["exporter", "importer", "year"]).any()
    keys = ["year", "exporter", "importer"]
    pd.testing.assert_frame_equal(table, table.sort_values(keys, ignore_index=True))
    file = pd.read_csv(root / "Gravity_V202211.csv")
    file = file[(file["country_id_o"] == "PAK") & (file["country_id_d"] == "DEU.2") & (file["year"] == 2019)].iloc[0]
    row = table[(table["exporter"] == "PAK") & (table["importer"] == "DEU") & (table["year"] == 2019)].iloc[0]
    assert row["gdp_o"] == pytest.approx(1000 * file["gdp_o"]) and row["pop_d"] == pytest.approx(1000 * file["pop_d"])
    assert row["log_gdp_o"] == pytest.approx(np.log(1000 * file["gdp_o"]))
    assert (row["distw_harmonic"], row["gdp_source_o"]) == (file["distw_harmonic"], 1)
    assert row["trade"] == pytest.approx(1000 * file["tradeflow_baci"], nan_ok=True)
    # What is not recorded is missing, never zero.
    assert table["trade"].isna().any() and (table["trade"].dropna() > 0).all()


def test_years_countries_and_the_column_of_flows_are_chosen(root: Path, gravity: Refreshed) -> None:
    id = gravity.vintage.id
    table = gravity_table(root, id, years=[2005, 2019], countries=["PAK", "JPN", "DEU"], variables=[])
    assert sorted(set(table["exporter"])) == sorted(set(table["importer"])) == ["DEU", "JPN", "PAK"]
    assert list(table["year"].unique()) == [2005, 2019] and len(table) == 12
    assert gravity_table(root, id, flow="tradeflow_imf_o")["trade"].isna().all()
    assert gravity_table(root, id, years=[1800]).empty
    with pytest.raises(UsageError, match="has no column distw; "):
        gravity_table(root, id, variables=["log_distw"])
    with pytest.raises(UsageError, match="the nearest is"):
        gravity_table(root, "cepii-1990-01-01")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("iso3_d,", "iso3_e,", "no column iso3_d, as Gravity has"),
        ("1989,PAK", "89,PAK", "row 1, column year: '89' is no year"),
        ("1989,PAK,PAK,PAK", "1989,PAK,PAK,586", "row 1, column iso3_o: '586' is no code of three letters"),
    ],
)
def test_a_gravity_file_that_is_not_as_published_is_refused(root: Path, old: str, new: str, told: str) -> None:
    path = made.gravity(root, ECONOMIES[:3], [1989])
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(PkjpError, match=told):
        fetched(root, path)


def test_numbers_of_gravity_are_numbers(root: Path) -> None:
    path = made.gravity(root, ECONOMIES[:3], [2019])
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for cell in ("12O", "nan", "inf", "1,5"):
        frame.loc[7, "gdp_o"] = cell
        frame.to_csv(path, index=False)
        with pytest.raises(PkjpError, match=f"row 8, column gdp_o: '{cell}' is no number"):
            fetched(root, path)
    frame.loc[7, "gdp_o"] = "NA"
    frame.loc[9, "main_city_source_o"] = "told"
    frame.to_csv(path, index=False)
    done = fetched(root, path)
    assert gravity_table(root, done.vintage.id)["log_gdp_o"].isna().sum() == 1
    with pytest.raises(PkjpError, match="column main_city_source_o: 'told' is no number; variables are columns of"):
        gravity_table(root, done.vintage.id, variables=["main_city_source_o"])


def test_a_pair_that_stands_twice_in_a_year_is_refused(root: Path) -> None:
    path = made.gravity(root, ECONOMIES[:3], [2019])
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines, lines[2]]))
    done = fetched(root, path)
    with pytest.raises(PkjpError, match="PAK to JPN stands twice in 2019"):
        gravity_table(root, done.vintage.id)


def test_a_vintage_without_gravity_has_no_table(root: Path) -> None:
    done = fetched(root, file_of(root, TEXT), made.country_codes(root), **PAIR)
    with pytest.raises(UsageError, match="has no Gravity file"):
        gravity_table(root, done.vintage.id)


def test_a_changed_file_is_not_estimated_from(root: Path, gravity: Refreshed) -> None:
    path = gravity.vintage.folder / "Gravity_V202211.csv"
    path.chmod(0o644)
    path.write_text(path.read_text().replace("2019,PAK,JPN", "2019,PAK,CHN", 1))
    with pytest.raises(PkjpError, match="its bytes differ"):
        gravity_table(root, gravity.vintage.id)


def test_both_in_one_vintage_by_the_command(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [file_of(root, TEXT), made.country_codes(root), made.gravity(root, ECONOMIES, [2019])]
    asked = [word for path in files for word in ("--file", str(path))]
    status = cli.main(["refresh", "cepii", "--root", str(root), "--reporter", "pak", "--partner", "jpn", *asked])
    output = capsys.readouterr().out
    assert status == 0 and "3 parts fetched" in output and "4 observations" in output and "gravity_table" in output
    id = output.split(":")[0]
    assert len(gravity_table(root, id)) == 13 * 12
    assert cli.main(["refresh", "cepii", "--root", str(root), *asked]) == 2
    output, errors = capsys.readouterr()
    assert not output and errors.startswith("error: of BACI") and errors.count("\n") == 1
