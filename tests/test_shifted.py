"""The shifts of Chinese web maps, held against a known point and against themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import GeometryError
from gis.shifted import (
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

METRES_PER_DEGREE = 111_320.0
CHINA = {"lon": st.floats(73.5, 135.1), "lat": st.floats(17.0, 53.6)}


def test_a_known_point_of_hecheng_is_shifted_as_published():
    lon, lat = wgs84_to_gcj02(109.98, 27.55)
    assert (lon, lat) == pytest.approx((109.984617, 27.546627), abs=1e-6)


def test_bd_09_lies_eleven_hundred_metres_to_the_east_north_east():
    lon, lat = wgs84_to_bd09(109.98, 27.55)
    east_m = (lon - 109.98) * METRES_PER_DEGREE * np.cos(np.radians(27.55))
    north_m = (lat - 27.55) * METRES_PER_DEGREE
    assert 1_122 <= np.hypot(east_m, north_m) <= 1_166
    assert 0 < north_m < east_m


@settings(max_examples=500)
@given(**CHINA)
@pytest.mark.parametrize(
    ("there", "back"),
    [(wgs84_to_gcj02, gcj02_to_wgs84), (gcj02_to_bd09, bd09_to_gcj02), (wgs84_to_bd09, bd09_to_wgs84)],
)
def test_there_and_back_is_less_than_a_millimetre(there, back, lon, lat):
    lon_back, lat_back = back(*there(lon, lat))
    assert np.hypot(lon_back - lon, lat_back - lat) * METRES_PER_DEGREE < 1e-3


def test_on_the_meridian_where_the_formula_has_a_corner_the_way_back_settles():
    lon = 105.0 + np.array([-1e-6, -1e-12, 0.0, 1e-12, 1e-6])
    lat = np.full(5, 30.0)
    lon_back, _ = gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat))
    assert np.abs(lon_back - lon).max() * METRES_PER_DEGREE < 1e-3


def test_points_outside_china_and_missing_ones_pass_unchanged():
    lon, lat = np.array([2.35, 151.2, 110.0]), np.array([48.86, -33.9, np.nan])
    for shift in (wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02, wgs84_to_bd09, bd09_to_wgs84):
        shifted_lon, shifted_lat = shift(lon, lat)
        assert np.array_equal(shifted_lon, lon)
        assert np.array_equal(shifted_lat, lat, equal_nan=True)


def test_the_callers_arrays_are_left_alone():
    lon, lat = np.array([109.98]), np.array([27.55])
    gcj02_to_wgs84(lon, lat)
    assert (lon[0], lat[0]) == (109.98, 27.55)


def test_no_points_give_no_points():
    lon, lat = bd09_to_wgs84([], [])
    assert len(lon) == len(lat) == 0


def test_a_shift_that_does_not_settle_is_refused(monkeypatch):
    monkeypatch.setattr("gis.shifted._MOST_ROUNDS", 1)
    with pytest.raises(GeometryError, match="could not be undone"):
        gcj02_to_wgs84(109.98, 27.55)
