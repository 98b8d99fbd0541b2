"""Changes between two dates: of ground, of ground of some classes, or of the sum of a column."""

from typing import get_args

import geopandas as gpd
import pandas as pd

from analyses.amounts.changes import ChangeOf, ChangeResult, change
from analyses.measurement import Measurement
from analyses.plan_tables import Question
from gis.errors import ParameterError
from layers.layer import Layer
from layers.workspace import Workspace

from .asked import Asked, Exhibit, NoData
from .asked_totals import in_unit
from .fetching import in_question, require_near, scope_of, texts, vector
from .grounds import whole

_TITLES = {"change": "变化", "area_ha": "面积（ha）"}


def ask(question: Question, workspace: Workspace, *, aside: bool = False) -> Asked:
    """
    Put a question of change between the roles `before` and `after`.

    Parameters: `of` (area, column or classes), `column`, `classes`, `as`
    (difference or share). Two versions without common ground are no data: the
    change would be all of both.
    """
    before, after = (
        in_question(vector(question, workspace, role), question, role) for role in ("before", "after")
    )
    scope = None if question.scope is None else scope_of(question, workspace)
    of = _choice(question, "of", get_args(ChangeOf), "area")
    result = _choice(question, "as", get_args(ChangeResult), "difference")
    column = str(question.parameters.get("column", "dlbm"))
    for layer in (before, after):
        if of == "column" and column not in layer.frame:
            raise NoData(f"图层“{layer.title}”缺少字段 {column}")
    if _are_one(before, after):
        raise NoData(f"“{before.title}”与“{after.title}”是同一份数据，不能比较两期")
    require_near(before, after.frame)
    try:
        measured = change(
            before,
            after,
            of=next(known for known in get_args(ChangeOf) if known == of),
            within=None if scope is None else whole(scope),
            column=column,
            classes=texts(question, "classes"),
            result=next(known for known in get_args(ChangeResult) if known == result),
        )
    except ParameterError as fault:
        raise NoData(f"两期数据不能比较：{fault}") from fault
    _require_common(measured, before, after)
    exhibits: tuple[Exhibit, ...] = ()
    if not aside:
        shown = _rows_exhibit(before, after, column) if of == "column" else _exhibit(measured, before, after)
        exhibits = (shown,)
    return Asked(
        measured=measured if result == "share" else in_unit(measured, question.unit),
        used=(after, before, *(() if scope is None else scope.layers)),
        scope=scope,
        exhibits=exhibits,
    )


def _choice(question: Question, name: str, known: tuple[str, ...], usual: str) -> str:
    value = str(question.parameters.get(name, usual))
    if value not in known:
        raise ParameterError(f"{name} '{value}' is none of {', '.join(known)}")
    return value


def _are_one(before: Layer, after: Layer) -> bool:
    """Tell whether both roles hold the same rows of one file: the change would be a plausible 0."""
    one, other = before.origin, after.origin
    same_file = (one.sha256, one.layer) == (other.sha256, other.layer)
    return same_file and list(before.frame.index) == list(after.frame.index)


def _require_common(measured: Measurement, before: Layer, after: Layer) -> None:
    common_m2 = measured.details.get("common_m2")
    if common_m2 == 0.0:
        raise NoData(f"“{before.title}”与“{after.title}”没有共同的地面：请核对坐标系与文件")


def _rows_exhibit(before: Layer, after: Layer, column: str) -> Exhibit:
    """Show the rows of both dates with what was added up."""
    known = after.spec.field(column)
    titles = {"period": "时期", "id": "编号", "name": "名称", column: (known and known.title) or column}
    frames = [
        layer.frame.assign(period=period).reindex(columns=[*titles, layer.frame.geometry.name])
        for period, layer in (("前期", before), ("后期", after))
    ]
    return Exhibit(
        role="register",
        name=f"{before.name}_and_{after.name}",
        title=f"{before.title}、{after.title}",
        frame=gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=after.frame.crs),
        titles=titles,
        cut_from=(before, after),
    )


def _exhibit(measured: Measurement, before: Layer, after: Layer) -> Exhibit:
    return Exhibit(
        role="land",
        name=f"{before.name}_to_{after.name}",
        title=f"{before.title} → {after.title}",
        frame=measured.evidence,
        titles=dict(_TITLES),
        cut_from=(before, after),
    )
