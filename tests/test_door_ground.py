"""Ground at the door: overlaps, gaps, slivers and rows drawn twice, told with their area and rows."""

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import EAST, NORTH, codes, frame_of, square, the_alarm, write
from shapely import MultiPolygon, Point, box

from layers import read_layer
from layers.catalogue import CATALOGUE
from layers.door import Merge, Statement, open_layer


def ground(x0, y0, x1, y1):
    return box(EAST + x0, NORTH + y0, EAST + x1, NORTH + y1)


FRAME_OF_FOUR = (ground(0, 0, 10, 4), ground(0, 6, 10, 10), ground(-3, 0, 0, 10), ground(10, 0, 12, 10))


def test_overlaps_are_told_with_pairs_rows_and_area(tmp_path):
    shapes = [ground(0, 0, 10, 10), ground(9, 0, 20, 10), ground(50, 0, 60, 10), ground(19.5, 0, 30, 10)]
    alarm = the_alarm(read_layer(write(frame_of(*shapes), tmp_path / "zones.gpkg")), "H034")
    assert alarm.rows == (1, 2, 4)
    assert (alarm.values["pairs"], alarm.values["largest_rows"]) == (2, "1 + 2")
    assert alarm.values["overlap_m2"] == alarm.area_m2 == pytest.approx(15)


def test_overlapping_parts_of_one_row_are_repaired_and_no_overlap_is_left(tmp_path):
    twice = MultiPolygon([ground(0, 0, 10, 10), ground(5, 0, 15, 10)])  # 200 m2 raw, 150 m2 of ground
    path = write(frame_of(ground(100, 0, 1100, 1000), twice), tmp_path / "zones.gpkg")
    layer = read_layer(path)
    values = the_alarm(layer, "H031").values
    assert (values["before_m2"], values["after_m2"]) == (
        pytest.approx(200, rel=1e-3),
        pytest.approx(150, rel=1e-3),
    )
    assert layer.frame.geometry.area[2] == pytest.approx(150)
    assert "H034" not in codes(layer)


def test_a_gap_is_told_where_the_layer_is_to_cover_all_ground(tmp_path):
    path = write(frame_of(*FRAME_OF_FOUR, dlbm=["0301"] * 4), tmp_path / "dltb.gpkg")
    alarm = the_alarm(open_layer(path, Statement(), spec=CATALOGUE["dltb"]), "H188")
    assert (alarm.rows, alarm.values["gap_m2"]) == ((1, 2, 3, 4), pytest.approx(20))
    assert codes(read_layer(path)) == []


def test_a_narrow_gap_is_told_in_any_layer(tmp_path):
    shapes = [ground(0, 0, 10, 5), ground(0, 5.2, 10, 10), *FRAME_OF_FOUR[2:]]
    alarm = the_alarm(read_layer(write(frame_of(*shapes), tmp_path / "zones.gpkg")), "H188")
    assert alarm.values["gap_m2"] == pytest.approx(2)


def test_a_seam_that_is_open_at_its_ends_is_noted(tmp_path):
    path = write(frame_of(ground(0, 0, 100, 100), ground(100.1, 0, 200, 100)), tmp_path / "zones.gpkg")
    alarm = the_alarm(read_layer(path), "H036")
    assert (alarm.rows, alarm.values["pairs"], str(alarm.severity)) == ((1, 2), 1, "notice")


def test_a_sliver_is_noted(tmp_path):
    path = write(frame_of(square(), ground(2000, 0, 2000.4, 100)), tmp_path / "zones.gpkg")
    alarm = the_alarm(read_layer(path), "H194")
    assert (alarm.rows, alarm.values["sliver_m2"], str(alarm.severity)) == ((2,), pytest.approx(40), "notice")


def test_parcels_rounded_to_the_millimetre_raise_no_alarm(tmp_path):
    spots = shapely.MultiPoint(np.random.default_rng(5).random((400, 2)) * 2000 + [EAST, NORTH])
    cells = shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(spots)), ground(0, 0, 2000, 2000))
    rounded = shapely.transform(cells, lambda xy: np.round(xy, 3))
    assert codes(read_layer(write(frame_of(*rounded), tmp_path / "parcels.gpkg"))) == []


def test_rows_alike_in_all_are_told_apart_from_rows_alike_in_shape(tmp_path):
    spots = [Point(EAST, NORTH), Point(EAST, NORTH), Point(EAST + 9, NORTH), Point(EAST + 9, NORTH)]
    path = write(frame_of(*spots, name=["a", "a", "b", "c"]), tmp_path / "stops.gpkg")
    layer = read_layer(path)
    assert (the_alarm(layer, "H186").rows, the_alarm(layer, "H187").rows) == ((1, 2), (3, 4))
    assert (str(the_alarm(layer, "H186").severity), str(the_alarm(layer, "H187").severity)) == (
        "warning",
        "notice",
    )
    assert layer.rows.used == 4


def test_a_merge_needs_no_word_about_repeated_rows(tmp_path):
    path = write(frame_of(*[Point(EAST, NORTH)] * 3, name=["a", "a", "b"]), tmp_path / "stops.gpkg")
    assert codes(open_layer(path, Statement(merge=Merge(within_m=10)))) == ["H051"]


@given(
    sides=st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 9)), min_size=1, max_size=6
    )
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sum_of_areas_less_the_overlap_told_is_the_ground(tmp_path, sides):
    shapes = [ground(x, y, x + side, y + side) for x, y, side in sides]
    path = tmp_path / "zones.gpkg"
    path.unlink(missing_ok=True)
    layer = read_layer(write(frame_of(*shapes), path))
    told = sum(float(alarm.area_m2) for alarm in layer.alarms if alarm.code == "H034")
    cells = {(x + i, y + j) for x, y, side in sides for i in range(side) for j in range(side)}
    assert sum(shape.area for shape in shapes) - told == pytest.approx(len(cells))
