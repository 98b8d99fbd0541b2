"""How much of an area, and how many of its people, lie within straight-line reach of a facility."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from gis.areal import Areal
from gis.errors import ParameterError
from gis.farthest import farthest_point
from gis.geometry import areal, joined
from gis.measure import ellipsoidal_area_m2
from gis.nearest import nearest_m
from gis.plane import local_plane, to_plane
from gis.reach import union_area, union_areas
from gis.tables import require_column
from layers.layer import Layer

from .measurement import Measurement, Part

DRAWN_SEGMENTS = 32  # per quadrant; drawn reaches fall short of the exact area by 0.04 %
_GRID_M = 0.001
_FAR_M = 100_000.0  # from here on distances in the plane err by more than 3e-5
AREA_METHOD = (
    "exact area of the union of equal discs (exposed arcs, Green's theorem) in a local equal-area plane"
)
_STRAIGHT = "直线距离，重叠只计一次"


def area_coverage(
    facilities: Layer, demand: Layer, *, radius_m: float, by: str | None = None, drawn: bool = True
) -> Measurement:
    """
    Measure the share of an area within straight-line reach of a facility.

    Reaches that overlap count once; facilities outside the area serve inside it.
    Straight lines ignore rivers and walls, so the share is an upper bound of
    what can be walked. Area is ellipsoidal, measured in an equal-area plane at
    the demand's centre.

    Parameters
    ----------
    facilities
        Points, one per facility. None at all gives a share of 0.
    demand
        Polygons to be served, in the same metric CRS; overlaps count once.
    radius_m
        Service radius in metres, more than 0; the rim itself is served.
    by
        Column of `demand` whose values each get a part of their own.
    drawn
        False leaves the evidence's shapes out, where only the figure is wanted.

    Returns
    -------
    Measurement
        `value`: share of the demand area, 0 to 1. `evidence`: the served and
        the unserved part, with columns `served` (bool), `area_ha` (exact) and
        `drawn_ha` (of the drawn shape). `parts` by unit where `by` is given.

    Raises
    ------
    ParameterError
        A ValueError, if `radius_m` is not a positive number.

    Notes
    -----
    公交都市考核评价指标体系: 站点500米半径覆盖面积 / 中心城区的建成区面积.
    """
    _require_radius(radius_m)
    plane = local_plane(demand.frame.geometry)
    xy = positions(facilities, plane)
    zones = to_plane(demand.frame.geometry, plane)
    zone = joined(zones.to_numpy())
    served_m2 = union_area(xy, radius_m, zone)
    return Measurement(
        value=served_m2 / zone.area,
        unit="share",
        method=AREA_METHOD,
        definition=f"{radius_m:g} m 半径覆盖面积 / 范围面积（{_STRAIGHT}，椭球面积）",
        evidence=_evidence(served_m2, zone.area, _drawn(xy, radius_m, demand, plane) if drawn else None),
        numerator=served_m2,
        denominator=zone.area,
        quantity_unit="m2",
        parameters={"radius_m": radius_m},
        parts=() if by is None else _area_parts(demand, zones, by, xy, radius_m),
        details={"facilities_used": len(xy)},
        warnings=_far_warning(zone),
    )


def people_coverage(
    facilities: Layer,
    population: Layer,
    *,
    radius_m: float,
    weight: str = "persons",
    within: Layer | None = None,
) -> Measurement:
    """
    Measure the share of people within straight-line reach of a facility.

    Points are served where their distance is `<= radius_m`. People of a polygon
    are spread evenly over it, so the polygon's covered share of area counts.

    Parameters
    ----------
    facilities
        Points, one per facility.
    population
        Points or polygons with the number of people in column `weight`.
    radius_m
        Service radius in metres, more than 0.
    weight
        Column of people. Rows without a number are not assessed and counted.
    within
        Polygons that bound the question; cells across the border count by area.

    Returns
    -------
    Measurement
        `value`: share of people, 0 to 1 (nan where nobody lives). `evidence`:
        the population rows with `people`, `people_served` and `served_share`.
        `details["people_not_assessed_rows"]` counts rows without a number.

    Raises
    ------
    ParameterError
        If `radius_m` is not a positive number.
    InputError
        If the column is missing.
    """
    _require_radius(radius_m)
    require_column(population.frame.columns, weight, population.origin.file)
    people = pd.to_numeric(population.frame[weight], errors="coerce")
    known = people.notna().to_numpy()
    rows = population.frame[known]
    plane = local_plane(rows.geometry if within is None else within.frame.geometry)
    shapes = to_plane(rows.geometry, plane).to_numpy()
    ground = None if within is None else joined(to_plane(within.frame.geometry, plane).to_numpy())
    xy = positions(facilities, plane)
    inside, served_share = _served(shapes, ground, xy, radius_m)
    counted = people[known].to_numpy(dtype=float) * inside
    served = counted * served_share
    total = float(counted.sum())
    evidence = gpd.GeoDataFrame(
        {"people": counted, "people_served": served, "served_share": served_share}, geometry=rows.geometry
    )
    return Measurement(
        value=float(served.sum()) / total if total else math.nan,
        unit="share",
        method="people of cells by covered share of area, of points by distance <= radius",
        definition=f"{radius_m:g} m 半径内人口 / 范围内人口（{_STRAIGHT}）",
        evidence=evidence[inside > 0],
        numerator=float(served.sum()),
        denominator=total,
        quantity_unit="people",
        parameters={"radius_m": radius_m, "weight": weight},
        details={"people_not_assessed_rows": int((~known).sum())},
    )


def average_radius(facilities: Layer, demand: Layer) -> Measurement:
    """
    Measure the average service radius `sqrt(area / (n pi))` of the facilities inside an area.

    Blind to clustering: it asks only how many there are. Infinite without any
    facility. Common in plans; DOMAIN D2 (b).
    """
    plane = local_plane(demand.frame.geometry)
    zone = joined(to_plane(demand.frame.geometry, plane).to_numpy())
    xy = positions(facilities, plane)
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


def positions(facilities: Layer, plane: pyproj.CRS) -> np.ndarray:
    """Give the points of a layer in a plane, as an (n, 2) array."""
    points = to_plane(facilities.frame.geometry, plane)
    return np.column_stack([points.x.to_numpy(), points.y.to_numpy()]).astype(float).reshape(-1, 2)


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


def _require_radius(radius_m: float) -> None:
    if not (math.isfinite(radius_m) and radius_m > 0):
        raise ParameterError(f"radius_m must be more than 0, not {radius_m}; give metres such as 300")


def _drawn(xy: np.ndarray, radius_m: float, demand: Layer, plane: pyproj.CRS) -> gpd.GeoSeries:
    """Draw what is served and what is not: round reaches, cut on a millimetre grid to be valid."""
    zone = joined(demand.frame.geometry.to_numpy())
    west, south, east, north = to_plane(gpd.GeoSeries([zone], crs=demand.frame.crs), plane).total_bounds
    low, high = (west - radius_m, south - radius_m), (east + radius_m, north + radius_m)
    near = xy[((xy >= low) & (xy <= high)).all(axis=1)]
    discs = shapely.buffer(shapely.points(near), radius_m, quad_segs=DRAWN_SEGMENTS)
    reach = gpd.GeoSeries([shapely.union_all(discs)], crs=plane).to_crs(demand.frame.crs).iloc[0]
    cuts = [cut(zone, reach, grid_size=_GRID_M) for cut in (shapely.intersection, shapely.difference)]
    return gpd.GeoSeries([areal(shape) for shape in cuts], crs=demand.frame.crs)


def _evidence(served_m2: float, zone_m2: float, shapes: gpd.GeoSeries | None) -> gpd.GeoDataFrame:
    """Set the exact areas beside the drawn ones."""
    if shapes is None:
        shapes = gpd.GeoSeries([None, None])
    columns = {
        "served": [True, False],
        "area_ha": [served_m2 / 1e4, (zone_m2 - served_m2) / 1e4],
        "drawn_ha": ellipsoidal_area_m2(shapes) / 1e4 if shapes.crs is not None else [math.nan, math.nan],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes)


def _area_parts(
    demand: Layer, zones: gpd.GeoSeries, by: str, xy: np.ndarray, radius_m: float
) -> tuple[Part, ...]:
    require_column(demand.frame.columns, by, demand.origin.file)
    names = demand.frame[by].astype("string").fillna("（未命名）")
    units = {str(name): joined(zones[names == name].to_numpy()) for name in names.unique()}
    served = union_areas(xy, radius_m, np.array(list(units.values()), dtype=object))
    return tuple(
        Part(
            name=name,
            value=float(part_m2) / unit.area if unit.area else math.nan,
            numerator=float(part_m2),
            denominator=unit.area,
        )
        for (name, unit), part_m2 in zip(units.items(), served, strict=True)
    )


def _served(
    shapes: np.ndarray, ground: shapely.Geometry | None, xy: np.ndarray, radius_m: float
) -> tuple[np.ndarray, np.ndarray]:
    """Give of every shape the share inside the ground, and of that share what is served."""
    if len(shapes) and shapely.get_dimensions(shapes[0]) == 0:
        points = shapely.get_coordinates(shapes)
        inside = np.ones(len(shapes)) if ground is None else shapely.intersects(ground, shapes).astype(float)
        return inside, (nearest_m(xy, points, limit_m=radius_m) <= radius_m).astype(float)
    clipped = shapes if ground is None else shapely.intersection(shapes, ground)
    whole, cut = shapely.area(shapes), shapely.area(clipped)
    served = union_areas(xy, radius_m, _only_polygons(clipped))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(cut / whole), np.nan_to_num(served / cut)


def _only_polygons(shapes: np.ndarray) -> np.ndarray:
    """Drop the lines and points that clipping leaves where a cell only touches the ground."""
    mixed = ~np.isin(shapely.get_type_id(shapes), (3, 6))
    if not mixed.any():
        return shapes
    cleaned = shapes.copy()
    cleaned[mixed] = [areal(shape) for shape in shapes[mixed]]
    return cleaned


def _far_warning(zone: Areal) -> tuple[str, ...]:
    west, south, east, north = zone.bounds
    reach_m = math.hypot(east - west, north - south) / 2
    if reach_m <= _FAR_M:
        return ()
    return (f"范围半径 {reach_m / 1000:.0f} km：距离在边缘处的误差超过十万分之三，宜分片量算",)
