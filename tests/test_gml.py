"""GML 2 to 3.2: axes by the name of the system, arcs to the millimetre, every feature counted."""

import math

import geopandas as gpd
import pytest
from made_files import EAST, NORTH, refusal, snapshot
from shapely import Point, Polygon

from gis.features import ReadRequest
from gis.reading import read_features
from layers import read_layer

ZONE_37 = 37e6
NAMESPACES = {
    "2": "http://www.opengis.net/gml",
    "3.1": "http://www.opengis.net/gml",
    "3.2": "http://www.opengis.net/gml/3.2",
}


def point(system, first, second):
    name = f' srsName="{system}"' if system else ""
    return f"<gml:Point{name}><gml:pos>{first} {second}</gml:pos></gml:Point>"


def ring(*segments, system="EPSG:4546"):
    return (
        f'<gml:Polygon srsName="{system}"><gml:exterior><gml:Ring><gml:curveMember><gml:Curve><gml:segments>'
        f"{''.join(segments)}</gml:segments></gml:Curve></gml:curveMember></gml:Ring></gml:exterior></gml:Polygon>"
    )


def segment(kind, *places):
    positions = " ".join(f"{x} {y}" for x, y in places)
    return f"<gml:{kind}><gml:posList>{positions}</gml:posList></gml:{kind}>"


def member(shape, kind="站", attributes=""):
    inside = f"{attributes}<a:g>{shape}</a:g>"
    return f'<gml:featureMember><a:{kind} gml:id="f">{inside}</a:{kind}></gml:featureMember>'


def write_gml(path, *members, namespace=NAMESPACES["3.2"], encoding="UTF-8"):
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        f'<gml:FeatureCollection xmlns:gml="{namespace}" xmlns:a="urn:a" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink">{"".join(members)}</gml:FeatureCollection>'
    )
    path.write_bytes(text.encode(encoding))
    return path


def raw(path, layer=None):
    return read_features(path, ReadRequest(layer=layer))


@pytest.mark.parametrize("namespace", NAMESPACES.values())
@pytest.mark.parametrize(
    ("system", "written", "epsg"),
    [
        ("urn:ogc:def:crs:EPSG::4546", (NORTH, EAST), 4546),
        ("urn:ogc:def:crs:EPSG:6.9:4525", (NORTH, ZONE_37 + EAST), 4525),
        ("http://www.opengis.net/def/crs/EPSG/0/4546", (NORTH, EAST), 4546),
        ("urn:ogc:def:crs:EPSG::4490", (27.5, 110.0), 4490),
        ("urn:x-ogc:def:crs:EPSG:4490", (27.5, 110.0), 4490),
    ],
)
def test_northing_and_latitude_first_are_turned(tmp_path, namespace, system, written, epsg):
    read = raw(write_gml(tmp_path / "a.gml", member(point(system, *written)), namespace=namespace))
    assert (read.frame.geometry.iloc[0].coords[0], read.crs.to_epsg()) == (written[::-1], epsg)


@pytest.mark.parametrize("namespace", NAMESPACES.values())
@pytest.mark.parametrize(
    ("system", "written"),
    [
        ("urn:ogc:def:crs:EPSG::32649", (EAST, NORTH)),
        ("EPSG:4546", (EAST, NORTH)),
        ("http://www.opengis.net/gml/srs/epsg.xml#4326", (110.0, 27.5)),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", (110.0, 27.5)),
    ],
)
def test_easting_and_longitude_first_stay(tmp_path, namespace, system, written):
    read = raw(write_gml(tmp_path / "a.gml", member(point(system, *written)), namespace=namespace))
    assert read.frame.geometry.iloc[0].coords[0] == written


@pytest.mark.parametrize(
    ("system", "first", "second"),
    [("EPSG:4546", NORTH, EAST), ("EPSG:4490", 27.5, 110), ("urn:ogc:def:crs:EPSG::4546", EAST, NORTH)],
)
def test_axes_against_the_name_of_the_system_are_refused(tmp_path, system, first, second):
    assert refusal(write_gml(tmp_path / "a.gml", member(point(system, first, second)))).code == "H021"


def test_a_file_without_a_system_asks_for_one(tmp_path):
    path = write_gml(tmp_path / "a.gml", member(point(None, EAST, NORTH)))
    assert refusal(path).code == "H020"
    assert read_layer(path, crs="EPSG:4546").frame.geometry.iloc[0].coords[0] == (EAST, NORTH)


def test_the_system_of_the_whole_collection_holds_for_its_features(tmp_path):
    corners = (
        f"<gml:lowerCorner>{NORTH} {EAST}</gml:lowerCorner><gml:upperCorner>{NORTH} {EAST}</gml:upperCorner>"
    )
    box = f'<gml:Envelope srsName="urn:ogc:def:crs:EPSG::4546">{corners}</gml:Envelope>'
    box = f"<gml:boundedBy>{box}</gml:boundedBy>"
    read = raw(write_gml(tmp_path / "a.gml", box, member(point(None, NORTH, EAST))))
    assert (read.frame.geometry.iloc[0].coords[0], read.crs.to_epsg()) == ((EAST, NORTH), 4546)


def test_two_systems_in_one_file_are_refused(tmp_path):
    members = [member(point(f"EPSG:{code}", EAST, NORTH)) for code in (4546, 4547)]
    assert "2 systems" in str(refusal(write_gml(tmp_path / "a.gml", *members)))


def test_an_unknown_system_is_named(tmp_path):
    path = write_gml(tmp_path / "a.gml", member(point("#local", EAST, NORTH)))
    assert "srsName '#local' names no known CRS" in str(refusal(path))


