"""Arcs become straight edges that leave them by a fraction of a millimetre; surfaces in space are refused."""

import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import GeometryError
from gis.findings import Finding

DEVIATION_M = 0.0002  # a millimetre is allowed; this keeps the area of a disc of 500 m to a millionth
_POINT, _LINE, _POLYGON = 1, 2, 3
_GATHERED = range(4, 8)
_CIRCULAR, _COMPOUND, _CURVE_POLYGON, _MULTI_CURVE, _MULTI_SURFACE = range(8, 13)
_CURVED, SURFACES = range(8, 13), range(13, 18)
_M_PER_DEGREE = 111_320.0
_FULL_TURN_DEGREES = 360.0
_MOST_EDGES = 100_000  # of one arc: more is damage, not a road's bend
_FEWEST_EDGES = 4  # of half a circle, however small
_FLAT = 0.001  # of the deviation allowed
_DEEPEST = 32
_EWKB_Z, _EWKB_M, _EWKB_SRID = 0x80000000, 0x40000000, 0x20000000

_Point = tuple[float, float]
_Points = list[_Point]


def shape_kind(head: bytes) -> int:
    """Give the type of a shape by the first five bytes of its well-known binary, heights aside."""
    return int.from_bytes(head[1:5], "little" if head[:1] == b"\x01" else "big") % 0x10000000 % 1000


