"""Numbers as people write them: read to the digit, or left unknown; never guessed."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.numbers import read_numbers, same_unit


def one(text, unit=None):
    """Read one cell: its value (None where there is none), and whether it was marked as unreadable."""
    read = read_numbers(pd.Series([text], dtype=object), unit)
    value = read.figures.iloc[0]
    return (None if pd.isna(value) else value), bool(read.unreadable[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        (" 7 ", 7),
        ("-5", -5),
        ("−5", -5),
        ("+5", 5),
        ("1,234.5", 1234.5),
        ("12,345,678", 12_345_678),
        ("1 234", 1234),
        ("１２３．５", 123.5),
        ("１，２３４", 1234),
        ("1.2万", 12_000),
        ("3亿", 300_000_000),
        ("1e3", 1000),
        (".5", 0.5),
        (12, 12),
        (1.5, 1.5),
    ],
)
def test_figures_are_read_as_written(text, value):
    assert one(text) == (value, False)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("12人", "人", 12),
        ("1.2万人", "人", 12_000),
        ("5 m2", "m²", 5),
        ("5㎡", "m²", 5),
        ("30千瓦", "kW", 30),
        ("12%", "%", 12),
        ("12%", "share", 0.12),
    ],
)
def test_a_trailing_unit_is_taken_where_it_is_that_of_the_column(text, unit, value):
    assert one(text, unit) == (pytest.approx(value), False)


@pytest.mark.parametrize(("text", "unit"), [("5MW", "kW"), ("5公顷", "m²"), ("12%", "人"), ("5人", None)])
def test_another_unit_is_unknown_and_not_taken_for_the_columns(text, unit):
    assert one(text, unit) == (None, True)


@pytest.mark.parametrize(
    "text", ["****", "约30", "三百", "10²", "1_000", "inf", "0x1F", "12-15", "1.2.3", "1,23,4"]
)
def test_what_is_no_figure_is_unknown_and_marked(text):
    assert one(text) == (None, True)


@pytest.mark.parametrize("text", ["", " ", "-", "--", "无", "N/A", "null", "/", None, float("nan")])
def test_what_offices_write_for_no_figure_is_missing_without_a_mark(text):
    assert one(text) == (None, False)


@pytest.mark.parametrize("text", ["12,5", "1.234,5"])
def test_a_decimal_comma_is_ambiguous_and_unknown(text):
    assert one(text) == (None, True)


def test_a_decimal_comma_makes_every_comma_of_its_column_doubtful():
    read = read_numbers(pd.Series(["12,5", "1,234", "7"], dtype=object))
    assert read.figures.isna().tolist() == [True, True, False]
    assert read.unreadable.tolist() == [True, True, False]


@pytest.mark.parametrize("tail", ["", "人", " 人"])
def test_commas_and_points_that_could_each_part_thousands_leave_their_column_open(tail):
    read = read_numbers(pd.Series([f"1,234{tail}", f"5.678{tail}", "7"], dtype=object), "人")
    assert read.figures.isna().tolist() == [True, True, False]
    assert read.unreadable.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("telling", "value"), [("1,234.5", 1234.5), ("12.5", 12.5), ("12,345,678", 12_345_678), ("0.678", 0.678)]
)
def test_one_figure_that_tells_the_decimal_mark_settles_its_column(telling, value):
    read = read_numbers(pd.Series(["1,234", "5.678", telling], dtype=object))
    assert read.figures.tolist() == [1234, 5.678, value]


@pytest.mark.parametrize("telling", ["12,5", "1.234.567", "0,678"])
def test_points_beside_a_decimal_comma_may_part_thousands(telling):
    read = read_numbers(pd.Series([telling, "5.678", "7"], dtype=object))
    assert read.unreadable.tolist() == [True, True, False]


@pytest.mark.parametrize(("texts", "figures"), [(["1,234", "7"], [1234, 7]), (["5.678", "7"], [5.678, 7])])
def test_one_kind_of_mark_alone_is_read_as_usual(texts, figures):
    assert read_numbers(pd.Series(texts, dtype=object)).figures.tolist() == figures


def test_columns_of_numbers_stay_as_they_are_but_for_infinity():
    whole = pd.Series([2**53 + 1, 7])
    assert read_numbers(whole).figures.tolist() == [2**53 + 1, 7]
    read = read_numbers(pd.Series([1.5, math.inf, math.nan]))
    assert (read.figures.isna().tolist(), read.unreadable.tolist()) == (
        [False, True, True],
        [False, True, False],
    )


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_are_read_back_with_and_without_separators(number):
    assert one(str(number)) == (number, False)
    assert one(f"{number:,}") == (number, False)


@given(st.text(max_size=200))
def test_no_text_is_more_than_a_figure_missing_or_marked(text):
    value, marked = one(text, "人")
    assert value is None or (math.isfinite(value) and not marked)


def test_units_are_known_under_their_names():
    assert same_unit("平方米", "m²")
    assert same_unit("KW", "千瓦")
    assert not same_unit("MW", "kW")
