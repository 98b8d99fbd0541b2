"""What equal discs cover of polygons: closed forms, refusals, many cells, odd crowds."""

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.affinity import translate

from gis.errors import CrsError, GeometryError, ParameterError
from gis.reach import union_area, union_areas

KM = shapely.box(0, 0, 1000, 1000)
WIDE = shapely.box(-5000, -5000, 5000, 5000)
DISC = math.pi * 300**2
NO_STOPS = np.empty((0, 2))


def lens_m2(apart, radius):
    return 2 * radius**2 * math.acos(apart / 2 / radius) - apart / 2 * math.sqrt(4 * radius**2 - apart**2)


def buffered_m2(xy, radius, polygon, quad_segs):
    return (
        shapely.union_all(shapely.buffer(shapely.points(xy), radius, quad_segs=quad_segs))
        .intersection(polygon)
        .area
    )


def close(expected, rel=1e-12):
    return pytest.approx(expected, rel=rel, abs=1e-9)


# Worlds to compute in the head


def test_a_stop_on_the_corner_of_a_square_km_serves_a_quarter_circle():
    assert union_area([[0, 0]], 300, KM) / 1e6 == close(math.pi * 0.09 / 4, rel=1e-9)


def test_a_stop_on_an_edge_serves_half_a_circle():
    assert union_area([[400, 0]], 300, KM) == close(DISC / 2)


def test_a_disc_inside_the_polygon_is_whole():
    assert union_area([[500, 500]], 300, KM) == close(DISC)


def test_a_disc_that_touches_all_four_sides_is_whole():
    assert union_area([[500, 500]], 500, KM) == close(math.pi * 500**2)


def test_a_circle_through_all_four_corners_covers_the_square():
    assert union_area([[500, 500]], math.hypot(500, 500), KM) == close(1e6)


def test_a_circle_through_two_corners_covers_a_box_to_them():
    assert union_area([[0, 0]], 5, shapely.box(0, -3, 4, 3)) == close(24)  # 3-4-5 triangles


def test_a_circle_through_two_corners_bulges_over_the_box_beyond_them():
    cap = 25 * math.asin(0.6) - 12  # between the chord from (4, -3) to (4, 3) and the circle
    assert union_area([[0, 0]], 5, shapely.box(4, -3, 9, 3)) == close(cap)


def test_two_discs_on_one_spot_count_once():
    assert union_area([[500, 500]] * 7, 300, KM) == close(DISC)


@pytest.mark.parametrize("apart", [1e-6, 1, 150, 300, 599, 599.999999])
def test_two_overlapping_discs_count_their_lens_once(apart):
    assert union_area([[0, 0], [apart, 0]], 300, WIDE) == close(2 * DISC - lens_m2(apart, 300))


@pytest.mark.parametrize("apart", [600, 600.1, 2000])
def test_discs_that_touch_or_stand_apart_add_up(apart):
    assert union_area([[0, 0], [0, apart]], 300, WIDE) == close(2 * DISC)


def test_touching_discs_cut_at_their_touch_keep_a_half_each():
    assert union_area([[-300, 0], [300, 0]], 300, shapely.box(-900, 0, 900, 900)) == close(DISC)
    assert union_area([[-300, 0], [300, 0]], 300, shapely.box(0, -900, 900, 900)) == close(DISC)


def test_discs_that_cover_everything_give_the_polygons_area_exactly():
    xy = np.stack(np.meshgrid(np.arange(-500, 1501, 100), np.arange(-500, 1501, 100)), axis=-1).reshape(-1, 2)
    assert union_area(xy, 300, KM) == KM.area


def test_a_polygon_inside_one_disc_is_covered_exactly():
    assert union_area([[500, 500]], 5000, KM) == KM.area


def test_a_disc_in_a_hole_serves_nothing():
    ring = KM - shapely.box(100, 100, 900, 900)
    assert union_area([[500, 500]], 300, ring) == 0


def test_a_disc_that_touches_the_hole_from_inside_serves_nothing():
    assert union_area([[500, 500]], 400, KM - shapely.box(100, 100, 900, 900)) == close(0)


def test_a_hole_inside_a_disc_is_not_served():
    assert union_area([[500, 500]], 300, KM - shapely.box(450, 450, 550, 550)) == close(DISC - 100**2)


def test_a_hole_with_a_corner_at_the_stop_loses_a_quarter():
    assert union_area([[500, 500]], 300, KM - shapely.box(500, 500, 900, 900)) == close(DISC * 3 / 4)


