"""
Shapes made small for a page: simplified with a stated tolerance, in WGS 84, as whole numbers.

A ring is one flat list `[x, y, dx, dy, …]` in millionths of a degree (0.1 m);
each pair after the first is the step from the one before.
"""

import base64
import gzip
import json
from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

PER_DEGREE = 1_000_000
_SHORTEST_RING = 4
_POLYGON_TYPES = (3, 6)  # GEOS numbers of Polygon and MultiPolygon
_AREA_KEPT = 0.01  # how much of the area a good simplification may move
_ROUND_STEPS = (1.0, 2.0, 5.0, 10.0)
_SCREENS = 30_000  # the diagonal of the whole map in tolerances: about fifteen projector widths
_GRID_M = 0.01  # snapping to it mends what GEOS would refuse to simplify

Ring = list[int]


def tolerance_m(frames: Iterable[gpd.GeoDataFrame]) -> float:
    """Choose the tolerance of simplified lines from the extent of all shapes: round metres, from 0.5 on."""
    bounds = np.array([frame.total_bounds for frame in frames if len(frame)]).reshape(-1, 4)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return 0.5
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    wanted = float(np.hypot(*(high - low))) / _SCREENS
    power = 10.0 ** np.floor(np.log10(max(wanted, 0.5)))
    return max(0.5, next(float(step * power) for step in _ROUND_STEPS if step * power >= wanted * 0.999))


def simplified(frames: Sequence[gpd.GeoDataFrame], tolerance: float) -> list[gpd.GeoSeries]:
    """
    Simplify polygons of several frames as one coverage, so that shared borders stay shared.

    The tolerance is that of `coverage_simplify`: the root of the area of a triangle
    left out. What is not polygon is dropped. Shapes that overlap are no coverage: if their
    area moved, each is simplified by itself with the same tolerance. The area is
    asked instead of `coverage_is_valid`, which takes 15 s for 2,000 gaps.
    """
    polygons = [_polygons(frame.geometry.to_numpy()) for frame in frames]
    together = np.concatenate(polygons) if polygons else np.array([], dtype=object)
    together = shapely.set_precision(_mended(together), _GRID_M)
    try:
        moved = shapely.coverage_simplify(together, tolerance)
    except (
        shapely.errors.GEOSException
    ):  # a shape that collapses; drawn, not measured, so no reason to refuse
        moved = shapely.simplify(together, tolerance, preserve_topology=True)
    if not np.isclose(shapely.area(moved).sum(), shapely.area(together).sum(), rtol=_AREA_KEPT):
        moved = shapely.simplify(together, tolerance, preserve_topology=True)
    ends = np.cumsum([len(part) for part in polygons])[:-1]
    parts = np.split(moved, ends) if polygons else []
    pairs = zip(parts, frames, strict=True)
    return [gpd.GeoSeries(part, index=frame.index, crs=frame.crs) for part, frame in pairs]


def pack_areas(shapes: gpd.GeoSeries) -> list[list[list[Ring]]]:
    """Pack each shape as a list of polygons, each a list of rings, the outer first."""
    return [
        [rings for part in shapely.get_parts(shape) if (rings := _rings(part))]
        for shape in _wgs84(shapes).to_numpy()
    ]


def pack_lines(shapes: gpd.GeoSeries) -> list[Ring]:
    """Pack the lines, or the outlines of polygons, as one list of strokes."""
    outlines = np.array([_outline(shape) for shape in _wgs84(shapes).to_numpy()], dtype=object)
    strokes = [_steps(shapely.get_coordinates(part)) for part in shapely.get_parts(outlines)]
    return [stroke for stroke in strokes if len(stroke) >= 4]  # noqa: PLR2004  two points of two numbers


