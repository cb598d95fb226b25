"""The frames of the notebooks on a whole table at HS 6-digit: the same calls take the finest level that is held."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest

import comtrade_like as made
import full_study
from pkjp_analysis import Study, figures, tables
from sentences import told

FIRST, LAST = made.YEARS
OUT, BACK = "Pakistan to Japan", "Japan to Pakistan"
CODES = "HS 6-digit products (edition H6)"
NEAR = {"rtol": 1e-9}


@cache
def full() -> Study:
    """Totals, chapters and codes of the made-up table, and no other goods trade."""
    made_up = full_study.study(full_study.observations())
    # Sentences ask for the same frames several times.
    for method in ("screening", "screening_variants", "candidate_lines", "mirror_by_chapter"):
        setattr(made_up, method, cache(getattr(made_up, method)))
    return made_up


@cache
def beside() -> Study:
    """The same beside everything that is shipped."""
    return full_study.study(full_study.observations(), alone=False)


@cache
def shipped() -> Study:
    return Study(root=full_study.ROOT)


@cache
def frame_of(study: Callable[[], Study], method: str) -> pd.DataFrame:
    """A study's frame, worked out once."""
    frame: pd.DataFrame = getattr(study(), method)()
    return frame


def lines(reporter: str, partner: str, flow: str, year: int | None = None) -> pd.DataFrame:
    rows = full_study.table()
    rows = rows[rows["product"].str.len() == 6]
    rows = rows[(rows["reporter"] == reporter) & (rows["partner"] == partner) & (rows["flow"] == flow)]
    return rows if year is None else rows[rows["year"] == year]


@pytest.mark.parametrize("study", [full, beside], ids=["alone", "beside"])
def test_no_code_is_added_to_its_chapter(study: Callable[[], Study]) -> None:
    totals = frame_of(study, "mirror_totals").set_index(["direction", "year"])
    shares = frame_of(study, "world_shares").set_index(["reporter", "flow", "year"])
    for year in made.YEARS:
        sold = lines("PAK", "JPN", "export", year)["value"].sum()
        if study is full:
            assert totals.loc[(OUT, year), "exported"] == sold
            whole = lines("PAK", "WLD", "export", year)["value"].sum()
            assert shares.loc[("PAK", "export", year), "share"] == pytest.approx(100 * sold / whole)
        own = frame_of(study, "composition")
        assert own[own["direction"] == OUT]["product"].str.len().eq(6).all()
    recent = frame_of(study, "recent_goods_trade")
    summed = recent[recent["origin"].str.contains("sum of HS 6-digit") & (recent["direction"] == OUT)]
    for row in summed[summed["reporter"] == "PAK"].itertuples():
        assert row.value == lines("PAK", "JPN", "export", row.year)["value"].sum()
    coverage = frame_of(study, "coverage")
    assert {"goods trade: HS 6-digit products", "goods trade: HS chapters"} <= set(coverage["label"])


def test_composition_and_stages_are_of_the_whole() -> None:
    frame = frame_of(full, "composition")
    assert frame.groupby("direction")["share"].sum().tolist() == pytest.approx([100, 100])
    sold = lines("PAK", "JPN", "export", LAST)
    assert frame[frame["direction"] == OUT]["value"].sum() == sold["value"].sum()
    bounds = frame_of(full, "stage_bounds")
    assert (bounds["low"] <= bounds["high"]).all() and set(bounds["direction"]) == {OUT, BACK}


def test_concentration() -> None:
    frame = frame_of(full, "chapter_concentration")
    assert len(frame) == 4 and set(frame["kind"]) == {CODES}
    np.testing.assert_allclose(frame["hhi"] * frame["effective_number"], 1, **NEAR)
    sold = lines("PAK", "JPN", "export", LAST)
    row = frame.set_index(["direction", "year"]).loc[(OUT, LAST)]
    assert (row["total"], row["chapters"]) == (sold["value"].sum(), len(sold))
    np.testing.assert_allclose(row["hhi"], ((sold["value"] / sold["value"].sum()) ** 2).sum(), **NEAR)


