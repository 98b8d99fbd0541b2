"""Angles and metres as people write them: read exactly, or not at all."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.tabular.angles import angle, angles, packed_angles, plane_number

SECONDS = 109 + 58 / 60 + 48.5 / 3600


@pytest.mark.parametrize(
    "text",
    [
        "109°58'48.5\"",
        "109°58'48.5\"E",
        "109°58′48.5″E",
        "E109°58′48.5″",
        "东经109°58′48.5″",
        "东经：109度58分48.5秒",
        "109度58分48.5秒",
        "109:58:48.5",
        "109-58-48.5",
        "109 58 48.5",
        "109° 58' 48.5\" E",
        "109º58’48.5”",
        "109˚58´48.5''",
        "１０９°５８′４８．５″",
        "109°58‘48.5“",
        "'109°58'48.5\"",
        "\u3000109°58′48.5″\u200b",
    ],
)
def test_degrees_minutes_and_seconds_are_read_in_every_usual_spelling(text):
    assert angle(text).degrees == pytest.approx(SECONDS, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "109.98",
        " 109.98 ",
        "109.98°",
        "109.98E",
        "109.98度",
        "１０９．９８",
        "'109.98",
        "109. 98",
        "1.0998E+02",
    ],
)
def test_decimal_degrees_are_read_in_every_usual_spelling(text):
    assert angle(text).degrees == pytest.approx(109.98, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "axis"),
    [("27.55N", "lat"), ("北纬27.55", "lat"), ("E110", "lon"), ("110", ""), ("东经110°", "lon")],
)
def test_letters_tell_the_axis(text, axis):
    assert angle(text).axis == axis


@pytest.mark.parametrize(
    ("text", "degrees"), [("71.3W", -71.3), ("西经71.3", -71.3), ("29.9°S", -29.9), ("-71.3", -71.3)]
)
def test_west_and_south_are_negative(text, degrees):
    assert angle(text).degrees == degrees


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "n/a",
        "nan",
        "inf",
        "-",
        "°",
        "E",
        "109°60'00\"",
        "109°58'60\"",
        "109:58",
        "109°58′",
        "109,98",
        "109,5",
        "-109W",
        "E109E",
        "东经109°58'48.5\"N",
        "109°58'48.5\"extra",
        "一百零九度",
        "109..98",
        "109°58″48′",
        "2025-13-61",
        "0x1f",
        "1_0",
        "٣٤",
    ],
)
def test_what_needs_a_guess_is_not_read(text):
    assert angle(text) is None


def test_minutes_with_decimals_need_no_seconds():
    assert angle("109°58.5′").degrees == pytest.approx(109.975)


def test_whole_minutes_are_read_where_the_axis_is_named_and_not_alone():
    assert angle("北纬27度33分").degrees == pytest.approx(27.55)
    assert angle("27°33′N").degrees == pytest.approx(27.55)
    assert angle("27度33分") is None


def test_a_decimal_comma_is_read_where_it_can_be_nothing_else():
    assert angle("109,984617").degrees == 109.984617


@given(value=st.floats(-180, 180, allow_nan=False))
def test_what_a_program_writes_is_read_to_the_last_bit(value):
    assert angle(repr(value)).degrees == value


@given(
    degrees=st.integers(0, 179),
    minutes=st.integers(0, 59),
    seconds=st.integers(0, 59_999).map(lambda ms: ms / 1000),
)
def test_any_angle_of_degrees_minutes_and_seconds_comes_back(degrees, minutes, seconds):
    read = angle(f"{degrees}°{minutes:02d}′{seconds:06.3f}″").degrees
    assert read == pytest.approx(degrees + minutes / 60 + seconds / 3600, abs=1e-10)


@given(text=st.text(max_size=30))
def test_no_text_breaks_the_reader(text):
    read = angle(text)
    assert read is None or isinstance(read.degrees, float)
    assert plane_number(text) is None or isinstance(plane_number(text), float)


@pytest.mark.parametrize(
    "text",
    [
        "399254.12",
        " 399254.12 ",
        "399,254.12",
        "399 254.12",
        "３９９２５４．１２",
        "'399254.12",
        "399254.12m",
        "399，254.12",
    ],
)
def test_metres_are_read_with_and_without_separators(text):
    assert plane_number(text) == 399254.12


@pytest.mark.parametrize(
    "text", ["39,925", "399,25.1", "39 9254.12", "1,2", "", "米", "399254.12.1", "3,99,254"]
)
def test_separators_that_could_be_something_else_are_not_read(text):
    assert plane_number(text) is None


def test_a_column_gives_nan_where_a_cell_is_unreadable():
    values, axes = angles(["109.98", "x", "27.5N"])
    assert np.isnan(values).tolist() == [False, True, False]
    assert axes == ("", "", "lat")


def test_packed_angles_are_read_only_if_every_cell_is_one():
    assert packed_angles(["1095848.5", ""])[0] == pytest.approx(SECONDS)
    assert math.isnan(packed_angles(["1095848.5", ""])[1])
    assert packed_angles(["1095848.5", "1096100"]) is None
    assert packed_angles(["", ""]) is None
