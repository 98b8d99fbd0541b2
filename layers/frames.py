"""Coordinate frames that a user may declare, and the way back from the shifted ones."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from gis.shifted import bd09_to_wgs84, gcj02_to_wgs84

COORDINATE_SYSTEMS = ("cgcs2000", "wgs84", "gcj02", "bd09")
SHIFTED_SYSTEMS = {"gcj02": "GCJ-02", "bd09": "BD-09"}  # and what people call them
_INVERSE = {"gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unshifted:
    """The frame in WGS 84, how far it moved on average, and the rows that lie outside China."""

    frame: gpd.GeoDataFrame
    mean_m: float
    outside_china: tuple[int, ...]


def undo_shift(frame: gpd.GeoDataFrame, system: str) -> Unshifted:
    """Bring GCJ-02 or BD-09 coordinates to WGS 84 by the iterated inverse (below 1 mm)."""
    degrees = frame.geometry if frame.crs.is_geographic else frame.geometry.to_crs(frame.crs.geodetic_crs)
    before, owner = shapely.get_coordinates(degrees.to_numpy(), return_index=True)
    lon, lat = _INVERSE[system](before[:, 0], before[:, 1])
    after = np.column_stack([lon, lat])
    shapes = shapely.set_coordinates(np.array(degrees.to_numpy(), copy=True), after)
    _, _, moved = pyproj.Geod(ellps="WGS84").inv(before[:, 0], before[:, 1], lon, lat)
    unmoved = np.unique(owner[(after == before).all(axis=1)])
    series = gpd.GeoSeries(shapes, index=frame.index, crs="EPSG:4326")
    return Unshifted(
        frame=frame.set_geometry(series, crs="EPSG:4326"),
        mean_m=float(np.mean(moved)),
        outside_china=tuple(int(row) for row in frame.index[unmoved]),
    )
