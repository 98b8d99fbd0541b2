"""How well points fit a reference as they lie and after a move, held against moves by chance."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

Places = npt.NDArray[np.float64]

FEWEST = 20  # fewer points than this tell nothing
_MOST_POINTS = 2000
_SPARE_M = 3_000.0  # the reference is needed this far around the points
_STEP_M = 10.0  # lines become points at this spacing
_MOST_SAMPLES = 1_000_000
_CHANCES, _CHANCE_REACH_M = 240, 1_800.0  # moves by chance, spread evenly over a disc
_OWN_GROUND_M = 300.0  # moves by chance nearer to the tested one would share its fit
_NEAR_M = 25.0
_FAR_REACHES = 5.0  # farther than that a point's closeness is below 4e-6
_FEW_QUERIES = 5_000  # fewer are answered before threads have started
_SOUNDED = 40  # points whose distances say how wide the bell must be
_REACH_BOUNDS_M = (10.0, 100.0)
_LINE_REACH, _POINT_REACH = 0.25, 0.5  # of the median distance under moves by chance
# Chosen on the stops and chargers of Shenzhen; 1,920 checks in 320 made worlds without a shift gave no alarm.
_FEWEST_OUTSIDE, _MOST_LEFT_OUTSIDE, _MOST_CHANCE = 10, 0.1, 0.01
_LEAST_LIFT, _LEAST_LEAD, _LEAST_ADVANTAGE, _LEAST_RATIO = 4.0, 1.0, 2.5, 1.25


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveFit:
    """
    How well points fit a reference after one move.

    `median_m` is the median distance to the reference, `near_share` the share
    within 25 m. `score` is the mean closeness, 0 to 1. `lift` says how many
    standard deviations the score lies above that of moves by chance, `lead` how
    many above the best of them.
    """

    median_m: float
    near_share: float
    score: float
    lift: float
    lead: float

    def stands_out(self) -> bool:
        """Tell whether the points fit after this move as no move by chance lets them."""
        return self.lift >= _LEAST_LIFT and self.lead >= _LEAST_LEAD

    def is_clearly_better_than(self, other: "MoveFit") -> bool:
        """Tell whether this move stands out and beats another one by a wide margin."""
        return (
            self.stands_out()
            and self.lift - other.lift >= _LEAST_ADVANTAGE
            and self.score >= _LEAST_RATIO * other.score
        )


def chosen_rows(places: Places) -> npt.NDArray[np.int64]:
    """Choose at most two thousand distinct places, the same ones in whatever order the rows come."""
    _, first = np.unique(places.round(6), axis=0, return_index=True)
    if len(first) > _MOST_POINTS:
        chosen = np.random.default_rng(len(first)).choice(len(first), _MOST_POINTS, replace=False)
        first = first[np.sort(chosen)]
    return first.astype(np.int64)  # in the order of places


def fits_of_moves(
    moves: Mapping[str, Places], reference: gpd.GeoSeries, *, base: str, only_rivals: bool = False
) -> dict[str, MoveFit]:
    """
    Measure how well points fit a reference after each of several moves.

    Parameters
    ----------
    moves
        Places (n, 2) in the metric plane of the reference, one array a move; rows
        belong together.
    reference
        Points, lines or polygons (their borders), in a metric plane.
    base
        Which of the moves is the present place: moves by chance start there.
    only_rivals
        Give nothing where no other move fits better than `base`.

    Returns
    -------
    dict
        A fit for each move; empty where there are fewer than 20 points, or no
        reference near them.
    """
    here = moves[base]
    if len(here) < FEWEST:
        return {}
    samples, of_points = _samples(reference, here)
    if len(samples) < FEWEST:
        return {}
    tree = cKDTree(samples)
    chances = _sunflower()
    reach_m = _reach_m(tree, here, chances, of_points=of_points)
    distances = {name: _distances(tree, places) for name, places in moves.items()}
    closeness = {name: float(_closeness(away[None, :], reach_m)[0]) for name, away in distances.items()}
    if only_rivals and max(closeness, key=lambda name: closeness[name]) == base:
        return {}
    by_chance = _distances(tree, _spread(here, chances), _FAR_REACHES * reach_m)
    scores = _closeness(by_chance.reshape(len(chances), len(here)), reach_m)
    return {
        name: _fit(distances[name], closeness[name], scores[_elsewhere(chances, places - here)])
        for name, places in moves.items()
    }


def _reach_m(tree: cKDTree, here: Places, chances: Places, *, of_points: bool) -> float:
    """Choose how wide the bell must be, from the usual distance of some points after moves by chance."""
    share = _POINT_REACH if of_points else _LINE_REACH
    few = here[:: max(1, len(here) // _SOUNDED)]
    enough_m = 2 * max(_REACH_BOUNDS_M) / share  # a median of farther ones would be clipped
    usual_m = float(np.median(_distances(tree, _spread(few, chances), enough_m)))
    return float(np.clip(usual_m * share, *_REACH_BOUNDS_M))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideFit:
    """How many points lie outside after a move, and the share of moves by chance that leave as few."""

    outside: int
    chance_share: float

    def is_clearly_better_than(self, other: "OutsideFit") -> bool:
        """Tell whether this move brings nearly all stray points in, as hardly a move by chance does."""
        return (
            other.outside >= _FEWEST_OUTSIDE
            and self.outside <= _MOST_LEFT_OUTSIDE * other.outside
            and self.chance_share <= _MOST_CHANCE
        )


def outside_of_moves(
    moves: Mapping[str, Places], zones: gpd.GeoSeries, *, base: str
) -> dict[str, OutsideFit]:
    """
    Count the points outside all zones after each of several moves.

    Parameters as in `fits_of_moves`, with zones that are polygons; empty where
    there are fewer than 20 points, or fewer than 10 outside as they lie.
    """
    here = moves[base]
    if len(here) < FEWEST:
        return {}
    ground = shapely.union_all(zones.to_numpy())
    shapely.prepare(ground)
    counts = {name: int((~shapely.contains_xy(ground, places)).sum()) for name, places in moves.items()}
    if counts[base] < _FEWEST_OUTSIDE:
        return {}
    chances = _sunflower()
    inside = shapely.contains_xy(ground, _spread(here, chances)).reshape(len(chances), len(here))
    left_out = (~inside).sum(axis=1)
    return {
        name: OutsideFit(
            outside=counts[name],
            chance_share=float(np.mean(left_out[_elsewhere(chances, places - here)] <= counts[name])),
        )
        for name, places in moves.items()
    }


def _spread(here: Places, chances: Places) -> Places:
    """Place the points after every move by chance, one move after the other."""
    return np.asarray((here[None, :, :] + chances[:, None, :]).reshape(-1, 2))


def _fit(distances: Places, score: float, by_chance: Places) -> MoveFit:
    spread = max(float(by_chance.std()), 1e-9)
    return MoveFit(
        median_m=float(np.median(distances)),
        near_share=float(np.mean(distances <= _NEAR_M)),
        score=score,
        lift=(score - float(by_chance.mean())) / spread,
        lead=(score - float(by_chance.max())) / spread,
    )


def _distances(tree: cKDTree, places: Places, far_m: float = math.inf) -> Places:
    """Measure to the nearest sample; beyond `far_m` is infinite."""
    workers = -1 if len(places) > _FEW_QUERIES else 1
    return np.asarray(tree.query(places, distance_upper_bound=far_m, workers=workers)[0])


def _closeness(distances: Places, reach_m: float) -> Places:
    """Weigh distances by a bell of the given reach and average them: far points say nothing."""
    return np.asarray(np.exp(-0.5 * (distances / reach_m) ** 2).mean(axis=1))


def _elsewhere(chances: Places, moved: Places) -> npt.NDArray[np.bool_]:
    """Mark the moves by chance that lie apart from the tested one."""
    return np.asarray(np.hypot(*(chances - moved.mean(axis=0)).T) > _OWN_GROUND_M)


def _sunflower() -> Places:
    """Spread moves evenly over a disc: no direction, no length and no lattice is preferred."""
    count = np.arange(_CHANCES) + 0.5
    length = _CHANCE_REACH_M * np.sqrt(count / _CHANCES)
    turn = count * np.pi * (3.0 - np.sqrt(5.0))
    return np.column_stack([length * np.cos(turn), length * np.sin(turn)])


def _samples(reference: gpd.GeoSeries, here: Places) -> tuple[Places, bool]:
    """Give the reference near the points as points, and whether it was points from the start."""
    low, high = here.min(axis=0) - _SPARE_M, here.max(axis=0) + _SPARE_M
    window = shapely.box(*low, *high)
    shapes = reference.to_numpy()
    shapes = shapes[shapely.intersects(shapes, window)]
    if not len(shapes):
        return np.empty((0, 2)), True
    of_points = bool((shapely.get_dimensions(shapes) == 0).all())
    if not of_points:
        lines = np.where(shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes)  # noqa: PLR2004 - areas
        shapes = shapely.clip_by_rect(lines, *low, *high)
        step_m = max(_STEP_M, float(shapely.length(shapes).sum()) / _MOST_SAMPLES)
        shapes = shapely.segmentize(shapes, step_m)
    return np.asarray(shapely.get_coordinates(shapes)), of_points
