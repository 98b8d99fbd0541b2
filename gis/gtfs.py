"""Stops of a GTFS timetable, by the standard of https://gtfs.org/documentation/schedule/reference/."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd

from .errors import InputError
from .features import RawFeatures, ReadRequest
from .tables import parsed, usable_degrees
from .text_encoding import decoded_file

_MAX_TABLE_BYTES = 1 << 30
_BOARDING_PLACES = frozenset({"", "0"})  # location_type: stations, entrances and nodes are not stops
_STOP_COLUMNS = ("stop_id", "stop_name", "stop_lat", "stop_lon")


def is_gtfs(path: Path) -> bool:
    """Tell whether a zip holds a timetable."""
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    with _opened(path) as archive:
        return "stops.txt" in archive.namelist()


def read_gtfs_stops(path: Path, _folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read the stops; positions are WGS 84 by the standard.

    The column `served` tells whether any trip calls there, so that stops without
    service can be left out and counted.
    """
    with _opened(path) as archive:
        text, found = decoded_file(
            _bytes_of(archive, path, "stops.txt"), what=f"{path.name}/stops.txt", stated=request.encoding
        )
        stops = parsed(text, f"{path.name}/stops.txt")
        _require_columns(stops, path, "stops.txt", _STOP_COLUMNS)
        called = _stops_called_at(archive, path)
    kind = stops["location_type"].fillna("") if "location_type" in stops else pd.Series("", index=stops.index)
    lon, lat = (
        pd.to_numeric(stops[name], errors="coerce").to_numpy(dtype=float) for name in ("stop_lon", "stop_lat")
    )
    shapes = gpd.points_from_xy(lon, lat)
    shapes[~usable_degrees(lon, lat)] = None
    frame = gpd.GeoDataFrame(
        {
            "id": stops["stop_id"],
            "name": stops["stop_name"],
            "served": stops["stop_id"].isin(called),
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
        encoding="utf-8" if found.name == "utf-8-sig" else found.name,
        encoding_by="format" if found.name.startswith("utf-8") else found.by,
        read=len(frame),
    )


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except InputError:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError, EOFError) as fault:
        reason = " ".join(str(fault).split())[:120]
        raise InputError(f"{path.name}: the timetable cannot be read ({reason}); export it again") from fault


def _bytes_of(archive: zipfile.ZipFile, path: Path, name: str) -> bytes:
    if name not in archive.namelist():
        raise InputError(f"{path.name}: no {name} inside; export the whole timetable")
    if archive.getinfo(name).file_size > _MAX_TABLE_BYTES:
        raise InputError(f"{path.name}: {name} is larger than 1 GiB; cut the timetable to the study area")
    return archive.read(name)


def _stops_called_at(archive: zipfile.ZipFile, path: Path) -> set[str]:
    """Gather the stops of all trips; of this large table only the one column is read."""
    calls = pd.read_csv(
        io.BytesIO(_bytes_of(archive, path, "stop_times.txt")),
        dtype=str,
        encoding="utf-8-sig",
        keep_default_na=False,
        usecols=lambda column: column.strip() == "stop_id",
    )
    calls.columns = calls.columns.str.strip()
    _require_columns(calls, path, "stop_times.txt", ("stop_id",))
    return set(calls["stop_id"])


def _require_columns(table: pd.DataFrame, path: Path, name: str, columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in table]
    if missing:
        raise InputError(
            f"{path.name}: {name} has no column {', '.join(missing)}; export it by the GTFS standard",
            code="H012",
        )
