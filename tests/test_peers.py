"""Exporters in one market: growth, constant market shares, and the gap to a peer."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from figure_looks import draw, drawn, lines, whole_text
from pkjp_analysis import Study, figures, tables
from pkjp_analysis.errors import UsageError
from sentences import told

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def ours() -> Study:
    return Study(root=ROOT)


@pytest.fixture(scope="module")
def cells(ours: Study) -> pd.Series:
    """What the WTO's table prints: USD by exporter, group and year."""
    rows = ours.rows[(ours.rows["nomenclature"] == "WTO-MTN") & (ours.rows["reporter"] == "JPN")]
    return rows.set_index(["partner", "product", "year"])["value"]


def groups(study: Study, exporter: str) -> pd.DataFrame:
    frame = study.peer_growth()
    return frame[(frame["partner"] == exporter) & (frame["nomenclature"] == "WTO-MTN")].set_index("product")


def test_growth_is_that_of_the_cells_beside_the_markets(ours: Study, cells: pd.Series) -> None:
    clothing = groups(ours, "PAK").loc["17"]
    assert clothing["growth"] == pytest.approx(
        100 * ((cells["PAK", "17", 2019] / cells["PAK", "17", 2015]) ** 0.25 - 1)
    )
    market = 100 * ((cells["WLD", "17", 2019] / cells["WLD", "17", 2015]) ** 0.25 - 1)
    assert clothing["market_growth"] == pytest.approx(market)
    assert clothing["lead"] == pytest.approx(clothing["growth"] - market)


def test_a_year_that_is_not_held_gives_no_growth_and_is_left_out_of_the_sum(ours: Study, cells: pd.Series) -> None:
    india = groups(ours, "IND")
    assert ("IND", "01", 2015) not in cells.index and ("IND", "01", 2019) in cells.index
    assert pd.isna(india.loc["01", "growth"]) and pd.isna(india.loc["01", "first"])
    assert india.loc["", "groups"] == 21
    assert india.loc["", "last"] == pytest.approx(india.drop(index=["", "01"])["last"].sum())
    # Sold in the first year, nothing held in the last: the row stays.
    assert pd.isna(groups(ours, "LKA").loc["13", "last"]) and groups(ours, "LKA").loc["13", "first"] > 0


def test_chapters_have_a_span_of_their_own(ours: Study) -> None:
    chapters = ours.peer_growth().query("nomenclature == 'HS'")
    assert set(zip(chapters["first_year"], chapters["last_year"], strict=True)) == {(2020, 2024)}
    assert set(chapters["product"]) == {"10", "26", "27"}
    early = Study("PAK", "JPN", 2020, root=ROOT).peer_growth()
    assert set(early["nomenclature"]) == {"WTO-MTN"}


def test_terms_add_up_to_the_change_of_every_exporter(ours: Study) -> None:
    terms = ours.peer_terms()
    for who, part in terms.groupby("partner"):
        row = part.iloc[0]
        assert part["value"].sum() == pytest.approx(row["change"], rel=1e-9), who
        assert row["change"] == pytest.approx(row["last"] - row["first"])
        assert part["percent"].sum() == pytest.approx(100 * row["change"] / row["first"])
    assert set(terms["partner"]) == {"PAK", "IND", "BGD", "LKA", "VNM"}


def test_terms_are_those_of_the_formula(ours: Study, cells: pd.Series) -> None:
    both = [product for product in cells["WLD"].index.get_level_values(0).unique() if product != "02"]
    first = pd.Series({product: cells["PAK", product, 2015] for product in both})
    world = pd.DataFrame({year: {product: cells["WLD", product, year] for product in both} for year in (2015, 2019)})
    growth = world[2019].sum() / world[2015].sum() - 1
    own = ours.peer_terms().query("partner == 'PAK'").set_index("term")["value"]
    assert own["world_growth"] == pytest.approx(growth * first.sum())
    assert own["commodity"] == pytest.approx(((world[2019] / world[2015] - 1 - growth) * first).sum())
    assert own["competitiveness"] == pytest.approx(groups(ours, "PAK").drop(index="")["beyond"].sum())


def test_groups_left_out_of_the_terms_are_named(ours: Study) -> None:
    named = ours.peer_terms().drop_duplicates("partner").set_index("partner")["left_out"]
    assert named["PAK"] == "Dairy products"
    assert named["IND"] == "Animal products"
    assert named["VNM"] == ""


def test_the_gap_is_the_share_of_a_peer_in_the_groups_imports(ours: Study, cells: pd.Series) -> None:
    gaps = ours.gaps_by_group().set_index("product")
    leather = gaps.loc["18"]
    peers = {who: cells[who, "18", 2019] for who in ("IND", "BGD", "LKA", "VNM")}
    assert (leather["low"], leather["high"]) == (min(peers.values()), max(peers.values()))
    assert (leather["low_peer"], leather["high_peer"]) == ("Sri Lanka", "Viet Nam")
    assert leather["low"] == pytest.approx(leather["low_share"] * leather["world"] / 100)
    assert leather["more_high"] == pytest.approx(max(peers.values()) - cells["PAK", "18", 2019])


def test_nothing_is_netted_and_what_is_not_held_stays_missing(ours: Study) -> None:
    gaps = ours.gaps_by_group().set_index("product")
    assert gaps.loc["08", "place"] == "above every peer"
    assert gaps.loc["08", ["more_low", "more_high"]].tolist() == [0, 0]
    assert gaps.loc["02", "place"] == "not held"
    assert gaps.loc["02", ["own", "more_low", "more_high"]].isna().all()
    held = gaps.dropna(subset="own")
    assert (held["more_low"] >= 0).all() and (held["more_high"] >= held["more_low"]).all()
    table = tables.gaps_by_group(ours.gaps_by_group())
    assert table["more at most, USD million"].iloc[-1] == pytest.approx(held["more_high"].sum() / 1e6)


