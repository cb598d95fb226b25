"""Figures: what they draw of their rows, and what they refuse."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

import figure_frames as frames
from figure_looks import EVERY, draw, drawn, joined_years, lines, page, texts, whole_text
from pkjp_analysis import figures
from pkjp_analysis.errors import PkjpError


def test_every_public_figure_has_a_frame_here() -> None:
    helpers = {"Record", "record_of", "fingerprint", "save", "style", "own"}
    assert set(figures.__all__) - helpers == set(frames.FRAMES)


def test_lines_break_at_missing_years() -> None:
    axes = drawn("two_way_trade")
    assert (2015.0, 2016.0) in joined_years(axes) and (2018.0, 2019.0) in joined_years(axes)
    assert (2016.0, 2018.0) not in joined_years(axes)


def test_a_value_that_is_not_held_is_not_drawn() -> None:
    axes = drawn("composition_over_time")
    places = {x for x, y in itertools.chain(*lines(axes)) if y == y}
    assert 2014 not in places and {2013, 2015} <= places
    assert (2013.0, 2015.0) not in joined_years(axes)


def test_part_of_a_year_is_hollow_and_alone() -> None:
    axes = drawn("two_way_trade")
    alone = [line for line in axes.lines if line.get_linestyle() == "None" and len(line.get_xdata())]
    assert [(list(line.get_xdata()), list(line.get_ydata())) for line in alone] == [([2018.5], [70.0])]
    assert alone[0].get_markerfacecolor() == "#FFFFFF"
    assert "Hollow: part of a year." in whole_text(axes)


def test_a_fiscal_year_stands_half_a_year_before_its_end() -> None:
    places = {x for x, _ in itertools.chain(*lines(drawn("two_way_trade")))}
    assert {2015.5, 2016.5} <= places


def test_two_figures_for_one_year_are_both_shown_and_not_joined() -> None:
    rows = frames.two_way_trade()
    twice = pd.concat([rows, rows.iloc[[1]].assign(value=2e8)], ignore_index=True)
    axes = draw("two_way_trade", twice)
    assert {y for x, y in itertools.chain(*lines(axes)) if x == 2016 and y == y} >= {200.0}
    assert (2016.0, 2016.0) not in joined_years(axes)


def test_series_differ_in_marker_as_well_as_colour() -> None:
    looks = [(line.get_color(), line.get_marker()) for line in drawn("composition_over_time").lines]
    assert len({colour for colour, _ in looks}) == len({marker for _, marker in looks}) == 5


def test_ten_series_have_ten_looks_and_legible_labels() -> None:
    rows = [
        (frames.OUT, "Chile", year, 1e8 + place, f"Statistical origin number {place} with quite a long name")
        for place in range(10)
        for year in (2015, 2016)
    ]
    axes = draw("two_way_trade", frames.frame("direction reporter_name year value origin", *rows), width=90)
    drawn = [line for line in axes.lines if len(line.get_xdata())]
    assert len({(line.get_color(), line.get_marker()) for line in drawn}) == 10
    entries = [text.get_text().replace("\n", " ") for text in axes.get_legend().get_texts()]
    assert entries == [f"Statistical origin number {place} with quite a long name" for place in range(10)]


def test_partner_rank_stops_at_twenty_but_shows_the_highlighted_one() -> None:
    axes = drawn("partner_rank")
    names = [tick.get_text() for tick in axes.get_yticklabels()]
    assert names[0].startswith("1 ") and names[19].startswith("20 ") and names[20:] == ["31  Peru"]
    assert axes.get_yticks()[-1] == 21, "a row is free before the partner below the twentieth"


def test_composition_puts_the_further_ranks_together() -> None:
    axes = drawn("composition")
    names = [tick.get_text().replace("\n", " ") for tick in axes.get_yticklabels()]
    assert len(names) == 11 and names[10] == "all 5 others held"
    bars = [patch.get_width() for patch in axes.patches]
    assert bars[10] == pytest.approx(sum(900 / chapter for chapter in range(11, 16)))
    assert "Not held: 06, 78, 86." in whole_text(axes)


def test_composition_draws_a_given_row_for_all_others() -> None:
    rows = frames.composition().query("rank <= 10")
    other = rows.iloc[[0]].assign(product=None, product_label="all other held", rank=None, value=5e8)
    axes = draw("composition", pd.concat([rows, other], ignore_index=True))
    assert axes.get_yticklabels()[-1].get_text() == "all other held"
    assert axes.patches[10].get_width() == 500


def test_verdicts_stand_in_one_order_whatever_the_rows_order() -> None:
    rows = frames.verdicts_by_section()
    legend = page(draw("verdicts_by_section", rows)).legends[0]
    assert [text.get_text() for text in legend.get_texts()] == ["confirmed", "conflicting", "not written yet"]
    shuffled = rows.iloc[[1, 0, 3, 2]]
    assert figures.fingerprint(draw("verdicts_by_section", shuffled)) == figures.fingerprint(
        drawn("verdicts_by_section")
    )


def test_verdict_counts_are_printed() -> None:
    axes = drawn("verdicts_by_section")
    assert [text.get_text() for text in axes.texts] == ["5", "2", "7", "12", "1", "13"]


def test_a_count_without_room_is_printed_beside_the_bar() -> None:
    assert "112 = 2 + 110" in texts(draw("evidence_levels", width=90))


def test_grants_without_yen_are_counted_not_drawn() -> None:
    axes = drawn("grants")
    assert [tick.get_text()[:10] for tick in axes.get_yticklabels()] == [
        "2013-03-11",
        "2015-06 Sc",
        "2018-12-17",
    ]
    assert "Without a yen amount, not drawn: 1." in whole_text(axes)


def test_the_months_daily_rates_are_one_band_behind_all_conversions() -> None:
    axes = drawn("conversions")
    (band,) = axes.patches
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx((2.26 * 0.97, 2.26 * 1.02))
    assert [text.get_text() for text in axes.texts] == ["2.23", "2.26", "2.23"]


def test_totals_of_chapters_stand_beside_printed_totals_as_series_of_their_own() -> None:
    rows = frames.two_way_trade().assign(nomenclature="TOTAL")
    sums = rows[rows["origin"] == "Customs Chile"].assign(nomenclature="HS", origin="Customs Chile, sum of chapters")
    axes = draw("two_way_trade", pd.concat([rows, sums], ignore_index=True))
    entries = [" ".join(text.get_text().split()) for text in axes.get_legend().get_texts()]
    assert [entry for entry in entries if "Customs Chile" in entry] == [
        "Chile, calendar year, FOB, customs, Customs Chile",
        "Chile, calendar year, FOB, customs, Customs Chile, sum of chapters",
    ]


def test_groups_of_another_nomenclature_are_not_called_chapters() -> None:
    said = whole_text(draw("composition", frames.composition().assign(nomenclature="WTO-MTN")))
    assert "the largest groups" in said and "chapters" not in said


def test_entries_in_both_directions_have_panels_of_their_own() -> None:
    rows = frames.entries_by_status()
    back = rows.assign(reporter_name="Chile", partner_name="Peru")
    axes = draw("entries_by_status", pd.concat([rows, back], ignore_index=True))
    headings = [panel.get_title(loc="left").replace("\n", " ") for panel in axes.figure.axes]
    assert len(headings) == 6 and {"all entries", "all entries, into Chile"} <= set(headings)
    assert "Into Peru where no country is named." in whole_text(axes)
    assert "Entries of each country's nationals into the other: Peru and Chile by status" in whole_text(axes)


def test_the_largest_statuses_have_panels_and_the_others_are_counted() -> None:
    rows = frames.entries_by_status().head(18)
    many = [rows.assign(breakdown=f"status=kind {place}", value=1000 - place) for place in range(14)]
    axes = draw("entries_by_status", pd.concat(many, ignore_index=True))
    headings = [panel.get_title(loc="left") for panel in axes.figure.axes]
    assert headings == [f"kind {place}" for place in range(12)]
    assert "The 12 largest; 2 others are not drawn." in whole_text(axes)


def test_many_lines_have_a_panel_each_on_one_scale_with_the_highlighted_behind() -> None:
    panels = page(drawn("entries_compared")).axes
    assert [panel.get_title(loc="left") for panel in panels] == ["Chile", "Brazil", "Ecuador", "Bolivia"]
    assert len({panel.get_ylim() for panel in panels}) == 1 and panels[0].get_yscale() == "log"
    drawn_in = [
        [(line.get_color(), len(line.get_marker())) for line in panel.lines if len(line.get_xdata())]
        for panel in panels
    ]
    assert drawn_in == [[("#D55E00", 1)], *[[("#D55E00", 0), ("#0072B2", 1)]] * 3]
    assert "Thin line: Chile." in whole_text(panels[0])
    behind = panels[1].lines[0].get_xydata()
    assert behind[behind[:, 1] > 0].tolist() == [p for p in panels[0].lines[0].get_xydata().tolist() if p[1] > 0]


def test_the_highlighted_line_is_named_in_bold() -> None:
    weights = {text.get_text(): text.get_fontweight() for text in drawn("market_shares").texts}
    assert weights["Chile"] == "bold" and list(weights.values()).count("bold") == 1


def test_zeros_on_a_logarithmic_scale_are_counted_not_drawn() -> None:
    assert "Values of zero, not drawn: 1." in whole_text(drawn("long_view"))
    assert "Zeros, not drawn: 4." in whole_text(drawn("entries_compared"))
    assert drawn("long_view").get_yscale() == "log"


def test_spans_are_shaded_and_named() -> None:
    axes = drawn("net_aid")
    assert [patch.get_x() for patch in axes.patches] == [pytest.approx(1995 + 148 / 365 - 0.5), 2000.5]
    legend = page(axes).legends[0]
    assert [text.get_text() for text in legend.get_texts()][-2:] == ["new loans frozen", "pledge"]
    plain = figures.net_aid(frames.net_aid())
    assert not plain.patches and figures.fingerprint(plain) != figures.fingerprint(axes)


def test_counts_are_filled_and_reprints_hollow() -> None:
    axes = drawn("residents")
    faces = {line.get_marker(): line.get_markerfacecolor() for line in axes.lines}
    assert faces == {"v": "#FFFFFF", "o": "#0072B2"}


def test_residents_stand_at_the_date_of_the_count() -> None:
    places = sorted({x for x, y in itertools.chain(*lines(drawn("residents"))) if y == y})
    assert places == [pytest.approx(year + 364 / 365) for year in (2010, 2011, 2014)]


@EVERY
def test_an_empty_frame_says_not_held(name: str) -> None:
    axes = draw(name, frames.FRAMES[name]().iloc[:0])
    said = whole_text(axes)
    assert ": not held" in said and "No figures are held" in said
    assert figures.record_of(axes).alt.split(": not held")[0] in said
    assert figures.record_of(axes).figure == name


def test_a_frame_without_columns_or_without_values_says_not_held() -> None:
    assert "not held" in whole_text(draw("two_way_trade", pd.DataFrame()))
    assert "not held" in whole_text(draw("two_way_trade", frames.two_way_trade().assign(value=None)))


@EVERY
def test_a_missing_column_is_named(name: str) -> None:
    column = frames.TELLING.get(name, "value")
    column = "low" if name == "stage_bounds" else column
    with pytest.raises(PkjpError, match=f"figure {name}: no column {column}; it needs "):
        draw(name, frames.FRAMES[name]().drop(columns=column))


def test_two_units_do_not_share_an_axis() -> None:
    rows = frames.two_way_trade()
    rows.loc[0, "unit"] = "JPY"
    with pytest.raises(PkjpError, match="JPY, USD"):
        draw("two_way_trade", rows)


def test_one_direction_on_two_valuations_is_refused() -> None:
    rows = frames.composition()
    rows.loc[0, "valuation"] = "CIF"
    with pytest.raises(PkjpError, match="valuation"):
        draw("composition", rows)


@pytest.mark.parametrize(
    "name", ["partner_rank", "composition", "product_and_parent", "aid_by_donor", "entries_compared"]
)
def test_two_rows_for_one_mark_are_refused_with_the_difference(name: str) -> None:
    rows = frames.FRAMES[name]()
    twice = pd.concat([rows, rows.iloc[[0]].assign(vintage="2024")], ignore_index=True)
    with pytest.raises(PkjpError, match=r"2 rows for .*, which differ in vintage; keep one"):
        draw(name, twice)


def test_variant_is_part_of_the_id_and_has_to_be_a_word() -> None:
    assert figures.record_of(draw("composition", variant="exports")).figure == "composition_exports"
    with pytest.raises(PkjpError, match="small letters"):
        draw("composition", variant="../exports")


def test_a_pair_looks_the_same_in_both_panels_and_exports_come_first() -> None:
    rows = frames.FRAMES["world_shares"]()
    rows = rows[(rows["flow"] == "import") | (rows["reporter_name"] == "Peru")].iloc[::-1]
    panels = page(draw("world_shares", rows)).axes
    assert [panel.get_title(loc="left") for panel in panels] == ["Exports", "Imports"]
    looks = [{(line.get_color(), line.get_marker(), line.get_linestyle()) for line in panel.lines} for panel in panels]
    assert looks[0] < looks[1] and len(looks[1]) == 4
