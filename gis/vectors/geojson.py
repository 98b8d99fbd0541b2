"""GeoJSON in any encoding: every feature becomes a row, and what cannot be one is named."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyproj

from gis import text_encoding
from gis.crs import parse_crs
from gis.errors import CrsError, InputError
from gis.features import RawFeatures, ReadRequest
from gis.findings import Finding
from gis.tabular.tables import listed

from .built_rows import Shape, ShapeError, built_columns, findings_of_shapes
from .geojson_shapes import SHAPE_TYPES, json_shape

_Object = Mapping[str, Any]

_DEFAULT = "GeoJSON default (RFC 7946)"
_LONGEST_NAME = 40


def read_geojson(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read a FeatureCollection, a feature or a bare geometry.

    A shape that cannot be built (wrong nesting, text for numbers, too few corners)
    leaves its row without one, and the reason is told. Raises `InputError`: H004
    where it is other JSON, H015 for infinite values, H001 where it is no whole JSON.
    """
    del folder  # nothing is written
    text, found = text_encoding.decoded_file(path.read_bytes(), what=path.name, stated=request.encoding)
    data = _parsed(text, path.name)
    del text
    features = _features(data, path.name)
    crs, crs_by = _crs(data, path.name)
    frame, findings = _rows(features, path.name)
    by_format = found.name.startswith("utf-8") and found.by != "stated"
    return RawFeatures(
        frame=frame,
        format="GeoJSON",
        layer=None,
        crs=crs,
        crs_by=crs_by,
        encoding="utf-8" if by_format else found.name,
        encoding_by="format" if by_format else found.by,
        read=len(frame),
        findings=findings,
    )


def _parsed(text: str, what: str) -> _Object:
    """Parse JSON whose objects name each member once."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise InputError(f"{what}: an object names '{twice[:_LONGEST_NAME]}' twice; keep one of the two")
        return members

    try:
        data = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as fault:
        if _is_sequence(text):
            raise InputError(
                f"{what}: one feature a line (GeoJSON sequence), not one collection; "
                "export it as a FeatureCollection",
                code="H004",
            ) from fault
        raise InputError(f"{what}: no valid JSON ({fault}); export it again") from fault
    except (ValueError, RecursionError) as fault:
        raise InputError(f"{what}: no valid JSON ({fault}); export it again") from fault
    if not isinstance(data, dict):
        raise InputError(
            f"{what}: JSON, but no GeoJSON (no object); export it as a FeatureCollection", code="H004"
        )
    return data


def _is_sequence(text: str) -> bool:
    lines = text.lstrip("\x1e \r\n\t").splitlines()
    try:
        first = json.loads(lines[0]) if lines else None
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and len(lines) > 1


def _features(data: _Object, what: str) -> list[_Object]:
    kind = data.get("type")
    if kind == "FeatureCollection":
        features: list[_Object] = data.get("features", ())
        if not isinstance(features, list):
            raise InputError(
                f"{what}: the FeatureCollection has no list of features; export it again", code="H004"
            )
    elif kind == "Feature":
        features = [data]
    elif isinstance(kind, str) and (kind in SHAPE_TYPES):
        features = [{"type": "Feature", "properties": None, "geometry": data}]
    else:
        raise InputError(
            f"{what}: JSON, but no GeoJSON ({_other_kind(data)}); export it as a FeatureCollection",
            code="H004",
        )
    foreign = [
        row
        for row, feature in enumerate(features, start=1)
        if not isinstance(feature, dict) or feature.get("type") != "Feature"
    ]
    if foreign:
        raise InputError(f"{what} (rows {listed(foreign)}): members that are no features; export it again")
    own = [row for row, feature in enumerate(features, start=1) if _names_crs(feature)]
    if own and kind == "FeatureCollection":
        raise CrsError(f"{what} (rows {listed(own)}): features name a CRS of their own; export it in one CRS")
    return features


def _other_kind(data: _Object) -> str:
    kind = data.get("type")
    if kind == "Topology":
        return "it is TopoJSON"
    if "geometryType" in data or "spatialReference" in data or "rings" in data:
        return "it is ESRI JSON"
    return f"type {str(kind)[:_LONGEST_NAME]!r}"


def _names_crs(feature: _Object) -> bool:
    geometry = feature.get("geometry")
    return "crs" in feature or (isinstance(geometry, dict) and "crs" in geometry)


def _crs(data: _Object, what: str) -> tuple[pyproj.CRS | None, str]:
    """Read the `crs` member of the 2008 standard; an explicit null means that nobody knows."""
    holder = data
    geometry = data.get("geometry")
    if "crs" not in data and isinstance(geometry, dict):
        holder = geometry
    if "crs" not in holder:
        return parse_crs("EPSG:4326", what), _DEFAULT
    stated = holder["crs"]
    if stated is None:
        return None, ""
    properties = stated.get("properties") if isinstance(stated, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if name is None and isinstance(properties, dict) and isinstance(properties.get("code"), int):
        name = f"EPSG:{properties['code']}"
    if name is None:
        return None, "its crs member names no CRS"
    try:
        return parse_crs(str(name), what), "file"
    except CrsError:  # the user may still state it
        return None, f"its crs member '{' '.join(str(name).split())[:80]}' names no known CRS"


def _rows(features: Sequence[_Object], what: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    shapes: list[Shape] = []
    values: list[dict[str, object]] = []
    faults: dict[str, list[int]] = {}
    opened: list[int] = []
    for row, feature in enumerate(features, start=1):
        shape: Shape = None
        try:
            shape, closed = json_shape(feature.get("geometry"))
            opened += [] if closed else [row]
        except ShapeError as fault:
            faults.setdefault(str(fault), []).append(row)
        shapes.append(shape)
        values.append(_values(feature, row, what))
    _with_feature_ids(values, features)
    index = range(1, len(shapes) + 1)
    frame = gpd.GeoDataFrame(built_columns(values, index), geometry=shapes, index=index)
    return frame, tuple(findings_of_shapes(faults, opened))


def _values(feature: _Object, row: int, what: str) -> dict[str, object]:
    properties = feature.get("properties")
    if properties is None:
        return {}
    if not isinstance(properties, dict):
        raise InputError(f"{what} (rows {row}): properties that are no object; export it again", code="H015")
    for name, value in properties.items():
        if isinstance(value, float) and math.isinf(value):
            raise InputError(
                f"{what} (rows {row}, {name[:_LONGEST_NAME]}): an infinite number; mend the value",
                code="H015",
            )
    return dict(properties)


def _with_feature_ids(values: list[dict[str, object]], features: Sequence[_Object]) -> None:
    """Keep the features' own ids as a column where no property is called so."""
    given = [feature.get("id") is not None for feature in features]
    if not any(given):
        return
    free = all(given) and not any("id" in row for row in values)
    for row, feature in zip(values, features, strict=True):
        row.setdefault("id" if free else "feature_id", feature.get("id"))
