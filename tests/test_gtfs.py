"""Timetables: the stops where trips call, in WGS 84; all others left out and counted."""

import csv
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from made_files import codes, refusal, the_alarm, write_gtfs

from gis.errors import ToolkitError
from gis.features import ReadRequest
from gis.vectors.gtfs import is_gtfs, read_gtfs_stops
from layers import read_layer
from layers.alarm_kinds import ALARM_KINDS
from layers.catalogue import CATALOGUE
from layers.door import open_layer
from layers.statement import Statement

SHARED = Path(__file__).parents[2] / "shared" / "data"
REAL = [  # stops served, and those among them that buses serve
    (SHARED / "coquimbo_city/gtfs_coquimbo.zip", 78, 78),
    (SHARED / "sao_paulo_centre/spo_gtfs.zip", 654, 466),
]
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CALENDAR_HEAD = f"service_id,{','.join(WEEK)},start_date,end_date"
STOPS = "stop_id,stop_name,stop_lat,stop_lon\na,甲,27.55,109.98\nb,乙,27.56,109.98\n"
NEVER = "s,0,0,0,0,0,0,0,20250101,20251231"
ALWAYS = "s,1,1,1,1,1,1,1,20250101,20251231"
# Trip t calls at a under service s, trip u at b under service always.
TABLES = {
    "stops.txt": STOPS,
    "routes.txt": "route_id,route_long_name,route_type\nr,甲—乙,3\n",
    "trips.txt": "route_id,service_id,trip_id\nr,s,t\nr,always,u\n",
    "stop_times.txt": "trip_id,arrival_time,stop_id\nt,08:00:00,a\nu,08:00:00,b\n",
    "calendar.txt": f"{CALENDAR_HEAD}\nalways,1,1,1,1,1,1,1,20250101,20251231\n",
}


def feed(tmp_path, *calendar, folder="", **tables):
    """Write a timetable; `calendar` are the rows of service s, a table None is left out."""
    texts = TABLES | {f"{name}.txt": text for name, text in tables.items()}
    if calendar:
        texts["calendar.txt"] += "\n".join(calendar) + "\n"
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            if text is not None:
                archive.writestr(folder + name, text if isinstance(text, bytes) else text.encode())
    return path


def read(path, **request):
    return read_gtfs_stops(path, path.parent, ReadRequest(**request))


def served(path):
    frame = read(path).frame
    return set(frame["id"][frame["served"]])


def all_findings(path):
    found = read(path).findings
    for finding in found:
        kind = ALARM_KINDS[finding.code]
        assert "{" not in kind.says.format(**finding.values) + kind.says_zh.format(**finding.values)
    return {finding.code: dict(finding.values) for finding in found}


def findings(path):
    """Give all findings but the first and last day, which is told of every timetable."""
    return {code: values for code, values in all_findings(path).items() if code != "H149"}


def opened_as(name, path):
    return open_layer(path, Statement(assume={"status": "运营"}), spec=CATALOGUE[name])


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
    rows += [f"s{number},e,27.55,109.98," for number in range(5, 15)]
    layer = read_layer(write_gtfs(tmp_path / "gtfs.zip", rows, [f"s{number}" for number in range(1, 15)]))
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
    assert not is_gtfs(path)
    refusal(path)


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


# Which trips run


@pytest.mark.parametrize(
    "row",
    [
        "s,1,0,0,0,0,0,0,20250101,20251231",
        "s,0,0,0,0,0,0,1,20250105,20250105",  # a Sunday
        "s, 0, 0, 1, 0, 0, 0, 0, 20250101, 20250101 ",  # a Wednesday
    ],
)
def test_a_service_that_runs_on_a_day_serves_its_stops(tmp_path, row):
    path = feed(tmp_path, row)
    assert (served(path), findings(path)) == ({"a", "b"}, {})


