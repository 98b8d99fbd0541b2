"""Coordinate TXT of land filings: every dialect gives the same parcel, and what cannot be told is refused."""

import numpy as np
import pytest
import shapely
from shapely import box

from gis.errors import ToolkitError
from gis.features import ReadRequest
from gis.measure import ellipsoidal_area_m2
from gis.vectors.coordinate_txt import read_txt
from layers import read_layer
from layers.alarm_kinds import ALARM_KINDS

EAST, NORTH = 400_000.0, 3_049_000.0
KM = box(EAST, NORTH, EAST + 1000, NORTH + 1000)
KM_M2 = 999_755.734  # DOMAIN B5: ellipsoidal, edges straight in the plane
ZONE_M = 37_000_000.0
HEAD = {
    "坐标系": "2000国家大地坐标系",
    "几度分带": "3",
    "投影类型": "高斯克吕格",
    "计量单位": "米",
    "带号": "37",
}


def head(**changes):
    values = HEAD | changes
    attributes = [f"{key}={value}" for key, value in values.items() if value is not None]
    return ["[属性描述]", "格式版本号=1.01", *attributes, "精度=0.001", "转换参数=,,,,,,", "[地块坐标]"]


def parcel(points=5, area="99.9756", kind="面", number="DK01", name="甲地块"):
    return f"{points},{area},{number},{name},{kind},H49G001001,工业用地,0601,@"


def vertices(shape=KM, *, ring=1, first=1, zone_m=ZONE_M, form="J{point},{ring},{north:.3f},{east:.3f}"):
    corners = list(shapely.normalize(shape).exterior.coords)
    names = [*range(first, first + len(corners) - 1), first]
    return [
        form.format(point=point, ring=ring, north=y, east=x + zone_m)
        for point, (x, y) in zip(names, corners, strict=True)
    ]


GOOD = (*head(), parcel(), *vertices())


def write(tmp_path, *lines, encoding="utf-8", end="\n"):
    path = tmp_path / "dk.txt"
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


def read(tmp_path, *lines, **more):
    return read_txt(write(tmp_path, *lines, **more), tmp_path, ReadRequest())


def refusal(tmp_path, *lines, **more):
    with pytest.raises(ToolkitError) as caught:
        read(tmp_path, *lines, **more)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("dk.txt")
    assert ";" in message
    assert caught.value.code in ALARM_KINDS
    return caught.value


def told(raw):
    for finding in raw.findings:
        kind = ALARM_KINDS[finding.code]
        assert "{" not in kind.says.format(**finding.values) + kind.says_zh.format(**finding.values)
    return {finding.code: finding for finding in raw.findings}


def area_m2(raw):
    return float(ellipsoidal_area_m2(raw.frame.geometry).sum())


def is_the_square(raw, zone_m=ZONE_M):
    (shape,) = raw.frame.geometry
    return shape.equals(shapely.transform(KM, lambda xy: np.add(xy, (zone_m, 0))))


def test_the_square_kilometre_has_the_area_of_the_survey_rule(tmp_path):
    raw = read(tmp_path, *GOOD)
    assert raw.crs.to_epsg() == 4525
    assert area_m2(raw) == pytest.approx(KM_M2, abs=0.001)
    assert raw.findings == ()
    assert (raw.read, raw.left_out) == (1, {})


def test_the_door_lets_a_sound_file_through_without_an_alarm(tmp_path):
    layer = read_layer(write(tmp_path, *GOOD, encoding="utf-8-sig", end="\r\n"))
    assert layer.alarms == ()
    assert (layer.origin.crs_read, layer.rows.used) == ("EPSG:4525", 1)


def test_the_columns_bear_the_names_of_the_catalogue(tmp_path):
    row = read(tmp_path, *head(), parcel(name="甲（一）期"), *vertices()).frame.iloc[0]
    wanted = {"id": "DK01", "name": "甲（一）期", "用途": "工业用地", "dlbm": "0601", "图幅号": "H49G001001"}
    assert {key: row[key] for key in wanted} == wanted
    assert (row["stated_area_ha"], row["stated_points"]) == (99.9756, 5)


