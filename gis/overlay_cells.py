"""The ground that each of many polygons has in each of a few large ones, cut only where a border passes."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from .geometry import joined
from .subdivide import subdivided

Shapes = NDArray[np.object_]
Places = NDArray[np.int64]
Floats = NDArray[np.float64]

_RUN = 16  # edges of a border that are held against parcels together
_MOST_CORNERS = 256  # of a block of a zone
_MOST_PARCEL_CORNERS = 1024  # of a parcel that is held against them as it is
_POLYGON = shapely.GeometryType.POLYGON


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """
    The parcels' ground in the zones, a row for each parcel and zone that share some.

    `parcel` and `zone` are places in what was given, in this order; `whole` marks cells that are
    the whole parcel. `shapes` are the cells' polygons, where they were asked for.
    """

    parcel: Places
    zone: Places
    area_m2: Floats
    whole: NDArray[np.bool_]
    shapes: Shapes | None = None


def cells(parcels: Shapes, zones: Shapes, *, shapes: bool = False) -> Cells:
    """
    Lay parcels over zones and give the area of every common piece.

    As `geopandas.overlay` (how="intersection"), to the rounding of coordinates. A
    polygon that no border of a zone touches lies in the zone whole, or not at all: one
    point tells. Only the others are cut, against the part of the zone that is near.
    Zones may overlap; parcels too: every pair stands for itself.

    Parameters
    ----------
    parcels, zones
        Valid polygons in one plane. Many small ones, and a few large ones.
    shapes
        True gives the cells' polygons beside their areas.

    Returns
    -------
    Cells
        Areas in the square of the plane's unit, pieces without area left out.
    """
    parts, owner = _parts(np.asarray(parcels, dtype=object))
    touched_part, touched_zone = _touched_pairs(parts, zones)
    inner_part, inner_zone = _inner_pairs(parts, zones, touched_part * len(zones) + touched_zone)
    cut_part, cut_zone, cut = _cut(parts, zones, touched_part, touched_zone)
    pieces = _Pieces(
        parcel=np.concatenate([owner[inner_part], owner[cut_part]]),
        zone=np.concatenate([inner_zone, cut_zone]),
        ground=np.concatenate([parts[inner_part], cut]),
    )
    return _gathered(pieces, np.bincount(owner, minlength=len(parcels)), len(inner_part), shapes=shapes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pieces:
    """Pieces of cells: whose each is, and its ground."""

    parcel: Places
    zone: Places
    ground: Shapes


def _parts(parcels: Shapes) -> tuple[Shapes, Places]:
    """Take parcels apart to polygons, large ones further: each piece of them may lie whole in a zone."""
    parts, owner = shapely.get_parts(parcels, return_index=True)
    corners = shapely.get_num_coordinates(parts)
    large = np.flatnonzero(corners > _MOST_PARCEL_CORNERS)
    usual = (corners > 0) & (corners <= _MOST_PARCEL_CORNERS)
    divided = [_blocks(parts[place : place + 1], _MOST_PARCEL_CORNERS) for place in large]
    owner_of_divided = np.repeat(owner[large], [len(several) for several in divided])
    return np.concatenate([parts[usual], *divided]), np.concatenate([owner[usual], owner_of_divided])


def _touched_pairs(parts: Shapes, zones: Shapes) -> tuple[Places, Places]:
    """Find the pairs (part, zone) where the zone's border touches the part."""
    runs, zone = _border_runs(zones)
    part, run = shapely.STRtree(runs).query(parts, predicate="intersects")
    keys = np.unique(part * len(zones) + zone[run])
    return keys // max(len(zones), 1), keys % max(len(zones), 1)


