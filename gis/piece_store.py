"""Pieces of large polygons, kept between runs by the hash of what they were cut from."""

import geopandas as gpd
import numpy as np
import shapely

from .areal import Shapes
from .cache import cached, content_key
from .subdivide import MOST_VERTICES, Pieces, subdivided

_FORMAT = "hecheng pieces 1"
_WORTH_KEEPING = 50_000  # vertices; fewer are cut faster than a file is written


def pieces_of(polygons: gpd.GeoSeries | Shapes, *, most_vertices: int = MOST_VERTICES) -> Pieces:
    """
    Cut polygons into pieces, or fetch the pieces that an earlier run cut of the very same coordinates.

    The key is made of every coordinate, ring and part in the given order, of
    `most_vertices`, and of the versions of GEOS and of this format: another
    shape, another order or another library has another entry. Small layers are
    cut at once and not kept.

    Parameters
    ----------
    polygons
        Valid polygons and multipolygons.
    most_vertices
        As for `subdivided`.
    """
    shapes = np.asarray(polygons, dtype=object)
    if not (shapely.get_num_coordinates(shapes) > most_vertices).any():
        parts, owner = shapely.get_parts(shapes, return_index=True)
        return Pieces(shapes=parts, owner=owner.astype(np.int64))
    if int(shapely.get_num_coordinates(shapes).sum()) < _WORTH_KEEPING:
        return subdivided(shapes, most_vertices=most_vertices)
    key = content_key(_FORMAT, shapely.geos_version_string, most_vertices, *_content(shapes))

    def make() -> tuple[np.ndarray, ...]:
        made = subdivided(shapes, most_vertices=most_vertices)
        _, xy, (rings, parts) = shapely.to_ragged_array(made.shapes, include_z=False)
        return xy, rings.astype(np.int64), parts.astype(np.int64), made.owner

    xy, rings, part_ends, owner_of = cached(key, make)
    return Pieces(
        shapes=shapely.from_ragged_array(shapely.GeometryType.POLYGON, xy, (rings, part_ends)),
        owner=owner_of.astype(np.int64),
    )


def _content(shapes: Shapes) -> tuple[np.ndarray, ...]:
    """Give all that polygons are: coordinates, and how many belong to each ring, part and polygon."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    coordinates, holes = shapely.get_coordinates(parts), shapely.get_num_interior_rings(parts)
    # rings are copied out only where they are more than the parts
    rings = shapely.get_rings(parts) if holes.any() else parts
    return coordinates, shapely.get_num_coordinates(rings), holes, owner, np.array([len(shapes)])
