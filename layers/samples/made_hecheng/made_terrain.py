"""A made terrain on a grid: a wide river valley, side valleys between ridges that run north-east."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

Field = NDArray[np.float64]
CELL_M = 60.0
_MARGIN_M = 900.0
_SEED = 431202
# Places that the river and its tributary pass, in kilometres east and north of (380, 3030) km.
_RIVER = ((7.0, 22.5), (11.2, 20.6), (13.2, 18.2), (15.3, 18.9), (17.2, 17.2), (18.3, 15.2))
_RIVER_ON = ((20.6, 14.9), (22.0, 12.4), (24.3, 11.2), (26.3, 8.2), (28.5, 6.3), (33.5, 5.0))
_CREEK = ((14.0, 43.0), (15.3, 38.4), (14.6, 34.4), (17.4, 31.0), (18.0, 27.0), (20.6, 23.8))
_CREEK_ON = ((20.3, 20.2), (19.4, 17.6), (18.9, 15.3))
_LAKES = ((10.2, 33.2, 620.0), (22.6, 36.2, 430.0), (28.6, 17.4, 330.0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terrain:
    """Heights and slopes on a grid of cells (row 0 in the south), with the waters that shaped them."""

    east_m: Field
    north_m: Field
    height_m: Field
    slope: Field
    above_valley_m: Field
    river: shapely.LineString
    creek: shapely.LineString
    river_bed: shapely.Polygon
    lakes: tuple[shapely.Polygon, ...]
    river_m: Field  # distance to the river's middle

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.east_m.shape
        return rows, columns


def terrain(outline: shapely.Polygon) -> Terrain:
    """Make the terrain under and around an outline."""
    west, south, east, north = outline.bounds
    columns = np.arange(west - _MARGIN_M, east + _MARGIN_M, CELL_M)
    rows = np.arange(south - _MARGIN_M, north + _MARGIN_M, CELL_M)
    x, y = np.meshgrid(np.floor(columns / CELL_M) * CELL_M, np.floor(rows / CELL_M) * CELL_M)
    river, creek = _course((*_RIVER, *_RIVER_ON), 0), _course((*_CREEK, *_CREEK_ON), 1)
    to_river, to_creek = _distance(x, y, river), _distance(x, y, creek)
    height = _heights(x, y, to_river, to_creek)
    steep = np.hypot(*np.gradient(height, CELL_M))
    floor = ndimage.gaussian_filter(ndimage.minimum_filter(height, size=33), 10.0)
    return Terrain(
        east_m=x,
        north_m=y,
        height_m=height,
        slope=np.asarray(steep, dtype=float),
        above_valley_m=np.asarray(height - floor, dtype=float),
        river=river,
        creek=creek,
        river_bed=shapely.Polygon(_around(river)),
        lakes=tuple(_lake(number, *place) for number, place in enumerate(_LAKES)),
        river_m=to_river,
    )


def noise(shape: tuple[int, int], *, wide_m: float, key: int, tall: float = 1.0) -> Field:
    """Give smooth seeded noise with mean 0 and deviation 1; `tall` stretches it along the columns."""
    white = np.random.default_rng([_SEED, key]).standard_normal(shape)
    smooth = ndimage.gaussian_filter(white, (wide_m * tall / CELL_M, wide_m / CELL_M), mode="reflect")
    return np.asarray((smooth - smooth.mean()) / smooth.std(), dtype=float)


def _heights(x: Field, y: Field, to_river: Field, to_creek: Field) -> Field:
    """Raise ridges away from the waters; side valleys lie where the noise is nearly 0."""
    del y
    shape = (x.shape[0], x.shape[1])
    away = np.minimum(to_river, to_creek * 1.25 + 250.0)
    relief = 1.0 - np.exp(-((away / 5200.0) ** 1.6))
    ridges = _turned_noise(shape, wide_m=900.0, key=1)
    spurs = noise(shape, wide_m=420.0, key=2)
    broad = noise(shape, wide_m=3800.0, key=3)
    ground = 205.0 + 0.006 * away + relief * (70.0 + 45.0 * broad)
    hills = (25.0 + 330.0 * relief) * (1.0 - np.exp(-np.abs(ridges) / 0.75))
    return np.asarray(ground + hills + (4.0 + 26.0 * relief) * np.abs(spurs), dtype=float)


def _turned_noise(shape: tuple[int, int], *, wide_m: float, key: int) -> Field:
    """Give noise whose forms run from south-west to north-east, as the ridges here do."""
    side = int(1.5 * max(shape))
    field = noise((side, side), wide_m=wide_m, key=key, tall=2.3)
    turned = ndimage.rotate(field, 38.0, reshape=False, order=1, mode="reflect")
    top, left = (side - shape[0]) // 2, (side - shape[1]) // 2
    return np.asarray(turned[top : top + shape[0], left : left + shape[1]], dtype=float)


def _course(places: Sequence[tuple[float, float]], key: int) -> shapely.LineString:
    """Draw a winding course through places: corners are cut four times, with small bends on the way."""
    points = np.array(places) * 1000.0 + (380000.0, 3030000.0)
    line = shapely.segmentize(shapely.LineString(points), 700.0)
    points = shapely.get_coordinates(line)
    wander = np.random.default_rng([_SEED, 100 + key]).normal(0.0, 110.0, points.shape)
    points = points + wander * ((np.arange(len(points)) % 3) > 0)[:, None]
    for _ in range(3):
        ahead, behind = 0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]
        points = np.vstack([points[:1], np.stack([ahead, behind], axis=1).reshape(-1, 2), points[-1:]])
    return shapely.LineString(np.round(points, 2))


def _around(river: shapely.LineString) -> Field:
    """Walk around the river's bed."""
    bed = shapely.set_precision(river.buffer(75.0, quad_segs=3).simplify(4.0), 0.01)
    return np.asarray(shapely.get_coordinates(shapely.get_exterior_ring(bed)), dtype=float)


def _distance(x: Field, y: Field, line: shapely.LineString) -> Field:
    """Give each cell's distance to a line, from cell to cell."""
    east, north = shapely.get_coordinates(shapely.segmentize(line, 20.0)).T
    column = ((east - x[0, 0]) // CELL_M).astype(int)
    row = ((north - y[0, 0]) // CELL_M).astype(int)
    there = (column >= 0) & (column < x.shape[1]) & (row >= 0) & (row < x.shape[0])
    dry = np.ones(x.shape, dtype=bool)
    dry[row[there], column[there]] = False
    return np.asarray(ndimage.distance_transform_edt(dry) * CELL_M, dtype=float)


def _lake(number: int, east_km: float, north_km: float, radius_m: float) -> shapely.Polygon:
    """Draw a reservoir: a circle with arms."""
    angles = np.linspace(0.0, 2.0 * np.pi, 60, endpoint=False)
    rng = np.random.default_rng([_SEED, 200 + number])
    phases = rng.uniform(0.0, 2.0 * np.pi, 4)
    waves = [0.34 / wave * np.sin((wave + 1) * angles + phase) for wave, phase in enumerate(phases, start=1)]
    radius = radius_m * (1.0 + np.sum(waves, axis=0))
    around = np.column_stack([radius * np.cos(angles) * 1.5, radius * np.sin(angles)])
    middle = np.array([380.0 + east_km, 3030.0 + north_km]) * 1000.0
    return shapely.Polygon(np.round(middle + around, 2)).buffer(0.0)
