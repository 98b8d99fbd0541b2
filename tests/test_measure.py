"""Areas and lengths on the ellipsoid, beside closed formulas that share no code with the measurement."""

import math
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import CrsError, GeometryError
from gis.measure import ellipsoidal_area_m2, ellipsoidal_length_m
from gis.plane import densified
from gis.units import ha_to_m2, m2_to_ha, m2_to_km2, m2_to_mu, m_to_km, mu_to_m2

A = 6_378_137.0  # CGCS2000
F = 1 / 298.257222101
E2 = F * (2 - F)
B = A * (1 - F)

KILOMETRE_SQUARE = shapely.box(400_000, 3_049_000, 401_000, 3_050_000)


def series(*shapes, crs="EPSG:4490"):
    return gpd.GeoSeries(list(shapes), crs=crs)


def surveyed_m2(lon_lat):
    """Trapezoids to a meridian by the series of 国土调查办发〔2008〕32号, with the constants of CGCS2000."""
    k = (
        1 + 3 / 6 * E2 + 30 / 80 * E2**2 + 35 / 112 * E2**3 + 630 / 2304 * E2**4,
        1 / 6 * E2 + 15 / 80 * E2**2 + 21 / 112 * E2**3 + 420 / 2304 * E2**4,
        3 / 80 * E2**2 + 7 / 112 * E2**3 + 180 / 2304 * E2**4,
        1 / 112 * E2**3 + 45 / 2304 * E2**4,
        5 / 2304 * E2**4,
    )
    total = 0.0
    for (lon1, lat1), (lon2, lat2) in pairwise(lon_lat):
        width = math.radians((lon1 + lon2) / 2 - lon_lat[0][0])
        rise, middle = math.radians(lat2 - lat1), math.radians(lat1 + lat2) / 2
        waves = (math.sin((2 * i + 1) * rise / 2) * math.cos((2 * i + 1) * middle) for i in range(5))
        total += (
            2
            * B**2
            * width
            * sum((-1) ** i * c * wave for i, (c, wave) in enumerate(zip(k, waves, strict=True)))
        )
    return abs(total)


def test_the_square_of_the_survey_has_its_known_area():
    measured = ellipsoidal_area_m2(series(KILOMETRE_SQUARE, crs="EPSG:4546"))
    assert measured == pytest.approx([999_755.734], abs=5e-4)


def test_the_square_from_its_four_corners_alone_is_twenty_square_centimetres_larger():
    corners = series(KILOMETRE_SQUARE, crs="EPSG:4546").to_crs("EPSG:4490")
    assert ellipsoidal_area_m2(corners) == pytest.approx([999_755.736], abs=5e-4)


@pytest.mark.parametrize("reach_deg", [0.001, 0.01, 0.2])
def test_a_ragged_parcel_agrees_with_the_survey_formula(reach_deg):
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    reach = reach_deg * (1 + 0.3 * np.sin(5 * angle))
    star = shapely.Polygon(np.column_stack([110 + reach * np.cos(angle), 27.5 + reach * np.sin(angle)]))
    parcel = densified(series(star), 50.0)  # short edges: straight in degrees and geodesic agree
    by_formula = surveyed_m2(shapely.get_coordinates(parcel.iloc[0]).tolist())
    assert ellipsoidal_area_m2(parcel)[0] == pytest.approx(by_formula, rel=1e-9, abs=0.01)


def test_an_octant_is_an_eighth_of_the_earth():
    e = math.sqrt(E2)
    earth_m2 = 2 * math.pi * A**2 + math.pi * B**2 / e * math.log((1 + e) / (1 - e))
    octant = shapely.Polygon([(0, 0), (90, 0), (90, 90), (0, 90)])
    assert ellipsoidal_area_m2(series(octant))[0] == pytest.approx(earth_m2 / 8, rel=1e-12)


def test_a_hole_is_subtracted_whichever_way_it_is_drawn():
    hole = [(110.4, 27.4), (110.6, 27.4), (110.6, 27.6), (110.4, 27.6)]
    outer = [(110, 27), (111, 27), (111, 28), (110, 28)]
    with_hole = ellipsoidal_area_m2(series(*(shapely.Polygon(outer, [ring]) for ring in (hole, hole[::-1]))))
    whole, part = ellipsoidal_area_m2(series(shapely.Polygon(outer), shapely.Polygon(hole)))
    assert with_hole == pytest.approx([whole - part] * 2, rel=1e-14)


