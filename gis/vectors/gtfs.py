"""Stops of a GTFS timetable, by the standard of https://gtfs.org/documentation/schedule/reference/."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from gis import text_encoding
from gis.errors import CrsError, InputError
from gis.features import RawFeatures, ReadRequest
from gis.findings import Finding
from gis.layer_choice import chosen_layer
from gis.tabular.tables import listed, parsed, usable_degrees

from .gtfs_service import CALENDAR_COLUMNS, DATES_COLUMNS, services

_MAX_TABLE_BYTES = 1 << 30
_ROWS_AT_A_TIME = 500_000
_BOARDING_PLACES = frozenset({"", "0"})  # location_type: stations, entrances and nodes are not stops
_STOP_COLUMNS = ("stop_id", "stop_name", "stop_lat", "stop_lon")
_CALL_COLUMNS = ("trip_id", "stop_id")
_CALL_KINDS = ("pickup_type", "drop_off_type")
_ZONE_COLUMNS = ("location_id", "location_group_id")  # calls on demand, at no stop
_NO_CALL = "1"
_MAX_LON, _MAX_LAT = 180.0, 90.0


def is_gtfs(path: Path) -> bool:
    """Tell whether a zip holds a timetable, at its top or in a folder."""
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    with _opened(path) as archive:
        return bool(_feeds(archive))


def read_gtfs_stops(path: Path, _folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read the stops; positions are WGS 84 by the standard.

    The column `served` tells whether any trip that runs on at least one day lets people
    on or off there, so that stops without service can be left out and counted;
    `boarding` tells stops from stations and entrances. A zip with several timetables
    needs the folder of one as `request.layer` (H005). One identifier at two places is
    refused (H140).
    """
    with _opened(path) as archive:
        feed = _Feed(archive, path, _chosen_feed(archive, path, request.layer), request.encoding)
        stops = feed.table("stops.txt", _STOP_COLUMNS)
        ids = _stripped(stops["stop_id"])
        _refuse_torn_ids(ids, stops, path)
        called, findings = _stops_called_at(feed, set(ids))
    kind = (
        _stripped(stops["location_type"])
        if "location_type" in stops
        else pd.Series("", index=stops.index, dtype="str")
    )
    frame = gpd.GeoDataFrame(
        {
            "id": ids,
            "name": stops["stop_name"],
            "served": ids.isin(called),
            "boarding": kind.isin(_BOARDING_PLACES),
        },
        geometry=_points(stops, path),
        crs="EPSG:4326",
    )
    return RawFeatures(
        frame=frame,
        format="GTFS",
        layer="stops",
        crs=frame.crs,
        crs_by="GTFS standard",
        encoding="utf-8" if feed.found.name == "utf-8-sig" else feed.found.name,
        encoding_by="format" if feed.found.name.startswith("utf-8") else feed.found.by,
        read=len(frame),
        findings=tuple(findings),
    )


