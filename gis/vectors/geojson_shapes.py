"""The shapes of GeoJSON, built strictly: text is no number, and nothing is left out in silence."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from .built_rows import Shape, ShapeError, ring

_Object = Mapping[str, Any]
_Places = npt.NDArray[np.float64]
_Built = tuple[BaseGeometry, bool]  # whether all rings were closed
_LONGEST_NAME = 40


def json_shape(geometry: object) -> tuple[Shape, bool]:
    """
    Build one geometry.

    Returns the shape, None for a null, and whether all its rings were closed (they
    are now). Raises `ShapeError` with the reason where it cannot be built.
    """
    if geometry is None:
        return None, True
    if not isinstance(geometry, dict) or not isinstance(geometry.get("type"), str):
        raise ShapeError("a geometry without a type")
    try:
        return _built(geometry, geometry["type"])
    except ShapeError:
        raise
    except (shapely.errors.GEOSException, RecursionError, ValueError, TypeError, OverflowError) as fault:
        raise ShapeError("coordinates that make no shape") from fault


def _built(geometry: _Object, kind: str) -> _Built:
    if kind == "GeometryCollection":
        return _collection(geometry)
    if kind not in _BUILDERS:
        raise ShapeError(f"geometry of the unknown type {kind[:_LONGEST_NAME]!r}")
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or not coordinates:
        raise ShapeError("empty coordinates")
    return _BUILDERS[kind](coordinates)


def _collection(geometry: _Object) -> _Built:
    members = geometry.get("geometries")
    if not isinstance(members, list) or not members:
        raise ShapeError("an empty collection of geometries")
    pairs = [json_shape(member) for member in members]
    if any(shape is None for shape, _ in pairs):
        raise ShapeError("a collection with an empty member")
    return shapely.GeometryCollection([shape for shape, _ in pairs]), all(closed for _, closed in pairs)


def _point(coordinates: list[object]) -> _Built:
    return shapely.Point(_places([coordinates])[0]), True


def _line(coordinates: list[object]) -> tuple[shapely.LineString, bool]:
    places = _places(coordinates)
    if len(places) < 2:  # noqa: PLR2004 - a line has two ends
        raise ShapeError("a line with fewer than 2 positions")
    return shapely.LineString(places), True


def _polygon(coordinates: list[object]) -> tuple[shapely.Polygon, bool]:
    rings = [ring(_places(_list(part))) for part in coordinates]
    return shapely.Polygon(rings[0][0], [places for places, _ in rings[1:]]), all(done for _, done in rings)


def _multipoint(coordinates: list[object]) -> _Built:
    return shapely.MultiPoint(_places(coordinates)), True


def _multiline(coordinates: list[object]) -> _Built:
    return shapely.MultiLineString([_line(_list(part))[0] for part in coordinates]), True


def _multipolygon(coordinates: list[object]) -> _Built:
    pairs = [_polygon(_list(part)) for part in coordinates]
    return shapely.MultiPolygon([shape for shape, _ in pairs]), all(closed for _, closed in pairs)


_BUILDERS: dict[str, Callable[[list[object]], _Built]] = {
    "Point": _point,
    "LineString": _line,
    "Polygon": _polygon,
    "MultiPoint": _multipoint,
    "MultiLineString": _multiline,
    "MultiPolygon": _multipolygon,
}


SHAPE_TYPES = frozenset(_BUILDERS) | {"GeometryCollection"}


def _list(part: object) -> list[object]:
    if not isinstance(part, list) or not part:
        raise ShapeError("coordinates nested wrongly, or empty")
    return part


def _places(positions: list[object]) -> _Places:
    """Make an (n, 2 or 3) array of positions that are lists of numbers."""
    try:
        places = np.array(positions)
    except ValueError:  # some with heights, some without
        places = np.array([part[:2] if isinstance(part, list) else part for part in positions], dtype=object)
        if places.ndim == 2 and all(type(number) in {int, float} for number in places.flat):  # noqa: PLR2004
            places = places.astype(np.float64)
    if places.dtype.kind not in "iuf":
        raise ShapeError("coordinates that are no numbers, or nested wrongly")
    if places.ndim != 2 or places.shape[1] < 2:  # noqa: PLR2004 - x and y are two
        raise ShapeError("coordinates nested wrongly")
    places = places[:, :3].astype(np.float64)
    if not np.isfinite(places[:, :2]).all():
        raise ShapeError("coordinates that are not finite")
    return places
