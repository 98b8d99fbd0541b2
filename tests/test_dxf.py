"""DXF drawings: every entity is a row or counted, arcs to the millimetre, CAD layers by name, no CRS."""

import math
from itertools import pairwise

import pytest
from made_files import EAST, NORTH, codes, refusal

from gis.features import ReadRequest
from gis.reading import read_features
from layers import read_layer

MILLIMETRE = 0.001


def entity(kind, layer="宗地", *pairs):
    return [(0, kind), (8, layer), *pairs]


def places(*positions):
    return [pair for x, y in positions for pair in ((10, x), (20, y))]


def polyline(*positions, layer="宗地", closed=True, bulge=None):
    corners = [
        pair for x, y in positions for pair in ((10, x), (20, y), *([] if bulge is None else [(42, bulge)]))
    ]
    return entity("LWPOLYLINE", layer, (90, len(positions)), (70, int(closed)), *corners)


def square(side=100.0, *, east=EAST, north=NORTH, layer="宗地", closed=True):
    corners = [(east, north), (east + side, north), (east + side, north + side), (east, north + side)]
    return polyline(*corners, layer=layer, closed=closed)


def circle(radius, *, layer="宗地"):
    return entity("CIRCLE", layer, *places((EAST, NORTH)), (40, radius))


def hatch(*edges, layer="宗地"):
    return entity(
        "HATCH", layer, *places((0, 0)), (2, "SOLID"), (70, 1), (71, 0), (91, 1), *edges, (97, 0), (98, 0)
    )


def dot(layer="站", *pairs):
    return entity("POINT", layer, *places((EAST, NORTH)), *pairs)


def write_dxf(path, *entities, version="AC1021", header=(), encoding="utf-8", end=True):
    pairs = [(0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, version), *header, (0, "ENDSEC")]
    pairs += [(0, "SECTION"), (2, "ENTITIES"), *(pair for each in entities for pair in each), (0, "ENDSEC")]
    pairs += [(0, "EOF")] if end else []
    path.write_bytes("".join(f"{code:>3}\r\n{value}\r\n" for code, value in pairs).encode(encoding))
    return path


def raw(path, layer=None):
    return read_features(path, ReadRequest(layer=layer))


def shape_of(path, layer=None):
    (shape,) = raw(path, layer).frame.geometry
    return shape


def test_a_drawing_has_no_crs_until_it_is_stated(tmp_path):
    path = write_dxf(tmp_path / "a.dxf", square())
    assert refusal(path).code == "H020"
    layer = read_layer(path, crs="EPSG:4546")
    assert layer.frame.area.iloc[0] == pytest.approx(100**2, rel=1e-9)


def test_closed_lines_are_areas_and_it_is_told(tmp_path):
    layer = read_layer(
        write_dxf(tmp_path / "a.dxf", square(), square(10, east=EAST + 5, north=NORTH + 5)), crs="EPSG:4546"
    )
    (alarm,) = [alarm for alarm in layer.alarms if alarm.code == "H164"]
    assert (list(layer.frame.geom_type), alarm.values["count"], alarm.values["nested"]) == (
        ["Polygon"] * 2,
        2,
        1,
    )


def test_one_open_line_leaves_all_as_lines(tmp_path):
    read = raw(write_dxf(tmp_path / "a.dxf", square(), square(closed=False)))
    assert (set(read.frame.geom_type), read.findings) == ({"LineString"}, ())


@pytest.mark.parametrize(("gap", "kind", "area"), [(0.0005, "Polygon", 100**2), (0.002, "LineString", 0)])
def test_ends_within_a_millimetre_were_meant_to_meet(tmp_path, gap, kind, area):
    corners = [(EAST, NORTH), (EAST + 100, NORTH), (EAST + 100, NORTH + 100), (EAST, NORTH + 100)]
    path = write_dxf(tmp_path / "a.dxf", polyline(*corners, (EAST + gap, NORTH), closed=False))
    read = raw(path)
    (shape,) = read.frame.geometry
    assert (shape.geom_type, shape.is_valid, shape.area) == (kind, True, pytest.approx(area, rel=1e-9))
    assert ("H169" in {finding.code for finding in read.findings}) == (kind == "Polygon")


