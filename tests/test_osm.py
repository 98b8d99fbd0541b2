"""Street extracts: three layers with their tags, areas as areas, and what the extract cuts off counted."""

import json
from pathlib import Path

import osmium
import osmium.osm.mutable as made
import pyogrio
import pytest
import shapely
from shapely import LineString, MultiLineString, Polygon, box

from gis.errors import ToolkitError
from gis.features import ReadRequest
from gis.vectors.osm import read_osm
from layers import read_layer
from layers.alarm_kinds import ALARM_KINDS

REAL = Path(__file__).parents[2] / "shared" / "data" / "sao_paulo_centre" / "spo_osm.pbf"
# A grid of untagged nodes: node 10 x + y lies at (109.9 + x / 1000, 27.5 + y / 1000).
GRID = [
    made.Node(id=10 * x + y, location=(109.9 + x / 1000, 27.5 + y / 1000))
    for x in range(10)
    for y in range(10)
]
BIG, SMALL = [0, 90, 99, 9, 0], [22, 72, 77, 27, 22]


def place(node):
    return 109.9 + node // 10 / 1000, 27.5 + node % 10 / 1000


def shape(nodes, *holes):
    return Polygon([place(node) for node in nodes], [[place(node) for node in hole] for hole in holes])


def extract(tmp_path, *things, name="made.osm.pbf"):
    path = tmp_path / name
    with osmium.SimpleWriter(str(path)) as writer:
        adders = {made.Node: writer.add_node, made.Way: writer.add_way, made.Relation: writer.add_relation}
        order = list(adders)
        for thing in sorted([*GRID, *things], key=lambda thing: (order.index(type(thing)), thing.id)):
            adders[type(thing)](thing)
    return path


def way(number, nodes, **tags):
    return made.Way(id=number, nodes=nodes, tags=tags)


def relation(number, *members, **tags):
    return made.Relation(id=number, members=[("w", ref, role) for ref, role in members], tags=tags)


def read(path, layer):
    raw = read_osm(path, path.parent, ReadRequest(layer=layer))
    for finding in raw.findings:
        kind = ALARM_KINDS[finding.code]
        assert "{" not in kind.says.format(**finding.values) + kind.says_zh.format(**finding.values)
    return raw


def same(one, other):
    return shapely.equals_exact(shapely.normalize(one), shapely.normalize(other), 1e-9)


# Layers and columns


def test_only_nodes_with_tags_are_points(tmp_path):
    stop = made.Node(
        id=100, location=(109.95, 27.55), tags={"highway": "bus_stop", "name": "一站", "ref": "7"}
    )
    raw = read(extract(tmp_path, stop), "points")
    assert raw.frame.drop(columns="geometry").to_dict("records") == [
        {"id": "node/100", "name": "一站", "highway": "bus_stop", "other_tags": '{"ref": "7"}'}
    ]
    assert raw.frame.geometry.item().equals_exact(shapely.Point(109.95, 27.55), 1e-9)
    assert (raw.crs.to_epsg(), raw.read, raw.findings, list(raw.frame.index)) == (4326, 1, (), [1])


def test_other_tags_are_json_text(tmp_path):
    tags = {"highway": "residential", "lanes": "2", 'a"b': "引号\\"}
    raw = read(extract(tmp_path, way(1, [0, 1], **tags)), "lines")
    assert json.loads(raw.frame["other_tags"].item()) == {"lanes": "2", 'a"b': "引号\\"}


def test_several_layers_and_none_named_are_listed_with_their_counts(tmp_path):
    path = extract(
        tmp_path, way(1, [0, 1], highway="path"), way(2, BIG, building="yes"), way(3, [1, 2], highway="path")
    )
    with pytest.raises(ToolkitError, match="lines 2, multipolygons 1") as caught:
        read(path, None)
    assert caught.value.code == "H005"
    with pytest.raises(ToolkitError, match="no layer 'roads'") as caught:
        read(path, "roads")
    assert caught.value.code == "H005"


def test_the_only_layer_needs_no_name(tmp_path):
    assert read(extract(tmp_path, way(1, [0, 1], highway="path")), None).layer == "lines"


