"""Country roads: a tree of least climbing from the town to every seat, with classes, lanes and names."""
# ruff: noqa: PLR2004 - how many, how large and how likely: stated where it is made

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from .made_outline import CRS, ListedUnit
from .made_partition import TOWN, Labels, Steps, cell_at, steps, way_back
from .made_terrain import CELL_M, Terrain
from .made_town import Town

GRADES = ("二级", "三级", "四级")
_LANES = (2, 2, 1)
_NARROW = 5  # of the villages on roads of the lowest class, those that are not each fifth have two lanes
# Township-level seats that a road of the second class leads to, and what it is called.
_MAIN = {"黄金坳镇": "G209", "凉亭坳乡": "S332", "黄岩旅游度假区": "S322", "盈口乡": "X001"}


def country_roads(
    ground: Terrain, inside: NDArray[np.bool_], made: Town, seats: Sequence[tuple[ListedUnit, shapely.Point]]
) -> gpd.GeoDataFrame:
    """
    Give roads between crossings: name, class (技术等级), lanes (车道数).

    Roads to the seats of townships are of the second class, those to every other
    village of the third, the rest of the fourth; they join where they meet.
    """
    streets = shapely.union_all(made.streets[made.streets["DLDJ"] == "主干路"].geometry.to_numpy())
    near = shapely.dwithin(
        shapely.points(ground.east_m + CELL_M / 2, ground.north_m + CELL_M / 2), streets, 45.0
    )
    one, other, cost = steps(ground, inside.ravel(), climb=9.0, toll=300.0)
    slow = np.where(made.built_up & ~near, 4.0, 1.0).ravel()
    start = cell_at(ground, TOWN)
    before, rank, name = _ways(ground, (one, other, cost * slow[one]), seats, start)
    return _traced(ground, before, rank, name, start)


def _ways(
    ground: Terrain, open_steps: Steps, seats: Sequence[tuple[ListedUnit, shapely.Point]], start: int
) -> tuple[Labels, Labels, dict[int, str]]:
    """Walk from each seat to the nearest road, the highest class first; what is built draws later ways."""
    size = ground.east_m.size
    one, other, cost = open_steps
    before = np.full(size, -1, dtype=np.int64)
    rank = np.full(size, len(GRADES), dtype=np.int64)
    rank[start] = 0
    name: dict[int, str] = {}
    for grade in range(len(GRADES)):
        ease = np.where(rank < len(GRADES), 0.25, 1.0)
        toward = way_back((one, other, cost * ease[one] * ease[other]), size, start)
        for called, point in _wanted(seats, grade):
            cell = cell_at(ground, (point.x / 1000.0, point.y / 1000.0))
            while rank[cell] == len(GRADES):
                rank[cell] = grade
                name[cell] = called
                before[cell] = toward[cell]
                cell = int(toward[cell])
    return before, rank, name


def _wanted(seats: Sequence[tuple[ListedUnit, shapely.Point]], grade: int) -> list[tuple[str, shapely.Point]]:
    """List the seats that roads of a class lead to, with the roads' names."""
    found = []
    for number, (unit, point) in enumerate(seats):
        township = len(unit.code) == 9
        if grade == (0 if township else 1 + number % 2):
            found.append((_MAIN.get(unit.name, f"{unit.name.removesuffix('村')}线"), point))
    return found


def _traced(
    ground: Terrain, before: Labels, rank: Labels, name: dict[int, str], start: int
) -> gpd.GeoDataFrame:
    """Draw each stretch between crossings, ends and changes of class or name."""
    used = np.flatnonzero(rank < len(GRADES))
    used = used[before[used] >= 0]
    below = np.bincount(before[used], minlength=before.size)
    joint = {start} | {int(cell) for cell in used if below[cell] != 1}
    joint |= {int(before[cell]) for cell in used if name[int(cell)] != name.get(int(before[cell]))}
    rows = []
    for cell in sorted(joint - {start}):
        if before[cell] < 0:
            continue
        path = [cell, int(before[cell])]
        while path[-1] not in joint:
            path.append(int(before[path[-1]]))
        rows.append((name[cell], int(rank[cell]), _smooth(ground, path)))
    lanes = [
        2 if grade < len(GRADES) - 1 or place % _NARROW else _LANES[grade]
        for place, (_, grade, _) in enumerate(rows)
    ]
    return gpd.GeoDataFrame(
        {"LXMC": [row[0] for row in rows], "技术等级": [GRADES[row[1]] for row in rows], "车道数": lanes},
        geometry=[row[2] for row in rows],
        crs=CRS,
    )


def _smooth(ground: Terrain, path: list[int]) -> shapely.LineString:
    """Soften the steps of the cells; both ends stay where they are."""
    x = ground.east_m.ravel()[path] + CELL_M / 2
    y = ground.north_m.ravel()[path] + CELL_M / 2
    line = shapely.LineString(np.column_stack([x, y])).simplify(48.0)
    points = shapely.get_coordinates(line)
    for _ in range(2):
        ahead, behind = 0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]
        points = np.vstack([points[:1], np.stack([ahead, behind], axis=1).reshape(-1, 2), points[-1:]])
    return shapely.LineString(shapely.get_coordinates(shapely.LineString(np.round(points, 2)).simplify(3.0)))
