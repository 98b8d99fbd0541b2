"""Fetch what a question needs from a district: layers by role, ground by the plan's word, rows that count."""

import datetime as dt
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from analyses.counting import STATES, Counted, counted
from analyses.plan_tables import Question
from layers.catalogue import known_layer
from layers.layer import Layer, RasterLayer
from layers.unit_levels import level_of_text, with_levels
from layers.vicinity import apart_m
from layers.workspace import Scope, Workspace

from .asked import NoData

_LEVEL = "level"
# Planned projects must stay out of the line, too; of rows that are there a column tells the state.
_UNDATED = frozenset({"overlap", "row_share"})
_OWN = "target"  # the promise that a row belongs to


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chosen:
    """
    The rows that a question is about.

    `unsure` marks those with a blank where the question chooses by a value: they
    may be meant. `later` marks those that are built after the day that the layers
    stand for: they are there, and do not count. `notes` say both in Chinese.
    """

    layer: Layer
    unsure: np.ndarray
    later: np.ndarray
    notes: tuple[str, ...]


def in_question(layer: Layer, question: Question, role: str) -> Layer:
    """Keep the rows that surely are what the question is about (`where`)."""
    chosen = choose(layer, question, role)
    return replace(layer, frame=chosen.layer.frame[~chosen.unsure])


def choose(layer: Layer, question: Question, role: str, as_of: dt.date | None = None) -> Chosen:
    """
    Choose the rows that the question is about (`where`), and mark those built after `as_of`.

    A column that the layer lacks makes the question unanswerable. A row with a
    blank is unsure, save in `target`: what names no promise belongs to none.
    """
    size = len(layer.frame)
    keep, unsure, notes = np.ones(size, dtype=bool), np.zeros(size, dtype=bool), []
    for column, accepted in question.where.get(role, {}).items():
        if column not in layer.frame:
            raise NoData(f"图层“{layer.title}”缺少字段 {column}，不能区分 {'、'.join(accepted)}")
        texts_there = layer.frame[column].astype("string").str.strip()
        blank = (texts_there.isna() | (texts_there == "")).to_numpy(dtype=bool, na_value=True)
        named = texts_there.isin(accepted).to_numpy(dtype=bool, na_value=False)
        keep &= named if column == _OWN else named | blank
        unsure |= blank & (column != _OWN)
    if question.where.get(role) and size and not keep.any():
        notes.append(f"图层“{layer.title}”中没有属于本指标的记录")
    if (unsure & keep).any():
        notes.append(f"{int((unsure & keep).sum())} 条“{layer.title}”记录缺少分类，是否属于本指标按未知处理")
    notes += _doubled(layer.frame[keep], layer.title)
    later = np.zeros(size, dtype=bool)
    if as_of is not None and "built" in layer.frame:
        built = pd.to_datetime(layer.frame["built"]).dt.tz_localize(None).to_numpy()
        later = keep & (built > np.datetime64(as_of))
    if later.any():
        notes.append(
            f"{int(later.sum())} 条“{layer.title}”记录的建成日期晚于数据截至日期 {as_of}，按未建成计"
        )
    return Chosen(
        layer=replace(layer, frame=layer.frame[keep]),
        unsure=unsure[keep],
        later=later[keep],
        notes=tuple(notes),
    )


def _doubled(frame: gpd.GeoDataFrame, title: str) -> list[str]:
    """Say where rows share a code that is theirs alone: each is counted."""
    if "code" not in frame:
        return []
    codes = frame["code"].dropna().astype("string")
    twice = sorted(set(codes[codes.duplicated()]))
    return [f"“{title}”中 {len(twice)} 个代码有多条记录（{'、'.join(twice[:5])}），各计一条"] if twice else []


def chosen_rows(question: Question, workspace: Workspace, role: str) -> Chosen:
    """Choose the rows in a role; what is planned for later is in question only where it must stay out."""
    asked, layer = levelled(question, vector(question, workspace, role), role)
    as_of = None if question.indicator in _UNDATED else workspace.as_of
    return choose(layer, asked, role, as_of)


def rows_that_count(question: Question, workspace: Workspace, role: str = "rows") -> Counted:
    """Split the rows in question into those that count, those that may (unknown), and the rest."""
    chosen = chosen_rows(question, workspace, role)
    split = counted(
        chosen.layer,
        question.counts,
        any_of=question.any_of,
        built_after=baseline(question, workspace),
        unsure=chosen.unsure,
    )
    return _not_yet(split, chosen.later) if chosen.later.any() else split


def _not_yet(split: Counted, later: np.ndarray) -> Counted:
    """Let rows that are built later stay in question, and count none of them."""
    state = split.marked.frame["state"].mask(later, STATES[2])
    gone = split.marked.frame.index[later]
    marked = replace(split.marked, frame=split.marked.frame.assign(state=state))
    return replace(
        split,
        sure=replace(split.sure, frame=split.sure.frame.drop(index=gone, errors="ignore")),
        possible=replace(split.possible, frame=split.possible.frame.drop(index=gone, errors="ignore")),
        marked=marked,
        unknown=int((state == STATES[1]).sum()),
        excluded=int((state == STATES[2]).sum()),
    )


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