def test_a_millimetre_is_not_taken_for_degrees(tmp_path):
    corners = [(110.0, 27.0), (110.1, 27.0), (110.1, 27.1), (110.0, 27.1), (110.0005, 27.0)]
    assert shape_of(write_dxf(tmp_path / "a.dxf", polyline(*corners, closed=False))).geom_type == "LineString"


def test_closed_lines_stay_lines_where_lines_are_asked_for(tmp_path):
    path = write_dxf(tmp_path / "a.dxf", square())
    assert shape_of(path, "LineString").length == pytest.approx(400)
    assert shape_of(path, "宗地/LineString").length == pytest.approx(400)
    assert shape_of(path, "宗地/Polygon").area == pytest.approx(100**2)


@pytest.mark.parametrize("radius", [0.5, 10.0, 1000.0, 30_000.0])
def test_a_circle_is_round_to_the_millimetre(tmp_path, radius):
    lost = math.pi * radius**2 - shape_of(write_dxf(tmp_path / "a.dxf", circle(radius))).area
    assert 0 <= lost < 2 * math.pi * radius * MILLIMETRE


def test_two_bulges_of_1_make_a_disc(tmp_path):
    path = write_dxf(tmp_path / "a.dxf", polyline((EAST, NORTH), (EAST + 200, NORTH), bulge=1))
    assert shape_of(path).area == pytest.approx(math.pi * 100**2, rel=1e-5)
    assert "H154" in [finding.code for finding in raw(path).findings]


def test_an_old_polyline_bends_as_the_new_one(tmp_path):
    corners = [entity("VERTEX", "宗地", *places(at), (42, 1)) for at in ((EAST, NORTH), (EAST + 200, NORTH))]
    old = [
        *entity("POLYLINE", "宗地", (66, 1), *places((0, 0)), (70, 1)),
        *(p for c in corners for p in c),
        (0, "SEQEND"),
    ]
    assert shape_of(write_dxf(tmp_path / "a.dxf", old)).area == pytest.approx(math.pi * 100**2, rel=1e-5)


def test_an_arc_runs_counter_clockwise_between_its_angles(tmp_path):
    arc = entity("ARC", "路", *places((EAST, NORTH)), (40, 100), (50, 0), (51, 90))
    assert shape_of(write_dxf(tmp_path / "a.dxf", arc)).length == pytest.approx(50 * math.pi, rel=1e-5)


def test_an_ellipse_keeps_its_area(tmp_path):
    bent = entity(
        "ELLIPSE",
        "宗地",
        *places((EAST, NORTH)),
        (11, 200),
        (21, 0),
        (31, 0),
        (40, 0.5),
        (41, 0),
        (42, 2 * math.pi),
    )
    assert shape_of(write_dxf(tmp_path / "a.dxf", bent)).area == pytest.approx(math.pi * 200 * 100, rel=1e-5)


def spline(points, knots, weights=(), degree=2):
    values = [*((40, knot) for knot in knots), *((41, weight) for weight in weights), *places(*points)]
    return entity(
        "SPLINE", "路", (70, 0), (71, degree), (72, len(knots)), (73, len(points)), (74, 0), *values
    )


def test_a_spline_that_is_a_parabola_has_its_length(tmp_path):
    bent = spline([(0, 0), (100, 0), (100, 100)], [0, 0, 0, 1, 1, 1])
    steps = 100_000  # of the curve x = 200 t - 100 t2, y = 100 t2
    at = [(200 * t - 100 * t * t, 100 * t * t) for t in (step / steps for step in range(steps + 1))]
    length = sum(math.dist(a, b) for a, b in pairwise(at))
    assert shape_of(write_dxf(tmp_path / "a.dxf", bent)).length == pytest.approx(length, rel=1e-6)


