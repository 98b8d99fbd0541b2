"""A packed tree of boxes over items in a good order, walked without a stack: miss a box, skip its branch."""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from .compiled import compiled

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]

FAN = 4  # branches of a node
LEAF = 4  # items of a leaf
_HILBERT_TOP = 1 << 25  # 26 bits an axis: 0.2 mm in 10 km


class BoxTree(NamedTuple):
    """Nodes in depth-first order: walk on with `node + 1`, leave a branch with `skip[node]`."""

    boxes: Floats  # (nodes, 4): west, south, east, north
    skip: Ints
    first: Ints  # first item of the branch; a leaf is a node with skip[node] == node + 1


@compiled
def box_tree(items: Floats) -> BoxTree:
    """Build the tree over (n, 4) boxes, n > 0; neighbours in the array should be neighbours in the plane."""
    skip, first = _layout((len(items) + LEAF - 1) // LEAF)
    boxes = np.empty((len(skip), 4))
    for node in range(len(skip) - 1, -1, -1):  # branches stand behind their node
        boxes[node, 0] = boxes[node, 1] = np.inf
        boxes[node, 2] = boxes[node, 3] = -np.inf
        if skip[node] == node + 1:
            for item in range(first[node], min(first[node] + LEAF, len(items))):
                _stretch(boxes, node, items, item)
        else:
            child = node + 1
            while child < skip[node]:
                _stretch(boxes, node, boxes, child)
                child = skip[child]
    return BoxTree(boxes, skip, first)


@compiled
def _layout(leaves: int) -> tuple[Ints, Ints]:
    """Lay the nodes out depth-first: a node over `span` leaves stands before the first of them."""
    top = 1
    while top < leaves:
        top *= FAN
    begin = np.zeros(leaves + 1, np.int64)  # the first node that begins with a leaf
    for leaf in range(leaves):
        nodes = 1
        span = FAN
        while span <= top and leaf % span == 0:
            nodes += 1
            span *= FAN
        begin[leaf + 1] = begin[leaf] + nodes
    skip = np.empty(begin[leaves], np.int64)
    first = np.empty(begin[leaves], np.int64)
    for leaf in range(leaves):
        span = 1
        for node in range(begin[leaf + 1] - 1, begin[leaf] - 1, -1):
            skip[node] = begin[min(leaf + span, leaves)]
            first[node] = leaf * LEAF
            span *= FAN
    return skip, first


@compiled
def _stretch(boxes: Floats, node: int, others: Floats, other: int) -> None:
    boxes[node, 0] = min(boxes[node, 0], others[other, 0])
    boxes[node, 1] = min(boxes[node, 1], others[other, 1])
    boxes[node, 2] = max(boxes[node, 2], others[other, 2])
    boxes[node, 3] = max(boxes[node, 3], others[other, 3])


@compiled
def with_room(rows: Floats, needed: int) -> Floats:
    """Give back `rows`, or a copy with at least `needed` rows; doubling keeps the copies few."""
    room = len(rows)
    if needed <= room:
        return rows
    while room < needed:
        room *= 2
    wider = np.empty((room, rows.shape[1]))
    for k in range(len(rows)):
        for column in range(rows.shape[1]):
            wider[k, column] = rows[k, column]
    return wider


@compiled
def sort_in_place(values: Floats, begin: int, end: int) -> None:
    """Sort values[begin:end] (Shell sort: short to compile, and no quadratic case)."""
    gap = 1
    while gap < (end - begin) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for k in range(begin + gap, end):
            value = values[k]
            place = k
            while place >= begin + gap and values[place - gap] > value:
                values[place] = values[place - gap]
                place -= gap
            values[place] = value
        gap //= 3


@compiled
def covered(xy: Floats, tree: BoxTree, x: float, y: float, radius: float) -> bool:
    """Tell whether any of the points `xy`, over which `tree` stands, lies within `radius` of (x, y)."""
    square = radius * radius
    node = 0
    while node < len(tree.skip):
        west, south = tree.boxes[node, 0], tree.boxes[node, 1]
        east, north = tree.boxes[node, 2], tree.boxes[node, 3]
        near_x = max(west - x, 0.0, x - east)
        near_y = max(south - y, 0.0, y - north)
        if near_x * near_x + near_y * near_y > square:
            node = tree.skip[node]
            continue
        far_x = max(x - west, east - x)
        far_y = max(y - south, north - y)
        if far_x * far_x + far_y * far_y <= square:
            return True
        if tree.skip[node] == node + 1:
            for item in range(tree.first[node], min(tree.first[node] + LEAF, len(xy))):
                dx = xy[item, 0] - x
                dy = xy[item, 1] - y
                if dx * dx + dy * dy <= square:
                    return True
        node += 1
    return False


@compiled
def any_within(xy: Floats, tree: BoxTree, points: Floats, reach: Floats) -> npt.NDArray[np.bool_]:
    """Tell for each of `points` whether any of `xy` lies within its own `reach`; none is when negative."""
    found = np.zeros(len(points), np.bool_)
    for k in range(len(points)):
        if reach[k] >= 0.0:
            found[k] = covered(xy, tree, points[k, 0], points[k, 1], reach[k])
    return found


def along_hilbert(xy: Floats) -> Floats:
    """Sort points along a Hilbert curve, so that near in the array is near in the plane; doubles go."""
    low = xy.min(axis=0)
    extent = float((xy.max(axis=0) - low).max())
    scale = (2 * _HILBERT_TOP - 1) / extent if extent > 0 else 0.0
    if not np.isfinite(scale):  # an extent so small that all points are one in effect
        scale = 0.0
    walked = xy[np.argsort(_hilbert(xy, low[0], low[1], scale), kind="stable")]
    fresh = np.ones(len(walked), np.bool_)
    fresh[1:] = (walked[1:] != walked[:-1]).any(axis=1)
    return walked[fresh]


@compiled
def _hilbert(xy: Floats, west: float, south: float, scale: float) -> Ints:
    keys = np.empty(len(xy), np.int64)
    for i in range(len(xy)):
        x = np.int64((xy[i, 0] - west) * scale)
        y = np.int64((xy[i, 1] - south) * scale)
        key = np.int64(0)
        side = np.int64(_HILBERT_TOP)
        while side > 0:
            right = np.int64((x & side) > 0)
            up = np.int64((y & side) > 0)
            key += side * side * ((3 * right) ^ up)
            if up == 0:
                if right == 1:
                    x = 2 * _HILBERT_TOP - 1 - x
                    y = 2 * _HILBERT_TOP - 1 - y
                x, y = y, x
            side >>= 1
        keys[i] = key
    return keys
