"""Overlap of footprints with a control line, in worlds that can be computed in the head."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import CRS, EAST, NORTH, made_layer, made_points
from test_subdivide import shapes_of, star

from analyses.screening.control_lines import conflicts
from gis.common_ground import geodesic_m, nearest_points
from gis.edge_tree import edge_tree
from gis.edge_tree import nearest_points as nearest_by_tree
from gis.errors import InputError, ParameterError
from gis.measure import ellipsoidal_area_m2

box = shapely.box
LINE = box(0, 0, 1000, 1000)


def line(*shapes, **columns):
    return made_layer(list(shapes) or [LINE], name="redline", **columns)


def only(measured):
    (row,) = measured.details["footprints"]
    return row


def screened(*footprints, against=None, **settings):
    return conflicts(made_layer(list(footprints)), against or line(), **settings)


def test_half_a_square_inside_is_half_of_its_area():
    row = only(screened(box(-50, 100, 50, 200)))
    assert row.share == pytest.approx(0.5, rel=1e-7)
    assert row.overlap_m2 == pytest.approx(5_000, rel=1e-6)


def test_areas_are_ellipsoidal():
    footprint = made_layer([box(-50, 100, 50, 200)])
    wanted = ellipsoidal_area_m2(gpd.GeoSeries([box(EAST, NORTH + 100, EAST + 50, NORTH + 200)], crs=CRS))
    assert only(conflicts(footprint, line())).overlap_m2 == pytest.approx(wanted[0], rel=1e-9)


def test_a_footprint_all_inside_is_shared_to_the_last_bit():
    row = only(screened(box(10, 10, 60, 70)))
    assert row.share == 1.0
    assert row.overlap_m2 == row.area_m2


def test_a_footprint_outside_has_its_distance():
    row = only(screened(box(1300, 1400, 1400, 1500)))
    assert (row.overlap_m2, row.touching) == (0.0, False)
    assert row.distance_m == pytest.approx(500, rel=1e-5)


@pytest.mark.parametrize(
    "place", [box(1000, 100, 1100, 200), box(1000, 1000, 1100, 1100)], ids=["edge", "corner"]
)
def test_a_neighbour_touches_and_shares_nothing(place):
    row = only(screened(place))
    assert (row.overlap_m2, row.slivers_m2, row.distance_m, row.touching) == (0.0, 0.0, 0.0, True)


def test_rows_of_the_line_that_overlap_count_once():
    row = only(screened(box(-50, 100, 50, 200), against=line(LINE, box(0, 0, 500, 500))))
    assert row.overlap_m2 == pytest.approx(5_000, rel=1e-6)
    assert [hit.area_m2 for hit in row.hits] == pytest.approx([5_000, 5_000], rel=1e-6)


def test_what_the_line_says_of_a_row_goes_with_it():
    dated = line(LINE, version=["2022版"], approved=pd.to_datetime(["2022-09-30"]), empty=[None])
    (hit,) = only(screened(box(10, 10, 60, 70), against=dated)).hits
    assert hit.attributes == {"version": "2022版", "approved": "2022-09-30"}


def test_a_strip_of_a_hand_is_a_sliver_apart():
    measured = screened(box(-100, 100, 0.2, 200))
    row = only(measured)
    assert row.slivers_m2 == pytest.approx(20, rel=1e-5)
    assert (row.overlap_m2, row.touching, row.sliver_parts, row.parts) == (0.0, True, 1, 0)
    assert measured.evidence["sliver"].tolist() == [True]
    assert "碎屑" in measured.warnings[0]


def test_a_spot_below_a_square_metre_is_a_sliver():
    assert only(screened(box(-10, -10, 0.9, 0.9))).slivers_m2 == pytest.approx(0.81, rel=1e-4)
    assert only(screened(box(-10, -10, 1.1, 1.1))).overlap_m2 == pytest.approx(1.21, rel=1e-4)


def test_a_sliver_of_two_rows_that_are_wide_together_is_none():
    rows = line(box(0, 0, 1000, 150), box(0, 150, 1000, 1000))
    row = only(screened(box(-50, 100, 0.8, 150.9), against=rows))  # 0.9 m of the upper row: 0.72 m2
    assert row.slivers_m2 == 0.0
    assert row.overlap_m2 == pytest.approx(0.8 * 50.9, rel=1e-4)


def test_a_footprint_that_is_itself_narrow_has_no_slivers():
    row = only(screened(box(100, 100, 100.3, 900)))
    assert (row.slivers_m2, row.share) == (0.0, 1.0)


def test_the_sliver_rule_can_be_turned_off():
    row = only(screened(box(-100, 100, 0.2, 200), sliver_m2=0, sliver_width_m=0))
    assert row.overlap_m2 == pytest.approx(20, rel=1e-5)


def test_a_road_has_its_length_times_its_working_width():
    road = made_layer([shapely.LineString([(-500, 500), (500, 500)])])
    row = only(conflicts(road, line(), width_m=20))
    assert row.area_m2 == pytest.approx(20_000, rel=1e-6)
    assert row.share == pytest.approx(0.5, rel=1e-6)


def test_a_mast_is_a_disc_of_its_working_width():
    row = only(conflicts(made_points((500, 500)), line(), width_m=20))
    assert row.area_m2 == pytest.approx(math.pi * 100, rel=2e-4)


def test_a_column_states_the_width_of_its_row():
    road = made_layer([shapely.LineString([(100, 500), (200, 500)])] * 2, width_m=[6.0, math.nan])
    areas = [row.area_m2 for row in conflicts(road, line(), width_m=20).details["footprints"]]
    assert areas == pytest.approx([600, 2000], rel=1e-6)


def test_lines_and_points_without_a_width_are_refused_by_id():
    with pytest.raises(InputError, match=r"id 1, 2.*working width"):
        conflicts(made_points((0, 0), (1, 1)), line())


@pytest.mark.parametrize("width_m", [0, -5, math.nan])
def test_a_width_that_is_none_is_refused(width_m):
    with pytest.raises(ParameterError, match="more than 0"):
        conflicts(made_points((0, 0)), line(), width_m=width_m)


def test_a_project_without_ground_is_flagged_not_judged():
    flat = shapely.Polygon([(0, 0), (10, 10), (0, 0)])
    measured = conflicts(made_layer([box(0, 0, 10, 10), flat]), line())
    assert [row.share for row in measured.details["footprints"]] == [1.0, None]
    assert any("面积为零" in warning for warning in measured.warnings)


def test_parts_of_a_project_close():
    pads = made_layer(
        [box(0, 0, 100, 100), box(50, 0, 150, 100), box(-100, 0, 0, 100)], project=["甲", "甲", "乙"]
    )
    measured = conflicts(pads, line())
    (one,) = [project for project in measured.details["projects"] if project.name == "甲"]
    assert one.footprints == ("1", "2")
    assert one.overlap_summed_m2 == pytest.approx(20_000, rel=1e-6)
    assert one.overlap_m2 == pytest.approx(15_000, rel=1e-6)
    assert measured.value == pytest.approx(15_000, rel=1e-6)
    assert any("互相重叠" in warning for warning in measured.warnings)


def test_ground_outside_closes_the_footprint():
    row = only(screened(box(-50, 100, 50, 200), outside=True))
    parts = (row.overlap_m2, row.slivers_m2, row.outside_m2, row.outside_slivers_m2)
    assert math.fsum(parts) == pytest.approx(row.area_m2, rel=1e-9)
    assert row.outside_m2 == pytest.approx(5_000, rel=1e-6)


def test_a_project_in_a_hole_of_the_line_is_outside():
    ring = LINE.difference(box(400, 400, 600, 600))
    row = only(screened(box(450, 450, 550, 550), against=line(ring), outside=True))
    assert (row.overlap_m2, row.outside_m2) == (0.0, row.area_m2)
    assert row.distance_m == pytest.approx(50, rel=1e-5)


def test_the_order_of_rows_changes_no_bit(monkeypatch):
    monkeypatch.setenv("HECHENG_CACHE", "off")
    rng = np.random.default_rng(3)
    rows = [box(x, y, x + 300, y + 300) for x, y in rng.uniform(0, 1000, (12, 2))]
    sites = [box(x, y, x + 130, y + 70) for x, y in rng.uniform(0, 1000, (30, 2))]
    one = conflicts(made_layer(sites), line(*rows))
    order = rng.permutation(len(rows))
    other = conflicts(made_layer(sites), line(*[rows[k] for k in order]))
    figures = [
        [(row.overlap_m2, row.slivers_m2, row.distance_m) for row in measured.details["footprints"]]
        for measured in (one, other)
    ]
    assert figures[0] == figures[1]
    assert one.value == other.value


def test_a_line_in_many_pieces_gives_what_the_whole_gives(monkeypatch):
    monkeypatch.setenv("HECHENG_CACHE", "off")
    whole = star(9_000, middle=(0, 0))
    rng = np.random.default_rng(4)
    near = shapely.get_coordinates(whole)[rng.integers(0, 9_000, 150)] + rng.normal(0, 100, (150, 2))
    sites = [shapely.Point(spot).buffer(150, quad_segs=4) for spot in near]
    measured = conflicts(made_layer(sites), line(whole), sliver_m2=0, sliver_width_m=0)
    found = [row.share for row in measured.details["footprints"]]
    wanted = [site.intersection(whole).area / site.area for site in sites]
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-9)
    assert sum(0 < share < 1 for share in found) > 50


def test_nearest_points_by_the_tree_are_those_of_brute_force():
    whole = star(3_000, middle=(0, 0))
    rng = np.random.default_rng(6)
    spots = rng.uniform(-30_000, 30_000, (60, 2))
    sites = np.array([shapely.Point(spot).buffer(200, quad_segs=3) for spot in spots], dtype=object)
    sites = sites[~shapely.intersects(sites, whole)]
    xy = shapely.get_coordinates(sites)
    first = np.concatenate(([0], np.cumsum(shapely.get_num_coordinates(sites)))).astype(np.int64)
    points = nearest_by_tree(edge_tree(shapes_of(whole)), xy, first)
    apart = np.hypot(points[:, 2] - points[:, 0], points[:, 3] - points[:, 1])
    np.testing.assert_allclose(apart, shapely.distance(sites, whole), rtol=1e-12)
    np.testing.assert_allclose(
        apart,
        np.hypot(*(nearest_points(sites, shapes_of(whole)) @ [[1, 0], [0, 1], [-1, 0], [0, -1]]).T),
        rtol=1e-9,
    )


def test_no_line_at_all_is_infinitely_far():
    nothing = nearest_points(shapes_of(LINE), np.empty(0, dtype=object))
    assert geodesic_m(nothing, made_layer([LINE]).frame.crs).tolist() == [math.inf]


def test_a_line_in_another_system_is_the_same_line():
    moved = line()
    other = moved.frame.to_crs("EPSG:4547")
    elsewhere = made_layer([LINE], name="redline")
    far = type(elsewhere)(
        name="redline", title="redline", frame=other, spec=moved.spec, origin=moved.origin, rows=moved.rows
    )
    row = only(conflicts(made_layer([box(-50, 100, 50, 200)]), far))
    assert row.overlap_m2 == pytest.approx(5_000, rel=1e-5)
