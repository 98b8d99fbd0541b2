"""Timetables that run on no day or contradict themselves, and OpenStreetMap extracts cut or ambiguous."""

from case_files import NAMES, csv_text, inspect, zipped
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near
from sound_tables import CALENDAR, gtfs

cases = Cases("feeds")
CASES = cases.all
NEVER = CALENDAR + "s,0,0,0,0,0,0,0,20250101,20251231\n"
EXCEPTIONS = "service_id,date,exception_type\n"
HEAD = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
STOPS = "stop_id,stop_name,stop_lat,stop_lon"


def _calls(*stops, more="", head=""):
    return csv_text(
        HEAD + head, *(f"t,08:0{i}:00,08:0{i}:00,{stop},{i}{more}" for i, stop in enumerate(stops))
    )


def _stops(*rows):
    return csv_text(STOPS, *rows)


PLAIN = [f"{i},{name},27.55,{109.97 + i / 100:.2f}" for i, name in enumerate(NAMES)]


def _feed(name, *outcomes, says=(), figures=None, **changes):
    def make(folder):
        gtfs(folder / "gtfs.zip", **changes)
        return inspect("gtfs.zip")

    cases.add(name, make, *outcomes, says=says, figures=figures)


THREE = {"rows.used": 3, "rows.read": 3}
TWO = {"rows.used": 2, "rows.read": 3}
_feed("no_service_on_any_day", REFUSE, WARN, figures={"rows.used": 0}, calendar=NEVER)
_feed(
    "the_only_day_is_taken_away",
    *(REFUSE, WARN),
    figures={"rows.used": 0},
    calendar=CALENDAR + "s,1,1,1,1,1,1,1,20250601,20250601\n",
    calendar_dates=EXCEPTIONS + "s,20250601,2\n",
)
_feed("an_end_before_the_start", REFUSE, WARN, calendar=CALENDAR + "s,1,1,1,1,1,1,1,20251231,20250101\n")
_feed(
    "weekdays_that_never_occur",  # 7 and 8 June 2025 are a Saturday and a Sunday
    *(REFUSE, WARN),
    calendar=CALENDAR + "s,1,1,1,1,1,0,0,20250607,20250608\n",
)
_feed(
    "a_single_day_added",
    ACCEPT,
    NOTED,
    figures=THREE,
    calendar=NEVER,
    calendar_dates=EXCEPTIONS + "s,20250601,1\n",
)
_feed("no_calendar_at_all", WARN, NOTED, figures=THREE, calendar=None)
_feed("a_trip_of_an_unknown_service", REFUSE, WARN, trips="route_id,service_id,trip_id\nr,unknown,t\n")
_feed(
    "one_trip_that_never_runs",
    *(ACCEPT, NOTED, WARN),
    figures=TWO,
    calendar=NEVER + "w,1,1,1,1,1,1,1,20250101,20251231\n",
    trips="route_id,service_id,trip_id\nr,s,never\nr,w,t\n",
    stop_times=_calls(0, 1) + "never,08:00:00,08:00:00,2,1\n",
)
_feed("a_call_at_an_unknown_stop", WARN, NOTED, figures=THREE, stop_times=_calls(0, 1, 2, "x"))
_feed(
    "a_call_of_an_unknown_trip",
    WARN,
    NOTED,
    figures=TWO,
    stop_times=_calls(0, 1) + "x,08:00:00,08:00:00,2,1\n",
)
_feed("a_stop_that_stands_twice", WARN, REFUSE, stops=_stops(*PLAIN, "2,again,27.56,109.99"))
_feed("a_stop_at_zero_zero", WARN, figures=TWO, stops=_stops(*PLAIN[:2], "2,三站,0,0"))
_feed("a_stop_without_a_position", WARN, figures=TWO, stops=_stops(*PLAIN[:2], "2,三站,,"))
_feed(
    "latitude_and_longitude_exchanged",
    *(REFUSE,),
    stops=_stops(*(f"{i},{name},{109.97 + i / 100:.2f},27.55" for i, name in enumerate(NAMES))),
)
_feed("no_stops_file", REFUSE, stops=None)
_feed("no_calls_file", REFUSE, stop_times=None)
_feed("no_trips_file", REFUSE, WARN, NOTED, trips=None)
_feed(
    "nobody_may_get_on_or_off",
    REFUSE,
    stop_times=_calls(0, 1, 2, head=",pickup_type,drop_off_type", more=",1,1"),
)
_feed("a_dates_file_of_rubbish", REFUSE, WARN, calendar=CALENDAR + "s,1,1,1,1,1,1,1,2025-13-45,tomorrow\n")
_feed(
    "a_station_is_no_stop",
    *(ACCEPT, NOTED),
    figures=TWO,
    stops=csv_text(STOPS + ",location_type", *(f"{row},{int(i == 2)}" for i, row in enumerate(PLAIN))),
    stop_times=_calls(0, 1),
)
_feed(
    "marks_and_windows_line_ends",
    ACCEPT,
    NOTED,
    figures=THREE,
    stops="\ufeff" + "\r\n".join([STOPS, *PLAIN]) + "\r\n",
)
_feed(
    "blanks_around_values",
    ACCEPT,
    NOTED,
    figures=THREE,
    stops=_stops(*(row.replace(",", " , ") for row in PLAIN)),
)


