"""Datums: which are one, which need parameters, and which have none that could be trusted."""

import re

import pyproj

from .crs import crs_name
from .errors import CrsError

_EARTH_CENTRED_AXIS_M = 6_378_137.0  # GRS80 and WGS 84 share it
_EARTH_CENTRED_FLATTENING = 298.2572
# Names without spaces and marks. Some regional operations of PROJ pass its filter and are wrong here.
_WITHOUT_PARAMETERS = (
    "xian1980",
    "xian80",
    "西安1980",
    "西安80",
    "1980西安",
    "80西安",
    "beijing1954",
    "beijing54",
    "newbeijing",
    "北京1954",
    "北京54",
    "1954北京",
    "54北京",
)
_OLD_AXES_M = (6_378_140.0, 6_378_245.0)  # IAU 1976 (Xi'an 1980) and Krassovsky (Beijing 1954)


def require_known_datum(crs: pyproj.CRS, what: str) -> bool:
    """
    Refuse Xi'an 1980, Beijing 1954 and nameless datums on their ellipsoids, whatever they are brought to.

    Returns True if the CRS carries the parameters of its own old datum (WKT
    BOUNDCRS, TOWGS84, +towgs84), by which it can be brought to WGS 84.
    """
    if not _is_old(crs):
        return False
    if crs.is_bound:
        return True
    raise CrsError(
        f"{what}: no parameters lead from {crs_name(crs)} to CGCS2000 (errors of up to about 100 m); "
        "have the layer converted to CGCS2000 by the survey office, or state the CRS with its +towgs84",
        code="H022",
    )


def require_safe_operation(source: pyproj.CRS, target: pyproj.CRS, what: str) -> bool:
    """
    Refuse a change of datum that PROJ would make without parameters.

    Returns True if the two datums are taken as one (both on the GRS80/WGS 84
    ellipsoid, below 1 m), False if they are the same or a known operation exists.
    """
    for crs in (source, target):
        if not crs.is_bound and _is_old(crs) and _datum_name(source) != _datum_name(target):
            raise CrsError(
                f"{what}: no parameters lead from {crs_name(source)} to {crs_name(target)}; "
                "have the layer converted to CGCS2000 by the survey office",
                code="H022",
            )
    if _datum_name(source) == _datum_name(target) and _same_ellipsoid(source, target):
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


def _is_old(crs: pyproj.CRS) -> bool:
    names = [_datum_name(crs), "" if crs.geodetic_crs is None else str(crs.geodetic_crs.name)]
    bare = [re.sub(r"[\W_]", "", name.lower()) for name in names]
    if any(old in name for old in _WITHOUT_PARAMETERS for name in bare):
        return True
    ellipsoid = crs.ellipsoid
    nameless = any(name.startswith("unknown") for name in bare)
    return nameless and ellipsoid is not None and ellipsoid.semi_major_metre in _OLD_AXES_M


def _datum_name(crs: pyproj.CRS) -> str:
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None:
        return "unknown"
    return str(geodetic.datum.name).lower().removesuffix(" ensemble")


def _same_ellipsoid(one: pyproj.CRS, other: pyproj.CRS) -> bool:
    """Tell nameless datums apart: both may be called unknown."""
    first, second = one.ellipsoid, other.ellipsoid
    return first is None or second is None or first.semi_major_metre == second.semi_major_metre


def _earth_centred(crs: pyproj.CRS) -> bool:
    ellipsoid = crs.ellipsoid
    return (
        ellipsoid is not None
        and abs(ellipsoid.semi_major_metre - _EARTH_CENTRED_AXIS_M) < 1e-3  # noqa: PLR2004 - a millimetre
        and abs(ellipsoid.inverse_flattening - _EARTH_CENTRED_FLATTENING) < 1e-4  # noqa: PLR2004 - GRS80 = WGS 84 here
    )