def test_parts_of_a_multipolygon_are_served_each():
    two = shapely.MultiPolygon([shapely.box(0, 0, 1000, 1000), shapely.box(1000.5, 0, 2000, 1000)])
    assert union_area([[0, 0], [2000, 0]], 300, two) == close(DISC / 2)


def test_parts_that_meet_in_a_corner_are_served_each():
    chessboard = shapely.MultiPolygon([shapely.box(0, 0, 500, 500), shapely.box(500, 500, 1000, 1000)])
    assert union_area([[500, 500]], 300, chessboard) == close(DISC / 2)


def test_an_edge_exactly_tangent_at_its_middle_cuts_nothing():
    triangle = shapely.Polygon([(-1, -1), (1, -1), (0, -3)])
    assert union_area([[0, 0]], 1, triangle) == close(0)
    assert union_area([[0, 0]], 1, shapely.box(-2, -1, 2, 2)) == close(math.pi)


@pytest.mark.parametrize("spacing", [100, 150, 300, 420, 600, 700])
def test_a_regular_grid_of_stops_covers_each_of_its_cells_alike(spacing):
    """Four stops on the corners of a cell: four quarters, less the lenses on the four sides."""
    radius = 300
    side = np.arange(-20, 21) * spacing
    xy = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    cell = shapely.box(0, 0, 2 * spacing, 2 * spacing)
    if spacing <= radius * math.sqrt(2):
        expected = 4.0 * spacing**2
    else:
        lens = lens_m2(spacing, radius) if spacing < 2 * radius else 0
        expected = 4 * (math.pi * radius**2 - 2 * lens)
    assert union_area(xy, radius, cell) == close(expected)


@pytest.mark.parametrize(("east", "north"), [(399254, 3049000), (37399254, 3049000), (-500000.25, 0.125)])
def test_national_coordinates_cost_no_precision(east, north):
    xy = np.array([[0, 0], [700.5, 300.25], [900, 900]])
    here = union_area(xy, 300, KM)
    assert union_area(xy + np.array([east, north]), 300, translate(KM, east, north)) == close(here)


def test_a_single_stop_far_away_serves_nothing():
    assert union_area([[5e6, 5e6]], 300, KM) == 0


def test_a_frame_of_points_serves_as_an_array_does():
    stops = gpd.GeoDataFrame(geometry=gpd.points_from_xy([0, 500], [0, 0]), crs="EPSG:4547")
    assert union_area(stops, 300, KM) == union_area([[0, 0], [500, 0]], 300, KM)


# Nothing, and refusals


def test_without_stops_nothing_is_served():
    assert union_area(NO_STOPS, 300, KM) == 0.0
    assert union_area([], 300, KM) == 0.0


def test_of_an_empty_polygon_nothing_is_served():
    assert union_area([[0, 0]], 300, shapely.Polygon()) == 0.0
    assert union_area([[0, 0]], 300, shapely.MultiPolygon()) == 0.0


@pytest.mark.parametrize("radius", [0, -1, math.nan, math.inf])
def test_a_radius_that_is_none_is_refused(radius):
    with pytest.raises(ParameterError, match="radius_m must be finite and more than 0"):
        union_area([[0, 0]], radius, KM)


def test_positions_that_are_not_numbers_are_refused_and_counted():
    with pytest.raises(ParameterError, match="1 of 2 are NaN or infinite, first at row 1"):
        union_area([[0, 0], [math.nan, 1]], 300, KM)


def test_positions_of_another_shape_are_refused():
    with pytest.raises(ParameterError, match=r"\(n, 2\) array"):
        union_area([[0, 0, 0]], 300, KM)


def test_a_bow_tie_is_refused_with_its_reason():
    with pytest.raises(GeometryError, match="Self-intersection"):
        union_area([[0, 0]], 300, shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))


@pytest.mark.parametrize("shape", [shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)]), None])
def test_what_has_no_area_is_refused(shape):
    with pytest.raises(GeometryError, match="only polygons"):
        union_area([[0, 0]], 300, shape)


def test_degrees_are_refused():
    with pytest.raises(CrsError, match="reproject"):
        union_area(gpd.GeoSeries.from_xy([107], [27], crs="EPSG:4490"), 300, KM)
    with pytest.raises(CrsError, match="reproject"):
        union_areas([[0, 0]], 300, gpd.GeoSeries([KM], crs="EPSG:4490"))


def test_facilities_that_are_no_points_are_refused():
    with pytest.raises(GeometryError, match="must be points"):
        union_area(gpd.GeoSeries([KM]), 300, KM)


# Many cells