def test_years_by_chapter_stay_beside_years_by_code() -> None:
    frame = frame_of(beside, "chapter_concentration")
    out = frame[frame["direction"] == OUT].set_index("year")["kind"]
    assert out[2018] == "HS chapters" and out[LAST] == CODES
    old = frame_of(shipped, "chapter_concentration")
    columns = ["direction", "year", "hhi", "effective_number", "top_share", "chapters", "total"]
    kept = frame[frame["kind"] == "HS chapters"][columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, old[columns].reset_index(drop=True))


def test_intra_industry_trade() -> None:
    frame = frame_of(full, "intra_industry")
    assert frame["year"].tolist() == list(made.YEARS) and set(frame["kind"]) == {CODES}
    wide = pd.concat(
        {flow: lines("PAK", "JPN", flow, LAST).set_index("product")["value"] for flow in ("export", "import")}, axis=1
    ).fillna(0.0)
    expected = 2 * wide.min(axis=1).sum() / wide.sum().sum()
    assert frame["gl"].iloc[-1] == pytest.approx(expected) and frame["two_way"].iloc[-1] == (wide.min(axis=1) > 0).sum()


def test_contributions_add_up_to_growth() -> None:
    frame = frame_of(full, "contributions_by_chapter")
    assert set(frame["kind"]) == {CODES} and set(frame["left_out"]) == {""}
    for direction, part in frame.groupby("direction"):
        reporter, flow = ("PAK", "export") if direction == OUT else ("PAK", "import")
        sums = [lines(reporter, "JPN", flow, year)["value"].sum() for year in made.YEARS]
        growth = 100 * (sums[1] / sums[0] - 1)
        np.testing.assert_allclose([part["contribution"].sum(), part["growth"].iloc[0]], growth, **NEAR)


def test_years_of_different_editions_are_not_chained() -> None:
    codes = full_study.observations()
    later = (codes["period_start"].str[:4] == str(LAST)) & (codes["product"].str.len() == 6)
    study = full_study.study(codes.assign(edition=codes["edition"].mask(later, "H7")))
    # Each year by itself is at 6 digits; two years are compared by chapter, in which editions do not matter ...
    assert study.chapter_concentration()["kind"].nunique() == 2
    # ... but this table has too few of the chapters for that, so nothing is compared.
    assert study.contributions_by_chapter().empty and study.peer_terms().empty
    beside = full_study.study(codes.assign(edition=codes["edition"].mask(later, "H7")), alone=False)
    frame = beside.contributions_by_chapter()
    assert set(frame["kind"]) == {"HS chapters"} and "edition H7" in frame["left_out"].iloc[0]
    assert "Not compared: " in told(beside, "3.2")


def test_complementarity_is_by_product() -> None:
    frame = frame_of(full, "trade_complementarity")
    assert set(frame["kind"]) == {CODES} and set(frame["direction"]) == {OUT, BACK}
    own, theirs = (
        rows.set_index("product")["value"] / rows["value"].sum()
        for rows in (lines("PAK", "WLD", "export", LAST), lines("JPN", "WLD", "import", LAST))
    )
    expected = 100 * (1 - own.sub(theirs, fill_value=0).abs().sum() / 2)
    assert frame.set_index(["direction", "year"]).loc[(OUT, LAST), "complementarity"] == pytest.approx(expected)


def test_advantage_weighs_to_one() -> None:
    frame = frame_of(full, "advantage_over_time")
    assert set(frame["kind"]) == {CODES} and set(frame["reporters"]) == {len(made.ECONOMIES)}
    latest = frame_of(full, "advantage")
    assert latest["highlighted"].any() and latest["reporter_name"].nunique() == 6
    own = latest[latest["reporter"] == "PAK"]
    np.testing.assert_allclose((own["rca"] * own["world_share"]).sum(), 100, **NEAR)
    np.testing.assert_allclose(own["rca"], own["own_share"] / own["world_share"], **NEAR)


