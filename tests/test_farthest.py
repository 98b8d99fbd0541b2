"""The point of a polygon farthest from its nearest facility."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import GeometryError, ParameterError
from gis.farthest import farthest_point
from gis.nearest import nearest_m
from gis.reach import union_area

KM = shapely.box(0, 0, 1000, 1000)
whole = st.integers(-6, 6)
spots = st.lists(st.tuples(whole, whole), min_size=1, max_size=8)


def farthest(xy, polygon):
    return pytest.approx(farthest_point(xy, polygon), abs=1e-6)


def farthest_m(xy, polygon):
    return pytest.approx(farthest_point(xy, polygon)[2])


def test_from_a_corner_the_opposite_corner_is_farthest():
    assert farthest([[0, 0]], KM) == (1000, 1000, math.hypot(1000, 1000))


def test_between_four_corners_the_middle_is_farthest():
    assert farthest([[0, 0], [1000, 0], [0, 1000], [1000, 1000]], KM) == (500, 500, math.hypot(500, 500))


def test_between_two_corners_the_middle_of_the_far_side_is_farthest():
    assert farthest([[0, 0], [1000, 0]], KM) == (500, 1000, math.hypot(500, 1000))


def test_doubles_and_stops_in_a_row_are_fine():
    assert farthest_m([[0, 0], [0, 0], [500, 0], [1000, 0]], KM) == math.hypot(250, 1000)


def test_a_facility_far_outside_counts():
    assert farthest_m([[-1e5, 500]], shapely.box(0, 0, 1000, 1000)) == math.hypot(101000, 500)


def test_a_middle_that_is_a_hole_gives_way_to_its_rim():
    """Of the hole from 400 to 600 the middles of its sides lie on the Voronoi edges: 500 and 400 away."""
    ring = KM - shapely.box(400, 400, 600, 600)
    corners = [[0, 0], [1000, 0], [0, 1000], [1000, 1000]]
    assert farthest_m(corners, ring) == math.hypot(500, 400)


def test_parts_are_looked_at_each():
    two = shapely.MultiPolygon([KM, shapely.box(3000, 0, 3001, 1)])
    assert farthest([[0, 0]], two) == (3001, 1, math.hypot(3001, 1))


@pytest.mark.parametrize(("east", "north"), [(399254, 3049000), (37399254, 3049000)])
def test_national_coordinates_cost_no_precision(east, north):
    there = shapely.affinity.translate(KM, east, north)
    assert farthest([[east, north], [east + 1000, north]], there) == (
        east + 500,
        north + 1000,
        math.hypot(500, 1000),
    )


def test_without_facilities_there_is_none():
    with pytest.raises(ParameterError, match="no facilities"):
        farthest_point([], KM)


def test_an_empty_polygon_has_none():
    with pytest.raises(GeometryError, match="empty"):
        farthest_point([[0, 0]], shapely.Polygon())


def test_a_line_has_none():
    with pytest.raises(GeometryError, match="only polygons"):
        farthest_point([[0, 0]], shapely.LineString([(0, 0), (1, 1)]))


def test_a_fine_grid_comes_close_and_never_farther():
    rng = np.random.default_rng(5)
    xy = rng.uniform(0, 1000, (60, 2))
    polygon = KM - shapely.Point(500, 500).buffer(200, quad_segs=7)
    x, y, distance = farthest_point(xy, polygon)
    grid = np.stack(np.meshgrid(np.arange(0, 1001, 2.0), np.arange(0, 1001, 2.0)), axis=-1).reshape(-1, 2)
    grid = grid[shapely.intersects_xy(polygon, grid[:, 0], grid[:, 1])]
    brute = nearest_m(xy, grid).max()
    assert distance - 2 * math.sqrt(2) <= brute <= distance + 1e-9
    assert nearest_m(xy, [[x, y]])[0] == distance
    assert polygon.distance(shapely.Point(x, y)) < 1e-9


@pytest.mark.parametrize("seed", range(20))
def test_reaching_that_far_covers_the_polygon_and_no_less_does(seed):
    rng = np.random.default_rng(seed)
    xy = rng.uniform(-200, 1200, (rng.integers(1, 80), 2))
    polygon = shapely.MultiPoint(rng.uniform(0, 1000, (12, 2))).convex_hull - shapely.box(400, 400, 550, 650)
    distance = farthest_point(xy, polygon)[2]
    assert union_area(xy, distance, polygon) == pytest.approx(polygon.area, rel=1e-12)
    assert union_area(xy, distance * 0.999, polygon) < polygon.area * (1 - 1e-9)


@settings(max_examples=200)
@given(spots, st.lists(st.tuples(whole, whole), min_size=3, max_size=6))
def test_on_whole_numbers_the_grid_of_quarters_is_never_farther(xy, corners):
    hull = shapely.MultiPoint(corners).convex_hull
    if hull.geom_type != "Polygon":
        return
    x, y, distance = farthest_point(xy, hull)
    assert hull.distance(shapely.Point(x, y)) < 1e-9
    grid = np.stack(np.meshgrid(np.arange(-6, 6.1, 0.25), np.arange(-6, 6.1, 0.25)), axis=-1).reshape(-1, 2)
    grid = grid[shapely.intersects_xy(hull, grid[:, 0], grid[:, 1])]
    assert nearest_m(xy, grid).max() <= distance + 1e-9
    if distance > 0:
        assert union_area(xy, distance * (1 + 1e-9), hull) == pytest.approx(hull.area, rel=1e-9)
