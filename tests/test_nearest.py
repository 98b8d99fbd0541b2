"""Distances to the nearest facility."""

import math

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import CrsError, ParameterError
from gis.nearest import nearest_index, nearest_m

NONE = np.empty((0, 2))
spots = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=1, max_size=30)


def test_a_three_four_five_triangle_measures_five():
    assert nearest_m([[0, 0], [100, 100]], [[3, 4]]).tolist() == [5.0]


def test_a_point_exactly_at_the_limit_is_within():
    assert nearest_m([[0, 0]], [[300, 0], [180, 240], [0, -300]], limit_m=300).tolist() == [300.0] * 3


def test_a_point_beyond_the_limit_is_infinitely_far():
    assert nearest_m([[0, 0]], [[300.0000001, 0], [1, 0]], limit_m=300).tolist() == [math.inf, 1.0]


def test_a_limit_of_zero_leaves_those_on_a_facility():
    assert nearest_m([[2, 2]], [[2, 2], [2, 2.001]], limit_m=0).tolist() == [0.0, math.inf]


def test_without_facilities_all_are_infinitely_far():
    assert nearest_m(NONE, [[0, 0], [1, 1]]).tolist() == [math.inf, math.inf]
    assert nearest_index(NONE, [[0, 0]])[0].tolist() == [-1]


def test_without_points_nothing_is_measured():
    assert nearest_m([[0, 0]], []).shape == (0,)


def test_the_row_of_the_nearest_is_told_and_minus_one_beyond_the_limit():
    rows, metres = nearest_index([[0, 0], [10, 0]], [[9, 0], [1, 0], [5, 50]], limit_m=20)
    assert rows.tolist() == [1, 0, -1]
    assert metres.tolist() == [1.0, 1.0, math.inf]


def test_frames_of_points_are_taken_as_they_are():
    stops = gpd.GeoSeries.from_xy([0, 10], [0, 0], crs="EPSG:4547")
    assert nearest_m(gpd.GeoDataFrame(geometry=stops), stops).tolist() == [0.0, 0.0]


def test_degrees_are_refused():
    with pytest.raises(CrsError, match="points are in degrees"):
        nearest_m([[0, 0]], gpd.GeoSeries.from_xy([107], [27], crs="EPSG:4490"))


@pytest.mark.parametrize("limit", [-1, math.nan])
def test_a_limit_that_is_none_is_refused(limit):
    with pytest.raises(ParameterError, match="limit_m must be 0 or more"):
        nearest_m([[0, 0]], [[0, 0]], limit_m=limit)


def test_a_point_that_is_not_a_number_is_refused():
    with pytest.raises(ParameterError, match="points: 1 of 1 are NaN"):
        nearest_m([[0, 0]], [[math.nan, 0]])


@settings(max_examples=200)
@given(spots, spots, st.integers(0, 60))
def test_every_pair_measured_gives_the_same(facilities, points, limit):
    pairs = np.array(points)[:, None] - np.array(facilities)[None]
    every = np.hypot(pairs[..., 0], pairs[..., 1]).min(axis=1)
    assert nearest_m(facilities, points) == pytest.approx(every)
    squares = (pairs**2).sum(axis=2).min(axis=1)
    assert (np.isfinite(nearest_m(facilities, points, limit_m=limit)) == (squares <= limit**2)).all()
