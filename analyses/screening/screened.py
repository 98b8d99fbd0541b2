"""Projects against every control line at hand: figures, outcome classes and land sheet as plain tables."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analyses.measurement import Measurement
from gis.errors import InputError
from layers.layer import Layer
from layers.spec import POLYGONS

from .control_lines import conflicts
from .footprints import Footprints, area_json, footprints_of
from .land_sheet import LandRow, land_rows, land_warnings, major_totals
from .outcome_classes import RuleTable, Ruling, known_activities, rules_for, ruling
from .overlap_rows import FootprintOverlap, ProjectOverlap

KINDS = ("redline", "farmland", "urban_boundary", "reserve", "control_unit")
_FAR_M = 100_000.0
_ACTIVITY_COLUMNS = ("activity", "活动类型", "活动类别", "investment_type", "type")
_YES = frozenset({"是", "1", "true", "yes", "y"})
_NO = frozenset({"否", "0", "false", "no", "n"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LineFound:
    """One line with what every footprint has in common with it, and what that means."""

    kind: str
    layer: Layer
    measured: Measurement
    rules: RuleTable
    rows: tuple[FootprintOverlap, ...]
    rulings: tuple[Ruling, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Screened:
    """A whole screening: lines in the order given, the land sheet, and what a reader must know."""

    footprints: Layer
    sites: Footprints
    lines: tuple[LineFound, ...]
    land: tuple[LandRow, ...]
    as_of: dt.date
    warnings: tuple[str, ...]


def screened(  # noqa: PLR0913 - each one thing that an inspector may set
    footprints: Layer,
    lines: Sequence[tuple[str, Layer]],
    *,
    as_of: dt.date,
    width_m: float | None = None,
    landuse: Layer | None = None,
    tables: Sequence[RuleTable] = (),
    activity: str | Mapping[str, str] | None = None,
) -> Screened:
    """
    Screen footprints against lines, each with its kind (`redline`, `farmland`, …).

    `activity` is what projects are whose row does not say it (column `activity`),
    for all or by their id;
    a column `national` (国家重大项目) and `urban_use` (城镇建设项目) count as stated.
    Lines in another CRS are measured in their own: nothing is lost on the way.

    Raises
    ------
    InputError
        If a line holds no polygons, or footprints have no ground and no working width.
    """
    found = []
    for kind, layer in lines:
        _require_polygons(layer)
        rules = rules_for(kind, tables)
        measured = conflicts(footprints, layer, width_m=width_m, outside=rules.sense == "outside")
        rows = measured.details["footprints"]
        assert isinstance(rows, tuple)  # noqa: S101 - what `conflicts` promises, for the type checker
        rulings = row_rulings(rules, rows, footprints, as_of=as_of, activity=activity)
        found.append(
            LineFound(kind=kind, layer=layer, measured=measured, rules=rules, rows=rows, rulings=rulings)
        )
    sites = footprints_of(footprints, width_m=width_m)
    land = land_rows(sites, landuse) if landuse is not None else ()
    return Screened(
        footprints=footprints,
        sites=sites,
        lines=tuple(found),
        land=land,
        as_of=as_of,
        warnings=(*_warnings(found), *(land_warnings(land, landuse) if landuse is not None else ())),
    )


def row_rulings(
    rules: RuleTable,
    rows: Sequence[FootprintOverlap],
    footprints: Layer,
    *,
    as_of: dt.date,
    activity: str | Mapping[str, str] | None = None,
) -> tuple[Ruling, ...]:
    """Say for each footprint what follows, by what its row (else `activity`) says that it is."""
    frame = footprints.frame
    records = frame.drop(columns=frame.geometry.name).to_dict("records")
    told = [
        _told(row, activity.get(str(row["id"])) if isinstance(activity, Mapping) else activity)
        for row in records
    ]
    return tuple(
        ruling(rules, row, activities=activities, as_of=as_of, national=national)
        for row, (activities, national) in zip(rows, told, strict=True)
    )


def footprints_json(done: Screened) -> list[dict[str, object]]:
    """Give the footprints as DESIGN 5 lists them, each with its lines and its land."""
    land: dict[str, list[dict[str, object]]] = {}
    for row in done.land:
        land.setdefault(row.footprint, []).append(_land_json(row))
    return [
        {
            "id": row_id,
            "name": done.sites.name[place],
            "group": done.sites.group[place] or None,
            "area_m2": float(done.sites.area_m2[place]),
            "lines": [_line_json(line, place) for line in done.lines],
            "land": land.get(row_id, []),
        }
        for place, row_id in enumerate(done.sites.id)
    ]


def totals_json(done: Screened) -> dict[str, object]:
    """Give the closed sums: by line (ground once, and summed), by project of several parts, by 三大类."""
    lines: list[dict[str, object]] = []
    projects: list[dict[str, object]] = []
    for line in done.lines:
        details = line.measured.details
        outcomes = [one.title for one in line.rulings]
        told = area_json(line.measured.value, "overlap")
        lines.append(
            {
                "line": line.kind,
                "file": line.layer.origin.file,
                **told,
                "overlap_summed_m2": details["summed_m2"],
                "slivers_m2": details["slivers_m2"],
                "outcomes": {title: outcomes.count(title) for title in dict.fromkeys(outcomes)},
            }
        )
        groups = details["projects"]
        projects += [_project_json(line.kind, group) for group in groups] if isinstance(groups, tuple) else []
    return {
        "footprints": len(done.sites.id),
        "area_summed_m2": math.fsum(done.sites.area_m2),
        "area_m2": done.lines[0].measured.denominator if done.lines else math.fsum(done.sites.area_m2),
        "lines": lines,
        "projects": projects,
        "land": major_totals(done.land),
    }


def _project_json(kind: str, project: ProjectOverlap) -> dict[str, object]:
    return {
        "project": project.name,
        "line": kind,
        "footprints": list(project.footprints),
        "area_summed_m2": project.area_summed_m2,
        "area_m2": project.area_m2,
        "overlap_summed_m2": project.overlap_summed_m2,
        "overlap_m2": project.overlap_m2,
    }


def _line_json(line: LineFound, place: int) -> dict[str, object]:
    row, found = line.rows[place], line.rulings[place]
    told: dict[str, object] = {
        "line": line.kind,
        "title": line.layer.title,
        "file": line.layer.origin.file,
        **area_json(row.overlap_m2, "overlap"),
        "share": row.share,
        "touching": row.touching,
        "distance_m": row.distance_m if math.isfinite(row.distance_m) else None,
        "slivers_m2": row.slivers_m2,
        "parts": row.parts,
        "sliver_parts": row.sliver_parts,
        "outcome": found.title,
        "outcome_code": str(found.outcome),
        "outcome_text": found.told,
        "category": found.category,
        "rule": found.rule or None,
        "document": found.document or None,
        "rows": [_hit_json(line, place, number) for number in range(len(row.hits))],
    }
    if line.rules.sense == "outside":
        told |= area_json(row.outside_m2, "outside")
    return told


def _hit_json(line: LineFound, place: int, number: int) -> dict[str, object]:
    row = line.rows[place]
    hit = row.hits[number]
    told: dict[str, object] = {"id": hit.id, "name": hit.name, "area_m2": hit.area_m2}
    told["share"] = hit.area_m2 / row.area_m2 if row.area_m2 else None
    for name in ("category", "version", "approved"):
        if name in hit.attributes:
            told[name] = hit.attributes[name]
    return told


def _land_json(row: LandRow) -> dict[str, object]:
    return {
        "dlbm": row.dlbm,
        "dlmc": row.dlmc,
        "major_class": row.major_class,
        "owner": row.owner,
        **area_json(row.area_m2, "area"),
        "ridges_m2": row.ridges_m2,
    }


def _told(row: dict[str, object], activity: str | None) -> tuple[frozenset[str], bool]:
    """Give what a project is stated to be, and whether it is a national major one."""
    said = {str(name).casefold(): _text(value) for name, value in row.items()}
    groups = next(
        (known for name in _ACTIVITY_COLUMNS if (known := known_activities(said.get(name)))),
        known_activities(activity),
    )
    stated = said.get("urban_use", said.get("城镇建设项目", "")).casefold()
    if stated in _YES | _NO:  # what the register states wins over what the activity suggests
        groups = (groups - {"town", "not_town"}) | {"town" if stated in _YES else "not_town"}
    return groups, said.get("national", said.get("国家重大项目", "")).casefold() in _YES


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value).strip()  # noqa: PLR0124 - nan


def _require_polygons(layer: Layer) -> None:
    kinds = set(layer.frame.geom_type.dropna())
    if not kinds <= POLYGONS:
        raise InputError(
            f"{layer.origin.file}: holds {', '.join(sorted(kinds))}; a control line must be polygons",
            code="H011",
        )


def _warnings(lines: Sequence[LineFound]) -> tuple[str, ...]:
    told = [line.measured.warnings for line in lines]
    common = [text for text in (told[0] if told else ()) if all(text in texts for texts in told)]
    found = list(common)  # what is said of the footprints is said once
    for line in lines:
        own = [text for text in line.measured.warnings if text not in common]
        found += [f"{line.layer.title}：{text}" for text in own]
        far = [row.id for row in line.rows if _FAR_M < row.distance_m < math.inf]
        if far:
            found.append(
                f"{len(far)} 个项目距“{line.layer.title}”超过 {_FAR_M / 1000:.0f} km：请核对坐标系与文件"
            )
    return tuple(dict.fromkeys(found))


def without_shapes(layer: Layer) -> tuple[Layer, tuple[str, ...]]:
    """Split off the rows that lie nowhere; give the layer without them, and their ids."""
    nowhere = (layer.frame.geometry.isna() | layer.frame.geometry.is_empty).to_numpy(dtype=bool)
    ids = tuple(layer.frame["id"].astype(str)[nowhere])
    return replace(layer, frame=layer.frame[~nowhere]), ids
