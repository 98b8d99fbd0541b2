"""Reference systems: read them, hold coordinates against them, pass between them without silent shifts."""

import warnings

import geopandas as gpd
import numpy as np
import pyproj
from pyproj.exceptions import CRSError as ProjCrsError

from .errors import CrsError

WGS84 = "EPSG:4326"
CGCS2000 = "EPSG:4490"

_FARTHEST_LON, _FARTHEST_LAT = 180.0, 90.0
_MARGIN_DEG = 2.0  # outside the stated area of use, before a CRS is called wrong
_EARTH_CENTRED_AXIS_M = 6_378_137.0  # GRS80 and WGS 84 share it
_EARTH_CENTRED_FLATTENING = 298.2572
_DATUMS_WITHOUT_PARAMETERS = ("xian 1980", "xi'an 1980", "beijing 1954", "xian_1980", "beijing_1954")


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
    """Tell whether lengths can be measured in this plane: projected, in metres, and no web Mercator."""
    if not crs.is_projected or not np.isclose(crs.axis_info[0].unit_conversion_factor, 1.0):
        return False
    operation = crs.coordinate_operation
    return (
        operation is None
        or "mercator" not in operation.method_name.lower()
        or "transverse" in (operation.method_name.lower())
    )


def check_coordinates(bounds: tuple[float, float, float, float], crs: pyproj.CRS, what: str) -> None:
    """Hold the extent of a layer against its CRS; refuse what cannot be."""
    west, south, east, north = bounds
    in_degrees = max(abs(west), abs(east)) <= _FARTHEST_LON and max(abs(south), abs(north)) <= _FARTHEST_LAT
    extent = f"extent {west:.6g} {south:.6g} {east:.6g} {north:.6g}"
    if crs.is_geographic:
        if not in_degrees:
            raise CrsError(
                f"{what}: {extent} is not in degrees though the CRS is {crs_name(crs)}; "
                "state the true CRS with --crs or `crs =`",
                code="H021",
            )
        lon_lat = bounds
    else:
        if in_degrees and _false_easting(crs) > _FARTHEST_LON:
            raise CrsError(
                f"{what}: {extent} looks like degrees though the CRS is {crs_name(crs)}; "
                "state the true CRS with --crs or `crs =`",
                code="H021",
            )
        lon_lat = _geographic_bounds(bounds, crs, what)
    _check_area_of_use(lon_lat, crs, what, extent)


def require_safe_operation(source: pyproj.CRS, target: pyproj.CRS, what: str) -> bool:
    """
    Refuse a change of datum that PROJ would make without parameters.

    Returns True if the two datums are taken as one (both on the GRS80/WGS 84
    ellipsoid, below 1 m), False if they are the same or a known operation exists.
    """
    for crs in (source, target):
        datum = _datum_name(crs)
        if any(old in datum for old in _DATUMS_WITHOUT_PARAMETERS) and _datum_name(source) != _datum_name(
            target
        ):
            raise CrsError(
                f"{what}: no parameters lead from {crs_name(source)} to {crs_name(target)}; "
                "have the layer converted to CGCS2000 by the survey office",
                code="H022",
            )
    if _datum_name(source) == _datum_name(target):
        return False
    if _earth_centred(source) and _earth_centred(target):
        return True
    try:
        pyproj.Transformer.from_crs(source, target, always_xy=True, allow_ballpark=False)
    except pyproj.exceptions.ProjError as fault:
        raise CrsError(
            f"{what}: no known operation leads from {crs_name(source)} to {crs_name(target)}; "
            "give the layer in CGCS2000 or WGS 84",
            code="H022",
        ) from fault
    return False


def geographic_bounds(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> tuple[float, float, float, float]:
    """Give west, south, east, north in degrees of WGS 84 (or the frame's own datum)."""
    west, south, east, north = (float(value) for value in frame.total_bounds)
    if frame.crs.is_geographic:
        return west, south, east, north
    return _geographic_bounds((west, south, east, north), frame.crs, "layer")


def _geographic_bounds(
    bounds: tuple[float, float, float, float], crs: pyproj.CRS, what: str
) -> tuple[float, float, float, float]:
    to_degrees = pyproj.Transformer.from_crs(crs, crs.geodetic_crs or WGS84, always_xy=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lon_lat = to_degrees.transform_bounds(*bounds)
    if not np.isfinite(lon_lat).all():
        raise CrsError(
            f"{what}: coordinates lie outside {crs_name(crs)}; state the true CRS with --crs or `crs =`",
            code="H021",
        )
    west, south, east, north = (float(value) for value in lon_lat)
    return west, south, east, north


def _check_area_of_use(
    lon_lat: tuple[float, float, float, float], crs: pyproj.CRS, what: str, extent: str
) -> None:
    area = crs.area_of_use
    if area is None or area.west > area.east:
        return
    west, south, east, north = lon_lat
    outside = (
        east < area.west - _MARGIN_DEG
        or west > area.east + _MARGIN_DEG
        or north < area.south - _MARGIN_DEG
        or south > area.north + _MARGIN_DEG
    )
    if outside:
        raise CrsError(
            f"{what}: {extent} lies outside the area of {crs_name(crs)} ({area.name}); "
            "state the true CRS with --crs or `crs =`",
            code="H021",
        )


def _false_easting(crs: pyproj.CRS) -> float:
    if crs.coordinate_operation is None:
        return 0.0
    for parameter in crs.coordinate_operation.params:
        if parameter.name.lower() in {"false easting", "easting at false origin"}:
            return float(parameter.value)
    return 0.0


def _datum_name(crs: pyproj.CRS) -> str:
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None:
        return "unknown"
    return str(geodetic.datum.name).lower().removesuffix(" ensemble")


def _earth_centred(crs: pyproj.CRS) -> bool:
    ellipsoid = crs.ellipsoid
    return (
        ellipsoid is not None
        and abs(ellipsoid.semi_major_metre - _EARTH_CENTRED_AXIS_M) < 1e-3  # noqa: PLR2004 - a millimetre
        and abs(ellipsoid.inverse_flattening - _EARTH_CENTRED_FLATTENING) < 1e-4  # noqa: PLR2004 - GRS80 = WGS 84 here
    )
