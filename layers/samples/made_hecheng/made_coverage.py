"""Turn labelled cells and drawn lines into polygons that share every border, to the hundredth of a metre."""
# ruff: noqa: PLR2004 - how many, how large and how likely: stated where it is made

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from scipy.sparse import coo_matrix, csgraph
from shapely.geometry.base import BaseGeometry

from .made_partition import Labels
from .made_terrain import CELL_M, Terrain

_GRID_M = 0.01
_SIMPLE_M = 48.0  # a corner goes when the triangle it makes is smaller than this squared
Geometries = NDArray[np.object_]


def without_specks(labels: Labels, *, fewest: int) -> Labels:
    """Give cells of small connected pieces to the nearest larger piece."""
    pieces = connected_pieces(labels)
    small = np.bincount(pieces.ravel())[pieces] < fewest
    _, nearest = ndimage.distance_transform_edt(small, return_indices=True)
    return np.asarray(labels[tuple(nearest)], dtype=np.int64)


def connected_pieces(labels: Labels) -> Labels:
    """Give the number of each cell's connected piece of equal label (cells join at edges)."""
    size = labels.size
    cells = np.arange(size).reshape(labels.shape)
    level, upright = labels[:, :-1] == labels[:, 1:], labels[:-1] == labels[1:]
    pairs = np.vstack(
        [
            np.column_stack([cells[:, :-1][level], cells[:, 1:][level]]),
            np.column_stack([cells[:-1][upright], cells[1:][upright]]),
        ]
    )
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    _, number = csgraph.connected_components(graph, directed=False)
    return np.asarray(number, dtype=np.int64).reshape(labels.shape)


def drawn_borders(labels: Labels, ground: Terrain) -> Geometries:
    """Draw the borders between pieces of equal label as softened lines; corners of three pieces stay."""
    arcs = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(list(_unit_edges(labels, ground)))))
    soft = [_softened(shapely.get_coordinates(arc)) for arc in arcs]
    pieces = shapely.get_parts(shapely.polygonize(soft))
    simple = shapely.coverage_simplify(pieces, _SIMPLE_M, simplify_boundary=True)
    return shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.boundary(simple))))


def faces(lines: Sequence[BaseGeometry], outline: shapely.Polygon) -> Geometries:
    """Give the faces between lines within an outline; all corners lie on one grid, so borders are shared."""
    drawn = shapely.union_all([*lines, outline.exterior], grid_size=_GRID_M)
    found = shapely.get_parts(shapely.polygonize(shapely.get_parts(drawn)))
    inside = shapely.contains(outline, shapely.point_on_surface(found))
    return np.asarray(found[inside], dtype=object)


Key = TypeVar("Key")


def joined(shapes: Geometries, keys: Sequence[Key]) -> dict[Key, BaseGeometry]:
    """Join the faces of each key."""
    groups: dict[Key, list[BaseGeometry]] = {}
    for shape, key in zip(shapes, keys, strict=True):
        groups.setdefault(key, []).append(shape)
    return {key: shapely.coverage_union_all(members) for key, members in groups.items()}


def without_crumbs(
    shapes: Geometries, keys: list[tuple[int, int]], *, least_m2: float
) -> list[tuple[int, int]]:
    """
    Give each face that is too small or too thin to the neighbour with the longest common border.

    Keys are (unit, parcel): a face stays in its unit where it has a neighbour there.
    """
    area, length = shapely.area(shapes), shapely.length(shapes)
    crumbs = np.flatnonzero((area < least_m2) | (2.0 * area / length < 6.0))
    tree = shapely.STRtree(shapes)
    into = np.arange(len(shapes))
    for crumb in crumbs[np.argsort(area[crumbs], kind="stable")]:
        near = np.sort(tree.query(shapes[crumb], predicate="intersects"))
        near = near[area[near] > area[crumb]]  # so that no two crumbs go to each other
        common = shapely.length(shapely.intersection(shapes[near], shapes[crumb]))
        at_home = np.array([keys[one][0] == keys[crumb][0] for one in near], dtype=bool)
        if (common > 0.0).any():
            into[crumb] = near[int(np.argmax(common + np.where(at_home & (common > 0.0), 1e6, 0.0)))]
    while (into != into[into]).any():
        into = into[into]
    return [keys[one] for one in into]


def _unit_edges(labels: Labels, ground: Terrain) -> Geometries:
    """Give the edges of one cell's length between cells of different label."""
    west, south = float(ground.east_m[0, 0]), float(ground.north_m[0, 0])
    rows, columns = np.nonzero(labels[:, :-1] != labels[:, 1:])
    upright = np.stack([np.stack([columns + 1, rows], 1), np.stack([columns + 1, rows + 1], 1)], 1)
    rows, columns = np.nonzero(labels[:-1] != labels[1:])
    level = np.stack([np.stack([columns, rows + 1], 1), np.stack([columns + 1, rows + 1], 1)], 1)
    ends = np.concatenate([upright, level]) * CELL_M + (west, south)
    return np.asarray(shapely.linestrings(ends), dtype=object)


def _softened(corners: NDArray[np.float64]) -> shapely.LineString:
    """Walk from middle to middle of the cells' edges: no two lines can meet that did not."""
    middles = (corners[:-1] + corners[1:]) / 2.0
    return shapely.LineString(np.vstack([corners[:1], middles, corners[-1:]]))
