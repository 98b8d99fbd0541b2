"""The evidence of a result as the page carries it: shapes packed once, and the texts of their cards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from analyses.result import EvidenceLayer, ResultRow
from gis.units import m2_to_km2

from .evidence_file import has_shapes
from .packing import count_numbers, label_places, pack_areas, pack_lines, pack_points, simplified, tolerance_m
from .style import MISSING, number

VERTEX_LIMIT = 300_000  # above it a redraw after a move is felt in a meeting
_SHARING = ("covered", "gaps")  # roles of one row that share borders
_DRAWN = ("zone", "covered", "gaps", "units", "facilities")  # what the page knows to draw


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedLayers:
    """Evidence layers ready for the page, and the tolerance of their lines."""

    layers: Mapping[str, Mapping[str, object]]
    tolerance_m: float


def pack_layers(evidence: Mapping[str, EvidenceLayer], rows: Iterable[ResultRow]) -> PackedLayers:
    """Pack every layer that a row shows; the tolerance grows until the page stays smooth."""
    groups = _groups(evidence, rows)
    used = [evidence[name] for group in groups for name in group]
    tolerance = tolerance_m(layer.frame for layer in used if layer.role != "facilities")
    shapes = _areas(evidence, groups, tolerance)
    while sum(map(count_numbers, shapes.values())) > 2 * VERTEX_LIMIT:
        tolerance *= 2
        shapes = _areas(evidence, groups, tolerance)
    packed = {layer.name: _layer(layer, shapes.get(layer.name)) for layer in used}
    return PackedLayers(layers=packed, tolerance_m=tolerance)


def drawn_evidence(row: ResultRow, evidence: Mapping[str, EvidenceLayer]) -> dict[str, str]:
    """List what of a row's evidence the page draws: roles that it knows, layers that have shapes."""
    return {
        role: name
        for role, name in row.evidence.items()
        if role in _DRAWN and name in evidence and has_shapes(evidence[name].frame)
    }


def _groups(evidence: Mapping[str, EvidenceLayer], rows: Iterable[ResultRow]) -> list[tuple[str, ...]]:
    """Order layer names so that what shares borders is simplified together, and each name stands once."""
    seen: dict[str, None] = {}
    groups = []
    for row in rows:
        names = list(drawn_evidence(row, evidence).items())
        together = tuple(name for role, name in names if role in _SHARING and name not in seen)
        alone = [(name,) for role, name in names if role not in _SHARING and name not in seen]
        for group in dict.fromkeys([together, *alone]):
            if group:
                groups.append(group)
                seen.update(dict.fromkeys(group))
    return groups


def _areas(
    evidence: Mapping[str, EvidenceLayer], groups: list[tuple[str, ...]], tolerance: float
) -> dict[str, list[list[list[list[int]]]]]:
    packed = {}
    for group in groups:
        layers = [evidence[name] for name in group if evidence[name].role != "facilities"]
        moved = simplified([layer.frame for layer in layers], tolerance)
        packed.update({layer.name: pack_areas(shapes) for layer, shapes in zip(layers, moved, strict=True)})
    return packed


def _layer(layer: EvidenceLayer, areas: list[list[list[list[int]]]] | None) -> dict[str, object]:
    """Describe one layer: its shapes, and one column of texts for each head that people may see."""
    frame = layer.frame
    heads = {column: title for column, title in layer.titles.items() if column in frame.columns}
    described: dict[str, object] = {
        "title": layer.title,
        "role": layer.role,
        "heads": list(heads.values()),
        "cells": [column_texts(frame, column) for column in heads],
        "source": layer.source,
        "licence": layer.licence,
        "names": _names(layer),
    }
    if areas is not None:
        at = label_places(frame.geometry) if layer.role == "units" else []
        return described | {"areas": areas, "at": at}
    return described | _facilities(frame)


def _facilities(frame: gpd.GeoDataFrame) -> dict[str, object]:
    """Pack points; a facility with an extent stands at a point inside and keeps its outline."""
    shapes = frame.geometry
    extended = _extended(shapes)
    points = _standing(shapes)
    states = [str(value) for value in frame["state"]] if "state" in frame.columns else []
    return {"points": pack_points(points), "lines": pack_lines(extended), "states": states}