def test_an_extract_without_tags_is_refused_as_empty(tmp_path):
    with pytest.raises(ToolkitError) as caught:
        read(extract(tmp_path), None)
    assert caught.value.code == "H010"


def test_the_door_takes_an_extract_and_filters_it_by_tag(tmp_path):
    path = extract(tmp_path, way(1, [0, 90], highway="path"), way(2, [0, 9], railway="rail"))
    layer = read_layer(path, layer="lines")
    assert (list(layer.frame["id"]), layer.alarms) == (["way/1", "way/2"], ())


# Areas


@pytest.mark.parametrize(
    "tags",
    [
        {"building": "yes"},
        {"landuse": "forest"},
        {"highway": "service", "area": "yes"},
        {"highway": "platform"},
    ],
)
def test_a_closed_way_tagged_as_an_area_is_a_polygon(tmp_path, tags):
    raw = read(extract(tmp_path, way(1, BIG, **tags)), None)
    assert (raw.layer, list(raw.frame["id"])) == ("multipolygons", ["way/1"])
    assert same(raw.frame.geometry.item(), shapely.MultiPolygon([shape(BIG)]))


@pytest.mark.parametrize(
    "tags", [{"highway": "residential"}, {"barrier": "wall"}, {"leisure": "track", "area": "no"}]
)
def test_any_other_closed_way_is_a_line(tmp_path, tags):
    raw = read(extract(tmp_path, way(1, BIG, **tags)), None)
    assert (raw.layer, raw.frame.geometry.item().is_ring) == ("lines", True)


def test_a_multipolygon_has_its_holes_whatever_the_roles(tmp_path):
    things = [
        way(1, BIG),
        way(2, SMALL),
        relation(7, (1, "outer"), (2, "outer"), type="multipolygon", natural="water"),
    ]
    raw = read(extract(tmp_path, *things), None)
    assert (list(raw.frame["id"]), list(raw.frame["natural"])) == (["relation/7"], ["water"])
    assert same(raw.frame.geometry.item(), shapely.MultiPolygon([shape(BIG, SMALL)]))


def test_a_boundary_of_two_open_ways_is_one_area(tmp_path):
    halves = [way(1, [0, 90, 99]), way(2, [99, 9, 0])]
    area = relation(
        7, (1, "outer"), (2, "outer"), type="boundary", boundary="administrative", admin_level="8"
    )
    raw = read(extract(tmp_path, *halves, area), None)
    assert same(raw.frame.geometry.item(), shapely.MultiPolygon([shape(BIG)]))


@pytest.mark.parametrize(
    "things",
    [
        [way(1, [0, 90, 99]), relation(7, (1, "outer"), (2, "outer"), type="multipolygon", landuse="forest")],
        [way(1, [0, 90, 99]), relation(7, (1, "outer"), type="multipolygon", landuse="forest")],
        [way(1, [0, 90, 999, 9, 0], landuse="forest")],
        [way(1, [0, 99, 90, 9, 0], landuse="forest")],
    ],
    ids=["member missing", "open", "node missing", "crosses itself"],
)
def test_an_area_that_cannot_be_closed_is_counted_and_told(tmp_path, things):
    whole = way(5, SMALL, building="yes")
    raw = read(extract(tmp_path, whole, *things), "multipolygons")
    assert list(raw.frame["id"]) == ["way/5"]
    assert (raw.read, sum(raw.left_out.values())) == (2, 1)
    assert [(finding.code, finding.values["count"]) for finding in raw.findings] == [("H146", 1)]


def test_tags_on_the_outer_way_of_a_multipolygon_are_told_for_its_hole_is_not_deducted(tmp_path):
    things = [
        way(1, BIG, landuse="forest"),
        way(2, SMALL),
        relation(7, (1, "outer"), (2, "inner"), type="multipolygon"),
    ]
    raw = read(extract(tmp_path, *things), None)
    assert same(raw.frame.geometry.item(), shapely.MultiPolygon([shape(BIG)]))
    assert [(finding.code, finding.values["count"]) for finding in raw.findings] == [("H148", 1)]


# Lines