# Dialects of the text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_every_encoding_and_line_end_gives_the_same_parcel(tmp_path, encoding, end):
    raw = read(tmp_path, *GOOD, encoding=encoding, end=end)
    assert is_the_square(raw)
    assert raw.frame["name"].item() == "甲地块"


@pytest.mark.parametrize(
    "form",
    [
        "J{point},{ring},{north:.3f},{east:.3f}",
        "{point},{ring},{north:.3f},{east:.3f}",
        "JZD{point},{ring},{north:.3f},{east:.3f}",
        "界址点{point},{ring},{north:.3f},{east:.3f}",
        "J{point},{north:.3f},{east:.3f}",
        "J{point},,{north:.3f},{east:.3f}",
        "J{point},{ring},{north:.3f},{east:.3f},",
        "J{point}；{ring}；{north:.3f}；{east:.3f}",
        "J{point}\t{ring}\t{north:.3f}\t{east:.3f}",
        "  J{point}   {ring}  {north:.3f}    {east:.3f}",
        "Ｊ{point}，{ring}，{north:.3f}，{east:.3f}",
        "J{point} , {ring} , {north:.0f} , {east:.0f}",
    ],
)
def test_every_form_of_a_vertex_is_read(tmp_path, form):
    raw = read(tmp_path, *head(), parcel(), *vertices(form=form))
    assert is_the_square(raw)
    assert raw.findings == ()


def test_full_width_digits_and_brackets_are_read(tmp_path):
    wide = {ord(c): ord(c) + 0xFEE0 for c in "0123456789.,=@"} | {ord("["): "【", ord("]"): "】"}
    assert is_the_square(read(tmp_path, *(line.translate(wide) for line in GOOD)))


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("5,99.9756,DK01,甲,面,,,", ("DK01", "甲", None, None)),
        ("5,99.9756,DK01,甲,面", ("DK01", "甲", None, None)),
        ("5,99.9756公顷,DK01,甲,面,,住宅,0701,@", ("DK01", "甲", "住宅", "0701")),
        ("5,99.9756,DK01,甲,面,住宅,0701", ("DK01", "甲", "住宅", "0701")),
        ("5,99.9756,DK01,甲,面,H49G001001,@", ("DK01", "甲", None, None)),
        ("5,,DK01,,面,,,,@", ("DK01", None, None, None)),
        ("5,99.9756,DK01,甲,乙,面,,住宅,0701,@", ("DK01", "甲,乙", "住宅", "0701")),
        ("5,99.9756,DK01,甲,,H49G001001,住宅,0701,@", ("DK01", "甲", "住宅", "0701")),
        ("5,99.9756,DK01,甲", ("DK01", "甲", None, None)),
        ("5,99.9756,DK01,@", ("DK01", None, None, None)),
        ("5,99.9756", (None, None, None, None)),
        ("5,99.9756,,,,,,,@", (None, None, None, None)),
    ],
)
def test_a_parcel_line_with_cells_left_out_is_read(tmp_path, line, wanted):
    raw = read(tmp_path, *head(), line, *vertices())
    row = raw.frame.iloc[0]
    assert (row.get("id"), row.get("name"), row.get("用途"), row.get("dlbm")) == wanted
    assert is_the_square(raw)


def test_columns_in_the_other_order_are_told_and_put_right(tmp_path):
    raw = read(tmp_path, *head(), parcel(), *vertices(form="J{point},{ring},{east:.3f},{north:.3f}"))
    assert is_the_square(raw)
    assert set(told(raw)) == {"H137"}


def test_an_order_that_changes_inside_the_file_is_refused_by_line(tmp_path):
    lines = vertices()
    lines[2] = ",".join(lines[2].split(",")[i] for i in (0, 1, 3, 2))
    fault = refusal(tmp_path, *head(), parcel(), *lines)
    assert (fault.code, f"lines {len(head()) + 4}" in str(fault)) == ("H021", True)


