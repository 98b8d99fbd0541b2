"""Who calls at the stops of a GTFS timetable: kinds of vehicle, and whether the service has ended."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
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
_ORDINARY = dt.timedelta(days=14)  # a stop served weekly has a call within it


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


@dataclass(frozen=True, slots=True)
class _Course:
    """What trips of one service and one kind of vehicle have in common; None where it is not told."""

    period: Period | None
    route_type: str | None

    @property
    def may_be_bus(self) -> bool:
        return self.route_type is None or self.route_type in _BUSES


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
        tally.add(part, stop_ids, numbers, courses.keys())
    if periods is None:
        missing = "trips.txt" if trips is None else "calendar.txt / calendar_dates.txt"
        findings.append(Finding(code="H141", values={"count": len(tally.trips), "missing": missing}))
    findings += tally.lost()
    untold = sum(courses[number].route_type is None for number in tally.counted.values())
    if untold:
        findings.append(Finding(code="H251", values={"count": untold}))
    by_stop: dict[str, list[_Course]] = {}
    for stop, number in tally.met:
        by_stop.setdefault(stop, []).append(courses[number])
    return _summed(by_stop, findings)


@dataclass(slots=True)
class _Tally:
    """What the calls add up to, part by part: stops with the numbers of their courses, trips, lost names."""

    met: set[tuple[str, int]] = field(default_factory=set)
    counted: dict[str, int] = field(default_factory=dict)  # trips with a public call, and their course
    trips: set[str] = field(default_factory=set)
    lost_stops: int = 0
    lost_trips: int = 0

    def add(
        self, part: pd.DataFrame, stop_ids: set[str], numbers: pd.Series | None, running: Collection[int]
    ) -> None:
        """Add some calls; only public ones of trips that run count."""
        calls = part[part["stop_id"] != ""] if part.columns.isin(_ZONE_COLUMNS).any() else part
        known = calls["stop_id"].isin(stop_ids)
        course = pd.Series(0, index=calls.index) if numbers is None else calls["trip_id"].map(numbers)
        self.lost_stops += int((~known).sum())
        self.lost_trips += int(course.isna().sum())
        self.trips.update(calls["trip_id"])
        public = known & course.isin(running) & _public(calls)
        met = pd.DataFrame({name: calls.loc[public, name] for name in _CALL_COLUMNS})
        met["course"] = course[public].astype(int)
        self.met.update(_distinct(met[["stop_id", "course"]]))
        self.counted.update(_distinct(met[["trip_id", "course"]]))

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


def _summed(by_stop: Mapping[str, list[_Course]], findings: list[Finding]) -> Calls:
    met = {course.period for own in by_stop.values() for course in own} - {None}
    periods = [period for period in met if period is not None]
    if periods:
        span = (min(period.first for period in periods), max(period.last for period in periods))
        values = {"first": span[0].isoformat(), "last": span[1].isoformat()}
        findings.append(Finding(code="H149", values=values))
    buses = {
        stop: [course for course in own if course.may_be_bus]
        for stop, own in by_stop.items()
        if any(course.may_be_bus for course in own)
    }
    return Calls(
        route_types={stop: _joined(course.route_type for course in own) for stop, own in by_stop.items()},
        bus=frozenset(buses),
        ended=_ended(by_stop, periods),
        bus_ended=_ended(buses, periods),
        findings=tuple(findings),
    )


def _ended(by_stop: Mapping[str, list[_Course]], periods: list[Period]) -> dict[str, str]:
    """
    Give the last day of each stop whose services all ended before the newest began.

    The newest service is the one that starts last. A stop that had a call within the
    timetable's last 14 days has not ended: some timetables have one service a day.
    """
    if not periods:
        return {}
    newest = max(period.first for period in periods)
    recent = max(period.last for period in periods) - _ORDINARY
    found = {}
    for stop, own in by_stop.items():
        last = max((course.period.last for course in own if course.period is not None), default=newest)
        if last < newest and last < recent:
            found[stop] = last.isoformat()
    return found


def _joined(types: Iterable[str | None]) -> str:
    return ",".join(sorted({kind for kind in types if kind is not None}, key=int))


def _distinct(pairs: pd.DataFrame) -> Iterator[tuple[str, int]]:
    return pairs.drop_duplicates().itertuples(index=False, name=None)


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
) -> tuple[pd.Series | None, dict[int, _Course]]:
    """Give each trip the number of its pair of service and kind of vehicle, and the pairs that run."""
    if trips is None:
        return None, {0: _Course(None, None)}
    kinds = pd.DataFrame(
        {"service": trips["service_id"], "type": [types.get(route, "") for route in trips["route_id"]]}
    )
    numbers = kinds.groupby(["service", "type"], sort=False).ngroup()
    distinct = kinds.assign(number=numbers).drop_duplicates("number")
    return numbers, {
        int(number): _Course(None if periods is None else periods[service], kind or None)
        for service, kind, number in distinct.itertuples(index=False, name=None)
        if periods is None or service in periods
    }
