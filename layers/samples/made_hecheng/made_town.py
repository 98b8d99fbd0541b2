"""The valley town: built-up ground, a warped net of streets that join at their crossings, and its blocks."""
# ruff: noqa: PLR2004 - how many, how large and how likely: stated where it is made

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from .made_outline import CRS
from .made_partition import TOWN
from .made_terrain import CELL_M, Field, Terrain, noise

_BLOCK_M = (430.0, 360.0)
_TURN = np.radians(-33.0)  # streets run along the river and across it
_EVERY = 3  # each third street is an arterial; only these cross the river
BUILT_UP_KM2 = 58.0
# Streets of the plan get the names first; the others are made up of common words.
_ALONG = (
    "沅江大道",
    "花溪路",
    "迎丰路",
    "湖天大道",
    "云集路",
    "人民路",
    "锦园南路",
    "正清路",
    "府前路",
    "辰州路",
)
_ACROSS = (
    "刘塘路",
    "天星东路",
    "红星南路",
    "顺天大道",
    "沿河路",
    "芷江路",
    "东环路",
    "舞水路",
    "学院路",
    "新街路",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Town:
    """Built-up cells, streets (a frame of edges between crossings) and the plane of the blocks."""

    built_up: NDArray[np.bool_]
    streets: gpd.GeoDataFrame


def town(ground: Terrain, inside: NDArray[np.bool_]) -> Town:
    """Make the town on the level ground around its middle."""
    built_up = _built_up(ground, inside)
    return Town(built_up=built_up, streets=_streets(ground, built_up))


def _built_up(ground: Terrain, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take the cells that are near, low and level, as many as the town has ground."""
    x, y = ground.east_m - TOWN[0] * 1000.0, ground.north_m - TOWN[1] * 1000.0
    along = x * np.cos(_TURN) + y * np.sin(_TURN)
    across = -x * np.sin(_TURN) + y * np.cos(_TURN)
    away = np.hypot(along / 1.15, across)
    score = away / 1000.0 + ground.above_valley_m / 40.0 + 9.0 * ground.slope
    score = score + 0.35 * noise(ground.shape, wide_m=500.0, key=11)
    score = ndimage.gaussian_filter(score, 2.5)
    score[~inside] = np.inf
    limit = np.partition(score.ravel(), int(BUILT_UP_KM2 * 1e6 / CELL_M**2))[
        int(BUILT_UP_KM2 * 1e6 / CELL_M**2)
    ]
    cells = ndimage.binary_opening(score < limit, iterations=3)
    labels, _ = ndimage.label(cells)
    largest = int(np.argmax(np.bincount(labels.ravel())[1:])) + 1
    cells = ndimage.binary_closing(labels == largest, iterations=3) & inside
    return np.asarray(ndimage.binary_fill_holes(cells) & inside, dtype=bool)


def _streets(ground: Terrain, built_up: NDArray[np.bool_]) -> gpd.GeoDataFrame:
    """Lay the net; local streets that would cross the river, and some others, are left out."""
    span = 32
    along, across = np.meshgrid(np.arange(-span, span + 1), np.arange(-span, span + 1))
    east, north = _warped(np.asarray(along * _BLOCK_M[0], float), np.asarray(across * _BLOCK_M[1], float))
    there = _at(built_up, ground, east, north)
    edges = _edges(along.shape, there)
    drawn = [_bent(east.ravel()[list(pair)], north.ravel()[list(pair)]) for pair in edges]
    arterial = _is_arterial(edges, along.ravel(), across.ravel())
    crossing = shapely.intersects(drawn, ground.river_bed)
    dropped = np.random.default_rng([431202, 12]).uniform(size=len(edges)) < 0.13
    keep = arterial | ~(crossing | dropped)
    edges, lines, arterial = edges[keep], np.array(drawn)[keep], arterial[keep]
    main = _in_largest_net(edges, along.size)
    names = [_name(pair, along.ravel(), across.ravel(), span) for pair in edges]
    grade = np.where(arterial, "主干路", "支路")
    bridge = shapely.intersects(lines, ground.river_bed)
    frame = gpd.GeoDataFrame(
        {
            "MC": names,
            "DLDJ": grade,
            "桥梁": np.where(bridge, "是", "否"),
            "n1": edges[:, 0],
            "n2": edges[:, 1],
        },
        geometry=lines,
        crs=CRS,
    )
    return frame[main].reset_index(drop=True)


def _warped(u: Field, v: Field) -> tuple[Field, Field]:
    """Bend the square net softly, and turn it along the river."""
    bend_u = u + 190.0 * np.sin(v / 1900.0 + 0.6) + 90.0 * np.sin(u / 900.0)
    bend_v = v + 260.0 * np.sin(u / 2300.0) + 80.0 * np.sin(v / 700.0 + 1.0)
    east = TOWN[0] * 1000.0 + bend_u * np.cos(_TURN) - bend_v * np.sin(_TURN)
    north = TOWN[1] * 1000.0 + bend_u * np.sin(_TURN) + bend_v * np.cos(_TURN)
    return np.round(east, 2), np.round(north, 2)


def _at(cells: NDArray[np.bool_], ground: Terrain, east: Field, north: Field) -> NDArray[np.bool_]:
    column = np.clip(((east - ground.east_m[0, 0]) // CELL_M).astype(int), 0, ground.shape[1] - 1)
    row = np.clip(((north - ground.north_m[0, 0]) // CELL_M).astype(int), 0, ground.shape[0] - 1)
    return np.asarray(cells[row, column], dtype=bool)


def _edges(shape: tuple[int, ...], there: NDArray[np.bool_]) -> NDArray[np.int64]:
    numbers = np.arange(shape[0] * shape[1]).reshape(shape)
    right = np.column_stack([numbers[:, :-1].ravel(), numbers[:, 1:].ravel()])
    up = np.column_stack([numbers[:-1].ravel(), numbers[1:].ravel()])
    pairs = np.vstack([right, up])
    return np.asarray(pairs[there.ravel()[pairs].all(axis=1)], dtype=np.int64)


def _bent(east: Field, north: Field) -> shapely.LineString:
    return shapely.LineString(np.column_stack([east, north]))


def _is_arterial(
    edges: NDArray[np.int64], along: NDArray[np.int64], across: NDArray[np.int64]
) -> NDArray[np.bool_]:
    level = across[edges[:, 0]] == across[edges[:, 1]]
    main = np.where(level, across[edges[:, 0]] % _EVERY == 0, along[edges[:, 0]] % _EVERY == 0)
    return np.asarray(main, dtype=bool)


def _in_largest_net(edges: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    graph = sparse.coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(size, size))
    _, net = csgraph.connected_components(graph, directed=False)
    largest = np.argmax(np.bincount(net[edges[:, 0]]))
    return np.asarray(net[edges[:, 0]] == largest, dtype=bool)


def _name(pair: NDArray[np.int64], along: NDArray[np.int64], across: NDArray[np.int64], span: int) -> str:
    """Name the street by its number: arterials by the list, local ones after the arterial beside them."""
    level = bool(across[pair[0]] == across[pair[1]])
    number = int(across[pair[0]] if level else along[pair[0]])
    names = _ALONG if level else _ACROSS
    main, beside = divmod(number + span * _EVERY, _EVERY)
    name = names[main % len(names)]
    wide = abs(number) > _EVERY * len(names) // 2
    name = f"{name}{'西' if number < 0 else '东'}段" if wide else name
    return name if beside == 0 else f"{name}{'一二'[beside - 1]}巷"
