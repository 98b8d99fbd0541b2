"""Ellipsoidal area of a raster's pixels: by rows in closed form, or by the areal scale of the projection."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
from numpy.polynomial import chebyshev

from gis.errors import CrsError

from .raster import Raster

Floats = npt.NDArray[np.float64]

_DEGREES_TRIED = (8, 16, 32)  # of the polynomial in each direction
_SURE = 1e-9  # relative; reached with degree 8 on anything up to a province
_PROBES = 97
_STEP_M = 1000.0  # of the finite differences: their error is (step / earth radius)**4, about 1e-15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PixelAreas:
    """
    Areas of the pixels of a part of the raster.

    `m2` has one row per pixel row and one column per pixel column, or a single column
    where all pixels of a row are equal. Of a row's area the part y + bend·y·(1 - y) lies
    above the height y (0 top, 1 bottom): parallels shorten poleward. `bend` is 0 in a
    projected CRS, where the change inside one pixel is neglected (1e-7 of a 30 m pixel).
    """

    m2: Floats
    bend: Floats


class GeographicPixels:
    """Pixels between parallels and meridians: area by the authalic formula, one figure per row."""

    def __init__(self, raster: Raster) -> None:
        self._transform = raster.transform
        self._ellipsoid = _Ellipsoid.of(raster.crs)
        self._radians = float(raster.crs.axis_info[0].unit_conversion_factor)

    def areas(self, row0: int, row1: int, _col0: int, _col1: int) -> PixelAreas:
        """Give the areas of the rows `row0` to `row1`."""
        rows = np.arange(row0, row1, dtype=np.float64)
        top, middle, bottom = (self._latitude(rows + part) for part in (0.0, 0.5, 1.0))
        upper, lower = self._ellipsoid.zone_m2(top, middle), self._ellipsoid.zone_m2(middle, bottom)
        whole = upper + lower
        width = abs(self._transform.a) * self._radians
        # rows beyond a pole have no area, and so nothing to bend
        bend = np.divide(2.0 * (upper - lower), whole, out=np.zeros_like(whole), where=whole > 0)
        return PixelAreas(m2=(whole * width)[:, np.newaxis], bend=bend)

    def _latitude(self, row: Floats) -> Floats:
        latitude = (self._transform.f + self._transform.e * row) * self._radians
        return np.clip(latitude, -np.pi / 2, np.pi / 2)


class ProjectedPixels:
    """
    Pixels of a projected CRS: plane area over the areal scale of the projection.

    The scale is computed on a lattice of Chebyshev points over the rows and columns
    asked for and interpolated by the polynomial through them. The polynomial is held
    against the scale at other points and its degree raised until they agree to 1e-9.
    """

    def __init__(self, raster: Raster, row0: int, row1: int, col0: int, col1: int) -> None:
        self._raster = raster
        self._rows, self._columns = (row0, row1), (col0, col1)
        rng = np.random.default_rng(0)
        row, column = rng.uniform(row0, row1, _PROBES), rng.uniform(col0, col1, _PROBES)
        true = self._exact(row, column)
        for degree in _DEGREES_TRIED:
            self._coefficients = self._fitted(degree)
            fit = chebyshev.chebval2d(
                _scaled(row, row0, row1), _scaled(column, col0, col1), self._coefficients
            )
            self.error = float(np.max(np.abs(fit / true - 1.0)))
            if self.error < _SURE:
                return
        raise CrsError(
            f"{raster.path.name}: a pixel's area in {raster.crs.name} cannot be interpolated over the zones "
            f"(error {self.error:.1e}); warp the raster to a CRS made for this place",
        )

    def areas(self, row0: int, row1: int, col0: int, col1: int) -> PixelAreas:
        """Give the areas of a window inside the rows and columns that were asked for."""
        degree = len(self._coefficients) - 1
        down = chebyshev.chebvander(_scaled(_centres(row0, row1), *self._rows), degree)
        across = chebyshev.chebvander(_scaled(_centres(col0, col1), *self._columns), degree)
        return PixelAreas(m2=(down @ self._coefficients) @ across.T, bend=np.zeros(row1 - row0))

    def _fitted(self, degree: int) -> Floats:
        node = chebyshev.chebpts1(degree + 1)
        u, v = np.meshgrid(node, node, indexing="ij")
        values = self._exact(_unscaled(u.ravel(), *self._rows), _unscaled(v.ravel(), *self._columns))
        to_coefficients = np.linalg.inv(chebyshev.chebvander(node, degree))
        coefficients: Floats = to_coefficients @ values.reshape(u.shape) @ to_coefficients.T
        return coefficients

    def _exact(self, row: Floats, column: Floats) -> Floats:
        at = self._raster.transform
        x, y = at.a * column + at.b * row + at.c, at.d * column + at.e * row + at.f
        try:
            areas: Floats = abs(at.determinant) * ground_per_plane(self._raster.crs, x, y)
        except CrsError as fault:
            raise CrsError(f"{self._raster.path.name}: {fault}", code="H021") from fault
        return areas


def pixel_areas(
    raster: Raster, row0: int, row1: int, col0: int, col1: int
) -> GeographicPixels | ProjectedPixels:
    """Prepare the pixel areas of a part of the raster."""
    if raster.crs.is_geographic:
        return GeographicPixels(raster)
    return ProjectedPixels(raster, row0, row1, col0, col1)


def ground_per_plane(crs: pyproj.CRS, x: Floats, y: Floats) -> Floats:
    """
    Give the m² on the ellipsoid per square unit of the plane: 1 / areal scale.

    From PROJ's inverse by central differences of the fourth order over 1 km. PROJ's
    own scale factors are not used: they are 0.25 % wrong in Web Mercator, which they
    take for a map of the sphere, and noisy at 2e-10.
    """
    geodetic = crs.geodetic_crs or crs  # `open_raster` refuses a raster without
    to_geodetic = pyproj.Transformer.from_crs(crs, geodetic, always_xy=True)
    radians = float(geodetic.axis_info[0].unit_conversion_factor)
    step = _STEP_M / float(crs.axis_info[0].unit_conversion_factor)
    offsets = np.array([-2.0, -1.0, 1.0, 2.0]) * step
    weights = np.array([1.0, -8.0, 8.0, -1.0]) / 12.0 / step * radians
    lon_x, lat_x = to_geodetic.transform(np.add.outer(offsets, x), np.broadcast_to(y, (4, len(y))))
    lon_y, lat_y = to_geodetic.transform(np.broadcast_to(x, (4, len(x))), np.add.outer(offsets, y))
    # the shift by the middle point keeps the differences small and takes out the date line
    lon, lat = to_geodetic.transform(x, y)
    half_turn = np.pi / radians
    lon_x, lon_y = ((lon_n - lon + half_turn) % (2 * half_turn) - half_turn for lon_n in (lon_x, lon_y))
    jacobian = np.abs((weights @ lon_x) * (weights @ lat_y) - (weights @ lon_y) * (weights @ lat_x))
    ground: Floats = jacobian * _Ellipsoid.of(crs).m2_per_square_radian(lat * radians)
    if not np.isfinite(ground).all():
        raise CrsError(
            f"{crs.name} is not defined over the whole of the zones; warp the raster to a CRS that is"
        )
    return ground


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ellipsoid:
    semi_minor_m: float
    eccentricity: float

    @classmethod
    def of(cls, crs: pyproj.CRS) -> "_Ellipsoid":
        geod = crs.get_geod()
        if geod is None:
            raise CrsError(f"{crs.name} has no ellipsoid to measure on")
        return cls(semi_minor_m=geod.b, eccentricity=float(np.sqrt(geod.es)))

    def zone_m2(self, south: Floats, north: Floats) -> Floats:
        """
        Give the area between two parallels per radian of longitude, whichever is north.

        The difference of the authalic integral b²/2 (s/(1 - e²s²) + artanh(e s)/e),
        s = sin φ, written so that narrow zones lose no digits.
        """
        e = self.eccentricity
        s, n = np.sin(south), np.sin(north)
        rise = 2.0 * np.cos((south + north) / 2.0) * np.sin((north - south) / 2.0)
        flat = (1.0 - (e * s) ** 2) * (1.0 - (e * n) ** 2)
        slant = np.arctanh(e * rise / (1.0 - e * e * s * n)) / e if e > 0 else rise
        area: Floats = np.abs(self.semi_minor_m**2 / 2.0 * (rise * (1.0 + e * e * s * n) / flat + slant))
        return area

    def m2_per_square_radian(self, latitude: Floats) -> Floats:
        area: Floats = (
            self.semi_minor_m**2 * np.cos(latitude) / (1.0 - (self.eccentricity * np.sin(latitude)) ** 2) ** 2
        )
        return area


def _centres(first: int, end: int) -> Floats:
    return np.arange(first, end, dtype=np.float64) + 0.5


def _scaled(value: Floats, low: float, high: float) -> Floats:
    return (2.0 * value - low - high) / (high - low)


def _unscaled(value: Floats, low: float, high: float) -> Floats:
    return (value * (high - low) + low + high) / 2.0
