"""Area and length on the ellipsoid of the data's own CRS: the one place where land is measured."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from .errors import CrsError, GeometryError
from .plane import densified

Floats = npt.NDArray[np.float64]
_COLLECTIONS = (4, 7)  # shapely's type ids from MultiPoint to GeometryCollection
_LINES = (1, 2)  # LineString, LinearRing


def ellipsoidal_area_m2(geometries: gpd.GeoSeries) -> Floats:
    """
    Measure the area of each geometry on the ellipsoid of its CRS.

    In a projected CRS an edge is straight in that plane: it is split into pieces of
    at most 100 m, then each piece is a geodesic (面积 after 国土调查办发〔2008〕32号, to
    about 1e-8). In a geographic CRS each edge is the geodesic between its ends; for
    edges straight in longitude and latitude pass `plane.densified(geometries)`.

    Parameters
    ----------
    geometries
        Valid shapes with a CRS tied to the earth. Holes are subtracted, parts summed.

    Returns
    -------
    numpy.ndarray
        m², one per geometry; 0 for points, lines, empty and missing ones.

    Raises
    ------
    CrsError
        If there is no CRS, or none with an ellipsoid.
    GeometryError
        If coordinates lie where the CRS is not defined.
    """
    parts, owner = _simple_parts(_ready(geometries))
    rings, part = shapely.get_rings(parts, return_index=True)
    lon, lat = _degrees(rings, geometries.crs)
    geod = geometries.crs.get_geod()
    ends = np.cumsum(shapely.get_num_coordinates(rings))
    outer = np.diff(part, prepend=-1) != 0  # the first ring of each polygon
    area_m2 = np.zeros(len(rings))
    start = 0
    for i, end in enumerate(ends.tolist()):
        # a ring's own direction says nothing: files turn holes either way
        area_m2[i] = abs(geod.polygon_area_perimeter(lon[start:end], lat[start:end])[0])
        start = end
    return _summed(owner[part], np.where(outer, area_m2, -area_m2), len(geometries))


def ellipsoidal_length_m(geometries: gpd.GeoSeries) -> Floats:
    """
    Measure the length of each geometry on the ellipsoid of its CRS.

    Edges run as in `ellipsoidal_area_m2`, which also names the errors.

    Parameters
    ----------
    geometries
        Shapes with a CRS tied to the earth.

    Returns
    -------
    numpy.ndarray
        m, one per geometry: lines their length, polygons that of their boundary,
        holes included; 0 for points, empty and missing ones.
    """
    parts, owner = _simple_parts(_ready(geometries))
    rings, part = shapely.get_rings(parts, return_index=True)
    is_line = np.isin(shapely.get_type_id(parts), _LINES)
    lines = np.concatenate([parts[is_line], rings])
    line_owner = np.concatenate([owner[is_line], owner[part]])
    lon, lat = _degrees(lines, geometries.crs)
    vertex_owner = np.repeat(np.arange(len(lines)), shapely.get_num_coordinates(lines))
    edge = vertex_owner[1:] == vertex_owner[:-1]
    geod = geometries.crs.get_geod()
    _, _, edge_m = geod.inv(lon[:-1][edge], lat[:-1][edge], lon[1:][edge], lat[1:][edge])
    return _summed(line_owner[vertex_owner[1:][edge]], edge_m, len(geometries))


def _summed(owner: npt.NDArray[np.intp], amounts: Floats, owners: int) -> Floats:
    # without any amounts bincount would return whole numbers
    return np.bincount(owner, amounts, owners).astype(np.float64)


def _ready(geometries: gpd.GeoSeries) -> npt.NDArray[np.object_]:
    crs = geometries.crs
    if crs is None:
        raise CrsError("the geometries have no CRS; state it with --crs or in district.toml")
    if crs.geodetic_crs is None or crs.ellipsoid is None or crs.is_geocentric:
        raise CrsError(
            f"{crs.to_string()} has no ellipsoid to measure on; "
            "give a geographic or projected CRS tied to the earth"
        )
    straight = geometries if crs.is_geographic or geometries.empty else densified(geometries)
    shapes: npt.NDArray[np.object_] = straight.to_numpy()
    return shapes


def _simple_parts(shapes: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.intp]]:
    """Take collections apart, nested ones too, and say whose each part is."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    low, high = _COLLECTIONS
    while np.any((shapely.get_type_id(parts) >= low) & (shapely.get_type_id(parts) <= high)):
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    return parts, owner


def _degrees(lines: npt.NDArray[np.object_], crs: pyproj.CRS) -> tuple[Floats, Floats]:
    """Bring vertices to longitude and latitude in degrees on the CRS's own datum."""
    x, y = shapely.get_coordinates(lines).T
    geodetic = crs.geodetic_crs or crs  # one without was refused above
    to_geodetic = pyproj.Transformer.from_crs(crs, geodetic, always_xy=True)
    lon, lat = to_geodetic.transform(x, y)
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        bad = int(np.argmin(np.isfinite(lon) & np.isfinite(lat)))
        raise GeometryError(
            f"the point {x[bad]}, {y[bad]} lies where {crs.to_string()} is not defined; correct it or the CRS"
        )
    degrees_per_unit = np.degrees(geodetic.axis_info[0].unit_conversion_factor)
    # exactly 1 for degrees but for rounding, which must not enter
    if abs(degrees_per_unit - 1.0) > 1e-9:  # noqa: PLR2004  # far below any other angular unit
        lon, lat = lon * degrees_per_unit, lat * degrees_per_unit
    return np.ascontiguousarray(lon), np.ascontiguousarray(lat)
