"""Reference systems: read them, hold coordinates against them, pass between them without silent shifts."""

import re
import warnings

import geopandas as gpd
import numpy as np
import pyproj
from pyproj.exceptions import CRSError as ProjCrsError
from pyproj.exceptions import ProjError

from .errors import CrsError
from .zones import ZONE_M, false_easting, first_epsg, plain_epsg

WGS84 = "EPSG:4326"
CGCS2000 = "EPSG:4490"

_FARTHEST_LON, _FARTHEST_LAT = 180.0, 90.0
_MARGIN_DEG = 2.0  # outside the stated area of use, before a CRS is called wrong
_BY_NAME = 20  # confidence of PROJ in a CRS whose name it knows, though not its WKT
_MOST_SCALE_ERROR = 0.005
# Projections made for a region. World maps (web Mercator, Mollweide, plate carrée) are not measured in.
_LOCAL_PROJECTIONS = (
    "transverse mercator",
    "oblique mercator",
    "lambert conic",
    "lambert azimuthal",
    "azimuthal equidistant",
    "gauss schreiber",
    "albers",
    "stereographic",
    "krovak",
    "cassini",
    "new zealand map grid",
)
Bounds = tuple[float, float, float, float]


def parse_crs(text: str | pyproj.CRS, what: str) -> pyproj.CRS:
    """Read a CRS as a user states it (EPSG code, WKT, PROJ text)."""
    try:
        return pyproj.CRS.from_user_input(text)
    except ProjCrsError as fault:
        raise CrsError(f"{what}: '{text}' is not a known CRS; write it like EPSG:4546") from fault


def crs_name(crs: pyproj.CRS) -> str:
    """Give the authority code where there is one, else the name."""
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else str(crs.name)


def is_metric(crs: pyproj.CRS) -> bool:
    """Tell whether lengths can be measured in this plane: in metres, by a projection made for a region."""
    plane = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    if not plane.is_projected or not np.isclose(plane.axis_info[0].unit_conversion_factor, 1.0):
        return False
    operation = plane.coordinate_operation
    if operation is None:  # a compound of plane and height
        return any(part.is_projected and is_metric(part) for part in plane.sub_crs_list)
    return any(name in operation.method_name.lower() for name in _LOCAL_PROJECTIONS)


def same_crs(one: pyproj.CRS, other: pyproj.CRS) -> bool:
    """Tell whether two descriptions place coordinates alike; axis order and names do not count."""
    if one.equals(other, ignore_axis_order=True) or crs_name(one) == crs_name(other):
        return True
    if one.is_geographic != other.is_geographic or one.ellipsoid != other.ellipsoid:
        return False
    datums = [crs.geodetic_crs.datum for crs in (one, other) if crs.geodetic_crs is not None]
    names = {re.sub(r"[\W_]|^d_", "", str(datum).lower().removeprefix("d_")) for datum in datums}
    return len(names) == 1 and _parameters(one) == _parameters(other)


def _parameters(crs: pyproj.CRS) -> dict[str, float] | None:
    operation = crs.coordinate_operation
    if operation is None:
        return None
    return {parameter.name.lower(): round(float(parameter.value), 9) for parameter in operation.params}


def is_true_to_scale(bounds: Bounds, crs: pyproj.CRS) -> bool:
    """Tell whether lengths at the middle of an extent err by less than 0.5 % in this plane."""
    west, south, east, north = _geographic_bounds(bounds, crs)
    factors = pyproj.Proj(crs).get_factors((west + east) / 2, (south + north) / 2)
    scales = np.array([factors.meridional_scale, factors.parallel_scale])
    return bool((np.abs(scales - 1.0) < _MOST_SCALE_ERROR).all())


def require_earthbound(crs: pyproj.CRS, what: str) -> None:
    """Refuse a CRS that is neither degrees nor a plane tied to the earth, or that cannot be computed."""
    if crs.geodetic_crs is None or not (crs.is_geographic or crs.is_projected):
        raise CrsError(
            f"{what}: '{crs.name}' is neither longitude and latitude nor a plane tied to the earth; "
            "state the true CRS with --crs or `crs =`"
        )
    try:
        pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        if crs.is_projected:
            pyproj.Proj(crs)
    except (ProjCrsError, ProjError) as fault:
        raise CrsError(
            f"{what}: its CRS '{crs.name}' is damaged and cannot be computed; "
            "state the true CRS with --crs or `crs =`"
        ) from fault


def check_coordinates(bounds: Bounds, crs: pyproj.CRS, what: str) -> None:
    """Hold the extent of a layer against its CRS; refuse what cannot be, and offer what could."""
    require_earthbound(crs, what)
    fault = _misfit(bounds, crs)
    if fault is None:
        return
    west, south, east, north = bounds
    raise CrsError(
        f"{what}: extent {west:.8g} {south:.8g} {east:.8g} {north:.8g} {fault}; {_offer(bounds, crs)}",
        code="H021",
    )