def test_intensity_has_its_margins_from_all_reporters() -> None:
    frame = frame_of(full, "trade_intensity").set_index(["direction", "count", "year"])
    row = frame.loc[(OUT, "exporter's count", LAST)]
    imports = [lines(who, "WLD", "import", LAST)["value"].sum() for who in made.ECONOMIES]
    share = lines("JPN", "WLD", "import", LAST)["value"].sum() / sum(imports)
    sold = lines("PAK", "JPN", "export", LAST)["value"].sum() / lines("PAK", "WLD", "export", LAST)["value"].sum()
    assert row["intensity"] == pytest.approx(sold / share)
    assert len(frame) == 8


def test_mirrors_are_by_product() -> None:
    frame = frame_of(full, "mirror_by_chapter")
    assert set(frame["kind"]) == {CODES} and set(frame["status"]) == {"both"}
    assert frame["ratio"].between(1 + made.FREIGHT[0], 1 + made.FREIGHT[1]).all()
    assert (frame["unexplained"] == 0).all()
    np.testing.assert_allclose(frame["gap"], frame["imported"] - frame["exported"], **NEAR)
    years = frame_of(beside, "mirror_by_chapter").groupby("year")["kind"].unique().map(list)
    assert years[LAST] == [CODES] and years[2022] == ["HS chapters"]


def test_the_fall_has_a_term_for_goods() -> None:
    # The later year of the table stands for the peak: what was more is less now.
    study = full_study.study(full_study.observations(years=(2024, 2008)))
    frame = study.export_decline()
    held = frame[frame["commodity"].notna()]
    assert len(held) and set(held["kind"]) == {CODES}
    parts = held["market_growth"] + held["commodity"] + held["share_change"]
    np.testing.assert_allclose(parts, held["change"], **NEAR)
    said = told(study, "3.1")
    assert "the goods sold, HS 6-digit products" in said and "cannot be decomposed" not in said
    assert "from the goods sold, USD million" in tables.export_decline(frame)
    figures.export_decline(frame)


def test_terms_of_peers_are_over_products() -> None:
    frame = frame_of(full, "peer_terms")
    assert set(frame["kind"]) == {CODES} and set(frame["reporter"]) == {"JPN"}
    assert frame["partner"].nunique() == 6 and "which products it sells" in set(frame["term_label"])
    for partner, part in frame.groupby("partner"):
        ends = [lines("JPN", partner, "import", year)["value"].sum() for year in made.YEARS]
        assert (part["first"].iloc[0], part["last"].iloc[0]) == tuple(ends)
        np.testing.assert_allclose(part["value"].sum(), ends[1] - ends[0], rtol=1e-6)
    # Beside the shipped rows the peers are those of the WTO groups.
    peers = set(frame_of(beside, "peer_terms")["partner"])
    assert peers == set(frame_of(shipped, "peer_terms")["partner"])


def test_every_criterion_takes_part_in_the_screening() -> None:
    lots = frame_of(full, "candidate_lines")
    assert set(lots["list"]) == {"HS 6-digit products"} and set(lots["reporter_name"]) == {"Pakistan"}
    criteria = ["size", "growth", "share", "advantage", "density"]
    ranking = frame_of(full, "screening")
    assert set(ranking["criteria"]) == {", ".join(criteria)} and (ranking["lacks"] == "").mean() > 0.9
    ranked = ranking[ranking["rank"].notna()]
    assert sorted(ranked["rank"]) == list(range(1, len(ranked) + 1))
    # Joined code by code: a line's own figures, from the importer's and the exporter's tables.
    row = lots.set_index("product").loc[ranked["product"].iloc[0]]
    bought = lines("JPN", "WLD", "import").set_index(["year", "product"])["value"]
    sold = lines("JPN", "PAK", "import").set_index(["year", "product"])["value"]
    code = str(row.name)
    assert row["size"] == bought[LAST, code]
    assert row["growth"] == pytest.approx(100 * (bought[LAST, code] / bought[FIRST, code] - 1))
    assert row["share"] == pytest.approx(100 * sold.get((LAST, code), 0.0) / bought[LAST, code])
    rca = frame_of(full, "advantage").query("reporter == 'PAK'").set_index("product")["rca"]
    assert row["advantage"] == pytest.approx(rca.get(code, 0.0))
    variants = frame_of(full, "screening_variants")
    assert "without advantage and density" in set(variants["variant"])
    assert len(frame_of(full, "screened_duties"))


