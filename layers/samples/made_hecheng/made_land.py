"""Land classes of 三调 on the made terrain, as parcels that tile villages, units and the district."""
# ruff: noqa: PLR2004 - how many, how large and how likely: stated where it is made

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import spatial
from shapely.geometry.base import BaseGeometry

from .made_coverage import (
    Geometries,
    connected_pieces,
    drawn_borders,
    faces,
    joined,
    without_crumbs,
    without_specks,
)
from .made_partition import Labels
from .made_terrain import Field, Terrain, noise
from .made_town import Town

FOREST, BAMBOO, SHRUB, OPEN_WOOD = "0301", "0302", "0305", "0307"
PADDY, DRY, ORCHARD, TEA, HAMLET, POND, GRASS = "0101", "0103", "0201", "0202", "0702", "1104", "0404"
RIVER, LAKE, ROAD, STREET = "1101", "1103", "1003", "1004"
TOWN_CLASSES = ("0701", "0601", "05H1", "08H1", "08H2", "0810")
_TOWN = "town"
_FOREST_SHARE = 0.655  # of all cells: woods and shrub, before roads and waters take their ground
_PATCHES, _BLOCKS = 100_000, 10_000_000  # more than there are
_PATCH_M = {"wood": 1300.0, "field": 600.0}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Land:
    """Parcels with class and village number (by the list's order), each a polygon; they tile the outline."""

    shapes: Geometries
    classes: list[str]
    villages: list[int]
    in_town: list[bool]


