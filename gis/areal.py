"""Polygons, checked once and taken apart into edges."""

from collections.abc import Sequence
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from .errors import CrsError, GeometryError

Areal: TypeAlias = shapely.Polygon | shapely.MultiPolygon
Shapes: TypeAlias = npt.NDArray[np.object_]

_AREAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def checked_polygons(polygons: Sequence[Areal] | Shapes | gpd.GeoSeries) -> Shapes:
    """Take polygons as an array; refuse degrees and the first that is not areal or not valid."""
    if isinstance(polygons, gpd.GeoSeries) and polygons.crs is not None and polygons.crs.is_geographic:
        raise CrsError(
            f"polygons are in degrees ({polygons.crs.to_string()}); reproject them to a metric CRS"
        )
    shapes = np.asarray(polygons, dtype=np.object_)
    areal = np.isin(shapely.get_type_id(shapes), _AREAL)
    if not areal.all():
        row = int(np.flatnonzero(~areal)[0])
        kind = getattr(shapes[row], "geom_type", shapes[row])
        raise GeometryError(f"polygon {row} is a {kind}; only polygons and multipolygons have an area")
    valid = shapely.is_valid(shapes)
    if not valid.all():
        row = int(np.flatnonzero(~valid)[0])
        why = shapely.is_valid_reason(shapes[row])
        raise GeometryError(f"polygon {row} is invalid ({why}); mend it with shapely.make_valid")
    return shapes


def polygon_edges(shapes: Shapes) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """
    List the edges of all polygons, holes too, each polygon on the left of its edges.

    Returns
    -------
    tuple of numpy.ndarray
        (m, 4) x0, y0, x1, y1, and the polygons' begins in it, with the end.
    """
    parts, owner = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    edges = np.hstack((xy[:-1][same], xy[1:][same]))
    first = np.searchsorted(owner[part[ring[:-1][same]]], np.arange(len(shapes) + 1))
    return edges, first.astype(np.int64)
