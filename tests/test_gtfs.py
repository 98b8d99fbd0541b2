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

SHARED = Path(__file__).parents[2] / "shared" / "data"
REAL = [(SHARED / "coquimbo_city/gtfs_coquimbo.zip", 78), (SHARED / "sao_paulo_centre/spo_gtfs.zip", 654)]
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CALENDAR_HEAD = f"service_id,{','.join(WEEK)},start_date,end_date"
STOPS = "stop_id,stop_name,stop_lat,stop_lon\na,甲,27.55,109.98\nb,乙,27.56,109.98\n"
# Trip t calls at a under service s, trip u at b under service always.
TABLES = {
    "stops.txt": STOPS,
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


def findings(path):
    for finding in read(path).findings:
        kind = ALARM_KINDS[finding.code]
        assert "{" not in kind.says.format(**finding.values) + kind.says_zh.format(**finding.values)
    return {finding.code: dict(finding.values) for finding in read(path).findings}


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
    assert findings(path) == {"H141": {"count": 2, "missing": words}}


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
    told = [(finding.values["what"], finding.values["count"]) for finding in read(path).findings]
    assert told == [("stops", 2), ("trips", 1)]


def test_a_call_of_an_unknown_trip_does_not_count_even_without_a_calendar(tmp_path):
    path = feed(tmp_path, calendar=None, stop_times="trip_id,stop_id\nz,a\nu,b\n")
    assert served(path) == {"b"}
    assert set(findings(path)) == {"H141", "H142"}


def test_the_door_leaves_out_and_names_what_no_running_trip_serves(tmp_path):
    layer = read_layer(feed(tmp_path, "s,0,0,0,0,0,0,0,20250101,20251231"))
    assert list(layer.frame["id"]) == ["b"]
    assert the_alarm(layer, "H062").rows == (1,)
    assert set(codes(layer)) == {"H062"}


def test_stops_of_a_station_count_and_the_station_does_not(tmp_path):
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "p,总站,27.55,109.98,1,\na,甲,27.55,109.98,0,p\nb,乙,27.56,109.98,,p\ne,出口,27.56,109.98,2,p\n"
    )
    layer = read_layer(feed(tmp_path, "s,1,1,1,1,1,1,1,20250101,20251231", stops=stops))
    assert list(layer.frame["id"]) == ["a", "b"]
    assert dict(layer.rows.skipped) == {"station or entrance, not a stop": 2}


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
    return {service for service, own in days.items() if own}


@pytest.mark.parametrize(("path", "count"), REAL, ids=["coquimbo", "sao paulo"])
def test_a_real_timetable_gives_the_stops_that_plain_reading_gives(path, count):
    if not path.is_file():
        pytest.skip(f"the timetable {path.name} is not at hand beside the checkout")
    with zipfile.ZipFile(path) as archive:
        running = running_services(archive)
        trips = {row["trip_id"] for row in rows_of(archive, "trips.txt") if row["service_id"] in running}
        called = {row["stop_id"] for row in rows_of(archive, "stop_times.txt") if row["trip_id"] in trips}
        stops = {row["stop_id"] for row in rows_of(archive, "stops.txt")}
    assert len(called & stops) == count
    assert served(path) == called & stops
    assert findings(path) == {}
