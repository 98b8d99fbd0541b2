"""Places at the door: rows that cannot be there are named, contradictions refused, old datums kept out."""

import geopandas as gpd
import pyproj
import pytest
from made_files import (
    CRS,
    EAST,
    NORTH,
    codes,
    feature,
    frame_of,
    refusal,
    square,
    stops,
    the_alarm,
    write,
    write_geojson,
)
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box, get_coordinates

from gis.errors import GeometryError
from layers import read_layer
from layers.catalogue import CATALOGUE
from layers.door import Statement, open_layer

TEN = tuple(Point(EAST + 100 * place, NORTH + 37 * place) for place in range(10))
PARAMETERS = "+towgs84=15.8,-154.4,-82.3,0,0,0,0"
BEIJING_54 = "+proj=tmerc +lon_0=111 +x_0=500000 +ellps=krass +units=m"


# Single rows


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ((0, 0), "position is 0, 0"),
        ((1e20, 1e20), "position impossible"),
        ((9_999_999, 9_999_999), "outside the area"),
        ((-9999, -9999), "outside the area"),
        ((110.0, 27.5), "in degrees though the CRS is"),
        ((NORTH, EAST), "the two coordinates are swapped"),
    ],
)
def test_one_row_that_cannot_be_there_is_left_out_and_named(tmp_path, odd, reason):
    layer = read_layer(write(frame_of(*TEN, Point(odd)), tmp_path / "stops.parquet"))
    alarm = the_alarm(layer, "H033")
    assert (layer.rows.read, layer.rows.used, alarm.rows) == (11, 10, (11,))
    assert reason in alarm.message
    assert get_coordinates(layer.frame.geometry).tolist() == [list(point.coords[0]) for point in TEN]


@pytest.mark.parametrize("odd", [(0.0, 0.0), (27.5, 109.9), (399_254.0, 3_049_000.0), (-9999.0, -9999.0)])
def test_rows_that_cannot_be_there_are_left_out_in_degrees_too(tmp_path, odd):
    here = [Point(109.9 + place / 1000, 27.5) for place in range(5)]
    layer = read_layer(write(frame_of(*here, Point(odd), crs=4326), tmp_path / "stops.gpkg"))
    assert (layer.rows.used, the_alarm(layer, "H033").rows) == (5, (6,))


def test_a_corner_at_0_0_makes_a_line_unusable(tmp_path):
    there = [LineString([(EAST, NORTH + place), (EAST + 9, NORTH + place)]) for place in range(3)]
    broken = LineString([(EAST, NORTH), (0, 0)])
    layer = read_layer(write(frame_of(*there, broken), tmp_path / "lines.gpkg"))
    assert the_alarm(layer, "H033").rows == (4,)


def test_the_corner_of_a_plane_without_false_easting_is_a_place_like_others(tmp_path):
    plane = "+proj=laea +lat_0=27.5 +lon_0=110 +ellps=GRS80 +units=m"
    layer = read_layer(write(frame_of(Point(0, 0), Point(5, 5), crs=plane), tmp_path / "a.parquet"))
    assert (layer.rows.used, codes(layer)) == (2, [])


def test_a_layer_that_bounds_other_figures_loses_no_row(tmp_path):
    broken = Polygon([(0, 0), (EAST, NORTH), (EAST + 1, NORTH)])
    path = write(frame_of(square(), square(east=EAST + 2000), broken), tmp_path / "district.gpkg")
    with pytest.raises(GeometryError, match=r"district\.gpkg \(rows 3\): position is 0, 0") as caught:
        open_layer(path, Statement(), spec=CATALOGUE["district"])
    assert caught.value.code == "H030"
    accepted = open_layer(path, Statement(accept=("H030",)), spec=CATALOGUE["district"])
    assert (accepted.rows.used, codes(accepted)) == (2, ["H033"])


def test_many_rows_that_cannot_be_there_are_a_fault_of_the_file(tmp_path):
    path = write(frame_of(*TEN[:2], Point(0, 0), Point(0, 0)), tmp_path / "stops.gpkg")
    fault = refusal(path)
    assert (fault.code, "rows 3, 4" in str(fault), "2 of 4" in str(fault)) == ("H021", True, True)