def land(
    ground: Terrain,
    outline: shapely.Polygon,
    villages: Labels,
    made: Town,
    roads: BaseGeometry,
) -> Land:
    """Draw the parcels: cells by class, cut by villages, the river, reservoirs, roads and streets."""
    inside = villages >= 0
    classes = cell_classes(ground, inside, made.built_up)
    codes = sorted(set(classes[inside].tolist()))
    number = np.searchsorted(codes, np.where(inside, classes, codes[0]))
    patch = _patches(ground, classes, made.built_up)
    label = np.where(inside, (villages * len(codes) + number) * _PATCHES + patch, -1)
    label = without_specks(label, fewest=7)
    pieces = connected_pieces(label)
    unit, kind = np.divmod(label.ravel() // _PATCHES, len(codes))
    borders = drawn_borders(pieces, ground)
    bodies = [ground.river_bed, *ground.lakes]
    arterial = made.streets[made.streets["DLDJ"] == "主干路"].geometry.to_numpy()
    paved = shapely.union_all(shapely.buffer(arterial, 16.0, cap_style="flat"), grid_size=0.01)
    local = made.streets[made.streets["DLDJ"] != "主干路"].geometry.to_numpy()
    rings = [shapely.boundary(shape) for shape in (*bodies, roads, paved)]
    shapes = faces([*borders, *rings, *local], outline)
    keys = _keyed(shapes, ground, pieces)
    over = _overlaid(shapes, bodies, roads, paved)
    _, where = np.unique(pieces.ravel(), return_index=True)
    at = where[keys]
    return _parcels(shapes, keys, over, [codes[number] for number in kind[at]], unit[at])


def cell_classes(ground: Terrain, inside: NDArray[np.bool_], built_up: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Class every cell: woods on what is high and steep, fields on valley floors, hamlets at their edge."""
    score = ground.above_valley_m / 55.0 + 5.0 * ground.slope
    score = score + 0.28 * noise(ground.shape, wide_m=350.0, key=21)
    open_land = inside & ~built_up
    wooded = int(_FOREST_SHARE * inside.sum())
    limit = np.sort(score[open_land])[::-1][wooded]
    kind = noise(ground.shape, wide_m=650.0, key=22)
    fine = noise(ground.shape, wide_m=180.0, key=23)
    wood = np.select([kind > 1.25, (kind < -1.95) & (fine > -0.8)], [BAMBOO, SHRUB], FOREST)
    wood = np.where((kind > -0.25) & (kind < -0.21), OPEN_WOOD, wood)
    low = score < np.quantile(score[open_land], 0.20)
    field = np.where(low, PADDY, DRY)
    field = np.select(
        [fine > 1.75, (kind > 1.1) & ~low, (kind < -1.2) & ~low, fine < -2.15, (fine < -1.6) & ~low],
        [HAMLET, ORCHARD, TEA, POND, GRASS],
        field,
    )
    classes = np.where(score >= limit, wood, field)
    return np.asarray(np.where(built_up, _TOWN, classes))


def _patches(ground: Terrain, classes: NDArray[np.str_], built_up: NDArray[np.bool_]) -> Labels:
    """Divide wide ground of one class into patches: woods into large ones, fields into smaller."""
    wood = np.char.startswith(classes, "03")
    found = np.zeros(ground.shape, dtype=np.int64)
    bend = (
        160.0 * noise(ground.shape, wide_m=300.0, key=24),
        160.0 * noise(ground.shape, wide_m=300.0, key=25),
    )
    places = np.column_stack([(ground.east_m + bend[0]).ravel(), (ground.north_m + bend[1]).ravel()])
    for (name, size), cells in zip(_PATCH_M.items(), (wood, ~wood & ~built_up), strict=True):
        seeds = _jittered(ground, size, key=26 + len(name))
        _, nearest = spatial.KDTree(seeds).query(places)
        found[cells] = np.asarray(nearest).reshape(ground.shape)[cells]
    return found


def _jittered(ground: Terrain, size_m: float, *, key: int) -> Field:
    west, east = ground.east_m[0, 0], ground.east_m[0, -1]
    south, north = ground.north_m[0, 0], ground.north_m[-1, 0]
    x, y = np.meshgrid(np.arange(west, east, size_m), np.arange(south, north, size_m))
    shift = np.random.default_rng([431202, key]).uniform(-0.42, 0.42, (2, *x.shape)) * size_m
    return np.column_stack([(x + shift[0]).ravel(), (y + shift[1]).ravel()])


def _keyed(shapes: Geometries, ground: Terrain, pieces: Labels) -> Labels:
    """Give each face the piece of cells that it lies on."""
    points = shapely.point_on_surface(shapes)
    size = ground.east_m[0, 1] - ground.east_m[0, 0]
    column = ((shapely.get_x(points) - ground.east_m[0, 0]) // size).astype(int)
    row = ((shapely.get_y(points) - ground.north_m[0, 0]) // size).astype(int)
    return np.asarray(pieces[row, column], dtype=np.int64)


def _overlaid(
    shapes: Geometries, bodies: list[shapely.Polygon], roads: BaseGeometry, paved: BaseGeometry
) -> list[str]:
    """Say which faces are water or paved, whatever the cells are."""
    points = shapely.point_on_surface(shapes)
    kinds = np.full(len(shapes), "", dtype="U4")
    for code, ground in (
        (STREET, paved),
        (ROAD, roads),
        (LAKE, shapely.union_all(bodies[1:])),
        (RIVER, bodies[0]),
    ):
        kinds[shapely.contains(ground, points)] = code
    return [str(kind) for kind in kinds]


def _parcels(
    shapes: Geometries, pieces: Labels, over: list[str], classes: list[str], villages: Labels
) -> Land:
    """Join faces of one parcel, crumbs included, and name classes and villages."""
    marks: list[tuple[str, int, bool]] = []
    keys: list[tuple[int, int]] = []
    for place, (kind, unit, code) in enumerate(zip(classes, villages.tolist(), over, strict=True)):
        group = int(pieces[place])
        if code:
            group = -1 - ("", STREET, ROAD, LAKE, RIVER).index(code)
        elif kind == _TOWN:
            group = _BLOCKS + place  # every block of the town is a parcel
        marks.append((code or kind, unit, kind == _TOWN))
        keys.append((unit, group))
    told = dict(zip(keys, marks, strict=True))
    keys = without_crumbs(shapes, keys, least_m2=900.0)
    whole = joined(shapes, keys)
    rows = [(shape, *told[key]) for key, joint in whole.items() for shape in shapely.get_parts(joint)]
    rows.sort(key=lambda row: (row[2], row[1], *shapely.get_coordinates(row[0])[0]))
    return Land(
        shapes=np.array([row[0] for row in rows], dtype=object),
        classes=[_town_class(row[0]) if row[1] == _TOWN else row[1] for row in rows],
        villages=[row[2] for row in rows],
        in_town=[row[3] for row in rows],
    )


def _town_class(block: BaseGeometry) -> str:
    """Use a block for something, the same however often it is made: mostly dwellings."""
    x, y = shapely.get_coordinates(shapely.centroid(block))[0]
    rng = np.random.default_rng([abs(int(x)), abs(int(y))])
    return str(rng.choice(TOWN_CLASSES, p=(0.52, 0.17, 0.13, 0.04, 0.08, 0.06)))
