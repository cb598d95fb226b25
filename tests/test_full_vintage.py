"""Frames and figures of a pair on fetched Comtrade vintages: HS 6-digit codes of two editions, many reporters."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import live_sources as live
import vintage_room as room
from pkjp_analysis import Study, figures, tables
from pkjp_analysis.claims.contradictions import work_out
from pkjp_analysis.display import show
from pkjp_analysis.plain import kinds_in, of_last_kind, shortened
from pkjp_analysis.store import Store
from pkjp_analysis.vintages.newest import current
from pkjp_analysis.vintages.source import Request
from replay import comtrade

OUT, BACK = "Pakistan to Japan", "Japan to Pakistan"
# The sixth edition of the Harmonized System begins in 2022.
YEARS = (2020, 2021, 2022, 2023, 2024)
WORLD = comtrade.World(products=192, seed=7)
_SOLD = WORLD.flow("PAK", "JPN", 2024)
CODE = WORLD.codes(2024)[int(_SOLD.argmax())]
REVISED = comtrade.World(products=192, seed=7, factors={("PAK", "JPN", 2024, CODE): 3.0})
H5, H6 = (f"HS 6-digit products (edition {name})" for name in ("H5", "H6"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped study with three vintages of one day: the pair, its last years revised, and one side elsewhere."""
    root = room.whole(tmp_path_factory.mktemp("full vintage") / "study")
    asked = [
        (WORLD, Request(reporter="PAK", partner="JPN", years=YEARS)),
        (REVISED, Request(reporter="PAK", partner="JPN", years=YEARS[3:], peers=())),
        (WORLD, Request(reporter="PAK", partner="IND", years=YEARS, peers=(), level=2)),
    ]
    for world, request in asked:
        with live.served("comtrade", comtrade.service(world)), pytest.MonkeyPatch.context() as patch:
            patch.setenv("COMTRADE_API_KEY", comtrade.KEY)
            live.fetch(root, "comtrade", request)
    return root


@pytest.fixture(scope="module")
def ids(root: Path) -> list[str]:
    return room.vintages(root)


@pytest.fixture(scope="module")
def study(root: Path, ids: list[str]) -> Study:
    return Study(root=root, vintage=ids[0])


@cache
def shipped() -> Study:
    return Study(root=room.SHIPPED, vintage="")


def of_pair(flow: str, year: int, world: comtrade.World = WORLD) -> float:
    return float(world.value("PAK", "JPN", {"export": "X", "import": "M"}[flow], year).sum())


def test_an_origin_that_is_shipped_and_fetched_counts_once(study: Study, ids: list[str]) -> None:
    frame = study.goods_trade()
    frame = frame[(frame["calendar"] == "CY") & (frame["coverage"] == "full")]
    assert not frame.duplicated(["direction", "reporter", "origin", "year"]).any()
    rows = frame[(frame["origin"] == "Comtrade Pakistan") & frame["year"].isin(YEARS)]
    assert set(rows["source"]) == {ids[0]} and len(rows) == 2 * len(YEARS)
    for row in rows.itertuples():
        assert row.value == of_pair(row.flow, row.year)
    # A total is printed: no sum of chapters or codes of the same print stands beside it.
    recent = study.recent_goods_trade()
    assert not recent[recent["source"] == ids[0]]["origin"].str.contains("sum of").any()
    for column in ("export_share", "total"):
        assert study.two_way_totals().groupby(["origin", "period", "reporter"])[column].size().max() == 1
    # What one page says of many countries stays whole.
    ranks = study.partner_ranks()
    assert {"Japan", "Pakistan"} <= set(ranks[ranks["highlighted"]]["partner_name"])


def test_the_finest_level_is_used_and_holds_the_whole(study: Study) -> None:
    frame = study.composition()
    assert frame["product"].str.fullmatch(r"\d{6}").all() and set(frame["edition"]) == {"H6"}
    for direction, flow in ((OUT, "export"), (BACK, "import")):
        part = frame[frame["direction"] == direction]
        assert part["value"].sum() == of_pair(flow, 2024) and part["share"].sum() == pytest.approx(100)
        # Chapters of the same print are another level, and are not added.
        years = study.store.chapter_years("PAK", "JPN", flow)
        assert next(year for year in years if year.year == 2024).total == of_pair(flow, 2024)
    shares = study.world_shares()
    own = shares[(shares["reporter"] == "PAK") & (shares["flow"] == "export") & (shares["year"] == 2024)]
    assert own["value"].tolist() == [of_pair("export", 2024)]
    assert own["world"].tolist() == [float(WORLD.value("PAK", "WLD", "X", 2024).sum())]


