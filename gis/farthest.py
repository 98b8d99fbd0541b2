"""The point of a polygon that is farthest from its nearest facility."""

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import Voronoi

from .areal import Areal, checked_polygons, polygon_edges
from .errors import GeometryError, ParameterError
from .nearest import nearest_m
from .positions import Positions, positions

# Dummy sites stand this many diagonals away: 2 would do for no point of the box to be nearest to one.
_FAR = 8.0


def farthest_point(xy: Positions, polygon: Areal) -> tuple[float, float, float]:
    """
    Find the point of a polygon farthest from its nearest facility, exactly.

    The distance to the nearest facility has its maximum over a polygon at a
    Voronoi vertex inside it, where a Voronoi edge crosses its boundary, or at
    one of its own vertices (the largest empty circle with a constrained
    centre: Toussaint 1983). All of these are looked at.

    Parameters
    ----------
    xy
        Facilities, (n, 2) x, y in metres or points in a metric CRS; one at
        least. Doubles, and facilities outside the polygon, are fine.
    polygon
        Valid polygon or multipolygon in the same plane, not empty.

    Returns
    -------
    tuple of float
        x, y and the distance in metres; of several as far, the westernmost.

    Raises
    ------
    ParameterError
        If there is no facility or a position is NaN or infinite.
    GeometryError
        If the polygon is invalid, empty or not areal.
    """
    sites = positions(xy, "facilities")
    if len(sites) == 0:
        raise ParameterError("no facilities: every point is infinitely far from them; give one at least")
    shape = checked_polygons([polygon])[0]
    if shape.is_empty:
        raise GeometryError("the polygon is empty; it has no farthest point")
    origin = np.array(shape.centroid.coords[0])
    sites = np.unique(sites - origin, axis=0)
    shape = shapely.transform(shape, lambda corners: corners - origin)
    candidates = np.unique(_candidates(sites, shape), axis=0)
    distances = nearest_m(sites, candidates)
    best = int(np.argmax(distances))
    x, y = candidates[best] + origin
    return float(x), float(y), float(distances[best])


def _candidates(sites: npt.NDArray[np.float64], shape: Areal) -> npt.NDArray[np.float64]:
    corners = shapely.get_coordinates(shape)
    low = np.minimum(sites.min(axis=0), corners.min(axis=0))
    high = np.maximum(sites.max(axis=0), corners.max(axis=0))
    far = _FAR * float(np.hypot(*(high - low)))
    dummies = 0.5 * (low + high) + far * np.array([(1, 0.1), (-0.1, 1), (-1, -0.1), (0.1, -1)])
    diagram = Voronoi(np.vstack((sites, dummies)))  # the dummies make every edge near the polygon finite
    vertices = diagram.vertices
    ridges = np.asarray(diagram.ridge_vertices)
    ridges = ridges[(ridges >= 0).all(axis=1)]
    shapely.prepare(shape)
    inside = vertices[shapely.intersects_xy(shape, vertices[:, 0], vertices[:, 1])]
    return np.vstack((corners, inside, _crossings(vertices[ridges], shape)))


def _crossings(ridges: npt.NDArray[np.float64], shape: Areal) -> npt.NDArray[np.float64]:
    """Cut Voronoi edges with the polygon's boundary, edge by edge; of an overlap both ends."""
    edges, _ = polygon_edges(np.array([shape], dtype=np.object_))
    bounds = np.asarray(shapely.linestrings(edges.reshape(-1, 2, 2)))
    lines = np.asarray(shapely.linestrings(ridges))
    line, edge = shapely.STRtree(bounds).query(lines, predicate="intersects")
    return shapely.get_coordinates(shapely.intersection(lines[line], bounds[edge]))
