"""The scene that all layers of the sample are made from: ground, units, villages, town, roads and parcels."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .made_coverage import joined
from .made_land import Land, land
from .made_outline import ListedUnit, listed_units, listed_villages, outline
from .made_partition import Labels, seat_of, township_labels, village_labels
from .made_roads import country_roads
from .made_terrain import CELL_M, Terrain, terrain
from .made_town import Town, town

_AROUND_M = 400.0  # cells are labelled a little beyond the outline, which then cuts them


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """What the layers are made from."""

    border: shapely.Polygon
    ground: Terrain
    units: tuple[ListedUnit, ...]
    villages: tuple[ListedUnit, ...]
    village_cells: Labels
    town: Town
    seats: tuple[tuple[ListedUnit, shapely.Point], ...]
    roads: gpd.GeoDataFrame
    land: Land
    village_shapes: tuple[BaseGeometry, ...]
    unit_shapes: tuple[BaseGeometry, ...]
    district: BaseGeometry
    built_up: BaseGeometry

    def unit_of(self, code: str) -> BaseGeometry:
        """Give the polygon of a township-level unit."""
        return next(
            shape for unit, shape in zip(self.units, self.unit_shapes, strict=True) if unit.code == code
        )

    def ground_of(self, code: str) -> BaseGeometry:
        """Give the polygon of a unit of either level."""
        listed = zip((*self.units, *self.villages), (*self.unit_shapes, *self.village_shapes), strict=True)
        return next(shape for unit, shape in listed if unit.code == code)

    def seat(self, code: str) -> shapely.Point:
        """Give the office of a unit."""
        return next(point for unit, point in self.seats if unit.code == code)

    def rng(self, key: int) -> np.random.Generator:
        """Give seeded chance, one stream for each purpose."""
        return np.random.default_rng([431202, 1000 + key])


def scene(folder: Path) -> Scene:
    """Make the scene from the outline and the lists in a folder."""
    drawn = outline(folder)
    ground = terrain(drawn)
    units, listed = listed_units(folder), listed_villages(folder)
    inside = np.asarray(
        shapely.contains_xy(drawn.buffer(_AROUND_M), ground.east_m + CELL_M / 2, ground.north_m + CELL_M / 2)
    )
    towns = township_labels(ground, inside, units)
    cells = village_labels(ground, towns, listed, units)
    made = town(ground, inside)
    seats = _seats(ground, drawn, cells, units, listed)
    roads = country_roads(ground, inside, made, seats)
    wide = roads[roads["技术等级"] != "四级"].geometry.buffer(11.0, cap_style="flat", quad_segs=2)
    paved = shapely.union_all(wide.to_numpy(), grid_size=0.01)
    urban = _cells_ground(ground, made)
    parcels = land(ground, drawn, cells, made, shapely.difference(paved, urban.buffer(20.0), grid_size=0.01))
    shapes = joined(parcels.shapes, parcels.villages)
    village_shapes = tuple(shapes[place] for place in range(len(listed)))
    whole = joined(np.array(village_shapes, dtype=object), [village.township for village in listed])
    blocks = joined(parcels.shapes, parcels.in_town)[True]
    return Scene(
        border=drawn,
        ground=ground,
        units=units,
        villages=listed,
        village_cells=cells,
        town=made,
        seats=seats,
        roads=roads,
        land=parcels,
        village_shapes=village_shapes,
        unit_shapes=tuple(whole[unit.code] for unit in units),
        district=shapely.coverage_union_all(parcels.shapes),
        built_up=blocks,
    )


def _seats(
    ground: Terrain,
    drawn: shapely.Polygon,
    cells: Labels,
    units: tuple[ListedUnit, ...],
    listed: tuple[ListedUnit, ...],
) -> tuple[tuple[ListedUnit, shapely.Point], ...]:
    """Place the office of every village, and of each unit in its most level village."""
    well_inside = np.asarray(shapely.contains_xy(drawn.buffer(-150.0), ground.east_m, ground.north_m))
    found = {}
    for place, village in enumerate(listed):
        found[village.code] = seat_of(ground, (cells == place) & well_inside)
    for unit in units:
        homes = [found[village.code] for village in listed if village.township == unit.code]
        middle = np.mean([(point.x, point.y) for point in homes], axis=0)
        home = min(homes, key=lambda point: (point.distance(shapely.Point(middle)), point.x))
        found[unit.code] = shapely.Point(home.x + 45.0, home.y + 30.0)  # two offices share no spot
    return tuple((unit, found[unit.code]) for unit in (*units, *listed))


def _cells_ground(ground: Terrain, made: Town) -> BaseGeometry:
    rows, columns = np.nonzero(made.built_up)
    west, south = ground.east_m[0, 0] + columns * CELL_M, ground.north_m[0, 0] + rows * CELL_M
    return shapely.union_all(shapely.box(west, south, west + CELL_M, south + CELL_M))