CIRCLE = segment("Circle", (1000, 0), (0, 1000), (-1000, 0))
HALF = segment("Arc", (1000, 0), (0, 1000), (-1000, 0)) + segment("LineStringSegment", (-1000, 0), (1000, 0))


@pytest.mark.parametrize(("arcs", "share"), [(CIRCLE, 1), (HALF, 0.5)])
def test_arcs_are_drawn_to_the_millimetre_and_told(tmp_path, arcs, share):
    read = raw(write_gml(tmp_path / "a.gml", member(ring(arcs))))
    disc = share * math.pi * 1000**2
    most_lost = share * 2 * math.pi * 1000 * 0.001
    assert 0 < disc - read.frame.area.iloc[0] < most_lost
    assert [finding.code for finding in read.findings] == ["H154"]


def test_arcs_are_turned_with_their_axes(tmp_path):
    places = [(NORTH + 100, EAST), (NORTH, EAST + 100), (NORTH - 100, EAST)]
    arcs = segment("Circle", *places)
    read = raw(write_gml(tmp_path / "a.gml", member(ring(arcs, system="urn:ogc:def:crs:EPSG::4546"))))
    assert read.frame.centroid.iloc[0].distance(Point(EAST, NORTH)) < 1e-3


def test_a_curve_that_nobody_draws_is_refused(tmp_path):
    curve = segment("Bezier", (0, 0), (1, 1), (2, 0), (0, 0))
    assert refusal(write_gml(tmp_path / "a.gml", member(ring(curve)))).code == "H030"


@pytest.mark.parametrize(
    "shape",
    [
        '<gml:Polygon srsName="EPSG:4546"><gml:exterior xlink:href="#r"/></gml:Polygon>',
        '<gml:TopoSurface><gml:directedFace xlink:href="#f"/></gml:TopoSurface>',
        '<gml:MultiPoint srsName="EPSG:4546"><gml:pointMember xlink:href="http://127.0.0.1:9/p"/></gml:MultiPoint>',
    ],
)
def test_shapes_by_reference_are_refused(tmp_path, shape):
    assert refusal(write_gml(tmp_path / "a.gml", member(shape))).code == "H161"


def test_a_property_that_points_to_another_shape_is_refused(tmp_path):
    own = point("EPSG:4546", EAST, NORTH).replace("<gml:Point", '<gml:Point gml:id="p1"')
    other = '<gml:featureMember><a:站 gml:id="b"><a:g xlink:href="#p1"/></a:站></gml:featureMember>'
    assert refusal(write_gml(tmp_path / "a.gml", member(own), other)).code == "H161"


def test_types_of_features_are_layers(tmp_path):
    path = write_gml(
        tmp_path / "a.gml", *(member(point("EPSG:4546", EAST, NORTH), kind) for kind in ("站", "库", "库"))
    )
    assert refusal(path).code == "H005"
    assert len(raw(path, "库").frame) == 2


def test_two_shapes_in_one_feature_are_refused(tmp_path):
    two = point("EPSG:4546", EAST, NORTH) + "</a:g><a:h>" + point("EPSG:4546", EAST, NORTH) + "</a:h><a:g>"
    assert "2 shapes" in str(refusal(write_gml(tmp_path / "a.gml", member(two))))


@pytest.mark.parametrize("words", ["x y", "1 nan", "1e999 2", "1,5 2,5"])
def test_words_in_place_of_coordinates_are_no_zeros(tmp_path, words):
    first, second = words.split(" ")
    members = [member(point("EPSG:4546", EAST, NORTH)), member(point("EPSG:4546", first, second))]
    read = raw(write_gml(tmp_path / "a.gml", *members))
    assert (list(read.frame.geometry.isna()), read.findings[0].rows) == ([False, True], (2,))


def test_codes_keep_their_zeros(tmp_path):
    path = write_gml(
        tmp_path / "a.gml", member(point("EPSG:4546", EAST, NORTH), attributes="<a:地类>0101</a:地类>")
    )
    assert list(raw(path).frame["地类"]) == ["0101"]


def test_names_are_read_in_gbk(tmp_path):
    named = member(point("EPSG:4546", EAST, NORTH), attributes="<a:名>鹤城</a:名>")
    read = raw(write_gml(tmp_path / "a.gml", named, encoding="GBK"))
    assert (list(read.frame["名"]), read.encoding) == (["鹤城"], "gb18030")


@pytest.mark.parametrize("version", ["GML2", "GML3", "GML3.2"])
def test_what_other_programs_write_is_read_without_loss(tmp_path, version):
    shapes = [Polygon([(EAST, NORTH), (EAST + 1 / 3, NORTH), (EAST, NORTH + 1 / 7)])]
    gpd.GeoDataFrame({"名": ["鹤城"]}, geometry=shapes, crs="EPSG:4546").to_file(
        tmp_path / "a.gml", driver="GML", FORMAT=version
    )
    before = snapshot(tmp_path)
    read = raw(tmp_path / "a.gml")
    assert read.frame.geometry.iloc[0].normalize().equals_exact(shapes[0].normalize(), 1e-7)
    assert (read.findings, list(read.frame["名"]), snapshot(tmp_path)) == ((), ["鹤城"], before)


def test_a_collection_without_features_is_empty(tmp_path):
    assert refusal(write_gml(tmp_path / "a.gml")).code == "H010"


def test_other_xml_is_no_gml(tmp_path):
    (tmp_path / "a.gml").write_text("<html><body/></html>")
    assert refusal(tmp_path / "a.gml").code == "H004"
