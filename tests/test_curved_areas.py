"""Ellipsoidal areas whose parts add up, however edges are split."""

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from gis.curved_areas import curved_areas
from gis.measure import ellipsoidal_area_m2
from gis.plane import densified, local_plane

CRS = pyproj.CRS("EPSG:4546")


def hexagons(size_m, count=40):
    """Hexagons with a hole, scattered up to 250 km from the middle meridian."""
    rng = np.random.default_rng(8)
    places = rng.uniform((250_000, 2_900_000), (750_000, 3_200_000), (count, 2))
    rings = [shapely.Point(place).buffer(size_m / 2, quad_segs=2) for place in places]
    return np.array([ring.difference(shapely.affinity.scale(ring, 0.3, 0.3)) for ring in rings], dtype=object)


@pytest.mark.parametrize("size_m", [1.0, 100.0, 250.0, 260.0, 3_000.0, 30_000.0])
def test_areas_are_those_of_finely_split_edges(size_m):
    shapes = gpd.GeoSeries(hexagons(size_m), crs=CRS)
    plane = local_plane(shapes)
    wanted = densified(shapes, max(size_m / 2_000, 0.05)).to_crs(plane)
    area_m2, around_m = curved_areas(shapes.to_numpy(), CRS, plane)
    rounding = 4e-9 / size_m  # of coordinates in the plane
    np.testing.assert_allclose(area_m2, wanted.area, rtol=4e-10 + rounding)
    np.testing.assert_allclose(around_m, wanted.length, rtol=1e-4)


def test_areas_are_those_of_geodesics():
    shapes = gpd.GeoSeries(hexagons(200.0), crs=CRS)
    area_m2, _ = curved_areas(shapes.to_numpy(), CRS, local_plane(shapes))
    np.testing.assert_allclose(area_m2, ellipsoidal_area_m2(shapes), rtol=1e-7)


def test_the_halves_of_a_shape_make_the_whole():
    shape = hexagons(900.0, 1)[0]
    west, south, east, north = shape.bounds
    middle = (west + east) / 2 + 17
    halves = np.array(
        [
            shape & shapely.box(west, south, middle, north),
            shape & shapely.box(middle, south, east, north),
            shape,
        ],
        dtype=object,
    )
    plane = local_plane(gpd.GeoSeries(halves, crs=CRS))
    one, other, whole = curved_areas(halves, CRS, plane)[0]
    assert one + other == pytest.approx(whole, rel=2e-10)


def test_what_has_no_ground_has_no_area():
    shapes = np.array(
        [shapely.Polygon(), None, shapely.Polygon([(5e5, 3e6), (5e5 + 1, 3e6), (5e5, 3e6)])], dtype=object
    )
    plane = local_plane(gpd.GeoSeries([shapely.box(5e5, 3e6, 5e5 + 1, 3e6 + 1)], crs=CRS))
    assert curved_areas(shapes, CRS, plane)[0].tolist() == [0.0, 0.0, 0.0]
