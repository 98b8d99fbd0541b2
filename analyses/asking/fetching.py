"""Fetch what a question needs from a district: layers by role, ground by the plan's word, rows that count."""

import datetime as dt
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from analyses.counting import Counted, counted
from analyses.plan_tables import Question
from layers.catalogue import known_layer
from layers.layer import Layer, RasterLayer
from layers.unit_levels import level_of_text, with_levels
from layers.vicinity import apart_m
from layers.workspace import Scope, Workspace

from .asked import NoData

_LEVEL = "level"


def vector(question: Question, workspace: Workspace, role: str) -> Layer:
    """Give the vector layer (or register) in a role; `NoData` where the district has none."""
    name = _name(question, role)
    found = workspace.vector(name)
    if found is None:
        raise NoData(f"缺少图层“{known_layer(name, role).title}”（{name}）")
    return found


def vector_if_any(question: Question, workspace: Workspace, role: str) -> Layer | None:
    """Give the vector layer in a role that may be empty, or be absent from the district."""
    name = question.layers.get(role)
    return None if name is None else workspace.vector(name)


def vector_or_raster(question: Question, workspace: Workspace, role: str) -> Layer | RasterLayer:
    """Give the layer in a role, a raster too; `NoData` where the district has none."""
    name = _name(question, role)
    found = workspace.layer(name)
    if found is None:
        raise NoData(f"缺少图层“{known_layer(name, role).title}”（{name}）")
    return found


def scope_of(question: Question, workspace: Workspace) -> Scope:
    """Give the ground of the question's word; `NoData` where district.toml does not define it."""
    scope = None if question.scope is None else workspace.scope(question.scope)
    if scope is None:
        raise NoData(f"缺少范围“{question.scope}”的多边形")
    return scope


def require_near(layer: Layer | RasterLayer, ground: gpd.GeoDataFrame, within_m: float = 0.0) -> None:
    """Take a layer that lies elsewhere for no data: its figure would be a plausible 0."""
    gap_m = apart_m(layer, ground)
    if gap_m > within_m:
        raise NoData(f"图层“{layer.title}”与范围相距 {gap_m / 1000:,.1f} km，没有交集：请核对坐标系与文件")


def in_question(layer: Layer, question: Question, role: str) -> Layer:
    """
    Keep the rows that the question is about (`where`).

    A row without a value is not in question; a column that the layer lacks
    makes the question unanswerable.
    """
    keep = pd.Series(data=True, index=layer.frame.index)
    for column, accepted in question.where.get(role, {}).items():
        if column not in layer.frame:
            raise NoData(f"图层“{layer.title}”缺少字段 {column}，不能区分 {'、'.join(accepted)}")
        keep &= layer.frame[column].astype("string").str.strip().isin(accepted).fillna(value=False)
    return replace(layer, frame=layer.frame[keep.to_numpy(dtype=bool)])


def rows_that_count(question: Question, workspace: Workspace, role: str = "rows") -> Counted:
    """Split the rows in question into those that count, those that may (unknown), and the rest."""
    asked, layer = levelled(question, vector(question, workspace, role), role)
    layer = in_question(layer, asked, role)
    return counted(layer, question.counts, any_of=question.any_of, built_after=baseline(question, workspace))


def levelled(question: Question, layer: Layer, role: str) -> tuple[Question, Layer]:
    """Let `where` ask for a level in any spelling, of a layer that states it, or whose codes tell it."""
    wanted = question.where.get(role, {})
    if _LEVEL not in wanted or layer.spec.field("code") is None:
        return question, layer
    levels = tuple(level_of_text(text) or text for text in wanted[_LEVEL])
    where = {**question.where, role: {**wanted, _LEVEL: levels}}
    return question.model_copy(update={"where": where}), with_levels(layer)


def baseline(question: Question, workspace: Workspace) -> dt.date | None:
    """Give the day after which rows must be built, where the question asks for new ones."""
    if question.since != "baseline":
        return question.since
    entry = workspace.file.baseline
    return dt.date(2020, 12, 31) if entry is None else entry.date  # DOMAIN A1: 十四五 starts there


def number(question: Question, name: str, default: float | None = None) -> float:
    """Give a parameter as a number."""
    value = question.parameters.get(name, default)
    return float(str(value))


def texts(question: Question, name: str) -> tuple[str, ...]:
    """Give a parameter as texts; none where it is not given."""
    value = question.parameters.get(name, ())
    return tuple(str(item) for item in value) if isinstance(value, tuple | list) else (str(value),)


def _name(question: Question, role: str) -> str:
    if role not in question.layers:
        raise NoData(f"规划文件未说明“{role}”所用图层")
    return question.layers[role]