class _Feed:
    """The tables of one timetable in an archive; `found` is the encoding of the last one read whole."""

    def __init__(self, archive: zipfile.ZipFile, path: Path, folder: str, stated: str | None) -> None:
        self.archive, self.path, self.folder, self.stated = archive, path, folder, stated
        self.found = text_encoding.Encoding(name="utf-8", by="format")

    def has(self, name: str) -> bool:
        return self.folder + name in self.archive.namelist()

    def table(self, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
        """Read a small table whole; ragged rows are refused by their number."""
        what = f"{self.path.name}/{name}"
        text, found = text_encoding.decoded_file(self._bytes(name), what=what, stated=self.stated)
        table = parsed(text, what)
        self._require(table, name, columns)
        if name == "stops.txt":
            self.found = found
        return table

    def columns(
        self, name: str, needed: tuple[str, ...], also: tuple[str, ...] = ()
    ) -> Iterator[pd.DataFrame]:
        """Read some columns of a large table as text, part by part, blanks around values taken off."""
        wanted = frozenset((*needed, *also))
        encoding = "utf-8-sig" if self.found.name.startswith("utf-8") else self.found.name
        self._require_member(name)
        with self.archive.open(self.folder + name) as stream:
            parts = pd.read_csv(
                stream,
                dtype=str,
                encoding=encoding,
                encoding_errors="replace",  # only identifiers are read, and unknown ones are told
                keep_default_na=False,
                index_col=False,
                usecols=lambda column: column.strip() in wanted,
                chunksize=_ROWS_AT_A_TIME,
            )
            while (part := _next_quietly(parts)) is not None:
                part.columns = part.columns.str.strip()
                self._require(part, name, needed)
                yield part.apply(_stripped)

    def _bytes(self, name: str) -> bytes:
        self._require_member(name)
        return self.archive.read(self.folder + name)

    def _require_member(self, name: str) -> None:
        if not self.has(name):
            raise InputError(f"{self.path.name}: no {name} inside; export the whole timetable")
        if self.archive.getinfo(self.folder + name).file_size > _MAX_TABLE_BYTES:
            raise InputError(
                f"{self.path.name}: {name} is larger than 1 GiB; cut the timetable to the study area"
            )

    def _require(self, table: pd.DataFrame, name: str, columns: tuple[str, ...]) -> None:
        missing = [column for column in columns if column not in table]
        if missing:
            raise InputError(
                f"{self.path.name}: {name} has no column {', '.join(missing)}; "
                "export it by the GTFS standard",
                code="H012",
            )


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except InputError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        RuntimeError,  # a password, a compression that Python lacks
        ValueError,
        EOFError,
    ) as fault:
        reason = " ".join(str(fault).split())[:120]
        raise InputError(f"{path.name}: the timetable cannot be read ({reason}); export it again") from fault


def _feeds(archive: zipfile.ZipFile) -> list[str]:
    """List the folders that hold a timetable, the top as ""; in a folder stops.txt alone proves nothing."""
    names = set(archive.namelist())
    if "stops.txt" in names:
        return [""]
    folders = [name.removesuffix("stops.txt") for name in names if name.endswith("/stops.txt")]
    return sorted(folder for folder in folders if folder + "stop_times.txt" in names)


def _chosen_feed(archive: zipfile.ZipFile, path: Path, wanted: str | None) -> str:
    folders = {folder.rstrip("/") or "stops": folder for folder in _feeds(archive)}
    if not folders:
        raise InputError(f"{path.name}: no stops.txt inside; export the whole timetable")
    if len(folders) == 1 and wanted in {None, "stops", "stops.txt", path.stem}:
        return next(iter(folders.values()))
    return folders[chosen_layer(list(folders), wanted, path.name)]


def _points(stops: pd.DataFrame, path: Path) -> np.ndarray:
    """Make points; positions that are missing, 0, 0 or off the earth are none."""
    lon, lat = (
        pd.to_numeric(stops[name].str.strip(), errors="coerce").to_numpy(dtype=float)
        for name in ("stop_lon", "stop_lat")
    )
    usable = usable_degrees(lon, lat)
    swapped = usable & (np.abs(lat) > _MAX_LAT) & (np.abs(lon) <= _MAX_LAT)
    if swapped.sum() * 2 > usable.sum():
        raise CrsError(
            f"{path.name} (stop_lat, stop_lon): latitude and longitude are swapped ({int(swapped.sum())} "
            "latitudes above 90); swap the two columns",
            code="H021",
        )
    usable &= (np.abs(lat) <= _MAX_LAT) & (np.abs(lon) <= _MAX_LON)
    shapes = np.asarray(gpd.points_from_xy(lon, lat), dtype=object)
    shapes[~usable] = None
    return shapes