def test_a_spline_with_weights_can_be_a_quarter_circle(tmp_path):
    bent = spline([(100, 0), (100, 100), (0, 100)], [0, 0, 0, 1, 1, 1], [1, math.sqrt(0.5), 1])
    shape = shape_of(write_dxf(tmp_path / "a.dxf", bent))
    assert all(abs(math.hypot(x, y) - 100) < 1e-9 for x, y in shape.coords)
    assert shape.length == pytest.approx(50 * math.pi, rel=1e-6)


def test_a_hatch_bounded_by_a_circle_is_a_disc(tmp_path):
    edges = [(92, 1), (93, 1), (72, 2), *places((EAST, NORTH)), (40, 100), (50, 0), (51, 360), (73, 1)]
    assert shape_of(write_dxf(tmp_path / "a.dxf", hatch(*edges))).area == pytest.approx(
        math.pi * 100**2, rel=1e-5
    )


def test_a_hatch_bounded_by_straight_edges_asks_for_no_fine_steps(tmp_path):
    corners = [(EAST, NORTH), (EAST + 100, NORTH), (EAST, NORTH + 100)]
    edges = [(92, 1), (93, 3)]
    for (x, y), (to_x, to_y) in zip(corners, [*corners[1:], corners[0]], strict=True):
        edges += [(72, 1), (10, x), (20, y), (11, to_x), (21, to_y)]
    read = raw(write_dxf(tmp_path / "a.dxf", hatch(*edges)))
    assert (read.frame.area.iloc[0], read.findings) == (pytest.approx(5000), ())


def test_cad_layers_and_kinds_are_listed_where_none_is_named(tmp_path):
    path = write_dxf(tmp_path / "a.dxf", square(), square(), dot(), dot("宗地"))
    fault = refusal(path)
    assert (fault.code, "宗地 (Point 1, LineString 2), 站 (Point 1)" in str(fault)) == ("H005", True)
    assert refusal(path, layer="宗地").code == "H005"
    assert refusal(path, layer="无").code == "H005"
    assert len(raw(path, "站").frame) == 1
    assert list(raw(path, "Point").frame["layer"]) == ["站", "宗地"]


def test_labels_sheets_and_what_cannot_be_drawn_are_counted(tmp_path):
    label = entity("TEXT", "宗地", *places((EAST, NORTH)), (40, 2), (1, "字"))
    solid = entity("3DSOLID", "宗地", (70, 1))
    sheet = [*square(), (67, 1)]
    read = raw(
        write_dxf(
            tmp_path / "a.dxf", label, square(), solid, sheet, entity("WIPEOUT"), entity("ACAD_PROXY_ENTITY")
        )
    )
    assert (read.read, len(read.frame), list(read.frame.index), sum(read.left_out.values())) == (6, 1, [2], 5)
    (told,) = [finding.values for finding in read.findings if finding.code == "H163"]
    assert told == {"count": 2, "kinds": "3DSOLID, ACAD_PROXY_ENTITY"}


def test_a_block_is_a_point_at_its_base_with_its_attributes(tmp_path):
    block = [*entity("INSERT", "站", (66, 1), (2, "公交站"), *places((EAST, NORTH)))]
    block += [*entity("ATTRIB", "站", *places((0, 0)), (1, "鹤城一站"), (2, "NAME")), (0, "SEQEND")]
    read = raw(write_dxf(tmp_path / "a.dxf", block))
    row = read.frame.iloc[0]
    assert (row["block"], row["attributes"], row.geometry.x) == ("公交站", "NAME=鹤城一站", EAST)
    assert [finding.code for finding in read.findings] == ["H168"]


@pytest.mark.parametrize("value", ["x", "nan", "1e999", "", "1_0"])
def test_words_in_place_of_coordinates_are_no_zeros(tmp_path, value):
    read = raw(write_dxf(tmp_path / "a.dxf", dot(), entity("POINT", "站", (10, value), (20, NORTH))))
    assert (list(read.frame.geometry.isna()), read.findings[0].rows) == ([False, True], (2,))


