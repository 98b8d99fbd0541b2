"""Shapes at the door: the missing counted, the broken repaired with their area, the shifted brought home."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import (
    CRS,
    EAST,
    NORTH,
    bow_tie,
    codes,
    frame_of,
    refusal,
    square,
    the_alarm,
    write,
    write_csv,
)
from shapely import (
    GeometryCollection,
    LinearRing,
    LineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    from_wkt,
    get_coordinates,
)

from gis.errors import GeometryError
from gis.shifted import wgs84_to_bd09, wgs84_to_gcj02
from layers import read_layer
from layers.catalogue import BUS_STOP
from layers.door import Statement, open_layer


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "parquet", "shp"])
def test_missing_and_empty_shapes_are_skipped_and_named(tmp_path, suffix):
    frame = frame_of(Point(EAST, NORTH), None, Point(EAST + 1, NORTH), None)
    layer = read_layer(write(frame, tmp_path / f"gaps.{suffix}"))
    assert (layer.rows.read, layer.rows.used, sum(layer.rows.skipped.values())) == (4, 2, 2)
    alarm = the_alarm(layer, "H033")
    assert alarm.rows == (2, 4)
    assert alarm.told("zh") != alarm.told("en") == alarm.message


@pytest.mark.parametrize("empty", [Point(), GeometryCollection(), Polygon(), MultiPolygon()])
def test_an_empty_shape_of_any_type_is_skipped(tmp_path, empty):
    layer = read_layer(write(frame_of(Point(EAST, NORTH), empty), tmp_path / "gaps.parquet"))
    assert (layer.rows.used, the_alarm(layer, "H033").rows) == (1, (2,))


def test_one_corner_that_is_no_number_makes_the_shape_unusable(tmp_path):
    with np.errstate(invalid="ignore"):
        broken = from_wkt(f"POLYGON (({EAST} {NORTH}, {EAST + 9} {NORTH}, NaN {NORTH}, {EAST} {NORTH}))")
    layer = read_layer(write(frame_of(square(), broken), tmp_path / "nan.parquet"))
    assert (layer.rows.used, the_alarm(layer, "H033").rows) == (1, (2,))


def test_a_layer_without_one_usable_row_is_refused_with_the_reasons(tmp_path):
    fault = refusal(write(frame_of(None, None), tmp_path / "gaps.gpkg", geometry_type="Point"))
    assert (fault.code, "no usable geometry: 2" in str(fault)) == ("H013", True)


def test_a_small_bow_tie_in_a_large_layer_is_repaired_with_its_area(tmp_path):
    large, small = square(1000), bow_tie(20, east=EAST + 5000)
    layer = read_layer(write(frame_of(large, small), tmp_path / "tie.gpkg"))
    alarm = the_alarm(layer, "H031")
    assert layer.rows.repaired == 1
    assert layer.frame.geometry.area.tolist() == pytest.approx([1e6, 200.0])  # half of 20 x 20
    assert alarm.rows == (2,)
    assert alarm.values["moved"] == pytest.approx(200 / (1e6 + 200))
    assert alarm.area_m2 == pytest.approx(200, rel=1e-3)


def test_a_bow_tie_that_moves_more_than_a_thousandth_is_refused_unless_accepted(tmp_path):
    path = write(frame_of(square(1000), bow_tie(100, east=EAST + 5000)), tmp_path / "tie.gpkg")
    fault = refusal(path)  # 5,000 m2 of 1,005,000 m2
    assert (fault.code, "rows 2" in str(fault), "0.50%" in str(fault)) == ("H032", True, True)
    layer = open_layer(path, Statement(accept=("H032",)))
    assert layer.frame.geometry.area.sum() == pytest.approx(1e6 + 5000)
    assert the_alarm(layer, "H031").accepted


def test_a_self_touching_ring_keeps_its_area(tmp_path):
    # the ring of a square turns in at its corner, around a triangle of 600 m2 that is thereby left out
    ring = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0), (20, 40), (40, 20), (0, 0)]
    shape = Polygon([(EAST + x, NORTH + y) for x, y in ring])
    layer = read_layer(write(frame_of(shape), tmp_path / "ring.gpkg"))
    assert not shape.is_valid
    assert layer.frame.geometry.area[1] == pytest.approx(100 * 100 - 600)
    assert the_alarm(layer, "H031").values["moved"] == pytest.approx(0, abs=1e-9)


def test_a_hole_outside_its_shell_is_a_part_of_its_own_and_its_area_is_told(tmp_path):
    shell, hole = square(1000), LinearRing(square(10, east=EAST + 5000).exterior.coords)
    path = write(frame_of(Polygon(shell.exterior.coords, [hole.coords])), tmp_path / "hole.gpkg")
    layer = read_layer(path)
    assert layer.frame.geometry.area[1] == pytest.approx(1e6 + 100)
    assert the_alarm(layer, "H031").values["moved"] == pytest.approx(200 / (1e6 + 100))  # from 1e6 - 100


def test_a_polygon_without_area_is_no_ground(tmp_path):
    spike = Polygon([(EAST, NORTH), (EAST + 1, NORTH + 1), (EAST + 2, NORTH + 2), (EAST, NORTH)])
    layer = read_layer(write(frame_of(square(), spike), tmp_path / "spike.gpkg"))
    assert (layer.rows.read, layer.rows.used, layer.rows.repaired) == (2, 1, 0)
    assert refusal(write(frame_of(spike), tmp_path / "only.gpkg")).code == "H013"


@pytest.mark.slow
def test_a_tangle_is_refused_in_one_line(tmp_path):
    corners = np.random.default_rng(7).random((6000, 2)) * 1000 + [EAST, NORTH]
    fault = refusal(write(frame_of(Polygon(corners)), tmp_path / "tangle.gpkg"))
    assert fault.code in {"H030", "H032", "H100"}


def test_a_line_without_length_is_skipped(tmp_path):
    stub = LineString([(EAST, NORTH), (EAST, NORTH)])
    line = LineString([(EAST, NORTH), (EAST + 3, NORTH + 4)])
    layer = read_layer(write(frame_of(stub, line), tmp_path / "lines.gpkg"))
    assert layer.frame.geometry.length.tolist() == [5.0]
    assert the_alarm(layer, "H033").rows == (1,)


def test_polygons_that_only_touch_raise_no_alarm(tmp_path):
    layer = read_layer(write(frame_of(square(), square(east=EAST + 1000)), tmp_path / "two.gpkg"))
    assert (codes(layer), layer.rows.used) == ([], 2)


def test_valid_shapes_pass_bit_by_bit(tmp_path):
    ground = square(1000 / 3)
    layer = read_layer(write(frame_of(ground), tmp_path / "one.gpkg"))
    assert get_coordinates(layer.frame.geometry).tolist() == get_coordinates(ground).tolist()


def test_heights_are_dropped_and_said(tmp_path):
    layer = read_layer(write(frame_of(Point(EAST, NORTH, 240.5)), tmp_path / "high.gpkg"))
    assert codes(layer) == ["H035"]
    assert get_coordinates(layer.frame.geometry, include_z=False).tolist() == [[EAST, NORTH]]
    assert not layer.frame.geometry.has_z.any()


def test_multipoints_of_one_point_are_points(tmp_path):
    layer = read_layer(write(frame_of(MultiPoint([(EAST, NORTH)])), tmp_path / "multi.gpkg"))
    assert layer.frame.geom_type.tolist() == ["Point"]


def test_multipoints_of_several_points_are_refused(tmp_path):
    path = write(frame_of(MultiPoint([(EAST, NORTH), (EAST + 1, NORTH)])), tmp_path / "multi.gpkg")
    assert refusal(path).code == "H011"


def test_a_multipolygon_and_a_polygon_are_one_kind(tmp_path):
    multi = MultiPolygon([square(10), square(10, east=EAST + 50)])
    assert read_layer(write(frame_of(multi, square(5)), tmp_path / "mixed.parquet")).rows.used == 2


@pytest.mark.parametrize(
    "other",
    [
        LineString([(EAST, NORTH), (EAST + 1, NORTH)]),
        square(),
        GeometryCollection([Point(EAST, NORTH), LineString([(EAST, NORTH), (EAST + 1, NORTH)])]),
    ],
)
def test_mixed_types_are_refused(tmp_path, other):
    assert refusal(write(frame_of(Point(EAST, NORTH), other), tmp_path / "mixed.parquet")).code == "H011"


def test_the_wrong_type_is_refused_with_the_one_needed(tmp_path):
    path = write(frame_of(square()), tmp_path / "stops.gpkg")
    with pytest.raises(GeometryError, match=r"stops\.gpkg: holds 1 Polygon; 公交站点 needs Point") as caught:
        open_layer(path, Statement(), spec=BUS_STOP)
    assert caught.value.code == "H011"
    assert read_layer(path).rows.used == 1


# Web maps of China


@pytest.mark.parametrize(("system", "shift"), [("gcj02", wgs84_to_gcj02), ("bd09", wgs84_to_bd09)])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lon=st.floats(109.8, 110.4), lat=st.floats(27.3, 27.9))
def test_the_shift_of_a_web_map_is_undone_within_a_centimetre(tmp_path, system, shift, lon, lat):
    shifted_lon, shifted_lat = shift(lon, lat)
    rows = [["lon", "lat"], [repr(float(shifted_lon)), repr(float(shifted_lat))]]
    path = write_csv(tmp_path / "poi.csv", rows)
    layer = read_layer(path, coordinates=system, to=CRS)
    true = gpd.GeoSeries([Point(lon, lat)], crs=4326).to_crs(CRS)[0]
    assert layer.frame.geometry[1].distance(true) < 0.01
    assert 300 < the_alarm(layer, "H024").values["moved_m"] < 1500


def test_the_shift_is_stated_per_layer_never_guessed(tmp_path):
    path = write_csv(tmp_path / "poi.csv", [["lon", "lat"], ["109.98", "27.55"]])
    assert read_layer(path, to=CRS).origin.coordinates == "as the CRS says"
    fault = refusal(path, coordinates="gcj-02")
    assert "gcj02" in str(fault)


def test_polygons_are_unshifted_vertex_by_vertex_and_rows_abroad_are_named_once(tmp_path):
    at_home, abroad = square_in_degrees(109.98, 27.55), square_in_degrees(2.35, 48.86)
    path = write(frame_of(at_home, abroad, crs=4326), tmp_path / "poi.gpkg")
    alarm = the_alarm(read_layer(path, coordinates="gcj02"), "H025")
    assert (alarm.values["count"], alarm.rows) == (1, (2,))


def square_in_degrees(lon, lat, side=0.01):
    return square(side, east=lon, north=lat)


def test_a_layer_of_mixed_kinds_is_refused_with_the_way_to_one_of_them(tmp_path):
    shapes = [square(), Point(EAST, NORTH), LineString([(EAST, NORTH), (EAST + 9, NORTH)])]
    path = write(frame_of(*shapes), tmp_path / "标签.geojson")
    fault = refusal(path)
    assert "1 LineString, 1 Point, 1 Polygon" in str(fault)
    assert "--layer 标签/Polygon" in str(fault)
    layer = read_layer(path, layer="标签/Polygon")
    assert (layer.rows.read, layer.rows.used, dict(layer.rows.skipped)) == (
        3,
        1,
        {"not a Polygon, as asked": 2},
    )
    assert read_layer(path, layer="Point").rows.used == 1
