"""Contiguous patches of pixels that are smaller than ground must be to count, by zone, in strips of rows."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage

from gis import child_process
from gis.overlay_cells import cells

from .class_pixels import STRIP_PIXELS, class_pixels, require_readable
from .pixel_area import pixel_areas
from .raster import Raster

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
Rows = tuple[int, int]

_ROUNDING = 1e-9
_MOST_MARGIN = 4096  # rows; a patch below 1 亩 that is longer is a line, not a patch


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SmallPatches:
    """The ground of small patches in each zone, m², and how many patches have some there or beside it."""

    area_m2: Floats
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    row0: int
    row1: int
    col0: int
    col1: int


def small_pixel_patches(
    raster: Raster, zones: gpd.GeoSeries, kinds: Sequence[Sequence[int]], least_m2: float
) -> tuple[SmallPatches, ...]:
    """
    Measure the ground of patches below an area, for each of several sets of pixel values.

    A patch is made of pixels of the set that share an edge; its area is whole, also where
    a zone's border cuts it. Inside a zone its pixels count with the fraction that lies in it.

    Parameters
    ----------
    zones
        Polygons in the raster's CRS.
    kinds
        Sets of pixel values; each is a thing of its own.
    least_m2
        Patches of this ellipsoidal area and more are left alone.
    """
    found = [SmallPatches(area_m2=np.zeros(len(zones)), count=0) for _ in kinds]
    near = _window(raster, zones, 0)
    if near is None:
        return tuple(found)
    margin = _margin(raster, near, least_m2)
    if not margin:
        return tuple(found)
    window = _window(raster, zones, margin) or near
    require_readable(raster, window.row1 - window.row0, window.col1 - window.col0)
    areas = pixel_areas(raster, window.row0, window.row1, window.col0, window.col1)
    with class_pixels(raster) as read:
        for strip, core in _strips(window, margin):
            pixels = read(strip.row0, strip.row1, strip.col0, strip.col1)
            pixel = areas.areas(strip.row0, strip.row1, strip.col0, strip.col1)
            m2 = np.broadcast_to(pixel.m2, pixels.shape)
            for place, values in enumerate(kinds):
                labels, small, count = _small(
                    raster, np.isin(pixels, list(values)), m2, strip, core, least_m2
                )
                row, column = np.nonzero(small[labels[core[0] - strip.row0 : core[1] - strip.row0]])
                ground = m2[row + core[0] - strip.row0, column]
                area_m2 = _in_zones(raster, zones, row + core[0], column + strip.col0, ground)
                known = found[place]
                found[place] = SmallPatches(area_m2=known.area_m2 + area_m2, count=known.count + count)
    return tuple(found)


def small_pixel_patches_apart(
    raster: Raster, zones: gpd.GeoSeries, kinds: Sequence[Sequence[int]], least_m2: float
) -> tuple[SmallPatches, ...]:
    """Measure as `small_pixel_patches` does, in a child process, where a broken file can do no harm."""
    weight = max(raster.path.stat().st_size, raster.width * raster.height // 8)
    found: tuple[SmallPatches, ...] = child_process.call(
        "gis.rasters.pixel_patches:small_pixel_patches",
        *(raster, zones, kinds, least_m2),
        path=raster.path,
        size_bytes=weight,
    )
    return found


def _window(raster: Raster, zones: gpd.GeoSeries, margin: int) -> _Window | None:
    """Find the rows and columns of the zones, with a margin, as far as the raster has them."""
    if zones.is_empty.all():
        return None
    west, south, east, north = zones.total_bounds
    at = ~raster.transform
    corners = [(x, y) for x in (west, east) for y in (south, north)]
    columns = [at.a * x + at.b * y + at.c for x, y in corners]
    rows = [at.d * x + at.e * y + at.f for x, y in corners]
    window = _Window(
        row0=max(0, math.floor(min(rows)) - margin),
        row1=min(raster.height, math.ceil(max(rows)) + margin),
        col0=max(0, math.floor(min(columns)) - margin),
        col1=min(raster.width, math.ceil(max(columns)) + margin),
    )
    return window if window.row0 < window.row1 and window.col0 < window.col1 else None


def _margin(raster: Raster, window: _Window, least_m2: float) -> int:
    """Give the most pixels that a small patch can have in a line; 0 where one pixel is no small patch."""
    areas = pixel_areas(raster, window.row0, window.row1, window.col0, window.col1)
    ends = [
        areas.areas(row, row + 1, window.col0, window.col1).m2.min() for row in (window.row0, window.row1 - 1)
    ]
    most = (least_m2 * (1 - _ROUNDING)) / max(float(min(ends)), 1e-12)
    return 0 if most <= 1 else min(math.ceil(most), _MOST_MARGIN)


def _strips(window: _Window, margin: int) -> Iterator[tuple[_Window, Rows]]:
    """Give strips of rows, each with a margin in which its patches end, and the rows that are its own."""
    height = max(STRIP_PIXELS // (window.col1 - window.col0), 2 * margin, 1)
    for row0 in range(window.row0, window.row1, height):
        row1 = min(row0 + height, window.row1)
        strip = replace(window, row0=max(row0 - margin, window.row0), row1=min(row1 + margin, window.row1))
        yield strip, (row0, row1)


def _small(  # noqa: PLR0913, PLR0917 - one strip of one thing
    raster: Raster, here: Flags, m2: Floats, strip: _Window, core: Rows, least_m2: float
) -> tuple[npt.NDArray[Any], Flags, int]:
    """
    Label the patches of a strip, mark the small ones, and count those that begin in its own rows.

    A patch that reaches an edge behind which the raster goes on is longer than a small one can be.
    """
    labels, count = ndimage.label(here)
    size_m2 = np.bincount(labels.ravel(), m2.ravel(), count + 1)
    small = size_m2 < least_m2 * (1 - _ROUNDING)
    small[0] = False
    for beyond, edge in (
        (strip.row0 > 0, labels[0]),
        (strip.row1 < raster.height, labels[-1]),
        (strip.col0 > 0, labels[:, 0]),
        (strip.col1 < raster.width, labels[:, -1]),
    ):
        if beyond:
            small[edge] = False
    first = np.zeros(count + 1, dtype=np.int64)
    row = np.arange(labels.size - 1, -1, -1) // labels.shape[1]
    first[labels.ravel()[::-1]] = row  # the last one written is the first of the patch
    begins = (first + strip.row0 >= core[0]) & (first + strip.row0 < core[1])
    return labels, small, int((small & begins).sum())


def _in_zones(raster: Raster, zones: gpd.GeoSeries, row: Places, column: Places, ground_m2: Floats) -> Floats:
    """Sum the ground of pixels by zone, each with the fraction of it that lies there."""
    at = raster.transform
    turns = ((0, 0), (1, 0), (1, 1), (0, 1))
    corners = np.stack(
        [
            np.column_stack((at.a * x + at.b * y + at.c, at.d * x + at.e * y + at.f))
            for x, y in ((column + right, row + down) for right, down in turns)
        ],
        axis=1,
    )
    found = cells(np.asarray(shapely.polygons(corners), dtype=object), zones.to_numpy())
    fraction = np.where(found.whole, 1.0, found.area_m2 / abs(at.determinant))
    return np.bincount(found.zone, fraction * ground_m2[found.parcel], len(zones)).astype(np.float64)
