"""The page around a figure: words, wrapping, nothing cut or covered."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

import figure_frames as frames
from figure_looks import EVERY, WIDTHS, draw, drawn, page, texts, whole_text
from pkjp_analysis import figures
from pkjp_analysis.figures.marks import spread
from pkjp_analysis.figures.style import style
from pkjp_analysis.figures.text import measure, number, percent, wrap

# Figures of the sources themselves, and of two sides with a source each.
COUNTED = {
    "trade_map": "Source: Andean Statistics Office (2023); outlines: An atlas",
    "coverage": "Sources: see the table of sources",
    "sources_by_family": "Source: this study's list of sources",
    "events_by_period": "Sources: named event by event in the table of events",
    "visits_by_period": "Sources: named event by event in the table of events",
    **dict.fromkeys(
        ("mirror_totals", "mirror_by_product"), "Sources: Andean Statistics Office (2023); Customs of Chile (2021)"
    ),
}


@EVERY
@WIDTHS
def test_no_text_is_cut_or_covered(name: str, width: float) -> None:
    figure, dpi = page(draw(name, width=width)), 200
    figure.set_dpi(dpi)
    with style():
        figure.draw_without_rendering()
        boxes = [
            (text.get_text(), text.get_window_extent())
            for text in figure.findobj(Text)
            if text.get_text().strip() and text.get_visible()
        ]
    boxes = [(text, box) for text, box in boxes if box.width > 1.5]
    for text, box in boxes:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= figure.bbox.width + 1 and box.y1 <= figure.bbox.height + 1
        assert inside, f"{text!r} leaves the page"
    for (text, box), (other, cover) in itertools.combinations(boxes, 2):
        across = min(box.x1, cover.x1) - max(box.x0, cover.x0)
        down = min(box.y1, cover.y1) - max(box.y0, cover.y0)
        assert across <= dpi / 72 or down <= 1.5 * dpi / 72, f"{text!r} on {other!r}"


@EVERY
@WIDTHS
def test_no_text_is_smaller_than_seven_points(name: str, width: float) -> None:
    axes = drawn(name, width)
    assert page(axes).get_size_inches()[0] == pytest.approx(width / 25.4)
    assert min(text.get_fontsize() for text in page(axes).findobj(Text) if text.get_text()) >= 7


@EVERY
def test_says_who_published_it_and_when(name: str) -> None:
    expected = "Source: this study's ledger of statements"
    if name in COUNTED:
        expected = COUNTED[name]
    elif "publisher" in frames.FRAMES[name]():
        expected = "Source: Andean Statistics Office (2023)"
    assert texts(drawn(name))[-1] == expected or expected in texts(drawn(name))


@EVERY
def test_speaks_of_the_pair_in_the_frame_alone(name: str) -> None:
    axes = drawn(name)
    said = f"{whole_text(axes)} {figures.record_of(axes).alt}"
    assert "Pakistan" not in said and "Japan" not in said
    assert (
        "Chile" in said
        or "label" in frames.FRAMES[name]()
        or name in ("conversions", "verdicts_by_section", "evidence_levels", "sources_by_family", "verdicts_by_kind")
    )


def test_title_has_names_and_years_of_the_rows() -> None:
    rows = frames.two_way_trade()
    assert "Goods trade between Chile and Peru, 2015–2019" in texts(draw("two_way_trade", rows))
    later = rows.assign(year=rows["year"] + 2)
    assert "Goods trade between Chile and Peru, 2017–2021" in texts(draw("two_way_trade", later))


def test_says_when_the_series_end_before_the_year_asked_for() -> None:
    rows = frames.two_way_trade()
    rows.attrs["asked_year"] = 2024
    assert any("(latest held: 2019)" in text for text in texts(draw("two_way_trade", rows)))
    rows.attrs["asked_year"] = 2019
    assert "latest held" not in whole_text(draw("two_way_trade", rows))


def test_one_year_alone_is_called_the_latest_held() -> None:
    rows = frames.composition()
    rows.attrs["asked_year"] = 2024
    assert any(text.endswith("the largest chapters, latest held: 2018") for text in texts(draw("composition", rows)))


def test_names_unit_and_basis() -> None:
    said = whole_text(drawn("two_way_trade"))
    assert "USD million; FOB and CIF; calendar years and fiscal years July–June; customs records" in said
    assert "USD million, 2022 prices" in whole_text(drawn("aid_by_donor"))


def test_unknown_basis_is_said() -> None:
    rows = frames.two_way_trade()
    rows.loc[0, ["valuation", "recording"]] = "unknown"
    assert "valuation and recording not stated for some" in whole_text(draw("two_way_trade", rows))


def test_source_line_lists_every_publisher_once_with_years() -> None:
    rows = frames.two_way_trade()
    rows.loc[0:2, "publisher"] = "Bureau"
    rows["vintage"] = rows["vintage"].astype(object)
    rows.loc[0, "vintage"] = None
    assert "Sources: Andean Statistics Office (2023); Bureau (2023, undated)" in texts(draw("two_way_trade", rows))


def test_publishers_that_share_a_row_are_named_apart() -> None:
    rows = frames.mixed_calendars()
    rows.loc[1, "publisher"] = "UN Comtrade; Andean Statistics Office"
    said = texts(draw("mixed_calendars", rows))
    assert "Sources: Andean Statistics Office (2023); UN Comtrade (2023)" in said


def test_years_between_two_counts_make_the_span() -> None:
    rows = frames.resident_growth().drop(columns="year").assign(first_period="2010-12-31", last_period="2014")
    assert any(text.endswith("Chile and Peru, 2010–2014") for text in texts(draw("resident_growth", rows)))


def test_letters_without_a_glyph_become_an_ellipsis_but_stay_in_the_data() -> None:
    rows = frames.grants().assign(title="無償資金協力 flood control")
    axes = draw("grants", rows)
    assert any(text.endswith("… flood control") for text in texts(axes))
    assert set(figures.record_of(axes).rows["title"]) == {"無償資金協力 flood control"}


def test_dollar_signs_are_no_formula() -> None:
    rows = frames.grants().assign(title="from US$10 to US$20 million")
    axes = draw("grants", rows)
    labels = [tick for tick in axes.get_yticklabels() if "US$10 to US$20" in " ".join(tick.get_text().split())]
    assert labels and not any(tick.get_parse_math() for tick in labels)


@given(
    st.text(alphabet="abcdefghijklmno MW,;-", min_size=1, max_size=80),
    st.integers(40, 300),
    st.integers(1, 4),
)
def test_wrapped_text_fits(text: str, points: int, most: int) -> None:
    made = wrap(text, points, lines=most).split("\n")
    assert len(made) <= most
    assert all(measure(line) <= points for line in made)
    if "…" not in "".join(made):
        assert "".join(made).replace(" ", "") == text.replace(" ", "")


def test_tied_words_stay_on_one_line() -> None:
    tied = "latest held: 2018".replace(" ", "\N{NO-BREAK SPACE}")
    assert wrap(f"trade over the long run {tied}", measure("trade over the long run latest")) == (
        "trade over the long run\nlatest held: 2018"
    )


@given(st.lists(st.floats(0, 1), max_size=8))
def test_spread_keeps_order_and_gap(values: list[float]) -> None:
    moved = spread(values, 0.05)
    ordered = [place for _, place in sorted(zip(values, moved, strict=True))]
    assert all(b - a >= 0.05 - 1e-6 for a, b in itertools.pairwise(ordered))


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (202.341257, "202.3"),
        (1360.93, "1,361"),
        (59.7, "59.7"),
        (0.01324, "0.0132"),
        (28.0, "28"),
        (0, "0"),
        (-0.4, "−0.4"),
        (float("nan"), "–"),
    ],
)
def test_numbers_for_reading(value: float, printed: str) -> None:
    assert number(value) == printed


@pytest.mark.parametrize(
    ("value", "printed"), [(17.34, "17.3 %"), (0.625, "0.62 %"), (0, "0.0 %"), (float("nan"), "–")]
)
def test_shares_for_reading(value: float, printed: str) -> None:
    assert percent(value) == printed
