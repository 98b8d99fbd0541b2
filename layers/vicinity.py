"""Does a layer lie where the question is asked? One far away must never read as "none"."""

import math

import geopandas as gpd
import shapely

from gis.crs import geographic_bounds
from gis.errors import InputError
from gis.rasters.zonal import zone_of_raster

from .layer import Layer, RasterLayer


def apart_m(layer: Layer | RasterLayer, ground: gpd.GeoDataFrame) -> float:
    """
    Give the gap between the extents of a layer and of the ground, in metres; 0 where they meet.

    Rows without a place (a register) lie nowhere, so that nothing is amiss: 0 too.
    """
    shapes = _shapes(layer)
    if shapes.isna().all() or shapes.is_empty.all():
        return 0.0
    west, south, east, north = shapes.to_crs(ground.crs).total_bounds
    ground_west, ground_south, ground_east, ground_north = ground.total_bounds
    across = max(ground_west - east, west - ground_east, 0.0)
    along = max(ground_south - north, south - ground_north, 0.0)
    return math.hypot(across, along)


def require_near(layer: Layer | RasterLayer, ground: gpd.GeoDataFrame, *, within_m: float = 0.0) -> None:
    """Refuse a layer whose extent lies farther from the ground than it could matter."""
    gap_m = apart_m(layer, ground)
    if gap_m <= within_m:
        return
    mend = "check its CRS and that it is the right file"
    if _meets_when_swapped(layer, ground):
        mend = "longitude and latitude seem swapped: swap the two columns"
    raise InputError(
        f"{layer.origin.file}: lies {gap_m / 1000:,.1f} km from the area asked about; {mend}", code="H014"
    )


def _shapes(layer: Layer | RasterLayer) -> gpd.GeoSeries:
    if isinstance(layer, RasterLayer):
        return gpd.GeoSeries([zone_of_raster(layer.raster)], crs=layer.raster.crs)
    return layer.frame.geometry


def _meets_when_swapped(layer: Layer | RasterLayer, ground: gpd.GeoDataFrame) -> bool:
    west, south, east, north = geographic_bounds(_shapes(layer))
    swapped = shapely.box(south, west, north, east)
    return bool(swapped.intersects(shapely.box(*geographic_bounds(ground.geometry))))