@pytest.mark.parametrize(
    "broken",
    [
        entity("POINT", "宗地"),
        entity("LINE", "宗地", (10, 0), (20, 0), (11, 5)),
        entity("CIRCLE", "宗地", (10, 0), (20, 0), (40, 0)),
        entity("LWPOLYLINE", "宗地", (90, 4), (70, 1), *places((0, 0), (1, 0), (1, 1))),
        entity("LWPOLYLINE", "宗地", (90, 1), (70, 1), *places((0, 0))),
        entity("INSERT", "宗地", (2, "B"), *places((0, 0)), (70, 3), (44, 5)),
    ],
    ids=lambda pairs: f"{pairs[0][1]}-{len(pairs)}",
)
def test_what_misses_positions_or_sizes_has_no_shape(tmp_path, broken):
    kind = "Point" if broken[0][1] in {"POINT", "INSERT"} else "LineString"
    read = raw(write_dxf(tmp_path / "a.dxf", square(), dot(), broken), kind)
    assert read.frame.geometry.isna().loc[3]
    assert ("H167", (3,)) in [(finding.code, finding.rows) for finding in read.findings]


def test_a_net_of_faces_is_told(tmp_path):
    corner = entity("VERTEX", "宗地", *places((0, 0)), (70, 64))
    net = [*entity("POLYLINE", "宗地", (66, 1), (70, 16)), *corner, *corner, (0, "SEQEND")]
    read = raw(write_dxf(tmp_path / "a.dxf", net, square()))
    assert [(finding.code, finding.rows) for finding in read.findings if finding.code == "H167"] == [
        ("H167", (1,))
    ]


def test_vertices_that_only_steer_a_smoothed_line_are_not_on_it(tmp_path):
    flags = {(0, 0): 0, (50, 999): 16, (100, 0): 8}
    corners = [entity("VERTEX", "路", *places(at), (70, flag)) for at, flag in flags.items()]
    line = [*entity("POLYLINE", "路", (66, 1), (70, 4)), *(p for c in corners for p in c), (0, "SEQEND")]
    assert shape_of(write_dxf(tmp_path / "a.dxf", line)).length == 100


@pytest.mark.parametrize(("code", "unit"), [(4, "millimetres"), (2, "feet"), (21, "number 21")])
def test_another_unit_than_metres_is_told(tmp_path, code, unit):
    layer = read_layer(
        write_dxf(tmp_path / "a.dxf", square(), header=[(9, "$INSUNITS"), (70, code)]), crs="EPSG:4546"
    )
    assert [alarm.values["unit"] for alarm in layer.alarms if alarm.code == "H165"] == [unit]


@pytest.mark.parametrize("code", [0, 6])
def test_metres_and_no_unit_need_no_word(tmp_path, code):
    layer = read_layer(
        write_dxf(tmp_path / "a.dxf", dot(), header=[(9, "$INSUNITS"), (70, code)]), crs="EPSG:4546"
    )
    assert codes(layer) == []


def test_layer_names_are_read_in_the_code_page_of_the_drawing(tmp_path):
    page = [(9, "$DWGCODEPAGE"), (3, "ANSI_936")]
    path = write_dxf(
        tmp_path / "a.dxf", square(layer="宗地界线"), version="AC1015", header=page, encoding="gbk"
    )
    read = raw(path)
    assert (read.layer, read.encoding, read.encoding_by) == ("宗地界线", "gb18030", "declared as cp936")


def test_escaped_characters_are_read(tmp_path):
    path = write_dxf(tmp_path / "a.dxf", square(layer=r"\U+5B97\U+5730"), encoding="ascii")
    assert raw(path).layer == "宗地"


def test_a_drawing_cut_short_is_refused(tmp_path):
    path = write_dxf(tmp_path / "a.dxf", square(), end=False)
    assert "cut short" in str(refusal(path))


def test_a_binary_drawing_is_refused(tmp_path):
    path = tmp_path / "a.dxf"
    path.write_bytes(b"AutoCAD Binary DXF\r\n\x1a\x00" + bytes(100))
    assert refusal(path).code == "H004"


def test_a_drawing_of_labels_alone_is_empty(tmp_path):
    label = entity("TEXT", "注记", *places((EAST, NORTH)), (40, 2), (1, "字"))
    assert refusal(write_dxf(tmp_path / "a.dxf", label)).code == "H010"
