"""Frames in the district's plane, places on ground, and the words that say that all of it is made."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from .made_outline import CRS
from .made_scene import Scene

MADE = "合成示例"


def framed(
    columns: Mapping[str, Sequence[object] | NDArray[np.generic]], shapes: Sequence[BaseGeometry | None]
) -> gpd.GeoDataFrame:
    """Give rows with shapes, to the hundredth of a metre."""
    placed = shapely.set_precision(np.array(shapes, dtype=object), 0.01, mode="pointwise")
    return gpd.GeoDataFrame(dict(columns), geometry=list(placed), crs=CRS)


def numbered(prefix: str, count: int) -> list[str]:
    """Give numbers to rows: G001, G002 and so on."""
    return [f"{prefix}{number:03d}" for number in range(1, count + 1)]


def days(rng: np.random.Generator, count: int, years: tuple[int, int]) -> list[str]:
    """Draw days of whole months between two years, both included."""
    months = rng.integers(0, 12 * (years[1] - years[0] + 1), count)
    return [f"{years[0] + month // 12:04d}-{month % 12 + 1:02d}-15" for month in months.tolist()]


def parcels_of(scene: Scene, classes: Sequence[str], ground: BaseGeometry | None = None) -> list[int]:
    """List the parcels of some classes (whose middle lies on some ground), in order."""
    found = [place for place, code in enumerate(scene.land.classes) if code in classes]
    if ground is None:
        return found
    inside = shapely.contains(ground, shapely.point_on_surface(scene.land.shapes[found]))
    return [place for place, one in zip(found, inside, strict=True) if one]


def chosen(rng: np.random.Generator, places: Sequence[int], count: int) -> list[int]:
    """Choose some of many, in their order."""
    return sorted(rng.choice(np.array(places), size=count, replace=False).tolist())


def middles(scene: Scene, places: Sequence[int]) -> list[shapely.Point]:
    """Give a point on each parcel."""
    points = shapely.point_on_surface(scene.land.shapes[list(places)])
    return [shapely.Point(place) for place in shapely.get_coordinates(points)]


def largest(shape: BaseGeometry) -> BaseGeometry:
    """Give the largest (or longest) part of a shape."""
    parts: list[BaseGeometry] = list(shapely.get_parts(shape))
    return max(parts, key=lambda part: (part.area, part.length))


def beside(scene: Scene, code: str, east_m: float, north_m: float) -> shapely.Point:
    """Give a point beside a unit's office, nearer to it where it would leave the unit."""
    seat = scene.seat(code)
    home = scene.ground_of(code)
    for share in (1.0, 0.6, -0.6, 0.3, -0.3):
        point = shapely.Point(seat.x + share * east_m, seat.y + share * north_m)
        if home.contains(point):
            return point
    return seat


def town_name(scene: Scene, code: str) -> str:
    """Give the name of the township-level unit of a code."""
    return next(unit.name for unit in scene.units if unit.code == code[:9])


def village_at(scene: Scene, points: Sequence[BaseGeometry]) -> list[int]:
    """Give the number of the village that each point lies in (or nearest to)."""
    tree = shapely.STRtree(list(scene.village_shapes))
    return [int(place) for place in tree.nearest(list(points))]


def patch(middle: shapely.Point, radius_m: float, rng: np.random.Generator) -> shapely.Polygon:
    """Draw an irregular plot around a place."""
    angles = np.linspace(0.0, 2.0 * np.pi, 14, endpoint=False)
    radius = radius_m * (1.0 + 0.22 * np.sin(2 * angles + rng.uniform(0, 6)) + rng.normal(0, 0.05, 14))
    around = np.column_stack([middle.x + radius * np.cos(angles), middle.y + radius * np.sin(angles)])
    return shapely.Polygon(np.round(around, 2))


def shifted(shape: BaseGeometry, east_m: float, north_m: float) -> BaseGeometry:
    """Give a shape moved aside."""
    return shapely.transform(shape, lambda xy: xy + np.array((east_m, north_m)))


def yes_no(flags: Sequence[bool]) -> list[str]:
    """Write flags as 是 and 否."""
    return ["是" if flag else "否" for flag in flags]
