"""Rings of a parcel: which vertices make one, and which ring is a hole, decided by containment."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from gis.errors import GeometryError

from .txt_cells import Vertex
from .txt_parcel import Parcel

_FEWEST = 3
_ROUNDING_M = 0.001  # survey practice: positions agree to a millimetre
_ROUNDING_DEGREES, _LARGEST_DEGREES = 1e-8, 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Places of one ring's vertices among those of its parcel, without the closing one."""

    places: tuple[int, ...]
    number: int | None
    line: int
    closed: bool


def rings_of(parcel: Parcel, what: str) -> list[Ring]:
    """
    Split a parcel's vertices where the ring number changes or a ring returns to its start.

    Raises `GeometryError` H132 for a ring of fewer than three corners, and where an
    unclosed ring begins its numbering anew or goes on after another one: then
    nobody can tell which corners belong together.
    """
    rings: list[Ring] = []
    run: list[int] = []
    vertices = parcel.vertices
    for i, vertex in enumerate(vertices):
        if run and vertex.ring is not None and vertex.ring != vertices[run[0]].ring:
            rings.append(_ring(run, vertices, what))
            run = []
        if run and vertex.place == vertices[run[-1]].place:
            continue  # the same corner written twice
        if run and vertex.place == vertices[run[0]].place and len(run) >= _FEWEST:
            rings.append(_ring(run, vertices, what, closed=True))
            run = []
            continue
        if not run and rings and _repeats_the_end(rings[-1], vertices, i):
            continue
        if run and _begins_anew(run, vertices, i):
            raise GeometryError(
                f"{what} (line {vertex.line}): point {vertex.name} comes again elsewhere though its ring is "
                "not closed; number the rings, or close them",
                code="H132",
            )
        run.append(i)
    if run:
        rings.append(_ring(run, vertices, what))
    _refuse_torn(rings, what)
    return rings


def polygon_of(rings: Sequence[Ring], xy: npt.NDArray[np.float64], what: str) -> shapely.Geometry:
    """
    Build a polygon from rings by nesting: a ring inside another is a hole, inside a hole a part.

    A ring that crosses itself stays as it is, for the door to judge. Raises
    `GeometryError` H132 naming two rings that cross or are one.
    """
    shapes = np.array([shapely.Polygon(xy[list(ring.places)]) for ring in rings], dtype=object)
    if len(shapes) == 1:
        alone: shapely.Geometry = shapes[0]
        return alone
    outside = _containers(rings, shapes, what)
    depth = [len(containers) for containers in outside]
    parts: dict[int, list[shapely.LinearRing]] = {i: [] for i in range(len(rings)) if depth[i] % 2 == 0}
    for i, containers in enumerate(outside):
        if depth[i] % 2:
            owner = max(containers, key=lambda container: depth[container])
            parts[owner].append(shapes[i].exterior)
    polygons = [shapely.Polygon(shapes[i].exterior, holes) for i, holes in parts.items()]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _ring(run: list[int], vertices: list[Vertex], what: str, *, closed: bool = False) -> Ring:
    first = vertices[run[0]]
    if len({vertices[i].place for i in run}) < _FEWEST:
        raise GeometryError(
            f"{what} (line {first.line}): ring {first.ring or 1} has fewer than three corners; "
            "mend or delete it",
            code="H132",
        )
    return Ring(places=tuple(run), number=first.ring, line=first.line, closed=closed)


def _repeats_the_end(ring: Ring, vertices: list[Vertex], place: int) -> bool:
    """Tell a closing vertex written twice."""
    start, here = vertices[ring.places[0]], vertices[place]
    return (
        here.place == start.place
        and here.ring in {None, ring.number}
        and vertices[place - 1].place == here.place
    )


def _begins_anew(run: list[int], vertices: list[Vertex], place: int) -> bool:
    """Tell a numbering that starts again before its ring came back; at the end it is a poor closure."""
    name = vertices[place].name
    ends = place + 1 == len(vertices) or vertices[place + 1].ring != vertices[place].ring
    return bool(name) and name == vertices[run[0]].name and not ends


def _refuse_torn(rings: Sequence[Ring], what: str) -> None:
    open_numbers: dict[int | None, Ring] = {}
    for ring in rings:
        before = open_numbers.get(ring.number)
        if before is not None:
            raise GeometryError(
                f"{what} (lines {before.line}, {ring.line}): ring {ring.number or 1} is not closed and goes "
                "on further down; close the rings, or number them",
                code="H132",
            )
        if not ring.closed:
            open_numbers[ring.number] = ring


def _containers(rings: Sequence[Ring], shapes: npt.NDArray[np.object_], what: str) -> list[list[int]]:
    """List for each ring those that it lies inside; two that cross are refused."""
    valid = shapely.is_valid(shapes)
    found: list[list[int]] = [[] for _ in rings]
    tree = shapely.STRtree(shapes)
    boxes = shapely.box(*shapely.bounds(shapes).T)
    for a, b in tree.query(boxes).T.tolist():
        if a >= b:
            continue
        if not (valid[a] and valid[b]):
            odd = a if not valid[a] else b
            raise GeometryError(
                f"{what} (line {rings[odd].line}): ring {rings[odd].number or 1} crosses or touches itself "
                "and lies on another ring; mend it in a GIS",
                code="H132",
            )
        inner = _inner(a, b, shapes)
        if inner is None:
            raise GeometryError(
                f"{what} (lines {rings[a].line}, {rings[b].line}): rings {rings[a].number or 1} and "
                f"{rings[b].number or 1} cross or are one; mend them in a GIS",
                code="H132",
            )
        if inner >= 0:
            found[inner].append(b if inner == a else a)
    return found


def _inner(a: int, b: int, shapes: npt.NDArray[np.object_]) -> int | None:
    """Tell which of two rings lies inside the other, -1 for neither, None where they cross or are one."""
    pair = shapes[[a, b]]
    common = float(shapely.area(shapely.intersection(*pair)))
    planar = np.abs(shapely.bounds(pair)).max() > _LARGEST_DEGREES
    slack = (_ROUNDING_M if planar else _ROUNDING_DEGREES) * shapely.length(pair)
    if common <= slack.min():
        return -1
    inside = shapely.area(pair) - common <= slack
    if inside[0] == inside[1]:
        return None
    return a if inside[0] else b
