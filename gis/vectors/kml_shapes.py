"""The shape of a KML placemark: points, lines, polygons with holes, and what gathers them."""

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from .built_rows import Shape, ShapeError, ring
from .kml_tree import Node

_UNREADABLE = frozenset({"Track", "MultiTrack", "Model"})
_SHAPES = _UNREADABLE | {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"}
_CHARACTERS = re.compile(r"[0-9+\-.eE,\s]*", re.ASCII)


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


def _coordinates(node: Node) -> npt.NDArray[np.float64]:
    """Read `lon,lat[,height]` tuples; blanks around commas are allowed, a missing comma is not."""
    holders = [child for child in node.children if child.tag == "coordinates"]
    text = holders[0].text if len(holders) == 1 else ""
    if not text.strip():
        raise ShapeError("no coordinates")
    if not _CHARACTERS.fullmatch(text):
        raise ShapeError("coordinates that are no numbers")
    # Not by a pattern: over long runs of blanks that would take the square of their length.
    words = " ".join(text.split()).replace(" ,", ",").replace(", ", ",").split(" ")
    sizes = {word.count(",") + 1 for word in words}
    if not sizes <= {2, 3}:
        raise ShapeError("positions that are not lon,lat or lon,lat,height")
    try:
        rows = words if len(sizes) == 1 else [",".join(word.split(",")[:2]) for word in words]
        places = np.array(",".join(rows).split(","), dtype=np.float64).reshape(len(rows), -1)
    except ValueError as fault:
        raise ShapeError("coordinates that are no numbers") from fault
    if not np.isfinite(places).all():
        raise ShapeError("coordinates that are not finite")
    high = places.shape[1] > 2 and places[:, 2].any()  # noqa: PLR2004 - x and y are two
    return places if high else places[:, :2]