@pytest.mark.parametrize(
    "row",
    [
        "s,0,0,0,0,0,0,0,20250101,20251231",
        "s,0,0,0,0,0,0,1,20250106,20250111",  # Monday to Saturday
        "s,1,1,1,1,1,1,1,20251231,20250101",
    ],
)
def test_a_service_that_never_runs_serves_nobody(tmp_path, row):
    path = feed(tmp_path, row)
    assert (served(path), findings(path)) == ({"b"}, {})


def dates(*rows):
    return "\n".join(["service_id,date,exception_type", *rows]) + "\n"


def test_an_added_day_makes_a_service_run(tmp_path):
    row = "s,0,0,0,0,0,0,0,20250101,20251231"
    assert served(feed(tmp_path, row, calendar_dates=dates("s,20250501,1"))) == {"a", "b"}
    assert served(feed(tmp_path, calendar_dates=dates("s,20250501,1"))) == {"a", "b"}


def test_a_service_whose_every_day_is_removed_does_not_run(tmp_path):
    row = "s,1,0,0,0,0,0,0,20250101,20250114"  # two Mondays
    assert served(feed(tmp_path, row, calendar_dates=dates("s,20250106,2"))) == {"a", "b"}
    assert served(feed(tmp_path, row, calendar_dates=dates("s,20250106,2", "s,20250113,2"))) == {"b"}


def test_days_may_be_listed_without_a_calendar(tmp_path):
    path = feed(tmp_path, calendar=None, calendar_dates=dates("s,20250501,1", "always,20250501,2"))
    assert (served(path), findings(path)) == ({"a"}, {})


@pytest.mark.parametrize("row", ["s,2025-05-01,1", "s,20250501,3", "s,20250230,1"])
def test_exceptions_that_cannot_be_read_are_told(tmp_path, row):
    path = feed(tmp_path, calendar_dates=dates(row))
    assert (served(path), findings(path)) == ({"b"}, {"H144": {"count": 1}})


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"calendar": None}, "calendar.txt / calendar_dates.txt"),
        ({"trips": None}, "trips.txt"),
        ({"trips": None, "calendar": None}, "trips.txt"),
    ],
)
def test_without_calendar_or_trips_every_trip_counts_and_that_is_told(tmp_path, missing, words):
    path = feed(tmp_path, **missing)
    assert served(path) == {"a", "b"}
    lost = {"H251": {"count": 2}} if "trips" in missing else {}
    assert all_findings(path) == {"H141": {"count": 2, "missing": words}} | lost


def test_a_service_without_a_calendar_is_told_and_does_not_run(tmp_path):
    path = feed(tmp_path)
    assert (served(path), findings(path)) == ({"b"}, {"H143": {"count": 1}})


@pytest.mark.parametrize("row", ["s,1,1,1,1,1,1,1,2025-01-01,20251231", "s,1,1,1,1,1,1,x,20250101,20250230"])
def test_rows_of_a_calendar_that_cannot_be_read_are_told(tmp_path, row):
    path = feed(tmp_path, row)
    assert (served(path), findings(path)) == ({"b"}, {"H144": {"count": 1}})


def test_frequencies_are_no_obstacle(tmp_path):
    table = "trip_id,start_time,end_time,headway_secs\nu,06:00:00,22:00:00,600\n"
    assert served(feed(tmp_path, "s,1,1,1,1,1,1,1,20250101,20251231", frequencies=table)) == {"a", "b"}


# Calls


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        ("1,1", {"b"}),
        ("1,0", {"a", "b"}),
        ("0,1", {"a", "b"}),
        (",", {"a", "b"}),
        ("2,3", {"a", "b"}),
        (" 1, 1", {"b"}),
    ],
)
def test_a_stop_where_nobody_may_get_on_or_off_is_not_served(tmp_path, kinds, wanted):
    times = f"trip_id,stop_id,pickup_type,drop_off_type\nt,a,{kinds}\nu,b,0,0\n"
    row = "s,1,1,1,1,1,1,1,20250101,20251231"
    assert served(feed(tmp_path, row, stop_times=times)) == wanted


