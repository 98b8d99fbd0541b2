"""The shape of a KML placemark: points, lines, polygons with holes, and what gathers them."""

import math
import re
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from .built_rows import Shape, ShapeError, ring
from .kml_tree import Node

_UNREADABLE = frozenset({"Track", "MultiTrack", "Model"})
_SHAPES = _UNREADABLE | {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"}
_CHARACTERS = re.compile(r"[0-9+\-.eE,\s]*", re.ASCII)
_AROUND_COMMA = re.compile(r"\s*,\s*")


def unreadable(mark: Node) -> set[str]:
    """Name the kinds of shape in a placemark that nobody reads here."""
    shapes = [child for child in mark.children if child.tag in _SHAPES]
    return {node.tag for shape in shapes for node in shape.every()} & _UNREADABLE


def shape_of(mark: Node) -> tuple[Shape, bool]:
    """
    Build the shape of a placemark, longitude first; heights of 0 are none.

    Returns the shape, None where the placemark has none, and whether all its rings
    were closed. Raises `ShapeError` where it cannot be built.
    """
    found = [child for child in mark.children if child.tag in _SHAPES]
    if not found:
        return None, True
    if len(found) > 1:
        raise ShapeError("several geometries in one placemark")
    parts, closed = _parts(found[0])
    if found[0].tag != "MultiGeometry":
        return parts[0], closed
    if not parts:
        return None, True
    return _multi(parts), closed


def _multi(parts: list[Any]) -> BaseGeometry:
    kinds = {part.geom_type for part in parts}
    if kinds == {"Point"}:
        return shapely.MultiPoint(parts)
    if kinds <= {"LineString", "LinearRing"}:
        return shapely.MultiLineString(parts)
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon(parts)
    return shapely.GeometryCollection(parts)


def _parts(node: Node) -> tuple[list[BaseGeometry], bool]:
    if node.tag == "MultiGeometry":
        pairs = [_parts(child) for child in node.children if child.tag in _SHAPES]
        return [part for parts, _ in pairs for part in parts], all(closed for _, closed in pairs)
    if node.tag == "Polygon":
        return _polygon(node)
    places = _coordinates(node)
    if node.tag == "Point":
        if len(places) != 1:
            raise ShapeError(f"a point with {len(places)} positions")
        return [shapely.Point(places[0])], True
    if len(places) < 2:  # noqa: PLR2004 - a line has two ends
        raise ShapeError("a line with fewer than 2 positions")
    return [shapely.LineString(places)], True


def _polygon(node: Node) -> tuple[list[BaseGeometry], bool]:
    outer = [ring_ for child in node.children if child.tag == "outerBoundaryIs" for ring_ in child.children]
    inner = [ring_ for child in node.children if child.tag == "innerBoundaryIs" for ring_ in child.children]
    if len(outer) != 1:
        raise ShapeError(f"a polygon with {len(outer)} outer rings")
    rings = [ring(_coordinates(ring_)) for ring_ in (*outer, *inner)]
    shape = shapely.Polygon(rings[0][0], [places for places, _ in rings[1:]])
    return [shape], all(closed for _, closed in rings)


def _coordinates(node: Node) -> list[tuple[float, ...]]:
    """Read `lon,lat[,height]` tuples; blanks around commas are allowed, a missing comma is not."""
    holders = [child for child in node.children if child.tag == "coordinates"]
    text = holders[0].text if len(holders) == 1 else ""
    if not text.strip():
        raise ShapeError("no coordinates")
    if not _CHARACTERS.fullmatch(text):
        raise ShapeError("coordinates that are no numbers")
    places = []
    for word in _AROUND_COMMA.sub(",", text).split():
        try:
            place = tuple(float(number) for number in word.split(","))
        except ValueError as fault:
            raise ShapeError("coordinates that are no numbers") from fault
        if len(place) not in {2, 3} or not all(math.isfinite(number) for number in place):
            raise ShapeError("positions that are not lon,lat or lon,lat,height")
        places.append(place)
    high = all(len(place) > 2 for place in places) and any(place[2] for place in places)  # noqa: PLR2004 - x, y
    return [place[: 3 if high else 2] for place in places]
