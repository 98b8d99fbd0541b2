"""Where each row lies under its CRS: rows that cannot be there, and why; rows far away from all others."""

import warnings
from enum import StrEnum

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from .crs import WGS84, area_of_use, crs_name
from .zones import false_easting, zone_of_crs, zones_of_points

Mask = NDArray[np.bool_]
Boxes = NDArray[np.float64]

_FARTHEST_LON, _FARTHEST_LAT = 180.0, 90.0
_MARGIN_DEG = 2.0  # outside the stated area of use, as for whole extents
_REACH_DEG = 10.0  # no shape of a regional CRS reaches farther out with one corner
_WORLDWIDE_DEG = 90.0  # areas of use wider than that bind no corner
_OFF_MERIDIAN_DEG = 20.0  # transverse Mercator planes whose area of use nobody states
_FAITHFUL_M = 1.0
_FAR_M = 100_000.0
_FAR_IN_SPREADS = 20.0
_FEWEST = 4  # rows, before one of them can be called far from the others


class Fault(StrEnum):
    """Why a row cannot lie where its coordinates say."""

    ZERO = "zero"
    DEGREES = "degrees"
    ZONE = "zone"
    SWAPPED = "swapped"
    IMPOSSIBLE = "impossible"
    OUTSIDE = "outside"


def misplaced(shapes: NDArray[np.object_], crs: pyproj.CRS) -> dict[Fault, Mask]:
    """
    Mark the rows that cannot lie where their coordinates say, each under one fault.

    Shapes must have finite coordinates. A row is judged by its corners: those of
    its extent must be possible in the CRS, and it must touch the area of use.
    """
    boxes = shapely.bounds(shapes)
    unseen = np.ones(len(boxes), dtype=bool)
    faults: dict[Fault, Mask] = {}
    outside, impossible = _off(boxes, crs)
    off = outside | impossible
    for fault, mask in (
        (Fault.ZERO, _at_zero(shapes, crs)),
        (Fault.DEGREES, _in_degrees(boxes) & (crs.is_projected and false_easting(crs) > _FARTHEST_LON)),
        (Fault.ZONE, _of_another_zone(boxes, crs)),
        (Fault.SWAPPED, _fits_swapped(boxes, off, crs)),
        (Fault.IMPOSSIBLE, impossible),
        (Fault.OUTSIDE, outside),
    ):
        if (mask & unseen).any():
            faults[fault] = mask & unseen
            unseen &= ~mask
    return faults


def worded(fault: Fault, crs: pyproj.CRS) -> tuple[str, str]:
    """Word a fault in English and Chinese, as a reason for which rows are left out."""
    name = crs_name(crs)
    return {
        Fault.ZERO: ("position is 0, 0", "坐标为 0, 0"),
        Fault.DEGREES: (f"position in degrees though the CRS is {name}", f"坐标系为 {name}，坐标却是经纬度"),
        Fault.ZONE: (f"easting of another zone than that of {name}", f"横坐标带号与 {name} 不符"),
        Fault.SWAPPED: ("the two coordinates are swapped", "两个坐标颠倒"),
        Fault.IMPOSSIBLE: (f"position impossible in {name}", f"坐标超出 {name} 的可能范围"),
        Fault.OUTSIDE: (f"position outside the area of {name}", f"位置在 {name} 适用范围之外"),
    }[fault]


def distant(shapes: NDArray[np.object_]) -> tuple[Mask, NDArray[np.float64]]:
    """
    Mark rows of a metric layer that lie more than 100 km, and 20 times the layer's spread, from its middle.

    The middle is that of the medians, the spread the median distance to it; also gives the distances in m.
    """
    boxes = shapely.bounds(shapes)
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    away_m = np.hypot(*(centres - np.median(centres, axis=0)).T)
    if len(boxes) < _FEWEST:
        return np.zeros(len(boxes), dtype=bool), away_m
    return (away_m > _FAR_M) & (away_m > _FAR_IN_SPREADS * np.median(away_m)), away_m


def _at_zero(shapes: NDArray[np.object_], crs: pyproj.CRS) -> Mask:
    """Mark shapes with a corner at 0, 0, where that is the spot that devices write when they know none."""
    marked = np.zeros(len(shapes), dtype=bool)
    lon, lat = _to_degrees(np.zeros(1), np.zeros(1), crs)
    nowhere = crs.is_geographic or false_easting(crs) != 0 or bool(abs(lon[0]) + abs(lat[0]) < 1e-9)  # noqa: PLR2004 - rounding of 0
    if nowhere:
        xy, owner = shapely.get_coordinates(shapes, return_index=True)
        marked[owner[(xy == 0).all(axis=1)]] = True
    return marked


def wraps_around(shapes: NDArray[np.object_]) -> Mask:
    """Mark shapes in degrees with an edge of more than half the globe, those of the whole globe aside."""
    marked = np.zeros(len(shapes), dtype=bool)
    bounds = shapely.bounds(shapes)
    for row in np.flatnonzero(bounds[:, 2] - bounds[:, 0] > _FARTHEST_LON).tolist():
        parts = shapely.get_parts(shapely.boundary(shapes[row]) if _is_areal(shapes[row]) else shapes[row])
        for part in shapely.get_parts(parts):
            lon = shapely.get_coordinates(part)[:, 0]
            ends = np.abs(np.column_stack([lon[:-1], lon[1:]])) < _FARTHEST_LON
            marked[row] |= bool(((np.abs(np.diff(lon)) > _FARTHEST_LON) & ends.any(axis=1)).any())
    return marked


