"""
Coordinates of Chinese web maps: GCJ-02 (高德, 腾讯) and BD-09 (百度), to WGS 84 and back.

Source: the public "eviltransform" formula (github googollee/eviltransform, as in
JackZhouCn/JZLocationConverter), on the constants of the Krasovsky 1940 ellipsoid. It
is known from its published code, not from a standard. The shift is applied inside a
box of longitude and latitude only; outside it points pass unchanged, as there.

The formula has no closed inverse. Each inverse is a fixed point: start at the shifted
point, subtract the shift at the present guess, repeat until the guess moves less than
1e-10 degree (0.01 mm). The shift varies by less than 1 % of a step, so each round gains
two digits or more; 3 rounds reach 1 mm, 5 or 6 end it. What does not settle is refused.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from .errors import GeometryError

Degrees = npt.NDArray[np.float64]
_Shift = Callable[[Degrees, Degrees], tuple[Degrees, Degrees]]

_SEMI_MAJOR_M = 6_378_245.0  # Krasovsky 1940
_ECCENTRICITY_2 = 0.00669342162296594323
_BOX = (72.004, 0.8293, 137.8347, 55.8271)  # west, south, east, north in degrees
_BD_WAVE = np.pi * 3000.0 / 180.0
_BD_LON, _BD_LAT = 0.0065, 0.006
_SETTLED_DEG = 1e-10
_MOST_ROUNDS = 30


def wgs84_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Degrees, Degrees]:
    """Shift WGS 84 (or CGCS2000) degrees to GCJ-02."""
    return _forward(lon, lat, _gcj_shift)


def gcj02_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Degrees, Degrees]:
    """
    Undo the GCJ-02 shift.

    Parameters
    ----------
    lon, lat
        Degrees in GCJ-02, of one shape. Points outside the box of the formula and
        NaN pass unchanged.

    Returns
    -------
    tuple
        Longitude and latitude in WGS 84, degrees; the formula's own inverse within
        0.1 mm. How well the formula fits the ground is another matter (metres).

    Raises
    ------
    GeometryError
        If the iteration does not settle.
    """
    return _inverse(lon, lat, _gcj_shift)


def gcj02_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Degrees, Degrees]:
    """Shift GCJ-02 degrees to BD-09."""
    return _forward(lon, lat, _bd_shift)


def bd09_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Degrees, Degrees]:
    """Undo the BD-09 shift over GCJ-02; see `gcj02_to_wgs84`."""
    return _inverse(lon, lat, _bd_shift)


def wgs84_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Degrees, Degrees]:
    """Shift WGS 84 degrees to BD-09, by way of GCJ-02."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Degrees, Degrees]:
    """Undo both shifts of BD-09; see `gcj02_to_wgs84`."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _forward(lon: npt.ArrayLike, lat: npt.ArrayLike, shift: _Shift) -> tuple[Degrees, Degrees]:
    x, y, inside = _checked(lon, lat)
    dx, dy = shift(x[inside], y[inside])
    x[inside] += dx
    y[inside] += dy
    return x, y


def _inverse(lon: npt.ArrayLike, lat: npt.ArrayLike, shift: _Shift) -> tuple[Degrees, Degrees]:
    x, y, inside = _checked(lon, lat)
    shifted_x, shifted_y = x[inside], y[inside]
    guess_x, guess_y = shifted_x, shifted_y
    for _ in range(_MOST_ROUNDS):
        dx, dy = shift(guess_x, guess_y)
        next_x, next_y = shifted_x - dx, shifted_y - dy
        moved = max(
            np.abs(next_x - guess_x).max(initial=0.0),
            np.abs(next_y - guess_y).max(initial=0.0),
        )
        guess_x, guess_y = next_x, next_y
        if moved < _SETTLED_DEG:
            x[inside], y[inside] = guess_x, guess_y
            return x, y
    raise GeometryError(
        f"the shift could not be undone: after {_MOST_ROUNDS} rounds points still move {moved:.1e} degree; "
        "check that the coordinates are degrees in GCJ-02 or BD-09"
    )


def _checked(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Degrees, Degrees, npt.NDArray[np.bool_]]:
    """Copy the coordinates, so that the caller's stay, and mark those inside the box (NaN is not)."""
    x, y = np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64)
    west, south, east, north = _BOX
    return x, y, (x >= west) & (x <= east) & (y >= south) & (y <= north)


def _gcj_shift(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    x, y = lon - 105.0, lat - 35.0
    ripple = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east_m += (ripple + 20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * (2.0 / 3.0)
    east_m += (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * (2.0 / 3.0)
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north_m += (ripple + 20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * (2.0 / 3.0)
    north_m += (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * (2.0 / 3.0)

    phi = np.radians(lat)
    flat = 1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    meridian_m = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_2) / flat**1.5
    parallel_m = _SEMI_MAJOR_M / np.sqrt(flat) * np.cos(phi)
    return np.degrees(east_m / parallel_m), np.degrees(north_m / meridian_m)


def _bd_shift(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_WAVE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_WAVE)
    return radius * np.cos(angle) + _BD_LON - lon, radius * np.sin(angle) + _BD_LAT - lat