def test_a_line_keeps_what_lies_in_the_extract_and_that_is_told(tmp_path):
    raw = read(
        extract(tmp_path, way(1, [0, 1, 998, 2, 3], highway="path"), way(2, [0, 1], highway="path")), None
    )
    inside = MultiLineString([LineString([place(0), place(1)]), LineString([place(2), place(3)])])
    assert same(raw.frame.geometry[1], inside)
    assert [(finding.code, finding.rows) for finding in raw.findings] == [("H147", (1,))]


def test_a_line_without_two_points_is_counted(tmp_path):
    raw = read(extract(tmp_path, way(1, [0, 998], highway="path"), way(2, [0, 1], highway="path")), None)
    assert (list(raw.frame["id"]), raw.read, sum(raw.left_out.values())) == (["way/2"], 2, 1)
    assert [finding.code for finding in raw.findings] == ["H146"]


# Broken files


def broken(tmp_path, raw):
    path = tmp_path / "broken.osm.pbf"
    path.write_bytes(raw)
    with pytest.raises(ToolkitError) as caught:
        read(path, "lines")
    message = str(caught.value)
    assert ("\n" in message, path.name in message, ";" in message) == (False, True, True)
    assert caught.value.code in ALARM_KINDS
    return caught.value


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_refused(tmp_path, share):
    raw = extract(tmp_path, way(1, [0, 1], highway="path")).read_bytes()
    broken(tmp_path, raw[: int(len(raw) * share)])


def test_a_damaged_file_is_refused(tmp_path):
    raw = bytearray(extract(tmp_path, way(1, [0, 1], highway="path")).read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 50] = bytes(byte ^ 0xFF for byte in raw[middle : middle + 50])
    broken(tmp_path, bytes(raw))


@pytest.mark.parametrize(
    "raw", [b"<?xml version='1.0'?><osm version='0.6'></osm>", b"\0" * 500, b"abc", bytes(range(256))]
)
def test_what_is_no_pbf_is_refused(tmp_path, raw):
    broken(tmp_path, raw)


def test_a_file_beyond_two_gibibytes_is_refused_unread(tmp_path):
    path = tmp_path / "huge.osm.pbf"
    with path.open("wb") as stream:
        stream.truncate((2 << 30) + 1)
    with pytest.raises(ToolkitError, match="larger than 2 GiB; cut") as caught:
        read(path, "lines")
    assert caught.value.code == "H145"


def test_a_file_of_all_versions_is_refused(tmp_path):
    history = extract(tmp_path, way(1, [0, 1], highway="path"), name="made.osh.pbf")
    assert broken(tmp_path, history.read_bytes()).code == "H145"


# A real extract, against GDAL's own reader


@pytest.fixture
def real():
    if not REAL.is_file():
        pytest.skip("the extract of São Paulo is not at hand beside the checkout")
    return REAL


def test_a_real_extract_has_its_streets_and_bus_stops(real):
    lines, points = read(real, "lines"), read(real, "points")
    assert (len(lines.frame), lines.frame["highway"].notna().sum()) == (6195, 5974)
    assert (points.frame["highway"] == "bus_stop").sum() == 59
    assert lines.findings == points.findings == ()


@pytest.mark.parametrize(
    ("layer", "key"), [("points", "osm_id"), ("lines", "osm_id"), ("multipolygons", "osm_way_id")]
)
def test_a_real_extract_reads_as_gdal_reads_it(real, layer, key):
    raw = read(real, layer)
    theirs = pyogrio.read_dataframe(real, layer=layer)
    if layer == "multipolygons":
        theirs[key] = theirs[key].where(theirs[key].notna(), theirs["osm_id"])
    ours = raw.frame.assign(key=raw.frame["id"].str.partition("/")[2]).set_index("key")
    theirs = theirs.set_index(key).loc[ours.index]
    assert len(theirs) == len(ours)
    assert shapely.equals_exact(
        shapely.normalize(theirs.geometry.to_numpy()), shapely.normalize(ours.geometry.to_numpy()), 1e-7
    ).all()
    assert (theirs["name"].fillna("") == ours["name"].fillna("")).all()


def test_the_extent_of_the_real_extract_is_the_city_centre(real):
    assert box(-46.7, -23.6, -46.6, -23.5).contains(box(*read(real, "points").frame.total_bounds).centroid)
