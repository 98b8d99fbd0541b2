"""Small files of every format that the door takes: one world, written as different offices write it."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point, Polygon, box, get_coordinates
from shapely.geometry import mapping

from gis.errors import ToolkitError
from layers import read_layer
from layers.alarm_kinds import ALARM_KINDS

CRS = "EPSG:4546"
EAST, NORTH = 399_254.0, 3_049_000.0  # in Hecheng
# Doubles with long tails: a format that keeps doubles gives back the same bits.
STOP_XY = ((EAST + 0.123456789, NORTH + 0.987654321), (EAST + 1000 / 3, NORTH), (EAST, NORTH + 2000 / 7))
STOP_NAMES = ("鹤城一站", "鹤城二站", "鹤城三站")


def stops(**columns):
    """Three stops with Chinese names."""
    data = {"id": ["a", "b", "c"], "name": list(STOP_NAMES)} | columns
    return gpd.GeoDataFrame(data, geometry=[Point(xy) for xy in STOP_XY], crs=CRS)


def frame_of(*shapes, crs=CRS, **columns):
    """Rows of the given shapes, numbered from 1."""
    data = {"id": [str(number) for number in range(1, len(shapes) + 1)]} | columns
    return gpd.GeoDataFrame(data, geometry=list(shapes), crs=crs)


def square(side_m=1000.0, *, east=EAST, north=NORTH):
    return box(east, north, east + side_m, north + side_m)


def bow_tie(side_m, *, east=EAST, north=NORTH):
    """Two triangles that meet in the middle: the raw area is 0, the true one half the square."""
    return Polygon(
        [
            (east, north),
            (east + side_m, north + side_m),
            (east + side_m, north),
            (east, north + side_m),
            (east, north),
        ]
    )


def write(frame, path, **more):
    """Write a frame in the format of the suffix."""
    path.parent.mkdir(parents=True, exist_ok=True)
    suffix = path.suffix.lower()
    if suffix in {".parquet", ".geoparquet"}:
        frame.to_parquet(path, **more)
    elif suffix in {".geojson", ".json"}:
        features = [
            feature(shape, row.drop(frame.geometry.name).to_dict())
            for shape, (_, row) in zip(frame.geometry, frame.iterrows(), strict=True)
        ]
        write_geojson(path, features, crs=frame.crs.to_string(), **more)
    elif suffix == ".csv":
        xy = get_coordinates(frame.geometry.to_numpy()).tolist()
        names = [column for column in frame.columns if column != frame.geometry.name]
        rows = [
            [*values, repr(x), repr(y)]
            for values, (x, y) in zip(frame[names].to_numpy().tolist(), xy, strict=True)
        ]
        write_csv(path, [[*names, "x", "y"], *rows], **more)
    elif suffix == ".shp":
        write_shapefile(frame, path, **more)
    else:
        frame.to_file(path, **more)
    return path


def write_shapefile(frame, path, *, encoding="gb18030", cpg=None, language_id=0):
    """Write a shapefile whose .cpg and .dbf say what they are told to say."""
    frame.to_file(path, driver="ESRI Shapefile", encoding=encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg, encoding="ascii")
    patch(path.with_suffix(".dbf"), 29, bytes([language_id]))
    return path


def patch(path, place, new):
    """Overwrite bytes of a file."""
    raw = bytearray(path.read_bytes())
    raw[place : place + len(new)] = new
    path.write_bytes(raw)


def write_csv(path, rows, *, encoding="utf-8"):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def feature(shape, properties=None):
    geometry = None if shape is None else mapping(shape) if hasattr(shape, "geom_type") else shape
    return {"type": "Feature", "properties": properties or {}, "geometry": geometry}


def write_geojson(path, features, *, encoding="utf-8", **members):
    """Write a FeatureCollection; a `crs` is given by name, as the member itself, or not at all."""
    data = {"type": "FeatureCollection", "features": features} | members
    if isinstance(members.get("crs"), str):
        data["crs"] = {"type": "name", "properties": {"name": members["crs"]}}
    path.write_bytes(json.dumps(data, ensure_ascii=False).encode(encoding))
    return path


def write_gtfs(path, stop_rows, calls, *, head="stop_id,stop_name,stop_lat,stop_lon,location_type"):
    """Write a timetable of stops and of the stops that trips call at."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("stops.txt", "\n".join([head, *stop_rows]))
        archive.writestr("stop_times.txt", "\n".join(["trip_id,stop_id", *(f"t,{stop}" for stop in calls)]))
    return path


def snapshot(folder: Path) -> dict[str, str]:
    """Hash every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def codes(layer) -> list[str]:
    """List the codes of a layer's alarms."""
    return [alarm.code for alarm in layer.alarms]


def the_alarm(layer, code):
    """Give the one alarm of a code."""
    (alarm,) = [alarm for alarm in layer.alarms if alarm.code == code]
    return alarm


def refusal(path, **more) -> ToolkitError:
    """Read, expect a refusal, and hold it against the contract: one line, a known code, the file, a mend."""
    with pytest.raises(ToolkitError) as caught:
        read_layer(path, **more)
    message = str(caught.value)
    assert "\n" not in message
    assert caught.value.code in ALARM_KINDS
    assert path.name in message
    assert ";" in message
    return caught.value