def with_straight_edges(
    frame: gpd.GeoDataFrame, shapes: Sequence[bytes | None], what: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """
    Replace curved shapes of a frame by straight edges.

    Parameters
    ----------
    frame
        Rows as read; what the reader made of curved shapes is not used.
    shapes
        Well-known binary (ISO or EWKB) of every row, in the frame's order.
    what
        The file's name, for the refusal.

    Returns
    -------
    frame, findings
        Vertices lie on the arcs, edges leave them by at most `DEVIATION_M` (in a
        CRS in degrees: by the length of a degree of latitude); H154 names the rows.

    Raises
    ------
    GeometryError
        H011 for polyhedral surfaces and triangulated networks.
    """
    kinds = np.array([0 if shape is None else shape_kind(shape[:5]) for shape in shapes])
    surfaces = np.isin(kinds, SURFACES)
    if surfaces.any():
        listing = ", ".join(str(row) for row in frame.index[surfaces][:5])
        raise GeometryError(
            f"{what} (rows {listing}): surfaces in space (TIN, polyhedral); export outlines as polygons",
            code="H011",
        )
    curved = np.flatnonzero(np.isin(kinds, _CURVED)).tolist()
    if not curved:
        return frame, ()
    values = frame.geometry.to_numpy().copy()
    stroke = _Stroke(deviation=DEVIATION_M / _unit_m(frame.crs, values), what=what)
    rows: list[int] = []
    for place in curved:
        before = stroke.arcs
        values[place] = _drawn(shapes[place] or b"", stroke)
        if stroke.arcs > before and values[place] is not None:
            rows.append(int(frame.index[place]))
    told = {
        "count": len(rows),
        "deviation_mm": round(DEVIATION_M * 1000 * stroke.worst / stroke.deviation, 3),
    }
    done = frame.set_geometry(gpd.GeoSeries(values, index=frame.index, crs=frame.crs))
    return done, (Finding(code="H154", values=told, rows=tuple(rows)),) if rows else ()


def _drawn(raw: bytes, stroke: "_Stroke") -> BaseGeometry | None:
    """Draw one shape by straight edges; None where its bytes are no shape."""
    try:
        return _Wkb(raw, stroke).shape()
    except (ValueError, IndexError, struct.error, ArithmeticError, shapely.errors.ShapelyError):
        return None


def _unit_m(crs: pyproj.CRS | None, shapes: np.ndarray) -> float:
    """Give the length of a coordinate unit; without a CRS by the size of the coordinates."""
    if crs is None:
        bounds = np.abs(shapely.total_bounds(shapes))
        return _M_PER_DEGREE if np.nanmax(bounds, initial=0.0) <= _FULL_TURN_DEGREES else 1.0
    if crs.is_geographic:
        return _M_PER_DEGREE
    factors = [axis.unit_conversion_factor for axis in crs.axis_info[:1]]
    return float(factors[0]) if factors and factors[0] > 0 else 1.0


@dataclass(slots=True)
class _Stroke:
    """How far edges may leave arcs, in units of the coordinates, how far they did, and in how many arcs."""

    deviation: float
    what: str
    worst: float = 0.0
    arcs: int = 0

    def arc(self, start: _Point, middle: _Point, end: _Point) -> _Points:
        """Give the vertices after `start`; an arc and its reverse get the same ones."""
        if end < start:
            return [*reversed(self.arc(end, middle, start)[:-1]), end]
        if start == end:  # a whole circle, by the standard: the middle point lies across
            centre = ((start[0] + middle[0]) / 2, (start[1] + middle[1]) / 2)
            return [*self.piece(centre, start, middle, math.pi), *self.piece(centre, middle, end, math.pi)]
        centre_or_none = _centre(start, middle, end)
        if centre_or_none is None or self._is_flat(start, middle, end, math.dist(centre_or_none, start)):
            return [middle, end]
        turn = 1.0 if _cross(start, middle, end) > 0 else -1.0
        return [
            point
            for one, other in ((start, middle), (middle, end))
            for point in self.piece(centre_or_none, one, other, _sweep(centre_or_none, one, other, turn))
        ]

    def _is_flat(self, start: _Point, middle: _Point, end: _Point, radius: float) -> bool:
        """Tell whether an arc of less than half a circle rises less above its chord than digits carry."""
        ax, ay = start[0] - middle[0], start[1] - middle[1]
        bx, by = end[0] - middle[0], end[1] - middle[1]
        return ax * bx + ay * by < 0 and math.dist(start, end) ** 2 / 8 < _FLAT * self.deviation * radius

    def piece(self, centre: _Point, start: _Point, end: _Point, sweep: float) -> _Points:
        self.arcs += 1
        radius = math.dist(centre, start)
        if radius <= self.deviation:
            step = math.pi / _FEWEST_EDGES
        else:
            step = min(2 * math.acos(1 - self.deviation / radius), math.pi / _FEWEST_EDGES)
        edges = abs(sweep) / step if step > 0 else math.inf
        if not edges <= _MOST_EDGES:
            raise GeometryError(
                f"{self.what}: an arc of radius {radius:g} has no straight edges; repair it in a GIS",
                code="H030",
            )
        count = max(math.ceil(edges), 1)
        self.worst = max(self.worst, radius * (1 - math.cos(sweep / count / 2)))
        first = math.atan2(start[1] - centre[1], start[0] - centre[0])
        angles = [first + sweep * number / count for number in range(1, count)]
        return [
            *((centre[0] + radius * math.cos(at), centre[1] + radius * math.sin(at)) for at in angles),
            end,
        ]


def _cross(start: _Point, middle: _Point, end: _Point) -> float:
    ax, ay = middle[0] - start[0], middle[1] - start[1]
    bx, by = end[0] - start[0], end[1] - start[1]
    return ax * by - ay * bx


def _centre(start: _Point, middle: _Point, end: _Point) -> _Point | None:
    """Find the centre of the circle through three points; None where they lie on a straight line."""
    ax, ay = middle[0] - start[0], middle[1] - start[1]
    bx, by = end[0] - start[0], end[1] - start[1]
    cross = 2 * (ax * by - ay * bx)
    aa, bb = ax * ax + ay * ay, bx * bx + by * by
    if abs(cross) <= 1e-12 * (aa + bb) or not math.isfinite(cross):
        return None
    return start[0] + (by * aa - ay * bb) / cross, start[1] + (ax * bb - bx * aa) / cross


def _sweep(centre: _Point, start: _Point, end: _Point, turn: float) -> float:
    angle = math.atan2(end[1] - centre[1], end[0] - centre[0]) - math.atan2(
        start[1] - centre[1], start[0] - centre[0]
    )
    return turn * (turn * angle % (2 * math.pi))


class _Wkb:
    """Well-known binary read in the plane, from front to back."""

    def __init__(self, raw: bytes, stroke: _Stroke) -> None:
        self.raw, self.stroke, self.at = raw, stroke, 0

    def shape(self, depth: int = 0) -> BaseGeometry:
        """Read the next shape, its curves drawn by straight edges."""
        kind, order, dimensions = self._head()
        if depth > _DEEPEST or kind not in _READERS:
            raise ValueError(f"shape type {kind} inside a curve")
        return _READERS[kind](self, order, dimensions, depth)

    def _head(self) -> tuple[int, str, int]:
        order = "<" if self.raw[self.at] == 1 else ">"
        (code,) = struct.unpack_from(order + "I", self.raw, self.at + 1)
        self.at += 9 if code & _EWKB_SRID else 5
        thousands, kind = divmod(code % 0x10000000, 1000)
        further = bool(code & _EWKB_Z) + bool(code & _EWKB_M) or (0, 1, 1, 2)[thousands % 4]
        return kind, order, 2 + further

    def _count(self, order: str) -> int:
        (count,) = struct.unpack_from(order + "I", self.raw, self.at)
        self.at += 4
        if count > len(self.raw):
            raise ValueError("a count beyond the shape's end")
        return int(count)

    def points(self, order: str, dimensions: int) -> _Points:
        count = self._count(order)
        values = struct.unpack_from(f"{order}{count * dimensions}d", self.raw, self.at)
        self.at += 8 * count * dimensions
        return list(zip(values[::dimensions], values[1::dimensions], strict=True))

    def point(self, order: str, dimensions: int, _depth: int) -> BaseGeometry:
        x, y = struct.unpack_from(order + "2d", self.raw, self.at)
        self.at += 8 * dimensions
        return shapely.Point(x, y)

    def line(self, order: str, dimensions: int, _depth: int) -> BaseGeometry:
        return shapely.LineString(self.points(order, dimensions))

    def polygon(self, order: str, dimensions: int, _depth: int) -> BaseGeometry:
        return _polygon([self.points(order, dimensions) for _ in range(self._count(order))])

    def circular(self, order: str, dimensions: int, _depth: int) -> BaseGeometry:
        points = self.points(order, dimensions)
        if not points:
            return shapely.LineString()
        if len(points) % 2 == 0:
            raise ValueError("an arc without its end")
        drawn = [points[0]]
        for place in range(0, len(points) - 2, 2):
            drawn += self.stroke.arc(*points[place : place + 3])
        return shapely.LineString(drawn)

    def compound(self, order: str, _dimensions: int, depth: int) -> BaseGeometry:
        joined: _Points = []
        for _ in range(self._count(order)):
            part = _xy(self.shape(depth + 1))
            joined += part[1:] if joined and part and joined[-1] == part[0] else part
        return shapely.LineString(joined)

    def curve_polygon(self, order: str, _dimensions: int, depth: int) -> BaseGeometry:
        return _polygon([_xy(self.shape(depth + 1)) for _ in range(self._count(order))])

    def gathered(self, order: str, _dimensions: int, depth: int) -> BaseGeometry:
        parts: list[Any] = [self.shape(depth + 1) for _ in range(self._count(order))]
        kinds = {part.geom_type for part in parts}
        if kinds == {"Polygon"}:
            return shapely.MultiPolygon(parts)
        if kinds == {"LineString"}:
            return shapely.MultiLineString(parts)
        return shapely.MultiPoint(parts) if kinds == {"Point"} else shapely.GeometryCollection(parts)


def _polygon(rings: list[_Points]) -> BaseGeometry:
    return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()


def _xy(shape: BaseGeometry) -> _Points:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(shape)]


_READERS: dict[int, Callable[[_Wkb, str, int, int], BaseGeometry]] = {
    _POINT: _Wkb.point,
    _LINE: _Wkb.line,
    _POLYGON: _Wkb.polygon,
    **dict.fromkeys(_GATHERED, _Wkb.gathered),
    _CIRCULAR: _Wkb.circular,
    _COMPOUND: _Wkb.compound,
    _CURVE_POLYGON: _Wkb.curve_polygon,
    _MULTI_CURVE: _Wkb.gathered,
    _MULTI_SURFACE: _Wkb.gathered,
}