def _is_areal(shape: shapely.Geometry) -> bool:
    return int(shapely.get_dimensions(shape)) == 2  # noqa: PLR2004 - polygons


def _in_degrees(boxes: Boxes) -> Mask:
    lon, lat = np.abs(boxes[:, [0, 2]]), np.abs(boxes[:, [1, 3]])
    return np.asarray((lon <= _FARTHEST_LON).all(axis=1) & (lat <= _FARTHEST_LAT).all(axis=1), dtype=bool)


def _of_another_zone(boxes: Boxes, crs: pyproj.CRS) -> Mask:
    zone = zone_of_crs(crs)
    if zone is None:
        return np.zeros(len(boxes), dtype=bool)
    borne = zones_of_points((boxes[:, :2] + boxes[:, 2:]) / 2)
    return np.asarray((borne >= 0) & (borne != zone), dtype=bool)


def _fits_swapped(boxes: Boxes, off: Mask, crs: pyproj.CRS) -> Mask:
    fits = np.zeros(len(boxes), dtype=bool)
    if off.any():
        outside, impossible = _off(boxes[off][:, [1, 0, 3, 2]], crs)
        fits[off] = ~outside & ~impossible
    return fits


def _off(boxes: Boxes, crs: pyproj.CRS) -> tuple[Mask, Mask]:
    """Mark extents outside the area of use, and those that no place on earth can have in this CRS."""
    if len(boxes) > 1:
        whole = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])[np.newaxis]
        if not np.concatenate(_off(whole, crs)).any() and _within(whole, crs):
            return np.zeros(len(boxes), dtype=bool), np.zeros(len(boxes), dtype=bool)
    corners = boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 2)
    lon, lat = _to_degrees(corners[:, 0], corners[:, 1], crs)
    possible = (np.abs(lon) <= _FARTHEST_LON) & (np.abs(lat) <= _FARTHEST_LAT)
    area = _area(crs)
    outside = np.zeros(len(boxes), dtype=bool)
    if area is not None:
        west, south, east, north = area
        lon, lat = lon.reshape(-1, 4), lat.reshape(-1, 4)
        with np.errstate(invalid="ignore"):
            outside = (lon.max(axis=1) < west - _MARGIN_DEG) | (lon.min(axis=1) > east + _MARGIN_DEG)
            outside |= (lat.max(axis=1) < south - _MARGIN_DEG) | (lat.min(axis=1) > north + _MARGIN_DEG)
        if east - west < _WORLDWIDE_DEG:
            far = (lon < west - _REACH_DEG) | (lon > east + _REACH_DEG)
            far |= (lat < south - _REACH_DEG) | (lat > north + _REACH_DEG)
            outside |= far.any(axis=1)
    impossible = np.asarray(~possible.reshape(-1, 4).all(axis=1), dtype=bool)
    return outside & ~impossible, impossible


def _within(box: Boxes, crs: pyproj.CRS) -> bool:
    """Tell whether all corners of an extent lie in the area of use: then so do all rows within."""
    area = _area(crs)
    if area is None:
        return False
    lon, lat = _to_degrees(box[0, [0, 0, 2, 2]], box[0, [1, 3, 1, 3]], crs)
    west, south, east, north = area
    return bool(((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)).all())


def _area(crs: pyproj.CRS) -> tuple[float, float, float, float] | None:
    """Give west, south, east, north of where a CRS is meant to be used; None where nobody can tell."""
    plane = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    area, operation = area_of_use(plane), plane.coordinate_operation
    if area is not None:
        return area[0]
    if operation is None or operation.method_name.lower() != "transverse mercator":
        return None
    meridians = [p.value for p in operation.params if p.name.lower() == "longitude of natural origin"]
    if not meridians:
        return None
    meridian = meridians[0]
    west, east = float(meridian) - _OFF_MERIDIAN_DEG, float(meridian) + _OFF_MERIDIAN_DEG
    return (
        (west, -_FARTHEST_LAT, east, _FARTHEST_LAT) if -_FARTHEST_LON < west < east < _FARTHEST_LON else None
    )


def _to_degrees(x: NDArray[np.float64], y: NDArray[np.float64], crs: pyproj.CRS) -> tuple[Boxes, Boxes]:
    """Bring points to degrees of the CRS's own datum; infinite where the way back does not lead home."""
    plane = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    if plane.is_geographic:
        return x, y
    transformer = pyproj.Transformer.from_crs(plane, plane.geodetic_crs or WGS84, always_xy=True)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        lon, lat = transformer.transform(x, y)
        back_x, back_y = transformer.transform(lon, lat, direction="INVERSE")
        faithful = np.hypot(back_x - x, back_y - y) < _FAITHFUL_M
    return np.where(faithful, lon, np.inf), np.where(faithful, lat, np.inf)