def _border_runs(zones: Shapes) -> tuple[Shapes, Places]:
    """Take the borders of zones apart into runs of a few edges, and say whose each is."""
    zone_parts, zone_of_part = shapely.get_parts(zones, return_index=True)
    rings, part_of_ring = shapely.get_rings(zone_parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.searchsorted(ring, np.arange(len(rings)))
    place = np.arange(len(xy)) - first[ring]
    last = np.append(first[1:], len(xy))[ring] - 1
    begins = np.flatnonzero((place % _RUN == 0) & (np.arange(len(xy)) < last))
    size = np.minimum(begins + _RUN, last[begins]) - begins + 1
    run = np.repeat(np.arange(len(begins)), size)
    vertex = begins[run] + np.arange(len(run)) - np.repeat(np.cumsum(size) - size, size)
    lines = np.asarray(shapely.linestrings(xy[vertex], indices=run), dtype=object)
    return lines, zone_of_part[part_of_ring[ring[begins]]]


def _inner_pairs(parts: Shapes, zones: Shapes, touched: Places) -> tuple[Places, Places]:
    """Find the pairs where the part lies in the zone and no border of that zone touches it."""
    corners = shapely.get_point(shapely.get_exterior_ring(parts), 0)
    zone, part = shapely.STRtree(corners).query(zones, predicate="contains")
    keys = np.sort(part * len(zones) + zone)
    keys = keys[~np.isin(keys, touched)]
    return keys // max(len(zones), 1), keys % max(len(zones), 1)


def _cut(parts: Shapes, zones: Shapes, part: Places, zone: Places) -> tuple[Places, Places, Shapes]:
    """Cut parts by the blocks of their zones that are near; a part may lie in several blocks."""
    divided = [_blocks(zones[zone : zone + 1], _MOST_CORNERS) for zone in range(len(zones))]
    blocks = np.concatenate([np.empty(0, dtype=object), *divided])
    zone_of_block = np.repeat(np.arange(len(zones)), [len(several) for several in divided])
    cut_part, block = shapely.STRtree(blocks).query(parts[np.unique(part)])
    cut_part = np.unique(part)[cut_part]
    keys = cut_part * len(zones) + zone_of_block[block]
    order = np.lexsort((block, keys))
    order = order[np.isin(keys[order], part * len(zones) + zone)]
    ground = np.asarray(shapely.intersection(parts[cut_part[order]], blocks[block[order]]), dtype=object)
    return cut_part[order], zone_of_block[block[order]], ground


def _blocks(shape: Shapes, most_corners: int) -> Shapes:
    """Divide one shape; whole where the quick clipping gives up on it."""
    try:
        return subdivided(shape, most_vertices=most_corners).shapes
    except shapely.GEOSException:
        return shape


def _gathered(pieces: _Pieces, parts_of: Places, inner: int, *, shapes: bool) -> Cells:
    """Sum pieces up to cells, in an order that depends on the cell alone."""
    area_m2 = shapely.area(pieces.ground)
    some = np.flatnonzero(area_m2 > 0)
    order = some[np.lexsort((some, pieces.zone[some], pieces.parcel[some]))]
    parcel, zone = pieces.parcel[order], pieces.zone[order]
    begins = np.flatnonzero(np.append(True, (np.diff(parcel) != 0) | (np.diff(zone) != 0)))[: len(order)]
    cell = np.cumsum(np.bincount(begins, minlength=len(order))) - 1
    inner_parts = np.bincount(cell, order < inner, len(begins))
    return Cells(
        parcel=parcel[begins],
        zone=zone[begins],
        area_m2=np.bincount(cell, area_m2[order], len(begins)).astype(np.float64),
        whole=inner_parts == parts_of[parcel[begins]],
        shapes=_joined(pieces.ground[order], begins) if shapes else None,
    )


def _joined(ground: Shapes, begins: Places) -> Shapes:
    """Join the pieces of each cell; pieces that are lines or points are no ground."""
    ends = np.append(begins[1:], len(ground))
    cells_ground = ground[begins].copy()
    for place in np.flatnonzero((ends - begins > 1) | (shapely.get_type_id(cells_ground) != _POLYGON)):
        cells_ground[place] = joined(ground[begins[place] : ends[place]])
    return cells_ground
