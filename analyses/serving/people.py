"""How many people live within reach of a facility: cells by covered share, points by distance."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analyses.measurement import Measurement, Part
from gis.areal import Areal
from gis.errors import InputError
from gis.geometry import areal, joined
from gis.nearest import nearest_m
from gis.numbers import read_numbers
from gis.plane import local_plane, to_plane
from gis.reach import union_areas
from gis.tabular.tables import listed, require_column
from layers.alarms import Alarm
from layers.catalogue import POP
from layers.layer import Layer

from .coverage import positions, require_radius

RIM_M = 0.001  # a point this much beyond the radius is still at it: reprojection moves points by less
_UNNAMED = "（未命名）"
_MOST_SEEN = 5


def people_coverage(  # noqa: PLR0913 - the question, and how it is bounded and broken down
    facilities: Layer,
    population: Layer,
    *,
    radius_m: float,
    weight: str | None = "persons",
    within: Layer | None = None,
    by: str | None = None,
) -> Measurement:
    """
    Measure the share of people within straight-line reach of a facility.

    Points are served where their distance is `<= radius_m` (to the millimetre).
    People of a polygon are spread evenly over it, so the polygon's covered share
    of area counts.

    Parameters
    ----------
    facilities
        Points, one per facility.
    population
        Points or polygons with the number of people in column `weight`.
    radius_m
        Service radius in metres, more than 0.
    weight
        Column of people, none negative. Rows without a number are not assessed
        and counted. None counts every row as one.
    within
        Polygons that bound the question; cells across the border count by area.
    by
        Column of `population` whose values each get a part of their own.

    Returns
    -------
    Measurement
        `value`: share of people, 0 to 1 (nan where nobody lives). `evidence`:
        the assessed population rows, under their own index, with `people`,
        `people_served` and `served_share`. `details["people_not_assessed_rows"]`
        counts rows without a number.

    Raises
    ------
    ParameterError
        If `radius_m` is not a positive number.
    InputError
        If a column is missing or holds yes and no, or a number of people is negative or infinite.
    """
    require_radius(radius_m)
    people, alarms = _people(population, weight)
    known = people.notna().to_numpy()
    rows = population.frame[known]
    evidence = _served(facilities, rows, people[known], radius_m, within)
    total, served = math.fsum(evidence["people"]), math.fsum(evidence["people_served"])  # in any order alike
    unit, what = ("people", "人口") if weight is not None else ("count", "点数")
    missing = int((~known).sum())
    return Measurement(
        value=served / total if total else math.nan,
        unit="share",
        method="people of cells by covered share of area, of points by distance <= radius",
        definition=f"{radius_m:g} m 半径内{what} / 范围内{what}（直线距离，重叠只计一次）",
        evidence=evidence,
        numerator=served,
        denominator=total,
        quantity_unit=unit,
        parameters={"radius_m": radius_m, "weight": weight},
        parts=() if by is None else _parts(evidence, population, by),
        details={"people_not_assessed_rows": missing},
        warnings=(f"人口图层有 {missing} 条记录没有人口数，未计入分子与分母",) if missing else (),
        alarms=alarms,
    )


def people_column(population: Layer) -> str:
    """Find the column of people by the names that real files give it, or refuse."""
    known = next(known for known in POP.fields if known.name == "persons")
    lowered = {str(name).lower(): str(name) for name in population.frame.columns}
    for name in (known.name, *known.aliases):
        if name.lower() in lowered:
            return lowered[name.lower()]
    listing = ", ".join(str(name) for name in population.frame.columns if name != "geometry")
    raise InputError(
        f"{population.origin.file}: no column of people among {listing}; name it with --weight", code="H012"
    )


def _people(population: Layer, weight: str | None) -> tuple[pd.Series, tuple[Alarm, ...]]:
    """Read the column of people as people write numbers; rows without one are told, never 0."""
    index, file = population.frame.index, population.origin.file
    if weight is None:
        return pd.Series(1.0, index=index), ()
    require_column(population.frame.columns, weight, file)
    column = population.frame[weight]
    if pd.api.types.infer_dtype(column, skipna=True) == "boolean":
        raise InputError(f"{file} ({weight}): holds yes and no, no numbers; name another column", code="H015")
    figures = read_numbers(column, "人").figures.to_numpy(dtype=float, na_value=np.nan)
    raw = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    impossible = (figures < 0) | np.isinf(raw)
    if impossible.any():
        rows = [int(row) for row in index[impossible]]
        raise InputError(
            f"{file} (rows {listed(rows)}, {weight}): negative or infinite; mend them", code="H015"
        )
    unknown = np.isnan(figures)
    seen = ", ".join(sorted({str(value) for value in column[unknown].dropna()})[:_MOST_SEEN]) or "empty"
    if unknown.all():
        raise InputError(
            f"{file} ({weight}): no number is sure ({seen}); write plain digits, or name another column",
            code="H015",
        )
    if not unknown.any():
        return pd.Series(figures, index=index), ()
    values = {"column": weight, "title": "人口", "count": int(unknown.sum()), "seen": seen}
    rows_told = tuple(int(row) for row in index[unknown])
    alarm = Alarm(code="H061", layer=population.name, file=file, values=values, rows=rows_told)
    return pd.Series(figures, index=index), (alarm,)


def _served(
    facilities: Layer, rows: gpd.GeoDataFrame, people: pd.Series, radius_m: float, within: Layer | None
) -> gpd.GeoDataFrame:
    """Give the rows inside the question with their people and what of them is served."""
    plane = local_plane(rows.geometry if within is None else within.frame.geometry)
    shapes = to_plane(rows.geometry, plane).to_numpy()
    ground = None if within is None else joined(to_plane(within.frame.geometry, plane).to_numpy())
    xy = positions(facilities, plane)
    if len(shapes) and shapely.get_dimensions(shapes[0]) == 0:
        inside, share = _of_points(shapes, ground, xy, radius_m)
    else:
        inside, share = _of_cells(shapes, ground, xy, radius_m)
    counted = people.to_numpy(dtype=float) * inside
    columns = {"people": counted, "people_served": counted * share, "served_share": share}
    evidence = gpd.GeoDataFrame(columns, index=rows.index, geometry=rows.geometry)
    return evidence[inside > 0]


def _of_points(
    shapes: np.ndarray, ground: Areal | None, xy: np.ndarray, radius_m: float
) -> tuple[np.ndarray, np.ndarray]:
    limit_m = radius_m + RIM_M
    inside = np.ones(len(shapes)) if ground is None else shapely.intersects(ground, shapes).astype(float)
    distance_m = nearest_m(xy, shapely.get_coordinates(shapes), limit_m=limit_m)
    return inside, (distance_m <= limit_m).astype(float)


def _of_cells(
    shapes: np.ndarray, ground: Areal | None, xy: np.ndarray, radius_m: float
) -> tuple[np.ndarray, np.ndarray]:
    """Give of every cell the share inside the ground, and of that share what is served."""
    clipped = shapes
    if ground is not None:
        pieces = shapely.intersection(shapes, ground)
        clipped = np.array([areal(piece) for piece in pieces], dtype=object)
    whole, cut = shapely.area(shapes), shapely.area(clipped)
    served = union_areas(xy, radius_m, clipped)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(cut / whole), np.nan_to_num(served / cut)


def _parts(evidence: gpd.GeoDataFrame, population: Layer, by: str) -> tuple[Part, ...]:
    require_column(population.frame.columns, by, population.origin.file)
    names = population.frame.loc[evidence.index, by].astype("string").fillna(_UNNAMED)
    sums = evidence[["people_served", "people"]].groupby(names, sort=False).sum()
    return tuple(
        Part(
            name=str(name),
            value=served / whole if whole else math.nan,
            numerator=float(served),
            denominator=float(whole),
        )
        for name, served, whole in sums.itertuples()
    )
