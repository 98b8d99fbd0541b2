"""Land-share questions: what share of a scope is of some classes, or of a thing that a definition names."""

import geopandas as gpd

from analyses.land.shares import area_share
from analyses.measurement import Measurement
from analyses.plan_tables import Question
from layers.layer import Layer, RasterLayer
from layers.workspace import Scope, Workspace

from .asked import Asked, Exhibit
from .exhibits import units_exhibit
from .fetching import require_near, scope_of, texts, vector_or_raster
from .grounds import UNIT_COLUMN, demand_by_unit

_GROUND_TITLES = {"state": "是否计入", "area_ha": "面积（ha）"}


def ask(question: Question, workspace: Workspace, *, aside: bool = False) -> Asked:
    """
    Put a land-share question; parts are the district's units.

    Parameters of the question: `definition` (forest), or `classes` and `maybe`;
    `code_system`, `min_patch_ha` and, of rasters, `accuracy_points`.
    """
    scope = scope_of(question, workspace)
    cover = vector_or_raster(question, workspace, "cover")
    units = workspace.vector("unit")
    demand = demand_by_unit(scope, None if aside else units)
    require_near(cover, demand.frame)
    by = UNIT_COLUMN if units is not None and not aside else None
    measured = _measured(question, cover, demand, by=by, drawn=not aside)
    return Asked(
        measured=measured,
        used=(cover, *scope.layers, *(() if units is None else (units,))),
        scope=scope,
        exhibits=() if aside else _exhibits(measured, cover, demand, scope, units),
    )


def _measured(
    question: Question, cover: Layer | RasterLayer, demand: Layer, *, by: str | None, drawn: bool
) -> Measurement:
    definition = question.parameters.get("definition")
    code_system = question.parameters.get("code_system")
    return area_share(
        cover,
        demand,
        classes=None if definition is not None else texts(question, "classes"),
        maybe=() if definition is not None else texts(question, "maybe"),
        by=by,
        code_system=None if code_system is None else str(code_system),
        definition=None if definition is None else str(definition),
        min_patch_ha=_figure(question, "min_patch_ha"),
        accuracy_points=_figure(question, "accuracy_points"),
        drawn=drawn,
    )


def _figure(question: Question, name: str) -> float | None:
    value = question.parameters.get(name)
    return None if value is None else float(str(value))


def _exhibits(
    measured: Measurement, cover: Layer | RasterLayer, demand: Layer, scope: Scope, units: Layer | None
) -> tuple[Exhibit, ...]:
    found = []
    if units is not None and measured.parts:
        found.append(units_exhibit(measured, demand, scope, units))
    ground = measured.details.get("ground")
    if isinstance(cover, Layer) and isinstance(ground, gpd.GeoDataFrame):
        shown = Exhibit(
            role="land",
            name=cover.name,
            title=cover.title,
            frame=ground,
            titles=_GROUND_TITLES,
            cut_from=(cover, *scope.layers),
        )
        found.append(shown)
    return tuple(found)
