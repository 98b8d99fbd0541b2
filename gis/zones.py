"""Zones of the Chinese Gauss-Krueger grids: the numbers that eastings bear, and the codes they belong to."""

import numpy as np
import pyproj
from numpy.typing import NDArray

# Chinese eastings may begin with the number of their zone, in millions of metres.
ZONE_M = 1_000_000
_WIDE_ZONE_NUMBERS, _NARROW_ZONE_NUMBERS = range(13, 24), range(25, 46)  # 6 and 3 degrees wide
_WIDE_ZONES, _NARROW_ZONES = 11, 21  # from the EPSG code with zone number to the one without
_EASTING_OF_MERIDIAN_M = 500_000
_FIRST_IN_ZONE_M, _LAST_IN_ZONE_M = 100_000, 900_000
_FIRST_NORTHING_M, _LAST_NORTHING_M = 300_000, 6_200_000  # 3 to 56 degrees north
_NARROW_DEG = 3.2  # area of use of a zone that is 3 degrees wide
_NARROW_METHOD = "transverse mercator"


def false_easting(crs: pyproj.CRS) -> float:
    """Give the easting of the meridian, 0 where the CRS has none."""
    plane = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    if plane.coordinate_operation is None:
        return 0.0
    for parameter in plane.coordinate_operation.params:
        if parameter.name.lower() in {"false easting", "easting at false origin"}:
            return float(parameter.value)
    return 0.0


def zone_of_crs(crs: pyproj.CRS) -> int | None:
    """Give the zone number that eastings in this CRS begin with, 0 for none; None for other planes."""
    if not crs.is_projected or false_easting(crs) % ZONE_M != _EASTING_OF_MERIDIAN_M:
        return None
    return int(false_easting(crs) // ZONE_M)


def zones_of_points(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give the zone number that each easting begins with, 0 for none, -1 where it is not that of a zone."""
    with np.errstate(invalid="ignore"):
        east, north = xy[:, 0], xy[:, 1]
        zone = np.where(np.isfinite(east), east // ZONE_M, 0)
        within = east - zone * ZONE_M
        plausible = (within >= _FIRST_IN_ZONE_M) & (within <= _LAST_IN_ZONE_M)
        plausible &= (north >= _FIRST_NORTHING_M) & (north <= _LAST_NORTHING_M)
    known = np.isin(zone, [0, *_WIDE_ZONE_NUMBERS, *_NARROW_ZONE_NUMBERS])
    return np.where(plausible & known, zone, -1).astype(np.int64)


def first_epsg(zone: int) -> int | None:
    """Give the CGCS2000 zone whose eastings begin with this number (6 degrees wide to 23, 3 from 25)."""
    if zone in _WIDE_ZONE_NUMBERS:
        return 4491 + zone - _WIDE_ZONE_NUMBERS.start
    if zone in _NARROW_ZONE_NUMBERS:
        return 4513 + zone - _NARROW_ZONE_NUMBERS.start
    return None


def plain_epsg(zone: int) -> int | None:
    """Give the CGCS2000 plane of the same meridian whose eastings bear no zone number."""
    first = first_epsg(zone)
    if first is None:
        return None
    return first + (_WIDE_ZONES if zone in _WIDE_ZONE_NUMBERS else _NARROW_ZONES)


def degrees_from_meridian(crs: pyproj.CRS, lon: float) -> float | None:
    """Tell how far a longitude lies from the meridian of a plane 3 degrees wide; None for other planes."""
    plane = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    operation, area = plane.coordinate_operation, plane.area_of_use
    if not plane.is_projected or operation is None or operation.method_name.lower() != _NARROW_METHOD:
        return None
    narrow = "3-degree" in plane.name.lower() or "3_degree" in plane.name.lower()
    narrow |= area is not None and area.east - area.west < _NARROW_DEG and "china" in area.name.lower()
    meridians = [p.value for p in operation.params if p.name.lower() == "longitude of natural origin"]
    return abs(lon - float(meridians[0])) if narrow and meridians else None
