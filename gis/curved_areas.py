"""Ellipsoidal areas of many polygons at once: edges that an equal-area plane bends are measured bent."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from .areal import Shapes
from .errors import GeometryError

Floats = npt.NDArray[np.float64]

_SMALL_M = 250.0
_STEP_M = 50.0  # to see a scale by: rounding and curvature both err by 1e-10 or less
_SHORT_M = 5.0  # an edge's bend below: 1e-8 m, 250 km from the middle meridian
_LONG_M = 1000.0  # an edge's course is a parabola to 1e-12 of its length below


def curved_areas(shapes: Shapes, crs: pyproj.CRS, plane: pyproj.CRS) -> tuple[Floats, Floats]:
    """
    Measure polygons whose edges are straight in a metric `crs` by an equal-area `plane` on its datum.

    An edge becomes a curve in the plane; by its middle the ground between curve and
    chord is known (Simpson), so that an area does not depend on where else its edges
    are split. Shapes up to 250 m across are measured in `crs` and scaled as the plane
    scales their middle: the scale's second derivative is 1 / (earth's radius)².
    Parts add up to the whole to about 1e-10.

    Parameters
    ----------
    shapes
        Valid polygons and multipolygons; empty ones have no area.
    crs, plane
        Of `local_plane`, on one datum.

    Returns
    -------
    tuple of numpy.ndarray
        Area in m² and length of all borders in m, one per shape.

    Raises
    ------
    GeometryError
        If coordinates lie where `crs` is not defined.
    """
    bounds = shapely.bounds(shapes)
    across = (bounds[:, 2:] - bounds[:, :2]).max(axis=1, initial=0.0)
    small = np.flatnonzero(across <= _SMALL_M)  # an empty shape's bounds are nan
    large = np.flatnonzero(across > _SMALL_M)
    area_m2, around_m = np.zeros(len(shapes)), np.zeros(len(shapes))
    area_m2[small], around_m[small] = _scaled(shapes[small], crs, plane)
    area_m2[large], around_m[large] = _by_edges(shapes[large], crs, plane)
    return area_m2, around_m


def _scaled(shapes: Shapes, crs: pyproj.CRS, plane: pyproj.CRS) -> tuple[Floats, Floats]:
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    steps = _STEP_M * np.array([(1, 0), (-1, 0), (0, 1), (0, -1)])
    around = (middle[:, None, :] + steps).reshape(-1, 2)
    x, y = (along.reshape(-1, 4) for along in _in_plane(around, crs, plane))
    east_x, north_x, east_y, north_y = (
        x[:, 0] - x[:, 1],
        x[:, 2] - x[:, 3],
        y[:, 0] - y[:, 1],
        y[:, 2] - y[:, 3],
    )
    scale = np.abs(east_x * north_y - north_x * east_y) / (2 * _STEP_M) ** 2
    return shapely.area(shapes) * scale, shapely.length(shapes) * np.sqrt(scale)


def _by_edges(shapes: Shapes, crs: pyproj.CRS, plane: pyproj.CRS) -> tuple[Floats, Floats]:
    parts, owner = shapely.get_parts(_short_edged(shapes), return_index=True)
    rings, part = parts, np.arange(len(parts))
    if shapely.get_num_interior_rings(parts).any():  # else a part is its ring, and copying them costs
        rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    edge = np.flatnonzero(ring[1:] == ring[:-1])
    bent = edge[np.abs(xy[edge + 1] - xy[edge]).max(axis=1) > _SHORT_M] if len(edge) else edge
    x, y = _in_plane(np.vstack((xy, (xy[bent] + xy[bent + 1]) / 2)), crs, plane)
    start = np.searchsorted(ring, np.arange(len(rings)))[ring]
    dx, dy = x[: len(xy)] - x[start], y[: len(xy)] - y[start]  # short lever arms keep rounding small
    mx, my = x[len(xy) :] - x[start[bent]], y[len(xy) :] - y[start[bent]]
    ground = (dx[edge] * dy[edge + 1] - dx[edge + 1] * dy[edge]) / 2
    signed = np.bincount(ring[edge], ground, len(rings))
    ax, ay, bx, by = dx[bent], dy[bent], dx[bent + 1], dy[bent + 1]
    signed += np.bincount(ring[bent], ((ax - mx) * (by - my) - (bx - mx) * (ay - my)) * (-2 / 3), len(rings))
    outer = np.diff(part, prepend=-1) != 0  # the first ring of each polygon
    area_m2 = np.bincount(owner[part], np.where(outer, 1.0, -1.0) * np.abs(signed), len(shapes))
    length = np.hypot(dx[edge + 1] - dx[edge], dy[edge + 1] - dy[edge])
    around = np.bincount(owner[part[ring[edge]]], length, len(shapes))
    return area_m2.astype(np.float64), around.astype(np.float64)


def _short_edged(shapes: Shapes) -> Shapes:
    """Split what is too long for a parabola; only shapes wider than that can have such edges."""
    bounds = shapely.bounds(shapes)
    wide = np.flatnonzero((bounds[:, 2:] - bounds[:, :2]).max(axis=1) > _LONG_M)
    split = shapes.copy()
    split[wide] = shapely.segmentize(shapes[wide], _LONG_M)
    return split


@lru_cache(maxsize=8)
def _transformer(crs: pyproj.CRS, plane: pyproj.CRS) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(crs, plane, always_xy=True)


def _in_plane(xy: Floats, crs: pyproj.CRS, plane: pyproj.CRS) -> tuple[Floats, Floats]:
    if not len(xy):
        return np.empty(0), np.empty(0)
    x, y = _transformer(crs, plane).transform(*xy.T)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise GeometryError(
            f"coordinates lie where {crs.to_string()} is not defined; correct them or the CRS"
        )
    return np.asarray(x), np.asarray(y)
