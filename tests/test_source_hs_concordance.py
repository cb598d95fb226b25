"""A concordance between editions of the Harmonized System: what it leads on, what stays, what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import live_sources as live
import vintage_room as room
from pkjp_analysis import Study, cli
from pkjp_analysis.cleaning.observations import COLUMNS
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.execution.parameters import Parameters, check_values
from pkjp_analysis.figures.words import source_line
from pkjp_analysis.files import copy_file
from pkjp_analysis.frames import products
from pkjp_analysis.sources.hs_concordance import Link
from pkjp_analysis.store import Store
from pkjp_analysis.vintages.concordance import carried_over, not_carried_over
from pkjp_analysis.vintages.refresh import Refreshed
from pkjp_analysis.vintages.source import Request
from pkjp_analysis.vintages.tables import table_of
from replay import comtrade
from replay.hs_concordance import Concordance

NAME = "hs-concordance"
# Ten codes to a chapter, of which the last is each edition's own.
WORLD = comtrade.World(products=960)
YEARS = (2015, 2016, 2020, 2021, 2022, 2023)
OWN = range(9, 960, 10)
# Of each fourth chapter the own code goes into the first; one is parted, one has no counterpart.
TOGETHER = {place: (place - 9,) for place in OWN if place // 10 % 4 == 0}
PARTED, GONE = 59, 69
BACK = Concordance(WORLD, 2022, 2017, {**TOGETHER, PARTED: (PARTED, PARTED - 9), GONE: ()})
FLOWS = {"export": "X", "import": "M"}
FURTHER = Concordance(WORLD, 2017, 2012, {PARTED: (PARTED - 9,)})


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The study's data with one vintage of Comtrade, over three editions, and its name."""
    root = tmp_path_factory.mktemp("studies") / "study"
    ignored = shutil.ignore_patterns("local")
    shutil.copytree(room.SHIPPED / "data", root / "data", ignore=ignored, copy_function=copy_file)
    with live.served("comtrade", comtrade.service(WORLD)), pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMTRADE_API_KEY", comtrade.KEY)
        request = Request(reporter="PAK", partner="JPN", years=YEARS, peers=(), level=6)
        return root, live.fetch(root, "comtrade", request).vintage.id


