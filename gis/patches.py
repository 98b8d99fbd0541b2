"""Contiguous patches of polygons: which of them are smaller than ground must be to count."""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from .topology import TOLERANCE_M

Shapes = NDArray[np.object_]
Flags = NDArray[np.bool_]

_CONTACT_M = 0.01  # polygons that share less of a border meet in a corner only
_ROUNDING = 1e-9


def small_patches(polygons: Shapes, of_the_thing: Flags, least_m2: float) -> tuple[Flags, int]:
    """
    Mark the polygons of contiguous patches below an area, and count these patches.

    A patch is what becomes one polygon when those that overlap or share a border (to a
    millimetre) are joined; a common corner joins nothing. Only small polygons are
    looked at: one that is large enough makes its patch large enough.

    Parameters
    ----------
    polygons
        Single polygons in a metric plane.
    of_the_thing
        Which of them belong to the thing whose patches are meant.
    least_m2
        Patches of this area and more stay unmarked.
    """
    marked = np.zeros(len(polygons), dtype=bool)
    area_m2 = shapely.area(polygons)
    small = np.flatnonzero(of_the_thing & (area_m2 < least_m2 * (1 - _ROUNDING)))
    if not len(small):
        return marked, 0
    members = np.flatnonzero(of_the_thing)
    asked, met = shapely.STRtree(polygons[members]).query(
        polygons[small], predicate="dwithin", distance=TOLERANCE_M
    )
    one, other = small[asked], members[met]
    one, other = one[one != other], other[one != other]
    reach = shapely.buffer(polygons[one], TOLERANCE_M)
    joins = shapely.area(shapely.intersection(reach, polygons[other])) > TOLERANCE_M * _CONTACT_M
    links = coo_array((np.ones(int(joins.sum())), (one[joins], other[joins])), shape=(len(polygons),) * 2)
    _, patch = connected_components(links, directed=False)
    with_large = np.unique(patch[members[area_m2[members] >= least_m2 * (1 - _ROUNDING)]])
    alone = small[~np.isin(patch[small], with_large)]
    order = alone[np.argsort(patch[alone], kind="stable")]
    count = 0
    for places in np.split(order, np.flatnonzero(np.diff(patch[order])) + 1) if len(order) else ():
        if float(shapely.area(shapely.union_all(polygons[places]))) < least_m2 * (1 - _ROUNDING):
            marked[places] = True
            count += 1
    return marked, count