def require_within(lon_lat: Bounds, target: pyproj.CRS, what: str) -> None:
    """Refuse to bring an extent in degrees to a plane that was not made for that part of the earth."""
    fault = _outside_area_of_use(lon_lat, target)
    if fault is not None:
        west, south, east, north = lon_lat
        raise CrsError(
            f"{what}: extent {west:.6g} {south:.6g} {east:.6g} {north:.6g} in degrees {fault}; "
            "check the file's CRS and that of the district",
            code="H021",
        )


def datum_of_degrees(lon: np.ndarray, lat: np.ndarray) -> str:
    """Choose the datum of bare degrees: China's own where all points lie in its area of use, else WGS 84."""
    area = pyproj.CRS(CGCS2000).area_of_use
    if area is None or not len(lon):
        return CGCS2000
    inside = (lon >= area.west) & (lon <= area.east) & (lat >= area.south) & (lat <= area.north)
    return CGCS2000 if inside.all() else WGS84


def geographic_bounds(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> Bounds:
    """Give west, south, east, north in degrees of WGS 84 (or the frame's own datum)."""
    west, south, east, north = (float(value) for value in frame.total_bounds)
    if frame.crs.is_geographic:
        return west, south, east, north
    bounds = _geographic_bounds((west, south, east, north), frame.crs)
    if not np.isfinite(bounds).all():
        raise CrsError(f"coordinates lie outside {crs_name(frame.crs)}; state the true CRS", code="H021")
    return bounds


def _misfit(bounds: Bounds, crs: pyproj.CRS) -> str | None:
    """Say why an extent cannot be in a CRS, or None."""
    west, south, east, north = bounds
    in_degrees = max(abs(west), abs(east)) <= _FARTHEST_LON and max(abs(south), abs(north)) <= _FARTHEST_LAT
    if crs.is_geographic:
        if not in_degrees:
            return f"is not in degrees though the CRS is {crs_name(crs)}"
        lon_lat = bounds
    else:
        if in_degrees and false_easting(crs) > _FARTHEST_LON:
            return f"looks like degrees though the CRS is {crs_name(crs)}"
        lon_lat = _geographic_bounds(bounds, crs)
        if not np.isfinite(lon_lat).all():
            return f"is outside what {crs_name(crs)} can hold"
    return _outside_area_of_use(lon_lat, crs)


def _offer(bounds: Bounds, crs: pyproj.CRS) -> str:
    """Word the mend: swapped axes and zone numbers are offered, never applied."""
    west, south, east, north = bounds
    stating = "state the true CRS with --crs or `crs =`"
    zone = int(west // ZONE_M)
    if crs.is_projected and zone == int(east // ZONE_M) and first_epsg(zone) is not None:
        return f"the eastings bear the zone number {zone} (perhaps EPSG:{first_epsg(zone)}): {stating}"
    if _misfit((south, west, north, east), crs) is None:
        axes = "longitude and latitude" if crs.is_geographic else "easting and northing"
        return f"{axes} look swapped: swap the two in the file, or {stating}"
    zone = int(false_easting(crs) // ZONE_M)
    if first_epsg(zone) is not None and 0 < west <= east < ZONE_M:
        return f"the eastings bear no zone number {zone} (perhaps EPSG:{plain_epsg(zone)}): {stating}"
    return stating


def _geographic_bounds(bounds: Bounds, crs: pyproj.CRS) -> Bounds:
    """Bring an extent to degrees; infinite where the CRS cannot hold it."""
    to_degrees = pyproj.Transformer.from_crs(crs, crs.geodetic_crs or WGS84, always_xy=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        west, south, east, north = (float(value) for value in to_degrees.transform_bounds(*bounds))
        middle = to_degrees.transform((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    if not np.isfinite(middle).all():
        return np.inf, np.inf, np.inf, np.inf
    return west, south, east, north


def area_of_use(crs: pyproj.CRS) -> tuple[Bounds, str] | None:
    """Give extent and name of where a CRS is meant to be used; of somebody's own plane, its datum's."""
    own, area = crs.geodetic_crs, crs.area_of_use
    if area is None and own is not None and own.datum is not None:
        authority = own.to_authority(min_confidence=_BY_NAME)
        known = None if authority is None else pyproj.CRS.from_authority(*authority)
        same = known is not None and known.datum is not None and known.datum.name == own.datum.name
        area = known.area_of_use if known is not None and same else own.area_of_use
    if area is None or area.west > area.east:
        return None
    return (area.west, area.south, area.east, area.north), (area.name or "").rstrip(".")


def _outside_area_of_use(lon_lat: Bounds, crs: pyproj.CRS) -> str | None:
    area = area_of_use(crs)
    if area is None:
        return None
    (area_west, area_south, area_east, area_north), name = area
    west, south, east, north = lon_lat
    outside = (
        east < area_west - _MARGIN_DEG
        or west > area_east + _MARGIN_DEG
        or north < area_south - _MARGIN_DEG
        or south > area_north + _MARGIN_DEG
    )
    return f"lies outside the area of {crs_name(crs)} ({name})" if outside else None
