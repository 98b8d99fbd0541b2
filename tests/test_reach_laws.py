"""
Laws of the area of reach, with shapely's buffers as a referee.

Stops and corners on whole numbers meet in every degenerate way: circles that
touch, that run through corners or through one point, edges that are tangent.
"""

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate, translate

from gis.reach import union_area, union_areas

SEGMENTS = 512  # a quarter circle


def buffered_m2(xy, radius, polygon):
    """Measure with inscribed buffers, and tell what they can lose: of each disc the share (pi / 2n)² / 6."""
    reach = shapely.union_all(shapely.buffer(shapely.points(xy), radius, quad_segs=SEGMENTS))
    loss = len(xy) * math.pi * radius**2 * (math.pi / 2 / SEGMENTS) ** 2 / 6
    return reach.intersection(polygon).area, loss * 1.1


def close(expected):
    return pytest.approx(expected, rel=1e-12, abs=1e-9)


_NO_GROUND_M2 = 1e-9
whole = st.integers(-6, 6)
spots = st.lists(st.tuples(whole, whole), min_size=1, max_size=8)
lattice_radius = st.sampled_from([1, 2, 3, 5, math.sqrt(2), math.sqrt(5), 2.5, math.sqrt(0.5), 6.5])


@st.composite
def lattice_polygon(draw):
    shape = shapely.Polygon()
    for _ in range(draw(st.integers(1, 3))):
        corners = draw(st.lists(st.tuples(whole, whole), min_size=3, max_size=5))
        shape = shape ^ shapely.MultiPoint(corners).convex_hull.buffer(0)
    # GEOS, the referee here, errs by a whole disc over a part of 4e-16 m2 that its own ^ leaves; we do not
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    polygons = [part for part in parts if part.area > _NO_GROUND_M2]
    return shapely.MultiPolygon(polygons) if polygons else shapely.box(-3, -3, 3, 3)


laws = settings(max_examples=300)


@laws
@given(spots, lattice_radius, lattice_polygon())
def test_shapelys_buffers_agree_within_their_own_error(xy, radius, polygon):
    theirs, loss = buffered_m2(xy, radius, polygon)
    assert theirs - 1e-9 <= union_area(xy, radius, polygon) <= theirs + loss + 1e-9


@laws
@given(spots, lattice_radius, lattice_polygon(), st.floats(0, 360), st.integers(-(10**5), 10**5))
def test_moving_and_turning_the_world_changes_nothing(xy, radius, polygon, degrees, east):
    ours = union_area(xy, radius, polygon)
    moved = translate(polygon, east, 7.5)
    if moved.is_valid:  # rounding may let corners that were thirds apart meet
        assert union_area(np.add(xy, [east, 7.5]), radius, moved) == pytest.approx(ours, rel=1e-9, abs=1e-8)
    turned = rotate(polygon, degrees, origin=(0, 0))
    if turned.is_valid:
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        turned_xy = np.array(xy) @ np.array([[cos, sin], [-sin, cos]])
        assert union_area(turned_xy, radius, turned) == pytest.approx(ours, rel=1e-9, abs=1e-8)


@laws
@given(spots, lattice_radius, lattice_polygon())
def test_one_disc_is_a_lower_bound_and_their_sum_an_upper_one(xy, radius, polygon):
    each = [union_area([spot], radius, polygon) for spot in xy]
    served = union_area(xy, radius, polygon)
    assert max(each) - 1e-9 <= served <= min(sum(each), polygon.area) + 1e-9


@laws
@given(spots, spots, lattice_radius, st.floats(0, 3), lattice_polygon())
def test_more_stops_and_wider_reaches_never_serve_less(xy, more, radius, wider, polygon):
    served = union_area(xy, radius, polygon)
    assert union_area(xy + more, radius, polygon) >= served - 1e-9
    assert union_area(xy, radius + wider, polygon) >= served - 1e-9


@laws
@given(st.permutations(range(8)), lattice_radius, lattice_polygon())
def test_the_order_of_the_stops_does_not_matter(order, radius, polygon):
    xy = np.array([(0, 0), (1, 0), (2, 0), (0, 2), (2, 2), (-1, -3), (4, 4), (1, 1)])
    assert union_area(xy[list(order)], radius, polygon) == close(union_area(xy, radius, polygon))


@laws
@given(spots, lattice_radius, whole, whole)
def test_parts_fill_the_whole(xy, radius, east, north):
    cuts_x, cuts_y = sorted({-7, east, 7}), sorted({-7, north, 7})
    parts = [
        shapely.box(west, south, to_east, to_north)
        for west, to_east in pairwise(cuts_x)
        for south, to_north in pairwise(cuts_y)
    ]
    together = union_area(xy, radius, shapely.box(-7, -7, 7, 7))
    assert sum(union_area(xy, radius, part) for part in parts) == close(together)
    assert union_areas(xy, radius, parts).sum() == close(together)


@laws
@given(
    st.lists(st.tuples(st.floats(-6, 6), st.floats(-6, 6)), min_size=1, max_size=30),
    st.floats(0.1, 8),
    lattice_polygon(),
)
def test_stops_anywhere_agree_with_shapelys_buffers(xy, radius, polygon):
    theirs, loss = buffered_m2(xy, radius, polygon)
    assert theirs - 1e-9 <= union_area(xy, radius, polygon) <= theirs + loss + 1e-9