def test_calls_at_unknown_stops_and_of_unknown_trips_are_counted(tmp_path):
    times = "trip_id,stop_id\nu,b\nu,x\nu,y\nz,a\n"
    path = feed(tmp_path, "s,1,1,1,1,1,1,1,20250101,20251231", stop_times=times)
    assert served(path) == {"b"}
    lost = [finding.values for finding in read(path).findings if finding.code == "H142"]
    told = [(values["what"], values["count"]) for values in lost]
    assert told == [("stops", 2), ("trips", 1)]


def test_a_call_of_an_unknown_trip_does_not_count_even_without_a_calendar(tmp_path):
    path = feed(tmp_path, calendar=None, stop_times="trip_id,stop_id\nz,a\nu,b\n")
    assert served(path) == {"b"}
    assert set(findings(path)) == {"H141", "H142"}


def test_the_door_leaves_out_and_names_what_no_running_trip_serves(tmp_path):
    layer = read_layer(feed(tmp_path, "s,0,0,0,0,0,0,0,20250101,20251231"))
    assert list(layer.frame["id"]) == ["b"]
    assert the_alarm(layer, "H062").rows == (1,)
    assert set(codes(layer)) == {"H062", "H149"}


def test_stops_of_a_station_count_and_the_station_does_not(tmp_path):
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "p,总站,27.55,109.98,1,\na,甲,27.55,109.98,0,p\nb,乙,27.56,109.98,,p\ne,出口,27.56,109.98,2,p\n"
    )
    layer = read_layer(feed(tmp_path, "s,1,1,1,1,1,1,1,20250101,20251231", stops=stops))
    assert list(layer.frame["id"]) == ["a", "b"]
    assert dict(layer.rows.skipped) == {"station or entrance, not a stop": 2}


# Days of service


def test_the_first_and_the_last_day_of_the_trips_are_told_and_old_services_count(tmp_path):
    calendar = (
        f"{CALENDAR_HEAD}\nalways,0,1,0,0,0,0,0,20100101,20100131\n"  # Tuesdays: 5 to 26 January
        "unused,1,1,1,1,1,1,1,20000101,20300101\n"
    )
    path = feed(tmp_path, calendar=calendar)
    assert all_findings(path)["H149"] == {"first": "2010-01-05", "last": "2010-01-26"}
    assert served(path) == {"b"}


def test_added_and_removed_days_move_the_first_and_the_last_day(tmp_path):
    exceptions = dates("always,20250101,2", "always,20251231,2", "s,20260301,1", "s,20241224,2")
    span = all_findings(feed(tmp_path, calendar_dates=exceptions))["H149"]
    assert span == {"first": "2025-01-02", "last": "2026-03-01"}


def test_the_span_is_a_notice_at_the_door(tmp_path):
    alarm = the_alarm(read_layer(feed(tmp_path, ALWAYS)), "H149")
    assert dict(alarm.values) == {"first": "2025-01-01", "last": "2025-12-31"}
    assert ALARM_KINDS["H149"].severity == "notice"


@pytest.mark.parametrize("end", ["20240630", "20241231"])
def test_stops_whose_services_ended_before_the_newest_begin_count_and_are_told(tmp_path, end):
    layer = read_layer(feed(tmp_path, f"s,1,1,1,1,1,1,1,20240101,{end}"))
    alarm = the_alarm(layer, "H250")
    assert (alarm.rows, alarm.values["count"]) == ((1,), 1)
    assert alarm.values["last"].replace("-", "") == end
    assert list(layer.frame["id"]) == ["a", "b"]


def test_a_stop_that_an_old_and_a_new_service_serve_has_not_ended(tmp_path):
    times = TABLES["stop_times.txt"] + "u,09:00:00,a\n"
    path = feed(tmp_path, "s,1,1,1,1,1,1,1,20100101,20101231", stop_times=times)
    assert "H250" not in codes(read_layer(path))


def test_services_that_overlap_have_not_ended(tmp_path):
    path = feed(tmp_path, "s,1,1,1,1,1,1,1,20240101,20250101")
    assert "H250" not in codes(read_layer(path))


