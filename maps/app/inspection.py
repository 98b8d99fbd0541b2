"""`hecheng inspect`: what is in one file, said before anyone measures with it."""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from gis.errors import CrsError
from gis.measure import ellipsoidal_area_m2, ellipsoidal_length_m
from gis.raster import read_header
from gis.zonal import class_areas, zone_of_raster
from layers.alarms import Alarm
from layers.door import Statement, open_layer, read_unplaced
from layers.layer import Layer, RasterLayer
from layers.raster_door import RASTER_SUFFIXES

from .answers import Answer

_MISSING_CRS = "H020"
_SAMPLE_LENGTH = 40


def inspect(file: str, statement: Statement) -> Answer:
    """Open a file at the door and describe it; without a CRS it is described, not measured."""
    try:
        layer = open_layer(file, statement)
    except CrsError as fault:
        if fault.code != _MISSING_CRS or statement.crs is not None:
            raise
        if Path(file).suffix.lower() in RASTER_SUFFIXES:
            return _unplaced_raster(file, fault)
        return _unplaced(file, statement, fault)
    return _raster(layer) if isinstance(layer, RasterLayer) else _vector(layer)


def _vector(layer: Layer) -> Answer:
    kind = layer.frame.geom_type.iloc[0]
    area_m2 = length_m = None
    if kind.endswith("Polygon"):
        area_m2 = _union_area(layer)
    elif kind.endswith("LineString"):
        length_m = float(ellipsoidal_length_m(layer.frame.geometry).sum())
    rows = layer.rows
    told: dict[str, object] = {
        "schema": "hecheng.inspect/1",
        "file": layer.origin.file,
        "format": layer.origin.format,
        "layer": layer.origin.layer,
        "rows": {
            "read": rows.read,
            "used": rows.used,
            "repaired": rows.repaired,
            "skipped": dict(rows.skipped),
        },
        "crs_read": layer.origin.crs_read,
        "crs_read_by": layer.origin.crs_read_by,
        "crs_used": layer.origin.crs_used,
        "encoding": layer.origin.encoding,
        "encoding_by": layer.origin.encoding_by,
        "geometry": kind,
        "area_m2": area_m2,
        "length_m": length_m,
        "bounds": [float(value) for value in layer.frame.total_bounds],
        "fields": _fields(layer.frame),
    }
    return _answer(told, layer.alarms)


def _unplaced(file: str, statement: Statement, fault: CrsError) -> Answer:
    raw = read_unplaced(file, statement)
    kinds = sorted({str(kind) for kind in raw.frame.geom_type.dropna()})
    alarm = Alarm(code=fault.code, layer=raw.layer or "", file=file)
    told: dict[str, object] = {
        "schema": "hecheng.inspect/1",
        "file": file,
        "format": raw.format,
        "layer": raw.layer,
        "rows": {"read": raw.read, "used": raw.read, "repaired": 0, "skipped": {}},
        "crs_read": None,
        "crs_used": None,
        "encoding": raw.encoding,
        "encoding_by": raw.encoding_by,
        "geometry": "/".join(kinds),
        "area_m2": None,
        "length_m": None,
        "bounds": _finite_bounds(raw.frame),
        "fields": _fields(raw.frame),
    }
    return _answer(told, (alarm,))


def _unplaced_raster(file: str, fault: CrsError) -> Answer:
    header = read_header(file)
    told: dict[str, object] = {
        "schema": "hecheng.inspect/1",
        "file": Path(file).name,
        "format": "raster",
        "layer": None,
        "rows": None,
        "crs_read": None,
        "crs_used": None,
        "encoding": None,
        "geometry": "raster",
        "area_m2": None,
        "length_m": None,
        "bounds": list(header.bounds),
        "fields": [],
        "size": [header.width, header.height],
        "pixel": list(header.pixel),
        "bands": header.bands,
        "dtype": header.dtype,
        "nodata": header.nodata,
        "classes": None,
    }
    return _answer(told, (Alarm(code=fault.code, layer=Path(file).stem, file=Path(file).name),))


def _raster(layer: RasterLayer) -> Answer:
    raster = layer.raster
    told: dict[str, object] = {
        "schema": "hecheng.inspect/1",
        "file": layer.origin.file,
        "format": layer.origin.format,
        "layer": None,
        "rows": None,
        "crs_read": layer.origin.crs_read,
        "crs_read_by": layer.origin.crs_read_by,
        "crs_used": layer.origin.crs_used,
        "encoding": None,
        "geometry": "raster",
        "area_m2": None,
        "length_m": None,
        "bounds": _raster_bounds(layer),
        "fields": [],
        "size": [raster.width, raster.height],
        "pixel": [raster.transform.a, raster.transform.e],
        "bands": raster.bands,
        "dtype": raster.dtype,
        "nodata": raster.nodata,
        "classes": None,
    }
    if np.issubdtype(np.dtype(raster.dtype), np.integer):
        footprint = gpd.GeoSeries([zone_of_raster(raster)], crs=raster.crs)
        areas = class_areas(raster, footprint)
        told["area_m2"] = float(areas.total_m2[0])
        told["nodata_m2"] = float(areas.nodata_m2[0])
        told["classes"] = [
            {
                "value": int(value),
                "area_m2": float(area),
                "name": layer.legend.get(int(value), ("", ""))[1] or None,
            }
            for value, area in zip(areas.values, areas.area_m2[0], strict=True)
        ]
    return _answer(told, layer.alarms)


def _answer(told: dict[str, object], alarms: tuple[Alarm, ...]) -> Answer:
    skipped_keys = {"schema", "fields", "classes", "alarms"}
    lines = [
        f"{key}: {value}" for key, value in told.items() if key not in skipped_keys and value is not None
    ]
    table: list[tuple[str, ...]] = []
    fields, classes = told["fields"], told.get("classes")
    if isinstance(fields, list):
        table += [
            (str(row["name"]), str(row["type"]), str(row["sample"]))
            for row in fields
            if isinstance(row, Mapping)
        ]
    if isinstance(classes, list):
        table += [
            (f"class {row['value']}", f"{row['area_m2'] / 1e6:,.4f} km²", row["name"] or "")
            for row in classes
        ]
    return Answer(
        json=told | {"alarms": [alarm.as_json() for alarm in alarms]},
        lines=tuple(lines),
        table=tuple(table),
        alarms=alarms,
    )


def _union_area(layer: Layer) -> float:
    """Measure the ellipsoidal area of the ground, each spot once."""
    shapes = layer.frame.geometry
    if any(alarm.code == "H034" for alarm in layer.alarms):
        shapes = gpd.GeoSeries([shapely.union_all(shapes.to_numpy())], crs=shapes.crs)
    return float(ellipsoidal_area_m2(shapes).sum())


def _fields(frame: gpd.GeoDataFrame) -> list[dict[str, object]]:
    fields: list[dict[str, object]] = []
    for name in frame.columns:
        if name == frame.geometry.name:
            continue
        present = frame[name].dropna()
        sample = "" if present.empty else str(present.iloc[0])[:_SAMPLE_LENGTH]
        fields.append({"name": str(name), "type": str(frame[name].dtype), "sample": sample})
    return fields


def _finite_bounds(frame: gpd.GeoDataFrame) -> list[float] | None:
    bounds = frame.total_bounds
    return [float(value) for value in bounds] if np.isfinite(bounds).all() else None


def _raster_bounds(layer: RasterLayer) -> list[float]:
    west, south, east, north = zone_of_raster(layer.raster).bounds
    return [west, south, east, north]
