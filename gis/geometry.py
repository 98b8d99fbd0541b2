"""Repair shapes by one stated method and say what the repair did to their area."""

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from .areal import Areal

REPAIR_METHOD = (
    "make_valid, structure (rings made valid, shells joined, holes deducted, a hole outside becomes a part)"
)

_KINDS = shapely.GeometryType
_COLLECTIONS = (_KINDS.MULTIPOINT, _KINDS.MULTILINESTRING, _KINDS.MULTIPOLYGON, _KINDS.GEOMETRYCOLLECTION)
_GATHERED: dict[shapely.GeometryType, Callable[..., shapely.Geometry]] = {
    _KINDS.POINT: shapely.multipoints,
    _KINDS.LINESTRING: shapely.multilinestrings,
    _KINDS.LINEARRING: shapely.multilinestrings,
    _KINDS.POLYGON: shapely.multipolygons,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """
    What a repair did: places of repaired shapes and areas in the plane of the layer.

    `moved` sums the change shape by shape, so that gains and losses do not cancel;
    `lost_parts` counts parts of polygons that have no ground, in shapes that keep some.
    """

    shapes: gpd.GeoSeries
    repaired: np.ndarray
    area_before: float
    area_after: float
    moved: float
    lost_parts: int = 0

    @property
    def moved_share(self) -> float:
        """The moved area as a share of the layer's, 0 where nothing had an area."""
        largest = max(self.area_before, self.area_after)
        return self.moved / largest if largest else 0.0


def repair(shapes: gpd.GeoSeries) -> Repair:
    """Make every shape valid; valid shapes are left alone bit by bit."""
    values = shapes.to_numpy()
    broken = ~shapely.is_valid(values)
    before = shapely.area(values)
    mended = values.copy()
    if broken.any():
        made = shapely.make_valid(values[broken], method="structure", keep_collapsed=False)
        dimensions = shapely.get_dimensions(values[broken])
        mended[broken] = [_of_dimension(shape, dim) for shape, dim in zip(made, dimensions, strict=True)]
    after = shapely.area(mended)
    kept = values[broken & ~shapely.is_empty(mended)]
    return Repair(
        shapes=gpd.GeoSeries(mended, index=shapes.index, crs=shapes.crs),
        repaired=np.flatnonzero(broken),
        area_before=float(before.sum()),
        area_after=float(after.sum()),
        moved=float(np.abs(after - before).sum()),
        lost_parts=_groundless_parts(kept),
    )


def null_rows(frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Mark rows without a shape: null, empty, or with a coordinate that is no number."""
    shapes = frame.geometry
    unusable = np.array(shapes.isna() | shapes.is_empty, dtype=bool)
    coordinates, owner = shapely.get_coordinates(shapes.to_numpy(), return_index=True)
    unusable[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    return unusable


def opened(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Open collections whose parts are of one kind into that kind; also mark where that could be done."""
    result, single = shapes.copy(), np.ones(len(shapes), dtype=bool)
    for place in np.flatnonzero(shapely.get_type_id(shapes) == _KINDS.GEOMETRYCOLLECTION):
        parts = _simple_parts(shapes[place])
        kinds = np.unique(shapely.get_type_id(parts))
        single[place] = len(kinds) == 1
        if single[place]:
            result[place] = parts[0] if len(parts) == 1 else _GATHERED[_KINDS(kinds[0])](parts)
    return result, single


def areal(shape: shapely.Geometry | None) -> Areal:
    """Keep the polygons of a shape: lines and points that cutting left are no ground."""
    if isinstance(shape, shapely.Polygon | shapely.MultiPolygon):
        return shape
    return shapely.MultiPolygon(
        [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    )


def joined(shapes: np.ndarray) -> Areal:
    """Give the common ground of polygons, each spot once."""
    return areal(shapely.union_all(shapes))


def _simple_parts(shape: shapely.Geometry) -> NDArray[np.object_]:
    """Take a collection apart to the last: its members may be collections."""
    parts = shapely.get_parts(shape)
    while np.isin(shapely.get_type_id(parts), _COLLECTIONS).any():
        parts = shapely.get_parts(parts)
    return np.asarray(parts[~shapely.is_empty(parts)], dtype=object)


def _groundless_parts(shapes: NDArray[np.object_]) -> int:
    """Count the parts without ground; a broken shape of one part has some if anything is left of it."""
    parts = shapely.get_parts(shapes[shapely.get_num_geometries(shapes) > 1])
    parts = parts[shapely.get_dimensions(parts) == 2]  # noqa: PLR2004 - polygons
    suspects = parts[~shapely.is_valid(parts)]
    made = shapely.make_valid(suspects, method="structure", keep_collapsed=False)
    return int(shapely.is_empty(made).sum())


def _of_dimension(shape: shapely.Geometry, dimension: int) -> shapely.Geometry:
    """Keep the parts of the dimension that the shape had: a polygon's dangling lines are no ground."""
    parts = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == dimension]
    if not parts:
        return shapely.Polygon()
    # GEOS may leave parts that share an edge, which no valid multipolygon has
    whole = shapely.is_valid(shape) and type(shape) is not shapely.GeometryCollection
    return shape if whole else shapely.union_all(parts)