def pack_points(shapes: gpd.GeoSeries) -> dict[str, list[int]]:
    """Pack points as two lists of steps; an empty shape stands on its forerunner and is named in `empty`."""
    points = _wgs84(shapes)
    x, y = points.x.to_numpy(dtype=float), points.y.to_numpy(dtype=float)
    empty = np.flatnonzero(~(np.isfinite(x) & np.isfinite(y)))
    whole = np.column_stack([_forward_filled(x), _forward_filled(y)])
    steps = np.diff(_whole_numbers(whole), axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return {"x": steps[:, 0].tolist(), "y": steps[:, 1].tolist(), "empty": empty.tolist()}


def label_places(shapes: gpd.GeoSeries) -> list[list[float] | None]:
    """Find where a label stands best: the middle of the widest spot of the largest part; None for no area."""
    spots = gpd.GeoSeries([_widest_spot(shape) for shape in shapes.to_numpy()], crs=shapes.crs)
    return [
        None if spot.is_empty else [round(spot.x, 6), round(spot.y, 6)] for spot in _wgs84(spots).to_numpy()
    ]


def packed_text(value: object) -> str:
    """Give gzipped JSON without a time stamp, as base64: letters that mean nothing to HTML or a template."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), compresslevel=6, mtime=0)).decode()


def count_numbers(value: object) -> int:
    """Count the whole numbers in packed shapes; two make a vertex."""
    return sum(map(count_numbers, value)) if isinstance(value, list) else 1


def _wgs84(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    return shapes.to_crs(4326)


def _widest_spot(shape: shapely.Geometry | None) -> shapely.Point:
    parts = [] if shape is None else [p for p in shapely.get_parts(shape) if isinstance(p, shapely.Polygon)]
    largest = max(parts, key=lambda part: part.area, default=shapely.Polygon())
    if not largest.area:
        return shapely.Point()
    fine_enough = largest.length / 200
    return shapely.Point(shapely.maximum_inscribed_circle(largest, fine_enough).coords[0])


def _mended(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """Make invalid drawings valid; nothing is measured on them any more."""
    broken = ~shapely.is_valid(polygons)
    polygons[broken] = [_areal_part(shape) for shape in shapely.make_valid(polygons[broken])]
    return polygons


def _polygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Keep the polygons of each shape; a shape without any becomes an empty polygon."""
    areal = np.isin(shapely.get_type_id(shapes), _POLYGON_TYPES)
    kept = [shape if good else _areal_part(shape) for shape, good in zip(shapes, areal, strict=True)]
    return np.array(kept, dtype=object)


def _areal_part(shape: shapely.Geometry | None) -> shapely.Geometry:
    if shape is None:
        return shapely.Polygon()
    polygons = [
        part for part in shapely.get_parts(shapely.get_parts(shape)) if isinstance(part, shapely.Polygon)
    ]
    return shapely.MultiPolygon(polygons) if polygons else shapely.Polygon()


def _rings(polygon: shapely.Geometry) -> list[Ring]:
    rings = [_steps(shapely.get_coordinates(ring)) for ring in shapely.get_rings(polygon)]
    if not rings or len(rings[0]) < 2 * _SHORTEST_RING:
        return []
    return [ring for ring in rings if len(ring) >= 2 * _SHORTEST_RING]


def _outline(shape: shapely.Geometry | None) -> shapely.Geometry:
    if isinstance(shape, (shapely.Polygon, shapely.MultiPolygon)):
        return shape.boundary
    if isinstance(shape, (shapely.LineString, shapely.MultiLineString)):
        return shape
    return shapely.LineString()


def _steps(coordinates: NDArray[np.float64]) -> Ring:
    """Give first position and steps, standing still left out."""
    steps = np.diff(_whole_numbers(coordinates), axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    moving = steps.any(axis=1)
    return [int(step) for step in steps[moving].ravel()]


def _whole_numbers(coordinates: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(coordinates * PER_DEGREE).astype(np.int64)


def _forward_filled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    good = np.isfinite(values)
    last = np.maximum.accumulate(np.where(good, np.arange(len(values)), 0))
    filled: NDArray[np.float64] = np.where(np.isfinite(values[last]), values[last], 0.0)
    return filled
