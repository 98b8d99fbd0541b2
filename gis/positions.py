"""Point positions as one plain array, checked once: metric, finite, two columns."""

from typing import TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from .errors import CrsError, GeometryError, ParameterError

Positions: TypeAlias = "npt.ArrayLike | gpd.GeoSeries | gpd.GeoDataFrame"


def positions(points: Positions, what: str = "positions") -> npt.NDArray[np.float64]:
    """
    Take points as a fresh C-contiguous (n, 2) array of x, y.

    Parameters
    ----------
    points
        An (n, 2) array-like, or a GeoSeries or GeoDataFrame of points in a
        metric CRS. An empty sequence gives an array of shape (0, 2).
    what
        What they are, for messages.

    Raises
    ------
    ParameterError
        If the array has another shape or a value is NaN or infinite.
    GeometryError
        If a geometry is not a point.
    CrsError
        If a frame is in degrees.
    """
    if isinstance(points, gpd.GeoSeries | gpd.GeoDataFrame):
        xy = _from_frame(points.geometry, what)
    else:
        xy = np.array(points, dtype=np.float64, order="C")
    if xy.size == 0:
        return np.empty((0, 2))
    if xy.ndim != 2 or xy.shape[1] != 2:  # noqa: PLR2004 - x and y are two
        raise ParameterError(f"{what} must be an (n, 2) array of x, y, not of shape {xy.shape}")
    odd = np.flatnonzero(~np.isfinite(xy).all(axis=1))
    if odd.size:
        raise ParameterError(
            f"{what}: {odd.size} of {len(xy)} are NaN or infinite, first at row {odd[0]}; leave them out"
        )
    return xy


def _from_frame(points: gpd.GeoSeries, what: str) -> npt.NDArray[np.float64]:
    if points.crs is not None and points.crs.is_geographic:
        raise CrsError(f"{what} are in degrees ({points.crs.to_string()}); reproject them to a metric CRS")
    shapes = points.to_numpy()
    if not (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all():
        raise GeometryError(f"{what} must be points; take their representative points first")
    return np.column_stack((shapely.get_x(shapes), shapely.get_y(shapes)))
