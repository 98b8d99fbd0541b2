# ruff: noqa: PLR0913, PLR0917 - compiled loops take plain numbers
"""Which arcs of equal circles lie on the boundary of their union: cut by near discs, without trigonometry."""

import math
from typing import NamedTuple

import numpy as np

from .box_tree import LEAF, BoxTree, Floats, Ints, with_room
from .compiled import compiled

WINDOW = 8  # neighbours along the Hilbert curve tried before the tree is walked
_TOUCH = 4.0 * (1.0 - 2e-12)  # (d/r)² above which two discs only touch: what they share is under 1e-17 r²
_SAME = 1e-26  # (d/r)² below which two discs are one
_NOISE = 1e-15  # of an offset; depths below are rounding, as where many circles meet in one point
_SLIVER = 1e-14  # radians; an arc so short is nothing


class Arcs(NamedTuple):
    """
    Exposed arcs, grouped by circle.

    Arc k runs counter-clockwise from unit direction (ax, ay) to (bx, by), at
    most a quarter turn; circle c owns the arcs first[c] to first[c + 1].
    """

    centres: Floats  # (circles, 2), only circles with an exposed arc
    first: Ints  # (circles + 1,)
    ends: Floats  # (arcs, 4): ax, ay, bx, by


@compiled
def exposed_arcs(xy: Floats, tree: BoxTree, radius: float) -> Arcs:
    """
    Find the arcs of each circle that no other disc hides.

    A disc at offset d hides direction u of a circle where u·d > |d|²/2r. Each
    circle starts as four quarter arcs and loses what the discs near it on the
    Hilbert curve hide; only then the tree is walked, and only into boxes that
    could still hide something, so a circle in a dense crowd costs a handful
    of neighbours, and one on a straight line of stops not much more.
    """
    count = len(xy)
    open_arcs = np.empty((count + 8, 4))
    centres = np.empty((count, 2))
    first = np.empty(count + 1, np.int64)
    ends = np.empty((256, 4))
    circles = 0
    total = 0
    for i in range(count):
        left = _left_open(xy, tree, radius, i, open_arcs)
        if left == 0:
            continue
        centres[circles, 0] = xy[i, 0]
        centres[circles, 1] = xy[i, 1]
        first[circles] = total
        ends = with_room(ends, total + left)
        for k in range(left):
            _copy(ends, total + k, open_arcs, k)
        circles += 1
        total += left
    first[circles] = total
    return Arcs(centres[:circles], first[: circles + 1], ends[:total])


@compiled
def _left_open(xy: Floats, tree: BoxTree, radius: float, i: int, arcs: Floats) -> int:
    """Put the exposed arcs of circle i into `arcs` and tell how many there are."""
    x, y = xy[i, 0], xy[i, 1]
    left = _four_quarters(arcs)
    for j in range(max(i - WINDOW, 0), min(i + WINDOW + 1, len(xy))):
        left = _hide(arcs, left, xy[j, 0] - x, xy[j, 1] - y, radius, j - i)
    node = 0
    while left > 0 and node < len(tree.skip):
        west, south = tree.boxes[node, 0], tree.boxes[node, 1]
        east, north = tree.boxes[node, 2], tree.boxes[node, 3]
        if not _may_hide(arcs, left, west - x, south - y, east - x, north - y, radius):
            node = tree.skip[node]
            continue
        if tree.skip[node] == node + 1:
            leaf = tree.first[node]
            for j in range(leaf, min(leaf + LEAF, len(xy))):
                left = _hide(arcs, left, xy[j, 0] - x, xy[j, 1] - y, radius, j - i)
        node += 1
    return left


@compiled
def _four_quarters(arcs: Floats) -> int:
    ax, ay = 1.0, 0.0
    for quarter in range(4):
        arcs[quarter, 0] = ax
        arcs[quarter, 1] = ay
        arcs[quarter, 2] = -ay
        arcs[quarter, 3] = ax
        ax, ay = -ay, ax
    return 4


@compiled
def _hide(arcs: Floats, left: int, dx: float, dy: float, radius: float, rank: int) -> int:
    """Take what the disc at offset (dx, dy) hides out of the first `left` arcs; tell how many remain."""
    square = (dx * dx + dy * dy) / (radius * radius)
    if square >= _TOUCH:
        return left
    if square <= _SAME:
        return 0 if rank < 0 else left  # of equal discs the first stands for all, itself hides nothing
    bound = 0.5 * square * radius
    k = 0
    while k < left:
        ax, ay, bx, by = arcs[k, 0], arcs[k, 1], arcs[k, 2], arcs[k, 3]
        from_hidden = ax * dx + ay * dy > bound
        to_hidden = bx * dx + by * dy > bound
        if from_hidden and to_hidden:  # hidden part and arc are both under half a turn: all of it
            left -= 1
            _copy(arcs, k, arcs, left)
            continue
        if from_hidden or to_hidden or (ax * dy - ay * dx > 0.0 and dx * by - dy * bx > 0.0):
            cos = 0.5 * math.sqrt(square)
            sin = math.sqrt(1.0 - cos * cos)
            ex = dx / (2.0 * cos * radius)
            ey = dy / (2.0 * cos * radius)
            out_x, out_y = ex * cos - ey * sin, ey * cos + ex * sin  # where the hidden part ends
            in_x, in_y = ex * cos + ey * sin, ey * cos - ex * sin  # where it begins
            if from_hidden:
                arcs[k, 0], arcs[k, 1] = out_x, out_y
            else:
                arcs[k, 2], arcs[k, 3] = in_x, in_y
                if not to_hidden and out_x * by - out_y * bx > _SLIVER:
                    arcs[left, 0], arcs[left, 1], arcs[left, 2], arcs[left, 3] = out_x, out_y, bx, by
                    left += 1
            if arcs[k, 0] * arcs[k, 3] - arcs[k, 1] * arcs[k, 2] <= _SLIVER:
                left -= 1
                _copy(arcs, k, arcs, left)
                continue
        k += 1
    return left


@compiled
def _may_hide(
    arcs: Floats, left: int, west: float, south: float, east: float, north: float, radius: float
) -> bool:
    """Tell whether a disc centred in the box (offsets from the circle's centre) could hide part of an arc."""
    near_x = max(west, 0.0, -east)
    near_y = max(south, 0.0, -north)
    if near_x * near_x + near_y * near_y >= 4.0 * radius * radius:
        return False
    noise = _NOISE * (max(-west, east) + max(-south, north))
    for k in range(left):
        ax, ay, bx, by = arcs[k, 0], arcs[k, 1], arcs[k, 2], arcs[k, 3]
        if _gain(ax, west, east, radius) + _gain(ay, south, north, radius) > noise:
            return True
        if _gain(bx, west, east, radius) + _gain(by, south, north, radius) > noise:
            return True
        left_of_a = max(ax * south, ax * north) - min(ay * west, ay * east) > 0.0
        right_of_b = max(by * west, by * east) - min(bx * south, bx * north) > 0.0
        if left_of_a and right_of_b:
            return True
    return False


@compiled
def _gain(u: float, low: float, high: float, radius: float) -> float:
    """Maximise u·d - d²/2r over an interval: one axis of "some d in the box hides direction u"."""
    d = min(max(u * radius, low), high)
    return d * (u - 0.5 * d / radius)


@compiled
def _copy(to: Floats, row: int, of: Floats, other: int) -> None:
    to[row, 0], to[row, 1] = of[other, 0], of[other, 1]  # spelt out: a loop takes longer to compile
    to[row, 2], to[row, 3] = of[other, 2], of[other, 3]
