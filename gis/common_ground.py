"""What footprints have in common with large polygons, and how far they are from the nearest."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from . import edge_tree
from .areal import Shapes
from .geometry import areal
from .subdivide import Pieces

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_WORTH_COMPILING = 20_000  # corners; fewer are measured faster than a compiled loop is loaded
_AREAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cuts:
    """
    The ground that a footprint and a polygon share, one row a pair, sorted by footprint, then by place.

    `footprint` and `polygon` are places in what was given; `meets` marks the
    footprints that touch or share ground with any polygon.
    """

    footprint: Ints
    polygon: Ints
    shapes: Shapes
    meets: npt.NDArray[np.bool_]


def cut(footprints: Shapes, pieces: Pieces) -> Cuts:
    """
    Cut footprints by polygons that stand in pieces, in one metric plane.

    Only pairs whose boundaries cross are cut; a footprint wholly inside a piece is
    taken as it is, bit by bit. Seams between pieces are dissolved. The order of the
    polygons changes nothing.

    Parameters
    ----------
    footprints
        Valid polygons.
    pieces
        Of valid polygons; these may overlap, and each pair is told by itself.
    """
    place, piece = shapely.STRtree(pieces.shapes).query(footprints, predicate="intersects")
    shapes = footprints[place]
    shapely.prepare(pieces.shapes)
    crossing = ~shapely.covers(pieces.shapes[piece], shapes)
    shapes[crossing] = _areal(shapely.intersection(shapes[crossing], pieces.shapes[piece[crossing]]))
    meets = np.zeros(len(footprints), dtype=bool)
    meets[place] = True
    kept = ~shapely.is_empty(shapes)
    shapes, place, owner = shapes[kept], place[kept], pieces.owner[piece[kept]]
    order = by_place(shapes, place)
    shapes, place, owner = shapes[order], place[order], owner[order]
    together = gathered(shapes, place * (int(owner.max(initial=0)) + 1) + owner)
    first = together.first
    found = Cuts(footprint=place[first], polygon=owner[first], shapes=together.shapes, meets=meets)
    return _sorted(found)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gathered:
    """Shapes joined by key, keys ascending: `first` is the place of the first one that bore each."""

    keys: Ints
    shapes: Shapes
    first: Ints


def gathered(shapes: Shapes, keys: Ints) -> Gathered:
    """Join polygons that bear one key, each spot once; a single one stays as it is."""
    order = np.argsort(keys, kind="stable")
    distinct, begins, counts = np.unique(keys[order], return_index=True, return_counts=True)
    first = order[begins].astype(np.int64)
    joined = shapes[first]
    for row in np.flatnonzero(counts > 1):
        members = order[begins[row] : begins[row] + counts[row]]
        joined[row] = areal(shapely.union_all(shapes[members]))
    return Gathered(keys=distinct.astype(np.int64), shapes=joined, first=first)


def by_place(shapes: Shapes, first: Ints) -> Ints:
    """Give the order by `first`, then by bounds and area: the same whatever order shapes came in."""
    west, south, east, north = shapely.bounds(shapes).T if len(shapes) else np.empty((4, 0))
    order: Ints = np.lexsort((shapely.area(shapes), north, east, south, west, first))
    return order


def nearest_points(footprints: Shapes, polygons: Shapes) -> Floats:
    """
    Find for each footprint the nearest points of its border and of the polygons' borders.

    For footprints that have no point in common with any polygon they are as far
    apart as the two are.

    Returns
    -------
    numpy.ndarray
        (n, 4): x, y on the footprint, x, y on the polygon; nan where there is no polygon.
    """
    found = np.full((len(footprints), 4), np.nan)
    corners = int(shapely.get_num_coordinates(polygons).sum())
    if not len(footprints) or not corners:
        return found
    if corners < _WORTH_COMPILING:
        borders = shapely.boundary(polygons)
        place, near = shapely.STRtree(borders).query_nearest(footprints, all_matches=False)
        lines = shapely.shortest_line(shapely.boundary(footprints[place]), borders[near])
        found[place] = shapely.get_coordinates(lines).reshape(-1, 4)
        return found
    parts, owner = shapely.get_parts(footprints, return_index=True)
    rings = shapely.get_exterior_ring(parts)
    xy = shapely.get_coordinates(rings)
    first = np.concatenate(([0], np.cumsum(shapely.get_num_coordinates(rings)))).astype(np.int64)
    points = edge_tree.nearest_points(edge_tree.edge_tree(polygons), xy, first)
    apart = np.hypot(points[:, 2] - points[:, 0], points[:, 3] - points[:, 1])
    order = np.lexsort((apart, owner))
    nearest = order[np.diff(owner[order], prepend=-1) != 0]
    found[owner[nearest]] = points[nearest]
    return found


def geodesic_m(points: Floats, crs: pyproj.CRS) -> Floats:
    """Measure between the two points of each row along the ellipsoid; infinite where there are none."""
    length_m = np.full(len(points), np.inf)
    there = np.isfinite(points).all(axis=1)
    geod = crs.get_geod()
    if there.any() and geod is not None:
        to_degrees = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        lon, lat = to_degrees.transform(*points[there].reshape(-1, 2).T)
        length_m[there] = geod.inv(lon[::2], lat[::2], lon[1::2], lat[1::2])[2]
    return length_m


def _areal(shapes: Shapes) -> Shapes:
    """Keep the polygons of each shape: where only edges or corners meet there is no ground."""
    odd = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), _AREAL))
    for place in odd:
        shapes[place] = areal(shapes[place])
    return shapes


def _sorted(cuts: Cuts) -> Cuts:
    order = by_place(cuts.shapes, cuts.footprint)
    return Cuts(
        footprint=cuts.footprint[order],
        polygon=cuts.polygon[order],
        shapes=cuts.shapes[order],
        meets=cuts.meets,
    )
