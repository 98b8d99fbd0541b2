"""Totals: how many, what a column adds up to, how long, how large."""

from dataclasses import replace
from typing import get_args

from analyses.amounts.lengths import LengthMeasure
from analyses.amounts.sums import TotalOf, totals
from analyses.counting import Counted
from analyses.measurement import Measurement, Part
from analyses.plan_tables import Question
from analyses.quantities import UNITS, converted, known_unit
from gis.errors import ParameterError
from layers.layer import Layer
from layers.spec import POLYGONS
from layers.workspace import Scope, Workspace

from .asked import Asked, Exhibit, NoData
from .exhibits import column_titles
from .fetching import number, require_near, rows_that_count, scope_of, vector
from .grounds import whole

_KINDS: dict[str, TotalOf] = {"count": "count", "total": "total", "length": "length", "area": "area"}
_TITLES = {"state": "是否计入", "amount": "数量", "reason": "说明"}


def ask(question: Question, workspace: Workspace, *, aside: bool = False) -> Asked:
    """
    Put a question of count, total, length or area.

    Parameters of the question: `distinct` (rows of one value once), `column` (added
    up), `measure` (route, circuit or stated lengths), `named` (how many the plan
    names). A list without places is taken to be one of the whole district, and of no
    narrower scope.
    """
    split = rows_that_count(question, workspace, "rows")
    scope = None if question.scope is None else scope_of(question, workspace)
    measured = _measured(question, split, scope)
    if question.indicator == "count" and "column" not in question.parameters:
        measured = replace(measured, denominator=float(len(measured.evidence)))  # all rows in question
    return Asked(
        measured=in_unit(measured, question.unit),
        used=(split.marked, *(() if scope is None else scope.layers)),
        scope=scope,
        exhibits=() if aside else (_exhibit(question, split, measured, scope),),
        warnings=_warnings(split, vector(question, workspace, "rows")),
    )


def in_unit(measured: Measurement, unit: str) -> Measurement:
    """Bring a figure, its ends and its parts to the unit that the plan writes."""
    source, target = known_unit(measured.unit), known_unit(unit)
    if source == target:
        return measured
    if "count" in {source, target} and {source, target} <= {"count", "people"}:
        return replace(measured, unit=target, quantity_unit=target)

    def brought(value: float | None) -> float | None:
        return None if value is None else converted(value, source, target)

    return replace(
        measured,
        value=converted(measured.value, source, target),
        unit=target,
        low=brought(measured.low),
        high=brought(measured.high),
        numerator=brought(measured.numerator),
        denominator=brought(measured.denominator),
        quantity_unit=target,
        parts=tuple(_part(part, source, target) for part in measured.parts),
    )


def _part(part: Part, source: str, target: str) -> Part:
    return replace(
        part,
        value=converted(part.value, source, target),
        numerator=converted(part.numerator, source, target),
    )


def _measured(question: Question, split: Counted, scope: Scope | None) -> Measurement:
    column, distinct = (_text(question, name) for name in ("column", "distinct"))
    measure = _text(question, "measure") or "route"
    measure = "stated" if measure == "column" else measure
    if measure not in get_args(LengthMeasure):
        raise ParameterError(f"measure '{measure}' is none of {', '.join(get_args(LengthMeasure))}")
    layer = split.marked
    named = int(number(question, "named", 0.0))
    _require_rows(question, layer, named)
    stated = column or "length_km" if measure == "stated" else column
    for name in (stated, distinct):
        if name is not None and name not in layer.frame:
            raise NoData(f"图层“{layer.title}”缺少字段 {name}")
    within = None if scope is None else whole(scope)
    if scope is not None and within is not None:
        require_near(layer, within.frame)
    return totals(
        split,
        of=_KINDS[question.indicator],
        within=within,
        distinct=distinct,
        column=column,
        measure=next(known for known in get_args(LengthMeasure) if known == measure),
        named=named,
        placeless_inside=scope is not None and [one.name for one in scope.layers] == ["district"],
    )


def _require_rows(question: Question, layer: Layer, named: int) -> None:
    """Take a list in which nothing is marked for the target for no data: nobody has filled it in."""
    rule = question.counts.get("target")
    marks = question.where.get("rows", {}).get("target", ()) if rule is None else rule.yes
    own = layer.frame if rule is None else layer.frame[layer.frame["target"].isin(rule.yes)]
    if own.empty and (named or marks):
        raise NoData(
            f"图层“{layer.title}”没有属于本指标的记录" + (f"（对应目标 {'、'.join(marks)}）" if marks else "")
        )


def _text(question: Question, name: str) -> str | None:
    value = question.parameters.get(name)
    return None if value is None else str(value)


def _exhibit(question: Question, split: Counted, measured: Measurement, scope: Scope | None) -> Exhibit:
    """Show every row with its state, what it adds and why; a list without places is a table."""
    layer = split.marked
    known = column_titles(layer)
    added = measured.evidence[["state", "amount", "reason"]]
    drawn = layer.frame.drop(columns="state").assign(**{name: added[name] for name in added})
    shapes = measured.evidence.geometry
    frame = drawn.set_geometry(shapes)
    unit = UNITS[known_unit(measured.unit)].title
    titles = {**known, **_TITLES, "amount": f"数量（{unit}）"}
    if question.indicator == "count":
        titles.pop("amount")
    role = "register" if shapes.isna().all() and len(shapes) else "facilities"
    if shapes.geom_type.isin(POLYGONS).any():
        role = "units"
    return Exhibit(
        role=role,
        name=layer.name,
        title=layer.title,
        frame=frame[[*titles, frame.geometry.name]],
        titles=titles,
        cut_from=(layer, *(() if scope is None else scope.layers)),
    )


def _warnings(split: Counted, layer: Layer) -> tuple[str, ...]:
    found = []
    if len(split.marked.frame) < len(layer.frame):
        found.append(f"“{layer.title}”{len(layer.frame)} 条记录中 {len(split.marked.frame)} 条属于本指标")
    if split.excluded:
        found.append(f"{split.excluded} 条记录按规则不计（取值不计，或在基期之前建成）")
    return tuple(found)