@cases(ACCEPT, NOTED, figures=THREE)
def a_feed_inside_a_folder(folder):
    import zipfile  # noqa: PLC0415

    gtfs(folder / "plain.zip")
    with zipfile.ZipFile(folder / "plain.zip") as archive:
        members = {f"feed/{name}": archive.read(name) for name in archive.namelist()}
    (folder / "plain.zip").unlink()
    zipped(folder / "gtfs.zip", members)
    return inspect("gtfs.zip")


@cases(REFUSE, figures={"covered": Near(0, off=1e-9)})
def stops_that_nobody_serves_cover_nothing(folder):
    from case_files import KM, coverage, frame  # noqa: PLC0415

    # the stop in the zone is never called at; the others lie some kilometres away
    away = [row.replace("27.55", "27.50") for row in PLAIN]
    stops = _stops(*away, "9,中站,27.555,109.992")
    gtfs(folder / "gtfs.zip", stops=stops)
    frame([KM], NAME=["a"]).to_file(folder / "zone.gpkg")
    return coverage("gtfs.zip", "zone.gpkg", radius=50)


def extract(path, nodes=(), ways=(), relations=()):
    """Write an OpenStreetMap extract: nodes are (id, lon, lat, tags), ways (id, nodes, tags)."""
    import osmium  # noqa: PLC0415
    from osmium.osm.mutable import Node, Relation, Way  # noqa: PLC0415

    with osmium.SimpleWriter(str(path)) as writer:
        for number, lon, lat, tags in nodes:
            writer.add_node(Node(id=number, location=(lon, lat), tags=tags, version=1))
        for number, members, tags in ways:
            writer.add_way(Way(id=number, nodes=list(members), tags=tags, version=1))
        for number, members, tags in relations:
            writer.add_relation(Relation(id=number, members=list(members), tags=tags, version=1))
    return path


CORNERS = [
    (i, lon, lat, {}) for i, (lon, lat) in enumerate([(109.98, 27.55), (109.99, 27.55), (109.99, 27.56)], 1)
]
STOP = (9, 109.985, 27.555, {"highway": "bus_stop"})
ROAD = (21, (1, 2), {"highway": "residential"})
PARK = (22, (1, 2, 3, 1), {"leisure": "park", "area": "yes"})


@cases(REFUSE, says="points.*lines|lines.*points|--layer")
def an_extract_of_several_kinds_and_none_named(folder):
    extract(folder / "town.osm.pbf", [*CORNERS, STOP], [ROAD, PARK])
    return inspect("town.osm.pbf")


@cases(WARN, NOTED, REFUSE, figures={"rows.used": 1})
def a_way_whose_nodes_lie_outside_the_extract(folder):
    extract(folder / "town.osm.pbf", CORNERS, [ROAD, (23, (1, 77), {"highway": "primary"})])
    return inspect("town.osm.pbf", "--layer", "lines")


@cases(WARN, NOTED, REFUSE, figures={"rows.used": 1})
def an_area_whose_border_lies_outside_the_extract(folder):
    broken = (31, [("w", 99, "outer")], {"type": "multipolygon", "landuse": "forest"})
    extract(folder / "town.osm.pbf", CORNERS, [PARK], [broken])
    return inspect("town.osm.pbf", "--layer", "multipolygons")


@cases(REFUSE)
def an_extract_cut_short(folder):
    path = extract(folder / "town.osm.pbf", [*CORNERS, STOP], [ROAD])
    path.write_bytes(path.read_bytes()[:-40])
    return inspect("town.osm.pbf", "--layer", "points")