def test_a_timetable_with_a_service_a_day_has_no_ended_weekend(tmp_path):
    """Services of single days each end before the newest; a weekly stop has not ended for that."""
    rows = [f"d{day},202506{day:02},1" for day in range(1, 31)]  # 28 June is the last Saturday
    trips = "route_id,service_id,trip_id\nr,d28,t\n" + "".join(f"r,d{day},u{day}\n" for day in range(1, 31))
    times = "trip_id,stop_id\nt,a\n" + "".join(f"u{day},b\n" for day in range(1, 31))
    path = feed(tmp_path, calendar=None, calendar_dates=dates(*rows), trips=trips, stop_times=times)
    layer = read_layer(path)
    assert (list(layer.frame["id"]), codes(layer)) == (["a", "b"], ["H149"])


# Kinds of vehicle

METRO = {
    "routes": "route_id,route_type\nr,3\nm,1\n",
    "trips": "route_id,service_id,trip_id\nm,s,t\nr,always,u\n",
}


def route_types(path):
    frame = read(path).frame
    return dict(zip(frame["id"], frame["route_types"], strict=True))


def test_each_stop_lists_what_calls_there_by_number(tmp_path):
    routes = "route_id,route_type\nr,11\nm,3\n"
    times = TABLES["stop_times.txt"] + "u,09:00:00,a\n"
    path = feed(tmp_path, ALWAYS, **METRO | {"routes": routes}, stop_times=times)
    assert route_types(path) == {"a": "3,11", "b": "11"}


def test_a_vehicle_that_never_runs_is_not_listed(tmp_path):
    assert route_types(feed(tmp_path, NEVER, **METRO)) == {"a": "", "b": "3"}


def test_metro_stops_are_no_bus_stops(tmp_path):
    layer = opened_as("bus_stop", feed(tmp_path, ALWAYS, **METRO))
    assert list(layer.frame["id"]) == ["b"]
    assert dict(layer.rows.skipped) == {"no bus calls here": 1}
    alarm = the_alarm(layer, "H252")
    assert (alarm.rows, dict(alarm.values)) == ((1,), {"count": 1, "buses": 1, "types": "1"})


@pytest.mark.parametrize("name", [None, "charger"])
def test_any_other_layer_keeps_every_stop_and_tells_the_mixture(tmp_path, name):
    path = feed(tmp_path, ALWAYS, **METRO)
    layer = read_layer(path) if name is None else opened_as(name, path)
    assert list(layer.frame["id"]) == ["a", "b"]
    alarm = the_alarm(layer, "H253")
    assert (alarm.rows, dict(alarm.values)) == ((1,), {"count": 1, "buses": 1, "types": "1"})


def test_a_stop_of_metro_and_bus_is_a_bus_stop(tmp_path):
    path = feed(tmp_path, ALWAYS, **METRO, stop_times=TABLES["stop_times.txt"] + "u,09:00:00,a\n")
    layer = opened_as("bus_stop", path)
    assert dict(zip(layer.frame["id"], layer.frame["route_types"], strict=True)) == {"a": "1,3", "b": "3"}
    assert not {"H252", "H253"} & set(codes(layer))


@pytest.mark.parametrize(
    ("kind", "is_bus"),
    [(3, True), (11, True), (700, True), (715, True), (799, True), (800, True), ("03", True)]
    + [(kind, False) for kind in (0, 1, 2, 4, 5, 6, 7, 12, 100, 200, 400, 699, 801, 900, 1000, 1300)],
)
def test_what_is_a_bus_by_the_standard(tmp_path, kind, is_bus):
    routes = f"route_id,route_type\nr,3\nm,{kind}\n"
    layer = opened_as("bus_stop", feed(tmp_path, ALWAYS, **METRO | {"routes": routes}))
    assert list(layer.frame["id"]) == (["a", "b"] if is_bus else ["b"])


