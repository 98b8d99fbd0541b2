"""Land-share questions: what share of a scope is of some classes."""

from analyses.plan_tables import Question
from analyses.shares import area_share
from layers.workspace import Workspace

from .asked import Asked
from .exhibits import units_exhibit
from .fetching import require_near, scope_of, texts, vector_or_raster
from .grounds import UNIT_COLUMN, demand_by_unit


def ask(question: Question, workspace: Workspace, *, aside: bool = False) -> Asked:
    """Put a land-share question; parts are the district's units."""
    scope = scope_of(question, workspace)
    cover = vector_or_raster(question, workspace, "cover")
    units = workspace.vector("unit")
    demand = demand_by_unit(scope, None if aside else units)
    require_near(cover, demand.frame)
    by = UNIT_COLUMN if units is not None and not aside else None
    measured = area_share(
        cover, demand, classes=texts(question, "classes"), maybe=texts(question, "maybe"), by=by
    )
    shown = units is not None and bool(measured.parts)
    return Asked(
        measured=measured,
        used=(cover, *scope.layers, *(() if units is None else (units,))),
        scope=scope,
        exhibits=(units_exhibit(measured, demand, scope, units),) if shown and units is not None else (),
    )
