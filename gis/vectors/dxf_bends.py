"""What of a DXF entity decides whether it can be drawn: sound numbers, meshes, and how its arcs bend."""

import math
from collections.abc import Sequence

from .arc_steps import bulge_radius
from .dxf_entities import Entity, Pair

_FLOATS = frozenset([*range(10, 60), *range(210, 240)])  # group codes of numbers
_INTEGERS = frozenset([*range(60, 80), *range(90, 100)])
_MESH = 16 | 64  # flags of a polyline that is a net of faces
_POLYLINE_PATH = 2
_COPIES = (70, 71)  # columns and rows of a grid of blocks
_ARC, _ELLIPSE, _SPLINE = 2, 3, 4  # edges of a hatch
_X, _Y, _RADIUS, _BULGE, _MAJOR_X, _MAJOR_Y, _EDGE, _PATH = 10, 20, 40, 42, 11, 21, 72, 92
_NEEDED = {
    "POINT": frozenset({_X, _Y}),
    "INSERT": frozenset({_X, _Y}),
    "LINE": frozenset({_X, _Y, 11, 21}),
    "CIRCLE": frozenset({_X, _Y, _RADIUS}),
    "ARC": frozenset({_X, _Y, _RADIUS, 50, 51}),
    "ELLIPSE": frozenset({_X, _Y, _MAJOR_X, _MAJOR_Y, _RADIUS}),
    "SOLID": frozenset({_X, _Y, 11, 21, 12, 22}),
    "TRACE": frozenset({_X, _Y, 11, 21, 12, 22}),
    "3DFACE": frozenset({_X, _Y, 11, 21, 12, 22}),
}
_PATH_ENDS = frozenset({75, 97, 98})


def fault_of(entity: Entity) -> str | None:
    """Say why an entity of a known kind cannot be drawn; readers take a word for 0 without saying so."""
    for code, value in entity.pairs:
        if code in _FLOATS and not _is_number(value):
            return "coordinates that are no numbers"
        if code in _INTEGERS and not value.lstrip("+-").isdigit():
            return "flags that are no numbers"
    return next((reason for reason, is_so in _FAULTS if is_so(entity)), None)


def _misses_something(entity: Entity) -> bool:
    return not _is_whole(entity)


def _is_net(entity: Entity) -> bool:
    return entity.kind == "POLYLINE" and bool(int(entity.first(70, "0")) & _MESH)


def _is_grid(entity: Entity) -> bool:
    return entity.kind == "INSERT" and any(entity.own(code, "1") not in {"0", "1"} for code in _COPIES)


def _is_whole(entity: Entity) -> bool:
    """Tell whether all is there that the shape needs; readers take what is missing for 0."""
    codes = [code for code, _ in entity.pairs]
    if entity.kind == "LWPOLYLINE":
        corners = codes.count(_X)
        return 2 <= corners == codes.count(_Y) == int(entity.first(90, str(corners)))  # noqa: PLR2004 - two ends
    if entity.kind == "POLYLINE":
        corners = entity.pairs.count((0, "VERTEX"))
        own = len(codes) if corners == 0 else entity.pairs.index((0, "VERTEX"))
        return 2 <= corners == codes[own:].count(_X) == codes[own:].count(_Y)  # noqa: PLR2004 - two ends
    if not _NEEDED.get(entity.kind, frozenset()) <= set(codes):
        return False
    return entity.kind not in {"CIRCLE", "ARC", "ELLIPSE"} or float(entity.first(_RADIUS)) > 0


def largest_radius(entity: Entity) -> float:
    """Give the radius of the flattest arc of an entity without faults; 0 where it is straight."""
    pairs = entity.pairs
    if entity.kind in {"CIRCLE", "ARC"}:
        return abs(float(entity.first(_RADIUS, "0")))
    if entity.kind == "ELLIPSE":
        return math.hypot(*(float(entity.first(code, "0")) for code in (_MAJOR_X, _MAJOR_Y, 31)))
    if entity.kind == "LWPOLYLINE":
        return _bulged(pairs)
    if entity.kind == "POLYLINE":
        first = next((place for place, pair in enumerate(pairs) if pair == (0, "VERTEX")), len(pairs))
        return _bulged(pairs[first:])
    return _hatch_radius(pairs) if entity.kind == "HATCH" else 0.0


def _is_number(value: str) -> bool:
    try:
        return math.isfinite(float(value)) and "_" not in value
    except ValueError:
        return False


def _has_spline_edge(entity: Entity) -> bool:
    edges = False
    for code, value in entity.pairs if entity.kind == "HATCH" else ():
        if code == _PATH:
            edges = not int(value) & _POLYLINE_PATH
        elif code == _EDGE and edges and int(value) == _SPLINE:
            return True
    return False


def _hatch_radius(pairs: Sequence[Pair]) -> float:
    largest, edge, major_x = 0.0, 0, 0.0
    polyline: list[Pair] | None = None
    for code, value in pairs:
        if code == _PATH or code in _PATH_ENDS:
            largest = max(largest, _bulged(polyline or []))
            polyline = [] if code == _PATH and int(value) & _POLYLINE_PATH else None
            edge = 0
        elif polyline is not None:
            polyline.append((code, value))
        elif code == _EDGE:
            edge = int(value)
        elif (edge, code) == (_ARC, _RADIUS):
            largest = max(largest, abs(float(value)))
        elif (edge, code) == (_ELLIPSE, _MAJOR_X):
            major_x = float(value)
        elif (edge, code) == (_ELLIPSE, _MAJOR_Y):
            largest = max(largest, math.hypot(major_x, float(value)))
    return largest


def _bulged(pairs: Sequence[Pair]) -> float:
    """Give the largest radius among the arcs between vertices, the closing one included."""
    corners: list[list[float]] = []
    if all(code != _BULGE for code, _ in pairs):
        return 0.0
    for code, value in pairs:
        if code == _X:
            corners.append([float(value), 0.0, 0.0])
        elif code in {_Y, _BULGE} and corners:
            corners[-1][1 if code == _Y else 2] = float(value)
    nexts = [*corners[1:], *corners[:1]]
    return max(
        (bulge_radius(math.dist(a[:2], b[:2]), a[2]) for a, b in zip(corners, nexts, strict=True)),
        default=0.0,
    )


_FAULTS = (
    ("positions or sizes that are missing", _misses_something),
    ("a net of faces", _is_net),
    ("a grid of blocks", _is_grid),
    ("a hatch bounded by a spline", _has_spline_edge),
)
