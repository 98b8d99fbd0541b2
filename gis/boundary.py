# ruff: noqa: PLR0913, PLR0917 - compiled loops take plain numbers
"""Area of a union of discs inside a polygon, as one line integral over arcs inside and edges covered."""

import math
from typing import NamedTuple

import numpy as np

from .arcs import Arcs
from .box_tree import LEAF, BoxTree, Floats, Ints, box_tree, covered, sort_in_place, with_room
from .compiled import compiled

_TANGENT = 1e-10  # (half chord / r)²: a shorter chord counts as a touch; what it cuts off is under 1e-15 r²
_PAD = 1e-6  # of a radius or a radian; a split too many is harmless, one too few is gross


class Outline(NamedTuple):
    """A polygon's edges with the tree over them, and its middle: short lever arms keep rounding small."""

    edges: Floats  # (m, 4): x0, y0, x1, y1, the polygon on the left
    tree: BoxTree
    base: Floats  # (m,): y where the ring of an edge begins, and so ends
    x: float
    y: float


@compiled
def areas_inside(
    xy: Floats, tree: BoxTree, arcs: Arcs, circle_tree: BoxTree, radius: float, edges: Floats, first: Ints
) -> Floats:
    """
    Measure for each polygon its area within `radius` of any of `xy`.

    By Green's theorem: half the integral of x dy - y dx along the exposed arcs
    inside the polygon and along its edges inside the union. Arcs and edges are
    split where they meet; the midpoint of a piece decides for all of it.

    Parameters
    ----------
    xy, tree
        Centres and the tree over them.
    arcs, circle_tree
        Exposed arcs and the tree over their circles' centres; at least one.
    edges
        (m, 4) x0, y0, x1, y1, the polygon on the left of each edge.
    first
        Polygon p owns the edges first[p] to first[p + 1], at least one.

    Returns
    -------
    numpy.ndarray
        One per polygon; infinite where all of it is covered, so that the caller
        can give the polygon's own area to the last digit.
    """
    areas = np.empty(len(first) - 1)
    for p in range(len(areas)):
        outline = _outline(edges[first[p] : first[p + 1]])
        along_arcs, met, splits, used = _along_arcs(outline, arcs, circle_tree, radius)
        along_edges, bare = _along_edges(outline, xy, tree, radius, splits, used)
        areas[p] = along_arcs + along_edges if met or bare else math.inf
    return areas


@compiled
def _outline(edges: Floats) -> Outline:
    items = np.empty((len(edges), 4))
    base = np.empty(len(edges))
    for e in range(len(edges)):
        goes_on = e > 0 and edges[e, 0] == edges[e - 1, 2] and edges[e, 1] == edges[e - 1, 3]
        base[e] = base[e - 1] if goes_on else edges[e, 1]
        items[e, 0] = min(edges[e, 0], edges[e, 2])
        items[e, 1] = min(edges[e, 1], edges[e, 3])
        items[e, 2] = max(edges[e, 0], edges[e, 2])
        items[e, 3] = max(edges[e, 1], edges[e, 3])
    tree = box_tree(items)
    box = tree.boxes
    return Outline(edges, tree, base, 0.5 * (box[0, 0] + box[0, 2]), 0.5 * (box[0, 1] + box[0, 3]))


@compiled
def _along_arcs(
    outline: Outline, arcs: Arcs, circle_tree: BoxTree, radius: float
) -> tuple[float, bool, Floats, int]:
    """Integrate along the arcs inside the outline, if any; list (edge, share) where edges are to be split."""
    frame = outline.tree.boxes
    west, south = frame[0, 0] - radius, frame[0, 1] - radius
    east, north = frame[0, 2] + radius, frame[0, 3] + radius
    meets = np.empty((2 * len(outline.edges), 5))
    turns = np.empty(2 * len(outline.edges) + 2)
    splits = np.empty((64, 2))
    used = 0
    total = 0.0
    met = False
    node = 0
    while node < len(circle_tree.skip):
        box = circle_tree.boxes
        if box[node, 0] > east or box[node, 2] < west or box[node, 1] > north or box[node, 3] < south:
            node = circle_tree.skip[node]
            continue
        if circle_tree.skip[node] == node + 1:
            leaf = circle_tree.first[node]
            for c in range(leaf, min(leaf + LEAF, len(arcs.centres))):
                found = _crossings(outline, arcs.centres[c, 0], arcs.centres[c, 1], radius, meets)
                for k in range(arcs.first[c], arcs.first[c + 1]):
                    count = _turns(arcs, k, meets, found, turns)
                    along, inside = _split_arc(outline, arcs, c, k, turns, count, radius)
                    total += along
                    met |= inside
                splits = with_room(splits, used + found)
                for q in range(found):
                    if meets[q, 4] > 0.0:
                        splits[used, 0] = meets[q, 0]
                        splits[used, 1] = meets[q, 1]
                        used += 1
        node += 1
    return total, met, splits, used


