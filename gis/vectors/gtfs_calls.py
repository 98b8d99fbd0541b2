"""Who calls at the stops of a GTFS timetable: kinds of vehicle, and whether the service has ended."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from gis.findings import Finding

from .gtfs_feed import Feed, stripped
from .gtfs_service import CALENDAR_COLUMNS, DATES_COLUMNS, Period, services

_CALL_COLUMNS = ("trip_id", "stop_id")
_CALL_KINDS = ("pickup_type", "drop_off_type")
_ZONE_COLUMNS = ("location_id", "location_group_id")  # calls on demand, at no stop
_NO_CALL = "1"
# Bus, trolleybus; of the extended codes bus service with its sub-kinds, and trolleybus again.
_BUSES = frozenset(map(str, (3, 11, *range(700, 800), 800)))
_MAX_TYPE_DIGITS = 4
_ORDINARY_DAYS = 14  # a stop served weekly has a call within them


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calls:
    """
    What is known of the stops where people get on or off.

    `route_types` gives the sorted codes by stop, "" where none is known; `bus` the stops
    of buses or of vehicles of unknown kind; `ended` and `bus_ended` the last day of
    service (of buses) of the stops whose services all ended before the newest began.
    """

    route_types: Mapping[str, str]
    bus: frozenset[str]
    ended: Mapping[str, str]
    bus_ended: Mapping[str, str]
    findings: tuple[Finding, ...]


def gathered_calls(feed: Feed, stop_ids: set[str]) -> Calls:
    """
    Gather what calls at the stops on a trip that runs on at least one day.

    Services count whenever they run; the timetable's first and last day are told
    (H149), and what it lacks or contradicts (H141 to H144, H251).
    """
    findings: list[Finding] = []
    trips = _trips(feed)
    periods = _periods(feed, trips, findings)
    numbers, courses = _courses(trips, periods, _route_types(feed))
    tally = _Tally()
    for part in feed.columns("stop_times.txt", _CALL_COLUMNS, (*_CALL_KINDS, *_ZONE_COLUMNS)):
        tally.add(part, stop_ids, numbers, courses)
    if periods is None:
        missing = "trips.txt" if trips is None else "calendar.txt / calendar_dates.txt"
        findings.append(Finding(code="H141", values={"count": len(tally.trips), "missing": missing}))
    findings += tally.lost()
    if tally.untold:
        findings.append(Finding(code="H251", values={"count": len(tally.untold)}))
    used = courses.loc[sorted(tally.courses)]
    if periods is not None and len(used):
        first, last = (dt.date.fromordinal(int(day)) for day in (used["first"].min(), used["last"].max()))
        span = {"first": first.isoformat(), "last": last.isoformat()}
        findings.append(Finding(code="H149", values=span))
    return _summed(tally.last_days, None if periods is None else used, findings)


@dataclass(slots=True)
class _Tally:
    """What the calls add up to, part by part; a course is the number of a service and kind of vehicle."""

    last_days: dict[tuple[str, str], int] = field(default_factory=dict)  # by stop and type, as ordinals
    courses: set[int] = field(default_factory=set)
    untold: set[str] = field(default_factory=set)  # trips whose kind of vehicle is not known
    trips: set[str] = field(default_factory=set)
    lost_stops: int = 0
    lost_trips: int = 0

    def add(
        self, part: pd.DataFrame, stop_ids: set[str], numbers: pd.Series | None, courses: pd.DataFrame
    ) -> None:
        """Add some calls; only public ones of trips that run count."""
        calls = part[part["stop_id"] != ""] if part.columns.isin(_ZONE_COLUMNS).any() else part
        known = calls["stop_id"].isin(stop_ids)
        course = pd.Series(0, index=calls.index) if numbers is None else calls["trip_id"].map(numbers)
        self.lost_stops += int((~known).sum())
        self.lost_trips += int(course.isna().sum())
        self.trips.update(calls["trip_id"])
        public = known & course.isin(courses.index) & _public(calls)
        met = calls.loc[public, list(_CALL_COLUMNS)].assign(course=course[public].astype(int))
        self.courses.update(int(number) for number in met["course"].unique())
        self.untold.update(met["trip_id"][met["course"].isin(courses.index[courses["type"] == ""])])
        pairs = met[["stop_id", "course"]].drop_duplicates().join(courses, on="course")
        latest = pairs.groupby(["stop_id", "type"], as_index=False)["last"].max()
        for stop, kind, day in latest.itertuples(index=False, name=None):
            self.last_days[stop, kind] = max(int(day), self.last_days.get((stop, kind), 0))

    def lost(self) -> list[Finding]:
        """Tell the calls whose stop or trip the timetable does not have."""
        return [
            Finding(code="H142", values={"count": count, "what": what, "what_zh": what_zh, "table": table})
            for count, what, what_zh, table in (
                (self.lost_stops, "stops", "站点", "stops.txt"),
                (self.lost_trips, "trips", "班次", "trips.txt"),
            )
            if count
        ]


def _summed(
    last_days: Mapping[tuple[str, str], int], used: pd.DataFrame | None, findings: list[Finding]
) -> Calls:
    types: dict[str, list[str]] = {}
    latest: dict[str, int] = {}
    latest_bus: dict[str, int] = {}
    for (stop, kind), day in last_days.items():
        types.setdefault(stop, []).append(kind)
        latest[stop] = max(day, latest.get(stop, 0))
        if kind in _BUSES or not kind:
            latest_bus[stop] = max(day, latest_bus.get(stop, 0))
    return Calls(
        route_types={stop: ",".join(sorted(filter(None, own), key=int)) for stop, own in types.items()},
        bus=frozenset(latest_bus),
        ended=_ended(latest, used),
        bus_ended=_ended(latest_bus, used),
        findings=tuple(findings),
    )


def _ended(latest: Mapping[str, int], used: pd.DataFrame | None) -> dict[str, str]:
    """
    Give the last day of each stop whose services all ended before the newest began.

    The newest service is the one that starts last. A stop that had a call within the
    timetable's last 14 days has not ended: some timetables have one service a day.
    """
    if used is None or used.empty:
        return {}
    limit = min(int(used["first"].max()), int(used["last"].max()) - _ORDINARY_DAYS)
    return {stop: dt.date.fromordinal(day).isoformat() for stop, day in latest.items() if day < limit}


def _public(calls: pd.DataFrame) -> pd.Series:
    """Mark the calls where people may get on or off."""
    if all(column in calls for column in _CALL_KINDS):
        return (calls["pickup_type"] != _NO_CALL) | (calls["drop_off_type"] != _NO_CALL)
    return pd.Series(data=True, index=calls.index)


def _trips(feed: Feed) -> pd.DataFrame | None:
    """Give service and route of each trip; None where the timetable has no list of trips."""
    if not feed.has("trips.txt"):
        return None
    parts = list(feed.columns("trips.txt", ("trip_id", "service_id"), ("route_id",)))
    trips = pd.concat(parts).drop_duplicates("trip_id", keep="last").set_index("trip_id")
    return trips.assign(route_id=stripped(trips["route_id"]) if "route_id" in trips else "")


def _periods(feed: Feed, trips: pd.DataFrame | None, findings: list[Finding]) -> Mapping[str, Period] | None:
    """Give the services that run on a day; None where the timetable does not tell."""
    calendar, dates = (
        feed.table(name, columns) if feed.has(name) else None
        for name, columns in (("calendar.txt", CALENDAR_COLUMNS), ("calendar_dates.txt", DATES_COLUMNS))
    )
    if trips is None or (calendar is None and dates is None):
        return None
    found = services(calendar, dates)
    if found.unreadable:
        findings.append(Finding(code="H144", values={"count": found.unreadable}))
    loose = int((~trips["service_id"].isin(found.named)).sum())
    if loose:
        findings.append(Finding(code="H143", values={"count": loose}))
    return found.running


def _route_types(feed: Feed) -> dict[str, str]:
    """Give the type of each route; one that cannot be read, or whose row is ragged, has none."""
    if not feed.has("routes.txt"):
        return {}
    rows = feed.rows("routes.txt")
    head = [name.strip() for name in next(rows, [])]
    if not {"route_id", "route_type"} <= set(head):
        return {}
    at, kind_at = head.index("route_id"), head.index("route_type")
    kinds = ((row[at].strip(), row[kind_at].strip()) for row in rows if len(row) == len(head))
    return {
        route: str(int(kind))
        for route, kind in kinds
        if kind.isascii() and kind.isdigit() and len(kind) <= _MAX_TYPE_DIGITS
    }


def _courses(
    trips: pd.DataFrame | None, periods: Mapping[str, Period] | None, types: Mapping[str, str]
) -> tuple[pd.Series | None, pd.DataFrame]:
    """
    Give each trip the number of its course, and the courses that run by their number.

    Trips of one service and one kind of vehicle are one course. Its `type` is "" where it
    is not told; `first` and `last` are ordinals of days, 0 where no calendar tells them.
    """
    if trips is None:
        return None, pd.DataFrame({"type": [""], "first": [0], "last": [0]})
    kinds = pd.DataFrame(
        {"service": trips["service_id"], "type": [types.get(route, "") for route in trips["route_id"]]}
    )
    numbers = kinds.groupby(["service", "type"], sort=False).ngroup()
    courses = kinds.assign(number=numbers).drop_duplicates("number").set_index("number")
    if periods is None:
        return numbers, courses[["type"]].assign(first=0, last=0)
    courses = courses[courses["service"].isin(periods.keys())]
    own = [periods[service] for service in courses["service"]]
    days = {name: [getattr(period, name).toordinal() for period in own] for name in ("first", "last")}
    return numbers, courses[["type"]].assign(**days)
