"""How a coverage figure moves with another radius, with moved positions, with a detour (DOMAIN D8)."""

from dataclasses import dataclass

import numpy as np

from gis.geometry import joined
from gis.plane import local_plane, to_plane
from gis.reach import union_area
from layers.layer import Layer

from .coverage import positions

RADIUS_SHARE = 0.1
POSITION_ERROR_M = 10.0
DRAWS = 20
DETOUR = 1.3
_SEED = 20240327


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """
    One thing taken otherwise, and the range of the figure under it.

    `error` tells whether it is an error of data or measurement, within which a
    bound makes the verdict 临界; else it is another definition, only shown.
    """

    name: str
    title: str
    low: float
    high: float
    error: bool


def coverage_trials(facilities: Layer, demand: Layer, *, radius_m: float) -> tuple[Trial, ...]:
    """
    Measure coverage again with the radius 10 % shorter and longer, moved positions, and a detour.

    Positions are moved by a normal error of 10 m (each axis) in 20 seeded draws, in an
    order of the positions themselves, so that the order of rows does not matter; the
    range is that of all draws and the figure itself. The detour shortens the radius
    to `radius_m / 1.3`: what of the straight line can be walked (DOMAIN D1).
    """
    plane = local_plane(demand.frame.geometry)
    zone = joined(to_plane(demand.frame.geometry, plane).to_numpy())
    xy = positions(facilities, plane)
    xy = xy[np.lexsort((xy[:, 1], xy[:, 0]))]

    def share(places: np.ndarray, reach_m: float) -> float:
        return union_area(places, reach_m, zone) / zone.area

    own = share(xy, radius_m)
    shorter, longer = share(xy, radius_m * (1 - RADIUS_SHARE)), share(xy, radius_m * (1 + RADIUS_SHARE))
    chance = np.random.default_rng(_SEED)
    moved = [share(xy + chance.normal(0.0, POSITION_ERROR_M, xy.shape), radius_m) for _ in range(DRAWS)]
    walked = share(xy, radius_m / DETOUR)
    return (
        Trial(name="radius", title="半径 ±10%", low=shorter, high=longer, error=True),
        Trial(
            name="position",
            title=f"点位误差 σ={POSITION_ERROR_M:g} m（{DRAWS} 次随机移动）",
            low=min(own, *moved),
            high=max(own, *moved),
            error=True,
        ),
        Trial(name="detour", title=f"绕行系数 {DETOUR}（仅列示）", low=walked, high=walked, error=False),
    )
