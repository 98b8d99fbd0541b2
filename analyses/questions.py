"""Put a target's question to the layers: by the kind of question, never by theme."""

from dataclasses import dataclass, field, replace

import geopandas as gpd
import pandas as pd
import shapely

from gis.geometry import areal
from layers.catalogue import known_layer
from layers.layer import Layer, RasterLayer
from layers.vicinity import apart_m
from layers.workspace import Scope, Workspace

from .counting import Counted, counted
from .coverage import area_coverage
from .measurement import Measurement
from .people import people_coverage
from .plan_file import ReadingEntry, SiblingEntry, Target
from .service_radius import average_radius, farthest_distance
from .shares import area_share

UNIT_COLUMN = "unit"
_NO_UNIT = "（单元外）"
_SLIVER_M2 = 1.0


class NoData(Exception):  # noqa: N818 - an answer, not a fault
    """The question cannot be put: a layer or a scope is not there. The text says which."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inputs:
    """The layers that one target asks for, in their roles."""

    scope: Scope
    demand: Layer
    units: Layer | None
    population: Layer | None
    facilities: Counted | None = None
    cover: Layer | RasterLayer | None = None

    def used(self) -> tuple[Layer | RasterLayer, ...]:
        """List the layers behind the figures: what is counted, then ground, units and people."""
        counted_layer = self.facilities.marked if self.facilities is not None else self.cover
        first = () if counted_layer is None else (counted_layer,)
        others = [layer for layer in (self.units, self.population) if layer is not None]
        return (*first, *self.scope.layers, *others)


def gather(target: Target, workspace: Workspace) -> Inputs:
    """Fetch what a target needs; what is absent, or lies elsewhere, is told as `NoData`."""
    missing = [name for name in target.layers.values() if workspace.entry(name) is None]
    scope = workspace.scope(target.scope)
    lacks = [f"图层“{known_layer(name, target.id).title}”（{name}）" for name in missing]
    if scope is None:
        lacks.append(f"范围“{target.scope}”的多边形")
    if lacks or scope is None:
        raise NoData(f"缺少{'、'.join(lacks)}")
    units = workspace.vector("unit")
    inputs = Inputs(
        scope=scope, demand=demand_by_unit(scope, units), units=units, population=workspace.vector("pop")
    )
    ground = inputs.demand.frame
    if "facilities" in target.layers:
        layer = workspace.vector(target.layers["facilities"])
        if layer is None:
            raise NoData(f"缺少图层“{known_layer(target.layers['facilities'], target.id).title}”")
        _require_near(layer, ground, _number(target.parameters.get("radius_m", 0.0)))
        return replace(inputs, facilities=counted(layer, target.counts))
    cover = workspace.layer(target.layers["cover"])
    if cover is not None:
        _require_near(cover, ground, 0.0)
    return replace(inputs, cover=cover)


def _require_near(layer: Layer | RasterLayer, ground: gpd.GeoDataFrame, within_m: float) -> None:
    gap_m = apart_m(layer, ground)
    if gap_m > within_m:
        raise NoData(f"图层“{layer.title}”与范围相距 {gap_m / 1000:,.1f} km，没有交集：请核对坐标系与文件")


def demand_by_unit(scope: Scope, units: Layer | None) -> Layer:
    """Cut the scope's ground by the units; ground in none is a part too, so that parts fill the whole."""
    base = scope.layers[0]
    ground = scope.polygon
    if units is None:
        return replace(base, name=scope.word, frame=_frame([ground], [scope.word], base))
    names = units.frame["name"].astype("string").fillna(_NO_UNIT)
    pieces = [areal(shapely.intersection(shape, ground)) for shape in units.frame.geometry]
    names_and_pieces = [*zip(map(str, names), pieces, strict=True)]
    rest = areal(shapely.difference(ground, shapely.union_all(units.frame.geometry.to_numpy())))
    inside = [
        (name, piece) for name, piece in [*names_and_pieces, (_NO_UNIT, rest)] if piece.area > _SLIVER_M2
    ]
    frame = _frame([piece for _, piece in inside], [name for name, _ in inside], base)
    return replace(base, name=scope.word, frame=frame)


