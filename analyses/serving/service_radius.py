"""Service radii of facilities in an area: the average one, and the distance of the worst-served point."""

import math

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from analyses.measurement import Measurement
from gis.farthest import farthest_point
from gis.geometry import joined
from gis.plane import local_plane, to_plane
from layers.layer import Layer

from .coverage import positions


def average_radius(facilities: Layer, demand: Layer) -> Measurement:
    """
    Measure the average service radius `sqrt(area / (n pi))` of the facilities inside an area.

    Blind to clustering: it asks only how many there are. Infinite without any
    facility. Common in plans; DOMAIN D2 (b).
    """
    plane = local_plane(demand.frame.geometry)
    zone = joined(to_plane(demand.frame.geometry, plane).to_numpy())
    xy = np.unique(positions(facilities, plane).round(3), axis=0)  # piles on one spot are one site (D2)
    shapely.prepare(zone)
    count = int(shapely.intersects_xy(zone, xy).sum()) if len(xy) else 0
    value = math.sqrt(zone.area / (count * math.pi)) if count else math.inf
    return Measurement(
        value=value,
        unit="m",
        method="sqrt(area / (n pi))",
        definition=f"平均服务半径 √(面积/(n·π))，n = 范围内设施 {count} 处（不反映分布是否均匀）",
        evidence=demand.frame[[demand.frame.geometry.name]],
        numerator=zone.area,
        denominator=float(count),
        quantity_unit="m2",
    )


def farthest_distance(facilities: Layer, demand: Layer) -> Measurement:
    """
    Measure how far the worst-served point of an area is from its nearest facility.

    Exact: the maximum lies on a Voronoi vertex, a Voronoi edge's crossing of
    the border, or a corner of the border. Infinite without any facility.
    """
    plane = local_plane(demand.frame.geometry)
    zone = joined(to_plane(demand.frame.geometry, plane).to_numpy())
    xy = positions(facilities, plane)
    if not len(xy):
        return _farthest(math.inf, shapely.Point(), demand, plane)
    x, y, distance_m = farthest_point(xy, zone)
    return _farthest(distance_m, shapely.Point(x, y), demand, plane)


def _farthest(distance_m: float, place: shapely.Point, demand: Layer, plane: pyproj.CRS) -> Measurement:
    evidence = gpd.GeoDataFrame({"distance_m": [distance_m]}, geometry=[place], crs=plane).to_crs(
        demand.frame.crs
    )
    return Measurement(
        value=distance_m,
        unit="m",
        method="exact maximum of the distance to the nearest facility (Voronoi)",
        definition="范围内任一点到最近设施的最远直线距离",
        evidence=evidence,
    )
