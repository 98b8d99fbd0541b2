"""Large polygons cut into small ones, so that what a boundary meets is found and cut quickly."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from .areal import Shapes
from .errors import ParameterError

MOST_VERTICES = 1024  # of a piece; 256 to 1024 measure alike, fewer pieces are cheaper to make
_FEWEST_VERTICES = 8
_AREA_AGREES = 1e-9  # of a polygon: the sum of its pieces' areas against its own
_DEEPEST = 60  # halvings; coordinates have 52 bits
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """Polygons in pieces: `owner` gives the place of the polygon that each of `shapes` was cut from."""

    shapes: Shapes
    owner: npt.NDArray[np.int64]


def subdivided(polygons: Shapes, *, most_vertices: int = MOST_VERTICES) -> Pieces:
    """
    Cut polygons into valid pieces of at most `most_vertices` vertices.

    Bounds are halved along their longer side by `clip_by_rect`, which costs one
    walk along the ring but keeps only valid polygons valid. What it spoils
    nevertheless (a piece not valid, areas that do not add up) is halved again by
    an exact intersection. Pieces of one polygon share edges and no ground.

    Parameters
    ----------
    polygons
        Valid polygons and multipolygons, as every layer's are; not checked again.
    most_vertices
        At least 8: a triangle cut by a rectangle can have as many.

    Returns
    -------
    Pieces
        In the order of their owners; empty polygons have none. Areas of pieces
        add up to those of their owners but for rounding.

    Raises
    ------
    ParameterError
        If `most_vertices` is below 8.
    """
    if most_vertices < _FEWEST_VERTICES:
        raise ParameterError(f"most_vertices must be at least {_FEWEST_VERTICES}, not {most_vertices}")
    found: list[list[shapely.Polygon]] = [_halved(shape, most_vertices, exact=False) for shape in polygons]
    shapes, owner = _gathered(found)
    for place in _spoilt(polygons, shapes, owner):
        found[place] = _halved(polygons[place], most_vertices, exact=True)
    shapes, owner = _gathered(found)
    return Pieces(shapes=shapes, owner=owner)


def _halved(shape: shapely.Geometry, most_vertices: int, *, exact: bool) -> list[shapely.Polygon]:
    """Halve until every piece is small; depth first, so that the order is the same on every run."""
    done: list[shapely.Polygon] = []
    open_ = [(part, 0) for part in _polygons(shape)[::-1]]
    while open_:
        part, depth = open_.pop()
        if shapely.get_num_coordinates(part) <= most_vertices or depth >= _DEEPEST:
            done.append(part)
            continue
        for box in reversed(_halves(part.bounds)):
            half = (
                shapely.intersection(part, shapely.box(*box)) if exact else shapely.clip_by_rect(part, *box)
            )
            open_ += [(piece, depth + 1) for piece in _polygons(half)[::-1]]
    return done


def _halves(bounds: _Box) -> tuple[_Box, _Box]:
    west, south, east, north = bounds
    if east - west > north - south:
        middle = (west + east) / 2
        return (west, south, middle, north), (middle, south, east, north)
    middle = (south + north) / 2
    return (west, south, east, middle), (west, middle, east, north)


def _polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """Take apart; lines and points that a cut leaves are no ground."""
    return [
        part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon) and not part.is_empty
    ]


def _gathered(found: list[list[shapely.Polygon]]) -> tuple[Shapes, npt.NDArray[np.int64]]:
    shapes = np.empty(sum(map(len, found)), dtype=object)
    shapes[:] = [piece for pieces in found for piece in pieces]
    return shapes, np.repeat(np.arange(len(found)), [len(pieces) for pieces in found]).astype(np.int64)


def _spoilt(polygons: Shapes, shapes: Shapes, owner: npt.NDArray[np.int64]) -> list[int]:
    """Name the polygons whose pieces are not valid or do not add up."""
    whole = shapely.area(polygons)
    summed = np.bincount(owner, shapely.area(shapes), len(polygons))
    odd = np.abs(summed - whole) > _AREA_AGREES * whole
    odd[owner[~shapely.is_valid(shapes)]] = True
    return [int(place) for place in np.flatnonzero(odd)]
