"""Stops of a GTFS timetable, by the standard of https://gtfs.org/documentation/schedule/reference/."""

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from .errors import InputError
from .vector import RawFeatures

_MAX_TABLE_BYTES = 1 << 30
_BOARDING_PLACES = frozenset({"", "0"})  # location_type: stations, entrances and nodes are not stops


def is_gtfs(path: Path) -> bool:
    """Tell whether a zip holds a timetable."""
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return "stops.txt" in archive.namelist()


def read_gtfs_stops(path: Path) -> RawFeatures:
    """
    Read the stops; positions are WGS 84 by the standard.

    The column `served` tells whether any trip calls there, so that stops without
    service can be left out and counted.
    """
    with zipfile.ZipFile(path) as archive:
        stops = _table(
            archive, path, "stops.txt", ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type")
        )
        calls = _table(archive, path, "stop_times.txt", ("stop_id",))
    kind = stops["location_type"].fillna("") if "location_type" in stops else pd.Series("", index=stops.index)
    lon = pd.to_numeric(stops["stop_lon"], errors="coerce").to_numpy(dtype=float)
    lat = pd.to_numeric(stops["stop_lat"], errors="coerce").to_numpy(dtype=float)
    shapes = gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=stops.index)
    shapes[~(np.isfinite(lon) & np.isfinite(lat))] = None
    frame = gpd.GeoDataFrame(
        {
            "id": stops["stop_id"],
            "name": stops["stop_name"],
            "served": stops["stop_id"].isin(set(calls["stop_id"])),
            "boarding": kind.isin(_BOARDING_PLACES),
        },
        geometry=shapes,
        crs="EPSG:4326",
    )
    return RawFeatures(
        frame=frame,
        format="GTFS",
        layer="stops",
        crs=frame.crs,
        crs_by="GTFS standard",
        encoding="utf-8",
        encoding_by="format",
        read=len(frame),
    )


def _table(archive: zipfile.ZipFile, path: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    if name not in archive.namelist():
        raise InputError(f"{path.name}: no {name} inside; export the whole timetable")
    if archive.getinfo(name).file_size > _MAX_TABLE_BYTES:
        raise InputError(f"{path.name}: {name} is larger than 1 GiB; cut the timetable to the study area")
    with archive.open(name) as stream:
        table = pd.read_csv(
            stream, dtype="string", encoding="utf-8-sig", usecols=lambda column: column.strip() in columns
        )
    missing = [column for column in columns if column not in table and column != "location_type"]
    if missing:
        raise InputError(
            f"{path.name}: {name} has no column {', '.join(missing)}; export it by the GTFS standard"
        )
    table.index = pd.RangeIndex(1, len(table) + 1)
    return table
