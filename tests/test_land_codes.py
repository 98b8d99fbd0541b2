"""Land-class codes as offices write them: nothing is lost, and no share reads 0 % for a way of writing."""

import decimal
import math

import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import made_layer

from analyses.land.land_codes import CountedCodes, clean_code, have_lost_zeros, is_among, with_zero
from analyses.land.shares import area_share
from gis.errors import InputError, ParameterError

NEAR_PLANE = 2e-6


def columns(*codes, column="dlbm", **more):
    """Equal strips that fill the square kilometre, one a code."""
    width = 1000 / len(codes)
    shapes = [shapely.box(at * width, 0, (at + 1) * width, 1000) for at in range(len(codes))]
    return made_layer(shapes, name="dltb", **{column: list(codes)}, **more)


def told(measured):
    return [alarm.code for alarm in measured.alarms]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("0301", "0301"),
        ("０３０１", "0301"),
        (" 0301\t", "0301"),
        ("03 01", "0301"),
        ("\u00a00301", "0301"),
        ("\ufeff03\u200b01\u200d", "0301"),
        ("'0301", "0301"),
        ("‘0301’", "0301"),
        ('="0301"', "0301"),
        ("0301.0", "0301"),
        ("0301k", "0301K"),
        ("0301Ｋ", "0301K"),
        ("0301К", "0301K"),  # Cyrillic
        (301, "301"),
        (301.0, "301"),
        (np.int64(301), "301"),
        (np.float32(301), "301"),
        (decimal.Decimal("301.0"), "301"),
        ("<Null>", ""),
        ("", ""),
        (pd.NA, ""),
        (math.nan, ""),
        ("forest", "forest"),
        ("乔木 林地", "乔木 林地"),
    ],
)
def test_a_code_is_written_plainly_and_nothing_is_added(raw, clean):
    assert clean_code(raw) == clean


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("301", "0301"),
        ("30301", "030301"),
        ("301K", "0301K"),
        ("3", "03"),
        ("0301", "0301"),
        ("1001", "1001"),
    ],
)
def test_an_odd_number_of_digits_lacks_a_zero(short, whole):
    assert with_zero(short) == whole


@pytest.mark.parametrize("codes", [["031", "011"], ["31", "101"]])
def test_three_digits_of_the_second_survey_are_codes_of_their_own(codes):
    assert not have_lost_zeros(codes)


@pytest.mark.parametrize(
    ("code", "asked", "counts"),
    [
        ("0301K", "0301", True),
        ("030101", "0301", True),
        ("08H2A", "08", True),
        ("08H2A", "08H2", False),
        ("0810A", "0810", True),
        ("03011", "0301", False),
        ("0301", "0301K", False),
        ("1301", "0301", False),
    ],
)
def test_a_class_takes_its_subdivisions_and_no_more(code, asked, counts):
    assert is_among(code, (asked,)) is counts


def test_in_a_users_own_scheme_one_does_not_take_one_hundred_and_one():
    assert not CountedCodes(["1"], exact=True).counts("101")
    assert CountedCodes(["1"], exact=True).counts("1")


@pytest.mark.parametrize(
    "written",
    [
        301,
        301.0,
        "301",
        "301.0",
        "０３０１",
        "0301 ",
        "'0301",
        "0301K",
        "301k",
        "030101",
        "30101",
        "\ufeff0301",
    ],
)
@pytest.mark.parametrize("asked", ["0301", "301"])
def test_however_it_is_written_half_of_forest_is_half(written, asked, square_km):
    measured = area_share(columns(written, "0101"), square_km, classes=[asked])
    assert (measured.low, measured.high) == pytest.approx((0.5, 0.5), rel=NEAR_PLANE)


def test_a_numeric_column_with_blanks_keeps_its_zeros_and_its_blanks(square_km):
    measured = area_share(columns(301.0, 101.0, math.nan, 30301.0), square_km, classes=["0301"])
    assert (measured.low, measured.high) == pytest.approx((0.25, 0.5), rel=NEAR_PLANE)
    assert measured.details["classes"] == pytest.approx(
        {"0301": 250_000, "0101": 250_000, "030301": 250_000}, rel=NEAR_PLANE
    )


