"""Stops of a GTFS timetable, by the standard of https://gtfs.org/documentation/schedule/reference/."""

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.errors import CrsError, InputError
from gis.features import RawFeatures, ReadRequest
from gis.tabular.tables import listed, usable_degrees

from .gtfs_calls import gathered_calls
from .gtfs_feed import Feed, chosen_feed, feeds, opened, stripped

_BOARDING_PLACES = frozenset({"", "0"})  # location_type: stations, entrances and nodes are not stops
_STOP_COLUMNS = ("stop_id", "stop_name", "stop_lat", "stop_lon")
_MAX_LON, _MAX_LAT = 180.0, 90.0


def is_gtfs(path: Path) -> bool:
    """Tell whether a zip holds a timetable, at its top or in a folder."""
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    with opened(path) as archive:
        return bool(feeds(archive))


def read_gtfs_stops(path: Path, _folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read the stops; positions are WGS 84 by the standard.

    `route_types` lists what calls at a stop, as codes of the standard. Columns for the
    door alone: `boarding` tells stops from stations and entrances; `served` whether any
    trip that runs on at least one day lets people on or off, `bus` whether a bus does
    (or a vehicle of unknown kind); `ended` and `bus_ended` the last day of service (of
    buses) as YYYY-MM-DD where the newest services begin later, else "". A zip with
    several timetables needs the folder of one as `request.layer` (H005). One identifier
    at two places is refused (H140).
    """
    with opened(path) as archive:
        feed = Feed(archive, path, chosen_feed(archive, path, request.layer), request.encoding)
        stops = feed.table("stops.txt", _STOP_COLUMNS)
        ids = stripped(stops["stop_id"])
        _refuse_torn_ids(ids, stops, path)
        calls = gathered_calls(feed, set(ids))
    kind = (
        stripped(stops["location_type"])
        if "location_type" in stops
        else pd.Series("", index=stops.index, dtype="str")
    )
    frame = gpd.GeoDataFrame(
        {
            "id": ids,
            "name": stops["stop_name"],
            "boarding": kind.isin(_BOARDING_PLACES),
            "served": ids.isin(calls.route_types),
            "bus": ids.isin(calls.bus),
            **{
                name: pd.Series([texts.get(stop, "") for stop in ids], index=ids.index, dtype="str")
                for name, texts in (
                    ("route_types", calls.route_types),
                    ("ended", calls.ended),
                    ("bus_ended", calls.bus_ended),
                )
            },
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
        findings=calls.findings,
    )


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
