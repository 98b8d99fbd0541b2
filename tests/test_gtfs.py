"""Timetables: the stops where trips call, in WGS 84; all others left out and counted."""

import zipfile

import pytest
from made_files import refusal, the_alarm, write_gtfs

from layers import read_layer


def test_stops_without_service_and_stations_are_left_out_and_counted(tmp_path):
    rows = [
        "s1,一站,27.55,109.98,",
        "s2,二站,27.56,109.98,0",
        "s3,三站,27.57,109.98,0",
        "p,总站,27.55,109.98,1",
    ]
    layer = read_layer(write_gtfs(tmp_path / "gtfs.zip", rows, ["s1", "s2", "s1"]))
    assert list(layer.frame["id"]) == ["s1", "s2"]
    assert list(layer.frame["name"]) == ["一站", "二站"]
    assert (layer.rows.read, layer.rows.used) == (4, 2)
    assert dict(layer.rows.skipped) == {"station or entrance, not a stop": 1, "no trip calls here": 1}
    assert the_alarm(layer, "H062").rows == (3,)
    assert layer.origin.crs_read == "EPSG:4326"


def test_positions_that_are_missing_or_0_0_are_skipped(tmp_path):
    rows = ["s1,a,27.55,109.98,", "s2,b,,,", "s3,c,0,0,", "s4,d,x,109.98,"]
    layer = read_layer(write_gtfs(tmp_path / "gtfs.zip", rows, ["s1", "s2", "s3", "s4"]))
    assert the_alarm(layer, "H033").rows == (2, 3, 4)


def test_names_that_look_like_nothing_are_names(tmp_path):
    rows = ["NA,null,27.55,109.98,", "001,None,27.56,109.98,"]
    layer = read_layer(write_gtfs(tmp_path / "gtfs.zip", rows, ["NA", "001"]))
    assert list(layer.frame["id"]) == ["NA", "001"]
    assert list(layer.frame["name"]) == ["null", "None"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_marks_blanks_and_chinese_code_pages_in_the_tables_are_borne(tmp_path, encoding):
    path = tmp_path / "gtfs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "stops.txt", "stop_id, stop_name,stop_lat,stop_lon\ns1,一站,27.55,109.98\n".encode(encoding)
        )
        archive.writestr("stop_times.txt", "trip_id, stop_id\nt,s1\n")
    assert list(read_layer(path).frame["name"]) == ["一站"]


def test_a_ragged_stop_is_refused_and_not_read_one_column_off(tmp_path):
    path = write_gtfs(tmp_path / "gtfs.zip", ["s1,Main St, corner,27.55,109.98,"], ["s1"])
    fault = refusal(path)
    assert (fault.code, "rows 1" in str(fault)) == ("H015", True)


def test_a_timetable_without_trips_is_refused(tmp_path):
    assert refusal(write_gtfs(tmp_path / "gtfs.zip", ["s1,a,27.55,109.98,"], [])).code == "H013"


def test_a_zip_that_is_no_timetable_is_refused(tmp_path):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("gtfs/stops.txt", "stop_id\n1\n")
    fault = refusal(path)
    assert (fault.code, "no stops.txt at its top" in str(fault)) == ("H004", True)


@pytest.mark.parametrize("missing", ["stop_times.txt", "stop_lat", "stop_id"])
def test_what_the_standard_requires_is_missed_by_name(tmp_path, missing):
    path = tmp_path / "gtfs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        names = [name for name in ("stop_id", "stop_name", "stop_lat", "stop_lon") if name != missing]
        archive.writestr("stops.txt", ",".join(names) + "\n" + ",".join("1" for _ in names) + "\n")
        if missing != "stop_times.txt":
            archive.writestr("stop_times.txt", "trip_id,stop_id\nt,1\n")
    assert missing in str(refusal(path))


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_a_damaged_timetable_is_refused(tmp_path, place):
    rows = [f"s{number},站{number},27.55,109.98," for number in range(400)]
    path = write_gtfs(tmp_path / "gtfs.zip", rows, [f"s{number}" for number in range(400)])
    raw = bytearray(path.read_bytes())
    raw[int(len(raw) * place) :][:200] = b"\xff" * 200
    start = int(len(raw) * place)
    raw[start : start + 200] = bytes(byte ^ 0xFF for byte in raw[start : start + 200])
    path.write_bytes(raw)
    assert refusal(path).code in {"H001", "H004", "H005"}
