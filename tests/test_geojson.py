"""GeoJSON: every feature is a row, what cannot be built is named, and nothing is guessed."""

import json

import pytest
from made_files import EAST, NORTH, feature, refusal, write_geojson
from shapely import LineString, Point, box, from_geojson

from gis.features import ReadRequest
from gis.reading import read_features
from layers import read_layer

HERE = Point(109.98, 27.55)
SQUARE = box(109.98, 27.55, 109.99, 27.56)
CORNERS = [[0, 0], [1, 0], [1, 1], [0, 0]]


def raw(path):
    return read_features(path, ReadRequest())


def write(path, data):
    path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def shape(kind, coordinates):
    return feature({"type": kind, "coordinates": coordinates})


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [110, 27.5]},
        {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]},
        {"type": "LineString", "coordinates": [[1, 2, 9], [3, 4, 9.5]]},
        {"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]},
        {"type": "Polygon", "coordinates": [CORNERS, [[0.5, 0.2], [0.6, 0.2], [0.6, 0.3], [0.5, 0.2]]]},
        {"type": "MultiPolygon", "coordinates": [[CORNERS], [[[5, 5], [6, 5], [6, 6], [5, 5]]]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]},
    ],
    ids=lambda geometry: geometry["type"],
)
def test_shapes_are_those_that_another_reader_builds(tmp_path, geometry):
    (built,) = raw(write_geojson(tmp_path / "a.json", [feature(geometry)])).frame.geometry
    assert built.wkb == from_geojson(json.dumps(geometry)).wkb


def test_coordinates_keep_their_last_bit(tmp_path):
    xy = (EAST + 1 / 3, NORTH + 2 / 7)
    (built,) = raw(write_geojson(tmp_path / "a.json", [feature(Point(xy))], crs="EPSG:4546")).frame.geometry
    assert built.coords[0] == xy


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": ["110", "27"]},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [110]},
        {"type": "Point", "coordinates": [[110, 27]]},
        {"type": "Point", "coordinates": [None, 27]},
        {"type": "Point", "coordinates": {"x": 110}},
        {"type": "Point", "coordinates": [10**400, 27]},
        {"type": "Point", "coordinates": [float("nan"), 27]},
        {"type": "Point", "coordinates": [float("inf"), 27]},
        {"type": "LineString", "coordinates": [[110, 27]]},
        {"type": "Polygon", "coordinates": CORNERS},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]},
        {"type": "MultiPolygon", "coordinates": [CORNERS]},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Circle", "coordinates": [110, 27]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}, None]},
        {"coordinates": [110, 27]},
        5,
    ],
    ids=lambda geometry: json.dumps(geometry)[:50],
)
def test_a_shape_that_cannot_be_built_leaves_its_row_and_is_told(tmp_path, geometry):
    path = write(
        tmp_path / "a.json", {"type": "FeatureCollection", "features": [feature(HERE), feature(None)]}
    )
    path.write_text(path.read_text().replace('"geometry": null', f'"geometry": {json.dumps(geometry)}'))
    read = raw(path)
    assert (read.read, list(read.frame.geometry.isna())) == (2, [False, True])
    assert [(finding.code, finding.rows) for finding in read.findings] == [("H167", (2,))]


def test_an_open_ring_is_closed_and_told(tmp_path):
    read = raw(write_geojson(tmp_path / "a.json", [shape("Polygon", [CORNERS[:-1]])], crs="EPSG:4546"))
    assert (read.frame.area.iloc[0], [finding.code for finding in read.findings]) == (0.5, ["H169"])


def test_heights_at_some_corners_only_are_left_out(tmp_path):
    (line,) = raw(
        write_geojson(tmp_path / "a.json", [shape("LineString", [[0, 0], [1, 1, 5]])])
    ).frame.geometry
    assert line == LineString([(0, 0), (1, 1)])


