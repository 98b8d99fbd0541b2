"""Ellipsoidal area of each pixel value in each zone, with exact partial pixels, in one pass of the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis import child_process
from gis.errors import CrsError, GeometryError, InputError
from gis.measure import ellipsoidal_area_m2
from gis.plane import densified

from .class_pixels import MOST_PIXELS, STRIP_PIXELS, class_pixels, require_readable
from .pixel_area import pixel_areas
from .pixel_cover import Codes, sorted_order, sweep, trace
from .raster import Raster

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]
Shapes = npt.NDArray[np.object_]

_MOST_VALUES = 4096
_TABLE_SIZE = 1 << 20  # value range up to which a table beats sorting
_AT_THE_EDGE = 1e-9  # pixels; a zone that ends here ends on the raster's edge
_PIXELS_PER_BYTE = 8  # of a file's weight, which sets the child's time: 4e9 pixels get nine minutes
_POLYGONS = (3, 6)  # shapely's type ids of Polygon and MultiPolygon


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassAreas:
    """
    Areas on the ellipsoid of the raster's CRS, m², one row per zone.

    `area_m2` has one column for each of `values` (pixel values met, ascending, without
    nodata). `total_m2` is the zone's whole area, the sum of the columns, of `nodata_m2`
    and of `outside_m2` (beyond the raster).
    """

    values: npt.NDArray[np.int64] | npt.NDArray[np.uint64]
    area_m2: Floats
    nodata_m2: Floats
    outside_m2: Floats
    total_m2: Floats


def class_areas(raster: Raster, zones: Sequence[shapely.Geometry | None] | gpd.GeoSeries) -> ClassAreas:
    """
    Measure how much of each pixel value every zone holds.

    Each pixel counts with the exact fraction that the zone covers and with its area on
    the ellipsoid: by the authalic formula in a geographic CRS, else plane area over
    the areal scale at the pixel's centre. Edges are straight in the raster's CRS; bring zones
    from another one with `plane.to_plane`, which keeps their course. Zones may overlap;
    each counts for itself. Memory goes with the boundaries and one strip of rows.

    Parameters
    ----------
    raster
        Whole-number classes.
    zones
        Valid polygons in the raster's CRS; empty and missing ones have no area.

    Returns
    -------
    ClassAreas
        m². The parts fill the zone to 1e-8 of `ellipsoidal_area_m2` (both with edges
        straight in the same CRS).

    Raises
    ------
    CrsError
        If a GeoSeries is in another CRS, or the CRS is not defined over the zones.
    GeometryError
        If a zone is no polygon.
    InputError
        H170 if the pixels are no classes, or more than 4,096 values are met; H171 if
        there are more pixels to read than time allows.
    """
    shapes = _polygons(raster, zones)
    edges, owner = _edges(raster, shapes)
    sums = _summed(raster, edges, owner, len(shapes))
    outside_m2 = _outside_m2(raster, shapes, edges, owner)
    nothing = np.zeros(len(shapes))
    nodata_m2 = next((sums.pop(value) for value in list(sums) if value == raster.void), nothing)
    values = sorted(sums)
    area_m2 = np.array([sums[value] for value in values]).reshape(len(values), len(shapes)).T
    return ClassAreas(
        values=np.array(values, np.uint64) if raster.dtype == "uint64" else np.array(values, np.int64),
        area_m2=area_m2,
        nodata_m2=nodata_m2,
        outside_m2=outside_m2,
        total_m2=area_m2.sum(axis=1) + nodata_m2 + outside_m2,
    )


def class_areas_apart(raster: Raster, zones: gpd.GeoSeries) -> ClassAreas:
    """Measure as `class_areas` does, in a child process, where a broken file can do no harm."""
    pixels = raster.width * raster.height
    weight = max(raster.path.stat().st_size, min(pixels, MOST_PIXELS) // _PIXELS_PER_BYTE)
    areas: ClassAreas = child_process.call(
        "gis.rasters.zonal:class_areas", raster, zones, path=raster.path, size_bytes=weight
    )
    return areas


def zone_of_raster(raster: Raster) -> shapely.Polygon:
    """Draw the raster's whole footprint in its CRS, edges split at 100 m to keep their course elsewhere."""
    outline = densified(gpd.GeoSeries([_footprint(raster)], crs=raster.crs)).iloc[0]
    return shapely.Polygon(outline)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    row0: int
    row1: int
    col0: int
    col1: int


