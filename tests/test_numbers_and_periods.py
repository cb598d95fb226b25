from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkjp_analysis.cleaning.numbers import as_text, parse_figure
from pkjp_analysis.periods import parse_period, period_label

digits = st.integers(min_value=0, max_value=10**9)
places = st.integers(min_value=0, max_value=6)
powers = st.sampled_from([1, 10**3, 10**6, 10**8, 10**9])
years = st.integers(min_value=1900, max_value=2098)


@given(digits, places, powers)
def test_a_printed_figure_lies_inside_its_interval_and_no_neighbour_does(whole: int, point: int, power: int) -> None:
    text = as_text(Decimal(whole).scaleb(-point))
    figure = parse_figure(text, "USD", Decimal(power), "printed", "exact")
    step = Decimal(1).scaleb(-point) * power
    assert figure.value == Decimal(text) * power
    assert figure.precision * 2 == step


@given(digits, powers)
def test_base_units_do_not_depend_on_the_printed_unit(whole: int, power: int) -> None:
    assert parse_figure(str(whole), "USD", Decimal(power), "stored", "exact").value == whole * power


@given(digits)
def test_only_exact_whole_counts_are_exact(persons: int) -> None:
    assert parse_figure(str(persons), "persons", Decimal(1), "printed", "exact").precision == 0
    assert parse_figure(str(persons), "persons", Decimal(1), "printed", "about").precision == Decimal("0.5")
    assert parse_figure(str(persons), "USD", Decimal(1), "printed", "exact").precision == Decimal("0.5")


def test_the_ministry_prints_billions() -> None:
    figure = parse_figure("1.137", "USD", Decimal(10**9), "printed", "exact")
    assert (as_text(figure.value), as_text(figure.precision)) == ("1137000000", "500000")


@given(years)
def test_fiscal_years_are_twelve_whole_months(year: int) -> None:
    for name, month in (("FY-JUL", 7), ("FY-APR", 4)):
        period = parse_period(f"{year}-{(year + 1) % 100:02d}", name)
        assert period is not None
        assert period.start == date(year, month, 1)
        assert period.end + timedelta(days=1) == date(year + 1, month, 1)
        assert period.full


@given(years, st.integers(1, 12))
def test_part_of_a_fiscal_year_is_partial(year: int, months: int) -> None:
    last = (year, 6 + months) if months <= 6 else (year + 1, months - 6)
    period = parse_period(f"{year}-07/{last[0]}-{last[1]:02d}", "FY-JUL")
    assert period is not None
    assert period.full == (months == 12)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2098, 12, 31)))
def test_labels_can_be_read_back(day: date) -> None:
    last = calendar.monthrange(day.year, day.month)[1]
    for start, end, name in (
        (day, day, "point"),
        (day.replace(day=1), day.replace(day=last), "month"),
        (date(day.year, 1, 1), date(day.year, 12, 31), "CY"),
        (date(day.year, 7, 1), date(day.year + 1, 6, 30), "FY-JUL"),
    ):
        period = parse_period(period_label(start, end, name), name)
        assert period is not None
        assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2023-25", "CY"),
        ("2024-13", "month"),
        ("2024-02-30", "point"),
        ("last year", "CY"),
        ("2024/2023", "CY"),
        ("", "CY"),
    ],
)
def test_what_is_no_period_is_refused(text: str, name: str) -> None:
    with pytest.raises(ValueError):
        parse_period(text, name)