def test_restored_codes_are_told_for_the_record(square_km):
    measured = area_share(columns(301, 101), square_km, classes=["0301"])
    assert told(measured) == ["H230"]
    assert "'301' → 0301" in measured.alarms[0].message


def test_sound_codes_give_no_alarm(square_km):
    assert told(area_share(columns("0301", "0101", "1001"), square_km, classes=["0301", "0302"])) == []


def test_codes_that_no_list_has_are_unknown_with_their_rows_and_area(square_km):
    cover = columns("0301", "9999", "0399", None)
    measured = area_share(cover, square_km, classes=["0301"])
    assert (measured.low, measured.high) == pytest.approx((0.25, 1.0), rel=NEAR_PLANE)
    (alarm,) = measured.alarms
    assert (alarm.code, alarm.rows) == ("H227", tuple(cover.frame.index[1:]))
    assert alarm.area_m2 == pytest.approx(750_000, rel=NEAR_PLANE)


def test_three_digit_codes_of_the_second_survey_stay_unknown_instead_of_wrong(square_km):
    measured = area_share(
        columns("031", "201"), square_km, classes=["0201"]
    )  # 201 is a town there, no orchard
    assert (measured.low, measured.high) == pytest.approx((0, 1), abs=NEAR_PLANE)
    assert "H228" in told(measured)


def test_unknown_codes_outside_the_zone_do_not_matter():
    cover = columns("0301", "0301", "0101", "9999")
    west = made_layer([shapely.box(0, 0, 500, 1000)], name="west")
    measured = area_share(cover, west, classes=["0301"])
    assert (measured.low, measured.high) == pytest.approx((1, 1), rel=NEAR_PLANE)
    assert told(measured) == []


def test_a_users_own_scheme_is_taken_at_face_value(square_km):
    measured = area_share(columns("forest", "town", "9999", "x"), square_km, classes=["forest"])
    assert (measured.low, measured.high) == pytest.approx((0.25, 0.25), rel=NEAR_PLANE)
    assert told(measured) == []


def test_single_digits_of_a_users_own_scheme_stay_single(square_km):
    measured = area_share(columns(4, 5, 41, 104), square_km, classes=["4"])
    assert (measured.low, measured.high) == pytest.approx((0.25, 0.25), rel=NEAR_PLANE)
    assert measured.details["classes"].keys() == {"4", "5", "41", "104"}


def test_own_numbers_that_lost_several_zeros_get_them_back(square_km):
    measured = area_share(columns(1, 2), square_km, classes=["00001"])
    assert measured.value == pytest.approx(0.5, rel=NEAR_PLANE)


def test_a_group_takes_all_its_classes(square_km):
    measured = area_share(columns("0301", "0302", "0305", "0101"), square_km, classes=["03"])
    assert (measured.low, measured.high) == pytest.approx((0.75, 0.75), rel=NEAR_PLANE)


def test_a_misprint_among_the_classes_is_told(square_km):
    measured = area_share(columns("0301", "0101"), square_km, classes=["0301", "0331"])
    assert told(measured) == ["H229"]
    assert "has: 0331 (seen" in measured.alarms[0].message


def test_capitals_of_the_column_do_not_matter(square_km):
    assert area_share(
        columns("0301", "0101", column="DLBM"), square_km, classes=["0301"]
    ).value == pytest.approx(0.5, rel=NEAR_PLANE)


def test_two_columns_that_differ_in_capitals_only_are_not_chosen_from(square_km):
    two = columns("0301", "0101", column="DLBM", Dlbm=["0101", "0101"])
    with pytest.raises(InputError, match="no column 'dlbm'"):
        area_share(two, square_km, classes=["0301"])


def test_an_unknown_system_is_refused(square_km):
    with pytest.raises(ParameterError, match="三调 or 用地用海"):
        area_share(columns("0301"), square_km, classes=["0301"], code_system="二调")
