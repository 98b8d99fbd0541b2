"""Coverage questions: what lies within reach of facilities, by area, by people, or as a radius."""

from dataclasses import replace

import geopandas as gpd
import shapely

from analyses.amounts.listed_rows import union_of
from analyses.counting import Counted
from analyses.land.land_codes import CountedCodes
from analyses.measurement import Measurement
from analyses.plan_tables import Question
from analyses.serving.coverage import area_coverage
from analyses.serving.people import people_coverage
from analyses.serving.sensitivity import Trial, coverage_trials
from analyses.serving.service_radius import average_radius, farthest_distance
from layers.layer import Layer
from layers.workspace import Scope, Workspace

from .asked import Asked, Exhibit, NoData
from .exhibits import facilities_exhibit, reach_exhibits, units_exhibit
from .fetching import number, require_near, rows_that_count, scope_of, texts, vector
from .grounds import UNIT_COLUMN, demand_by_unit, ground_of, whole


def ask(question: Question, workspace: Workspace, *, aside: bool = False) -> Asked:
    """
    Put a coverage question.

    Facilities of which it is unknown whether they count make the interval. With
    a layer in the role `ground`, only land of the classes `ground_classes` inside
    the scope is asked of (denominator B of DOMAIN B1).
    """
    scope = scope_of(question, workspace)
    split = rows_that_count(question, workspace, "facilities")
    radius_m = number(question, "radius_m", 0.0)
    reached = vector(question, workspace, "facilities")
    units = workspace.vector("unit")
    demand = _demand(question, workspace, scope, None if aside else units)
    require_near(reached, demand.frame, radius_m)
    by = UNIT_COLUMN if units is not None and not aside else None
    sure = _measured(question, workspace, split.sure, demand, by=by, drawn=not aside)
    measured = sure
    if split.unknown:
        most = _measured(question, workspace, split.possible, demand, by=None, drawn=False)
        low, high = sorted((sure.value, most.value))
        measured = replace(sure, low=low, high=high)
    population = workspace.vector("pop")
    others = [layer for layer in (units, population) if layer is not None]
    ground = [vector(question, workspace, "ground")] if "ground" in question.layers else []
    return Asked(
        measured=measured,
        used=(split.marked, *scope.layers, *ground, *others),
        scope=scope,
        exhibits=() if aside else _exhibits(question, measured, demand, scope, split, units, population),
        warnings=_warnings(split),
    )


def ask_unmerged(question: Question, workspace: Workspace) -> Measurement | None:
    """Measure coverage from all positions before rows were merged; None where none were."""
    split = rows_that_count(question, workspace, "facilities")
    ground = whole(scope_of(question, workspace))
    radius_m = number(question, "radius_m")
    sure = _unmerged(split.sure, ground, radius_m)
    most = _unmerged(split.possible, ground, radius_m) if split.unknown else None
    if sure is None or most is None:
        return sure
    low, high = sorted((sure.value, most.value))
    return replace(sure, low=low, high=high)


def ask_trials(question: Question, workspace: Workspace) -> tuple[Trial, ...]:
    """Measure coverage with radius, positions and detour taken otherwise (DOMAIN D8)."""
    split = rows_that_count(question, workspace, "facilities")
    demand = _demand(question, workspace, scope_of(question, workspace), None)
    return coverage_trials(split.sure, demand, radius_m=number(question, "radius_m"))


def _unmerged(layer: Layer, ground: Layer, radius_m: float) -> Measurement | None:
    if layer.members is None:
        return None
    points = layer.members.loc[layer.frame.index].explode(index_parts=False)
    spread = replace(layer, frame=gpd.GeoDataFrame(geometry=points.reset_index(drop=True)))
    return area_coverage(spread, ground, radius_m=radius_m, drawn=False)


def _measured(  # noqa: PLR0913 - one question against prepared layers
    question: Question, workspace: Workspace, facilities: Layer, demand: Layer, *, by: str | None, drawn: bool
) -> Measurement:
    if question.indicator == "average_radius":
        return average_radius(facilities, demand)
    if question.indicator == "farthest_distance":
        return farthest_distance(facilities, demand)
    radius_m = number(question, "radius_m")
    if question.indicator == "people_coverage":
        population = workspace.vector("pop")
        if population is None:
            raise NoData("缺少人口图层（pop）")
        require_near(population, demand.frame)
        return people_coverage(facilities, population, radius_m=radius_m, within=demand)
    return area_coverage(facilities, demand, radius_m=radius_m, by=by, drawn=drawn)


def _demand(question: Question, workspace: Workspace, scope: Scope, units: Layer | None) -> Layer:
    if "ground" not in question.layers:
        return demand_by_unit(scope, units)
    land = vector(question, workspace, "ground")
    counted = CountedCodes(texts(question, "ground_classes"))
    rows = land.frame[[counted.counts(str(code)) for code in land.frame["dlbm"].fillna("")]]
    ground = shapely.intersection(scope.polygon, union_of(rows.geometry.to_numpy()))
    if ground.is_empty:
        raise NoData(f"范围内没有地类 {'、'.join(texts(question, 'ground_classes'))}")
    return ground_of(scope, ground)


def _exhibits(  # noqa: PLR0913, PLR0917 - all that a coverage row shows
    question: Question,
    measured: Measurement,
    demand: Layer,
    scope: Scope,
    split: Counted,
    units: Layer | None,
    population: Layer | None,
) -> tuple[Exhibit, ...]:
    found: list[Exhibit] = []
    if units is not None and measured.parts:
        found.append(units_exhibit(measured, demand, scope, units))
    found.append(facilities_exhibit(split))
    if question.indicator == "area_coverage":
        found += reach_exhibits(measured, scope, split.marked, units, population)
    return tuple(found)


def _warnings(split: Counted) -> tuple[str, ...]:
    found = []
    if split.unknown:
        found.append(f"{split.unknown} 处设施是否计入不明，数值按“不计”，区间上限按“计入”")
    if split.excluded:
        found.append(f"{split.excluded} 处设施按规则不计（停运、在建或非公共）")
    return tuple(found)
