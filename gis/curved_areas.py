"""Ellipsoidal areas of many polygons at once: edges that an equal-area plane bends are measured bent."""

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from .areal import Shapes
from .errors import GeometryError

Floats = npt.NDArray[np.float64]

_LONG_M = 1000.0  # an edge's course is a parabola to 1e-12 of its length below


def curved_areas(shapes: Shapes, crs: pyproj.CRS, plane: pyproj.CRS) -> tuple[Floats, Floats]:
    """
    Measure polygons whose edges are straight in a metric `crs` by an equal-area `plane` on its datum.

    An edge becomes a curve in the plane; by its middle the ground between curve and
    chord is known (Simpson), so that an area does not depend on where else its edges
    are split: parts add up to the whole to about 1e-12.

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
    parts, owner = shapely.get_parts(shapely.segmentize(shapes, _LONG_M), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    middle = (xy[:-1] + xy[1:]) / 2
    to_plane = pyproj.Transformer.from_crs(crs, plane, always_xy=True)
    x, y = to_plane.transform(*np.vstack((xy, middle)).T)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise GeometryError(
            f"coordinates lie where {crs.to_string()} is not defined; correct them or the CRS"
        )
    start = np.searchsorted(ring, np.arange(len(rings)))
    x0, y0 = x[start][ring], y[start][ring]  # short lever arms keep rounding small
    ends, mids = (x[: len(xy)] - x0, y[: len(xy)] - y0), (x[len(xy) :] - x0[:-1], y[len(xy) :] - y0[:-1])
    edge = ring[1:] == ring[:-1]
    ax, ay, bx, by = ends[0][:-1][edge], ends[1][:-1][edge], ends[0][1:][edge], ends[1][1:][edge]
    mx, my = mids[0][edge], mids[1][edge]
    chord = (ax * by - bx * ay) / 2
    bulge = ((ax - mx) * (by - my) - (bx - mx) * (ay - my)) * (-2 / 3)
    own = ring[:-1][edge]
    signed = np.bincount(own, chord + bulge, len(rings))
    outer = np.diff(part, prepend=-1) != 0  # the first ring of each polygon
    area_m2 = np.bincount(owner[part], np.where(outer, 1.0, -1.0) * np.abs(signed), len(shapes))
    length = np.bincount(own, np.hypot(bx - ax, by - ay), len(rings))
    around_m = np.bincount(owner[part], length, len(shapes))
    return area_m2.astype(np.float64), around_m.astype(np.float64)