def test_parts_are_summed_in_nested_collections_too():
    here, there = shapely.box(110, 27, 110.1, 27.1), shapely.box(110.2, 27, 110.3, 27.1)
    nested = shapely.GeometryCollection([here, shapely.GeometryCollection([shapely.MultiPolygon([there])])])
    one, two, both, deep = ellipsoidal_area_m2(
        series(here, there, shapely.MultiPolygon([here, there]), nested)
    )
    assert (both, deep) == pytest.approx((one + two, one + two))


def test_points_lines_empty_and_missing_shapes_have_no_area():
    shapes = series(shapely.Point(110, 27), shapely.LineString([(0, 0), (1, 1)]), shapely.Polygon(), None)
    assert ellipsoidal_area_m2(shapes).tolist() == [0, 0, 0, 0]


def test_no_shapes_give_no_areas():
    assert len(ellipsoidal_area_m2(series(crs="EPSG:4546"))) == 0
    assert len(ellipsoidal_length_m(series(crs="EPSG:4490"))) == 0


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:4526", "EPSG:4547"])
def test_the_plane_that_it_is_given_in_does_not_change_the_area(crs):
    parcel = densified(series(shapely.box(110, 27.5, 110.02, 27.52)))
    there = parcel.to_crs(crs)
    assert ellipsoidal_area_m2(there)[0] == pytest.approx(ellipsoidal_area_m2(parcel)[0], rel=1e-8)


def test_feet_are_not_taken_for_metres():
    metres = densified(series(shapely.box(1_850_000, 640_000, 1_851_000, 641_000), crs="EPSG:26943"))
    feet = metres.to_crs("EPSG:2227")
    assert ellipsoidal_area_m2(feet) == pytest.approx(ellipsoidal_area_m2(metres), rel=1e-9)


def test_a_quarter_meridian_and_a_degree_of_the_equator_have_their_known_lengths():
    lines = series(shapely.LineString([(110, 0), (110, 90)]), shapely.LineString([(110, 0), (111, 0)]))
    assert ellipsoidal_length_m(lines) == pytest.approx([10_001_965.729, A * math.pi / 180], abs=1e-3)


def test_a_kilometre_on_the_central_meridian_is_a_kilometre():
    line = series(shapely.LineString([(500_000, 3_049_000), (500_000, 3_050_000)]), crs="EPSG:4546")
    assert ellipsoidal_length_m(line) == pytest.approx([1000.0], abs=1e-6)


def test_the_length_of_a_polygon_is_that_of_its_rings():
    ring, hole = shapely.box(110, 27, 111, 28).exterior, shapely.box(110.4, 27.4, 110.6, 27.6).exterior
    polygon, outer, inner, point = ellipsoidal_length_m(
        series(shapely.Polygon(ring, [hole]), ring, shapely.LineString(hole), shapely.Point(0, 0))
    )
    assert polygon == pytest.approx(outer + inner)
    assert point == 0


def test_without_a_crs_nothing_is_measured():
    for measure in (ellipsoidal_area_m2, ellipsoidal_length_m):
        with pytest.raises(CrsError, match="state it with --crs"):
            measure(gpd.GeoSeries([KILOMETRE_SQUARE]))


def test_a_crs_that_is_not_tied_to_the_earth_is_refused():
    local = gpd.GeoSeries([KILOMETRE_SQUARE], crs='LOCAL_CS["site grid",UNIT["metre",1]]')
    with pytest.raises(CrsError, match="no ellipsoid"):
        ellipsoidal_area_m2(local)


def test_coordinates_where_the_plane_ends_are_refused_by_name():
    astray = series(shapely.box(1e9, 1e9, 1e9 + 1, 1e9 + 1), crs="EPSG:3035")
    with pytest.raises(GeometryError, match="is not defined"):
        ellipsoidal_area_m2(astray)


@given(west=st.floats(-170, 170), south=st.floats(-80, 79), cut=st.floats(0.01, 0.99))
def test_two_parts_fill_the_whole(west, south, cut):
    middle = west + cut
    left, right = shapely.box(west, south, middle, south + 1), shapely.box(middle, south, west + 1, south + 1)
    whole = shapely.Polygon(
        [
            (west, south),
            (middle, south),
            (west + 1, south),
            (west + 1, south + 1),
            (middle, south + 1),
            (west, south + 1),
        ]
    )
    areas = ellipsoidal_area_m2(series(left, right, whole))
    assert areas[0] + areas[1] == pytest.approx(areas[2], rel=1e-9)


def test_a_square_kilometre_is_a_hundred_hectares_and_fifteen_hundred_mu():
    assert (m2_to_km2(1e6), m2_to_ha(1e6), m2_to_mu(1e6)) == pytest.approx((1, 100, 1500))
    assert (ha_to_m2(1.0), mu_to_m2(15.0), m_to_km(1500.0)) == pytest.approx((1e4, 1e4, 1.5))
