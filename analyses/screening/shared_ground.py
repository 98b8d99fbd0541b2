"""The ground that footprints share with a line, or have outside it: in parts, slivers marked, summed once."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from gis.areal import Shapes
from gis.common_ground import Cuts, by_place, gathered

from .footprints import Footprints, measured_m2

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

WHOLE = 1e-9  # of a footprint: what cutting at seams may round away


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SharedGround:
    """The ground of each footprint, dissolved over the line's rows, in its simple parts."""

    shapes: Shapes  # one a part
    footprint: Ints
    area_m2: Floats
    sliver: Bools


def ground_inside(cuts: Cuts, sites: Footprints, least: tuple[float, float]) -> SharedGround:
    """Join each footprint's cuts over the rows of a line; `least` area and mean width make no sliver."""
    together = gathered(cuts.shapes, cuts.footprint)
    return _in_parts(together.shapes, together.keys, sites, least)


def no_ground() -> SharedGround:
    """Give ground of no footprint."""
    nowhere = np.empty(0, dtype=object)
    return SharedGround(
        shapes=nowhere,
        footprint=np.empty(0, dtype=np.int64),
        area_m2=np.empty(0),
        sliver=np.empty(0, dtype=bool),
    )


def ground_outside(cuts: Cuts, sites: Footprints, least: tuple[float, float]) -> SharedGround:
    """Give the ground of each footprint outside the line, by the same sliver rule."""
    together = gathered(cuts.shapes, cuts.footprint)
    shapes = sites.shapes.copy()
    # a footprint that is all inside a piece stands among the cuts as it is: nothing of it is outside
    inside = together.shapes == shapes[together.keys]
    crossing = together.keys[~inside]
    shapes[crossing] = shapely.difference(shapes[crossing], together.shapes[~inside])
    places = np.setdiff1d(np.arange(len(shapes)), together.keys[inside])
    found = _in_parts(shapes[places], places, sites, least)
    least_m2 = WHOLE * sites.area_m2[found.footprint]
    kept = found.area_m2 > least_m2  # less is the rounding of seams
    return SharedGround(
        shapes=found.shapes[kept],
        footprint=found.footprint[kept],
        area_m2=found.area_m2[kept],
        sliver=found.sliver[kept],
    )


def _in_parts(ground: Shapes, places: Ints, sites: Footprints, least: tuple[float, float]) -> SharedGround:
    shapes, row = shapely.get_parts(ground, return_index=True)
    footprint = places[row]
    area_m2, width_m = measured_m2(shapes, sites.crs, sites.plane)
    whole = is_whole(area_m2, sites.area_m2[footprint])
    area_m2 = np.where(whole, sites.area_m2[footprint], area_m2)
    fine = (sites.area_m2 < least[0]) | (sites.width_m < least[1])  # all of such a footprint is meant
    sliver = ((area_m2 < least[0]) | (width_m < least[1])) & ~fine[footprint]
    return SharedGround(shapes=shapes, footprint=footprint, area_m2=area_m2, sliver=sliver)


def is_whole(part_m2: Floats, whole_m2: Floats) -> Bools:
    """Tell which parts are their footprint but for rounding."""
    same: Bools = np.abs(part_m2 - whole_m2) <= WHOLE * whole_m2
    return same


def sharing(sites: Footprints) -> Bools:
    """Mark the footprints that share ground with another one."""
    one, other = shapely.STRtree(sites.shapes).query(sites.shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    crossing = shapely.area(shapely.intersection(sites.shapes[one], sites.shapes[other])) > 0
    shared = np.zeros(len(sites.id), dtype=bool)
    shared[one[crossing]] = shared[other[crossing]] = True
    return shared


def once_m2(sites: Footprints, ground: SharedGround, places: Ints, shared: Bools) -> float:
    """Sum the ground of some footprints in the line, slivers apart, each spot once."""
    meant = np.isin(ground.footprint, places) & ~ground.sliver
    return _joined_m2(sites, ground.shapes[meant], ground.area_m2[meant], shared[ground.footprint[meant]])


def site_m2(sites: Footprints, places: Ints, shared: Bools) -> float:
    """Sum the ground of some footprints, each spot once."""
    return _joined_m2(sites, sites.shapes[places], sites.area_m2[places], shared[places])


def _joined_m2(sites: Footprints, shapes: Shapes, area_m2: Floats, shared: Bools) -> float:
    if not shared.any():
        return math.fsum(area_m2)
    twice = shapes[shared]
    order = by_place(twice, np.zeros(len(twice), dtype=np.int64))
    joined = np.array([shapely.union_all(twice[order])], dtype=object)
    return math.fsum([*area_m2[~shared], float(sites.measured_m2(joined)[0])])