def _names(layer: EvidenceLayer) -> list[str]:
    """Name each shape for its card; a gap is named by its rank."""
    if layer.role == "gaps" and "rank" in layer.frame.columns:
        return [f"{layer.title} {cell_text(rank)}" for rank in layer.frame["rank"]]
    return [cell_text(name) for name in layer.frame["name"]] if "name" in layer.frame.columns else []


def legend_amounts(row: ResultRow, evidence: Mapping[str, EvidenceLayer]) -> dict[str, object]:
    """Say how much each layer of a row stands for: exact areas in km², and facilities by state and place."""
    layers = {role: evidence[name] for role, name in drawn_evidence(row, evidence).items()}
    amounts: dict[str, object] = {
        role: _area_text(_exact_m2(row, role), layer)
        for role, layer in layers.items()
        if role != "facilities"
    }
    if "facilities" in layers:
        amounts["facilities"] = _tally(layers["facilities"], layers.get("zone"))
    return amounts


def _exact_m2(row: ResultRow, role: str) -> float | None:
    """Give the area that the figure of the row was made of; drawn shapes only come near it."""
    if row.quantity_unit != "m2" or row.numerator is None or row.denominator is None:
        return None
    exact = {"covered": row.numerator, "gaps": row.denominator - row.numerator, "zone": row.denominator}
    return exact.get(role)


def _area_text(exact_m2: float | None, layer: EvidenceLayer) -> str:
    if exact_m2 is not None:
        return f"{m2_to_km2(exact_m2):,.2f}"
    if "area_ha" not in layer.frame.columns:
        return ""
    return f"{m2_to_km2(float(layer.frame['area_ha'].sum()) * 1e4):,.2f}"


def _tally(facilities: EvidenceLayer, zone: EvidenceLayer | None) -> list[dict[str, object]]:
    """Count facilities by state; those outside the zone may serve it, but are none of its own."""
    frame = facilities.frame
    if not len(frame):
        return []
    states = frame["state"].astype(str) if "state" in frame.columns else pd.Series("", index=frame.index)
    inside = None if zone is None else _inside(frame, zone.frame)
    counted: list[dict[str, object]] = []
    for state in dict.fromkeys(states):
        of_state = (states == state).to_numpy()
        line: dict[str, object] = {"state": state, "count": number(int(of_state.sum()))}
        if inside is not None:
            within = int((of_state & inside).sum())
            line |= {"inside": number(within), "outside": number(int(of_state.sum()) - within)}
        counted.append(line)
    return counted


def _inside(frame: gpd.GeoDataFrame, zone: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Tell which facilities stand in a zone; one on the border is inside."""
    ground = zone.geometry.union_all()
    shapely.prepare(ground)
    found: NDArray[np.bool_] = shapely.intersects(ground, _standing(frame.geometry).to_numpy())
    return found


def _standing(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Let each facility stand at a point, one with an extent at a point inside."""
    extended = _extended(shapes)
    points = shapes.copy()
    points.loc[extended.index] = extended.representative_point()
    return points


def _extended(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    return shapes[~shapes.geom_type.isin(["Point", None]) & ~shapes.is_empty & shapes.notna()]


def column_texts(frame: pd.DataFrame, column: str) -> list[str]:
    """Write a column of a table; people are counted whole, however they were apportioned."""
    values = frame[column].round() if column == "people" else frame[column]
    return [cell_text(value) for value in values]


def cell_text(value: object) -> str:
    """Write one value of a table: grouped thousands, at most two digits, a dash for nothing."""
    if value is None or value is pd.NaT or value is pd.NA:
        return MISSING
    if isinstance(value, (bool, np.bool_)):
        return "是" if value else "否"
    if isinstance(value, (float, np.floating)):
        return number(float(value)) if np.isfinite(value) else MISSING
    if isinstance(value, (int, np.integer)):
        return number(int(value))
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value)
