"""What each command does: arguments in, an answer out that can be shown as text or as one JSON object."""

import datetime as dt
import math
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import as_file, files
from pathlib import Path

from analyses.assessment import assess as assess_district
from analyses.assessment import toolkit_version
from analyses.coverage import area_coverage, people_coverage
from analyses.measurement import Measurement, Part
from analyses.result import Result
from analyses.shares import ZoneShare, area_share
from gis.errors import InputError, ParameterError
from layers.alarms import Alarm
from layers.door import Statement, open_layer
from layers.layer import Layer, RasterLayer
from layers.raster_door import require_legend
from layers.spec import POLYGONS
from layers.workspace import open_district
from maps.result_folder import MAP, require_replaceable, table_json, write_result

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command found: one JSON object, and what a person is told."""

    json: Mapping[str, object]
    lines: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    alarms: tuple[Alarm, ...] = ()
    missed: bool = field(default=False)


def measure_coverage(  # noqa: PLR0913 - one parameter an option
    *,
    facilities: tuple[str, Statement],
    demand: tuple[str, Statement],
    radius_m: float,
    by: str | None = None,
    weight: str | None = None,
    people: tuple[str, Statement] | None = None,
) -> Answer:
    """Measure what lies within reach, anywhere on earth, without a district."""
    if not (math.isfinite(radius_m) and radius_m > 0):
        raise ParameterError(f"--radius must be more than 0, not {radius_m:g}; give metres such as 300")
    zones = _vector(demand)
    stops = _vector(facilities, to=zones)
    if stops.frame.geom_type.iloc[0] != "Point":
        kind = stops.frame.geom_type.iloc[0]
        raise InputError(f"{stops.origin.file}: holds {kind}; facilities must be points", code="H011")
    opened = [stops, zones]
    in_area = zones.frame.geom_type.iloc[0] in POLYGONS
    counted: Measurement | None = None
    if people is not None:
        population = _vector(people, to=zones)
        opened.append(population)
        column = weight or _people_column(population)
        within = zones if in_area else None
        counted = people_coverage(stops, population, radius_m=radius_m, weight=column, within=within)
    elif weight is not None or not in_area:
        counted = people_coverage(*_weighted(stops, zones, weight), radius_m=radius_m, weight=weight or _ONE)
    if in_area:
        measured = area_coverage(stops, zones, radius_m=radius_m, by=by)
        unit = "m2"
    elif counted is not None:
        measured = counted
        unit = weight or "count"
        measured = replace(measured, parts=_point_parts(zones, measured, by))
    return _coverage_answer(measured, unit, counted if weight or people else None, stops, tuple(opened))


def measure_share(
    *,
    of: tuple[str, Statement],
    classes: tuple[str, ...] | None,
    column: str = "dlbm",
    within: tuple[str, Statement] | None = None,
    by: str | None = None,
) -> Answer:
    """Measure what share of zones (or of the file's own area) is of some classes."""
    zones = None if within is None else _vector(within)
    cover = open_layer(*of, to=zones)
    if isinstance(cover, RasterLayer):
        require_legend(cover)
        if classes is None:
            raise InputError(f"{cover.origin.file}: name the classes that count with --classes", code="H002")
    else:
        _require_polygons(cover)
    if zones is not None:
        _require_polygons(zones)
    measured = area_share(cover, zones, classes=classes, field=column, by=by)
    alarms = cover.alarms + (() if zones is None else zones.alarms)
    return _share_answer(measured, alarms, by is not None)


def assess(  # noqa: PLR0913 - one parameter an option
    district: str,
    *,
    to: str | None = None,
    only: tuple[str, ...] | None = None,
    as_of: dt.date | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Answer:
    """Assess a district and write its result folder."""
    workspace = open_district(district)
    target = Path(to) if to else workspace.folder / "result"
    require_replaceable(target.absolute(), overwrite=overwrite)
    result = assess_district(workspace, only=only, as_of=as_of, progress=progress)
    if progress is not None:
        progress("写出结果", len(result.rows), len(result.rows))
    written = write_result(result, target, overwrite=overwrite)
    return _assess_answer(result, written)


def demo(name: str, *, to: str, overwrite: bool = False, progress: Progress | None = None) -> Answer:
    """Copy a sample district and assess it; files that the user changed are kept."""
    folder = Path(to) / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise InputError(
            f"{folder}: cannot write there ({fault.strerror}); choose another with --to"
        ) from fault
    with as_file(files("layers") / "samples" / name) as sample:
        for source in sorted(sample.iterdir()):
            if source.is_file() and not (folder / source.name).exists():
                shutil.copyfile(source, folder / source.name)
    return assess(str(folder), overwrite=overwrite, progress=progress)


def _vector(named: tuple[str, Statement], to: Layer | None = None) -> Layer:
    layer = open_layer(*named, to=to)
    if isinstance(layer, RasterLayer):
        raise InputError(f"{layer.origin.file}: a raster; give points or polygons", code="H011")
    return layer


def _require_polygons(layer: Layer) -> None:
    kind = layer.frame.geom_type.iloc[0]
    if kind not in POLYGONS:
        raise InputError(f"{layer.origin.file}: holds {kind}; give polygons", code="H011")


_ONE = "one_each"


def _weighted(stops: Layer, points: Layer, weight: str | None) -> tuple[Layer, Layer]:
    if weight is not None:
        return stops, points
    return stops, replace(points, frame=points.frame.assign(**{_ONE: 1.0}))


def _people_column(population: Layer) -> str:
    lowered = {str(name).lower(): str(name) for name in population.frame.columns}
    for name in ("persons", "population", "people", "pop", "人口", "常住人口"):
        if name in lowered:
            return lowered[name]
    listing = ", ".join(str(name) for name in population.frame.columns if name != "geometry")
    raise InputError(
        f"{population.origin.file}: no column of people among {listing}; name it with --weight", code="H012"
    )


def _point_parts(zones: Layer, measured: Measurement, by: str | None) -> tuple[Part, ...]:
    if by is None:
        return ()
    from gis.tables import require_column  # noqa: PLC0415 - only where parts are asked for

    require_column(zones.frame.columns, by, zones.origin.file)
    rows = measured.evidence.assign(
        by=zones.frame.loc[measured.evidence.index, by].astype("string").fillna("（未命名）")
    )
    sums = rows.groupby("by", sort=False)[["people_served", "people"]].sum()
    return tuple(
        Part(name=str(name), value=served / whole if whole else math.nan, numerator=served, denominator=whole)
        for name, served, whole in sums.itertuples()
    )


def _coverage_answer(
    measured: Measurement, unit: str, counted: Measurement | None, stops: Layer, opened: tuple[Layer, ...]
) -> Answer:
    alarms = tuple(alarm for layer in opened for alarm in layer.alarms)
    told: dict[str, object] = {
        "schema": "hecheng.measure.coverage/1",
        "covered_share": _number(measured.value),
        "covered": measured.numerator,
        "total": measured.denominator,
        "unit": unit,
        "method": measured.method,
        "radius_m": measured.parameters["radius_m"],
        "definition": measured.definition,
        "facilities": {"read": stops.rows.read, "used": stops.rows.used},
        "by": [
            {
                "name": part.name,
                "covered_share": _number(part.value),
                "covered": part.numerator,
                "total": part.denominator,
            }
            for part in measured.parts
        ],
        "alarms": [alarm.as_json() for alarm in alarms],
        "warnings": list(measured.warnings),
    }
    lines = [f"covered: {_of(measured, unit)}"]
    if counted is not None:
        told |= {
            "people_share": _number(counted.value),
            "people_covered": counted.numerator,
            "people_total": counted.denominator,
            "people_not_assessed": counted.details["people_not_assessed_rows"],
        }
        lines.append(
            f"people: {counted.numerator:,.0f} of {counted.denominator:,.0f} ({_percent(counted.value)}), "
            f"{counted.details['people_not_assessed_rows']} rows not assessed"
        )
    lines += [f"definition: {measured.definition}", f"method: {measured.method}"]
    lines += [f"facilities: {stops.rows.used} used of {stops.rows.read} read", *measured.warnings]
    table = tuple(
        (part.name, _amount(part.numerator, unit), _amount(part.denominator, unit), _percent(part.value))
        for part in measured.parts
    )
    return Answer(json=told, lines=tuple(lines), table=table, alarms=alarms)


def _share_answer(measured: Measurement, alarms: tuple[Alarm, ...], by_unit: bool) -> Answer:  # noqa: FBT001
    details = measured.details
    zones = details["zones"]
    rows = [share for share in zones if isinstance(share, ZoneShare)] if isinstance(zones, tuple) else []
    told: dict[str, object] = {
        "schema": "hecheng.measure.share/1",
        "share": _number(measured.value),
        "area_m2": measured.numerator,
        "total_m2": measured.denominator,
        "unknown_m2": details["unknown_m2"],
        "share_low": measured.low,
        "share_high": measured.high,
        "covered_zone_share": details["covered_zone_share"],
        "classes": details["classes"],
        "by": [
            {
                "name": row.name,
                "share": _number(row.low),
                "area_m2": row.class_m2,
                "total_m2": row.total_m2,
                "unknown_m2": row.unknown_m2,
                "share_low": _number(row.low),
                "share_high": _number(row.high),
            }
            for row in (rows if by_unit else [])
        ],
        "definition": measured.definition,
        "method": measured.method,
        "alarms": [alarm.as_json() for alarm in alarms],
        "warnings": list(measured.warnings),
    }
    lines = [
        f"share: {_of(measured, 'm2')}",
        f"interval: {_percent(measured.low)} to {_percent(measured.high)} (unknown as not, and as yes)",
        f"definition: {measured.definition}",
        f"method: {measured.method}",
        *measured.warnings,
    ]
    table = tuple(
        (row.name, _amount(row.class_m2, "m2"), _amount(row.total_m2, "m2"), _percent(row.low))
        for row in (rows if by_unit else [])
    )
    return Answer(json=told, lines=tuple(lines), table=table, alarms=alarms)


def _assess_answer(result: Result, written: Path) -> Answer:
    from analyses.outcome import OUTCOME_TITLES  # noqa: PLC0415 - keeps the head of this file to one screen

    order = {name: place for place, name in enumerate(OUTCOME_TITLES)}
    rows = sorted(result.rows, key=lambda row: order[row.outcome])
    table = tuple(
        (
            OUTCOME_TITLES[row.outcome],
            row.target_id,
            row.title,
            row.display,
            row.bound_display,
            row.robust_text or row.reason or "",
        )
        for row in rows
    )
    inputs = result.record["inputs"]
    accounts = (
        [_account(told) for told in inputs if isinstance(told, Mapping)] if isinstance(inputs, list) else []
    )
    return Answer(
        json=table_json(result) | {"result": str(written)},
        lines=(
            f"{result.district} · {result.plan_title} · {result.as_of} · hecheng {toolkit_version()}",
            *result.notes,
            *accounts,
            f"result: {written}",
            f"map:    {written / MAP}",
        ),
        table=table,
        alarms=result.alarms,
        missed=any(row.outcome == "missed" for row in result.rows),
    )


def _account(told: Mapping[str, object]) -> str:
    rows = told.get("rows")
    if not isinstance(rows, Mapping):
        return f"{told['title']} {told['file']}: raster"
    skipped = rows["skipped"]
    reasons = (
        "; ".join(f"{count} {reason}" for reason, count in skipped.items())
        if isinstance(skipped, Mapping)
        else ""
    )
    read, used = rows["read"], rows["used"]
    account = f"{told['title']} {told['file']}: read {read} = used {used} + skipped {read - used}"
    return account + (f" ({reasons})" if reasons else "")


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _percent(value: float | None) -> str:
    return "—" if value is None or not math.isfinite(value) else f"{value * 100:.2f}%"


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return "—"
    return f"{value / 1e6:,.4f} km²" if unit == "m2" else f"{value:,.0f} {unit}"


def _of(measured: Measurement, unit: str) -> str:
    amounts = f"{_amount(measured.numerator, unit)} of {_amount(measured.denominator, unit)}"
    return f"{amounts} ({_percent(measured.value)})"
