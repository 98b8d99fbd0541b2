"""`hecheng inspect`: what is in one file, said before anyone measures with it."""

import math
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from gis import child_process
from gis.errors import CrsError, InputError
from gis.measure import ellipsoidal_area_m2, ellipsoidal_length_m
from gis.rasters.class_pixels import require_classes
from gis.rasters.raster import Raster, RasterHeader
from gis.rasters.zonal import class_areas_apart, zone_of_raster
from layers.alarms import Alarm
from layers.door import Statement, open_layer, read_unplaced
from layers.layer import Layer, RasterLayer
from layers.raster_door import RASTER_SUFFIXES

from .answer import Answer

_MISSING_CRS = "H020"
_DESCRIBED = frozenset({"H170", "H171"})  # rasters that cannot be measured as classes are still described
_MOST_CLASSES = 100  # without a legend; more look like elevations or grey values
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
        "rows": rows.as_json(),
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
    path = Path(file)
    header: RasterHeader = child_process.call(
        "gis.rasters.raster:read_header", path, path=path, size_bytes=path.stat().st_size
    )
    alarms = [Alarm(code=fault.code, layer=path.stem, file=path.name)]
    if header.unfit is not None:
        alarms.append(_no_classes(path.stem, path.name, header.unfit.why, header.unfit.why_zh))
    told = _raster_told(path.name, header) | {
        "crs_read": None,
        "crs_used": None,
        "bounds": list(header.bounds),
    }
    return _answer(told, tuple(alarms))


def _raster(layer: RasterLayer) -> Answer:
    raster = layer.raster
    told = _raster_told(layer.origin.file, raster) | {
        "crs_read": layer.origin.crs_read,
        "crs_read_by": layer.origin.crs_read_by,
        "crs_used": layer.origin.crs_used,
        "bounds": list(zone_of_raster(raster).bounds),
        "legend": layer.legend_by,
    }
    footprint = gpd.GeoSeries([zone_of_raster(raster)], crs=raster.crs)
    try:
        require_classes(raster)
        areas = class_areas_apart(raster, footprint)
    except InputError as fault:
        if fault.code not in _DESCRIBED:
            raise
        told["area_m2"] = float(ellipsoidal_area_m2(footprint)[0])
        why, why_zh = str(fault).partition(": ")[2], "像元过多或取值不是地类"
        if raster.unfit is not None:
            why, why_zh = raster.unfit.why, raster.unfit.why_zh
        return _answer(told, (*layer.alarms, _no_classes(layer.name, layer.origin.file, why, why_zh)))
    told["area_m2"] = float(areas.total_m2[0])
    told["nodata_m2"] = float(areas.nodata_m2[0])
    count = len(areas.values)
    if not layer.legend and count > _MOST_CLASSES:
        why, why_zh = f"{count} different values look measured", f"有 {count} 个不同取值，像是量测值"
        return _answer(told, (*layer.alarms, _no_classes(layer.name, layer.origin.file, why, why_zh)))
    told["classes"] = [
        _class(layer, int(value), float(area))
        for value, area in zip(areas.values, areas.area_m2[0], strict=True)
    ]
    return _answer(told, layer.alarms)


def _raster_told(file: str, raster: Raster | RasterHeader) -> dict[str, object]:
    """Say what is said of every raster, placed or not; measured figures follow where there are any."""
    pixel = raster.pixel if isinstance(raster, RasterHeader) else (raster.transform.a, raster.transform.e)
    return {
        "schema": "hecheng.inspect/1",
        "file": file,
        "format": "raster",
        "layer": None,
        "rows": None,
        "encoding": None,
        "geometry": "raster",
        "area_m2": None,
        "length_m": None,
        "fields": [],
        "size": [raster.width, raster.height],
        "pixel": list(pixel),
        "bands": raster.bands,
        "dtype": raster.dtype,
        "nodata": raster.nodata
        if raster.nodata is None or math.isfinite(raster.nodata)
        else str(raster.nodata),
        "nodata_m2": None,
        "legend": None,
        "classes": None,
    }


def _class(layer: RasterLayer, value: int, area_m2: float) -> dict[str, object]:
    code, name = layer.legend.get(value, (None, None))
    return {"value": value, "area_m2": area_m2, "code": code, "name": name}


def _no_classes(layer: str, file: str, why: str, why_zh: str) -> Alarm:
    return Alarm(code="H174", layer=layer, file=file, values={"why": why, "why_zh": why_zh})


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
            (f"class {row['value']}", f"{row['area_m2'] / 1e6:,.4f} km²", row["name"] or row["code"] or "")
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
