"""Coordinate TXT: zone and CRS by header and eastings, contradictions refused by both their values."""

import pytest
from test_coordinate_txt import GOOD, KM_M2, area_m2, head, parcel, read, refusal, told, vertices, write

from gis.errors import ToolkitError
from layers import read_layer


@pytest.mark.parametrize(
    ("changes", "zone_m", "epsg"),
    [
        ({}, 37e6, 4525),
        ({}, 0, 4546),
        ({"带号": None}, 37e6, 4525),
        ({"带号": None, "几度分带": None}, 37e6, 4525),
        ({"几度分带": None}, 0, 4546),
        ({"带号": "37带", "几度分带": "3度带"}, 0, 4546),
        ({"带号": "111"}, 0, 4546),
        ({"带号": None, "中央子午线": "111"}, 0, 4546),
        ({"带号": "19", "几度分带": "6"}, 19e6, 4497),
        ({"带号": "19", "几度分带": "6"}, 0, 4508),
        ({"坐标系": "CGCS2000"}, 0, 4546),
        ({"坐标系": "2000坐标系", "投影类型": "Gauss_Kruger", "计量单位": "m"}, 0, 4546),
        ({"坐标系": "80国家大地坐标系"}, 37e6, 2361),
        ({"坐标系": "1980西安坐标系"}, 0, 2382),
        ({"坐标系": "北京54坐标系"}, 37e6, 2413),
        ({"坐标系": "1954年北京坐标系"}, 0, 2434),
        ({"坐标系": "1980西安坐标系", "带号": "19", "几度分带": "6"}, 19e6, 2333),
        ({"坐标系": "1954北京坐标系", "带号": "19", "几度分带": "6"}, 0, 21459),
    ],
)
def test_header_and_eastings_give_the_zone(tmp_path, changes, zone_m, epsg):
    raw = read(tmp_path, *head(**changes), parcel(area=""), *vertices(zone_m=zone_m))
    assert raw.crs.to_epsg() == epsg
    assert "111E" in raw.crs.name or raw.crs.coordinate_operation.params[1].value == 111
    assert raw.findings == ()


@pytest.mark.parametrize(
    ("changes", "zone_m", "words"),
    [
        ({"带号": "36"}, 37e6, ("36", "37")),
        ({"带号": "19", "几度分带": "6"}, 37e6, ("19", "37")),
        ({"几度分带": "6"}, 37e6, ("6", "37")),
        ({"几度分带": "6"}, 0, ("6", "37")),
        ({"带号": None, "中央子午线": "108"}, 37e6, ("108", "37")),
        ({"计量单位": "英尺"}, 37e6, ("英尺",)),
        ({"计量单位": "度"}, 37e6, ("度",)),
        ({"投影类型": "墨卡托"}, 37e6, ("墨卡托",)),
        ({"几度分带": "1.5"}, 0, ("1.5",)),
        ({"带号": "24"}, 0, ("24",)),
        ({"带号": "甲"}, 0, ("甲",)),
    ],
)
def test_a_header_that_contradicts_the_eastings_is_refused_naming_both(tmp_path, changes, zone_m, words):
    fault = refusal(tmp_path, *head(**changes), parcel(), *vertices(zone_m=zone_m))
    assert fault.code == "H133"
    assert all(word in str(fault) for word in words)


def test_two_zones_in_one_file_are_refused_by_line(tmp_path):
    second = [parcel(number="DK02"), *vertices(zone_m=36e6)]
    fault = refusal(tmp_path, *head(带号=None), parcel(), *vertices(), *second)
    assert (fault.code, "36" in str(fault), "37" in str(fault)) == ("H133", True, True)


def test_two_headers_that_differ_are_refused(tmp_path):
    fault = refusal(tmp_path, *GOOD, *head(带号="36"), parcel(), *vertices())
    assert (fault.code, "36" in str(fault)) == ("H133", True)


def test_two_headers_that_agree_are_one(tmp_path):
    assert len(read(tmp_path, *GOOD, *head(), parcel(number="DK02"), *vertices()).frame) == 2


@pytest.mark.parametrize(
    ("changes", "zone_m", "offer"),
    [
        ({"坐标系": None}, 37e6, "EPSG:4525"),
        ({"坐标系": None}, 0, "EPSG:4546"),
        ({"带号": None}, 0, "no zone number"),
        ({"坐标系": "鹤城独立坐标系"}, 0, "鹤城独立坐标系"),
        ({"坐标系": "WGS84"}, 37e6, "WGS84"),
        ({"坐标系": "西安80转2000"}, 37e6, "西安80转2000"),
    ],
)
def test_a_system_that_is_not_told_is_offered_and_never_applied(tmp_path, changes, zone_m, offer):
    raw = read(tmp_path, *head(**changes), parcel(), *vertices(zone_m=zone_m))
    assert raw.crs is None
    assert raw.crs_by.startswith("its")
    assert offer in raw.crs_by
    assert raw.findings == ()


def test_without_any_header_the_user_states_the_system(tmp_path):
    path = write(tmp_path, parcel(), *vertices(zone_m=0))
    with pytest.raises(ToolkitError, match="no 坐标系") as caught:
        read_layer(path)
    assert caught.value.code == "H020"
    layer = read_layer(path, crs="EPSG:4546")
    assert area_m2(layer) == pytest.approx(KM_M2, abs=0.001)


@pytest.mark.parametrize("system", ["1980西安坐标系", "北京54坐标系"])
def test_the_door_refuses_to_bring_old_datums_to_the_district(tmp_path, system):
    path = write(tmp_path, *head(坐标系=system), parcel(), *vertices())
    with pytest.raises(ToolkitError) as caught:
        read_layer(path, to="EPSG:4546")
    assert caught.value.code == "H022"


DEGREES = (
    "J1,1,27.55,109.98",
    "J2,1,27.55,109.99",
    "J3,1,27.56,109.99",
    "J4,1,27.56,109.98",
    "J1,1,27.55,109.98",
)


@pytest.mark.parametrize(
    ("system", "epsg"), [("2000国家大地坐标系", 4490), ("WGS84", 4326), ("西安80", 4610), (None, None)]
)
@pytest.mark.parametrize("swapped", [False, True])
def test_degrees_are_told_by_magnitude_in_either_order(tmp_path, system, epsg, swapped):
    lines = [
        ",".join(line.split(",")[i] for i in ((0, 1, 3, 2) if swapped else range(4))) for line in DEGREES
    ]
    header = head(坐标系=system, 计量单位="度", 带号=None, 几度分带=None, 投影类型=None)
    raw = read(tmp_path, *header, parcel(area=""), *lines)
    assert raw.frame.total_bounds.tolist() == [109.98, 27.55, 109.99, 27.56]
    assert (raw.crs and raw.crs.to_epsg()) == epsg
    assert set(told(raw)) == ({"H137"} if swapped else set())


def test_degrees_under_a_header_in_metres_are_refused(tmp_path):
    assert refusal(tmp_path, *head(), parcel(), *DEGREES).code == "H133"