def test_an_unclosed_ring_is_closed_and_told(tmp_path):
    raw = read(tmp_path, *head(), parcel(4), *vertices()[:-1])
    assert is_the_square(raw)
    assert {code: finding.rows for code, finding in told(raw).items()} == {"H134": (1,)}


@pytest.mark.parametrize("points", [4, 5, ""])
def test_the_closing_vertex_may_be_counted_or_not(tmp_path, points):
    assert read(tmp_path, *head(), parcel(points), *vertices()).findings == ()


def test_another_number_of_vertices_than_declared_is_told(tmp_path):
    raw = read(tmp_path, *head(), parcel(9), *vertices())
    assert told(raw)["H135"].rows == (1,)
    assert told(raw)["H135"].values["listing"] == "DK01: 9/5"


def test_fewer_vertices_than_declared_in_an_open_ring_are_a_file_cut_short(tmp_path):
    assert refusal(tmp_path, *head(), parcel(6), *vertices()[:-1]).code == "H130"


def test_two_corners_of_one_name_are_told(tmp_path):
    lines = vertices()
    lines[2] = lines[2].replace("J3", "J2")
    raw = read(tmp_path, *head(), parcel(), *lines)
    assert set(told(raw)) == {"H138"}


def test_a_vertex_written_twice_changes_nothing(tmp_path):
    lines = vertices()
    raw = read(tmp_path, *head(), parcel(""), *lines[:2], lines[1], *lines[2:], lines[-1])
    assert is_the_square(raw)
    assert raw.findings == ()


def test_a_fifth_value_is_not_used_and_told(tmp_path):
    raw = read(tmp_path, *head(), parcel(), *(f"{line},213.5" for line in vertices()))
    assert is_the_square(raw)
    assert told(raw)["H139"].values["count"] == 5


@pytest.mark.parametrize("given", ["-12.5,3.1,0.2,0,0,0,0", "0，0，0.7", "1 2 3"])
def test_parameters_of_a_transformation_are_not_applied_and_told(tmp_path, given):
    raw = read(tmp_path, *(f"转换参数={given}" if "转换参数" in line else line for line in GOOD))
    assert is_the_square(raw)
    assert given[:3].replace("，", ",") in told(raw)["H127"].values["parameters"]


@pytest.mark.parametrize("given", ["", "0,0,0,0,0,0,0", "0.000,0,0,0,0,0,1", "无", ",,,,,,"])
def test_parameters_that_change_nothing_need_no_word(tmp_path, given):
    raw = read(tmp_path, *(f"转换参数={given}" if "转换参数" in line else line for line in GOOD))
    assert raw.findings == ()


def test_a_title_may_stand_above_the_first_mark(tmp_path):
    assert is_the_square(read(tmp_path, "鹤城区某项目勘测定界", "二〇二五年", *GOOD))


def test_a_header_needs_no_marks(tmp_path):
    assert is_the_square(read(tmp_path, *(line for line in GOOD if not line.startswith("["))))


# Several parcels, points and lines


def test_several_parcels_are_rows_in_their_order(tmp_path):
    east = box(EAST + 2000, NORTH, EAST + 3000, NORTH + 1000)
    second = [parcel(number="DK02", name="乙地块"), *vertices(east)]
    raw = read(tmp_path, *GOOD, "", *second)
    assert list(raw.frame["id"]) == ["DK01", "DK02"]
    assert list(raw.frame.index) == [1, 2]
    assert list(raw.frame.geometry.area) == [1e6, 1e6]


@pytest.mark.parametrize(
    ("kind", "count", "wanted"), [("点", 1, "Point"), ("线", 3, "LineString"), ("polygon", 5, "Polygon")]
)
def test_points_and_lines_have_their_own_type(tmp_path, kind, count, wanted):
    raw = read(tmp_path, *head(), parcel(count, "" if count < 4 else "99.9756", kind), *vertices()[:count])
    assert list(raw.frame.geom_type) == [wanted]
    assert raw.findings == ()