def test_peers_can_be_chosen_and_a_stranger_is_refused(ours: Study) -> None:
    alone = ours.gaps_by_group(peers=("IND",))
    assert set(alone["peers"]) == {"India"}
    assert (alone["low"] == alone["high"]).all()
    one = ours.gaps_by_peer(peers=("IND",)).iloc[0]
    assert one["more_by_group"] == pytest.approx(alone["more_high"].sum())
    with pytest.raises(UsageError, match=r"'USA'.*BGD, IND, LKA, VNM"):
        ours.gaps_by_group(peers=("USA",))


def test_benchmarks_by_peer(ours: Study, cells: pd.Series) -> None:
    frame = ours.gaps_by_peer().set_index("peer")
    exports = {
        code: ours.rows.query(
            "series == 'goods_trade' and reporter == @code and partner == 'WLD' and flow == 'export'"
            " and product == '' and year == 2019"
        )["value"].iloc[0]
        for code in ("PAK", "IND")
    }
    own, india = (cells[code, :, 2019].sum() for code in ("PAK", "IND"))
    assert frame.loc["IND", "orientation"] == pytest.approx(100 * india / exports["IND"])
    assert frame.loc["IND", "more_oriented"] == pytest.approx(exports["PAK"] * india / exports["IND"] - own)
    assert frame.loc["IND", "publisher"] == "WTO; World Bank WITS"
    # No exports to the world of that year: missing, not zero.
    assert frame.loc[["BGD", "LKA"], "more_oriented"].isna().all()
    # Above every peer in beverages and tobacco, so in that group at least beside each.
    assert (frame["above"] >= 1).all()
    assert "Dairy products" in frame.loc["IND", "left_out"]


def test_similarity_is_the_sum_of_the_smaller_shares(ours: Study, cells: pd.Series) -> None:
    both = pd.concat([cells[code, :, 2019] for code in ("PAK", "BGD")], axis=1, join="inner")
    shares = both / both.sum()
    assert len(both) == ours.gaps_by_peer().set_index("peer").loc["BGD", "groups"]
    found = ours.gaps_by_peer().set_index("peer").loc["BGD", "similarity"]
    assert found == pytest.approx(100 * shares.min(axis=1).sum())


@pytest.mark.parametrize("year", [2010, 2015, 2016])
def test_an_earlier_year_has_what_was_held_then(year: int) -> None:
    early = Study("PAK", "JPN", year, root=ROOT)
    assert early.peer_growth().empty == early.peer_terms().empty == (year < 2016)
    assert early.gaps_by_group().empty == early.gaps_by_peer().empty == (year < 2015)
    assert isinstance(tables.gap_assumptions(early.gaps_by_group()), pd.DataFrame)
    assert told(early, "8")


def test_another_exporter_has_the_others_as_peers() -> None:
    india = Study("IND", "JPN", root=ROOT)
    gaps = india.gaps_by_group()
    assert set(gaps["partner"]) == {"IND"}
    assert "Pakistan" in " ".join(gaps["peers"])
    assert set(india.peer_terms().query("highlighted")["partner"]) == {"IND"}


def test_without_a_pair_in_the_market_nothing_is_held() -> None:
    for pair in (("USA", "CHN"), ("USA", "JPN")):
        strangers = Study(*pair, root=ROOT)
        for frame in (strangers.peer_growth(), strangers.peer_terms(), strangers.gaps_by_group()):
            assert frame.empty and len(frame.columns)
        assert strangers.gaps_by_peer().empty
        assert "not held" in whole_text(figures.market_terms(strangers.peer_terms()))


def test_assumptions_name_the_peers_and_where_they_differ(ours: Study) -> None:
    told = tables.gap_assumptions(ours.gaps_by_group()).set_index("assumption")["value"]
    assert told["peers"] == "Bangladesh, India, Sri Lanka, Viet Nam"
    assert "Cotton: India, Viet Nam" in told["fewer peers are held in"]
    assert told["own sales not held, left out of the sum"] == "Dairy products"


def test_sentences_carry_the_sums_of_the_frames(ours: Study) -> None:
    said = told(ours, "8")
    gaps = ours.gaps_by_group()
    assert f"{gaps['more_low'].sum() / 1e6:.1f} million dollars more in Japan in 2019" in said
    assert f"{gaps['more_high'].sum() / 1e9:.2f} billion dollars more" in said
    assert "A scenario, no forecast" in said


def test_a_dot_needs_sales_in_the_first_year_worth_speaking_of() -> None:
    places = {round(x, 6) for line in lines(drawn("growth_beside_market")) for x, _ in line}
    assert 1.6 in places and 90.0 not in places
    everything = {round(x, 6) for line in lines(draw("growth_beside_market", least=0)) for x, _ in line}
    assert 90.0 in everything


def test_terms_end_at_the_change() -> None:
    axes = drawn("market_terms")
    marked = [line.get_marker() == "D" for line in axes.lines]
    ends = [points[0][0] for points, change in zip(lines(axes), marked, strict=True) if change]
    # The highlighted first, then by the change.
    assert ends == [pytest.approx(-4.2), pytest.approx(43.4)]
    assert min(patch.get_extents().x0 for patch in axes.patches) == pytest.approx(
        axes.transData.transform((-15.4, 0))[0]
    )
