"""Shares of rows: of a list or a layer, how much counts."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from analyses.counting import STATES, Counted
from analyses.per_unit.listed_units import names_above
from analyses.per_unit.row_shares import row_share
from analyses.per_unit.weighed_rows import AREA, COUNT
from analyses.plan_tables import Question
from analyses.quantities import converted
from layers.unit_levels import unit_codes
from layers.workspace import Workspace

from .asked import Asked, NoData
from .exhibits import facilities_exhibit
from .fetching import number, require_near, rows_that_count, vector
from .grounds import whole
from .unit_rows import WHOLE_DISTRICT, parents_of, scope_asked

_TOWN = "town"


def ask(question: Question, workspace: Workspace, *, aside: bool = False) -> Asked:
    """
    Put a question for a share of rows: role `rows`, parameters `weight`, `part` and `named`.

    A register has no places: asked of 全区 all its rows are in question, asked of
    any other scope it gives no data.
    """
    layer = vector(question, workspace, "rows")
    scope = scope_asked(question, workspace)
    split = rows_that_count(question, workspace, "rows")
    placeless = bool(layer.frame.geometry.isna().all())
    if scope is not None and not placeless:
        require_near(layer, whole(scope).frame)
    if scope is not None and placeless and scope.word != WHOLE_DISTRICT:
        raise NoData(f"“{layer.title}”没有位置，不能限定在“{scope.word}”内")
    _require_answers(question, split)
    split = _by_town(split, workspace)
    weight = str(question.parameters.get("weight", COUNT))
    part = question.parameters.get("part")
    for column in (weight, part):
        if column not in {None, COUNT, AREA} and column not in layer.frame:
            raise NoData(f"图层“{layer.title}”缺少字段 {column}")
    measured = row_share(
        split,
        weight=weight,
        part=None if part is None else str(part),
        named=int(number(question, "named")) if "named" in question.parameters else None,
        within=None if scope is None or placeless else whole(scope),
        by=_TOWN if weight != AREA and _TOWN in split.marked.frame else None,
    )
    if not len(measured.evidence):
        raise NoData(f"“{question.scope}”内没有图层“{layer.title}”的记录")
    if math.isnan(measured.value):
        raise NoData(f"图层“{layer.title}”的记录没有可用的数值")
    excluded = f"{split.excluded} 条记录按规则不计入分子"
    return Asked(
        measured=replace(measured, value=converted(measured.value, "share", question.unit)),
        used=(split.marked, *(() if scope is None else scope.layers)),
        scope=scope,
        exhibits=() if aside else (facilities_exhibit(split),),
        warnings=(excluded,) if split.excluded else (),
    )


def _require_answers(question: Question, split: Counted) -> None:
    """Refuse to answer where no row is in question, or none says whether it counts: that is no share of 0."""
    layer = split.marked
    if not len(layer.frame):
        raise NoData(f"图层“{layer.title}”中没有所问的记录")
    sure = np.ones(len(layer.frame), dtype=bool) if split.unsure is None else ~split.unsure
    if not sure.any():
        raise NoData(f"图层“{layer.title}”的记录都缺少分类，不能判断哪些属于本指标")
    if (layer.frame["state"][sure] == STATES[1]).all():
        fields = [layer.spec.field(column) for column in question.counts]
        titles = [field.title or field.name for field in fields if field is not None] or [*question.counts]
        raise NoData(f"图层“{layer.title}”的 {'、'.join(titles)} 都没有填写，不能判断哪些记录计入")


def _by_town(split: Counted, workspace: Workspace) -> Counted:
    """Name the township of each village by its code, where no column does."""
    layer = split.marked
    parents = None if _TOWN in layer.frame else parents_of(layer, workspace)
    if parents is None:
        return split
    towns = pd.array(names_above(unit_codes(layer.frame), parents), dtype="string")
    return replace(split, marked=replace(layer, frame=layer.frame.assign(**{_TOWN: towns})))
