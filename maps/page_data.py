"""What the page says: the rows of a result as plain texts and fractions, ready to be shown."""

import json
from collections.abc import Mapping

from analyses.outcome import OUTCOME_TITLES
from analyses.result import Bound, LayerUse, Result, ResultRow, UnitShare
from analyses.wording import quantity_text
from layers.alarms import Alarm

from .offline_assets import own_file
from .packing import label_places
from .page_shapes import column_texts, pack_layers
from .style import COLOURS, MISSING, OUTCOME_MARKS, bound_text, figure, number

WORST_GAPS = 20
_LEAST_SCALE = 1.15  # a bar ends a little beyond the larger of value and bound
_GAP_COLUMNS = ("rank", "unit", "area_ha", "people")


def page_data(result: Result) -> dict[str, object]:
    """Give everything the page shows as one value of plain JSON."""
    packed = pack_layers(result.evidence, result.rows)
    return {
        "district": result.district,
        "code": result.code,
        "plan": result.plan_title,
        "as_of": result.as_of,
        "version": result.version,
        "notes": list(result.notes),
        "rows": [_row(row, result) for row in result.rows],
        "layers": packed.layers,
        "backdrop": _backdrop(result),
        "alarms": [_alarm(alarm) for alarm in result.alarms],
        "tolerance_m": f"{packed.tolerance_m:g}",
        "words": json.loads(own_file("words.json")),
        "colours": dict(COLOURS),
        "outcomes": {
            outcome: {"title": title, "colour": OUTCOME_MARKS[outcome][0], "shape": OUTCOME_MARKS[outcome][1]}
            for outcome, title in OUTCOME_TITLES.items()
        },
        "leaflet_licence": own_file("leaflet-licence.txt"),
    }


def _backdrop(result: Result) -> str | None:
    """Choose the layer whose outlines lie under a target that has no zone of its own."""
    names = {role: name for row in reversed(result.rows) for role, name in row.evidence.items()}
    return next((names[role] for role in ("units", "zone") if names.get(role) in result.evidence), None)


def _row(row: ResultRow, result: Result) -> dict[str, object]:
    return {
        "id": row.target_id,
        "title": row.title,
        "theme": row.theme,
        "clause": row.clause,
        "quote": row.quote,
        "outcome": row.outcome,
        "reason": row.reason,
        "figure": _figure(row),
        "fraction": _fraction(row),
        "bound": row.bound_display or _bound(row.bound, row.unit),
        "bar": _bar(row),
        "interval": _interval(row),
        "strength": row.strength,
        "year": row.year,
        "definition": row.definition,
        "method": row.method,
        "scope": row.scope,
        "scope_note": row.scope_note,
        "distance": row.distance.text if row.distance else "",
        "robust": row.robust,
        "robust_text": row.robust_text,
        "departments": "、".join(row.departments),
        "notes": list(row.notes),
        "warnings": list(row.warnings),
        "evidence": {role: name for role, name in row.evidence.items() if name in result.evidence},
        "sources": [_source(use) for use in row.layers],
        "gaps": _gaps(row, result),
        **_tables(row),
    }


def _tables(row: ResultRow) -> dict[str, object]:
    """Give the small tables of a row: readings, parts, siblings, units, and who decided."""
    return {
        "readings": [
            {"title": r.title, "display": r.display, "bound": _bound(r.bound, r.unit), "outcome": r.outcome}
            for r in row.readings
        ],
        "parts": [
            {
                "title": part.name,
                "display": figure(part.value, part.unit, part.bound.value if part.bound else None),
                "bound": _bound(part.bound, part.unit),
                "outcome": part.outcome,
            }
            for part in row.parts
        ],
        "siblings": [
            {"title": s.definition, "display": s.display, "outcome": s.outcome} for s in row.siblings
        ],
        "by": [_unit(unit, row.quantity_unit) for unit in row.by],
        "decision": row.decision.model_dump() if row.decision else None,
        "reported": figure(row.reported, row.unit) if row.reported is not None else "",
        "previous": figure(row.previous, row.unit) if row.previous is not None else "",
    }


def _unit(unit: UnitShare, quantity_unit: str | None) -> dict[str, object]:
    return {
        "name": unit.name,
        "figure": figure(unit.value, "share"),
        "fraction": " / ".join(quantity_text(n, quantity_unit) for n in (unit.numerator, unit.denominator)),
        "bar": _within(unit.value),
    }


def _figure(row: ResultRow) -> str:
    """Write the value alone; the fraction behind it stands on its own line."""
    if row.value is None:
        return "" if row.display == MISSING else row.display
    return figure(row.value, row.unit, row.bound.value if row.bound else None)


def _fraction(row: ResultRow) -> str:
    if row.numerator is None or row.denominator is None:
        return ""
    return " / ".join(quantity_text(n, row.quantity_unit) for n in (row.numerator, row.denominator))


def _bound(bound: Bound | None, unit: str | None) -> str:
    return bound_text(bound.sense, bound.value, unit) if bound else ""


def _interval(row: ResultRow) -> str:
    if row.low is None or row.high is None or row.low == row.high:
        return ""
    bound = row.bound.value if row.bound else None
    return f"{figure(row.low, row.unit, bound)} – {figure(row.high, row.unit, bound)}"


def _bar(row: ResultRow) -> Mapping[str, float | None] | None:
    """Place value, bound and interval on a line from 0 to 1; shares keep their own scale."""
    if row.value is None:
        return None
    bound = row.bound.value if row.bound else None
    end = 1.0 if row.unit == "share" else _LEAST_SCALE * max(abs(row.value), abs(bound or 0.0))
    if not end:
        return None
    return {
        "value": _within(row.value, end),
        "bound": _within(bound, end),
        "low": _within(row.low, end),
        "high": _within(row.high, end),
    }


def _within(value: float | None, end: float = 1.0) -> float | None:
    if value is None or value != value:  # noqa: PLR0124  NaN is the one value that differs from itself
        return None
    return round(min(max(value / end, 0.0), 1.0), 4)


def _gaps(row: ResultRow, result: Result) -> dict[str, object] | None:
    """List the worst gaps by rank; `place` finds the shape of each in its layer."""
    layer = result.evidence.get(row.evidence.get("gaps", ""))
    if layer is None or not len(layer.frame):
        return None
    frame = layer.frame.reset_index(drop=True)
    worst = (frame.sort_values("rank", kind="stable") if "rank" in frame.columns else frame).head(WORST_GAPS)
    texts = {column: column_texts(worst, column) for column in _GAP_COLUMNS if column in frame.columns}
    columns = [column for column, cells in texts.items() if set(cells) - {"", MISSING}]
    return {
        "count": len(frame),
        "columns": columns,
        "heads": [layer.titles.get(column, "") for column in columns],
        "lines": [list(line) for line in zip(*(texts[column] for column in columns), strict=True)],
        "places": [int(place) for place in worst.index],
        "at": label_places(worst.geometry),
    }


def _source(use: LayerUse) -> dict[str, object]:
    return {
        "title": use.title,
        "file": use.file,
        "rows": None if use.rows is None else number(use.rows),
        "crs": use.crs_read if use.crs_read == use.crs_used else f"{use.crs_read} → {use.crs_used}",
        "source": use.source,
        "licence": use.licence,
        "sha256": use.sha256[:12],
    }


def _alarm(alarm: Alarm) -> dict[str, object]:
    return {
        "code": alarm.code,
        "severity": str(alarm.severity),
        "layer": alarm.layer,
        "file": alarm.file,
        "message": alarm.told("zh"),
        "fix": alarm.mend("zh"),
    }
