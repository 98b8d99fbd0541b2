"""Share the ground out among units: every cell goes to the seat that is reached with the least climbing."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from .made_outline import ListedUnit
from .made_terrain import CELL_M, Field, Terrain

Labels = NDArray[np.int64]
Steps = tuple[Labels, Labels, Field]  # from cell, to cell, at a cost
TOWN = (399.1, 3048.6)  # km: where the streets begin
_CLIMB = 26.0  # a metre up or down costs as much as so many metres on
# Seats of the township-level units in km (several where a unit is long), and a start in kilometres.
_SEATS: dict[str, tuple[float, tuple[tuple[float, float], ...]]] = {
    "城中街道": (0.0, ((398.3, 3047.9),)),
    "城北街道": (0.0, ((398.6, 3051.0),)),
    "红星街道": (0.0, ((400.6, 3048.8),)),
    "迎丰街道": (0.0, ((400.9, 3050.9),)),
    "坨院街道": (0.4, ((403.8, 3050.6), (405.0, 3047.4))),
    "河西街道": (0.4, ((395.3, 3047.0), (393.9, 3049.4))),
    "城南街道": (0.4, ((401.9, 3044.9), (398.9, 3043.9))),
    "黄金坳镇": (3.0, ((391.0, 3041.4), (407.6, 3039.4), (407.9, 3035.2))),
    "盈口乡": (2.0, ((397.6, 3055.8), (403.9, 3055.6), (393.6, 3055.0))),
    "凉亭坳乡": (3.0, ((389.0, 3063.2), (385.5, 3059.5), (391.6, 3070.4))),
    "黄岩旅游度假区": (2.0, ((402.6, 3066.6),)),
}
_STREET_UNIT = "街道"


def township_labels(ground: Terrain, inside: NDArray[np.bool_], units: Sequence[ListedUnit]) -> Labels:
    """Give every cell the number of its township-level unit (by the list's order); -1 outside."""
    seeds, starts, owners = [], [], []
    for number, unit in enumerate(units):
        start_km, seats = _SEATS[unit.name]
        for seat in seats:
            seeds.append(cell_at(ground, seat))
            starts.append(start_km * 1000.0)
            owners.append(number)
    open_cells = inside.ravel()
    nearest = _least_climb(ground, open_cells, np.array(seeds), np.array(starts))
    labels = np.full(open_cells.shape, -1, dtype=np.int64)
    labels[open_cells] = np.array(owners)[nearest[open_cells]]
    return labels.reshape(ground.shape)


def village_labels(
    ground: Terrain, towns: Labels, listed: Sequence[ListedUnit], units: Sequence[ListedUnit]
) -> Labels:
    """Give every cell the number of its village-level unit, inside its township-level unit; -1 outside."""
    labels = np.full(towns.size, -1, dtype=np.int64)
    x, y = ground.east_m.ravel(), ground.north_m.ravel()
    to_town = np.hypot(x - TOWN[0] * 1000.0, y - TOWN[1] * 1000.0)
    for number, unit in enumerate(units):
        members = [place for place, one in enumerate(listed) if one.township == unit.code]
        cells = np.flatnonzero(towns.ravel() == number)
        dense = 1.0 / (1.0 + (to_town[cells] / 2600.0) ** 2.2)
        low = 1.0 / (1.0 + (ground.above_valley_m.ravel()[cells] / 60.0) ** 2)
        seats = _spread(x[cells], y[cells], dense * (0.25 + low), len(members))
        near = np.argsort(np.hypot(x[cells[seats]] - TOWN[0] * 1000, y[cells[seats]] - TOWN[1] * 1000))
        order = sorted(
            members, key=lambda place: (listed[place].is_village, place)
        )  # 社区 nearest to the town
        open_cells = np.zeros(towns.size, dtype=bool)
        open_cells[cells] = True
        nearest = _least_climb(ground, open_cells, cells[seats[near]], np.zeros(len(members)))
        labels[cells] = np.array(order)[nearest[cells]]
    return labels.reshape(towns.shape)


def seat_of(ground: Terrain, cells: NDArray[np.bool_]) -> shapely.Point:
    """Place a unit's office: low, level and away from the unit's border."""
    kept = ndimage.binary_erosion(cells, iterations=3)
    cells = kept if kept.any() else cells
    rows, columns = np.nonzero(cells)
    middle = np.hypot(rows - rows.mean(), columns - columns.mean()) * CELL_M
    score = ground.above_valley_m[cells] + 400.0 * ground.slope[cells] + 0.02 * middle
    best = int(np.argmin(score))
    place = (rows[best], columns[best])
    return shapely.Point(ground.east_m[place] + CELL_M / 2, ground.north_m[place] + CELL_M / 2)


def cell_at(ground: Terrain, place_km: tuple[float, float]) -> int:
    """Give the number of the cell at a place in kilometres."""
    column = int((place_km[0] * 1000.0 - ground.east_m[0, 0]) // CELL_M)
    row = int((place_km[1] * 1000.0 - ground.north_m[0, 0]) // CELL_M)
    return row * ground.shape[1] + column


def _least_climb(ground: Terrain, open_cells: NDArray[np.bool_], seeds: Labels, starts: Field) -> Labels:
    """Give every open cell the number of the seed that is reached at the least cost."""
    one, other, cost = steps(ground, open_cells)
    size = len(open_cells)
    hub = np.full(len(seeds), size)
    joined = (
        np.concatenate([one, hub]),
        np.concatenate([other, seeds]),
        np.concatenate([cost, np.maximum(starts, 1.0)]),
    )
    return _owners(way_back(joined, size + 1, size)[:-1], seeds, size)


def way_back(steps: Steps, size: int, start: int) -> Labels:
    """Give the cell before each cell on the cheapest way from a start; negative where there is none."""
    one, other, cost = steps
    graph = sparse.csr_matrix((cost, (one, other)), shape=(size, size))
    _, before = csgraph.dijkstra(graph, directed=True, indices=[start], return_predecessors=True)
    return np.asarray(before[0], dtype=np.int64)


def _owners(before: Labels, seeds: Labels, hub: int) -> Labels:
    """Follow every cell's way back to its seed, doubling the steps."""
    root = np.where((before < 0) | (before == hub), np.arange(len(before)), before)
    while True:
        further = root[root]
        if (further == root).all():
            break
        root = further
    number = np.zeros(len(before), dtype=np.int64)
    number[seeds] = np.arange(len(seeds))
    return number[root]


def steps(
    ground: Terrain, open_cells: NDArray[np.bool_], climb: float = _CLIMB, toll: float = 900.0
) -> Steps:
    """Join neighbouring open cells; a step costs its length and what it climbs, and more across the river."""
    rows, columns = ground.shape
    cells = np.arange(rows * columns).reshape(rows, columns)
    height = ground.height_m.ravel()
    wet = (ground.river_m < CELL_M).ravel()
    starts, ends, costs = [], [], []
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        one = cells[: rows - down, max(0, -right) : columns - max(0, right)].ravel()
        other = cells[down:, max(0, right) : columns + min(0, right)].ravel()
        both = open_cells[one] & open_cells[other]
        one, other = one[both], other[both]
        cost = CELL_M * np.hypot(down, right) + climb * np.abs(height[one] - height[other])
        starts.append(one)
        ends.append(other)
        costs.append(cost + toll * (wet[one] | wet[other]))
    one, other, cost = np.concatenate(starts), np.concatenate(ends), np.concatenate(costs)
    return np.concatenate([one, other]), np.concatenate([other, one]), np.concatenate([cost, cost])


def _spread(x: Field, y: Field, weight: Field, count: int) -> Labels:
    """Spread seats over cells, closer where the weight is high: farthest first, then settled by means."""
    scale = np.sqrt(weight)
    chosen = [int(np.argmax(weight))]
    gap = np.full(len(x), np.inf)
    while len(chosen) < count:
        gap = np.minimum(gap, np.hypot(x - x[chosen[-1]], y - y[chosen[-1]]))
        chosen.append(int(np.argmax(gap * scale)))
    seats = np.column_stack([x[chosen], y[chosen]])
    for _ in range(12):
        away = np.hypot(x[:, None] - seats[:, 0], y[:, None] - seats[:, 1])
        owner = np.argmin(away, axis=1)
        total = np.bincount(owner, weights=weight, minlength=count)
        for axis, values in enumerate((x, y)):
            seats[:, axis] = np.bincount(owner, weights=weight * values, minlength=count) / total
    found: list[int] = []
    for place in seats:
        away = np.hypot(x - place[0], y - place[1])
        away[found] = np.inf
        found.append(int(np.argmin(away)))
    return np.array(found)
