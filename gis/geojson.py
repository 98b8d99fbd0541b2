"""GeoJSON: is it that at all, which CRS does it name, and how many features does it declare."""

import json
from dataclasses import dataclass
from pathlib import Path

import pyproj

from . import text_encoding
from .crs import parse_crs
from .errors import CrsError, InputError
from .features import RawFeatures, ReadRequest
from .ogr import read_ogr

_SHAPES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})
_TYPES = _SHAPES | {"FeatureCollection", "Feature", "GeometryCollection"}
_DEFAULT = "GeoJSON default (RFC 7946)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What a GeoJSON text says of itself."""

    features: int
    crs: pyproj.CRS | None
    crs_by: str


def read_geojson(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """Read GeoJSON in any encoding by way of a UTF-8 copy in a `folder` of ours."""
    text, found = text_encoding.decoded_file(path.read_bytes(), what=path.name, stated=request.encoding)
    head = _head(text, path.name)
    copy = folder / "layer.geojson"
    copy.write_text(text, encoding="utf-8")
    del text
    frame = read_ogr(copy, path)
    if len(frame) != head.features:
        raise InputError(
            f"{path.name}: declares {head.features} features and gives {len(frame)}; export it again"
        )
    by_format = found.name.startswith("utf-8") and found.by != "stated"
    return RawFeatures(
        frame=frame,
        format="GeoJSON",
        layer=None,
        crs=head.crs,
        crs_by=head.crs_by,
        encoding="utf-8" if by_format else found.name,
        encoding_by="format" if by_format else found.by,
        read=len(frame),
    )


def _head(text: str, what: str) -> _Head:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise InputError(f"{what}: no valid JSON ({fault}); export it again") from fault
    kind = data.get("type") if isinstance(data, dict) else None
    if kind not in _TYPES:
        raise InputError(
            f"{what}: JSON, but no GeoJSON (type {kind!r}); export it as a FeatureCollection", code="H004"
        )
    features = data.get("features") if kind == "FeatureCollection" else [data]
    if not isinstance(features, list):
        raise InputError(
            f"{what}: the FeatureCollection has no list of features; export it again", code="H004"
        )
    crs, crs_by = _crs(data, what)
    return _Head(features=len(features), crs=crs, crs_by=crs_by)


def _crs(data: dict[str, object], what: str) -> tuple[pyproj.CRS | None, str]:
    """Read the `crs` member of the 2008 standard; an explicit null means that nobody knows."""
    if "crs" not in data:
        return parse_crs("EPSG:4326", what), _DEFAULT
    stated = data["crs"]
    if stated is None:
        return None, ""
    properties = stated.get("properties") if isinstance(stated, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    try:
        return parse_crs(str(name), what), "file"
    except CrsError:  # the user may still state it
        return None, f"its crs member '{name}' names no known CRS"