def test_a_line_of_one_point_is_refused(tmp_path):
    assert refusal(tmp_path, *head(), parcel(1, "", "线"), *vertices()[:1]).code == "H132"


def test_a_type_that_nobody_knows_is_refused(tmp_path):
    assert refusal(tmp_path, *head(), parcel(kind="弧"), *vertices()).code == "H131"


def test_the_door_refuses_points_beside_areas(tmp_path):
    point = [parcel(1, "0", "点", "DK02"), *vertices()[:1]]
    with pytest.raises(ToolkitError) as caught:
        read_layer(write(tmp_path, *GOOD, *point))
    assert caught.value.code == "H011"


# What is no coordinate TXT, or a broken one


def test_another_text_is_read_as_a_table(tmp_path):
    path = tmp_path / "stops.txt"
    path.write_text("lon,lat,name\n109.98,27.55,甲\n", encoding="utf-8")
    raw = read_txt(path, tmp_path, ReadRequest())
    assert (raw.format == "coordinate TXT", raw.crs.to_epsg()) == (False, 4490)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("J3,1,3050000.000", "H021"),
        ("J3,1,30500OO.000,37401000.000", "H131"),
        ("J3,1,3050000.000,", "H021"),
        ("J3,1,,37401000.000", "H131"),
        ("J3,a,3050000.000,37401000.000", "H131"),
        ("3,1,30500OO.000,37401000.000", "H131"),
        ("3,1,3050000.000", "H131"),
        ("3,1,3.05e6,37401000.000", "H131"),
        ("J3,1,nan,37401000.000", "H131"),
        ("J3:1,3050000.000,37401000.000", "H131"),
        ("J3=1 3050000.000 37401000.000", "H131"),
        ("J3,1,3050000.000,37401000.000,a", "H131"),
        ("J3,1,3_050_000.0,37401000.000", "H131"),
        ("J3,1,3050000.000,401000.000", "H133"),
        ("J3,1,3050000.000,36401000.000", "H133"),
        ("J3,1,50000.000,37401000.000", "H021"),
        ("J3,1,3050000.000,24401000.000", "H021"),
        ("总计", "H131"),
    ],
)
def test_a_corner_that_cannot_be_read_is_refused_by_its_line(tmp_path, line, code):
    lines = vertices()
    lines[2] = line
    fault = refusal(tmp_path, *head(), parcel(), *lines)
    assert (fault.code, f"lines {len(head()) + 4}" in str(fault)) == (code, True)


@pytest.mark.parametrize(
    "lines",
    [
        head(),
        ["[地块坐标]"],
        [*head(), parcel()],
        [*GOOD, parcel(number="DK02")],
        [f"{NORTH + 1000} {EAST}", f"{NORTH} {EAST}", f"{NORTH} {EAST + 1000}"],
        ["[属性描述]\0"],
        [line for line in GOOD if line != "[地块坐标]"],
    ],
    ids=["head", "mark", "no vertex", "second without vertex", "bare open list", "NUL", "mark missing"],
)
def test_a_file_without_whole_parcels_is_refused(tmp_path, lines):
    assert refusal(tmp_path, *lines).code == "H130"


def test_a_bare_list_that_closes_is_a_boundary(tmp_path):
    raw = read(tmp_path, *vertices(form="{north:.3f} {east:.3f}"))
    assert is_the_square(raw)
    assert raw.crs is None


def test_vertices_above_the_first_parcel_line_are_refused(tmp_path):
    assert refusal(tmp_path, *head(), *vertices(), parcel(), *vertices()).code == "H131"


@pytest.mark.parametrize(
    "raw", [b"", b" \r\n\t", bytes(range(256)) * 9, b"\xff\xfe\x00", b"[\xb5\xd8\xbf\xe9\xd7"]
)
def test_bytes_that_are_no_text_are_refused(tmp_path, raw):
    path = tmp_path / "dk.txt"
    path.write_bytes(raw)
    with pytest.raises(ToolkitError, match=r"dk\.txt.*;"):
        read_txt(path, tmp_path, ReadRequest())
