"""What the measuring commands found, as one JSON object (DESIGN 5) and as lines for people."""

import math
from collections.abc import Mapping
from pathlib import Path

from analyses.assessment import toolkit_version
from analyses.land.zone_share import ZoneShare
from analyses.measurement import Measurement
from analyses.outcome import OUTCOME_TITLES
from analyses.result import Result, ResultRow
from layers.alarms import Alarm
from layers.layer import Layer, RasterLayer
from maps.result_folder import MAP, table_json

from .answer import Answer


def coverage_answer(  # noqa: PLR0913 - all that was found
    measured: Measurement,
    unit: str,
    counted: Measurement | None,
    stops: Layer,
    opened: tuple[Layer, ...],
    *,
    suspicions: tuple[Alarm, ...],
) -> Answer:
    """Answer `measure coverage`; `counted` are people or weights beside the area."""
    measurements = (measured,) if counted is None or counted is measured else (measured, counted)
    found = [alarm for measurement in measurements for alarm in measurement.alarms]
    alarms = (*(alarm for layer in opened for alarm in layer.alarms), *found, *suspicions)
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
        "warnings": _warnings(measured, counted),
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
    lines += [*_accounts(opened), *_warnings(measured, counted)]
    table = tuple(
        (part.name, _amount(part.numerator, unit), _amount(part.denominator, unit), _percent(part.value))
        for part in measured.parts
    )
    return Answer(json=told, lines=tuple(lines), table=table, alarms=alarms)


def share_answer(measured: Measurement, opened: tuple[Layer | RasterLayer, ...], *, by_unit: bool) -> Answer:
    """Answer `measure share`."""
    alarms = (*(alarm for layer in opened for alarm in layer.alarms), *measured.alarms)
    details = measured.details
    zones = details["zones"]
    rows = [share for share in zones if isinstance(share, ZoneShare)] if isinstance(zones, tuple) else []
    told: dict[str, object] = {
        "schema": "hecheng.measure.share/1",
        "share": _number(measured.value),
        "area_m2": measured.numerator,
        "total_m2": measured.denominator,
        "unknown_m2": sum(float(str(details[name])) for name in ("unknown_m2", "maybe_m2")),
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
                "unknown_m2": row.open_m2,
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
        *_accounts(opened),
        *measured.warnings,
    ]
    table = tuple(
        (row.name, _amount(row.class_m2, "m2"), _amount(row.total_m2, "m2"), _percent(row.low))
        for row in (rows if by_unit else [])
    )
    return Answer(json=told, lines=tuple(lines), table=table, alarms=alarms)


def assess_answer(result: Result, written: Path) -> Answer:
    """Answer `assess`: every row, grouped by outcome, and the row accounts."""
    table = tuple(
        line
        for outcome, title in OUTCOME_TITLES.items()
        for line in _group(title, [row for row in result.rows if row.outcome == outcome])
    )
    counts = {
        title: sum(row.outcome == outcome for row in result.rows) for outcome, title in OUTCOME_TITLES.items()
    }
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
            " · ".join(f"{title} {count}" for title, count in counts.items() if count),
            f"result: {written}",
            f"map:    {written / MAP}",
        ),
        table=table,
        alarms=result.alarms,
        missed=any(row.outcome == "missed" for row in result.rows),
    )


def _group(title: str, rows: list[ResultRow]) -> list[tuple[str, ...]]:
    """List the rows of one outcome below its name and their number."""
    lines = [
        (row.target_id, row.title, row.display, row.bound_display, row.robust_text or row.reason or "")
        for row in rows
    ]
    return [(f"{title} {len(rows)}", "", "", "", ""), *lines] if rows else []


def _warnings(measured: Measurement, counted: Measurement | None) -> list[str]:
    return list(dict.fromkeys([*measured.warnings, *(() if counted is None else counted.warnings)]))


def _accounts(layers: tuple[Layer | RasterLayer, ...]) -> list[str]:
    """Tell what became of every row of every file."""
    told = []
    for layer in layers:
        if isinstance(layer, Layer):
            rows = {"read": layer.rows.read, "used": layer.rows.used, "skipped": dict(layer.rows.skipped)}
            told.append(_account({"title": layer.title, "file": layer.origin.file, "rows": rows}))
    return told


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
