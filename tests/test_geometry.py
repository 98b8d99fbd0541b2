"""Repair by one method: valid shapes untouched, broken ones made valid, the change of area told."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from gis.geometry import areal, joined, opened, repair

BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])  # two triangles of area 1; the raw area is 0


def repaired(*shapes):
    return repair(gpd.GeoSeries(list(shapes), crs=4546))


def test_valid_shapes_are_left_alone_bit_by_bit():
    square = box(0, 0, 1 / 3, 1 / 3)
    done = repaired(square)
    assert shapely.to_wkb(done.shapes[0]) == shapely.to_wkb(square)
    assert (len(done.repaired), done.moved, done.moved_share) == (0, 0, 0)


def test_a_bow_tie_becomes_its_two_triangles():
    done = repaired(box(10, 0, 12, 1), BOW_TIE)
    assert done.repaired.tolist() == [1]
    assert (done.area_before, done.area_after) == (2.0, pytest.approx(4.0))
    assert done.moved_share == pytest.approx(0.5)


def test_gains_and_losses_do_not_cancel():
    doubled = MultiPolygon([box(0, 0, 1, 1), box(0, 0, 1, 1)])  # raw 2, true 1
    gained = Polygon([(0, 0), (1, 2), (1, 0), (0, 2)])  # raw 0, true 1
    done = repaired(doubled, gained)
    assert done.area_after - done.area_before == pytest.approx(0)
    assert done.moved == pytest.approx(2)


def test_a_dangling_line_is_no_ground():
    spike = Polygon([(0, 0), (1, 0), (1, 1), (1, 5), (1, 1), (0, 1)])
    done = repaired(spike)
    assert done.shapes[0].equals(box(0, 0, 1, 1))


@pytest.mark.parametrize(
    "flat",
    [Polygon([(0, 0), (1, 1), (2, 2)]), LineString([(0, 0), (0, 0)]), Polygon([(0, 0)] * 4)],
)
def test_what_has_no_extent_is_left_empty(flat):
    done = repaired(flat)
    assert done.shapes[0].is_empty
    assert done.moved_share == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=9))
@example([(1, 0), (2, 0), (1, 1), (1, 0), (0, 0), (1, 1)])  # GEOS leaves two triangles that share an edge
@settings(max_examples=500)
def test_every_polygon_becomes_valid_ground_or_nothing(corners):
    shape = repaired(Polygon(corners)).shapes[0]
    assert shape.is_valid
    assert shape.is_empty or shape.geom_type in {"Polygon", "MultiPolygon"}


def test_areal_keeps_only_ground():
    mixed = GeometryCollection([box(0, 0, 1, 1), LineString([(0, 0), (5, 5)]), Point(9, 9)])
    assert areal(mixed).area == 1
    assert areal(None).is_empty
    assert areal(LineString([(0, 0), (1, 1)])).is_empty


def test_joined_counts_each_spot_once():
    assert joined([box(0, 0, 2, 1), box(1, 0, 3, 1)]).area == 3


def test_parts_without_ground_are_counted_where_others_stay():
    flat = Polygon([(0, 0), (1, 1), (2, 2)])
    assert repaired(MultiPolygon([box(5, 5, 6, 6), flat]), flat).lost_parts == 1
    assert repaired(BOW_TIE).lost_parts == 0


def test_collections_of_one_kind_are_opened_to_the_last_and_others_left():
    nested = GeometryCollection([box(0, 0, 1, 1), GeometryCollection([box(5, 5, 6, 6)])])
    mixed = GeometryCollection([box(0, 0, 1, 1), Point(9, 9)])
    single = GeometryCollection([Point(1, 2)])
    shapes, one_kind = opened(np.array([nested, mixed, single, box(0, 0, 1, 1)], dtype=object))
    assert [shape.geom_type for shape in shapes] == ["MultiPolygon", "GeometryCollection", "Point", "Polygon"]
    assert shapes[0].area == 2
    assert one_kind.tolist() == [True, False, True, True]