@pytest.fixture
def root(fetched: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of it, to which concordances are added."""
    shutil.copytree(fetched[0], tmp_path / "study", copy_function=copy_file)
    return tmp_path / "study"


@pytest.fixture
def reported(fetched: tuple[Path, str]) -> str:
    return fetched[1]


def file_of(folder: Path, content: str | bytes | Concordance, name: str = "HS2022toHS2017.csv") -> Path:
    path = folder / name
    text = content.text() if isinstance(content, Concordance) else content
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def named(root: Path, *contents: str | Concordance) -> Refreshed:
    """A vintage of these tables."""
    files = [file_of(root.parent, content, f"step{number}.csv") for number, content in enumerate(contents, 1)]
    return live.fetch(root, NAME, Request(files=tuple(files)))


def converted(store: Store) -> pd.DataFrame:
    rows = store.observations
    found: pd.DataFrame = rows[rows["source"].str.contains("+", regex=False)].astype(str)
    return found


def editions(store: Store, reporter: str = "PAK", partner: str = "WLD", flow: str = "export") -> dict[int, str]:
    return {year.year: year.edition for year in store.code_years(reporter, partner, flow)}


def expected(step: Concordance, values: np.ndarray) -> dict[str, int]:
    """What each code of the target has: of codes that lead to it, and to it alone."""
    codes, sums = WORLD.codes(step.target), dict.fromkeys(WORLD.codes(step.target), 0)
    for place, value in enumerate(values.tolist()):
        if len(step.of(place)) == 1:
            sums[codes[step.of(place)[0]]] += int(value)
    return {code: value for code, value in sums.items() if value}


def test_a_concordance_is_a_vintage_without_figures(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of(root.parent, BACK)
    assert cli.main(["refresh", NAME, "--file", str(path), "--root", str(root)]) == 0
    out = capsys.readouterr().out
    assert f"{path.name} leads H6 to H5: 958 codes to one code, 1 to several, 1 to none" in out
    assert "961 rows, 0 observations" in out and "--vintage comtrade-DATE --vintage hs-concordance-DATE" in out
    (id,) = [name for name in room.vintages(root) if name.startswith(NAME)]
    assert room.files(root, id) == {path.name: path.read_bytes()}
    assert Store(root, (id,)).observations.equals(Store(root).observations)
    assert cli.main(["refresh", NAME, "--file", str(path), "--root", str(root)]) == 0
    assert "nothing was asked" in capsys.readouterr().out


def test_codes_are_led_on_and_add_up_exactly(root: Path, reported: str) -> None:
    id = named(root, BACK).vintage.id
    store = Store(root, (reported, id))
    rows = converted(store)
    assert set(rows["source"]) == {f"{reported}+{id}"} and set(rows["edition"]) == {"H5"}
    assert set(rows["period_start"].str[:4]) == {"2022", "2023"}
    assert not store.observations["observation"].duplicated().any()
    for (reporter, partner, flow, start), part in rows.groupby(["reporter", "partner", "flow", "period_start"]):
        values = WORLD.value(reporter, partner, FLOWS[flow], int(start[:4]))
        assert dict(zip(part["product"], part["value"].map(int), strict=True)) == expected(BACK, values)
        left = values[PARTED] + values[GONE]
        assert sum(map(int, part["value"])) + left == values.sum()
    assert set(rows["vintage"]) == set(table_of(root, reported, "observations")["vintage"])
    # What was reported stays as it is, and each sum names its rows.
    read = table_of(root, reported, "observations")
    own = store.observations[store.observations["source"] == reported]
    assert own.reset_index(drop=True).equals(read)
    of_row = read.set_index("raw")["value"].map(int)
    for row in rows.sample(300, random_state=1).itertuples():
        assert int(row.value) == sum(of_row[name] for name in row.raw.split(";"))
    assert rows["raw"].str.contains(";").any()


def test_editions_chain_where_a_concordance_is_named_and_stay_apart_otherwise(root: Path, reported: str) -> None:
    id = named(root, BACK).vintage.id
    alone, beside = (Study("PAK", "JPN", 2023, root=root, vintage=names) for names in (reported, f"{reported},{id}"))
    apart = {2015: "H4", 2016: "H4", 2020: "H5", 2021: "H5", 2022: "H6", 2023: "H6"}
    for ends in (("PAK", "WLD", "export"), ("JPN", "PAK", "import"), ("PAK", "JPN", "export")):
        assert editions(alone.store, *ends) == apart
        assert editions(beside.store, *ends) == {**apart, 2022: "H5", 2023: "H5"}
    rows = products.chained(products.held(alone, "PAK", "WLD", "export"))
    assert set(rows["year"]) == {2022, 2023} and set(rows["edition"]) == {"H6"}
    rows = products.chained(products.held(beside, "PAK", "WLD", "export"))
    assert set(rows["year"]) == {2020, 2021, 2022, 2023} and set(rows["edition"]) == {"H5"}
    assert not rows.duplicated(["year", "product"]).any()
    assert "2015 to 2016 (edition H4)" in rows["left_out"].iloc[0]
    line = source_line(rows)
    assert f"UN Comtrade, {reported}, HS by {id}, up to " in line and "% left out" in line
    assert f"UN Comtrade, {reported} (" in line


def test_nothing_counts_twice(root: Path, reported: str) -> None:
    id = named(root, BACK).vintage.id
    studies = [Study("PAK", "JPN", 2023, root=root, vintage=names) for names in (reported, f"{reported},{id}")]
    alone, beside = studies
    for method in (Study.mirror_totals, Study.recent_goods_trade, Study.world_shares):
        pd.testing.assert_frame_equal(*map(method, studies))
    by_chapter = [
        frame[frame["kind"] == products.CHAPTERS].reset_index(drop=True)
        for frame in map(Study.mirror_by_chapter, studies)
    ]
    pd.testing.assert_frame_equal(*by_chapter)
    for way in (("PAK", "JPN", "X"), ("PAK", "WLD", "X"), ("JPN", "WLD", "M")):
        flow = {"X": "export", "M": "import"}[way[2]]
        for year in beside.store.code_years(way[0], way[1], flow):
            values = WORLD.value(*way, year.year)
            left = values[PARTED] + values[GONE] if year.year >= 2022 else 0
            assert year.total == values.sum() - left
    # What is held is what was read.
    pd.testing.assert_frame_equal(*map(Study.coverage, studies))
    assert beside.sources()["source"].tolist() == alone.sources()["source"].tolist()


def test_what_is_not_carried_over_is_said(root: Path, reported: str) -> None:
    id = named(root, BACK).vintage.id
    frame = not_carried_over(root, reported, id)
    assert set(frame["edition"]) == {"H6"} and set(frame["target"]) == {"H5"} and frame["share"].is_monotonic_decreasing
    for row in frame.itertuples():
        values = WORLD.value(row.reporter, row.partner, FLOWS[row.flow], int(row.period_start[:4]))
        assert row.value == values.sum() and row.not_carried == values[PARTED] + values[GONE]
        assert row.codes == np.count_nonzero(values[[PARTED, GONE]])
        assert row.share == pytest.approx(100 * row.not_carried / row.value)
        # The one code to which a part of the parted one belongs, and the own code's that nothing else leads to.
        assert row.understated == pytest.approx(100 * values[PARTED - 9] / row.value)
    world = frame[frame["partner"] == "WLD"]["share"].max()
    publisher = Store(root, (reported, id)).sources.set_index("source").loc[f"{reported}+{id}", "publisher"]
    told = float(publisher.split("up to ")[1].split(" %")[0])
    assert world <= told < world + 0.1
    with pytest.raises(UsageError, match="is no concordance"):
        not_carried_over(root, reported, reported)


def test_too_little_carried_over_does_not_count_as_held(root: Path, reported: str) -> None:
    largest = np.argsort(WORLD.value("PAK", "WLD", "X", 2022))[-60:].tolist()
    id = named(root, Concordance(WORLD, 2022, 2017, {place: (place, 0) for place in largest})).vintage.id
    store = Store(root, (reported, id))
    assert editions(store)[2022] == "H6"
    shares = not_carried_over(root, reported, id).set_index(["reporter", "partner", "flow", "period_start"])["share"]
    assert shares["PAK", "WLD", "export", "2022-01-01"] > 5


def test_steps_follow_each_other_as_far_as_they_are_named(root: Path, reported: str) -> None:
    id = named(root, BACK, FURTHER).vintage.id
    rows = converted(Store(root, (reported, id)))
    assert set(rows["edition"]) == {"H4"} and set(rows["period_start"].str[:4]) == {"2020", "2021", "2022", "2023"}
    assert set(editions(Store(root, (reported, id))).values()) == {"H4"}
    # What one step parts and the next puts together again is whole.
    values = WORLD.value("PAK", "WLD", "X", 2022)
    part = rows[(rows["reporter"] == "PAK") & (rows["partner"] == "WLD") & (rows["flow"] == "export")]
    part = part[part["period_start"] == "2022-01-01"].set_index("product")["value"].map(int)
    assert part[WORLD.codes(2012)[PARTED - 9]] == values[PARTED] + values[PARTED - 9]
    assert part.sum() == values.sum() - values[GONE]


def test_totals_are_of_what_was_reported(root: Path, reported: str) -> None:
    """Margins are of all codes: those that a concordance leaves out are among them, as without it."""
    plain = Store(root, (reported,))
    store = Store(root, (reported, named(root, BACK).vintage.id))
    for flow in ("export", "import"):
        with_all = store.code_totals("PAK", flow, as_reported=True)
        assert with_all == plain.code_totals("PAK", flow) == plain.code_totals("PAK", flow, as_reported=True)
        led = {year: (edition, total) for year, edition, total in store.code_totals("PAK", flow)}
        of_2023 = {year: total for year, _, total in with_all}[2023]
        assert led[2023][0] == "H5" and led[2023][1] < of_2023


def test_codes_are_the_same_before_and_after_the_whole_table_is_read(root: Path, reported: str) -> None:
    store = Store(root, (reported,))
    before = store.codes("PAK")
    assert len(before) and len(store.observations) > len(before)
    after = store.codes("PAK")
    order = ["observation"]
    assert list(before.sort_values(order)["observation"]) == list(after.sort_values(order)["observation"])
    assert editions(Store(root, (reported,))) == editions(store)


def test_tables_are_made_once_and_anew_for_other_vintages(root: Path, reported: str) -> None:
    first = named(root, BACK).vintage.id
    before = converted(Store(root, (reported, first)))
    made = root / "build/vintages" / f"{reported}+{first}" / "observations.parquet"
    stamp = made.stat().st_mtime_ns
    assert converted(Store(root, (reported, first))).equals(before) and made.stat().st_mtime_ns == stamp
    shutil.rmtree(made.parent)
    assert converted(Store(root, (first, reported))).equals(before) and made.exists()
    second = named(root, Concordance(WORLD, 2022, 2017)).vintage.id
    assert second != first and not converted(Store(root, (reported, second))).equals(before)
    # Another order of the same two is the same study.
    assert converted(Store(root, (second, reported))).equals(converted(Store(root, (reported, second))))


def test_one_concordance_at_a_time(root: Path, reported: str) -> None:
    ids = [reported, named(root, BACK).vintage.id, named(root, FURTHER).vintage.id]
    for refused in (
        lambda: Study("PAK", "JPN", 2023, root=root, vintage=",".join(ids)),
        lambda: check_values(root, Parameters("PAK", "JPN", 2023, ",".join(ids))),
    ):
        with pytest.raises(UsageError, match="both concordances, name one; steps that follow each other go into one"):
            refused()


def some(values: list[str], **others: list[str]) -> pd.DataFrame:
    """Rows of one flow, a code each, as a vintage has them."""
    rows = pd.DataFrame(dict.fromkeys(COLUMNS, ""), index=range(len(values)), dtype=str)
    same = {"series": "goods_trade", "reporter": "PAK", "partner": "JPN", "flow": "export", "nomenclature": "HS"}
    same |= {"edition": "H6", "measure": "flow", "unit": "USD", "valuation": "FOB", "precision": "0"}
    codes = [f"01010{place}" for place in range(len(values))]
    raw = [f"local/made#{place}" for place in range(1, len(values) + 1)]
    return rows.assign(**same, qualifier="exact", product=codes, value=values, raw=raw).assign(**others)


@pytest.mark.parametrize(
    ("values", "sum_"),
    [
        (["0.1", "0.2"], "0.3"),
        (["12345678901234567890.125", "0.0005", "-1"], "12345678901234567889.1255"),
        (["100", "200"], "300"),
        (["5.50"], "5.50"),
        (["2.5", "-2.5"], "0"),
    ],
)
def test_sums_are_exact(values: list[str], sum_: str) -> None:
    link = Link("H5", {f"01010{place}": "010129" for place in range(len(values))}, frozenset())
    (row,) = carried_over(some(values, precision=["0.05"] * len(values)), {"H6": link}, "new").to_dict("records")
    assert (row["value"], row["product"], row["edition"]) == (sum_, "010129", "H5")
    assert Decimal(row["precision"]) == Decimal("0.05") * len(values)
    assert row["raw"].split(";") == [f"local/made#{place}" for place in range(1, len(values) + 1)]


def test_a_long_sum_names_its_first_rows_and_how_many_more() -> None:
    rows = pd.concat([some(["1"] * 10, product=[f"{part}0101{place}" for place in range(10)]) for part in "123"])
    link = Link("H5", dict.fromkeys(rows["product"], "010129"), frozenset())
    (row,) = carried_over(rows, {"H6": link}, "new").to_dict("records")
    assert row["value"] == "30" and row["raw"].endswith(";and 10 more") and row["raw"].count(";") == 20


@pytest.mark.parametrize(
    "others",
    [
        {"valuation": ["FOB", "CIF", "FOB"]},
        {"qualifier": ["exact", "about", "exact"]},
        {"value": ["1", "", "3"]},
    ],
)
def test_what_does_not_add_up_keeps_its_edition(others: dict[str, list[str]]) -> None:
    link = Link("H5", {"010100": "010129", "010101": "010129", "010102": "010130"}, frozenset())
    rows = carried_over(some(["1", "2", "3"]).assign(**others), {"H6": link}, "new")
    assert dict(zip(rows["product"], rows["value"], strict=True)) == {"010130": "3"}


@pytest.mark.parametrize(
    ("header", "steps"),
    [
        ("From HS2022,To HS2017", "H6 to H5"),
        ("From HS 2022,To HS 2012", "H6 to H4"),
        ("From HS 2022,From HS 2007", "H6 to H3"),
        ("From HS 2017,To HS 1992", "H5 to H0"),
        ("HS 2012,HS 2007", "H4 to H3"),
        ("To HS 1996,From HS 2002", "H2 to H1"),
        ("Between,\r\nHS2022, HS2017,Relationship", "H6 to H5"),
        ("HS 2012 to HS 2007 Conversion,,,\r\n\r\n,,\r\n,\r\n,\r\n,\r\nHS 2012 ,HS 2007", "H4 to H3"),
    ],
)
def test_headers_as_they_are_published(root: Path, header: str, steps: str) -> None:
    done = live.fetch(root, NAME, Request(files=(file_of(root.parent, f"{header}\r\n010121,010110\r\n,\r\n"),)))
    assert any(f"leads {steps}: 1 codes to one code" in note for note in done.notes)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_codes_are_text_with_dots_or_without(root: Path, delimiter: str) -> None:
    lines = [
        "\ufeffHS 2022,ex,HS 2017,ex",
        "0101.21,,01.01.21,ex",
        '"010129"," ","010121",',
        "010129,,010121,",
        "010190,,,",
    ]
    path = file_of(root.parent, "\n".join(lines).replace(",", delimiter))
    done = live.fetch(root, NAME, Request(files=(path,)))
    assert done.rows == 4 and f"{path.name} leads H6 to H5: 2 codes to one code, 0 to several, 1 to none" in done.notes


HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "no header": ("010121,010121\n", "no line names two editions"),
    "one edition": ("From HS 2022,To SITC Rev. 4\n010121,00150\n", "no line names two editions"),
    "the same edition": ("From HS 2022,To HS 2022\n010121,010121\n", "no line names two editions"),
    "three editions": ("HS 2022,HS 2017,HS 2012\n010121,010121,010121\n", "no line names two editions"),
    "a year that is none": ("From HS 2022,To HS 2018\n010121,010121\n", "HS 2018 is no edition"),
    "a workbook": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + bytes(200), "no line names two editions"),
    "another encoding": ("From HS 2022,To HS 2017\n010121,010121\n".encode("utf-16"), "no line names two editions"),
    "empty": (b"", "no line names two editions"),
    "nothing below": ("From HS 2022,To HS 2017\n,\n", "no codes below the header"),
    "leading zero lost": ("From HS 2022,To HS 2017\n010121,010121\n10129,010129\n", "row 3: '10129' is no code of six"),
    "a number": ("From HS 2022,To HS 2017\n010121,10121.0\n010129,1.01E+05\n", "row 3: '1.01E+05' is no code"),
    "chapters": ("From HS 2022,To HS 2017\n01,01\n", "row 2: '01' is no code of six digits"),
    "other digits": ("From HS 2022,To HS 2017\n" + 6 * "\u0661" + ",010121\n", "is no code of six digits"),
    "a cell that is merged": ("HS 2022,HS 2017\n010121,010121\n,010129\n", "row 3: '' is no code of six digits"),
    "a page": ("<html><body>Not found</body></html>", "no line names two editions"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files(root: Path, case: str) -> None:
    content, why = HOSTILE[case]
    path = file_of(root.parent, content)
    line = live.refusal(root, NAME, Request(files=(path,)))
    assert path.name in line and why in line


def test_files_that_do_not_go_together(root: Path) -> None:
    def refusal(*contents: str) -> str:
        files = [file_of(root.parent, content, f"step{number}.csv") for number, content in enumerate(contents, 1)]
        return live.refusal(root, NAME, Request(files=tuple(files)))

    def step(origin: int, target: int) -> str:
        return f"From HS {origin},To HS {target}\n010121,010121\n"

    assert "step1.csv and step2.csv both lead on from H6" in refusal(step(2022, 2017), step(2022, 2012))
    assert "both lead on from H6" in refusal(step(2022, 2017), step(2022, 2017))
    assert "leads back to" in refusal(step(2022, 2017), step(2017, 2022))
    assert "leads back to" in refusal(step(2022, 2017), step(2017, 2012), step(2012, 2017))


@pytest.mark.parametrize("path", [lambda folder: folder / "none.csv", lambda folder: folder])
def test_a_file_that_cannot_be_read(root: Path, path: Callable[[Path], Path]) -> None:
    assert "name a file that can be read" in live.refusal(root, NAME, Request(files=(path(root.parent),)))


def test_options_that_it_has_not(root: Path) -> None:
    with pytest.raises(PkjpError, match="needs --file"):
        live.fetch(root, NAME, Request())
    with pytest.raises(PkjpError, match="takes no --reporter; it takes --file"):
        live.fetch(root, NAME, Request(reporter="PAK", files=(file_of(root.parent, BACK),)))
