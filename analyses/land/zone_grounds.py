"""The ground of zones: those of one name joined, and what lies in several of them."""

import math

import geopandas as gpd
import shapely

from gis.areal import Areal
from gis.geometry import areal
from gis.rasters.zonal import zone_of_raster
from gis.tabular.tables import require_column
from gis.topology import overlaps, whole_ground
from layers.layer import Layer, RasterLayer

from .polygon_shares import in_order
from .zone_share import WHOLE

_OVERLAP_SHARE = 1e-9


def zone_frame(cover: Layer | RasterLayer, zones: Layer | None, by: str | None) -> gpd.GeoDataFrame:
    """Give the zones, those of one name joined, in the order in which the names come."""
    if zones is None:
        ground = (
            joined_ground(cover.frame.geometry) if isinstance(cover, Layer) else zone_of_raster(cover.raster)
        )
        crs = cover.frame.crs if isinstance(cover, Layer) else cover.raster.crs
        return gpd.GeoDataFrame({"name": [WHOLE]}, geometry=[ground], crs=crs)
    if by is None:
        return gpd.GeoDataFrame(
            {"name": [WHOLE]}, geometry=[joined_ground(zones.frame.geometry)], crs=zones.frame.crs
        )
    require_column(zones.frame.columns, by, zones.origin.file)
    names = zones.frame[by].astype("string").fillna("（未命名）")
    places = names.groupby(names, sort=False).indices
    grounds = {str(name): joined_ground(zones.frame.geometry.iloc[places[name]]) for name in names.unique()}
    return gpd.GeoDataFrame({"name": list(grounds)}, geometry=list(grounds.values()), crs=zones.frame.crs)


def joined_ground(shapes: gpd.GeoSeries) -> Areal:
    """Join shapes to the ground under any of them."""
    values = shapes.to_numpy()
    return areal(values[0] if len(values) == 1 else whole_ground(in_order(values)))


def overlap_m2(zones: gpd.GeoDataFrame) -> float:
    """Measure the ground that lies in several zones, in the plane of the layer."""
    shapes = zones.geometry.to_numpy()
    twice_m2 = overlaps(shapes).ground_m2 if len(shapes) > 1 else 0.0
    return twice_m2 if twice_m2 > _OVERLAP_SHARE * math.fsum(shapely.area(shapes)) else 0.0
