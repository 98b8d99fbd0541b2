"""Dates as people write them; days that no calendar has stay unknown."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.dates import read_dates


def one(text):
    read = read_dates(pd.Series([text], dtype=object))
    day = read.days.iloc[0]
    return (None if pd.isna(day) else day.date().isoformat()), bool(read.unreadable[0])


@pytest.mark.parametrize(
    "text",
    [
        "2023-05-01",
        "2023/5/1",
        "2023.05.01",
        "20230501",
        "20230501.0",
        20230501,
        "2023年5月1日",
        "2023 年 5 月 1 日",
        "２０２３－０５－０１",
        "2023-05-01T08:30:00",
        "2023/5/1 12:00",
        "2023年5月",
        "2023-05",
        "202305",
        "45047",
        "45047.5",
    ],
)
def test_one_day_in_many_writings(text):
    assert one(text) == ("2023-05-01", False)


@pytest.mark.parametrize("text", ["2023", "2023年", 2023, "2023.0"])
def test_a_year_stands_for_its_first_day(text):
    assert one(text) == ("2023-01-01", False)


@pytest.mark.parametrize(
    "text",
    ["20231345", "2023-02-30", "1900-01-00", "0000-00-00", "2023年13月", "1/2/2023", "明年", "99999", "1"],
)
def test_what_is_no_day_is_unknown_and_marked(text):
    assert one(text) == (None, True)


@pytest.mark.parametrize("text", [None, "", "-", "无", "N/A"])
def test_no_date_is_missing_without_a_mark(text):
    assert one(text) == (None, False)


def test_columns_of_dates_stay_as_they_are():
    days = pd.Series(pd.to_datetime(["2020-01-01", None]))
    assert read_dates(days).days.equals(days)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_back_from_each_writing(day):
    serial = (day - dt.date(1899, 12, 30)).days
    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", str(serial)):
        assert one(text) == (day.isoformat(), False)