def _summed(raster: Raster, edges: Floats, owner: Indices, zones: int) -> dict[int, Floats]:
    """Sum the areas strip by strip: pixel value -> m² by zone, values without area left out."""
    sums: dict[int, Floats] = {}
    within = _clipped(raster, edges)
    if within is None:
        return sums
    require_readable(raster, within.row1 - within.row0, within.col1 - within.col0)
    areas = pixel_areas(raster, within.row0, within.row1, within.col0, within.col1)
    with class_pixels(raster) as read:
        for window, here in _strips(raster, edges, within):
            row0, row1, col0, col1 = window.row0, window.row1, window.col0, window.col1
            pixel = areas.areas(row0, row1, col0, col1)
            local = edges[here]
            room = _most_cells(local, window, raster.width)
            cells, covers = np.empty((room, 3), np.int32), np.empty((room, 2))
            used = trace(local, owner[here], row0, row1, raster.width, pixel.bend, cells, covers)
            order = sorted_order(cells[:used], zones, row1 - row0, raster.width)
            codes, values = _coded(raster, read(row0, row1, col0, col1))
            area_m2 = np.zeros((zones, len(values)))
            cells, covers = np.take(cells, order, axis=0), np.take(covers, order, axis=0)
            sweep(codes, col0, raster.width, cells, covers, pixel.m2, area_m2)
            for met in np.flatnonzero(area_m2.any(axis=0)):
                value = int(values[met])
                sums[value] = sums.get(value, 0.0) + area_m2[:, met]
    return sums


def _polygons(raster: Raster, zones: Sequence[shapely.Geometry | None] | gpd.GeoSeries) -> Shapes:
    if isinstance(zones, gpd.GeoSeries):
        if zones.crs is None or zones.crs != raster.crs:
            given = "no CRS" if zones.crs is None else zones.crs.name
            raise CrsError(
                f"zones in {given}, raster {raster.path} in {raster.crs.name}; "
                "bring them to the raster's CRS with gis.plane.to_plane"
            )
        shapes: Shapes = zones.to_numpy()
    else:
        shapes = np.array(list(zones), dtype=object)
    kinds = shapely.get_type_id(shapes)
    wrong = np.flatnonzero(~np.isin(kinds, _POLYGONS) & (kinds >= 0) & ~shapely.is_empty(shapes))
    if len(wrong):
        raise GeometryError(
            f"zone {wrong[0]} is a {shapes[wrong[0]].geom_type} ({len(wrong)} such); give polygons",
            code="H011",
        )
    return shapes


def _edges(raster: Raster, shapes: Shapes) -> tuple[Floats, Indices]:
    """Take zones apart into edges in pixels (x0, y0, x1, y1), holes turned against outer rings."""
    at = raster.transform
    # seen in rows and columns a turned ring must still have its inside on the same hand
    parts, zone_of_part = shapely.get_parts(shapes, return_index=True)
    parts = shapely.orient_polygons(parts, exterior_cw=at.determinant > 0)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    xy, ring_of_vertex = shapely.get_coordinates(rings, return_index=True)
    dx, dy = xy[:, 0] - at.c, xy[:, 1] - at.f
    column = (at.e * dx - at.b * dy) / at.determinant
    row = (at.a * dy - at.d * dx) / at.determinant
    vertices = np.column_stack([column, row])
    edge = ring_of_vertex[1:] == ring_of_vertex[:-1]
    owner = zone_of_part[part_of_ring[ring_of_vertex[1:][edge]]]
    return np.hstack([vertices[:-1][edge], vertices[1:][edge]]), owner.astype(np.int32)


def _clipped(raster: Raster, edges: Floats) -> _Window | None:
    """Find the rows and columns of the raster that edges can touch."""
    if not len(edges):
        return None
    x, y = edges[:, ::2], edges[:, 1::2]
    window = _Window(
        row0=max(0, int(np.floor(y.min()))),
        row1=min(raster.height, int(np.ceil(y.max()))),
        col0=max(0, int(np.floor(x.min()))),
        col1=min(raster.width, int(np.floor(x.max())) + 1),
    )
    return window if window.row0 < window.row1 and window.col0 < window.col1 else None