def test_a_null_shape_is_a_row_without_a_word_from_the_reader(tmp_path):
    read = raw(write_geojson(tmp_path / "a.json", [feature(HERE), feature(None)]))
    assert (len(read.frame), read.findings) == (2, ())


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([1, None], [1, None]),
        ([2**60 + 1, None], [2**60 + 1, None]),
        ([2**70, 1], [str(2**70), "1"]),
        ([1, 2.5], [1.0, 2.5]),
        ([2**60 + 1, 2.5], [str(2**60 + 1), "2.5"]),
        (["0101", 11], ["0101", "11"]),
        ([True, None], [True, None]),
        ([{"名": [1]}, None], ['{"名": [1]}', None]),
        ([float("nan"), 1.5], [None, 1.5]),
        (["\ud800", "a"], ["\ufffd", "a"]),
    ],
)
def test_values_lose_nothing(tmp_path, values, told):
    path = tmp_path / "a.json"
    features = [feature(HERE, {"v": value}) for value in values]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    column = raw(path).frame["v"]
    assert [None if missing else value for value, missing in zip(column, column.isna(), strict=True)] == told


def test_an_infinite_value_is_refused(tmp_path):
    path = write(tmp_path / "a.json", {"type": "FeatureCollection", "features": [feature(HERE, {"v": 1.5})]})
    path.write_text(path.read_text().replace("1.5", "1e999"))
    assert refusal(path).code == "H015"


def test_ids_of_features_are_kept_where_no_column_is_called_so(tmp_path):
    features = [feature(HERE) | {"id": number} for number in (7, 8)]
    assert list(raw(write_geojson(tmp_path / "a.json", features)).frame["id"]) == [7, 8]
    features[0]["properties"] = {"id": "own"}
    frame = raw(write_geojson(tmp_path / "b.json", features)).frame
    assert (frame["id"].iloc[0], list(frame["feature_id"])) == ("own", [7, 8])


@pytest.mark.parametrize("data", [feature(HERE), feature(HERE)["geometry"]], ids=["feature", "geometry"])
def test_a_lone_feature_or_shape_is_one_row(tmp_path, data):
    assert len(raw(write(tmp_path / "a.json", data)).frame) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"type": "Topology", "objects": {}, "arcs": []}, "TopoJSON"),
        ({"geometryType": "esriGeometryPoint", "features": []}, "ESRI JSON"),
        ({"type": "Thing"}, "'Thing'"),
        ([1, 2], "no object"),
        ("\n".join([json.dumps(feature(HERE))] * 2), "one feature a line"),
        ("\x1e" + json.dumps(feature(HERE)) + "\n\x1e" + json.dumps(feature(HERE)), "one feature a line"),
    ],
)
def test_other_json_is_refused_by_its_name(tmp_path, data, says):
    fault = refusal(write(tmp_path / "a.json", data))
    assert (fault.code, says in str(fault)) == ("H004", True)


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "FeatureCollection", "features": [], "features": []}',
        '{"type": "Feature", "properties": {"a": 1, "a": 2}, "geometry": null}',
        '{"type": "FeatureCollection", "features": [5]}',
        '{"type": "FeatureCollection", "features": []} x',
        '{"type": "FeatureCollection", "features": [',
        "[" * 200_000,
        '{"type": "Point", "coordinates": ' + "1" * 5000 + "}",
    ],
)
def test_json_that_is_ambiguous_or_broken_is_refused(tmp_path, text):
    assert refusal(write(tmp_path / "a.json", text)).code == "H001"


@pytest.mark.parametrize(
    ("member", "epsg"),
    [
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}, 4490),
        ({"type": "name", "properties": {"name": "EPSG:4490"}}, 4490),
        ({"type": "EPSG", "properties": {"code": 4490}}, 4490),
    ],
)
def test_the_older_crs_member_is_read_in_all_its_forms(tmp_path, member, epsg):
    read = raw(write_geojson(tmp_path / "a.json", [feature(HERE)], crs=member))
    assert (read.crs.to_epsg(), read.frame.geometry.iloc[0].x) == (epsg, 109.98)


def test_features_with_a_crs_of_their_own_are_refused(tmp_path):
    own = feature(HERE)
    own["geometry"] = dict(own["geometry"], crs={"type": "name", "properties": {"name": "EPSG:4546"}})
    assert refusal(write_geojson(tmp_path / "a.json", [own])).code == "H020"


def test_a_sound_file_raises_no_alarm(tmp_path):
    layer = read_layer(write_geojson(tmp_path / "a.json", [feature(SQUARE, {"名": "鹤城"})]), to="EPSG:4546")
    assert [alarm.code for alarm in layer.alarms if alarm.code != "H023"] == []
