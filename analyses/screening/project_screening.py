"""The plan's named projects against every control line of the district, matched by name and never guessed."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from analyses.plan_tables import ProjectEntry
from layers.layer import Layer
from layers.spec import POLYGONS
from layers.workspace import Workspace

from .screened import KINDS, footprints_json, screened, without_shapes

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
    if layer is None or not lines:
        absent = "缺少图层“项目”（project）" if layer is None else "缺少控制线图层"
        return [_entry(project) | {"reason": absent} for project in plan_projects]
    rows = {project.id: rows_of_project(project, layer) for project in plan_projects}
    done = _found(plan_projects, rows, lines, as_of=as_of, width_m=width_m)
    return [_told(project, rows[project.id], done, width_m) for project in plan_projects]


def _entry(project: ProjectEntry) -> dict[str, object]:
    return {
        "id": project.id,
        "name": project.name,
        "clause": project.clause,
        "activity": project.activity,
        "departments": list(project.departments),
        "footprints": [],
        "reason": None,
    }


def _found(
    plan_projects: Sequence[ProjectEntry],
    rows: Mapping[str, Layer],
    lines: list[tuple[str, Layer]],
    *,
    as_of: dt.date,
    width_m: float,
) -> dict[str, dict[str, object]]:
    """
    Screen every row that some project names, all in one pass over each line; by project and row.

    Rows whose project has another activity than the first that claims them are
    screened once more under that.
    """
    found: dict[str, dict[str, object]] = {}
    waiting = [project for project in plan_projects if len(rows[project.id].frame)]
    while waiting:
        claimed: dict[str, str] = {}
        later = []
        for project in waiting:
            ids = rows[project.id].frame["id"].astype(str)
            if all(claimed.get(row, project.activity) == project.activity for row in ids):
                claimed |= dict.fromkeys(ids, project.activity)
            else:
                later.append(project)
        layer = rows[waiting[0].id]
        frames = [rows[project.id].frame for project in waiting if project not in later]
        joint = pd.concat(frames).drop_duplicates("id")
        placed, _ = without_shapes(replace(layer, frame=gpd.GeoDataFrame(joint, crs=layer.frame.crs)))
        if len(placed.frame):
            done = screened(placed, lines, as_of=as_of, width_m=width_m, activity=claimed)
            told = {str(entry["id"]): entry for entry in footprints_json(done)}
            for project in waiting:
                if project not in later:
                    ids = rows[project.id].frame["id"].astype(str)
                    found[project.id] = {row: told[row] for row in ids if row in told}
        waiting = later
    return found


def _told(
    project: ProjectEntry, rows: Layer, found: Mapping[str, dict[str, object]], width_m: float
) -> dict[str, object]:
    told = _entry(project)
    if rows.frame.empty:
        return told | {"reason": "项目图层中没有同名的记录"}
    placed, nowhere = without_shapes(rows)
    if placed.frame.empty:
        return told | {"reason": "项目记录没有图形"}
    footprints = [entry for _, entry in sorted(found[project.id].items())]  # never in the file's order
    thin = bool((~placed.frame.geom_type.isin(POLYGONS)).any())
    return told | {
        "footprints": footprints,
        "outcomes": _outcomes(footprints),
        "width_m": width_m if thin else None,
        "without_shape": sorted(nowhere),
    }


def rows_of_project(project: ProjectEntry, layer: Layer) -> Layer:
    """Keep the rows that bear a project's name or one of its aliases."""
    wanted = {plain_name(name) for name in (project.name, *project.aliases)}
    keep = [False] * len(layer.frame)
    for column in _NAME_COLUMNS:
        if column in layer.frame:
            names = layer.frame[column].astype("string").fillna("")
            keep = [kept or plain_name(name) in wanted for kept, name in zip(keep, names, strict=True)]
    return replace(layer, frame=layer.frame[keep])


def plain_name(name: str) -> str:
    """Write a name half-width, without case, blanks, brackets and quotation marks; what they hold stays."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s()\[\]{}<>【】〔〕《》「」『』“”‘’\"'·•.,，。、—_-]", "", folded)


def _outcomes(footprints: Sequence[object]) -> dict[str, list[str]]:
    """Give the classes by line, each once."""
    classes: dict[str, dict[str, None]] = {}
    for entry in footprints:
        lines = entry.get("lines") if isinstance(entry, dict) else None
        for line in lines or ():
            classes.setdefault(line["line"], {})[line["outcome"]] = None
    return {line: list(titles) for line, titles in classes.items()}