def whole(scope: Scope) -> Layer:
    """Give a scope's ground as one demand polygon."""
    return replace(
        scope.layers[0], name=scope.word, frame=_frame([scope.polygon], [scope.word], scope.layers[0])
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Enquiry:
    """One target put to its layers; a question that was answered is not measured again."""

    target: Target
    inputs: Inputs
    workspace: Workspace
    _answers: dict[tuple[object, ...], Measurement] = field(default_factory=dict)

    def ask(self, question: Target | ReadingEntry, *, possible: bool = False) -> Measurement:
        """Measure one indicator; with `possible` those facilities count too of which it is unknown."""
        parameters: dict[str, object] = {**self.target.parameters, **question.parameters}
        key = (question.indicator, possible, *sorted(parameters.items()))
        if key not in self._answers:
            self._answers[key] = self._measured(question.indicator, parameters, possible=possible)
        return self._answers[key]

    def ask_sibling(self, sibling: SiblingEntry, *, possible: bool = False) -> Measurement:
        """Measure under another definition; `NoData` where layers lack, or it is the same."""
        parameters: dict[str, object] = dict(self.target.parameters)
        if sibling.scope is None:
            return self._measured(sibling.indicator, parameters, possible=possible)
        scope = self.workspace.scope(sibling.scope)
        if scope is None:
            raise NoData(f"缺少范围“{sibling.scope}”的多边形")
        if shapely.equals(scope.polygon, self.inputs.scope.polygon):
            raise NoData("与本口径范围相同")
        return self._measured(sibling.indicator, parameters, possible=possible, demand=whole(scope))

    def ask_unmerged(self, *, possible: bool = False) -> Measurement | None:
        """Measure coverage from all positions before rows were merged; None where none were."""
        layer = self._facilities(possible=possible)
        if layer.members is None:
            return None
        points = layer.members.loc[layer.frame.index].explode(index_parts=False)
        spread = replace(layer, frame=gpd.GeoDataFrame(geometry=points.reset_index(drop=True)))
        radius_m = _number(self.target.parameters["radius_m"])
        return area_coverage(spread, whole(self.inputs.scope), radius_m=radius_m, drawn=False)

    def _facilities(self, *, possible: bool = False) -> Layer:
        split = self.inputs.facilities
        if split is None:
            raise NoData("缺少设施图层")
        return split.possible if possible else split.sure

    def _measured(
        self, indicator: str, parameters: dict[str, object], *, possible: bool, demand: Layer | None = None
    ) -> Measurement:
        aside = demand is not None  # a sibling: only its figure is wanted
        demand = demand or self.inputs.demand
        by = UNIT_COLUMN if self.inputs.units is not None and not aside else None
        if indicator == "area_share":
            if self.inputs.cover is None:
                raise NoData("缺少地类图层")
            classes, maybe = _texts(parameters["classes"]), _texts(parameters.get("maybe", ()))
            return area_share(self.inputs.cover, demand, classes=classes, maybe=maybe, by=by)
        facilities = self._facilities(possible=possible)
        if indicator == "average_radius":
            return average_radius(facilities, demand)
        if indicator == "farthest_distance":
            return farthest_distance(facilities, demand)
        radius_m = _number(parameters["radius_m"])
        if indicator == "people_coverage":
            population = self.inputs.population
            if population is None:
                raise NoData("缺少人口图层（pop）")
            _require_near(population, demand.frame, 0.0)
            return people_coverage(facilities, population, radius_m=radius_m, within=demand)
        return area_coverage(facilities, demand, radius_m=radius_m, by=by, drawn=not (aside or possible))


def _number(value: object) -> float:
    return float(str(value))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, tuple | list) else (str(value),)


def _frame(shapes: list[shapely.Geometry], names: list[str], base: Layer) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {UNIT_COLUMN: pd.array(names, dtype="string")}, geometry=shapes, crs=base.frame.crs
    )
    return frame.assign(id=[str(number) for number in range(1, len(frame) + 1)])
