"""Presence questions: which units have a facility of their own."""

import math
from dataclasses import replace

import shapely

from analyses.measurement import Measurement
from analyses.per_unit.unit_presence import presence
from analyses.plan_tables import Question
from analyses.quantities import converted
from layers.layer import Layer
from layers.unit_levels import levels_against_code, unit_codes
from layers.workspace import Scope, Workspace

from .asked import Asked, Exhibit, NoData
from .exhibits import facilities_exhibit
from .fetching import number, require_near, rows_that_count, vector
from .unit_rows import (
    WHOLE_DISTRICT,
    official_list,
    parents_of,
    scope_asked,
    units_asked,
    without_level,
)

_TITLES = {"name": "单元", "level": "级别", "has": "有无", "facilities": "设施数", "flags": "说明"}


def ask(question: Question, workspace: Workspace, *, aside: bool = False) -> Asked:
    """
    Put a presence question: roles `units` and `facilities`, and `official` where there is a list.

    Facilities of which it is unknown whether they count make the interval. In a
    scope other than 全区 only those units are asked of whose middle lies in it.
    """
    drawn = vector(question, workspace, "units")
    official = official_list(question, workspace)
    scope = scope_asked(question, workspace)
    of_level = units_asked(question, drawn, "units")
    units = _in_scope(of_level, scope)
    listed = None if official is None else units_asked(question, official, "official")
    if listed is not None:
        listed = _without(listed, _codes(of_level) - _codes(units))
    split = rows_that_count(question, workspace, "facilities")
    within_m = number(question, "within_m") if "within_m" in question.parameters else None
    if drawn.frame.geometry.notna().any():
        require_near(vector(question, workspace, "facilities"), drawn.frame, within_m or 0.0)
    measured = presence(
        units,
        split.sure,
        possible=split.possible,
        official=listed,
        elsewhere=_codes(drawn, official) - _codes(units, listed),
        parents=parents_of(units if listed is None else listed, workspace),
        tolerance_m=number(question, "tolerance_m", 20.0),
        within_m=within_m,
    )
    _require_an_answer(measured, units)
    others = [layer for layer in (drawn, official) if layer is not None]
    return Asked(
        measured=_in_unit(measured, question.unit),
        used=(split.marked, *others, *(() if scope is None else scope.layers)),
        scope=scope,
        exhibits=() if aside else (_units_exhibit(measured, others), facilities_exhibit(split)),
        warnings=_warnings(question, drawn, official, split.unknown, split.excluded),
    )


def _in_scope(units: Layer, scope: Scope | None) -> Layer:
    if scope is None or scope.word == WHOLE_DISTRICT:
        return units
    shapes = units.frame.geometry.to_numpy()
    keep = shapely.is_missing(shapes) | shapely.intersects(scope.polygon, shapely.point_on_surface(shapes))
    return replace(units, frame=units.frame[keep])


def _without(listed: Layer, codes: frozenset[str]) -> Layer:
    """Take units out of the list whose ground lies outside the scope."""
    return replace(listed, frame=listed.frame[~unit_codes(listed.frame).isin(codes)])


def _codes(*layers: Layer | None) -> frozenset[str]:
    found = {code for layer in layers if layer is not None for code in unit_codes(layer.frame)}
    return frozenset(found - {""})


def _require_an_answer(measured: Measurement, units: Layer) -> None:
    if not measured.denominator:
        raise NoData(f"图层“{units.title}”中没有所问的单元")
    if math.isnan(measured.value):
        raise NoData(f"“{units.title}”没有单元面，设施也没有可用的单元代码，不能判断设施属于哪个单元")


def _in_unit(measured: Measurement, unit: str) -> Measurement:
    """Give the share, or the number of units that have one where the question counts them."""
    total = measured.denominator
    if unit != "count" or total is None:
        return replace(measured, value=converted(measured.value, "share", unit))
    ends = [None if end is None else float(round(end * total)) for end in (measured.low, measured.high)]
    return replace(measured, value=float(measured.numerator or 0), unit="count", low=ends[0], high=ends[1])


def _units_exhibit(measured: Measurement, cut_from: list[Layer]) -> Exhibit:
    frame = measured.evidence
    return Exhibit(
        role="units",
        name="units",
        title="单元有无情况",
        frame=frame[[*_TITLES, frame.geometry.name]],
        titles=dict(_TITLES),
        cut_from=tuple(cut_from),
    )


def _warnings(
    question: Question, drawn: Layer, official: Layer | None, unknown: int, excluded: int
) -> tuple[str, ...]:
    told = []
    if official is None:
        told.append(f"没有法定单元名单，分母按图层“{drawn.title}”所有的单元，漏绘的单元无从发现")
    if "level" in question.where.get("units", {}):
        source = drawn if official is None else official
        if without_level(source):
            told.append(f"{without_level(source)} 个单元级别不明，未列入")
        against = levels_against_code(source)
        if against:
            told.append(f"单元级别以填报为准，与代码不同：{'、'.join(against)}")
    if unknown:
        told.append(f"{unknown} 处设施是否计入不明，数值按“不计”，区间上限按“计入”")
    if excluded:
        told.append(f"{excluded} 处设施按规则不计")
    return tuple(told)