def test_a_timetable_without_any_bus_is_refused_as_bus_stops(tmp_path):
    path = feed(tmp_path, ALWAYS, routes="route_id,route_type\nr,1\n")
    with pytest.raises(ToolkitError, match="no bus calls here: 2") as caught:
        opened_as("bus_stop", path)
    assert caught.value.code == "H013"


def test_a_bus_that_ended_is_told_where_the_metro_still_runs(tmp_path):
    """At a the bus ended in 2010 and the metro runs on; the bus at b runs on."""
    trips = "route_id,service_id,trip_id\nr,s,t\nm,always,v\nr,always,u\n"
    times = TABLES["stop_times.txt"] + "v,09:00:00,a\n"
    tables = METRO | {"trips": trips, "stop_times": times}
    path = feed(tmp_path, "s,1,1,1,1,1,1,1,20100101,20101231", **tables)
    assert the_alarm(opened_as("bus_stop", path), "H250").rows == (1,)
    assert "H250" not in codes(read_layer(path))


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"routes": None}, 2),
        ({"routes": "route_id,route_long_name\nr,x\nm,x\n"}, 2),
        ({"routes": "route_id,route_type\n"}, 2),
        ({"routes": "route_id,route_type\nr,3\nm,metro\n"}, 1),
        ({"routes": "route_id,route_type\nr,3\nm,\n"}, 1),
        ({"routes": "route_id,route_type\nr,3\n"}, 1),
        ({"routes": "route_id,route_long_name,route_type\nr,x,3\nm,Line 1, 2,1\n"}, 1),  # an open comma
        ({"trips": "service_id,trip_id\ns,t\nalways,u\n"}, 2),
    ],
)
def test_where_the_vehicle_is_not_told_every_stop_counts_and_that_is_told(tmp_path, changes, count):
    path = feed(tmp_path, ALWAYS, **METRO | changes)
    assert findings(path) == {"H251": {"count": count}}
    assert list(opened_as("bus_stop", path).frame["id"]) == ["a", "b"]


def test_route_names_in_any_letters_are_no_obstacle(tmp_path):
    routes = "route_id,route_long_name,route_type\nr,São Bento,3\nm,Tietê,1\n".encode("latin-1")
    path = feed(tmp_path, ALWAYS, **METRO | {"routes": routes})
    assert route_types(path) == {"a": "1", "b": "3"}


def test_vehicles_can_be_chosen_by_their_code(tmp_path):
    path = feed(tmp_path, ALWAYS, **METRO)
    layer = open_layer(path, Statement(where={"route_types": ("1",)}), spec=CATALOGUE["charger"])
    assert list(layer.frame["id"]) == ["a"]


def test_a_list_of_no_trips_serves_nobody(tmp_path):
    assert served(feed(tmp_path, trips="route_id,service_id,trip_id\n")) == set()


# Forms of the archive and its tables


def test_a_timetable_in_a_folder_of_the_archive_is_read(tmp_path):
    path = feed(tmp_path, folder="gtfs_2025/")
    assert is_gtfs(path)
    assert served(path) == {"b"}


def test_of_several_timetables_one_is_named(tmp_path):
    path = feed(tmp_path, folder="north/")
    with zipfile.ZipFile(path, "a") as archive:
        for name, text in TABLES.items():
            archive.writestr(f"south/{name}", text.replace("甲", "丙"))
    with pytest.raises(ToolkitError, match="north, south") as caught:
        read(path)
    assert caught.value.code == "H005"
    assert read(path, layer="south").frame["name"].iloc[0] == "丙"


def test_byte_order_marks_and_carriage_returns_are_borne_in_every_table(tmp_path):
    marked = {
        name.removesuffix(".txt"): b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
        for name, text in TABLES.items()
    }
    assert served(feed(tmp_path, **marked)) == {"b"}


def test_blanks_around_identifiers_are_no_part_of_them(tmp_path):
    stops = STOPS.replace("\na,", "\n a ,")
    assert served(feed(tmp_path, "s,1,1,1,1,1,1,1,20250101,20251231", stops=stops)) == {"a", "b"}