def test_the_lists_are_never_joined() -> None:
    lots = frame_of(beside, "candidate_lines")
    assert set(lots["list"]) == {"WTO groups", "HS 6-digit products"}
    ranking = frame_of(beside, "screening")
    for _, part in ranking[ranking["rank"].notna()].groupby("list"):
        assert sorted(part["rank"]) == list(range(1, len(part) + 1))
    groups = ranking[ranking["list"] == "WTO groups"].reset_index(drop=True)
    old = frame_of(shipped, "screening").query("list == 'WTO groups'").reset_index(drop=True)
    pd.testing.assert_frame_equal(groups[["product", "score", "rank"]], old[["product", "score", "rank"]])


def test_without_enough_reporters_supply_is_said_to_be_missing() -> None:
    rows = full_study.observations()
    study = full_study.study(rows[rows["reporter"].isin(full_study.PAIR)])
    assert study.candidate_lines()["advantage"].isna().all()
    assert set(study.screening()["criteria"]) == {"size, growth, share"}
    assert not study.advantage_over_time()["kind"].eq(CODES).any()


def test_codes_that_are_not_nearly_the_whole_are_not_used() -> None:
    rows = full_study.observations()
    few = rows[(rows["product"].str.len() < 6) | (rows["product"].str[:2] < "60")]
    study = full_study.study(few)
    assert study.chapter_concentration().empty and study.trade_complementarity().empty
    assert study.composition().empty and study.candidate_lines().empty


def test_without_a_total_the_codes_must_cover_the_chapters() -> None:
    # The table has codes in 80 chapters of 96.
    study = full_study.study(full_study.observations(levels=(6,)))
    assert study.chapter_concentration().empty


@pytest.mark.parametrize("subsection", ["3.1", "3.2", "3.3", "8", "9"])
def test_sentences_say_the_level(subsection: str) -> None:
    said = told(full(), subsection)
    assert "nan" not in said.lower().split() and len(said) < 25_000
    if subsection in ("3.2", "3.3", "8", "9"):
        assert "HS 6-digit product" in said
    assert "HS chapters by" not in said


def test_the_shipped_figures_are_said_to_be_too_thin() -> None:
    study = shipped()
    by_section = {name: told(study, name) for name in ("3.1", "3.2", "3.3")}
    assert "By product the fall cannot be decomposed" in by_section["3.1"]
    assert "HS 6-digit" in by_section["3.2"] and "Finer products could only lower it" in by_section["3.2"]
    assert "HS 6-digit figures would give the measure its meaning" in by_section["3.3"]
    assert set(study.trade_complementarity()["kind"]) == {"four stages of processing"}
    assert study.candidate_lines()["density"].isna().all()


def test_captions_say_the_level() -> None:
    assert tables.over(frame_of(full, "chapter_concentration")) == CODES
    assert tables.over(frame_of(shipped, "chapter_concentration")) == "HS chapters"
    assert tables.over(frame_of(full, "trade_complementarity")) == CODES
    assert "products" in tables.chapter_concentration(frame_of(full, "chapter_concentration"))
    assert "HS code" in tables.principal_chapters(frame_of(full, "composition"))


FIGURES = {
    "composition": figures.composition,
    "chapter_concentration": figures.chapter_concentration,
    "advantage_over_time": figures.advantage_over_time,
    "advantage": figures.advantage,
    "contributions_by_chapter": figures.growth_contributions,
    "mirror_by_chapter": figures.mirror_by_product,
    "peer_terms": figures.market_terms,
    "peer_growth": figures.growth_beside_market,
    "screening": figures.rank_stability,
}


@pytest.mark.parametrize("method", FIGURES)
def test_figures_draw_hundreds_of_products(method: str) -> None:
    drawn = FIGURES[method](frame_of(full, method))
    told = " ".join(text.get_text() for text in drawn.figure.texts)
    assert "over HS chapters" not in told
    if method in ("advantage_over_time", "advantage", "mirror_by_chapter", "peer_growth"):
        assert "others are not" in told or "Left out as too small" in told
