"""What the page says: the rows of a result as plain texts and fractions, ready to be shown."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

import shapely

from analyses.outcome import OUTCOME_TITLES
from analyses.result import Bound, EvidenceLayer, LayerUse, Result, ResultRow, UnitShare
from analyses.wording import pair_text
from layers.alarms import Alarm
from layers.catalogue import CATALOGUE

from .evidence_file import has_shapes
from .offline_assets import own_file
from .packing import label_places
from .page_shapes import column_texts, drawn_evidence, legend_amounts, pack_layers
from .style import COLOURS, MISSING, OUTCOME_MARKS, bound_text, figure, number

WORST_GAPS = 20
_LEAST_SCALE = 1.15  # a bar ends a little beyond the larger of value and bound
_GAP_COLUMNS = ("rank", "unit", "area_ha", "people")
_STAND_IN = "替代口径"  # how a scope's note begins where the scope stands in for another
_SHIFTED = {"gcj02": "GCJ-02", "bd09": "BD-09"}  # coordinate systems of web maps, undone at the door


def page_data(result: Result) -> dict[str, object]:
    """Give everything the page shows as one value of plain JSON."""
    result = _with_places(result)
    packed = pack_layers(result.evidence, result.rows)
    words = json.loads(own_file("words.json"))
    return {
        "district": result.district,
        "code": result.code,
        "plan": result.plan_title,
        "as_of": result.as_of,
        "version": result.version,
        "notes": list(result.notes),
        "rows": [_row(row, result, words["methods"]) for row in result.rows],
        "layers": packed.layers,
        "backdrop": _backdrop(result),
        "alarms": [_alarm(alarm, _layer_titles(result)) for alarm in result.alarms],
        "tolerance_m": f"{packed.tolerance_m:g}",
        "words": words,
        "colours": dict(COLOURS),
        "outcomes": {
            outcome: {"title": title, "colour": OUTCOME_MARKS[outcome][0], "shape": OUTCOME_MARKS[outcome][1]}
            for outcome, title in OUTCOME_TITLES.items()
        },
        "leaflet_licence": own_file("leaflet-licence.txt"),
    }


def _with_places(result: Result) -> Result:
    """Leave out what has no shape (a unit that nobody drew): the page cannot show it."""
    kept = {
        name: replace(layer, frame=layer.frame[~shapely.is_missing(layer.frame.geometry.to_numpy())])
        for name, layer in result.evidence.items()
        if has_shapes(layer.frame)
    }
    return replace(result, evidence=kept)


def _backdrop(result: Result) -> str | None:
    """Choose the outlines that lie under a target without a zone: units before zones, the widest first."""
    for role in ("units", "zone"):
        widest = {
            name: _extent(layer)
            for name, layer in result.evidence.items()
            if layer.role == role and len(layer.frame)
        }
        if widest:
            return min(widest, key=lambda name: (-widest[name], name))
    return None


def _extent(layer: EvidenceLayer) -> float:
    west, south, east, north = layer.frame.total_bounds
    return float((east - west) * (north - south))


def _row(row: ResultRow, result: Result, methods: Mapping[str, str]) -> dict[str, object]:
    return {
        "id": row.target_id,
        "title": row.title,
        "theme": row.theme,
        "clause": row.clause,
        "quote": row.quote,
        "outcome": row.outcome,
        "reason": row.reason,
        "figure": _figure(row),
        "fraction": "" if row.parts else _pair(row.numerator, row.denominator, row.quantity_unit),
        "bound": f"{len(row.parts)} 项全部达到" if row.parts else row.bound_display,
        "bar": _bar(row),
        "interval": _interval(row),
        "strength": row.strength,
        "year": row.year,
        "definition": row.definition,
        "method": "；".join(methods.get(text, text) for text in (row.method or "").split("；")) or None,
        "scope": row.scope,
        "scope_note": row.scope_note,
        "stand_in": _STAND_IN if (row.scope_note or "").startswith(_STAND_IN) else "",
        "distance": row.distance.text if row.distance else "",
        "robust": row.robust,
        "robust_text": row.robust_text,
        "departments": "、".join(row.departments),
        "notes": list(row.notes),
        "warnings": list(row.warnings),
        "evidence": drawn_evidence(row, result.evidence),
        "sources": _sources(row.layers),
        "gaps": _gaps(row, result),
        "legend": legend_amounts(row, result.evidence),
        **_tables(row),
    }


def _tables(row: ResultRow) -> dict[str, object]:
    """Give the small tables of a row: readings, parts, siblings, units, and who decided."""
    return {
        "readings": [
            {
                "title": reading.title,
                "display": reading.display,
                "bound": _bound(reading.bound, reading.unit),
                "outcome": reading.outcome,
            }
            for reading in row.readings
        ],
        "parts": [
            {
                "title": part.name,
                "display": part.display
                or figure(part.value, part.unit, part.bound.value if part.bound else None),
                "bound": part.bound_display or _bound(part.bound, part.unit),
                "outcome": part.outcome,
            }
            for part in row.parts
        ],
        "siblings": [
            {"title": sibling.definition, "display": sibling.display, "outcome": sibling.outcome}
            for sibling in row.siblings
        ],
        "by": [_unit(unit, row.quantity_unit) for unit in row.by],
        "decision": _decision(row),
        "reported": figure(row.reported, row.unit) if row.reported is not None else "",
        "previous": figure(row.previous, row.unit) if row.previous is not None else "",
    }


def _unit(unit: UnitShare, quantity_unit: str | None) -> dict[str, object]:
    return {
        "name": unit.name,
        "figure": figure(unit.value, "share"),
        # a decided reading may have no amounts of its own: then the unit's text tells them
        "fraction": _pair(unit.numerator, unit.denominator, quantity_unit) if quantity_unit else unit.display,
        "bar": _within(unit.value),
    }


def _figure(row: ResultRow) -> str:
    """Write the value alone; the fraction behind it stands on its own line."""
    if row.parts:
        met = sum(part.outcome == "met" for part in row.parts)
        return f"{met} / {len(row.parts)} 项"
    if row.value is None:
        return "" if row.display == MISSING else row.display
    return figure(row.value, row.unit, row.bound.value if row.bound else None)


def _pair(numerator: float | None, denominator: float | None, unit: str | None) -> str:
    return "" if numerator is None or denominator is None else pair_text(numerator, denominator, unit)


def _decision(row: ResultRow) -> dict[str, object] | None:
    """Tell who decided what; the reading is named by its title."""
    if row.decision is None:
        return None
    titles = {reading.name: reading.title for reading in row.readings}
    reading = row.decision.reading
    return row.decision.model_dump() | {"reading": titles.get(reading, reading)}


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


def _sources(uses: Iterable[LayerUse]) -> list[dict[str, object]]:
    """List the files behind a row, each once; one file may be several layers."""
    listed: list[dict[str, object]] = []
    for source in map(_source, uses):
        twin = next((old for old in listed if old | {"title": ""} == source | {"title": ""}), None)
        if twin is None:
            listed.append(source)
        else:
            twin["title"] = f"{twin['title']}、{source['title']}"
    return listed


def _source(use: LayerUse) -> dict[str, object]:
    return {
        "title": use.title,
        "file": use.file,
        "rows": None if use.rows is None else number(use.rows),
        "crs": _crs(use),
        "source": use.source,
        "licence": use.licence,
        "sha256": use.sha256[:12],
    }


def _crs(use: LayerUse) -> str:
    """Say how positions were read: a shift of web maps is named with its undoing."""
    shifted = _SHIFTED.get(use.coordinates)
    if shifted:
        return f"{shifted}（已还原）→ {use.crs_used}"
    return use.crs_read if use.crs_read == use.crs_used else f"{use.crs_read} → {use.crs_used}"


def _layer_titles(result: Result) -> dict[str, str]:
    """Name layers by their Chinese titles: as the rows say, else as the catalogue does."""
    used = {use.name: use.title for row in result.rows for use in row.layers}
    return {name: spec.title for name, spec in CATALOGUE.items()} | used


def _alarm(alarm: Alarm, titles: Mapping[str, str]) -> dict[str, object]:
    return {
        "code": alarm.code,
        "severity": str(alarm.severity),
        "layer": titles.get(alarm.layer, alarm.layer),
        "file": alarm.file,
        "message": alarm.told("zh"),
        "fix": alarm.mend("zh"),
    }
