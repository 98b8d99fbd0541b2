"""The plan's named projects against every control line of the district, matched by name and never guessed."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence

from analyses.plan_tables import ProjectEntry
from gis.errors import ToolkitError
from layers.layer import Layer
from layers.spec import POLYGONS
from layers.workspace import Workspace

from .screened import KINDS, Screened, footprints_json, screened, without_shapes

_NAME_COLUMNS = ("full_name", "name")
_DEFAULT_WIDTH_M = 10.0  # of lines and points whose row states none; told in each row


def screened_projects(
    workspace: Workspace,
    plan_projects: Sequence[ProjectEntry],
    *,
    as_of: dt.date,
    width_m: float = _DEFAULT_WIDTH_M,
) -> list[dict[str, object]]:
    """
    Screen the plan's projects, one table each, none left out.

    A project's rows are those of the layer `project` whose name (or full name) is
    its name or one of its aliases, blanks, brackets and width apart. One without
    rows, or whose rows have no shape, is listed with the reason. Lines and points
    are widened by their own column `width_m`, else by `width_m`, which is told.
    `as_of` chooses among dated rules.
    """
    layer = workspace.vector("project")
    lines = [(kind, found) for kind in KINDS if (found := workspace.vector(kind)) is not None]
    return [_entry(project, layer, lines, as_of, width_m) for project in plan_projects]


def _entry(
    project: ProjectEntry,
    layer: Layer | None,
    lines: list[tuple[str, Layer]],
    as_of: dt.date,
    width_m: float,
) -> dict[str, object]:
    told: dict[str, object] = {
        "id": project.id,
        "name": project.name,
        "clause": project.clause,
        "activity": project.activity,
        "departments": list(project.departments),
        "footprints": [],
        "reason": None,
    }
    if layer is None:
        return told | {"reason": "缺少图层“项目”（project）"}
    rows = rows_of_project(project, layer)
    if rows.frame.empty:
        return told | {"reason": "项目图层中没有同名的记录"}
    placed, nowhere = without_shapes(rows)
    if placed.frame.empty:
        return told | {"reason": "项目记录没有图形"}
    if not lines:
        return told | {"reason": "缺少控制线图层"}
    try:
        done = screened(placed, lines, as_of=as_of, width_m=width_m, activity=project.activity)
    except ToolkitError as fault:
        return told | {"reason": f"未能核对：{fault}"}
    thin = bool((~placed.frame.geom_type.isin(POLYGONS)).any())
    return told | {
        "footprints": footprints_json(done),
        "outcomes": _outcomes(done),
        "width_m": width_m if thin else None,
        "without_shape": list(nowhere),
        "warnings": list(done.warnings),
    }


def rows_of_project(project: ProjectEntry, layer: Layer) -> Layer:
    """Keep the rows that bear a project's name or one of its aliases."""
    wanted = {plain_name(name) for name in (project.name, *project.aliases)}
    keep = [False] * len(layer.frame)
    for column in _NAME_COLUMNS:
        if column in layer.frame:
            names = layer.frame[column].astype("string").fillna("")
            keep = [kept or plain_name(name) in wanted for kept, name in zip(keep, names, strict=True)]
    return Layer(
        name=layer.name,
        title=layer.title,
        frame=layer.frame[keep],
        spec=layer.spec,
        origin=layer.origin,
        rows=layer.rows,
        alarms=layer.alarms,
        members=layer.members,
    )


def plain_name(name: str) -> str:
    """Write a name half-width, without case, blanks, brackets and quotation marks; what they hold stays."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s()\[\]{}<>【】〔〕《》「」『』“”‘’\"'·•.,，。、—_-]", "", folded)


def _outcomes(done: Screened) -> dict[str, list[str]]:
    """Give the classes by line, each once."""
    return {line.kind: list(dict.fromkeys(one.title for one in line.rulings)) for line in done.lines}
