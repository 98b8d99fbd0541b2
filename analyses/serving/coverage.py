"""How much of an area lies within straight-line reach of a facility, exactly."""

import math

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from analyses.measurement import Measurement, Part
from gis.areal import Areal
from gis.errors import ParameterError
from gis.geometry import areal, joined
from gis.measure import ellipsoidal_area_m2
from gis.plane import local_plane, to_plane
from gis.reach import union_area, union_areas
from gis.tabular.tables import require_column
from layers.layer import Layer

DRAWN_SEGMENTS = 32  # per quadrant; drawn reaches fall short of the exact area by 0.04 %
_GRID_M = 0.001
_FAR_M = 100_000.0  # there distances in the plane err by about 5e-5
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
    require_radius(radius_m)
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


def positions(facilities: Layer, plane: pyproj.CRS) -> np.ndarray:
    """Give the points of a layer in a plane, as an (n, 2) array."""
    points = to_plane(facilities.frame.geometry, plane)
    return np.column_stack([points.x.to_numpy(), points.y.to_numpy()]).astype(float).reshape(-1, 2)


def require_radius(radius_m: float) -> None:
    """Refuse a service radius that is not a positive number of metres."""
    if not (math.isfinite(radius_m) and radius_m > 0):
        raise ParameterError(f"radius_m must be more than 0, not {radius_m}; give metres such as 300")


def _drawn(xy: np.ndarray, radius_m: float, demand: Layer, plane: pyproj.CRS) -> gpd.GeoSeries:
    """Draw what is served and what is not; a drawing with a fault is put on a millimetre grid."""
    zone = joined(demand.frame.geometry.to_numpy())
    west, south, east, north = to_plane(gpd.GeoSeries([zone], crs=demand.frame.crs), plane).total_bounds
    low, high = (west - radius_m, south - radius_m), (east + radius_m, north + radius_m)
    near = xy[((xy >= low) & (xy <= high)).all(axis=1)]
    discs = shapely.buffer(shapely.points(near), radius_m, quad_segs=DRAWN_SEGMENTS)
    reach = gpd.GeoSeries([shapely.union_all(discs)], crs=plane).to_crs(demand.frame.crs).iloc[0]
    cuts = [areal(shapely.intersection(zone, reach)), areal(shapely.difference(zone, reach))]
    shapes = [shape if shape.is_valid else areal(shapely.set_precision(shape, _GRID_M)) for shape in cuts]
    return gpd.GeoSeries(shapes, crs=demand.frame.crs)


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


def _far_warning(zone: Areal) -> tuple[str, ...]:
    west, south, east, north = zone.bounds
    reach_m = math.hypot(east - west, north - south) / 2
    if reach_m <= _FAR_M:
        return ()
    return (f"范围半径 {reach_m / 1000:,.0f} km，超过 100 km：等积平面内的距离在边缘处失真，宜分片量算",)