def _strips(raster: Raster, edges: Floats, within: _Window) -> Iterator[tuple[_Window, npt.NDArray[np.intp]]]:
    """Cut the window into strips of whole block rows, each with the edges that touch it, in order."""
    block_rows = raster.block[0]
    fitting = max(1, STRIP_PIXELS // (within.col1 - within.col0))
    height = fitting // block_rows * block_rows or min(fitting, block_rows)
    top, bottom = np.minimum(edges[:, 1], edges[:, 3]), np.maximum(edges[:, 1], edges[:, 3])
    live = np.flatnonzero((top < bottom) & (bottom > within.row0) & (top < within.row1))
    first = np.maximum(top[live], within.row0).astype(np.int64) // height
    last = (np.minimum(np.ceil(bottom[live]), within.row1).astype(np.int64) - 1) // height
    copies = last - first + 1
    strip = np.repeat(first, copies) + np.arange(copies.sum()) - np.repeat(np.cumsum(copies) - copies, copies)
    order = np.argsort(strip, kind="stable")
    edge, strip = np.repeat(live, copies)[order], strip[order]
    for number in range(within.row0 // height, (within.row1 - 1) // height + 1):
        begin, end = np.searchsorted(strip, [number, number + 1])
        touched = _clipped(raster, edges[edge[begin:end]])
        if touched is not None:
            row0 = max(touched.row0, number * height)
            row1 = min(touched.row1, (number + 1) * height)
            yield replace(touched, row0=row0, row1=row1), edge[begin:end]


def _most_cells(edges: Floats, window: _Window, columns: int) -> int:
    """Bound the cells of a strip: a cell more for each side of a row or column that an edge crosses."""
    y = np.clip(edges[:, 1::2], window.row0, window.row1)
    x = np.clip(edges[:, ::2], -1, columns)
    rows, across = np.abs(y[:, 1] - y[:, 0]) + 2.0, np.abs(x[:, 1] - x[:, 0]) + 2.0
    return int(np.ceil(2.0 * rows + across).sum())


def _coded(raster: Raster, pixels: npt.NDArray[Any]) -> tuple[Codes, npt.NDArray[Any]]:
    """Give the values met numbers from 0; bytes are their own numbers."""
    if pixels.dtype == np.uint8:
        return pixels, np.arange(256)
    low, high = int(pixels.min()), int(pixels.max())
    if high - low < _TABLE_SIZE:
        wide = np.uint64 if pixels.dtype.kind == "u" else np.int64
        above = np.subtract(pixels, low, dtype=wide).astype(np.intp)
        met = np.bincount(above.ravel(), minlength=high - low + 1) > 0
        values = np.flatnonzero(met).astype(wide) + wide(low)
        codes = (np.cumsum(met) - 1)[above]
    else:
        values, codes = np.unique(pixels, return_inverse=True)
        codes = codes.reshape(pixels.shape)
    if len(values) > _MOST_VALUES:
        raise InputError(
            f"{raster.path.name}: {len(values):,} different values in one strip of rows; "
            f"a class raster has at most {_MOST_VALUES:,}; reclassify it",
            code="H170",
        )
    return codes.astype(np.uint8 if len(values) <= 256 else np.uint16), values  # noqa: PLR2004 - values of a byte


def _footprint(raster: Raster) -> shapely.Polygon:
    at = raster.transform
    corners = ((0, 0), (0, raster.height), (raster.width, raster.height), (raster.width, 0))
    return shapely.Polygon([(at.a * x + at.b * y + at.c, at.d * x + at.e * y + at.f) for x, y in corners])


def _outside_m2(raster: Raster, shapes: Shapes, edges: Floats, owner: Indices) -> Floats:
    """Measure what of each zone lies beyond the raster; exactly 0 for zones within it."""
    x, y = edges[:, 0], edges[:, 1]  # rings are closed: each vertex begins an edge
    low, high = -_AT_THE_EDGE, _AT_THE_EDGE
    beyond = (x < low) | (y < low) | (x > raster.width + high) | (y > raster.height + high)
    crossing = np.unique(owner[beyond])
    outside_m2 = np.zeros(len(shapes))
    if len(crossing):
        try:
            beyond_it = shapely.difference(shapes[crossing], _footprint(raster))
        except shapely.GEOSException as fault:
            raise GeometryError(
                f"a zone that crosses {raster.path} is not valid ({fault}); repair it"
            ) from fault
        rest = gpd.GeoSeries(beyond_it, crs=raster.crs)
        # in degrees the measure would take long edges for geodesics; ours are straight in the raster
        outside_m2[crossing] = ellipsoidal_area_m2(densified(rest) if raster.crs.is_geographic else rest)
    return outside_m2
