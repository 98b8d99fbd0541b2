"""Large polygons in pieces: every piece small and valid, together the whole."""

import math

import numpy as np
import pytest
import shapely

from gis.errors import ParameterError
from gis.subdivide import subdivided


def star(corners, seed=1, middle=(500_000.0, 3_049_000.0)):
    """A rough star with a vertex on a circle of some 10 km, at national coordinates."""
    rng = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * math.pi, corners, endpoint=False)
    out = 10_000 * (1 + 0.3 * np.cos(5 * turn) + rng.uniform(-0.0002, 0.0002, corners))
    return shapely.Polygon(np.column_stack((out * np.cos(turn), out * np.sin(turn))) + middle)


def shapes_of(*shapes):
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


@pytest.mark.parametrize("most", [8, 64, 256, 1024])
def test_pieces_are_small_and_valid_and_fill_the_whole(most):
    whole = star(5_000)
    pieces = subdivided(shapes_of(whole), most_vertices=most)
    assert shapely.get_num_coordinates(pieces.shapes).max() <= most
    assert shapely.is_valid(pieces.shapes).all()
    assert math.fsum(shapely.area(pieces.shapes)) == pytest.approx(whole.area, rel=1e-12)


def test_pieces_of_one_polygon_share_no_ground():
    pieces = subdivided(shapes_of(star(1_000)), most_vertices=64).shapes
    assert shapely.union_all(pieces).area == pytest.approx(math.fsum(shapely.area(pieces)), rel=1e-12)


def test_a_hole_stays_a_hole():
    ring = star(2_000).difference(shapely.Point(500_000, 3_049_000).buffer(3_000, quad_segs=200))
    pieces = subdivided(shapes_of(ring), most_vertices=100)
    assert not shapely.intersects(pieces.shapes, shapely.Point(500_000, 3_049_000)).any()
    assert math.fsum(shapely.area(pieces.shapes)) == pytest.approx(ring.area, rel=1e-12)


def test_a_small_polygon_stays_as_it_is():
    square = shapely.box(0, 0, 1, 1)
    pieces = subdivided(shapes_of(square))
    assert pieces.shapes[0] is square or pieces.shapes[0].equals_exact(square, 0)
    assert pieces.owner.tolist() == [0]


def test_owners_tell_where_pieces_came_from():
    shapes = shapes_of(star(500), shapely.Polygon(), star(300, middle=(0, 0)))
    pieces = subdivided(shapes, most_vertices=50)
    for place, shape in enumerate(shapes):
        own = pieces.shapes[pieces.owner == place]
        assert math.fsum(shapely.area(own)) == pytest.approx(shape.area, rel=1e-12)
    assert 1 not in pieces.owner


def test_a_hole_that_touches_the_cut_spoils_nothing():
    # the cut of 0..64 runs along x = 32, where holes touch the line from both sides in a point
    shell = shapely.box(0, 0, 64, 64)
    holes = [
        shapely.Polygon([(32, y), (24, y + 1), (24, y - 1)])
        if y % 4
        else shapely.Polygon([(32, y), (40, y + 1), (40, y - 1)])
        for y in range(2, 62, 2)
    ]
    comb = shapely.Polygon(shell.exterior, [hole.exterior for hole in holes])
    assert comb.is_valid
    pieces = subdivided(shapes_of(comb), most_vertices=16)
    assert shapely.is_valid(pieces.shapes).all()
    assert math.fsum(shapely.area(pieces.shapes)) == pytest.approx(comb.area, rel=1e-12)


def test_fewer_vertices_than_a_cut_triangle_has_are_refused():
    with pytest.raises(ParameterError, match="at least 8"):
        subdivided(shapes_of(shapely.box(0, 0, 1, 1)), most_vertices=7)
