"""How polygons of one layer meet: ground under several, ground under none, slivers, shapes drawn twice."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Places = NDArray[np.int64]

TOLERANCE_M = 0.001  # survey practice: positions agree to a millimetre
SLIVER_WIDTH_M = 0.5  # mean width, twice the area by the perimeter (DOMAIN D4)
_LEAST_M2 = 0.01  # less is the rounding of shared borders
_LEAST_ALONG_M = 5.0
_MOST_CORNERS = 300_000_000  # of the pairs that are laid over each other


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Overlaps:
    """
    Ground under several polygons.

    `pairs` holds the places of the two polygons of each overlap, `pair_m2` its
    area, widest ground first; `ground_m2` is what the sum of all areas exceeds the
    area of the union by.
    """

    pairs: Places
    pair_m2: NDArray[np.float64]
    ground_m2: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gaps:
    """Ground that polygons enclose and none covers: its area, and the places of the polygons around it."""

    gaps: Shapes
    gap_m2: NDArray[np.float64]
    neighbours: Places


def overlaps(shapes: Shapes) -> Overlaps:
    """
    Find polygons that share ground, in a metric plane.

    Common ground narrower than a millimetre on average, or below 0.01 m2, is the
    rounding of shared borders and no overlap.
    Where the layer is too intricate to be laid over itself pair by pair, `pairs` is
    empty and only `ground_m2` is told.
    """
    crossing, covering = _meeting(shapes)
    corners = shapely.get_num_coordinates(shapes)
    if int(corners[crossing].sum()) > _MOST_CORNERS:
        nothing = np.empty((0, 2), dtype=np.int64)
        return Overlaps(pairs=nothing, pair_m2=np.empty(0), ground_m2=_twice_m2(shapes))
    pairs = np.concatenate([crossing, covering])
    common = np.concatenate(
        [shapely.intersection(shapes[crossing[:, 0]], shapes[crossing[:, 1]]), shapes[covering[:, 1]]]
    )
    parts, owner = _polygons(common)
    part_m2 = np.where(_above_tolerance(parts), shapely.area(parts), 0.0)
    pair_m2 = np.bincount(owner, part_m2, len(pairs)).astype(np.float64)  # whole numbers without any
    found = np.flatnonzero(pair_m2 > 0)
    found = found[np.argsort(-pair_m2[found], kind="stable")]
    return Overlaps(
        pairs=pairs[found], pair_m2=pair_m2[found], ground_m2=_twice_m2(shapes[np.unique(pairs[found])])
    )


def whole_ground(shapes: Shapes) -> shapely.Geometry:
    """Join polygons: in one sweep over their borders where these meet corner by corner."""
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes)


def gaps(shapes: Shapes, *, only_slivers: bool, whole: shapely.Geometry | None = None) -> Gaps:
    """
    Find ground enclosed by polygons that none covers, in a metric plane.

    With `only_slivers` it counts only where its mean width is below 0.5 m: wider
    ground may be left out on purpose. Gaps below a millimetre or 0.01 m2 are the
    rounding of shared borders. `whole` is the shapes' `whole_ground`, if known.
    """
    parts = shapely.get_parts(whole_ground(shapes) if whole is None else whole)
    rings, part = shapely.get_rings(parts, return_index=True)
    inner = np.diff(part, prepend=-1) == 0  # the first ring of each part is its border
    holes = _open_ground(np.asarray(shapely.polygons(rings[inner]), dtype=object), parts)
    holes = holes[_above_tolerance(holes)]
    if only_slivers:
        holes = holes[mean_width_m(holes) < SLIVER_WIDTH_M]
    near = shapely.STRtree(shapes).query(holes, predicate="dwithin", distance=TOLERANCE_M)[1]
    return Gaps(gaps=holes, gap_m2=shapely.area(holes), neighbours=np.unique(near))


def narrowly_apart(shapes: Shapes, *, whole: shapely.Geometry | None = None) -> tuple[Places, float]:
    """
    Find polygons that do not touch but run along each other less than 0.5 m apart, in a metric plane.

    Gives the places of the two polygons of each pair, and the metres that they run along
    each other; corners that come near each other (below 5 m) do not count. `whole` is
    their `whole_ground`, if known: only polygons on its border can lie apart.
    """
    whole = whole_ground(shapes) if whole is None else whole
    outer = np.unique(
        shapely.STRtree(shapes).query(shapely.boundary(whole), predicate="dwithin", distance=TOLERANCE_M)
    )
    return _apart(shapes[outer], outer)


def slivers(shapes: Shapes) -> NDArray[np.bool_]:
    """Mark polygons of a metric plane whose mean width is below 0.5 m."""
    marked: NDArray[np.bool_] = mean_width_m(shapes) < SLIVER_WIDTH_M
    return marked


def mean_width_m(shapes: Shapes) -> NDArray[np.float64]:
    """Give twice the area by the perimeter: the width of a strip, half the side of a square."""
    around = shapely.length(shapes)
    return np.divide(2 * shapely.area(shapes), around, out=np.zeros(len(shapes)), where=around > 0)


def same_shapes(shapes: Shapes) -> Places:
    """Give shapes that are equal corner by corner, wherever they start, one number; single ones -1."""
    groups = np.full(len(shapes), -1, dtype=np.int64)
    keys = pd.DataFrame(shapely.bounds(shapes)).assign(corners=shapely.get_num_coordinates(shapes))
    alike = np.flatnonzero(keys.duplicated(keep=False))
    if not len(alike):
        return groups
    wkb = shapely.to_wkb(shapely.normalize(shapes[alike]))
    codes, _ = pd.factorize(wkb)
    several = np.bincount(codes)[codes] > 1
    groups[alike[several]] = codes[several]
    return groups


def _apart(shapes: Shapes, places: Places) -> tuple[Places, float]:
    tree = shapely.STRtree(shapes)
    near = tree.query(shapes, predicate="dwithin", distance=SLIVER_WIDTH_M).T
    touching = tree.query(shapes, predicate="intersects").T
    width = max(len(shapes), 1)
    apart = np.setdiff1d(near @ [width, 1], touching @ [width, 1])
    pairs = np.stack([apart // width, apart % width], axis=1)
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    pairs = pairs[shapely.distance(shapes[pairs[:, 0]], shapes[pairs[:, 1]]) > TOLERANCE_M]
    reach = shapely.buffer(shapes[pairs[:, 1]], SLIVER_WIDTH_M)
    along_m = shapely.length(shapely.intersection(shapely.boundary(shapes[pairs[:, 0]]), reach))
    long = along_m > _LEAST_ALONG_M
    return places[pairs[long]], float(along_m[long].sum())


def _meeting(shapes: Shapes) -> tuple[Places, Places]:
    """
    Give the pairs of polygons that cross each other, and those (large, small) of which one covers the other.

    Only polygons with a border that their neighbours do not share are looked at:
    of two that overlap at least one has such a border, or both are alike.
    """
    suspects = np.flatnonzero(~shapely.is_empty(_odd_borders(shapes)) | (same_shapes(shapes) >= 0))
    tree = shapely.STRtree(shapes)
    crossing, covers, covered = (
        np.stack([suspects[asked], other], axis=1)
        for asked, other in (
            tree.query(shapes[suspects], predicate=predicate)
            for predicate in ("overlaps", "covers", "covered_by")
        )
    )
    covering = _unique(np.concatenate([covers, covered[:, ::-1]]))
    alike = (covering[:, 0] > covering[:, 1]) & _either_way(covering)
    return _unique(np.sort(crossing, axis=1)), covering[~alike]


def _unique(pairs: Places) -> Places:
    return np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)


def _either_way(pairs: Places) -> NDArray[np.bool_]:
    """Mark pairs whose reverse is among them too."""
    there = {tuple(pair) for pair in pairs.tolist()}
    return np.array([(second, first) in there for first, second in pairs.tolist()], dtype=bool)


def _twice_m2(shapes: Shapes) -> float:
    """Give what the sum of areas exceeds that of the common ground by."""
    return float(shapely.area(shapes).sum() - shapely.area(shapely.union_all(shapes))) if len(shapes) else 0.0


def _odd_borders(shapes: Shapes) -> Shapes:
    """Give the borders of each polygon that lie in another one, or meet one not corner by corner."""
    return np.asarray(shapely.coverage_invalid_edges(shapes), dtype=object)


def _open_ground(holes: Shapes, parts: Shapes) -> Shapes:
    """Leave out of the holes the islands that lie in them, with what the islands enclose in turn."""
    islands = np.asarray(shapely.polygons(shapely.get_exterior_ring(parts)), dtype=object)
    hole, island = shapely.STRtree(islands).query(holes, predicate="contains")
    for place in np.unique(hole):
        holes[place] = shapely.difference(holes[place], shapely.union_all(islands[island[hole == place]]))
    return holes


def _polygons(shapes: Shapes) -> tuple[Shapes, Places]:
    """Take shapes apart to their polygons, and say whose each is."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    ground = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return parts[ground], owner[ground]


def _above_tolerance(polygons: Shapes) -> NDArray[np.bool_]:
    marked: NDArray[np.bool_] = (shapely.area(polygons) > _LEAST_M2) & (mean_width_m(polygons) > TOLERANCE_M)
    return marked