def test_many_cells_are_measured_as_each_alone():
    rng = np.random.default_rng(7)
    xy = rng.uniform(0, 3000, (40, 2))
    cells = [
        shapely.box(x, y, x + 100, y + 100) for x in range(-500, 3500, 100) for y in range(-500, 3500, 100)
    ]
    together = union_areas(xy, 300, cells)
    assert together == pytest.approx([union_area(xy, 300, cell) for cell in cells], abs=1e-7)
    assert (together == 0).any()
    assert (together == 1e4).any()


def test_cells_fill_the_whole():
    rng = np.random.default_rng(8)
    xy = rng.uniform(0, 3000, (40, 2))
    cells = [shapely.box(x, y, x + 100, y + 100) for x in range(0, 3000, 100) for y in range(0, 3000, 100)]
    whole = union_area(xy, 300, shapely.box(0, 0, 3000, 3000))
    assert union_areas(xy, 300, cells).sum() == close(whole)


def test_empty_cells_and_far_cells_are_zero_in_their_place():
    cells = [shapely.Polygon(), KM, translate(KM, 1e5, 0), shapely.box(-10, -10, 10, 10)]
    assert union_areas([[0, 0]], 300, cells) == pytest.approx([0, DISC / 4, 0, 400])


def test_the_faulty_cell_is_named():
    with pytest.raises(GeometryError, match="polygon 1 is a Point"):
        union_areas([[0, 0]], 300, [KM, shapely.Point(0, 0)])


def test_no_cells_give_no_areas():
    assert union_areas([[0, 0]], 300, []).shape == (0,)


# Crowds


def ragged(corners, radius, seed):
    rng = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * math.pi, corners, endpoint=False)
    out = radius * (1 + 0.2 * np.cos(3 * turn) + 0.1 * np.sin(11 * turn) + rng.uniform(-0.02, 0.02, corners))
    return shapely.Polygon(np.column_stack((out * np.cos(turn), out * np.sin(turn))))


def test_buffers_converge_to_our_area_as_one_over_their_segments_squared():
    city = ragged(2000, 8000, 3) - shapely.box(-900, -800, 1000, 700)
    xy = np.random.default_rng(3).uniform(-9000, 9000, (5000, 2))
    ours = union_area(xy, 150, city)
    lost = {q: ours - buffered_m2(xy, 150, city, q) for q in (16, 64, 256)}
    assert lost[16] / lost[64] == pytest.approx(16, rel=0.02)
    assert lost[64] / lost[256] == pytest.approx(16, rel=0.02)
    extrapolated = ours - lost[256] + (lost[64] - lost[256]) / 15
    assert extrapolated == close(ours, rel=1e-8)


@pytest.mark.parametrize(
    "xy",
    [
        np.column_stack((np.linspace(0, 1000, 20_001), np.full(20_001, 500.0))),
        np.column_stack((np.linspace(0, 1000, 20_001), np.linspace(0, 1000, 20_001))),
        np.full((50_000, 2), 500.0),
        np.random.default_rng(1).normal(500, 1e-3, (20_000, 2)),
        500 + 200 * np.column_stack((np.cos(np.arange(20_000)), np.sin(np.arange(20_000)))),
    ],
    ids=["line", "diagonal", "one spot", "a heap", "a circle"],
)
def test_odd_crowds_are_measured_between_their_bounds(xy):
    """The hull's buffer holds the union; every 20th disc of them is held by it."""
    served = union_area(xy, 300, WIDE)
    assert served <= shapely.MultiPoint(xy).convex_hull.buffer(300, quad_segs=512).area * (1 + 1e-5)
    assert served >= buffered_m2(xy[::20], 300, WIDE, 32)


def test_a_line_of_stops_is_a_sausage_with_scallops():
    """Between neighbours s apart the boundary falls short of the sausage by the chord's segment."""
    spacing, count, radius = 1.0, 1001, 300.0
    xy = np.column_stack((np.arange(count) * spacing, np.zeros(count)))
    expected = math.pi * radius**2 + (count - 1) * (math.pi * radius**2 - lens_m2(spacing, radius))
    assert union_area(xy, radius, WIDE) == close(expected, rel=1e-11)


def test_a_ragged_polygon_wholly_covered_gives_its_own_area_to_the_last_digit():
    turns = np.linspace(0, 2 * math.pi, 97)[:-1]
    ragged = shapely.Polygon(
        np.column_stack((np.cos(turns), np.sin(turns))) * (200 + 37 * np.sin(5 * turns))[:, None]
    )
    assert union_area([(3.3, -7.1), (41.7, 12.9)], 300.0, ragged) == ragged.area