def test_rows_without_shape_are_refused_where_they_are_the_most(tmp_path):
    fault = refusal(write(frame_of(TEN[0], None, None), tmp_path / "stops.gpkg"))
    assert (fault.code, "rows 2, 3" in str(fault)) == ("H030", True)


def test_a_row_far_from_all_others_is_used_and_named(tmp_path):
    layer = read_layer(write(frame_of(*TEN, Point(EAST + 150_000, NORTH)), tmp_path / "stops.gpkg"))
    alarm = the_alarm(layer, "H182")
    assert (layer.rows.used, alarm.rows) == (11, (11,))
    assert alarm.values["farthest_km"] == pytest.approx(149.5, abs=0.1)  # from the middle, 500 m in


def test_two_towns_far_apart_are_no_outliers(tmp_path):
    there = [Point(EAST + 150_000 + place, NORTH) for place in range(10)]
    assert codes(read_layer(write(frame_of(*TEN, *there), tmp_path / "stops.gpkg"))) == []


# Zones


def test_two_zones_in_one_layer_are_refused_by_row(tmp_path):
    mixed = [Point(37e6 + EAST, NORTH), Point(37e6 + EAST, NORTH + 5), Point(36e6 + 690_000, NORTH)]
    fault = refusal(write(frame_of(*mixed, crs=4525), tmp_path / "stops.gpkg"))
    assert (fault.code, "rows 3" in str(fault), "another zone" in str(fault)) == ("H021", True, True)


@pytest.mark.parametrize(("easting", "crs"), [(37e6 + EAST, 4546), (EAST, 4525)])
def test_rows_with_and_without_zone_number_are_not_mixed(tmp_path, easting, crs):
    others = [Point(EAST + (37e6 if crs == 4525 else 0), NORTH + place) for place in range(10)]
    fault = refusal(write(frame_of(*others, Point(easting, NORTH), crs=crs), tmp_path / "stops.gpkg"))
    assert (fault.code, "rows 11" in str(fault)) == ("H021", True)


@pytest.mark.parametrize("crs", [4524, 4526, 4546, 4497])
def test_eastings_of_another_zone_than_that_of_the_crs_are_refused_with_the_code_they_fit(tmp_path, crs):
    fault = refusal(write(frame_of(Point(37e6 + EAST, NORTH), crs=crs), tmp_path / "stops.gpkg"))
    assert (fault.code, "perhaps EPSG:4525" in str(fault)) == ("H021", True)


def test_zones_of_6_degrees_have_their_own_numbers(tmp_path):
    fault = refusal(write(frame_of(Point(19e6 + EAST, NORTH), crs=4546), tmp_path / "stops.gpkg"))
    assert "perhaps EPSG:4497" in str(fault)


def test_a_zone_of_3_degrees_far_from_its_meridian_is_told(tmp_path):
    # easting 399,254 of meridian 111 lies at about 109.98, 1.98 degrees from 108
    layer = read_layer(write(stops().to_crs(4545), tmp_path / "stops.gpkg"))
    assert the_alarm(layer, "H183").values["off_deg"] == pytest.approx(1.98, abs=0.01)
    assert codes(read_layer(write(stops(), tmp_path / "right.gpkg"))) == []
    assert codes(read_layer(write(stops().to_crs(4508), tmp_path / "wide.gpkg"))) == []


# Axes


def test_the_west_of_china_with_axes_swapped_lies_in_the_arctic_and_is_refused(tmp_path):
    path = write(frame_of(Point(43.8, 87.6), Point(43.9, 87.7), crs=4326), tmp_path / "urumqi.gpkg")
    fault = refusal(path)
    assert (fault.code, "swapped" in str(fault)) == ("H021", True)
    assert open_layer(path, Statement(accept=("H021",))).rows.used == 2


# Reference systems