def test_one_identifier_at_two_places_is_refused(tmp_path):
    with pytest.raises(ToolkitError, match="stop_id a stands at two places") as caught:
        read(feed(tmp_path, stops=STOPS + "a,甲,27.60,109.98\n"))
    assert caught.value.code == "H140"


def test_a_stop_written_twice_is_told_by_the_door(tmp_path):
    layer = read_layer(feed(tmp_path, stops=STOPS + "b,乙,27.56,109.98\n", trips=None))
    assert the_alarm(layer, "H052").rows == (2, 3)


def test_swapped_positions_are_refused_and_one_off_the_earth_is_skipped(tmp_path):
    with pytest.raises(ToolkitError, match="swapped") as caught:
        read(
            feed(
                tmp_path,
                stops=STOPS.replace("27.55,109.98", "109.98,27.55").replace("27.56,109.98", "109.98,27.56"),
            )
        )
    assert caught.value.code == "H021"
    frame = read(feed(tmp_path, stops=STOPS + "c,丙,275.5,109.98\n")).frame
    assert list(frame.geometry.isna()) == [False, False, True]


@pytest.mark.parametrize(
    ("table", "text", "code"),
    [
        ("calendar", "service_id,monday\ns,1\n", "H012"),
        ("trips", "trip_id\nt\n", "H012"),
        ("stop_times", "", "H001"),
        ("stop_times", "trip_id,stop\nt,a\n", "H012"),
        ("calendar", b"\x81\xff\xfe\x81", "H041"),
    ],
)
def test_tables_that_break_the_standard_are_refused_by_name(tmp_path, table, text, code):
    with pytest.raises(ToolkitError, match=r"feed\.zip.*;") as caught:
        read(feed(tmp_path, **{table: text}))
    assert caught.value.code == code


# Real timetables, against the csv module


def rows_of(archive, name):
    return csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))


def running_services(archive):
    """Lay out every day of every service."""
    days = {}
    for row in rows_of(archive, "calendar.txt"):
        day, last = (date.fromisoformat(row[key]) for key in ("start_date", "end_date"))
        own = days.setdefault(row["service_id"], set())
        while day <= last:
            if row[WEEK[day.weekday()]] == "1":
                own.add(day)
            day += timedelta(days=1)
    if "calendar_dates.txt" in archive.namelist():
        for row in rows_of(archive, "calendar_dates.txt"):
            own = days.setdefault(row["service_id"], set())
            (own.add if row["exception_type"] == "1" else own.discard)(date.fromisoformat(row["date"]))
    return {service: own for service, own in days.items() if own}


@pytest.mark.parametrize(("path", "count", "buses"), REAL, ids=["coquimbo", "sao paulo"])
def test_a_real_timetable_gives_the_stops_that_plain_reading_gives(path, count, buses):
    if not path.is_file():
        pytest.skip(f"the timetable {path.name} is not at hand beside the checkout")
    with zipfile.ZipFile(path) as archive:
        running = running_services(archive)
        kinds = {row["route_id"]: row["route_type"] for row in rows_of(archive, "routes.txt")}
        trips = {
            row["trip_id"]: (row["service_id"], kinds[row["route_id"]])
            for row in rows_of(archive, "trips.txt")
            if row["service_id"] in running
        }
        calls = [
            (row["stop_id"], *trips[row["trip_id"]])
            for row in rows_of(archive, "stop_times.txt")
            if row["trip_id"] in trips
        ]
        stops = {row["stop_id"] for row in rows_of(archive, "stops.txt")}
    called = {stop for stop, _, _ in calls}
    by_bus = {stop for stop, _, kind in calls if kind == "3"}
    days = sorted(day for service in {service for _, service, _ in calls} for day in running[service])
    assert (len(called & stops), len(by_bus & stops)) == (count, buses)
    assert served(path) == called & stops
    assert set(opened_as("bus_stop", path).frame["id"]) == by_bus & stops
    assert all_findings(path) == {"H149": {"first": f"{days[0]}", "last": f"{days[-1]}"}}