@compiled
def _crossings(outline: Outline, x: float, y: float, radius: float, meets: Floats) -> int:
    """Put (edge, share along it, offset x, y, 0) of all points where edges meet the circle into `meets`."""
    outer = (radius * (1.0 + _PAD)) ** 2
    inner = (radius * (1.0 - _PAD)) ** 2
    tree = outline.tree
    found = 0
    node = 0
    while node < len(tree.skip):
        west, south = tree.boxes[node, 0] - x, tree.boxes[node, 1] - y
        east, north = tree.boxes[node, 2] - x, tree.boxes[node, 3] - y
        near_x = max(west, 0.0, -east)
        near_y = max(south, 0.0, -north)
        far_x = max(-west, east)
        far_y = max(-south, north)
        if near_x * near_x + near_y * near_y > outer or far_x * far_x + far_y * far_y < inner:
            node = tree.skip[node]
            continue
        if tree.skip[node] == node + 1:
            leaf = tree.first[node]
            for e in range(leaf, min(leaf + LEAF, len(outline.edges))):
                found = _meet(outline.edges, e, x, y, radius, meets, found)
        node += 1
    return found


@compiled
def _meet(edges: Floats, e: int, x: float, y: float, radius: float, meets: Floats, found: int) -> int:
    fx, fy = edges[e, 0] - x, edges[e, 1] - y
    dx, dy = edges[e, 2] - edges[e, 0], edges[e, 3] - edges[e, 1]
    square = dx * dx + dy * dy
    if square == 0.0:
        return found
    aside = dx * fy - dy * fx
    half_chord2 = radius * radius - aside * aside / square
    if half_chord2 < -_TANGENT * radius * radius:
        return found
    foot = -(fx * dx + fy * dy) / square
    touch = half_chord2 <= _TANGENT * radius * radius
    half = 0.0 if touch else math.sqrt(half_chord2 / square)
    pad = _PAD * radius / math.sqrt(square)
    for side in range(1 if touch else 2):
        share = foot - half if side == 0 else foot + half
        if -pad <= share <= 1.0 + pad:
            meets[found, 0] = e
            meets[found, 1] = min(max(share, 0.0), 1.0)
            meets[found, 2] = fx + share * dx
            meets[found, 3] = fy + share * dy
            meets[found, 4] = 0.0
            found += 1
    return found


@compiled
def _turns(arcs: Arcs, k: int, meets: Floats, found: int, turns: Floats) -> int:
    """Put the angles at which arc k is to be split, from its begin, into `turns`, both ends with them."""
    ends = arcs.ends
    width = _width(ends, k)
    turns[0] = 0.0
    turns[1] = width
    count = 2
    for q in range(found):
        x, y = meets[q, 2], meets[q, 3]
        turn = math.atan2(ends[k, 0] * y - ends[k, 1] * x, ends[k, 0] * x + ends[k, 1] * y)
        if -_PAD <= turn <= width + _PAD:
            meets[q, 4] = 1.0
            turns[count] = min(max(turn, 0.0), width)
            count += 1
    sort_in_place(turns, 0, count)
    return count