def _refuse_torn_ids(ids: pd.Series, stops: pd.DataFrame, path: Path) -> None:
    """Refuse one identifier at two places: nobody can tell which of them is served."""
    places = pd.DataFrame({"id": ids, "lat": stops["stop_lat"], "lon": stops["stop_lon"]}).drop_duplicates()
    torn = places["id"].duplicated() & (places["id"] != "")
    if torn.any():
        rows = [int(row) for row in places.index[torn]]
        raise InputError(
            f"{path.name}/stops.txt (rows {listed(rows)}): stop_id {', '.join(places['id'][torn][:3])} "
            "stands at two places; give each stop its own stop_id",
            code="H140",
        )


def _stops_called_at(feed: _Feed, stop_ids: set[str]) -> tuple[set[str], list[Finding]]:
    """Gather the stops where a trip that runs lets people on or off."""
    findings: list[Finding] = []
    trips = _trips(feed)
    running = _running(feed, trips, findings)
    untold = running is None
    if running is None and trips is not None:
        running = set(trips)
    called: set[str] = set()
    trips_called: set[str] = set()
    lost_stops = lost_trips = 0
    for part in feed.columns("stop_times.txt", _CALL_COLUMNS, (*_CALL_KINDS, *_ZONE_COLUMNS)):
        calls = part[part["stop_id"] != ""] if part.columns.isin(_ZONE_COLUMNS).any() else part
        lost_stops += int((~calls["stop_id"].isin(stop_ids)).sum())
        if trips is not None:
            lost_trips += int((~calls["trip_id"].isin(trips)).sum())
        trips_called.update(calls["trip_id"])
        called.update(calls["stop_id"][_public(calls, running)])
    if untold:
        missing = "trips.txt" if trips is None else "calendar.txt / calendar_dates.txt"
        findings.append(Finding(code="H141", values={"count": len(trips_called), "missing": missing}))
    for count, what, what_zh, table in (
        (lost_stops, "stops", "站点", "stops.txt"),
        (lost_trips, "trips", "班次", "trips.txt"),
    ):
        if count:
            values = {"count": count, "what": what, "what_zh": what_zh, "table": table}
            findings.append(Finding(code="H142", values=values))
    return called, findings


def _public(calls: pd.DataFrame, running: set[str] | None) -> pd.Series:
    """Mark the calls of running trips where people may get on or off."""
    public = pd.Series(data=True, index=calls.index)
    if all(column in calls for column in _CALL_KINDS):
        public = (calls["pickup_type"] != _NO_CALL) | (calls["drop_off_type"] != _NO_CALL)
    return public if running is None else public & calls["trip_id"].isin(running)


def _trips(feed: _Feed) -> dict[str, str] | None:
    """Give the service of each trip; None where the timetable has no list of trips."""
    if not feed.has("trips.txt"):
        return None
    found: dict[str, str] = {}
    for part in feed.columns("trips.txt", ("trip_id", "service_id")):
        found.update(zip(part["trip_id"], part["service_id"], strict=True))
    return found


def _running(feed: _Feed, trips: dict[str, str] | None, findings: list[Finding]) -> set[str] | None:
    """Give the trips whose service runs on a day; None where the timetable does not tell."""
    calendar, dates = (
        feed.table(name, columns) if feed.has(name) else None
        for name, columns in (("calendar.txt", CALENDAR_COLUMNS), ("calendar_dates.txt", DATES_COLUMNS))
    )
    if trips is None or (calendar is None and dates is None):
        return None
    found = services(calendar, dates)
    if found.unreadable:
        findings.append(Finding(code="H144", values={"count": found.unreadable}))
    loose = sum(service not in found.named for service in trips.values())
    if loose:
        findings.append(Finding(code="H143", values={"count": loose}))
    return {trip for trip, service in trips.items() if service in found.running}


def _next_quietly(parts: Iterator[pd.DataFrame]) -> pd.DataFrame | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cells beyond the head: they are not looked at
        return next(parts, None)


def _stripped(column: pd.Series) -> pd.Series:
    return column.fillna("").astype("str").str.strip()
