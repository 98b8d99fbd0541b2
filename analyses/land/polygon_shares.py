"""Class areas of zones from polygons, cut by the zones in a local equal-area plane."""

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.geometry import areal
from gis.measure import ellipsoidal_area_m2
from gis.overlay_cells import Cells, cells
from gis.plane import local_plane, to_plane
from gis.topology import overlaps, whole_ground
from gis.units import m2_to_ha

from .zone_share import ZoneShare

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]

_ROUNDING = 1e-9  # of a zone: less ground than that is no gap


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CutCover:
    """
    Polygons of a cover taken apart to single ones and cut by zones, in an equal-area plane.

    `row` is the place of each part's row; `shared` marks parts that lie over another
    row's ground; `cells` has a row for each part and zone that share some.
    """

    parts: Shapes
    row: NDArray[np.int64]
    shared: Flags
    cells: Cells
    zone_names: tuple[str, ...]
    zone_m2: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartStates:
    """What each part of a cover counts as; `weight` multiplies its ground (1 but for stated areas)."""

    sure: Flags
    may: Flags
    unknown: Flags
    weight: Floats


def cut_cover(shapes: gpd.GeoSeries, zones: gpd.GeoDataFrame) -> CutCover:
    """Cut polygons by zones (column `name`); polygons that lie over each other are found once."""
    plane = local_plane(zones.geometry)
    parts, row = shapely.get_parts(to_plane(shapes, plane).to_numpy(), return_index=True)
    grounds = to_plane(zones.geometry, plane).to_numpy()
    shared = _shared(shapes.to_numpy())[row]
    return CutCover(
        parts=parts,
        row=row,
        shared=shared,
        cells=cells(parts, grounds, shapes=bool(shared.any())),
        zone_names=tuple(map(str, zones["name"])),
        zone_m2=shapely.area(grounds),
    )


def polygon_shares(
    cover: CutCover, states: PartStates, *, codes: pd.Series, bare_is_unknown: bool
) -> tuple[ZoneShare, ...]:
    """
    Sum the parts of a cover up to the shares of its zones; ground under several rows counts once.

    `codes` are the plain codes of the rows. Ground that no polygon covers is unknown
    where the layer is meant to cover all ground (a land-use layer), and is "not" where
    it shows one thing only. Sums do not depend on the order of rows.
    """
    written = codes.to_numpy(dtype=object)[cover.row]
    return tuple(
        _zone_share(cover, zone, states, written, bare_is_unknown=bare_is_unknown)
        for zone in range(len(cover.zone_names))
    )


def _zone_share(
    cover: CutCover, zone: int, states: PartStates, codes: Shapes, *, bare_is_unknown: bool
) -> ZoneShare:
    ground = _ZoneGround(cover, zone, states.weight)
    part = ground.part
    yes, may, unknown = states.sure[part], states.may[part], states.unknown[part]
    found = codes[part]
    class_m2, with_maybe = ground.area_m2(yes), ground.area_m2(yes | may)
    unlisted_m2 = max(ground.area_m2(yes | may | unknown) - with_maybe, 0.0) if unknown.any() else 0.0
    covered_m2, total_m2 = ground.covered_m2(), float(cover.zone_m2[zone])
    bare_m2 = total_m2 - covered_m2 if bare_is_unknown else 0.0
    return ZoneShare(
        name=cover.zone_names[zone],
        class_m2=class_m2,
        maybe_m2=max(with_maybe - class_m2, 0.0),
        unknown_m2=unlisted_m2 + (bare_m2 if bare_m2 > _ROUNDING * total_m2 else 0.0),
        unlisted_m2=unlisted_m2,
        covered_m2=covered_m2,
        total_m2=total_m2,
        classes={code: ground.area_m2(found == code) for code in sorted(set(map(str, found)) - {""})},
    )


class _ZoneGround:
    """The cells of one zone: those that stand alone, and those over each other's ground."""

    def __init__(self, cover: CutCover, zone: int, weight: Floats) -> None:
        here = np.flatnonzero(cover.cells.zone == zone)
        self.part = cover.cells.parcel[here]
        self._own_m2 = cover.cells.area_m2[here]
        self._weighed_m2 = self._own_m2 * weight[self.part]
        self._shared = cover.shared[self.part]
        self._shapes = np.empty(0, dtype=object) if cover.cells.shapes is None else cover.cells.shapes[here]

    def area_m2(self, wanted: Flags) -> float:
        """Sum the cells that are wanted, stated areas taken for shapes where there are some."""
        return math.fsum(self._weighed_m2[wanted & ~self._shared]) + self._joint_m2(wanted)

    def covered_m2(self) -> float:
        """Give the ground under any cell, as the shapes have it."""
        return math.fsum(self._own_m2[~self._shared]) + self._joint_m2(np.ones(len(self.part), dtype=bool))

    def _joint_m2(self, wanted: Flags) -> float:
        several = wanted & self._shared
        return (
            float(shapely.area(shapely.union_all(in_order(self._shapes[several])))) if several.any() else 0.0
        )


def in_order(shapes: Shapes) -> Shapes:
    """Sort shapes by what they are: a union then has the same bits whatever order rows come in."""
    return shapes[np.argsort(shapely.to_wkb(shapes), kind="stable")]


def _shared(shapes: Shapes) -> Flags:
    """Mark the rows that lie over the ground of others."""
    found = overlaps(shapes)
    marked = np.zeros(len(shapes), dtype=bool)
    marked[found.pairs.ravel()] = True
    if not len(found.pairs) and found.ground_m2 > 0:
        marked[:] = True  # too intricate to be told pair by pair
    return marked


def counted_ground(
    shapes: gpd.GeoSeries, zones: gpd.GeoDataFrame, cover: CutCover, states: PartStates
) -> gpd.GeoDataFrame:
    """Draw the ground in the zones that counts and that may, joined, in the cover's own system."""
    parts = shapely.get_parts(shapes.to_numpy())
    within = np.zeros(len(parts), dtype=bool)
    within[cover.cells.parcel] = True
    zone = whole_ground(in_order(zones.geometry.to_crs(shapes.crs).to_numpy()))
    grounds = [
        areal(shapely.intersection(whole_ground(in_order(parts[flags & within])), zone))
        for flags in (states.sure, states.may)
    ]
    frame = gpd.GeoDataFrame({"state": ["计入", "待定"]}, geometry=grounds, crs=shapes.crs)
    frame = frame.assign(area_ha=m2_to_ha(ellipsoidal_area_m2(frame.geometry)))
    return frame[~frame.geometry.is_empty].reset_index(drop=True)
