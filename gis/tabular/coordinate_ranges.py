"""What the magnitude of numbers tells: degrees in China, easting or northing, seconds behind a point."""

from collections.abc import Sequence

import numpy as np

NORTH_FIRST, EAST_FIRST, EITHER_WAY = "north first", "east first", "either way"

_WEST, _EAST, _SOUTH, _NORTH = 73.0, 136.0, 3.0, 54.0  # China with its seas
_FIRST_NORTHING_M, _LAST_NORTHING_M = 1_900_000.0, 6_200_000.0  # 17 to 56 degrees north
_FIRST_EASTING_M, _LAST_EASTING_M = 100_000.0, 900_000.0
_ZONE_M, _FIRST_ZONE, _LAST_ZONE = 1_000_000.0, 13, 45
_MOST = 0.9
_SIXTY = 60
_FEWEST_SEEN, _LEAST_SPREAD_DEG = 6, 0.05
_MANY_SEEN, _SECONDS_DIGITS = 12, 4


def in_china(lon: np.ndarray, lat: np.ndarray, *, share: float = _MOST) -> bool:
    """Tell whether at least a share of the rows that can be read lie in China's extent."""
    read = np.isfinite(lon) & np.isfinite(lat) & ((lon != 0) | (lat != 0))
    if not read.any():
        return False
    return bool(inside_china(lon, lat)[read].mean() >= share)


def inside_china(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Mark rows in China's extent."""
    with np.errstate(invalid="ignore"):
        return np.asarray((lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH))


def could_be_lat_lon(values: np.ndarray) -> tuple[float, float]:
    """Give the shares of numbers that could be a latitude, and a longitude, in China."""
    read = values[np.isfinite(values) & (values != 0)]
    if not len(read):
        return 0.0, 0.0
    lat = float(((read >= _SOUTH) & (read <= _NORTH)).mean())
    return lat, float(((read >= _WEST) & (read <= _EAST)).mean())


def way_of(x: np.ndarray, y: np.ndarray, *, share: float = _MOST) -> str:
    """
    Tell which of two columns of metres is the northing, in a Gauss-Krüger plane of China.

    "" where the numbers are those of no such plane: then they are what they are
    called. `EITHER_WAY` where both columns have the magnitude of one axis.
    """
    read = np.isfinite(x) & np.isfinite(y) & ((x != 0) | (y != 0))
    if not read.any():
        return ""
    x, y = x[read], y[read]
    x_east, y_east = _eastings(x).mean() >= share, _eastings(y).mean() >= share
    x_north, y_north = _northings(x).mean() >= share, _northings(y).mean() >= share
    if x_north and y_east:
        return NORTH_FIRST
    if x_east and y_north:
        return EAST_FIRST
    return EITHER_WAY if (x_east and y_east) or (x_north and y_north) else ""


def swapped_in_plane(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Mark rows whose easting is a northing and the reverse."""
    return np.asarray(_northings(x) & _eastings(y))


def looks_cut_from_seconds(
    lon: np.ndarray, lat: np.ndarray, lon_cells: Sequence[str], lat_cells: Sequence[str]
) -> bool:
    """
    Tell whether decimals look like minutes and seconds written behind the point (109.5848).

    Neither pair of digits ever reaches 60 in any of half a dozen rows or more that
    spread over kilometres: by chance this happens once in 100,000 tables. In less
    than a dozen rows every cell must have both pairs. Columns of whole degrees
    alone are told too.
    """
    read = np.isfinite(lon) & np.isfinite(lat)
    if int(read.sum()) < 2:  # noqa: PLR2004 - one row tells nothing
        return False
    if not ((lon[read] % 1) != 0).any() and not ((lat[read] % 1) != 0).any():
        return True
    seen = int(read.sum())
    if seen < _FEWEST_SEEN or min(np.ptp(lon[read]), np.ptp(lat[read])) < _LEAST_SPREAD_DEG:
        return False
    places = np.flatnonzero(read).tolist()
    fewest = 1 if seen >= _MANY_SEEN else _SECONDS_DIGITS
    return all(_is_packed(cells[place], fewest) for cells in (lon_cells, lat_cells) for place in places)


def _is_packed(cell: str, fewest_digits: int) -> bool:
    whole, _, decimals = cell.strip().partition(".")
    if not (whole.isdecimal() and decimals.isdecimal()) or len(decimals) < fewest_digits:
        return False
    digits = decimals.ljust(4, "0")
    return int(digits[:2]) < _SIXTY and int(digits[2:4]) < _SIXTY


def _northings(values: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.asarray((values >= _FIRST_NORTHING_M) & (values <= _LAST_NORTHING_M))


def _eastings(values: np.ndarray) -> np.ndarray:
    """Mark what can be an easting, with the number of its zone or without."""
    with np.errstate(invalid="ignore"):
        zone = np.floor(values / _ZONE_M)
        bare = np.where((zone >= _FIRST_ZONE) & (zone <= _LAST_ZONE), values - zone * _ZONE_M, values)
        return np.asarray((bare >= _FIRST_EASTING_M) & (bare <= _LAST_EASTING_M))