def test_years_of_two_editions_are_kept_apart_and_said(study: Study) -> None:
    concentration = study.chapter_concentration()
    by_code = concentration[concentration["year"].isin(YEARS)]
    assert by_code.groupby("kind")["year"].unique().map(sorted).to_dict() == {H5: [2020, 2021], H6: [2022, 2023, 2024]}
    left = "2020 to 2021 (edition H5)"
    for frame in (study.contributions_by_chapter(), study.advantage_over_time()):
        assert set(frame["kind"]) == {H6} and frame["left_out"].str.contains(left, regex=False).all()
    assert set(study.advantage_over_time()["year"]) == {2022, 2023, 2024}
    terms, lines = study.peer_terms(), study.screening()
    assert set(terms["kind"]) == {H6} and terms["years_left_out"].str.contains(left, regex=False).all()
    assert lines.attrs["kind"] == H6 and left in lines.attrs["left_out"]
    told = {name: " ".join(study.narrate(name).sentences) for name in ("3.2 concentration", "9.1 screening")}
    assert "earlier editions" in told["3.2 concentration"] and left in told["9.1 screening"]


def test_figures_tell_and_draw_editions_apart(study: Study) -> None:
    drawn = figures.chapter_concentration(study.chapter_concentration())
    words = " ".join(" ".join(text.get_text().split()) for text in drawn.figure.texts)
    assert "Lines break between editions" in words and "H5 2020–2021 and H6 2022–2024" in words
    lines = [list(line.get_xdata()) for line in drawn.get_lines()]
    assert not any(2021 in line and 2022 in line for line in lines)
    mirrors = figures.mirror_by_product(study.mirror_by_chapter())
    assert f"{H6} alone" in " ".join(" ".join(text.get_text().split()) for text in mirrors.figure.texts)
    assert set(figures.record_of(mirrors).rows["kind"]) == {H6}
    source = [text.get_text() for text in mirrors.figure.texts if text.get_text().startswith("Source")]
    assert study.store.vintages[0] in " ".join(source[0].split())


def test_advantage_is_over_all_reporters_of_one_edition(study: Study) -> None:
    frame = study.advantage_over_time()
    # Of the made-up world one country exports nothing.
    assert set(frame["reporters"]) == {2 + 12 - 1}
    own = study.advantage()
    own = own[own["reporter"] == "PAK"]
    assert own["own_share"].sum() == pytest.approx(100)
    assert (own["rca"] * own["world_share"]).sum() == pytest.approx(100)


def test_a_newer_vintage_replaces_the_years_that_it_has(root: Path, ids: list[str]) -> None:
    for named in (ids[:2], ids[1::-1]):
        both = Study(root=root, vintage=",".join(named))
        rows = both.goods_trade()
        rows = rows[(rows["origin"] == "Comtrade Pakistan") & (rows["flow"] == "export") & rows["year"].isin(YEARS)]
        assert rows.set_index("year")["source"].to_dict() == {y: ids[y >= 2023] for y in YEARS}
        own = both.composition()
        own = own[own["direction"] == OUT].set_index("product")["value"]
        assert own.sum() == of_pair("export", 2024, REVISED) and own[CODE] == 3 * _SOLD.max()


def test_a_vintage_of_another_pair_leaves_this_one_as_it_is(root: Path, ids: list[str]) -> None:
    beside = Study(root=root, vintage=ids[2])
    for flow in ("export", "import"):
        old, new = (one.store.chapter_years("PAK", "JPN", flow) for one in (shipped(), beside))
        assert [(y.year, y.total, y.missing) for y in old] == [(y.year, y.total, y.missing) for y in new]
    columns = ["reporter", "flow", "year", "origin", "share"]
    pd.testing.assert_frame_equal(beside.world_shares()[columns], shipped().world_shares()[columns])
    old, new = (work_out(store.for_statements)[["id", "outcome"]] for store in (shipped().store, beside.store))
    pd.testing.assert_frame_equal(old, new)


