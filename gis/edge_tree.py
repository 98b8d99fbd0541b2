# ruff: noqa: PLR0913, PLR0917 - compiled loops take plain numbers
"""The nearest points of polygons' borders, by boxes over runs of edges: rings already run near to near."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from .areal import Shapes
from .compiled import compiled

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_FAN = 8  # edges in a run, runs in a box, boxes in the next one
_DEEPEST = 4096  # boxes that wait: 7 a level, and no more than 22 levels


class EdgeTree(NamedTuple):
    """
    Edges of rings and boxes over them.

    Edge i runs from `xy[i]` to `xy[i + 1]`; one that would join two rings has its
    ends in one point. Box k of a level spans boxes 8 k to 8 k + 7 of the level
    below; `first` is where each level begins, lowest first.
    """

    xy: Floats
    last: npt.NDArray[np.bool_]
    boxes: Floats
    first: Ints


def edge_tree(polygons: Shapes) -> EdgeTree:
    """Build the tree over all rings of polygons, at least one."""
    xy = shapely.get_coordinates(polygons)
    last = np.zeros(len(xy), dtype=bool)
    last[np.cumsum(shapely.get_num_coordinates(shapely.get_rings(polygons))) - 1] = True
    low, high = np.vstack((xy[1:], xy[-1:])), np.empty_like(xy)
    low[last] = xy[last]
    np.maximum(xy, low, out=high)
    np.minimum(xy, low, out=low)
    levels: list[Floats] = []
    while not levels or len(levels[-1]) > 1:
        begins = np.arange(0, len(low), _FAN)
        low, high = np.minimum.reduceat(low, begins), np.maximum.reduceat(high, begins)
        levels.append(np.hstack((low, high)))
    first = np.concatenate(([0], np.cumsum([len(level) for level in levels]))).astype(np.int64)
    return EdgeTree(xy=np.ascontiguousarray(xy), last=last, boxes=np.vstack(levels), first=first)


@compiled
def nearest_points(tree: EdgeTree, xy: Floats, first: Ints) -> Floats:
    """
    Find the nearest points of closed rings and of the tree's edges; they must not cross.

    Ring q owns the points first[q] to first[q + 1] of `xy`. Gives (q, 4): the point
    on the ring, then the one on the tree.
    """
    found = np.empty((len(first) - 1, 4))
    waiting = np.empty((_DEEPEST, 2), np.int64)
    far = np.empty(_DEEPEST)
    top = len(tree.first) - 2
    for q in range(len(found)):
        begin, end = first[q], first[q + 1]
        west, south = xy[begin:end, 0].min(), xy[begin:end, 1].min()
        east, north = xy[begin:end, 0].max(), xy[begin:end, 1].max()
        best = np.inf
        waiting[0, 0], waiting[0, 1], far[0] = top, 0, 0.0
        size = 1
        while size > 0:
            size -= 1
            level, box = waiting[size]
            if far[size] >= best:
                continue
            if level == 0:
                for edge in range(box * _FAN, min(box * _FAN + _FAN, len(tree.xy))):
                    best = _nearer(tree, edge, xy, begin, end, best, found[q], west, south, east, north)
                continue
            base = tree.first[level - 1]
            count = tree.first[level] - base
            bottom = size
            for child in range(box * _FAN, min(box * _FAN + _FAN, count)):
                distance = _between(tree.boxes[base + child], west, south, east, north)
                if distance < best:  # the nearest goes on top: it is looked at first
                    place = size
                    while place > bottom and far[place - 1] < distance:
                        waiting[place, 0], waiting[place, 1] = waiting[place - 1, 0], waiting[place - 1, 1]
                        far[place] = far[place - 1]
                        place -= 1
                    waiting[place, 0], waiting[place, 1], far[place] = level - 1, child, distance
                    size += 1
    return found


@compiled
def _between(box: Floats, west: float, south: float, east: float, north: float) -> float:
    across = max(float(box[0]) - east, 0.0, west - float(box[2]))
    along = max(float(box[1]) - north, 0.0, south - float(box[3]))
    return across * across + along * along


@compiled
def _nearer(
    tree: EdgeTree,
    edge: int,
    xy: Floats,
    begin: int,
    end: int,
    best: float,
    found: Floats,
    west: float,
    south: float,
    east: float,
    north: float,
) -> float:
    """Hold one edge of the tree against all edges of a ring."""
    ax, ay = tree.xy[edge, 0], tree.xy[edge, 1]
    bx, by = (ax, ay) if tree.last[edge] else (tree.xy[edge + 1, 0], tree.xy[edge + 1, 1])
    across = max(min(ax, bx) - east, 0.0, west - max(ax, bx))
    along = max(min(ay, by) - north, 0.0, south - max(ay, by))
    if across * across + along * along >= best:
        return best
    for k in range(begin, end - 1):
        cx, cy, dx, dy = xy[k, 0], xy[k, 1], xy[k + 1, 0], xy[k + 1, 1]
        for px, py, sx, sy, tx, ty, of_ring in (
            (cx, cy, ax, ay, bx, by, True),
            (ax, ay, cx, cy, dx, dy, False),
            (bx, by, cx, cy, dx, dy, False),
        ):
            ux, uy = tx - sx, ty - sy
            square = ux * ux + uy * uy
            along_edge = 0.0 if square == 0.0 else ((px - sx) * ux + (py - sy) * uy) / square
            along_edge = min(1.0, max(0.0, along_edge))
            fx, fy = sx + along_edge * ux, sy + along_edge * uy
            distance = (px - fx) * (px - fx) + (py - fy) * (py - fy)
            if distance < best:
                best = distance
                if of_ring:
                    found[0], found[1], found[2], found[3] = px, py, fx, fy
                else:
                    found[0], found[1], found[2], found[3] = fx, fy, px, py
    return best