def test_a_stated_crs_wins_over_the_files_own_and_that_is_told(tmp_path):
    path = write(stops(), tmp_path / "stops.gpkg")
    layer = read_layer(path, crs="EPSG:4545")
    assert layer.origin.crs_used == "EPSG:4545"
    assert the_alarm(layer, "H180").values == {"stated": "EPSG:4545", "own": CRS}
    assert codes(read_layer(path, crs=CRS)) == []
    assert codes(read_layer(path, crs=pyproj.CRS(CRS).to_wkt("WKT1_ESRI"))) == []


@pytest.mark.parametrize("old", [2382, 2361, 2434, 4610, 4214, 4555, BEIJING_54])
@pytest.mark.parametrize("to", [None, CRS])
def test_an_old_datum_is_refused_even_alone(tmp_path, old, to):
    here = (
        Point(110, 27.5) if old in {4610, 4214, 4555} else Point(37e6 + EAST if old == 2361 else EAST, NORTH)
    )
    path = write(frame_of(here, crs=old), tmp_path / "old.parquet")
    fault = refusal(path, to=to)
    assert (fault.code, "survey office" in str(fault)) == ("H022", True)


@pytest.mark.parametrize("to", [None, CRS])
def test_an_old_datum_with_its_own_parameters_is_taken_and_told(tmp_path, to):
    path = write(stops(), tmp_path / "old.gpkg")
    layer = read_layer(path, crs=f"{BEIJING_54} {PARAMETERS}", to=to)
    assert the_alarm(layer, "H181").severity == "warning"
    # the shift by hand: earth-centred coordinates on Krassovsky plus the three parameters, then WGS 84
    old = pyproj.CRS(BEIJING_54).geodetic_crs
    lon, lat = pyproj.Transformer.from_crs(BEIJING_54, old, always_xy=True).transform(EAST, NORTH)
    to_centre = pyproj.Transformer.from_pipeline("+proj=cart +ellps=krass")
    x, y, z = to_centre.transform(lon, lat, 0.0)
    from_centre = pyproj.Transformer.from_pipeline("+proj=cart +ellps=WGS84")
    true = from_centre.transform(x + 15.8, y - 154.4, z - 82.3, direction="INVERSE")
    plane = CRS if to else layer.frame.crs
    path_corner = write(frame_of(Point(EAST, NORTH)), tmp_path / "corner.gpkg")
    corner = read_layer(path_corner, crs=f"{BEIJING_54} {PARAMETERS}", to=plane).frame.geometry[1]
    expected = gpd.GeoSeries([Point(true[:2])], crs=4326).to_crs(plane)[0]
    assert corner.distance(expected) < 0.001


def test_collections_of_one_kind_are_opened_and_told(tmp_path):
    pair = GeometryCollection([square(), GeometryCollection([square(east=EAST + 2000)])])
    layer = read_layer(write(frame_of(pair, square(east=EAST + 5000)), tmp_path / "zones.parquet"))
    assert the_alarm(layer, "H184").rows == (1,)
    assert layer.frame.geom_type.tolist() == ["MultiPolygon", "Polygon"]
    assert layer.frame.geometry.area.tolist() == [2e6, 1e6]


def test_a_world_map_is_read_and_raises_no_alarm(tmp_path):
    ground = frame_of(box(109.98, 27.55, 109.99, 27.56), crs=4326).to_crs(3857)
    assert codes(read_layer(write(ground, tmp_path / "web.gpkg"))) == []


def test_a_shape_across_the_180th_meridian_is_refused_and_the_whole_globe_is_not(tmp_path):
    across = Polygon([(179.9, 0), (-179.9, 0), (-179.9, 0.1), (179.9, 0.1)])
    path = write_geojson(tmp_path / "across.geojson", [feature(across)])
    assert "180th meridian" in str(refusal(path))
    split = MultiPolygon([box(179.9, 0, 180, 0.1), box(-180, 0, -179.9, 0.1)])
    path = write_geojson(tmp_path / "split.geojson", [feature(split)])
    assert len(read_layer(path).frame) == 1