def test_codes_are_read_a_reporter_at_a_time_with_nothing_lost(root: Path, ids: list[str]) -> None:
    apart, whole = Store(root, (ids[0],)), Store(root, (ids[0],))
    frame = whole.observations
    codes = frame[(frame["nomenclature"] == "HS") & (frame["product"].str.len() == 6)]
    assert apart.by_code == sorted(codes["reporter"].unique()) and len(apart.by_code) == 14
    pd.testing.assert_frame_equal(apart.coarse, frame.drop(index=codes.index).reset_index(drop=True))
    for who in ("PAK", "USA"):
        own = codes[codes["reporter"] == who]
        pd.testing.assert_frame_equal(apart.codes(who), own.reset_index(drop=True))
        some = own[(own["partner"] == "WLD") & (own["period_start"] == "2024-01-01")]
        found = apart.codes(who, ["product", "value"], partner=["WLD"], period_start=["2024-01-01"])
        pd.testing.assert_frame_equal(found, some[["product", "value"]].reset_index(drop=True))
    assert "observations" not in vars(apart)
    totals = {year: total for year, _, total in apart.code_totals("USA", "export")}
    assert totals == {year: float(WORLD.value("USA", "WLD", "X", year).sum()) for year in YEARS}
    assert apart.for_statements.observations["product"].str.fullmatch(r"\d{6}").sum() == 0


def test_a_label_says_its_code_and_is_cut_where_it_is_shown_alone(study: Study) -> None:
    frame = study.composition()
    assert (frame["product_label"].str.extract(r"\(HS (\d{6})\)$")[0] == frame["product"]).all()
    whole = frame.drop_duplicates("product")["product_label"]
    assert whole.str.len().max() > 150 and whole.is_unique
    table = show(tables.principal_chapters(frame), "goods")
    assert set(table.frame["goods"]) <= set(whole)
    cells = [cell for cell in table._repr_html_().split("<td") if "(HS " in cell]
    assert cells and not any(label in cell for cell in cells for label in whole if len(label) > 60)
    drawn = figures.composition(frame)
    ticks = [tick.get_text() for axes in drawn.figure.axes for tick in axes.get_yticklabels()]
    assert max(tick.count("\n") for tick in ticks) <= 1 and all(tick.split()[0].isdigit() for tick in ticks[:10])
    kept = set(figures.record_of(drawn).rows["product_label"])
    assert kept >= set(frame[frame["rank"] <= 10]["product_label"])


@pytest.mark.parametrize(
    ("label", "most", "shown"),
    [
        ("Cotton (HS 52)", 60, "Cotton (HS 52)"),
        ("Fabrics, woven; of cotton (HS 520812)", 30, "Fabrics, woven … (HS 520812)"),
        ("Fabrics, woven; of cotton", 18, "Fabrics, woven …"),
        ("Electroencephalographs (HS 901811)", 25, "Electroence … (HS 901811)"),
    ],
)
def test_labels_are_cut_at_a_word(label: str, most: int, shown: str) -> None:
    assert shortened(label, most) == shown and len(shown) <= most


def test_kinds_of_several_editions_are_one_in_words() -> None:
    assert kinds_in(["HS chapters", H5, H6, H5]) == ["HS chapters", "HS 6-digit products (editions H5 and H6)"]
    frame = pd.DataFrame({"kind": [H5, H6, H6], "year": [2021, 2022, 2023]})
    assert of_last_kind(frame)["year"].tolist() == [2022, 2023]


def test_a_print_with_fewer_chapters_is_a_part_and_gives_way() -> None:
    frame = shipped().store.observations
    own = (frame["source"] == "un-comtrade-2023") & (frame["period_start"] == "2020-01-01")
    own &= (frame["partner"] == "WLD") & (frame["flow"] == "export")
    table = frame[own]
    fetched = table.assign(source="comtrade-2026-11-24", vintage="2026-11-24", evidence="primary")
    for kept, number in (("comtrade-2026-11-24", len(table) - 3), ("un-comtrade-2023", len(table) - 4)):
        both = pd.concat([table, fetched.head(number)], ignore_index=True)
        assert set(current(both, ["comtrade-2026-11-24"])["source"]) == {kept}