@compiled
def _split_arc(
    outline: Outline, arcs: Arcs, c: int, k: int, turns: Floats, count: int, radius: float
) -> tuple[float, bool]:
    """Integrate along the pieces of arc k, between consecutive turns, inside the polygon; tell if any is."""
    x, y = arcs.centres[c, 0], arcs.centres[c, 1]
    ax, ay = arcs.ends[k, 0], arcs.ends[k, 1]
    total = 0.0
    met = False
    for q in range(count - 1):
        width = turns[q + 1] - turns[q]
        if width > 0.0:
            mid = turns[q] + 0.5 * width
            cos, sin = math.cos(mid), math.sin(mid)
            if _inside(outline, x + radius * (ax * cos - ay * sin), y + radius * (ay * cos + ax * sin)):
                cos, sin = math.cos(turns[q]), math.sin(turns[q])
                total += _arc(outline, x, y, ax * cos - ay * sin, ay * cos + ax * sin, width, radius)
                met = True
    return total, met


@compiled
def _width(ends: Floats, k: int) -> float:
    ax, ay, bx, by = ends[k, 0], ends[k, 1], ends[k, 2], ends[k, 3]
    return math.atan2(ax * by - ay * bx, ax * bx + ay * by)


@compiled
def _arc(outline: Outline, x: float, y: float, ax: float, ay: float, width: float, radius: float) -> float:
    """Integrate (x dy - y dx) / 2 along an arc of `width` radians that begins in direction (ax, ay)."""
    cos, sin = math.cos(width), math.sin(width)
    bx, by = ax * cos - ay * sin, ay * cos + ax * sin
    return 0.5 * radius * (radius * width + (x - outline.x) * (by - ay) - (y - outline.y) * (bx - ax))


@compiled
def _inside(outline: Outline, x: float, y: float) -> bool:
    """
    Cast a ray to the east; an edge counts at its lower end, not at its upper one.

    Of a branch wholly to the east only the parity matters: rings closed within
    it cross the ray evenly, so the ends of its first and last chain tell it.
    """
    edges, tree = outline.edges, outline.tree
    inside = False
    node = 0
    while node < len(tree.skip):
        after = tree.skip[node]
        begin = tree.first[node]
        end = tree.first[after] if after < len(tree.skip) else len(edges)
        if tree.boxes[node, 1] > y or tree.boxes[node, 3] <= y or tree.boxes[node, 2] <= x:
            node = after
        elif tree.boxes[node, 0] > x:
            inside ^= (edges[begin, 1] > y) != (outline.base[begin] > y)
            inside ^= (outline.base[end - 1] > y) != (edges[end - 1, 3] > y)
            node = after
        else:
            if after == node + 1:
                for e in range(begin, end):
                    inside ^= _ray_meets(edges, e, x, y)
            node += 1
    return inside


@compiled
def _ray_meets(edges: Floats, e: int, x: float, y: float) -> bool:
    x0, y0, x1, y1 = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
    if (y0 > y) == (y1 > y):
        return False
    side = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
    return bool((side > 0.0) == (y1 > y0))


@compiled
def _along_edges(
    outline: Outline, xy: Floats, tree: BoxTree, radius: float, splits: Floats, used: int
) -> tuple[float, bool]:
    """Integrate along the pieces of the edges, between splits, in the union; tell if any piece is not."""
    edges = outline.edges
    first = np.zeros(len(edges) + 2, np.int64)  # a counting sort by edge
    for q in range(used):
        first[int(splits[q, 0]) + 2] += 1
    for e in range(len(edges)):
        first[e + 2] += first[e + 1]
    shares = np.empty(used)
    for q in range(used):
        e = int(splits[q, 0])
        shares[first[e + 1]] = splits[q, 1]
        first[e + 1] += 1
    total = 0.0
    bare = False
    for e in range(len(edges)):
        sort_in_place(shares, first[e], first[e + 1])
        inside = 0.0
        begin = 0.0
        for q in range(first[e], first[e + 1] + 1):
            end = shares[q] if q < first[e + 1] else 1.0
            if end > begin:
                mid = 0.5 * (begin + end)
                x = edges[e, 0] + mid * (edges[e, 2] - edges[e, 0])
                y = edges[e, 1] + mid * (edges[e, 3] - edges[e, 1])
                if covered(xy, tree, x, y, radius):
                    inside += end - begin
                else:
                    bare = True
                begin = end
        x0, y0 = edges[e, 0] - outline.x, edges[e, 1] - outline.y
        x1, y1 = edges[e, 2] - outline.x, edges[e, 3] - outline.y
        total += 0.5 * (x0 * y1 - x1 * y0) * inside
    return total, bare
